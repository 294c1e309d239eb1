"""The list of finished inspections, with those in work above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspections import FACETS, Draft, InspectionQuery, Inspections, ago
from anxi_desktop.domain import words
from anxi_desktop.domain.records.inspection import InspectionKind, InspectionLevel, SiteGrade
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.column_room import ColumnRoom, first_layout
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.filter_bar import FilterBar, FilterSpec
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.inspection_columns import inspection_columns
from anxi_desktop.views.rows_model import RowsModel

_CHOICES: Mapping[str, type[Enum]] = {
    "kind": InspectionKind,
    "level": InspectionLevel,
    "category": Family,
    "grade": SiteGrade,
}
_MOST_CARDS = 3


class InspectionListView(QWidget):
    """`opened` gives a record id; `resumed` and `given_up` a draft's id; `new_asked` the button."""

    opened = Signal(str)
    resumed = Signal(str)
    given_up = Signal(str)
    new_asked = Signal()

    def __init__(self, inspections: Inspections) -> None:
        super().__init__()
        self._inspections = inspections
        self.search = SearchBox(self.tr("搜索项目、单位、拼音首字母或检查编号"))
        self.search.setMaximumWidth(400)
        self.filters = FilterBar()
        self.new = button(self.tr("新建检查"), kind="primary", icon="add")
        self.model = RowsModel(inspections.list, inspection_columns(), self)
        self.table = DataTable(checkable=False)
        self.table.setModel(self.model)
        first_layout(self.table, self.model)
        self._room = ColumnRoom(self.table, self.model, ("project_name",))
        self._counted = label("", "secondary")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._shows_all = False
        self._lay_out()
        self.search.text_changed.connect(self.reload)
        self.filters.changed.connect(self.reload)
        self.new.clicked.connect(self.new_asked)
        self.table.opened.connect(self._on_opened)
        self.refresh()

    def refresh(self) -> None:
        """Something was written, here or elsewhere."""
        self._show_drafts()
        self._show_filters()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Ask again."""
        facets = {name: codes for name, codes in self.filters.values().items() if name in FACETS}
        query = InspectionQuery(search=self.search.text(), facets=facets)
        rows = self._inspections.list.rows(query)
        self.model.show_rows(rows)
        self._counted.setText(self.tr("共 {n} 次检查").format(n=len(rows)))
        if query.search or facets:
            self.table.set_empty(
                self.tr("没有符合条件的检查"), self.tr("换几个字，或清除筛选。"), icon="search"
            )
        else:
            self.table.set_empty(
                self.tr("还没有检查"),
                self.tr("现场逐项检查、记隐患、签字，都在这里；随填随存，断电也不丢。"),
                self.tr("新建检查"),
                self.new_asked.emit,
                icon="inspection",
            )

    def show_record(self, record: str) -> None:
        """Make an inspection the current row."""
        row = self._inspections.list.row_of(record)
        place = self.model.place(row) if row is not None else -1
        if place >= 0:
            self.table.show_row(place)

    def _show_drafts(self) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        drafts = self._inspections.unfinished()
        shown = drafts if self._shows_all else drafts[:_MOST_CARDS]
        for draft in shown:
            card = DraftCard(draft)
            card.resume.clicked.connect(partial(self.resumed.emit, draft.id))
            card.give_up.clicked.connect(partial(self.given_up.emit, draft.id))
            self._cards.addWidget(card)
        if len(drafts) > len(shown):
            more = button(self.tr("另有 {n} 次未完成的检查").format(n=len(drafts) - len(shown)), kind="link")
            more.clicked.connect(self._on_all)
            self._cards.addWidget(more)

    @Slot()
    def _on_all(self) -> None:
        self._shows_all = True
        self._show_drafts()

    def _show_filters(self) -> None:
        counts = self._inspections.list.counts()
        specs: list[FilterSpec] = []
        for name, title in (
            ("kind", self.tr("类型")),
            ("level", self.tr("层级")),
            ("category", self.tr("类别")),
            ("town", self.tr("乡镇")),
            ("grade", self.tr("等级")),
        ):
            known = counts.get(name, {})
            choices = _CHOICES.get(name)
            pairs = [(code, words.choice_word(choices, code) if choices else code) for code in sorted(known)]
            if len(pairs) > 1 or name in self.filters.values():
                specs.append(FilterSpec(name, title, tuple(pairs)))
        self.filters.set_filters(specs)
        self.filters.set_counts(counts)

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        record = self._inspections.list.id_of(self.model.rows[place])
        if record is not None:
            self.opened.emit(record)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 2)
        top.addStretch(1)
        top.addWidget(self.new)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 6, 0, 6)
        foot.addWidget(self._counted)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 4)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(self._cards)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)


class DraftCard(QFrame):
    """One inspection in work: whose, how far, since when, and the two things to do with it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.setProperty("box", "info")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(picture("inspection", color="accent"))
        row.addWidget(label(self.tr("未完成的检查"), "strong"))
        words_of = ElidedLabel(draft.title)
        row.addWidget(words_of, 1)
        when = ago(draft.changed, now=datetime.now())
        row.addWidget(label(self.tr("最后填写 {when}").format(when=when), "caption"))
        self.give_up = button(self.tr("放弃"), kind="quiet")
        self.resume = button(self.tr("继续检查"), kind="accent")
        row.addWidget(self.give_up)
        row.addWidget(self.resume)
