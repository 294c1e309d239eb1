"""Reads the exchange: whom this laptop has met, what each lacks, what has not arrived, what waits on sticks."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from anxi_desktop.app.drives import Drive
from anxi_desktop.app.exchange_found import bundle_at, bundles_on_sticks, moment_of
from anxi_desktop.app.exchange_overview import (
    Found,
    Laptop,
    Me,
    Missing,
    MissingFile,
    Overview,
    Quarantined,
    Standing,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card
from anxi_desktop.domain.trust import Trust
from anxi_desktop.files.exchange_import import waiting_in_inbox
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.conflicts import rows_in_conflict
from anxi_desktop.store.county_key import load_county_key
from anxi_desktop.store.db import Connection
from anxi_desktop.store.folder import KEYS
from anxi_desktop.store.local import get_local
from anxi_desktop.store.meeting import (
    known_heads,
    lacks,
    met,
    missing_files,
    receipts,
    streams_for,
    unconfirmed,
)
from anxi_desktop.store.outgoing import gaps
from anxi_desktop.store.store import Store
from anxi_desktop.store.trust import county_of, current_trust

_COUNTY_STREAMS = ("county", "county/office")
_OFFICE_END = "/office"


def read_overview(
    folder: Path, profile: Path, drives: list[Drive] | None
) -> Generator[tuple[int, str], None, Overview]:
    """Read everything, with a store of its own. `drives` None: those that are plugged in now."""
    yield 0, "读取交换情况"
    with closing(Store.open(folder, profile=profile)) as store:
        connection = store.connection
        me = who_am_i(store)
        cards = cards_of(connection)
        own = [site for site, card in cards.items() if card.key == me.key]
        lost = _gaps(connection, cards)
        laptops: list[Laptop] = []
        trust = current_trust(connection, me.key)
        behind = _behind(connection)
        for laptop in _strangers(trust, cards, me.key):
            laptops.append(_counted(connection, trust, laptop, own, lost, behind))
            yield 40, "读取交换情况"
        noted = tuple(receipts(connection))
        return Overview(
            me=me,
            laptops=tuple(sorted(laptops, key=_order)),
            unconfirmed=unconfirmed(connection, own),
            conflicts=len(rows_in_conflict(connection)),
            missing_files=tuple(_missing_files(connection, cards)),
            gaps=lost,
            quarantined=tuple(quarantined_in(connection)),
            unsigned=_unsigned(connection),
            inbox=tuple(bundle_at(path, "") for path in waiting_in_inbox(store)),
            sticks=tuple(bundles_on_sticks(drives, me.key, noted)),
            receipts=noted,
            forked=_forked(connection, cards),
        )


def read_sticks(
    folder: Path, profile: Path, drives: list[Drive]
) -> Generator[tuple[int, str], None, list[Found]]:
    """The bundles on these sticks that were not imported yet."""
    yield 0, "查看U盘"
    with closing(Store.open(folder, profile=profile)) as store:
        return bundles_on_sticks(drives, who_am_i(store).key, tuple(receipts(store.connection)))


def who_am_i(store: Store) -> Me:
    """Whose laptop this is; writes nothing."""
    connection, owner = store.connection, store.owner()
    site = get_local(connection, "site") or ""
    card = cards_of(connection, [site]).get(site)
    key = card.key if card is not None else ""
    county = county_of(connection)
    listed = current_trust(connection, key).listed
    member = listed.member(key) if listed is not None else None
    try:
        county_key = load_county_key(store.folder / KEYS)
    except AnxiError:  # held for a moment by another program
        county_key = None
    return Me(
        code=card.code if card is not None else owner.code,
        person=owner.person,
        unit=owner.unit,
        key=key,
        role=member.role if member is not None else None,
        has_county=county is not None,
        is_office=county_key is not None and county_key.public == county,
    )


def _strangers(trust: Trust, cards: dict[str, Card], own: str) -> list[Laptop]:
    """Every other laptop that is known by a card or by the list, not counted yet."""
    found: dict[str, Laptop] = {}
    for card in cards.values():
        if card.key != own and card.key not in found:
            found[card.key] = _laptop(trust, card.key, card.code, card.person, card.unit)
    for member in trust.listed.members if trust.listed is not None else ():
        if member.key != own:  # the office's words, which are signed, before those of a card
            found[member.key] = _laptop(trust, member.key, member.code, member.person, member.unit)
    return list(found.values())


def _laptop(trust: Trust, key: str, code: str, person: str, unit: str) -> Laptop:
    member = trust.member(key)
    if trust.revocation(key) is not None:
        standing = Standing.REVOKED
    elif member is None:
        standing = Standing.UNKNOWN
    else:
        standing = Standing.PAIRED if trust.listed is None else Standing.MEMBER
    role = member.role if member is not None and trust.listed is not None else None
    projects = member.projects if member is not None else None
    age = member.age if member is not None else ""
    return Laptop(key, code, person, unit, standing, role, projects, age, None, 0, 0, None)


def _counted(
    connection: Connection,
    trust: Trust,
    laptop: Laptop,
    own: list[str],
    lost: tuple[Missing, ...],
    behind: dict[str, int],
) -> Laptop:
    at = met(connection).get(laptop.key)
    sees = streams_for(trust, laptop.key)
    ms = _confirmed_to(connection, own, laptop.key, trust) if at is not None else None
    gap = sum(one.last - one.first + 1 for one in lost if one.key == laptop.key)
    return Laptop(
        key=laptop.key,
        code=laptop.code,
        person=laptop.person,
        unit=laptop.unit,
        standing=laptop.standing,
        role=laptop.role,
        projects=laptop.projects,
        age=laptop.age,
        met_at=moment_of(at) if at is not None else None,
        lacks=lacks(connection, laptop.key, sees),
        missing=max(gap, behind.get(laptop.key, 0)),
        confirmed_to=moment_of(ms) if ms is not None else None,
    )


def _behind(connection: Connection) -> dict[str, int]:
    """Per device how many entries it has said it holds which have not arrived here."""
    query = (
        "SELECT device, sum(seq - (SELECT count(DISTINCT seq) FROM entry WHERE entry.stream = known.stream"
        " AND entry.site = known.site AND entry.seq <= known.seq)) FROM known GROUP BY device"
    )
    return {str(device): int(count or 0) for device, count in connection.execute(query)}


def _confirmed_to(connection: Connection, own: list[str], device: str, trust: Trust) -> int | None:
    """Until when (milliseconds) a device holds everything that was written here and that it may see."""
    sees = streams_for(trust, device)
    known = {(head.stream, head.site): head.seq for head in known_heads(connection, device)}
    open_since: int | None = None
    last: int | None = None
    for site in own:
        chains = connection.execute(
            "SELECT stream, max(arrived) FROM entry WHERE site = ? GROUP BY stream", (site,)
        ).fetchall()
        for stream, newest in chains:
            if not sees(stream):
                continue
            last = max(last or 0, int(newest))
            (first,) = connection.execute(
                "SELECT min(arrived) FROM entry WHERE stream = ? AND site = ? AND seq > ?",
                (stream, site, known.get((stream, site), 0)),
            ).fetchone()
            if first is not None:
                open_since = min(int(first), open_since if open_since is not None else int(first))
    if open_since is None:
        return last
    marks = ", ".join("?" * len(own))
    (before,) = connection.execute(
        f"SELECT max(arrived) FROM entry WHERE site IN ({marks}) AND arrived < ?", (*own, open_since)
    ).fetchone()
    return None if before is None else int(before)


def _gaps(connection: Connection, cards: dict[str, Card]) -> tuple[Missing, ...]:
    names = _Places(connection)
    found: list[Missing] = []
    for stream, site, first, last in gaps(connection):
        card = cards.get(site)
        code, key = (card.code, card.key) if card is not None else (site[:6], "")
        found.append(Missing(code, key, names.word(stream), first, last))
    return tuple(found)


class _Places:
    """What streams are called."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def word(self, stream: str) -> str:
        """A project's name, 全县 for what all share."""
        if stream in _COUNTY_STREAMS:
            return "全县共用"
        row = stream.removesuffix(_OFFICE_END)
        found = self._connection.execute("SELECT name FROM project WHERE id = ?", (row,)).fetchone()
        return str(found[0] or "") if found else "还没有到的项目"


