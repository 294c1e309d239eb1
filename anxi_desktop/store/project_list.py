"""Answers a list's questions about projects fast: which rows, in what order, how many per value of a filter.

A row is named here by its row number in the typed table, which fits a compact array; it holds until the next
write. Cells are fetched in blocks for what is on screen. Never OFFSET, never all rows as objects.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from anxi_desktop.domain.project_list import (
    COMPANY,
    DONE,
    FACETS,
    MILESTONE_CODES,
    MILESTONES,
    MISSING,
    ProjectQuery,
    milestone_code_mask,
    search_words,
)
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, Kind
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.store.db import Connection
from anxi_desktop.store.schema import MILESTONES as BITS
from anxi_desktop.store.schema import ORDER, SEARCH
from anxi_desktop.store.tables import plain_text

Cell = str | int | None
_Key = TypeVar("_Key", int, str)
_FIELDS = SPECS["project"].fields
_COMPLETED_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"owner", "contractor", "supervisor", "property_company"}),
    frozenset({"manager", "safety_officer", "grid_member"}),
)
_EXPRESSIONS = {MILESTONES: BITS, COMPANY: "coalesce(nullif(contractor, ''), nullif(property_company, ''))"}
_BY_NUMBER = frozenset({Kind.DATE, Kind.DECIMAL, Kind.INTEGER})
_MOST_PARAMETERS = 5_000


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A live project that looks like the same one; `field` says by what (name, permit_no)."""

    id: str
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class _Order:
    """All row numbers in the order of one column; rows where it is blank come last, whichever way it runs."""

    filled: array[int]
    blank: array[int]


