"""The pen that draws charts on the screen: the marks of the PDF, in the window's own type and colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPen, QPolygonF

from anxi_desktop.app.screen_pen import FormFaces, ScreenPen
from anxi_desktop.domain.map_picture import Area, Mark, Stroke, Words
from anxi_desktop.files.form_layout import Align

_ALIGN = {"left": Align.LEFT, "centre": Align.CENTER, "right": Align.RIGHT}


class PlainFaces(FormFaces):
    """The window's upright face instead of the song face of the forms."""

    @staticmethod
    def _make(*, bold: bool) -> QFont:
        made = FormFaces._make(bold=bold)
        made.setFamilies(QGuiApplication.font().families())
        return made


class ChartPen(ScreenPen):
    """Draws marks with a painter whose unit is that of the marks. Without a painter it only measures."""

    def __init__(self, faces: PlainFaces, *, painter: QPainter | None = None) -> None:
        super().__init__(faces, page=(0.0, 0.0), ink=QColor(), painter=painter)

    def draw(self, mark: Mark) -> None:
        """Draw one mark; charts have no glyphs."""
        painter = self._painter
        if painter is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(mark, Words):
            self._ink = QColor(mark.color)
            self.text(mark.x, mark.y, mark.text, mark.size, bold=mark.bold, align=_ALIGN[mark.anchor])
        elif isinstance(mark, Stroke):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_pen(mark.color, mark.width))
            painter.drawPolyline(_polygon(mark.points))
        elif isinstance(mark, Area):
            painter.setPen(_pen(mark.stroke, mark.width) if mark.stroke else Qt.PenStyle.NoPen)
            fill = QColor(mark.fill) if mark.fill else QColor(Qt.GlobalColor.transparent)
            fill.setAlphaF(mark.opacity * fill.alphaF())
            painter.setBrush(fill)
            painter.drawPolygon(_polygon(mark.points))


def _pen(color: str, width: float) -> QPen:
    return QPen(
        QColor(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
    )


def _polygon(points: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in points])
