"""Reads what a month's forms count out of the typed tables.

Hazards and visits are counted by SQLite, project by project, in ranges of covering indexes: a million hazards are
never loaded to be counted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from anxi_desktop.domain.counting_rules import CountingRules
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import (
    CountedDocument,
    CountedListing,
    CountedMeasure,
    CountedProject,
    CountedTarget,
    Flow,
    FlowKind,
    MonthData,
    Period,
    status_at,
)
from anxi_desktop.domain.records.hazard import HazardSource
from anxi_desktop.domain.records.inspection import InspectionKind
from anxi_desktop.domain.records.project import ALIVE, FactKind, Family
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.store.db import Connection
from anxi_desktop.store.month_hazards import OFFICES, flow_condition, flow_table
from anxi_desktop.store.risk_levels import level_counts

_ALIVE = frozenset(state.value for state in ALIVE)
_BEGINNING = "0000-00-00"
_COUNTED = tuple(kind for kind in FlowKind if kind is not FlowKind.CLOSED)


def counting_rules(connection: Connection, month: Month) -> CountingRules:
    """The readings that hold in a month's year."""
    rows = [
        {"year": year, "rule": rule, "choice": choice}
        for year, rule, choice in connection.execute(
            "SELECT year, rule, choice FROM counting_rule WHERE year IN (?, ?) ORDER BY rowid",
            (month.year, month.year - 1),
        )
    ]
    before = CountingRules.of(month.year - 1, rows)
    return dataclasses.replace(CountingRules.of(month.year, rows), december=before.code("A-03"))


def month_data(
    connection: Connection, month: Month, *, own_unit_type: str, rules: CountingRules | None = None
) -> MonthData:
    """All that the month's forms count, as it stood at the cut-off; `rules` None: those of the year.

    A hazard that was entered by mistake (作废) is none, in no month.
    """
    rules = counting_rules(connection, month) if rules is None else rules
    period = Period.of(month, rules)
    until = period.until.isoformat()
    facts: dict[str, list[DatedFact]] = {}
    for row, project, fact, value, valid_from, stamp in connection.execute(
        "SELECT id, project, fact, value, valid_from, stamp_ FROM fact"
        " WHERE valid_from IS NULL OR valid_from <= ?",
        (until,),
    ):
        facts.setdefault(project, []).append(DatedFact(row, fact, value, valid_from, stamp))
    milestones: dict[str, set[str]] = {}
    for project, item in connection.execute(
        "SELECT project, item FROM milestone WHERE done_on <= ? AND item IS NOT NULL", (until,)
    ):
        milestones.setdefault(project, set()).add(item)
    flows = _flows(connection, period, rules)
    declared = _declared(connection, month, rules)
    points = level_counts(connection, until)
    covered = _covered(connection, until, rules)
    projects: list[CountedProject] = []
    for row, name, category, unit_type, started in connection.execute(
        "SELECT id, name, category, unit_type, start_on FROM project ORDER BY rowid"
    ):
        mine = facts.get(row, ())
        status = status_at(mine, period.until)
        before = status_at(mine, period.before).get(FactKind.STATE.value) in _ALIVE
        alive = status.get(FactKind.STATE.value) in _ALIVE
        if not alive and rules.code("A-30") == "any_day":
            alive = before or _was_alive(mine, period)
        projects.append(
            CountedProject(
                row,
                name,
                category,
                unit_type or None,
                status,
                frozenset(milestones.get(row, ())),
                alive,
                before,
                flows.get(row, {}),
                declared.get(row, {}),
                points.get(row, {}),
                _day(covered.get(row)),
                _day(started),
            )
        )
    return MonthData(
        month=month,
        own_unit_type=own_unit_type,
        projects=tuple(projects),
        measures=_measures(connection, period),
        listings=_listings(connection, period),
        documents=_documents(connection, until),
        targets=_targets(connection, month.year),
        rules=rules,
    )


