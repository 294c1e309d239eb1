"""Typed tables: what the screens read. Rows are computed from the heads of each record, never edited.

A row's number in its table is that of the record's first entry, so that lists keep their order when tables
are made again from the journal.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from anxi_desktop.domain import merge, status
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.merge import Heads
from anxi_desktop.domain.pinyin import initials
from anxi_desktop.domain.project_list import milestone_mask
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind, RecordSpec
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.row_state import RowState
from anxi_desktop.store.schema import MILESTONES, columns

# What a project's row shows of records below it, written after all rows of an action.
_SHOWN_WITH_PROJECT = ("fact", "milestone")
_COMPUTED_LATER = {*status.STATUS_FIELDS, "graded_on", MILESTONES}
_BATCH = 500

# A bundle may bring a value of any kind for a field; a table shows one of its own kind or nothing.
_KINDS: dict[Kind, type] = {
    **dict.fromkeys((Kind.TEXT, Kind.NOTE, Kind.CHOICE, Kind.DATE, Kind.DECIMAL, Kind.ROW), str),
    Kind.INTEGER: int,
    Kind.FLAG: bool,
    Kind.TEXTS: list,
}
assert set(_KINDS) == set(Kind)


class TypedTables:
    """Writes typed rows from states. One instance serves one transaction."""

    def __init__(self, connection: Connection, entries: Entries) -> None:
        self._connection = connection
        self._entries = entries

    def write(self, touched: Mapping[str, RowState], *, made: Mapping[str, int]) -> None:
        """Bring the typed rows of `touched` (row id → state) up to date, and the projects they concern.

        `made` gives the row number of the first entry of records that are new.
        """
        projects = {row for row, state in touched.items() if state.entity == "project"}
        for row, state in touched.items():
            if state.entity in _SHOWN_WITH_PROJECT:
                projects.update(self._projects_of(row, state, is_new=row in made))
        self.write_rows(touched, made=made)
        write_status(self._connection, sorted(projects))

    def write_rows(self, states: Mapping[str, RowState], *, made: Mapping[str, int]) -> None:
        """The typed rows alone, without what projects show of records below them."""
        for entity, spec in SPECS.items():  # a record type of a newer program is shown after the upgrade
            rows = {row: state for row, state in states.items() if state.entity == entity}
            gone = [
                row for row, state in rows.items() if DELETED in state.heads and self.deleted(state.heads)
            ]
            for row in gone:
                del rows[row]
            self._connection.executemany(f"DELETE FROM {entity} WHERE id = ?", [(row,) for row in gone])
            self._connection.executemany(
                _layout(entity).upsert,
                (self._typed(spec, row, state, made.get(row)) for row, state in rows.items()),
            )

    def values(self, entity: str, heads: Heads) -> dict[str, JournalValue]:
        """The values of a record's journalled fields, decided from its heads; a field without any is missing."""
        alone = set(heads.values())
        if len(alone) == 1 and len(keys := alone.pop()) == 1:
            return dict(self._entries.head(keys[0]).set)
        found: dict[str, JournalValue] = {}
        for name, field in SPECS[entity].stored.items():
            keys = heads.get(name, ())
            if len(keys) == 1:
                found[name] = self._entries.head(keys[0]).set[name]
            elif keys:
                shown = (
                    status.value_field(found.get("fact")) if (entity, name) == ("fact", "value") else field
                )
                found[name] = merge.decide(shown, map(self._entries.head, keys), name)
        return found

    def before(self, entity: str, field: str, keys: Iterable[int]) -> JournalValue:
        """The value that `keys` (former heads of a field) stood for; None where there was none."""
        spec = SPECS.get(entity)
        return merge.decide(spec.stored.get(field) if spec else None, map(self._entries.head, keys), field)

    def deleted(self, heads: Heads) -> bool:
        """True when the record with these heads is deleted."""
        return DELETED in heads and merge.is_deleted(heads, self._entries.heads(heads))

    def _typed(self, spec: RecordSpec, row: str, state: RowState, made: int | None) -> tuple[object, ...]:
        values = self.values(spec.entity, state.heads)
        if made is None and DELETED in state.heads:  # it may have been deleted, and its row with it
            made = self._entries.first_of(row)
        cells: list[object] = [made, row]
        for name, kind in _layout(spec.entity).kinds:
            value = values.get(name)
            cells.append(value if type(value) is kind else None)
        for place in _layout(spec.entity).lists:
            cells[place] = json.dumps(cells[place] or [], ensure_ascii=False)
        cells.append(max(self._entries.head(key).stamp for key in _keys(state.heads)))
        if spec.entity == "project":
            name = values.get("name")
            cells.extend((search_text(values), sort_key(name) if isinstance(name, str) else None, 0))
        return tuple(cells)

    def _projects_of(self, row: str, state: RowState, *, is_new: bool) -> set[str]:
        found = {str(self._entries.head(key).set["project"]) for key in state.heads.get("project", ())}
        if not is_new:
            table = state.entity
            rows = self._connection.execute(f"SELECT project FROM {table} WHERE id = ?", (row,)).fetchall()
            found.update(str(project) for (project,) in rows)
        return found


