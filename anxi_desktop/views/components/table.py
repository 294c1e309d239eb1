"""The table of every list: sticky head, columns to choose, sorting, rows chosen by mouse and keyboard, empty state.

A model says by the roles of `cells` what its columns are: KEY_ROLE and KIND_ROLE as header data, TONE_ROLE and
LEVEL_ROLE as cell data. Rows must all be of one height; nothing is ever measured over all rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.cells import CHECK_WIDTH, KEY_ROLE, Cells
from anxi_desktop.views.components.check_list import CheckList
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.table_header import TableHeader
from anxi_desktop.views.tokens import COMPACT_ROW


class DataTable(QTableView):
    """A table over any model. Several rows can be chosen unless `checkable` is False."""

    opened = Signal(int)
    """Enter, or a double click on a row."""
    row_shown = Signal(int)
    """The current row has changed; -1 when there is none."""
    selection_changed = Signal(int)
    """How many rows are chosen."""
    layout_changed = Signal()
    """Columns were moved, sized, shown, hidden or sorted: time to remember `view_state()`."""

    def __init__(self, *, checkable: bool = True) -> None:
        super().__init__()
        self._cells = Cells(self)
        self._cells.checkable = checkable
        self._empty: QWidget | None = None
        self._restoring = False
        self.setItemDelegate(self._cells)
        self._header = TableHeader(self)
        self._header.checkable = checkable
        self.setHorizontalHeader(self._header)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if checkable else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._header.all_pressed.connect(self._on_all_pressed)
        self._header.choose_asked.connect(self.choose_columns)
        self._header.sectionMoved.connect(self._on_layout)
        self._header.sectionResized.connect(self._on_layout)
        self._header.sortIndicatorChanged.connect(self._on_layout)
        self.doubleClicked.connect(self._on_double_clicked)
        themes.current().changed.connect(self._on_theme)
        self._on_theme()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model."""
        super().setModel(model)
        if model is None:
            return
        for told in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
            told.connect(self._on_rows)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self._on_rows()

    def set_empty(
        self,
        widget_title: str,
        text: str = "",
        action: str = "",
        on_action: Callable[[], None] | None = None,
        *,
        icon: str = "",
    ) -> None:
        """What stands here while there are no rows."""
        if self._empty is not None:
            self._empty.deleteLater()
        made = EmptyState(widget_title, text, action, icon=icon)
        if on_action is not None:
            made.acted.connect(on_action)
        made.setParent(self.viewport())
        self._empty = made
        self._on_rows()

    def current_row(self) -> int:
        """The current row, or -1."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    def selected_ranges(self) -> list[tuple[int, int]]:
        """The chosen rows as (first, last) ranges in order: cheap however many they are."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(number) for number in range(chosen.count())]
        found = sorted((part.top(), part.bottom()) for part in parts)
        merged: list[tuple[int, int]] = []
        for top, bottom in found:
            if merged and top <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(bottom, merged[-1][1]))
            else:
                merged.append((top, bottom))
        return merged

    def selected_count(self) -> int:
        """How many rows are chosen."""
        return sum(bottom - top + 1 for top, bottom in self.selected_ranges())

    def select_rows(self, rows: Iterable[int]) -> None:
        """Choose exactly these rows."""
        chosen = QItemSelection()
        last = self.model().columnCount() - 1
        for row in rows:
            chosen.select(self.model().index(row, 0), self.model().index(row, last))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_row(self, row: int) -> None:
        """Make a row the current one and bring it into sight."""
        index = self.model().index(row, self._first_column())
        self.setCurrentIndex(index)
        self.scrollTo(index)

    # Columns

    @Slot()
    def choose_columns(self, anchor: QWidget | None = None) -> None:
        """Open the list of columns under `anchor` (the head of the table without one)."""
        keys = [(self._key(column), str(self._head(column) or "")) for column in range(self._header.count())]
        shown = [key for column, (key, _) in enumerate(keys) if not self.isColumnHidden(column)]
        popup = CheckList(self, keys, checked=shown)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.changed.connect(self._on_columns_chosen)
        popup.open_under(anchor or self._header, align_right=True)

    def view_state(self) -> str:
        """Order, widths, hidden columns and sorting as JSON text, by the columns' code names."""
        header = self._header
        order = [self._key(header.logicalIndex(visual)) for visual in range(header.count())]
        state: dict[str, Any] = {
            "order": order,
            "hidden": [self._key(column) for column in range(header.count()) if self.isColumnHidden(column)],
            "widths": {
                self._key(column): self.columnWidth(column)
                for column in range(header.count())
                if not self.isColumnHidden(column)
            },
        }
        if header.isSortIndicatorShown() and 0 <= header.sortIndicatorSection() < header.count():
            descending = header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            state["sort"] = [self._key(header.sortIndicatorSection()), descending]
        return json.dumps(state, ensure_ascii=False)

    def restore_state(self, text: str) -> None:
        """Take what `view_state` gave; what does not fit this model is passed over."""
        try:
            state: Any = json.loads(text)
            order, hidden, widths = state["order"], set(state["hidden"]), dict(state["widths"])
        except (ValueError, KeyError, TypeError):
            return
        columns = {self._key(column): column for column in range(self._header.count())}
        self._restoring = True
        try:
            known = [key for key in order if key in columns]
            for visual, key in enumerate(known):
                self._header.moveSection(self._header.visualIndex(columns[key]), visual)
            for key, column in columns.items():
                if key in order:
                    self.setColumnHidden(column, key in hidden)
                if isinstance(widths.get(key), int):
                    self.setColumnWidth(column, max(40, widths[key]))
            sort = state.get("sort")
            if isinstance(sort, list) and len(sort) == 2 and sort[0] in columns:
                down = Qt.SortOrder.DescendingOrder if sort[1] else Qt.SortOrder.AscendingOrder
                self.sortByColumn(columns[sort[0]], down)
        finally:
            self._restoring = False

    # Mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a row's check box adds the row to the chosen ones or takes it away."""
        if event.button() is Qt.MouseButton.LeftButton and self._on_check_box(event):
            index = self.indexAt(event.position().toPoint())
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(index, flags.Toggle | flags.Rows)
            self.setFocus()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing follows a press on a check box."""
        if event.button() is Qt.MouseButton.LeftButton and self._on_check_box(event):
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A quick second press on a check box is one more press."""
        if event.button() is Qt.MouseButton.LeftButton and self._on_check_box(event):
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Home and End go to the first and last row; Space chooses; Esc chooses nothing."""
        key = event.key()
        rows = self.model().rowCount() if self.model() is not None else 0
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.opened.emit(self.current_row())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and rows:
            self.show_row(0 if key == Qt.Key.Key_Home else rows - 1)
        elif key == Qt.Key.Key_Escape and self.selected_count() > 1:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state in the middle."""
        super().resizeEvent(event)
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())

    # Slots

    @Slot()
    def _on_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(themes.current().row)
        self.verticalHeader().setMinimumSectionSize(COMPACT_ROW)
        self.viewport().update()

    @Slot()
    def _on_rows(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(self.model() is not None and self.model().rowCount() == 0)
        self._on_selection()

    @Slot()
    def _on_selection(self) -> None:
        if self.model() is None:
            return
        count = self.selected_count()
        rows = self.model().rowCount()
        self._header.set_checked(checked=0 < rows == count, partly=0 < count < rows)
        self.selection_changed.emit(count)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.viewport().update()
        self.row_shown.emit(current.row() if current.isValid() else -1)

    @Slot()
    def _on_all_pressed(self) -> None:
        if self._header.checked:
            self.clearSelection()
        else:
            self.selectAll()

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    @Slot(object)
    def _on_columns_chosen(self, keys: frozenset[str]) -> None:
        if not keys:  # a table without columns could never be clicked again
            return
        for column in range(self._header.count()):
            self.setColumnHidden(column, self._key(column) not in keys)
        self._on_layout()

    @Slot()
    def _on_layout(self) -> None:
        if not self._restoring:
            self.layout_changed.emit()

    def _hover(self, row: int) -> None:
        if row == self._cells.hovered:
            return
        self._cells.hovered = row
        self.viewport().update()

    def _on_check_box(self, event: QMouseEvent) -> bool:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if not self._cells.checkable or not index.isValid() or index.column() != self._first_column():
            return False
        return point.x() - self.columnViewportPosition(index.column()) < CHECK_WIDTH - 6

    def _first_column(self) -> int:
        for visual in range(self._header.count()):
            logical = self._header.logicalIndex(visual)
            if not self.isColumnHidden(logical):
                return logical
        return 0

    def _key(self, column: int) -> str:
        found = self.model().headerData(column, Qt.Orientation.Horizontal, KEY_ROLE)
        return str(found) if found else str(column)

    def _head(self, column: int) -> object:
        return self.model().headerData(column, Qt.Orientation.Horizontal)
