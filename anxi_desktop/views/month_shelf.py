"""What a family owes for a month, and how each form stands; one of them is shown beside it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot

from anxi_desktop.app.reports import FORM_3, FORMS_OF, MonthForm, count_levels
from anxi_desktop.domain.consistency import Level
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.two_line_list import Line, TwoLineList

SUMMARY, UNITS = "summary", "units"
"""What is shown beside the list and is no form."""

_WIDTH, _NARROW_WIDTH = 244, 108


class MonthShelf(TwoLineList):
    """`picked` with a form's label, SUMMARY or UNITS."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__(name="", steady=True)
        self.setAccessibleName(self.tr("报表"))
        self._codes: tuple[str, ...] = ()
        self.asked.connect(self._on_asked)
        self.selectionModel().currentChanged.connect(self._on_current)

    def width_when(self, *, is_narrow: bool) -> int:
        """The width it wants."""
        return _NARROW_WIDTH if is_narrow else _WIDTH

    def show_forms(
        self, forms: Mapping[str, MonthForm], family: Family, shown: str, *, is_narrow: bool
    ) -> None:
        """List a family's forms with how they stand; `shown` is marked."""
        if not forms:
            return
        self._codes = (*FORMS_OF[family], FORM_3, SUMMARY, UNITS)
        blocked = self.selectionModel().blockSignals(True)
        lines = [self._line(forms, family, code) for code in self._codes]
        self.set_lines([Line(line.title, line.tag) for line in lines] if is_narrow else lines)
        row = self._codes.index(shown) if shown in self._codes else 0
        self.setCurrentIndex(self.model().index(row, 0))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def _line(self, forms: Mapping[str, MonthForm], family: Family, code: str) -> Line:
        if code == SUMMARY:
            return Line(self.tr("工作总结"), self.tr("文字和图表，可以改"))
        if code == UNITS:
            return Line(self.tr("各单位报表"), self.tr("导入、汇总、谁没报"))
        notes = {
            FORM_3: self.tr("“个十百”年度目标"),
            FORMS_OF[Family.WORKS][0]: self.tr("建筑施工月报表（一）"),
            FORMS_OF[Family.WORKS][1]: self.tr("建筑施工月报表（二）"),
            FORMS_OF[Family.PROPERTY][0]: self.tr("物业服务月报表（一）"),
            FORMS_OF[Family.PROPERTY][1]: self.tr("物业服务月报表（二）"),
        }
        form = forms[code]
        counts = count_levels(form.findings)
        if counts[Level.ERROR]:
            return Line(code, notes[code], self.tr("{n} 错误").format(n=counts[Level.ERROR]), "danger")
        if code != FORM_3 and form.report.last_submitted(family) is not None:
            return Line(code, notes[code], self.tr("已提交"), "ok")
        if counts[Level.WARNING]:
            return Line(code, notes[code], self.tr("{n} 警告").format(n=counts[Level.WARNING]), "warning")
        return Line(code, notes[code], "" if code == FORM_3 else self.tr("草稿"), "neutral")

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        if 0 <= row < len(self._codes):
            self.picked.emit(self._codes[row])

    @Slot()
    def _on_current(self) -> None:
        self._on_asked(self.current_row())
