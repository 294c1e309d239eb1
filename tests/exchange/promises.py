"""What must hold when everybody has met everybody: read from the stores by raw SQL, JSON and hashes."""

from __future__ import annotations

import json
from typing import Any

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import trust
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.store import Store
from tests.exchange.histories import History
from tests.exchange.laptops import Kind, Laptop, names_of
from tests.store.proofs import prove_file, prove_rebuild, tables_of


def prove_history(history: History) -> None:
    """Nothing lost, nobody diverged, nothing depends on the way it came."""
    full = [one for one in history.laptops if one.kind is not Kind.ENTERPRISE]
    journal = names_of(full[0].store)
    for laptop in history.laptops:
        _prove_journal(history, laptop, journal)
        prove_file(laptop.store)
        prove_rebuild(laptop.store)
        _prove_judged(laptop)
    _prove_held(history, full)
    alike = [one for one in full if _goes_by_the_same(history, one)]
    if alike:
        first = alike[0]
        digest, rows = first.store.digest(), _rows(first.store)
        for laptop in alike[1:]:
            assert laptop.store.digest() == digest, f"{laptop.code} and {first.code} differ in their digests"
            for table, found in _rows(laptop.store).items():
                assert found == rows[table], f"{laptop.code} and {first.code} differ in {table}"
    _prove_photos(full)


def _prove_journal(history: History, laptop: Laptop, journal: dict[str, str]) -> None:
    """All hold the same entries, each enterprise those of its streams, and whatever was acknowledged is among them."""
    found = names_of(laptop.store)
    sees = _sees(laptop)
    wanted = {name for name, stream in journal.items() if sees(stream)}
    missing, more = wanted - found.keys(), {name for name in found if sees(found[name])} - wanted
    assert not missing, f"{laptop.code} lacks {len(missing)} entries after all exchange"
    assert not more, f"{laptop.code} holds {len(more)} entries that were never passed on"
    lost = {
        name for name, stream in history.acked.items() if sees(stream) and name not in found
    } - history.excused
    assert not lost, f"{laptop.code} lost {len(lost)} acknowledged entries"


def _sees(laptop: Laptop):
    if laptop.kind is not Kind.ENTERPRISE:
        return lambda _stream: True
    member = trust.current_trust(laptop.store.connection, "").member(laptop.key)
    return lambda stream: member is not None and member.is_enterprise and member.may_enter(stream)


def _prove_judged(laptop: Laptop) -> None:
    """To judge all entries anew changes nothing: what counts is a function of the entries and of the list."""
    connection = laptop.store.connection
    before = (laptop.store.digest(), _held(laptop.store))
    with laptop.store.meeting() as meeting:
        meeting.judge_again(trust.current_trust(connection, laptop.key))
    assert (laptop.store.digest(), _held(laptop.store)) == before, f"{laptop.code}: judged anew, others count"


def _held(store: Store) -> dict[str, str]:
    return dict(store.connection.execute("SELECT name, why FROM held JOIN entry ON entry.id = held.id"))


def _prove_held(history: History, full: list[Laptop]) -> None:
    """Nobody's entries are held but those of strangers, of enterprises and what came after a revocation."""
    for laptop in full:
        store = laptop.store
        listed = trust.signed_trust(store.connection)
        members = {one.key: one for one in listed.listed().members} if listed else {}
        revoked = {one.key: one for one in listed.listed().revoked} if listed else {}
        county = trust.county_of(store.connection) is not None
        keys = dict(store.connection.execute("SELECT site, key FROM card"))
        bodies = {
            str(name): json.loads(body)
            for name, body in store.connection.execute("SELECT name, body FROM entry")
        }
        held = _held(store)
        kept = {key: _walk(bodies, [name for _, name in one.heads.values()]) for key, one in revoked.items()}
        for name, body in bodies.items():
            key = keys.get(body["site"], "")
            why = held.get(name)
            assert body["title"] != "伪造" or why == "unsigned", f"{laptop.code}: a forged entry counts"
            if why == "unsigned" or key == laptop.key:
                continue
            if not county:
                assert why is None, f"{laptop.code} holds back {name[:8]}: {why}"
            elif key not in members:
                assert why == "unknown", f"{laptop.code} takes a stranger's entry: {why}"
            elif key in revoked:
                assert (why == "revoked") is (name not in kept[key]), f"{laptop.code}: revoked? {why}"
            elif not members[key].is_enterprise:
                assert why is None, f"{laptop.code} holds back a member's {body['entity']}: {why}"
            elif _is_trespass(body) and _maker(bodies, body, keys) != key:
                assert why == "role", f"{laptop.code}: a trespass counts"


def _is_trespass(body: dict[str, Any]) -> bool:
    """What only `Person.trespass` writes at an enterprise's laptop."""
    return body["title"] == "动作" and set(body["set"]) in ({"note"}, {"voided_on"})


def _maker(bodies: dict[str, dict[str, Any]], body: dict[str, Any], keys: dict[str, str]) -> str:
    """The key of who made the record: whose entry says which project it is in."""
    firsts = [
        one
        for one in bodies.values()
        if one["row"] == body["row"] and {"project", "category"} & one["set"].keys()
    ]
    return keys.get(firsts[0]["site"], "") if firsts else ""


def _walk(bodies: dict[str, dict[str, Any]], names: list[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        while name in bodies and name not in found:
            found.add(name)
            name = str(bodies[name]["chain"])
    return found


def _goes_by_the_same(history: History, laptop: Laptop) -> bool:
    """Revoked laptops and strangers believe themselves, which nobody else does."""
    if history.county is None:
        return True
    signed = trust.signed_trust(laptop.store.connection)
    if signed is None:
        return False
    listed = signed.listed()
    return listed.member(laptop.key) is not None and not listed.is_revoked(laptop.key)


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    found = tables_of(store.connection)
    for table in ("state", "pending"):  # row numbers are each laptop's own
        found.pop(table)
    return found


def _prove_photos(full: list[Laptop]) -> None:
    """A photo that is anywhere is everywhere."""
    wanted = {
        str(digest) for one in full for (digest,) in one.store.connection.execute("SELECT digest FROM photo")
    }
    for digest in wanted:
        here = [_has(one.store, digest) for one in full]
        assert all(here) or not any(here), "a photo stands on one laptop and not on another"


def _has(store: Store, digest: str) -> bool:
    try:
        return attachment_path(store, digest) is not None
    except AnxiError:
        return False
