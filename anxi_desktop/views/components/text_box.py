"""Text editors whose Ctrl+Z takes back their own typing first and leaves the rest to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from anxi_desktop.views.components.icons import icon as icon_of


class TextBox(QLineEdit):
    """One line of text."""

    def __init__(self, text: str = "", *, placeholder: str = "", limit: int = 0) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        if limit:
            self.setMaxLength(limit)

    def event(self, event: QEvent) -> bool:
        """Undo and redo that this box has none of belong to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            foreign_undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            foreign_redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if foreign_undo or foreign_redo:
                event.ignore()
                return False
        return super().event(event)

    def add_icon(self, name: str, *, tip: str = "", leading: bool = False) -> QAction:
        """An icon inside the box, pressed like a button when it has a tip."""
        side = (
            QLineEdit.ActionPosition.LeadingPosition if leading else QLineEdit.ActionPosition.TrailingPosition
        )
        if leading:
            self.setProperty("lead", True)
        action = self.addAction(icon_of(name, color="secondary"), side)
        action.setToolTip(tip)
        return action


class TextArea(QPlainTextEdit):
    """Several lines of text; Tab leaves it."""

    def __init__(self, text: str = "", *, placeholder: str = "", lines: int = 3) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 22)

    def event(self, event: QEvent) -> bool:
        """Undo and redo that this box has none of belong to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            foreign_undo = event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()
            foreign_redo = event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
            if foreign_undo or foreign_redo:
                event.ignore()
                return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the text is finished, as a line edit does."""
        super().focusOutEvent(event)
