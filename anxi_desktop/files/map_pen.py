"""A PDF pen that draws the marks of maps and boards: areas, strokes, glyphs and words in colour."""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.map_picture import Area, Glyph, Mark, Words
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.pdf_text import PdfPen
from anxi_desktop.files.pen import POINTS_PER_MM, FormFonts, form_fonts
from anxi_desktop.files.printable import printable

_ALIGN = {"left": Align.LEFT, "centre": Align.CENTER, "right": Align.RIGHT}

Place = tuple[float, float, float]
"""Points of paper in a unit, and where the unit's origin is (x, y) in points."""


def plain_fonts(resources: Path) -> FormFonts:
    """The upright face of maps and boards, with those of rare characters behind it."""
    fonts = form_fonts(resources)
    folder = resources / "fonts"
    return FormFonts(
        folder / "NotoSansSC-Regular.ttf",
        folder / "NotoSansSC-Bold.ttf",
        (fonts.regular, *fonts.fallback),
    )


class MapPen(PdfPen):
    """Draws marks; a place says how large a unit is and where its origin lies."""

    def draw(self, mark: Mark, place: Place) -> None:
        """Draw one mark."""
        unit, left, top = place
        canvas = cast("Any", self._canvas)

        def at(x: float, y: float) -> tuple[float, float]:
            return left + x * unit, self.page_height - top - y * unit

        if isinstance(mark, Words):
            self._say(mark, place)
            return
        path = canvas.beginPath()
        if isinstance(mark, Glyph):
            side = mark.side / 24
            for code, numbers in mark.commands:
                spots = [
                    at(mark.x + numbers[n] * side, mark.y + numbers[n + 1] * side)
                    for n in range(0, len(numbers), 2)
                ]
                if code == "M":
                    path.moveTo(*spots[0])
                elif code == "L":
                    path.lineTo(*spots[0])
                elif code == "C":
                    path.curveTo(*spots[0], *spots[1], *spots[2])
                else:
                    path.close()
            canvas.setFillColor(mark.fill)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
            return
        for number, (x, y) in enumerate(mark.points):
            (path.lineTo if number else path.moveTo)(*at(x, y))
        if isinstance(mark, Area):
            path.close()
            self._stroke(canvas, mark.stroke, mark.width * unit, [part * unit for part in mark.dash])
            if mark.fill:
                canvas.setFillColor(mark.fill)
                canvas.setFillAlpha(mark.opacity)
            canvas.drawPath(path, stroke=int(bool(mark.stroke)), fill=int(bool(mark.fill)))
            canvas.setFillAlpha(1)
        else:
            self._stroke(canvas, mark.color, mark.width * unit, [part * unit for part in mark.dash])
            canvas.drawPath(path, stroke=1, fill=0)

    def background(
        self, body: bytes, corner: tuple[float, float], size: tuple[float, float], *, faded: int
    ) -> None:
        """The picture beneath, in points from the upper left; the same bytes are kept once for all pages."""
        from reportlab.lib.utils import ImageReader

        canvas = cast("Any", self._canvas)
        y = self.page_height - corner[1] - size[1]
        reader = cast("Any", ImageReader)(io.BytesIO(body))
        canvas.drawImage(reader, corner[0], y, width=size[0], height=size[1])
        if faded:
            canvas.setFillColor(style.PAPER)
            canvas.setFillAlpha(faded / 100)
            canvas.rect(corner[0], y, size[0], size[1], stroke=0, fill=1)
            canvas.setFillAlpha(1)

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Generator[None]:
        """Nothing is drawn outside a box, in millimetres."""
        canvas = cast("Any", self._canvas)
        canvas.saveState()
        path = canvas.beginPath()
        high = height * POINTS_PER_MM
        path.rect(x * POINTS_PER_MM, self.page_height - y * POINTS_PER_MM - high, width * POINTS_PER_MM, high)
        canvas.clipPath(path, stroke=0, fill=0)
        yield
        canvas.restoreState()

    def cut_marks(self, margin: float, room: tuple[float, float]) -> None:
        """Short lines at the corners of what is to be cut out."""
        unit = POINTS_PER_MM
        for x in (margin, margin + room[0]):
            for y in (margin, margin + room[1]):
                away = margin * 0.6
                across = x - away if x == margin else x + away
                along = y - away if y == margin else y + away
                self.line((x * unit, y * unit), (across * unit, y * unit), width=0.4)
                self.line((x * unit, y * unit), (x * unit, along * unit), width=0.4)

    def _say(self, mark: Words, place: Place) -> None:
        unit, left, top = place
        canvas = cast("Any", self._canvas)
        size = mark.size * unit
        text = printable(mark.text)
        if size < 0.5 or not text:
            return
        x, y = left + mark.x * unit, top + mark.y * unit
        if mark.ground:
            wide = self.width(text, size, bold=mark.bold) + size * 0.3
            begin = {"left": x - size * 0.15, "centre": x - wide / 2, "right": x - wide + size * 0.15}[
                mark.anchor
            ]
            canvas.setFillColor(mark.ground)
            canvas.setFillAlpha(0.72)
            bottom = self.page_height - y - size * 0.62
            canvas.roundRect(begin, bottom, wide, size * 1.24, size * 0.2, stroke=0, fill=1)
            canvas.setFillAlpha(1)
        canvas.setFillColor(mark.color)
        self.text(x, y, text, size, bold=mark.bold, align=_ALIGN[mark.anchor])

    @staticmethod
    def _stroke(canvas: Any, color: str, width: float, dash: list[float]) -> None:
        if color:
            canvas.setStrokeColor(color)
            canvas.setLineWidth(width)
            canvas.setLineJoin(1)
            canvas.setDash(dash or [])

    def set_page(self, width: float, height: float) -> None:
        """The size of the page that is begun, in points."""
        self.page_width, self.page_height = width, height
        cast("Any", self._canvas).setPageSize((width, height))
