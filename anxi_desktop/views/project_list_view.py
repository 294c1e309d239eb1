"""The list of projects: search and filters over the table, what is chosen and counted beneath it.

It knows how to ask and how to show; what is done with a project is told by signals. A refresh after a write
keeps the chosen rows, the current row and what stands at the top.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import (
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Conflicts
from anxi_desktop.app.registry import Registry
from anxi_desktop.domain.project_list import COMPANY, ProjectQuery
from anxi_desktop.views.column_room import ColumnRoom
from anxi_desktop.views.components.buttons import icon_button
from anxi_desktop.views.components.filter_bar import FilterBar
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.conflict_mark import conflict_word
from anxi_desktop.views.list_place import chosen_rows, show_in_place
from anxi_desktop.views.project_columns import project_columns
from anxi_desktop.views.project_filters import FacetCounter, filter_specs, filters_of, values_in_use
from anxi_desktop.views.rows_model import RowsModel

_FOOT = 52
_SEARCH_WIDTH = 400
_SEARCH_LEAST = 220
_FLEXIBLE = (COMPANY, "name")
_TOLD_FACETS = ("category", "level")


class ProjectListView(QWidget):
    """`opened` and `current_changed` give a record id ("" for none); `looked` after each question."""

    opened = Signal(str)
    current_changed = Signal(str)
    view_changed = Signal()
    """Columns, order or filters are others now: time to remember `state()`."""

    def __init__(self, registry: Registry) -> None:
        super().__init__()
        self._registry = registry
        self._projects = registry.projects
        self.query = ProjectQuery()
        self.total = 0
        self._told: dict[str, dict[str, int]] = {}
        self._in_use = values_in_use(self._projects)
        self._specs = filter_specs(self._in_use)
        self.search = SearchBox(self.tr("搜索名称、施工或物业单位、拼音首字母"))
        self.search.setMinimumWidth(_SEARCH_LEAST)
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self.filters = FilterBar(self._specs)
        self.model = RowsModel(self._projects, project_columns(), self)
        self.table = self._make_table()
        self._room = ColumnRoom(self.table, self.model, _FLEXIBLE)
        self.selection = SelectionBar(self.tr("个项目"))
        self._counted = label("", "strong")
        self._summary = ElidedLabel("", "secondary")
        self._counter = FacetCounter(self._projects, self)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(8)
        self._lay_out()
        self._connect()

    def selected_rows(self) -> array[int]:
        """The chosen rows in the order shown."""
        return chosen_rows(self.table, self.model)

    def selected_records(self) -> list[str]:
        """The record ids of the chosen projects in the order shown."""
        return self._projects.record_ids(self.selected_rows())

    def current_record(self) -> str:
        """The record id of the current row, "" for none."""
        place = self.table.current_row()
        if not 0 <= place < len(self.model.rows):
            return ""
        return next(iter(self._projects.record_ids([self.model.rows[place]])), "")

    def current_field(self) -> str:
        """The name of the current column, "" for none."""
        index = self.table.currentIndex()
        return self.model.columns[index.column()].name if index.isValid() else ""

    def shown_columns(self) -> tuple[str, ...]:
        """The names of the columns in sight, from left to right."""
        header = self.table.horizontalHeader()
        logical = (header.logicalIndex(visual) for visual in range(header.count()))
        return tuple(
            self.model.columns[column].name for column in logical if not header.isSectionHidden(column)
        )

    def show_record(self, record: str) -> bool:
        """Make a project the current and only chosen row; False where the question does not show it."""
        place = next((self.model.place(row) for row in self._projects.rows_of([record])), -1)
        if place < 0:
            return False
        self.table.show_row(place)
        return True

    def ask(self, query: ProjectQuery) -> None:
        """Show the answer to another question, from the top."""
        self.query = query
        self.reload()
        self.table.verticalScrollBar().setValue(0)

    def reload(self, *, written: bool = False) -> None:
        """Ask again; chosen rows, the current row and the row at the top stay where they can."""
        rows = self._projects.ids(self.query)
        self.total = self._projects.total() if self.query.is_narrowed else len(rows)
        show_in_place(self.table, self.model, rows)
        self._tell()
        self._counter.start(self.query, written=written)
        if not self.isVisible():
            self._counter.pause()

    def refresh(self) -> None:
        """Something was written: ask again, and offer values that are new."""
        self.reload(written=True)
        self._mark()

    def is_counting(self) -> bool:
        """True while counts of the filters are still to come."""
        return self._counter.is_counting()

    def state(self) -> str:
        """Columns, order and filters as text, to be remembered on this laptop."""
        chosen = {facet: sorted(codes) for facet, codes in self.filters.values().items()}
        return json.dumps({"table": self.table.view_state(), "filters": chosen}, ensure_ascii=False)

    def restore(self, text: str) -> None:
        """Take what `state` gave and show the list; what is not understood is passed over."""
        try:
            found: Any = json.loads(text)
            table, chosen = str(found["table"]), dict(found["filters"])
        except (ValueError, KeyError, TypeError):
            table, chosen = "", {}
        self.table.restore_state(table)
        self._room.forget_sizes()
        self.filters.set_values(
            {facet: map(str, codes) for facet, codes in chosen.items() if isinstance(codes, list)}
        )
        self.ask(self._question(search=self.search.text()))
        self._mark()

    def show_question(self, *, search: str, filters: Mapping[str, Iterable[str]]) -> None:
        """Show another search and other filters ({facet: codes}) as if the person had entered them."""
        self.search.setText(search)
        self.filters.set_values(filters)
        self._on_filters()

    @Slot()
    def clear_question(self) -> None:
        """Show every project."""
        self.show_question(search="", filters={})

    def showEvent(self, event: QShowEvent) -> None:
        """Go on counting."""
        super().showEvent(event)
        self._counter.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count nothing while nobody looks."""
        super().hideEvent(event)
        self._counter.pause()
        self._rest.stop()

    def _mark(self) -> None:
        """Warn of projects about which laptops disagree."""
        found = Conflicts(self._registry.session).marks()
        records = {row: count for (entity, row), count in found.items() if entity == "project"}
        self.model.set_marks(
            {
                number: conflict_word(count)
                for row, count in records.items()
                for number in self._projects.rows_of([row])
            }
        )

    def _make_table(self) -> DataTable:
        table = DataTable()
        table.setModel(self.model)
        for place, column in enumerate(self.model.columns):
            table.setColumnWidth(place, column.width)
            table.setColumnHidden(place, not column.shown)
        table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        return table

    def _lay_out(self) -> None:
        columns = icon_button("columns", tip=self.tr("选择要显示的列"))
        columns.clicked.connect(lambda: self.table.choose_columns(columns))
        self.columns_button = columns
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addStretch(1)
        top.addWidget(columns)
        top.addLayout(self.tools)
        told = QWidget()
        words = QHBoxLayout(told)
        words.setContentsMargins(4, 0, 4, 0)
        words.setSpacing(16)
        words.addWidget(self._counted)
        words.addWidget(self._summary, 1)
        foot = QWidget()
        foot.setFixedHeight(_FOOT)
        self._foot = QStackedLayout(foot)
        self._foot.addWidget(told)
        self._foot.addWidget(self.selection)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        layout.addWidget(foot)

    def _connect(self) -> None:
        self.search.text_changed.connect(self._on_search)
        self.filters.changed.connect(self._on_filters)
        self.model.sort_asked.connect(self._on_sort)
        self.table.opened.connect(self._on_opened)
        self.table.row_shown.connect(self._on_current)
        self.table.selection_changed.connect(self._on_selection)
        self.table.layout_changed.connect(self.view_changed)
        self.selection.cleared.connect(self.table.clearSelection)
        self._counter.counted.connect(self._on_counted)
        self._counter.found.connect(self._on_found)
        # Walking through rows with a held arrow key asks for details only where it rests.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(60)
        self._rest.timeout.connect(self._on_rest)

    def _tell(self) -> None:
        shown = len(self.model.rows)
        if self.query.is_narrowed:
            words = self.tr("{n} 个项目符合条件，共 {all} 个").format(n=f"{shown:,}", all=f"{self.total:,}")
        else:
            words = self.tr("共 {all} 个项目").format(all=f"{self.total:,}")
        self._counted.setText(words)

    @Slot(str, object)
    def _on_counted(self, facet: str, counts: dict[str, int]) -> None:
        self.filters.set_counts({facet: counts})
        if facet not in _TOLD_FACETS:
            return
        self._told[facet] = counts
        self._summary.setText("    ".join(filter(None, map(self._summary_of, _TOLD_FACETS))))

    def _summary_of(self, facet: str) -> str:
        """The counts of a filter among the rows shown: of a filter that is set, only what it lets through."""
        counts = self._told.get(facet, {})
        chosen = self.filters.values().get(facet)
        words = next(spec.choices for spec in self._specs if spec.field == facet)
        return " · ".join(
            f"{word} {counts[code]:,}"
            for code, word in words
            if counts.get(code) and (chosen is None or code in chosen)
        )

    @Slot(str, object)
    def _on_found(self, facet: str, values: list[str]) -> None:
        if values != self._in_use.get(facet):
            self._in_use[facet] = values
            self._specs = filter_specs(self._in_use)
            self.filters.set_filters(self._specs)
            self._counter.start(self.query, written=False)

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if text != self.query.search.strip():
            self.ask(self._question(search=text))

    @Slot()
    def _on_filters(self) -> None:
        self.ask(self._question(search=self.search.text()))
        self.view_changed.emit()

    @Slot(str, bool)
    def _on_sort(self, name: str, descending: bool) -> None:
        self.ask(
            ProjectQuery(
                search=self.query.search, filters=self.query.filters, sort=name, descending=descending
            )
        )

    def _question(self, *, search: str) -> ProjectQuery:
        return ProjectQuery(
            search=search,
            filters=filters_of(self.filters.values()),
            sort=self.query.sort,
            descending=self.query.descending,
        )

    @Slot(int)
    def _on_opened(self, _place: int) -> None:
        record = self.current_record()
        if record:
            self.opened.emit(record)

    @Slot(int)
    def _on_current(self, _place: int) -> None:
        self._rest.start()

    @Slot()
    def _on_rest(self) -> None:
        self.current_changed.emit(self.current_record())

    @Slot(int)
    def _on_selection(self, count: int) -> None:
        self.selection.set_count(count)
        self._foot.setCurrentIndex(1 if count else 0)
