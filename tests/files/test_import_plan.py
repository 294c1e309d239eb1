"""What becomes of a row: identity, doubles, refusals, dated facts, and one action that one undo takes back."""

from __future__ import annotations

from datetime import date

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.status import holding
from anxi_desktop.files.import_apply import apply_plan, apply_steps
from anxi_desktop.files.import_plan import RowOutcome
from anxi_desktop.files.import_planner import plan_import, plan_steps
from anxi_desktop.store.record_edit import add_saves, edit_saves

HAZARD = "项目名称,来源,检查日期,部位,隐患描述"


def add_project(store, name: str = "甲工程", category: str = "works", **values) -> str:
    saves = add_saves(store, "project", {"name": name, "category": category, **values})
    store.edit("新建", saves, author="王小明")
    return saves[0].row


def fact_at(store, project: str, kind: str, day: str) -> str | None:
    found = holding(store.facts(project), until=day).get(kind)
    return found.value if found else None


def test_a_row_of_a_known_project_changes_only_what_differs(importing, csv_file, counts) -> None:
    project = add_project(importing.store, area_m2="5", phone="1", owner="旧")
    plan = importing.run(csv_file("工程名称,建筑面积,联系电话,建设单位,施工单位\n 甲 工程 ,6,1,,丙\n"))
    assert counts(plan) == (0, 1, 0, 0)
    (row,) = plan.rows
    assert row.target == project
    assert [(change.field, change.old, change.new) for change in row.changes] == [
        ("area_m2", "5", "6"),
        ("contractor", None, "丙"),
    ]
    now = importing.store.row("project", project)
    assert (now["name"], now["area_m2"], now["phone"], now["owner"], now["contractor"]) == (
        "甲工程",
        "6",
        "1",
        "旧",
        "丙",
    )


def test_the_same_file_again_changes_nothing(importing, csv_file, counts) -> None:
    path = csv_file(
        "项目名称,类别,建筑面积,状态,达标等级,达标日期,标杆,示范岗位数,风险等级,备注\n"
        "甲（一期）,工程,1.2万㎡,,合格,2026.3.10,县级,2,红,一 二\n乙,物业,,停工,,2026-1-1,,,,\n"
    )
    assert counts(importing.run(path)) == (2, 0, 0, 0)
    before = importing.store.digest()
    assert counts(importing.run(path)) == (0, 0, 2, 0)
    assert importing.store.digest() == before


def test_spaces_and_forms_that_nfkc_unifies_are_no_change(importing, csv_file, counts) -> None:
    add_project(importing.store, "宝龙小区（一期）", "property", address="中山路 １２号")
    assert counts(importing.run(csv_file("小区名称,地址\n宝龙小区(一期),中山路12号\n"))) == (0, 0, 1, 0)


def test_family_and_name_tell_projects_apart(importing, csv_file, counts) -> None:
    add_project(importing.store, "甲", "property")
    assert counts(importing.run(csv_file("项目名称,类别\n甲,工程\n甲,物业\n"))) == (1, 0, 1, 0)


def test_permits_tell_projects_of_one_name_apart_only_where_both_have_one(
    importing, csv_file, counts, refused
) -> None:
    add_project(importing.store, "甲", permit_no="A-1")
    head = "工程名称,施工许可证号\n"
    assert counts(importing.plan(csv_file(f"{head}甲,A－1\n"))) == (0, 0, 1, 0)
    assert counts(importing.plan(csv_file(f"{head}甲,\n"))) == (0, 0, 1, 0)
    assert counts(importing.run(csv_file(f"{head}甲,B-2\n"))) == (1, 0, 0, 0)
    assert counts(importing.plan(csv_file(f"{head}甲,B-2\n甲,A-1\n甲,C-3\n甲,C-3\n"))) == (1, 0, 3, 0)
    plan = importing.plan(csv_file(f"{head}甲,\n"))
    assert (counts(plan), refused(plan)) == ((0, 0, 0, 1), [(2, "工程名称", "ambiguous")])


def test_a_row_that_could_be_two_rows_above_is_ambiguous(importing, csv_file, refused) -> None:
    plan = importing.plan(csv_file("工程名称,施工许可证号\n甲,A\n甲,B\n甲,\n"))
    assert refused(plan) == [(4, "工程名称", "ambiguous")]


