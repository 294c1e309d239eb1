"""Records are decided anew from all their stored entries: which of these count, what the fields are, what tables show.

State is a function of the set of accepted entries: order, duplicates and lateness need no case of their own.
Source: exchange design, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from anxi_desktop.domain.entry import MAX_INTEGER, Entry, stored
from anxi_desktop.domain.merge import heads_of
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.trust import Trust
from anxi_desktop.store.acceptance import Arrived, Held, Judge, held_counts, hold
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.row_state import RowState, decoded, write_states
from anxi_desktop.store.tables import TypedTables, write_status

_BATCH = 2_000


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
    for at in range(0, len(listed), _BATCH):
        _settle(connection, listed[at : at + _BATCH], judge, told, fresh)
    told.held = held_counts(connection)
    return told


class _Fresh:
    """Entries that have just been stored, by record; `first` is the lowest of their row numbers."""

    def __init__(self, arrived: Mapping[int, Arrived]) -> None:
        self.first = min(arrived, default=MAX_INTEGER - 1)
        self._of: dict[str, list[tuple[int, str, Entry]]] = {}
        for key, one in arrived.items():
            self._of.setdefault(one.entry.row, []).append((key, one.name, one.entry))

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
