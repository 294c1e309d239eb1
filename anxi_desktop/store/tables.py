"""Typed tables: what the screens read. Rows are computed from the heads of each record, never edited."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from anxi_desktop.domain import merge, status
from anxi_desktop.domain.entry import parse
from anxi_desktop.domain.merge import HeadEntry, Heads
from anxi_desktop.domain.pinyin import initials
from anxi_desktop.domain.project_list import milestone_mask
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind, RecordSpec
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.store.db import Connection
from anxi_desktop.store.schema import MILESTONES, columns

# What a project's row shows of records below it, written after all rows of an action.
_SHOWN_WITH_PROJECT = ("fact", "milestone")
_COMPUTED_LATER = {*status.STATUS_FIELDS, "graded_on", MILESTONES, "id"}


@dataclass(frozen=True, slots=True)
class RowState:
    """One row of `state`: its record type and, per field, the ids of the head entries."""

    entity: str
    heads: Heads


class TypedTables:
    """Writes typed rows from states. One instance serves one transaction and caches the entries it reads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._entries: dict[int, HeadEntry] = {}

    def know(self, key: int, entry: HeadEntry) -> None:
        """Remember an entry just written, so that it is not read back."""
        self._entries[key] = entry

    def write(self, touched: Mapping[str, RowState]) -> None:
        """Bring the typed rows of `touched` (row id → state) up to date, and the projects their facts concern."""
        projects: set[str] = set()
        upserts: dict[str, list[tuple[object, ...]]] = {}
        gone: dict[str, list[tuple[str]]] = {}
        for row, state in touched.items():
            spec = SPECS.get(state.entity)
            if spec is None:
                continue  # a record type of a newer program: kept in the journal, shown after the upgrade
            if spec.entity in _SHOWN_WITH_PROJECT:
                projects.update(self._projects_of(row, state))
            if spec.entity == "project":
                projects.add(row)
            if merge.is_deleted(state.heads, self._load(state.heads)):
                gone.setdefault(spec.entity, []).append((row,))
            else:
                upserts.setdefault(spec.entity, []).append(self._typed(spec, row, state.heads))
        for entity, rows in gone.items():
            self._connection.executemany(f"DELETE FROM {entity} WHERE id = ?", rows)
        for entity, rows in upserts.items():
            self._connection.executemany(_upsert(SPECS[entity]), rows)
        self._write_status(projects)

    def values(self, entity: str, heads: Heads) -> dict[str, JournalValue]:
        """The values of a record's journalled fields, decided from its heads."""
        entries = self._load(heads)
        spec = SPECS[entity]
        return {
            name: merge.decide(spec.stored.get(name), (entries[key] for key in heads.get(name, ())), name)
            for name in spec.stored
        }

    def before(self, entity: str, field: str, keys: Iterable[int]) -> JournalValue:
        """The value that `keys` (former heads of a field) stood for; None where there was none."""
        spec = SPECS.get(entity)
        entries = self._load({field: list(keys)})
        return merge.decide(spec.stored.get(field) if spec else None, entries.values(), field)

    def deleted(self, heads: Heads) -> bool:
        """True when the record with these heads is deleted."""
        return merge.is_deleted(heads, self._load(heads))

    def _typed(self, spec: RecordSpec, row: str, heads: Heads) -> tuple[object, ...]:
        entries = self._load(heads)
        values = self.values(spec.entity, heads)
        stamp = max((entries[key].stamp for keys in heads.values() for key in keys), default=0)
        cells: list[object] = [row]
        for name, field in spec.fields.items():
            value = values.get(name)
            cells.append(json.dumps(value, ensure_ascii=False) if field.kind is Kind.TEXTS else value)
        cells.append(stamp)
        if spec.entity == "project":
            name = values.get("name")
            cells.extend((search_text(values), sort_key(name) if isinstance(name, str) else None, 0))
        return tuple(cells)

    def _load(self, heads: Heads) -> dict[int, HeadEntry]:
        wanted = {key for keys in heads.values() for key in keys}
        # Not a set difference: that would walk everything this transaction has read so far.
        for key in (key for key in wanted if key not in self._entries):
            found = self._connection.execute("SELECT name, body FROM entry WHERE id = ?", (key,)).fetchone()
            entry = parse(bytes(found[1]))
            self._entries[key] = HeadEntry(found[0], entry.stamp, entry.set, merge.covered_by(entry.seen_for))
        return {key: self._entries[key] for key in wanted}

    def _projects_of(self, row: str, state: RowState) -> set[str]:
        entries = self._load(state.heads)
        found = {
            str(entries[key].set["project"])
            for key in state.heads.get("project", ())
            if entries[key].set["project"] is not None
        }
        before = self._connection.execute(
            f"SELECT project FROM {state.entity} WHERE id = ?", (row,)
        ).fetchone()
        return found | ({str(before[0])} if before and before[0] else set())

    def _write_status(self, projects: set[str]) -> None:
        names = [*status.STATUS_FIELDS, "graded_on"]
        places = ", ".join(f"{name} = ?" for name in (*names, MILESTONES))
        rows: list[tuple[object, ...]] = []
        for project in projects:
            shown = status.columns(dated_facts(self._connection, project))
            done = self._connection.execute(
                "SELECT item FROM milestone WHERE project = ? AND done_on IS NOT NULL", (project,)
            )
            rows.append((*(shown[name] for name in names), milestone_mask(item for (item,) in done), project))
        self._connection.executemany(f"UPDATE project SET {places} WHERE id = ?", rows)


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


def _upsert(spec: RecordSpec) -> str:
    names = columns(spec)
    listed = ", ".join(f'"{name}"' for name in names)
    places = ", ".join("?" for _ in names)
    kept = _COMPUTED_LATER if spec.entity == "project" else {"id"}
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in kept)
    return f"INSERT INTO {spec.entity}({listed}) VALUES ({places}) ON CONFLICT(id) DO UPDATE SET {updates}"
