"""How an official form stands on its sheets, drawn the same by every pen: on paper and on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from anxi_desktop.files.form_layout import Align, CellRole, PlacedCell, PlacedForm
from anxi_desktop.files.pen import POINTS_PER_MM, Paper, Pen

_OUTER = 1.2
_INNER = 0.5
_TOP_MM = 13.0
_BOTTOM_MM = 12.0
_LABEL_MM = 8.0
_TITLE_MM = 13.0
_HEAD_MM = 9.0
_PADDING = 2.0
_LEADING = 1.22


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands on its page, in points from the page's top left corner."""

    cell: PlacedCell
    left: float
    top: float
    width: float
    height: float

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner."""
        return self.left, self.top

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.width, self.height


class FormSheet:
    """One form on one kind of paper. More blocks than one sheet holds go on, with the header repeated."""

    def __init__(
        self, pen: Pen, placed: PlacedForm, *, paper: Paper = Paper.A4, show_label: bool = True
    ) -> None:
        self.pen = pen
        self.placed = placed
        self.scale = paper.value[0] / Paper.A4.value[0]
        self.unit = POINTS_PER_MM * self.scale
        self.show_label = show_label
        self.left = (paper.points[0] - sum(placed.widths) * self.unit) / 2
        self.edges = [self.left]
        for width in placed.widths:
            self.edges.append(self.edges[-1] + width * self.unit)

    @cached_property
    def pages(self) -> tuple[range, ...]:
        """The blocks on every page."""
        placed = self.placed
        header = sum(placed.heights[: placed.header_rows])
        block = sum(placed.heights[placed.header_rows : placed.header_rows + placed.block_rows])
        notes = len(self._note_lines()) * 9 * _LEADING * self.scale / self.unit + 3
        room = self.pen.page_height / self.unit - self._grid_top() / self.unit - _BOTTOM_MM - header - notes
        fit = max(1, int(room // block))
        starts = range(0, max(placed.blocks, 1), fit)
        return tuple(range(first, min(first + fit, placed.blocks)) for first in starts)

    def draw_page(self, number: int) -> None:
        """Draw one page, counted from 0."""
        pen, unit = self.pen, self.unit
        self._top_lines()
        bottom = top = self._grid_top()
        for place in self.places(number):
            self._cell(place)
            bottom = max(bottom, place.top + place.height)
        pen.box((self.left, top), (self.edges[-1] - self.left, bottom - top), width=_OUTER * self.scale)
        if number == len(self.pages) - 1:
            self._notes(bottom + 2.5 * unit)
        if len(self.pages) > 1:
            words = f"第 {number + 1} 页 / 共 {len(self.pages)} 页"
            y = pen.page_height - 7 * unit
            pen.text(pen.page_width / 2, y, words, 8.5 * self.scale, align=Align.CENTER)

    def places(self, number: int) -> Iterator[CellPlace]:
        """Where the cells of a page stand, in reading order."""
        placed = self.placed
        rows = [*range(placed.header_rows)]
        for block in self.pages[number]:
            first = placed.header_rows + block * placed.block_rows
            rows.extend(range(first, first + placed.block_rows))
        tops: dict[int, float] = {}
        y = self._grid_top()
        for row in rows:
            tops[row] = y
            y += placed.heights[row] * self.unit
        for cell in placed.cells:
            if cell.row in tops:
                left = self.edges[cell.col]
                yield CellPlace(
                    cell,
                    left,
                    tops[cell.row],
                    self.edges[cell.col + cell.colspan] - left,
                    placed.height_of(cell) * self.unit,
                )

    def _grid_top(self) -> float:
        return (_TOP_MM + (_LABEL_MM if self.show_label else 0) + _TITLE_MM + _HEAD_MM) * self.unit

    def _top_lines(self) -> None:
        """Label, title and the line to fill in."""
        placed, pen, unit = self.placed, self.pen, self.unit
        y = _TOP_MM * unit
        if self.show_label:
            pen.text(self.left, y + _LABEL_MM * unit / 2, placed.label, 16 * self.scale, bold=True)
            y += _LABEL_MM * unit
        size = 18 * self.scale
        room = self.edges[-1] - self.left
        size = min(size, size * room / pen.width(placed.title, size, bold=True))
        middle = y + (_TITLE_MM - 2) * unit / 2
        pen.text(pen.page_width / 2, middle, placed.title, size, bold=True, align=Align.CENTER)
        self._head(y + (_TITLE_MM + _HEAD_MM / 2) * unit)

    def _head(self, middle: float) -> None:
        for part in self.placed.head:
            size = self.placed.head_size(part, self.pen.width(part.text, 1)) * self.scale
            x = self.edges[part.last + 1] if part.align is Align.RIGHT else self.edges[part.first]
            self.pen.text(x, middle, part.text, size, align=part.align)

    def _cell(self, place: CellPlace) -> None:
        cell = place.cell
        self.pen.box(place.corner, place.size, width=_INNER * self.scale)
        if not cell.text:
            return
        if cell.vertical:
            self._vertical(cell.text, place.corner, place.size)
        else:
            self._horizontal(cell, place.corner, place.size)

    def _vertical(self, text: str, corner: tuple[float, float], size: tuple[float, float]) -> None:
        """Lines stand from right to left, as vertical Chinese is read."""
        columns = text.split("\n")
        padding = 2 * _PADDING * self.scale
        points = self.placed.text_size * self.scale
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
        words = cell.role is CellRole.HEADER or _is_words(cell)
        points = (self.placed.text_size + (0 if words else 1)) * self.scale
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
