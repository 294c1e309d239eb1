"""Risk points at a day: which are there, which level they had, and what a project's overall level goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from anxi_desktop.domain.project_level import Standing, due_inspection
from anxi_desktop.domain.records.inspection import InspectionKind, SiteGrade
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.store.db import Connection

ALIVE_AT = "(identified_on IS NULL OR identified_on <= :day) AND (removed_on IS NULL OR removed_on > :day)"
"""True for a risk point that counts at the ISO day `:day`."""

LEVEL_AT = """CASE WHEN EXISTS (SELECT 1 FROM risk_assessment a WHERE a.risk_point = risk_point.id)
 THEN (SELECT a.level FROM risk_assessment a WHERE a.risk_point = risk_point.id
  AND (a.assessed_on IS NULL OR a.assessed_on <= :day)
  ORDER BY a.assessed_on DESC, a.stamp_ DESC, a.id DESC LIMIT 1)
 ELSE level END"""
"""The level of a risk point at `:day`: that of the assessment that held; without any, the point's own."""

_OPEN = "voided_on IS NULL AND referred_on IS NULL AND NOT (review IS 'pass' AND reviewed_on IS NOT NULL)"
_UNRECTIFIED = "(rectified_on IS NULL OR review IS 'fail')"


@dataclass(frozen=True, slots=True)
class ProjectRisks:
    """One line of the county's overview: counts by level code, and what is known beside them."""

    project: str
    name: str
    family: Family
    level: str | None
    counts: Mapping[str, int]
    maps: int
    inspected_on: date | None
    started_on: date | None
    standing: Standing

    @property
    def points(self) -> int:
        """All risk points that count."""
        return sum(self.counts.values())


def level_counts(connection: Connection, day: str, project: str = "") -> dict[str, dict[str, int]]:
    """Per project id how many risk points of each level code count at an ISO day ("" for no level)."""
    query = f"SELECT project, {LEVEL_AT} AS found, count(*) FROM risk_point WHERE {ALIVE_AT}"
    if project:
        query += " AND project = :project"
    found: dict[str, dict[str, int]] = {}
    for row, level, count in connection.execute(
        f"{query} GROUP BY project, found", {"day": day, "project": project}
    ):
        found.setdefault(str(row), {})[str(level or "")] = int(count)
    return found


def project_risks(connection: Connection, today: date, project: str = "") -> Iterator[ProjectRisks]:
    """Every live project (or one, alive or not), in the order of names, with what its level goes by."""
    day = today.isoformat()
    counts = level_counts(connection, day, project)
    hazards = _hazards(connection, day, project)
    scores = _scores(connection, day, project)
    covered = dict(
        connection.execute(
            "SELECT project, max(done_on) FROM inspection WHERE kind = ? AND done_on <= ?"
            f"{_only(project, ' AND')} GROUP BY project",
            (InspectionKind.FULL.value, day, *([project] if project else [])),
        )
    )
    maps = dict(
        connection.execute(
            f"SELECT project, count(*) FROM risk_map{_only(project, ' WHERE')} GROUP BY project",
            (project,) if project else (),
        )
    )
    where = "id = ?" if project else "state IN ('active', 'suspended')"
    for row, name, category, level, started in connection.execute(
        f"SELECT id, name, category, level, start_on FROM project WHERE {where} ORDER BY order_, rowid",
        (project,) if project else (),
    ):
        family = Family(category)
        last = _day(covered.get(row))
        began = _day(started)
        mine = counts.get(row, {})
        due = due_inspection(last, began, frequency=None, family=family)
        factors = {
            "red_points": mine.get(RiskLevel.RED.value, 0),
            "orange_points": mine.get(RiskLevel.ORANGE.value, 0),
            "yellow_points": mine.get(RiskLevel.YELLOW.value, 0),
            **hazards.get(row, {}),
            **scores.get(row, {}),
            "uncovered": int(due is None or due < today),
            "unassessed": int(not mine),
        }
        yield ProjectRisks(row, name, family, level, mine, maps.get(row, 0), last, began, Standing(factors))


def _hazards(connection: Connection, day: str, project: str) -> dict[str, dict[str, int]]:
    """Open hazards: major ones, overdue ones that are not major, the others; each is counted once."""
    found: dict[str, dict[str, int]] = {}
    major = "(severity IS 'major' OR judged IS 1)"
    late = f"({_UNRECTIFIED} AND due_on < ?)"
    for row, majors, overdue, others in connection.execute(
        f"SELECT project, sum({major}), sum(NOT {major} AND coalesce({late}, 0)),"
        f" sum(NOT {major} AND NOT coalesce({late}, 0)) FROM hazard"
        f" WHERE {_OPEN} AND found_on <= ?{_only(project, ' AND')} GROUP BY project",
        (day, day, day, *([project] if project else [])),
    ):
        found[row] = {"major_open": majors, "overdue": overdue, "open": others}
    return found


def _scores(connection: Connection, day: str, project: str) -> dict[str, dict[str, int]]:
    """What the last graded inspections say: the last 双随机, and the last of any other kind."""
    found: dict[str, dict[str, int]] = {}
    seen: set[tuple[str, bool]] = set()
    for row, kind, grade in connection.execute(
        "SELECT project, kind, grade FROM inspection WHERE grade IS NOT NULL AND done_on <= ?"
        f"{_only(project, ' AND')} ORDER BY done_on DESC, rowid DESC",
        (day, *([project] if project else [])),
    ):
        is_random = kind == InspectionKind.RANDOM.value
        if (row, is_random) in seen:
            continue
        seen.add((row, is_random))
        mine = found.setdefault(row, {})
        if is_random:
            mine["random_fail"] = int(grade == SiteGrade.FAIL.value)
            mine["random_pass"] = int(grade == SiteGrade.PASS.value)
        else:
            mine["score_fail"] = int(grade == SiteGrade.FAIL.value)
    return found


def _only(project: str, word: str) -> str:
    return f"{word} project = ?" if project else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
