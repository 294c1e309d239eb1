"""The three large keys of an inspection: 符合, 不符合, 不适用, each with its figure key."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.icons import paint_icon
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import RADIUS

_HEIGHT = 64


class AnswerKey(QAbstractButton):
    """`tone` is ok, danger or neutral; checked it is filled with its colour."""

    def __init__(self, text: str, *, key: str, icon: str, tone: str) -> None:
        super().__init__()
        self.setText(text)
        self._key, self._icon, self._tone = key, icon, tone
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(108)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{text} {key}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Large enough for a thumb."""
        return QSize(168, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon, the word, and the key at the right."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, tint = {
            "ok": ("ok", "ok_tint"),
            "danger": ("danger", "danger_tint"),
            "neutral": ("secondary", "neutral_tint"),
        }[self._tone]
        chosen = self.isChecked()
        over = self.underMouse() or self.isDown()
        painter.setPen(QPen(theme.color(ink if chosen or over else "line_strong"), 2 if chosen else 1))
        painter.setBrush(theme.color(tint if chosen else "hover" if over else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        font = theme.font("card", bold=chosen)
        painter.setFont(font)
        words = painter.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words - 28) // 2 - 6
        mark = QRect(max(10, left), (self.height() - 20) // 2, 20, 20)
        paint_icon(painter, mark, self._icon, theme, color=ink)
        painter.setPen(theme.color(ink if chosen else "text"))
        painter.drawText(
            QRect(mark.right() + 8, 0, words + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        painter.drawText(
            self.rect().adjusted(0, 4, -8, 0),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop),
            self._key,
        )
        if self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))
