"""Chinese text on a PDF page: embedded faces and measured widths.

Reportlab's Paragraph parses markup (a user's `<img src="file:…">` would open a file) and cannot stack
vertical text, so everything is drawn with plain strings here.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.pen import FormFonts, Pen, form_fonts
from anxi_desktop.files.printable import printable

_MISSING = "□"
# The middle of a Chinese glyph above its baseline, in ems.
_MIDDLE = 0.38


class _Drawing(Protocol):
    """The part of reportlab's canvas that is used, since it has no types of its own."""

    def setFont(self, psfontname: str, size: float) -> None: ...
    def drawString(self, x: float, y: float, text: str) -> None: ...
    def line(self, x1: float, y1: float, x2: float, y2: float) -> None: ...
    def rect(self, x: float, y: float, width: float, height: float, stroke: int, fill: int) -> None: ...
    def setLineWidth(self, width: float) -> None: ...
    def setFillGray(self, gray: float) -> None: ...
    def drawImage(
        self, image: object, x: float, y: float, *, width: float, height: float, mask: str
    ) -> None: ...
    def setTitle(self, title: str) -> None: ...
    def beginForm(self, name: str, lowerx: float, lowery: float, upperx: float, uppery: float) -> None: ...
    def endForm(self) -> None: ...
    def doForm(self, name: str) -> None: ...
    def saveState(self) -> None: ...
    def restoreState(self) -> None: ...
    def translate(self, dx: float, dy: float) -> None: ...
    def showPage(self) -> None: ...
    def save(self) -> None: ...


class _Face:
    """One font file: which characters it has and how wide they are, in ems."""

    def __init__(self, path: Path) -> None:
        stat = path.stat()
        mark = hashlib.sha256(f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}".encode()).hexdigest()[:12]
        self.name = f"anxi-{mark}"
        registered = cast("Sequence[str]", pdfmetrics.getRegisteredFontNames())
        if self.name not in registered:
            cast("Any", pdfmetrics).registerFont(TTFont(self.name, str(path), asciiReadable=False))
        face = cast("Any", pdfmetrics.getFont(self.name)).face
        self.glyphs: dict[int, int] = face.charToGlyph
        self._widths: dict[int, float] = face.charWidths
        self._default: float = face.defaultWidth

    def has(self, char: str) -> bool:
        return ord(char) in self.glyphs

    def width(self, char: str) -> float:
        return self._widths.get(ord(char), self._default) / 1000


class _Style:
    """A first face with others behind it; knows which face draws a character."""

    def __init__(self, faces: Sequence[_Face], missing: dict[str, None]) -> None:
        self.faces = faces
        self._missing = missing
        self._choice: dict[str, tuple[_Face, str, float]] = {}

    def pick(self, char: str) -> tuple[_Face, str, float]:
        """The face, the character to draw (□ where no face has it) and its width in ems."""
        found = self._choice.get(char)
        if found is None:
            face = next((face for face in self.faces if face.has(char)), None)
            drawn = char
            if face is None:
                self._missing[char] = None
                face = next((face for face in self.faces if face.has(_MISSING)), self.faces[0])
                drawn = _MISSING if face.has(_MISSING) else "?"
            found = self._choice[char] = (face, drawn, face.width(drawn))
        return found

    def runs(self, text: str) -> list[tuple[_Face, str, float]]:
        """The text in pieces of one face each, with the width of each piece in ems."""
        runs: list[tuple[_Face, str, float]] = []
        for char in text:
            face, drawn, width = self.pick(char)
            if runs and runs[-1][0] is face:
                runs[-1] = (face, runs[-1][1] + drawn, runs[-1][2] + width)
            else:
                runs.append((face, drawn, width))
        return runs


def faces_for(resources: Path) -> _Style:
    """The plain Chinese face with those of rare characters behind it, for text that no pen places."""
    fonts = form_fonts(resources)
    plain = resources / "fonts" / "NotoSansSC-Regular.ttf"
    return _Style([_Face(path) for path in (plain, fonts.regular, *fonts.fallback)], {})


