"""整改回复: out to an enterprise, back filled in Excel or WPS; whatever was done to the file, no row lies."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.reply_columns import COLUMNS, row_code
from anxi_desktop.files.reply_read import ReplyOutcome, ReplyPlan, apply_reply, plan_reply
from anxi_desktop.files.reply_write import write_reply
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.store import Store, new_id
from tests.store.proofs import prove_all

TODAY = date(2026, 11, 25)
AT = {column.key: place for place, column in enumerate(COLUMNS, 1)}
FIRST = 5


class County:
    """Two projects, three open hazards of the first and one of the second."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.home, self.other = new_id(), new_id()
        saves = [
            Save("project", self.home, {"name": "甲工程", "category": "works"}),
            Save("project", self.other, {"name": "乙工程", "category": "works"}),
        ]
        self.hazards = [new_id() for _ in range(4)]
        for number, row in enumerate(self.hazards):
            values: dict[str, JournalValue] = {
                "project": self.other if number == 3 else self.home,
                "number": f"HZ-2026-K7-00{number + 1}",
                "source": "supervision",
                "found_on": "2026-11-10",
                "description": f"隐患{number + 1}",
                "requirement": "改好",
                "person": "叶某",
                "due_on": f"2026-12-0{number + 1}",
            }
            saves.append(Save("hazard", row, values))
        store.edit("放入", saves, author="王小明")

    def write(self, path: Path, project: str = "") -> Path:
        write_reply(self.store, project or self.home, path, unit="县住建局", today=TODAY)
        return path

    def plan(self, path: Path, project: str = "") -> ReplyPlan:
        return finish(plan_reply(self.store, path, today=TODAY, project=project))

    def apply(self, plan: ReplyPlan) -> Any:
        return finish(apply_reply(self.store, plan, author="王小明", today=TODAY))

    def row(self, number: int) -> dict[str, JournalValue]:
        return self.store.row("hazard", self.hazards[number])


@pytest.fixture
def county(store: Store) -> County:
    return County(store)


