"""The panel in which a point is assessed: scores by a preset, what raises it, the result as it is typed, the story."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.risks import Risks
from anxi_desktop.domain import words
from anxi_desktop.domain.assessing import Outcome, assess, judged, scores_text
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.level_words import level_words
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.risk_rules import DUTY_LEVELS, Preset
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.tags import RiskTag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.components.timeline import Timeline, TimelineEntry

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_JUDGED = "judged"


class ScoreScale(QWidget):
    """The steps of one scale, one under the other, with their meaning; `changed` after each choice."""

    changed = Signal()

    def __init__(self, steps: tuple[tuple[Decimal, str], ...]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[Decimal, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for value, word in steps:
            made = Button(text=f"{decimal_text(value):>4}　{word}", kind="quiet")
            made.setCheckable(True)
            made.setStyleSheet("text-align: left")
            made.clicked.connect(self.changed)
            self._group.addButton(made)
            self.buttons[value] = made
            column.addWidget(made)

    def value(self) -> Decimal | None:
        """The chosen step."""
        return next((value for value, made in self.buttons.items() if made.isChecked()), None)

    def set_value(self, value: Decimal | None) -> None:
        """Choose a step."""
        for step, made in self.buttons.items():
            made.setChecked(step == value)


class RiskAssessPanel(SidePanel):
    """`done` after it was written."""

    done = Signal()

    def __init__(self, shell: Shell, risks: Risks, record: str) -> None:
        super().__init__(shell.tr("评估风险等级"))
        self.shell, self.risks, self.record = shell, risks, record
        self.row = risks.store.row("risk_point", record)
        self.presets = risks.presets()
        self.rules = risks.raising_rules()
        self.scales: dict[str, ScoreScale] = {}
        self._preset: Preset | None = None
        choices = [(preset.name, preset.title) for preset in self.presets]
        choices.append((_JUDGED, self.tr("直接判定，不打分")))
        self.method = Picker(choices)
        self.levels = ChoiceChips([(level.value, level_words(level)) for level in RiskLevel], required=True)
        self.raising: dict[str, QCheckBox] = {}
        self.day = DateBox(date.today())
        self.reason = TextBox(limit=500)
        self._sum = label("", "section")
        self._tag = QHBoxLayout()
        self._shown: QWidget | None = None
        self._after = label("", "secondary", wrap=True)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._scores = QVBoxLayout()
        self._scores.setSpacing(14)
        self._lay_out()
        self.save = button(self.tr("保存评估"), kind="primary")
        self.cancel = button(self.tr("取消"))
        self.add_button(self.cancel)
        self.add_button(self.save)
        self.save.clicked.connect(self.write)
        self.cancel.clicked.connect(self.close_asked)
        self.method.picked.connect(self._on_method)
        self.levels.picked.connect(self._show_result)
        self._begin()

    def outcome(self) -> Outcome | None:
        """What the scores give now; None while something is not chosen."""
        raised = [rule for rule in self.rules if self.raising[rule.code].isChecked()]
        if self._preset is None:
            code = self.levels.value()
            return judged(RiskLevel(code), raised) if code else None
        inputs = {name: scale.value() for name, scale in self.scales.items()}
        found = {name: value for name, value in inputs.items() if value is not None}
        return assess(self._preset, found, raised) if len(found) == len(inputs) else None

    def write(self) -> None:
        """Save; what follows from it is said."""
        day = self.day.value()
        try:
            outcome = self.outcome()
        except AnxiError as error:
            self._say(sentence(error))
            return
        if outcome is None or day is None:
            self._say(self.tr("请选完分值和日期") if self._preset else self.tr("请选等级和日期"))
            return
        try:
            done = self.risks.assess(self.record, outcome, assessed_on=day, reason=self.reason.text())
        except AnxiError as error:
            self._say(sentence(error))
            return
        word = words.choice_word(RiskLevel, outcome.level.value)
        text = self.tr("已评估：{name} 为{word}").format(name=self.row["name"], word=word)
        if done.after.level is not done.before.level:
            text += self.tr("；项目整体等级的建议由{old}变为{new}").format(
                old=words.choice_word(RiskLevel, done.before.level.value),
                new=words.choice_word(RiskLevel, done.after.level.value),
            )
        self.shell.toast(text, undo=True)
        self.done.emit()

    def _lay_out(self) -> None:
        self.body.addWidget(label(str(self.row["name"]), "card", wrap=True))
        below = " · ".join(str(self.row[name]) for name in ("unit", "place") if self.row[name])
        if below:
            self.body.addWidget(label(below, "secondary", wrap=True))
        self.body.addWidget(Field(self.tr("评估方法"), self.method))
        self.body.addLayout(self._scores)
        self.body.addWidget(self.levels)
        result = QHBoxLayout()
        result.addWidget(self._sum)
        result.addLayout(self._tag)
        result.addStretch(1)
        self.body.addLayout(result)
        self.body.addWidget(self._after)
        section = self.add_section(
            self.tr("直接提级"), self.tr("符合任何一条，等级至少提到那一级；只升不降。")
        )
        majors = self.risks.standing(str(self.row["project"])).risks.standing.counts.get("major_open", 0)
        for rule in self.rules:
            word = words.choice_word(RiskLevel, rule.level.value)
            box = QCheckBox(f"{rule.text}（{word}）")
            box.toggled.connect(self._show_result)
            self.raising[rule.code] = box
            section.addWidget(box)
        if majors:
            section.addWidget(
                label(self.tr("这个项目有 {n} 条没有销号的重大隐患").format(n=majors), "warning", wrap=True)
            )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Field(self.tr("评估日期"), self.day, required=True))
        row.addWidget(Field(self.tr("说明"), self.reason), 1)
        self.body.addLayout(row)
        self.body.addWidget(self._error)
        self._story()

    def _story(self) -> None:
        rows = self.risks.story(self.record)
        if not rows:
            return
        section = self.add_section(self.tr("评估历史"))
        section.addWidget(Timeline([_entry(row) for row in rows]))

    def _begin(self) -> None:
        """As it was assessed last; a point without an assessment begins with the first preset."""
        latest = next(iter(self.risks.story(self.record)), self.row)
        method = str(latest["method"] or "lec")
        name = next((preset.name for preset in self.presets if preset.name == latest.get("preset")), "")
        name = name or next(
            (preset.name for preset in self.presets if preset.method.value == method), _JUDGED
        )
        self.method.set_value(name if method != _JUDGED else _JUDGED)
        self._on_method(self.method.value())
        for key, scale in self.scales.items():
            value = latest.get(f"{key}_score")
            scale.set_value(Decimal(str(value)) if value is not None else None)
        if self._preset is None and latest["level"]:
            self.levels.set_value(str(latest["level"]))
        self._show_result()

    def _on_method(self, name: str) -> None:
        kept = {key: scale.value() for key, scale in self.scales.items()}
        while (item := self._scores.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.scales = {}
        self._preset = next((preset for preset in self.presets if preset.name == name), None)
        titles = {
            "l": self.tr("L 可能性"),
            "e": self.tr("E 暴露频繁程度"),
            "c": self.tr("C 后果"),
            "s": self.tr("S 后果严重性"),
        }
        if self._preset is not None:
            for key, steps in self._preset.scales.items():
                scale = ScoreScale(steps)
                scale.set_value(kept.get(key))
                scale.changed.connect(self._show_result)
                self.scales[key] = scale
                self._scores.addWidget(Field(titles[key], scale))
        self.levels.setVisible(self._preset is None)
        self._show_result()

    def _show_result(self) -> None:
        try:
            outcome = self.outcome()
        except AnxiError:
            outcome = None
        let_go(self._tag, [self._shown])
        self._shown = None
        if outcome is None:
            self._sum.setText(self.tr("选完就出结果"))
            self._after.setText("")
            return
        self._sum.setText(outcome.arithmetic)
        self._shown = RiskTag(level_words(outcome.level), level=outcome.level.value)
        self._tag.addWidget(self._shown)
        duty = DUTY_LEVELS[outcome.level]
        said = self.tr("由{duty}负责管控，上一级同时负责下一级的。").format(duty=duty)
        if outcome.computed is not outcome.level and outcome.computed is not None:
            word = words.choice_word(RiskLevel, outcome.computed.value)
            said = self.tr("按分值是{word}，按直接提级规则提高。").format(word=word) + said
        self._after.setText(said)

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))


def _entry(row: dict[str, JournalValue]) -> TimelineEntry:
    level = words.choice_word(RiskLevel, str(row["level"])) if row["level"] else "未定级"
    scores = scores_text(row)
    note = " · ".join(
        str(part) for part in (row["assessed_on"] or "最初", row["person"], row["preset"]) if part
    )
    lines = tuple(str(part) for part in (row["reason"],) if part)
    return TimelineEntry(f"{level}　{scores}".strip(), note, lines)