class PdfPen(Pen):
    """Draws on the pages of one PDF. The same input gives the same bytes."""

    def __init__(self, path: Path, *, page: tuple[float, float], fonts: FormFonts, title: str) -> None:
        self.page_width, self.page_height = page
        self._missing: dict[str, None] = {}
        regular, bold = _Face(fonts.regular), _Face(fonts.bold)
        rest = [_Face(path) for path in fonts.fallback]
        self._styles = {
            False: _Style([regular, *rest], self._missing),
            True: _Style([bold, regular, *rest], self._missing),
        }
        self._canvas = cast(
            "_Drawing",
            # Without a first face of ours every page would name Helvetica, which is not embedded.
            cast("Any", Canvas)(
                str(path),
                pagesize=page,
                invariant=1,
                pageCompression=1,
                lang="zh-CN",
                initialFontName=regular.name,
            ),
        )
        self._canvas.setTitle(printable(title))

    @property
    def missing(self) -> tuple[str, ...]:
        """The characters that no face has, in the order they came."""
        return tuple(self._missing)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide the text is."""
        pick = self._styles[bold].pick
        return sum([pick(char)[2] for char in text]) * size

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = Align.LEFT,
    ) -> None:
        """One line whose glyphs stand around the height `middle`; `x` is its left, centre or right."""
        runs = self._styles[bold].runs(printable(text))
        if align is not Align.LEFT:
            whole = sum(width for _, _, width in runs) * size
            x -= whole if align is Align.RIGHT else whole / 2
        y = self.page_height - middle - _MIDDLE * size
        for face, part, width in runs:
            self._canvas.setFont(face.name, size)
            self._canvas.drawString(x, y, part)
            x += width * size

    def line(self, start: tuple[float, float], end: tuple[float, float], *, width: float) -> None:
        """A straight line between two places."""
        self._canvas.setLineWidth(width)
        height = self.page_height
        self._canvas.line(start[0], height - start[1], end[0], height - end[1])

    def box(self, corner: tuple[float, float], size: tuple[float, float], *, width: float) -> None:
        """A rectangle's outline from its upper left corner."""
        self._canvas.setLineWidth(width)
        self._canvas.rect(
            corner[0], self.page_height - corner[1] - size[1], size[0], size[1], stroke=1, fill=0
        )

    def shade(self, corner: tuple[float, float], size: tuple[float, float], *, gray: float) -> None:
        """A filled rectangle without outline; 1 is white."""
        self._canvas.setFillGray(gray)
        self._canvas.rect(
            corner[0], self.page_height - corner[1] - size[1], size[0], size[1], stroke=0, fill=1
        )
        self._canvas.setFillGray(0)

    def picture(self, body: bytes, corner: tuple[float, float], size: tuple[float, float]) -> None:
        """A picture (JPEG or PNG bytes) from its upper left corner; what is clear in it stays clear."""
        from reportlab.lib.utils import ImageReader

        reader = cast("Any", ImageReader)(io.BytesIO(body))
        y = self.page_height - corner[1] - size[1]
        self._canvas.drawImage(reader, corner[0], y, width=size[0], height=size[1], mask="auto")

    def place_later(self, name: str, *, x: float, middle: float) -> None:
        """Room for a text that is known only at the end (the number of pages)."""
        self._canvas.saveState()
        self._canvas.translate(x, self.page_height - middle)
        self._canvas.doForm(name)
        self._canvas.restoreState()

    def fill_later(self, name: str, text: str, size: float) -> None:
        """Write the text that `place_later` left room for, left aligned; between pages only."""
        self._canvas.beginForm(name, 0, -2 * size, 40 * size, 2 * size)
        self.text(0, self.page_height, text, size)
        self._canvas.endForm()

    def next_page(self) -> None:
        """Close this page; the next stroke opens another."""
        self._canvas.showPage()

    def save(self) -> None:
        """Write the file; nothing can be drawn afterwards."""
        self._canvas.save()
