"""The journal: appends the entries of one user action and lets them take effect, in one transaction.

`Appender` is the only code that writes entries of this laptop. `rebuild` makes state and typed tables again
from the entries alone, which proves that they hold nothing of their own.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anxi_desktop.domain import clock, merge
from anxi_desktop.domain.entry import ALL_FIELDS, DELETED, Entry, name_of, parse, signed_message
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.merge import HeadEntry, Heads
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save, check, stream_of
from anxi_desktop.domain.words import ENTITIES, reason
from anxi_desktop.store import schema
from anxi_desktop.store.db import Connection
from anxi_desktop.store.keys import DeviceKey
from anxi_desktop.store.tables import RowState, TypedTables


@dataclass(frozen=True, slots=True)
class Action:
    """One user action: who did what, in words; `group` names it, `undoes` the action it takes back."""

    author: str
    title: str
    group: str
    undoes: str | None = None


class Appender:
    """Appends entries inside the caller's write transaction; `finish` makes them count."""

    def __init__(self, connection: Connection, *, site: str, key: DeviceKey, action: Action) -> None:
        self._connection = connection
        self._site = site
        self._key = key
        self._action = action
        self._ends: dict[str, tuple[int, str]] = {}
        self._states: dict[str, RowState | None] = {}
        self._touched: dict[str, RowState] = {}
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._tables = TypedTables(connection)
        self._stamp = int(get_local(connection, "stamp") or 0)
        self._arrived = time.time_ns() // 1_000_000

    @property
    def tables(self) -> set[str]:
        """The record types this action touched."""
        return {state.entity for state in self._touched.values()}

    def append(self, save: Save) -> None:
        """Check a save and append it as an entry that saw every present head of what it sets."""
        state = self.state(save.row)
        new = state is None
        check(save, new=new)
        if state is None:
            state = RowState(save.entity, {})
        elif state.entity != save.entity or (DELETED not in save.set and self._tables.deleted(state.heads)):
            raise AnxiError("not_found", entity=ENTITIES[save.entity], id=save.row)
        self._write(save, state, self._stream(save, state))

    def state(self, row: str) -> RowState | None:
        """The present state of a row, this action's own entries included."""
        if row not in self._states:
            found = self._connection.execute(
                "SELECT entity, heads FROM state WHERE row = ?", (row,)
            ).fetchone()
            self._states[row] = RowState(found[0], json.loads(found[1])) if found else None
        return self._states[row]

    def entry(self, key: int) -> tuple[str, Entry]:
        """The name and content of a stored entry."""
        found = self._connection.execute("SELECT name, body FROM entry WHERE id = ?", (key,)).fetchone()
        return str(found[0]), parse(bytes(found[1]))

    def key_of(self, name: str) -> int | None:
        """The row number of a stored entry, or None where it has not arrived."""
        if name not in self._ids:
            found = self._connection.execute("SELECT id FROM entry WHERE name = ?", (name,)).fetchone()
            if found is None:
                return None
            self._ids[name] = int(found[0])
        return self._ids[name]

    def existed_before(self, row: str, key: int) -> bool:
        """True when the row had an entry before entry number `key`."""
        query = "SELECT 1 FROM entry WHERE row = ? AND id < ? LIMIT 1"
        return self._connection.execute(query, (row, key)).fetchone() is not None

    def before(self, entity: str, field: str, keys: Iterable[int]) -> JournalValue:
        """The value former heads of a field stood for."""
        return self._tables.before(entity, field, keys)

    def finish(self) -> None:
        """Sign the last entry of every stream, write state and typed rows."""
        for stream, (seq, name) in self._ends.items():
            message = signed_message(stream=stream, site=self._site, seq=seq, name=name)
            self._connection.execute(
                "UPDATE entry SET sig = ? WHERE name = ?", (self._key.sign(message), name)
            )
        put_local(self._connection, "stamp", str(self._stamp))
        write_states(self._connection, self._touched)
        self._tables.write(self._touched)

    def _write(self, save: Save, state: RowState, stream: str) -> None:
        seen, seen_for = self._seen(save, state.heads)
        seq, chain = self._end(stream)
        self._stamp = clock.next_stamp(last=self._stamp, wall_ms=time.time_ns() // 1_000_000)
        entry = Entry(
            stream=stream,
            site=self._site,
            seq=seq + 1,
            chain=chain,
            stamp=self._stamp,
            author=self._action.author,
            title=self._action.title,
            group=self._action.group,
            undoes=self._action.undoes,
            entity=save.entity,
            row=save.row,
            set=save.set,
            seen=seen,
            seen_for=seen_for,
            extra={},
        )
        body = entry.validate()
        name = name_of(body)
        key = insert_entry(self._connection, entry, name=name, body=body, sig=None, arrived=self._arrived)
        self._ends[stream] = (seq + 1, name)
        self._ids[name] = key
        self._names[key] = name
        self._tables.know(key, HeadEntry(name, entry.stamp, entry.set, merge.covered_by(seen_for)))
        heads = {field: list(keys) for field, keys in state.heads.items()}
        saw = {field: state.heads.get(field, []) for field in save.set}
        merge.fold(heads, key=key, sets=save.set, saw=saw, dead=())
        changed = RowState(save.entity, heads)
        self._states[save.row] = changed
        self._touched[save.row] = changed

    def _seen(self, save: Save, heads: Heads) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
        per_field = {
            field: tuple(sorted(self._name(key) for key in heads.get(field, ()))) for field in save.set
        }
        common = Counter(per_field[field] for field in sorted(per_field)).most_common(1)[0][0]
        apart = {field: names for field, names in per_field.items() if names != common}
        if save.set.get(DELETED) is True:
            apart[ALL_FIELDS] = tuple(sorted({self._name(key) for keys in heads.values() for key in keys}))
        return common, apart

    def _name(self, key: int) -> str:
        if key not in self._names:
            found = self._connection.execute("SELECT name FROM entry WHERE id = ?", (key,)).fetchone()
            self._names[key] = str(found[0])
        return self._names[key]

    def _end(self, stream: str) -> tuple[int, str]:
        if stream not in self._ends:
            found = self._connection.execute(
                "SELECT seq, name FROM entry WHERE stream = ? AND site = ? ORDER BY seq DESC LIMIT 1",
                (stream, self._site),
            ).fetchone()
            return (int(found[0]), str(found[1])) if found else (0, "")
        return self._ends[stream]

    def _stream(self, save: Save, state: RowState) -> str:
        if state.heads:
            _immovable(save)
            key = next(iter(state.heads.values()))[0]
            found = self._connection.execute("SELECT stream FROM entry WHERE id = ?", (key,)).fetchone()
            return str(found[0])
        project = save.set.get("project")
        return stream_of(SPECS[save.entity], row=save.row, project=str(project) if project else None)


def insert_entry(
    connection: Connection, entry: Entry, *, name: str, body: bytes, sig: bytes | None, arrived: int
) -> int:
    """Store one entry; its row number. `arrived` is this laptop's clock in milliseconds."""
    cursor = connection.execute(
        "INSERT INTO entry(name, stream, site, seq, stamp, body, sig, arrived, group_id, row)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (name, entry.stream, entry.site, entry.seq, entry.stamp, body, sig, arrived, entry.group, entry.row),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def write_states(connection: Connection, states: Mapping[str, RowState]) -> None:
    """Write rows of `state`."""
    connection.executemany(
        "INSERT INTO state(row, entity, heads) VALUES (?, ?, ?)"
        " ON CONFLICT(row) DO UPDATE SET entity = excluded.entity, heads = excluded.heads",
        [
            (row, state.entity, json.dumps(state.heads, sort_keys=True, separators=(",", ":")))
            for row, state in states.items()
        ],
    )


def rebuild(connection: Connection) -> None:
    """Make state, pending and typed tables again from the entries, inside the caller's write transaction."""
    connection.execute("DELETE FROM state")
    connection.execute("DELETE FROM pending")
    schema.drop_typed(connection)
    schema.make_typed(connection)
    keys = {str(name): int(key) for key, name in connection.execute("SELECT id, name FROM entry")}
    states: dict[str, RowState] = {}
    tables = TypedTables(connection)
    waiting: set[tuple[str, str, str]] = set()
    rows = connection.execute("SELECT id, name, body FROM entry ORDER BY id").fetchall()
    for key, name, body in rows:
        entry = parse(bytes(body))
        heads = states.setdefault(entry.row, RowState(entry.entity, {})).heads
        saw, missing = _resolve(entry, keys, arrived_before=key)
        dead = [field for field in entry.set if (name, entry.row, field) in waiting]
        merge.fold(heads, key=key, sets=entry.set, saw=saw, dead=dead)
        waiting.update((unseen, entry.row, field) for unseen, field in missing)
        connection.executemany(
            "INSERT OR IGNORE INTO pending(seen, row, field, by) VALUES (?, ?, ?, ?)",
            [(unseen, entry.row, field, key) for unseen, field in missing],
        )
        tables.know(key, HeadEntry(name, entry.stamp, entry.set, merge.covered_by(entry.seen_for)))
    write_states(connection, states)
    tables.write(states)
    put_local(connection, "typed", schema.typed_version())


def _resolve(
    entry: Entry, keys: Mapping[str, int], *, arrived_before: int
) -> tuple[dict[str, list[int]], list[tuple[str, str]]]:
    """Which stored entries `entry` saw per field, and (name, field) of those that arrived later or not yet."""
    saw: dict[str, list[int]] = {}
    missing: list[tuple[str, str]] = []
    for field in entry.set:
        for name in entry.saw(field):
            key = keys.get(name)
            if key is None or key > arrived_before:
                missing.append((name, field))
            else:
                saw.setdefault(field, []).append(key)
    return saw, missing


def digest(connection: Connection) -> str:
    """SHA-256 over the sorted (row, field, names of heads) of all accepted entries, deleted rows included."""
    names = {int(key): str(name) for key, name in connection.execute("SELECT id, name FROM entry")}
    total = hashlib.sha256()
    for row, heads in connection.execute("SELECT row, heads FROM state ORDER BY row"):
        found: Heads = json.loads(heads)
        for field in sorted(found):
            line = [row, field, sorted(names[key] for key in found[field])]
            total.update(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode())
            total.update(b"\n")
    return total.hexdigest()


def get_local(connection: Connection, key: str) -> str | None:
    """A value only this laptop keeps (its site, clock, token); outside the digest."""
    found = connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found else None


def put_local(connection: Connection, key: str, value: str) -> None:
    """Keep a value of this laptop."""
    connection.execute(
        "INSERT INTO local(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def group_rows(connection: Connection, group: str) -> Sequence[tuple[int, str, bytes]]:
    """(row number, name, body) of an action's entries in the order they were written."""
    rows = connection.execute("SELECT id, name, body FROM entry WHERE group_id = ? ORDER BY id", (group,))
    return [(int(key), str(name), bytes(body)) for key, name, body in rows]


def _immovable(save: Save) -> None:
    """A record never changes stream: moving it to another project is deletion and a new record."""
    if "project" in save.set and SPECS[save.entity].parent == "project":
        raise AnxiError(
            "bad_value", entity=ENTITIES[save.entity], field="项目", value="", reason=reason("immovable")
        )
