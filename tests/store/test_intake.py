"""Entries that travel between data folders: any order, any route, twice or late, and everybody sees the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from anxi_desktop.domain.entry import parse
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.trust import Trust
from anxi_desktop.store import record_edit
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.cards import cards_of, keep_cards
from anxi_desktop.store.intake import Line
from anxi_desktop.store.meeting import known_heads
from anxi_desktop.store.outgoing import Outgoing, gaps, heads, lacking
from anxi_desktop.store.settling import Taken
from anxi_desktop.store.store import Owner, Store
from tests.store.proofs import prove_rebuild, tables_of

Make = Callable[[str], Store]


def everything(_stream: str) -> bool:
    return True


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    stores: list[Store] = []

    def made(code: str) -> Store:
        store = Store.create(
            tmp_path / code, profile=tmp_path / f"{code} profile", owner=Owner(code, f"{code}某", "某局")
        )
        stores.append(store)
        return store

    yield made
    for store in stores:
        store.close()


def lines(out: Iterator[Outgoing]) -> list[Line]:
    return [(parse(one.body), one.body, one.sig) for one in out]


def sent(store: Store) -> list[Line]:
    return lines(lacking(store.connection, [], everything))


def own_key(store: Store) -> str:
    (card,) = [card for card in cards_of(store.connection).values() if card.code == store.owner().code]
    return card.key


def take(store: Store, arrived: list[Line], *friends: Store, trusting: bool = True) -> Taken:
    """Let entries arrive; the friends' cards come with them and are paired with."""
    with store.meeting() as meeting:
        for friend in friends:
            keep_cards(store.connection, cards_of(friend.connection).values())
        keys = frozenset(card.key for card in cards_of(store.connection).values())
        meeting.trust = Trust(meeting.card.key, paired=keys if trusting else frozenset())
        intake = meeting.intake()
        for _ in intake.take(arrived):
            pass
        return intake.finish()


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author=store.owner().person)
    return saves[0].row


def project(store: Store, name: str) -> str:
    return add(store, "project", name=name, category="works", level="blue")


def same(*stores: Store) -> bool:
    """Equal digests, and equal rows apart from the order they arrived in."""

    def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
        found = tables_of(store.connection)
        for table in ("state", "pending"):
            found.pop(table, None)
        return {table: sorted(lines, key=repr) for table, lines in found.items()}

    for store in stores:
        prove_rebuild(store)
    return len({store.digest() for store in stores}) == 1 and all(
        rows(store) == rows(stores[0]) for store in stores
    )


def test_a_record_travels_with_all_that_belongs_to_it(make: Make) -> None:
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    add(a, "hazard", project=row, source="self", found_on="2026-10-01", description="临边")
    taken = take(b, sent(a), a)
    assert (b.row("project", row)["name"], b.row("project", row)["level"]) == ("甲", "blue")
    assert (taken.known, taken.held) == (0, {})
    take(a, sent(b), b)
    assert same(a, b)
    again = take(b, sent(a), a)
    assert (again.entries, again.new, again.changed) == (0, 0, 0)


def test_two_edits_of_one_field_are_a_conflict_for_both_and_one_decision_ends_it(make: Make) -> None:
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    take(b, sent(a), a)
    a.edit("改", [Save("project", row, {"town": "湖头镇"})], author="a")
    b.edit("改", [Save("project", row, {"town": "蓬莱镇", "note": "别的栏不冲突"})], author="b")
    take(b, sent(a), a)
    take(a, sent(b), b)
    assert same(a, b)
    assert a.row("project", row)["note"] == "别的栏不冲突"
    shown = a.row("project", row)["town"]
    assert shown in ("湖头镇", "蓬莱镇")
    b.edit("决定", [Save("project", row, {"town": shown})], author="b")
    take(a, sent(b), b)
    assert same(a, b)
    assert (
        '"town":[' not in a.connection.execute("SELECT heads FROM state WHERE row = ?", (row,)).fetchone()[0]
    )


def test_any_order_and_any_pieces_give_the_same(make: Make) -> None:
    a, b = make("K1"), make("K2")
    rows = [project(a, f"项目{n}") for n in range(4)]
    take(b, sent(a), a)
    chance = Random(7)
    for n in range(30):
        store = chance.choice((a, b))
        row = chance.choice(rows)
        store.edit("改", [Save("project", row, {"town": f"镇{n}", "note": str(n)})], author="x")
    whole = sent(a) + sent(b)
    for seed in range(4):
        c = make(f"C{seed}")
        order = list(whole)
        Random(seed).shuffle(order)
        for piece in (order[:7], order[7:20], order[20:], order[:3]):
            take(c, piece, a, b)
        take(a, sent(b), b)
        take(b, sent(a), a)
        shared = [line for line in sent(c) if cards_of(c.connection)[line[0].site].code != f"C{seed}"]
        assert {line[1] for line in shared} == {line[1] for line in whole}
        for table in ("project", "fact"):
            query = f"SELECT * FROM {table} ORDER BY id"
            assert c.connection.execute(query).fetchall() == a.connection.execute(query).fetchall()
        prove_rebuild(c)