def _missing_files(connection: Connection, cards: dict[str, Card]) -> list[MissingFile]:
    """What records name and is not here; of a photo whose it is."""
    owners: dict[str, tuple[str, str]] = {}
    names = _Places(connection)
    query = (
        "SELECT attachment.digest, photo.id, photo.project FROM attachment JOIN photo"
        " ON photo.digest = attachment.digest WHERE NOT attachment.have"
    )
    for digest, row, project in connection.execute(query).fetchall():
        made = connection.execute(
            "SELECT site FROM entry WHERE row = ? ORDER BY id LIMIT 1", (row,)
        ).fetchone()
        card = cards.get(str(made[0])) if made else None
        owners[str(digest)] = (card.code if card is not None else "", names.word(str(project or "")))
    return [
        MissingFile(digest, size, *owners.get(digest, ("", ""))) for digest, size in missing_files(connection)
    ]


def quarantined_in(connection: Connection) -> list[Quarantined]:
    """What is kept without effect, by laptop and reason."""
    query = (
        "SELECT held.why, card.key, max(card.code), count(*) FROM held JOIN entry ON entry.id = held.id"
        " LEFT JOIN card ON card.site = entry.site WHERE held.why <> ? GROUP BY held.why, card.key"
        " ORDER BY count(*) DESC"
    )
    return [
        Quarantined(str(code or ""), str(key or ""), Held(why), int(count))
        for why, key, code, count in connection.execute(query, (Held.UNSIGNED.value,))
    ]


def _unsigned(connection: Connection) -> int:
    query = "SELECT count(*) FROM held WHERE why = ?"
    return int(connection.execute(query, (Held.UNSIGNED.value,)).fetchone()[0])


def _forked(connection: Connection, cards: dict[str, Card]) -> tuple[str, ...]:
    query = "SELECT DISTINCT site FROM entry GROUP BY stream, site HAVING count(*) <> count(DISTINCT seq)"
    sites = [str(site) for (site,) in connection.execute(query)]
    return tuple(sorted({cards[site].code if site in cards else site[:6] for site in sites}))


def _order(laptop: Laptop) -> tuple[int, str]:
    return (0 if laptop.met_at is not None else 1, laptop.code)
