"""When the month's forms are due, in words, and which reminders are to be shown now.

Counted anew whenever it is asked: the calendar, the settings, the year's counting rules and what was handed in
may all have changed. Loaded right after the first paint, so it imports nothing that writes files.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.form_deadlines import (
    REMIND_WORKDAYS_BEFORE,
    FormDeadline,
    form_deadline,
    notice_due,
)
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.workdays import WorkCalendar
from anxi_desktop.store.month_data import counting_rules
from anxi_desktop.store.work_calendar import work_calendar

FAMILY_WORDS = {Family.WORKS: "工程", Family.PROPERTY: "物业"}
REMINDED_BY = frozenset({"submission", "project", "reporting_unit", "calendar_year", "counting_rule"})
"""The record types whose changes change what is due."""

# Where it shows that an office has to do with a family: record types with the field that names it.
_OWED_FOR = {"project": "category", "submission": "family", "reporting_unit": "family"}
_KEPT = timedelta(days=366)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Due:
    """A family's forms of a month as they stand on one day.

    `days_left` are working days up to the target, negative for those that passed since; `words` is one sentence.
    """

    family: Family
    month: Month
    deadline: FormDeadline
    submitted: bool
    days_left: int
    words: str

    @property
    def presses(self) -> bool:
        """Not handed in, and late or due within the working days of the first reminder."""
        return not self.submitted and self.days_left <= REMIND_WORKDAYS_BEFORE[0]


class MonthReminders:
    """What is due in a session. Belongs to the window's thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def due(self, today: date) -> list[Due]:
        """The month that is over and, from its first reminder on, the running one, by their last days.

        A family of which there is no project, unit or submission is left out: nobody here reports it.
        """
        calendar = work_calendar(self._session.store, self._session.resources)
        running = Month.of(today)
        found: list[Due] = []
        for family in Family:
            if not self._is_owed(family):
                continue
            for month in (running.before, running):
                deadline = _deadline(self._session, family, month, calendar)
                if month == running and today < deadline.reminders[0].day:
                    continue
                submitted = self._has("submission", month=str(month), family=family.value)
                left, words = deadline.days_left(today), _words(deadline, today, submitted=submitted)
                found.append(Due(family, month, deadline, submitted, left, words))
        return sorted(found, key=lambda due: due.deadline.printed)

    def take_notices(self, today: date) -> list[Due]:
        """The forms of which a reminder is to be shown now, each reminder once: they are noted as shown.

        Where the settings cannot be written, they are given all the same, and again the next time.
        """
        shown = self._session.settings.reminded
        taken: dict[str, Due] = {}
        for due in self.due(today):
            key = notice_due(due.deadline, today, shown=shown.keys(), submitted=due.submitted)
            if key is not None:
                taken[key] = due
        if taken:
            kept = {key: day for key, day in shown.items() if _is_recent(day, today)}
            try:
                self._session.change_settings(reminded=kept | dict.fromkeys(taken, today.isoformat()))
            except AnxiError as error:
                logging.getLogger("anxi").warning("reminders not noted: %s", error)
        return list(taken.values())

    def _is_owed(self, family: Family) -> bool:
        return any(self._has(entity, **{field: family.value}) for entity, field in _OWED_FOR.items())

    def _has(self, entity: str, **where: str) -> bool:
        return next(self._session.store.rows(entity, {**where}, limit=1), None) is not None


def deadline_of(session: Session, family: Family, month: Month) -> FormDeadline:
    """When a family's forms of a month are due: by the calendar, the settings, and the year's reading of A-01."""
    return _deadline(session, family, month, work_calendar(session.store, session.resources))


def _deadline(session: Session, family: Family, month: Month, calendar: WorkCalendar) -> FormDeadline:
    days = session.settings
    found = form_deadline(family, month, calendar, works_day=days.works_day, property_day=days.property_day)
    rules = counting_rules(session.store.connection, month)
    if family is Family.PROPERTY and rules.code("A-01") == "strict" and found.strict < found.printed:
        return form_deadline(family, month, calendar, property_day=found.strict.day)
    return found


def _words(deadline: FormDeadline, today: date, *, submitted: bool) -> str:
    month = deadline.month
    name = f"{FAMILY_WORDS[deadline.family]} {month.year}年{month.month}月月报"
    if submitted:
        return f"{name}：已报送"
    if today > deadline.printed:
        return f"{name}：已过期，最后期限是{_day(deadline.printed)}（周{_weekday(deadline.printed)}）"
    target = f"{_day(deadline.target)}（周{_weekday(deadline.target)}）"
    if today < deadline.target:
        said = f"{target}前报送，还有 {deadline.days_left(today)} 个工作日"
    elif today == deadline.target:
        said = f"今天（周{_weekday(today)}）报送"
    else:
        said = f"应在{target}前报送，还没有报送"
    return "".join([f"{name}：{said}", *(f"；{more}" for more in _limits(deadline))])


def _limits(deadline: FormDeadline) -> Iterator[str]:
    """The days beside the target (A-01, A-02), and the years whose free days nobody filled in."""
    if deadline.printed != deadline.target:
        yield f"最后期限{_day(deadline.printed)}"
    if deadline.strict < deadline.printed:
        yield f"通知正文要求{_day(deadline.strict)}前"
    for year in deadline.unknown_years:
        yield f"{year} 年放假安排还没有填，按周一到周五算"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


def _is_recent(day: str, today: date) -> bool:
    try:
        return date.fromisoformat(day) >= today - _KEPT
    except ValueError:
        return False
