"""Step ③: what would happen, row by row. Nothing has been written yet."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.imports import CellNote, Plan, RowOutcome
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.text import label
from anxi_desktop.views.import_counts import CountCard
from anxi_desktop.views.import_preview_model import FIXED, WARNED, PreviewModel, outcome_word
from anxi_desktop.views.marked_cells import MarkedTable
from anxi_desktop.views.two_line_list import Line, TwoLineList

_PANEL_WIDTH = 336
_NUMBER_WIDTH, _OUTCOME_WIDTH = 64, 76
_MOST_LISTED = 2000
_TONES = {
    RowOutcome.NEW: "ok",
    RowOutcome.CHANGED: "accent",
    RowOutcome.SAME: "secondary",
    RowOutcome.REFUSED: "danger",
}


class PreviewStep(QWidget):
    """`refused_export_asked` when the person wants the refused rows as a workbook."""

    refused_export_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self.cards: dict[str, CountCard] = {
            outcome.value: CountCard(outcome_word(outcome), tone=tone) for outcome, tone in _TONES.items()
        }
        self.cards[WARNED] = CountCard(self.tr("提醒"), tone="warning")
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for card in self.cards.values():
            self._group.addButton(card)
        self._group.buttonClicked.connect(self._on_card)
        self.model = PreviewModel()
        self.table = MarkedTable()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("导入预览"))
        self.table.set_empty(self.tr("没有这样的行"), self.tr("再点一下上面的数字，就显示全部的行。"))
        self.banner = Banner()
        self.notes = TwoLineList(name=self.tr("要处理的单元格"), wraps=False, pad=12)
        self.notes.asked.connect(self._on_note)
        self._listed: list[CellNote] = []
        self._shown: tuple[Plan | None, str] = (None, "")
        self._notes_title = label("", "section")
        self.export = button(self.tr("导出拒收的行…"), icon="export")
        self.export.clicked.connect(self.refused_export_asked)
        self._panel = self._make_panel()
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in self.cards.values():
            row.addWidget(card)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.table, 1)
        middle.addWidget(self._panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)

    def show_plan(self, plan: Plan) -> None:
        """Show a plan with all its rows."""
        self.plan = plan
        for outcome in RowOutcome:
            self.cards[outcome.value].set_number(plan.counts[outcome])
        warned = sum(1 for row in plan.rows if row.warnings)
        self.cards[WARNED].set_number(warned)
        self.cards[WARNED].setVisible(warned > 0)
        self.show_only("")
        self._listed = [note for row in plan.rows for note in (*row.refusals, *row.warnings)]
        refused = {id(note) for row in plan.refused for note in row.refusals}
        self.notes.set_lines(
            [self._line(note, refused=id(note) in refused) for note in self._listed[:_MOST_LISTED]]
        )
        self._notes_title.setText(self.tr("要看一看的 {n} 处").format(n=f"{len(self._listed):,}"))
        self._panel.setVisible(bool(self._listed))
        self.export.setVisible(bool(plan.refused))
        self.banner.set(*self._said(plan))

    def show_only(self, code: str) -> None:
        """Show the rows of one outcome (or WARNED), "" for all."""
        if self.plan is None:
            return
        for name, card in self.cards.items():
            card.setChecked(name == code)
        if self.plan is self._shown[0] and code == self._shown[1]:
            return
        self._shown = (self.plan, code)
        self.model.show(self.plan, code)
        self.table.fit_columns()
        self.table.setColumnWidth(0, _NUMBER_WIDTH)
        self.table.setColumnWidth(1, _OUTCOME_WIDTH)
        self.table.scrollToTop()
        self.table.horizontalScrollBar().setValue(0)

    def _said(self, plan: Plan) -> tuple[str]:
        if not plan.rows:
            return (self.tr("表头下面没有一行数据。"),)
        if plan.refused:
            text = self.tr("拒收的 {n} 行不会导入，其余照常；改好后再导入一次即可，已经有的不会重复。")
            return (text.format(n=f"{len(plan.refused):,}"),)
        if not plan.writes:
            return (self.tr("表里的内容和现有记录完全一样，没有可导入的。"),)
        return (self.tr("还没有写入。按“导入”后一次写入全部，随时可以一步撤销。"),)

    def _line(self, note: CellNote, *, refused: bool) -> Line:
        title = self.tr("第 {row} 行　{column}").format(row=note.row, column=note.column)
        return Line(
            title,
            f"{note.reason}（{note.value}）" if note.value else note.reason,
            self.tr("拒收") if refused else self.tr("提醒"),
            "danger" if refused else "warning",
        )

    def _make_panel(self) -> QWidget:
        made = QFrame()
        made.setProperty("box", "card")
        made.setFixedWidth(_PANEL_WIDTH)
        layout = QVBoxLayout(made)
        layout.setContentsMargins(1, 12, 1, 12)
        layout.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addWidget(self._notes_title)
        layout.addLayout(head)
        layout.addWidget(self.notes, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 0, 12, 0)
        foot.addWidget(self.export)
        layout.addLayout(foot)
        return made

    @Slot(QAbstractButton)
    def _on_card(self, pressed: QAbstractButton) -> None:
        code = next(name for name, card in self.cards.items() if card is pressed)
        self.show_only(code if pressed.isChecked() else "")

    @Slot(int)
    def _on_note(self, row: int) -> None:
        """Bring the cell of a note into sight."""
        note = self._listed[row]
        is_refusal = self.notes.lines()[row].tone == "danger"
        self.show_only(RowOutcome.REFUSED.value if is_refusal else WARNED)
        place = self.model.place(note.row)
        column = self.model.column_of(note)
        index = self.model.index(place, column)
        self.table.setCurrentIndex(index)
        if column >= FIXED:
            self.table.scrollTo(index)
