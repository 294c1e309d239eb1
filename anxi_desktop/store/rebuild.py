"""State, typed tables and digest are functions of the set of accepted entries; here they are made from nothing else.

Whatever order entries arrived in, and however often: the same entries give the same rows and the same digest. Entries
that are held (`store.acceptance`) are stored and count for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator

from anxi_desktop.domain.entry import Entry, stored
from anxi_desktop.domain.merge import heads_of
from anxi_desktop.store import schema
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.local import put_local
from anxi_desktop.store.row_state import RowState, decoded, write_states
from anxi_desktop.store.tables import TypedTables, write_status

_BATCH = 2_000

Row = list[tuple[int, str, Entry]]
"""All entries of one record: (row number, name, entry)."""


def rebuild(connection: Connection) -> None:
    """Make state, pending and typed tables again from the entries, inside the caller's write transaction."""
    connection.execute("DELETE FROM state")
    connection.execute("DELETE FROM pending")
    schema.drop_typed(connection)
    schema.make_typed(connection)
    projects: list[str] = []
    for rows in _batches(connection):
        entries = Entries(connection)
        states: dict[str, RowState] = {}
        made: dict[str, int] = {}
        for row, found in rows.items():
            states[row] = RowState(min(entry.entity for _, _, entry in found), heads_of(found))
            made[row] = found[0][0]
            for key, name, entry in found:
                entries.remember(key, name, entry)
        write_states(connection, states)
        TypedTables(connection, entries).write_rows(states, made=made)
        connection.executemany(
            "INSERT INTO pending(seen, row, field, by) VALUES (?, ?, ?, ?)", _pending(rows)
        )
        projects.extend(row for row, state in states.items() if state.entity == "project")
    schema.index_typed(connection)
    write_status(connection, projects)
    put_local(connection, "typed", schema.typed_version())


def digest(connection: Connection) -> str:
    """SHA-256 over the sorted (row, field, names of heads) of all accepted entries, deleted rows included."""
    total = hashlib.sha256()
    cursor = connection.execute("SELECT row, heads FROM state ORDER BY row")
    while found := cursor.fetchmany(_BATCH):
        states = [(row, decoded(heads)) for row, heads in found]
        names = _names(connection, {key for _, heads in states for keys in heads.values() for key in keys})
        for row, heads in states:
            for field in sorted(heads):
                # Canonical JSON by hand: ids, field names and entry names hold nothing to escape.
                listed = '","'.join(sorted(names[key] for key in heads[field]))
                total.update(f'["{row}","{field}",["{listed}"]]\n'.encode())
    return total.hexdigest()


def _batches(connection: Connection) -> Generator[dict[str, Row]]:
    """All records with all their entries, in the order in which records began."""
    grouped = connection.execute(
        "SELECT row, group_concat(id) FROM entry WHERE id NOT IN (SELECT id FROM held)"
        " GROUP BY row ORDER BY min(id)"
    )
    batch: dict[str, list[int]] = {}
    size = 0
    for row, listed in grouped:
        batch[row] = sorted(int(key) for key in listed.split(","))
        size += len(batch[row])
        if size >= _BATCH:
            yield _read(connection, batch)
            batch, size = {}, 0
    if batch:
        yield _read(connection, batch)


def _read(connection: Connection, batch: dict[str, list[int]]) -> dict[str, Row]:
    keys = [key for found in batch.values() for key in found]
    entries = {
        key: (name, stored(body))
        for part in _parts(sorted(keys))
        for key, name, body in connection.execute(
            f"SELECT id, name, body FROM entry WHERE id IN ({', '.join('?' * len(part))})", part
        )
    }
    return {row: [(key, *entries[key]) for key in found] for row, found in batch.items()}


def _pending(rows: dict[str, Row]) -> Iterator[tuple[str, str, str, int]]:
    """(name, row, field, by) of entries that others saw and that have not arrived."""
    for row, found in rows.items():
        known = {name for _, name, _ in found}
        for key, _, entry in found:
            if not entry.seen and not entry.seen_for:
                continue
            for field in entry.set:
                for name in entry.saw(field):
                    if name not in known:
                        yield name, row, field, key


def _names(connection: Connection, keys: set[int]) -> dict[int, str]:
    return {
        int(key): str(name)
        for part in _parts(sorted(keys))
        for key, name in connection.execute(
            f"SELECT id, name FROM entry WHERE id IN ({', '.join('?' * len(part))})", part
        )
    }


def _parts(keys: list[int]) -> Iterable[list[int]]:
    return (keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH))
