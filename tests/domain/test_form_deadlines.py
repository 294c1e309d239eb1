"""When a month's forms are due: the shipped calendar of 2026 against an oracle that only walks day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.deadlines import DueBand
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.form_deadlines import FormDeadline, form_deadline, notice_due
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.words import sentence
from anxi_desktop.domain.workdays import WorkCalendar, read_table

DAY = timedelta(days=1)

# The targets by hand, from the State Council's table of 2026: month of the forms → works, property.
BY_HAND = {
    "2025-12": ("2025-12-31", "2025-12-31"),  # 1 to 3 January are 元旦
    "2026-01": ("2026-01-30", "2026-02-02"),  # 1 February is a Sunday
    "2026-02": ("2026-02-28", "2026-03-02"),  # Saturday 28 February is worked, 1 March is a Sunday
    "2026-03": ("2026-03-31", "2026-04-02"),
    "2026-04": ("2026-04-30", "2026-04-30"),  # 1 to 5 May are 劳动节
    "2026-05": ("2026-05-29", "2026-06-02"),
    "2026-06": ("2026-06-30", "2026-07-02"),
    "2026-07": ("2026-07-31", "2026-07-31"),  # 1 and 2 August are a weekend
    "2026-08": ("2026-08-31", "2026-09-02"),
    "2026-09": ("2026-09-30", "2026-09-30"),  # 1 to 7 October are 国庆节
    "2026-10": ("2026-10-30", "2026-11-02"),
    "2026-11": ("2026-11-30", "2026-12-02"),
    "2026-12": ("2026-12-31", "2027-01-01"),  # nobody filled in 2027: its Friday the 1st passes for worked
}


@pytest.fixture(scope="module")
def table(resources):
    return read_table((resources / "calendar" / "holidays.json").read_bytes())


@pytest.fixture(scope="module")
def calendar(table) -> WorkCalendar:
    return table.calendar()


class Oracle:
    """Working days by walking, from the rows of the table alone."""

    def __init__(self, table) -> None:
        self.kinds = {special.day: special.kind.value for special in table.days}

    def works(self, day: date) -> bool:
        return {"off": False, "work": True}.get(self.kinds.get(day, ""), day.isoweekday() <= 5)

    def back(self, day: date, count: int) -> date:
        """The working day `count` before `day`, itself one."""
        assert self.works(day)
        while count:
            day -= DAY
            count -= self.works(day)
        return day

    def target(self, printed: date) -> date:
        day = printed - DAY
        while not self.works(day):
            day -= DAY
        return day

    def left(self, today: date, target: date) -> int:
        sign, first, last = (1, today, target) if today <= target else (-1, target, today)
        return sign * sum(self.works(first + DAY * step) for step in range(1, (last - first).days + 1))


MONTHS = [Month(2025, 12), *(Month(2026, number) for number in range(1, 13))]


@pytest.mark.parametrize("month", MONTHS, ids=str)
@pytest.mark.parametrize("family", Family)
def test_all_months_of_the_shipped_year(table, calendar, month: Month, family: Family) -> None:
    oracle = Oracle(table)
    due = form_deadline(family, month, calendar)
    first = month.last + DAY
    assert due.strict == first
    assert due.printed == (first if family is Family.WORKS else first + 2 * DAY)
    assert due.target == oracle.target(due.printed)
    assert due.target.isoformat() == BY_HAND[str(month)][family is Family.PROPERTY]
    assert [(one.workdays_before, one.day) for one in due.reminders] == [
        (count, oracle.back(due.target, count)) for count in (5, 2, 0)
    ]
    for step in range(-40, 12):
        today = due.printed + DAY * step
        left = oracle.left(today, due.target)
        assert due.days_left(today) == left
        assert due.band(today) is band(due, today, left)


def band(due: FormDeadline, today: date, left: int) -> DueBand:
    """The band as the page explains it."""
    if today > due.printed:
        return DueBand.OVERDUE
    if today >= due.target or left == 0:
        return DueBand.TODAY
    return DueBand.ONE if left == 1 else DueBand.THREE if left <= 3 else DueBand.LATER


def test_a_free_day_moves_it_earlier_and_the_last_moment_is_not_overdue(calendar) -> None:
    """1 November 2026 is a Sunday: aim for Friday; on Saturday and Sunday it is still to be done at once."""
    due = form_deadline(Family.WORKS, Month(2026, 10), calendar)
    days = [date(2026, 10, 28), date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2)]
    bands = [DueBand.THREE, DueBand.TODAY, DueBand.TODAY, DueBand.TODAY, DueBand.OVERDUE]
    assert [due.band(day) for day in days] == bands
    assert [due.days_left(day) for day in days] == [2, 0, 0, 0, -1]


def test_a_year_nobody_filled_in_is_told(calendar) -> None:
    assert form_deadline(Family.WORKS, Month(2026, 11), calendar).unknown_years == ()
    assert form_deadline(Family.PROPERTY, Month(2026, 12), calendar).unknown_years == (2027,)
    assert form_deadline(Family.WORKS, Month(2024, 12), calendar).unknown_years == (2024,)


def test_another_printed_day(calendar) -> None:
    due = form_deadline(Family.WORKS, Month(2026, 10), calendar, works_day=10)
    assert due.printed == date(2026, 11, 10)
    assert due.strict == date(2026, 11, 1)
    assert due.target == date(2026, 11, 9)
    assert form_deadline(Family.PROPERTY, Month(2026, 10), calendar, works_day=10).printed.day == 3


@pytest.mark.parametrize("day", [0, -1, 29, 31])
def test_a_day_that_not_every_month_has_is_refused(calendar, day: int) -> None:
    with pytest.raises(AnxiError) as caught:
        form_deadline(Family.PROPERTY, Month(2026, 1), calendar, property_day=day)
    assert caught.value.code == "bad_form_day"
    assert str(day) in sentence(caught.value)


def test_each_reminder_is_shown_once(calendar) -> None:
    due = form_deadline(Family.PROPERTY, Month(2026, 10), calendar)  # target Monday 2 November
    shown: set[str] = set()
    told: list[tuple[str, str]] = []
    for step in range(-20, 8):
        today = due.printed + DAY * step
        if key := notice_due(due, today, shown=shown, submitted=False):
            told.append((today.isoformat(), key))
            shown.add(key)
    assert told == [
        ("2026-10-26", "2026-10/property/T-5"),
        ("2026-10-29", "2026-10/property/T-2"),
        ("2026-11-02", "2026-10/property/T-0"),
    ]


def test_what_fell_on_a_day_off_is_told_later_until_the_next_one(calendar) -> None:
    due = form_deadline(Family.WORKS, Month(2026, 10), calendar)  # reminders 23, 28 and 30 October
    keys = [notice_due(due, date(2026, 10, day), shown=(), submitted=False) for day in (22, 26, 29, 31)]
    assert keys == [None, "2026-10/works/T-5", "2026-10/works/T-2", "2026-10/works/T-0"]
    assert notice_due(due, date(2026, 10, 29), shown=["2026-10/works/T-2"], submitted=False) is None
    assert notice_due(due, due.printed, shown=(), submitted=False) == "2026-10/works/T-0"
    assert notice_due(due, due.printed + DAY, shown=(), submitted=False) is None


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_nothing_is_told_once_it_is_submitted(calendar, month: Month) -> None:
    due = form_deadline(Family.WORKS, month, calendar)
    days = [due.printed + DAY * step for step in range(-40, 5)]
    assert {notice_due(due, day, shown=(), submitted=True) for day in days} == {None}


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    off=st.frozensets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=80),
    month=st.integers(1, 11),
    family=st.sampled_from(Family),
    day=st.integers(1, 28),
)
def test_never_later_never_free_and_in_order(off, month, family, day) -> None:
    calendar = WorkCalendar(off=off, worked=frozenset(), known_years=frozenset({2027}))
    due = form_deadline(family, Month(2027, month), calendar, works_day=day, property_day=day)
    assert due.target < due.printed
    assert calendar.is_workday(due.target)
    assert not any(
        calendar.is_workday(due.target + DAY * n) for n in range(1, (due.printed - due.target).days)
    )
    days = [one.day for one in due.reminders]
    assert days == sorted(set(days))
    assert all(calendar.is_workday(one) for one in days)
    assert days[-1] == due.target
