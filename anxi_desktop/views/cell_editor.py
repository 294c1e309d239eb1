"""Types a value into a cell of a form, where the cell stands."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from anxi_desktop.views.components.text_box import TextBox

_LEAST_WIDTH = 96
_LEAST_HEIGHT = 34


class CellEditor(TextBox):
    """One line over a cell. Enter and leaving it give the text, Esc takes it back."""

    entered = Signal(str)
    """The text that was typed, when it was finished."""
    left = Signal()
    """It is no longer needed; it will be deleted."""

    def __init__(self, parent: QWidget, cell: QRect, text: str, *, name: str) -> None:
        super().__init__(text)
        self.setParent(parent)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._first = text
        self._is_done = False
        size = cell.size().expandedTo(self.minimumSizeHint())
        box = QRect(0, 0, max(_LEAST_WIDTH, size.width()), max(_LEAST_HEIGHT, min(cell.height(), 44)))
        box.moveCenter(cell.center())
        room = parent.rect()
        box.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
        self.setGeometry(box)

    def begin(self, typed: str = "") -> None:
        """Show it; `typed` is the key that opened it and replaces the old text."""
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.setText(typed)
        else:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter finishes, Esc forgets."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish(keep=True)
            return
        if event.key() == Qt.Key.Key_Escape:
            self.finish(keep=False)
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is kept when the focus goes elsewhere; a menu over it or another program only interrupt."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finish(keep=True)

    def finish(self, *, keep: bool) -> None:
        """Go away, with what was typed or without."""
        if self._is_done:
            return
        self._is_done = True
        text = self.text().strip()
        if keep and text != self._first.strip():
            self.entered.emit(text)
        self.left.emit()
        self.hide()
        self.deleteLater()
