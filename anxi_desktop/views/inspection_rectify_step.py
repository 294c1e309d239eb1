"""Step ④: 五定 for every hazard: measure, person, deadline, standard, means; or put right on the spot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.domain import words
from anxi_desktop.domain.deadlines import DeadlineKind
from anxi_desktop.domain.inspection_draft import DraftStep, Gap, GapCode
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox

_WIDTH, _DUE = 1080, 150
_TONES = {Severity.MAJOR: "danger", Severity.LARGER: "warning", Severity.GENERAL: "neutral"}


class RectifyStep(QWidget):
    """A card per hazard; what is typed in the row above fills those that are blank."""

    changed = Signal()

    def __init__(self, work: InspectionWork) -> None:
        super().__init__()
        self.work = work
        self.cards: dict[str, RectifyCard] = {}
        self.person = TextBox(limit=200, placeholder=self.tr("整改责任人"))
        self.unit = TextBox(limit=200, placeholder=self.tr("责任单位"))
        self.due = DateBox(placeholder=self.tr("期限，如 +7"))
        self.due.setMinimumWidth(_DUE)
        self.fill = button(self.tr("填入空白处"))
        self.propose = button(self.tr("期限都按建议"))
        self.empty = EmptyState(
            self.tr("没有要整改的隐患"), self.tr("可以直接到下一步签字、完成检查。"), icon="check"
        )
        inner = QWidget()
        holder = QHBoxLayout(inner)
        holder.setContentsMargins(24, 4, 24, 20)
        narrow = QWidget()
        narrow.setMaximumWidth(_WIDTH)
        self._column = QVBoxLayout(narrow)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._top = QWidget()
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(self.tr("一起填"), "strong"))
        for widget in (self.person, self.unit):
            row.addWidget(widget, 2)
        row.addWidget(self.due, 1)
        row.addWidget(self.fill)
        row.addWidget(self.propose)
        self._column.addWidget(self._top)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        holder.addWidget(narrow, 1)
        holder.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inner)
        layout.addWidget(self._area)
        self.fill.clicked.connect(self._on_fill)
        self.propose.clicked.connect(self._on_propose)

    def show_work(self) -> None:
        """A card for every hazard that is a record of its own."""
        draft = self.work.draft
        wanted = [row for row, hazard in draft.hazards.items() if not hazard.same_as]
        for row in [row for row in self.cards if row not in wanted]:
            card = self.cards.pop(row)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, row in enumerate(wanted):
            card = self.cards.get(row)
            if card is None:
                card = RectifyCard(self.work, row)
                card.changed.connect(self.changed)
                self.cards[row] = card
                self._column.insertWidget(2 + place, card)
                card.show()
            card.show_hazard(number=place + 1)
        self._top.setVisible(bool(wanted))
        self.empty.setVisible(not wanted)

    def show_gap(self, gap: Gap) -> None:
        """Bring the field of a gap into sight."""
        card = self.cards.get(gap.hazard)
        if card is not None:
            self._area.ensureWidgetVisible(card)
            card.editor(gap.code).setFocus()

    def focus_first(self) -> None:
        """Where typing begins: the first field that is still missing."""
        gaps = [gap for gap in self.work.draft.gaps() if gap.step is DraftStep.RECTIFICATION]
        if gaps:
            self.show_gap(gaps[0])
        else:
            self.setFocus()

    @Slot()
    def _on_fill(self) -> None:
        person, unit, due = self.person.text().strip(), self.unit.text().strip(), self.due.value()
        for row in self.cards:
            hazard = self.work.draft.hazards[row]
            day = hazard.due_on or (None if hazard.on_the_spot else due)
            self.work.set_hazard(row, person=hazard.person or person, unit=hazard.unit or unit, due_on=day)
        self.show_work()
        self.changed.emit()

    @Slot()
    def _on_propose(self) -> None:
        for row in self.cards:
            proposal = self.work.proposal(row)
            if self.work.draft.hazards[row].due_on is None and proposal is not None and proposal.due_on:
                self.work.set_hazard(row, due_on=proposal.due_on)
        self.show_work()
        self.changed.emit()


class RectifyCard(QFrame):
    """五定 of one hazard."""

    changed = Signal()

    def __init__(self, work: InspectionWork, row: str) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.work, self.row = work, row
        self._title = label("", "section", wrap=True)
        self._tag = QHBoxLayout()
        self._severity: Tag | None = None
        self.on_the_spot = Switch()
        self.requirement = TextBox(limit=500, placeholder=self.tr("怎么改"))
        self.person = TextBox(limit=200)
        self.unit = TextBox(limit=200)
        self.due = DateBox()
        self.standard = TextBox(limit=500, placeholder=self.tr("改到什么程度算好"))
        self.means = TextBox(limit=500, placeholder=self.tr("钱、材料从哪里来"))
        self.proposed = button("", kind="link")
        self._why = label("", "caption", wrap=True)
        self._due_field = Field(self.tr("整改期限"), self.due, required=True)
        self._person_field = Field(self.tr("责任人"), self.person, required=True)
        self._requirement_field = Field(self.tr("整改措施"), self.requirement, required=True)
        self._lay_out()
        self._connect()

    def editor(self, code: GapCode) -> QWidget:
        """Where a gap of this hazard is put right."""
        return {GapCode.PERSON: self.person, GapCode.DUE: self.due, GapCode.DUE_BEFORE: self.due}.get(
            code, self.requirement
        )

    def show_hazard(self, *, number: int) -> None:
        """Show what is known."""
        hazard = self.work.draft.hazards[self.row]
        title = hazard.description.strip() or self.tr("（还没有描述）")
        self._title.setText(f"{number}. {title}" + (f"　{hazard.part}" if hazard.part else ""))
        self._show_severity(hazard.severity)
        with QSignalBlocker(self.on_the_spot):
            self.on_the_spot.setChecked(hazard.on_the_spot)
        for box, text in (
            (self.requirement, hazard.requirement),
            (self.person, hazard.person),
            (self.unit, hazard.unit),
            (self.standard, hazard.standard),
            (self.means, hazard.means),
        ):
            if box.text() != text:
                box.setText(text)
        if self.due.value() != hazard.due_on:
            self.due.set_value(hazard.due_on)
        for widget in (self._due_field, self.proposed, self._why):
            widget.setVisible(not hazard.on_the_spot)
        self._show_proposal()

    def _show_proposal(self) -> None:
        proposal = self.work.proposal(self.row)
        hazard = self.work.draft.hazards[self.row]
        if proposal is None or hazard.on_the_spot:
            self.proposed.hide()
            self._why.setText("" if hazard.on_the_spot else self.tr("定了隐患等级，这里会建议期限"))
            return
        if proposal.rule.kind is DeadlineKind.BY_PLAN:
            self.proposed.hide()
            self._why.setText(self.tr("重大隐患按整改方案定期限，整改期间停止该部位作业（惯例）"))
            return
        day = proposal.due_on
        self.proposed.setVisible(day is not None and day != hazard.due_on)
        self.proposed.setText(self.tr("按建议：{day}").format(day=day.isoformat() if day else ""))
        text = self.tr("{severity}隐患惯例 {n} 个工作日，最多 {most} 天；可在设置里改").format(
            severity=words.choice_word(Severity, hazard.severity.value) if hazard.severity else "",
            n=proposal.rule.workdays,
            most=proposal.rule.most_days or "",
        )
        if proposal.unknown_years:
            years = "、".join(str(year) for year in proposal.unknown_years)
            text += self.tr("。{years} 年的放假安排还没有填，按周一到周五算的").format(years=years)
        self._why.setText(text)

    def _show_severity(self, severity: Severity | None) -> None:
        if self._severity is not None:
            self._tag.removeWidget(self._severity)
            self._severity.hide()
            self._severity.deleteLater()
            self._severity = None
        if severity is not None:
            self._severity = Tag(words.choice_word(Severity, severity.value), tone=_TONES[severity])
            self._tag.addWidget(self._severity)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title, 1)
        top.addLayout(self._tag)
        self.on_the_spot.setAccessibleName(self.tr("当场整改"))
        top.addWidget(label(self.tr("当场整改"), "secondary"))
        top.addWidget(self.on_the_spot)
        column.addLayout(top)
        column.addWidget(self._requirement_field)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        due = QVBoxLayout()
        due.setSpacing(2)
        due.addWidget(self._due_field)
        due.addWidget(self.proposed, alignment=Qt.AlignmentFlag.AlignLeft)
        top_edge = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._person_field, 0, 0, top_edge)
        grid.addWidget(Field(self.tr("责任单位"), self.unit), 0, 1, top_edge)
        grid.addLayout(due, 0, 2)
        grid.addWidget(Field(self.tr("整改标准"), self.standard), 1, 0, 1, 2)
        grid.addWidget(Field(self.tr("资金和物资"), self.means), 1, 2)
        column.addLayout(grid)
        column.addWidget(self._why)

    def _connect(self) -> None:
        for box, name in (
            (self.requirement, "requirement"),
            (self.person, "person"),
            (self.unit, "unit"),
            (self.standard, "standard"),
            (self.means, "means"),
        ):
            box.textEdited.connect(self._keeping(name))
        self.due.changed.connect(self._on_due)
        self.due.left.connect(self._on_due)
        self.proposed.clicked.connect(self._on_proposed)
        self.on_the_spot.toggled.connect(self._on_spot)

    def _keeping(self, name: str) -> Callable[[str], None]:
        def keep(text: str) -> None:
            self.work.set_hazard(self.row, **{name: text})
            self.changed.emit()

        return keep

    @Slot()
    def _on_due(self) -> None:
        day = self.due.value()
        wrong = day is None and bool(self.due.text().strip())
        self._due_field.set_error(self.tr("写成 12-5、+7 或 2026-12-05") if wrong else "")
        if not wrong and day != self.work.draft.hazards[self.row].due_on:
            self.work.set_hazard(self.row, due_on=day)
            self._show_proposal()
            self.changed.emit()

    @Slot()
    def _on_proposed(self) -> None:
        proposal = self.work.proposal(self.row)
        if proposal is not None and proposal.due_on is not None:
            self.work.set_hazard(self.row, due_on=proposal.due_on)
            self.due.set_value(proposal.due_on)
            self._show_proposal()
            self.changed.emit()

    @Slot(bool)
    def _on_spot(self, on: bool) -> None:
        self.work.set_hazard(self.row, on_the_spot=on)
        for widget in (self._due_field, self._why):
            widget.setVisible(not on)
        self._show_proposal()
        self.changed.emit()
