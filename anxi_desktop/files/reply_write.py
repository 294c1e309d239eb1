"""Writes the 整改回复 workbook of one project: everything locked but what the enterprise fills in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState, Severity
from anxi_desktop.files.reply_columns import COLUMNS, SHEET, TITLE_ROWS, row_code
from anxi_desktop.files.xlsx_cells import (
    HEI,
    SONG,
    lines_of,
    new_book,
    print_landscape,
    put,
    save_book,
    width_of,
)
from anxi_desktop.store.atomic import write_beside
from anxi_desktop.store.store import Store

Row = dict[str, JournalValue]

_LINE = Side(style="thin", color="FF8C959F")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LOCKED_FILL = PatternFill("solid", fgColor="FFF0F2F5")
_OPEN_FILL = PatternFill("solid", fgColor="FFFFFBE6")
_HEAD_FILL = PatternFill("solid", fgColor="FFDCEFEA")
_LEAST_HEIGHT = 96.0  # points: a photo can be seen
_HOW = (
    "只填黄色的格子：改好了填“整改完成日期”和“整改情况”，照片插入到同一行右边的照片格里（每行最多三张）；"
    "暂时改不好的，在期限之前填“申请延期到”和“延期原因”。填好后把这个文件发回，不要改动其他格子，不要删除或增加行。"
)


def open_hazards(store: Store, project: str) -> list[Row]:
    """What a project still has to rectify, the most urgent first."""
    rows = [row for row in store.rows("hazard", {"project": project}) if state_of(row) is HazardState.OPEN]
    return sorted(rows, key=lambda row: (str(row["due_on"] or "9999"), str(row["number"] or "")))


def write_reply(store: Store, project: str, path: Path, *, unit: str, today: date) -> int:
    """Write the workbook to `path` (.xlsx) and return its rows.

    Errors: nothing_to_export where the project owes nothing, those of `write_beside`.
    """
    home = store.row("project", project)
    rows = open_hazards(store, project)
    if not rows:
        raise AnxiError("nothing_to_export")
    book = new_book()
    sheet: Any = book.active
    sheet.title = SHEET
    _head(sheet, str(home["name"]), unit=unit, today=today)
    for place, row in enumerate(rows, 1):
        _row(sheet, place, row, project)
    _guard(sheet, len(rows))
    with write_beside(path) as temporary:
        save_book(book, temporary)
    return len(rows)


def _head(sheet: Any, project: str, *, unit: str, today: date) -> None:
    last = get_column_letter(len(COLUMNS))
    for row, text, height, size in (
        (1, "隐患整改回复表", 34, 18),
        (2, f"项目：{project}    发出单位：{unit}    {today.year}年{today.month}月{today.day}日", 22, 10.5),
        (3, _HOW, 36, 10),
    ):
        sheet.merge_cells(f"B{row}:{last}{row}")
        cell = sheet.cell(row, 2)
        put(cell, text)
        cell.font = Font(name=HEI if row == 1 else SONG, size=size)
        cell.alignment = Alignment(
            horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True
        )
        sheet.row_dimensions[row].height = height
    for place, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(TITLE_ROWS + 1, place)
        put(cell, column.header)
        cell.font, cell.fill, cell.border = Font(name=HEI, size=10.5), _HEAD_FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = width_of(column.width_mm)
        dimension.hidden = column.key == "code"
    sheet.row_dimensions[TITLE_ROWS + 1].height = 32
    sheet.freeze_panes = f"F{TITLE_ROWS + 2}"
    print_landscape(sheet, title_rows=f"{TITLE_ROWS + 1}:{TITLE_ROWS + 1}", numbered=True, width_mm=430)


def _row(sheet: Any, place: int, row: Row, project: str) -> None:
    severity = words.choice_word(Severity, str(row["severity"])) if row["severity"] else ""
    values: dict[str, date | int | str | None] = {
        "code": row_code(project=project, hazard=str(row["id"])),
        "place": place,
        "severity": severity,
    }
    for name in ("number", "part", "description", "requirement"):
        values[name] = str(row[name] or "")
    values["due_on"] = date.fromisoformat(str(row["due_on"])) if row["due_on"] else None
    at = TITLE_ROWS + 1 + place
    lines = 1
    for number, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(at, number)
        value = values.get(column.key)
        put(cell, value)
        cell.font, cell.border = Font(name=SONG, size=10), _BORDER
        cell.fill = _OPEN_FILL if column.open else _LOCKED_FILL
        cell.protection = Protection(locked=not column.open)
        centred = column.key in ("place", "severity", "due_on", "rectified_on", "extension")
        cell.alignment = Alignment(
            horizontal="center" if centred else "left", vertical="center", wrap_text=True
        )
        if column.key in ("due_on", "rectified_on", "extension"):
            cell.number_format = "yyyy-mm-dd"
        if isinstance(value, str) and column.key != "code":
            lines = max(lines, lines_of(value, width_mm=column.width_mm))
    sheet.row_dimensions[at].height = max(_LEAST_HEIGHT, min(400.0, 6 + 14 * lines))


def _guard(sheet: Any, count: int) -> None:
    """Locked cells cannot be typed into; pictures can be put in. There is no password: it guards against slips."""
    sheet.protection.sheet = True
    sheet.protection.objects = False
    sheet.protection.scenarios = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    first, last = TITLE_ROWS + 2, TITLE_ROWS + 1 + count
    for place, column in enumerate(COLUMNS, 1):
        if column.key in ("rectified_on", "extension"):
            letter = get_column_letter(place)
            days: Any = DataValidation(
                type="date",
                operator="greaterThan",
                formula1="DATE(2020,1,1)",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="不是日期",
                error="请填日期，例如 2026-12-05",
            )
            days.add(f"{letter}{first}:{letter}{last}")
            sheet.add_data_validation(days)
