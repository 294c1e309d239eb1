"""LEC and LS, rules that only raise, and the proposed overall level."""

from __future__ import annotations

import itertools
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.assessing import assess, assessment_saves, edited_assessment, is_alive, judged
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.project_level import FACTOR_WORDS, Standing, due_inspection, months_later, propose
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.domain.records.risk import RuleKind
from anxi_desktop.domain.risk_rules import (
    LEVEL_FACTORS,
    TableText,
    check_table,
    read_frequencies,
    read_level_rules,
    read_preset,
    read_raising,
    shipped_tables,
)

RULES = Path(__file__).parents[2] / "resources" / "risk" / "rules.json"
TABLES = {table.key: table for table in shipped_tables(RULES.read_bytes())}
LEC = read_preset(TABLES["lec"])
RAISING = {rule.code: rule for rule in read_raising(TABLES["raise"])}
LEVELS = read_level_rules(TABLES["level"])


def scored(**values: str) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "product", "level"),
    [
        (scored(l="3", e="6", c="15"), "270", RiskLevel.ORANGE),
        (scored(l="6", e="6", c="40"), "1440", RiskLevel.RED),
        (scored(l="1", e="6", c="15"), "90", RiskLevel.YELLOW),
        (scored(l="0.5", e="3", c="7"), "10.5", RiskLevel.BLUE),
        (scored(l="10", e="2", c="1"), "20", RiskLevel.BLUE),
    ],
)
def test_lec_by_hand(values: dict[str, Decimal], product: str, level: RiskLevel) -> None:
    outcome = assess(LEC, values)
    assert (outcome.product, outcome.level) == (Decimal(product), level)
    assert outcome.arithmetic.endswith(f"= {product}")


def test_a_border_value_belongs_to_the_higher_band() -> None:
    assert [LEC.level(Decimal(value)) for value in ("320", "319.9", "160", "159.9", "70", "69.9")] == [
        *(RiskLevel.RED, RiskLevel.ORANGE, RiskLevel.ORANGE),
        *(RiskLevel.YELLOW, RiskLevel.YELLOW, RiskLevel.BLUE),
    ]


@pytest.mark.parametrize(
    ("key", "changes"),
    [  # every product of two scores 1–5 at which the level changes, counted from below
        ("ls-a", {4: "yellow", 10: "orange", 20: "red"}),
        ("ls-b", {4: "yellow", 9: "orange", 20: "red"}),
        ("ls-c", {9: "yellow", 15: "orange", 20: "red"}),
    ],
)
def test_the_three_ls_matrices(key: str, changes: dict[int, str]) -> None:
    preset = read_preset(TABLES[key])
    for likely, severe in itertools.product(range(1, 6), repeat=2):
        expected = "blue"
        for least, level in changes.items():
            expected = level if likely * severe >= least else expected
        outcome = assess(preset, {"l": Decimal(likely), "s": Decimal(severe)})
        assert outcome.level.value == expected
        assert outcome.preset == f"{key}@1"


@given(
    st.sampled_from([step for step, _word in LEC.scales["l"]]),
    st.sampled_from([step for step, _word in LEC.scales["e"]]),
    st.sampled_from([step for step, _word in LEC.scales["c"]]),
    st.sets(st.sampled_from(sorted(RAISING))),
)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_a_direct_rule_never_lowers(likely: Decimal, often: Decimal, harm: Decimal, codes: set[str]) -> None:
    order = list(RiskLevel)
    plain = assess(LEC, {"l": likely, "e": often, "c": harm})
    raised = assess(LEC, {"l": likely, "e": often, "c": harm}, [RAISING[code] for code in codes])
    assert order.index(raised.level) <= order.index(plain.level)
    assert raised.computed is plain.level
    for code in codes:
        assert order.index(raised.level) <= order.index(RAISING[code].level)
    assert judged(plain.level, [RAISING[code] for code in codes]).level is raised.level


@pytest.mark.parametrize("values", [scored(l="4", e="6", c="15"), scored(l="3", e="6"), {}])
def test_a_score_off_the_scale_is_refused(values: dict[str, Decimal]) -> None:
    with pytest.raises(AnxiError) as caught:
        assess(LEC, values)
    assert caught.value.code == "score_off_scale"


def _point(**more: object) -> dict[str, object]:
    return {"id": "p", "project": "x", "level": "yellow", "identified_on": "2026-03-01", **more}


