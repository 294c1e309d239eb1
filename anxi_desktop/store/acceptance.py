"""Which stored entries count: a function of the entries and of the newest trust list, never of the way they came.

An entry counts when a signature of its site's key covers it, and when that key's owner is trusted and may write what
it writes. All others stay stored, are held without effect, and are
judged again when more entries or a newer trust list arrive. Source: exchange design, sections 1 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from anxi_desktop.domain.entry import Entry, signed_message, stored
from anxi_desktop.domain.trust import (
    Origin,
    Trust,
    Verdict,
    is_first,
    kept_names,
    needs_origin,
    origin_of,
    parent_of,
    standing,
    verdict,
)
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.db import Connection
from anxi_desktop.store.keys import is_signed


class Held(Enum):
    """Why a stored entry has no effect: no signature reaches it, its signer is unknown, revoked, or went too far."""

    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ROLE = "role"


_HELD = {Verdict.UNKNOWN: Held.UNKNOWN, Verdict.REVOKED: Held.REVOKED, Verdict.ROLE: Held.ROLE}


@dataclass(frozen=True, slots=True)
class Arrived:
    """An entry of another laptop that has just been stored under `key`."""

    key: int
    name: str
    entry: Entry
    sig: bytes | None


def covered(
    connection: Connection,
    arrived: Iterable[Arrived],
    keys: Mapping[str, str],
    *,
    chains_met: Iterable[tuple[str, str]] = (),
) -> tuple[set[int], set[int]]:
    """(row numbers now covered, row numbers not covered) among `arrived` and what waited for them.

    `keys` maps a site to its public key. A signature covers its entry and all that stand before it in its chain,
    linked by name; what was covered before covers on. `chains_met` are further (stream, site) to look at: a card
    or a signature may have come for what had come without it.
    """
    chains: dict[tuple[str, str], dict[str, Arrived]] = {chain: {} for chain in chains_met}
    for one in arrived:
        chains.setdefault((one.entry.stream, one.entry.site), {})[one.name] = one
    found: set[int] = set()
    left: set[int] = set()
    for (stream, site), waiting in chains.items():
        for one in _waiting(connection, stream, site):
            waiting.setdefault(one.name, one)
        reached = _reached(connection, stream, site, waiting, keys.get(site))
        found.update(waiting[name].key for name in reached)
        left.update(one.key for name, one in waiting.items() if name not in reached)
    return found, left


def _reached(
    connection: Connection, stream: str, site: str, waiting: Mapping[str, Arrived], key: str | None
) -> set[str]:
    """The names in one chain that a valid signature reaches."""
    if key is None:
        return set()
    reached: set[str] = set()
    # From the end: most chains of a bundle end in one signature, and all before it needs no check of its own.
    for one in sorted(waiting.values(), key=lambda found: -found.entry.seq):
        if one.name in reached or one.sig is None:
            continue
        message = signed_message(stream=stream, site=site, seq=one.entry.seq, name=one.name)
        if is_signed(public=key, message=message, signature=one.sig):
            _walk(one.name, waiting, reached)
    undecided = {one.key for one in waiting.values()}
    for one in list(waiting.values()):
        if one.name not in reached and _is_followed(connection, stream, site, one, undecided):
            _walk(one.name, waiting, reached)
    return reached


def _walk(name: str, waiting: Mapping[str, Arrived], reached: set[str]) -> None:
    while name in waiting and name not in reached:
        reached.add(name)
        name = waiting[name].entry.chain


def _is_followed(connection: Connection, stream: str, site: str, one: Arrived, undecided: set[int]) -> bool:
    """True when an entry that was covered earlier names this one as the one before it."""
    return any(
        key not in undecided and stored(body).chain == one.name
        for key, body in connection.execute(
            "SELECT id, body FROM entry WHERE stream = ? AND site = ? AND seq = ?"
            " AND id NOT IN (SELECT id FROM held WHERE why = ?)",
            (stream, site, one.entry.seq + 1, Held.UNSIGNED.value),
        )
    )


def _waiting(connection: Connection, stream: str, site: str) -> Iterable[Arrived]:
    """The entries of a chain that wait for a signature."""
    for key, name, body, sig in connection.execute(
        "SELECT entry.id, name, body, sig FROM held JOIN entry ON entry.id = held.id"
        " WHERE why = ? AND stream = ? AND site = ?",
        (Held.UNSIGNED.value, stream, site),
    ):
        yield Arrived(key, name, stored(body), sig)


class Judge:
    """Says of covered entries whether they count, by the newest trust list. One serves one transaction."""

    def __init__(self, connection: Connection, trust: Trust, keys: Mapping[str, str]) -> None:
        self._connection = connection
        self._trust = trust
        self._keys = keys
        self._kept: dict[str, frozenset[str]] = {}
        self._free: dict[str, bool] = {}

    def judged(self, entries: Sequence[tuple[int, str, Entry]]) -> dict[int, Held]:
        """Of one record's covered entries (row number, name, entry) those that do not count, with the reason."""
        if self._all_count([entry for _, _, entry in entries]):
            return {}
        standings = {name: self._standing(name, entry) for _, name, entry in entries}
        firsts = [
            (self._keys[entry.site], entry)
            for _, name, entry in entries
            if standings[name] is Verdict.ACCEPTED and is_first(entry)
        ]
        creator = origin_of(self._trust, firsts)
        found: dict[int, Held] = {}
        for key, name, entry in entries:
            said = standings[name]
            if said is Verdict.ACCEPTED:
                said = self._verdict(entry, creator)
            if said is not Verdict.ACCEPTED:
                found[key] = _HELD[said]
        return found

    def _all_count(self, entries: Sequence[Entry]) -> bool:
        """True where no rule asks for more than who wrote: most records, written by supervision in one stream."""
        one = entries[0] if entries else None
        return one is None or (
            one.entity != "device"
            and all(
                entry.stream == one.stream and entry.entity == one.entity and self._is_free(entry.site)
                for entry in entries
            )
        )

    def _is_free(self, site: str) -> bool:
        """Whether a site's laptop may write every record of every project."""
        if site not in self._free:
            public = self._keys.get(site, "")
            member = self._trust.member(public)
            self._free[site] = (
                member is not None
                and self._trust.revocation(public) is None
                and (public == self._trust.own or (not member.is_enterprise and member.projects is None))
            )
        return self._free[site]

    def _standing(self, name: str, entry: Entry) -> Verdict:
        public = self._keys.get(entry.site)
        if public is None:
            return Verdict.UNKNOWN
        return standing(self._trust, public, entry, kept=self._kept_of(public))

    def _verdict(self, entry: Entry, creator: Origin) -> Verdict:
        public = self._keys[entry.site]
        kept = self._kept_of(public)
        if not needs_origin(self._trust, public):
            return verdict(self._trust, public, entry, creator=creator, kept=kept)
        above = parent_of(entry, creator)
        parent = self._origin_of_row(above) if above is not None else None
        return verdict(self._trust, public, entry, creator=creator, parent=parent, kept=kept)

    def _origin_of_row(self, row: str) -> Origin:
        firsts: list[tuple[str, Entry]] = []
        for name, body in self._connection.execute(
            "SELECT name, body FROM entry WHERE row = ? AND id NOT IN (SELECT id FROM held WHERE why = ?)",
            (row, Held.UNSIGNED.value),
        ):
            entry = stored(body)
            if is_first(entry) and self._standing(name, entry) is Verdict.ACCEPTED:
                firsts.append((self._keys[entry.site], entry))
        return origin_of(self._trust, firsts)

    def _kept_of(self, public: str) -> frozenset[str]:
        """The names of a revoked laptop's entries that still count."""
        revoked = self._trust.revocation(public)
        if revoked is None:
            return frozenset()
        if public not in self._kept:
            self._kept[public] = kept_names(revoked, self._chain_of)
        return self._kept[public]

    def _chain_of(self, name: str) -> str | None:
        found = self._connection.execute("SELECT body FROM entry WHERE name = ?", (name,)).fetchone()
        return stored(found[0]).chain if found else None


def site_keys(connection: Connection) -> dict[str, str]:
    """The public key of every site this laptop has a sound card of."""
    return {site: card.key for site, card in cards_of(connection).items()}


def held_counts(connection: Connection) -> dict[Held, int]:
    """How many stored entries have no effect, by reason."""
    return {
        Held(why): int(count)
        for why, count in connection.execute("SELECT why, count(*) FROM held GROUP BY why ORDER BY why")
    }


def hold(connection: Connection, held: Mapping[int, Held], free: Iterable[int]) -> None:
    """Write down which entries are held and which are no longer."""
    listed = list(free)
    connection.executemany("DELETE FROM held WHERE id = ?", [(key,) for key in listed])
    connection.executemany(
        "INSERT INTO held(id, why) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET why = excluded.why",
        [(key, why.value) for key, why in held.items()],
    )
