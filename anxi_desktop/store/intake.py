"""Takes entries of other laptops into the journal: stored once, judged, and let to take effect, all or nothing.

Source: exchange design, sections 2 and 4.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping

from anxi_desktop.domain import clock
from anxi_desktop.domain.entry import Entry, name_of, signed_message
from anxi_desktop.domain.trust import Trust, needs_origin
from anxi_desktop.store.acceptance import Arrived, Held, covered, hold, site_keys
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries, NewEntry
from anxi_desktop.store.keys import is_signed
from anxi_desktop.store.local import get_local, put_local
from anxi_desktop.store.settling import Taken, settle

_BATCH = 2_000

Line = tuple[Entry, bytes, bytes | None]
"""What a bundle holds of an entry: the entry, its bytes, its signature or None."""


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
