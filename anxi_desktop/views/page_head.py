"""The row above every page: its name, the search over everything, help, menu and settings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import Button, icon_button
from anxi_desktop.views.components.text import label
from anxi_desktop.views.tokens import CONTROL, HEAD

_SEARCH = 340


class PageHead(QFrame):
    """Buttons of the head; the shell connects them."""

    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "head")
        self.setFixedHeight(HEAD)
        self._title = label("", "title")
        self.back = icon_button("arrow-left", tip=self.tr("后退（Alt+←）"))
        self.back.clicked.connect(self.back_asked)
        self.back.setEnabled(False)
        self.search = SearchButton(self.tr("搜索全部"), "Ctrl+K")
        self.help = icon_button("help", tip=self.tr("本页帮助（F1）"))
        self.menu = icon_button("more", tip=self.tr("更多"))
        self.settings = icon_button("settings", tip=self.tr("设置"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 16, 0)
        layout.setSpacing(4)
        layout.addWidget(self.back)
        layout.addSpacing(4)
        layout.addWidget(self._title, 1)
        layout.addWidget(self.search)
        layout.addSpacing(8)
        layout.addWidget(self.help)
        layout.addWidget(self.settings)
        layout.addWidget(self.menu)

    def set_title(self, text: str) -> None:
        """The page in sight."""
        self._title.setText(text)

    def title(self) -> str:
        """The page in sight."""
        return self._title.text()


class SearchButton(Button):
    """Looks like a search box and opens the search; the keys stand at its end."""

    def __init__(self, text: str, keys: str) -> None:
        super().__init__(text=text, kind="search", icon="search")
        self._keys = keys

    def sizeHint(self) -> QSize:
        """Wide enough to be seen as a box."""
        return QSize(_SEARCH, CONTROL)

    def minimumSizeHint(self) -> QSize:
        """Narrow windows shorten it."""
        return QSize(180, CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box and the keys."""
        super().paintEvent(event)
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        width = painter.fontMetrics().horizontalAdvance(self._keys) + 12
        box = QRectF(self.width() - width - 8, self.height() / 2 - 11, width, 22)
        painter.setPen(theme.color("line_strong"))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.color("secondary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._keys)
