"""A table model for lists that may hold a hundred thousand records: row numbers in an array, cells in blocks.

Only what is on screen (and a little around it) is read. The same model serves every record type: a list is
its columns and a source that answers for cells.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from anxi_desktop.views.components.cells import KEY_ROLE, KIND_ROLE, LEVEL_ROLE, MARK_ROLE, TONE_ROLE

Cell = str | int | None
Index = QModelIndex | QPersistentModelIndex

VALUE_ROLE = int(Qt.ItemDataRole.UserRole)
"""The cell's value as stored."""

_BLOCK = 128
_MOST_BLOCKS = 48
_TOP = QModelIndex()


class CellSource(Protocol):
    """Where the cells come from."""

    def cells(self, rows: Sequence[int], fields: Sequence[str]) -> list[tuple[Cell, ...] | None]:
        """The values of `fields` per row number, in that order; None for a row that is gone."""
        ...


def _plain(value: Cell, _other: Cell) -> str:
    return str(value)


def _no_tone(_value: Cell) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column a list can show.

    `kind` is a kind of table cell (text, name, number, tag, risk); `width` is in pixels; `word` turns a
    stored value (and that of the column named `other`) into what people read, `tone` into a tone of tags or a
    colour token for text; `hint` explains the head. A column that is not `shown` at first can be chosen.
    """

    name: str
    title: str
    width: int
    kind: str = "text"
    word: Callable[[Cell, Cell], str] = _plain
    other: str = ""
    tone: Callable[[Cell], str | None] = _no_tone
    hint: str = ""
    shown: bool = True


class RowsModel(QAbstractTableModel):
    """Rows by number, cells by block."""

    sort_asked = Signal(str, bool)
    """The person wants another order: the column's name, and True for descending."""

    def __init__(
        self, source: CellSource, columns: Sequence[ListColumn], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fields = tuple(column.name for column in columns)
        self._others = tuple(self.column(column.other) for column in columns)
        self._source = source
        self._rows = array("q")
        self._blocks: OrderedDict[int, list[tuple[Cell, ...] | None]] = OrderedDict()
        self._marks: Mapping[int, str] = {}

    @property
    def rows(self) -> array[int]:
        """The row numbers shown, in order; not to be changed."""
        return self._rows

    def show_rows(self, rows: array[int]) -> None:
        """Show these rows. Where they are the same as before, only the cells are read again."""
        if rows == self._rows:
            self.forget_cells()
            return
        self.beginResetModel()
        self._rows = rows
        self._blocks.clear()
        self.endResetModel()

    def forget_cells(self) -> None:
        """Something was written: read the cells on screen again."""
        self._blocks.clear()
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """Warn of rows (row number → word) beside their names."""
        if marks != self._marks:
            self._marks = marks
            self.forget_cells()

    def places(self, rows: Iterable[int]) -> list[int]:
        """Where rows stand, ascending; rows that are not shown are left out."""
        wanted = set(rows)
        if len(wanted) <= 4:
            return sorted(place for row in wanted if (place := self.place(row)) >= 0)
        return [place for place, row in enumerate(self._rows) if row in wanted]

    def place(self, row: int) -> int:
        """Where a row stands, or -1."""
        try:
            return self._rows.index(row)
        except ValueError:
            return -1

    def column(self, name: str) -> int:
        """Where a column stands, or -1."""
        return self._fields.index(name) if name in self._fields else -1

    def value(self, place: int, column: int) -> Cell:
        """The stored value of a cell; None for a row that is gone."""
        found = self._cells(place)
        return found[column] if found is not None else None

    def text(self, place: int, column: int) -> str:
        """What people read in a cell."""
        return self._word(self._cells(place), column)

    def texts(self, rows: Sequence[int], columns: Sequence[int]) -> list[list[str]]:
        """What people read in these columns of any rows, past the blocks on screen; blank for rows gone."""
        found = self._source.cells(rows, self._fields)
        return [[self._word(cells, column) for column in columns] for cells in found]

    def rowCount(self, parent: Index = _TOP) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """How many columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        place, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(place, column)
        if role in (VALUE_ROLE, LEVEL_ROLE):
            return self.value(place, column)
        if role == TONE_ROLE:
            value = self.value(place, column)
            return None if value is None else self.columns[column].tone(value)
        if role == MARK_ROLE:
            return self._marks.get(self._rows[place])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's head."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        return {
            Qt.ItemDataRole.DisplayRole: column.title,
            KEY_ROLE: column.name,
            KIND_ROLE: column.kind,
            Qt.ItemDataRole.ToolTipRole: column.hint or None,
        }.get(role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask whoever knows the records for another order."""
        if 0 <= column < len(self.columns):
            self.sort_asked.emit(self.columns[column].name, order is Qt.SortOrder.DescendingOrder)

    def _word(self, cells: tuple[Cell, ...] | None, column: int) -> str:
        if cells is None or cells[column] is None:
            return ""
        other = self._others[column]
        return self.columns[column].word(cells[column], cells[other] if other >= 0 else None)

    def _cells(self, place: int) -> tuple[Cell, ...] | None:
        block, inside = divmod(place, _BLOCK)
        cells = self._block(block)
        return cells[inside] if inside < len(cells) else None

    def _block(self, number: int) -> list[tuple[Cell, ...] | None]:
        found = self._blocks.get(number)
        if found is None:
            rows = self._rows[number * _BLOCK : (number + 1) * _BLOCK]
            found = self._source.cells(rows, self._fields)
            self._blocks[number] = found
            if len(self._blocks) > _MOST_BLOCKS:
                self._blocks.popitem(last=False)
        return found
