"""One rule decides every value: what was seen is replaced, what was not stands beside, the safer one is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.entry import ALL_FIELDS, DELETED, Entry, from_object
from anxi_desktop.domain.merge import (
    HeadEntry,
    Heads,
    covered_by,
    decide,
    heads_of,
    in_conflict,
    is_deleted,
    replaced,
)
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.status import value_field

ROW = "0a1b2c3d-0000-4000-8000-000000000001"
HAZARD = SPECS["hazard"].fields


def name(key: int) -> str:
    return f"{key:064x}"


def entry(
    values: Mapping[str, JournalValue],
    *,
    seen: tuple[int, ...] = (),
    seen_for: Mapping[str, tuple[int, ...]] | None = None,
) -> Entry:
    """An entry of the row that saw the entries of these numbers."""
    return from_object(
        {
            "v": 1, "stream": ROW, "site": "0" * 32, "seq": 1, "chain": "", "stamp": 1, "author": "", "title": "",
            "group": "g", "undoes": None, "entity": "project", "row": ROW, "set": dict(values),
            "seen": sorted(map(name, seen)),
            "seen_for": {field: sorted(map(name, keys)) for field, keys in (seen_for or {}).items()},
        }
    )  # fmt: skip


def heads(*entries: Entry) -> dict[str, tuple[int, ...]]:
    return heads_of((key, name(key), one) for key, one in enumerate(entries, 1))


def test_an_edit_replaces_what_it_saw_and_nothing_else() -> None:
    first = entry({"name": "a", "town": "t"})
    assert heads(first) == {"name": (1,), "town": (1,)}
    assert heads(first, entry({"name": "b"}, seen=(1,))) == {"name": (2,), "town": (1,)}
    assert heads(first, entry({"name": "b"})) == {"name": (1, 2), "town": (1,)}


def test_seen_counts_only_for_fields_that_are_set() -> None:
    first = entry({"name": "a", "town": "t"})
    second = entry({"name": "b"}, seen=(1,), seen_for={"town": (1,)})
    assert heads(first, second) == {"name": (2,), "town": (1,)}


def test_a_field_of_its_own_saw_only_what_it_names() -> None:
    first, other = entry({"name": "a", "town": "t"}), entry({"town": "u"})
    third = entry({"name": "b", "town": "v"}, seen=(1,), seen_for={"town": (2,)})
    assert heads(first, other, third) == {"name": (3,), "town": (1, 3)}


def test_a_decision_that_saw_all_heads_ends_the_conflict() -> None:
    sides = entry({"name": "a"}), entry({"name": "b"})
    assert heads(*sides, entry({"name": "b"}, seen=(1, 2))) == {"name": (3,)}


def test_what_has_been_seen_is_dead_on_arrival() -> None:
    """Number 1 arrives after the one that saw it; it never becomes a head."""
    late, saw_it = entry({"name": "a"}), entry({"name": "b"}, seen=(1,))
    found = heads_of([(7, name(2), saw_it), (9, name(1), late)])
    assert found == {"name": (7,)}


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.data())
def test_heads_do_not_depend_on_the_order_of_arrival(data: st.DataObject) -> None:
    made: list[Entry] = []
    for number in range(1, data.draw(st.integers(1, 7)) + 1):
        fields = data.draw(st.sets(st.sampled_from("abc"), min_size=1))
        some = st.sets(st.integers(1, max(1, number - 1))).map(sorted).map(tuple)
        seen = data.draw(some) if number > 1 else ()
        apart = data.draw(st.dictionaries(st.sampled_from("abc"), some)) if number > 1 else {}
        made.append(entry(dict.fromkeys(fields, str(number)), seen=seen, seen_for=apart))
    arrived = [(key, name(key), one) for key, one in enumerate(made, 1)]
    expected = heads_of(arrived)
    assert heads_of(data.draw(st.permutations(arrived))) == expected
    assert heads_of([*arrived, *arrived[:0]]) == expected
    for field, keys in expected.items():
        for key in keys:
            assert not any(name(key) in other.saw(field) for other in made if field in other.set)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=6))
def test_a_local_save_replaces_all_it_sets(saves: list[set[str]]) -> None:
    """The short way of an own save gives the same heads as the rule over all entries."""
    short: Heads = {}
    made: list[Entry] = []
    for key, fields in enumerate(saves, 1):
        per_field = {field: short.get(field, ()) for field in fields}
        made.append(entry(dict.fromkeys(fields, str(key)), seen_for=per_field))
        short = replaced(short, key=key, sets=fields)
    assert short == heads(*made)


def side(value: JournalValue, stamp: int, *, field: str = "x", key: int = 1) -> HeadEntry:
    return HeadEntry(name(key), stamp, {field: value}, frozenset())


def test_without_an_order_the_latest_is_shown_then_the_greater_name() -> None:
    assert decide(None, [side("a", 5), side("b", 9), side("c", 7)], "x") == "b"
    same = [side("a", 5, key=2), side("b", 5, key=1)]
    assert decide(None, same, "x") == decide(None, same[::-1], "x") == "a"
    assert decide(None, [], "x") is None


def test_the_graver_severity_is_shown_whatever_the_clocks_say() -> None:
    sides = [side("general", 99, field="severity"), side("major", 1, field="severity")]
    assert decide(HAZARD["severity"], sides, "severity") == "major"
    assert (
        decide(HAZARD["severity"], [*sides[:1], side(None, 100, field="severity")], "severity") == "general"
    )
    unknown = side("catastrophic", 100, field="severity")
    assert decide(HAZARD["severity"], [*sides[:1], unknown], "severity") == "general"


def test_open_is_shown_before_closed() -> None:
    def review(*values: JournalValue) -> JournalValue:
        sides = [side(value, stamp, field="review") for stamp, value in enumerate(values)]
        return decide(HAZARD["review"], sides, "review")

    assert review(None, "pass") is None
    assert review("fail", "pass") == "fail"
    assert review("fail", None) == "fail"
    assert review("pass", "pass") == "pass"


def test_among_equally_safe_sides_the_latest_is_taken() -> None:
    """Two codes this version does not know stand last together; the stamp tells them apart."""
    sides = [side("x1", 3, field="severity"), side("x2", 8, field="severity")]
    assert decide(HAZARD["severity"], sides, "severity") == "x2"


def test_a_fact_is_decided_by_what_it_is_about() -> None:
    def value(kind: str, *values: JournalValue) -> JournalValue:
        sides = [side(value, stamp, field="value") for stamp, value in enumerate(values)]
        return decide(value_field(kind), sides, "value")

    assert value("level", "red", "blue") == "red"
    assert value("state", "active", "completed") == "active"
    assert value("state", "suspended", "withdrawn") == "suspended"
    assert value("grade", "aaa", "none") == "none"
    assert value("a newer kind", "1", "2") == "2"


def test_a_conflict_needs_different_values() -> None:
    assert in_conflict([side("a", 1), side("b", 2)], "x")
    assert not in_conflict([side("a", 1), side("a", 2)], "x")
    assert in_conflict([side(True, 1), side(1, 2)], "x")
    assert not in_conflict([], "x")


@dataclass(frozen=True)
class Line:
    """What one entry of a row says, for the deletions below."""

    sets: Mapping[str, JournalValue]
    seen: tuple[int, ...] = ()
    covers: tuple[int, ...] = ()


def deleted(*lines: Line) -> bool:
    made = [
        entry(line.sets, seen=line.seen, seen_for={ALL_FIELDS: line.covers} if line.covers else None)
        for line in lines
    ]
    entries = {
        key: HeadEntry(name(key), key, one.set, covered_by(one.seen_for)) for key, one in enumerate(made, 1)
    }
    return is_deleted(heads(*made), entries)


NEW = Line({"name": "a", "town": "t"})


def test_a_deletion_that_covers_the_row_deletes_it() -> None:
    assert not deleted(NEW)
    assert deleted(NEW, Line({DELETED: True}, covers=(1,)))
    assert not deleted(NEW, Line({DELETED: True}))


def test_an_edit_the_deletion_did_not_see_keeps_the_record() -> None:
    edit = Line({"town": "u"}, seen=(1,))
    assert not deleted(NEW, edit, Line({DELETED: True}, covers=(1,)))
    assert deleted(NEW, edit, Line({DELETED: True}, covers=(1, 2)))


def test_bringing_back_saw_the_deletion() -> None:
    gone = Line({DELETED: True}, covers=(1,))
    assert not deleted(NEW, gone, Line({DELETED: False}, seen=(2,)))
    again = Line({DELETED: True}, seen=(3,), covers=(1, 3))
    assert deleted(NEW, gone, Line({DELETED: False}, seen=(2,)), again)


def test_two_laptops_that_delete_have_deleted() -> None:
    assert deleted(NEW, Line({DELETED: True}, covers=(1,)), Line({DELETED: True}, covers=(1,)))


def test_deleted_here_and_brought_back_there_stays() -> None:
    """The one that brings back saw only the first deletion; a second one beside it saw nothing of it."""
    first, second = Line({DELETED: True}, covers=(1,)), Line({DELETED: True}, covers=(1,))
    assert not deleted(NEW, first, second, Line({DELETED: False}, seen=(2,)))
