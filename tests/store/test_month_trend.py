"""The trend of a small county beside a count by hand; each hazard below is there for one rule."""

from __future__ import annotations

from datetime import date

import pytest

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.month_trend import MonthTrend, months_until
from anxi_desktop.domain.monthly import FORM_4, FORM_5
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.store import record_edit
from anxi_desktop.store.month_data import month_data, open_hazards
from anxi_desktop.store.month_trend import month_trend
from anxi_desktop.store.store import Store

OCTOBER = Month(2026, 10)
OWN = "县级主管部门"


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author="王小明")
    return saves[0].row


def project(store: Store, name: str, **values: JournalValue) -> str:
    return add(store, "project", **{"name": name, "category": "works", **values})


def hazard(store: Store, home: str, found_on: str, **values: JournalValue) -> str:
    whole = {"project": home, "source": "self", "found_on": found_on, "description": "x", **values}
    return add(store, "hazard", **whole)


def closed(day: str) -> dict[str, JournalValue]:
    return {"rectified_on": day, "reviewed_on": day, "review": "pass"}


def trend(
    store: Store, month: Month = OCTOBER, family: Family = Family.WORKS, today: date | None = None
) -> MonthTrend:
    data = month_data(store.connection, month, own_unit_type=OWN)
    return month_trend(store.connection, data, family, today=today)


def choose(store: Store, rule: str, choice: str, year: int = 2026) -> None:
    add(store, "counting_rule", year=year, rule=rule, choice=choice)


def test_twelve_months_end_with_the_month_itself() -> None:
    found = months_until(Month(2026, 3))
    assert (str(found[0]), str(found[-1]), len(found)) == ("2025-04", "2026-03", 12)


def test_found_closed_and_the_stock_by_hand(store: Store) -> None:
    one, two = project(store, "甲"), project(store, "乙")
    estate = project(store, "花园", category="property")
    hazard(store, one, "2025-06-01")  # older than the twelve months, open still
    hazard(store, one, "2025-06-02", **closed("2025-12-31"))
    hazard(store, one, "2026-09-30", **closed("2026-10-01"))
    hazard(store, one, "2026-10-01", **closed("2026-11-02"))
    hazard(store, two, "2026-10-31", source="supervision", **closed("2026-10-31"))
    hazard(store, two, "2026-10-05", source="supervision")
    hazard(store, two, "2026-11-01")  # after the cut-off
    hazard(store, two, "2026-10-06", voided_on="2026-10-07", void_reason="重复")
    hazard(store, estate, "2026-10-08")
    found = trend(store)
    now = found.flow
    assert (now.self_found, now.self_closed, now.found, now.closed) == (1, 1, 2, 1)
    assert (now.all_found, now.all_closed) == (3, 2)
    # Open at the end of October: 2025-06-01, 2026-10-01, 2026-10-05.
    assert now.open_at_end == 3
    by_month = {str(flow.month): (flow.all_found, flow.all_closed, flow.open_at_end) for flow in found.flows}
    assert by_month["2025-11"] == (0, 0, 2)
    assert by_month["2025-12"] == (0, 1, 1)
    assert by_month["2026-09"] == (1, 0, 2)
    assert trend(store, family=Family.PROPERTY).flow.all_found == 1
    # The two families together are what the county's own count says.
    whole = sum(trend(store, family=family).flow.open_at_end for family in Family)
    assert whole == open_hazards(store.connection, date(2026, 10, 31)) == 4


def test_a_chart_and_its_forms_say_the_same(store: Store) -> None:
    home = project(store, "甲")
    hazard(store, home, "2026-10-02", **closed("2026-10-09"))
    hazard(store, home, "2026-10-03", source="supervision", due_on="2026-10-20")
    bare = project(store, "只报数的")
    values: dict[str, JournalValue] = {"project": bare, "month": "2026-10", "found": 7, "closed": 5}
    add(store, "self_report", **values)
    add(store, "self_report", **{**values, "project": home})  # has details: not counted
    data = month_data(store.connection, OCTOBER, own_unit_type=OWN)
    forms = month_forms(data)
    flow = month_trend(store.connection, data, Family.WORKS).flow
    assert (flow.self_found, flow.self_closed, flow.declared_found, flow.declared_closed) == (8, 6, 7, 5)
    assert flow.self_found == sum(block.number("tl_found") for block in forms[FORM_4])
    assert flow.self_closed == sum(block.number("tl_fixed") for block in forms[FORM_4])
    assert flow.found == sum(block.number("found") for block in forms[FORM_5])
    assert flow.open_at_end == 1  # what was only reported is in no stock


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("end", {"2026-09": (1, 1), "2026-10": (2, 3)}), ("day25", {"2026-09": (0, 0), "2026-10": (2, 2)})],
)
def test_months_are_cut_where_the_office_cuts_them(
    store: Store, rule: str, expected: dict[str, tuple[int, int]]
) -> None:
    """A-03: the 26th of September is October's, where months end on the 25th; the 26th of October November's."""
    choose(store, "A-03", rule)
    home = project(store, "甲")
    hazard(store, home, "2026-09-26")
    hazard(store, home, "2026-10-25")
    hazard(store, home, "2026-10-26")
    found = {str(flow.month): (flow.all_found, flow.open_at_end) for flow in trend(store).flows}
    assert {month: found[month] for month in expected} == expected


def test_what_was_reported_as_rectified_counts_where_the_office_says_so_but_stays_in_the_stock(
    store: Store,
) -> None:
    choose(store, "A-17", "reported")
    home = project(store, "甲")
    hazard(store, home, "2026-10-02", rectified_on="2026-10-03")
    flow = trend(store).flow
    assert (flow.self_found, flow.self_closed, flow.open_at_end) == (1, 1, 1)


