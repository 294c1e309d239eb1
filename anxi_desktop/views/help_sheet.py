"""What F1 shows: what can be done on this page, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from anxi_desktop.views.actions import action_specs
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.text import label

_KEYS = (
    "search",
    "find",
    "new",
    "undo",
    "redo",
    "back",
    "forward",
    "close",
    "refresh",
    "settings",
    "help",
    "quit",
)


class HelpSheet(Drawer):
    """A drawer: reading is never modal."""

    def __init__(self, title: str, help_text: str) -> None:
        super().__init__(self.tr("帮助：{page}").format(page=title))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(20, 8, 20, 20)
        layout.setSpacing(10)
        for text in help_text.splitlines():
            if text.strip():
                layout.addWidget(label(text.strip(), wrap=True))
        layout.addSpacing(12)
        layout.addWidget(label(self.tr("快捷键"), "section"))
        layout.addLayout(_key_table(_KEYS))
        layout.addStretch(1)
        self.set_body(body)


def _key_table(ids: Iterable[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    specs = action_specs()
    for row, name in enumerate(ids):
        spec = specs[name]
        grid.addWidget(_cap(spec.keys[0]), row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(spec.text), row, 1)
    return grid


def _cap(keys: str) -> QLabel:
    made = label(keys.replace("Left", "←").replace("Right", "→"), "caption")
    made.setProperty("keys", True)
    return made
