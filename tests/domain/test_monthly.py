"""附件4 of a small county whose figures can be counted on the fingers: what is alive, what holds, what flows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import (
    CountedHazard,
    CountedProject,
    CountedRiskPoint,
    HazardFlow,
    MonthData,
    Source,
    form_4,
    hazard_flows,
    open_hazards,
    status_at,
)
from anxi_desktop.domain.status import DatedFact

OCTOBER = Month(2026, 10)
OWN = "县级主管部门"


def project(
    row: str, *, family: str = "works", unit_type: str | None = None, **status: str
) -> CountedProject:
    return CountedProject(row, row, family, unit_type, {"state": "active", **status}, frozenset())


def hazard(
    row: str, home: str, found: str, closed: str | None = None, *, source: str = "self"
) -> CountedHazard:
    return CountedHazard(row, home, source, found, closed, "pass" if closed else None)


def figures(data: MonthData, block: int = 0) -> dict[str, object]:
    return {key: figure.value for key, figure in form_4(data)[block].figures.items()}


def county(*projects: CountedProject, **more: tuple[object, ...]) -> MonthData:
    data = MonthData(OCTOBER, OWN, projects, (), ())
    return replace(data, **more)


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


def test_milestones_and_three_lists() -> None:
    lists = frozenset({"check_list", "hazard_list", "rectification_list"})
    data = county(
        replace(project("all"), milestones=lists | {"five_s", "six_haves", "responsibility_list"}),
        replace(project("two of three"), milestones=lists - {"hazard_list"}),
        replace(project("over", state="completed"), milestones=lists | {"five_s"}),
        replace(project("assessed"), milestones=frozenset({"risk_assessment"})),
    )
    found = figures(data)
    assert [found[key] for key in ("tl_proj", "s5", "six", "resp_list", "fc_proj")] == [1, 1, 1, 1, 1]


def test_flows_count_by_event_date_whatever_the_state() -> None:
    data = county(
        project("a"),
        project("over", state="completed"),
        project("estate", family="property"),
        hazards=(
            hazard("1", "a", "2026-10-01", "2026-10-31"),
            hazard("2", "a", "2026-09-30", "2026-10-01"),
            hazard("3", "over", "2026-10-31", "2026-11-01"),
            hazard("4", "a", "2026-09-01", "2026-09-30"),
            hazard("5", "a", "2026-10-05", source="supervision"),
            hazard("6", "estate", "2026-10-05"),
            CountedHazard("7", "a", "self", "2026-10-06", "2026-10-09", "fail"),
        ),
    )
    found = figures(data)
    assert (found["tl_found"], found["tl_fixed"]) == (3, 2)
    assert hazard_flows(data) == {
        "self_works": HazardFlow(3, 2),
        "self_property": HazardFlow(1, 0),
        "supervised_works": HazardFlow(1, 0),
        "supervised_property": HazardFlow(0, 0),
    }
    assert open_hazards(data) == 4  # 3 (closed later), 5, 6, 7 (failed)


def test_four_colours_are_the_points_of_projects_that_are_alive() -> None:
    data = county(
        project("a", level="red"),
        project("over", state="completed"),
        risk_points=(
            CountedRiskPoint("1", "a", "red"),
            CountedRiskPoint("2", "a", "blue"),
            CountedRiskPoint("3", "over", "red"),
            CountedRiskPoint("4", "a", None),
        ),
    )
    found = figures(data)
    assert [found[f"fc_{colour}"] for colour in ("red", "orange", "yellow", "blue")] == [1, 0, 0, 1]


def test_one_block_for_each_unit_type_and_the_own_one_takes_what_has_none() -> None:
    data = county(project("a"), project("b", unit_type="乡镇"), project("c", unit_type=OWN))
    assert [(block.unit_type, block.figures["proj_total"].value) for block in form_4(data)] == [
        (OWN, 2),
        ("乡镇", 1),
    ]
    assert [block.members for block in form_4(data)] == [{"a", "c"}, {"b"}]
    only_towns = county(project("b", unit_type="乡镇"))
    assert [block.unit_type for block in form_4(only_towns)] == ["乡镇"]
    assert [block.unit_type for block in form_4(county())] == [OWN]


def test_a_figure_knows_its_records() -> None:
    data = county(project("a"), project("b", state="completed"), hazards=(hazard("1", "b", "2026-10-01"),))
    block = form_4(data)[0]
    assert block.figures["proj_total"].sources == (Source("project", "a"),)
    assert block.figures["tl_found"].sources == (Source("hazard", "1"),)


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
