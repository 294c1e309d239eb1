"""The columns of the list of inspections."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QCoreApplication

from anxi_desktop.domain import words
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    Signing,
    SiteGrade,
)
from anxi_desktop.views.rows_model import Cell, ListColumn

_GRADE_TONES = {"good": "ok", "pass": "accent", "fail": "danger"}


def inspection_columns() -> tuple[ListColumn, ...]:
    """All of them, in the window's language."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("inspection_columns", text)

    return (
        ListColumn("number", tr("编号"), 146),
        ListColumn("done_on", tr("日期"), 104),
        ListColumn("project_name", tr("项目"), 200, kind="name"),
        ListColumn("kind", tr("类型"), 104, word=_word(InspectionKind)),
        ListColumn("level", tr("层级"), 128, word=_word(InspectionLevel)),
        ListColumn("items", tr("检查项"), 74, kind="number"),
        ListColumn("failed", tr("不符合"), 74, kind="number"),
        ListColumn("hazards", tr("隐患"), 64, kind="number"),
        ListColumn("score", tr("得分"), 68, kind="number"),
        ListColumn("grade", tr("等级"), 84, kind="tag", word=_word(SiteGrade), tone=_grade_tone),
        ListColumn("signing", tr("签字"), 100, word=_word(Signing), shown=False),
        ListColumn("town", tr("属地乡镇"), 100, shown=False),
        ListColumn("list_title", tr("清单"), 180, shown=False),
    )


def _word(choices: type[Enum]) -> Callable[[Cell, Cell], str]:
    def word(value: Cell, _other: Cell) -> str:
        return words.choice_word(choices, str(value))

    return word


def _grade_tone(value: Cell) -> str | None:
    return _GRADE_TONES.get(str(value))