def test_in_one_file_the_first_row_wins(importing, csv_file, counts, refused) -> None:
    plan = importing.run(
        csv_file("工程名称,建筑面积,状态\n甲,5,\n甲,5.0㎡,在建\n 甲　,,\n甲,6,\n乙,x,\n乙,7,\n")
    )
    assert counts(plan) == (2, 0, 2, 2)
    assert refused(plan) == [(5, "工程名称", "duplicate"), (6, "建筑面积", "not_a_number")]
    assert "第 2 行" in plan.refused[0].refusals[0].reason
    assert importing.projects()["甲"]["area_m2"] == "5"
    assert importing.projects()["乙"]["area_m2"] == "7"


def test_the_first_row_wins_for_known_projects_too(importing, csv_file, counts, refused) -> None:
    add_project(importing.store, "甲", area_m2="5", town="凤城")
    plan = importing.plan(csv_file("工程名称,建筑面积,乡镇\n甲,6,\n甲,6,凤城\n甲,5,\n"))
    assert counts(plan) == (0, 1, 1, 1)
    assert refused(plan) == [(4, "工程名称", "duplicate")]


def test_a_family_nobody_names_comes_from_the_row_or_the_known_project(
    importing, csv_file, counts, refused
) -> None:
    add_project(importing.store, "已知", "property")
    add_project(importing.store, "两家", "property")
    add_project(importing.store, "两家", "works")
    plan = importing.run(
        csv_file(
            "项目名称,施工单位,物业公司,风险等级\n甲,某建,,红\n乙,,某物业,红\n已知,,,红\n未知,,,红\n两家,,,红\n"
        )
    )
    assert counts(plan) == (2, 1, 0, 2)
    assert refused(plan) == [(5, "类别", "missing"), (6, "类别", "ambiguous")]
    assert {name: row["category"] for name, row in importing.projects().items()} | {"两家": ""} == {
        "甲": "works",
        "乙": "property",
        "已知": "property",
        "两家": "",
    }


def test_a_chosen_family_holds_for_rows_that_do_not_say(importing, csv_file) -> None:
    import dataclasses

    from anxi_desktop.domain.records.project import Family

    found = importing.recognise(csv_file("项目名称\n甲\n"))
    assert plan_import(importing.store, found, today=importing.today).refused
    chosen = dataclasses.replace(found, family=Family.WORKS)
    assert plan_import(importing.store, chosen, today=importing.today).writes == 1


def test_all_bad_cells_of_a_row_are_told_left_to_right_and_it_is_not_imported(importing, csv_file) -> None:
    plan = importing.run(csv_file("建筑面积,工程名称,开工日期,状态\n-1,,昨天,未知\n"))
    assert importing.projects() == {}
    assert importing.done == [None]
    (row,) = plan.refused
    assert [(note.column, note.field, note.code, note.at) for note in row.refusals] == [
        ("建筑面积", "area_m2", "negative", 0),
        ("工程名称", "name", "missing", 1),
        ("开工日期", "start_on", "not_a_date", 2),
        ("状态", "state", "unknown_choice", 3),
    ]
    (listed,) = plan.as_json()["refused"]
    assert (listed["row"], listed["code"], len(listed["more"])) == (2, "negative", 3)
    assert all(note.reason and not note.reason.isascii() for note in row.refusals)


def test_error_cells_are_refused_where_they_are_mapped_and_nothing_elsewhere(
    importing, xlsx, counts, refused
) -> None:
    path = xlsx(
        [["序号", "工程名称", "建设单位"], ["#REF!", "甲", "乙"], [2, "丙", "#N/A"], [3, "#VALUE!", "丁"]]
    )
    plan = importing.run(path)
    assert counts(plan) == (1, 0, 0, 2)
    assert refused(plan) == [(3, "建设单位", "cell_error"), (4, "工程名称", "cell_error")]


def test_a_day_after_today_is_a_warning_only(importing, csv_file, counts) -> None:
    plan = importing.run(csv_file("工程名称,开工日期,计划竣工日期\n甲,2027-1-1,2028-1-1\n"))
    assert counts(plan) == (1, 0, 0, 0)
    assert [(note.column, note.code) for note in plan.warnings] == [("开工日期", "future_date")]
    assert plan.as_json()["warnings"]


# Facts in time


