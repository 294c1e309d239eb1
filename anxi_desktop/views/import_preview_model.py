"""The rows of a plan as a table: refused cells marked and explained, changed ones shown old → new."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from anxi_desktop.app.imports import (
    CellNote,
    MappedColumn,
    Plan,
    PlannedRow,
    RowOutcome,
    cell_text,
    change_texts,
    is_level,
    is_number,
    shown_value,
)
from anxi_desktop.views.components.cells import KEY_ROLE, KIND_ROLE, LEVEL_ROLE, TONE_ROLE
from anxi_desktop.views.marked_cells import GROUND_ROLE, OLD_ROLE

FIXED = 2
"""The columns before those of the sheet: the row's number and what becomes of it."""
WARNED = "warned"
"""The filter for rows with warnings, beside the outcomes."""

_NAMES = frozenset({"name", "project", "title"})
_TONES = {
    RowOutcome.NEW: "ok",
    RowOutcome.CHANGED: "accent",
    RowOutcome.SAME: "neutral",
    RowOutcome.REFUSED: "danger",
}
assert set(_TONES) == set(RowOutcome)

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


def outcome_word(outcome: RowOutcome) -> str:
    """What becomes of a row, in Chinese."""
    said = {
        RowOutcome.NEW: QCoreApplication.translate("PreviewModel", "新增"),
        RowOutcome.CHANGED: QCoreApplication.translate("PreviewModel", "更新"),
        RowOutcome.SAME: QCoreApplication.translate("PreviewModel", "不变"),
        RowOutcome.REFUSED: QCoreApplication.translate("PreviewModel", "拒收"),
    }
    return said[outcome]


class PreviewModel(QAbstractTableModel):
    """All rows of a plan, or those of one outcome."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self.rows: list[PlannedRow] = []
        self._columns: list[MappedColumn] = []

    def show(self, plan: Plan, only: str = "") -> None:
        """Show the rows of a plan: all, those of an outcome's code, or those WARNED."""
        self.beginResetModel()
        self.plan = plan
        self.rows = [row for row in plan.rows if _passes(row, only)]
        told = _told(self.rows, only)
        mapped = [item for item in plan.recognised.columns if item.field]
        self._columns = sorted(mapped, key=lambda item: (item.field not in _NAMES, item.field not in told))
        self.endResetModel()

    def place(self, number: int) -> int:
        """Where the sheet's row `number` stands, or -1."""
        return next((place for place, row in enumerate(self.rows) if row.row == number), -1)

    def column_of(self, note: CellNote) -> int:
        """The column a note is about; the outcome's where the sheet has none."""
        found = (place for place, item in enumerate(self._columns) if item.label.column == note.at)
        return next((FIXED + place for place in found), 1)

    def rowCount(self, parent: Index = _TOP) -> int:
        """How many rows pass."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """The two fixed columns and the mapped ones."""
        return 0 if parent.isValid() else FIXED + len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's head: the name of the field it goes to."""
        if orientation is not Qt.Orientation.Horizontal or self.plan is None:
            return None
        if section < FIXED:
            heads = (("row", self.tr("行"), "number"), ("outcome", self.tr("结果"), "tag"))[section]
            return dict(zip((KEY_ROLE, Qt.ItemDataRole.DisplayRole, KIND_ROLE), heads, strict=True)).get(role)
        item = self._columns[section - FIXED]
        kind = self.plan.recognised.kind
        if role == Qt.ItemDataRole.DisplayRole:
            return kind.column(item.field).header
        if role == KEY_ROLE:
            return item.field
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("表里的列：{name}").format(name=item.label.shown)
        if role == KIND_ROLE:
            if is_level(item.field):
                return "risk"
            if is_number(kind, item.field):
                return "number"
            return "name" if item.field in _NAMES else "text"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid() or self.plan is None:
            return None
        row = self.rows[index.row()]
        if index.column() < FIXED:
            return self._fixed(row, index.column(), role)
        item = self._columns[index.column() - FIXED]
        note = _note(row, item)
        if role == Qt.ItemDataRole.DisplayRole:
            text = self._text(row, item)
            return self.tr("（空）") if note is not None and note.code == "missing" else text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, item, note)
        if role == GROUND_ROLE:
            return self._ground(row, item, note)
        if role == TONE_ROLE:
            return note and ("danger" if note in row.refusals else "warning")
        if role == OLD_ROLE:
            old = self._old(row, item)
            return None if old is None else old or self.tr("（空）")
        if role == LEVEL_ROLE and is_level(item.field) and note is None and self._old(row, item) is None:
            return row.values.get(item.field)
        return None

    def _fixed(self, row: PlannedRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(row.row) if column == 0 else outcome_word(row.outcome)
        if role == TONE_ROLE:
            return "secondary" if column == 0 else _TONES[row.outcome]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                "\n".join(f"{note.column}：{note.reason}" for note in (*row.refusals, *row.warnings)) or None
            )
        return None

    def _text(self, row: PlannedRow, item: MappedColumn) -> str:
        assert self.plan is not None
        change = next((change for change in row.changes if change.field == item.field), None)
        if change is not None:
            return change_texts(self.plan, change)[1]
        return shown_value(self.plan, row, item)

    def _old(self, row: PlannedRow, item: MappedColumn) -> str | None:
        assert self.plan is not None
        change = next((change for change in row.changes if change.field == item.field), None)
        return None if change is None else change_texts(self.plan, change)[0]

    def _tip(self, row: PlannedRow, item: MappedColumn, note: CellNote | None) -> str | None:
        assert self.plan is not None
        original = cell_text(self.plan.recognised.grid, row.row - 1, item.label.column)
        if note is not None:
            said = self.tr("表里是：{text}").format(text=original) if original else self.tr("表里是空的")
            return f"{note.reason}\n{said}"
        shown = self._text(row, item)
        if original and original != shown:
            return f"{shown}\n{self.tr('表里是：{text}').format(text=original)}"
        return shown or None

    def _ground(self, row: PlannedRow, item: MappedColumn, note: CellNote | None) -> str | None:
        if note is not None:
            return "danger_tint" if note in row.refusals else "warning_tint"
        return "accent_tint" if any(change.field == item.field for change in row.changes) else None


def _passes(row: PlannedRow, only: str) -> bool:
    if only == WARNED:
        return bool(row.warnings)
    return not only or row.outcome.value == only


def _told(rows: list[PlannedRow], only: str) -> frozenset[str]:
    """The fields a filter is about: their columns come first, so that nobody has to scroll for them."""
    if only == RowOutcome.CHANGED.value:
        return frozenset(change.field for row in rows for change in row.changes)
    if only == RowOutcome.REFUSED.value:
        return frozenset(note.field for row in rows for note in row.refusals)
    return frozenset(note.field for row in rows for note in row.warnings) if only == WARNED else frozenset()


def _note(row: PlannedRow, item: MappedColumn) -> CellNote | None:
    """What is wrong with a cell; a refusal goes before a warning."""
    return next((note for note in (*row.refusals, *row.warnings) if note.at == item.label.column), None)
