"""整体等级 of one project: what is proposed and why, the decision with its reason, history, and what follows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.risks import ProjectStanding, Risks
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.level_words import level_word, level_words
from anxi_desktop.domain.project_level import FACTOR_WORDS
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card, line
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea
from anxi_desktop.views.components.timeline import Timeline, TimelineEntry

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


class RiskLevelView(QWidget):
    """Shows one project."""

    def __init__(self, shell: Shell, risks: Risks) -> None:
        super().__init__()
        self.shell, self.risks = shell, risks
        self.project = ""
        self.standing: ProjectStanding | None = None
        self.choice = ChoiceChips([(level.value, level_words(level)) for level in RiskLevel], required=True)
        self.reason = TextArea(lines=3, placeholder=self.tr("与建议不同时必须写"))
        self.day = DateBox(date.today())
        self.decide = button(self.tr("评定"), kind="primary")
        self._reason_field = Field(self.tr("理由"), self.reason)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._now = QVBoxLayout()
        self._sums = QGridLayout()
        self._sums.setHorizontalSpacing(16)
        self._sums.setVerticalSpacing(6)
        self._below = QVBoxLayout()
        self._follow = QVBoxLayout()
        self._story = Timeline()
        self._no_story = label(self.tr("还没有评定过"), "secondary")
        self._made: list[QWidget] = []
        self._lay_out()
        self.decide.clicked.connect(self._on_decide)
        self.choice.picked.connect(self._on_choice)

    def show_project(self, project: str) -> None:
        """Show a project, or read it again. What is half typed stays while it is the same one."""
        fresh = project != self.project
        self.project = project
        standing = self.standing = self.risks.standing(project)
        for made in self._made:
            made.hide()
            made.deleteLater()
        self._made = []
        self._show_now(standing)
        self._show_sums(standing)
        self._show_follow(standing)
        if fresh or not self.reason.toPlainText().strip():
            self.choice.set_value(standing.proposal.level.value)
            self._on_choice()
        if fresh:
            self.reason.setPlainText("")
            self.day.set_value(date.today())
        decisions = self.risks.decisions(project)
        self._no_story.setVisible(not decisions)
        entries: list[TimelineEntry] = []
        for row in decisions:
            level = level_word(RiskLevel(str(row["level"])))
            proposed = level_word(RiskLevel(str(row["proposed"]))) if row["proposed"] else ""
            title = self.tr("评定为{level}（建议{proposed}）").format(level=level, proposed=proposed)
            note = " · ".join(str(part) for part in (row["decided_on"], row["person"]) if part)
            lines = tuple(str(row[name]) for name in ("reason", "arithmetic") if row[name])
            entries.append(TimelineEntry(title, note, lines))
        self._story.set_entries(entries)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        now = Card(self.tr("现在的等级"))
        now.body.addLayout(self._now)
        left.addWidget(now)
        sums = Card(self.tr("建议等级是怎么算的"))
        sums.body.addLayout(self._sums)
        sums.body.addWidget(line())
        sums.body.addLayout(self._below)
        left.addWidget(sums)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(12)
        decide = Card(
            self.tr("评定"), self.tr("等级由人定。定了以后，检查频次和重点随着变，月报按评定日期统计。")
        )
        decide.body.addWidget(self.choice)
        decide.body.addWidget(self._reason_field)
        row = QHBoxLayout()
        row.addWidget(Field(self.tr("从哪天起"), self.day))
        row.addStretch(1)
        row.addWidget(self.decide, alignment=Qt.AlignmentFlag.AlignBottom)
        decide.body.addWidget(self._error)
        decide.body.addLayout(row)
        right.addWidget(decide)
        follow = Card(self.tr("检查频次和重点"))
        follow.body.addLayout(self._follow)
        right.addWidget(follow)
        story = Card(self.tr("评定历史"))
        story.body.addWidget(self._no_story)
        story.body.addWidget(self._story)
        right.addWidget(story)
        right.addStretch(1)
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 8, 12)
        columns.setSpacing(16)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(inner))

    def _show_now(self, standing: ProjectStanding) -> None:
        row = QWidget()
        line_of = QHBoxLayout(row)
        line_of.setContentsMargins(0, 0, 0, 0)
        if standing.level is None:
            line_of.addWidget(Tag(self.tr("还没有评定"), tone="warning"))
        else:
            line_of.addWidget(RiskTag(level_words(standing.level), level=standing.level.value))
        line_of.addWidget(label(self.tr("建议："), "secondary"))
        proposed = standing.proposal.level
        line_of.addWidget(RiskTag(level_words(proposed), level=proposed.value))
        line_of.addStretch(1)
        self._add(self._now, row)
        if standing.level is not None and standing.differs:
            text = self.tr("情况变了：建议的等级与现在的不同，请核对后重新评定，或写明为什么不变。")
            self._add(self._now, label(text, "warning", wrap=True))

    def _show_sums(self, standing: ProjectStanding) -> None:
        proposal = standing.proposal
        for column, text in enumerate(
            (self.tr("情况"), self.tr("数量"), self.tr("每个"), self.tr("最多"), self.tr("得分"))
        ):
            head = label(text, "caption")
            head.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            self._put(head, 0, column)
        for number, found in enumerate(proposal.lines, 1):
            counted = found.count > 0
            cells = (
                FACTOR_WORDS[found.factor],
                str(found.count),
                decimal_text(found.each),
                decimal_text(found.most),
                decimal_text(found.marks),
            )
            for column, text in enumerate(cells):
                made = label(text, "body" if counted else "secondary")
                made.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
                self._put(made, number, column)
        self._sums.setColumnStretch(0, 1)
        bands = "，".join(f"{decimal_text(least)} 分起{level_word(level)}" for least, level in proposal.bands)
        total = self.tr("合计 {total} 分 → {level}（{bands}）").format(
            total=decimal_text(proposal.total), level=level_word(proposal.by_marks), bands=bands
        )
        self._add(self._below, label(total, "strong", wrap=True))
        for text in proposal.floors:
            self._add(self._below, label(text, "warning", wrap=True))

    def _show_follow(self, standing: ProjectStanding) -> None:
        often = self.tr("每 {n} 个月至少一次全覆盖检查").format(n=standing.frequency.months)
        self._add(self._follow, label(often, "strong"))
        self._add(self._follow, label(standing.frequency.focus, wrap=True))
        last = standing.risks.inspected_on
        said = self.tr("上次全覆盖检查：{day}").format(day=last.isoformat() if last else self.tr("没有"))
        if standing.due_on is not None:
            said += self.tr("；下次不晚于 {day}").format(day=standing.due_on.isoformat())
        late = standing.due_on is not None and standing.due_on < self.risks.today
        self._add(self._follow, label(said, "danger" if late else "secondary", wrap=True))
        self._add(
            self._follow,
            label(
                self.tr("通知的最低要求：工程项目每季度、物业项目每年至少一次，不能再低。"),
                "caption",
                wrap=True,
            ),
        )

    def _add(self, layout: QVBoxLayout, widget: QWidget) -> None:
        self._made.append(widget)
        layout.addWidget(widget)

    def _put(self, widget: QWidget, row: int, column: int) -> None:
        self._made.append(widget)
        self._sums.addWidget(widget, row, column)

    @Slot()
    def _on_choice(self) -> None:
        if self.standing is None:
            return
        same = self.choice.value() == self.standing.proposal.level.value
        self._reason_field.set_name(self.tr("理由") if same else self.tr("理由（与建议不同，必填）"))
        self._say("")

    @Slot()
    def _on_decide(self) -> None:
        day = self.day.value()
        if day is None:
            self._say(self.tr("请填从哪天起"))
            return
        level = RiskLevel(self.choice.value())
        before = self.standing.level if self.standing else None
        try:
            self.risks.decide(self.project, level, reason=self.reason.toPlainText(), decided_on=day)
        except AnxiError as error:
            self._say(sentence(error))
            self.reason.setFocus()
            return
        self.reason.setPlainText("")
        old = words.choice_word(RiskLevel, before.value) if before else self.tr("未评定")
        text = self.tr("整体风险等级：{old} → {new}").format(old=old, new=level_word(level))
        self.shell.toast(text, undo=True)

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
