"""The sheet as it came: row numbers and column letters as in Excel, the header tinted, ignored columns faint."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot

from anxi_desktop.app.imports import Recognised, cell_text, column_letter
from anxi_desktop.views.components.cells import KEY_ROLE, KIND_ROLE, TONE_ROLE
from anxi_desktop.views.marked_cells import GROUND_ROLE, MarkedTable

SHOWN_ROWS = 200
SHOWN_COLUMNS = 120
_NUMBER_WIDTH = 60

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


class SheetPreview(MarkedTable):
    """The first rows of a sheet. `row_asked` with the sheet's row number when a row's number is pressed."""

    row_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._sheet = _SheetModel()
        self.setModel(self._sheet)
        self.setAccessibleName(self.tr("工作表预览"))
        self.clicked.connect(self._on_clicked)

    def show_sheet(self, recognised: Recognised) -> None:
        """Show a sheet with its header and columns; where it is the same sheet, stay where it stands."""
        same = self._sheet.recognised is not None and self._sheet.recognised.grid is recognised.grid
        self._sheet.show(recognised, same=same)
        if not same:
            self.fit_columns(widest=220)
            self.setColumnWidth(0, _NUMBER_WIDTH)
            self.scrollToTop()
            self.horizontalScrollBar().setValue(0)

    def mark_column(self, column: int) -> None:
        """Bring a column (from 0) into sight and mark it; -1 marks none."""
        self._sheet.mark(column)
        if 0 <= column < self._sheet.columnCount() - 1:
            row = max(0, self.rowAt(0))
            self.scrollTo(self._sheet.index(row, column + 1))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.row_asked.emit(index.row() + 1)


class _SheetModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.recognised: Recognised | None = None
        self._ignored: frozenset[int] = frozenset()
        self._marked = -1

    def show(self, recognised: Recognised, *, same: bool) -> None:
        if not same:
            self.beginResetModel()
            self._marked = -1
        self.recognised = recognised
        self._ignored = frozenset(item.label.column for item in recognised.columns if not item.field)
        if same:
            self._changed()
        else:
            self.endResetModel()

    def mark(self, column: int) -> None:
        self._marked = column
        self._changed()

    def _changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _TOP) -> int:
        if parent.isValid() or self.recognised is None:
            return 0
        return min(SHOWN_ROWS, len(self.recognised.grid.rows))

    def columnCount(self, parent: Index = _TOP) -> int:
        if parent.isValid() or self.recognised is None:
            return 0
        return 1 + min(SHOWN_COLUMNS, self.recognised.grid.width)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.recognised is None:
            return None
        row, column = index.row(), index.column() - 1
        if column < 0:
            return self._number(row, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = cell_text(self.recognised.grid, row, column)
            return text if role == Qt.ItemDataRole.DisplayRole else text or None
        if role == TONE_ROLE:
            if self._is_header(row):
                return "accent"
            return "disabled" if row > self.recognised.header.last and column in self._ignored else None
        if role == GROUND_ROLE:
            return self._ground(row, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        name = "" if section == 0 else column_letter(section - 1)
        found = {Qt.ItemDataRole.DisplayRole: name, KEY_ROLE: name or "row"}
        return found.get(role, ("number" if section == 0 else "text") if role == KIND_ROLE else None)

    def _number(self, row: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(row + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("点一下，把第 {n} 行当作表头").format(n=row + 1)
        if role == TONE_ROLE:
            return "accent" if self._is_header(row) else "secondary"
        return "window" if role == GROUND_ROLE else None

    def _ground(self, row: int, column: int) -> str | None:
        if self._is_header(row):
            return "accent_tint"
        return "hover" if column == self._marked else None

    def _is_header(self, row: int) -> bool:
        assert self.recognised is not None
        return self.recognised.header.first <= row <= self.recognised.header.last
