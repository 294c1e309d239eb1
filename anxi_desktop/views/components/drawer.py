"""The details of one record, beside the list and never over it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import icon_button
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.text import label
from anxi_desktop.views.tokens import DRAWER


class Drawer(QFrame):
    """Title, tags and tabs (or one body), 420 px wide. `close_asked` on its cross; the shell answers Esc."""

    close_asked = Signal()
    closed = Signal()
    """It has left the window and will be deleted."""
    tab_changed = Signal(int)

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("box", "side")
        self.setFixedWidth(DRAWER)
        self._title = label(title, "card", wrap=True, selectable=True)
        self._tags = QWidget()
        self._tag_row = FlowLayout(self._tags, spacing=6)
        self._tags.hide()
        close = icon_button("close", tip=self.tr("关闭（Esc）"))
        close.clicked.connect(self.close_asked)
        top = QHBoxLayout()
        top.setContentsMargins(20, 16, 12, 0)
        top.setSpacing(8)
        top.addWidget(self._title, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(4)
        top.addLayout(self._actions)
        top.addWidget(close)
        tag_box = QHBoxLayout()
        tag_box.setContentsMargins(20, 4, 20, 4)
        tag_box.addWidget(self._tags)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setExpanding(False)
        self._tabs.tabBar().setUsesScrollButtons(True)
        self._tabs.currentChanged.connect(self._on_tab)
        self._tabs.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(top)
        self._layout.addLayout(tag_box)
        self._layout.addWidget(self._tabs, 1)
        self._body: QWidget | None = None

    def set_title(self, text: str) -> None:
        """Whose details these are."""
        self._title.setText(text)

    def title(self) -> str:
        """Whose details these are."""
        return self._title.text()

    def set_tags(self, *tags: QWidget) -> None:
        """Show these tags under the title."""
        while (item := self._tag_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for tag in tags:
            self._tag_row.addWidget(tag)
            tag.show()
        self._tags.setVisible(bool(tags))
        self._tags.updateGeometry()

    def add_action(self, widget: QWidget) -> None:
        """A button beside the cross."""
        self._actions.addWidget(widget)

    def add_tab(self, name: str, content: QWidget) -> int:
        """One more tab; its content scrolls. Returns its number."""
        self._tabs.show()
        return self._tabs.addTab(scrolling(content), name)

    def set_tab_name(self, number: int, name: str) -> None:
        """Rename a tab, to show a count for example."""
        self._tabs.setTabText(number, name)

    def show_tab(self, number: int) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(number)

    def current_tab(self) -> int:
        """The number of the tab in front."""
        return self._tabs.currentIndex()

    def set_body(self, content: QWidget) -> None:
        """One body in place of tabs; it scrolls."""
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.deleteLater()
        self._body = scrolling(content)
        self._layout.addWidget(self._body, 1)

    @Slot(int)
    def _on_tab(self, number: int) -> None:
        self.tab_changed.emit(number)


def scrolling(content: QWidget) -> QScrollArea:
    """A vertical scroll area without a frame around a widget."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    content.setAutoFillBackground(False)  # setWidget turns it on
    return area
