"""The figures of 附件3 to 附件7, computed once from what a month counts.

Rules: the county notice of 2023, its annexes 3–7, with the readings of `counting_rules` for what it leaves open.
Stock columns count how things stood at the cut-off; flow columns count by event date whatever the project's state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import (
    COUNTY_BLOCK,
    FORM_3,
    FORM_4,
    FORM_5,
    FORM_6,
    FORM_7,
    Block,
    CountedMeasure,
    CountedProject,
    CountedTarget,
    Figure,
    Flow,
    FlowKind,
    MonthData,
    Period,
    Source,
)
from anxi_desktop.domain.records.project import (
    Benchmark,
    Evaluation,
    FactKind,
    Family,
    Grade,
    MilestoneItem,
    RiskLevel,
    StandardKind,
)
from anxi_desktop.domain.records.registers import DocumentKind, EnforcementKind
from anxi_desktop.domain.status import whole_number

ITEMS_3: Mapping[Family, str] = {Family.WORKS: "工程项目", Family.PROPERTY: "物业小区"}
"""The rows of 附件3."""

THREE_LISTS = (MilestoneItem.CHECK_LIST, MilestoneItem.HAZARD_LIST, MilestoneItem.RECTIFICATION_LIST)

MILESTONES: Mapping[str, Mapping[str, tuple[MilestoneItem, ...]]] = {
    FORM_4: {
        "resp_list": (MilestoneItem.RESPONSIBILITY_LIST,),
        "tl_proj": THREE_LISTS,
        "fc_proj": (MilestoneItem.RISK_ASSESSMENT,),
        "s5": (MilestoneItem.FIVE_S,),
        "six": (MilestoneItem.SIX_HAVES,),
    },
    FORM_6: {
        "checklist": (MilestoneItem.CHECK_LIST,),
        "resp_list": (MilestoneItem.RESPONSIBILITY_LIST,),
        "risk_done": (MilestoneItem.RISK_ASSESSMENT,),
        "plan": (MilestoneItem.EMERGENCY_PLAN,),
        "it": (MilestoneItem.INFORMATION_SYSTEM,),
        "s5": (MilestoneItem.FIVE_S,),
        "six": (MilestoneItem.SIX_HAVES,),
    },
}
"""Columns that count projects which have finished all of some items of 一企一策."""

DOCUMENTS: Mapping[str, DocumentKind] = {
    "doc_checklist": DocumentKind.CHECK_LIST,
    "doc_guide": DocumentKind.GUIDE,
    "doc_detail": DocumentKind.DETAIL,
    "doc_grid": DocumentKind.GRID_GUIDE,
}
MEASURES: Mapping[str, EnforcementKind] = {
    "halt": EnforcementKind.HALT,
    "licence": EnforcementKind.LICENCE,
    "shut": EnforcementKind.SHUT,
    "judicial": EnforcementKind.JUDICIAL,
    "exposed": EnforcementKind.EXPOSED,
    "warned": EnforcementKind.WARNED,
    "incentive": EnforcementKind.INCENTIVE,
    "restrain": EnforcementKind.RESTRAIN,
}
"""Columns that count measures: documents, or persons for 移送司法."""

HAZARD_FLOWS: Mapping[str, Mapping[str, FlowKind]] = {
    FORM_4: {"tl_found": FlowKind.SELF_FOUND, "tl_fixed": FlowKind.SELF_FIXED},
    FORM_5: {"insp": FlowKind.VISITS, "found": FlowKind.FOUND, "urged": FlowKind.URGED},
    FORM_6: {"found": FlowKind.SELF_FOUND, "fixed": FlowKind.SELF_FIXED},
    FORM_7: {"insp": FlowKind.VISITS, "found": FlowKind.FOUND, "urged": FlowKind.URGED},
}
LISTED_KEYS = {FORM_5: ("listed_proj", "listed_haz"), FORM_7: ("listed_ent", "listed_haz")}
FINE_KEYS = {FORM_5: ("fine_proj", "fine_amt"), FORM_7: ("fine_ent", "fine_amt")}


@dataclass(slots=True)
class _Scope:
    """The records of one block of one form."""

    form: str
    data: MonthData
    family: Family
    is_own: bool
    projects: list[CountedProject] = field(default_factory=list[CountedProject])

    @property
    def alive(self) -> list[CountedProject]:
        return [project for project in self.projects if project.alive]


def month_forms(data: MonthData) -> dict[str, tuple[Block, ...]]:
    """All five forms with their blocks."""
    return {
        FORM_3: _form_3(data),
        FORM_4: _blocks(data, FORM_4, Family.WORKS, _figures_4),
        FORM_5: _blocks(data, FORM_5, Family.WORKS, _figures_5),
        FORM_6: _blocks(data, FORM_6, Family.PROPERTY, _figures_6),
        FORM_7: _blocks(data, FORM_7, Family.PROPERTY, _figures_7),
    }


def progress_3(data: MonthData, family: Family) -> dict[str, Figure]:
    """How far a family has come with its targets of 附件3: the same keys, counted at the cut-off."""
    alive = [project for project in data.projects if project.alive and project.family == family.value]
    benches = {Benchmark.CITY.value, Benchmark.COUNTY.value}
    good = _having(alive, FactKind.EVALUATION, Evaluation.GOOD.value)
    passed = (
        _having(alive, FactKind.EVALUATION, Evaluation.PASS.value)
        if family is Family.WORKS
        else _having(alive, FactKind.GRADE, Grade.PASS.value)
    )
    return {
        "base": _projects(alive),
        "bench": _projects(p for p in alive if p.status.get(FactKind.BENCHMARK.value) in benches),
        "std_good": good,
        "std_pass": passed,
        "demo": _demo_posts(alive),
    }


def members_of(data: MonthData, family: Family, unit_type: str) -> frozenset[str]:
    """The ids of the projects that a block counts."""
    if family is Family.PROPERTY:
        return frozenset(project.id for project in data.projects if project.family == family.value)
    return frozenset(
        project.id
        for project in data.projects
        if project.family == family.value and (project.unit_type or data.own_unit_type) == unit_type
    )


def _form_3(data: MonthData) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for family, item in ITEMS_3.items():
        target = data.targets.get(family.value, CountedTarget(""))
        source = (Source("target", target.id),) if target.id else ()
        parts = (target.std_good, target.std_pass)
        total = sum(part or 0 for part in parts) if any(part is not None for part in parts) else None
        good = target.std_good
        if family is Family.PROPERTY and data.rules.code("A-23") == "blank":
            total = good = None
        values = {
            "item": item,
            "base": target.base,
            "bench": target.bench,
            "std_total": total,
            "std_good": good,
            "std_pass": target.std_pass,
            "demo": target.demo,
            "remark": target.remark,
        }
        figures = {key: Figure(value, source, counted=value) for key, value in values.items()}
        blocks.append(Block(item, figures, members_of(data, family, data.own_unit_type)))
    return tuple(blocks)


def _blocks(
    data: MonthData, form: str, family: Family, figures: Callable[[_Scope], dict[str, Figure]]
) -> tuple[Block, ...]:
    return tuple(
        Block(name, figures(scope), frozenset(project.id for project in scope.projects))
        for name, scope in _scopes(data, form, family)
    )


def _scopes(data: MonthData, form: str, family: Family) -> list[tuple[str, _Scope]]:
    """One scope per 填报单位类型, the own unit's first; property has the one block its forms print."""
    own = data.own_unit_type if family is Family.WORKS else COUNTY_BLOCK
    scopes = {own: _Scope(form, data, family, is_own=True)}
    mine = [project for project in data.projects if project.family == family.value]
    for project in mine:
        if _is_known(project):
            scopes.setdefault(_unit_type(project, family, own), _Scope(form, data, family, is_own=False))
    for project in mine:
        scope = scopes.get(_unit_type(project, family, own))
        if scope is not None:
            scope.projects.append(project)
    if len(scopes) > 1 and not scopes[own].projects and not _is_needed(scopes[own]):
        del scopes[own]
    return sorted(scopes.items(), key=lambda item: (item[0] != own, item[0]))


