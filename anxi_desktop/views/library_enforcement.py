"""执法激励约束: the measures of a year, counted by kind; a press on a count shows its records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from anxi_desktop.app.registers import NEEDED, EnforcementKind, Registers, Row, YearTotals
from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.library_enforcement_panel import EnforcementPanel
from anxi_desktop.views.library_register_list import RegisterList, choice_words
from anxi_desktop.views.rows_model import Cell, ListColumn

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_ALL = ""
_YEAR_WIDTH = 124
_FIELDS = SPECS["enforcement"].fields


class KindTotals(QWidget):
    """The counts of a year by kind, as chips: `picked` gives the kind's code, "" for all. Kinds without any hide."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        layout = FlowLayout(self)
        self.chips: dict[str, Button] = {}
        for code in (_ALL, *(kind.value for kind in EnforcementKind)):
            chip = Button(kind="chip")
            chip.setCheckable(True)
            chip.setProperty("code", code)
            chip.clicked.connect(self._on_clicked)
            self.chips[code] = chip
            layout.addWidget(chip)

    def show_totals(self, totals: YearTotals, chosen: str) -> None:
        """Show counts; `chosen` is the kind that is shown below."""
        for code, chip in self.chips.items():
            count = totals.counts.get(code, 0) if code else totals.whole
            word = words.choice_word(EnforcementKind, code) if code else self.tr("全部")
            money = code == EnforcementKind.FINE.value and count
            text = f"{word} {count}"
            chip.setText(
                self.tr("{text} · {sum} 万元").format(text=text, sum=f"{totals.fines_wan:f}")
                if money
                else text
            )
            chip.setChecked(code == chosen)
            chip.setVisible(bool(count) or code == chosen)
        self.setVisible(totals.whole > 0)
        self.updateGeometry()

    @Slot()
    def _on_clicked(self) -> None:
        chip = self.sender()
        self.picked.emit(str(chip.property("code")) if chip is not None else _ALL)


class EnforcementList(RegisterList):
    """Measures of one year, or of all."""

    entity = "enforcement"
    panel = EnforcementPanel
    imported_as = "enforcement"

    def __init__(self, shell: Shell, registers: Registers) -> None:
        super().__init__(shell, registers)
        self.kind = _ALL
        self.year = Picker([], allow_blank=True, blank=self.tr("所有年份"))
        self.year.setMinimumWidth(_YEAR_WIDTH)
        self.year.setAccessibleName(self.tr("年份"))
        self.totals = KindTotals()
        self.head.insertWidget(0, self.year)
        self.column.insertWidget(1, self.totals)
        self._offer_years()
        self.year.set_value(str(date.today().year))
        self.year.picked.connect(self._on_year)
        self.totals.picked.connect(self._on_kind)
        self.table.sort_by("figure", _figure_order)

    def columns(self) -> tuple[Sequence[ListColumn], tuple[str, ...]]:
        """Day and kind first; persons, money and hazards share a column, a measure has one of them."""
        return (
            ListColumn("done_on", self.tr("日期"), 136),
            ListColumn("kind", self.tr("类型"), 136, kind="tag", word=choice_words(EnforcementKind)),
            ListColumn("project_name", self.tr("项目"), 140, kind="name"),
            ListColumn("company", self.tr("企业名称"), 154),
            ListColumn("family", self.tr("类别"), 84, word=choice_words(Family)),
            ListColumn("figure", self.tr("数额"), 80, kind="number"),
            ListColumn("document_no", self.tr("文号"), 164),
            ListColumn("note", self.tr("说明"), 200, shown=False),
        ), ("project_name", "note")

    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """The latest first."""
        return 0, Qt.SortOrder.DescendingOrder

    def rows(self) -> list[Row]:
        """The measures of the year and kind."""
        self._offer_years()
        year = int(self.year.value()) if self.year.value() else None
        totals = self.registers.year_totals(year)
        if not totals.counts.get(self.kind):
            self.kind = _ALL
        self.totals.show_totals(totals, self.kind)
        return self.registers.enforcements(year, EnforcementKind(self.kind) if self.kind else None)

    def cells(self, row: Row) -> dict[str, Cell]:
        """One line of the table."""
        figures = [
            f"{row[name]} {words.UNITS[_FIELDS[name].unit]}" for name, _ in NEEDED.values() if row[name]
        ]
        return {**super().cells(row), "figure": "、".join(figures) or None}

    def show_empty(self) -> None:
        """Say what will stand here, or that the year has none."""
        if self.registers.enforcement_years():
            year = self.year.value()
            self.table.set_empty(
                self.tr("{year} 年还没有执法激励记录").format(year=year),
                self.tr("换一个年份，或者新增一条。"),
                self.tr("新增一条"),
                self.new_record,
                icon="search",
            )
            return
        self.table.set_empty(
            self.tr("还没有执法激励记录"),
            self.tr("罚款、责令停产、约谈、曝光、激励和约束登记在这里，月报从这里数；也可以从 Excel 导入。"),
            self.tr("新增一条"),
            self.new_record,
            icon="shield",
        )

    def _offer_years(self) -> None:
        known = {*self.registers.enforcement_years(), date.today().year}
        self.year.set_choices(
            [(str(year), self.tr("{year} 年").format(year=year)) for year in sorted(known, reverse=True)]
        )

    @Slot(str)
    def _on_year(self, _year: str) -> None:
        self.kind = _ALL
        self.refresh()

    @Slot(str)
    def _on_kind(self, code: str) -> None:
        self.kind = code
        self.refresh()


def _figure_order(record: object) -> float | None:
    """By the number alone."""
    assert isinstance(record, dict)
    text = str(record["figure"] or "").split(" ", maxsplit=1)[0]
    return float(text) if text else None
