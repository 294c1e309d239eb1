"""The monthly figures, computed once; the writers of xlsx and PDF only lay them out.

Every figure keeps the records it counts, so that a person can ask "which ones?". Rules: county notice of
2023, annex 4, with the defaults for what the notice leaves open (alive at the cut-off; flows by event date
whatever the project's state; excluding each other: good and pass; four colours here are risk points).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.hazard import HazardSource, ReviewResult
from anxi_desktop.domain.records.project import (
    ALIVE,
    Benchmark,
    Evaluation,
    FactKind,
    Family,
    Grade,
    MilestoneItem,
    RiskLevel,
    StandardKind,
)
from anxi_desktop.domain.status import DatedFact, holding, whole_number

FORM_4 = "附件4"

Cell = int | str | None

_ALIVE_CODES = frozenset(state.value for state in ALIVE)
_THREE_LISTS = frozenset(
    item.value
    for item in (MilestoneItem.CHECK_LIST, MilestoneItem.HAZARD_LIST, MilestoneItem.RECTIFICATION_LIST)
)


@dataclass(frozen=True, slots=True)
class Source:
    """A record behind a figure."""

    entity: str
    id: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: a whole number, "--" where the form has no such cell, or None (blank), and what it counts."""

    value: Cell
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedProject:
    """A project as the forms see it at the cut-off: `status` maps a fact kind to its value."""

    id: str
    name: str
    family: str
    unit_type: str | None
    status: Mapping[str, str | None]
    milestones: frozenset[str]

    @property
    def alive(self) -> bool:
        """In scope of the stock columns."""
        return self.status.get(FactKind.STATE.value) in _ALIVE_CODES


@dataclass(frozen=True, slots=True)
class CountedHazard:
    """A hazard as the forms see it; days are ISO text."""

    id: str
    project: str
    source: str
    found_on: str | None
    reviewed_on: str | None
    review: str | None

    def found_in(self, month: Month) -> bool:
        """Found in the month."""
        return (
            self.found_on is not None and month.first.isoformat() <= self.found_on <= month.last.isoformat()
        )

    def closed_in(self, month: Month) -> bool:
        """Closed in the month of the re-inspection that passed."""
        return (
            self.closed_on is not None and month.first.isoformat() <= self.closed_on <= month.last.isoformat()
        )

    @property
    def closed_on(self) -> str | None:
        """The day it was closed, or None while open."""
        return self.reviewed_on if self.review == ReviewResult.PASS.value else None


@dataclass(frozen=True, slots=True)
class CountedRiskPoint:
    """A risk point that was identified by the cut-off."""

    id: str
    project: str
    level: str | None


@dataclass(frozen=True, slots=True)
class MonthData:
    """Everything a month's forms count: all projects of both families, as they stood at `cut_off`."""

    month: Month
    own_unit_type: str
    projects: tuple[CountedProject, ...]
    hazards: tuple[CountedHazard, ...]
    risk_points: tuple[CountedRiskPoint, ...]

    @property
    def cut_off(self) -> date:
        """The last day that counts."""
        return self.month.last


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a form: the figures of the projects of one 填报单位类型, and the ids of those projects."""

    unit_type: str
    figures: Mapping[str, Figure]
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HazardFlow:
    """Hazards found and closed in a month, by who found them and in which family."""

    found: int
    closed: int


@dataclass(slots=True)
class _Members:
    """The records of one block."""

    projects: list[CountedProject] = field(default_factory=list[CountedProject])
    hazards: list[CountedHazard] = field(default_factory=list[CountedHazard])
    risk_points: list[CountedRiskPoint] = field(default_factory=list[CountedRiskPoint])


def status_at(facts: Iterable[DatedFact], cut_off: date) -> dict[str, str | None]:
    """A project's status fields as they stood at the end of `cut_off`."""
    return {kind: fact.value for kind, fact in holding(facts, until=cut_off.isoformat()).items()}


def form_4(data: MonthData) -> list[Block]:
    """附件4: one block per 填报单位类型 of works projects, the own unit's first; at least one block."""
    blocks = _by_unit_type(data, Family.WORKS)
    return [
        Block(
            unit_type,
            _figures_4(members, data.month),
            frozenset(project.id for project in members.projects),
        )
        for unit_type, members in blocks
    ]


def hazard_flows(data: MonthData) -> dict[str, HazardFlow]:
    """Found and closed of the month: self_works, self_property, supervised_works, supervised_property."""
    family = {project.id: project.family for project in data.projects}
    flows: dict[str, HazardFlow] = {}
    for word, source in (("self", HazardSource.SELF), ("supervised", HazardSource.SUPERVISION)):
        for kind in Family:
            mine = [
                hazard
                for hazard in data.hazards
                if hazard.source == source.value and family.get(hazard.project) == kind.value
            ]
            found = sum(hazard.found_in(data.month) for hazard in mine)
            closed = sum(hazard.closed_in(data.month) for hazard in mine)
            flows[f"{word}_{kind.value}"] = HazardFlow(found, closed)
    return flows


