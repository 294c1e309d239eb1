"""A month's report as the consistency rules look at it: block by block, each with its projects and measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxi_desktop.domain.figure_words import FIGURES, label_of
from anxi_desktop.domain.finding import Finding, Level
from anxi_desktop.domain.month_report import MonthReport, family_of
from anxi_desktop.domain.monthly import (
    FORM_3,
    Block,
    Cell,
    CountedMeasure,
    CountedProject,
    Flow,
    FlowKind,
    Source,
)
from anxi_desktop.domain.records.project import Family

_MOST_NAMED = 3
_MOST_SIGNS = 40


@dataclass(frozen=True, slots=True)
class ReviewedBlock:
    """One block of one form with the records that it counts; `by_year` where its flows print the year so far."""

    form: str
    block: Block
    projects: tuple[CountedProject, ...]
    measures: tuple[CountedMeasure, ...]
    by_year: bool

    @property
    def span(self) -> str:
        """What the flow columns print."""
        return "本年累计" if self.by_year else "当月"

    @property
    def alive(self) -> list[CountedProject]:
        """The projects in scope of the stock columns."""
        return [project for project in self.projects if project.alive]

    def number(self, key: str) -> int:
        """A cell as a whole number; blank is 0."""
        return self.block.number(key)

    def amount(self, key: str) -> Decimal:
        """A cell as an amount; blank is 0."""
        figure = self.block.figures.get(key)
        return (number_in(figure.value) if figure else None) or Decimal(0)

    def month_number(self, key: str) -> int:
        """A flow of the month alone, also where the form prints the year so far."""
        figure = self.block.figures.get(key)
        if figure is None or not self.by_year:
            return self.number(key)
        return figure.month if isinstance(figure.month, int) else 0

    def typed_over(self, key: str) -> int:
        """By how much a person changed a counted cell."""
        figure = self.block.figures.get(key)
        if figure is None or not figure.is_override or not isinstance(figure.counted, int):
            return 0
        return self.number(key) - figure.counted

    def ever(self, kind: FlowKind) -> int:
        """What flowed until the cut-off, kept one by one and declared."""
        return sum(project.flow(kind).ever for project in self.projects)

    def printed(self, flow: Flow) -> int:
        """The part of a flow that the form prints."""
        return flow.year if self.by_year else flow.month

    def said(self, key: str) -> str:
        """A cell and its value: “罚款 › 项目数”3."""
        return f"{cell_words(self.form, key)}{value_words(self.amount(key))}"

    def finding(
        self, rule: str, level: Level, keys: tuple[str, ...], text: str, sources: Iterable[Source] = ()
    ) -> Finding:
        """A finding of this block."""
        return Finding(rule, level, self.form, self.block.unit_type, keys, text, tuple(sources))


@dataclass(frozen=True, slots=True)
class Review:
    """All blocks of a month's forms by form; `final` just before handing in."""

    report: MonthReport
    today: date
    final: bool
    forms: Mapping[str, tuple[ReviewedBlock, ...]]

    @classmethod
    def of(cls, report: MonthReport, *, today: date, final: bool) -> Review:
        """Every block with the projects and measures it counts."""
        forms = {
            form: tuple(_reviewed(report, form, block) for block in blocks)
            for form, blocks in report.forms.items()
            if form in FIGURES
        }
        return cls(report, today, final, forms)

    def blocks(self, *forms: str) -> Iterator[ReviewedBlock]:
        """The blocks of some forms, in their order."""
        for form in forms:
            yield from self.forms.get(form, ())

    def block(self, form: str, unit_type: str) -> ReviewedBlock | None:
        """A block of a form by its unit type."""
        return next((one for one in self.blocks(form) if one.block.unit_type == unit_type), None)

    @property
    def asking(self) -> Level:
        """How much a thing weighs that is only owed when the forms are handed in."""
        return Level.ERROR if self.final else Level.WARNING


Rule = Callable[[Review], Iterator[Finding]]
"""What one consistency rule finds in all forms."""


def number_in(value: Cell) -> Decimal | None:
    """A cell as a number; None for blank, words and what is no number at all."""
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal) and value.is_finite() else None


def cell_words(form: str, key: str) -> str:
    """A cell as a sentence names it, with the last two steps through the header: “罚款 › 项目数”."""
    steps = label_of(form, key).split(" › ")[-2:]
    return f"“{' › '.join(steps).replace('“', '‘').replace('”', '’')}”"


def value_words(value: Cell) -> str:
    """A value as a sentence says it: 2.5, not 2.50; 空白 for none."""
    if value is None:
        return "空白"
    number = number_in(value)
    return str(value) if number is None else f"{number.normalize():f}"


def some_names(names: Iterable[str]) -> str:
    """At most three names, each shortened to one line, then 等."""
    every = list(names)
    shown = [name if len(name) <= _MOST_SIGNS else f"{name[:_MOST_SIGNS]}…" for name in every[:_MOST_NAMED]]
    return "、".join(shown) + ("等" if len(every) > _MOST_NAMED else "")


def project_sources(projects: Iterable[CountedProject]) -> tuple[Source, ...]:
    """The records of some projects."""
    return tuple(Source("project", project.id) for project in projects)


def _reviewed(report: MonthReport, form: str, block: Block) -> ReviewedBlock:
    data, family = report.data, family_of(form)
    is_own = family is Family.PROPERTY or block.unit_type == data.own_unit_type
    return ReviewedBlock(
        form=form,
        block=block,
        projects=tuple(project for project in data.projects if project.id in block.members),
        measures=tuple(
            measure
            for measure in data.measures
            if measure.project in block.members
            or (is_own and measure.project is None and family is not None and measure.family == family.value)
        ),
        by_year=form != FORM_3 and data.rules.code(f"A-05/{form}") == "year",
    )
