"""What the list shows is what the file holds: the same rows, columns, order and words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from anxi_desktop.app.registry import Registry
from anxi_desktop.app.registry_export import Shown, export_shown, question_words
from anxi_desktop.app.registry_work import Place
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.project_list import COMPANY, MILESTONES, MISSING, ProjectQuery
from anxi_desktop.domain.records.project import MilestoneItem

COLUMNS = ("name", "state", "level", COMPANY, "area_m2", "start_on", MILESTONES)


@pytest.fixture
def place(session: Session, profile: Path) -> Place:
    registry = Registry(session)
    first = registry.add(
        {
            "name": "城东安置房",
            "category": "works",
            "contractor": "福建华诚建设有限公司",
            "level": "red",
            "area_m2": "12000.5",
            "start_on": "2026-03-01",
        }
    )
    registry.set_milestone(first, MilestoneItem.FIVE_S, done_on=date(2026, 5, 4))
    registry.add({"name": "=城西名城", "category": "property", "level": "blue"})
    registry.add({"name": "安然小区", "category": "property", "level": "blue"})
    return Place(session.store.folder, profile, "王小明")


def run(place: Place, shown: Shown, path: Path, resources: Path) -> list[tuple[int, str]]:
    return list(export_shown(place, shown, path, resources=resources))


def test_a_workbook_holds_filter_columns_and_order(place: Place, tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "台账.xlsx"
    query = ProjectQuery(filters={"level": frozenset({"red", "blue"})}, sort="level")
    steps = run(place, Shown(query, COLUMNS, "安溪县住建局"), path, resources)
    assert steps[-1] == (99, "已写 3/3 个项目")
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "项目台账"
    assert "风险等级：红、蓝" in str(rows[1][0])
    assert "共 3 个项目" in str(rows[1][0])
    heads = [str(head).replace("\n", "") for head in rows[2]]
    assert heads == [
        "序号",
        "项目名称",
        "状态",
        "风险等级",
        "施工/物业单位",
        "建筑面积（㎡）",
        "开工日期",
        "一企一策",
    ]
    assert [row[1] for row in rows[3:6]] == ["城东安置房", "=城西名城", "安然小区"]
    first = rows[3]
    assert [row[2] for row in rows[3:6]] == ["在建", "在管", "在管"]
    assert (first[3], first[4], first[5], first[7]) == ("红", "福建华诚建设有限公司", 12000.5, "1/9")
    assert str(first[6])[:10] == "2026-03-01"


def test_a_pdf_is_written_as_well(place: Place, tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "台账.pdf"
    run(place, Shown(ProjectQuery(search="城"), COLUMNS, "安溪县住建局"), path, resources)
    assert path.read_bytes().startswith(b"%PDF")


def test_nothing_to_export_leaves_no_file(place: Place, tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with pytest.raises(AnxiError, match="nothing_to_export"):
        run(place, Shown(ProjectQuery(search="没有的"), COLUMNS, ""), path, resources)
    assert not path.exists()


def test_another_format_is_refused_by_name(place: Place, tmp_path: Path, resources: Path) -> None:
    with pytest.raises(AnxiError, match="unsupported_output"):
        run(place, Shown(ProjectQuery(), COLUMNS, ""), tmp_path / "台账.txt", resources)


def test_a_question_is_told_in_words() -> None:
    query = ProjectQuery(
        search=" 城东 ",
        filters={
            "town": frozenset({"湖头镇", None}),
            "grade": frozenset({"aaa", "pass", "none", "city_good"}),
            MISSING: frozenset({"five_s"}),
        },
    )
    words = question_words(query)
    assert words.startswith("搜索“城东”；乡镇：")
    assert "达标等级：" in words
    assert " 等 4 种" in words
    assert words.endswith("一企一策缺：5S")
    assert question_words(ProjectQuery()) == ""
