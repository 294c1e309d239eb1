"""Conflicts are found, told with what both sides saw, and decided by saves; children of what is gone are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.conflicts import MAYBE, Conflict, conflicts, resolve, rows_in_conflict
from anxi_desktop.store.orphans import orphans
from anxi_desktop.store.store import Store, new_id
from tests.store.foreign import SITE, foreign, take
from tests.store.proofs import prove_rebuild

AUTHOR = "王小明"
PROJECT: dict[str, JournalValue] = {"name": "龙津花园", "category": "works"}
HAZARD: dict[str, JournalValue] = {
    "source": "supervision",
    "found_on": "2026-03-01",
    "description": "临边没有防护栏杆",
    "severity": "general",
}


def own(store: Store, entity: str, **values: Any) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author=AUTHOR)
    return saves[0].row


def hazard(store: Store) -> str:
    return own(store, "hazard", project=own(store, "project", **PROJECT), **HAZARD)


def last(store: Store, row: str) -> str:
    query = "SELECT name FROM entry WHERE row = ? ORDER BY id DESC"
    return str(store.connection.execute(query, (row,)).fetchone()[0])


def disagree(
    store: Store,
    entity: str,
    row: str,
    ours: Mapping[str, JournalValue],
    theirs: Mapping[str, Any],
    *,
    seq: int = 1,
    stamp: int = 2**60,
) -> None:
    """Both laptops edit what they both know."""
    both = last(store, row)
    store.edit("改", [Save(entity, row, ours)], author=AUTHOR)
    take(store, foreign(entity, row, theirs, seen=(both,), seq=seq, stamp=stamp))


def only(store: Store) -> Conflict:
    (found,) = conflicts(store.connection)
    return found


def decide(store: Store, conflict: Conflict, value: JournalValue) -> str:
    """Decide; the group of the action."""
    return store.edit("决定", resolve(store.connection, conflict, value), author=AUTHOR).group


def test_a_field_of_two_values_is_told_with_both_sides_and_what_both_saw(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"severity": "larger", "part": "3层"}, {"severity": "major"})
    found = only(store)
    assert (found.entity, found.row, found.field, found.shown) == ("hazard", row, "severity", "major")
    assert (found.before, found.before_known) == ("general", True)
    assert [(side.value, side.author, side.device, side.title) for side in found.sides] == [
        ("larger", AUTHOR, "K7", "改"),
        ("major", "陈某", SITE[:6], "别处的改动"),
    ]
    assert found.sides[0].when < found.sides[1].when
    assert rows_in_conflict(store.connection) == {("hazard", row): 1}
    assert conflicts(store.connection, row=row) == [found]
    assert conflicts(store.connection, row=new_id()) == []


def test_equal_values_and_other_fields_are_no_conflict(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"severity": "major", "part": "3层"}, {"severity": "major", "unit": "甲"})
    assert conflicts(store.connection) == []
    assert rows_in_conflict(store.connection) == {}


def test_blank_against_a_value_and_true_against_one_are_conflicts(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"part": None, "judged": None}, {"part": "3层", "judged": 1})
    assert [(found.field, found.shown) for found in conflicts(store.connection)] == [
        ("part", "3层"),
        ("judged", 1),
    ]


def test_what_both_saw_is_the_latest_of_all_that_both_saw(store: Store) -> None:
    row = hazard(store)
    first = last(store, row)
    for severity in ("larger", "general", "major"):
        store.edit("改", [Save("hazard", row, {"severity": severity})], author=AUTHOR)
    second = str(
        store.connection.execute("SELECT name FROM entry WHERE row = ? ORDER BY id", (row,)).fetchall()[1][0]
    )
    made = foreign("hazard", row, {"severity": "general"}, seen=(second,), seq=1)
    take(store, made)
    found = only(store)
    assert (found.before, found.before_known) == ("larger", True)
    later = foreign("hazard", row, {"severity": "larger", "part": "x"}, seen=(made[0],), seq=2)
    oldest = foreign("hazard", row, {"part": "y"}, seen=(first,), seq=3)
    take(store, later, oldest)
    told = {found.field: found for found in conflicts(store.connection)}
    assert (told["severity"].before, told["severity"].before_known) == ("larger", True)
    assert (told["part"].before, told["part"].before_known) == (None, True)


def test_what_was_seen_and_has_not_arrived_is_unknown(store: Store) -> None:
    row = hazard(store)
    take(store, foreign("hazard", row, {"severity": "major"}, seen=("a" * 64,)))
    found = only(store)
    assert (found.before, found.before_known) == (None, False)


def test_a_fact_is_shown_with_its_safer_value(store: Store) -> None:
    row = own(store, "project", **PROJECT, level="blue")
    (fact,) = [fact.id for fact in store.facts(row) if fact.fact == "level"]
    disagree(store, "fact", fact, {"value": "red"}, {"value": "yellow"})
    assert (only(store).shown, only(store).before) == ("red", "blue")


def test_a_deletion_against_an_edit_is_a_conflict_and_can_go_either_way(store: Store) -> None:
    row = hazard(store)
    both = last(store, row)
    store.edit("改", [Save("hazard", row, {"part": "3层", "person": "李某"})], author=AUTHOR)
    gone = foreign("hazard", row, {"_deleted": True}, seen_for={"*": (both,)}, stamp=1)
    take(store, gone)
    found = only(store)
    assert (found.field, found.shown) == ("_deleted", False)
    assert [(side.value, side.fields) for side in found.sides] == [(True, ()), (False, ("part", "person"))]
    decide(store, found, value=False)
    assert conflicts(store.connection) == []
    assert store.row("hazard", row)["part"] == "3层"
    prove_rebuild(store)
    take(store, foreign("hazard", row, {"_deleted": True}, seen_for={"*": (both,)}, seq=2))
    decide(store, only(store), value=True)
    with pytest.raises(AnxiError, match="not_found"):
        store.row("hazard", row)
    assert conflicts(store.connection) == []
    prove_rebuild(store)


@pytest.mark.parametrize("gone", [True, False])
def test_undoing_a_decision_about_a_deletion_shows_the_record_as_before(store: Store, *, gone: bool) -> None:
    row = hazard(store)
    both = last(store, row)
    store.edit("改", [Save("hazard", row, {"part": "3层"})], author=AUTHOR)
    take(store, foreign("hazard", row, {"_deleted": True}, seen_for={"*": (both,)}))
    group = decide(store, only(store), value=gone)
    store.undo(group, title="撤销", author=AUTHOR)
    assert store.row("hazard", row)["part"] == "3层"


def test_two_deletions_and_a_plain_deletion_are_no_conflict(store: Store) -> None:
    row, other = hazard(store), hazard(store)
    both = last(store, row)
    for one in (row, other):
        store.edit("删", record_edit.delete_saves(store, "hazard", one), author=AUTHOR)
    take(store, foreign("hazard", row, {"_deleted": True}, seen_for={"*": (both,)}))
    assert conflicts(store.connection) == []


@pytest.mark.parametrize("value", ["major", "larger", "general", None])
def test_a_decision_is_one_undoable_save_that_saw_both(store: Store, value: str | None) -> None:
    """Also where nothing looks different afterwards."""
    row = hazard(store)
    disagree(store, "hazard", row, {"severity": "larger"}, {"severity": "major"})
    before = store.connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    group = decide(store, only(store), value)
    assert store.connection.execute("SELECT count(*) FROM entry").fetchone()[0] == before + 1
    assert store.row("hazard", row)["severity"] == value
    assert conflicts(store.connection) == []
    prove_rebuild(store)
    store.undo(group, title="撤销", author=AUTHOR)
    assert store.row("hazard", row)["severity"] == "major"


def test_another_decision_elsewhere_is_a_new_conflict(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"severity": "larger"}, {"severity": "major"})
    sides = only(store).sides
    decide(store, only(store), "larger")
    seen = tuple(side.name for side in sides)
    take(store, foreign("hazard", row, {"severity": "general"}, seen=seen, seq=2, stamp=2**60 + 5))
    found = only(store)
    assert {str(side.value) for side in found.sides} == {"larger", "general"}
    assert found.before == "major"  # what was shown while both disagreed
    decide(store, found, "general")
    take(store, foreign("hazard", row, {"severity": "general"}, seen=seen, seq=3, stamp=2**60 + 6))
    assert conflicts(store.connection) == []


def test_a_decision_is_refused_where_more_has_arrived(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"severity": "larger"}, {"severity": "major"})
    looked_at = only(store)
    take(store, foreign("hazard", row, {"severity": "general"}, seq=2))
    with pytest.raises(AnxiError, match="conflict_changed"):
        decide(store, looked_at, "larger")
    assert len(only(store).sides) == 3
    decide(store, only(store), "larger")
    with pytest.raises(AnxiError, match="conflict_changed"):
        decide(store, looked_at, "larger")


def test_what_a_person_writes_is_checked_and_what_stood_there_is_not(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"part": "3层"}, {"part": "x" * 5_000})
    with pytest.raises(AnxiError, match="bad_value"):
        decide(store, only(store), "y" * 5_000)
    decide(store, only(store), "x" * 5_000)
    assert store.row("hazard", row)["part"] == "x" * 5_000
    home = own(store, "project", name="乙", category="works")
    disagree(store, "hazard", row, {"part": "4层"}, {"project": home}, seq=2)
    decide(store, only(store), home)  # no edit may move a record, but somebody's program did
    assert store.row("hazard", row)["project"] == home
    prove_rebuild(store)


def test_more_saves_belong_to_the_same_action(store: Store) -> None:
    row = hazard(store)
    disagree(store, "hazard", row, {"severity": "larger"}, {"severity": "major"})
    saves = resolve(store.connection, only(store), "larger", lambda: [Save("hazard", row, {"note": "重大"})])
    group = store.edit("决定", saves, author=AUTHOR).group
    assert (store.row("hazard", row)["severity"], store.row("hazard", row)["note"]) == ("larger", "重大")
    store.undo(group, title="撤销", author=AUTHOR)
    assert store.row("hazard", row)["note"] is None


def test_records_that_are_out_of_sight_are_not_asked_about_but_listed(store: Store) -> None:
    row = hazard(store)
    home = str(store.row("hazard", row)["project"])
    disagree(store, "hazard", row, {"severity": "larger"}, {"severity": "major"}, stamp=5)
    assert orphans(store.connection) == []
    store.edit("删", record_edit.delete_saves(store, "project", home), author=AUTHOR)
    assert conflicts(store.connection) == []
    (hidden,) = orphans(store.connection)
    assert (hidden.entity, hidden.row, hidden.is_missing, hidden.later) == ("project", home, False, 0)
    assert dict(hidden.counts) == {"fact": 1, "hazard": 1}
    step = {"project": home, "hazard": new_id(), "kind": "remark", "done_on": "2026-03-02"}
    take(store, foreign("hazard_step", new_id(), step, seq=2, stamp=2**61))
    found = {(one.entity, one.row): one for one in orphans(store.connection)}
    assert found["project", home].later == 1
    assert found["hazard", step["hazard"]].is_missing
    store.edit("恢复", [Save("project", home, {"_deleted": False})], author=AUTHOR)
    assert [one.entity for one in orphans(store.connection)] == ["hazard"]
    assert only(store).row == row


def test_three_laptops_and_a_criss_cross_are_told(store: Store) -> None:
    row = hazard(store)
    first = last(store, row)
    one = foreign("hazard", row, {"part": "1"}, seen=(first,), seq=1, stamp=1)
    two = foreign("hazard", row, {"part": "2"}, seen=(first,), seq=2, stamp=2)
    left = foreign("hazard", row, {"part": "3"}, seen=(one[0], two[0]), seq=3, stamp=3)
    right = foreign("hazard", row, {"part": "4"}, seen=(one[0], two[0]), seq=4, stamp=4)
    third = foreign("hazard", row, {"part": "5"}, seen=(first,), seq=5, stamp=5)
    take(store, one, two, left, right)
    assert (only(store).before, [side.value for side in only(store).sides]) == ("2", ["3", "4"])
    take(store, third)
    assert (only(store).before, [side.value for side in only(store).sides]) == (None, ["3", "4", "5"])


def test_what_a_bundle_may_bring_is_told_without_an_error(store: Store) -> None:
    row = hazard(store)
    both = last(store, row)
    store.edit("改", [Save("hazard", row, {"part": "3层"})], author=AUTHOR)
    take(
        store,
        foreign("hazard", row, {"part": ["x"], "severity": 5, "height": 3, "_deleted": "true"}, seq=1),
        foreign("hazard", row, {"part": 7, "height": 4, "_deleted": 1}, seen=(both,), seq=2),
        foreign("rocket", new_id(), {"height": 3}, seq=3),
        foreign("photo", new_id(), {"project": row, "hazard": row, "_deleted": False}, seq=4),
    )
    assert {found.field for found in conflicts(store.connection)} == {"part", "severity"}
    assert [(one.entity, one.is_missing) for one in orphans(store.connection)] == [("project", True)]


def test_the_index_is_used(store: Store) -> None:
    """It holds what may be in conflict, heads and all, so that no other row is looked at."""
    store.connection.execute(
        f"CREATE INDEX IF NOT EXISTS state_maybe ON state(entity, row, heads) WHERE {MAYBE}"
    )
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    rows_in_conflict(store.connection)
    store.connection.set_trace_callback(None)
    (query,) = [text for text in asked if "FROM state WHERE" in text]
    plan = [str(step[3]) for step in store.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plan[0] == "SCAN state USING COVERING INDEX state_maybe"
    assert not any("SCAN child" in step or "TEMP B-TREE" in step for step in plan)
