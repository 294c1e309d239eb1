"""The score of an inspection by JGJ 59-2011, exact and explained.

Sources: reference data, section 2.1, rules 1-8 (appendix B tables, summary of appendix A, grades). Every figure is
a Fraction; rounding happens when something is printed and never decides a grade. The result keeps its steps, so
that the window can say why a table is zero or which groups were left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from anxi_desktop.domain.checklist import CheckList, Group, Item
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.inspection import ListKind, SiteGrade

# 保证项目 must reach 40 of 60; with missing items the same ratio of what was checked (rules 2 and 5).
GUARANTEE_LEAST = Fraction(40, 60)
GOOD_LEAST = 80
PASS_LEAST = 70
MOST_DEDUCTED = 1000


class ScoreStep(Enum):
    """What happened on the way to a score, in words of `words.SCORE_STEPS`."""

    ITEM_CAPPED = "item_capped"
    ITEMS_MISSING = "items_missing"
    ITEMS_UNCHECKED = "items_unchecked"
    TABLE_SCALED = "table_scaled"
    ZERO_BY_ITEM = "zero_by_item"
    ZERO_BY_SUBTOTAL = "zero_by_subtotal"
    TABLE_EMPTY = "table_empty"
    SECTION_MEAN = "section_mean"
    SECTION_ABSENT = "section_absent"
    SUMMARY = "summary"
    NO_SCORE = "no_score"
    GRADE_BY_ZERO = "grade_by_zero"
    GRADE_BY_VALUE = "grade_by_value"
    GRADE_BEFORE_ROUNDING = "grade_before_rounding"


Figure = str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One step with the titles and figures it speaks of."""

    code: ScoreStep
    facts: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filled-in table. Several of one table (two tower cranes) differ in `label`.

    `marks`: item key → its deductions in points (at most two decimals; empty: nothing deducted), or None for an
    item this site does not have. An item without an entry was not looked at yet.
    """

    table: str
    marks: Mapping[str, tuple[Decimal, ...] | None]
    label: str = ""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """An item that was checked: `deducted` is never more than `full`."""

    key: str
    full: int
    deducted: Decimal
    got: Decimal
    is_guarantee: bool


@dataclass(frozen=True, slots=True)
class TableScore:
    """One sheet's score out of 100; `value` is None where no item was checked.

    `earned` is the score before a 保证项目 made it 0.
    """

    table: str
    label: str
    section: str
    items: tuple[ItemScore, ...]
    missing: tuple[str, ...]
    unchecked: tuple[str, ...]
    earned: Fraction | None
    value: Fraction | None
    is_zeroed: bool


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A group of the summary: the mean of its tables and its weighted points; None where it is absent."""

    section: str
    weight: int
    mean: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class SiteScore:
    """The summary out of 100. `value` and `grade` are None where nothing was scored: that is not 0.

    While items are `unchecked` the figures are of what was checked so far and the grade is provisional.
    """

    tables: tuple[TableScore, ...]
    sections: tuple[SectionScore, ...]
    points: Fraction
    weight: int
    value: Fraction | None
    grade: SiteGrade | None
    unchecked: tuple[str, ...]
    steps: tuple[Step, ...]


def score(check_list: CheckList, sheets: Iterable[Sheet]) -> SiteScore:
    """The score of the filled-in `sheets`; a table without a sheet is one the site does not have.

    The order of sheets does not matter. Raises AnxiError: "not_scored", "score_unknown", "score_twice",
    "bad_deduction".
    """
    if check_list.kind is not ListKind.SCORED:
        raise AnxiError("not_scored", title=check_list.title)
    steps: list[Step] = []
    tables = [
        _table(check_list.group_by_key[sheet.table], sheet, steps) for sheet in _in_order(check_list, sheets)
    ]
    sections: list[SectionScore] = []
    for part in check_list.sections:
        values = [table.value for table in tables if table.section == part.key and table.value is not None]
        if not values:
            steps.append(_step(ScoreStep.SECTION_ABSENT, section=part.title))
            sections.append(SectionScore(part.key, part.weight, None, None))
            continue
        mean = sum(values, Fraction(0)) / len(values)
        if len(values) > 1:
            steps.append(_step(ScoreStep.SECTION_MEAN, section=part.title, count=len(values), mean=mean))
        sections.append(SectionScore(part.key, part.weight, mean, part.weight * mean / 100))
    points = sum((part.points for part in sections if part.points is not None), Fraction(0))
    weight = sum(part.weight for part in sections if part.points is not None)
    value = points / weight * 100 if weight else None
    if value is None:
        steps.append(_step(ScoreStep.NO_SCORE))
    else:
        steps.append(_step(ScoreStep.SUMMARY, points=points, weight=weight, value=value))
    return SiteScore(
        tables=tuple(tables),
        sections=tuple(sections),
        points=points,
        weight=weight,
        value=value,
        grade=_grade(check_list, tables, value, steps),
        unchecked=tuple(key for table in tables for key in table.unchecked),
        steps=tuple(steps),
    )


