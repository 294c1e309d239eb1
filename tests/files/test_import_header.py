"""Finding the header, and knowing a column by any of its names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.import_columns import Recognised
from anxi_desktop.files.import_header import HeaderRows
from anxi_desktop.files.import_kinds import KINDS


def fields(found: Recognised) -> dict[str, str]:
    return {item.label.memory or str(item.label.column): item.field for item in found.columns}


def test_titles_above_the_header_are_passed_over(importing, xlsx) -> None:
    found = importing.recognise(
        xlsx(
            [
                ["安溪县项目台账"],
                ["填报单位：某某中心", None, "单位：㎡、万元"],
                [],
                ["序号", "工程名称", "建筑面积"],
                [1, "甲", 5],
            ],
            merges=["A1:C1", "A2:B2"],
        )
    )
    assert found.header == HeaderRows(3, 3)
    assert fields(found) == {"序号": "", "工程名称": "name", "建筑面积": "area_m2"}
    assert found.ignored == ("序号",)


def test_a_column_under_a_group_is_known_by_its_last_line_or_by_both(importing, xlsx) -> None:
    found = importing.recognise(
        xlsx(
            [
                [
                    "序号",
                    "项目名称",
                    "参建单位",
                    None,
                    "项目负责人",
                    None,
                    "安全员",
                    None,
                    "标准化",
                    None,
                    "计划",
                    None,
                ],
                [
                    None,
                    None,
                    "建设单位",
                    "施工单位",
                    "姓名",
                    "电话",
                    "姓名",
                    "电话",
                    "达标等级",
                    "达标日期",
                    "竣工日期",
                ],
                [1, "甲", "乙", "丙", "丁", 1, "戊", 2, "合格", "2026-1-1", "2027-1-1"],
            ],
            merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "I1:J1"],
        )
    )
    assert found.header == HeaderRows(0, 1)
    assert {key: value for key, value in fields(found).items() if value} == {
        "项目名称": "name",
        "参建单位/建设单位": "owner",
        "参建单位/施工单位": "contractor",
        "项目负责人/姓名": "manager",
        "项目负责人/电话": "phone",
        "安全员/姓名": "safety_officer",
        "标准化/达标等级": "grade",
        "标准化/达标日期": "graded_on",
        "计划/竣工日期": "planned_end_on",
    }
    assert found.ignored == ("序号", "电话")


def test_groups_that_were_never_merged_stand_over_what_follows(importing, csv_file) -> None:
    found = importing.recognise(
        csv_file("项目名称,施工单位,,网格员,\n,名称,项目经理,姓名,电话\n甲,乙,丙,丁,1\n")
    )
    assert found.header == HeaderRows(0, 1)
    assert fields(found) == {
        "项目名称": "name",
        "施工单位/名称": "contractor",
        "施工单位/项目经理": "manager",
        "网格员/姓名": "grid_member",
        "网格员/电话": "",
    }


def test_a_telephone_beside_another_company_is_not_the_managers(importing, csv_file) -> None:
    found = importing.recognise(csv_file("项目名称,联系电话,负责人,联系电话\n甲,1,乙,2\n"))
    assert [item.field for item in found.columns] == ["name", "", "manager", "phone"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_header_and_every_other_name_leads_to_its_field(importing, csv_file, kind: str) -> None:
    required = [column for column in KINDS[kind].columns if column.required]
    for column in KINDS[kind].columns:
        for header in column.headers:
            others = [item.header for item in required if item is not column]
            found = importing.recognise(csv_file(",".join([header, *others]) + "\nx\n"), kind)
            assert found.by_field[column.field].label.column == 0, header


@pytest.mark.parametrize(
    "header",
    [
        "建筑面积\n（㎡）",
        "建筑面积(m2)",
        " 建 筑 面 积 ",
        "*建筑面积",
        "建筑面积：",
        "建筑面积【平方米】",
        "总建筑面积/㎡",
    ],
)
def test_a_header_is_known_with_line_breaks_spaces_units_and_marks(importing, xlsx, header: str) -> None:
    found = importing.recognise(xlsx([["项目名称", header], ["甲", 5]]))
    assert found.by_field["area_m2"].label.column == 1


@pytest.mark.parametrize(
    ("header", "field", "scale", "text"),
    [
        ("建筑面积\n（万㎡）", "area_m2", "10000", "建筑面积"),
        ("建筑面积(万平方米)", "area_m2", "10000", "建筑面积"),
        ("建筑面积（㎡）", "area_m2", "1", "建筑面积"),
        ("造价（元）", "cost_wan", "0.0001", "造价"),
        ("合同价(亿元)", "cost_wan", "10000", "合同价"),
        ("工程造价（单位：元）", "cost_wan", "0.0001", "工程造价"),
        ("工程造价/元", "cost_wan", "0.0001", "工程造价/元"),
        ("工程造价", "cost_wan", "1", "工程造价"),
        ("镇（街道）", "town", "1", "镇（街道）"),
        ("示范岗位数（个）", "demo_posts", "1", "示范岗位数"),
    ],
)
def test_the_unit_in_a_headers_brackets_scales_and_is_not_part_of_its_name(
    importing, xlsx, header: str, field: str, scale: str, text: str
) -> None:
    column = importing.recognise(xlsx([["项目名称", header], ["甲", 5]])).by_field[field]
    assert (column.scale, column.label.text) == (Decimal(scale), text)


def test_a_title_line_may_name_the_units_of_the_sheet(importing, xlsx) -> None:
    rows = [["台账"], ["单位：万㎡、元"], ["项目名称", "建筑面积", "造价", "合同价（亿元）"], ["甲", 1, 1, 1]]
    found = importing.recognise(xlsx(rows))
    assert found.by_field["area_m2"].scale == Decimal(10_000)
    assert found.by_field["cost_wan"].scale == Decimal("0.0001")


def test_of_two_columns_for_one_field_the_proper_name_wins(importing, csv_file) -> None:
    found = importing.recognise(csv_file("项目名称,总建筑面积,建筑面积,说明,备注\n甲,1,2,3,4\n"))
    assert [item.field for item in found.columns] == ["name", "", "area_m2", "", "note"]
    assert found.ignored == ("总建筑面积", "说明")


@pytest.mark.parametrize(
    ("header", "family"),
    [
        ("小区名称", Family.PROPERTY),
        ("项目名称,物业公司", Family.PROPERTY),
        ("项目名称,物业服务企业", Family.PROPERTY),
        ("项目名称,施工单位", Family.WORKS),
        ("工程名称,施工总承包单位", Family.WORKS),
        ("工程名称", Family.WORKS),
        ("项目名称", None),
        ("项目名称,类别,施工单位", None),
        ("项目名称,施工单位,物业公司", None),
    ],
)
def test_the_family_is_known_from_the_columns(
    importing, csv_file, header: str, family: Family | None
) -> None:
    assert importing.recognise(csv_file(header + "\n甲,乙,丙\n")).known_family is family


def test_the_first_sheet_with_the_columns_is_taken(importing, xlsx) -> None:
    path = xlsx([["说明"], ["本表仅供内部使用"]], more={"空": [], "台账": [["项目名称"], ["甲"]]})
    assert importing.recognise(path).grid.name == "台账"
    assert importing.recognise(path, sheet="表").grid.name == "表"


def test_a_sheet_without_the_required_columns_is_refused_with_their_names(importing, xlsx) -> None:
    with pytest.raises(AnxiError) as caught:
        importing.plan(xlsx([["姓名", "电话"], ["甲", 1]]))
    assert (caught.value.code, caught.value.facts["wanted"]) == ("no_header", "项目名称")
    with pytest.raises(AnxiError) as caught:
        importing.plan(xlsx([["项目名称", "检查日期"], ["甲", "2026-1-1"]]), "hazards")
    assert caught.value.facts["wanted"] == "来源、隐患描述"


def test_what_a_person_corrected_is_remembered_and_wins(importing, csv_file) -> None:
    path = csv_file("项目名称,单体,建筑面积,备注\n甲,1,2,3\n")
    found = importing.recognise(path, remembered={"单体": "area_m2", "备注": ""})
    assert [item.field for item in found.columns] == ["name", "area_m2", "", ""]
    assert importing.recognise(path, remembered={"单体": "无此字段"}).by_field.keys() == {
        "name",
        "area_m2",
        "note",
    }


def test_correcting_a_column_takes_its_field_from_the_other(importing, csv_file) -> None:
    found = importing.recognise(csv_file("项目名称,建筑面积,单体（万㎡）\n甲,1,2\n"))
    changed = found.corrected(2, "area_m2")
    assert [item.field for item in changed.columns] == ["name", "", "area_m2"]
    assert changed.by_field["area_m2"].scale == Decimal(10_000)
    assert [item.field for item in changed.corrected(2, "").columns] == ["name", "", ""]


def test_a_sheet_without_any_header_comes_back_with_nothing_mapped(importing, csv_file) -> None:
    found = importing.recognise(csv_file("\n1,2\n3,4\n"))
    assert found.header == HeaderRows(1, 1)
    assert not found.by_field


def test_the_words_of_data_are_no_header(importing, xlsx) -> None:
    rows = [["项目名称", "事项", "完成日期"], ["甲", "检查清单", "2026-1-1"], ["甲", "隐患清单", "2026-1-2"]]
    assert importing.recognise(xlsx(rows), "milestones").header == HeaderRows(0, 0)


def test_a_group_counts_also_where_the_last_line_alone_would_find_more(importing, xlsx) -> None:
    rows = [["工程名称", "网格员", None], [None, "姓名", "电话"], ["甲", "乙", 1]]
    found = importing.recognise(xlsx(rows, merges=["A1:A2", "B1:C1"]))
    assert found.header == HeaderRows(0, 1)
    assert [item.field for item in found.columns] == ["name", "grid_member", ""]


def test_groups_over_every_column_are_no_header_of_their_own(importing, xlsx) -> None:
    rows = [["项目", None, "网格员", None], ["名称", "地址", "姓名", "电话"], ["甲", "乙", "丙", 1]]
    found = importing.recognise(xlsx(rows, merges=["A1:B1", "C1:D1"]))
    assert found.header == HeaderRows(0, 1)
    assert [item.field for item in found.columns] == ["name", "address", "grid_member", ""]


def test_a_header_does_not_end_where_a_heading_is_merged_down(importing, xlsx) -> None:
    rows = [["工程名称", "监理单位", None], [None, "总监", "电话"], ["甲", "乙", 1]]
    found = importing.recognise(xlsx(rows, merges=["A1:A2", "B1:C1"]))
    assert found.header == HeaderRows(0, 1)
    assert [item.field for item in found.columns] == ["name", "", ""]
