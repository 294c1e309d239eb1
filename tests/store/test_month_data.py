"""附件4 out of a store, beside a computation by hand; every project and hazard below is there for one rule.

The registry is imported in November; the form asked for is October's, with its cut-off on 2026-10-31.
"""

from __future__ import annotations

from datetime import date

import pytest

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.monthly import FORM_4, Cell
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.store import record_edit
from anxi_desktop.store.month_data import hazard_flows, month_data, open_hazards
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.store import Store

AUTHOR = "王小明"
OWN = "质安中心"
IMPORTED = date(2026, 11, 12)
Values = dict[str, JournalValue]


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("导入", saves, author=AUTHOR)
    return saves[0].row


def project(store: Store, name: str, **values: JournalValue) -> str:
    return add(store, "project", **{"name": name, "category": "works", **values})


def edit(store: Store, row: str, *, valid_from: date | None = None, **changes: JournalValue) -> None:
    saves = record_edit.edit_saves(store, "project", row, changes, today=IMPORTED, valid_from=valid_from)
    store.edit("修改", saves, author=AUTHOR)


def hazard(store: Store, home: str, found_on: str, **values: JournalValue) -> str:
    return add(
        store,
        "hazard",
        **{"project": home, "source": "self", "found_on": found_on, "description": "x", **values},
    )


def blocks(store: Store, month: str) -> list[tuple[str, dict[str, Cell]]]:
    data = month_data(store.connection, Month.parse(month), own_unit_type=OWN)
    return [
        (block.unit_type, {key: figure.value for key, figure in block.figures.items()})
        for block in month_forms(data)[FORM_4]
    ]


def figures(store: Store, month: str, *keys: str) -> tuple[Cell, ...]:
    ((_, found),) = blocks(store, month)
    return tuple(found[key] for key in keys)


def test_a_registry_imported_in_november_gives_october(store: Store) -> None:
    """Begun in March: counted from March on, in its months and not before; never by the day of the import."""
    project(store, "三月开工", start_on="2026-03-01")
    project(store, "不知何时开工")
    project(store, "十一月开工", start_on="2026-11-01")
    found = {
        month: figures(store, month, "proj_total")[0]
        for month in ("2026-02", "2026-03", "2026-10", "2026-11")
    }
    # February: the one without a day holds from the beginning; March: the second; November: the third.
    assert found == {"2026-02": 1, "2026-03": 2, "2026-10": 2, "2026-11": 3}


def test_a_grade_of_a_later_day_does_not_count_yet(store: Store) -> None:
    graded = {"standard_kind": "national", "grade": "aaa"}
    project(store, "九月达标", **graded, graded_on="2026-09-30")
    project(store, "月末达标", **graded, graded_on="2026-10-31")
    project(store, "十一月达标", **graded, graded_on="2026-11-01")
    project(store, "没写日期", **graded)
    assert [figures(store, month, "gb_aaa")[0] for month in ("2026-08", "2026-09", "2026-10", "2026-11")] == [
        1,
        2,
        3,
        4,
    ]


def test_suspended_counts_and_completed_does_not(store: Store) -> None:
    project(store, "在建")
    project(store, "停工", state="suspended")
    project(store, "九月竣工", state="completed", end_on="2026-09-30")
    project(store, "十一月竣工", state="completed", end_on="2026-11-05")
    project(store, "竣工没写日期", state="completed")
    project(store, "撤出", state="withdrawn")
    # August: both that end later are still active; 31 October: the one that ends in November.
    assert [
        figures(store, month, "proj_total")[0] for month in ("2026-08", "2026-09", "2026-10", "2026-11")
    ] == [4, 3, 3, 2]


def test_a_change_holds_from_its_day_and_a_correction_replaces(store: Store) -> None:
    row = project(store, "甲", level="blue", benchmark="county", demo_posts=2)
    edit(store, row, demo_posts=5)  # on the day of the import
    edit(store, row, benchmark="city", valid_from=date(2026, 10, 15))
    assert figures(store, "2026-09", "demo_posts", "bench_city", "bench_county") == (2, 0, 1)
    assert figures(store, "2026-10", "demo_posts", "bench_city", "bench_county") == (2, 1, 0)
    assert figures(store, "2026-11", "demo_posts", "bench_city", "bench_county") == (5, 1, 0)
    edit(store, row, demo_posts=6)  # the same day again: the five was a mistake
    assert figures(store, "2026-11", "demo_posts") == (6,)
    edit(store, row, benchmark=None, valid_from=date(2026, 11, 1))
    assert figures(store, "2026-10", "bench_city") == (1,)
    assert figures(store, "2026-11", "bench_city", "bench_county") == (0, 0)


