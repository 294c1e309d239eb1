"""An official form as PDF, as it would be printed, signed and sealed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from anxi_desktop.files.form_layout import Align, CellRole, PlacedCell, PlacedForm
from anxi_desktop.files.pdf_text import POINTS_PER_MM, FormFonts, PdfPen
from anxi_desktop.store.atomic import write_beside

_OUTER = 1.2
_INNER = 0.5
_SIDE_MM = 12.0
_TOP_MM = 13.0
_BOTTOM_MM = 12.0
_LABEL_MM = 8.0
_TITLE_MM = 13.0
_HEAD_MM = 9.0
_PADDING = 2.0
_LEADING = 1.22


class Paper(Enum):
    """Landscape sheets; everything grows with the sheet. Values are width and height in millimetres."""

    A4 = (297.0, 210.0)
    A3 = (420.0, 297.0)


def write_form_pdf(
    path: Path, placed: PlacedForm, *, fonts: FormFonts, paper: Paper = Paper.A4, show_label: bool = True
) -> tuple[str, ...]:
    """Write the form; more blocks than one sheet holds go on, with the header repeated.

    Returns the characters that no font has (drawn as □). Errors: those of `write_beside`.
    """
    with write_beside(path) as temporary:
        sheet = _Sheet(temporary, placed, fonts=fonts, paper=paper, show_label=show_label)
        sheet.draw()
        return sheet.pen.missing


class _Sheet:
    """The measures of one form on one kind of paper."""

    def __init__(
        self, path: Path, placed: PlacedForm, *, fonts: FormFonts, paper: Paper, show_label: bool
    ) -> None:
        self.placed = placed
        self.scale = paper.value[0] / Paper.A4.value[0]
        self.unit = POINTS_PER_MM * self.scale
        page = (paper.value[0] * POINTS_PER_MM, paper.value[1] * POINTS_PER_MM)
        self.pen = PdfPen(path, page=page, fonts=fonts, title=placed.title)
        self.show_label = show_label
        self.left = (page[0] - sum(placed.widths) * self.unit) / 2
        self.edges = [self.left]
        for width in placed.widths:
            self.edges.append(self.edges[-1] + width * self.unit)

    def draw(self) -> None:
        """All pages."""
        pages = self._blocks_per_page()
        for number, blocks in enumerate(pages, 1):
            bottom = self._page(blocks)
            if number == len(pages):
                self._notes(bottom + 2.5 * self.unit)
            if len(pages) > 1:
                words = f"第 {number} 页 / 共 {len(pages)} 页"
                y = self.pen.page_height - 7 * self.unit
                self.pen.text(self.pen.page_width / 2, y, words, 8.5 * self.scale, align=Align.CENTER)
            self.pen.next_page()
        self.pen.save()

    def _blocks_per_page(self) -> list[range]:
        placed = self.placed
        header = sum(placed.heights[: placed.header_rows])
        block = sum(placed.heights[placed.header_rows : placed.header_rows + placed.block_rows])
        notes = len(self._note_lines()) * 9 * _LEADING * self.scale / self.unit + 3
        room = self.pen.page_height / self.unit - self._grid_top() / self.unit - _BOTTOM_MM - header - notes
        fit = max(1, int(room // block))
        return [
            range(first, min(first + fit, placed.blocks)) for first in range(0, max(placed.blocks, 1), fit)
        ]

    def _grid_top(self) -> float:
        return (_TOP_MM + (_LABEL_MM if self.show_label else 0) + _TITLE_MM + _HEAD_MM) * self.unit

    def _page(self, blocks: range) -> float:
        """Draw a page with these blocks; returns the lower edge of the grid."""
        placed, pen, unit = self.placed, self.pen, self.unit
        y = _TOP_MM * unit
        if self.show_label:
            pen.text(self.left, y + _LABEL_MM * unit / 2, placed.label, 14 * self.scale, bold=True)
            y += _LABEL_MM * unit
        size = 18 * self.scale
        room = self.edges[-1] - self.left
        size = min(size, size * room / pen.width(placed.title, size, bold=True))
        middle = y + (_TITLE_MM - 2) * unit / 2
        pen.text(pen.page_width / 2, middle, placed.title, size, bold=True, align=Align.CENTER)
        y += _TITLE_MM * unit
        self._head(y + _HEAD_MM * unit / 2)
        y += _HEAD_MM * unit
        rows = [*range(placed.header_rows)]
        for block in blocks:
            first = placed.header_rows + block * placed.block_rows
            rows.extend(range(first, first + placed.block_rows))
        tops: dict[int, float] = {}
        top = y
        for row in rows:
            tops[row] = y
            y += placed.heights[row] * unit
        for cell in placed.cells:
            if cell.row in tops:
                self._cell(cell, tops[cell.row])
        pen.box((self.left, top), (self.edges[-1] - self.left, y - top), width=_OUTER * self.scale)
        return y

    def _head(self, middle: float) -> None:
        for part in self.placed.head:
            start, end = self.edges[part.first], self.edges[part.last + 1]
            size = 10.5 * self.scale
            wide = self.pen.width(part.text, size)
            size = min(size, size * (end - start - 4) / wide) if wide else size
            x = end if part.align is Align.RIGHT else start
            self.pen.text(x, middle, part.text, size, align=part.align)

    def _cell(self, cell: PlacedCell, top: float) -> None:
        left = self.edges[cell.col]
        width = self.edges[cell.col + cell.colspan] - left
        height = sum(self.placed.heights[cell.row : cell.row + cell.rowspan]) * self.unit
        self.pen.box((left, top), (width, height), width=_INNER * self.scale)
        if not cell.text:
            return
        if cell.vertical:
            self._vertical(cell.text, (left, top), (width, height))
        else:
            self._horizontal(cell, (left, top), (width, height))

    def _vertical(self, text: str, corner: tuple[float, float], size: tuple[float, float]) -> None:
        """Lines stand from right to left, as vertical Chinese is read."""
        columns = text.split("\n")
        padding = 2 * _PADDING * self.scale
        points = 9.5 * self.scale
        while points > 6 * self.scale and (
            max(self.pen.stack_height(column, points) for column in columns) > size[1] - 2 * padding
            or len(columns) * points * 1.35 > size[0] - padding / 2
        ):
            points -= 0.25 * self.scale
        pitch = points * 1.5
        heights = [self.pen.stack_height(column, points) for column in columns]
        middle = corner[0] + size[0] / 2
        # Columns of one heading begin at one height; a single one stands in the middle.
        top = corner[1] + (size[1] - max(heights)) / 2
        for number, column in enumerate(columns):
            x = middle + ((len(columns) - 1) / 2 - number) * pitch
            self.pen.stack(x, top, column, points)

    def _horizontal(self, cell: PlacedCell, corner: tuple[float, float], size: tuple[float, float]) -> None:
        points = (9.5 if cell.role is CellRole.HEADER or _is_words(cell) else 10.5) * self.scale
        room = size[0] - 2 * _PADDING * self.scale
        lines = self._broken(cell.text, points, room)
        while points > 5.5 * self.scale and (
            len(lines) * points * _LEADING > size[1] - _PADDING * self.scale
            or any(self.pen.width(line, points) > room for line in lines)
            or (cell.role is not CellRole.VALUE and len(lines) > cell.text.count("\n") + 1)
            or (not _is_words(cell) and len(lines) > 1)
        ):
            points -= 0.25 * self.scale
            lines = self._broken(cell.text, points, room)
        shown = max(1, int((size[1] - _PADDING * self.scale) // (points * _LEADING)))
        if len(lines) > shown:
            lines = [*lines[: shown - 1], lines[shown - 1][:-1] + "…"]
        middle = corner[1] + size[1] / 2 - (len(lines) - 1) * points * _LEADING / 2
        for line in lines:
            self.pen.text(corner[0] + size[0] / 2, middle, line, points, align=Align.CENTER)
            middle += points * _LEADING

    def _broken(self, text: str, points: float, room: float) -> list[str]:
        return [line for part in text.split("\n") for line in self.pen.break_lines(part, points, width=room)]

    def _note_lines(self) -> list[str]:
        size = 9 * self.scale
        indent = self.pen.width(self.placed.notes_label, size)
        room = self.edges[-1] - self.left - indent
        return self.pen.break_lines("".join(self.placed.notes), size, width=room)

    def _notes(self, top: float) -> None:
        if not self.placed.notes:
            return
        size = 9 * self.scale
        indent = self.pen.width(self.placed.notes_label, size)
        middle = top + size * _LEADING / 2
        self.pen.text(self.left, middle, self.placed.notes_label, size)
        for line in self._note_lines():
            self.pen.text(self.left + indent, middle, line, size)
            middle += size * _LEADING


def _is_words(cell: PlacedCell) -> bool:
    return isinstance(cell.value, str) and not cell.value.isascii()
