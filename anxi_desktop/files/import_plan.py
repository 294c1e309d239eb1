"""What an import would do, row by row, before anything is written: new, changed, the same, or refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.files.import_columns import Recognised


class RowOutcome(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CellNote:
    """Something about one cell: why it is refused, or a warning.

    `row` is the sheet's row number, `column` the header's last line, `at` its place from 0 (None without a column),
    `reason` a Chinese clause.
    """

    row: int
    column: str
    field: str
    value: str
    code: str
    reason: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class CellChange:
    """One field of a known record that gets another value."""

    field: str
    old: JournalValue
    new: JournalValue


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the sheet. `values` are its cells by field, without the blank ones; `target` a known record's id."""

    row: int
    outcome: RowOutcome
    title: str
    values: Mapping[str, JournalValue] = field(default_factory=dict[str, JournalValue])
    target: str | None = None
    changes: tuple[CellChange, ...] = ()
    refusals: tuple[CellNote, ...] = ()
    warnings: tuple[CellNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows of a sheet and the journal's last entry they were compared with."""

    recognised: Recognised
    rows: tuple[PlannedRow, ...]
    seen_entry: int
    counts: Mapping[RowOutcome, int] = field(init=False)

    def __post_init__(self) -> None:
        found = Counter(row.outcome for row in self.rows)
        object.__setattr__(self, "counts", {outcome: found.get(outcome, 0) for outcome in RowOutcome})

    @property
    def writes(self) -> int:
        """How many records it would write."""
        return self.counts[RowOutcome.NEW] + self.counts[RowOutcome.CHANGED]

    @property
    def refused(self) -> tuple[PlannedRow, ...]:
        """The refused rows in order."""
        return tuple(row for row in self.rows if row.outcome is RowOutcome.REFUSED)

    @property
    def warnings(self) -> tuple[CellNote, ...]:
        """All warnings in order."""
        return tuple(note for row in self.rows for note in row.warnings)

    def as_json(self) -> dict[str, object]:
        """What the command prints: rows = new + changed + same + refused, one object per refused row.

        A refused row with several bad cells names the first one and has the others in `more`.
        """
        refused: list[dict[str, object]] = []
        for row in self.refused:
            first, *others = [_note(note) for note in row.refusals]
            refused.append({**first, "more": others} if others else first)
        return {
            "rows": len(self.rows),
            "new": self.counts[RowOutcome.NEW],
            "changed": self.counts[RowOutcome.CHANGED],
            "same": self.counts[RowOutcome.SAME],
            "refused": refused,
            "ignored": list(self.recognised.ignored),
            "warnings": [_note(note) for note in self.warnings],
        }


def _note(note: CellNote) -> dict[str, object]:
    return {
        "row": note.row,
        "column": note.column,
        "field": note.field,
        "value": note.value,
        "code": note.code,
        "reason": note.reason,
    }
