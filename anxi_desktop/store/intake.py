"""Takes entries of other laptops into the journal: stored once, judged, and let to take effect, all or nothing.

State is a function of the set of accepted entries, so a touched record is simply decided anew from all its entries:
order, duplicates and lateness need no case of their own. Source: exchange design, sections 2 and 4.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from anxi_desktop.domain import clock
from anxi_desktop.domain.entry import MAX_INTEGER, Entry, name_of, signed_message, stored
from anxi_desktop.domain.merge import heads_of
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.trust import Trust, needs_origin
from anxi_desktop.store.acceptance import Arrived, Held, Judge, covered, held_counts, hold, site_keys
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries, NewEntry
from anxi_desktop.store.keys import is_signed
from anxi_desktop.store.local import get_local, put_local
from anxi_desktop.store.schema import INDEXES
from anxi_desktop.store.row_state import RowState, decoded, write_states
from anxi_desktop.store.tables import TypedTables, write_status

_BATCH = 2_000
_MANY = 5_000

Line = tuple[Entry, bytes, bytes | None]
"""What a bundle holds of an entry: the entry, its bytes, its signature or None."""


@dataclass(slots=True)
class Taken:
    """What an intake did. `new` and `changed` count records, `known` entries that were here already.

    `held` counts entries that are stored and do not count, by reason; `touched` are the records whose state moved.
    """

    entries: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    unknown: int = 0
    held: dict[Held, int] = field(default_factory=dict[Held, int])
    touched: set[str] = field(default_factory=set[str])
    tables: set[str] = field(default_factory=set[str])
    chains: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


class Intake:
    """One intake inside the caller's write transaction: `take` batch by batch, then `finish`."""

    def __init__(self, connection: Connection, trust: Trust) -> None:
        self._connection = connection
        self._trust = trust
        self._entries = Entries(connection)
        self._arrived: dict[int, Arrived] = {}
        self._keys = site_keys(connection)
        self._stamp = 0
        self._now = time.time_ns() // 1_000_000
        self.taken = Taken()

    def take(self, lines: Iterable[Line]) -> Iterator[int]:
        """Store entries that are not here yet; yields how many have been looked at, batch by batch."""
        batch: dict[str, Line] = {}
        seen = 0
        for entry, body, sig in lines:
            batch[name_of(body)] = (entry, body, sig)
            seen += 1
            if len(batch) >= _BATCH:
                self._store(batch)
                batch = {}
                yield seen
        self._store(batch)
        yield seen

    def _store(self, batch: Mapping[str, Line]) -> None:
        known = self._known(batch)
        for name, (entry, body, sig) in batch.items():
            self.taken.chains.add((entry.stream, entry.site))
            found = known.get(name)
            if found is not None:
                self.taken.known += 1
                key, had = found
                if sig is not None and sig != had and self._is_true(name, entry, sig):
                    self._entries.sign([(sig, key)])  # a relay had left it out, or put another in its place
                continue
            key = self._entries.add(NewEntry(name, entry, body, self._now, sig))
            self._arrived[key] = Arrived(key, name, entry, sig)
            self._stamp = max(self._stamp, entry.stamp)
            self.taken.entries += 1

    def _known(self, batch: Mapping[str, Line]) -> dict[str, tuple[int, bytes | None]]:
        marks = ", ".join("?" * len(batch))
        return {
            name: (key, sig)
            for name, key, sig in self._connection.execute(
                f"SELECT name, id, sig FROM entry WHERE name IN ({marks})", tuple(batch)
            )
        }

    def _is_true(self, name: str, entry: Entry, sig: bytes) -> bool:
        message = signed_message(stream=entry.stream, site=entry.site, seq=entry.seq, name=name)
        return is_signed(public=self._keys.get(entry.site, ""), message=message, signature=sig)

    def finish(self) -> Taken:
        """Judge what arrived and let it take effect."""
        self._entries.flush()
        keys = self._keys
        free, waiting = covered(self._connection, self._arrived.values(), keys, chains_met=self.taken.chains)
        hold(self._connection, dict.fromkeys(waiting, Held.UNSIGNED), free)
        rows = {one.entry.row for one in self._arrived.values()}
        rows.update(self._rows_of(free - self._arrived.keys()))
        rows.update(_held_rows(self._connection, Held.ROLE))  # what they hang on may have come
        if any(self._trust.revocation(keys.get(site, "")) is not None for _, site in self.taken.chains):
            # How far a revoked laptop counts is known only where its chain has no gap.
            rows.update(_held_rows(self._connection, Held.REVOKED))
        settle(self._connection, rows, self._trust, keys, taken=self.taken, arrived=self._arrived)
        self._judge_below(rows, keys)
        self._hear()
        return self.taken

    def _judge_below(self, rows: set[str], keys: Mapping[str, str]) -> None:
        """What an enterprise may write below a record depends on who made that record, which may have just come."""
        if not any(needs_origin(self._trust, key) for key in set(keys.values())):
            return
        done, level = set(rows), set(rows)
        while level:
            level = set(_children(self._connection, level)) - done
            settle(self._connection, level, self._trust, keys, taken=self.taken)
            done |= level

    def _rows_of(self, keys: Iterable[int]) -> Iterator[str]:
        for key in keys:
            yield str(self._connection.execute("SELECT row FROM entry WHERE id = ?", (key,)).fetchone()[0])

    def _hear(self) -> None:
        last = int(get_local(self._connection, "stamp") or 0)
        heard = clock.heard(last=last, received=self._stamp, wall_ms=self._now)
        put_local(self._connection, "stamp", str(heard))