def test_milestones_count_from_their_day_and_planned_ones_never(store: Store) -> None:
    lists = ("check_list", "hazard_list", "rectification_list")
    whole, partly = project(store, "齐"), project(store, "缺")
    for item in lists:
        add(store, "milestone", project=whole, item=item, done_on="2026-10-31")
    for item in lists[:2]:
        add(store, "milestone", project=partly, item=item, done_on="2026-05-01")
    add(store, "milestone", project=partly, item=lists[2])  # planned
    add(store, "milestone", project=partly, item="five_s", done_on="2026-11-01")
    gone = add(store, "milestone", project=partly, item="six_haves", done_on="2026-05-01")
    store.edit("删", record_edit.delete_saves(store, "milestone", gone), author=AUTHOR)
    assert figures(store, "2026-09", "tl_proj", "s5", "six") == (0, 0, 0)
    assert figures(store, "2026-10", "tl_proj", "s5", "six") == (1, 0, 0)
    assert figures(store, "2026-11", "tl_proj", "s5", "six") == (1, 1, 0)


def test_flows_count_by_the_day_of_the_event_whatever_the_project_is(store: Store) -> None:
    active, ended = project(store, "在建"), project(store, "竣工", state="completed", end_on="2026-09-01")
    hazard(store, active, "2026-09-30")
    hazard(store, active, "2026-10-01", reviewed_on="2026-10-31", review="pass")
    hazard(store, active, "2026-10-31")
    hazard(store, ended, "2026-10-10", reviewed_on="2026-11-01", review="pass")
    hazard(store, ended, "2026-08-01", reviewed_on="2026-10-05", review="pass")
    hazard(store, active, "2026-10-05", reviewed_on="2026-10-06", review="fail")
    hazard(store, active, "2026-10-07", rectified_on="2026-10-08")
    hazard(store, active, "2026-10-02", source="supervision", reviewed_on="2026-10-03", review="pass")
    # Found in October by the projects: the 1st, 31st, 10th, 5th, 7th. Closed in October: the 1st's and August's.
    assert figures(store, "2026-10", "proj_total", "tl_found", "tl_fixed") == (1, 5, 2)
    assert figures(store, "2026-11", "tl_found", "tl_fixed") == (0, 1)
    assert figures(store, "2026-09", "tl_found", "tl_fixed") == (1, 0)
    data = month_data(store.connection, Month(2026, 10), own_unit_type=OWN)
    flows = hazard_flows(store.connection, data.period)
    assert flows["self_works"] == {"found": 5, "closed": 2}
    assert flows["supervised_works"] == {"found": 1, "closed": 1}
    # Open at the cut-off: 30 September, the 31st, the 10th (closed in November), the failed one, the unreviewed one.
    assert open_hazards(store.connection, data.cut_off) == 5


def test_hazards_and_points_of_deleted_or_estate_projects_are_not_counted(store: Store) -> None:
    works, estate, gone = (
        project(store, "工程"),
        project(store, "物业", category="property"),
        project(store, "删"),
    )
    for home in (works, estate, gone):
        hazard(store, home, "2026-10-10")
        add(store, "risk_point", project=home, name="塔吊", level="red")
    add(store, "risk_point", project=works, name="基坑", level="red", identified_on="2026-11-01")
    add(store, "risk_point", project=works, name="脚手架", level="blue", identified_on="2026-10-31")
    store.edit("删", record_edit.delete_saves(store, "project", gone), author=AUTHOR)
    assert figures(store, "2026-10", "proj_total", "tl_found", "fc_red", "fc_blue") == (1, 1, 1, 1)
    assert figures(store, "2026-11", "fc_red", "fc_yellow") == (2, 0)
    edit(store, works, state="suspended")
    assert figures(store, "2026-11", "fc_red") == (2,)
    edit(store, works, state="completed")
    assert figures(store, "2026-11", "fc_red", "tl_found") == (0, 0)
    assert figures(store, "2026-10", "fc_red", "tl_found") == (1, 1)


def test_one_block_per_kind_of_unit_the_own_one_first(store: Store) -> None:
    town = project(store, "乡镇的", unit_type="乡镇")
    own = project(store, "自己的", unit_type=OWN)
    project(store, "没填的")
    project(store, "企业的", unit_type="施工企业", state="completed")
    hazard(store, town, "2026-10-10")
    hazard(store, own, "2026-10-11")
    found = blocks(store, "2026-10")
    assert [(kind, values["proj_total"], values["tl_found"]) for kind, values in found] == [
        (OWN, 2, 1),
        ("乡镇", 1, 1),
        ("施工企业", 0, 0),
    ]


def test_without_own_projects_there_is_no_empty_own_block_and_alone_there_is_one(store: Store) -> None:
    assert [(kind, values["proj_total"]) for kind, values in blocks(store, "2026-10")] == [(OWN, 0)]
    project(store, "乡镇的", unit_type="乡镇")
    assert [kind for kind, _ in blocks(store, "2026-10")] == ["乡镇"]


