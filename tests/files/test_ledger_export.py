"""Ledgers of records: every register and list as workbook and PDF, with the words and days people read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import field_word
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.files.import_book import open_book
from anxi_desktop.files.import_columns import read_and_recognise
from anxi_desktop.files.import_kinds import kind_of
from anxi_desktop.files.import_plan import RowOutcome
from anxi_desktop.files.import_planner import plan_import
from anxi_desktop.files.ledger_export import Scope, export_ledger, record_ledger
from anxi_desktop.files.photo_intake import take_in_bytes
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Owner, Store, new_id

TODAY = date(2026, 11, 2)
KINDS = {
    "projects": "project",
    "hazards": "hazard",
    "hazard-list": "hazard",
    "rectification-list": "hazard",
    "risk-points": "risk_point",
    "enforcement": "enforcement",
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("county")
    store = Store.create(folder / "data", profile=folder / "profile", owner=Owner("K7", "王小明", "某局"))
    for _ in fill_demo(store, projects=20, months=2, seed=1):
        pass
    yield store
    store.close()


def export(store: Store, kind: str, path: Path, resources: Path) -> int:
    return export_ledger(store, kind, path, unit="安溪县住建局", today=TODAY, resources=resources)


def table(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    """The headings and rows of a ledger's workbook."""
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    header = [str(cell.value).replace("\n", "") for cell in sheet[3]]
    rows = [dict(zip(header, found, strict=True)) for found in sheet.iter_rows(min_row=4, values_only=True)]
    return header, rows


@pytest.mark.parametrize("kind", KINDS)
def test_every_ledger_holds_every_live_record(
    county: Store, resources: Path, tmp_path: Path, kind: str
) -> None:
    count = sum(1 for _ in county.rows(KINDS[kind]))
    assert export(county, kind, tmp_path / "台账.xlsx", resources) == count > 0
    assert len(table(tmp_path / "台账.xlsx")[1]) == count
    assert export(county, kind, tmp_path / "台账.pdf", resources) == count
    assert (tmp_path / "台账.pdf").read_bytes().startswith(b"%PDF")


def test_a_register_has_every_field_under_its_word(county: Store, resources: Path, tmp_path: Path) -> None:
    export(county, "projects", tmp_path / "p.xlsx", resources)
    header, rows = table(tmp_path / "p.xlsx")
    units = {"建筑面积": "建筑面积（㎡）", "工程造价": "工程造价（万元）"}
    words = [field_word("project", name) for name in SPECS["project"].fields]
    assert header == ["序号", *(units.get(word, word) for word in words)]
    projects = list(county.rows("project"))
    for row, project in zip(rows, projects, strict=True):
        assert row["项目名称"] == project["name"]
        assert row["建筑面积（㎡）"] == float(str(project["area_m2"]))
        started = row["开工日期"]
        assert project["start_on"] == (started.date().isoformat() if isinstance(started, datetime) else None)
        works = project["category"] == "works"
        assert row["类别"] == ("工程项目" if works else "物业项目")
        if project["state"] == "active":
            assert row["项目状态"] == ("在建" if works else "在管")


def test_the_two_lists_of_the_notice(county: Store, resources: Path, tmp_path: Path) -> None:
    export(county, "hazard-list", tmp_path / "h.xlsx", resources)
    export(county, "rectification-list", tmp_path / "r.xlsx", resources)
    header, found = table(tmp_path / "h.xlsx")
    assert header == [
        "序号", "编号", "项目名称", "发现时间", "部位", "隐患描述", "类别", "级别", "依据", "照片号", "发现人", "来源",
    ]  # fmt: skip
    closed_header, closed = table(tmp_path / "r.xlsx")
    assert closed_header[1:4] == ["隐患编号", "项目名称", "整改措施"]
    names = {str(row["id"]): row["name"] for row in county.rows("project")}
    for hazard, left, right in zip(county.rows("hazard"), found, closed, strict=True):
        assert (left["编号"], left["项目名称"]) == (hazard["number"], names[str(hazard["project"])])
        passed = hazard["review"] == "pass"
        assert (right["销号日期"] is not None) == passed
        assert right["复查结果"] == {"pass": "合格", "fail": "不合格", None: None}[hazard["review"]]