def test_first_facts_hold_from_the_beginning_or_from_their_day(importing, csv_file) -> None:
    importing.run(
        csv_file("工程名称,开工日期,达标等级,达标日期,风险等级,标杆\n甲,2025-3-1,合格,2026-6-1,红,县级\n")
    )
    project = str(importing.projects()["甲"]["id"])
    store = importing.store
    assert fact_at(store, project, "state", "2025-02-28") is None
    assert fact_at(store, project, "state", "2025-03-01") == "active"
    assert fact_at(store, project, "grade", "2026-05-31") is None
    assert fact_at(store, project, "grade", "2026-06-01") == "pass"
    assert fact_at(store, project, "level", "2000-01-01") == "red"
    assert fact_at(store, project, "benchmark", "2000-01-01") == "county"


def test_a_changed_fact_holds_from_today_unless_dated(importing, csv_file) -> None:
    store = importing.store
    project = add_project(store, "甲", level="red", grade="none")
    importing.run(csv_file("工程名称,风险等级,达标等级,达标日期\n甲,黄,合格,2026-9-1\n"))
    assert fact_at(store, project, "level", "2026-11-04") == "red"
    assert fact_at(store, project, "level", "2026-11-05") == "yellow"
    assert fact_at(store, project, "grade", "2026-08-31") == "none"
    assert fact_at(store, project, "grade", "2026-09-01") == "pass"


def test_a_project_that_ended_is_over_from_its_day_of_completion(importing, csv_file, counts) -> None:
    store = importing.store
    project = add_project(store, "甲", start_on="2025-01-01")
    path = csv_file("工程名称,状态,竣工日期\n甲,竣工,2026-10-20\n")
    assert counts(importing.run(path)) == (0, 1, 0, 0)
    assert fact_at(store, project, "state", "2026-10-19") == "active"
    assert fact_at(store, project, "state", "2026-10-20") == "completed"
    assert counts(importing.run(path)) == (0, 0, 1, 0)


def test_a_grade_of_an_earlier_day_is_recorded_once_and_the_later_one_stays(
    importing, csv_file, counts
) -> None:
    store = importing.store
    project = add_project(store, "甲", grade="city_good", graded_on="2026-06-01")
    path = csv_file("工程名称,达标等级,达标日期\n甲,合格,2026-03-01\n")
    assert counts(importing.run(path)) == (0, 1, 0, 0)
    assert fact_at(store, project, "grade", "2026-04-01") == "pass"
    assert store.row("project", project)["grade"] == "city_good"
    assert counts(importing.run(path)) == (0, 0, 1, 0)


def test_a_blank_cell_never_erases(importing, csv_file, counts) -> None:
    add_project(importing.store, "甲", level="red", state="suspended", phone="1", note="记")
    path = csv_file("工程名称,风险等级,状态,电话,备注\n甲,,无,/,-\n")
    assert counts(importing.run(path)) == (0, 0, 1, 0)
    found = importing.projects()["甲"]
    assert (found["level"], found["state"], found["phone"], found["note"]) == ("red", "suspended", "1", "记")


# Hazards


@pytest.fixture
def site(importing) -> str:
    return add_project(importing.store, "甲工程")


def test_a_hazard_belongs_to_the_one_project_of_its_name(importing, csv_file, site, counts, refused) -> None:
    add_project(importing.store, "双", "works")
    add_project(importing.store, "双", "property")
    plan = importing.run(
        csv_file(f"{HAZARD}\n 甲 工程,自查,2026-9-1,,一\n不存在,自查,2026-9-1,,一\n双,自查,2026-9-1,,一\n"),
        "hazards",
    )
    assert counts(plan) == (1, 0, 0, 2)
    assert refused(plan) == [(3, "项目名称", "no_project"), (4, "项目名称", "ambiguous")]
    assert [row["project"] for row in importing.store.rows("hazard")] == [site]


def test_the_nth_row_of_an_identity_is_the_nth_hazard(importing, csv_file, site, counts) -> None:
    rows = ["甲工程,自查,2026-9-1,三层,缺栏杆,2026-9-5"] * 2 + ["甲工程,自查,2026-9-1,三层,缺 栏杆,2026-9-9"]
    path = csv_file(f"{HAZARD},整改完成日期\n" + "\n".join(rows) + "\n")
    assert counts(importing.run(path, "hazards")) == (3, 0, 0, 0)
    assert counts(importing.run(path, "hazards")) == (0, 0, 3, 0)
    more = csv_file(f"{HAZARD},整改完成日期\n" + "\n".join([*rows, rows[0]]) + "\n")
    assert counts(importing.run(more, "hazards")) == (1, 0, 3, 0)
    changed = csv_file(f"{HAZARD},复查日期,复查结论\n甲工程,自查,2026-9-1,三层,缺栏杆,2026-9-6,合格\n")
    assert counts(importing.run(changed, "hazards")) == (0, 1, 0, 0)
    assert [row["review"] for row in importing.store.rows("hazard")] == ["pass", None, None, None]


