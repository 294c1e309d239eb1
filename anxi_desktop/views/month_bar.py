"""The tools over a month's forms: which month, how large, and export."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from anxi_desktop.app.reports import FORMATS
from anxi_desktop.domain.month import Month
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.text import label
from anxi_desktop.views.form_view import FormView

_PICKER_WIDTH = 148
_SCALE_WIDTH = 48
_MONTHS_BACK = 36


class MonthBar(QWidget):
    """`month_asked` with a Month, `export_asked` with the formats wanted; zooms `view` itself."""

    month_asked = Signal(object)
    export_asked = Signal(object)

    def __init__(self, view: FormView) -> None:
        super().__init__()
        self._view = view
        self.month = Month.of(date.today())
        self.earlier = icon_button("chevron-left", tip=self.tr("上一个月（Alt+PageUp）"))
        self.later = icon_button("chevron-right", tip=self.tr("下一个月（Alt+PageDown）"))
        self.months = Picker([])
        self.months.setMinimumWidth(_PICKER_WIDTH)
        self.export_button = button(self.tr("导出"), kind="primary", icon="export")
        self._scale = label("", "secondary")
        self._scale.setMinimumWidth(_SCALE_WIDTH)
        self._scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        out = icon_button("minus", tip=self.tr("缩小（Ctrl+-）"))
        into = icon_button("add", tip=self.tr("放大（Ctrl++）"))
        fit = button(self.tr("适合宽度"), kind="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.earlier, self.months, self.later):
            layout.addWidget(widget)
        layout.addStretch(1)
        for widget in (out, self._scale, into, fit):
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self.export_button)
        menu = QMenu(self.export_button)
        for words, formats in (
            (self.tr("导出 Excel 和 PDF…"), FORMATS),
            (self.tr("只导出 Excel…"), ("xlsx",)),
            (self.tr("只导出 PDF…"), ("pdf",)),
        ):
            menu.addAction(words, partial(self.export_asked.emit, formats))
        self.export_button.setMenu(menu)
        out.clicked.connect(view.zoom_out)
        into.clicked.connect(view.zoom_in)
        fit.clicked.connect(view.fit)
        view.zoomed.connect(self.show_scale)
        self.earlier.clicked.connect(self.go_earlier)
        self.later.clicked.connect(self.go_later)
        self.months.picked.connect(self._on_picked)

    def show_month(self, month: Month, *, today: date) -> None:
        """Say which month is shown; offers the last three years and no month that has not begun."""
        self.month = month
        offered = [max(Month.of(today), month)]
        while len(offered) < _MONTHS_BACK or offered[-1] > month:
            offered.append(offered[-1].before)
        words = self.tr("{year}年{month}月")
        self.months.set_choices(
            [(str(item), words.format(year=item.year, month=item.month)) for item in offered]
        )
        self.months.set_value(str(month))
        self.later.setEnabled(month < Month.of(today))

    @Slot()
    def show_scale(self) -> None:
        """Say how large the form is shown, in percent of the paper."""
        self._scale.setText(self.tr("{n}%").format(n=round(self._view.scale() * 72 / 96 * 100)))

    @Slot()
    def go_earlier(self) -> None:
        """Ask for the month before."""
        self.month_asked.emit(self.month.before)

    @Slot()
    def go_later(self) -> None:
        """Ask for the month after, where it has begun."""
        if self.later.isEnabled():
            self.month_asked.emit(self.month.after)

    @Slot(str)
    def _on_picked(self, text: str) -> None:
        self.month_asked.emit(Month.parse(text))
