"""The full-height panel for what is new or being changed, in sections."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import icon_button
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.text import label
from anxi_desktop.views.tokens import PANEL


class SidePanel(QFrame):
    """A title, scrolling sections and a foot with buttons. The shell shows it over the right of the page."""

    close_asked = Signal()
    closed = Signal()
    """It has left the window and will be deleted: keep what is half typed."""

    def __init__(self, title: str, *, width: int = PANEL) -> None:
        super().__init__()
        self.setProperty("box", "side")
        self.setFixedWidth(width)
        self._title = label(title, "title")
        close = icon_button("close", tip=self.tr("关闭（Esc）"))
        close.clicked.connect(self.close_asked)
        top = QHBoxLayout()
        top.setContentsMargins(28, 18, 16, 14)
        top.addWidget(self._title, 1)
        top.addWidget(close)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(28, 8, 28, 24)
        self.body.setSpacing(16)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.area = scrolling(inner)
        self._foot = QFrame()
        self._foot.setProperty("box", "foot")
        self._buttons = QHBoxLayout(self._foot)
        self._buttons.setContentsMargins(28, 12, 28, 12)
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._foot.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.area, 1)
        layout.addWidget(self._foot)

    def set_title(self, text: str) -> None:
        """Say what is being changed."""
        self._title.setText(text)

    def add_section(self, name: str, text: str = "") -> QVBoxLayout:
        """A headed part of the body; put fields into the layout it returns."""
        if self.body.count():
            self.body.addSpacing(8)
        section = QVBoxLayout()
        section.setSpacing(14)
        section.addWidget(label(name, "section"))
        if text:
            section.addWidget(label(text, "secondary", wrap=True))
        self.body.addLayout(section)
        return section

    def add_button(self, widget: QWidget, *, left: bool = False) -> None:
        """A button in the foot; the primary one last."""
        self._foot.show()
        if left:
            self._buttons.insertWidget(0, widget)
        else:
            self._buttons.addWidget(widget)
