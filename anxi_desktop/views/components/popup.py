"""The frame of everything that opens under something: round corners and the only shadow in the program."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.tokens import RADIUS

_SHADOW = 10


class Popup(QWidget):
    """A popup window; put its content into `body`. It closes on Esc and on a press elsewhere."""

    closed = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(
            owner,
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_SHADOW + 1, _SHADOW - 4, _SHADOW + 1, _SHADOW + 5)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(4, 4, 4, 4)
        self.body.setSpacing(0)
        outer.addLayout(self.body)

    def open_under(self, anchor: QWidget, *, align_right: bool = False) -> None:
        """Show it under a widget, moved so that the screen holds it."""
        self.adjustSize()
        left = anchor.mapToGlobal(QPoint(0, anchor.height()))
        x = left.x() - _SHADOW if not align_right else left.x() + anchor.width() - self.width() + _SHADOW
        y = left.y()
        screen = anchor.screen().availableGeometry()
        x = max(screen.left(), min(x, screen.right() - self.width()))
        if y + self.height() > screen.bottom():
            above = anchor.mapToGlobal(QPoint(0, 0)).y() - self.height()
            y = above if above >= screen.top() else screen.bottom() - self.height()
        self.move(x, y)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shadow and the frame."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW - 5, -_SHADOW, -_SHADOW - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(_SHADOW, 0, -2):
            shade = QColor(0, 0, 0, theme.tokens.shadow_alpha // (step + 1))
            painter.setBrush(shade)
            spread = box.adjusted(-step, -step + 4, step, step + 4)
            painter.drawRoundedRect(spread, RADIUS + step, RADIUS + step)
        painter.setBrush(theme.color("raised"))
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is gone."""
        super().hideEvent(event)
        self.closed.emit()
