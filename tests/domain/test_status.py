"""Facts in time: what holds at a day, what the first save and later edits write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

import pytest

from anxi_desktop.domain.record_check import Refusal, refusals
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import FactKind, ProjectState, RiskLevel
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.status import (
    STATUS_FIELDS,
    DatedFact,
    changed_facts,
    columns,
    first_facts,
    holding,
    whole_number,
)

TODAY = "2026-10-20"
Told = tuple[str, str | None, str | None]


def fact(kind: str, value: str | None, day: str | None, *, row: str = "", stamp: int = 1) -> DatedFact:
    return DatedFact(row or f"{kind}@{day}", kind, value, day, stamp)


def told(saves: Iterable[Save]) -> list[Told]:
    """(kind, value, day) of new facts."""
    return [
        (str(save.set["fact"]), save.set["value"], save.set["valid_from"])  # pyright: ignore[reportReturnType]
        for save in saves
        if "fact" in save.set
    ]


def first(**values: JournalValue) -> list[Told]:
    numbers = count()
    return told(first_facts("p", values, new_id=lambda: str(next(numbers))))


def change(
    facts: list[DatedFact], changes: Mapping[str, JournalValue], *, valid_from: str | None = None
) -> list[Save]:
    return changed_facts("p", facts, changes, today=TODAY, valid_from=valid_from, new_id=lambda: "new")


def test_the_fact_with_the_greatest_day_not_after_the_one_asked_for_holds() -> None:
    facts = [
        fact("level", "blue", None),
        fact("level", "red", "2026-09-01"),
        fact("level", "yellow", "2026-11-05"),
    ]

    def at(day: str | None) -> str | None:
        return holding(facts, until=day)["level"].value

    assert [at(day) for day in ("2020-01-01", "2026-08-31", "2026-09-01", "2026-11-04", "2026-11-05", None)] == [
        "blue", "blue", "red", "red", "yellow", "yellow",
    ]  # fmt: skip
    assert "grade" not in holding(facts)
    assert "level" not in holding(facts[1:], until="2026-08-31")


def test_of_two_facts_of_one_day_the_safer_then_the_later_one_holds() -> None:
    def shown(*facts: DatedFact) -> str | None:
        both = [holding(order)[facts[0].fact].value for order in (facts, tuple(reversed(facts)))]
        assert both[0] == both[1]
        return both[0]

    day = "2026-09-01"
    assert shown(fact("level", "red", day, stamp=1), fact("level", "blue", day, stamp=9)) == "red"
    assert shown(fact("level", None, day, stamp=9), fact("level", "blue", day, stamp=1)) == "blue"
    assert shown(fact("state", "active", day, stamp=1), fact("state", "completed", day, stamp=9)) == "active"
    assert shown(fact("grade", "aaa", day, stamp=1), fact("grade", "pass", day, stamp=9)) == "pass"
    assert shown(fact("grade", "aaa", day, row="a"), fact("grade", "pass", day, row="b")) == "pass"
    assert shown(fact("level", "blue", "2026-09-02"), fact("level", "red", day)) == "blue"


def test_columns_show_the_latest_known_also_from_a_coming_day() -> None:
    facts = [
        fact("grade", "pass", "2026-03-01"),
        fact("grade", "aaa", "2027-01-01"),
        fact("demo_posts", "12", None),
    ]
    shown = columns(facts)
    assert (shown["grade"], shown["graded_on"], shown["demo_posts"]) == ("aaa", "2027-01-01", 12)
    assert shown["level"] is None
    assert set(shown) == {*STATUS_FIELDS, "graded_on"}


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), (None, None), ("", None), ("-1", None), ("1.5", None), ("²", None), ("１２", None),
     ("9" * 15, 10**15 - 1), ("9" * 16, None), ("9" * 5000, None), ("x", None)],
)  # fmt: skip
def test_a_count_is_a_whole_number_or_nothing(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number
    assert columns([fact("demo_posts", text, None)])["demo_posts"] == number


def test_the_first_save_holds_from_the_beginning_or_from_the_days_it_names() -> None:
    assert first() == [("state", "active", None)]
    assert first(start_on="2026-03-01") == [("state", "active", "2026-03-01")]
    assert first(state="suspended", level="red", demo_posts=3) == [
        ("state", "suspended", None),
        ("level", "red", None),
        ("demo_posts", "3", None),
    ]
    assert first(grade="aaa", standard_kind="national", graded_on="2026-05-01", benchmark="city") == [
        ("state", "active", None),
        ("standard_kind", "national", "2026-05-01"),
        ("grade", "aaa", "2026-05-01"),
        ("benchmark", "city", None),
    ]


def test_a_project_that_is_over_was_active_until_its_end() -> None:
    ended = {"state": "completed", "end_on": "2026-09-30"}
    assert first(**ended, start_on="2026-03-01") == [
        ("state", "active", "2026-03-01"),
        ("state", "completed", "2026-09-30"),
    ]
    assert first(**ended) == [("state", "active", None), ("state", "completed", "2026-09-30")]
    assert first(state="withdrawn") == [("state", "withdrawn", None)]
    assert first(**ended, start_on="2026-09-30") == [("state", "completed", "2026-09-30")]
    assert first(state="active", end_on="2026-09-30") == [("state", "active", None)]


def test_a_later_change_holds_from_today_or_the_day_given() -> None:
    known = [fact("level", "blue", None)]
    assert told(change(known, {"level": "red"})) == [("level", "red", TODAY)]
    assert told(change(known, {"level": "red"}, valid_from="2026-09-01")) == [("level", "red", "2026-09-01")]
    assert told(change(known, {"level": None})) == [("level", None, TODAY)]
    assert change(known, {"town": "湖头镇"}) == []


def test_a_second_change_of_a_day_corrects_the_first() -> None:
    known = [fact("level", "blue", None), fact("level", "red", TODAY, row="f")]
    assert change(known, {"level": "orange"}) == [Save("fact", "f", {"value": "orange"})]
    assert change(known, {"level": "red"}) == []


def test_an_edit_today_does_not_hide_behind_a_fact_of_a_coming_day() -> None:
    known = [fact("level", "blue", None), fact("level", "red", "2026-11-05", row="f")]
    assert change(known, {"level": "yellow"}) == [Save("fact", "f", {"value": "yellow"})]


def test_the_day_of_a_grade_dates_it_or_corrects_its_day() -> None:
    known = [fact("grade", "pass", "2026-01-01", row="g")]
    assert told(change(known, {"grade": "aaa", "graded_on": "2026-06-01"})) == [
        ("grade", "aaa", "2026-06-01")
    ]
    assert change(known, {"graded_on": "2026-02-01"}) == [Save("fact", "g", {"valid_from": "2026-02-01"})]
    assert change(known, {"graded_on": None}) == [Save("fact", "g", {"valid_from": None})]
    assert change([], {"graded_on": "2026-02-01"}) == []


def test_a_corrected_start_moves_the_first_state_with_it() -> None:
    known = [fact("state", "active", "2026-03-01", row="s"), fact("state", "suspended", "2026-08-01")]
    assert change(known, {"start_on": "2026-04-01"}) == [Save("fact", "s", {"valid_from": "2026-04-01"})]
    assert change(known, {"start_on": None}) == [Save("fact", "s", {"valid_from": None})]
    assert change(known, {"start_on": "2026-03-01"}) == []
    assert change(known, {"start_on": "2026-08-01"}) == []  # after the next state: leave the story alone
    assert change([], {"start_on": "2026-08-01"}) == []
    assert change(known, {"start_on": "2026-04-01", "state": "completed"})[-1].set["value"] == "completed"


def test_every_order_of_safety_names_every_value() -> None:
    assert {kind.value for kind in FactKind} == set(STATUS_FIELDS)
    from anxi_desktop.domain.records.project import SAFER_FACTS

    assert SAFER_FACTS[FactKind.STATE] == tuple(state.value for state in ProjectState)
    assert SAFER_FACTS[FactKind.LEVEL] == tuple(level.value for level in RiskLevel)


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"fact": "level", "value": "red"}, []),
        ({"fact": "level", "value": None}, []),
        ({"fact": "level", "value": "aaa"}, [Refusal("value", "unknown_choice")]),
        ({"fact": "demo_posts", "value": "3"}, []),
        ({"fact": "demo_posts", "value": "three"}, [Refusal("value", "not_a_number")]),
        ({"fact": "mood", "value": "x"}, [Refusal("fact", "unknown_choice")]),
    ],
)
def test_a_fact_says_what_its_field_can_say(values: dict[str, JournalValue], refused: list[Refusal]) -> None:
    project = {"project": "0a1b2c3d-0000-4000-8000-000000000001"}
    assert refusals("fact", {**project, **values}) == refused


def test_a_fact_of_a_newer_program_can_be_changed() -> None:
    stands = {"project": "0a1b2c3d-0000-4000-8000-000000000001", "fact": "mood", "value": "x"}
    for changed in ({"valid_from": "2026-01-01"}, {"value": "y"}):
        assert refusals("fact", {**stands, **changed}, changed=frozenset(changed)) == []


HAZARD: dict[str, JournalValue] = {
    "project": "0a1b2c3d-0000-4000-8000-000000000001",
    "source": "self",
    "found_on": "2026-03-10",
    "description": "临边防护缺失",
}


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ({}, []),
        ({"due_on": "2026-03-10"}, []),
        ({"due_on": "2026-03-09"}, [Refusal("due_on", "due_before_found")]),
        ({"rectified_on": "2026-03-09"}, [Refusal("rectified_on", "order_of_dates")]),
        ({"rectified_on": "2026-03-12", "reviewed_on": "2026-03-12"}, []),
        (
            {"rectified_on": "2026-03-12", "reviewed_on": "2026-03-11"},
            [Refusal("reviewed_on", "order_of_dates")],
        ),
        ({"reviewed_on": "2026-03-09"}, [Refusal("reviewed_on", "order_of_dates")]),
        ({"found_on": "2026-13-01", "due_on": "2026-03-01"}, [Refusal("found_on", "not_a_date")]),
    ],
)
def test_days_of_a_hazard_follow_each_other(days: dict[str, JournalValue], refused: list[Refusal]) -> None:
    assert refusals("hazard", {**HAZARD, **days}) == refused


def test_an_old_mistake_does_not_stand_in_the_way_of_another_field() -> None:
    old = {**HAZARD, "due_on": "2026-03-01", "severity": "terrible"}
    assert refusals("hazard", {**old, "part": "屋面"}, changed=frozenset({"part"})) == []
    assert refusals("hazard", old, changed=frozenset({"found_on"})) == [Refusal("due_on", "due_before_found")]
    assert refusals("hazard", old, changed=frozenset({"severity"})) == [Refusal("severity", "unknown_choice")]
