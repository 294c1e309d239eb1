"""Answers the list of finished inspections: row numbers in order, cells for what is on screen."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anxi_desktop.domain.project_list import search_words
from anxi_desktop.store.db import Connection
from anxi_desktop.store.schema import SEARCH
from anxi_desktop.store.tables import plain_text

Cell = str | int | None

_EXPRESSIONS = {
    "project_name": "project.name",
    "town": "project.town",
    "list_title": "(SELECT title FROM check_list WHERE check_list.id = inspection.check_list)",
    "hazards": "(SELECT count(*) FROM hazard WHERE hazard.inspection = inspection.id)",
    "category": "project.category",
}
FACETS = ("kind", "level", "category", "town", "grade")


@dataclass(frozen=True, slots=True)
class InspectionQuery:
    """What a list asks: words to find, {facet: codes}, or one project."""

    search: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    project: str = ""


class InspectionList:
    """Questions about finished inspections of live projects."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: InspectionQuery) -> array[int]:
        """Row numbers, the newest first."""
        tests, values = ["1"], list[str]()
        for name, codes in query.facets.items():
            if name in FACETS and codes:
                tests.append(f"{_expression(name)} IN ({', '.join('?' * len(codes))})")
                values.extend(sorted(codes))
        if query.project:
            tests.append("inspection.project = ?")
            values.append(query.project)
        for word in search_words(query.search):
            tests.append(f"(instr(project.{SEARCH}, ?) OR instr(lower(coalesce(inspection.number, '')), ?))")
            values.extend((plain_text(word), word.lower()))
        found = self._connection.execute(
            "SELECT inspection.rowid FROM inspection JOIN project ON project.id = inspection.project"
            f" WHERE {' AND '.join(tests)} ORDER BY inspection.done_on DESC, inspection.rowid DESC",
            tuple(values),
        )
        return array("q", (row for (row,) in found))

    def counts(self) -> dict[str, dict[str, int]]:
        """How many inspections each value of a facet has."""
        made: dict[str, dict[str, int]] = {}
        for name in FACETS:
            found = self._connection.execute(
                f"SELECT {_expression(name)}, count(*) FROM inspection JOIN project ON project.id = inspection.project"
                f" WHERE {_expression(name)} IS NOT NULL GROUP BY 1"
            )
            made[name] = {str(code): int(count) for code, count in found}
        return made

    def cells(self, rows: Sequence[int], fields: Sequence[str]) -> list[tuple[Cell, ...] | None]:
        """The values of `fields` per row number; None for a row that is gone."""
        listed = ", ".join(_expression(name) for name in fields)
        marks = ", ".join("?" * len(rows))
        found = {
            int(row[0]): tuple(row[1:])
            for row in self._connection.execute(
                f"SELECT inspection.rowid, {listed} FROM inspection"
                f" JOIN project ON project.id = inspection.project WHERE inspection.rowid IN ({marks})",
                tuple(rows),
            )
        }
        return [found.get(row) for row in rows]

    def id_of(self, row: int) -> str | None:
        """The record id of a row number."""
        found = self._connection.execute("SELECT id FROM inspection WHERE rowid = ?", (row,)).fetchone()
        return str(found[0]) if found else None

    def row_of(self, record: str) -> int | None:
        """The row number of a record."""
        found = self._connection.execute("SELECT rowid FROM inspection WHERE id = ?", (record,)).fetchone()
        return int(found[0]) if found else None


def _expression(name: str) -> str:
    return _EXPRESSIONS.get(name, f'inspection."{name}"')
