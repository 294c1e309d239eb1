"""Consistency rules between months: R16 (the month before), R17 (the year so far) and R21 (full inspections).

Source: domain reference 3, "Cross-field consistency rules".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.finding import Finding, Level
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import AMOUNTS
from anxi_desktop.domain.monthly import FORMS, FORMS_OF, Cell, Figure, Period
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.review import (
    Review,
    ReviewedBlock,
    Rule,
    cell_words,
    number_in,
    project_sources,
    some_names,
    value_words,
)
from anxi_desktop.domain.rules_stock import LEVELS, POINTS, TOTALS
from anxi_desktop.domain.snapshot import FrozenBlock

_MONTHS_OF_QUARTER = 3
_NOVEMBER = 11
# One more or two more of a few are above 30 % every month and say nothing; money always does.
_LEAST_CHANGE = 3
# Going down in one colour is going up in another, often for the better.
_MOVING = frozenset({*LEVELS, *POINTS})


def _months(review: Review) -> Iterator[Finding]:
    """R16: a stock that falls, or any column that changes by more than 30 %, needs a reason.

    A flow printed as the year so far grows by nature and is left to R17. Cells typed over are compared as printed.
    A block that went away with what it showed, or with what was put into it by hand, is told at the first block.
    """
    for form in FORMS:
        if first := next(review.blocks(form), None):
            yield from _gone(review, first)
    for block, before in _with_before(review):
        for key in FIGURES[block.form]:
            figure = block.block.figures.get(key)
            if figure is None or (figure.is_flow and block.by_year):
                continue
            how = _change(key, figure, before.cells.get(key))
            if not how:
                continue
            text = (
                f"{cell_words(block.form, key)}上月 {value_words(before.cells.get(key))}，"
                f"本月 {value_words(figure.value)}，{how}"
            )
            if reason := figure.reason.strip().rstrip("。"):
                yield block.finding("R16", Level.NOTE, (key,), f"{text}。原因：{reason}。")
            else:
                yield block.finding("R16", Level.WARNING, (key,), f"{text}：请核对并填写原因。")


def _gone(review: Review, first: ReviewedBlock) -> Iterator[Finding]:
    form, total = first.form, TOTALS.get(first.form, "")
    now = {block.block.unit_type for block in review.blocks(form)}
    figure = first.block.figures.get(total, Figure(None))
    for before in review.report.before.get(form, ()):
        was = number_in(before.cells.get(total))
        if total and was and before.unit_type not in now:
            text = (
                f"上月有“{before.unit_type}”一块，{cell_words(form, total)}{value_words(was)}，本月没有这一块"
            )
            if reason := figure.reason.strip().rstrip("。"):
                yield first.finding("R16", Level.NOTE, (total,), f"{text}。原因：{reason}。")
            else:
                asked = "请核对项目的填报单位类型，并填写原因。"
                yield first.finding("R16", Level.WARNING, (total,), f"{text}：{asked}")
    lost = [
        cell for cell in review.report.facts.lost_cells if cell.form == form and cell.key in FIGURES[form]
    ]
    if lost:
        names = some_names(f"“{cell.unit_type}”{cell_words(form, cell.key)}{cell.value}" for cell in lost)
        text = f"手工填的 {len(lost)} 格没有计入，本月没有它们的填报单位类型：{names}。请改到现有的块里。"
        yield first.finding("R16", Level.WARNING, (total or next(iter(FIGURES[form])),), text)


def _change(key: str, figure: Figure, before: Cell) -> str:
    """What asks for a reason, "" for nothing."""
    old, new = number_in(before), number_in(figure.value)
    if old is None or new is None or old == new:
        return ""
    if old > 0 and abs(new - old) * 10 > old * 3 and (key in AMOUNTS or abs(new - old) >= _LEAST_CHANGE):
        return f"{'增加' if new > old else '减少'}超过30%"
    is_stock = not figure.is_flow and key not in _MOVING
    return "存量减少" if is_stock and new < old else ""


def _years(review: Review) -> Iterator[Finding]:
    """R17: the year so far is never below what it was a month ago; January begins anew."""
    if review.report.data.month == Month(review.report.data.month.year, 1):
        return
    for block, before in _with_before(review):
        for key, was in before.year.items():
            figure = block.block.figures.get(key)
            if figure is None or not figure.is_flow or key not in FIGURES[block.form]:
                continue
            # Where the year is printed, what a person typed over is the year.
            now = number_in(figure.value if block.by_year else figure.year)
            old = _most(was, before.cells.get(key) if block.by_year else None)
            if now is not None and old is not None and now < old:
                text = (
                    f"{cell_words(block.form, key)}本年累计 {value_words(now)}，上月累计 {value_words(old)}，"
                    "累计数不应减少：请核对有没有作废、改期的记录。"
                )
                yield block.finding("R17", Level.ERROR, (key,), text)


def _most(*cells: Cell) -> Decimal | None:
    return max((number for cell in cells if (number := number_in(cell)) is not None), default=None)


def _with_before(review: Review) -> Iterator[tuple[ReviewedBlock, FrozenBlock]]:
    """The blocks that were there a month before, with what they showed."""
    for block in review.blocks(*FORMS):
        for before in review.report.before.get(block.form, ()):
            if before.unit_type == block.block.unit_type:
                yield block, before


def _coverage(review: Review) -> Iterator[Finding]:
    """R21: projects without a full inspection in the quarter (works) or the year (property).

    Told from the first month on, a warning when little time is left. A project that started later in the
    period is not owed yet.
    """
    for family, (_, form) in FORMS_OF.items():
        since, word, is_late = _coverage_span(review, family)
        for block in review.blocks(form):
            bare = [
                project
                for project in block.alive
                if (project.covered_on is None or project.covered_on < since)
                and (project.started_on is None or project.started_on < since)
            ]
            if bare:
                names = some_names(project.name for project in bare)
                text = f"{word}（{since.isoformat()} 起）没有做过全覆盖检查的项目有 {len(bare)} 个：{names}。"
                level = Level.WARNING if is_late else Level.NOTE
                yield block.finding("R21", level, ("insp",), text, project_sources(bare))


def _coverage_span(review: Review, family: Family) -> tuple[date, str, bool]:
    """From which day a full inspection counts, what the span is called, and whether it is about to end."""
    data = review.report.data
    month = data.month
    if family is Family.PROPERTY:
        return data.period.year_start, "本年", month.month >= _NOVEMBER
    first = Month(month.year, month.month - (month.month - 1) % _MONTHS_OF_QUARTER)
    return Period.of(first, data.rules).since, "本季度", month.month % _MONTHS_OF_QUARTER == 0


RULES: dict[str, Rule] = {"R16": _months, "R17": _years, "R21": _coverage}