def hazard_flows(connection: Connection, period: Period) -> dict[str, dict[str, int]]:
    """Hazards kept one by one that were found and closed in a period, by who found them and in which family.

    Keys: self_works, self_property, supervised_works, supervised_property; each {"found": n, "closed": n}.
    """
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    made: dict[str, dict[str, int]] = {}
    for word, source in (("self", HazardSource.SELF), ("supervised", HazardSource.SUPERVISION)):
        for family in Family:
            counted = {
                name: int(
                    connection.execute(
                        "SELECT count(*) FROM hazard JOIN project AS owner ON owner.id = hazard.project"
                        f" WHERE owner.category = :family AND source = :source AND voided_on IS NULL AND {condition}"
                        " BETWEEN :since AND :until",
                        {**days, "family": family.value, "source": source.value},
                    ).fetchone()[0]
                )
                for name, condition in (("found", "found_on"), ("closed", "review = 'pass' AND reviewed_on"))
            }
            made[f"{word}_{family.value}"] = counted
    return made


def open_hazards(connection: Connection, day: date) -> int:
    """Hazards found by a day and not closed by then."""
    query = (
        "SELECT count(*) FROM hazard WHERE found_on <= :day AND voided_on IS NULL"
        " AND NOT (review IS 'pass' AND reviewed_on <= :day) AND project IN (SELECT id FROM project)"
    )
    return int(connection.execute(query, {"day": day.isoformat()}).fetchone()[0])


def _flows(
    connection: Connection, period: Period, rules: CountingRules
) -> dict[str, Mapping[FlowKind, Flow]]:
    """Per project id what was counted in the month, in the year and ever: each record is looked at once."""
    day = timedelta(days=1)
    ranges = (
        (_BEGINNING, (period.year_start - day).isoformat()),
        (period.year_start.isoformat(), period.before.isoformat()),
        (period.since.isoformat(), period.until.isoformat()),
    )
    values: dict[str, str] = {}
    columns: list[str] = []
    for kind in _COUNTED:
        condition = flow_condition(kind, rules)
        for number, (since, until) in enumerate(ranges):
            values[f"since{number}"], values[f"until{number}"] = since, until
            ranged = condition.replace(":since", f":since{number}").replace(":until", f":until{number}")
            columns.append(
                f"(SELECT count(*) FROM {flow_table(kind, rules)} WHERE project = owner.id AND {ranged})"
            )
    found: dict[str, Mapping[FlowKind, Flow]] = {}
    for row, *counts in connection.execute(
        f"SELECT owner.id, {', '.join(columns)} FROM project AS owner", values
    ):
        if any(counts):
            parts = zip(counts[::3], counts[1::3], counts[2::3], strict=True)
            found[row] = {
                kind: Flow(month, year + month, ever + year + month)
                for kind, (ever, year, month) in zip(_COUNTED, parts, strict=True)
            }
    return found


def _declared(
    connection: Connection, month: Month, rules: CountingRules
) -> dict[str, Mapping[FlowKind, Flow]]:
    """Per project id what was only reported as a number, in months without hazards kept one by one (A-18)."""
    found: dict[str, dict[FlowKind, Flow]] = {}
    reports = {
        (project, text): (opened, closed)  # one number for a project's month: the latest
        for project, text, opened, closed in connection.execute(
            "SELECT project, month, found, closed FROM self_report WHERE month <= ? ORDER BY rowid",
            (str(month),),
        )
    }
    query = _details_query(rules)
    months = {text: Month.parse(text) for _, text in reports}
    days = {text: _days(of, rules) for text, of in months.items()}
    for (project, text), (opened, closed) in reports.items():
        of = months[text]
        if connection.execute(query, {"project": project, **days[text]}).fetchone()[0]:
            continue
        mine = found.setdefault(project, {})
        for kind, number in ((FlowKind.SELF_FOUND, opened or 0), (FlowKind.SELF_FIXED, closed or 0)):
            flow = Flow(number if of == month else 0, number if of.year == month.year else 0, number)
            mine[kind] = mine.get(kind, Flow()) + flow
    return dict(found.items())


