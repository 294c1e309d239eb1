"""A number that matters, large, with its words; pressed, it leads to its records."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from anxi_desktop.views.components.text import label


class BigNumber(QFrame):
    """`pressed` when it is clicked or Enter is pressed on it, where it is a link."""

    pressed = Signal()

    def __init__(self, words: str, number: str, *, note: str = "", link: bool = False) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._link = link
        self._number = label(number, "number")
        self._note = label(note, "caption")
        self._note.setVisible(bool(note))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(2)
        layout.addWidget(label(words, "secondary"))
        layout.addWidget(self._number)
        layout.addWidget(self._note)
        layout.addStretch(1)
        if link:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set(self, number: str, *, note: str = "") -> None:
        """Show another number."""
        self._number.setText(number)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow the link."""
        inside = self.rect().contains(event.position().toPoint())
        if self._link and event.button() is Qt.MouseButton.LeftButton and inside:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space follow the link."""
        if self._link and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
            return
        super().keyPressEvent(event)
