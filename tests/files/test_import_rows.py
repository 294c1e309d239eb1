"""Which rows are records."""

from __future__ import annotations

import pytest

from anxi_desktop.files.import_rows import record_rows

HEADER = ["序号", "乡镇", "项目名称", "施工单位", "建筑面积"]


def rows_of(importing, path, kind: str = "projects") -> list[int]:
    """Sheet row numbers."""
    return [number + 1 for number in record_rows(importing.recognise(path, kind))]


@pytest.mark.parametrize(
    "line",
    [
        [],
        [None, "  ", "　"],
        [None, "无", "/", "-"],
        [7],
        [None, "小计", None, None, 500],
        [None, "合计"],
        ["总计", None, None, None, 500],
        [None, None, "累计", None, 500],
        [None, "小计", "凤城镇小计"],
        [None, None, "凤城镇小计"],
        ["合  计"],
        ["合计：118 个"],
        ["合计（118个）"],
        [None, None, "本页小计"],
        [None, "累计完成", None, None, 3],
        [9, "凤城镇", "合计", "乙", 5],
        ["填表人：某某", None, None, None, "审核：某某"],
        ["填表人：", "某某", "审核：", "某某"],
        ["填表人", None, None, "单位负责人", "日期 2026.10.31"],
        ["制表：某某", None, None, "日期：2026年10月31日"],
        [None, None, "单位负责人（签字）："],
        ["注：1.本表由各乡镇汇总。"],
        [None, None, "注1：面积含地下室"],
        ["备注：以上为初步统计"],
        ["序号", "乡镇", "项目名称", "施工单位", "建筑面积"],
    ],
)
def test_these_are_no_records(importing, xlsx, line: list[object]) -> None:
    path = xlsx([HEADER, [1, "凤城镇", "甲工程", "乙", 5], line, [2, "凤城镇", "丙工程", "乙", 5]])
    assert rows_of(importing, path) == [2, 4]


@pytest.mark.parametrize(
    "line",
    [
        [1, "凤城镇", "联合计量中心工程", "乙", 5],
        [1, "凤城镇", "综合计算大楼", "乙", 5],
        [1, "凤城镇", "注塑厂房工程", "乙", 5],
        [None, None, "审核中心大楼"],
        [1, "凤城镇", None, "乙", 5],
        [None, None, None, "乙"],
        [1, "凤城镇", "甲工程", "合计建设公司", 5],
        ["#REF!", "凤城镇", "甲工程"],
        [None, None, "#REF!"],
    ],
)
def test_these_are(importing, xlsx, line: list[object]) -> None:
    assert rows_of(importing, xlsx([HEADER, line])) == [2]


def test_a_sum_beyond_the_first_three_filled_cells_is_a_record(importing, xlsx) -> None:
    assert rows_of(importing, xlsx([[*HEADER, "备注"], [1, "凤城", "甲", "乙", 5, "含合计"]])) == [2]


def test_the_lines_of_a_note_go_on_until_something_else_comes(importing, xlsx) -> None:
    rows = [["项目名称"], ["甲"], ["注：1、面积为估算；"], ["2、造价含装修。"], ["乙"], ["3、某某"]]
    assert rows_of(importing, xlsx(rows)) == [2, 5, 6]


def test_the_line_of_column_numbers_is_no_record(importing, xlsx) -> None:
    assert rows_of(importing, xlsx([HEADER, [1, 2, 3, 4, 5], [1, "凤城", "甲", "乙", 5]])) == [3]
    assert rows_of(importing, xlsx([HEADER, ["甲", "乙", "1", "2", "3"], [1, "凤城", "甲", "乙", 5]])) == [3]


def test_merged_and_hidden_rows_are_records_and_blank_ones_inside_a_merge_are_not(importing, xlsx) -> None:
    path = xlsx(
        [
            HEADER,
            [1, "凤城", "甲", "乙", 5],
            [2, None, "丙", "乙", 5],
            [],
            [3, None, "丁", "乙", 5],
            [None, "小计"],
        ],
        merges=["B2:B5"],
        hidden_rows=[3],
        hidden_columns=["C"],
    )
    assert rows_of(importing, path) == [2, 3, 5]
    plan = importing.run(path)
    assert [row.values["town"] for row in plan.rows] == ["凤城"] * 3


def test_a_sum_merged_over_several_rows_is_none_of_them(importing, xlsx) -> None:
    path = xlsx(
        [HEADER, [1, "凤城", "甲", "乙", 5], ["合计", None, None, None, 5], [None] * 4 + [6]],
        merges=["A3:A4"],
    )
    assert rows_of(importing, path) == [2]
