"""The journal: appends the entries of one user action and lets them take effect, in one transaction.

`Appender` is the only code that writes entries of this laptop.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from anxi_desktop.domain import clock, merge
from anxi_desktop.domain.entry import ALL_FIELDS, DELETED, Entry, name_of, signed_message, stored
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.merge import Heads
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save, check, stream_of
from anxi_desktop.domain.words import ENTITIES, reason
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries, NewEntry
from anxi_desktop.store.keys import DeviceKey
from anxi_desktop.store.local import get_local, put_local
from anxi_desktop.store.row_state import RowState, read_state, write_states
from anxi_desktop.store.tables import TypedTables


@dataclass(frozen=True, slots=True)
class Action:
    """One user action: who did what, in words; `group` names it, `undoes` the action it takes back."""

    author: str
    title: str
    group: str
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """The last entry of a chain: its number in the chain, its name and row number."""

    seq: int = 0
    name: str = ""
    key: int = 0


class Appender:
    """Appends entries inside the caller's write transaction; `finish` makes them count.

    Entries and tables are written in batches: until `finish` only this object knows all of the action.
    """

    def __init__(self, connection: Connection, *, site: str, key: DeviceKey, action: Action) -> None:
        self._connection = connection
        self._site = site
        self._key = key
        self._action = action
        self._entries = Entries(connection)
        self._tables = TypedTables(connection, self._entries)
        self._ends: dict[str, _End] = {}
        self._states: dict[str, RowState | None] = {}
        self._touched: dict[str, RowState] = {}
        self._made: dict[str, int] = {}
        self._stamp = int(get_local(connection, "stamp") or 0)
        self._arrived = time.time_ns() // 1_000_000

    @property
    def tables(self) -> set[str]:
        """The record types this action touched."""
        return {state.entity for state in self._touched.values()}

    def append(self, save: Save) -> None:
        """Check a save and append it as an entry that saw every present head of what it sets."""
        state = self.state(save.row)
        check(save, new=state is None)
        if state is not None:
            if state.entity != save.entity or (DELETED not in save.set and self.is_deleted(state)):
                raise AnxiError("not_found", entity=ENTITIES[save.entity], id=save.row)
            _demand_same_home(save)
        self._write(save, state)

    def restore(self, save: Save) -> None:
        """Append values that stood in the journal before: what an undo brings back was never refused."""
        self._write(save, self.state(save.row))

    def state(self, row: str) -> RowState | None:
        """The present state of a row, this action's own entries included."""
        if row not in self._states:
            self._states[row] = read_state(self._connection, row)
        return self._states[row]

    def is_deleted(self, state: RowState) -> bool:
        """True when the record in this state is deleted."""
        return self._tables.deleted(state.heads)

    def was_deleted(self, row: str, *, before: int) -> bool:
        """True when the record was deleted before entry number `before` came."""
        found = self._connection.execute(
            "SELECT id, name, body FROM entry WHERE row = ? AND id < ? AND id NOT IN (SELECT id FROM held)",
            (row, before),
        )
        entries = [(key, name, stored(body)) for key, name, body in found]
        for key, name, entry in entries:
            self._entries.remember(key, name, entry)
        return self._tables.deleted(merge.heads_of(entries)) if entries else False

    def key_of(self, name: str) -> int | None:
        """The row number of a stored entry, or None where it has not arrived."""
        return self._entries.key_of(name)

    def entry(self, key: int) -> Entry:
        """An entry that stood in the journal before this action."""
        found = self._connection.execute("SELECT body FROM entry WHERE id = ?", (key,)).fetchone()
        return stored(found[0])

    def entries_of(self, group: str, row: str | None = None) -> list[tuple[int, Entry]]:
        """(row number, entry) of an earlier action in the order they were written; of one record when given."""
        # A record has few entries and an import many: each time the index that finds few.
        chosen = ("row = ? AND +group_id = ?", (row, group)) if row else ("group_id = ?", (group,))
        query = f"SELECT id, name, body FROM entry WHERE {chosen[0]} ORDER BY id"
        found: list[tuple[int, Entry]] = []
        for key, name, body in self._connection.execute(query, chosen[1]):
            entry = stored(body)
            self._entries.remember(key, name, entry)
            found.append((key, entry))
        return found

    def existed_before(self, row: str, key: int) -> bool:
        """True when the row had an entry before entry number `key`."""
        first = self._entries.first_of(row)
        return first is not None and first < key

    def before(self, entity: str, field: str, keys: Iterable[int]) -> JournalValue:
        """The value former heads of a field stood for."""
        return self._tables.before(entity, field, keys)

    def next_number(self, entity: str, *, prefix: str, year: int) -> str:
        """The next human number of a record type, HZ-2026-K7-013: prefix, year, this site's code, counter.

        Taken inside the transaction and never given twice, not even after an undo.
        """
        key = f"number:{prefix}-{year}"
        found = self._connection.execute("SELECT code FROM device WHERE site = ?", (self._site,)).fetchone()
        stem = f"{prefix}-{year}-{found[0] if found else get_local(self._connection, 'code') or ''}-"
        last, _, counter = (get_local(self._connection, key) or "").rpartition("-")
        number = int(counter) if f"{last}-" == stem else 0
        for (given,) in self._connection.execute(
            f"SELECT number FROM {entity} WHERE number >= ? AND number < ?", (stem, stem + "\U0010ffff")
        ):
            rest = str(given)[len(stem) :]
            if rest.isascii() and rest.isdigit() and len(rest) <= 9:
                number = max(number, int(rest))
        made = f"{stem}{number + 1:03d}"
        put_local(self._connection, key, made)
        return made

    def forget_draft(self, draft: str) -> None:
        """Take away the draft that this action finishes. Raises AnxiError("draft_gone") where there is none."""
        self._connection.execute("DELETE FROM draft_part WHERE draft = ?", (draft,))
        if self._connection.execute("DELETE FROM draft WHERE id = ?", (draft,)).rowcount != 1:
            raise AnxiError("draft_gone")

    def finish(self) -> None:
        """Sign the last entry of every stream, write state and typed rows."""
        self._entries.flush()
        self._entries.sign((self._signature(stream, end), end.key) for stream, end in self._ends.items())
        put_local(self._connection, "stamp", str(self._stamp))
        write_states(self._connection, self._touched)
        self._tables.write(self._touched, made=self._made)

    def _signature(self, stream: str, end: _End) -> bytes:
        return self._key.sign(signed_message(stream=stream, site=self._site, seq=end.seq, name=end.name))

    def _write(self, save: Save, state: RowState | None) -> None:
        heads: Heads = {} if state is None else state.heads
        seen, seen_for = self._seen(save, heads) if heads and save.set else ((), {})
        stream = self._stream(save, heads)
        end = self._end(stream)
        self._stamp = clock.next_stamp(last=self._stamp, wall_ms=time.time_ns() // 1_000_000)
        entry = Entry(
            stream=stream,
            site=self._site,
            seq=end.seq + 1,
            chain=end.name,
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
        key = self._entries.add(NewEntry(name, entry, body, self._arrived))
        self._ends[stream] = _End(end.seq + 1, name, key)
        if state is None:
            self._made[save.row] = key
        changed = RowState(save.entity, merge.replaced(heads, key=key, sets=save.set))
        self._states[save.row] = changed
        self._touched[save.row] = changed

    def _seen(self, save: Save, heads: Heads) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
        """The heads this save replaces, by name: those of most of its fields, and of the fields that differ."""
        named = {keys: self._names(keys) for keys in {heads.get(field, ()) for field in save.set}}
        per_field = {field: named[heads.get(field, ())] for field in sorted(save.set)}
        common = Counter(per_field.values()).most_common(1)[0][0]
        apart = {field: names for field, names in per_field.items() if names != common}
        if save.set.get(DELETED) is True:
            apart[ALL_FIELDS] = self._names({key for keys in heads.values() for key in keys})
        return common, apart

    def _names(self, keys: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(self._entries.name(key) for key in keys))

    def _end(self, stream: str) -> _End:
        if stream not in self._ends:
            # What waits for a signature was not written here: our own next signature would make a forgery ours.
            found = self._connection.execute(
                "SELECT seq, name, id FROM entry WHERE stream = ? AND site = ?"
                " AND id NOT IN (SELECT id FROM held WHERE why = 'unsigned') ORDER BY seq DESC LIMIT 1",
                (stream, self._site),
            ).fetchone()
            return _End(int(found[0]), str(found[1]), int(found[2])) if found else _End()
        return self._ends[stream]

    def _stream(self, save: Save, heads: Heads) -> str:
        if heads:
            return self._entries.stream(next(iter(heads.values()))[0])
        project = save.set.get("project")
        return stream_of(SPECS[save.entity], row=save.row, project=str(project) if project else None)


def _demand_same_home(save: Save) -> None:
    """A record never changes stream: moving it to another project is deletion and a new record."""
    if "project" in save.set and SPECS[save.entity].parent == "project":
        raise AnxiError(
            "bad_value", entity=ENTITIES[save.entity], field="项目", value="", reason=reason("immovable")
        )