def test_the_first_assessment_keeps_what_was_before() -> None:
    ids = map(str, itertools.count())
    saves = assessment_saves(
        _point(method="lec", duty_level="项目部"),  # type: ignore[arg-type]
        assess(LEC, scored(l="6", e="6", c="40"), [RAISING["major"]]),
        assessed_on=date(2026, 5, 2),
        person="甲",
        reason=" 深基坑开挖 ",
        has_story=False,
        new_id=lambda: next(ids),
    )
    before, now, point = saves
    assert (before.entity, before.set["level"], before.set["assessed_on"]) == (
        "risk_assessment",
        "yellow",
        "2026-03-01",
    )
    assert now.set["level"] == "red"
    assert now.set["raised_by"] == ["major"]
    assert now.set["reason"] == "深基坑开挖"
    assert (point.set["level"], point.set["duty_level"]) == ("red", "企业主要负责人")


def test_a_duty_level_written_by_hand_stays_and_a_day_before_the_point_is_refused() -> None:
    outcome = judged(RiskLevel.RED)
    saves = assessment_saves(
        _point(duty_level="总工程师"),  # type: ignore[arg-type]
        outcome,
        assessed_on=date(2026, 5, 2),
        person="",
        reason="",
        has_story=True,
        new_id=lambda: "a",
    )
    assert len(saves) == 2
    assert "duty_level" not in saves[-1].set
    with pytest.raises(AnxiError) as caught:
        assessment_saves(
            _point(),  # type: ignore[arg-type]
            outcome,
            assessed_on=date(2026, 2, 28),
            person="",
            reason="",
            has_story=True,
            new_id=lambda: "a",
        )
    assert caught.value.code == "assessed_before"


def test_an_edit_of_other_fields_is_no_assessment() -> None:
    point = _point()
    assert (
        edited_assessment(
            point,  # type: ignore[arg-type]
            {"place": "东侧"},
            today=date(2026, 6, 1),
            has_story=False,
            new_id=lambda: "a",
        )
        == []
    )


def test_a_removed_point_counts_until_the_day_before() -> None:
    point = _point(removed_on="2026-06-30")
    days = ("2026-02-28", "2026-03-01", "2026-06-29", "2026-06-30")
    assert [is_alive(point, day) for day in days] == [False, True, True, False]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "total", "level"),
    [
        ({}, "0", RiskLevel.BLUE),
        ({"orange_points": 1}, "4", RiskLevel.YELLOW),  # by the floor
        ({"red_points": 1, "orange_points": 2, "yellow_points": 5}, "23", RiskLevel.ORANGE),
        ({"red_points": 9, "orange_points": 9, "yellow_points": 20}, "74", RiskLevel.RED),
        ({"major_open": 1}, "25", RiskLevel.ORANGE),
        ({"major_open": 2, "overdue": 1}, "53", RiskLevel.RED),
        ({"open": 40, "uncovered": 1}, "20", RiskLevel.YELLOW),
    ],
)
def test_the_proposal_by_hand(counts: dict[str, int], total: str, level: RiskLevel) -> None:
    proposal = propose(Standing(counts), LEVELS)
    assert (proposal.total, proposal.level) == (Decimal(total), level)
    assert f"合计 {total} 分" in proposal.arithmetic


@given(st.dictionaries(st.sampled_from(LEVEL_FACTORS), st.integers(0, 50)), st.sampled_from(LEVEL_FACTORS))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_more_of_anything_never_lowers_the_proposal(counts: dict[str, int], factor: str) -> None:
    order = list(RiskLevel)
    before = propose(Standing(counts), LEVELS)
    after = propose(Standing({**counts, factor: counts.get(factor, 0) + 1}), LEVELS)
    assert order.index(after.level) <= order.index(before.level)
    assert set(FACTOR_WORDS) == set(LEVEL_FACTORS)


def test_frequency_is_never_below_the_notice() -> None:
    table = TABLES["frequency"]
    found = read_frequencies(table)
    assert found[Family.WORKS, RiskLevel.BLUE].months == 3
    assert found[Family.PROPERTY, RiskLevel.BLUE].months == 12
    body = json.loads(table.body)
    body["works"]["blue"][0] = 4
    with pytest.raises(AnxiError) as caught:
        check_table(TableText(RuleKind.FREQUENCY, "frequency", "2", table.title, json.dumps(body)))
    assert caught.value.code == "frequency_too_low"


def test_due_inspection_counts_calendar_months() -> None:
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert due_inspection(None, date(2026, 1, 10), frequency=None, family=Family.WORKS) == date(2026, 4, 10)
    assert due_inspection(None, None, frequency=None, family=Family.WORKS) is None


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
def test_broken_tables_are_refused(table: TableText) -> None:
    check_table(table)
    body = json.loads(table.body)
    for broken in ("", "[]", "{}", "null", "[" * 100_000, json.dumps({**body, next(iter(body)): 3})):
        with pytest.raises(AnxiError) as caught:
            check_table(TableText(table.kind, table.key, "2", table.title, broken))
        assert caught.value.code == "content_unreadable"
