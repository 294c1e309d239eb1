"""Reads the trend of a month's hazards: counted by SQLite project by project, with the conditions of the forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anxi_desktop.domain.counting_rules import RECOMMENDED
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import progress_3
from anxi_desktop.domain.month_trend import (
    MonthFlow,
    MonthTrend,
    OverdueHazard,
    alive_of,
    coverage_of,
    levels_of,
    months_until,
    points_of,
    targets_of,
)
from anxi_desktop.domain.monthly import CountedTarget, FlowKind, MonthData, Period, Source
from anxi_desktop.domain.records.project import Family
from anxi_desktop.store.db import Connection
from anxi_desktop.store.month_data import counting_rules, details_in
from anxi_desktop.store.month_hazards import flow_condition

MOST_KINDS = 5
MOST_OVERDUE = 10

_BEGINNING = "0000-00-00"
_OF_FAMILY = "project IN (SELECT id FROM project WHERE category = :family)"
# As hazard_loop.is_overdue tells it, at the end of `:day`: what was rectified or ended later was still open then.
_OVERDUE = (
    "voided_on IS NULL AND found_on <= :day AND due_on < :day"
    " AND NOT (review IS 'pass' AND reviewed_on IS NOT NULL AND reviewed_on <= :day)"
    " AND NOT (referred_on IS NOT NULL AND referred_on <= :day)"
    " AND NOT (rectified_on IS NOT NULL AND rectified_on <= :day"
    " AND NOT (review IS 'fail' AND (reviewed_on IS NULL OR reviewed_on <= :day)))"
)


@dataclass(frozen=True, slots=True)
class _Range:
    """What is counted: a condition over `hazard` with `:since` and `:until`, and its days, both inside."""

    condition: str
    since: str
    until: str


def month_trend(
    connection: Connection, data: MonthData, family: Family, *, today: date | None = None
) -> MonthTrend:
    """The trend of a family up to the month of `data`; `today` None looks back from the cut-off."""
    alive = alive_of(data, family)
    target = data.targets.get(family.value, CountedTarget(""))
    base = progress_3(data, family)["base"].value
    period = data.period
    day = period.until if today is None else min(today, period.until)
    kinds, unsorted = _kinds(connection, data, family)
    overdue, listed = _overdue(connection, family, day)
    return MonthTrend(
        month=data.month,
        family=family,
        period=period,
        day=day,
        flows=_flows(connection, data.month, family),
        overdue=overdue,
        overdue_list=listed,
        kinds=kinds,
        unsorted=unsorted,
        project_levels=levels_of(alive),
        point_levels=points_of(alive),
        coverage=coverage_of(data, family),
        base=base if isinstance(base, int) else 0,
        base_target=target.base,
        targets=targets_of(data, family),
    )


def _flows(connection: Connection, last: Month, family: Family) -> tuple[MonthFlow, ...]:
    months = months_until(last)
    rules = [counting_rules(connection, month) for month in months]
    periods = [Period.of(month, rule) for month, rule in zip(months, rules, strict=True)]
    kinds = (FlowKind.SELF_FOUND, FlowKind.SELF_FIXED, FlowKind.FOUND, FlowKind.CLOSED)
    ranges = [
        _Range(flow_condition(kind, rule), period.since.isoformat(), period.until.isoformat())
        for rule, period in zip(rules, periods, strict=True)
        for kind in kinds
    ]
    # The stock grows and shrinks from cut-off to cut-off, so that each record is looked at once. Whatever A-17
    # counts as 整改, a hazard stays open until its review.
    begin = _BEGINNING
    for period in periods:
        until = period.until.isoformat()
        ranges += [_Range(flow_condition(kind, RECOMMENDED), begin, until) for kind in kinds]
        begin = (period.until + timedelta(days=1)).isoformat()
    counts = _counts(connection, ranges, family)
    half = len(ranges) // 2
    stock, made = 0, list[MonthFlow]()
    for place, month in enumerate(months):
        at = place * len(kinds)
        self_found, self_closed, found, closed = counts[at : at + len(kinds)]
        opened, ended, more, fewer = counts[half + at : half + at + len(kinds)]
        stock += opened - ended + more - fewer
        declared = _declared(connection, month, family)
        made.append(
            MonthFlow(
                month,
                self_found + declared[0],
                self_closed + declared[1],
                found,
                closed,
                stock,
                *declared,
            )
        )
    return tuple(made)


def _counts(connection: Connection, ranges: Sequence[_Range], family: Family) -> list[int]:
    """How many hazards of a family each range has; in one pass over the projects' covering indexes."""
    values: dict[str, str] = {"family": family.value}
    columns: list[str] = []
    for number, one in enumerate(ranges):
        values[f"since{number}"], values[f"until{number}"] = one.since, one.until
        ranged = one.condition.replace(":since", f":since{number}").replace(":until", f":until{number}")
        columns.append(
            f"coalesce(sum((SELECT count(*) FROM hazard WHERE project = owner.id AND {ranged})), 0)"
        )
    query = f"SELECT {', '.join(columns)} FROM project AS owner WHERE category = :family"
    return [int(count) for count in connection.execute(query, values).fetchone()]


