"""Large counts to press: each shows only its rows, pressed again all."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from anxi_desktop.views import theme as themes
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import RADIUS

BY_KEYBOARD = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)
_PAD = 16
_GAP = 2


class CountCard(QAbstractButton):
    """A number with its word. `tone` is the token of the number while it is not 0."""

    def __init__(self, word: str, *, tone: str = "text") -> None:
        super().__init__()
        self.word = word
        self.number = 0
        self._tone = tone
        self._ringed = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_number(0)

    def set_number(self, number: int) -> None:
        """Show a number; nothing can be shown of 0."""
        self.number = number
        self.setEnabled(number > 0)
        self.setAccessibleName(self.tr("{word} {n} 行").format(word=self.word, n=number))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a number of five digits."""
        theme = themes.current()
        number, word = QFontMetrics(theme.font("number", bold=True)), QFontMetrics(theme.font("body"))
        width = max(number.horizontalAdvance("00,000"), word.horizontalAdvance(self.word)) + 2 * _PAD
        return QSize(width, number.height() + word.height() + _GAP + 20)

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(96, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here."""
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, its number and its word."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, over = self.isChecked(), self.underMouse() and self.isEnabled()
        painter.setPen(
            QPen(theme.color("accent" if on else "line_strong" if over else "line"), 2 if on else 1)
        )
        painter.setBrush(theme.color("accent_tint" if on else "hover" if over else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        large = theme.font("number", bold=True)
        inner = self.rect().adjusted(_PAD, 10, -_PAD, -10)
        painter.setFont(large)
        painter.setPen(theme.color(self._tone if self.number else "disabled"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, f"{self.number:,}")
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text" if on else "secondary"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self.word)
        if self._ringed and self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))
