"""What projects reported of their self-inspection for a month (申报), and which keep their hazards one by one."""

from __future__ import annotations

from dataclasses import dataclass

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FlowKind, Period, status_at
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import ALIVE, FactKind, Family
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.store.db import Connection
from anxi_desktop.store.month_data import counting_rules
from anxi_desktop.store.month_hazards import flow_condition

_ALIVE_CODES = frozenset(state.value for state in ALIVE)


@dataclass(frozen=True, slots=True)
class SelfReported:
    """One project in one month: what it reported (None: nothing), and its self-inspection hazards kept singly.

    `details` counts the hazards found or fixed in the month as the forms do (A-03, A-17), each once.
    """

    project: str
    name: str
    town: str
    found: int | None
    closed: int | None
    details: int
    details_found: int
    details_closed: int

    @property
    def is_reported(self) -> bool:
        """True where numbers were reported."""
        return self.found is not None or self.closed is not None


def self_reported(connection: Connection, month: Month, family: Family | None = None) -> list[SelfReported]:
    """Every project alive at the month's cut-off, and each that has a report of the month, in the order of names."""
    reports = {project: (found, closed) for _, project, found, closed in reports_of(connection, month)}
    details = details_of(connection, month)
    alive = _alive(connection, month)
    rows = connection.execute(
        f"SELECT id, name, town FROM project{' WHERE category = ?' if family else ''} ORDER BY order_, rowid",
        (family.value,) if family else (),
    )
    return [
        SelfReported(row, name, town or "", *reports.get(row, (None, None)), *details.get(row, (0, 0, 0)))
        for row, name, town in rows
        if row in alive or row in reports
    ]


def reports_of(connection: Connection, month: Month) -> list[tuple[str, str, int | None, int | None]]:
    """(id, project, found, closed) of a month; of several for one project the named one comes last."""
    rows = connection.execute(
        "SELECT id, project, found, closed FROM self_report WHERE month = ?", (str(month),)
    ).fetchall()
    return sorted(rows, key=lambda row: row[0] == named_id("self_report", row[1], str(month)))


def details_of(connection: Connection, month: Month) -> dict[str, tuple[int, int, int]]:
    """Per project the self-inspection hazards the month's forms count: found or fixed in it, found, fixed."""
    rules = counting_rules(connection, month)
    period = Period.of(month, rules)
    found, fixed = (f"({flow_condition(kind, rules)})" for kind in (FlowKind.SELF_FOUND, FlowKind.SELF_FIXED))
    rows = connection.execute(
        f"SELECT project, count(*), total({found}), total({fixed}) FROM hazard"
        f" WHERE {found} OR {fixed} GROUP BY project",
        {"since": period.since.isoformat(), "until": period.until.isoformat()},
    )
    return {project: (count, int(new), int(done)) for project, count, new, done in rows}


def _alive(connection: Connection, month: Month) -> set[str]:
    """The projects that are alive at a month's cut-off."""
    until = Period.of(month, counting_rules(connection, month)).until
    facts: dict[str, list[DatedFact]] = {}
    for project, *fact in connection.execute(
        "SELECT project, id, fact, value, valid_from, stamp_ FROM fact WHERE fact = ?",
        (FactKind.STATE.value,),
    ):
        facts.setdefault(project, []).append(DatedFact(*fact))
    return {
        project
        for project, mine in facts.items()
        if status_at(mine, until).get(FactKind.STATE.value) in _ALIVE_CODES
    }