@pytest.mark.parametrize("kind", ["projects", "hazards", "risk-points", "enforcement"])
def test_a_register_imported_again_is_the_same(
    county: Store, resources: Path, tmp_path: Path, kind: str
) -> None:
    count = export(county, kind, tmp_path / "台账.xlsx", resources)
    with open_book(tmp_path / "台账.xlsx") as book:
        plan = plan_import(county, finish(read_and_recognise(book, kind_of(kind))), today=TODAY)
    assert plan.counts[RowOutcome.SAME] == count
    assert plan.recognised.ignored == ("序号",)


def test_what_looks_like_a_formula_stays_text(store: Store, resources: Path, tmp_path: Path) -> None:
    saves = record_edit.add_saves(store, "project", {"name": "=HYPERLINK(1)", "category": "works"})
    store.edit("新建", saves, author="王小明")
    export(store, "projects", tmp_path / "p.xlsx", resources)
    sheet: Any = openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets[0]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=HYPERLINK(1)", "s")
    assert export(store, "projects", tmp_path / "p.pdf", resources) == 1


def test_an_empty_register_is_an_empty_table(store: Store, resources: Path, tmp_path: Path) -> None:
    assert export(store, "hazards", tmp_path / "h.xlsx", resources) == 0
    assert table(tmp_path / "h.xlsx")[1] == []


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("projects", "p.docx", "unsupported_output"),
        ("projects", "没有/p.xlsx", "folder_missing"),
    ],
)
def test_what_cannot_be_written_says_so(
    store: Store, resources: Path, tmp_path: Path, kind: str, name: str, code: str
) -> None:
    with pytest.raises(AnxiError) as caught:
        export(store, kind, tmp_path / name, resources)
    assert caught.value.code == code
    assert [path for path in tmp_path.iterdir() if path.suffix] == []


def test_a_ledger_of_chosen_columns(county: Store) -> None:
    rows = list(county.rows("project"))[:2]
    made = record_ledger("project", rows, ["name", "level"], title="选中的", subtitle="")
    assert [column.header for column in made.columns] == ["序号", "项目名称", "整体风险等级"]
    shown = [list(row) for row in made.rows]
    assert [row[:2] for row in shown] == [[1, rows[0]["name"]], [2, rows[1]["name"]]]
    assert {row[2] for row in shown} <= {"红", "橙", "黄", "蓝"}


def test_the_two_lists_leave_out_what_is_void_and_know_photos_reviewers_and_scope(
    store: Store, resources: Path, tmp_path: Path
) -> None:
    first, second, hazard = new_id(), new_id(), new_id()
    store.edit(
        "记",
        [
            Save("project", first, {"name": "甲工程", "category": "works"}),
            Save("project", second, {"name": "乙工程", "category": "works"}),
            Save(
                "hazard",
                hazard,
                {"project": first, "source": "self", "found_on": "2026-10-03", "description": "一"},
            ),
            Save(
                "hazard",
                new_id(),
                {"project": second, "source": "self", "found_on": "2026-10-09", "description": "二"},
            ),
            Save(
                "hazard",
                new_id(),
                {
                    "project": first,
                    "source": "self",
                    "found_on": "2026-10-04",
                    "description": "三",
                    "voided_on": "2026-10-05",
                    "void_reason": "记错",
                },
            ),
            Save(
                "photo", new_id(), {"project": first, "hazard": hazard, "role": "before", "digest": "0" * 64}
            ),
            Save(
                "photo", new_id(), {"project": first, "hazard": hazard, "role": "after", "digest": "1" * 64}
            ),
            Save(
                "hazard_step",
                new_id(),
                {
                    "project": first,
                    "hazard": hazard,
                    "kind": "closed",
                    "done_on": "2026-10-08",
                    "person": "李同",
                },
            ),
        ],
        author="王小明",
    )

    def rows(kind: str, scope: Scope | None = None) -> list[list[object]]:
        path = tmp_path / "a.xlsx"
        export_ledger(store, kind, path, unit="局", today=TODAY, resources=resources, scope=scope)
        sheet = openpyxl.load_workbook(path).worksheets[0]
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]

    assert [row[5] for row in rows("hazard-list") if row[0]] == ["一", "二"]
    assert [row[5] for row in rows("hazard-list", Scope(project=second)) if row[0]] == ["二"]
    assert [
        row[5] for row in rows("hazard-list", Scope(first="2026-10-01", last="2026-10-05")) if row[0]
    ] == ["一"]
    fixed = rows("rectification-list", Scope(project=first))[0]
    assert "李同" in fixed
    assert "前 1 后 1" in fixed