def test_a_whole_form_by_hand(store: Store) -> None:
    """Four projects of October, every column of 附件4 counted on the fingers."""
    aaa = project(
        store, "甲", standard_kind="national", grade="aaa", graded_on="2026-03-01", benchmark="city",
        evaluation="good", demo_posts=4, level="yellow",
    )  # fmt: skip
    passed = project(store, "乙", standard_kind="national", grade="pass", state="suspended", demo_posts=1)
    local = project(store, "丙", standard_kind="local", benchmark="county", evaluation="pass")
    project(store, "丁", standard_kind="provincial", grade="city_good", benchmark="town")
    project(
        store,
        "戊",
        standard_kind="national",
        grade="city_good",
        state="completed",
        benchmark="city",
        demo_posts=9,
    )
    for item in ("responsibility_list", "check_list", "hazard_list", "rectification_list", "risk_assessment"):
        add(store, "milestone", project=aaa, item=item, done_on="2026-10-01")
    for item in ("responsibility_list", "five_s", "six_haves"):
        add(store, "milestone", project=local, item=item, done_on="2026-04-01")
    for level in ("red", "orange", "orange", "yellow", "blue"):
        add(store, "risk_point", project=passed, name="点", level=level)
    for day in ("2026-10-01", "2026-10-02", "2026-09-01"):
        hazard(store, local, day, reviewed_on="2026-10-20", review="pass")
    ((kind, found),) = blocks(store, "2026-10")
    assert kind == OWN
    assert found == {
        "proj_total": 4, "std_kind": None,
        "gb_aaa": 1, "gb_prov_good": 0, "gb_city_good": 0, "gb_pass": 1, "local_ungraded": 1,
        "bench_level": None, "bench_n": None, "bench_city": 1, "bench_county": 1,
        "good_proj": 1, "demo_posts": 5, "resp_list": 2, "tl_proj": 1, "tl_found": 2, "tl_fixed": 3,
        "fc_proj": 1, "fc_red": 1, "fc_orange": 2, "fc_yellow": 1, "fc_blue": 1, "s5": 1, "six": 1,
    }  # fmt: skip


def test_the_form_of_a_past_month_stays_when_the_registry_goes_on(store: Store) -> None:
    row = project(store, "甲", standard_kind="national", grade="pass", level="blue")
    before = blocks(store, "2026-10")
    edit(store, row, grade="aaa", level="red", state="completed", name="甲（二期）", town="湖头镇")
    assert blocks(store, "2026-10") == before
    assert figures(store, "2026-11", "proj_total", "gb_aaa") == (0, 0)


@pytest.mark.parametrize("value", ["²", "1.5", "-3", "9" * 5000, ""])
def test_a_count_no_form_can_add_is_left_out(store: Store, value: str) -> None:
    row = project(store, "甲")
    add(store, "fact", project=row, fact="demo_posts", value="3", valid_from="2026-01-01")
    store.connection.execute("UPDATE fact SET value = ? WHERE fact = 'demo_posts'", (value,))
    assert figures(store, "2026-10", "demo_posts") == (0,)


def test_a_void_hazard_is_none_and_one_put_right_on_the_spot_counts_as_both(store: Store) -> None:
    home = project(store, "甲")
    hazard(store, home, "2026-10-05", source="self")
    spot = {"rectified_on": "2026-10-07", "reviewed_on": "2026-10-07", "review": "pass", "on_the_spot": True}
    hazard(store, home, "2026-10-07", source="self", **spot)
    assert figures(store, "2026-10", "tl_found", "tl_fixed") == (2, 1)
    void = hazard(store, home, "2026-10-08", source="self")
    assert figures(store, "2026-10", "tl_found", "tl_fixed") == (3, 1)
    changes: dict[str, JournalValue] = {"voided_on": "2026-11-01", "void_reason": "记错"}
    store.edit(
        "作废",
        record_edit.edit_saves(store, "hazard", void, changes, today=date(2026, 11, 1)),
        author="王小明",
    )
    assert figures(store, "2026-10", "tl_found", "tl_fixed") == (2, 1)


def test_a_cell_by_hand_of_a_renamed_unit_type_is_not_lost_without_a_word(store: Store) -> None:
    home = project(store, "甲", unit_type="乡镇")
    cell = {
        "month": "2026-10",
        "form": "附件4",
        "unit_type": "乡镇",
        "key": "s5",
        "value": "4",
        "reason": "纸质台账",
    }
    add(store, "month_cell", **cell)
    assert month_report(store.connection, Month(2026, 10), own_unit_type=OWN).facts.lost_cells == ()
    edit(store, home, unit_type="乡镇（街道）")
    (lost,) = month_report(store.connection, Month(2026, 10), own_unit_type=OWN).facts.lost_cells
    assert (lost.unit_type, lost.key, lost.value) == ("乡镇", "s5", "4")
    edit(store, home, unit_type="乡镇")
    assert month_report(store.connection, Month(2026, 10), own_unit_type=OWN).facts.lost_cells == ()
