"""A sentence that stands in the page until it is dealt with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label, set_kind

_ICONS = {
    "info": ("info", "accent"),
    "ok": ("ok", "ok"),
    "warning": ("warning", "warning"),
    "danger": ("error", "danger"),
}


class Banner(QFrame):
    """`tone`: info, ok, warning, danger. Actions are quiet buttons at its end."""

    dismissed = Signal()

    def __init__(self, text: str = "", *, tone: str = "info", closable: bool = False) -> None:
        super().__init__()
        self._mark = picture("info")
        self._words = label("", wrap=True, selectable=True)
        self._actions: list[QWidget] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 8, 8, 8)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._layout.addWidget(self._words, 1)
        self._close = icon_button("close", tip=self.tr("关闭"), small=True)
        self._close.clicked.connect(self._on_closed)
        self._layout.addWidget(self._close)  # first: shown without a parent it would be a window
        self._close.setVisible(closable)
        self.setMinimumHeight(44)
        self.set(text, tone=tone)

    def set(self, text: str, *, tone: str = "info") -> None:
        """Say something; "" hides it."""
        name, color = _ICONS[tone]
        self._mark.set(name, color=color)
        self._words.setText(text)
        set_kind(self, "box", tone)
        if not text:
            self.hide()
        elif self.parent() is not None:  # without a parent it would open as a window
            self.show()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def add_action(self, text: str, act: Callable[[], object]) -> QWidget:
        """A button at its end."""
        made = button(text, kind="accent")
        made.clicked.connect(lambda: act())
        self._layout.insertWidget(self._layout.count() - 1, made)
        self._actions.append(made)
        return made

    def clear_actions(self) -> None:
        """Take its buttons away."""
        for made in self._actions:
            self._layout.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._actions = []

    @Slot()
    def _on_closed(self) -> None:
        self.hide()
        self.dismissed.emit()