_BELOW = (
    *(("hazard_step", "hazard"), ("photo", "hazard"), ("photo", "inspection"), ("hazard", "inspection")),
    *(("inspection_item", "inspection"), ("inspection", "reviews")),
)
"""Record types whose right to be written depends on the record they name in a field."""


def _children(connection: Connection, rows: set[str]) -> Iterator[str]:
    listed = json.dumps(sorted(rows))
    for entity, name in _BELOW:
        query = f"SELECT id FROM {entity} WHERE {name} IN (SELECT value FROM json_each(?))"
        for (row,) in connection.execute(query, (listed,)).fetchall():
            yield str(row)


def _held_rows(connection: Connection, why: Held) -> Iterator[str]:
    query = "SELECT DISTINCT row FROM held JOIN entry ON entry.id = held.id WHERE why = ?"
    for (row,) in connection.execute(query, (why.value,)).fetchall():
        yield str(row)


def settle(
    connection: Connection,
    rows: Iterable[str],
    trust: Trust,
    keys: Mapping[str, str],
    *,
    taken: Taken | None = None,
    arrived: Mapping[int, Arrived] | None = None,
) -> Taken:
    """Decide records anew from all their stored entries: which of these count, what their fields are.

    `arrived` are the entries stored last, all of them and in their order: they are not read again.
    """
    told = taken if taken is not None else Taken()
    judge = Judge(connection, trust, keys)
    fresh = _Fresh(arrived or {})
    listed = sorted(rows)
    with _indexed_afterwards(connection, fresh.records()):
        for at in range(0, len(listed), _BATCH):
            _settle(connection, listed[at : at + _BATCH], judge, told, fresh)
    told.held = held_counts(connection)
    return told


@contextmanager
def _indexed_afterwards(connection: Connection, records: Mapping[str, int]) -> Generator[None]:
    """Tables that are to hold far more than before (`records`: how many come) are indexed once they are full."""
    indexes: list[str] = []
    for entity, count in records.items():
        if entity in SPECS and count >= _MANY:
            (known,) = connection.execute(f"SELECT count(*) FROM {entity}").fetchone()
            indexes.extend(INDEXES[entity] if count >= 2 * known else ())
    for index in indexes:
        connection.execute(f"DROP INDEX {index.partition(' ')[0]}")
    yield
    for index in indexes:
        connection.execute(f"CREATE INDEX {index}")


class _Fresh:
    """Entries that have just been stored, by record; `first` is the lowest of their row numbers."""

    def __init__(self, arrived: Mapping[int, Arrived]) -> None:
        self.first = min(arrived, default=MAX_INTEGER - 1)
        self._of: dict[str, list[tuple[int, str, Entry]]] = {}
        for key, one in arrived.items():
            self._of.setdefault(one.entry.row, []).append((key, one.name, one.entry))

    def records(self) -> Counter[str]:
        """How many records of each type there are."""
        return Counter(found[0][2].entity for found in self._of.values())

    def of(self, row: str) -> list[tuple[int, str, Entry]]:
        """The (row number, name, entry) of one record, ascending."""
        return self._of.get(row, [])


