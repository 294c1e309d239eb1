"""The hazard's loop: every act in every state, and random stories whose steps and fields tell the same."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import (
    Act,
    Row,
    act_saves,
    is_listed,
    is_overdue,
    possible_steps,
    state_of,
)
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState
from anxi_desktop.domain.records.hazard import HazardStepKind as Step
from anxi_desktop.domain.save import check

TODAY = date(2026, 11, 25)
FOUND = date(2026, 11, 1)


def hazard(**more: JournalValue) -> dict[str, JournalValue]:
    return {
        "id": "00000000-0000-4000-8000-00000000000a",
        "project": "00000000-0000-4000-8000-00000000000b",
        "found_on": FOUND.isoformat(),
        "due_on": "2026-12-10",
        "description": "甲",
        **more,
    }


STATES: dict[HazardState, dict[str, JournalValue]] = {
    HazardState.OPEN: hazard(),
    HazardState.RECTIFIED: hazard(rectified_on="2026-11-20"),
    HazardState.CLOSED: hazard(rectified_on="2026-11-20", reviewed_on="2026-11-21", review="pass"),
    HazardState.REFERRED: hazard(referred_on="2026-11-20", referred_to="燃气公司"),
    HazardState.VOIDED: hazard(voided_on="2026-11-20", void_reason="记错"),
}


def act(kind: Step, **more: object) -> Act:
    values: dict[str, object] = {
        "done_on": TODAY,
        "text": "原因",
        "to_whom": "单位",
        "due_on": date(2026, 12, 20) if kind in (Step.EXTENSION_ASKED, Step.EXTENDED) else None,
    }
    return Act(kind, **{**values, **more})  # pyright: ignore[reportArgumentType]


def counter() -> object:
    numbers = itertools.count()
    return lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"


def done(row: Row, what: Act) -> dict[str, JournalValue]:
    """The row after an act; each save is one a form would take."""
    saves = act_saves(row, what, today=TODAY, new_id=counter())  # pyright: ignore[reportArgumentType]
    after = dict(row)
    for save in saves:
        check(save, new=save.entity == "hazard_step")
        if save.entity == "hazard":
            after.update(save.set)
    (step,) = [save for save in saves if save.entity == "hazard_step"]
    assert step.set["kind"] == what.kind.value
    assert step.set["hazard"] == row["id"]
    return after


@pytest.mark.parametrize("state", list(HazardState))
@pytest.mark.parametrize("kind", list(Step))
def test_an_act_is_done_where_it_is_offered_and_refused_elsewhere(state: HazardState, kind: Step) -> None:
    row = STATES[state]
    assert state_of(row) is state
    if kind in possible_steps(row, today=TODAY):
        done(row, act(kind))
        return
    with pytest.raises(AnxiError) as caught:
        act_saves(row, act(kind), today=TODAY, new_id=str)
    assert caught.value.code == "hazard_step_refused"


def test_the_usual_way_ends_closed() -> None:
    row = done(hazard(), act(Step.RECTIFIED))
    assert state_of(row) is HazardState.RECTIFIED
    row = done(row, act(Step.RETURNED, due_on=date(2026, 12, 30)))
    assert state_of(row) is HazardState.OPEN
    assert row["due_on"] == "2026-12-30"
    row = done(row, act(Step.RECTIFIED))
    row = done(row, act(Step.CLOSED))
    assert state_of(row) is HazardState.CLOSED
    assert (row["reviewed_on"], row["review"]) == (TODAY.isoformat(), "pass")


def test_an_extension_is_asked_before_the_deadline_only() -> None:
    asked = done(hazard(), act(Step.EXTENSION_ASKED))
    assert asked["extension_due"] == "2026-12-20"
    assert done(asked, act(Step.EXTENDED, due_on=None))["due_on"] == "2026-12-20"
    assert done(asked, act(Step.EXTENSION_REFUSED))["due_on"] == "2026-12-10"
    late = hazard(due_on="2026-11-24")
    assert is_overdue(late, today=TODAY)
    with pytest.raises(AnxiError) as caught:
        act_saves(late, act(Step.EXTENSION_ASKED), today=TODAY, new_id=str)
    assert caught.value.code == "extension_too_late"
    with pytest.raises(AnxiError) as caught:
        act_saves(hazard(), act(Step.EXTENSION_ASKED, due_on=date(2026, 12, 1)), today=TODAY, new_id=str)
    assert caught.value.code == "step_before"


@pytest.mark.parametrize(
    ("row", "what", "code"),
    [
        (hazard(), act(Step.VOIDED, text=" "), "step_incomplete"),
        (hazard(), act(Step.REFERRED, to_whom=""), "step_incomplete"),
        (hazard(), act(Step.EXTENSION_ASKED, due_on=None), "step_incomplete"),
        (hazard(), act(Step.RECTIFIED, done_on=FOUND - timedelta(days=1)), "step_before"),
        (STATES[HazardState.RECTIFIED], act(Step.CLOSED, done_on=date(2026, 11, 19)), "step_before"),
        (STATES[HazardState.RECTIFIED], act(Step.RETURNED, text=""), "step_incomplete"),
    ],
)
def test_what_is_missing_or_in_the_wrong_order_is_refused(row: Row, what: Act, code: str) -> None:
    with pytest.raises(AnxiError) as caught:
        act_saves(row, what, today=TODAY, new_id=str)
    assert caught.value.code == code


def test_reopening_takes_back_only_what_had_ended_it() -> None:
    for state in (HazardState.CLOSED, HazardState.REFERRED, HazardState.VOIDED):
        again = done(STATES[state], act(Step.REOPENED))
        assert state_of(again) is HazardState.OPEN
    voided_when_rectified = done(STATES[HazardState.RECTIFIED], act(Step.VOIDED))
    assert state_of(done(voided_when_rectified, act(Step.REOPENED))) is HazardState.RECTIFIED


def test_a_review_without_its_day_closes_nothing() -> None:
    assert state_of(hazard(rectified_on="2026-11-20", review="pass")) is HazardState.RECTIFIED


def test_listing_lasts_until_it_is_taken_off() -> None:
    listed = done(hazard(), act(Step.LISTED))
    assert is_listed(listed)
    assert Step.LISTED not in possible_steps(listed, today=TODAY)
    assert not is_listed(done(listed, act(Step.DELISTED)))


@given(st.lists(st.tuples(st.sampled_from(list(Step)), st.integers(0, 20)), max_size=25))
def test_any_story_keeps_its_dates_in_order_and_its_state_told(story: list[tuple[Step, int]]) -> None:
    row: dict[str, JournalValue] = hazard()
    day = FOUND
    refused: set[str] = set()
    for kind, later in story:
        day += timedelta(days=later)
        if kind not in possible_steps(row, today=day):
            continue
        try:
            saves = act_saves(
                row,
                act(kind, done_on=day, due_on=day + timedelta(days=60)),
                today=day,
                new_id=counter(),  # pyright: ignore[reportArgumentType]
            )
        except AnxiError as error:
            refused.add(error.code)
            continue
        for save in saves:
            if save.entity == "hazard":
                row.update(save.set)
        told = {
            Step.RECTIFIED: HazardState.RECTIFIED,
            Step.CLOSED: HazardState.CLOSED,
            Step.RETURNED: HazardState.OPEN,
            Step.REFERRED: HazardState.REFERRED,
            Step.VOIDED: HazardState.VOIDED,
        }.get(kind)
        if told is not None:
            assert state_of(row) is told
        days = [str(row[name]) for name in ("found_on", "rectified_on", "reviewed_on") if row.get(name)]
        assert days == sorted(days)
        assert (state_of(row) is HazardState.CLOSED) == (
            row.get("review") == "pass" and not row.get("voided_on") and bool(row.get("reviewed_on"))
        )
    assert refused <= {"step_before", "extension_too_late"}
