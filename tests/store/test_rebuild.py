"""Rows and digest are a function of the set of entries, whatever the order they came in and whatever they hold."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.entries import NewEntry
from anxi_desktop.store.store import Owner, Store, new_id
from tests.store.foreign import foreign, take
from tests.store.proofs import digest_of_entries, prove_rebuild, tables_of

AUTHOR = "王小明"
HOME = "0a1b2c3d-0000-4000-8000-000000000001"
CHILD = "0a1b2c3d-0000-4000-8000-000000000002"


def own(store: Store, entity: str, **values: Any) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author=AUTHOR)
    return saves[0].row


def name_of_first(store: Store, row: str) -> str:
    found = store.connection.execute("SELECT name FROM entry WHERE row = ? ORDER BY id", (row,)).fetchone()
    return str(found[0])


def history() -> list[tuple[str, NewEntry]]:
    """A record of two laptops: edits, a conflict, a decision, a deletion that missed an edit, facts, children."""
    made: list[tuple[str, NewEntry]] = []

    def add(entity: str, row: str, values: dict[str, Any], **more: Any) -> str:
        made.append(foreign(entity, row, values, seq=len(made) + 1, stamp=1000 + len(made), **more))
        return made[-1][0]

    first = add("project", HOME, {"name": "甲", "category": "works", "town": "a"})
    left = add("project", HOME, {"town": "b", "note": "1"}, seen=(first,), seen_for={"note": ()})
    right = add("project", HOME, {"town": "c"}, seen=(first,))
    add("project", HOME, {"town": "d"}, seen=(left, right))
    add("project", HOME, {"manager": "张某"})
    add("project", HOME, {"manager": "李某"})
    fact = add("fact", CHILD, {"project": HOME, "fact": "level", "value": "blue", "valid_from": "2026-01-01"})
    add("fact", CHILD, {"value": "red"}, seen=(fact,))
    add("fact", CHILD, {"value": "yellow"}, seen=(fact,))
    add("fact", new_id_of(3), {"project": HOME, "fact": "state", "value": "active", "valid_from": None})
    gone = add("milestone", new_id_of(4), {"project": HOME, "item": "five_s", "done_on": "2026-02-01"})
    add("milestone", new_id_of(4), {"_deleted": True}, seen_for={"*": (gone,)})
    kept = add("milestone", new_id_of(5), {"project": HOME, "item": "six_haves", "done_on": "2026-02-01"})
    add("milestone", new_id_of(5), {"_deleted": True}, seen_for={"*": (kept,)})
    add("milestone", new_id_of(5), {"evidence": "照片"})
    add("rocket", new_id_of(6), {"height": 12, "crew": ["甲", "乙"]})
    return made


def new_id_of(number: int) -> str:
    return f"0a1b2c3d-0000-4000-8000-{number:012d}"


def test_the_same_entries_give_the_same_rows_and_digest_in_any_order(
    tmp_path: Path, profile: Path, owner: Owner
) -> None:
    made = history()
    found: list[tuple[str, dict[str, list[tuple[object, ...]]]]] = []
    for seed in range(12):
        order = list(made)
        random.Random(seed).shuffle(order)
        with closing(Store.create(tmp_path / str(seed), profile=profile, owner=owner)) as store:
            store.connection.execute("DELETE FROM entry")  # the card, which differs from folder to folder
            if seed % 3:
                half = len(order) // 2
                take(store, *order[:half])
                take(store, *order[half:])
            else:
                take(store, *order)
            prove_rebuild(store)
            tables = tables_of(store.connection)
            del tables["state"]  # it names entries by their row number here
            found.append((store.digest(), tables))
            assert store.digest() == digest_of_entries(store)
    assert all(each == found[0] for each in found[1:])
    (row,) = found[0][1]["project"]
    values = dict(zip(["id", *SPECS["project"].fields], row, strict=False))
    assert (values["town"], values["manager"], values["level"], values["state"]) == (
        "d",
        "李某",
        "red",
        "active",
    )
    assert {item[2] for item in found[0][1]["milestone"]} == {"six_haves"}


def test_an_entry_that_was_seen_and_arrives_late_changes_nothing(store: Store) -> None:
    late = foreign("project", HOME, {"name": "旧", "category": "works"}, seq=1)
    newer = foreign("project", HOME, {"name": "新", "category": "works"}, seen=(late[0],), seq=2)
    take(store, newer)
    waiting = store.connection.execute("SELECT seen, row, field FROM pending ORDER BY field").fetchall()
    assert waiting == [(late[0], HOME, "category"), (late[0], HOME, "name")]
    digest = store.digest()
    take(store, late)
    assert store.row("project", HOME)["name"] == "新"
    assert store.digest() == digest
    assert store.connection.execute("SELECT count(*) FROM pending").fetchone() == (0,)


def test_the_digest_knows_tombstones_and_heads_and_not_what_tables_show(store: Store) -> None:
    row = own(store, "project", name="甲", category="works")
    digests = {store.digest()}
    (second,) = [Save("project", row, {"note": "x"})]
    store.edit("改", [second], author=AUTHOR)
    digests.add(store.digest())
    store.edit("改", [second], author=AUTHOR)  # the same value, written by another entry
    digests.add(store.digest())
    store.edit("删", record_edit.delete_saves(store, "project", row), author=AUTHOR)
    digests.add(store.digest())
    assert len(digests) == 4
    store.connection.execute("UPDATE project SET name = 'z'")
    store.connection.execute("DELETE FROM fact")
    assert store.digest() in digests


def test_the_digest_reads_any_number_of_rows(store: Store) -> None:
    saves = [Save("document", new_id(), {"kind": "guide", "title": str(number)}) for number in range(4_500)]
    store.edit("导入", saves, author=AUTHOR)
    assert store.digest() == digest_of_entries(store)


HOSTILE: list[tuple[str, dict[str, Any]]] = [
    (
        "project",
        {"name": 5, "category": ["works"], "area_m2": 12, "note": True, "start_on": ["x"], "owner": None},
    ),
    ("project", {"name": "x" * 100_000, "category": "\x00", "permit_no": "'; DROP TABLE project; --"}),
    ("fact", {"project": HOME, "fact": "demo_posts", "value": "9" * 5_000}),
    ("fact", {"project": HOME, "fact": "demo_posts", "value": "²"}),
    ("fact", {"project": HOME, "fact": "level", "value": "ultraviolet", "valid_from": "soon"}),
    ("fact", {"project": 7, "fact": ["level"], "value": 3}),
    ("fact", {"value": "red"}),
    ("milestone", {"project": HOME, "item": ["five_s"], "done_on": False}),
    ("milestone", {"project": None, "item": "flying", "done_on": "x"}),
    ("hazard", {"project": [HOME], "found_on": 20260310, "severity": "x", "description": -(2**63) + 1}),
    ("enforcement", {"persons": "many", "hazards": 2**63 - 1, "amount_wan": 1}),
    ("device", {"key": 1, "site": [], "code": None}),
    ("project", {"_deleted": 1}),
    ("project", {"_deleted": "true", "name": "x"}),
]


@pytest.mark.parametrize(
    ("entity", "values"), HOSTILE, ids=[f"{at} {case[0]}" for at, case in enumerate(HOSTILE)]
)
def test_a_bundle_may_bring_any_value_and_the_tables_stand(
    store: Store, entity: str, values: dict[str, Any]
) -> None:
    """What this version cannot show is blank in the tables and stays in the journal."""
    take(store, foreign("project", HOME, {"name": "甲", "category": "works"}, seq=1))
    take(store, foreign(entity, CHILD, values, seq=2))
    prove_rebuild(store)
    for shown in SPECS:
        for row in store.rows(shown):
            for name, value in row.items():
                assert value is None or isinstance(value, (str, int, list)), (shown, name)
    row = next(iter(store.rows(entity, {"id": CHILD})))
    for name, value in values.items():
        if name in row and not isinstance(value, (bool, list)) and row[name] not in (None, []):
            assert row[name] == value
    store.edit("改", [Save("project", HOME, {"note": "x"})], author=AUTHOR)
    prove_rebuild(store)


def test_a_conflict_shows_the_safer_fact_and_every_laptop_agrees(store: Store) -> None:
    row = own(store, "project", name="甲", category="works", level="blue")
    (fact,) = [fact for fact in store.facts(row) if fact.fact == "level"]
    first = name_of_first(store, fact.id)
    take(store, foreign("fact", fact.id, {"value": "red"}, seen=(first,), stamp=5, seq=1))
    store.edit("改", [Save("fact", fact.id, {"value": "yellow"})], author=AUTHOR)
    assert store.row("project", row)["level"] == "yellow"  # it saw red
    take(store, foreign("fact", fact.id, {"value": "orange"}, seen=(first,), stamp=6, seq=2))
    assert store.row("project", row)["level"] == "orange"


def test_a_record_type_of_a_newer_program_is_kept(store: Store) -> None:
    take(store, foreign("rocket", HOME, {"height": 12}))
    assert store.connection.execute("SELECT entity FROM state WHERE row = ?", (HOME,)).fetchone() == (
        "rocket",
    )
    body = store.connection.execute("SELECT body FROM entry WHERE row = ?", (HOME,)).fetchone()[0]
    assert b'"set":{"height":12}' in body
    digest = store.digest()
    store.rebuild()
    assert store.digest() == digest


def test_two_record_types_of_one_id_are_decided_alike_everywhere(store: Store) -> None:
    """No program of ours writes that; whatever comes first here must not decide."""
    made = [
        foreign("project", HOME, {"name": "甲", "category": "works"}, seq=1),
        foreign("document", HOME, {"kind": "guide", "title": "乙"}, seq=2),
    ]
    found: list[object] = []
    for order in (made, made[::-1]):
        store.connection.execute("DELETE FROM entry WHERE row = ?", (HOME,))
        take(store, *order)
        found.append((list(store.rows("project")), list(store.rows("document")), store.digest()))
    assert found[0] == found[1]


def test_what_projects_show_follows_their_children(store: Store) -> None:
    row = own(store, "project", name="重庆路安置房", category="works", contractor="厦门某某公司")
    fact = own(store, "fact", project=row, fact="level", value="red", valid_from="2026-01-01")
    item = own(store, "milestone", project=row, item="five_s", done_on="2026-02-01")
    assert store.row("project", row)["level"] == "red"
    query = "SELECT milestones_, search_, order_ FROM project WHERE id = ?"
    bits, search, order = store.connection.execute(query, (row,)).fetchone()
    assert bits != 0
    assert {"重庆路安置房", "zqlazf", "cqlazf", "厦门某某公司", "xmmmgs", "smmmgs"} <= set(search.split("\n"))
    store.edit("改", [Save("fact", fact, {"value": None})], author=AUTHOR)
    store.edit("改", [Save("milestone", item, {"done_on": None})], author=AUTHOR)
    store.edit("改", [Save("project", row, {"name": "乙", "contractor": None})], author=AUTHOR)
    assert store.row("project", row)["level"] is None
    bits, search, later = store.connection.execute(query, (row,)).fetchone()
    assert (bits, search) == (0, "乙\ny")
    assert later != order
    store.edit("删", record_edit.delete_saves(store, "fact", fact), author=AUTHOR)
    store.edit("删", record_edit.delete_saves(store, "milestone", item), author=AUTHOR)
    prove_rebuild(store)