def _unit_type(project: CountedProject, family: Family, own: str) -> str:
    return (project.unit_type or own) if family is Family.WORKS else own


def _is_known(project: CountedProject) -> bool:
    """It was there by the cut-off, or something counts: one that begins later makes no block in a past month."""
    was_there = project.alive or project.status.get(FactKind.STATE.value) is not None
    return was_there or bool(project.flows or project.declared)


def _is_needed(scope: _Scope) -> bool:
    """The own unit's measures and documents without a project stand in its block."""
    return scope.form == FORM_5 and (bool(_measures(scope)) or bool(_documents_of(scope)))


def _figures_4(scope: _Scope) -> dict[str, Figure]:
    alive = scope.alive
    nationals = [
        project
        for project in alive
        if project.status.get(FactKind.STANDARD_KIND.value) == StandardKind.NATIONAL.value
    ]

    def graded(grade: Grade) -> Figure:
        return _having(nationals, FactKind.GRADE, grade.value)

    good = _having(alive, FactKind.EVALUATION, Evaluation.GOOD.value)
    if scope.data.rules.code("A-11") == "grades":
        both = {Grade.PROVINCIAL_GOOD.value, Grade.CITY_GOOD.value}
        good = _projects(p for p in nationals if p.status.get(FactKind.GRADE.value) in both)
    return {
        "proj_total": _projects(alive),
        "std_kind": Figure(None),
        "gb_aaa": graded(Grade.AAA),
        "gb_prov_good": graded(Grade.PROVINCIAL_GOOD),
        "gb_city_good": graded(Grade.CITY_GOOD),
        "gb_pass": graded(Grade.PASS),
        "local_ungraded": _projects(project for project in alive if _is_local(project)),
        "bench_level": Figure(None),
        "bench_n": Figure(None),
        "bench_city": _having(alive, FactKind.BENCHMARK, Benchmark.CITY.value),
        "bench_county": _having(alive, FactKind.BENCHMARK, Benchmark.COUNTY.value),
        "good_proj": good,
        "demo_posts": _demo_posts(alive),
        **_milestones(scope),
        **_hazards(scope),
        **{f"fc_{level.value}": _points(alive, level.value) for level in RiskLevel},
    }


