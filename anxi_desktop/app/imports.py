"""Bringing a workbook in, as the window does it: work for jobs, and what its pages read of it.

Nothing is written before `write_work` runs; reading and comparing only look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from anxi_desktop.app.registry_work import Place
from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.import_apply import apply_steps, import_title
from anxi_desktop.files.import_book import SUFFIXES, SheetName, open_book
from anxi_desktop.files.import_cells import written
from anxi_desktop.files.import_columns import MappedColumn, Recognised, read_and_recognise, recognise
from anxi_desktop.files.import_grid import Grid, column_letter
from anxi_desktop.files.import_header import HeaderRows, shown_unit
from anxi_desktop.files.import_kinds import KINDS, ImportKind, accepted_words, kind_of
from anxi_desktop.files.import_plan import CellChange, CellNote, Plan, PlannedRow, RowOutcome
from anxi_desktop.files.import_planner import plan_steps
from anxi_desktop.files.import_rows import record_rows
from anxi_desktop.store.store import Done, Store

VIEW = "import"
MOST_RECENT = 6
_SAMPLES = 3
_LOOKED_AT = 50

OpenSteps = Generator[tuple[int, str], None, "Opened"]
PlanSteps = Generator[tuple[int, str], None, Plan]
WriteSteps = Generator[tuple[int, str], None, "Imported"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: its sheets, and one of them with the header found and the columns mapped."""

    path: Path
    sheets: tuple[SheetName, ...]
    recognised: Recognised


@dataclass(frozen=True, slots=True)
class Imported:
    """A finished import; `done` is None where there was nothing to write."""

    title: str
    done: Done | None
    plan: Plan


def open_work(
    path: Path, kind: str, *, remembered: Mapping[str, str], sheet: str | None = None
) -> Callable[[], OpenSteps]:
    """Work that reads a file: the sheet named, or the first one that fits. Errors: those of `open_book`."""

    def work() -> OpenSteps:
        with open_book(path) as book:
            found = yield from read_and_recognise(book, kind_of(kind), remembered, sheet=sheet)
        return Opened(path, book.sheets, found)

    return work


def plan_work(place: Place, recognised: Recognised, *, today: date) -> Callable[[], PlanSteps]:
    """Work that compares a sheet with the records."""

    def work() -> PlanSteps:
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            return (yield from plan_steps(store, recognised, today=today))

    return work


def write_work(place: Place, plan: Plan, *, today: date, source: str) -> Callable[[], WriteSteps]:
    """Work that writes a plan as one action; cancelled, it leaves nothing. Errors: import_outdated, those of `edit`."""

    def work() -> WriteSteps:
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            done = yield from apply_steps(store, plan, author=place.author, today=today, source=source)
        return Imported(import_title(plan, source), done, plan)

    return work


def with_header(
    recognised: Recognised, *, first: int, last: int, remembered: Mapping[str, str]
) -> Recognised:
    """The same sheet under another header (rows from 0), with the chosen family kept."""
    import dataclasses

    found = recognise(recognised.kind, recognised.grid, remembered, header=HeaderRows(min(first, last), last))
    return dataclasses.replace(found, family=recognised.family)


def as_kind(recognised: Recognised, kind: str, *, remembered: Mapping[str, str]) -> Recognised:
    """The same sheet read as another kind of file."""
    return recognise(kind_of(kind), recognised.grid, remembered)


def with_family(recognised: Recognised, family: str) -> Recognised:
    """The same with one family for rows that do not say ("" = as the columns and rows say)."""
    import dataclasses

    return dataclasses.replace(recognised, family=Family(family) if family else None)


def remember(session: Session, recognised: Recognised, columns: Sequence[int]) -> None:
    """Keep for next time where a person sent these columns of the sheet."""
    corrected = {
        item.label.memory: item.field
        for item in recognised.columns
        if item.label.column in columns and item.label.memory
    }
    kind = recognised.kind.name
    known = session.settings.import_columns.get(kind, {})
    if any(known.get(name) != field for name, field in corrected.items()):
        session.set_settings(session.settings.with_columns(kind, corrected))


def remembered(session: Session, kind: str) -> Mapping[str, str]:
    """What a person corrected before: the column's name → field, "" for ignored."""
    return session.settings.import_columns.get(kind, {})