def fill(path: Path, changes: dict[tuple[int, str], Any], pictures: dict[int, bytes] | None = None) -> Path:
    """Type into rows (counted from 0) as Excel would, and put pictures into their first photo cell."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    for (row, key), value in changes.items():
        sheet.cell(FIRST + row, AT[key]).value = value
    for row, body in (pictures or {}).items():
        sheet.add_image(SheetImage(io.BytesIO(body)), sheet.cell(FIRST + row, AT["photo1"]).coordinate)
    book.save(path)
    return path


def picture(shade: int = 90) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 120, 60)).save(body, "JPEG")
    return body.getvalue()


def outcomes(plan: ReplyPlan) -> list[str]:
    return [row.refused.code if row.refused else row.outcome.value for row in plan.rows]


def test_out_and_back_with_photos_is_one_undoable_step_and_the_same_again(
    county: County, tmp_path: Path
) -> None:
    path = county.write(tmp_path / "回复.xlsx")
    before = picture()
    fill(
        path,
        {
            (0, "rectified_on"): datetime(2026, 11, 20),
            (0, "text"): "已加栏杆\n并验收",
            (0, "person"): "陈某",
            (1, "extension"): "2026年12月20日",
            (1, "reason"): "材料未到",
        },
        {0: before},
    )
    plan = county.plan(path)
    assert outcomes(plan) == ["rectified", "extension", "same"]
    assert state_of(county.row(0)) is HazardState.OPEN
    done = county.apply(plan)
    assert state_of(county.row(0)) is HazardState.RECTIFIED
    assert county.row(0)["rectified_on"] == "2026-11-20"
    assert county.row(1)["extension_due"] == "2026-12-20"
    steps = {str(step["kind"]): step for step in county.store.rows("hazard_step")}
    assert (steps["rectified"]["person"], steps["rectified"]["text"]) == ("陈某", "已加栏杆\n并验收")
    (photo,) = county.store.rows("photo", {"hazard": county.hazards[0]})
    kept = attachment_path(county.store, str(photo["digest"]))
    assert photo["role"] == "after"
    assert kept is not None
    assert kept.read_bytes() == before
    prove_all(county.store)
    again = county.plan(path)
    assert outcomes(again) == ["same", "same", "same"]
    assert county.apply(again) is None
    county.store.undo(done.group, title="撤销", author="王小明")
    assert state_of(county.row(0)) is HazardState.OPEN
    assert list(county.store.rows("photo")) == []


def test_a_plan_is_not_carried_out_on_other_data(county: County, tmp_path: Path) -> None:
    path = fill(county.write(tmp_path / "a.xlsx"), {(0, "rectified_on"): "2026-11-20"})
    plan = county.plan(path)
    county.store.edit("改", [Save("hazard", county.hazards[2], {"person": "别人"})], author="李同")
    with pytest.raises(AnxiError) as caught:
        county.apply(plan)
    assert caught.value.code == "import_outdated"


def test_every_tampered_row_is_refused_with_its_reason_and_the_others_go_in(
    county: County, tmp_path: Path
) -> None:
    path = county.write(tmp_path / "a.xlsx")
    stranger = row_code(project=county.other, hazard=county.hazards[3])
    forged = row_code(project=county.other, hazard=county.hazards[0])
    fill(
        path,
        {
            (0, "rectified_on"): "2026-11-20",
            (1, "code"): stranger,
            (1, "rectified_on"): "2026-11-20",
            (2, "code"): forged,
            (2, "rectified_on"): "2026-11-20",
            (3, "code"): row_code(project=county.home, hazard=county.hazards[0]),
            (3, "rectified_on"): "2026-11-21",
            (4, "code"): row_code(project=county.home, hazard=new_id()),
            (5, "code"): "x" * 4000,
            (6, "text"): "没有校验码的一行",
        },
    )
    plan = county.plan(path)
    assert outcomes(plan) == [
        "rectified",
        "reply_project",
        "reply_code",
        "reply_twice",
        "reply_code",
        "reply_code",
        "reply_code",
    ]
    assert [row.number for row in plan.rows] == [5, 6, 7, 8, 9, 10, 11]
    assert all(row.refused is None or row.refused.reason for row in plan.rows)
    county.apply(plan)
    assert state_of(county.row(0)) is HazardState.RECTIFIED
    assert {state_of(county.row(number)) for number in (1, 2, 3)} == {HazardState.OPEN}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"rectified_on": "明天"}, "not_a_date"),
        ({"rectified_on": "2026-11-20", "extension": "2026-12-20", "reason": "x"}, "reply_both"),
        ({"text": "改好了"}, "missing"),
        ({"rectified_on": "2026-11-09"}, "reply_step"),
        ({"extension": "2026-12-20"}, "reply_step"),
        ({"extension": "2026-11-30", "reason": "x"}, "reply_step"),
        ({"rectified_on": "2026-11-20", "person": "长" * 300}, "reply_step"),
    ],
)
def test_what_does_not_fit_is_refused(
    county: County, tmp_path: Path, typed: dict[str, str], code: str
) -> None:
    path = fill(county.write(tmp_path / "a.xlsx"), {(0, key): value for key, value in typed.items()})
    plan = county.plan(path)
    assert outcomes(plan) == [code, "same", "same"]
    assert plan.writes == 0


def test_formulas_are_text_and_errors_are_refused(county: County, tmp_path: Path) -> None:
    path = county.write(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    cell = sheet.cell(FIRST, AT["text"])
    cell.value, cell.data_type = '=HYPERLINK("http://x","y")', "s"
    sheet.cell(FIRST, AT["rectified_on"]).value = "2026-11-20"
    broken = sheet.cell(FIRST + 1, AT["rectified_on"])
    broken.value, broken.data_type = "#REF!", "e"
    sheet.cell(FIRST + 2, AT["rectified_on"]).value = "=TODAY()"  # a formula without a stored value is blank
    book.save(path)
    plan = county.plan(path)
    assert outcomes(plan) == ["rectified", "cell_error", "same"]
    county.apply(plan)
    (step,) = county.store.rows("hazard_step")
    assert step["text"] == '=HYPERLINK("http://x","y")'


def test_a_picture_that_claims_three_gigabytes_is_refused_unread(county: County, tmp_path: Path) -> None:
    path = county.write(tmp_path / "a.xlsx")
    fill(
        path,
        {(0, "rectified_on"): "2026-11-20", (1, "rectified_on"): "2026-11-20"},
        {0: picture(), 1: picture(20)},
    )
    body = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        name = next(found for found in archive.namelist() if found.endswith("image1.jpeg"))
    place = body.rindex(b"PK\x01\x02", 0, body.rindex(name.encode()))
    body[place + 24 : place + 28] = struct.pack("<I", 3 << 30)
    path.write_bytes(body)
    plan = county.plan(path)
    assert outcomes(plan) == ["reply_picture_size", "rectified", "same"]
    county.apply(plan)
    assert state_of(county.row(1)) is HazardState.RECTIFIED


def test_a_picture_that_is_none_is_refused(county: County, tmp_path: Path) -> None:
    path = fill(county.write(tmp_path / "a.xlsx"), {(0, "rectified_on"): "2026-11-20"}, {0: picture()})
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for item in source.infolist():
            body = source.read(item)
            made.writestr(item, b"not a picture" if "media" in item.filename else body)
    assert outcomes(county.plan(target)) == ["reply_picture", "same", "same"]


def test_pictures_without_a_day_are_asked_about(county: County, tmp_path: Path) -> None:
    path = fill(county.write(tmp_path / "a.xlsx"), {}, {0: picture()})
    assert outcomes(county.plan(path)) == ["reply_photo_alone", "same", "same"]


def test_pictures_in_cells_as_wps_keeps_them_are_found(county: County, tmp_path: Path) -> None:
    path = fill(
        county.write(tmp_path / "a.xlsx"),
        {(0, "rectified_on"): "2026-11-20", (0, "photo1"): '=DISPIMG("ID_A1",1)'},
    )
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    sheet.cell(FIRST, AT["photo1"]).data_type = "s"
    book.save(path)
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for item in source.infolist():
            made.writestr(item, source.read(item))
        made.writestr(
            "xl/cellimages.xml",
            '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
            ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
            ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
            ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><etc:cellImage><xdr:pic>'
            '<xdr:nvPicPr><xdr:cNvPr id="2" name="ID_A1"/></xdr:nvPicPr>'
            '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>',
        )
        made.writestr(
            "xl/_rels/cellimages.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="x/image" Target="media/imageW.jpeg"/></Relationships>',
        )
        made.writestr("xl/media/imageW.jpeg", picture(200))
    plan = county.plan(target)
    assert outcomes(plan) == ["rectified", "same", "same"]
    assert len(plan.rows[0].pictures) == 1
    county.apply(plan)
    assert len(list(county.store.rows("photo", {"hazard": county.hazards[0]}))) == 1


def test_columns_that_were_moved_and_rows_that_were_sorted_are_still_known(
    county: County, tmp_path: Path
) -> None:
    path = county.write(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    made = openpyxl.Workbook()
    target: Any = made.active
    order = list(range(len(rows[0])))[::-1]
    target.append(["随便写的一行"])
    for row in [rows[0], *rows[1:][::-1]]:
        target.append([row[place] for place in order])
    target.cell(3, len(order) - AT["rectified_on"] + 1).value = "2026-11-22"
    made.save(path)
    plan = county.plan(path)
    assert outcomes(plan) == ["rectified", "same", "same"]
    assert plan.rows[0].hazard is not None
    assert plan.rows[0].hazard["id"] == county.hazards[2]


@pytest.mark.parametrize("kind", ["text", "other", "none", "csv"])
def test_what_is_no_reply_is_one_sentence(county: County, tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("a.csv" if kind == "csv" else "a.xlsx")
    if kind == "text":
        path.write_text("不是表", encoding="utf-8")
    elif kind == "other":
        book = openpyxl.Workbook()
        book.active["A1"] = "别的表"  # pyright: ignore[reportOptionalSubscript]
        book.save(path)
    elif kind == "csv":
        path.write_text("校验码（请勿改动）,整改完成日期\n", encoding="utf-8")
    with pytest.raises(AnxiError) as caught:
        county.plan(path)
    wanted = {
        "text": "workbook_damaged",
        "other": "not_a_reply",
        "none": "file_missing",
        "csv": "unsupported_format",
    }
    assert caught.value.code == wanted[kind]


def test_a_project_that_owes_nothing_gets_no_workbook(county: County, tmp_path: Path) -> None:
    empty = new_id()
    county.store.edit("新建", [Save("project", empty, {"name": "丙", "category": "works"})], author="王小明")
    with pytest.raises(AnxiError) as caught:
        county.write(tmp_path / "a.xlsx", empty)
    assert caught.value.code == "nothing_to_export"
    assert not (tmp_path / "a.xlsx").exists()


def test_only_the_open_cells_can_be_typed_into(county: County, tmp_path: Path) -> None:
    sheet: Any = openpyxl.load_workbook(county.write(tmp_path / "a.xlsx")).active
    assert sheet.protection.sheet
    for column in COLUMNS:
        assert sheet.cell(FIRST, AT[column.key]).protection.locked is not column.open
    assert sheet.column_dimensions["A"].hidden
    assert ReplyOutcome.SAME.value == "same"
