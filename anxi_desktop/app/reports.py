"""The month's forms for the window: counted from the session's store, explained, filled in, and written by a job.

What the page needs of the floors below (how a form stands on paper, what a finding weighs) comes through here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from anxi_desktop.app.session import Session
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.counting_rules import RULES, CountingRules, Rule
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES, MANUAL_3, FigureWords, label_of
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import ITEMS_3, progress_3
from anxi_desktop.domain.month_report import cell_value, plain_number
from anxi_desktop.domain.monthly import COUNTY_BLOCK, FORM_3, FORMS, FORMS_OF, Cell, Figure
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.files.form_layout import CellRole, PlacedCell, PlacedForm
from anxi_desktop.files.form_sheet import CellPlace, FormSheet
from anxi_desktop.files.pen import Paper, Pen
from anxi_desktop.files.report import (
    FORMATS,
    MonthForm,
    WrittenReport,
    filled_day,
    month_forms,
    write_blank_forms,
    write_report,
)
from anxi_desktop.files.report_sheets import cell_text
from anxi_desktop.store.month_data import counting_rules
from anxi_desktop.store.month_sources import SourceRow, rows_of, source_rows
from anxi_desktop.store.record_edit import named_save
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Store

__all__ = [
    "COUNTY_BLOCK",
    "FORMATS",
    "FORMS",
    "FORMS_OF",
    "FORM_3",
    "CellPlace",
    "CellRole",
    "FigureAt",
    "FormSheet",
    "MonthForm",
    "MonthReports",
    "Paper",
    "Pen",
    "PlacedCell",
    "PlacedForm",
    "SourceRow",
    "WrittenReport",
    "blank_forms",
    "cell_text",
    "default_month",
    "filled_day",
    "writing",
]

# The record types whose changes change a form.
COUNTED = frozenset(
    {
        *("project", "fact", "milestone", "hazard", "risk_point", "risk_assessment", "inspection", "listing"),
        *("enforcement", "document", "self_report", "month_cell", "target", "counting_rule", "submission"),
    }
)
_WHOLE_TARGETS = frozenset(MANUAL_3) - {"remark"}


@dataclass(frozen=True, slots=True)
class FigureAt:
    """A figure of a month's form: the block it stands in (from 0), its key, and what can be said of it.

    `unit_type` names the block: its number changes when others come and go. `rule` is the counting rule as it
    holds in the year; `done` is what 附件3's target is measured against.
    """

    month: Month
    form: str
    block: int
    key: str
    unit_type: str
    figure: Figure
    words: FigureWords
    rule: str
    done: Cell = None
    leaves_blank: bool = False

    @property
    def place(self) -> tuple[Month, str, str, str]:
        """Which cell it is, whatever else the form holds now."""
        return self.month, self.form, self.unit_type, self.key

    @property
    def typed(self) -> str:
        """The value as a person types it: an amount with all its decimals, where the form prints two."""
        value = self.figure.value
        return decimal_text(value) if isinstance(value, Decimal) else cell_text(value)

    @property
    def is_target(self) -> bool:
        """Typed in, never counted. 优良 of the property row is not: the form leaves it blank (A-23)."""
        is_blank = self.key == "std_good" and self.unit_type == ITEMS_3[Family.PROPERTY]
        return self.form == FORM_3 and self.key in MANUAL_3 and not (is_blank and self.leaves_blank)

    @property
    def can_override(self) -> bool:
        """Counted, and a person may put another value there with a reason."""
        return self.form != FORM_3 and self.key != "unit_type"


class MonthReports:
    """The forms of a month as they stand now. Belongs to the window's thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def forms(self, month: Month, *, today: date, final: bool = False) -> dict[str, MonthForm]:
        """All forms of a month, counted now; `final` checks them as for handing in."""
        session = self._session
        return month_forms(
            session.store,
            month,
            settings=session.settings,
            resources=session.resources,
            today=today,
            final=final,
        )

    def figure(self, form: MonthForm, block: int, key: str) -> FigureAt | None:
        """What stands in a cell, or None where it holds no figure (the unit type, an empty block)."""
        words = FIGURES[form.label].get(key)
        if block >= len(form.blocks) or words is None:
            return None
        figure = form.blocks[block].figures.get(key)
        if figure is None:
            return None
        done: Cell = None
        if form.label == FORM_3:
            reached = progress_3(form.data, tuple(ITEMS_3)[block]).get(key)
            done = reached.value if reached is not None else None
        rule = words.told(form.data.rules)
        leaves_blank = form.data.rules.code("A-23") == "blank"
        unit_type = form.blocks[block].unit_type
        return FigureAt(
            form.month, form.label, block, key, unit_type, figure, words, rule, done, leaves_blank
        )

    def records(self, form: MonthForm, at: FigureAt) -> list[SourceRow]:
        """The records a figure counts, as they are called now; for a target those that reach it."""
        connection = self._session.store.connection
        if form.label == FORM_3:
            return []
        return source_rows(connection, form.data, form.label, form.blocks[at.block], at.key)

    def finding_records(self, finding: Finding) -> list[SourceRow]:
        """The records a check is about."""
        return rows_of(self._session.store.connection, finding.sources)

    def has_records(self) -> bool:
        """True when there is anything to count."""
        return next(self._session.store.rows("project", limit=1), None) is not None

    def put(self, month: Month, at: FigureAt, text: str, reason: str) -> None:
        """Put a value into a cell by hand: a target of 附件3, or an override, which needs a reason.

        The value that the records give is no override: with it the reason stands alone.
        Errors: bad_cell, unknown_cell, reason_missing.
        """
        if at.is_target:
            self._put_target(month, at, text)
            return
        value = cell_value(at.form, at.key, text)
        if not reason.strip():
            raise AnxiError("reason_missing", cell=label_of(at.form, at.key))
        stored = decimal_text(value) if isinstance(value, Decimal) else str(value)
        self._put_cell(month, at, None if value == at.figure.counted else stored, reason.strip())

    def explain(self, month: Month, at: FigureAt, reason: str) -> None:
        """Say why a figure changed so much since the month before; "" takes the words away."""
        value = at.typed if at.figure.is_override else None
        if not reason.strip() and value is None:
            self.take_back(month, at)
        else:
            self._put_cell(month, at, value, reason.strip() or None)

    def take_back(self, month: Month, at: FigureAt) -> None:
        """Let the cell show what the records give again."""
        if at.figure.is_override or at.figure.reason:
            title = f"恢复{at.form}“{label_of(at.form, at.key)}”的计算值"
            self._write_cell(title, month, at, None, None)

    def rules(self, month: Month) -> list[tuple[Rule, str]]:
        """Every counting rule with the code that holds in the month's year."""
        holding = self._rules(month)
        return [(rule, holding.code(rule.id)) for rule in RULES]

    def choose(self, year: int, rule: Rule, code: str) -> None:
        """Let another reading of a rule hold in a year."""
        row = named_id("counting_rule", year, rule.id)
        values: dict[str, JournalValue] = {"year": year, "rule": rule.id, "choice": code}
        self._session.edit(
            f"{year} 年口径 {rule.id}", [named_save(self._session.store, "counting_rule", row, values)]
        )

    def _rules(self, month: Month) -> CountingRules:
        return counting_rules(self._session.store.connection, month)

    def _put_target(self, month: Month, at: FigureAt, text: str) -> None:
        family = tuple(ITEMS_3)[at.block]
        row = named_id("target", month.year, family.value)
        value: JournalValue = text.strip() or None
        if at.key in _WHOLE_TARGETS and value is not None:
            plain = plain_number(text)
            if not (plain.isascii() and plain.isdigit() and len(plain) <= 9):
                raise AnxiError("bad_cell", cell=label_of(FORM_3, at.key), value=text)
            value = int(plain)
        values: dict[str, JournalValue] = {"year": month.year, "family": family.value, at.key: value}
        title = f"{month.year} 年{ITEMS_3[family]}目标：{label_of(FORM_3, at.key)}"
        self._session.edit(title, [named_save(self._session.store, "target", row, values)])

    def _put_cell(self, month: Month, at: FigureAt, value: str | None, reason: str | None) -> None:
        self._write_cell(f"填写{at.form}“{label_of(at.form, at.key)}”", month, at, value, reason)

    def _write_cell(
        self, title: str, month: Month, at: FigureAt, value: str | None, reason: str | None
    ) -> None:
        values: dict[str, JournalValue] = {
            "month": str(month),
            "form": at.form,
            "unit_type": at.unit_type,
            "key": at.key,
            "value": value,
            "reason": reason,
        }
        row = named_id("month_cell", month, at.form, at.unit_type, at.key)
        self._session.edit(title, [named_save(self._session.store, "month_cell", row, values)])


