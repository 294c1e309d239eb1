"""Reads the cells of one row into the values of a record, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from anxi_desktop.domain import words
from anxi_desktop.domain.records.fields import JournalValue, Kind
from anxi_desktop.files.import_cells import parse, written
from anxi_desktop.files.import_columns import MappedColumn, Recognised
from anxi_desktop.files.import_kinds import ImportColumn
from anxi_desktop.files.import_plan import CellNote

_SHOWN = 80
# Days that lie ahead by nature.
_PLANNED = frozenset({"planned_end_on", "due_on"})


@dataclass(slots=True)
class RowValues:
    """A row's values by field, without blank ones, and what is wrong with its cells, left to right."""

    row: int
    values: dict[str, JournalValue] = field(default_factory=dict[str, JournalValue])
    refusals: list[CellNote] = field(default_factory=list[CellNote])
    warnings: list[CellNote] = field(default_factory=list[CellNote])


class RowReader:
    """Reads rows of one sheet; `today` is the last day a past event can have."""

    def __init__(self, recognised: Recognised, *, today: date) -> None:
        self._grid = recognised.grid
        self._kind = recognised.kind
        self._mapped = recognised.by_field
        columns = [(item, recognised.kind.column(item.field)) for item in recognised.columns if item.field]
        self._columns: list[tuple[MappedColumn, ImportColumn]] = columns
        self._today = today.isoformat()

    def read(self, number: int) -> RowValues:
        """The values of the grid's row `number` (from 0)."""
        cells = self._grid.filled[number]
        found = RowValues(number + 1)
        for mapped, column in self._columns:
            at = mapped.label.column
            cell = cells[at] if at < len(cells) else None
            parsed = parse(column.spec, cell, scale=mapped.scale, spellings=column.spellings)
            if parsed.code is not None:
                found.refusals.append(self.note(number + 1, column.field, parsed.code))
            elif parsed.value is not None:
                found.values[column.field] = parsed.value
                if column.spec.kind is Kind.DATE and self._is_ahead(column.field, parsed.value):
                    found.warnings.append(self.note(number + 1, column.field, "future_date"))
            elif column.required:
                found.refusals.append(self.note(number + 1, column.field, "missing"))
        return found

    def note(self, row: int, name: str, code: str, facts: Mapping[str, object] | None = None) -> CellNote:
        """A note about the cell of field `name` in the sheet's row `row`; `facts` fill the reason's places."""
        column = self._kind.column(name)
        mapped = self._mapped.get(name)
        at = mapped.label.column if mapped is not None else None
        text = written(self._grid.value(row - 1, at)) if at is not None else ""
        reason = words.reason(
            code, **{"limit": column.spec.limit, "record": self._kind.title, **(facts or {})}
        )
        return CellNote(
            row=row,
            column=mapped.label.text if mapped is not None else column.header,
            field=name,
            value=text if len(text) <= _SHOWN else text[:_SHOWN] + "…",
            code=code,
            reason=reason,
            at=at,
        )

    def _is_ahead(self, name: str, value: JournalValue) -> bool:
        return name not in _PLANNED and isinstance(value, str) and value > self._today
