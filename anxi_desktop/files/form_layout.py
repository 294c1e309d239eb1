"""Where every cell of an official form stands, once, so that xlsx and PDF cannot differ.

A form is data (`resources/forms/annex4.json`): a header grid, one block of rows that is repeated for each
填报单位类型, and notes. Another annex is another file, not another writer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from anxi_desktop.files.printable import printable

CellValue = int | Decimal | str | None
_UPRIGHT = str.maketrans("（）()“”—", "︵︶︵︶﹁﹂︱")
BLANK_DAY = "年\u3000\u3000月\u3000\u3000日"


class CellRole(Enum):
    """What a cell is for: only values may be changed by hand."""

    HEADER = "header"
    FIXED = "fixed"
    VALUE = "value"


class Align(Enum):
    """Where a text stands in its width."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class FormHead:
    """The line above the grid; an empty text or None leaves room to write by hand."""

    unit: str = ""
    person: str = ""
    phone: str = ""
    filled_on: date | None = None

    def text(self, field: str) -> str:
        """What is printed after the label of `field`."""
        if field == "filled_on":
            day = self.filled_on
            return BLANK_DAY if day is None else f"{day.year}年{day.month}月{day.day}日"
        return printable({"unit": self.unit, "person": self.person, "phone": self.phone}[field])


@dataclass(frozen=True, slots=True)
class SpecCell:
    """A cell of the header or of the block: fixed words, or the key of a figure."""

    row: int
    col: int
    rows: int
    cols: int
    text: str = ""
    key: str | None = None
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class SpecHead:
    """A part of the line above the grid, over the columns `first` to `last` (both inside)."""

    field: str
    label: str
    first: int
    last: int
    align: Align


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form without figures. Widths and heights in millimetres at A4."""

    label: str
    title: str
    head: tuple[SpecHead, ...]
    keys: tuple[str, ...]
    widths: tuple[float, ...]
    header_heights: tuple[float, ...]
    header: tuple[SpecCell, ...]
    block_heights: tuple[float, ...]
    block: tuple[SpecCell, ...]
    notes_label: str
    notes: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> FormSpec:
        """Read a form's file. Errors: ValueError where a grid place is covered twice or not at all."""
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        spec = cls(
            label=data["label"],
            title=data["title"],
            head=tuple(
                SpecHead(
                    part["field"],
                    part["label"],
                    part["first"],
                    part["last"],
                    Align(part.get("align", "left")),
                )
                for part in data["head"]
            ),
            keys=tuple(column["key"] for column in data["columns"]),
            widths=tuple(float(column["width"]) for column in data["columns"]),
            header_heights=tuple(float(height) for height in data["header_heights"]),
            header=tuple(SpecCell(**cell) for cell in data["header"]),
            block_heights=tuple(float(height) for height in data["block_heights"]),
            block=tuple(SpecCell(**cell) for cell in data["block"]),
            notes_label=data["notes_label"],
            notes=tuple(data["notes"]),
        )
        _demand_full_cover(spec.header, rows=len(spec.header_heights), cols=len(spec.widths))
        _demand_full_cover(spec.block, rows=len(spec.block_heights), cols=len(spec.widths))
        return spec

    @property
    def value_keys(self) -> tuple[str, ...]:
        """The keys that a block's figures may carry, in reading order."""
        return tuple(cell.key for cell in self.block if cell.key is not None)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """One cell of the grid, counted from 0; `text` is what is read, `value` what a workbook stores.

    `key` names the figure a value cell shows. A line break in `text` stands only in header words, where the
    form breaks them.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    value: CellValue
    vertical: bool
    role: CellRole
    key: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedHead:
    """A part of the line above the grid with its words."""

    text: str
    first: int
    last: int
    align: Align


@dataclass(frozen=True, slots=True)
class PlacedForm:
    """A form with its figures, ready to be drawn. Widths and heights in millimetres at A4."""

    label: str
    title: str
    head: tuple[PlacedHead, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    header_rows: int
    block_rows: int
    cells: tuple[PlacedCell, ...]
    notes_label: str
    notes: tuple[str, ...]

    @property
    def blocks(self) -> int:
        """How many blocks stand under the header."""
        return (len(self.heights) - self.header_rows) // self.block_rows

    def texts(self) -> dict[tuple[int, int], str]:
        """What every cell says, by row and column of its first place, without the header's line breaks."""
        return {(cell.row, cell.col): cell.text.replace("\n", "") for cell in self.cells}


def upright(text: str) -> str:
    """The text with the marks that stand differently in a vertical line: ︵个︶, as the notice prints it."""
    return text.translate(_UPRIGHT)


def place(
    spec: FormSpec,
    blocks: Sequence[Mapping[str, CellValue]],
    head: FormHead,
    *,
    min_blocks: int = 2,
) -> PlacedForm:
    """Lay out a form: one block of rows for each of `blocks`, then empty ones up to `min_blocks`.

    A missing key or None is a blank cell, 0 prints 0. Errors: ValueError for a key that the form lacks.
    """
    known = set(spec.value_keys)
    for block in blocks:
        if unknown := set(block) - known:
            raise ValueError(f"{spec.label} has no cell for {sorted(unknown)}")
    filled: list[Mapping[str, CellValue]] = [*blocks, *({} for _ in range(min_blocks - len(blocks)))]
    cells = [_header_cell(cell) for cell in spec.header]
    for number, block in enumerate(filled):
        first_row = len(spec.header_heights) + number * len(spec.block_heights)
        cells.extend(_block_cell(cell, block, first_row) for cell in spec.block)
    return PlacedForm(
        label=spec.label,
        title=spec.title,
        head=tuple(
            PlacedHead(part.label + head.text(part.field), part.first, part.last, part.align)
            for part in spec.head
        ),
        widths=spec.widths,
        heights=spec.header_heights + spec.block_heights * len(filled),
        header_rows=len(spec.header_heights),
        block_rows=len(spec.block_heights),
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))),
        notes_label=spec.notes_label,
        notes=spec.notes,
    )


def _header_cell(cell: SpecCell) -> PlacedCell:
    return PlacedCell(
        cell.row, cell.col, cell.rows, cell.cols, cell.text, cell.text, cell.vertical, CellRole.HEADER
    )


def _block_cell(cell: SpecCell, block: Mapping[str, CellValue], first_row: int) -> PlacedCell:
    role = CellRole.FIXED if cell.key is None else CellRole.VALUE
    value: CellValue = cell.text if cell.key is None else block.get(cell.key)
    if isinstance(value, str):
        value = printable(value)
    text = "" if value is None else str(value)
    return PlacedCell(
        cell.row + first_row, cell.col, cell.rows, cell.cols, text, value, cell.vertical, role, cell.key
    )


def _demand_full_cover(cells: Iterable[SpecCell], *, rows: int, cols: int) -> None:
    """A hole would leave a place without border, an overlap a workbook that Excel wants to repair."""
    seen: set[tuple[int, int]] = set()
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for col in range(cell.col, cell.col + cell.cols):
                if (row, col) in seen or row >= rows or col >= cols:
                    raise ValueError(f"form cell at row {row}, column {col} stands on another or outside")
                seen.add((row, col))
    if len(seen) != rows * cols:
        raise ValueError("form grid has a place that no cell covers")
