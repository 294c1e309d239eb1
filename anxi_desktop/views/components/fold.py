"""A part that is folded away until it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.letting_go import let_go


class Fold(QWidget):
    """`make` makes the content when the part is opened for the first time."""

    def __init__(self, title: str, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self._content: QWidget | None = None
        self.head = button(title, kind="quiet")
        self.head.clicked.connect(self._on_head)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(self.head, alignment=Qt.AlignmentFlag.AlignLeft)
        self._show(is_open=False)

    @property
    def is_open(self) -> bool:
        """True while the content is in sight."""
        return self._content is not None and not self._content.isHidden()

    def renew(self) -> None:
        """What the content was made of has changed: make it again, now or when it is opened."""
        was_open = self.is_open
        let_go(self._layout, [self._content])
        self._content = None
        self._show(is_open=was_open)

    @Slot()
    def _on_head(self) -> None:
        self._show(is_open=not self.is_open)

    def _show(self, *, is_open: bool) -> None:
        if is_open and self._content is None:
            self._content = self._make()
            self._layout.addWidget(self._content)
        if self._content is not None:
            self._content.setVisible(is_open)
        self.head.set_icon("chevron-down" if is_open else "chevron-right")
        self.head.setAccessibleDescription(self.tr("已展开") if is_open else self.tr("已收起"))
