"""The pen that draws a form on the screen: the same sheet as the PDF, with Qt's painter."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPen

from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.pen import Pen

_FAMILY = "Noto Serif SC"
# The middle of a Chinese glyph above its baseline, in ems, as in the PDF.
_MIDDLE = 0.38
# Texts are measured once at this size; a width grows with the size of the type.
_MEASURE = 100


class FormFaces:
    """The song faces of the official forms, loaded once; measures texts for every pen."""

    def __init__(self, resources: Path) -> None:
        if not QFontDatabase.hasFamily(_FAMILY):
            for path in sorted((resources / "fonts").glob("NotoSerifSC-*.ttf")):
                QFontDatabase.addApplicationFont(str(path))
        self._fonts = {bold: self._make(bold=bold) for bold in (False, True)}
        self._metrics = {bold: QFontMetricsF(font) for bold, font in self._fonts.items()}
        self._widths: dict[tuple[str, bool], float] = {}

    def font(self, *, bold: bool) -> QFont:
        """A face whose em is `_MEASURE` units; the painter scales it."""
        return self._fonts[bold]

    def width(self, text: str, *, bold: bool) -> float:
        """How wide a text is in ems."""
        found = self._widths.get((text, bold))
        if found is None:
            found = self._metrics[bold].horizontalAdvance(text) / _MEASURE
            self._widths[text, bold] = found
        return found

    @staticmethod
    def _make(*, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies([_FAMILY, "SimSun", "Noto Sans SC"])
        font.setPixelSize(_MEASURE)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
        if bold:
            font.setWeight(QFont.Weight.Bold)
        return font


class ScreenPen(Pen):
    """Draws one page with a painter whose unit is a point. Without a painter it only measures."""

    def __init__(
        self, faces: FormFaces, *, page: tuple[float, float], ink: QColor, painter: QPainter | None = None
    ) -> None:
        self.page_width, self.page_height = page
        self._faces = faces
        self._ink = ink
        self._painter = painter

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide the text is."""
        return self._faces.width(text, bold=bold) * size

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
        painter = self._painter
        if painter is None or not text:
            return
        if align is not Align.LEFT:
            whole = self.width(text, size, bold=bold)
            x -= whole if align is Align.RIGHT else whole / 2
        painter.save()
        painter.translate(x, middle + _MIDDLE * size)
        painter.scale(size / _MEASURE, size / _MEASURE)
        painter.setFont(self._faces.font(bold=bold))
        painter.setPen(self._ink)
        painter.drawText(QPointF(0, 0), text)
        painter.restore()

    def box(self, corner: tuple[float, float], size: tuple[float, float], *, width: float) -> None:
        """A rectangle's outline, at least one crisp pixel wide."""
        painter = self._painter
        if painter is None:
            return
        pixels = width * painter.transform().m11()
        pen = QPen(self._ink, max(1.0, round(pixels)))
        pen.setCosmetic(True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(pen)
        painter.drawRect(QRectF(*corner, *size))
