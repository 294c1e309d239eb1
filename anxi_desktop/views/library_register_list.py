"""What every register's list has: a table over a selection bar, a panel for one record, import and export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.register_export import export_work
from anxi_desktop.app.registers import Registers, Row
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.text import label
from anxi_desktop.views.library_register_panel import Draft, RegisterPanel
from anxi_desktop.views.risk_tables import RecordTable
from anxi_desktop.views.rows_model import Cell, ListColumn

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


class RegisterList(QWidget):
    """One register. Those below say which, with which columns, and what stands where nothing is."""

    entity: ClassVar[str]
    panel: ClassVar[type[RegisterPanel]]
    imported_as: ClassVar[str] = ""
    """The import's name of this kind of file, "" where none is imported."""

    def __init__(self, shell: Shell, registers: Registers) -> None:
        super().__init__()
        self.shell, self.registers = shell, registers
        self._draft: Draft = {}
        self._rows: list[Row] = []
        columns, wide = self.columns()
        self.table = RecordTable(columns, wide, checkable=True)
        self.table.sortByColumn(*self.sorting())
        self.selection = SelectionBar()
        self.new = button(self.tr("新增"), kind="primary", icon="add")
        self.bring = button(self.tr("导入"), icon="import")
        self.take = button(self.tr("导出"), icon="export")
        self.change = self.selection.add_action(self.tr("修改"), icon="edit")
        self.remove = self.selection.add_action(self.tr("删除"))
        self.summary = label("", "secondary")
        self.head = QHBoxLayout()
        self.column = QVBoxLayout(self)
        self._lay_out()
        self.new.clicked.connect(self.new_record)
        self.bring.clicked.connect(self._on_import)
        self.take.clicked.connect(self._on_export)
        self.change.clicked.connect(self._on_change)
        self.remove.clicked.connect(self.delete_chosen)
        self.table.opened.connect(self._on_opened)
        self.table.selection_changed.connect(self._on_selection)
        self.selection.cleared.connect(self.table.clearSelection)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete_chosen)

    # ---- what those below say ------------------------------------------------------------------------------

    def columns(self) -> tuple[Sequence[ListColumn], tuple[str, ...]]:
        """The columns, and the names of those that take the room there is."""
        raise NotImplementedError

    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """The column they are in the order of, -1 for none."""
        return -1, Qt.SortOrder.AscendingOrder

    def rows(self) -> list[Row]:
        """The records shown now."""
        raise NotImplementedError

    def sum_words(self, rows: Sequence[Row]) -> str:
        """What is said of all of them at the left of the head."""
        return ""

    def show_empty(self) -> None:
        """Say what will stand here."""
        raise NotImplementedError

    # ---- what all of them do -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the register again."""
        self._rows = self.rows()
        self.table.show_records([self.cells(row) for row in self._rows])
        self.take.setEnabled(bool(self._rows))
        self.new.setVisible(bool(self._rows))  # where nothing is, the empty state offers it
        self.summary.setText(self.sum_words(self._rows))
        self._on_selection(self.table.selected_count())  # what was chosen may stand otherwise now
        if not self._rows:
            self.show_empty()

    def cells(self, row: Row) -> dict[str, Cell]:
        """One line of the table."""
        return {name: value for name, value in row.items() if not isinstance(value, (list, bool, float))}

    @Slot()
    def new_record(self) -> None:
        """The panel of a new record, with what was half typed last time."""
        self._open(self.panel(self.shell, self.registers)).take_up(self._draft)

    @Slot()
    def delete_chosen(self) -> None:
        """Delete the chosen records; they can be brought back."""
        chosen = self.table.chosen()
        if chosen:
            self.act(partial(self.registers.delete, self.entity, chosen))
            self.shell.toast(self.tr("已删除 {n} 条").format(n=len(chosen)), undo=True)

    def act(self, write: Callable[[], object]) -> None:
        """Do what may be refused."""
        try:
            write()
        except AnxiError as error:
            self.shell.show_error(error)

    def edit(self, record: str) -> None:
        """The panel of a record."""
        try:
            panel = self.panel(self.shell, self.registers, record)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self._open(panel)

    def _open(self, panel: RegisterPanel) -> RegisterPanel:
        panel.close_asked.connect(self.shell.close_panel)
        panel.closed.connect(partial(self._on_closed, panel))
        panel.saved.connect(partial(self._on_saved, panel))
        self.shell.open_panel(panel)
        panel.focus(panel.rows[0][0])
        return panel

    def _on_closed(self, panel: RegisterPanel) -> None:
        if not panel.record:
            self._draft = panel.draft()

    def _on_saved(self, panel: RegisterPanel, record: str, written: bool) -> None:
        is_new = not panel.record
        panel.record = record
        self.shell.close_panel()
        if is_new:
            self._draft = {}
        if written:
            self.shell.toast(self.tr("已保存"), undo=True)
        place = self.table.place_of(record)
        if place >= 0:
            self.table.show_row(place)
            self.table.select_rows([place])  # by itself Qt would toggle it while Ctrl+S is held down

    def _lay_out(self) -> None:
        self.head.setSpacing(8)
        self.head.addWidget(self.summary)
        self.head.addStretch(1)
        buttons: list[Button] = [*([self.bring] if self.imported_as else []), self.take, self.new]
        for made in buttons:
            self.head.addWidget(made)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.column.addLayout(self.head)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.selection)

    @Slot(int)
    def _on_selection(self, count: int) -> None:
        self.selection.set_count(count)
        self.change.setVisible(count == 1)

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        record = self.table.record_at(place)
        if record is not None:
            self.edit(str(record["id"]))

    @Slot()
    def _on_change(self) -> None:
        for record in self.table.chosen()[:1]:
            self.edit(record)

    @Slot()
    def _on_import(self) -> None:
        self.shell.go("import", kind=self.imported_as)

    @Slot()
    def _on_export(self) -> None:
        title = words.ENTITIES[self.entity]
        export_rows(self.shell, self, self.entity, self._rows, title)


def export_rows(shell: Shell, owner: QWidget, entity: str, rows: Sequence[Row], title: str) -> None:
    """Ask where, and write these records of a register."""
    settings = shell.session.settings
    name = f"{title}.xlsx"
    path, _ = QFileDialog.getSaveFileName(
        owner,
        shell.tr("导出{title}").format(title=title),
        str(Path(settings.export_folder) / name) if settings.export_folder else name,
        "Excel (*.xlsx);;PDF (*.pdf)",
    )
    if not path:
        return
    today = date.today()
    day = shell.tr("{year}年{month}月{day}日导出").format(year=today.year, month=today.month, day=today.day)
    work = export_work(
        entity,
        rows,
        Path(path),
        title=title,
        subtitle=f"{settings.unit}    {day}".strip(),
        resources=shell.session.resources,
    )
    shell.run(shell.tr("导出{title}").format(title=title), work, shell.exported)


def choice_words(choices: type[Enum]) -> Callable[[Cell, Cell], str]:
    """The word of a column of a closed set."""
    return lambda value, _other: words.choice_word(choices, str(value))
