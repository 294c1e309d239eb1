"""Where every cell of an official form stands, once, so that xlsx, PDF and docx cannot differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from anxi_desktop.files.form_spec import Align, CellValue, FormSpec, SpecCell
from anxi_desktop.files.printable import printable

__all__ = [
    "Align",
    "CellRole",
    "CellValue",
    "FormHead",
    "FormSpec",
    "PlacedCell",
    "PlacedForm",
    "PlacedHead",
    "place",
    "upright",
]

_UPRIGHT = str.maketrans("（）()“”—", "︵︶︵︶﹁﹂︱")
BLANK_DAY = "年\u3000\u3000月\u3000\u3000日"
_CENT = Decimal("0.01")
_HEAD_SIZE, _HEAD_LEAST = 10.5, 8.0
_HEAD_GAP = 1.5


class CellRole(Enum):
    """What a cell is for: only values may be changed by hand."""

    HEADER = "header"
    FIXED = "fixed"
    VALUE = "value"


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
    """A part of the line above the grid with its words; see SpecHead."""

    text: str
    first: int
    last: int
    align: Align
    clear: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedForm:
    """A form with its figures, ready to be drawn. Millimetres and points at A4."""

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
    text_size: float = 9.5

    @property
    def blocks(self) -> int:
        """How many blocks stand under the header."""
        return (len(self.heights) - self.header_rows) // self.block_rows

    def texts(self) -> dict[tuple[int, int], str]:
        """What every cell says, by row and column of its first place, without the header's line breaks."""
        return {(cell.row, cell.col): cell.text.replace("\n", "") for cell in self.cells}

    def height_of(self, cell: PlacedCell) -> float:
        """The height of a cell over all its rows."""
        return sum(self.heights[cell.row : cell.row + cell.rowspan])

    def width_of(self, cell: PlacedCell) -> float:
        """The width of a cell over all its columns."""
        return sum(self.widths[cell.col : cell.col + cell.colspan])

    def head_size(self, part: PlacedHead, ems: float) -> float:
        """The size of a part of the head line that is `ems` wide, so that the seal's place stays clear.

        A name too long for that takes the place too rather than become unreadable.
        """
        room = (sum(self.widths[part.first : part.last + 1]) - _HEAD_GAP) * 72 / 25.4
        if not ems:
            return _HEAD_SIZE
        beside_seal = max(_HEAD_LEAST, (room - part.clear * 72 / 25.4) / ems)
        return min(_HEAD_SIZE, beside_seal, room / ems)


def upright(text: str) -> str:
    """The text with the marks that stand differently in a vertical line: ︵个︶, as the notice prints it."""
    return text.translate(_UPRIGHT)


def place(
    spec: FormSpec,
    blocks: Sequence[Mapping[str, CellValue]],
    head: FormHead,
    *,
    min_blocks: int | None = None,
    verbatim: bool = False,
) -> PlacedForm:
    """Lay out a form: one block of rows for each of `blocks`, then blank ones up to `min_blocks` (the form's own).

    A missing key or None is a blank cell, 0 prints 0, a Decimal two places. `verbatim` prints the notice's
    misprints too. Errors: ValueError for a key that the form lacks.
    """
    least = spec.min_blocks if min_blocks is None else min_blocks
    filled = [*blocks, *_blanks(spec, blocks, least - len(blocks))]
    known = set(spec.value_keys)
    for block in filled:
        if unknown := set(block) - known:
            raise ValueError(f"{spec.label} has no cell for {sorted(unknown)}")
    cells = [_fixed_cell(cell, cell.row, CellRole.HEADER, verbatim=verbatim) for cell in spec.header]
    for number, block in enumerate(filled):
        first_row = len(spec.header_heights) + number * len(spec.block_heights)
        cells.extend(_block_cell(cell, block, first_row, verbatim=verbatim) for cell in spec.block)
    return PlacedForm(
        label=spec.label,
        title=spec.title,
        head=tuple(
            PlacedHead(part.label + head.text(part.field), part.first, part.last, part.align, part.clear)
            for part in spec.head
        ),
        widths=spec.widths,
        heights=spec.header_heights + spec.block_heights * len(filled),
        header_rows=len(spec.header_heights),
        block_rows=len(spec.block_heights),
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))),
        notes_label=spec.notes_label,
        notes=spec.notes,
        text_size=spec.text_size,
    )


def _blanks(
    spec: FormSpec, given: Sequence[Mapping[str, CellValue]], count: int
) -> list[Mapping[str, CellValue]]:
    """`count` blocks for handwriting, first those whose preprinted words no given block has."""
    preprinted = [
        blank for blank in spec.blank_blocks if not any(blank.items() <= one.items() for one in given)
    ]
    return [preprinted[number] if number < len(preprinted) else {} for number in range(count)]


def _fixed_cell(cell: SpecCell, row: int, role: CellRole, *, verbatim: bool) -> PlacedCell:
    text = cell.verbatim if verbatim and cell.verbatim is not None else cell.text
    return PlacedCell(row, cell.col, cell.rows, cell.cols, text, text, cell.vertical, role)


def _block_cell(
    cell: SpecCell, block: Mapping[str, CellValue], first_row: int, *, verbatim: bool
) -> PlacedCell:
    row = cell.row + first_row
    if cell.key is None:
        return _fixed_cell(cell, row, CellRole.FIXED, verbatim=verbatim)
    value = block.get(cell.key)
    if isinstance(value, str):
        value = printable(value)
    elif isinstance(value, Decimal):
        # What is stored is what is read: no spreadsheet may round it another way.
        value = value.quantize(_CENT, ROUND_HALF_UP)
    text = "" if value is None else str(value)
    return PlacedCell(
        row, cell.col, cell.rows, cell.cols, text, value, cell.vertical, CellRole.VALUE, cell.key
    )