def test_a_number_finds_its_hazard_whatever_else_changed(importing, csv_file, site, counts, refused) -> None:
    other = add_project(importing.store, "乙工程")
    head = f"隐患编号,{HAZARD}\n"
    assert counts(importing.run(csv_file(f"{head}HZ-1,甲工程,自查,2026-9-1,三层,缺栏杆\n"), "hazards")) == (
        1,
        0,
        0,
        0,
    )
    plan = importing.run(
        csv_file(
            f"{head}HZ-1,甲工程,自查,2026-9-1,四层,缺防护\nHZ-1,甲工程,自查,2026-9-1,四层,缺防护\n"
            "HZ-1,甲工程,自查,2026-9-1,五层,缺防护\n"
        ),
        "hazards",
    )
    assert counts(plan) == (0, 1, 1, 1)
    assert refused(plan) == [(4, "隐患编号", "duplicate")]
    moved = importing.run(csv_file(f"{head}HZ-1,乙工程,自查,2026-9-1,四层,缺防护\n"), "hazards")
    assert refused(moved) == [(2, "项目名称", "immovable")]
    assert not list(importing.store.rows("hazard", {"project": other}))


def test_a_number_is_added_to_the_hazard_that_had_none(importing, csv_file, site, counts) -> None:
    importing.run(csv_file(f"{HAZARD}\n甲工程,自查,2026-9-1,三层,缺栏杆\n"), "hazards")
    numbered = csv_file(f"隐患编号,{HAZARD}\nHZ-1,甲工程,自查,2026-9-1,三层,缺栏杆\n")
    assert counts(importing.run(numbered, "hazards")) == (0, 1, 0, 0)
    assert counts(importing.run(numbered, "hazards")) == (0, 0, 1, 0)
    # Without its number the row is still the same hazard.
    assert counts(importing.run(csv_file(f"{HAZARD}\n甲工程,自查,2026-9-1,三层,缺栏杆\n"), "hazards")) == (
        0,
        0,
        1,
        0,
    )


@pytest.mark.parametrize(
    ("days", "column", "code"),
    [
        ("2026-9-10,2026-9-9,,", "整改期限", "due_before_found"),
        ("2026-9-10,,2026-9-9,", "整改完成日期", "order_of_dates"),
        ("2026-9-10,,2026-9-12,2026-9-11", "复查日期", "order_of_dates"),
        ("2026-9-10,,,2026-9-9", "复查日期", "order_of_dates"),
    ],
)
def test_the_order_of_days_is_required(
    importing, csv_file, site, refused, days: str, column: str, code: str
) -> None:
    path = csv_file(
        f"项目名称,来源,隐患描述,检查日期,整改期限,整改完成日期,复查日期\n甲工程,自查,一,{days}\n"
    )
    assert refused(importing.run(path, "hazards")) == [(2, column, code)]


def test_what_is_found_out_later_is_told_in_its_place(importing, csv_file, site, refused) -> None:
    path = csv_file("检查日期,项目名称,来源,隐患描述\n昨天,不存在,抽查,一\n")
    assert refused(importing.plan(path, "hazards")) == [
        (2, "检查日期", "not_a_date"),
        (2, "项目名称", "no_project"),
        (2, "来源", "unknown_choice"),
    ]


def test_a_refused_row_is_no_first_row(importing, csv_file, site, counts, refused) -> None:
    path = csv_file(
        f"隐患编号,{HAZARD},整改期限\nHZ-1,甲工程,自查,2026-9-10,,一,2026-9-1\nHZ-1,甲工程,自查,2026-9-10,,一,2026-9-20\n"
    )
    plan = importing.run(path, "hazards")
    assert counts(plan) == (1, 0, 0, 1)
    assert refused(plan) == [(2, "整改期限", "due_before_found")]


def test_equal_days_are_in_order_and_deadlines_may_lie_ahead(importing, csv_file, site, counts) -> None:
    path = csv_file(
        "项目名称,来源,隐患描述,检查日期,整改期限,整改完成日期,复查日期,复查结论\n"
        "甲工程,自查,一,2026-9-10,2027-9-10,2026-9-10,2026-9-10,通过\n"
    )
    plan = importing.run(path, "hazards")
    assert (counts(plan), plan.warnings) == ((1, 0, 0, 0), ())


