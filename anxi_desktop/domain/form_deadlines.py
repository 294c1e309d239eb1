"""When a month's forms are due: the day printed on them, the notice's own day, and the working day to aim for.

Source: notice 五(八) 于下一个月1日前 for all four tables; the notes below 附件4 and 5 每月1日前, below 附件6 and 7
每月3日前. "前" may leave the day itself out, so the day counts as the last moment and the last working day
before it is what people aim for; a free day moves it earlier, never later.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from anxi_desktop.domain.deadlines import DueBand, due_band
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.workdays import WorkCalendar

REMIND_WORKDAYS_BEFORE = (5, 2, 0)
_STRICT_DAY = 1
_LAST_DAY_OF_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day on which to remind, so many working days before the target."""

    workdays_before: int
    day: date


@dataclass(frozen=True, slots=True)
class FormDeadline:
    """The days by which the forms of a month and family are to be in.

    `printed` is the day the form names and the last moment; `strict` the notice's body's, for property the
    earlier one; `target` the last working day before `printed`; `reminders` come in the order of their days.
    """

    family: Family
    month: Month
    printed: date
    strict: date
    target: date
    reminders: tuple[Reminder, ...]
    calendar: WorkCalendar = field(repr=False)

    @property
    def unknown_years(self) -> tuple[int, ...]:
        """The years nobody filled in that these days were counted in, by weekdays alone."""
        return self.calendar.unknown_years(self.reminders[0].day, self.printed)

    def days_left(self, today: date) -> int:
        """Working days after `today` up to and with the target; negative for those that passed since."""
        return self.calendar.workdays_between(today, self.target)

    def band(self, today: date) -> DueBand:
        """How near the target is. From there to the printed day everything is still due today."""
        if self.target < today <= self.printed:
            return DueBand.TODAY
        return due_band(self.target, today=today, calendar=self.calendar)


def form_deadline(
    family: Family, month: Month, calendar: WorkCalendar, *, works_day: int = 1, property_day: int = 3
) -> FormDeadline:
    """The deadline of a month's forms; `works_day` and `property_day` are the days the forms name.

    Raises AnxiError("bad_form_day") for a day that not every month has.
    """
    day = works_day if family is Family.WORKS else property_day
    if not 1 <= day <= _LAST_DAY_OF_EVERY_MONTH:
        raise AnxiError("bad_form_day", day=day, most=_LAST_DAY_OF_EVERY_MONTH)
    due_month = month.after.first
    printed = due_month.replace(day=day)
    target = calendar.add_workdays(printed, -1)
    return FormDeadline(
        family=family,
        month=month,
        printed=printed,
        strict=due_month.replace(day=_STRICT_DAY),
        target=target,
        reminders=tuple(
            Reminder(before, calendar.add_workdays(target, -before) if before else target)
            for before in REMIND_WORKDAYS_BEFORE
        ),
        calendar=calendar,
    )


def notice_due(deadline: FormDeadline, today: date, *, shown: Collection[str], submitted: bool) -> str | None:
    """The key of the reminder to show now, such as "2026-10/works/T-2"; None where there is none.

    One that fell on a day the laptop was off is shown later, until the next one takes its place or the
    printed day has passed. `shown` are the keys already shown.
    """
    if submitted or today > deadline.printed:
        return None
    begun = [reminder for reminder in deadline.reminders if reminder.day <= today]
    if not begun:
        return None
    key = f"{deadline.month}/{deadline.family.value}/T-{begun[-1].workdays_before}"
    return None if key in shown else key
