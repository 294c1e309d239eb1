"""Stored entries by their row number, each read once per transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anxi_desktop.domain.entry import Entry, stored
from anxi_desktop.domain.merge import HeadEntry, covered_by
from anxi_desktop.store.db import Connection

_INSERT = (
    "INSERT INTO entry(id, name, stream, site, seq, stamp, body, sig, arrived, group_id, row)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry about to be stored: `arrived` is this laptop's clock in milliseconds."""

    name: str
    entry: Entry
    body: bytes
    arrived: int
    sig: bytes | None = None


class Entries:
    """Reads and adds entries. One instance serves one transaction and remembers what it has met."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads: dict[int, HeadEntry] = {}
        self._streams: dict[int, str] = {}
        self._keys: dict[str, int] = {}
        self._waiting: list[tuple[object, ...]] = []
        self._next = 0

    def add(self, new: NewEntry) -> int:
        """Store an entry at the latest by `flush`; its row number."""
        if not self._next:
            self._next = int(self._connection.execute("SELECT max(id) FROM entry").fetchone()[0] or 0) + 1
        key, entry = self._next, new.entry
        self._next += 1
        where = (entry.stream, entry.site, entry.seq, entry.stamp)
        self._waiting.append((key, new.name, *where, new.body, new.sig, new.arrived, entry.group, entry.row))
        self._remember(key, new.name, entry)
        if len(self._waiting) >= _BATCH:
            self.flush()
        return key

    def flush(self) -> None:
        """Write what `add` was given."""
        self._connection.executemany(_INSERT, self._waiting)
        self._waiting.clear()

    def sign(self, signatures: Iterable[tuple[bytes, int]]) -> None:
        """Keep (signature, row number) of entries that have been flushed."""
        self._connection.executemany("UPDATE entry SET sig = ? WHERE id = ?", signatures)

    def head(self, key: int) -> HeadEntry:
        """One entry as deciding needs it."""
        if key not in self._heads:
            name, body = self._connection.execute(
                "SELECT name, body FROM entry WHERE id = ?", (key,)
            ).fetchone()
            self._remember(key, str(name), stored(body))
        return self._heads[key]

    def heads(self, heads: Mapping[str, tuple[int, ...]]) -> dict[int, HeadEntry]:
        """All head entries of a row by their row number."""
        return {key: self.head(key) for keys in heads.values() for key in keys}

    def name(self, key: int) -> str:
        """The name of an entry."""
        return self.head(key).name

    def stream(self, key: int) -> str:
        """The stream an entry stands in."""
        self.head(key)
        return self._streams[key]

    def key_of(self, name: str) -> int | None:
        """The row number of an entry, or None where it has not arrived."""
        if name not in self._keys:
            found = self._connection.execute("SELECT id FROM entry WHERE name = ?", (name,)).fetchone()
            if found is None:
                return None
            self._keys[name] = int(found[0])
        return self._keys[name]

    def first_of(self, row: str) -> int | None:
        """The row number of a record's first entry among those that are flushed."""
        found = self._connection.execute("SELECT min(id) FROM entry WHERE row = ?", (row,)).fetchone()
        return None if found[0] is None else int(found[0])

    def remember(self, key: int, name: str, entry: Entry) -> None:
        """Take an entry that was read elsewhere, so that it is not read again."""
        self._remember(key, name, entry)

    def _remember(self, key: int, name: str, entry: Entry) -> None:
        self._heads[key] = HeadEntry(name, entry.stamp, entry.set, covered_by(entry.seen_for))
        self._streams[key] = entry.stream
        self._keys[name] = key
