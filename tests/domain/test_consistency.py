"""Every consistency rule of 附件4: silent where the figures fit, telling where they do not."""

from __future__ import annotations

import pytest

from anxi_desktop.domain.consistency import Finding, Level, findings
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import (
    FORM_4,
    Block,
    CountedHazard,
    CountedProject,
    CountedRiskPoint,
    Figure,
    MonthData,
    Source,
    form_4,
)

OCTOBER = Month(2026, 10)


def data(
    *,
    projects: tuple[CountedProject, ...] = (),
    hazards: tuple[CountedHazard, ...] = (),
    points: tuple[CountedRiskPoint, ...] = (),
) -> MonthData:
    return MonthData(OCTOBER, "县级主管部门", projects, hazards, points)


def block(**values: int) -> Block:
    figures = {key: Figure(0) for key in FIGURES[FORM_4] if key != "unit_type"}
    figures.update({key: Figure(value) for key, value in values.items()})
    return Block("县级主管部门", figures, frozenset({"p"}))


def found(month: MonthData, *blocks: Block) -> list[tuple[str, Level]]:
    return [(finding.rule, finding.level) for finding in findings(month, list(blocks))]


def test_an_empty_month_fits() -> None:
    assert found(data(), *form_4(data())) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"proj_total": 5, "gb_pass": 3, "local_ungraded": 2}, []),
        ({"proj_total": 4, "gb_pass": 3, "local_ungraded": 2}, [("R03", Level.ERROR)]),
        ({"proj_total": 3, "bench_city": 1, "bench_county": 2}, []),
        ({"proj_total": 2, "bench_city": 1, "bench_county": 2}, [("R04", Level.WARNING)]),
        ({"proj_total": 9, "good_proj": 2, "gb_prov_good": 1, "gb_city_good": 1}, []),
        ({"proj_total": 9, "good_proj": 3, "gb_prov_good": 1, "gb_city_good": 1}, [("R05", Level.WARNING)]),
        ({"proj_total": 2, "resp_list": 2, "tl_proj": 2, "s5": 2, "six": 2}, []),
        ({"proj_total": 2, "six": 3}, [("R06", Level.ERROR)]),
        ({"proj_total": 2, "fc_red": 1}, [("R08", Level.WARNING)]),
        ({"demo_posts": -1}, [("R01", Level.ERROR)]),
    ],
)
def test_rules_between_the_figures(values: dict[str, int], told: list[tuple[str, Level]]) -> None:
    assert found(data(), block(**values)) == told


def test_more_rectified_than_found_is_backlog_in_a_month_and_wrong_over_all_time() -> None:
    old = CountedHazard("1", "p", "self", "2026-09-01", "2026-10-02", "pass")
    backlog = block(proj_total=1, tl_found=0, tl_fixed=1)
    assert found(data(hazards=(old,)), backlog) == [("R07", Level.NOTE)]
    impossible = CountedHazard("2", "p", "self", None, "2026-10-02", "pass")
    assert found(data(hazards=(old, impossible)), backlog) == [("R07", Level.ERROR)]
    elsewhere = CountedHazard("3", "other", "self", None, "2026-10-02", "pass")
    assert found(data(hazards=(old, elsewhere)), backlog) == [("R07", Level.NOTE)]


def test_an_assessed_project_without_points_is_named() -> None:
    projects = tuple(
        CountedProject(row, name, "works", None, {"state": "active"}, frozenset({"risk_assessment"}))
        for row, name in (("p", "甲工程"), ("q", "乙工程"))
    )
    month = data(projects=projects, points=(CountedRiskPoint("r", "q", "red"),))
    told: list[Finding] = findings(month, form_4(month))
    assert [(finding.rule, finding.sources) for finding in told] == [("R08", (Source("project", "p"),))]
    assert "甲工程" in told[0].text
    assert told[0].keys == ("fc_proj",)
