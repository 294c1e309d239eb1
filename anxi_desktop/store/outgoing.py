"""What a bundle carries out of the journal: the entries its receiver lacks, chain by chain, and the files they name.

A receiver says how far it holds each chain without a gap. What it cannot have, it gets whole: a chain it does not
know, or one of which we hold two branches (a copied database that wrote on).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.domain.entry import Entry, stored
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.db import Connection
from anxi_desktop.store.local import local_under, put_local

_LINKED = "linked:"
_DIGEST = re.compile(r"[0-9a-f]{64}")
FILES: dict[tuple[str, str], None] = dict.fromkeys(
    [
        ("photo", "digest"),
        ("unit_letter", "scan"),
        ("unit_form", "digest"),
        ("submission", "files"),
        ("risk_map", "background"),
    ]
)
"""The fields that name files by their SHA-256, alone or before a name."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One entry to be sent."""

    stream: str
    site: str
    seq: int
    body: bytes
    sig: bytes | None


def heads(connection: Connection, sees: Callable[[str], bool]) -> list[Head]:
    """How far every chain of the streams that `sees` allows is held here, from its first entry on, link by link.

    How far that was the last time is kept, inside the caller's write transaction: only what is new is walked.
    """
    found: list[Head] = []
    before = local_under(connection, _LINKED)
    for stream, site, last in connection.execute(
        "SELECT stream, site, max(seq) FROM entry WHERE id NOT IN (SELECT id FROM held WHERE why = ?)"
        " GROUP BY stream, site ORDER BY stream, site",
        (Held.UNSIGNED.value,),
    ).fetchall():
        if not sees(stream):
            continue
        key = f"{_LINKED}{stream}:{site}"
        seq, _, name = before.get(key, "0 ").partition(" ")
        sure = head = Head(stream, site, int(seq), name)
        if sure.seq < last:
            sure, head = _linked(connection, sure)
            put_local(connection, key, f"{sure.seq} {sure.name}")
        if head.seq:
            found.append(head)
    return found


def gaps(connection: Connection) -> Iterator[tuple[str, str, int, int]]:
    """(stream, site, first, last): numbers of chains that have not arrived although later ones have.

    What waits for a signature proves nothing about the numbers before it: anybody could have made it up.
    """
    yield from connection.execute(
        "SELECT stream, site, before + 1, seq - 1 FROM (SELECT stream, site, seq,"
        " lag(seq, 1, 0) OVER (PARTITION BY stream, site ORDER BY seq) AS before,"
        " max(iif(id IN (SELECT id FROM held WHERE why = ?), 0, seq)) OVER (PARTITION BY stream, site) AS last"
        " FROM entry WHERE (stream, site) IN (SELECT stream, site FROM entry GROUP BY stream, site"
        " HAVING count(DISTINCT seq) < max(seq))) WHERE seq > before + 1 AND seq <= last"
        " ORDER BY stream, site, seq",
        (Held.UNSIGNED.value,),
    )


def lacking(
    connection: Connection, known: Iterable[Head], sees: Callable[[str], bool], *, since_ms: int = 0
) -> Iterator[Outgoing]:
    """The entries of the streams that `sees` allows, which a receiver that holds `known` lacks.

    `since_ms` leaves out what stands before all that arrived since. In the order of chains; every chain ends with
    a signed entry.
    """
    held = {(head.stream, head.site): head for head in known}
    chains = connection.execute(
        "SELECT stream, site, count(*), count(DISTINCT seq), max(seq) FROM entry"
        " WHERE id NOT IN (SELECT id FROM held WHERE why = ?) GROUP BY stream, site ORDER BY stream, site",
        (Held.UNSIGNED.value,),
    ).fetchall()
    for stream, site, count, numbers, last in chains:
        if not sees(stream):
            continue
        after = 0
        head = held.get((stream, site))
        if head is not None and count == numbers and _holds(connection, head):
            after = head.seq
        if since_ms:  # a signature covers what stands before it, also where that arrived later
            (first,) = connection.execute(
                "SELECT min(seq) FROM entry WHERE stream = ? AND site = ? AND arrived >= ?",
                (stream, site, since_ms),
            ).fetchone()
            after = max(after, last if first is None else first - 1)
        if after >= last:
            continue
        for seq, body, sig in connection.execute(
            "SELECT seq, body, sig FROM entry WHERE stream = ? AND site = ? AND seq > ?"
            " AND id NOT IN (SELECT id FROM held WHERE why = ?) ORDER BY seq, name",
            (stream, site, after, Held.UNSIGNED.value),
        ):
            yield Outgoing(stream, site, seq, body, sig)


def files_of(entry: Entry) -> Iterator[str]:
    """The SHA-256 of the files an entry names."""
    for field, value in entry.set.items():
        if (entry.entity, field) in FILES:
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and (found := _DIGEST.match(text)) is not None:
                    yield found[0]


def files_in(bodies: Iterable[bytes]) -> set[str]:
    """The SHA-256 of the files that entries name; only those of a type that names some are read."""
    entities = tuple({f'"entity":"{entity}"'.encode() for entity, _ in FILES})
    return {
        digest
        for body in bodies
        if any(mark in body for mark in entities)
        for digest in files_of(stored(body))
    }


def _holds(connection: Connection, head: Head) -> bool:
    """Whether an entry stands here with a signature behind it: a forgery that both hold is no meeting point."""
    query = (
        "SELECT 1 FROM entry WHERE name = ? AND stream = ? AND site = ? AND seq = ?"
        " AND id NOT IN (SELECT id FROM held WHERE why = ?)"
    )
    where = (head.name, head.stream, head.site, head.seq, Held.UNSIGNED.value)
    return connection.execute(query, where).fetchone() is not None


def _linked(connection: Connection, sure: Head) -> tuple[Head, Head]:
    """How far the entries after `sure` are linked to it by name: all that a signature reaches, and all.

    Numbers alone would not do: of a chain that a copied database has forked, entry 3 of one branch may be here and
    4 and 5 of the other.
    """
    head = sure
    for seq, name, body, waits in connection.execute(
        "SELECT seq, name, body, id IN (SELECT id FROM held WHERE why = ?) AS waits FROM entry"
        " WHERE stream = ? AND site = ? AND seq > ? ORDER BY seq, waits, name",
        (Held.UNSIGNED.value, sure.stream, sure.site, sure.seq),
    ):
        if seq > head.seq + 1:
            break
        if seq == head.seq + 1 and f'"chain":"{head.name}"'.encode() in body:
            head = Head(sure.stream, sure.site, seq, name)
            sure = sure if waits else head
    return sure, head
