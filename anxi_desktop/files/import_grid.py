"""What was read from one sheet, whatever the file: rows of cells as Excel numbers them, and its merged ranges.

Readers make grids and everything after them reads only grids, so that .xlsx, .xls and .csv obey one set of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

# More cells than this are no list of projects; reading them would take more memory than laptops have.
MOST_CELLS = 8_000_000
MOST_FILLED = 2_000_000
TOP_ROWS = 60  # a header stands among them
_WIDTH_ROWS = 200
_MOST_COLUMNS = 1000

ERROR_WORDS = frozenset(
    {
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)


class DamagedError(Exception):
    """The file is not what its ending says; the caller knows its path."""


class TooLargeError(Exception):
    """Reading on would take more time or memory than a real workbook needs.

    `size` says how much; `place` names the cell that lies too far away, or is "".
    """

    def __init__(self, size: str, *, place: str = "") -> None:
        super().__init__(size)
        self.size = size
        self.place = place


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows a formula's error, like #REF!: neither blank nor text."""

    text: str


Cell = None | str | int | float | bool | datetime | date | time | timedelta | CellError


class Merge(NamedTuple):
    """A merged range, first and last row and column from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows[0]` is the sheet's row 1, also when it is hidden or blank; rows may differ in length."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: tuple[Merge, ...] = ()
    filled: Sequence[Sequence[Cell]] = field(init=False)
    """The rows with the value of a merged range in every row of it, in its first column."""
    width: int = field(init=False)
    """The number of columns a header can have: what lies farther right has no heading."""
    top_merges: tuple[Merge, ...] = field(init=False)
    """The merged ranges that begin in the first TOP_ROWS rows."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "filled", _filled(self.rows, self.merges))
        width = max((len(row) for row in self.rows[:_WIDTH_ROWS]), default=0)
        object.__setattr__(self, "width", min(width, _MOST_COLUMNS))
        object.__setattr__(self, "top_merges", tuple(item for item in self.merges if item.top < TOP_ROWS))

    @property
    def is_empty(self) -> bool:
        """True when no cell holds anything."""
        return not any(is_filled(cell) for row in self.rows for cell in row)

    def raw(self, row: int, column: int) -> Cell:
        """The cell's own content; None outside the used area and inside a merged range."""
        return _at(self.rows, row, column)

    def value(self, row: int, column: int) -> Cell:
        """The cell's content, that of its merged range included."""
        return _at(self.filled, row, column)

    def top_rows(self, count: int) -> list[list[Cell]]:
        """The first `count` (≤ TOP_ROWS) rows, every cell of a merged range with its value: for headers."""
        rows = [list(row) for row in self.rows[:count]]
        width = self.width
        for merge in self.top_merges:
            if merge.top >= len(rows):
                continue
            value = _at(self.rows, merge.top, merge.left)
            for row in rows[merge.top : merge.bottom + 1]:
                right = min(merge.right, width - 1)
                row.extend([None] * (right + 1 - len(row)))
                for column in range(merge.left, right + 1):
                    row[column] = value
        return rows


def is_filled(cell: Cell) -> bool:
    """True unless the cell is blank or holds only spaces."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def used_rows(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows without blank cells at their ends and blank rows at the end."""
    for row in rows:
        while row and not is_filled(row[-1]):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def column_letter(column: int) -> str:
    """A column counted from 0 as Excel names it: A, Z, AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _at(rows: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    if row >= len(rows) or column >= len(rows[row]):
        return None
    return rows[row][column]


def _filled(rows: Sequence[Sequence[Cell]], merges: Iterable[Merge]) -> Sequence[Sequence[Cell]]:
    made: list[Sequence[Cell]] = list(rows)
    own: dict[int, list[Cell]] = {}
    left = MOST_FILLED
    for merge in merges:
        value = _at(rows, merge.top, merge.left)
        if value is None:
            continue
        for number in range(merge.top + 1, min(merge.bottom + 1, len(rows))):
            left -= 1
            if left < 0:
                return made  # only a hostile file merges that much
            row = own.get(number)
            if row is None:
                row = own[number] = list(rows[number])
                made[number] = row
            row.extend([None] * (merge.left + 1 - len(row)))
            row[merge.left] = value
    return made