def test_what_no_signature_reaches_waits_without_effect(make: Make) -> None:
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    arrived = sent(a)
    bare: list[Line] = [(entry, body, None) for entry, body, _ in arrived]
    taken = take(b, bare, a)
    assert taken.held == {Held.UNSIGNED: len(bare)}
    assert list(b.rows("project")) == []
    take(b, arrived[-1:], a)
    assert len(list(b.rows("project"))) in (0, 1)
    take(b, arrived, a)
    assert b.row("project", row)["name"] == "甲"
    assert b.connection.execute("SELECT count(*) FROM held").fetchone() == (0,)
    prove_rebuild(b)


def test_entries_of_a_stranger_are_kept_and_count_once_trusted(make: Make) -> None:
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    digest = b.digest()
    taken = take(b, sent(a), a, trusting=False)
    assert set(taken.held) == {Held.UNKNOWN}
    assert (list(b.rows("project")), b.digest()) == ([], digest)
    with b.meeting() as meeting:
        meeting.judge_again(Trust(meeting.card.key, paired=frozenset({own_key(a)})))
    assert b.row("project", row)["name"] == "甲"
    take(a, sent(b), b)
    assert same(a, b)
    with b.meeting() as meeting:
        meeting.judge_again(Trust(meeting.card.key))
    assert (list(b.rows("project")), b.digest()) == ([], digest)
    prove_rebuild(b)


def test_nobody_writes_in_anothers_name(make: Make) -> None:
    """An entry of K1's site, signed by K2: the site is K1's by its card, whoever says otherwise."""
    a, b, forger = make("K1"), make("K2"), make("K3")
    project(a, "甲")
    (entry, body, _), *_ = sent(a)
    with forger.meeting() as meeting:
        forged = meeting.sign(b"anything")
    taken = take(b, [(entry, body, forged)], a, forger)
    assert taken.held == {Held.UNSIGNED: 1}


def test_a_gap_is_named_and_filled(make: Make) -> None:
    a, b = make("K1"), make("K2")
    rows = [project(a, f"项目{n}") for n in range(3)]
    home = rows[0]
    for n in range(6):
        a.edit("改", [Save("project", home, {"note": str(n)})], author="a")
    arrived = sent(a)
    mine = [line for line in arrived if line[0].stream == home]
    missing = mine[4:6]  # two whole actions: each ends with its signature
    take(b, [line for line in arrived if line not in missing], a)
    site = mine[0][0].site
    assert list(gaps(b.connection)) == [(home, site, missing[0][0].seq, missing[-1][0].seq)]
    (held,) = [head for head in heads(b.connection, everything) if head.stream == home]
    assert held.seq == missing[0][0].seq - 1
    resent = lines(lacking(a.connection, heads(b.connection, everything), everything))
    assert {line[1] for line in missing} <= {line[1] for line in resent}
    take(b, resent, a)
    assert list(gaps(b.connection)) == []
    take(a, sent(b), b)
    assert same(a, b)


def test_only_what_is_lacking_is_sent_and_a_fork_is_sent_whole(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    take(b, sent(a), a)
    known = heads(b.connection, everything)
    assert lines(lacking(a.connection, known, everything)) == []
    a.edit("改", [Save("project", row, {"note": "新"})], author="a")
    (only,) = lines(lacking(a.connection, known, everything))
    assert only[0].set == {"note": "新"}
    assert known_heads(a.connection, own_key(b)) == []


def test_a_relay_brings_everything_of_everybody(make: Make) -> None:
    a, b, c = make("K1"), make("K2"), make("K3")
    first = project(a, "甲")
    take(b, sent(a), a)
    second = project(b, "乙")
    take(c, sent(b), a, b)
    assert {str(row["id"]) for row in c.rows("project")} == {first, second}
    take(a, sent(c), b, c)
    take(b, sent(a), a, c)
    take(c, sent(a), a, b)
    assert same(a, b, c)


def test_facts_follow_in_the_project_wherever_they_come_from(make: Make) -> None:
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    take(b, sent(a), a)
    from datetime import date

    saves = record_edit.edit_saves(b, "project", row, {"level": "red"}, today=date(2026, 10, 5))
    b.edit("改", saves, author="b")
    gone = next(fact["id"] for fact in a.rows("fact", {"project": row, "fact": "state"}))
    a.edit("删", [Save("fact", str(gone), {"_deleted": True})], author="a")
    take(a, sent(b), b)
    take(b, sent(a), a)
    assert a.row("project", row)["level"] == "red"
    assert b.row("project", row)["state"] is None
    assert same(a, b)


def test_every_permutation_of_three_bundles_converges(make: Make) -> None:
    a, b, c = make("K1"), make("K2"), make("K3")
    row = project(a, "甲")
    for store in (b, c):
        take(store, sent(a), a)
    for n, store in enumerate((a, b, c)):
        store.edit("改", [Save("project", row, {"town": f"镇{n}"})], author="x")
    bundles = [sent(a), sent(b), sent(c)]
    digests: set[str] = set()
    for n, order in enumerate(itertools.permutations(bundles)):
        with closing(make(f"P{n}")) as d:
            for bundle in order:
                take(d, bundle, a, b, c)
            d.connection.execute("DELETE FROM state WHERE entity = 'device'")
            digests.add(d.digest())
    assert len(digests) == 1
