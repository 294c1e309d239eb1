"""Where laptops disagree: fields with heads of different values, deletions that missed an edit.

Nothing of this is kept: it is read from `state` and the journal, so it is right after any import, undo or
rebuild. A decision is an ordinary save; it saw every head, and so a later decision elsewhere is a new conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from anxi_desktop.domain import clock, merge
from anxi_desktop.domain.entry import DELETED, Entry, canonical, stored
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.merge import HeadEntry, Heads
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.orphans import LINKS, Place
from anxi_desktop.store.row_state import decoded
from anxi_desktop.store.store import Store
from anxi_desktop.store.tables import TypedTables

# Records that may be in conflict: a field with several heads is a list in `heads`, or a deletion is in sight. The
# index `state_maybe` holds exactly these rows of `state`, heads and all: 24 ms among 1,000,000 records with 10,000
# deletions, where a look at every row takes 700 ms. It must be asked for in its own words.
MAYBE = """instr(heads, '[') > 0 OR instr(heads, '"_deleted"') > 0"""


@dataclass(frozen=True, slots=True)
class Side:
    """One head: the entry `name` set the field to `value`. `when` is local time, `device` the laptop's code.

    `fields` are the fields of the record that this entry heads: what was edited, beside a deletion.
    """

    name: str
    value: JournalValue
    author: str
    when: datetime
    site: str
    device: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field whose heads differ, `sides` in the order of their stamps.

    `before` is what all sides had seen, unless that has not arrived here (`before_known` False). `_deleted` is a
    deletion against edits: sides with true want it gone, those with false changed it meanwhile.
    """

    entity: str
    row: str
    field: str
    shown: JournalValue
    before: JournalValue
    before_known: bool
    sides: tuple[Side, ...]


def conflicts(connection: Connection, *, row: str | None = None) -> list[Conflict]:
    """All conflicts of records that are in sight, in no order of weight; those of one record with `row`."""
    reader = _Reader(connection)
    return [found for place in _places(connection, row) for found in reader.conflicts(*place)]


def rows_in_conflict(connection: Connection, *, row: str | None = None) -> dict[Place, int]:
    """Per record in conflict how many of its fields are; cheaper than `conflicts`, for marks and badges."""
    reader = _Reader(connection)
    counted = {
        (entity, found): len(reader.fields(entity, heads))
        for entity, found, heads in _places(connection, row)
    }
    return {place: count for place, count in counted.items() if count}


def resolve(
    connection: Connection,
    conflict: Conflict,
    value: JournalValue,
    more: Callable[[], Iterable[Save]] = tuple,
) -> Callable[[Appender], list[Save]]:
    """The saves that decide a conflict, for `Store.edit`; a save is written also where nothing looks different.

    What one side wrote is taken as it is, since it was accepted before; another value is checked like any save.
    `more` gives further saves of the same action, asked for inside the transaction. Raises
    AnxiError("conflict_changed") where the sides are not those that were looked at.
    """

    def saves(appender: Appender) -> list[Save]:
        _demand_unchanged(connection, conflict)
        further = list(more())
        save = Save(conflict.entity, conflict.row, {conflict.field: value})
        if any(same(side.value, value) for side in conflict.sides):
            appender.restore(save)
            return further
        return [save, *further]

    return saves


def checked(
    store: Store, conflict: Conflict, value: JournalValue, *, today: date
) -> tuple[JournalValue, list[Save]]:
    """A value a person wrote, as it is kept, and what else an edit to it writes. Errors: those of an edit.

    What a side wrote needs no check.
    """
    if conflict.field == DELETED or any(same(side.value, value) for side in conflict.sides):
        return value, []
    saves = record_edit.edit_saves(store, conflict.entity, conflict.row, {conflict.field: value}, today=today)
    own = next((save for save in saves if save.row == conflict.row), None)
    further = [save for save in saves if save is not own]
    return (conflict.shown if own is None else own.set[conflict.field]), further


def same(left: JournalValue, right: JournalValue) -> bool:
    """Equal in the journal, where true is not 1."""
    return canonical(left) == canonical(right)


def _demand_unchanged(connection: Connection, conflict: Conflict) -> None:
    standing = next(
        (found for found in conflicts(connection, row=conflict.row) if found.field == conflict.field), None
    )
    names = {side.name for side in conflict.sides}
    if standing is None or {side.name for side in standing.sides} != names:
        raise AnxiError("conflict_changed")


def _places(connection: Connection, row: str | None) -> Generator[tuple[str, str, Heads]]:
    """(record type, id, heads) of records in sight that may be in conflict."""
    in_sight = "CASE entity {} ELSE 0 END".format(" ".join(map(_in_sight, SPECS)))
    chosen, values = ("row = ? AND", (row,)) if row is not None else ("", ())
    query = (
        f"SELECT entity, row, heads FROM state WHERE {chosen} ({MAYBE}) AND {in_sight} ORDER BY entity, row"
    )
    for entity, found, heads in connection.execute(query, values).fetchall():
        yield str(entity), str(found), decoded(heads)


