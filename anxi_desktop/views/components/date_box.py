"""A day, typed as people write it or chosen from a month.

3.10, 今天, +7, 2026-3-10 are understood; the box shows the whole date once it is left.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent

from anxi_desktop.domain.typed_day import read_day
from anxi_desktop.views.components.month_grid import MonthGrid
from anxi_desktop.views.components.popup import Popup
from anxi_desktop.views.components.text_box import TextBox


class DateBox(TextBox):
    """`value()` is the day, None while the box is empty or holds no day."""

    changed = Signal()
    """The text or the day was changed by the person."""
    left = Signal()
    """The person is done here: Enter, leaving the box, or a day chosen from the month."""

    def __init__(self, day: date | None = None, *, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder or self.tr("如 3.10、今天、+7"))
        self._month: Popup | None = None
        self.set_value(day)
        self._calendar = self.add_icon("calendar", tip=self.tr("从日历选择（Alt+↓）"))
        self._calendar.triggered.connect(self.open_month)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._on_finished)

    def value(self) -> date | None:
        """The day that is typed, or None."""
        return read_day(self.text(), today=date.today())

    def set_value(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText(day.isoformat() if day is not None else "")

    def set_text(self, text: str) -> None:
        """Show text as typed, also such that is no day."""
        self.setText(text)

    @Slot()
    def open_month(self) -> None:
        """Open the month under the box."""
        popup = Popup(self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = MonthGrid(self.value(), today=date.today())
        grid.picked.connect(self._on_picked)
        popup.body.addWidget(grid)
        self._month = popup
        popup.destroyed.connect(self._on_month_gone)
        popup.open_under(self)
        grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down opens the month."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_month()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A day is written out in full when the box is left."""
        self._write_out()
        super().focusOutEvent(event)

    def _write_out(self) -> None:
        day = self.value()
        if day is not None and self.text() != day.isoformat():
            self.set_value(day)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.changed.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._write_out()
        self.left.emit()

    @Slot(object)
    def _on_picked(self, day: date) -> None:
        self.set_value(day)
        if self._month is not None:
            self._month.close()
        self.setFocus()
        self.changed.emit()
        self.left.emit()

    @Slot()
    def _on_month_gone(self) -> None:
        self._month = None