def test_the_check_list_names_how_by_whom_and_how_often(
    store: Store, resources: Path, tmp_path: Path
) -> None:
    path = tmp_path / "检查清单.xlsx"
    count = export_ledger(store, "check-list", path, unit="局", today=TODAY, resources=resources)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert count > 250
    for wanted in ("检查方法", "责任层级", "检查频率", "安全生产责任制", "烧金", "塔式起重机"):
        assert wanted in text
    pdf = tmp_path / "检查清单.pdf"
    assert export_ledger(store, "check-list", pdf, unit="局", today=TODAY, resources=resources) == count


def test_photos_stand_in_the_two_lists_when_asked_for(store: Store, resources: Path, tmp_path: Path) -> None:
    project, hazard, bare = new_id(), new_id(), new_id()
    saves = [
        Save("project", project, {"name": "龙津花园", "category": "works"}),
        Save(
            "hazard",
            hazard,
            {"project": project, "source": "self", "found_on": "2026-10-01", "description": "一"},
        ),
        Save(
            "hazard",
            bare,
            {"project": project, "source": "self", "found_on": "2026-10-02", "description": "二"},
        ),
    ]
    for role, colour in (("scene", "red"), ("before", "orange"), ("before", "yellow"), ("after", "green")):
        body = io.BytesIO()
        Image.new("RGB", (800, 600), colour).save(body, "JPEG")
        digest = take_in_bytes(store, body.getvalue(), name="a.jpg").digest
        photo = {"project": project, "hazard": hazard, "role": role, "digest": digest}
        saves.append(Save("photo", new_id(), photo))
    store.edit("记", saves, author="王小明")

    def pictures(kind: str, *, with_photos: bool) -> list[tuple[int, int]]:
        """Where pictures stand: (row, column), the first data row is 3 and the number before it column 0."""
        path = tmp_path / f"{kind}.xlsx"
        export_ledger(store, kind, path, unit="局", today=TODAY, resources=resources, with_photos=with_photos)
        sheet: Any = openpyxl.load_workbook(path).worksheets[0]
        return [(image.anchor._from.row, image.anchor._from.col) for image in sheet._images]

    assert pictures("hazard-list", with_photos=False) == []
    assert pictures("hazard-list", with_photos=True) == [(3, 9), (3, 9)]
    assert pictures("rectification-list", with_photos=True) == [(3, 11), (3, 11)]
    header, rows = table(tmp_path / "rectification-list.xlsx")
    assert [row["整改前后照片"] for row in rows] == ["前 3 后 1", None]
    assert "整改前后照片" in header

    pdf = tmp_path / "整改清单.pdf"
    for with_photos, count in ((False, 0), (True, 2)):
        export_ledger(
            store,
            "rectification-list",
            pdf,
            unit="局",
            today=TODAY,
            resources=resources,
            with_photos=with_photos,
        )
        assert pdf.read_bytes().count(b"/Subtype /Image") == count


def test_a_lost_photo_does_not_keep_a_list_from_being_printed(
    store: Store, resources: Path, tmp_path: Path
) -> None:
    project, hazard = new_id(), new_id()
    store.edit(
        "记",
        [
            Save("project", project, {"name": "龙津花园", "category": "works"}),
            Save(
                "hazard",
                hazard,
                {"project": project, "source": "self", "found_on": "2026-10-01", "description": "一"},
            ),
            Save(
                "photo",
                new_id(),
                {"project": project, "hazard": hazard, "role": "before", "digest": "0" * 64},
            ),
        ],
        author="王小明",
    )
    for suffix in (".xlsx", ".pdf"):
        path = tmp_path / f"a{suffix}"
        count = export_ledger(
            store, "hazard-list", path, unit="局", today=TODAY, resources=resources, with_photos=True
        )
        assert count == 1
    assert table(tmp_path / "a.xlsx")[1][0]["照片号"] == "1 张"