def _figures_5(scope: _Scope) -> dict[str, Figure]:
    return {**_documents(scope, tuple(DOCUMENTS)), **_levels(scope), **_hazards(scope), **_enforcement(scope)}


def _figures_6(scope: _Scope) -> dict[str, Figure]:
    alive = scope.alive
    return {
        "total": _projects(alive),
        "std_kind": Figure(None),
        "passed": _having(alive, FactKind.GRADE, Grade.PASS.value),
        "bench_level": Figure(None),
        "bench_n": _having(alive, FactKind.BENCHMARK, Benchmark.COUNTY.value),
        **_milestones(scope),
        **_hazards(scope),
    }


def _figures_7(scope: _Scope) -> dict[str, Figure]:
    figures = {
        **_documents(scope, ("doc_checklist", "doc_guide")),
        **_levels(scope),
        **_hazards(scope),
        **_enforcement(scope),
    }
    if scope.data.rules.code("A-15") == "distinct":
        flows = [project.flow(FlowKind.VISITS) for project in scope.projects]
        distinct = Flow(*(sum(bool(part) for part in parts) for parts in _columns(flows)))
        figures["insp"] = _flow(scope, distinct)
    return figures


def _columns(flows: Iterable[Flow]) -> tuple[list[int], list[int], list[int]]:
    rows = list(flows)
    return [f.month for f in rows], [f.year for f in rows], [f.ever for f in rows]


def _milestones(scope: _Scope) -> dict[str, Figure]:
    return {
        key: _projects(p for p in scope.alive if p.milestones >= {item.value for item in items})
        for key, items in MILESTONES[scope.form].items()
    }


def _hazards(scope: _Scope) -> dict[str, Figure]:
    made: dict[str, Figure] = {}
    for key, kind in HAZARD_FLOWS[scope.form].items():
        total = sum((project.flow(kind) for project in scope.projects), Flow())
        declared = sum((project.declared.get(kind, Flow()) for project in scope.projects), Flow())
        made[key] = _flow(scope, total, declared)
    return made


def _flow(scope: _Scope, flow: Flow, declared: Flow | None = None) -> Figure:
    """The month's or the year's number, as A-05 says for the form."""
    by_year = scope.data.rules.code(f"A-05/{scope.form}") == "year"
    value, part = flow.month, declared.month if declared else 0
    if by_year:
        value, part = flow.year, declared.year if declared else 0
    return Figure(value, counted=value, month=flow.month, year=flow.year, declared=part)


def _levels(scope: _Scope) -> dict[str, Figure]:
    """附件5/7: projects by their overall level; one without a level is in none of the columns."""
    levels = {level.value for level in RiskLevel}
    return {
        "proj_total": _projects(project for project in scope.alive if project.level in levels),
        **{level.value: _having(scope.alive, FactKind.LEVEL, level.value) for level in RiskLevel},
    }


def _documents_of(scope: _Scope) -> list[tuple[str, Source, int]]:
    if not scope.is_own:
        return []
    return [
        (document.kind, Source("document", document.id), document.copies)
        for document in scope.data.documents
        if document.family in (None, scope.family.value)
    ]


def _documents(scope: _Scope, keys: tuple[str, ...]) -> dict[str, Figure]:
    """Standard documents are the office's own: they stand in its block."""
    issued = _documents_of(scope)
    made: dict[str, Figure] = {}
    for key in keys:
        mine = [(source, copies) for kind, source, copies in issued if kind == DOCUMENTS[key].value]
        count = sum(copies for _, copies in mine)
        made[key] = Figure(count, tuple(source for source, _ in mine), counted=count)
    return made


