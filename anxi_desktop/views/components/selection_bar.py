"""What can be done with the chosen rows; it stands under a table while rows are chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.text import label


class SelectionBar(QFrame):
    """`已选 n 个`, batch actions, and a way out."""

    cleared = Signal()

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self.setProperty("box", "info")
        self._unit = unit or self.tr("条")
        self._count = label("", "strong")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self._count)
        layout.addSpacing(8)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        layout.addLayout(self._actions)
        layout.addStretch(1)
        clear = button(self.tr("取消选择"), kind="quiet")
        clear.clicked.connect(self.cleared)
        layout.addWidget(clear)
        self.hide()

    def add_action(self, text: str, *, icon: str = "", kind: str = "secondary") -> Button:
        """One more batch action; connect its `clicked`."""
        made = button(text, kind=kind, icon=icon)
        self._actions.addWidget(made)
        return made

    @Slot(int)
    def set_count(self, count: int) -> None:
        """Show how many are chosen; none hides the bar."""
        self._count.setText(self.tr("已选 {n} {unit}").format(n=f"{count:,}", unit=self._unit))
        self.setVisible(count > 0)
