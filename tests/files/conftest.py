"""Small workbooks made for one test each, and an import from file to store in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.steps import finish
from anxi_desktop.files.import_apply import apply_plan
from anxi_desktop.files.import_book import open_book
from anxi_desktop.files.import_columns import Recognised, read_and_recognise
from anxi_desktop.files.import_kinds import kind_of
from anxi_desktop.files.import_plan import Plan, RowOutcome
from anxi_desktop.files.import_planner import plan_import
from anxi_desktop.store.store import Done, Store

TODAY = date(2026, 11, 5)
Rows = Sequence[Sequence[object]]
MakeBook = Callable[..., Path]


@dataclass(slots=True)
class Importing:
    """Brings files into one store."""

    store: Store
    today: date = TODAY
    done: list[Done | None] = field(default_factory=list)

    def recognise(self, path: Path, kind: str = "projects", **options: Any) -> Recognised:
        with open_book(path) as book:
            return finish(read_and_recognise(book, kind_of(kind), **options))

    def plan(self, path: Path, kind: str = "projects", **options: Any) -> Plan:
        return plan_import(self.store, self.recognise(path, kind, **options), today=self.today)

    def run(self, path: Path, kind: str = "projects", **options: Any) -> Plan:
        plan = self.plan(path, kind, **options)
        self.done.append(apply_plan(self.store, plan, author="王小明", today=self.today, source=path.name))
        return plan

    def projects(self) -> dict[str, dict[str, Any]]:
        return {str(row["name"]): dict(row) for row in self.store.rows("project")}


def counts(plan: Plan) -> tuple[int, int, int, int]:
    """New, changed, same, refused."""
    found = plan.counts
    return (
        found[RowOutcome.NEW],
        found[RowOutcome.CHANGED],
        found[RowOutcome.SAME],
        found[RowOutcome.REFUSED],
    )


def refused(plan: Plan) -> list[tuple[int, str, str]]:
    """Sheet row, column and code of every refused cell."""
    return [(note.row, note.column, note.code) for row in plan.refused for note in row.refusals]


@pytest.fixture(name="counts")
def counts_fixture() -> Callable[[Plan], tuple[int, int, int, int]]:
    return counts


@pytest.fixture(name="refused")
def refused_fixture() -> Callable[[Plan], list[tuple[int, str, str]]]:
    return refused


@pytest.fixture
def importing(store: Store) -> Importing:
    return Importing(store)


@pytest.fixture
def xlsx(tmp_path: Path) -> MakeBook:
    """Makes an .xlsx of rows; `merges` like "A1:B2", `formats` {"A1": code}, `hidden` columns by letter."""

    def make(
        rows: Rows,
        *,
        name: str = "台账.xlsx",
        sheet: str = "表",
        merges: Sequence[str] = (),
        formats: dict[str, str] | None = None,
        more: dict[str, Rows] | None = None,
        hidden_rows: Sequence[int] = (),
        hidden_columns: Sequence[str] = (),
    ) -> Path:
        from openpyxl import Workbook

        book = Workbook()
        first: Any = book.active
        first.title = sheet
        for row in rows:
            first.append(list(row))
        for place, code in (formats or {}).items():
            first[place].number_format = code
        for place in merges:
            first.merge_cells(place)
        for number in hidden_rows:
            first.row_dimensions[number].hidden = True
        for letter in hidden_columns:
            first.column_dimensions[letter].hidden = True
        for title, other in (more or {}).items():
            added: Any = book.create_sheet(title)
            for row in other:
                added.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return make


@pytest.fixture
def csv_file(tmp_path: Path) -> MakeBook:
    """Makes a .csv of text in an encoding."""

    def make(text: str, *, encoding: str = "utf-8", name: str = "台账.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make
