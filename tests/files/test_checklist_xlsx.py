"""A check list as a workbook: what comes back unchanged is the same edition; a wrong cell is named by its row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anxi_desktop.domain.checklist import CheckList, Frequency, ResponsibleLevel, freeze
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.files.checklist_xlsx import ITEMS, read_checklist, write_checklist
from anxi_desktop.store.check_lists import shipped_lists


@pytest.fixture
def five_s(resources: Path) -> CheckList:
    return next(found for found in shipped_lists(resources) if found.key == "five-s")


def sheet_of(path: Path) -> tuple[Any, Any, dict[str, int]]:
    """The workbook, its sheet of items, and where each column stands."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book[ITEMS]
    return book, sheet, {str(cell.value): cell.column for cell in sheet[1]}


def test_every_shipped_list_comes_back_byte_for_byte(resources: Path, tmp_path: Path) -> None:
    for check_list in shipped_lists(resources):
        path = tmp_path / f"{check_list.key}-{check_list.edition}.xlsx"
        assert write_checklist(check_list, path) == sum(1 for _ in check_list.items())
        assert freeze(read_checklist(path)).body == freeze(check_list).body


def test_text_that_looks_like_a_formula_comes_back_as_text(five_s: CheckList, tmp_path: Path) -> None:
    first, *others = five_s.groups
    hostile = '=HYPERLINK("http://a","b")'
    changed = replace(first, items=(replace(first.items[0], title=hostile), *first.items[1:]))
    check_list = replace(five_s, groups=(changed, *others))
    path = tmp_path / "a.xlsx"
    write_checklist(check_list, path)
    _, sheet, at = sheet_of(path)
    assert sheet.cell(2, at["检查项"]).data_type == "s"
    assert read_checklist(path).groups[0].items[0].title == hostile


def test_a_new_row_gets_a_key_that_was_never_given(five_s: CheckList, tmp_path: Path) -> None:
    group = five_s.groups[-1]
    gone = f"{group.key}.{len(group.items) + 1:02d}"
    path = tmp_path / "a.xlsx"
    write_checklist(replace(five_s, retired=(gone,)), path)
    book, sheet, at = sheet_of(path)
    row = sheet.max_row + 1
    sheet.cell(row, at["检查项"]).value = "新的一条"
    sheet.cell(row, at["责任层级"]).value = "安全员"
    sheet.cell(row, at["检查频率"]).value = "每周"
    book.save(path)
    read = read_checklist(path)
    item = read.groups[-1].items[-1]
    assert item.title == "新的一条"
    assert (item.level, item.frequency) == (ResponsibleLevel.OFFICER, Frequency.WEEKLY)
    assert item.key not in {gone, *(known.key for known in five_s.items())}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("责任层级", "谁都行", "check_list_row"), ("检查项", None, "check_list_row")],
)
def test_a_wrong_cell_is_named(
    five_s: CheckList, tmp_path: Path, column: str, value: str | None, code: str
) -> None:
    path = tmp_path / "a.xlsx"
    write_checklist(five_s, path)
    book, sheet, at = sheet_of(path)
    sheet.cell(4, at[column]).value = value
    book.save(path)
    with pytest.raises(AnxiError) as caught:
        read_checklist(path)
    assert (caught.value.code, caught.value.facts["row"], caught.value.facts["column"]) == (code, 4, column)


def test_marks_that_are_no_number_are_named(resources: Path, tmp_path: Path) -> None:
    scored = next(found for found in shipped_lists(resources) if found.kind is ListKind.SCORED)
    path = tmp_path / "a.xlsx"
    write_checklist(scored, path)
    book, sheet, at = sheet_of(path)
    sheet.cell(3, at["应得分"]).value = "十分"
    book.save(path)
    with pytest.raises(AnxiError) as caught:
        read_checklist(path)
    assert caught.value.code == "check_list_row"
    assert caught.value.facts["row"] == 3


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(AnxiError, match="not_a_check_list"):
        read_checklist(path)