def _in_sight(entity: str) -> str:
    """SQL: the record of `state` is no deleted one, nor is what it belongs to."""
    parents = "".join(
        f" AND (child.{field} IS NULL OR EXISTS (SELECT 1 FROM {parent} WHERE id = child.{field}))"
        for child, field, parent in LINKS
        if child == entity
    )
    return (
        f"WHEN '{entity}' THEN EXISTS (SELECT 1 FROM {entity} AS child WHERE child.id = state.row{parents})"
    )


class _Reader:
    """Tells conflicts from heads. One instance serves one question and remembers what it has read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._entries = Entries(connection)
        self._tables = TypedTables(connection, self._entries)
        self._devices = {
            str(site): str(code)
            for site, code in connection.execute("SELECT site, code FROM device ORDER BY rowid DESC")
        }

    def fields(self, entity: str, heads: Heads) -> list[str]:
        """The fields in conflict of a record in sight, in the order people read them."""
        found = [
            name
            for name in SPECS[entity].stored
            if len(keys := heads.get(name, ())) > 1 and merge.in_conflict(map(self._entries.head, keys), name)
        ]
        if any(self._entries.head(key).set[DELETED] is True for key in heads.get(DELETED, ())):
            found.insert(0, DELETED)
        return found

    def conflicts(self, entity: str, row: str, heads: Heads) -> list[Conflict]:
        """The conflicts of one record."""
        fields = self.fields(entity, heads)
        if not fields:
            return []
        journal = {
            str(name): (int(key), stored(body))
            for key, name, body in self._connection.execute(
                "SELECT id, name, body FROM entry WHERE row = ? AND id NOT IN (SELECT id FROM held)", (row,)
            )
        }
        shown = self._tables.values(entity, heads)
        found: list[Conflict] = []
        for field in fields:
            if field == DELETED:
                sides = self._against_deletion(heads, journal)
                found.append(Conflict(entity, row, field, False, False, True, sides))
                continue
            names = [self._entries.name(key) for key in heads[field]]
            keys, is_known = _common(names, field, journal)
            before = self._tables.before(entity, field, keys)
            sides = self._sides({name: journal[name][1].set[field] for name in names}, journal, {})
            found.append(Conflict(entity, row, field, shown.get(field), before, is_known, sides))
        return found

    def _against_deletion(self, heads: Heads, journal: Mapping[str, tuple[int, Entry]]) -> tuple[Side, ...]:
        """Who deleted the record, and the heads that a deletion did not know."""
        entries: dict[int, HeadEntry] = self._entries.heads(heads)
        gone = [key for key in heads[DELETED] if entries[key].set[DELETED] is True]
        fields: dict[str, list[str]] = {}
        for name, keys in heads.items():
            for key in keys:
                entry = entries[key]
                missed = any(entry.name not in entries[deletion].covered for deletion in gone)
                if key not in gone and missed:
                    fields.setdefault(entry.name, []).append(name)
        values: dict[str, JournalValue] = {entries[key].name: True for key in gone}
        values.update(dict.fromkeys(fields, False))
        return self._sides(values, journal, fields)

    def _sides(
        self,
        values: Mapping[str, JournalValue],
        journal: Mapping[str, tuple[int, Entry]],
        fields: Mapping[str, Iterable[str]],
    ) -> tuple[Side, ...]:
        ordered = sorted(values, key=lambda name: (journal[name][1].stamp, name))
        return tuple(
            self._side(name, values[name], journal[name][1], fields.get(name, ())) for name in ordered
        )

    def _side(self, name: str, value: JournalValue, entry: Entry, fields: Iterable[str]) -> Side:
        return Side(
            name=name,
            value=value,
            author=entry.author,
            when=clock.local_moment(entry.stamp),
            site=entry.site,
            device=self._devices.get(entry.site, entry.site[:6]),
            title=entry.title,
            fields=tuple(fields),
        )


def _common(
    names: Iterable[str], field: str, journal: Mapping[str, tuple[int, Entry]]
) -> tuple[list[int], bool]:
    """The latest entries that all of `names` had seen, and whether all that they had seen is here."""
    seen = {name: _ancestors(name, field, journal) for name in names}
    common = set[str].intersection(*seen.values())
    older = {name for one in common for name in _ancestors(one, field, journal)}
    is_known = all(name in journal for one in seen.values() for name in one)
    latest = [journal[name] for name in common - older if name in journal]
    return sorted(key for key, entry in latest if field in entry.set), is_known


def _ancestors(name: str, field: str, journal: Mapping[str, tuple[int, Entry]]) -> set[str]:
    """All that an entry had seen of a field, and what that had seen."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        entry = journal.get(waiting.pop())
        if entry is not None:
            fresh = set(entry[1].saw(field)) - found
            found |= fresh
            waiting.extend(fresh)
    return found
