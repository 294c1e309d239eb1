"""The score of JGJ 59: two worked cases from published exercises, and the edges of every rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxi_desktop.domain.checklist import CheckList, Group
from anxi_desktop.domain.checklist_reading import read_check_list
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.inspection import SiteGrade
from anxi_desktop.domain.scoring import GOOD_LEAST, PASS_LEAST, Rounding, ScoreStep, Sheet, rounded, score

RESOURCES = Path(__file__).parents[2] / "resources" / "checklists"
JGJ = read_check_list((RESOURCES / "jgj59-2011.json").read_bytes())


def by_number(number: str) -> Group:
    return next(group for group in JGJ.groups if group.number == number)


def losing(group: Group, *, guarantee: int, general: int) -> Sheet:
    """The table with so many points earned: each item loses the same share, none of them all its points."""
    marks: dict[str, tuple[Decimal, ...] | None] = {}
    for is_guarantee, earned in ((True, guarantee), (False, general)):
        items = [item for item in group.items if item.is_guarantee is is_guarantee]
        lost = sum(item.full or 0 for item in items) - earned
        for item in items:
            taken = min(lost, (item.full or 0) - 1)
            marks[item.key] = (Decimal(taken),) if taken else ()
            lost -= taken
        assert lost == 0
    return Sheet(group.key, marks)


def worked(*, civil: tuple[int, int], power: tuple[int, int]) -> list[Sheet]:
    """The site of the exercise, without tower crane and hoisting; two tables that change between its cases."""
    earned = {
        "B.1": (45, 35), "B.2": civil, "B.3": (42, 36), "B.11": (50, 35), "B.12": (50, 35), "B.13": (0, 82),
        "B.14": power, "B.15": (42, 36), "B.19": (0, 82),
    }  # fmt: skip
    return [
        losing(by_number(number), guarantee=first, general=second)
        for number, (first, second) in earned.items()
    ]


def test_the_worked_case_with_a_zero_table_fails_above_seventy() -> None:
    found = score(JGJ, worked(civil=(46, 34), power=(38, 36)))
    assert (found.points, found.weight) == (Fraction("64.9"), 90)
    assert rounded(found.value or Fraction(0), Rounding.HALF_UP) == Decimal("72.1")
    assert found.grade is SiteGrade.FAIL
    assert [table.table for table in found.tables if table.is_zeroed] == [by_number("B.14").key]
    civil = next(part for part in found.sections if part.section == by_number("B.2").section)
    assert civil.points == 12


def test_the_worked_case_without_a_zero_table_is_good_and_truncates_to_its_answer_key() -> None:
    found = score(JGJ, worked(civil=(50, 34), power=(44, 36)))
    value = found.value or Fraction(0)
    assert value == Fraction("73.5") / 90 * 100
    assert rounded(value, Rounding.HALF_UP, places=2) == Decimal("81.67")
    assert rounded(value, Rounding.DOWN) == Decimal("81.6")
    assert rounded(value, Rounding.HALF_UP) == Decimal("81.7")
    assert found.grade is SiteGrade.GOOD


def full(group: Group) -> dict[str, tuple[Decimal, ...] | None]:
    return {item.key: () for item in group.items}


def test_deductions_of_an_item_stop_at_its_marks_and_the_result_says_so() -> None:
    group = by_number("B.1")
    general = next(item for item in group.items if not item.is_guarantee)
    found = score(JGJ, [Sheet(group.key, {**full(group), general.key: (Decimal(8), Decimal("7.5"))})])
    assert found.value == 90
    assert ScoreStep.ITEM_CAPPED in {step.code for step in found.steps}


@pytest.mark.parametrize(("lost", "value"), [(Decimal(9), 91), (Decimal(10), 0)])
def test_a_guarantee_item_at_zero_makes_its_table_zero(lost: Decimal, value: int) -> None:
    group = by_number("B.1")
    item = next(item for item in group.items if item.is_guarantee)
    found = score(JGJ, [Sheet(group.key, {**full(group), item.key: (lost,)})])
    assert found.value == value


@pytest.mark.parametrize(("guarantee", "is_zero"), [(40, False), (39, True)])
def test_the_guarantee_subtotal_must_reach_forty(guarantee: int, is_zero: bool) -> None:
    found = score(JGJ, [losing(by_number("B.1"), guarantee=guarantee, general=40)])
    assert found.tables[0].is_zeroed is is_zero
    assert found.tables[0].value == (0 if is_zero else guarantee + 40)


def test_missing_guarantee_items_lower_the_forty_in_proportion() -> None:
    group = by_number("B.1")
    items = [item for item in group.items if item.is_guarantee]
    for lost, is_zero in ((Decimal("3.33"), False), (Decimal("3.34"), True)):
        marks = {**full(group), items[0].key: None, **{item.key: (lost,) for item in items[1:]}}
        found = score(JGJ, [Sheet(group.key, marks)])  # 50 to earn: 33.33… is the least
        assert found.tables[0].is_zeroed is is_zero


def test_missing_items_scale_a_table_and_missing_tables_the_summary() -> None:
    group = by_number("B.13")
    marks = full(group)
    first, second = list(marks)[:2]
    marks[first], marks[second] = None, (Decimal(5),)
    found = score(JGJ, [Sheet(group.key, marks)])
    assert found.tables[0].value == Fraction(85, 90) * 100
    assert (found.value, found.weight) == (Fraction(85, 90) * 100, 10)


def test_several_tables_of_a_section_are_averaged() -> None:
    group = by_number("B.17")
    sheets = [
        losing(group, guarantee=60, general=40),
        Sheet(group.key, losing(group, guarantee=50, general=30).marks, label="2#"),
    ]
    found = score(JGJ, sheets)
    assert found.value == 90
    assert ScoreStep.SECTION_MEAN in {step.code for step in found.steps}


def test_a_table_where_nothing_applies_is_left_out_and_nothing_at_all_is_no_score() -> None:
    group = by_number("B.18")
    none = Sheet(group.key, dict.fromkeys(full(group)))
    assert score(JGJ, [none, Sheet(by_number("B.1").key, full(by_number("B.1")))]).weight == 10
    alone = score(JGJ, [none])
    assert (alone.value, alone.grade) == (None, None)
    assert score(JGJ, []).value is None


def test_a_grade_is_decided_before_rounding() -> None:
    group = by_number("B.1")
    item = next(item for item in group.items if not item.is_guarantee)
    sheet = losing(group, guarantee=55, general=25)
    lost = sum(sheet.marks[item.key] or (), Decimal(0)) + Decimal("0.04")
    found = score(JGJ, [Sheet(group.key, {**sheet.marks, item.key: (lost,)})])
    assert found.value == Fraction("79.96")
    assert rounded(Fraction("79.96"), Rounding.HALF_UP) == 80
    assert found.grade is SiteGrade.PASS
    assert ScoreStep.GRADE_BEFORE_ROUNDING in {step.code for step in found.steps}


@pytest.mark.parametrize("wrong", ["-1", "NaN", "Infinity", "0.001", "1001"])
def test_what_is_no_deduction_is_refused(wrong: str) -> None:
    group = by_number("B.1")
    marks = {**full(group), group.items[0].key: (Decimal(wrong),)}
    with pytest.raises(AnxiError) as caught:
        score(JGJ, [Sheet(group.key, marks)])
    assert caught.value.code == "bad_deduction"


def test_unknown_tables_items_and_doubles_are_refused() -> None:
    group = by_number("B.1")
    for sheets, code in (
        ([Sheet("nothing", {})], "score_unknown"),
        ([Sheet(group.key, {"nothing": ()})], "score_unknown"),
        ([Sheet(group.key, {}), Sheet(group.key, {})], "score_twice"),
    ):
        with pytest.raises(AnxiError) as caught:
            score(JGJ, sheets)
        assert caught.value.code == code


@st.composite
def sites(draw: st.DrawFn) -> list[Sheet]:
    """Any part of the list filled in anyhow."""
    sheets: list[Sheet] = []
    for group in draw(st.lists(st.sampled_from(JGJ.groups), max_size=6, unique_by=lambda item: item.key)):
        marks: dict[str, tuple[Decimal, ...] | None] = {}
        for item in group.items:
            answer = draw(st.sampled_from(["none", "gap", "full", "some"]))
            if answer == "none":
                marks[item.key] = None
            elif answer == "full":
                marks[item.key] = ()
            elif answer == "some":
                marks[item.key] = tuple(
                    draw(st.lists(st.integers(0, 1200).map(lambda n: Decimal(n) / 100), max_size=3))
                )
        sheets.append(Sheet(group.key, marks))
    return sheets


@given(sites(), st.randoms(use_true_random=False))
def test_a_score_is_a_share_of_what_was_checked_and_knows_no_order(
    sheets: list[Sheet], random: Random
) -> None:
    found = score(JGJ, sheets)
    shuffled = list(sheets)
    random.shuffle(shuffled)
    assert score(JGJ, shuffled) == found
    if found.value is None:
        assert found.grade is None
        assert all(table.value is None for table in found.tables)
        return
    assert 0 <= found.value <= 100
    assert all(0 <= item.got <= item.full for table in found.tables for item in table.items)
    has_zero = any(table.value == 0 for table in found.tables)
    if found.grade is SiteGrade.GOOD:
        assert found.value >= GOOD_LEAST
        assert not has_zero
    if found.grade is SiteGrade.FAIL:
        assert has_zero or found.value < PASS_LEAST


@given(sites(), st.data())
def test_one_more_deduction_never_raises_the_score(sheets: list[Sheet], data: st.DataObject) -> None:
    places = [
        (at, key)
        for at, sheet in enumerate(sheets)
        for key, marks in sheet.marks.items()
        if marks is not None
    ]
    if not places:
        return
    at, key = data.draw(st.sampled_from(places))
    before = score(JGJ, sheets)
    worse = [*sheets]
    marks = {**sheets[at].marks, key: (*(sheets[at].marks[key] or ()), Decimal(1))}
    worse[at] = Sheet(sheets[at].table, marks)
    after = score(JGJ, worse)
    assert before.value is not None
    assert after.value is not None
    assert after.value <= before.value


def test_a_list_without_marks_is_not_scored() -> None:
    plain: CheckList = read_check_list((RESOURCES / "property.json").read_bytes())
    with pytest.raises(AnxiError) as caught:
        score(plain, [])
    assert caught.value.code == "not_scored"
