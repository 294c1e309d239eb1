"""The tools over a month's forms: which month and family, how large, export, hand in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from anxi_desktop.app.reports import FORMATS
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.text import label
from anxi_desktop.views.form_view import FormView

_PICKER_WIDTH, _TIGHT_PICKER = 148, 140
_SCALE_WIDTH = 48
_MONTHS_BACK = 36
_ROOM_FOR_ZOOM = 960
_ROOM_FOR_GAPS = 600
_LEAST = 480
"""What a drawer beside it leaves in the smallest window (1024)."""


class MonthBar(QWidget):
    """`month_asked` with a Month, `family_asked` with a Family, `submit_asked`; zooms `view` itself.

    `export_asked` with the formats wanted and whether of all forms of the month; `blank_asked` for forms without
    figures.
    """

    month_asked = Signal(object)
    family_asked = Signal(object)
    export_asked = Signal(object, bool)
    blank_asked = Signal()
    submit_asked = Signal()

    def __init__(self, view: FormView) -> None:
        super().__init__()
        self._view = view
        self.month = Month.of(date.today())
        self.earlier = icon_button("chevron-left", tip=self.tr("上一个月（Alt+PageUp）"))
        self.later = icon_button("chevron-right", tip=self.tr("下一个月（Alt+PageDown）"))
        self.months = Picker([])
        self.months.setMinimumWidth(_PICKER_WIDTH)
        self.families = ChoiceChips(
            [(Family.WORKS.value, self.tr("工程")), (Family.PROPERTY.value, self.tr("物业"))],
            required=True,
            value=Family.WORKS.value,
            wraps=False,
        )
        self.export_button = button(self.tr("导出"), icon="export")
        self.submit_button = button(self.tr("提交"), kind="primary", icon="check")
        self._scale = label("", "secondary")
        self._scale.setMinimumWidth(_SCALE_WIDTH)
        self._scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        out = icon_button("minus", tip=self.tr("缩小（Ctrl+-）"))
        into = icon_button("add", tip=self.tr("放大（Ctrl++）"))
        fit = button(self.tr("适合宽度"), kind="quiet")
        self._zoom: Sequence[QWidget] = (out, self._scale, into, fit)
        self.setMinimumWidth(_LEAST)  # the zoom goes where there is no room for it
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.earlier, self.months, self.later):
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self.families)
        layout.addStretch(1)
        for widget in self._zoom:
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self.export_button)
        layout.addWidget(self.submit_button)
        self._add_menu()
        out.clicked.connect(view.zoom_out)
        into.clicked.connect(view.zoom_in)
        fit.clicked.connect(view.fit)
        view.zoomed.connect(self.show_scale)
        self.earlier.clicked.connect(self.go_earlier)
        self.later.clicked.connect(self.go_later)
        self.months.picked.connect(self._on_picked)
        self.families.picked.connect(self._on_family)
        self.submit_button.clicked.connect(self.submit_asked)

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

    def show_family(self, family: Family) -> None:
        """Say whose forms are shown."""
        self.families.set_value(family.value)

    def show_kind(self, *, is_form: bool, is_own: bool, width: int) -> None:
        """Zoom belongs to a form, where there is room for it; what other units report is not handed in here."""
        for widget in self._zoom:
            widget.setVisible(is_form and width >= _ROOM_FOR_ZOOM)
        is_tight = width < _ROOM_FOR_GAPS
        self.months.setMinimumWidth(_TIGHT_PICKER if is_tight else _PICKER_WIDTH)
        for arrow in (self.earlier, self.later):
            arrow.setHidden(is_tight)
        self._row.setSpacing(4 if is_tight else 8)
        self.export_button.setVisible(is_form)
        self.submit_button.setVisible(is_own)

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

    def _add_menu(self) -> None:
        menu = QMenu(self.export_button)
        for words, formats in (
            (self.tr("这张表：Excel 和 PDF…"), ("xlsx", "pdf")),
            (self.tr("这张表：只要 Excel…"), ("xlsx",)),
            (self.tr("这张表：只要 PDF…"), ("pdf",)),
            (self.tr("这张表：只要 Word…"), ("docx",)),
        ):
            menu.addAction(words, partial(self.export_asked.emit, formats, False))
        menu.addSeparator()
        menu.addAction(self.tr("五张表：Excel、PDF 和 Word…"), partial(self.export_asked.emit, FORMATS, True))
        menu.addAction(self.tr("空白表（手填用）…"), self.blank_asked.emit)
        self.export_button.setMenu(menu)

    @Slot(str)
    def _on_picked(self, text: str) -> None:
        self.month_asked.emit(Month.parse(text))

    @Slot(object)
    def _on_family(self, code: object) -> None:
        self.family_asked.emit(Family(str(code)))
