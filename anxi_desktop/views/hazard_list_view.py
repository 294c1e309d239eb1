"""The list of hazards: search, filters, the table, and what can be done with those chosen."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from enum import Enum
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Conflicts
from anxi_desktop.app.hazards import FACETS, HazardQuery, Hazards
from anxi_desktop.domain import words
from anxi_desktop.domain.deadlines import DueBand
from anxi_desktop.domain.records.hazard import HazardSource, HazardState, Severity
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.column_room import ColumnRoom, first_layout
from anxi_desktop.views.components.filter_bar import FilterBar, FilterSpec
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.components.text import label
from anxi_desktop.views.conflict_mark import conflict_word
from anxi_desktop.views.hazard_columns import hazard_columns
from anxi_desktop.views.list_place import chosen_rows
from anxi_desktop.views.rows_model import RowsModel

_CHOICES: Mapping[str, type[Enum]] = {
    "state": HazardState,
    "band": DueBand,
    "severity": Severity,
    "source": HazardSource,
    "category": Family,
}


class HazardListView(QWidget):
    """`opened` gives a record id; `view_changed` when filters or columns are others."""

    opened = Signal(str)
    chosen_changed = Signal(int)
    view_changed = Signal()

    def __init__(self, hazards: Hazards) -> None:
        super().__init__()
        self._hazards = hazards
        self._bands = hazards.bands()
        self._calendar = hazards.calendar()
        self._search = ""
        self._project = ""
        self._order = ""
        self.filters = FilterBar()
        self.model = RowsModel(hazards.list, hazard_columns(self._due), self)
        self.table = DataTable()
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        first_layout(self.table, self.model)
        self._room = ColumnRoom(self.table, self.model, ("description", "project_name"))
        self.selection = SelectionBar(self.tr("条隐患"))
        self._counted = label("", "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 2, 0, 6)
        foot.addWidget(self._counted)
        foot.addStretch(1)
        layout.addWidget(self.selection)
        layout.addLayout(foot)
        self.filters.changed.connect(self._on_filters)
        self.table.opened.connect(self._on_opened)
        self.table.selection_changed.connect(self._on_selection)
        self.table.layout_changed.connect(self.view_changed)
        self.model.sort_asked.connect(self._on_sort)
        self.selection.cleared.connect(self.table.clearSelection)

    def query(self) -> HazardQuery:
        """What is asked now."""
        facets = {name: codes for name, codes in self.filters.values().items() if name in FACETS}
        return HazardQuery(search=self._search, facets=facets, project=self._project, order=self._order)

    def ask(self, *, search: str | None = None, project: str | None = None) -> None:
        """Ask for other words, or for one project ("" for all)."""
        self._search = self._search if search is None else search
        self._project = self._project if project is None else project
        self.reload()

    def refresh(self) -> None:
        """Something was written: counts, rows, deadlines."""
        self._bands, self._calendar = self._hazards.bands(), self._hazards.calendar()
        self._show_filters()
        self.reload()
        self._mark()

    def reload(self) -> None:
        """Ask again; what is chosen stays chosen."""
        kept = chosen_rows(self.table, self.model)
        query = self.query()
        self.model.show_rows(self._hazards.list.rows(query, self._bands))
        self.table.select_rows(self.model.places(kept))
        self._counted.setText(self.tr("共 {n} 条").format(n=f"{len(self.model.rows):,}"))
        if query.search or query.facets or query.project:
            self.table.set_empty(
                self.tr("没有符合条件的隐患"), self.tr("换几个字，或清除筛选。"), icon="search"
            )
        else:
            self.table.set_empty(
                self.tr("还没有隐患"),
                self.tr("检查里记的、Excel 导入的、这里新建的，都会列在这里。"),
                icon="hazard",
            )

    def chosen(self) -> list[str]:
        """The record ids of the chosen rows, else of the current one."""
        rows = chosen_rows(self.table, self.model)
        if not rows and 0 <= (place := self.table.current_row()) < len(self.model.rows):
            rows = array("q", [self.model.rows[place]])
        return self._hazards.list.ids(rows)

    def show_record(self, record: str) -> None:
        """Make a hazard the current row."""
        row = self._hazards.list.row_of(record)
        place = self.model.place(row) if row is not None else -1
        if place >= 0:
            self.table.show_row(place)

    def state(self) -> str:
        """Filters and columns, to be remembered."""
        filters = {name: sorted(codes) for name, codes in self.filters.values().items()}
        return json.dumps({"filters": filters, "table": self.table.view_state()})

    def restore(self, text: str) -> None:
        """Take up what was remembered; what cannot be read is left out."""
        try:
            found: Any = json.loads(text) if text else {}
        except ValueError:
            found = {}
        self._show_filters()
        filters = found.get("filters") if isinstance(found, dict) else None
        if isinstance(filters, dict):
            self.filters.set_values(
                {
                    str(name): [str(code) for code in codes]
                    for name, codes in filters.items()
                    if isinstance(codes, list)
                }
            )
        if isinstance(found, dict) and isinstance(found.get("table"), str):
            self.table.restore_state(found["table"])
        self.reload()
        self._mark()

    def set_filters(self, values: Mapping[str, frozenset[str]]) -> None:
        """Show these filters as active and ask."""
        self.filters.set_values(values)
        self.reload()

    def _mark(self) -> None:
        """Warn of hazards about which laptops disagree."""
        found = Conflicts(self._hazards.session).marks()
        rows = {self._hazards.list.row_of(row): n for (entity, row), n in found.items() if entity == "hazard"}
        self.model.set_marks({row: conflict_word(n) for row, n in rows.items() if row is not None})

    def _due(self, day: str) -> str:
        return self._hazards.due_words(day, calendar=self._calendar)

    def _show_filters(self) -> None:
        counts = self._hazards.list.counts(self._bands)
        specs: list[FilterSpec] = []
        for name, title in (
            ("state", self.tr("状态")),
            ("band", self.tr("期限")),
            ("severity", self.tr("等级")),
            ("judged", self.tr("重大判定")),
            ("listed", self.tr("挂牌")),
            ("source", self.tr("来源")),
            ("category", self.tr("类别")),
            ("town", self.tr("乡镇")),
        ):
            choices = _CHOICES.get(name)
            if choices is not None:
                pairs = [(str(item.value), words.choice_word(choices, str(item.value))) for item in choices]
            elif name in ("judged", "listed"):
                pairs = [("1", self.tr("是"))]
            else:
                pairs = [(code, code) for code in sorted(counts[name])]
            if pairs:
                specs.append(FilterSpec(name, title, tuple(pairs)))
        self.filters.set_filters(specs)
        self.filters.set_counts(counts)

    @Slot()
    def _on_filters(self) -> None:
        self.reload()
        self.view_changed.emit()

    @Slot(str, bool)
    def _on_sort(self, name: str, descending: bool) -> None:
        self._order = f"-{name}" if descending else name
        self.reload()

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        for record in self._hazards.list.ids([self.model.rows[place]]):
            self.opened.emit(record)

    @Slot(int)
    def _on_selection(self, count: int) -> None:
        self.selection.set_count(count)
        self.chosen_changed.emit(count)