def test_the_order_is_checked_against_what_is_known(importing, csv_file, site, refused) -> None:
    path = csv_file(f"{HAZARD},整改完成日期\n甲工程,自查,2026-9-10,,一,2026-9-20\n")
    importing.run(path, "hazards")
    later = csv_file(f"{HAZARD},复查日期\n甲工程,自查,2026-9-10,,一,2026-9-15\n")
    assert refused(importing.run(later, "hazards")) == [(2, "复查日期", "order_of_dates")]


# The other kinds


OTHERS = {
    "milestones": (
        "项目名称,事项,完成日期,证明材料\n甲工程,检查清单,2026-3-1,文件\n甲工程,5S,,\n",
        "项目名称,事项,完成日期\n甲工程,检查清单,2026-4-1\n甲工程,检查清单,2026-4-1\n甲工程,检查清单,2026-5-1\n",
        "事项",
    ),
    "risk-points": (
        "项目名称,分部分项工程,风险点,位置,评估方法,L,E,C,风险等级,辨识日期\n甲工程,起重,塔吊,东,LEC,1,6,15,黄,2026-3-1\n甲工程,起重,塔吊,西,直接判定,,,,重大,\n",
        "项目名称,分部分项工程,风险点,位置,风险等级\n甲工程,起重,塔吊,东,红\n甲工程,起重,塔吊,东,红\n甲工程,起重,塔吊,东,蓝\n",
        "风险点",
    ),
    "enforcement": (
        "类型,日期,项目名称,企业名称,人数,金额（元）,隐患数,文号,说明\n罚款,2026-9-1,甲工程,丙,1,25000,2,罚1,\n激励,2026-9-1,,丙,,,,,\n",
        "类型,日期,项目名称,企业名称,金额,文号\n罚款,2026-9-1,甲工程,丙,3,罚1\n罚款,2026-9-1,甲工程,丙,3,罚1\n罚款,2026-9-1,甲工程,丙,4,罚1\n",
        "类型",
    ),
    "documents": (
        "类别,名称,行业,份数,发布日期\n检查清单,房建清单,工程,3,2026-3-1\n导则,网格导则,,1,\n",
        "类别,名称,行业,份数\n检查清单,房建清单,工程,4\n检查清单,房建清单,工程,4\n检查清单,房建清单,工程,5\n",
        "名称",
    ),
}


@pytest.mark.parametrize("kind", sorted(OTHERS))
def test_the_other_kinds_are_new_then_same_then_changed_once(
    importing, csv_file, site, counts, refused, kind: str
) -> None:
    first, second, name_column = OTHERS[kind]
    path = csv_file(first)
    assert counts(importing.run(path, kind)) == (2, 0, 0, 0)
    assert counts(importing.run(path, kind)) == (0, 0, 2, 0)
    plan = importing.run(csv_file(second, name="改.csv"), kind)
    assert counts(plan) == (0, 1, 1, 1)
    assert refused(plan) == [(4, name_column, "duplicate")]
    assert len(list(importing.store.rows(plan.recognised.kind.entity))) == 2


def test_amounts_and_scores_keep_their_units(importing, csv_file, site) -> None:
    for kind in ("enforcement", "risk-points"):
        importing.run(csv_file(OTHERS[kind][0]), kind)
    fine = next(iter(importing.store.rows("enforcement")))
    assert (fine["amount_wan"], fine["persons"], fine["project"]) == ("2.5", 1, site)
    point = next(iter(importing.store.rows("risk_point")))
    assert (point["c_score"], point["level"], point["method"]) == ("15", "yellow", "lec")


# One action


def test_an_import_is_one_action_that_one_undo_takes_back(importing, csv_file) -> None:
    store = importing.store
    add_project(store, "旧", level="red")
    before = {row["name"]: row for row in store.rows("project")}
    importing.run(csv_file("工程名称,风险等级\n旧,黄\n新,蓝\n新二,蓝\n"))
    done = importing.done[-1]
    store.undo(done.group, title="撤销", author="王小明")
    assert {row["name"]: row for row in store.rows("project")} == before
    titles = {
        row[0]
        for row in store.connection.execute(
            "SELECT json_extract(CAST(body AS TEXT), '$.title') FROM entry WHERE group_id = ?", (done.group,)
        )
    }
    assert titles == {"导入项目（台账.csv）：新增 2，更新 1"}


