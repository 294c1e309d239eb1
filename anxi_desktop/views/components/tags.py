"""Tags, and the risk tag: its colour is never alone, the word and a pattern stand with it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.theme import Theme

HEIGHT = 24
_PAD = 8
_BAND = 12

# The grounds and texts of a tag by its tone.
TONES = {
    "neutral": ("neutral_tint", "text"),
    "accent": ("accent_tint", "accent"),
    "ok": ("ok_tint", "ok"),
    "warning": ("warning_tint", "warning"),
    "danger": ("danger_tint", "danger"),
}


def paint_tag(painter: QPainter, rect: QRect, text: str, theme: Theme, *, tone: str = "neutral") -> int:
    """Paint a tag at the left of `rect`, vertically centred; returns the width it took in pixels."""
    ground, ink = TONES[tone]
    font = theme.font("caption", bold=False)
    width = min(tag_width(text, theme), rect.width())
    box = QRectF(rect.left(), rect.center().y() - HEIGHT / 2 + 0.5, width, HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font)
    painter.setPen(theme.color(ink))
    inner = box.adjusted(_PAD, 0, -_PAD + 2, 0)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()) + 1)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
    painter.restore()
    return int(width)


def tag_width(text: str, theme: Theme) -> int:
    """The width of a tag in pixels."""
    return QFontMetrics(theme.font("caption")).horizontalAdvance(text) + 2 * _PAD


def paint_risk_tag(painter: QPainter, rect: QRect, text: str, theme: Theme, *, level: str) -> int:
    """Paint a risk tag (`level`: red, orange, yellow, blue) at the left of `rect`; returns its width."""
    font = theme.font("caption", bold=True)
    width = _BAND + QFontMetrics(font).horizontalAdvance(text) + 2 * _PAD - 2
    box = QRectF(rect.left(), rect.center().y() - HEIGHT / 2 + 0.5, width, HEIGHT)
    ink = QColor(theme.tokens.on_risk[level])
    shape = QPainterPath()
    shape.addRoundedRect(box, 4, 4)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(shape, QColor(theme.tokens.risk[level]))
    painter.setClipPath(shape)
    _pattern(painter, QRectF(box.left(), box.top(), _BAND, HEIGHT), level, ink)
    painter.setClipping(False)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(box.adjusted(_BAND + _PAD - 2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
    return int(width)


class Tag(QWidget):
    """A short word on a tinted ground. `tone`: neutral, accent, ok, warning, danger."""

    def __init__(self, text: str, *, tone: str = "neutral") -> None:
        super().__init__()
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, text: str, *, tone: str = "neutral") -> None:
        """Say something else."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What it says."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        return QSize(tag_width(self._text, themes.current()), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        paint_tag(QPainter(self), self.rect(), self._text, themes.current(), tone=self._tone)


class RiskTag(QWidget):
    """A risk level: colour, pattern and word."""

    def __init__(self, text: str, *, level: str) -> None:
        super().__init__()
        self._text = text
        self._level = level
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its word and pattern."""
        font = themes.current().font("caption", bold=True)
        return QSize(_BAND + QFontMetrics(font).horizontalAdvance(self._text) + 2 * _PAD - 2, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        paint_risk_tag(QPainter(self), self.rect(), self._text, themes.current(), level=self._level)


def _pattern(painter: QPainter, rect: QRectF, level: str, ink: QColor) -> None:
    """Red: crossed lines; orange: rising lines; yellow: upright lines; blue: level lines. Readable without colour."""
    color = QColor(ink)
    color.setAlpha(170)
    painter.setPen(QPen(color, 1.2))
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    if level == "yellow":
        for column in range(3):
            x = left + 3 + column * 3.6
            painter.drawLine(QPointF(x, top + 2), QPointF(x, bottom - 2))
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(right, top), QPointF(right, bottom))
        return
    if level == "blue":
        for row in range(4):
            y = top + 4.5 + row * 5
            painter.drawLine(QPointF(left + 2, y), QPointF(right, y))
        return
    step = 6
    for start in range(int(-rect.width()), int(rect.height() + rect.width()), step):
        painter.drawLine(QPointF(left, top + start + rect.width()), QPointF(right, top + start))
        if level == "red":
            painter.drawLine(QPointF(left, top + start), QPointF(right, top + start + rect.width()))
    painter.setPen(QPen(color, 1))
    painter.drawLine(QPointF(right, top), QPointF(right, bottom))
