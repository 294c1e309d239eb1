"""The forms of a small county whose figures can be counted on the fingers: what is alive, what holds, what flows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from anxi_desktop.domain.counting_rules import BY_ID, RULES, CountingRules
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms, progress_3
from anxi_desktop.domain.monthly import (
    COUNTY_BLOCK,
    FORM_3,
    FORM_4,
    FORM_5,
    FORM_6,
    FORM_7,
    CountedDocument,
    CountedListing,
    CountedMeasure,
    CountedProject,
    CountedTarget,
    Flow,
    FlowKind,
    MonthData,
    Period,
    Source,
    status_at,
)
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.status import DatedFact

OCTOBER = Month(2026, 10)
OWN = "县级主管部门"


def project(
    row: str, *, family: str = "works", unit_type: str | None = None, **status: str
) -> CountedProject:
    state = status.get("state", "active")
    alive = state in ("active", "suspended")
    return CountedProject(row, row, family, unit_type, {"state": state, **status}, alive=alive)


def county(*projects: CountedProject, **more: object) -> MonthData:
    return replace(MonthData(OCTOBER, OWN, projects), **more)


def reading(**codes: str) -> CountingRules:
    return CountingRules(
        2026, {rule.replace("_", "-").replace("--", "/"): code for rule, code in codes.items()}
    )


def figures(data: MonthData, form: str = FORM_4, block: int = 0) -> dict[str, object]:
    return {key: figure.value for key, figure in month_forms(data)[form][block].figures.items()}


def test_only_what_is_alive_counts_in_stock_columns() -> None:
    data = county(
        project("a", demo_posts="2", evaluation="good", benchmark="city"),
        project("b", state="suspended", demo_posts="3"),
        project("c", state="completed", demo_posts="5", evaluation="good", benchmark="city"),
        project("d", state="withdrawn"),
        project("e", family="property", demo_posts="7"),
    )
    found = figures(data)
    assert (found["proj_total"], found["demo_posts"], found["good_proj"], found["bench_city"]) == (2, 5, 1, 1)


def test_each_grade_counts_once_and_only_national_ones_by_grade() -> None:
    data = county(
        *(
            project(f"n{grade}", standard_kind="national", grade=grade)
            for grade in ("aaa", "provincial_good", "city_good", "pass", "none")
        ),
        project("provincial", standard_kind="provincial", grade="pass"),
        project("local", standard_kind="local", grade="pass"),
        project("local without a grade", standard_kind="local"),
        project("local not reached", standard_kind="local", grade="none"),
        project("self", standard_kind="self", grade="pass"),
    )
    found = figures(data)
    assert [found[key] for key in ("gb_aaa", "gb_prov_good", "gb_city_good", "gb_pass")] == [1, 1, 1, 1]
    assert found["local_ungraded"] == 2
    assert (found["std_kind"], found["bench_level"], found["bench_n"]) == (None, None, None)
    by_grades = replace(data, rules=reading(A_11="grades"))
    assert (found["good_proj"], figures(by_grades)["good_proj"]) == (0, 2)


def test_milestones_and_three_lists() -> None:
    lists = frozenset({"check_list", "hazard_list", "rectification_list"})
    data = county(
        replace(project("all"), milestones=lists | {"five_s", "six_haves", "responsibility_list"}),
        replace(project("two of three"), milestones=lists - {"hazard_list"}),
        replace(project("over", state="completed"), milestones=lists | {"five_s"}),
        replace(project("assessed"), milestones=frozenset({"risk_assessment"})),
        replace(
            project("estate", family="property"),
            milestones=lists | {"risk_assessment", "emergency_plan", "information_system"},
        ),
    )
    found = figures(data)
    assert [found[key] for key in ("tl_proj", "s5", "six", "resp_list", "fc_proj")] == [1, 1, 1, 1, 1]
    estates = figures(data, FORM_6)
    keys = ("total", "checklist", "resp_list", "risk_done", "plan", "it", "s5", "six")
    assert [estates[key] for key in keys] == [1, 1, 0, 1, 1, 1, 0, 0]


def test_flows_count_every_project_and_print_the_month_or_the_year() -> None:
    flows = {FlowKind.SELF_FOUND: Flow(3, 10, 20), FlowKind.SELF_FIXED: Flow(2, 8, 15)}
    other = {FlowKind.SELF_FOUND: Flow(1, 1, 1), FlowKind.FOUND: Flow(4, 5, 6), FlowKind.URGED: Flow(3, 3, 3)}
    declared = {FlowKind.SELF_FOUND: Flow(5, 6, 7)}
    data = county(
        replace(project("a"), flows=flows),
        replace(project("over", state="completed"), flows=other),
        replace(project("by number"), declared=declared),
        replace(project("estate", family="property"), flows=flows),
    )
    found = month_forms(data)[FORM_4][0].figures
    assert (found["tl_found"].value, found["tl_found"].year, found["tl_found"].declared) == (9, 17, 5)
    assert (found["tl_fixed"].value, found["tl_fixed"].month, found["tl_fixed"].year) == (2, 2, 8)
    year = figures(replace(data, rules=CountingRules(2026, {"A-05/附件4": "year"})))
    assert (year["tl_found"], year["tl_fixed"]) == (17, 8)
    supervised = figures(data, FORM_5)
    assert (supervised["found"], supervised["urged"], supervised["insp"]) == (4, 3, 0)
    assert figures(data, FORM_6)["found"] == 3


def test_visits_count_as_visits_for_works_and_as_projects_for_estates() -> None:
    visited = {FlowKind.VISITS: Flow(3, 4, 4)}
    data = county(
        replace(project("a"), flows=visited),
        replace(project("e1", family="property"), flows=visited),
        replace(project("e2", family="property"), flows={FlowKind.VISITS: Flow(0, 2, 2)}),
    )
    assert figures(data, FORM_5)["insp"] == 3
    insp = month_forms(data)[FORM_7][0].figures["insp"]
    assert (insp.value, insp.year) == (1, 2)
    assert figures(replace(data, rules=reading(A_15="visits")), FORM_7)["insp"] == 3


def test_four_colours_are_points_in_form_4_and_levels_in_form_5() -> None:
    data = county(
        replace(project("a", level="red"), points={"red": 1, "blue": 2, "": 1}),
        replace(project("over", state="completed", level="red"), points={"red": 4}),
        project("no level"),
        project("estate", family="property", level="yellow"),
    )
    found = figures(data)
    assert [found[f"fc_{colour}"] for colour in ("red", "orange", "yellow", "blue")] == [1, 0, 0, 2]
    levels = figures(data, FORM_5)
    assert [levels[key] for key in ("proj_total", "red", "orange", "yellow", "blue")] == [1, 1, 0, 0, 0]
    estates = figures(data, FORM_7)
    assert [estates[key] for key in ("proj_total", "red", "yellow")] == [1, 0, 1]


def test_one_block_for_each_unit_type_and_the_own_one_takes_what_has_none() -> None:
    data = county(
        project("a"),
        project("b", unit_type="乡镇"),
        project("c", unit_type=OWN),
        project("e", family="property", unit_type="物业企业"),
    )
    blocks = month_forms(data)[FORM_4]
    assert [(block.unit_type, block.figures["proj_total"].value) for block in blocks] == [
        (OWN, 2),
        ("乡镇", 1),
    ]
    assert [block.members for block in blocks] == [{"a", "c"}, {"b"}]
    only_towns = county(project("b", unit_type="乡镇"))
    assert [block.unit_type for block in month_forms(only_towns)[FORM_4]] == ["乡镇"]
    assert [block.unit_type for block in month_forms(county())[FORM_4]] == [OWN]
    assert [block.unit_type for block in month_forms(data)[FORM_7]] == [COUNTY_BLOCK]


def test_a_measure_of_the_office_itself_keeps_its_block() -> None:
    warned = CountedMeasure("m", "warned", date(2026, 10, 3), "works", None)
    data = county(project("b", unit_type="乡镇"), measures=(warned,))
    assert [(block.unit_type, block.number("warned")) for block in month_forms(data)[FORM_5]] == [
        (OWN, 1),
        ("乡镇", 0),
    ]
    assert [block.unit_type for block in month_forms(data)[FORM_4]] == ["乡镇"]


def test_measures_of_the_month_and_of_the_year() -> None:
    october, may = date(2026, 10, 1), date(2026, 5, 31)
    fine = Decimal("2.5")
    data = county(
        project("a"),
        project("e", family="property"),
        measures=(
            CountedMeasure("1", "fine", october, "works", "a", amount_wan=fine),
            CountedMeasure("2", "fine", may, "works", "a", amount_wan=Decimal("0.3")),
            CountedMeasure("3", "fine", october, "property", "e", amount_wan=Decimal(1)),
            CountedMeasure("4", "judicial", october, "works", "a", persons=3),
            CountedMeasure("5", "judicial", may, "works", "a"),
            CountedMeasure("6", "halt", may, "works", "a"),
        ),
    )
    found = month_forms(data)[FORM_5][0].figures
    assert (found["fine_proj"].value, found["fine_amt"].value, found["fine_amt"].year) == (
        1,
        fine,
        Decimal("2.8"),
    )
    assert (found["judicial"].value, found["judicial"].year) == (3, 4)
    assert (found["halt"].value, found["halt"].year) == (0, 1)
    estates = figures(data, FORM_7)
    assert (estates["fine_ent"], estates["fine_amt"], estates["halt"]) == (1, Decimal(1), 0)


def test_listings_are_counted_once_whoever_wrote_them_down() -> None:
    october = date(2026, 10, 20)
    data = county(
        project("a"),
        project("b"),
        listings=(CountedListing("1", "a", october), CountedListing("2", "a", october)),
        measures=(
            CountedMeasure("3", "listed", october, "works", "a", hazards=9),  # the same as 1 and 2
            CountedMeasure("4", "listed", october, "works", "b", hazards=2),
            CountedMeasure("5", "listed", date(2026, 9, 1), "works", "b", hazards=1),
        ),
    )
    found = month_forms(data)[FORM_5][0].figures
    assert (found["listed_proj"].value, found["listed_haz"].value) == (2, 4)
    assert found["listed_haz"].year == 5


def test_documents_are_the_offices_own_and_count_copies() -> None:
    data = county(
        project("b", unit_type="乡镇"),
        project("e", family="property"),
        documents=(
            CountedDocument("1", "check_list", "works", 3),
            CountedDocument("2", "check_list", None),
            CountedDocument("3", "guide", "property"),
            CountedDocument("4", "grid_guide", "works"),
        ),
    )
    own, town = month_forms(data)[FORM_5]
    assert [own.number(key) for key in ("doc_checklist", "doc_guide", "doc_detail", "doc_grid")] == [
        4,
        0,
        0,
        1,
    ]
    assert town.number("doc_checklist") == 0
    assert [figures(data, FORM_7)[key] for key in ("doc_checklist", "doc_guide")] == [1, 1]


def test_targets_are_typed_and_progress_is_counted() -> None:
    works = CountedTarget("w", base=118, bench=2, std_good=2, std_pass=39, demo=118)
    estates = CountedTarget("p", base=121, bench=3, std_pass=110, demo=30)
    data = county(
        project("a", benchmark="city", evaluation="good", demo_posts="4"),
        project("b", evaluation="pass"),
        project("e", family="property", grade="pass", benchmark="county"),
        targets={"works": works, "property": estates},
    )
    assert figures(data, FORM_3, 0) == {
        "item": "工程项目", "base": 118, "bench": 2, "std_total": 41, "std_good": 2, "std_pass": 39, "demo": 118,
        "remark": None,
    }  # fmt: skip
    assert figures(data, FORM_3, 1)["std_total"] is None
    computed = replace(data, rules=reading(A_23="computed"))
    assert figures(computed, FORM_3, 1)["std_total"] == 110
    assert {key: figure.value for key, figure in progress_3(data, Family.WORKS).items()} == {
        "base": 2, "bench": 1, "std_good": 1, "std_pass": 1, "demo": 4,
    }  # fmt: skip
    assert progress_3(data, Family.PROPERTY)["std_pass"].value == 1
    assert figures(county(), FORM_3)["base"] is None


def test_a_figure_knows_its_records() -> None:
    data = county(project("a"), project("b", state="completed"))
    block = month_forms(data)[FORM_4][0]
    assert block.figures["proj_total"].sources == (Source("project", "a"),)


def test_every_cell_has_words_and_every_rule_a_reading() -> None:
    forms = month_forms(county())
    no_cell = {"std_kind", "bench_level", "bench_n"}
    for form, blocks in forms.items():
        cells = set(blocks[0].figures) | ({"unit_type"} if form != FORM_3 else set())
        unexplained = cells - set(FIGURES[form])
        assert unexplained <= no_cell, form
        assert set(FIGURES[form]) <= cells, form
        assert all(words.depends in ("", *BY_ID) for words in FIGURES[form].values())
    assert len({rule.id.partition("/")[0] for rule in RULES}) == 31
    assert {rule.id: CountingRules(2026, {}).code(rule.id) for rule in RULES} == {
        rule.id: rule.readings[0].code for rule in RULES
    }


def test_an_unknown_reading_is_passed_over() -> None:
    rows = [
        {"rule": "A-11", "year": 2026, "choice": "grades"},
        {"rule": "A-15", "year": 2025, "choice": "visits"},
        {"rule": "A-16", "year": 2026, "choice": "nonsense"},
        {"rule": "A-99", "year": 2026, "choice": "x"},
    ]
    assert CountingRules.of(2026, rows).chosen == {"A-11": "grades"}


def test_a_month_that_closes_on_the_25th() -> None:
    assert Period.of(OCTOBER, reading()) == Period(date(2026, 10, 1), date(2026, 10, 31), date(2026, 1, 1))
    early = Period.of(Month(2026, 1), reading(A_03="day25"))
    assert early == Period(date(2025, 12, 26), date(2026, 1, 25), date(2025, 12, 26))
    assert early.before == date(2025, 12, 25)


@pytest.mark.parametrize(
    ("month", "level"), [(Month(2026, 7), "blue"), (Month(2026, 8), "red"), (Month(2026, 10), "yellow")]
)
def test_what_holds_at_the_end_of_a_month(month: Month, level: str) -> None:
    facts = [
        DatedFact("1", "level", "blue", None, 1),
        DatedFact("2", "level", "yellow", "2026-09-01", 2),
        DatedFact("3", "level", "red", "2026-08-31", 3),
    ]
    assert status_at(facts, month.last)["level"] == level
