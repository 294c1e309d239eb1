"""Reads what a month's forms count out of the typed tables."""

from __future__ import annotations

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import (
    CountedHazard,
    CountedProject,
    CountedRiskPoint,
    MonthData,
    status_at,
)
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.store.db import Connection
from anxi_desktop.store.risk_levels import ALIVE_AT, LEVEL_AT


def month_data(connection: Connection, month: Month, *, own_unit_type: str) -> MonthData:
    """All projects as they stood at the month's cut-off, with hazards and risk points of live projects.

    A hazard that was entered by mistake (作废) is none, in no month.
    """
    last = month.last.isoformat()
    facts: dict[str, list[DatedFact]] = {}
    for row, project, fact, value, valid_from, stamp in connection.execute(
        "SELECT id, project, fact, value, valid_from, stamp_ FROM fact"
        " WHERE valid_from IS NULL OR valid_from <= ?",
        (last,),
    ):
        facts.setdefault(project, []).append(DatedFact(row, fact, value, valid_from, stamp))
    milestones: dict[str, set[str]] = {}
    for project, item in connection.execute(
        "SELECT project, item FROM milestone WHERE done_on <= ? AND item IS NOT NULL", (last,)
    ):
        milestones.setdefault(project, set()).add(item)
    projects = tuple(
        CountedProject(
            row,
            name,
            category,
            unit_type or None,
            status_at(facts.get(row, ()), month.last),
            frozenset(milestones.get(row, ())),
        )
        for row, name, category, unit_type in connection.execute(
            "SELECT id, name, category, unit_type FROM project ORDER BY rowid"
        )
    )
    hazards = tuple(
        CountedHazard(*found)
        for found in connection.execute(
            "SELECT id, project, source, found_on, reviewed_on, review FROM hazard"
            " WHERE project IN (SELECT id FROM project) AND found_on <= ? AND voided_on IS NULL ORDER BY rowid",
            (last,),
        )
    )
    points = tuple(
        CountedRiskPoint(*found)
        for found in connection.execute(
            f"SELECT id, project, {LEVEL_AT} FROM risk_point WHERE project IN (SELECT id FROM project)"
            f" AND {ALIVE_AT} ORDER BY rowid",
            {"day": last},
        )
    )
    return MonthData(month, own_unit_type, projects, hazards, points)
