"""What stands in the window for the moment between its first paint and the open data: the frame without words.

It has the measures of the real frame, so that nothing jumps when that takes its place.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from anxi_desktop.views.tokens import FOLD_BELOW, HEAD, RAIL, RAIL_FOLDED, STATUS, Tokens


class Skeleton(QWidget):
    """`painted` once, when it can be seen."""

    painted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds and lines of rail, head and status line."""
        painter = QPainter(self)
        width, height = self.width(), self.height()
        rail = RAIL_FOLDED if width < FOLD_BELOW else RAIL
        surface, line = QColor(self._tokens.surface), QColor(self._tokens.line)
        painter.fillRect(self.rect(), QColor(self._tokens.window))
        for part in (
            QRect(0, 0, rail, height),
            QRect(rail, 0, width - rail, HEAD),
            QRect(0, height - STATUS, width, STATUS),
        ):
            painter.fillRect(part, surface)
        for edge in (
            QRect(rail - 1, 0, 1, height - STATUS),
            QRect(rail, HEAD - 1, width - rail, 1),
            QRect(0, height - STATUS, width, 1),
        ):
            painter.fillRect(edge, line)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
