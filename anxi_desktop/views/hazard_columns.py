"""The columns of the list of hazards, and the words and tones of their values."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QCoreApplication

from anxi_desktop.domain import words
from anxi_desktop.domain.records.hazard import HazardSource, HazardState, Severity
from anxi_desktop.views.rows_model import Cell, ListColumn

STATE_TONES = {
    HazardState.OPEN: "warning",
    HazardState.RECTIFIED: "accent",
    HazardState.CLOSED: "ok",
    HazardState.REFERRED: "neutral",
    HazardState.VOIDED: "neutral",
}
SEVERITY_TONES = {Severity.MAJOR: "danger", Severity.LARGER: "warning", Severity.GENERAL: "neutral"}


def hazard_columns(due_words: Callable[[str], str]) -> tuple[ListColumn, ...]:
    """All of them, in the window's language; `due_words` says how near a deadline is."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("hazard_columns", text)

    def due(value: Cell, state: Cell) -> str:
        return due_words(str(value)) if state == HazardState.OPEN.value else str(value)

    return (
        ListColumn("number", tr("编号"), 176),
        ListColumn("state", tr("状态"), 84, kind="tag", word=_word(HazardState), tone=_state_tone),
        ListColumn("description", tr("隐患描述"), 260, kind="name"),
        ListColumn("project_name", tr("项目"), 190),
        ListColumn("part", tr("部位"), 130),
        ListColumn("severity", tr("等级"), 70, kind="tag", word=_word(Severity), tone=_severity_tone),
        ListColumn("due_on", tr("期限"), 130, word=due, other="state", tone=lambda _value: None),
        ListColumn("person", tr("责任人"), 80),
        ListColumn("found_on", tr("发现日期"), 104),
        ListColumn("source", tr("来源"), 84, word=_word(HazardSource), shown=False),
        ListColumn("judged", tr("重大判定"), 84, word=_yes, shown=False),
        ListColumn("listed", tr("挂牌"), 60, word=_yes, shown=False),
        ListColumn("rectified_on", tr("整改完成"), 104, shown=False),
        ListColumn("reviewed_on", tr("复查日期"), 104, shown=False),
        ListColumn("town", tr("属地乡镇"), 90, shown=False),
        ListColumn("kind", tr("类别"), 100, shown=False),
        ListColumn("requirement", tr("整改措施"), 220, shown=False),
    )


def _word(choices: type[Enum]) -> Callable[[Cell, Cell], str]:
    def word(value: Cell, _other: Cell) -> str:
        return words.choice_word(choices, str(value))

    return word


def _yes(value: Cell, _other: Cell) -> str:
    return "是" if value else ""


def _state_tone(value: Cell) -> str | None:
    return STATE_TONES.get(HazardState(str(value)))


def _severity_tone(value: Cell) -> str | None:
    return SEVERITY_TONES.get(Severity(str(value)))
