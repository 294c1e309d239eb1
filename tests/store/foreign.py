"""Entries of another laptop, put into the journal as an exchange would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anxi_desktop.domain.entry import from_object, name_of
from anxi_desktop.store import db
from anxi_desktop.store.entries import Entries, NewEntry
from anxi_desktop.store.store import Store

SITE = "f" * 32


def foreign(
    entity: str,
    row: str,
    values: Mapping[str, Any],
    *,
    seen: tuple[str, ...] = (),
    seen_for: Mapping[str, tuple[str, ...]] | None = None,
    stamp: int = 2**60,
    seq: int = 1,
) -> tuple[str, NewEntry]:
    """(name, entry) of another laptop; `seen` and `seen_for` are names."""
    entry = from_object(
        {
            "v": 1,
            "stream": "county",
            "site": SITE,
            "seq": seq,
            "chain": "" if seq == 1 else "e" * 64,
            "stamp": stamp,
            "author": "陈某",
            "title": "别处的改动",
            "group": f"foreign {seq}",
            "undoes": None,
            "entity": entity,
            "row": row,
            "set": dict(values),
            "seen": sorted(seen),
            "seen_for": {field: sorted(names) for field, names in (seen_for or {}).items()},
        }
    )
    body = entry.validate()
    return name_of(body), NewEntry(name_of(body), entry, body, arrived=0)


def take(store: Store, *made: tuple[str, NewEntry]) -> None:
    """Let entries arrive in this order, and all tables follow."""
    with db.transaction(store.connection, store.path):
        entries = Entries(store.connection)
        for _, one in made:
            entries.add(one)
        entries.flush()
    store.rebuild()


def arrive(
    store: Store, entity: str, row: str, values: Mapping[str, Any], *, seen: tuple[str, ...] = ()
) -> str:
    """One entry of another laptop that saw `seen`; its name."""
    made = foreign(entity, row, values, seen=seen)
    take(store, made)
    return made[0]
