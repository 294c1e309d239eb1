"""What stands where a list is empty: what will stand here, and the first step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label

_WIDTH = 460


class EmptyState(QWidget):
    """A title, a sentence and at most one action, centred."""

    acted = Signal()

    def __init__(
        self, title: str, text: str = "", action: str = "", *, icon: str = "", kind: str = "primary"
    ) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        if icon:
            layout.addWidget(
                picture(icon, color="disabled", side=40), alignment=Qt.AlignmentFlag.AlignHCenter
            )
            layout.addSpacing(4)
        head = label(title, "card")
        head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(head)
        if text:
            words = label(text, "secondary", wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            # A fixed width in a row of its own: an aligned label would be cut off after one line.
            words.setFixedWidth(min(_WIDTH, words.fontMetrics().horizontalAdvance(text) + 16))
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(words)
            row.addStretch(1)
            layout.addLayout(row)
        if action:
            layout.addSpacing(8)
            press = button(action, kind=kind)
            press.clicked.connect(self.acted)
            layout.addWidget(press, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
