"""A place to sign with mouse, pen or finger; the line is thinner where the hand is fast, as ink is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.tokens import INK, PAPER, PAPER_LINE, PAPER_TEXT, RADIUS

_SCALE = 2
_THICK, _THIN = 5.0, 1.8
_FAST = 34.0


class SignaturePad(QWidget):
    """`signed` after each stroke with the picture as PNG (transparent, twice the pad's size); `png()` any time."""

    signed = Signal(bytes)
    cleared = Signal()

    def __init__(self, name: str, *, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name = name
        self._hint = hint
        self._ink = QImage()
        self._strokes: list[list[tuple[QPointF, float]]] = []
        self._kept = b""
        self.setMinimumSize(280, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking, on=False)

    def sizeHint(self) -> QSize:
        """Room for a name."""
        return QSize(380, 160)

    def is_blank(self) -> bool:
        """True while nobody has signed."""
        return not self._strokes and not self._kept

    def show_png(self, body: bytes) -> None:
        """Show a signature that was drawn before."""
        self._kept = body
        self._strokes = []
        self._ink = QImage.fromData(body) if body else QImage()
        self.update()

    def png(self) -> bytes:
        """The signature; b"" while there is none."""
        if self.is_blank():
            return b""
        if not self._strokes:
            return self._kept
        image = QImage(self.size() * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.scale(_SCALE, _SCALE)
        self._draw(painter)
        painter.end()
        body = QByteArray()
        buffer = QBuffer(body)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
        return bytes(body.data())

    @Slot()
    def clear(self) -> None:
        """Sign again."""
        self.show_png(b"")
        self.cleared.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A stroke begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand moves."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._strokes:
            self._move(event.position(), pressure=0.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stroke is done: it is told at once, so that nothing is lost."""
        if event.button() == Qt.MouseButton.LeftButton and self._strokes:
            self.signed.emit(self.png())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen says how hard it presses."""
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif kind == QEvent.Type.TabletMove and event.pressure() > 0 and self._strokes:
            self._move(event.position(), pressure=event.pressure())
        elif kind == QEvent.Type.TabletRelease and self._strokes:
            self.signed.emit(self.png())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Strokes stay where they were drawn."""
        self.update()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """White paper, a line to sign on, and the ink."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.setBrush(QColor(PAPER))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setPen(QPen(QColor(PAPER_LINE), 1, Qt.PenStyle.DashLine))
        base = self.height() - 34
        painter.drawLine(24, base, self.width() - 24, base)
        painter.setFont(theme.font("caption"))
        painter.setPen(QColor(PAPER_TEXT))
        words = self.rect().adjusted(24, 0, -24, -8)
        where = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        painter.drawText(words, where, self._name)
        if self.is_blank():
            painter.setFont(theme.font("body"))
            painter.drawText(self.rect().adjusted(0, 0, 0, -30), Qt.AlignmentFlag.AlignCenter, self._hint)
        elif self._strokes:
            self._draw(painter)
        else:
            size = self._ink.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), self._ink)

    def _begin(self, at: QPointF) -> None:
        if self._kept:
            self._kept, self._ink = b"", QImage()  # a new signature replaces the old one
        self._strokes.append([(at, (_THICK + _THIN) / 2)])
        self.update()

    def _move(self, at: QPointF, *, pressure: float) -> None:
        stroke = self._strokes[-1]
        last, width = stroke[-1]
        step = ((at.x() - last.x()) ** 2 + (at.y() - last.y()) ** 2) ** 0.5
        if pressure > 0:
            wanted = _THIN + (_THICK - _THIN) * pressure
        else:
            wanted = max(_THIN, _THICK - (_THICK - _THIN) * min(1.0, step / _FAST))
        stroke.append((at, width * 0.7 + wanted * 0.3))
        self.update()

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(INK)
        for stroke in self._strokes:
            if len(stroke) == 1:
                at, width = stroke[0]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                painter.drawEllipse(at, width / 2, width / 2)
            for path, width in _curves(stroke):
                painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)


def _curves(stroke: list[tuple[QPointF, float]]) -> Iterator[tuple[QPainterPath, float]]:
    """A stroke as curves from one middle to the next: a fast hand leaves points far apart, and no corners."""
    points = [point for point, _ in stroke]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(points)]
    if not middles:
        return
    begins = [points[0], *middles]
    ends = [*middles, points[-1]]
    for place, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        path = QPainterPath(begin)
        path.quadTo(points[place], end)
        yield path, stroke[place][1]