def test_overdue_at_the_cut_off_whatever_happened_later(store: Store) -> None:
    home = project(store, "甲")
    late = hazard(store, home, "2026-09-01", due_on="2026-10-21", part="三层", description="临边无防护")
    later = hazard(store, home, "2026-09-01", due_on="2026-10-30", rectified_on="2026-11-03")
    returned = hazard(
        store, home, "2026-09-01", due_on="2026-10-11",
        rectified_on="2026-10-12", reviewed_on="2026-10-13", review="fail",
    )  # fmt: skip
    hazard(store, home, "2026-09-01", due_on="2026-10-31")  # its own day is not overdue
    hazard(store, home, "2026-09-01", due_on="2026-10-01", rectified_on="2026-10-31")  # waits for its review
    hazard(store, home, "2026-09-01", due_on="2026-10-01", referred_on="2026-10-02", referred_to="城管局")
    hazard(store, home, "2026-09-01", due_on="2026-10-01", voided_on="2026-10-02", void_reason="重复")
    hazard(store, home, "2026-09-01", due_on="2026-10-01", **closed("2026-10-30"))
    hazard(store, home, "2026-09-01")
    found = trend(store, today=date(2026, 11, 25))
    assert found.overdue == 3
    assert [(one.source.id, one.days) for one in found.overdue_list] == [
        (returned, 20),
        (late, 10),
        (later, 1),
    ]
    assert found.overdue_list[1].words == "三层：临边无防护"
    # While the month still runs, what is due later is not overdue, and what was done later not yet done.
    assert trend(store, today=date(2026, 10, 21)).overdue == 3
    assert trend(store, family=Family.PROPERTY).overdue == 0


def test_the_list_of_overdue_hazards_has_the_ten_longest(store: Store) -> None:
    home = project(store, "甲")
    for day in range(1, 13):
        hazard(store, home, "2026-09-01", due_on=f"2026-10-{day:02d}")
    found = trend(store)
    assert found.overdue == 12
    assert [one.days for one in found.overdue_list] == list(range(30, 20, -1))


def test_the_most_frequent_kinds_of_the_month(store: Store) -> None:
    home = project(store, "甲")
    for kind, count in (
        ("高处作业", 3),
        ("临时用电", 2),
        ("消防", 2),
        ("脚手架", 1),
        ("机械", 1),
        ("其他", 1),
    ):
        for number in range(count):
            source = "supervision" if number else "self"
            hazard(store, home, "2026-10-05", kind=kind, source=source)
    hazard(store, home, "2026-10-05")
    hazard(store, home, "2026-09-05", kind="九月的")
    found = trend(store)
    assert [count for _kind, count in found.kinds] == [3, 2, 2, 1, 1]
    assert found.kinds[0] == ("高处作业", 3)
    assert {kind for kind, _count in found.kinds[1:3]} == {"临时用电", "消防"}
    assert found.unsorted == 1


def test_levels_coverage_and_targets_at_the_cut_off(store: Store) -> None:
    red = project(store, "红", level="red", benchmark="city", evaluation="good", demo_posts=3)
    plain = project(store, "没定级")
    project(store, "竣工", level="red", state="completed", end_on="2026-09-01")
    estate = project(store, "花园", category="property", level="blue", grade="pass")
    add(store, "risk_point", project=red, name="塔吊", level="orange")
    add(store, "risk_point", project=red, name="基坑")
    add(store, "risk_point", project=red, name="以后的", level="red", identified_on="2026-11-01")
    whole: dict[str, JournalValue] = {"kind": "full", "level": "county"}
    add(store, "inspection", project=red, done_on="2026-10-01", **whole)
    add(store, "inspection", project=plain, done_on="2026-09-30", **whole)  # the quarter before
    add(store, "inspection", project=estate, done_on="2026-01-01", **whole)  # the year counts for estates
    store.edit(
        "目标",
        [
            record_edit.named_save(
                store, "target", named_id("target", 2026, "works"),
                {"year": 2026, "family": "works", "base": 118, "bench": 2, "demo": 3},
            )
        ],
        author="王小明",
    )  # fmt: skip
    works, property_ = trend(store), trend(store, family=Family.PROPERTY)
    assert works.project_levels == {"red": 1, "orange": 0, "yellow": 0, "blue": 0, "": 1}
    assert works.point_levels == {"red": 0, "orange": 1, "yellow": 0, "blue": 0, "": 1}
    assert property_.project_levels["blue"] == 1
    assert (works.coverage.covered, works.coverage.alive, works.coverage.uncovered) == (1, 2, ("没定级",))
    assert (property_.coverage.covered, property_.coverage.alive) == (1, 1)
    assert (works.base, works.base_target) == (2, 118)
    assert [(one.key, one.done, one.target) for one in works.targets] == [
        ("bench", 1, 2),
        ("std_good", 1, None),
        ("std_pass", 0, None),
        ("demo", 3, 3),
    ]
    assert [(one.key, one.done, one.target) for one in property_.targets] == [
        ("bench", 0, None),
        ("std_pass", 1, None),
        ("demo", 0, None),
    ]


def test_nothing_at_all_is_twelve_months_of_nothing(store: Store) -> None:
    found = trend(store)
    assert len(found.flows) == 12
    assert not any(flow.all_found or flow.open_at_end for flow in found.flows)
    assert (found.overdue, found.kinds, found.coverage.alive) == (0, (), 0)
