"""When a hazard should be rectified: a proposal by severity, and how near a deadline is.

The figures are common practice (M), not law: they are an editable default and the window must show them so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.workdays import WorkCalendar

# Working days in which a reported rectification should be re-inspected (M).
REVIEW_WORKDAYS = 3


class DeadlineKind(Enum):
    """How a deadline is found: counted in working days, or set by the rectification plan."""

    COUNTED = "counted"
    BY_PLAN = "by_plan"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """The default for one severity: `workdays` after the day found, never past `most_days` calendar days.

    BY_PLAN proposes no day: work stops and the plan names one.
    """

    kind: DeadlineKind
    workdays: int = 0
    most_days: int | None = None


# Practice, each editable (M): general 3-7 days and at most 15, larger up to 30, major by plan with work stopped.
DEFAULT_RULES: dict[Severity, DeadlineRule] = {
    Severity.GENERAL: DeadlineRule(DeadlineKind.COUNTED, workdays=5, most_days=15),
    Severity.LARGER: DeadlineRule(DeadlineKind.COUNTED, workdays=15, most_days=30),
    Severity.MAJOR: DeadlineRule(DeadlineKind.BY_PLAN),
}
assert DEFAULT_RULES.keys() == set(Severity)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed deadline, None where the plan decides; `unknown_years` were counted by weekdays alone."""

    due_on: date | None
    rule: DeadlineRule
    unknown_years: tuple[int, ...]


class DueBand(Enum):
    """How near a deadline is, in working days; the bands of the reminder board, the most urgent first."""

    OVERDUE = "overdue"
    TODAY = "today"
    ONE = "one"
    THREE = "three"
    LATER = "later"
    NONE = "none"


def propose(rule: DeadlineRule, *, found_on: date, calendar: WorkCalendar) -> Proposal:
    """The deadline `rule` proposes for a hazard found on `found_on`, always a working day after it.

    Where the calendar limit ends on a free day the working day before it is taken, but never the day found.
    """
    if rule.kind is DeadlineKind.BY_PLAN:
        return Proposal(None, rule, ())
    due = calendar.add_workdays(found_on, rule.workdays)
    if rule.most_days is not None and due > (limit := found_on + timedelta(days=rule.most_days)):
        due = limit if calendar.is_workday(limit) else calendar.add_workdays(limit, -1)
        if due <= found_on:
            due = calendar.add_workdays(found_on, 1)
    return Proposal(due, rule, calendar.unknown_years(found_on, due))


def due_band(due_on: date | None, *, today: date, calendar: WorkCalendar) -> DueBand:
    """The band of a deadline that is still to be kept. The deadline's own day is not overdue."""
    if due_on is None:
        return DueBand.NONE
    if today > due_on:
        return DueBand.OVERDUE
    left = calendar.workdays_between(today, due_on)
    if left <= 0:
        return DueBand.TODAY
    return DueBand.ONE if left == 1 else DueBand.THREE if left <= 3 else DueBand.LATER