def details_in(connection: Connection, project: str, month: Month, rules: CountingRules) -> int:
    """How many self-inspection hazards of a project are kept one by one in a month: found or rectified then."""
    values = {"project": project, **_days(month, rules)}
    return int(connection.execute(_details_query(rules), values).fetchone()[0])


def _details_query(rules: CountingRules) -> str:
    either = " OR ".join(
        f"({flow_condition(kind, rules)})" for kind in (FlowKind.SELF_FOUND, FlowKind.SELF_FIXED)
    )
    return f"SELECT count(*) FROM hazard WHERE project = :project AND ({either})"


def _days(month: Month, rules: CountingRules) -> dict[str, str]:
    period = Period.of(month, rules)
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}


def _covered(connection: Connection, until: str, rules: CountingRules) -> dict[str, str]:
    """Per project id the day of its last full inspection (A-27: whose count)."""
    who = "" if rules.code("A-27") == "any" else f" AND level IN ({OFFICES})"
    query = (
        f"SELECT project, max(done_on) FROM inspection WHERE kind = ? AND done_on <= ?{who} GROUP BY project"
    )
    return dict(connection.execute(query, (InspectionKind.FULL.value, until)))


def _was_alive(facts: Iterable[DatedFact], period: Period) -> bool:
    """In work or suspended on some day of the period."""
    since = period.since.isoformat()
    return any(
        fact.fact == FactKind.STATE.value and fact.value in _ALIVE and (fact.valid_from or "") >= since
        for fact in facts
    )


def _measures(connection: Connection, period: Period) -> tuple[CountedMeasure, ...]:
    query = (
        "SELECT e.id, e.kind, e.done_on, coalesce(p.category, e.family), p.id, e.persons, e.amount_wan, e.hazards"
        " FROM enforcement AS e LEFT JOIN project AS p ON p.id = e.project"
        " WHERE e.done_on BETWEEN ? AND ? AND (e.project IS NULL OR p.id IS NOT NULL)"
        " ORDER BY e.done_on, e.rowid"
    )
    days = (period.year_start.isoformat(), period.until.isoformat())
    return tuple(
        CountedMeasure(
            row, kind, date.fromisoformat(done_on), family, project, persons, _amount(amount), hazards
        )
        for row, kind, done_on, family, project, persons, amount, hazards in connection.execute(query, days)
    )


def _listings(connection: Connection, period: Period) -> tuple[CountedListing, ...]:
    query = (
        "SELECT l.id, l.project, l.listed_on FROM listing AS l JOIN hazard AS h ON h.id = l.hazard"
        " WHERE h.voided_on IS NULL AND l.listed_on BETWEEN ? AND ? ORDER BY l.listed_on, l.rowid"
    )
    days = (period.year_start.isoformat(), period.until.isoformat())
    return tuple(
        CountedListing(row, project, date.fromisoformat(day))
        for row, project, day in connection.execute(query, days)
    )


def _documents(connection: Connection, until: str) -> tuple[CountedDocument, ...]:
    query = "SELECT id, kind, family, copies FROM document WHERE issued_on IS NULL OR issued_on <= ? ORDER BY rowid"
    return tuple(
        CountedDocument(row, kind, family, 1 if copies is None else copies)
        for row, kind, family, copies in connection.execute(query, (until,))
    )


def _targets(connection: Connection, year: int) -> dict[str, CountedTarget]:
    query = (
        "SELECT family, id, base, bench, std_good, std_pass, demo, remark FROM target"
        " WHERE year = ? ORDER BY rowid"
    )
    return {family: CountedTarget(*rest) for family, *rest in connection.execute(query, (year,))}


def _amount(text: object) -> Decimal | None:
    try:
        return Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