def _declared(connection: Connection, month: Month, family: Family) -> tuple[int, int]:
    """Found and closed that were only reported as numbers, in months without hazards kept one by one (A-18)."""
    rules = counting_rules(connection, month)
    found = closed = 0
    for project, opened, ended in connection.execute(
        f"SELECT project, found, closed FROM self_report WHERE month = :month AND {_OF_FAMILY}",
        {"month": str(month), "family": family.value},
    ):
        if not details_in(connection, project, month, rules):
            found, closed = found + (opened or 0), closed + (ended or 0)
    return found, closed


def _kinds(
    connection: Connection, data: MonthData, family: Family
) -> tuple[tuple[tuple[str, int], ...], int]:
    """The most frequent kinds of the hazards found in the month, and how many have none."""
    either = " OR ".join(
        f"({flow_condition(kind, data.rules)})" for kind in (FlowKind.SELF_FOUND, FlowKind.FOUND)
    )
    counts = [
        (str(kind), int(count))
        for kind, count in connection.execute(
            f"SELECT coalesce(trim(kind), ''), count(*) FROM hazard WHERE ({either}) AND {_OF_FAMILY}"
            " GROUP BY 1 ORDER BY 2 DESC, 1",
            {
                "since": data.period.since.isoformat(),
                "until": data.period.until.isoformat(),
                "family": family.value,
            },
        )
    ]
    named = tuple((kind, count) for kind, count in counts if kind)
    return named[:MOST_KINDS], sum(count for kind, count in counts if not kind)


def _overdue(connection: Connection, family: Family, day: date) -> tuple[int, tuple[OverdueHazard, ...]]:
    """How many hazards were overdue at a day, and the longest overdue ones."""
    values = {"day": day.isoformat(), "family": family.value}
    count = connection.execute(
        f"SELECT count(*) FROM hazard WHERE {_OVERDUE} AND {_OF_FAMILY}", values
    ).fetchone()[0]
    return int(count), tuple(_overdue_list(connection, values, day))


def _overdue_list(connection: Connection, values: dict[str, str], day: date) -> Iterator[OverdueHazard]:
    for row, project, name, part, text, due in connection.execute(
        "SELECT hazard.id, hazard.project, owner.name, part, description, due_on FROM hazard"
        f" JOIN project AS owner ON owner.id = hazard.project WHERE {_OVERDUE} AND owner.category = :family"
        f" ORDER BY due_on, hazard.rowid LIMIT {MOST_OVERDUE}",
        values,
    ):
        due_on = date.fromisoformat(due)
        words = "：".join(word for word in (part, text) if word)
        yield OverdueHazard(Source("hazard", row), project, name, words, due_on, (day - due_on).days)
