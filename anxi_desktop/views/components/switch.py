"""A switch for what is on or off at once, without a button to confirm it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from anxi_desktop.views import theme as themes
from anxi_desktop.views.style import focus_ring

_WIDTH = 44
_HEIGHT = 24


class Switch(QAbstractButton):
    """`toggled` tells; Space switches."""

    def __init__(self, *, on: bool = False) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setChecked(on)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_WIDTH + 6, _HEIGHT + 6)

    def sizeHint(self) -> QSize:
        """Its fixed size."""
        return QSize(_WIDTH + 6, _HEIGHT + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track, the knob and, for the keyboard, the ring."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3.5, 3.5, _WIDTH - 1, _HEIGHT - 1)
        on = self.isChecked()
        ground = "accent" if on else "surface"
        if not self.isEnabled():
            ground = "disabled" if on else "window"
        line = theme.color(ground if on else "secondary" if self.isEnabled() else "line_strong")
        painter.setPen(QPen(line, 1.2))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        x = track.right() - track.height() / 2 if on else track.left() + track.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("on_accent" if on else "secondary" if self.isEnabled() else "disabled"))
        radius = 7.5 if self.underMouse() else 6.5
        painter.drawEllipse(QPointF(x, track.center().y()), radius, radius)
        if self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))
