"""Answers lists of hazards: row numbers in order, counts per value, cells for what is on screen.

The state is derived by the same rule as `domain.hazard_loop.state_of`, as an expression; a test holds them equal.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from anxi_desktop.domain.deadlines import DueBand
from anxi_desktop.domain.project_list import search_words
from anxi_desktop.domain.workdays import WorkCalendar
from anxi_desktop.store.db import Connection
from anxi_desktop.store.schema import SEARCH
from anxi_desktop.store.tables import plain_text

Cell = str | int | None

STATE = (
    "CASE WHEN hazard.voided_on IS NOT NULL THEN 'voided'"
    " WHEN hazard.review = 'pass' AND hazard.reviewed_on IS NOT NULL THEN 'closed'"
    " WHEN hazard.referred_on IS NOT NULL THEN 'referred'"
    " WHEN hazard.rectified_on IS NOT NULL AND coalesce(hazard.review, '') <> 'fail' THEN 'rectified'"
    " ELSE 'open' END"
)
LISTED = "(hazard.listed_on IS NOT NULL AND hazard.delisted_on IS NULL)"
_EXPRESSIONS = {
    "state": STATE,
    "project_name": "project.name",
    "town": "project.town",
    "category": "project.category",
    "listed": f"CASE WHEN {LISTED} THEN 1 END",
    "photo": "(SELECT digest FROM photo WHERE photo.hazard = hazard.id ORDER BY photo.rowid LIMIT 1)",
}
FACETS = ("state", "band", "severity", "judged", "listed", "source", "category", "town")


@dataclass(frozen=True, slots=True)
class HazardQuery:
    """What a list asks: words, {facet: codes}, one project, a span of days found, an order.

    `band` codes are those of `DueBand`; `order` is a column with "-" before it for descending.
    """

    search: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    project: str = ""
    found_from: str = ""
    found_to: str = ""
    reviewed_from: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Bands:
    """The first days of the due bands counted from today in working days."""

    today: str
    one: str
    three: str
    later: str

    @classmethod
    def of(cls, today: date, calendar: WorkCalendar) -> Bands:
        """As `domain.deadlines.due_band` counts them."""
        days = [calendar.add_workdays(today, count) for count in (1, 2, 4)]
        return cls(today.isoformat(), *(day.isoformat() for day in days))

    def test(self, code: str) -> tuple[str, list[str]]:
        """The condition of a band and its values; only what is still to be rectified has one."""
        unfinished = f"{STATE} = 'open'"
        if code == DueBand.NONE.value:
            return f"({unfinished} AND hazard.due_on IS NULL)", []
        least, most = {
            DueBand.OVERDUE.value: ("", self.today),
            DueBand.TODAY.value: (self.today, self.one),
            DueBand.ONE.value: (self.one, self.three),
            DueBand.THREE.value: (self.three, self.later),
            DueBand.LATER.value: (self.later, "9999"),
        }[code]
        return f"({unfinished} AND hazard.due_on >= ? AND hazard.due_on < ?)", [least, most]


class HazardList:
    """Questions about the hazards of live projects."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: HazardQuery, bands: Bands, *, limit: int = 0) -> array[int]:
        """Row numbers in the order asked for: by deadline where none is, what has none last."""
        tests, values = self._tests(query, bands)
        sql = f"SELECT hazard.rowid FROM hazard JOIN project ON project.id = hazard.project WHERE {tests}"
        sql += f" ORDER BY {_order(query.order)}"
        if limit:
            sql += f" LIMIT {int(limit)}"
        return array("q", (row for (row,) in self._connection.execute(sql, tuple(values))))

    def count(self, query: HazardQuery, bands: Bands) -> int:
        """How many hazards a question finds."""
        tests, values = self._tests(query, bands)
        sql = f"SELECT count(*) FROM hazard JOIN project ON project.id = hazard.project WHERE {tests}"
        return int(self._connection.execute(sql, tuple(values)).fetchone()[0])

    def counts(self, bands: Bands) -> dict[str, dict[str, int]]:
        """How many hazards each value of a facet has, all others left out of account."""
        made: dict[str, dict[str, int]] = {}
        for name in FACETS:
            if name == "band":
                made[name] = {
                    band.value: self.count(HazardQuery(facets={"band": frozenset({band.value})}), bands)
                    for band in DueBand
                }
                continue
            found = self._connection.execute(
                f"SELECT {_expression(name)}, count(*) FROM hazard"
                f" JOIN project ON project.id = hazard.project WHERE {_expression(name)} IS NOT NULL GROUP BY 1"
            )
            made[name] = {str(code): int(count) for code, count in found}
        return made

    def cells(self, rows: Sequence[int], fields: Sequence[str]) -> list[tuple[Cell, ...] | None]:
        """The values of `fields` per row number; None for a row that is gone."""
        listed = ", ".join(_expression(name) for name in fields)
        found: dict[int, tuple[Cell, ...]] = {}
        for first in range(0, len(rows), 500):
            some = rows[first : first + 500]
            marks = ", ".join("?" * len(some))
            for row in self._connection.execute(
                f"SELECT hazard.rowid, {listed} FROM hazard"
                f" JOIN project ON project.id = hazard.project WHERE hazard.rowid IN ({marks})",
                tuple(some),
            ):
                found[int(row[0])] = tuple(row[1:])
        return [found.get(row) for row in rows]

    def ids(self, rows: Sequence[int]) -> list[str]:
        """The record ids of row numbers, in that order; those that are gone are left out."""
        return [str(cells[0]) for cells in self.cells(rows, ("id",)) if cells is not None]

    def row_of(self, record: str) -> int | None:
        """The row number of a record."""
        found = self._connection.execute("SELECT rowid FROM hazard WHERE id = ?", (record,)).fetchone()
        return int(found[0]) if found else None

    def _tests(self, query: HazardQuery, bands: Bands) -> tuple[str, list[str]]:
        tests, values = ["1"], list[str]()
        for name, codes in query.facets.items():
            if not codes or name not in FACETS:
                continue
            if name == "band":
                parts = [bands.test(code) for code in sorted(codes)]
                tests.append("(" + " OR ".join(test for test, _ in parts) + ")")
                values.extend(value for _, more in parts for value in more)
                continue
            tests.append(f"CAST({_expression(name)} AS TEXT) IN ({', '.join('?' * len(codes))})")
            values.extend(sorted(codes))
        for test, value in (
            ("hazard.project = ?", query.project),
            ("hazard.found_on >= ?", query.found_from),
            ("hazard.found_on <= ?", query.found_to),
            ("hazard.reviewed_on >= ?", query.reviewed_from),
        ):
            if value:
                tests.append(test)
                values.append(value)
        for word in search_words(query.search):
            tests.append(
                f"(instr(project.{SEARCH}, ?) OR instr(lower(coalesce(hazard.number, '') || ' '"
                " || hazard.description || ' ' || coalesce(hazard.part, '')), ?))"
            )
            values.extend((plain_text(word), word.lower()))
        return " AND ".join(tests), values


def _expression(name: str) -> str:
    return _EXPRESSIONS.get(name, f'hazard."{name}"')


def _order(order: str) -> str:
    name, way = order.lstrip("-"), "DESC" if order.startswith("-") else "ASC"
    if not name:
        return "hazard.due_on IS NULL, hazard.due_on, hazard.rowid"
    column = _expression(name)
    return f"{column} IS NULL, {column} {way}, hazard.rowid {way}"
