"""A laptop among others: who it is, what it goes by, what it has heard of whom.

Everything here happens inside a write transaction of `Store.meeting`, so that a bundle is taken in whole or not at all.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.domain.site import Card
from anxi_desktop.domain.trust import Role, Trust
from anxi_desktop.store.acceptance import Held, site_keys
from anxi_desktop.store.db import Connection
from anxi_desktop.store.intake import Intake
from anxi_desktop.store.settling import Taken, settle


@dataclass(frozen=True, slots=True)
class Met:
    """When a device was met last (milliseconds), by its public key."""

    device: str
    at: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an export or import did, kept to be read and printed later."""

    id: str
    kind: str
    at: int
    body: dict[str, object]


class Meeting:
    """One exchange inside the caller's write transaction."""

    def __init__(
        self, connection: Connection, *, card: Card, sign: Callable[[bytes], bytes], trust: Trust
    ) -> None:
        self.connection = connection
        self.card = card
        self.sign = sign
        self.trust = trust

    def intake(self) -> Intake:
        """Takes entries of others in."""
        return Intake(self.connection, self.trust)

    def judge_again(self, trust: Trust) -> Taken:
        """A newer trust list, or a pairing: every record with an entry of another laptop is decided anew."""
        self.trust = trust
        rows = self.connection.execute(
            "SELECT DISTINCT row FROM entry WHERE site IN (SELECT site FROM card WHERE key <> ?)"
            " OR id IN (SELECT id FROM held)",
            (self.card.key,),
        )
        return settle(
            self.connection, [str(row) for (row,) in rows.fetchall()], trust, site_keys(self.connection)
        )

    def hear(self, device: str, heads: Iterable[Head], wants: Iterable[str]) -> None:
        """Remember how far another device says it is, and which files it lacks."""
        self.connection.execute("DELETE FROM known WHERE device = ?", (device,))
        self.connection.executemany(
            "INSERT OR IGNORE INTO known(device, stream, site, seq, name) VALUES (?, ?, ?, ?, ?)",
            [(device, head.stream, head.site, head.seq, head.name) for head in heads],
        )
        self.connection.execute(
            "INSERT INTO met(device, at) VALUES (?, ?) ON CONFLICT(device) DO UPDATE SET at = excluded.at",
            (device, time.time_ns() // 1_000_000),
        )
        self.connection.execute("DELETE FROM wanted WHERE by = ?", (device,))
        self.connection.executemany(
            "INSERT INTO wanted(digest, by) VALUES (?, ?)", [(digest, device) for digest in set(wants)]
        )

    def note(self, kind: str, body: dict[str, object]) -> Receipt:
        """Keep a receipt."""
        made = Receipt(uuid.uuid4().hex, kind, time.time_ns() // 1_000_000, body)
        self.connection.execute(
            "INSERT INTO receipt(id, kind, at, body) VALUES (?, ?, ?, ?)",
            (made.id, kind, made.at, json.dumps(body, ensure_ascii=False, sort_keys=True)),
        )
        return made


def known_heads(connection: Connection, device: str) -> list[Head]:
    """How far a device said it is when it was met last; empty for one that was never met."""
    return [
        Head(*found)
        for found in connection.execute(
            "SELECT stream, site, seq, name FROM known WHERE device = ? ORDER BY stream, site", (device,)
        )
    ]


def met(connection: Connection) -> dict[str, int]:
    """When each device was met last, in milliseconds, by its public key."""
    return {str(device): int(at) for device, at in connection.execute("SELECT device, at FROM met")}


def receipts(connection: Connection, *, limit: int = 200) -> Iterator[Receipt]:
    """The receipts, newest first."""
    for row, kind, at, body in connection.execute(
        "SELECT id, kind, at, body FROM receipt ORDER BY at DESC, id LIMIT ?", (limit,)
    ):
        yield Receipt(row, kind, at, json.loads(body))


def unconfirmed(connection: Connection, own_sites: Iterable[str]) -> int:
    """How many of this laptop's own entries no other device has said it holds, by the names of their chains' heads."""
    total = 0
    for site in own_sites:
        for stream, last in connection.execute(
            "SELECT stream, max(seq) FROM entry WHERE site = ? AND id NOT IN (SELECT id FROM held WHERE why = ?)"
            " GROUP BY stream",
            (site, Held.UNSIGNED.value),
        ).fetchall():
            (confirmed,) = connection.execute(
                "SELECT coalesce(max(entry.seq), 0) FROM known JOIN entry ON entry.name = known.name"
                " AND entry.stream = known.stream AND entry.site = known.site"
                " WHERE known.stream = ? AND known.site = ?",
                (stream, site),
            ).fetchone()
            total += max(0, last - min(last, confirmed))
    return total


def lacks(connection: Connection, device: str, sees: Callable[[str], bool]) -> int:
    """How many entries a device lacks by what it said last."""
    known = {(head.stream, head.site): head.seq for head in known_heads(connection, device)}
    return sum(
        max(0, last - known.get((stream, site), 0))
        for stream, site, last in connection.execute(
            "SELECT stream, site, max(seq) FROM entry WHERE id NOT IN (SELECT id FROM held WHERE why = ?)"
            " GROUP BY stream, site",
            (Held.UNSIGNED.value,),
        )
        if sees(stream)
    )


def missing_files(connection: Connection) -> list[tuple[str, int]]:
    """(SHA-256, size) of the files that entries name and that are not here."""
    return [
        (str(digest), int(size))
        for digest, size in connection.execute(
            "SELECT digest, size FROM attachment WHERE NOT have ORDER BY digest"
        )
    ]


def streams_for(trust: Trust, device: str | None) -> Callable[[str], bool]:
    """Which streams a bundle for a device may hold: an enterprise sees its own projects and the county's."""
    member = trust.member(device) if device is not None else None
    if member is None or member.role is not Role.ENTERPRISE:
        return lambda _stream: True
    return member.may_enter
