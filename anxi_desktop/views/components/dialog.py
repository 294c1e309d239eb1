"""Dialogs, for the few questions that undo cannot answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox


class Dialog(QDialog):
    """A title, a sentence, a body and buttons. Esc closes it as 取消 does."""

    def __init__(self, owner: QWidget, title: str, text: str = "", *, width: int = 480) -> None:
        super().__init__(owner.window())
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(width)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        self.setProperty("box", "surface")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 20, 24, 20)
        self.body.setSpacing(12)
        self.body.addWidget(label(title, "card", wrap=True))
        if text:
            self.body.addWidget(label(text, wrap=True))
        foot = QFrame()
        foot.setProperty("box", "strip")
        self._buttons = QHBoxLayout(foot)
        self._buttons.setContentsMargins(24, 12, 24, 12)
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.body)
        layout.addStretch(1)
        layout.addWidget(foot)

    def fit(self) -> None:
        """Be as high as the wrapped texts need at this width, which Qt's own guess is not."""
        width = max(self.minimumWidth(), self.sizeHint().width())
        layout = self.layout()
        if layout is not None:
            self.resize(width, layout.totalHeightForWidth(width))

    def add_button(self, text: str, *, kind: str = "secondary", accepts: bool = False) -> Button:
        """A button of the foot: one that `accepts` closes with yes, others with no."""
        made = button(text, kind=kind)
        made.clicked.connect(self.accept if accepts else self.reject)
        self._buttons.addWidget(made)
        if accepts and kind == "primary":
            made.setFocus()
        return made


def ask_text(owner: QWidget, title: str, text: str, *, yes: str, no: str, value: str = "") -> str:
    """Ask for one line of text; "" where the person wrote nothing or took it back."""
    dialog = Dialog(owner, title, text)
    box = TextBox(value, limit=100)
    box.setAccessibleName(title)
    dialog.body.addWidget(box)
    dialog.add_button(no)
    dialog.add_button(yes, kind="primary", accepts=True)
    box.returnPressed.connect(dialog.accept)
    box.setFocus()
    return box.text().strip() if dialog.exec() == QDialog.DialogCode.Accepted else ""


def ask(owner: QWidget, title: str, text: str, *, yes: str, no: str, dangerous: bool = False) -> bool:
    """Ask a question whose two answers say what they do; True for `yes`."""
    dialog = Dialog(owner, title, text)
    stay = dialog.add_button(no)
    dialog.add_button(yes, kind="danger" if dangerous else "primary", accepts=True)
    if dangerous:
        stay.setFocus()
    return dialog.exec() == QDialog.DialogCode.Accepted