class ProjectList:
    """Questions to the typed table of projects over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._orders: dict[str, _Order] = {}
        self._found: tuple[tuple[str, tuple[Cell, ...]], array[int]] | None = None
        self._version: tuple[int, int] | None = None

    def ids(self, query: ProjectQuery) -> array[int]:
        """The row numbers of a query, in its order; not to be changed."""
        where, values = _where(query, without=None)
        if query.sort == "name":
            found = self._by_name(where, values)
            return found[::-1] if query.descending else found
        order = self._order(query.sort)
        filled = order.filled[::-1] if query.descending else order.filled
        if not where:
            return filled + order.blank
        chosen = set(self._by_name(where, values))
        return array("q", [row for part in (filled, order.blank) for row in part if row in chosen])

    def total(self) -> int:
        """How many live projects there are."""
        return self._number("SELECT count(*) FROM project", ())

    def counts(self, query: ProjectQuery, facet: str) -> dict[str | None, int]:
        """How many projects each value of `facet` would let through under the query's other filters.

        A value no project has is missing; None stands for blank. The codes of the filters about 一企一策 are
        all there.
        """
        where, values = _where(query, without=facet)
        column = BITS if facet in (DONE, MISSING) else facet
        rows = self._connection.execute(f"SELECT {column}, count(*) FROM project{where} GROUP BY 1", values)
        if facet not in (DONE, MISSING):
            found: dict[str | None, int] = {}
            for value, count in rows:
                found[value or None] = found.get(value or None, 0) + count
            return found
        by_mask = [(int(mask), int(count)) for mask, count in rows]
        counted: dict[str | None, int] = {}
        for code in MILESTONE_CODES:
            wanted = milestone_code_mask(code)
            done = sum(count for mask, count in by_mask if mask & wanted == wanted)
            counted[code] = done if facet == DONE else sum(count for _, count in by_mask) - done
        return counted

    def values(self, facet: str) -> list[str]:
        """The values the live projects hold in a field, in the order of names; blank is left out."""
        rows = self._connection.execute(
            f"SELECT DISTINCT {_column(facet)} FROM project WHERE {facet} <> ''"
        ).fetchall()
        return sorted((str(value) for (value,) in rows), key=sort_key)

    def cells(self, rows: Sequence[int], fields: Sequence[str]) -> list[tuple[Cell, ...] | None]:
        """The values of `fields` per row asked for, in that order; None for a row that is gone.

        Beside the project's fields there are `id`, COMPANY and MILESTONES (one bit per finished item).
        """
        listed = ", ".join(_column(name) for name in fields)
        found: dict[int, tuple[Cell, ...]] = {}
        for some in _slices(rows):
            places = ", ".join("?" * len(some))
            for row in self._connection.execute(
                f"SELECT rowid, {listed} FROM project WHERE rowid IN ({places})", some
            ):
                found[int(row[0])] = cast("tuple[Cell, ...]", row[1:])
        return [found.get(row) for row in rows]

    def record_ids(self, rows: Sequence[int]) -> list[str]:
        """The record ids of rows, in that order; rows that are gone are left out."""
        return [str(found[0]) for found in self.cells(rows, ("id",)) if found is not None]

    def rows_of(self, record_ids: Sequence[str]) -> list[int]:
        """The row numbers of records, in no order; records that are gone are left out."""
        found: list[int] = []
        for some in _slices(record_ids):
            places = ", ".join("?" * len(some))
            found.extend(self._numbers(f"SELECT rowid FROM project WHERE id IN ({places})", some))
        return found

    def completions(self, field: str, text: str, *, limit: int = 12) -> list[str]:
        """Values already in use that hold `text`, for a company among all companies, for a person likewise.

        Values of the field itself come first.
        """
        together = next((group for group in _COMPLETED_TOGETHER if field in group), frozenset({field}))
        found: dict[str, None] = {}
        for name in (field, *sorted(together - {field})):
            rows = self._connection.execute(
                f"SELECT DISTINCT {_column(name)} FROM project WHERE instr({name}, ?) LIMIT {int(limit)}",
                (text,),
            )
            found.update((str(value), None) for (value,) in rows)
        return list(found)[:limit]

    def near_duplicates(
        self, *, name: str, category: str | None, permit_no: str | None, without: str | None = None
    ) -> list[NearDuplicate]:
        """Live projects of the same family and name (spaces and widths aside) or of the same 施工许可证号.

        `without` is the id of the record itself.
        """
        found: dict[str, NearDuplicate] = {}
        if permit_no:
            rows = self._connection.execute(
                "SELECT id, name FROM project WHERE permit_no = ? AND id IS NOT ? LIMIT 5",
                (permit_no, without),
            )
            found.update((row, NearDuplicate(row, named, "permit_no")) for row, named in rows)
        plain = plain_text(name)
        if plain and category:
            # The first line of the searched text is the plain name.
            rows = self._connection.execute(
                f"SELECT id, name FROM project WHERE category = ? AND id IS NOT ?"
                f" AND ({SEARCH} = ? OR substr({SEARCH}, 1, ?) = ?) LIMIT 5",
                (category, without, plain, len(plain) + 1, f"{plain}\n"),
            )
            found.update((row, NearDuplicate(row, named, "name")) for row, named in rows)
        return list(found.values())

    def _by_name(self, where: str, values: Sequence[Cell]) -> array[int]:
        """The rows under a condition in the order of names; kept, since the next question often only turns."""
        self._forget_if_written()
        asked = (where, tuple(values))
        if self._found is None or self._found[0] != asked:
            found = self._numbers(f"SELECT rowid FROM project{where} ORDER BY {ORDER}", values)
            self._found = (asked, found)
        return self._found[1]

    def _forget_if_written(self) -> None:
        version = (self._number("PRAGMA data_version", ()), self._connection.total_changes)
        if version != self._version:
            self._orders.clear()
            self._found = None
            self._version = version

    def _order(self, column: str) -> _Order:
        self._forget_if_written()
        if column not in self._orders:
            self._orders[column] = self._sorted(column)
        return self._orders[column]

    def _sorted(self, column: str) -> _Order:
        field = _FIELDS.get(column)
        if field is not None and field.kind in _BY_NUMBER:
            return self._sorted_by_number(f'"{column}"', is_day=field.kind is Kind.DATE)
        return self._sorted_by_rank(column)

    def _sorted_by_number(self, column: str, *, is_day: bool) -> _Order:
        """Numbers and days: SQLite orders them faster than Python."""
        by = column if is_day else f"{column} + 0"  # decimals are kept as text
        filled = f"SELECT rowid FROM project WHERE {column} <> '' ORDER BY {by}, {ORDER}"
        blank = f"SELECT rowid FROM project WHERE {column} IS NULL OR {column} = '' ORDER BY {ORDER}"
        return _Order(self._numbers(filled, ()), self._numbers(blank, ()))

    def _sorted_by_rank(self, column: str) -> _Order:
        """Each value gets its rank, each row the number rank × rows + place by name: integers sort fast."""
        rows = self._by_name("", ())
        values = dict(self._connection.execute(f"SELECT rowid, {_column(column)} FROM project"))
        filled = sorted(
            {value for value in values.values() if value not in (None, "")}, key=_value_key(column)
        )
        ranks = {value: rank * len(rows) for rank, value in enumerate(filled)}
        numbers = sorted(
            ranks[value] + place for place, row in enumerate(rows) if (value := values[row]) in ranks
        )
        ordered = array("q", [rows[number % len(rows)] for number in numbers])
        return _Order(ordered, array("q", [row for row in rows if values[row] not in ranks]))

    def _numbers(self, statement: str, values: Sequence[Cell]) -> array[int]:
        return array("q", [row for (row,) in self._connection.execute(statement, tuple(values))])

    def _number(self, statement: str, values: Sequence[Cell]) -> int:
        return int(self._connection.execute(statement, tuple(values)).fetchone()[0])


def _where(query: ProjectQuery, *, without: str | None) -> tuple[str, list[Cell]]:
    """The condition of a query, with " WHERE " before it, and its values; `without` leaves one facet out."""
    tests: list[str] = []
    values: list[Cell] = []
    for word in search_words(query.search):
        tests.append(f"instr({SEARCH}, ?)")
        values.append(word)
    for facet, wanted in query.filters.items():
        if not wanted or facet == without or facet not in FACETS:
            continue
        if facet in (DONE, MISSING):
            tests.append(_milestone_test(wanted, done=facet == DONE))
            continue
        filled = sorted(value for value in wanted if value is not None)
        parts = [f"{facet} IN ({', '.join('?' * len(filled))})"] if filled else []
        values.extend(filled)
        if None in wanted:
            parts.append(f"{facet} IS NULL OR {facet} = ''")
        tests.append(f"({' OR '.join(parts)})")
    return (f" WHERE {' AND '.join(tests)}" if tests else ""), values


def _milestone_test(wanted: Iterable[str | None], *, done: bool) -> str:
    masks = sorted({milestone_code_mask(code or "") for code in wanted} - {0})
    sign = "=" if done else "<>"
    return f"({' OR '.join(f'{BITS} & {mask} {sign} {mask}' for mask in masks) or '0'})"


def _value_key(column: str) -> Callable[[Cell], Any]:
    field = _FIELDS.get(column)
    if column == MILESTONES:  # how many are done, then which
        return lambda mask: (int(mask or 0).bit_count(), mask)
    if field is not None and field.choices is not None:
        return _choice_key(field)
    return lambda text: sort_key(str(text))


def _choice_key(field: FieldSpec) -> Callable[[Cell], Any]:
    """As declared, which is the order people read them in; what a newer program wrote comes after."""
    places = {member.value: place for place, member in enumerate(field.choices or ())}
    return lambda code: (places.get(code, len(places)), code)


def _column(name: str) -> str:
    if name in _EXPRESSIONS:
        return _EXPRESSIONS[name]
    if name != "id" and name not in _FIELDS:
        raise KeyError(name)
    return f'"{name}"'


def _slices(rows: Sequence[_Key]) -> Iterable[list[_Key]]:
    listed = list(rows)
    return (listed[at : at + _MOST_PARAMETERS] for at in range(0, len(listed), _MOST_PARAMETERS))
