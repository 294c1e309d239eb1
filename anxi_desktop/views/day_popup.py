"""A small popup that asks for one day, beside the word it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.popup import Popup
from anxi_desktop.views.components.text import label

_WIDTH = 264


class DayPopup(Popup):
    """A title, a date box and 保存; `extra` are further answers (words, act). It closes after any answer."""

    def __init__(
        self,
        owner: QWidget,
        title: str,
        day: date | None,
        save: Callable[[date], object],
        *extra: tuple[str, Callable[[], object]],
    ) -> None:
        super().__init__(owner)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._save = save
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(10)
        self.body.addWidget(label(title, "strong"))
        self.box = DateBox()
        self.box.set_value(day)
        self.box.setMinimumWidth(_WIDTH)
        self.body.addWidget(self.box)
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, act in extra:
            other = button(words, kind="quiet")
            other.clicked.connect(self._answering(act))
            row.addWidget(other)
        row.addStretch(1)
        keep = button(self.tr("保存"), kind="primary")
        keep.clicked.connect(self._on_save)
        row.addWidget(keep)
        self.body.addLayout(row)

    def open_under(self, anchor: QWidget, *, align_right: bool = False) -> None:
        """Show it with the day ready to be typed over."""
        super().open_under(anchor, align_right=align_right)
        self.box.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_save()
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_save(self) -> None:
        day = self.box.value()
        if day is None:
            return
        self.close()
        self._save(day)

    def _answering(self, act: Callable[[], object]) -> Callable[[], None]:
        def answer() -> None:
            self.close()
            act()

        return answer
