"""Working days as China keeps them: Monday to Friday, less holidays, plus the weekend days worked instead.

The State Council announces the days of a year late in the year before, so they are data that a person fills in
or imports. A year that nobody filled in falls back to the weekday rule, and `known_years` lets the caller say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.strict_json import Shape, read_object

_SATURDAY = 5
_DAY = timedelta(days=1)
# Two years of days: more can only be a slip of the finger, and date itself ends in the year 9999.
MOST_WORKDAYS = 520


class DayKind(Enum):
    """What a day of the table is: off although a weekday (or a weekend named as holiday), or worked."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day for which the weekday rule is not enough, with the holiday it belongs to."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The weekday rule and the days that differ from it.

    `known_years` are the years somebody filled in, also one without any special day.
    """

    off: frozenset[date]
    worked: frozenset[date]
    known_years: frozenset[int]

    @classmethod
    def of(cls, days: Iterable[SpecialDay], *, known_years: Iterable[int]) -> WorkCalendar:
        """The calendar of a table. Raises AnxiError("calendar_conflict") for a day that is both."""
        kinds: dict[date, DayKind] = {}
        for special in days:
            if kinds.setdefault(special.day, special.kind) is not special.kind:
                raise AnxiError("calendar_conflict", day=special.day.isoformat())
        return cls(
            off=frozenset(day for day, kind in kinds.items() if kind is DayKind.OFF),
            worked=frozenset(day for day, kind in kinds.items() if kind is DayKind.WORK),
            known_years=frozenset(known_years),
        )

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, where negative); `day` itself is not counted.

        0 is `day` or, where it is free, the next working day. Raises AnxiError("too_many_workdays").
        """
        if abs(count) > MOST_WORKDAYS:
            raise AnxiError("too_many_workdays", count=count, most=MOST_WORKDAYS)
        if count == 0:
            return day if self.is_workday(day) else self.add_workdays(day, 1)
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and with `last`; negative where `last` is earlier."""
        if last < first:
            return -self.workdays_between(last, first)
        days = (last - first).days
        weeks, rest = divmod(days, 7)
        weekdays = weeks * 5 + sum(
            (first + timedelta(days=weeks * 7 + step)).weekday() < _SATURDAY for step in range(1, rest + 1)
        )
        freed = sum(first < day <= last and day.weekday() < _SATURDAY for day in self.off - self.worked)
        worked = sum(first < day <= last and day.weekday() >= _SATURDAY for day in self.worked)
        return weekdays - freed + worked

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years from `first` to `last` that nobody filled in: there the result may be wrong."""
        earlier, later = sorted((first.year, last.year))
        return tuple(year for year in range(earlier, later + 1) if year not in self.known_years)


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """A table of special days as shipped or imported: its source, the years it fills in, its days in order."""

    source: str
    known_years: tuple[int, ...]
    days: tuple[SpecialDay, ...]

    def calendar(self) -> WorkCalendar:
        """The calendar these days make."""
        return WorkCalendar.of(self.days, known_years=self.known_years)


def read_table(body: bytes) -> CalendarTable:
    """The table in the bytes of a `holidays.json`. Raises AnxiError("content_unreadable").

    Every day lies in a known year and stands once.
    """
    top = Shape(read_object(body))
    top.only("format", "source", "known_years", "days")
    top.equals("format", 1)
    years = tuple(Shape.whole_number(year, least=1900, most=2200) for year in top.items("known_years"))
    days: list[SpecialDay] = []
    for row in top.objects("days"):
        row.only("day", "kind", "name")
        special = SpecialDay(row.need_day("day"), row.choice("kind", DayKind), row.text("name", limit=20))
        if special.day.year not in years or any(special.day == other.day for other in days):
            raise row.refused("day")
        days.append(special)
    days.sort(key=lambda special: special.day)
    return CalendarTable(source=top.text("source", limit=300), known_years=years, days=tuple(days))