def _measures(scope: _Scope) -> list[CountedMeasure]:
    """Those of the block's projects; one without a project stands in the own unit's block."""
    ids = {project.id for project in scope.projects}
    return [
        measure
        for measure in scope.data.measures
        if measure.project in ids
        or (scope.is_own and measure.project is None and measure.family == scope.family.value)
    ]


def _enforcement(scope: _Scope) -> dict[str, Figure]:
    measures = _measures(scope)
    fines = [measure for measure in measures if measure.kind == EnforcementKind.FINE.value]
    fine_count, fine_amount = FINE_KEYS[scope.form]
    made = {
        **_listed(scope, measures),
        fine_count: _counted(scope, fines, lambda _measure: 1),
        fine_amount: _amount(scope, fines),
    }
    for key, kind in MEASURES.items():
        mine = [measure for measure in measures if measure.kind == kind.value]
        if kind is EnforcementKind.JUDICIAL:
            made[key] = _counted(
                scope, mine, lambda measure: 1 if measure.persons is None else measure.persons
            )
        else:
            made[key] = _counted(scope, mine, lambda _measure: 1)
    return made


def month_of(data: MonthData, day: date) -> Month:
    """The month whose flows a day belongs to: where months close on the 25th, the days after it are the next's."""
    if day.year < data.month.year:
        return Month(data.month.year, 1)  # the last days of a December that closed on the 25th
    month = Month.of(day)
    return month.after if day > Period.of(month, data.rules).until else month


def listed_months(data: MonthData) -> frozenset[tuple[str | None, Month]]:
    """The projects and months in which a listing is kept hazard by hazard: the register's own line is the same."""
    return frozenset((listing.project, month_of(data, listing.listed_on)) for listing in data.listings)


def _listed(scope: _Scope, measures: list[CountedMeasure]) -> dict[str, Figure]:
    """挂牌督办: listings kept hazard by hazard, and the register's lines of other projects and months."""
    data = scope.data
    ids = {project.id for project in scope.projects}
    kept = listed_months(data)
    projects: Counter[Month] = Counter()
    hazards: Counter[Month] = Counter()
    for _, month in {place for place in kept if place[0] in ids}:
        projects[month] += 1
    for listing in data.listings:
        hazards[month_of(data, listing.listed_on)] += listing.project in ids
    for line in measures:
        month = month_of(data, line.done_on)
        if line.kind == EnforcementKind.LISTED.value and (line.project, month) not in kept:
            projects[month] += 1
            hazards[month] += 1 if line.hazards is None else line.hazards
    return {
        key: _flow(scope, Flow(counted[data.month], sum(counted.values())))
        for key, counted in zip(LISTED_KEYS[scope.form], (projects, hazards), strict=True)
    }


def _counted(
    scope: _Scope, measures: list[CountedMeasure], number: Callable[[CountedMeasure], int]
) -> Figure:
    since: date = scope.data.period.since
    month = sum(number(measure) for measure in measures if measure.done_on >= since)
    return _flow(scope, Flow(month, sum(number(measure) for measure in measures)))


def _amount(scope: _Scope, fines: list[CountedMeasure]) -> Figure:
    since = scope.data.period.since
    month = sum((m.amount_wan or Decimal(0) for m in fines if m.done_on >= since), Decimal(0))
    year = sum((m.amount_wan or Decimal(0) for m in fines), Decimal(0))
    value = year if scope.data.rules.code(f"A-05/{scope.form}") == "year" else month
    return Figure(value, counted=value, month=month, year=year)


def _is_local(project: CountedProject) -> bool:
    """地标 is counted without grades: reached is enough, and only 未达标 is not reached."""
    kind = project.status.get(FactKind.STANDARD_KIND.value)
    grade = project.status.get(FactKind.GRADE.value)
    return kind == StandardKind.LOCAL.value and grade != Grade.NONE.value


def _having(projects: Iterable[CountedProject], kind: FactKind, value: str) -> Figure:
    return _projects(project for project in projects if project.status.get(kind.value) == value)


def _projects(projects: Iterable[CountedProject]) -> Figure:
    sources = tuple(Source("project", project.id) for project in projects)
    return Figure(len(sources), sources, counted=len(sources))


def _points(alive: Iterable[CountedProject], level: str) -> Figure:
    """Risk points by level; which ones is read when asked for."""
    count = sum(project.points.get(level, 0) for project in alive)
    return Figure(count, counted=count)


def _demo_posts(projects: Iterable[CountedProject]) -> Figure:
    total = 0
    sources: list[Source] = []
    for project in projects:
        posts = whole_number(project.status.get(FactKind.DEMO_POSTS.value))
        if posts:
            total += posts
            sources.append(Source("project", project.id))
    return Figure(total, tuple(sources), counted=total)
