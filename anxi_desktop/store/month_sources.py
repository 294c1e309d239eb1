"""The records behind a monthly figure in words: which project, what it is about, the day it counts from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from anxi_desktop.domain import words
from anxi_desktop.domain.month_figures import (
    FINE_KEYS,
    HAZARD_FLOWS,
    LISTED_KEYS,
    MEASURES,
    MILESTONES,
    listed_months,
    month_of,
)
from anxi_desktop.domain.monthly import (
    FORM_5,
    FORM_7,
    Block,
    FlowKind,
    MonthData,
    Source,
)
from anxi_desktop.domain.records.inspection import InspectionKind
from anxi_desktop.domain.records.project import FactKind, Family, RiskLevel
from anxi_desktop.domain.records.registers import EnforcementKind
from anxi_desktop.store.db import Connection
from anxi_desktop.store.month_data import details_in
from anxi_desktop.store.month_hazards import flow_condition, flow_day
from anxi_desktop.store.risk_levels import ALIVE_AT, LEVEL_AT

_CHUNK = 500
_GRADE_KEYS = frozenset({"gb_aaa", "gb_prov_good", "gb_city_good", "gb_pass", "local_ungraded", "passed"})
_LEVELS = {f"fc_{level.value}": level.value for level in RiskLevel}
_IN_BLOCK = "IN (SELECT value FROM json_each(:members))"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record behind a figure. `day` is ISO text, or None where the figure counts from no single day."""

    source: Source
    project_id: str
    project: str
    what: str
    day: str | None


def source_rows(
    connection: Connection, data: MonthData, form: str, block: Block, key: str
) -> list[SourceRow]:
    """The records a figure of a block counts; one deleted meanwhile is left out."""
    reading = _Reading(connection, data, form, block)
    if key in HAZARD_FLOWS.get(form, {}):
        return list(reading.flow(HAZARD_FLOWS[form][key]))
    if form in LISTED_KEYS and key in LISTED_KEYS[form]:
        return list(reading.listed())
    if form in FINE_KEYS and key in FINE_KEYS[form]:
        return list(reading.measures(EnforcementKind.FINE))
    if form in FINE_KEYS and key in MEASURES:
        return list(reading.measures(MEASURES[key]))
    if key in _LEVELS:
        return list(reading.points(_LEVELS[key]))
    figure = block.figures.get(key)
    return list(reading.named(key, figure.sources)) if figure is not None else []


def rows_of(connection: Connection, sources: Sequence[Source]) -> list[SourceRow]:
    """Records that a check names, in its order: projects and hazards; others are left out."""
    found: dict[Source, SourceRow] = {}
    for row, name, town in _chosen(
        connection, "SELECT id, name, town FROM project", _ids(sources, "project")
    ):
        source = Source("project", str(row))
        found[source] = SourceRow(source, source.id, str(name), str(town or ""), None)
    for row, project, name, number, part, text, day in _chosen(
        connection,
        "SELECT h.id, h.project, owner.name, number, part, description, found_on FROM hazard AS h"
        " JOIN project AS owner ON owner.id = h.project",
        _ids(sources, "hazard"),
        "h.",
    ):
        source = Source("hazard", str(row))
        about = _joined(number, part, text)
        found[source] = SourceRow(source, str(project), str(name), about, None if day is None else str(day))
    return [found[source] for source in sources if source in found]


