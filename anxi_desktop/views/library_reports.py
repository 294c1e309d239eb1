"""自查申报数: a month's numbers of the projects whose self-inspection hazards are not kept one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.register_export import report_rows
from anxi_desktop.app.registers import Registers, SelfReported
from anxi_desktop.app.registry import typed_number
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.text import label
from anxi_desktop.views.library_register_list import export_rows
from anxi_desktop.views.library_report_table import ReportTable

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_MONTHS_BACK = 36
_PICKER_WIDTH = 148
_FIELDS = SPECS["self_report"].fields


class SelfReports(QWidget):
    """A month and a family at the top, its live projects below; each number is saved as it is left."""

    def __init__(self, shell: Shell, registers: Registers) -> None:
        super().__init__()
        self.shell, self.registers = shell, registers
        self.month = Month.of(date.today()).before  # the month whose forms are due
        self.reports: list[SelfReported] = []
        self.earlier = icon_button("chevron-left", tip=self.tr("上一个月"))
        self.later = icon_button("chevron-right", tip=self.tr("下一个月"))
        self.months = Picker([])
        self.months.setMinimumWidth(_PICKER_WIDTH)
        self.months.setAccessibleName(self.tr("月份"))
        self.family = ChoiceChips(
            [(family.value, words.choice_word(Family, family.value)) for family in Family],
            required=True,
            value=Family.WORKS.value,
            wraps=False,
        )
        self.search = SearchBox(self.tr("找项目"))
        self.take = button(self.tr("导出"), icon="export")
        self.said = Banner("", tone="warning", closable=True)
        self.said.hide()
        self.table = ReportTable(self.take_number)
        self._sum = label("", "secondary", wrap=True)
        hint = self.tr(
            "填企业报来的数：点一格直接输入，回车到下一个项目，Tab 到右边一格，清空就是没有申报。灰色的按隐患明细计。"
        )
        self._hint = label(hint, "caption", wrap=True)
        self._lay_out()
        self.earlier.clicked.connect(lambda: self.show_month(self.month.before))
        self.later.clicked.connect(lambda: self.show_month(self.month.after))
        self.months.picked.connect(self._on_month)
        self.family.picked.connect(self._on_filter)
        self.search.text_changed.connect(self._on_filter)
        self.take.clicked.connect(self._on_export)
        self.table.refused.connect(self._on_refused)

    def show_month(self, month: Month) -> None:
        """Show another month."""
        self.month = month
        self.said.set("")
        self.refresh()

    def refresh(self) -> None:
        """Read the month again."""
        today = Month.of(date.today())
        offered = [max(today, self.month)]
        while len(offered) < _MONTHS_BACK or offered[-1] > self.month:
            offered.append(offered[-1].before)
        text = self.tr("{year}年{month}月")
        self.months.set_choices(
            [(str(item), text.format(year=item.year, month=item.month)) for item in offered]
        )
        self.months.set_value(str(self.month))
        self.later.setEnabled(self.month < today)
        self.reports = self.registers.self_reports(self.month, Family(self.family.value()))
        wanted = self.search.text().strip().lower()
        self.table.show_reports([item for item in self.reports if wanted in item.name.lower()])
        self.take.setEnabled(any(item.is_reported for item in self.reports))
        self._sum.setText(self._sum_words())
        for words_below in (self._sum, self._hint):
            words_below.setVisible(bool(self.reports))
        self._show_empty()

    def _sum_words(self) -> str:
        reported = [item for item in self.reports if item.is_reported]
        details = [item for item in self.reports if item.details]
        text = self.tr(
            "{n} 个项目，已申报 {reported} 个：自查 {found} 条，整改 {closed} 条；"
            "按明细计 {details} 个；还没有数的 {rest} 个。"
        )
        neither = [item for item in self.reports if not item.is_reported and not item.details]
        return text.format(
            n=len(self.reports),
            reported=len(reported),
            found=sum(item.found or 0 for item in reported),
            closed=sum(item.closed or 0 for item in reported),
            details=len(details),
            rest=len(neither),
        )

    def _show_empty(self) -> None:
        if self.reports:
            self.table.set_empty(
                self.tr("没有符合条件的项目"), self.tr("换几个字，或清除搜索。"), icon="search"
            )
            return
        word = words.choice_word(Family, self.family.value())
        self.table.set_empty(
            self.tr("这个月没有在建或在管的{family}").format(family=word),
            self.tr("项目登记以后，每月在这里填企业申报的自查隐患数和整改数。"),
            self.tr("去项目页"),
            self._on_projects,
            icon="project",
        )

    def take_number(self, project: str, name: str, text: str) -> bool:
        """Write a number as it was typed ("" takes it away); False, and why, where it is refused."""
        now = next(item for item in self.reports if item.project == project)
        value, code = typed_number(_FIELDS[name], text) if text else (None, None)
        if code is not None:
            said = self.tr("“{project}”的{field}没有保存：{reason}（填的是“{text}”）。")
            field, reason = words.field_word("self_report", name), words.reason(code)
            self._say(said.format(project=now.name, field=field, reason=reason, text=text))
            return False
        numbers = {"found": now.found, "closed": now.closed, name: value if isinstance(value, int) else None}
        try:
            self.registers.save_self_report(project, self.month, numbers["found"], numbers["closed"])
        except AnxiError as error:
            self._say(sentence(error))
            return False
        self.said.set("")
        return True

    @Slot(str)
    def _on_refused(self, project: str) -> None:
        now = next((item for item in self.reports if item.project == project), None)
        if now is not None:
            text = self.tr(
                "“{project}”这个月有 {n} 条自查隐患明细，明细和申报不能同时计，所以按明细计，不用填。"
            )
            self._say(text.format(project=now.name, n=now.details))

    def _say(self, text: str) -> None:
        self.said.set(text, tone="warning")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.earlier, self.months, self.later):
            top.addWidget(widget)
        top.addSpacing(8)
        top.addWidget(self.family)
        top.addSpacing(8)
        self.search.setMaximumWidth(240)
        top.addWidget(self.search, 1)
        top.addStretch(1)
        top.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)  # below: above, the lines would jump from under the mouse
        column.addWidget(self._sum)
        column.addWidget(self._hint)

    @Slot(str)
    def _on_month(self, text: str) -> None:
        self.show_month(Month.parse(text))

    @Slot(object)
    def _on_filter(self, _asked: object) -> None:
        self.said.set("")
        self.refresh()

    @Slot()
    def _on_projects(self) -> None:
        self.shell.go("project")

    @Slot()
    def _on_export(self) -> None:
        title = f"{words.ENTITIES['self_report']} {self.month}"
        export_rows(self.shell, self, "self_report", report_rows(self.reports, self.month), title)
