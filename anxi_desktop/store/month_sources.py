"""The records behind a monthly figure in words: which project, what it is about, the day it counts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from anxi_desktop.domain.monthly import MonthData, Source
from anxi_desktop.domain.records.project import FactKind, MilestoneItem
from anxi_desktop.store.db import Connection

_CHUNK = 500

# Figures that count a finished item of 一企一策, and the items that must be finished.
ITEMS: Mapping[str, tuple[MilestoneItem, ...]] = {
    "resp_list": (MilestoneItem.RESPONSIBILITY_LIST,),
    "tl_proj": (MilestoneItem.CHECK_LIST, MilestoneItem.HAZARD_LIST, MilestoneItem.RECTIFICATION_LIST),
    "fc_proj": (MilestoneItem.RISK_ASSESSMENT,),
    "s5": (MilestoneItem.FIVE_S,),
    "six": (MilestoneItem.SIX_HAVES,),
}
_CLOSED_KEYS = frozenset({"tl_fixed"})
_GRADE_KEYS = frozenset({"gb_aaa", "gb_prov_good", "gb_city_good", "gb_pass", "local_ungraded"})


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record behind a figure. `day` is ISO text, or None where the figure counts from no single day."""

    source: Source
    project_id: str
    project: str
    what: str
    day: str | None


def source_rows(
    connection: Connection, data: MonthData, key: str, sources: Sequence[Source]
) -> list[SourceRow]:
    """The records behind the figure `key`, in its order; one deleted meanwhile is left out."""
    found: dict[Source, SourceRow] = {}
    for entity, read in _READERS.items():
        ids = [source.id for source in sources if source.entity == entity]
        for row in read(connection, data, key, ids) if ids else ():
            found[row.source] = row
    return [found[source] for source in sources if source in found]


def _projects(connection: Connection, data: MonthData, key: str, ids: Sequence[str]) -> Iterator[SourceRow]:
    days = _project_days(connection, data, key)
    posts = {project.id: project.status.get(FactKind.DEMO_POSTS.value) for project in data.projects}
    for row, name, town, company in _chosen(
        connection, "SELECT id, name, town, coalesce(contractor, property_company) FROM project", ids
    ):
        about = f"示范岗位 {posts.get(str(row))} 个" if key == "demo_posts" else _joined(town, company)
        yield SourceRow(Source("project", str(row)), str(row), str(name), about, days.get(str(row)))


def _hazards(connection: Connection, _data: MonthData, key: str, ids: Sequence[str]) -> Iterator[SourceRow]:
    query = (
        "SELECT hazard.id, hazard.project, project.name, number, part, description, found_on, reviewed_on"
        " FROM hazard JOIN project ON project.id = hazard.project"
    )
    for row, project, name, number, part, text, found, reviewed in _chosen(connection, query, ids, "hazard."):
        day = reviewed if key in _CLOSED_KEYS else found
        about = _joined(number, part, text)
        yield SourceRow(
            Source("hazard", str(row)), str(project), str(name), about, None if day is None else str(day)
        )


def _risk_points(
    connection: Connection, _data: MonthData, _key: str, ids: Sequence[str]
) -> Iterator[SourceRow]:
    query = (
        "SELECT risk_point.id, risk_point.project, project.name, unit, risk_point.name, place, identified_on"
        " FROM risk_point JOIN project ON project.id = risk_point.project"
    )
    for row, project, name, unit, point, place, day in _chosen(connection, query, ids, "risk_point."):
        about = _joined(unit, point, place)
        yield SourceRow(
            Source("risk_point", str(row)), str(project), str(name), about, None if day is None else str(day)
        )


_READERS = {"project": _projects, "hazard": _hazards, "risk_point": _risk_points}


def _project_days(connection: Connection, data: MonthData, key: str) -> dict[str, str]:
    """From which day each project counts, where the figure is about something dated."""
    last = data.cut_off.isoformat()
    if key in _GRADE_KEYS:
        rows = connection.execute(
            "SELECT project, max(valid_from) FROM fact WHERE fact = 'grade' AND valid_from <= ?"
            " GROUP BY project",
            (last,),
        )
        return {str(project): str(day) for project, day in rows}
    days: dict[str, str] = {}
    for item in ITEMS.get(key, ()):
        for project, day in connection.execute(
            "SELECT project, min(done_on) FROM milestone WHERE item = ? AND done_on <= ? GROUP BY project",
            (item.value, last),
        ):
            days[str(project)] = max(days.get(str(project), ""), str(day))
    return days


def _chosen(
    connection: Connection, query: str, ids: Sequence[str], table: str = ""
) -> Iterator[tuple[object, ...]]:
    for first in range(0, len(ids), _CHUNK):
        some = ids[first : first + _CHUNK]
        marks = ", ".join("?" for _ in some)
        yield from connection.execute(f"{query} WHERE {table}id IN ({marks})", tuple(some))


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