def test_a_cancelled_import_leaves_nothing(importing, csv_file) -> None:
    lines = "".join(f"工程{number},{number}\n" for number in range(150))
    plan = importing.plan(csv_file(f"工程名称,建筑面积\n{lines}"))
    before = importing.store.digest()
    steps = apply_steps(importing.store, plan, author="王小明", today=importing.today)
    percents = [next(steps)[0], next(steps)[0], next(steps)[0]]
    assert percents == sorted(percents)
    steps.close()
    assert importing.store.digest() == before
    assert importing.projects() == {}
    apply_plan(importing.store, plan, author="王小明", today=importing.today)
    assert len(importing.projects()) == 150


def test_a_cancelled_plan_ends(importing, csv_file) -> None:
    found = importing.recognise(csv_file("工程名称\n" + "".join(f"工程{number}\n" for number in range(900))))
    steps = plan_steps(importing.store, found, today=importing.today)
    assert [next(steps)[0] for _ in range(4)] == [0, 0, 22, 44]
    steps.close()


def test_a_plan_that_somebody_else_overtook_is_not_written(importing, csv_file) -> None:
    store = importing.store
    plan = importing.plan(csv_file("工程名称\n甲\n"))
    add_project(store, "甲")
    before = store.digest()
    with pytest.raises(AnxiError) as caught:
        apply_plan(store, plan, author="王小明", today=importing.today)
    assert caught.value.code == "import_outdated"
    assert store.digest() == before


def test_what_another_laptop_left_in_conflict_is_compared_with_what_is_shown(
    importing, csv_file, counts
) -> None:
    store = importing.store
    project = add_project(store, "甲", town="凤城")
    store.edit("改", [Save("project", project, {"town": "湖头"})], author="王小明")
    assert counts(importing.plan(csv_file("工程名称,乡镇\n甲,湖头\n"))) == (0, 0, 1, 0)


def test_an_import_writes_what_a_form_would(importing, csv_file) -> None:
    """Row by row the same saves as the command `edit`: compared through the tables."""
    store = importing.store
    one, two = add_project(store, "一", level="red"), add_project(store, "二", level="red")
    importing.run(csv_file("工程名称,风险等级,乡镇\n一,蓝,凤城\n"))
    today: date = importing.today
    store.edit(
        "改",
        edit_saves(store, "project", two, {"level": "blue", "town": "凤城"}, today=today),
        author="王小明",
    )
    first, second = (dict(store.row("project", item)) for item in (one, two))
    for item in (first, second):
        del item["id"], item["name"]
    assert first == second
    assert [
        (fact.fact, fact.value, fact.valid_from)
        for fact in sorted(store.facts(one), key=lambda fact: fact.order())
    ] == [
        (fact.fact, fact.value, fact.valid_from)
        for fact in sorted(store.facts(two), key=lambda fact: fact.order())
    ]


def test_counts_add_up(importing, csv_file) -> None:
    plan = importing.plan(csv_file("工程名称,建筑面积\n甲,1\n甲,1\n乙,-1\n合计,2\n,\n丙,3\n"))
    found = plan.as_json()
    assert found["rows"] == 4 == found["new"] + found["changed"] + found["same"] + len(found["refused"])
    assert {row.outcome for row in plan.rows} == {RowOutcome.NEW, RowOutcome.SAME, RowOutcome.REFUSED}


def test_a_backup_is_written_before_an_import_when_the_last_one_is_old(importing, csv_file) -> None:
    import os

    folder = importing.store.folder / "backups"
    importing.run(csv_file("工程名称\n甲\n"))
    assert not folder.exists()  # there was nothing to lose
    importing.run(csv_file("工程名称\n乙\n"))
    (first,) = folder.glob("anxi-*-import.db")
    written = first.stat().st_ino
    importing.run(csv_file("工程名称\n丙\n"))
    assert [path.stat().st_ino for path in folder.glob("anxi-*.db")] == [written]
    old = first.stat().st_mtime - 31 * 60
    os.utime(first, (old, old))
    older = first.rename(folder / "anxi-20260101-000000-import.db")
    importing.run(csv_file("工程名称\n丙\n"))  # nothing to write, nothing to save from
    assert list(folder.glob("anxi-*.db")) == [older]
    importing.run(csv_file("工程名称\n丁\n"))
    assert len(list(folder.glob("anxi-*.db"))) == 2
