"""The page 资料: the check lists one inspects by, and the days on which people work."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout

from anxi_desktop.app.library import Library
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.library_calendar import LibraryCalendar
from anxi_desktop.views.library_lists import LibraryLists
from anxi_desktop.views.page import Page

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SHOWS = frozenset({"check_list", "calendar_year"})
_FROM_MONTH = 11
"""The State Council announces the next year's days about then."""


class LibraryPage(Page):
    """Facts it can be shown: year=2027 (the calendar of a year)."""

    id = "library"
    icon = "library"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.library = Library(shell.session)
        self.ways = ChoiceChips(
            [("lists", self.tr("检查清单库")), ("calendar", self.tr("工作日历"))],
            required=True,
            value="lists",
            wraps=False,
        )
        self.lists = LibraryLists(shell, self.library)
        self.calendar = LibraryCalendar(shell, self.library)
        self.notice = Banner("", tone="warning", closable=True)
        self.notice.hide()
        self._stack = QStackedLayout()
        top = QHBoxLayout()
        top.addWidget(self.ways)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addLayout(self._stack, 1)
        for widget in (self.lists, self.calendar):
            self._stack.addWidget(widget)
        self.ways.picked.connect(self._on_way)
        self.refresh(_SHOWS)

    def title(self) -> str:
        """The page's name."""
        return self.tr("资料")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "检查清单库列出程序自带的和本单位自己的清单；自带的不能改，可以“复制成本单位清单”再改。\n"
            "改一份清单就是出一个新版本：做完的检查仍用当时的版本。不用的条目请停用，代号不会再给别的条目。\n"
            "清单可以导出成 Excel 修改后导入，也可以打印成空白表带到现场。\n"
            "工作日历决定整改期限怎么按工作日计算；每年十一月前后填下一年的放假安排，可以从 Excel 导入。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written."""
        if not tables & _SHOWS:
            return
        self.lists.refresh()
        self.calendar.refresh()
        today = date.today()
        missing = [
            year
            for year in (today.year, today.year + 1)
            if year not in self.library.known_years() and (year == today.year or today.month >= _FROM_MONTH)
        ]
        text = self.tr("{years} 年的放假安排还没有填，整改期限先按周一到周五算。请到“工作日历”填写或导入。")
        self.notice.set(
            text.format(years="、".join(str(year) for year in missing)) if missing else "", tone="warning"
        )

    def show_facts(self, **facts: object) -> None:
        """Come here for a year of the calendar."""
        year = facts.get("year")
        if isinstance(year, int):
            self._on_way("calendar")
            self.ways.set_value("calendar")
            self.calendar.show_year(year)

    @Slot(object)
    def _on_way(self, code: object) -> None:
        self._stack.setCurrentIndex(1 if code == "calendar" else 0)
