"""The cells of a sheet that may be an official form, and what its values do not tell: formulas and hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from anxi_desktop.files.import_cells import written
from anxi_desktop.files.import_grid import Cell, DamagedError, Grid, TooLargeError, is_filled
from anxi_desktop.files.import_package import MOST_PART, Package, local_name
from anxi_desktop.files.import_xlsx import XlsxBook

MOST_ROWS = 400
MOST_COLUMNS = 200
_MOST_MERGED = 200_000
_PLACE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}\Z")


class Page:
    """The first rows and columns of a sheet: every cell knows the merged range it lies in."""

    def __init__(self, grid: Grid) -> None:
        self.rows = [row[:MOST_COLUMNS] for row in grid.rows[:MOST_ROWS]]
        self.height = len(self.rows)
        self.width = max((len(row) for row in self.rows), default=0)
        self._anchors: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in grid.merges:
            bottom, right = min(bottom, MOST_ROWS - 1), min(right, MOST_COLUMNS - 1)
            if len(self._anchors) > _MOST_MERGED or top > bottom or left > right:
                continue  # far away, or only a hostile file merges that much
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self._anchors[row, column] = (top, left)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds what a place shows: its own, or the first of its merged range."""
        return self._anchors.get((row, column), (row, column))

    def cell(self, row: int, column: int) -> Cell:
        """What a place shows."""
        return self._raw(*self.anchor(row, column))

    def own(self, row: int, column: int) -> Cell:
        """What a place holds itself: None for the others of a merged range."""
        return self._raw(row, column) if self.anchor(row, column) == (row, column) else None

    def texts(self, row: int) -> list[str]:
        """What the places of a row hold themselves, as people read it."""
        return [written(cell) for column in range(self.width) if is_filled(cell := self.own(row, column))]

    def _raw(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < self.height else ()
        return cells[column] if column < len(cells) else None


@dataclass(slots=True)
class Aside:
    """`unsolved` are the places ("H7") of formulas without a value, `hidden` the numbers of hidden rows (from 1)."""

    unsolved: set[str] = field(default_factory=set[str])
    hidden: set[int] = field(default_factory=set[int])
    _place: str = ""
    _formula: bool = False
    _listening: bool = False
    _filled: bool = False

    def connect(self, parser: expat.XMLParserType) -> None:
        """Listen to a parser of a sheet."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        if local == "c":
            self._place, self._formula, self._filled = attributes.get("r", ""), False, False
        elif local == "f":
            self._formula = True
        elif local in ("v", "t"):
            self._listening = True
        elif local == "row" and attributes.get("hidden", "0") in ("1", "true"):
            number = attributes.get("r", "")
            if number.isascii() and number.isdigit() and int(number[:9]) <= MOST_ROWS:
                self.hidden.add(int(number))

    def _text(self, data: str) -> None:
        self._filled = self._filled or (self._listening and bool(data.strip()))

    def _end(self, name: str) -> None:
        local = local_name(name)
        if local in ("v", "t"):
            self._listening = False
        elif local == "c" and self._formula and not self._filled and _PLACE.match(self._place):
            self.unsolved.add(self._place)


def aside_of(path: Path, sheet: str) -> Aside:
    """What the values of a sheet do not tell; nothing for a file that is no .xlsx package."""
    aside = Aside()
    try:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return aside
        book = XlsxBook(path)
        part = next((one.part for one in book.sheets if one.name == sheet), "")
        book.close()
        package = Package(path)
        try:
            for _ in package.feed(part, aside.connect, limit=MOST_PART, thin=True) if part in package else ():
                pass
        finally:
            package.close()
    except (DamagedError, TooLargeError, OSError):
        return Aside()  # its values were read before: this only adds to them
    return aside
