"""Forms of units over a real store: from files to records and back, summed, exported, undone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anxi_desktop.app.registry_work import Place
from anxi_desktop.app.session import Session
from anxi_desktop.app.unit_forms import Incoming, UnitForms, outdone
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORM_4, FORM_5, FORM_6
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.form_layout import FormHead, place
from anxi_desktop.files.forms_xlsx import write_form_xlsx
from anxi_desktop.files.report import form_spec
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.record_edit import add_saves
from anxi_desktop.store.store import new_id
from tests.store.proofs import prove_all

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 2)
Write = Callable[..., Path]


def add_unit(
    session: Session, name: str, family: Family = Family.WORKS, unit_type: str = "乡镇", **more: Any
) -> str:
    values = {"name": name, "family": family.value, "unit_type": unit_type, **more}
    saves = add_saves(session.store, "reporting_unit", values)
    session.edit("登记", saves)
    return saves[0].row


@pytest.fixture
def forms(session: Session) -> UnitForms:
    for name in ("凤城镇", "城厢镇", "龙门镇"):
        add_unit(session, name)
    add_unit(session, "停用镇", retired=True)
    add_unit(session, "某物业", Family.PROPERTY, "物业企业")
    return UnitForms(session)


@pytest.fixture
def write(session: Session, tmp_path: Path) -> Write:
    """A form as a unit hands it in."""

    def made(
        unit: str,
        *blocks: dict[str, Any],
        form: str = FORM_5,
        name: str = "",
        filled_on: date | None = TODAY,
    ) -> Path:
        folder = tmp_path / "收到" / unit
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or f"{form} 2026-10.xlsx")
        given = blocks or ({"unit_type": "乡镇", "red": 1},)
        head = FormHead(unit, "王小明", "0595-00001234", filled_on)
        write_form_xlsx(path, place(form_spec(session.resources, form), given, head))
        return path

    return made


def incoming(forms: UnitForms, *paths: Path, month: Month = OCTOBER) -> list[Incoming]:
    return forms.preview(finish(forms.reading(paths)()), month)


def take(forms: UnitForms, *paths: Path, today: date = TODAY, profile: Path) -> None:
    session = forms.session
    home = Place(session.store.folder, profile, session.settings.person)
    ready = [one for one in incoming(forms, *paths) if one.is_ready]
    forms.note(finish(forms.take_in(ready, home, today=today)()))


def test_a_form_with_more_rows_than_a_record_holds_stops_no_other(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    """A town that lists every project of its own as a row."""
    keys = ("orange", "yellow", "blue", "insp", "found", "urged", "halt", "shut", "warned", "exposed")
    rows = [
        {"unit_type": f"{number} 号项目部" + "某" * 40, **dict.fromkeys(keys, 0)} for number in range(380)
    ]
    found = incoming(forms, write("城厢镇"), write("凤城镇", *rows))
    assert [(one.unit, one.is_ready) for one in found] == [("城厢镇", True), ("凤城镇", False)]
    assert "一份表存不下" in found[1].error
    take(forms, found[0].path, found[1].path, profile=profile)
    assert [row["unit"] for row in session.store.rows("unit_form")] == ["城厢镇"]


def test_from_files_to_records_in_one_action(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    first, second = (
        write("城厢镇"),
        write("凤城镇", {"unit_type": "乡镇", "red": 2, "fine_amt": Decimal("0.5")}),
    )
    found = incoming(forms, first, second)
    assert [(one.form, one.unit, one.month, one.is_asked, one.is_ready) for one in found] == [
        (FORM_5, "城厢镇", OCTOBER, True, True),
        (FORM_5, "凤城镇", OCTOBER, True, True),
    ]
    assert list(session.store.rows("unit_form")) == []
    take(forms, first, second, profile=profile)
    (row, _) = session.store.rows("unit_form")
    assert row["id"] == named_id("unit_form", OCTOBER, FORM_5, "城厢镇")
    assert (row["month"], row["file_name"], row["received_on"]) == (
        "2026-10",
        "附件5 2026-10.xlsx",
        "2026-11-02",
    )
    kept = attachment_path(session.store, str(row["digest"]))
    assert kept is not None
    assert kept.read_bytes() == first.read_bytes()
    lines = forms.overview(OCTOBER, Family.WORKS)
    assert [(line.unit, tuple(line.forms), line.lacks((FORM_4, FORM_5))) for line in lines] == [
        ("城厢镇", (FORM_5,), (FORM_4,)),
        ("凤城镇", (FORM_5,), (FORM_4,)),
        ("龙门镇", (), (FORM_4, FORM_5)),
    ]
    assert session.undo_title == "导入各单位报来的月报 2 份"
    session.undo()
    assert list(session.store.rows("unit_form")) == []
    session.redo()
    assert len(list(session.store.rows("unit_form"))) == 2
    prove_all(session.store)


def test_a_second_form_of_a_unit_replaces_the_first(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    take(forms, write("城厢镇"), profile=profile)
    again = write("城厢镇", {"unit_type": "乡镇", "red": 9}, name="附件5 2026-10 改.xlsx")
    (one,) = incoming(forms, again)
    assert one.replaces is not None
    assert (one.replaces.file_name, one.is_same) == ("附件5 2026-10.xlsx", False)
    take(forms, again, today=date(2026, 11, 3), profile=profile)
    (line, *_) = forms.overview(OCTOBER, Family.WORKS)
    assert line.forms[FORM_5].blocks[0].cells == {"red": 9}
    assert line.forms[FORM_5].received_on == date(2026, 11, 3)
    assert incoming(forms, again)[0].is_same
    session.undo()
    assert forms.overview(OCTOBER, Family.WORKS)[0].forms[FORM_5].blocks[0].cells == {"red": 1}
    record = named_id("unit_form", OCTOBER, FORM_5, "城厢镇")
    forms.remove([record])
    assert forms.overview(OCTOBER, Family.WORKS)[0].forms == {}
    take(forms, again, profile=profile)  # taken out, and handed in once more
    assert forms.overview(OCTOBER, Family.WORKS)[0].forms[FORM_5].blocks[0].cells == {"red": 9}
    prove_all(session.store)


def test_of_two_files_at_once_the_later_counts(forms: UnitForms, write: Write, profile: Path) -> None:
    older = write("城厢镇", {"unit_type": "乡镇", "red": 1}, name="附件5 2026-10 初稿.xlsx")
    newer = write("城厢镇", {"unit_type": "乡镇", "red": 2}, name="附件5 2026-10 终稿.xlsx")
    os.utime(older, (1000, 1000))
    assert [one.path for one in incoming(forms, newer, older)] == [older, newer]
    assert outdone(incoming(forms, older, newer)) == {0: 1}
    take(forms, older, newer, profile=profile)
    assert forms.overview(OCTOBER, Family.WORKS)[0].forms[FORM_5].blocks[0].cells == {"red": 2}


def test_a_form_whose_unit_or_month_is_not_known(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    nameless = write("", name="月报.xlsx", filled_on=None)
    (one,) = incoming(forms, nameless)
    assert (one.is_ready, one.month, one.error) == (False, OCTOBER, "")
    with pytest.raises(AnxiError, match="unit_form_incomplete"):
        forms.take_in([one], Place(session.store.folder, profile, "王小明"), today=TODAY)
    assert forms.unit_names(FORM_5) == ["城厢镇", "凤城镇", "龙门镇"]
    chosen = forms.placed(one, unit=" 龙 门镇", month=Month(2026, 9))
    assert (chosen.unit, chosen.month, chosen.is_asked, chosen.is_ready) == (
        "龙门镇",
        Month(2026, 9),
        True,
        True,
    )
    assert not forms.placed(one, unit="外来公司").is_asked
    other_month = write("凤城镇", name="附件5 2026-09.xlsx")
    assert incoming(forms, other_month)[0].month == Month(2026, 9)


def test_files_that_cannot_be_taken_in_stop_no_other(forms: UnitForms, write: Write, tmp_path: Path) -> None:
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(b"PK\x03\x04")
    found = incoming(
        forms,
        damaged,
        write("城厢镇"),
        write("城厢镇", {"item": "工程项目", "base": 3}, form="附件3"),
        write("城厢镇", {"unit_type": "乡镇"}, form=FORM_4),
    )
    assert [bool(one.error) for one in found] == [True, False, True, True]
    assert "已损坏" in found[0].error
    assert "年度目标" in found[2].error
    assert "没有一个可用的数字" in found[3].error


def test_a_file_that_was_changed_since_it_was_read(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    path = write("城厢镇")
    ready = incoming(forms, path)
    write("城厢镇", {"unit_type": "乡镇", "red": 5})
    with pytest.raises(AnxiError, match="import_outdated"):
        finish(forms.take_in(ready, Place(session.store.folder, profile, "王小明"), today=TODAY)())
    assert list(session.store.rows("unit_form")) == []


def test_a_block_without_its_type_gets_the_units_own(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    take(
        forms,
        write("城厢镇", {"red": 3}),
        write("某物业", {"unit_type": "县(市、区)", "total": 4}, form=FORM_6),
        profile=profile,
    )
    assert [block.unit_type for block in forms.summed(OCTOBER, Family.WORKS)[FORM_5].blocks] == ["乡镇"]
    property_sum = forms.summed(OCTOBER, Family.PROPERTY)[FORM_6]
    assert [block.unit_type for block in property_sum.blocks] == ["县（市、区）"]
    assert {(cell.key, cell.value, cell.own) for cell in property_sum.differences} == {("total", 4, 0)}


def test_the_sum_beside_the_own_records(
    forms: UnitForms, session: Session, write: Write, profile: Path
) -> None:
    project = new_id()
    values = {"name": "龙津花园", "category": "works", "unit_type": "乡镇", "state": "active", "level": "red"}
    saves = add_saves(session.store, "project", values, row=project)
    session.edit("新建", [save if save.entity != "fact" else _since(save) for save in saves])
    take(
        forms,
        write("城厢镇", {"unit_type": "乡镇", "red": 1, "proj_total": 1}),
        write("凤城镇", {"unit_type": "乡镇", "red": 2, "insp": 4}),
        profile=profile,
    )
    total = forms.summed(OCTOBER, Family.WORKS)[FORM_5]
    assert total.units == ("城厢镇", "凤城镇")
    assert {(cell.unit_type, cell.key, cell.value, cell.own, cell.delta) for cell in total.differences} == {
        ("乡镇", "red", 3, 1, 2),
        ("乡镇", "insp", 4, 0, 4),
    }
    assert forms.summed(OCTOBER, Family.WORKS)[FORM_4].cells == ()


def _since(save: Save) -> Save:
    return Save(save.entity, save.row, {**save.set, "valid_from": "2026-01-01"})


def test_the_workbook_of_the_sum(
    forms: UnitForms, session: Session, write: Write, profile: Path, tmp_path: Path
) -> None:
    target = tmp_path / "汇总.xlsx"
    with pytest.raises(AnxiError, match="nothing_to_export"):
        forms.export(OCTOBER, Family.WORKS, target, today=TODAY)
    bad = write("城厢镇", {"unit_type": "乡镇", "red": 1})
    book = openpyxl.load_workbook(bad)
    sheet: Any = book.worksheets[0]
    sheet["H7"].value = "约3个"
    book.save(bad)
    take(
        forms,
        bad,
        write("凤城镇", {"unit_type": "乡镇", "red": 2}),
        write("外来公司", {"unit_type": "施工企业", "gb_aaa": 1}, form=FORM_4),
        profile=profile,
    )
    assert finish(forms.export(OCTOBER, Family.WORKS, target, today=TODAY)()) == target
    read = openpyxl.load_workbook(target)
    assert read.sheetnames == ["附件4", "附件5", "报送情况", "与本单位记录的差异"]
    form: Any = read["附件5"]
    assert (form["A7"].value, form["G7"].value) == ("乡镇", 3)
    standing: Any = read["报送情况"]
    rows = [[cell.value for cell in row] for row in standing.iter_rows(min_row=3)]
    assert standing["A1"].value == (
        "2026年10月工程项目月报：应报 3 个单位，报齐 0 个。没有报齐的：城厢镇、凤城镇、龙门镇。"
    )
    assert rows[0][:3] == ["城厢镇", "乡镇", "未报"]
    assert "附件5有 1 格没有采用：H7 四色安全风险分级动态监管 › 橙色风险项目“约3个”" in rows[0][5]
    assert rows[2][2:4] == ["未报", "未报"]
    assert (rows[3][0], rows[3][5]) == ("外来公司", "不在填报单位名单里")
    differing: Any = read["与本单位记录的差异"]
    assert [cell.value for cell in differing[3]] == [
        "附件4",
        "施工企业",
        "创建提升数量 › 国标 › 国家级AAA",
        1,
        None,
        1,
    ]


def test_a_form_of_a_newer_program_is_shown_and_not_summed(forms: UnitForms, session: Session) -> None:
    row = named_id("unit_form", OCTOBER, FORM_5, "城厢镇")
    values = {"month": "2026-10", "form": FORM_5, "unit": "城厢镇", "body": '{"format":2}'}
    session.edit("别处写的", [Save("unit_form", row, values)])
    (line, *_) = forms.overview(OCTOBER, Family.WORKS)
    assert line.forms[FORM_5].body is None
    assert forms.summed(OCTOBER, Family.WORKS)[FORM_5].blocks == ()
