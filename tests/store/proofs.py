"""Proofs over a data folder that share no code with the store: raw SQL, hashlib, json and Ed25519 itself.

Used by the state machine, the kills and the two-process tests. Each function raises AssertionError.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anxi_desktop.domain.records import SPECS
from anxi_desktop.store import db
from anxi_desktop.store import rebuild as rebuilding
from anxi_desktop.store.store import Store

Line = tuple[int, str, str, str, int, str, str, bytes, bytes | None]


def spelled(value: object) -> bytes:
    """The one spelling of a JSON value, as the exchange design words it."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def prove_journal(store: Store) -> None:
    """Names are hashes, chains have no gap or fork, the last entry of an action in every stream is signed."""
    keys = _public_keys(store)
    before: dict[tuple[str, str], tuple[int, str]] = {}
    last: dict[tuple[str, str, str], tuple[int, str, bytes | None]] = {}
    for _, name, stream, site, seq, group, row, body, sig in _lines(store):
        found = json.loads(body)
        assert hashlib.sha256(body).hexdigest() == name, "the name is not the hash of the bytes"
        assert spelled(found) == body, "not the canonical spelling"
        columns = (found["stream"], found["site"], found["seq"], found["group"], found["row"])
        assert columns == (stream, site, seq, group, row), "columns beside the entry differ from it"
        seq_before, name_before = before.get((stream, site), (0, ""))
        assert seq == seq_before + 1, f"gap or fork in a chain: {seq} after {seq_before}"
        assert found["chain"] == name_before, "the chain names another entry"
        before[stream, site] = (seq, name)
        last[group, stream, site] = (seq, name, sig)
    for (_, stream, site), (seq, name, sig) in last.items():
        assert sig is not None, "the last entry of an action is not signed"
        assert site in keys, "no device card names this site"
        message = spelled(["anxi-entry", stream, site, seq, name])
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[site])).verify(sig, message)


def digest_of_entries(store: Store) -> str:
    """The digest of the design, from the bytes of the entries alone: what is set minus what is seen."""
    setters: dict[tuple[str, str], set[str]] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    held = {
        key for (key,) in store.connection.execute("SELECT id FROM held")
    }  # stored, and count for nothing
    for key, name, _, _, _, _, row, body, _ in _lines(store):
        if key in held:
            continue
        found = json.loads(body)
        for field in found["set"]:
            setters.setdefault((row, field), set()).add(name)
            seen.setdefault((row, field), set()).update(found["seen_for"].get(field, found["seen"]))
    total = hashlib.sha256()
    for row, field in sorted(setters):
        heads = sorted(setters[row, field] - seen[row, field])
        if heads:
            total.update(spelled([row, field, heads]) + b"\n")
    return total.hexdigest()


def tables_of(connection: db.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that is made from the entries, ordered."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in ("state", "pending", *SPECS):
        names = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
        listed = ", ".join(f'"{name}"' for name in names)
        found[table] = sorted(
            (tuple(row) for row in connection.execute(f"SELECT {listed} FROM {table}")), key=repr
        )
    return found


def prove_rebuild(store: Store, rebuild: Callable[[db.Connection], None] | None = None) -> None:
    """A copy whose tables are made again from the journal has the same rows and the same digest."""
    standing = tables_of(store.connection)
    digest = store.digest()
    assert digest == digest_of_entries(store), "the digest is not that of the entries"
    copy = db.sqlite3.connect(":memory:", isolation_level=None)
    try:
        store.connection.backup(copy)
        copy.execute("BEGIN")
        (rebuild or rebuilding.rebuild)(copy)
        copy.execute("COMMIT")
        again = tables_of(copy)
        for table, rows in again.items():
            assert rows == standing[table], f"{table} differs after a rebuild"
        assert rebuilding.digest(copy) == digest, "the digest differs after a rebuild"
    finally:
        copy.close()


def prove_file(store: Store) -> None:
    """SQLite's own check."""
    assert [row[0] for row in store.connection.execute("PRAGMA quick_check")] == ["ok"]


def prove_all(store: Store) -> None:
    """All of the above."""
    prove_file(store)
    prove_journal(store)
    prove_rebuild(store)


def sites_of(store: Store) -> set[str]:
    """The sites that have written into the journal."""
    return {str(row[0]) for row in store.connection.execute("SELECT DISTINCT site FROM entry")}


def places_of(store: Store) -> dict[tuple[str, str, int], str]:
    """(stream, site, seq) → name of every entry; a place used twice fails."""
    found: dict[tuple[str, str, int], str] = {}
    for _, name, stream, site, seq, _, _, _, _ in _lines(store):
        assert (stream, site, seq) not in found, "a place in a chain is used twice"
        found[stream, site, seq] = name
    return found


def _lines(store: Store) -> list[Line]:
    rows = store.connection.execute(
        "SELECT id, name, stream, site, seq, group_id, row, body, sig FROM entry ORDER BY stream, site, seq, id"
    )
    return cast("list[Line]", rows.fetchall())


def _public_keys(store: Store) -> dict[str, str]:
    """Site → public key, from the device cards' entries themselves."""
    cards: dict[str, dict[str, Any]] = {}
    for line in store.connection.execute("SELECT body FROM entry ORDER BY id"):
        found = json.loads(cast("bytes", line[0]))
        if found["entity"] == "device":
            cards.setdefault(found["row"], {}).update(found["set"])
    return {card["site"]: card["key"] for card in cards.values()}
