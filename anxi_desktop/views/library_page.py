"""The page 资料: check lists, letters to the projects, registers the monthly forms count, the days people work."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout

from anxi_desktop.app.library import Library
from anxi_desktop.views import library_letters, library_registers
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.library_calendar import LibraryCalendar
from anxi_desktop.views.library_letters import LibraryLetters
from anxi_desktop.views.library_lists import LibraryLists
from anxi_desktop.views.library_registers import LibraryRegisters
from anxi_desktop.views.page import Page

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SHOWS = frozenset({"check_list", "calendar_year"})
_WAYS = ("lists", "letters", "registers", "calendar")
_LEAST = 480
"""What a drawer beside the page leaves in the smallest window; the widest way would else push it out of the window."""
_FROM_MONTH = 11
"""The State Council announces the next year's days about then."""


class LibraryPage(Page):
    """Facts it can be shown: year=2027 (the calendar), register="enforcement", way="letters"."""

    id = "library"
    icon = "library"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.library = Library(shell.session)
        self.ways = ChoiceChips(
            [
                ("lists", self.tr("检查清单库")),
                ("letters", self.tr("告知书和承诺书")),
                ("registers", self.tr("月报登记")),
                ("calendar", self.tr("工作日历")),
            ],
            required=True,
            value="lists",
            wraps=False,
        )
        self.lists = LibraryLists(shell, self.library)
        self.letters = LibraryLetters(shell)
        self.registers = LibraryRegisters(shell)
        self.calendar = LibraryCalendar(shell, self.library)
        self.notice = Banner("", tone="warning", closable=True)
        self.notice.hide()
        self._missing_days = ""
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
        for widget in (self.lists, self.letters, self.registers, self.calendar):
            widget.setMinimumWidth(_LEAST)
            self._stack.addWidget(widget)
        self.ways.picked.connect(self._on_way)
        self.refresh(_SHOWS | library_letters.SHOWS | library_registers.SHOWS)

    def title(self) -> str:
        """The page's name."""
        return self.tr("资料")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "检查清单库列出程序自带的和本单位自己的清单；自带的不能改，可以“复制成本单位清单”再改。\n"
            "改一份清单就是出一个新版本：做完的检查仍用当时的版本。不用的条目请停用，代号不会再给别的条目。\n"
            "清单可以导出成 Excel 修改后导入，也可以打印成空白表带到现场。\n"
            "告知书和承诺书：选中项目一起制作、登记送达和签订；数字键 1 到 4 登记四份的去向，Enter 看一个项目的详情。\n"
            "月报登记：执法激励、标准规范文件、自查申报数和填报单位，月报表从这里数。\n"
            "工作日历决定整改期限怎么按工作日计算；每年十一月前后填下一年的放假安排，可以从 Excel 导入。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written."""
        if tables & library_letters.SHOWS:
            self.letters.refresh()
        if tables & library_registers.SHOWS:
            self.registers.refresh()
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
        self._missing_days = text.format(years="、".join(map(str, missing))) if missing else ""
        self._show_notice()

    def _show_notice(self) -> None:
        """Days that nobody filled in matter to deadlines, not to letters and registers."""
        concerned = self.ways.value() in ("lists", "calendar")
        self.notice.set(self._missing_days if concerned else "", tone="warning")

    def show_facts(self, **facts: object) -> None:
        """Come here for a year of the calendar, a register, or one of the ways."""
        year, register, way = facts.get("year"), facts.get("register"), facts.get("way")
        if isinstance(year, int):
            self.show_way("calendar")
            self.calendar.show_year(year)
        elif isinstance(register, str):
            self.show_way("registers")
            self.registers.show_register(register)
        elif way in _WAYS:
            self.show_way(str(way))

    def new_record(self) -> bool:
        """A new line of the register that is shown."""
        return self._stack.currentWidget() is self.registers and self.registers.new_record()

    def focus_search(self) -> bool:
        """The search of the register that is shown."""
        return self._stack.currentWidget() is self.registers and self.registers.focus_search()

    def show_way(self, way: str) -> None:
        """Show one of the ways."""
        self.ways.set_value(way)
        self._on_way(way)

    @Slot(object)
    def _on_way(self, code: object) -> None:
        if self._stack.currentWidget() is self.letters and code != "letters":
            self.letters.leave()
        self._stack.setCurrentIndex(_WAYS.index(str(code)))
        self._show_notice()