def _settle(connection: Connection, rows: list[str], judge: Judge, told: Taken, fresh: _Fresh) -> None:
    entries = Entries(connection)
    found = _read(connection, rows, entries, fresh)
    waiting = _unsigned(connection, rows)
    before = _states(connection, rows)
    states: dict[str, RowState] = {}
    made: dict[str, int] = {}
    empty: list[str] = []
    held: dict[int, Held] = {}
    free: list[int] = []
    pending: list[tuple[str, str, str, int]] = []
    for row in rows:
        all_of_it = [one for one in found.get(row, []) if one[0] not in waiting]
        refused = judge.judged(all_of_it)
        held.update(refused)
        counted = [one for one in all_of_it if one[0] not in refused]
        free.extend(key for key, _, _ in counted)
        if not counted:
            empty.append(row)
            continue
        states[row] = RowState(min(entry.entity for _, _, entry in counted), heads_of(counted))
        made[row] = counted[0][0]
        pending.extend(_pending(row, counted))
    hold(connection, held, free)
    owners = _owners(connection, before)
    _count(told, states, before, empty)
    _forget(connection, [row for row in empty if row in before], before)
    moved = [row for row in states if row in before and _first(connection, states[row], row) != made[row]]
    _forget(connection, moved, before)
    write_states(connection, states)
    TypedTables(connection, entries).write(states, made=made)
    write_status(connection, owners)
    connection.executemany("DELETE FROM pending WHERE row = ?", [(row,) for row in rows])
    connection.executemany("INSERT INTO pending(seen, row, field, by) VALUES (?, ?, ?, ?)", pending)


def _read(
    connection: Connection, rows: list[str], entries: Entries, fresh: _Fresh
) -> dict[str, list[tuple[int, str, Entry]]]:
    """All stored entries of records, in order of arrival."""
    found: dict[str, list[tuple[int, str, Entry]]] = {}
    marks = ", ".join("?" * len(rows))
    for key, name, row, body in connection.execute(
        f"SELECT id, name, row, body FROM entry WHERE row IN ({marks}) AND id < ? ORDER BY id",
        (*rows, fresh.first),
    ):
        found.setdefault(row, []).append((key, name, stored(body)))
    for row in rows:
        found.setdefault(row, []).extend(fresh.of(row))
        for key, name, entry in found[row]:
            entries.remember(key, name, entry)
    return found


def _unsigned(connection: Connection, rows: list[str]) -> set[int]:
    marks = ", ".join("?" * len(rows))
    return {
        int(key)
        for (key,) in connection.execute(
            f"SELECT held.id FROM held JOIN entry ON entry.id = held.id WHERE why = ? AND row IN ({marks})",
            (Held.UNSIGNED.value, *rows),
        )
    }


def _owners(connection: Connection, before: Mapping[str, tuple[str, str]]) -> list[str]:
    """The projects that show something of records which may go or change."""
    found: set[str] = set()
    for row, (entity, _) in before.items():
        if entity in ("fact", "milestone"):
            for (project,) in connection.execute(f"SELECT project FROM {entity} WHERE id = ?", (row,)):
                found.add(str(project))
    return sorted(found)


def _states(connection: Connection, rows: list[str]) -> dict[str, tuple[str, str]]:
    """Per record that has a state: its type and heads as they are written."""
    marks = ", ".join("?" * len(rows))
    return {
        row: (entity, heads)
        for row, entity, heads in connection.execute(
            f"SELECT row, entity, heads FROM state WHERE row IN ({marks})", rows
        )
    }


def _first(connection: Connection, state: RowState, row: str) -> int | None:
    if state.entity not in SPECS:
        return None
    found = connection.execute(f"SELECT rowid FROM {state.entity} WHERE id = ?", (row,)).fetchone()
    return int(found[0]) if found else None


def _forget(connection: Connection, rows: list[str], before: Mapping[str, tuple[str, str]]) -> None:
    """Take away what tables show of records whose entries no longer count, or that begin earlier now."""
    connection.executemany("DELETE FROM state WHERE row = ?", [(row,) for row in rows])
    for row in rows:
        entity = before[row][0]
        if entity in SPECS:
            connection.execute(f"DELETE FROM {entity} WHERE id = ?", (row,))


def _pending(row: str, counted: list[tuple[int, str, Entry]]) -> Iterator[tuple[str, str, str, int]]:
    """(name, row, field, by) of entries that others saw and that are not here."""
    here = {name for _, name, _ in counted}
    for key, _, entry in counted:
        if not entry.seen and not entry.seen_for:
            continue
        for name in entry.set:
            for seen in entry.saw(name):
                if seen not in here:
                    yield seen, row, name, key


def _count(
    told: Taken, states: Mapping[str, RowState], before: Mapping[str, tuple[str, str]], empty: list[str]
) -> None:
    for row, state in states.items():
        if row not in before:
            told.new += 1
        elif decoded(before[row][1]) == dict(state.heads):
            continue
        else:
            told.changed += 1
        told.touched.add(row)
        told.tables.add(state.entity)
        told.unknown += state.entity not in SPECS
    for row in empty:
        if row in before:
            told.changed += 1
            told.touched.add(row)
            told.tables.add(before[row][0])