def marks(form: MonthForm) -> dict[tuple[int, str], Level]:
    """The gravest finding of every cell that is named first in one."""
    blocks = {block.unit_type: number for number, block in enumerate(form.blocks)}
    order = list(Level)
    found: dict[tuple[int, str], Level] = {}
    for finding in form.findings:
        for key in finding.keys[:1]:
            place = (blocks.get(finding.unit_type, 0), key)
            if place not in found or order.index(finding.level) < order.index(found[place]):
                found[place] = finding.level
    return found


def by_hand(form: MonthForm) -> set[tuple[int, str]]:
    """The cells into which a person put another value."""
    return {
        (number, key)
        for number, block in enumerate(form.blocks)
        for key, figure in block.figures.items()
        if figure.is_override
    }


def count_levels(findings: Iterable[Finding]) -> dict[Level, int]:
    """How many findings of each weight."""
    counts = dict.fromkeys(Level, 0)
    for finding in findings:
        counts[finding.level] += 1
    return counts


def default_month(today: date) -> Month:
    """The month that is due: the last one that is over."""
    return Month.of(today).before


def labels_of(family: Family | None) -> tuple[str, ...]:
    """The forms of a family; None: all five."""
    return FORMS if family is None else FORMS_OF[family]


def writing(
    folder: Path,
    *,
    profile: Path,
    month: Month,
    settings: Settings,
    resources: Path,
    target: Path,
    labels: Sequence[str],
    formats: tuple[str, ...],
    today: date,
    paper: Paper = Paper.A4,
) -> Generator[tuple[int, str], None, WrittenReport]:
    """Write forms of a month into `target` with a store of its own, as a job has to."""
    with closing(Store.open(folder, profile=profile)) as store:
        forms = month_forms(store, month, settings=settings, resources=resources, today=today)
        return (
            yield from write_report(
                store,
                [forms[label] for label in labels],
                folder=target,
                resources=resources,
                formats=formats,
                paper=paper,
            )
        )


def blank_forms(
    resources: Path, *, target: Path, labels: Sequence[str], formats: tuple[str, ...], paper: Paper = Paper.A4
) -> Generator[tuple[int, str], None, tuple[Path, ...]]:
    """Write forms without figures, for handwriting."""
    return (
        yield from write_blank_forms(labels, folder=target, resources=resources, formats=formats, paper=paper)
    )
