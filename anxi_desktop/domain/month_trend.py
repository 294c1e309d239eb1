"""How a family's last twelve months went, and how things stood at the month's cut-off: what charts and sentences say.

Figures that the forms have come from the same `MonthData`, so that a chart and a form cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from anxi_desktop.domain.counting_rules import CountingRules
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import progress_3
from anxi_desktop.domain.monthly import CountedProject, CountedTarget, MonthData, Period, Source
from anxi_desktop.domain.records.project import Family, RiskLevel

MONTHS = 12
TARGET_WORDS: Mapping[str, str] = {
    "bench": "标杆项目",
    "std_good": "标化评定优良项目",
    "std_pass": "标化评定合格项目",
    "demo": "示范岗位",
}
"""The targets of 附件3; its 底数 is none."""


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """Hazards of one month: what the enterprises found and closed themselves, and what offices did.

    `declared_…` is the part of `self_…` that was only reported as a number (A-18). `open_at_end` were found by the
    cut-off and not closed by then; only those kept one by one.
    """

    month: Month
    self_found: int = 0
    self_closed: int = 0
    found: int = 0
    closed: int = 0
    open_at_end: int = 0
    declared_found: int = 0
    declared_closed: int = 0

    @property
    def all_found(self) -> int:
        """By enterprises and offices."""
        return self.self_found + self.found

    @property
    def all_closed(self) -> int:
        """By enterprises and offices."""
        return self.self_closed + self.closed


@dataclass(frozen=True, slots=True)
class OverdueHazard:
    """A hazard still to be rectified `days` after its deadline."""

    source: Source
    project: str
    project_name: str
    words: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the `alive` projects had their full inspection since `since`; `uncovered` names the others."""

    since: date
    covered: int
    alive: int
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """One target of the year: how far it is reached. `target` None was never set."""

    key: str
    done: int
    target: int | None

    @property
    def words(self) -> str:
        """What is counted."""
        return TARGET_WORDS[self.key]


@dataclass(frozen=True, slots=True)
class MonthTrend:
    """All of it for one family. `flows` are the months up to this one, oldest first.

    `day` is what "now" means for overdue hazards: the cut-off, or an earlier day while the month still runs.
    Levels go by the code of a risk level, "" for none. `kinds` are the most frequent kinds of the hazards found in
    the month, `unsorted` those found without a kind. `overdue_list` has the longest overdue of the `overdue` ones.
    """

    month: Month
    family: Family
    period: Period
    day: date
    flows: tuple[MonthFlow, ...]
    overdue: int
    overdue_list: tuple[OverdueHazard, ...]
    kinds: tuple[tuple[str, int], ...]
    unsorted: int
    project_levels: Mapping[str, int]
    point_levels: Mapping[str, int]
    coverage: Coverage
    base: int
    base_target: int | None
    targets: tuple[TargetProgress, ...]

    @property
    def flow(self) -> MonthFlow:
        """The month itself."""
        return self.flows[-1]


def months_until(month: Month) -> tuple[Month, ...]:
    """The twelve months up to this one, oldest first."""
    found = [month]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return tuple(reversed(found))


def alive_of(data: MonthData, family: Family) -> list[CountedProject]:
    """The projects that the family's stock columns count."""
    return [project for project in data.projects if project.alive and project.family == family.value]


def coverage_since(month: Month, family: Family, rules: CountingRules) -> date:
    """The first day of the quarter (works) or the year (property), as months are cut off. Source: notice 三（三）."""
    first = month.month - (month.month - 1) % 3 if family is Family.WORKS else 1
    return Period.of(Month(month.year, first), rules).since


def coverage_of(data: MonthData, family: Family) -> Coverage:
    """Which projects had a full inspection in the quarter or the year so far."""
    since = coverage_since(data.month, family, data.rules)
    alive = alive_of(data, family)
    uncovered = tuple(p.name for p in alive if p.covered_on is None or p.covered_on < since)
    return Coverage(since, len(alive) - len(uncovered), len(alive), uncovered)


def levels_of(projects: Iterable[CountedProject]) -> dict[str, int]:
    """How many projects have which overall level, "" for none."""
    counts = {level.value: 0 for level in RiskLevel} | {"": 0}
    for project in projects:
        counts[project.level if project.level in counts else ""] += 1
    return counts


def points_of(projects: Iterable[CountedProject]) -> dict[str, int]:
    """How many risk points of the projects have which level, "" for none."""
    counts = {level.value: 0 for level in RiskLevel} | {"": 0}
    for project in projects:
        for level, count in project.points.items():
            counts[level if level in counts else ""] += count
    return counts


def targets_of(data: MonthData, family: Family) -> tuple[TargetProgress, ...]:
    """The family's targets of 附件3 with what is reached; property has no 优良."""
    progress = progress_3(data, family)
    target = data.targets.get(family.value, CountedTarget(""))
    return tuple(
        TargetProgress(key, _whole(progress[key].value), getattr(target, key))
        for key in TARGET_WORDS
        if key != "std_good" or family is Family.WORKS
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
