"""What notice boards are drawn with: boxes and lines of words, safety signs, level patterns and QR codes.

Every length is in millimetres of an A4 sheet. A3 is the same drawing, larger, so that a board reads from further
away and no layout exists twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.map_picture import Area, Box, Mark, Stroke, Words, hatching, sign_marks
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.signs import Signs
from anxi_desktop.files.map_pen import MapPen, plain_fonts
from anxi_desktop.files.pen import POINTS_PER_MM
from anxi_desktop.files.printable import printable

HAIR = 0.22
"""Width of the lines around cells."""
_CAPTION = 2.5
_CAPTION_SHARE = 0.13
_GAP = 1.2
_UNKNOWN_LINES = 3
# Lines of a pattern stand closer on a narrow strip than on a map, else a strip of blue shows none.
_PATTERN_WIDTH = 210.0


class SignPen:
    """Draws on the pages of one PDF, each of a size of its own."""

    def __init__(
        self, path: Path, *, page: tuple[float, float], grow: float, title: str, resources: Path
    ) -> None:
        self._unit = POINTS_PER_MM * grow
        size = (page[0] * self._unit, page[1] * self._unit)
        self._pen = MapPen(path, page=size, fonts=plain_fonts(resources), title=title)

    def begin(self, page: tuple[float, float]) -> None:
        """Begin a page so large."""
        self._pen.set_page(page[0] * self._unit, page[1] * self._unit)

    def end(self) -> None:
        """Close the page."""
        self._pen.next_page()

    def save(self) -> None:
        """Write the file; nothing can be drawn afterwards."""
        self._pen.save()

    # ---- words --------------------------------------------------------------------------------------------

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text is."""
        return self._pen.width(printable(text), size, bold=bold)

    def broken(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """The text in lines that fit; its own line breaks stay, empty lines go."""
        found: list[str] = []
        for part in text.splitlines():
            clean = printable(part).strip()
            if clean:
                found += self._pen.break_lines(clean, size, width=width, bold=bold)
        return found

    def cut(self, lines: Sequence[str], most: int, size: float, width: float, *, bold: bool) -> list[str]:
        """No more than `most` lines; where some are left out, the last one ends with an ellipsis."""
        if len(lines) <= most:
            return list(lines)
        last = lines[most - 1]
        while last and self.width(last + "…", size, bold=bold) > width:
            last = last[:-1]
        return [*lines[: most - 1], last + "…"]

    def say(
        self,
        x: float,
        middle: float,
        text: str,
        size: float,
        *,
        color: str = style.INK,
        anchor: str = "left",
        bold: bool = False,
    ) -> None:
        """One line whose middle height is `middle`; `anchor` is left, centre or right of `x`."""
        self.draw(Words(x, middle, text, size, color, anchor, bold))

    # ---- shapes -------------------------------------------------------------------------------------------

    def draw(self, mark: Mark) -> None:
        """Any mark of a map."""
        self._pen.draw(mark, (self._unit, 0.0, 0.0))

    def fill(self, box: Box, color: str) -> None:
        """A box of one colour without an outline."""
        self.draw(Area(box.corners(), color))

    def frame(self, box: Box, *, color: str = style.INK, width: float = HAIR) -> None:
        """The outline of a box."""
        self.draw(Area(box.corners(), "", 1.0, color, width))

    def level(self, box: Box, level: RiskLevel | None) -> None:
        """A box in the colour of a level, with the pattern that tells the level on a black-and-white copy."""
        self.fill(box, style.RISK[level] if level else style.UNGRADED)
        if level is not None:
            for stroke in hatching(box.corners(), style.HATCHES[level], _PATTERN_WIDTH, style.INK):
                self.draw(Stroke(stroke.points, stroke.color, HAIR))

    def picture(self, body: bytes, box: Box) -> None:
        """A picture, stretched to the box."""
        unit = self._unit
        corner = (box.x * unit, box.y * unit)
        self._pen.picture(body, corner, (box.width * unit, box.height * unit))

    # ---- signs and codes ----------------------------------------------------------------------------------

    def sign(self, signs: Signs, name: str, box: Box, side: float, day: date) -> None:
        """A sign with its name beneath; one that the catalogue lacks is a plain box around its name.

        One that the standard dropped before `day` is called an old edition, as the catalogue asks.
        """
        found = signs.by_name.get(name)
        square = Box(box.x + (box.width - side) / 2, box.y, side, side)
        if found is None:
            self.frame(square, color=style.QUIET, width=0.4)
            size = max(side / 6, _CAPTION * 0.9)
            room = side - 1.6
            lines = self.cut(self.broken(name, size, room), _UNKNOWN_LINES, size, room, bold=False)
            while size > _CAPTION * 0.9 and lines[-1].endswith("…"):
                size *= 0.9
                lines = self.cut(self.broken(name, size, room), _UNKNOWN_LINES, size, room, bold=False)
            self._stack(lines, box.x + box.width / 2, square.y + side / 2, size)
            return
        for mark in sign_marks(signs, found, square.x, square.y, side):
            self.draw(mark)
        size = _caption(side)
        if found.valid_to is not None and found.valid_to < day:
            name = f"{name}（旧版）"
        lines = self.cut(self.broken(name, size, box.width), 2, size, box.width, bold=False)
        middle = square.bottom + _GAP + len(lines) * size * 1.25 / 2
        self._stack(lines, box.x + box.width / 2, middle, size)

    def _stack(self, lines: Sequence[str], x: float, middle: float, size: float) -> None:
        step = size * 1.25
        first = middle - (len(lines) - 1) * step / 2
        for number, line in enumerate(lines):
            self.say(x, first + number * step, line, size, anchor="centre")

    def code(self, text: str, box: Box) -> None:
        """A QR code as rectangles: dark cells beside each other are one, so that no hairline parts them."""
        matrix = code_cells(text)
        unit = box.width / len(matrix)
        for row, begin, end in _runs(matrix):
            self.fill(Box(box.x + begin * unit, box.y + row * unit, (end - begin) * unit, unit), "#000000")


def sign_height(side: float) -> float:
    """How high a sign of that side stands with two lines of name beneath it."""
    return side + _GAP + 2 * _caption(side) * 1.25


def _caption(side: float) -> float:
    return max(_CAPTION, side * _CAPTION_SHARE)


def code_cells(text: str) -> list[list[bool]]:
    """The cells of the text's QR code without a margin.

    UTF-8 bytes without a designator: kanji or hanzi modes and designators are what some phones get wrong.
    """
    import segno

    made = cast("Any", segno).make(text, error="m", mode="byte", encoding="utf-8", micro=False, eci=False)
    return [[bool(cell) for cell in row] for row in made.matrix]


def _runs(matrix: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Row, first column and the one after the last of all dark stretches."""
    for row, cells in enumerate(matrix):
        begin = -1
        for column, dark in enumerate([*cells, False]):
            if dark and begin < 0:
                begin = column
            elif not dark and begin >= 0:
                yield row, begin, column
                begin = -1
