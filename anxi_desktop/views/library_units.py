"""填报单位: the list of units that owe the county forms, and the panel of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from anxi_desktop.app.registers import UNIT_TYPES, Registers, Row
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.field_editors import TextEditor
from anxi_desktop.views.library_register_list import RegisterList, choice_words
from anxi_desktop.views.library_register_panel import RegisterPanel
from anxi_desktop.views.rows_model import Cell, ListColumn

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


class UnitPanel(RegisterPanel):
    """One unit that owes the county forms."""

    entity = "reporting_unit"
    rows = (("name",), ("family",), ("unit_type",))

    def _lay_out(self) -> None:
        super()._lay_out()
        kind = self.editors["unit_type"]
        if isinstance(kind, TextEditor):
            Suggestions(kind.box, _unit_types, listed=True)

    def _save(self, values: Row) -> tuple[str, bool]:
        record, done = self.registers.save_unit(self.record or None, values)
        return record, done is not None


class UnitList(RegisterList):
    """The units that owe the county forms."""

    entity = "reporting_unit"
    panel = UnitPanel

    def __init__(self, shell: Shell, registers: Registers) -> None:
        super().__init__(shell, registers)
        self.retire = self.selection.add_action(self.tr("停用"))
        self.restore = self.selection.add_action(self.tr("恢复"))
        self.retire.clicked.connect(partial(self._set_retired, retired=True))
        self.restore.clicked.connect(partial(self._set_retired, retired=False))

    def columns(self) -> tuple[Sequence[ListColumn], tuple[str, ...]]:
        """Name first."""
        return (
            ListColumn("name", self.tr("名称"), 280, kind="name"),
            ListColumn("family", self.tr("类别"), 120, word=choice_words(Family)),
            ListColumn("unit_type", self.tr("填报单位类型"), 180),
            ListColumn("state", self.tr("状态"), 110, kind="tag", word=self._state_word, tone=_state_tone),
        ), ("name",)

    def rows(self) -> list[Row]:
        """All units, the retired ones last."""
        return self.registers.units()

    def sum_words(self, rows: Sequence[Row]) -> str:
        """How many are asked, and how many no longer."""
        retired = sum(bool(row["retired"]) for row in rows)
        text = self.tr("在报 {n} 个，已停用 {retired} 个")
        return text.format(n=len(rows) - retired, retired=retired) if rows else ""

    def cells(self, row: Row) -> dict[str, Cell]:
        """One line of the table."""
        return {**super().cells(row), "state": "retired" if row["retired"] else "asked"}

    def _state_word(self, state: Cell, _other: Cell) -> str:
        return self.tr("已停用") if state == "retired" else self.tr("在报")

    def show_empty(self) -> None:
        """Say what will stand here."""
        self.table.set_empty(
            self.tr("还没有填报单位"),
            self.tr("每月要向县里报表的单位登记在这里，月报按它催报和汇总。"),
            self.tr("新增一个"),
            self.new_record,
            icon="office",
        )

    @Slot(int)
    def _on_selection(self, count: int) -> None:
        super()._on_selection(count)
        chosen = set(self.table.chosen())
        states = {bool(row["retired"]) for row in self._rows if row["id"] in chosen}
        self.retire.setVisible(False in states)
        self.restore.setVisible(True in states)

    def _set_retired(self, *, retired: bool) -> None:
        chosen = self.table.chosen()
        if chosen:
            self.act(partial(self.registers.set_retired, chosen, retired=retired))
            text = self.tr("已停用 {n} 个") if retired else self.tr("已恢复 {n} 个")
            self.shell.toast(text.format(n=len(chosen)), undo=True)


def _unit_types(text: str) -> list[str]:
    return [value for value in UNIT_TYPES if text in value]


def _state_tone(state: Cell) -> str:
    return "neutral" if state == "retired" else "ok"
