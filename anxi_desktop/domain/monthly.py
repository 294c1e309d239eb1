"""What a month's forms count: the records as they stood at the cut-off, and the figures made of them.

The figures are computed once in `month_figures`; the writers of xlsx, PDF and docx only lay them out. Every figure
can say which records it counts (`store.month_sources`), by the same conditions that counted them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from anxi_desktop.domain.counting_rules import RECOMMENDED, CountingRules
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import FactKind, Family
from anxi_desktop.domain.status import DatedFact, holding

FORM_3, FORM_4, FORM_5, FORM_6, FORM_7 = "附件3", "附件4", "附件5", "附件6", "附件7"
FORMS = (FORM_3, FORM_4, FORM_5, FORM_6, FORM_7)
FORMS_OF: Mapping[Family, tuple[str, str]] = {
    Family.WORKS: (FORM_4, FORM_5),
    Family.PROPERTY: (FORM_6, FORM_7),
}
"""The two forms each family owes every month; 附件3 is the year's target sheet of both."""
COUNTY_BLOCK = "县（市、区）"
"""What 附件6 and 附件7 print as their only 填报单位类型."""

Cell = int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Period:
    """The days a month's flows count, both inside; `year_start` begins the year's."""

    since: date
    until: date
    year_start: date

    @classmethod
    def of(cls, month: Month, rules: CountingRules) -> Period:
        """The calendar month, or the 26th of the month before to the 25th (A-03); January begins the year."""
        year_start = date(month.year - 1, 12, 26) if rules.opens_early else date(month.year, 1, 1)
        since, until = month.first, month.last
        if rules.code("A-03") == "day25":
            since = date(month.before.year, month.before.month, 26)
            until = date(month.year, month.month, 25)
        return cls(year_start if month.month == 1 else since, until, year_start)

    @property
    def before(self) -> date:
        """The cut-off of the month before."""
        return self.since - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flow:
    """How often something happened: in the month, in the year so far, and ever until the cut-off."""

    month: int = 0
    year: int = 0
    ever: int = 0

    def __add__(self, other: Flow) -> Flow:
        return Flow(self.month + other.month, self.year + other.year, self.ever + other.ever)

    def __bool__(self) -> bool:
        return bool(self.month or self.year or self.ever)


class FlowKind(Enum):
    """What flows through a month: 自查 and 监督 hazards by event date, and an office's visits.

    No form has a column for CLOSED (监督 hazards that passed their re-inspection): it is not counted with them.
    """

    SELF_FOUND = "self_found"
    SELF_FIXED = "self_fixed"
    FOUND = "found"
    URGED = "urged"
    CLOSED = "closed"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Source:
    """A record behind a figure."""

    entity: str
    id: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell as it prints, and how it came to be.

    `value` is a whole number, an amount in 10,000 yuan, "--" where the form has no such cell, a text, or None
    (blank). `counted` is what the records give: it differs from `value` only where a person overrode it, with
    `reason`. A flow has its `month` and `year` (to date); `declared` is the part that units only reported as a
    number. `sources` are the records of a stock figure; those of a flow are read when asked for.
    """

    value: Cell
    sources: tuple[Source, ...] = ()
    counted: Cell = None
    month: Cell = None
    year: Cell = None
    declared: int = 0
    reason: str = ""
    is_override: bool = False

    @property
    def is_flow(self) -> bool:
        """Counted by event date, not by how things stood at the cut-off."""
        return self.month is not None


@dataclass(frozen=True, slots=True)
class CountedProject:
    """A project as the forms see it at the cut-off: `status` maps a fact kind to its value.

    `alive` is in scope of the stock columns, `alive_before` at the cut-off of the month before. `flows` count
    records kept one by one, `declared` only reported numbers, `points` its risk points by level code ("" for
    none), `covered_on` its last full inspection.
    """

    id: str
    name: str
    family: str
    unit_type: str | None
    status: Mapping[str, str | None]
    milestones: frozenset[str] = frozenset()
    alive: bool = True
    alive_before: bool = True
    flows: Mapping[FlowKind, Flow] = field(default_factory=dict[FlowKind, Flow])
    declared: Mapping[FlowKind, Flow] = field(default_factory=dict[FlowKind, Flow])
    points: Mapping[str, int] = field(default_factory=dict[str, int])
    covered_on: date | None = None
    started_on: date | None = None

    def flow(self, kind: FlowKind) -> Flow:
        """Kept one by one and declared together."""
        return self.flows.get(kind, _NONE) + self.declared.get(kind, _NONE)

    @property
    def level(self) -> str | None:
        """项目整体风险等级."""
        return self.status.get(FactKind.LEVEL.value)


_NONE = Flow()


@dataclass(frozen=True, slots=True)
class CountedMeasure:
    """An enforcement or incentive of the year so far. `family` is the record's own or its project's."""

    id: str
    kind: str
    done_on: date
    family: str | None
    project: str | None
    persons: int | None = None
    amount_wan: Decimal | None = None
    hazards: int | None = None


@dataclass(frozen=True, slots=True)
class CountedListing:
    """A 挂牌督办 of the year so far."""

    id: str
    project: str
    listed_on: date


@dataclass(frozen=True, slots=True)
class CountedDocument:
    """A standard document issued by the cut-off; family None serves both."""

    id: str
    kind: str
    family: str | None
    copies: int = 1


@dataclass(frozen=True, slots=True)
class CountedTarget:
    """A year's targets of a family; None is blank."""

    id: str
    base: int | None = None
    bench: int | None = None
    std_good: int | None = None
    std_pass: int | None = None
    demo: int | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class MonthData:
    """Everything a month's forms count: all projects of both families, as they stood at the cut-off."""

    month: Month
    own_unit_type: str
    projects: tuple[CountedProject, ...]
    measures: tuple[CountedMeasure, ...] = ()
    listings: tuple[CountedListing, ...] = ()
    documents: tuple[CountedDocument, ...] = ()
    targets: Mapping[str, CountedTarget] = field(default_factory=dict[str, CountedTarget])
    rules: CountingRules = RECOMMENDED

    @property
    def period(self) -> Period:
        """The days that count."""
        return Period.of(self.month, self.rules)

    @property
    def cut_off(self) -> date:
        """The last day that counts."""
        return self.period.until


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a form: the figures of the projects of one 填报单位类型, and the ids of those projects."""

    unit_type: str
    figures: Mapping[str, Figure]
    members: frozenset[str] = frozenset()

    def number(self, key: str) -> int:
        """A cell as a whole number; blank and words are 0."""
        figure = self.figures.get(key)
        return figure.value if figure is not None and isinstance(figure.value, int) else 0


def status_at(facts: Iterable[DatedFact], cut_off: date) -> dict[str, str | None]:
    """A project's status fields as they stood at the end of `cut_off`."""
    return {kind: fact.value for kind, fact in holding(facts, until=cut_off.isoformat()).items()}