def recent_files(session: Session) -> list[Path]:
    """The files imported last that are still there, the latest first."""
    try:
        found: Any = json.loads(session.settings.views.get(VIEW, "") or "[]")
    except ValueError:
        return []
    names = [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
    return [path for path in map(Path, names) if path.is_file()]


def note_recent(session: Session, path: Path) -> None:
    """Remember a file as the one imported last."""
    names = [str(path), *(str(other) for other in recent_files(session) if other != path)][:MOST_RECENT]
    session.set_settings(session.settings.with_view(VIEW, json.dumps(names, ensure_ascii=False)))


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of files as (code, word)."""
    return [(kind.name, kind.title) for kind in KINDS.values()]


def field_choices(kind: ImportKind) -> list[tuple[str, str]]:
    """The fields a column can go to as (code, word), required ones marked."""
    return [(item.field, f"{item.header} *" if item.required else item.header) for item in kind.columns]


def samples(recognised: Recognised, column: MappedColumn, *, count: int = _SAMPLES) -> list[str]:
    """The first different contents of a column, of rows that are records where any are known."""
    first = recognised.header.last + 1
    numbers = list(islice(record_rows(recognised), _LOOKED_AT)) or range(first, first + _LOOKED_AT)
    found: list[str] = []
    for number in numbers:
        text = cell_text(recognised.grid, number, column.label.column)
        if text and text not in found:
            found.append(text)
        if len(found) == count:
            break
    return found


def cell_text(grid: Grid, row: int, column: int) -> str:
    """A cell of the sheet as people see it, on one line."""
    return " ".join(written(grid.value(row, column)).split())


def unit_text(column: MappedColumn) -> str:
    """The unit in a column's heading in brackets, or ""."""
    unit = shown_unit(column.label.unit)
    return f"（{unit}）" if unit else ""


def shown_value(plan: Plan, row: PlannedRow, column: MappedColumn) -> str:
    """What a cell of a row becomes: the value as it will be kept, or the cell's own text where it is refused."""
    kind = plan.recognised.kind
    value = row.values.get(column.field)
    if row.outcome is RowOutcome.REFUSED or value is None or column.field == "project":
        return cell_text(plan.recognised.grid, row.row - 1, column.label.column)
    return value_text(kind, column.field, value)


def value_text(kind: ImportKind, field: str, value: object) -> str:
    """A value as people read it, numbers with thousands separated."""
    spec = SPECS[kind.entity].fields[field]
    if spec.choices is not None and value is not None:
        return accepted_words(spec.choices).get(str(value), (str(value),))[0]
    if spec.kind in (Kind.DECIMAL, Kind.INTEGER) and value is not None:
        whole, mark, fraction = str(value).partition(".")
        return f"{int(whole):,}{mark}{fraction}" if whole.isdigit() else str(value)
    return "" if value is None else str(value)


def change_texts(plan: Plan, change: CellChange) -> tuple[str, str]:
    """A changed field as (before, after)."""
    kind = plan.recognised.kind
    return value_text(kind, change.field, change.old), value_text(kind, change.field, change.new)


def is_number(kind: ImportKind, field: str) -> bool:
    """True for a column of numbers."""
    return SPECS[kind.entity].fields[field].kind in (Kind.DECIMAL, Kind.INTEGER)


def is_level(field: str) -> bool:
    """True for a column of risk levels."""
    return field == "level"


def write_refused(plan: Plan, path: Path) -> int:
    """Write the refused rows as a workbook; how many. Errors: those of writing a file."""
    from anxi_desktop.files.import_refused import write_refused as write

    return write(plan, path)


def write_template(kind: str, path: Path) -> None:
    """Write the empty workbook of a kind. Errors: those of writing a file."""
    from anxi_desktop.files.template import write_template as write

    write(kind_of(kind), path)


def entity_word(kind: ImportKind) -> str:
    """What one record of a kind is called."""
    return words.ENTITIES[kind.entity]


__all__ = [
    "SUFFIXES",
    "CellNote",
    "Family",
    "Grid",
    "ImportKind",
    "Imported",
    "MappedColumn",
    "Opened",
    "Place",
    "Plan",
    "PlannedRow",
    "Recognised",
    "RowOutcome",
    "column_letter",
]
