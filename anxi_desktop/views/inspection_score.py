"""The score as it stands, with what it is made of, and the hazards so far."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.domain import words
from anxi_desktop.domain.records.inspection import SiteGrade
from anxi_desktop.domain.scoring import Rounding, SiteScore, rounded
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label

_TONES = {SiteGrade.GOOD: "ok", SiteGrade.PASS: "accent", SiteGrade.FAIL: "danger"}


class ScorePanel(QFrame):
    """Computed anew after each answer; every figure says where it comes from."""

    hazards_asked = Signal()

    def __init__(self, work: InspectionWork) -> None:
        super().__init__()
        self.work = work
        self.setProperty("box", "card")
        self._head = label("", "section")
        self.number = label("", "number")
        self._tags = QHBoxLayout()
        self._tags.setSpacing(6)
        self._grade: QWidget | None = None
        self._progress = label("", "secondary", wrap=True)
        self._steps = label("", "caption", wrap=True)
        self._hazards = label("", "secondary", wrap=True)
        self.link = button("", kind="link")
        self.link.clicked.connect(self.hazards_asked)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(6)
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.addWidget(self.number)
        row.addLayout(self._tags)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._progress)
        column.addSpacing(6)
        column.addWidget(self.link)
        column.addWidget(self._hazards)
        column.addSpacing(6)
        column.addWidget(self._steps)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scrolling(inner))

    def show_work(self) -> None:
        """Show the draft's score and hazards."""
        draft = self.work.draft
        progress = draft.progress()
        score = draft.score()
        if score is None:
            self._head.setText(self.tr("进度"))
            self.number.setText(f"{progress.done} / {progress.total}")
            self._show_grade(None)
            self._steps.setText("")
        else:
            self._head.setText(self.tr("得分（随查随算）"))
            rounding = Rounding(self.work.session.settings.rounding)
            value = "—" if score.value is None else f"{rounded(score.value, rounding)}"
            self.number.setText(value)
            self._show_grade(score.grade, so_far=bool(score.unchecked))
            self._steps.setText(self._parts(score))
        self._progress.setText(
            self.tr("已查 {done}/{total} 项：符合 {passed}，不符合 {failed}，不适用 {absent}").format(
                done=progress.done,
                total=progress.total,
                passed=progress.passed,
                failed=progress.failed,
                absent=progress.absent,
            )
        )
        without = len(draft.failed_without_hazard())
        self.link.setText(self.tr("隐患 {n} 条").format(n=len(draft.hazards)))
        lines = [
            hazard.description.strip() or self.tr("（没有描述）")
            for hazard in list(draft.hazards.values())[-4:]
        ]
        if without:
            lines.append(self.tr("还有 {n} 个不符合项没有记隐患").format(n=without))
        self._hazards.setText("\n".join(f"· {line}" for line in lines))

    def _parts(self, score: SiteScore) -> str:
        """The tables that have a score so far; why one is 0 stands with it, the whole story with the record."""
        titles = {group.key: group.title for group in self.work.draft.check_list.groups}
        lines: list[str] = []
        for table in score.tables:
            if table.value is None:
                continue
            name = f"{titles[table.table]} {table.label}".strip()
            value = rounded(table.value, Rounding.HALF_UP)
            note = self.tr("（保证项目不足，记 0 分）") if table.is_zeroed else ""
            open_items = self.tr("，还有 {n} 项").format(n=len(table.unchecked)) if table.unchecked else ""
            lines.append(f"{name}　{value}{note}{open_items}")
        return "\n".join(lines)

    def _show_grade(self, grade: SiteGrade | None, *, so_far: bool = False) -> None:
        """A grade of half a list is only what it would be if the rest were like it."""
        if self._grade is not None:
            self._tags.removeWidget(self._grade)
            self._grade.hide()
            self._grade.deleteLater()
            self._grade = None
        if grade is not None:
            word = words.choice_word(SiteGrade, grade.value)
            if so_far:
                word = self.tr("暂按已查项：{grade}").format(grade=word)
            self._grade = Tag(word, tone="neutral" if so_far else _TONES[grade])
            self._tags.addWidget(self._grade)


def score_lines(score: SiteScore) -> str:
    """How a score came about, a line each."""
    return "\n".join(words.score_step(step) for step in score.steps)