def _in_order(check_list: CheckList, sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets in the order of the list, each table and label once."""
    place = {group.key: number for number, group in enumerate(check_list.groups)}
    known: set[tuple[str, str]] = set()
    found = list(sheets)
    for sheet in found:
        if sheet.table not in place:
            raise AnxiError("score_unknown", key=sheet.table, title=check_list.title)
        if (sheet.table, sheet.label) in known:
            raise AnxiError(
                "score_twice", table=check_list.group_by_key[sheet.table].title, label=sheet.label
            )
        known.add((sheet.table, sheet.label))
    return sorted(found, key=lambda sheet: (place[sheet.table], sheet.label))


def _table(group: Group, sheet: Sheet, steps: list[Step]) -> TableScore:
    title = f"{group.title} {sheet.label}".strip()
    own = {item.key for item in group.items}
    for key in sorted(sheet.marks.keys() - own):
        raise AnxiError("score_unknown", key=key, title=title)
    items: list[ItemScore] = []
    missing: list[Item] = []
    unchecked: list[Item] = []
    for item in group.items:
        if item.key not in sheet.marks:
            unchecked.append(item)
            continue
        deductions = sheet.marks[item.key]
        if deductions is None:
            missing.append(item)
        else:
            items.append(_item(item, deductions, title, steps))
    if missing:
        names = "、".join(item.title for item in missing)
        steps.append(_step(ScoreStep.ITEMS_MISSING, table=title, items=names))
    if unchecked:
        steps.append(_step(ScoreStep.ITEMS_UNCHECKED, table=title, count=len(unchecked)))
    full = sum(item.full for item in items)
    got = sum((item.got for item in items), Decimal(0))
    earned = Fraction(got) / full * 100 if full else None
    if earned is None:
        steps.append(_step(ScoreStep.TABLE_EMPTY, table=title))
    elif missing:
        steps.append(_step(ScoreStep.TABLE_SCALED, table=title, got=got, full=full, value=earned))
    is_zeroed = _is_zeroed(group, items, unchecked, title, steps)
    return TableScore(
        table=group.key,
        label=sheet.label,
        section=group.section,
        items=tuple(items),
        missing=tuple(item.key for item in missing),
        unchecked=tuple(item.key for item in unchecked),
        earned=earned,
        value=Fraction(0) if is_zeroed else earned,
        is_zeroed=is_zeroed,
    )


def _item(item: Item, deductions: tuple[Decimal, ...], table: str, steps: list[Step]) -> ItemScore:
    """Rule 1: what is deducted in one item never exceeds its full marks."""
    full = item.full or 0
    for points in deductions:
        # Finite first: a NaN cannot be compared.
        if not points.is_finite() or not 0 <= points <= MOST_DEDUCTED or points != round(points, 2):
            raise AnxiError("bad_deduction", table=table, item=item.title, value=str(points))
    asked = sum(deductions, Decimal(0))
    if asked > full:
        steps.append(_step(ScoreStep.ITEM_CAPPED, table=table, item=item.title, asked=asked, full=full))
    deducted = min(asked, Decimal(full))
    return ItemScore(item.key, full, deducted, full - deducted, item.is_guarantee)


def _is_zeroed(
    group: Group, items: list[ItemScore], unchecked: list[Item], table: str, steps: list[Step]
) -> bool:
    """Rule 2, with rule 5 for missing items: a 保证项目 at 0, or their subtotal below 40 of 60.

    Items not looked at yet count as full here: a table is 0 only once nothing can save it.
    """
    titles = {item.key: item.title for item in group.items}
    guarantee = [item for item in items if item.is_guarantee]
    at_zero = [titles[item.key] for item in guarantee if item.got == 0]
    if at_zero:
        steps.append(_step(ScoreStep.ZERO_BY_ITEM, table=table, items="、".join(at_zero)))
        return True
    open_full = sum(item.full or 0 for item in unchecked if item.is_guarantee)
    full = sum(item.full for item in guarantee) + open_full
    got = sum((item.got for item in guarantee), Decimal(0)) + open_full
    least = GUARANTEE_LEAST * full
    if Fraction(got) < least:
        steps.append(_step(ScoreStep.ZERO_BY_SUBTOTAL, table=table, got=got, full=full, least=least))
        return True
    return False


def _grade(
    check_list: CheckList, tables: list[TableScore], value: Fraction | None, steps: list[Step]
) -> SiteGrade | None:
    """Rule 7: no table at 0, and the unrounded summary at 80 or 70."""
    if value is None:
        return None
    titles = {group.key: group.title for group in check_list.groups}
    at_zero = [f"{titles[table.table]} {table.label}".strip() for table in tables if table.value == 0]
    if at_zero:
        steps.append(_step(ScoreStep.GRADE_BY_ZERO, tables="、".join(at_zero)))
        return SiteGrade.FAIL
    steps.append(_step(ScoreStep.GRADE_BY_VALUE, value=value, good=GOOD_LEAST, least=PASS_LEAST))
    shown = Fraction(rounded(value, Rounding.HALF_UP))
    steps.extend(
        _step(ScoreStep.GRADE_BEFORE_ROUNDING, least=least)
        for least in (GOOD_LEAST, PASS_LEAST)
        if value < least <= shown
    )
    if value >= GOOD_LEAST:
        return SiteGrade.GOOD
    return SiteGrade.PASS if value >= PASS_LEAST else SiteGrade.FAIL


def _step(code: ScoreStep, **facts: Figure) -> Step:
    return Step(code, tuple(facts.items()))


class Rounding(Enum):
    """How a figure is printed; the standard does not say, so it is a setting."""

    HALF_UP = "half_up"
    DOWN = "down"


def rounded(value: Fraction, rounding: Rounding, *, places: int = 1) -> Decimal:
    """A figure of at least 0 for print, with `places` decimals."""
    scale = 10**places
    shifted = value * scale + (Fraction(1, 2) if rounding is Rounding.HALF_UP else 0)
    return Decimal(shifted.numerator // shifted.denominator).scaleb(-places)
