"""Working days: the weekday rule, the State Council's days, and years nobody filled in."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.workdays import DayKind, SpecialDay, WorkCalendar, read_table

WEEKDAYS_ONLY = WorkCalendar.of((), known_years=())
DAYS = st.dates(date(2024, 6, 1), date(2027, 6, 30))
STEADY = settings(derandomize=True, deadline=None, max_examples=120)


@pytest.fixture(scope="module")
def shipped(resources):
    return read_table((resources / "calendar" / "holidays.json").read_bytes())


@pytest.fixture(scope="module")
def calendar(shipped):
    return shipped.calendar()


def test_the_shipped_days_are_those_the_state_council_announced(shipped):
    """Both years as announced on 2024-11-12 and 2025-11-04, written out again from the announcements."""
    off = {
        (2025, 1): [1, 28, 29, 30, 31],
        (2025, 2): [1, 2, 3, 4],
        (2025, 4): [4, 5, 6],
        (2025, 5): [1, 2, 3, 4, 5, 31],
        (2025, 6): [1, 2],
        (2025, 10): [1, 2, 3, 4, 5, 6, 7, 8],
        (2026, 1): [1, 2, 3],
        (2026, 2): [15, 16, 17, 18, 19, 20, 21, 22, 23],
        (2026, 4): [4, 5, 6],
        (2026, 5): [1, 2, 3, 4, 5],
        (2026, 6): [19, 20, 21],
        (2026, 9): [25, 26, 27],
        (2026, 10): [1, 2, 3, 4, 5, 6, 7],
    }
    worked = "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11".split()
    worked += "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10".split()
    found = {kind: {day.day for day in shipped.days if day.kind is kind} for kind in DayKind}
    assert found[DayKind.OFF] == {date(y, m, d) for (y, m), days in off.items() for d in days}
    assert found[DayKind.WORK] == {date.fromisoformat(day) for day in worked}
    assert shipped.known_years == (2025, 2026)
    assert all(day.weekday() >= 5 for day in found[DayKind.WORK])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),  # Friday before the Spring Festival
        ("2026-02-14", True),  # Saturday worked instead
        ("2026-02-20", False),  # Friday of the festival
        ("2026-02-24", True),
        ("2026-10-10", True),  # Saturday worked instead
        ("2026-10-11", False),  # ordinary Sunday
        ("2027-01-01", True),  # a year nobody filled in: the weekday rule alone
    ],
)
def test_known_days(calendar, day, works):
    assert calendar.is_workday(date.fromisoformat(day)) is works


def test_days_are_counted_across_the_spring_festival(calendar):
    friday = date(2026, 2, 13)
    assert calendar.add_workdays(friday, 1) == date(2026, 2, 14)
    assert calendar.add_workdays(friday, 2) == date(2026, 2, 24)
    assert calendar.add_workdays(date(2026, 2, 24), -2) == friday
    assert calendar.workdays_between(friday, date(2026, 2, 24)) == 2
    assert calendar.workdays_between(date(2026, 2, 24), friday) == -2


def test_the_last_day_counts_only_where_it_is_worked(calendar):
    assert calendar.workdays_between(date(2026, 9, 30), date(2026, 10, 1)) == 0
    assert calendar.workdays_between(date(2026, 10, 7), date(2026, 10, 10)) == 3
    assert calendar.workdays_between(date(2026, 10, 8), date(2026, 10, 8)) == 0


def test_no_days_is_the_day_itself_or_the_next_that_is_worked(calendar):
    assert calendar.add_workdays(date(2026, 10, 1), 0) == date(2026, 10, 8)
    assert calendar.add_workdays(date(2026, 10, 8), 0) == date(2026, 10, 8)


def test_a_year_that_nobody_filled_in_is_told(calendar):
    assert calendar.unknown_years(date(2026, 12, 20), date(2027, 1, 5)) == (2027,)
    assert calendar.unknown_years(date(2027, 1, 5), date(2026, 12, 20)) == (2027,)
    assert calendar.unknown_years(date(2025, 1, 1), date(2026, 12, 31)) == ()
    assert WEEKDAYS_ONLY.unknown_years(date(2026, 1, 1), date(2026, 1, 2)) == (2026,)


def test_a_day_cannot_be_both(calendar):
    day = date(2026, 5, 9)
    with pytest.raises(AnxiError, match="calendar_conflict") as caught:
        WorkCalendar.of(
            [SpecialDay(day, DayKind.OFF, "甲"), SpecialDay(day, DayKind.WORK, "乙")], known_years=[2026]
        )
    assert "2026-05-09" in words.sentence(caught.value)


def test_a_slip_of_the_finger_does_not_count_for_centuries(calendar):
    with pytest.raises(AnxiError, match="too_many_workdays"):
        calendar.add_workdays(date(2026, 1, 5), 3000)


@STEADY
@given(day=DAYS, count=st.integers(1, 60))
def test_counting_back_what_was_added(day, count):
    calendar = _uneven()
    later = calendar.add_workdays(day, count)
    assert calendar.is_workday(later)
    assert calendar.workdays_between(day, later) == count
    assert calendar.add_workdays(day, count + 1) > later


@STEADY
@given(first=DAYS, last=DAYS)
def test_between_is_the_plain_count(first, last):
    calendar = _uneven()
    low, high = sorted((first, last))
    plain = sum(calendar.is_workday(low + timedelta(days=step)) for step in range(1, (high - low).days + 1))
    assert calendar.workdays_between(low, high) == plain
    assert calendar.workdays_between(high, low) == -plain


def _uneven() -> WorkCalendar:
    """Holidays on weekdays and weekends and worked weekends, over the years that the properties draw."""
    days = [SpecialDay(date(2024, 10, 1) + timedelta(days=n), DayKind.OFF, "节") for n in range(7)]
    days += [SpecialDay(date(2026, 2, 15) + timedelta(days=n), DayKind.OFF, "节") for n in range(9)]
    days += [SpecialDay(date(2026, 2, n), DayKind.WORK, "节") for n in (14, 28)]
    return WorkCalendar.of(days, known_years=[2024, 2026])


GOOD_DAY = {"day": "2026-02-03", "kind": "off", "name": "春节"}
GOOD = {"format": 1, "source": "某通知", "known_years": [2026], "days": [GOOD_DAY]}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"format": 2}, "format"),
        ({"format": True}, "format"),
        ({"known_years": ["2026"]}, "2026"),
        ({"known_years": 2026}, "known_years"),
        ({"extra": 1}, "extra"),
        ({"source": ""}, "source"),
        ({"source": "\ud800"}, "source"),
        ({"source": "\u202e通知"}, "source"),
        ({"days": [3]}, "days[1]"),
        ({"days": [{**GOOD_DAY, "day": "2026-02-30"}]}, "days[1].day"),
        ({"days": [{**GOOD_DAY, "day": "2026-2-3"}]}, "days[1].day"),
        ({"days": [{**GOOD_DAY, "kind": "free"}]}, "days[1].kind"),
        ({"days": [{**GOOD_DAY, "note": "x"}]}, "days[1].note"),
        ({"days": [GOOD_DAY, GOOD_DAY]}, "days[2].day"),
        ({"known_years": [2025]}, "days[1].day"),
    ],
)
def test_a_table_that_breaks_its_rules_is_refused_with_the_place(changes, place):
    assert len(read_table(json.dumps(GOOD).encode()).days) == 1
    with pytest.raises(AnxiError) as caught:
        read_table(json.dumps({**GOOD, **changes}).encode())
    assert caught.value.code == "content_unreadable"
    assert caught.value.facts == {"place": place}
    assert "没有改动" in words.sentence(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        b"\xff{}",
        b"[" * 100_000,
        b"",
        json.dumps(GOOD)[:-1].encode() + b', "format": 1}',
        json.dumps({**GOOD, "format": 1.0}).encode(),
        json.dumps(GOOD).encode() + b" " * 5_000_000,
    ],
    ids=["list", "open", "no UTF-8", "deep", "empty", "key twice", "fraction", "huge"],
)
def test_what_is_no_plain_json_object_is_refused(body):
    with pytest.raises(AnxiError, match="content_unreadable"):
        read_table(body)