def _ids(sources: Sequence[Source], entity: str) -> list[str]:
    return [source.id for source in sources if source.entity == entity]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads for one block of one form."""

    connection: Connection
    data: MonthData
    form: str
    block: Block

    def flow(self, kind: FlowKind) -> Iterator[SourceRow]:
        values = {"members": _listed(self.block.members), **self._days()}
        condition = flow_condition(kind, self.data.rules)
        if kind is FlowKind.VISITS:
            yield from self._visits(condition, values)
            return
        day = flow_day(kind, self.data.rules)[1]
        for row, project, name, number, part, text, when in self.connection.execute(
            f"SELECT hazard.id, hazard.project, owner.name, number, part, description, {day} FROM hazard"
            f" JOIN project AS owner ON owner.id = hazard.project WHERE hazard.project {_IN_BLOCK}"
            f" AND {condition} ORDER BY {day}, hazard.rowid",
            values,
        ):
            yield SourceRow(Source("hazard", row), project, name, _joined(number, part, text), when)
        if kind in (FlowKind.SELF_FOUND, FlowKind.SELF_FIXED):
            yield from self._declared(kind)

    def _visits(self, condition: str, values: Mapping[str, str]) -> Iterator[SourceRow]:
        kinds = words.CHOICES[InspectionKind]
        for row, project, name, number, kind, day in self.connection.execute(
            "SELECT inspection.id, inspection.project, owner.name, number, kind, done_on FROM inspection"
            f" JOIN project AS owner ON owner.id = inspection.project WHERE inspection.project {_IN_BLOCK}"
            f" AND {condition} ORDER BY done_on, inspection.rowid",
            values,
        ):
            yield SourceRow(
                Source("inspection", row), project, name, _joined(number, kinds.get(kind, kind)), day
            )

    def _declared(self, kind: FlowKind) -> Iterator[SourceRow]:
        """Numbers that were only reported, of months in which nothing is kept one by one."""
        column = "found" if kind is FlowKind.SELF_FOUND else "closed"
        first = f"{self.data.month.year:04d}-01" if self._by_year() else str(self.data.month)
        for row, project, name, month, number in self.connection.execute(
            f"SELECT r.id, r.project, owner.name, r.month, r.{column} FROM self_report AS r"
            f" JOIN project AS owner ON owner.id = r.project WHERE r.project {_IN_BLOCK}"
            f" AND r.month BETWEEN :first AND :last AND r.{column} > 0 ORDER BY r.month, r.rowid",
            {"members": _listed(self.block.members), "first": first, "last": str(self.data.month)},
        ):
            of = type(self.data.month).parse(month)
            if not details_in(self.connection, project, of, self.data.rules):
                yield SourceRow(
                    Source("self_report", row), project, name, f"{month} 申报 {number} 条，没有明细", None
                )

    def listed(self) -> Iterator[SourceRow]:
        since = self._days()["since"]
        kept = listed_months(self.data)
        for row, project, name, number, text, day in self.connection.execute(
            "SELECT l.id, l.project, owner.name, h.number, h.description, l.listed_on FROM listing AS l"
            " JOIN project AS owner ON owner.id = l.project JOIN hazard AS h ON h.id = l.hazard"
            f" WHERE l.project {_IN_BLOCK} AND h.voided_on IS NULL AND l.listed_on BETWEEN :since AND :until"
            " ORDER BY l.listed_on, l.rowid",
            {"members": _listed(self.block.members), **self._days()},
        ):
            yield SourceRow(Source("listing", row), project, name, _joined(number, text), day)
        lines = [
            measure.id
            for measure in self.data.measures
            if measure.kind == EnforcementKind.LISTED.value
            and (measure.project, month_of(self.data, measure.done_on)) not in kept
            and measure.done_on.isoformat() >= since
            and self._is_mine(measure.project, measure.family)
        ]
        yield from self._enforcement(lines)

    def measures(self, kind: EnforcementKind) -> Iterator[SourceRow]:
        since = self._days()["since"]
        yield from self._enforcement(
            [
                measure.id
                for measure in self.data.measures
                if measure.kind == kind.value
                and measure.done_on.isoformat() >= since
                and self._is_mine(measure.project, measure.family)
            ]
        )

    def points(self, level: str) -> Iterator[SourceRow]:
        alive = [project.id for project in self.data.projects if project.alive]
        members = _listed(self.block.members.intersection(alive))
        for row, project, name, unit, point, place, day in self.connection.execute(
            "SELECT risk_point.id, project, owner.name, unit, risk_point.name, place, identified_on"
            " FROM risk_point JOIN (SELECT id AS owner_id, name FROM project) AS owner ON owner_id = project"
            f" WHERE project {_IN_BLOCK} AND {ALIVE_AT} AND {LEVEL_AT} = :level"
            " ORDER BY owner.name, risk_point.rowid",
            {"members": members, "day": self.data.cut_off.isoformat(), "level": level},
        ):
            yield SourceRow(Source("risk_point", row), project, name, _joined(unit, point, place), day)

    def named(self, key: str, sources: Sequence[Source]) -> Iterator[SourceRow]:
        """Projects and documents that the figure itself names, in its order."""
        yield from self._projects(key, _ids(sources, "project"))
        for row, title, copies, day in _chosen(
            self.connection,
            "SELECT id, title, copies, issued_on FROM document",
            _ids(sources, "document"),
        ):
            count = 1 if copies is None else copies
            yield SourceRow(
                Source("document", str(row)), "", str(title), f"{count} 份", None if day is None else str(day)
            )

    def _projects(self, key: str, ids: Sequence[str]) -> Iterator[SourceRow]:
        days = self._project_days(key)
        posts = {project.id: project.status.get(FactKind.DEMO_POSTS.value) for project in self.data.projects}
        found = {
            str(row): (str(name), _joined(town, company))
            for row, name, town, company in _chosen(
                self.connection,
                "SELECT id, name, town, coalesce(contractor, property_company) FROM project",
                ids,
            )
        }
        for row in ids:
            if row in found:
                name, about = found[row]
                what = f"示范岗位 {posts.get(row)} 个" if key == "demo_posts" else about
                yield SourceRow(Source("project", row), row, name, what, days.get(row))

    def _project_days(self, key: str) -> dict[str, str]:
        """From which day each project counts, where the figure is about something dated."""
        last = self.data.cut_off.isoformat()
        if key in _GRADE_KEYS:
            rows = self.connection.execute(
                "SELECT project, max(valid_from) FROM fact WHERE fact = 'grade' AND valid_from <= ?"
                " GROUP BY project",
                (last,),
            )
            return {str(project): str(day) for project, day in rows}
        days: dict[str, str] = {}
        for item in MILESTONES.get(self.form, {}).get(key, ()):
            for project, day in self.connection.execute(
                "SELECT project, min(done_on) FROM milestone WHERE item = ? AND done_on <= ? GROUP BY project",
                (item.value, last),
            ):
                days[str(project)] = max(days.get(str(project), ""), str(day))
        return days

    def _enforcement(self, ids: Sequence[str]) -> Iterator[SourceRow]:
        found = {
            str(row): (project, name, company, document, persons, amount, day)
            for row, project, name, company, document, persons, amount, day in _chosen(
                self.connection,
                "SELECT e.id, owner.id, owner.name, e.company, e.document_no, e.persons, e.amount_wan, e.done_on"
                " FROM enforcement AS e LEFT JOIN project AS owner ON owner.id = e.project",
                ids,
                "e.",
            )
        }
        for row in ids:
            project, name, company, document, persons, amount, day = found[row]
            more = (f"{amount} 万元" if amount else None, f"{persons} 人" if persons else None)
            yield SourceRow(
                Source("enforcement", row),
                str(project or ""),
                str(name or company or ""),
                _joined(company if name else None, document, *more),
                None if day is None else str(day),
            )

    def _is_mine(self, project: str | None, family: str | None) -> bool:
        """A measure without a project is the office's own: it stands in the first block of its family."""
        if project is not None:
            return project in self.block.members
        mine = {FORM_5: Family.WORKS.value, FORM_7: Family.PROPERTY.value}.get(self.form)
        is_own = self.form == FORM_7 or self.block.unit_type == self.data.own_unit_type
        return family == mine and is_own

    def _by_year(self) -> bool:
        return self.data.rules.code(f"A-05/{self.form}") == "year"

    def _days(self) -> dict[str, str]:
        period = self.data.period
        since = period.year_start if self._by_year() else period.since
        return {"since": since.isoformat(), "until": period.until.isoformat()}


def _listed(ids: Iterable[str]) -> str:
    return json.dumps(sorted(ids))


def _chosen(
    connection: Connection, query: str, ids: Sequence[str], table: str = ""
) -> Iterator[tuple[object, ...]]:
    for first in range(0, len(ids), _CHUNK):
        some = ids[first : first + _CHUNK]
        marks = ", ".join("?" for _ in some)
        yield from connection.execute(f"{query} WHERE {table}id IN ({marks})", tuple(some))


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
