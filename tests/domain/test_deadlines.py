"""Deadlines: what is proposed by severity, and how near a deadline is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.deadlines import (
    DEFAULT_RULES,
    DeadlineKind,
    DeadlineRule,
    DueBand,
    due_band,
    propose,
)
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.workdays import DayKind, SpecialDay, WorkCalendar, read_table


@pytest.fixture(scope="module")
def calendar(resources):
    return read_table((resources / "calendar" / "holidays.json").read_bytes()).calendar()


def test_a_general_hazard_gets_five_working_days(calendar):
    found = propose(DEFAULT_RULES[Severity.GENERAL], found_on=date(2026, 3, 10), calendar=calendar)
    assert found.due_on == date(2026, 3, 17)
    assert found.unknown_years == ()


def test_free_days_do_not_count(calendar):
    found = propose(DEFAULT_RULES[Severity.GENERAL], found_on=date(2026, 4, 30), calendar=calendar)
    assert found.due_on == date(2026, 5, 11)  # 6, 7, 8, the worked Saturday 9, and 11


def test_the_calendar_limit_holds_over_a_long_holiday(calendar):
    """Fifteen working days from 12 February would be 12 March; thirty days end on Saturday the 14th."""
    rule = DeadlineRule(DeadlineKind.COUNTED, workdays=20, most_days=30)
    found = propose(rule, found_on=date(2026, 2, 12), calendar=calendar)
    assert found.due_on == date(2026, 3, 13)


def test_a_major_hazard_waits_for_its_plan(calendar):
    found = propose(DEFAULT_RULES[Severity.MAJOR], found_on=date(2026, 3, 10), calendar=calendar)
    assert found.due_on is None
    assert found.rule.kind is DeadlineKind.BY_PLAN


def test_a_year_nobody_filled_in_is_told(calendar):
    found = propose(DEFAULT_RULES[Severity.LARGER], found_on=date(2026, 12, 20), calendar=calendar)
    assert found.due_on is not None
    assert found.due_on.year == 2027
    assert found.unknown_years == (2027,)


@settings(derandomize=True, deadline=None, max_examples=120)
@given(
    found_on=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    workdays=st.integers(1, 40),
    most=st.none() | st.integers(1, 40),
)
def test_a_proposal_is_a_working_day_after_the_day_found(found_on, workdays, most):
    calendar = WorkCalendar.of(
        [SpecialDay(date(2026, 2, n), DayKind.OFF, "春节") for n in range(15, 24)], known_years=[2025, 2026]
    )
    rule = DeadlineRule(DeadlineKind.COUNTED, workdays=workdays, most_days=most)
    due = propose(rule, found_on=found_on, calendar=calendar).due_on
    assert due is not None
    assert due > found_on
    assert calendar.is_workday(due)
    assert calendar.workdays_between(found_on, due) <= workdays
    if most is None:
        assert calendar.workdays_between(found_on, due) == workdays


@pytest.mark.parametrize(
    ("due", "band"),
    [
        (None, DueBand.NONE),
        ("2026-03-09", DueBand.OVERDUE),
        ("2026-03-10", DueBand.TODAY),
        ("2026-03-11", DueBand.ONE),
        ("2026-03-12", DueBand.THREE),
        ("2026-03-13", DueBand.THREE),
        ("2026-03-15", DueBand.THREE),  # Sunday: still three working days away
        ("2026-03-16", DueBand.LATER),
    ],
)
def test_bands_count_working_days(calendar, due, band):
    due_on = date.fromisoformat(due) if due else None
    assert due_band(due_on, today=date(2026, 3, 10), calendar=calendar) is band


def test_a_deadline_on_the_coming_free_day_is_due_today(calendar):
    assert due_band(date(2026, 10, 3), today=date(2026, 9, 30), calendar=calendar) is DueBand.TODAY