def open_hazards(data: MonthData) -> int:
    """Hazards found by the cut-off and not closed by then."""
    day = data.cut_off.isoformat()
    return sum(
        hazard.found_on is not None
        and hazard.found_on <= day
        and (hazard.closed_on is None or hazard.closed_on > day)
        for hazard in data.hazards
    )


def _by_unit_type(data: MonthData, family: Family) -> list[tuple[str, _Members]]:
    members: dict[str, _Members] = {data.own_unit_type: _Members()}
    home: dict[str, _Members] = {}
    for project in data.projects:
        if project.family != family.value:
            continue
        block = members.setdefault(project.unit_type or data.own_unit_type, _Members())
        block.projects.append(project)
        home[project.id] = block
    for hazard in data.hazards:
        if hazard.project in home:
            home[hazard.project].hazards.append(hazard)
    for point in data.risk_points:
        if point.project in home:
            home[point.project].risk_points.append(point)
    own = data.own_unit_type
    filled = {name: block for name, block in members.items() if block.projects or name == own}
    if len(filled) > 1 and not filled[own].projects:
        del filled[own]
    return sorted(filled.items(), key=lambda item: (item[0] != own, item[0]))


def _figures_4(members: _Members, month: Month) -> dict[str, Figure]:
    alive = [project for project in members.projects if project.alive]
    alive_ids = {project.id for project in alive}
    own = [hazard for hazard in members.hazards if hazard.source == HazardSource.SELF.value]
    points = [point for point in members.risk_points if point.project in alive_ids]

    def with_status(kind: FactKind, value: str) -> Callable[[CountedProject], bool]:
        return lambda project: project.status.get(kind.value) == value

    def national(grade: Grade) -> Figure:
        graded = with_status(FactKind.GRADE, grade.value)
        return _projects(alive, lambda project: _is_national(project) and graded(project))

    def milestone(item: MilestoneItem) -> Figure:
        return _projects(alive, lambda project: item.value in project.milestones)

    figures = {
        "proj_total": _projects(alive, lambda _project: True),
        "std_kind": Figure(None),
        "gb_aaa": national(Grade.AAA),
        "gb_prov_good": national(Grade.PROVINCIAL_GOOD),
        "gb_city_good": national(Grade.CITY_GOOD),
        "gb_pass": national(Grade.PASS),
        "local_ungraded": _projects(alive, _is_local),
        "bench_level": Figure(None),
        "bench_n": Figure(None),
        "bench_city": _projects(alive, with_status(FactKind.BENCHMARK, Benchmark.CITY.value)),
        "bench_county": _projects(alive, with_status(FactKind.BENCHMARK, Benchmark.COUNTY.value)),
        "good_proj": _projects(alive, with_status(FactKind.EVALUATION, Evaluation.GOOD.value)),
        "demo_posts": _demo_posts(alive),
        "resp_list": milestone(MilestoneItem.RESPONSIBILITY_LIST),
        "tl_proj": _projects(alive, lambda project: project.milestones >= _THREE_LISTS),
        "tl_found": _hazards(own, lambda hazard: hazard.found_in(month)),
        "tl_fixed": _hazards(own, lambda hazard: hazard.closed_in(month)),
        "fc_proj": milestone(MilestoneItem.RISK_ASSESSMENT),
        "s5": milestone(MilestoneItem.FIVE_S),
        "six": milestone(MilestoneItem.SIX_HAVES),
    }
    for level in RiskLevel:
        counted = tuple(Source("risk_point", point.id) for point in points if point.level == level.value)
        figures[f"fc_{level.value}"] = Figure(len(counted), counted)
    return figures


def _is_national(project: CountedProject) -> bool:
    return project.status.get(FactKind.STANDARD_KIND.value) == StandardKind.NATIONAL.value


def _is_local(project: CountedProject) -> bool:
    """地标 is counted without grades: reached is enough, and only 未达标 is not reached."""
    kind = project.status.get(FactKind.STANDARD_KIND.value)
    grade = project.status.get(FactKind.GRADE.value)
    return kind == StandardKind.LOCAL.value and grade != Grade.NONE.value


def _projects(projects: Iterable[CountedProject], counts: Callable[[CountedProject], bool]) -> Figure:
    sources = tuple(Source("project", project.id) for project in projects if counts(project))
    return Figure(len(sources), sources)


def _hazards(hazards: Iterable[CountedHazard], counts: Callable[[CountedHazard], bool]) -> Figure:
    sources = tuple(Source("hazard", hazard.id) for hazard in hazards if counts(hazard))
    return Figure(len(sources), sources)


def _demo_posts(projects: Iterable[CountedProject]) -> Figure:
    total = 0
    sources: list[Source] = []
    for project in projects:
        posts = whole_number(project.status.get(FactKind.DEMO_POSTS.value))
        if posts:
            total += posts
            sources.append(Source("project", project.id))
    return Figure(total, tuple(sources))