def write_status(connection: Connection, projects: Sequence[str]) -> None:
    """Write what the rows of `projects` (ids) show of their facts and milestones."""
    names = [*status.STATUS_FIELDS, "graded_on"]
    places = ", ".join(f"{name} = ?" for name in (*names, MILESTONES))
    for at in range(0, len(projects), _BATCH):
        some = projects[at : at + _BATCH]
        marks = ", ".join("?" * len(some))
        facts: dict[str, list[status.DatedFact]] = {}
        for project, *fact in connection.execute(
            f"SELECT project, id, fact, value, valid_from, stamp_ FROM fact WHERE project IN ({marks})", some
        ):
            facts.setdefault(project, []).append(status.DatedFact(*fact))
        done: dict[str, list[str]] = {}
        for project, item in connection.execute(
            f"SELECT project, item FROM milestone WHERE project IN ({marks}) AND done_on IS NOT NULL", some
        ):
            done.setdefault(project, []).append(item)
        rows: list[tuple[object, ...]] = []
        for project in some:
            shown = status.columns(facts.get(project, ()))
            rows.append((*(shown[name] for name in names), milestone_mask(done.get(project, ())), project))
        connection.executemany(f"UPDATE project SET {places} WHERE id = ?", rows)


def dated_facts(connection: Connection, project: str) -> list[status.DatedFact]:
    """All facts of one project, in no order."""
    rows = connection.execute(
        "SELECT id, fact, value, valid_from, stamp_ FROM fact WHERE project = ?", (project,)
    )
    return [status.DatedFact(*cast("tuple[str, str, str | None, str | None, int]", row)) for row in rows]


def search_text(values: Mapping[str, JournalValue]) -> str:
    """What a search looks through: name, companies and the pinyin initials of both, in small letters."""
    words: list[str] = []
    for field in ("name", "contractor", "property_company"):
        value = values.get(field)
        if isinstance(value, str) and value:
            plain = plain_text(value)
            words.append(plain)
            words.extend(variant for variant in initials(plain) if variant != plain)
    return "\n".join(words)


def plain_text(text: str) -> str:
    """Text as it is searched: compatibility forms unified, no spaces, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@dataclass(frozen=True, slots=True)
class _Layout:
    """How rows of one typed table are written: the statement, field names with their type, places of lists."""

    upsert: str
    kinds: tuple[tuple[str, type], ...]
    lists: tuple[int, ...]


@cache
def _layout(entity: str) -> _Layout:
    spec = SPECS[entity]
    names = columns(spec)
    listed = ", ".join(f'"{name}"' for name in names)
    places = ", ".join("?" for _ in names)
    kept = {"id", *(_COMPUTED_LATER if entity == "project" else ())}
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in kept)
    return _Layout(
        upsert=f"INSERT INTO {entity}(rowid, {listed}) VALUES (?, {places})"
        f" ON CONFLICT(id) DO UPDATE SET {updates}",
        kinds=tuple((name, _KINDS[field.kind]) for name, field in spec.fields.items()),
        lists=tuple(at for at, field in enumerate(spec.fields.values(), 2) if field.kind is Kind.TEXTS),
    )


def _keys(heads: Heads) -> set[int]:
    return {key for keys in heads.values() for key in keys}
