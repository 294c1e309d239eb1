"""A field: its label above, the editor, a hint, and the error beneath in words."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.views.components.text import label, set_kind


class Field(QWidget):
    """One editor with its words. `set_error` shows what is wrong beneath it, in place of the hint."""

    def __init__(self, name: str, editor: QWidget, *, hint: str = "", required: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self._hint = hint
        self._name = label(f"{name} *" if required else name, "strong")
        self._name.setBuddy(editor)
        self._below = label(hint, "caption", wrap=True)
        if not hint:  # never show(): without a parent the label would open as a window
            self._below.hide()
        editor.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._name)
        layout.addWidget(editor)
        layout.addWidget(self._below)

    def set_name(self, name: str) -> None:
        """Call it something else."""
        self._name.setText(name)
        self.editor.setAccessibleName(name)

    def set_error(self, text: str) -> None:
        """Show in words what is wrong, or "" when nothing is."""
        set_kind(self._below, "type", "error" if text else "caption")
        self._below.setText(text or self._hint)
        self._below.setVisible(bool(text or self._hint))
        set_kind(self.editor, "error", bool(text))

    def set_hint(self, text: str) -> None:
        """Say something else beneath, where no error stands."""
        self._hint = text
        if not self.error():
            self.set_error("")

    def error(self) -> str:
        """What is shown as wrong, or ""."""
        return self._below.text() if self._below.property("type") == "error" else ""
