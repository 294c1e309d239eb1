"""What was refused goes back to the office as it came, marked, and is imported once it is put right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.import_refused import write_refused


def test_refused_rows_come_back_and_can_be_imported_when_they_are_put_right(
    importing, xlsx, tmp_path, counts
) -> None:
    path = xlsx(
        [
            ["单位：万㎡、元"],
            ["序号", "工程名称", "网格员", None, "建筑面积", "造价", "开工日期", "随便"],
            [None, None, "姓名", "电话"],
            [1, "甲", "乙", 199, 1.2, 25000, date(2026, 3, 10), "x"],
            [2, "丙", "丁", 199, "昨天", 25000, date(2026, 3, 10), "+y"],
            [3, None, "丁", 199, -1, 25000, "2026.13.1", "z"],
        ],
        merges=["C2:D2", "A2:A3", "B2:B3", "E2:E3", "F2:F3", "G2:G3", "H2:H3"],
    )
    plan = importing.run(path)
    assert counts(plan) == (1, 0, 0, 2)
    out = tmp_path / "拒收.xlsx"
    assert write_refused(plan, out) == 2
    book = load_workbook(out)
    sheet: Any = book.active
    assert [cell.value for cell in sheet[1]] == [
        "序号",
        "项目名称",
        "网格员",
        "网格员/电话",
        "建筑面积（万㎡）",
        "工程造价（元）",
        "开工日期",
        "随便",
        "原行号",
        "拒收原因",
        "类别",
    ]
    assert [cell.value for cell in sheet[2]][:9] == [
        2,
        "丙",
        "丁",
        199,
        "昨天",
        25000,
        sheet["G2"].value,
        "+y",
        5,
    ]
    assert sheet["G2"].value.date() == date(2026, 3, 10)
    assert sheet["H2"].quotePrefix
    assert sheet["E2"].comment.text == "不是数字"
    assert [sheet[place].fill.patternType for place in ("D2", "E2", "B3", "G3")] == [
        None,
        "solid",
        "solid",
        "solid",
    ]
    assert sheet["J3"].value.count("；") == 2
    sheet["E2"], sheet["B3"], sheet["E3"], sheet["G3"] = 2, "戊", 3, "2026-1-1"
    book.save(out)
    assert counts(importing.run(out)) == (2, 0, 0, 0)
    found = importing.projects()
    assert [found[name]["area_m2"] for name in "甲丙戊"] == ["12000", "20000", "30000"]
    assert {found[name]["cost_wan"] for name in "甲丙戊"} == {"2.5"}
    assert found["丙"]["grid_member"] == "丁"
    assert found["戊"]["start_on"] == "2026-01-01"


def test_nothing_refused_writes_nothing(importing, csv_file, tmp_path) -> None:
    with pytest.raises(AnxiError) as caught:
        write_refused(importing.plan(csv_file("工程名称\n甲\n")), tmp_path / "拒收.xlsx")
    assert caught.value.code == "nothing_to_export"
    assert not (tmp_path / "拒收.xlsx").exists()
