"""Cards, as in the settings of Windows 11: a titled box, and rows of a name, a sentence and a control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label


class Card(QFrame):
    """A box with an optional title; put content into `body`."""

    def __init__(self, title: str = "", text: str = "") -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(12)
        if title:
            self.body.addWidget(label(title, "card"))
        if text:
            self.body.addWidget(label(text, "secondary", wrap=True))


class SettingRow(QFrame):
    """One row of settings: icon, name and sentence at the left, the control at the right, an error beneath."""

    def __init__(self, name: str, text: str, control: QWidget | None, *, icon: str = "") -> None:
        super().__init__()
        self.setProperty("box", "card")
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(16)
        self.setMinimumHeight(64)
        if icon:
            row.addWidget(picture(icon, color="secondary"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(name))
        self._text = label(text, "caption", wrap=True)
        if not text:  # never show(): without a parent the label would open as a window
            self._text.hide()
        words.addWidget(self._text)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        words.addWidget(self._error)
        row.addLayout(words, 1)
        if control is not None:
            control.setAccessibleName(name)
            row.addWidget(control, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.control = control
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row)

    def set_text(self, text: str) -> None:
        """Change the sentence."""
        self._text.setText(text)
        self._text.setVisible(bool(text))

    def set_error(self, text: str) -> None:
        """Show what is wrong, "" when nothing is."""
        self._error.setText(text)
        self._error.setVisible(bool(text))


def line() -> QFrame:
    """A thin line between parts."""
    made = QFrame()
    made.setProperty("box", "line")
    made.setFixedHeight(1)
    return made
