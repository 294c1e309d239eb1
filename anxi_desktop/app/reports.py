"""The month's forms for the window: computed from the session's store, explained, and written by a job.

What the page needs of the floors below (how a form stands on paper, what a finding weighs) comes through here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.app.session import Session
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.figure_words import FIGURES, FigureWords
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import Figure
from anxi_desktop.files.form_layout import CellRole, PlacedCell, PlacedForm
from anxi_desktop.files.form_sheet import CellPlace, FormSheet
from anxi_desktop.files.pen import Paper, Pen
from anxi_desktop.files.report import FORMATS, MonthForm, WrittenReport, filled_day, month_form, write_report
from anxi_desktop.store.month_sources import SourceRow, source_rows
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Store

__all__ = [
    "FORMATS",
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
    "default_month",
    "writing",
]

# The record types whose changes change a form.
COUNTED = frozenset({"project", "fact", "milestone", "hazard", "risk_point"})


@dataclass(frozen=True, slots=True)
class FigureAt:
    """A figure of a form: the block it stands in (from 0), its key, and what can be said of it."""

    block: int
    key: str
    unit_type: str
    figure: Figure
    words: FigureWords


class MonthReports:
    """The forms of a month as they stand now. Reads only; belongs to the window's thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def form(self, month: Month, *, today: date) -> MonthForm:
        """附件4 of a month, computed now."""
        session = self._session
        return month_form(
            session.store,
            month,
            settings=session.settings,
            resources=session.resources,
            filled_on=filled_day(month, today),
        )

    def figure(self, form: MonthForm, block: int, key: str) -> FigureAt | None:
        """What stands in a cell, or None where it holds no figure (the unit type, an empty block)."""
        words = FIGURES[form.label].get(key)
        if block >= len(form.blocks) or words is None:
            return None
        figure = form.blocks[block].figures.get(key)
        return FigureAt(block, key, form.blocks[block].unit_type, figure, words) if figure else None

    def records(self, form: MonthForm, at: FigureAt) -> list[SourceRow]:
        """The records a figure counts, as they are called now."""
        return source_rows(self._session.store.connection, form.data, at.key, at.figure.sources)

    def has_records(self) -> bool:
        """True when there is anything to count."""
        return next(self._session.store.rows("project", limit=1), None) is not None


def marks(form: MonthForm) -> dict[tuple[int, str], Level]:
    """The gravest finding of every cell that is named first in one."""
    blocks = {block.unit_type: number for number, block in enumerate(form.blocks)}
    order = list(Level)
    found: dict[tuple[int, str], Level] = {}
    for finding in form.findings:
        for key in finding.keys[:1]:
            place = (blocks[finding.unit_type], key)
            if place not in found or order.index(finding.level) < order.index(found[place]):
                found[place] = finding.level
    return found


def count_levels(findings: Iterable[Finding]) -> dict[Level, int]:
    """How many findings of each weight."""
    counts = dict.fromkeys(Level, 0)
    for finding in findings:
        counts[finding.level] += 1
    return counts


def default_month(today: date) -> Month:
    """The month that is due: the last one that is over."""
    return Month.of(today).before


def writing(
    folder: Path,
    *,
    profile: Path,
    month: Month,
    settings: Settings,
    resources: Path,
    target: Path,
    formats: tuple[str, ...],
    today: date,
) -> Generator[tuple[int, str], None, WrittenReport]:
    """Write the month's form into `target` with a store of its own, as a job has to."""
    with closing(Store.open(folder, profile=profile)) as store:
        form = month_form(
            store, month, settings=settings, resources=resources, filled_on=filled_day(month, today)
        )
        return (yield from write_report(store, form, folder=target, resources=resources, formats=formats))
