"""One way of the page 资料: the small registers the monthly forms count from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.registers import Registers
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.library_documents import DocumentList
from anxi_desktop.views.library_enforcement import EnforcementList
from anxi_desktop.views.library_register_list import RegisterList
from anxi_desktop.views.library_reports import SelfReports
from anxi_desktop.views.library_units import UnitList

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

SHOWS = frozenset(
    {"enforcement", "document", "self_report", "reporting_unit", "counting_rule", "project", "fact", "hazard"}
)
"""The record types whose changes change what stands here."""


class LibraryRegisters(QWidget):
    """Chips of the registers over the one that is in sight; the others are read when they come into sight."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.registers = Registers(shell.session)
        self.ways = ChoiceChips(
            [
                ("enforcement", self.tr("执法激励")),
                ("document", self.tr("标准规范文件")),
                ("self_report", self.tr("自查申报数")),
                ("reporting_unit", self.tr("填报单位")),
            ],
            required=True,
            value="enforcement",
            wraps=False,
        )
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(self.ways)
        top.addStretch(1)
        column.addLayout(top)
        column.addLayout(self._stack, 1)  # before its widgets: one without a parent would open as a window
        self.enforcement = EnforcementList(shell, self.registers)
        self.documents = DocumentList(shell, self.registers)
        self.reports = SelfReports(shell, self.registers)
        self.units = UnitList(shell, self.registers)
        self._lists: dict[str, RegisterList | SelfReports] = {
            "enforcement": self.enforcement,
            "document": self.documents,
            "self_report": self.reports,
            "reporting_unit": self.units,
        }
        for widget in self._lists.values():
            self._stack.addWidget(widget)
        self.ways.picked.connect(self.show_register)
        self.refresh()

    def refresh(self) -> None:
        """Something was written: read the register in sight again."""
        self._lists[self.ways.value()].refresh()

    @Slot(object)
    def show_register(self, code: object) -> None:
        """Show a register by its record type: enforcement, document, self_report, reporting_unit."""
        self.ways.set_value(str(code))
        self._stack.setCurrentWidget(self._lists[str(code)])
        self.refresh()

    def new_record(self) -> bool:
        """Ctrl+N: a new record of the register in sight; False where nothing can be new."""
        shown = self._lists[self.ways.value()]
        if isinstance(shown, RegisterList):
            shown.new_record()
            return True
        return False

    def focus_search(self) -> bool:
        """Ctrl+F: the search of projects among the self reports."""
        if self.ways.value() != "self_report":
            return False
        self.reports.search.setFocus()
        self.reports.search.selectAll()
        return True
