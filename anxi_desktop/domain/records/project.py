"""The project and what is known of it at a date: status facts and milestones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.domain.records import fields as f


class Family(Enum):
    """房屋市政工程 or 物业服务项目: decides which monthly forms count a project."""

    WORKS = "works"
    PROPERTY = "property"


class ProjectState(Enum):
    """Declared from the safest reading (still to be looked after) to the least safe."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


ALIVE = frozenset({ProjectState.ACTIVE, ProjectState.SUSPENDED})


class StandardKind(Enum):
    """达标类型: by whose standard the project was assessed."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    LOCAL = "local"
    SELF = "self"


class Grade(Enum):
    """达标等级, highest first."""

    AAA = "aaa"
    PROVINCIAL_GOOD = "provincial_good"
    CITY_GOOD = "city_good"
    PASS = "pass"
    NONE = "none"


class Benchmark(Enum):
    """标杆层级."""

    CITY = "city"
    COUNTY = "county"
    TOWN = "town"


class Evaluation(Enum):
    """标化评定 of the 个十百 table."""

    GOOD = "good"
    PASS = "pass"


class RiskLevel(Enum):
    """The four colours, the most dangerous (safest to show) first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class FactKind(Enum):
    """Which status field of a project a fact is about."""

    STATE = "state"
    STANDARD_KIND = "standard_kind"
    GRADE = "grade"
    BENCHMARK = "benchmark"
    EVALUATION = "evaluation"
    LEVEL = "level"
    DEMO_POSTS = "demo_posts"


class MilestoneItem(Enum):
    """一企一策: what a project has to put in place."""

    RESPONSIBILITY_LIST = "responsibility_list"
    CHECK_LIST = "check_list"
    HAZARD_LIST = "hazard_list"
    RECTIFICATION_LIST = "rectification_list"
    RISK_ASSESSMENT = "risk_assessment"
    EMERGENCY_PLAN = "emergency_plan"
    INFORMATION_SYSTEM = "information_system"
    FIVE_S = "five_s"
    SIX_HAVES = "six_haves"


@f.record("project", f.Stream.PROJECT)
class Project:
    """One works site or one managed estate.

    The fields marked `status` are not journalled with the project: they are the latest of its facts, shown
    here so that lists, forms and import can treat them as columns. `graded_on` is the day from which the
    latest grade holds.
    """

    id: str
    name: str = f.name(required=True)
    category: Family = f.choice(Family, required=True)
    unit_type: str | None = f.name()
    town: str | None = f.name()
    address: str | None = f.line()
    owner: str | None = f.name()
    contractor: str | None = f.name()
    supervisor: str | None = f.name()
    property_company: str | None = f.name()
    manager: str | None = f.name()
    phone: str | None = f.name()
    safety_officer: str | None = f.name()
    grid_member: str | None = f.name()
    area_m2: Decimal | None = f.decimal("m2")
    cost_wan: Decimal | None = f.decimal("wan")
    structure: str | None = f.name()
    stage: str | None = f.name()
    state: ProjectState | None = f.choice(ProjectState, status=True)
    start_on: date | None = f.day()
    planned_end_on: date | None = f.day()
    end_on: date | None = f.day()
    permit_no: str | None = f.name()
    standard_kind: StandardKind | None = f.choice(StandardKind, status=True)
    grade: Grade | None = f.choice(Grade, status=True)
    graded_on: date | None = f.day(status=True)
    benchmark: Benchmark | None = f.choice(Benchmark, status=True)
    evaluation: Evaluation | None = f.choice(Evaluation, status=True)
    demo_posts: int | None = f.integer("post", status=True)
    level: RiskLevel | None = f.choice(RiskLevel, status=True)
    note: str | None = f.note()


@f.record("fact", f.Stream.PROJECT, parent="project")
class Fact:
    """What was true of a project from a day on; null `valid_from` means from the beginning.

    `value` is the code of the choice, a whole number as text for demo posts, or null where the status was
    taken away.
    """

    id: str
    project: str = f.row("project", required=True)
    fact: FactKind = f.choice(FactKind, required=True)
    value: str | None = f.line()
    valid_from: date | None = f.day()


@f.record("milestone", f.Stream.PROJECT, parent="project")
class Milestone:
    """One item of 一企一策 of one project; without `done_on` it is planned and not counted."""

    id: str
    project: str = f.row("project", required=True)
    item: MilestoneItem = f.choice(MilestoneItem, required=True)
    done_on: date | None = f.day()
    evidence: str | None = f.line()


FACT_CHOICES: dict[FactKind, type[Enum] | None] = {
    FactKind.STATE: ProjectState,
    FactKind.STANDARD_KIND: StandardKind,
    FactKind.GRADE: Grade,
    FactKind.BENCHMARK: Benchmark,
    FactKind.EVALUATION: Evaluation,
    FactKind.LEVEL: RiskLevel,
    FactKind.DEMO_POSTS: None,
}
assert set(FACT_CHOICES) == set(FactKind)

SAFER_FACTS: dict[FactKind, tuple[str, ...]] = {
    FactKind.STATE: tuple(state.value for state in ProjectState),
    FactKind.LEVEL: tuple(level.value for level in RiskLevel),
}
"""Facts whose values have an order, from the safest to show to the least safe."""
