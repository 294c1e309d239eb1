"""An official form as a workbook: the form itself, then the counting rules, then the records behind it.

Only the first sheet is the official form; the other two are for the office's own file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from anxi_desktop.files.form_layout import PlacedForm
from anxi_desktop.files.form_page_xlsx import FormPage
from anxi_desktop.files.pen import Paper
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

RULES_SHEET = "口径与核对"
DETAILS_SHEET = "明细"
_THIN = Side(style="thin")
_HEADING_FILL = PatternFill("solid", fgColor="F2F2F2")


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One record behind a figure: the project, what it is about, and the day it counts from (or None)."""

    project: str
    what: str
    day: date | str | None = None


@dataclass(frozen=True, slots=True)
class DetailTable:
    """The records behind one figure; `figure` is its label."""

    figure: str
    rows: Sequence[DetailRow]


def write_form_xlsx(
    path: Path,
    placed: PlacedForm,
    *,
    rules: Sequence[tuple[str, str, str]] = (),
    details: Sequence[DetailTable] = (),
    paper: Paper = Paper.A4,
) -> None:
    """Write the workbook; `rules` are (item, how it is counted, result of the check).

    Without rules and details, as for a blank form, the form is the only sheet. Errors: those of `write_beside`.
    """
    book = new_book()
    form = book.active
    assert isinstance(form, Worksheet)
    form.title = placed.label
    FormPage(form, placed, paper).write()
    if rules or details:
        _write_list(
            book.create_sheet(RULES_SHEET),
            (("项目", 74.0), ("口径", 110.0), ("核对结果", 86.0)),
            rules,
        )
        _write_list(
            book.create_sheet(DETAILS_SHEET),
            (("数字", 80.0), ("项目名称", 68.0), ("内容", 96.0), ("日期", 26.0)),
            [(table.figure, row.project, row.what, _day(row.day)) for table in details for row in table.rows],
        )
    with write_beside(path) as temporary:
        save_book(book, temporary)


def _write_list(
    sheet: Worksheet,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[date | int | str | None]],
) -> None:
    line = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    for number, (word, width) in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        put(cell, word)
        cell.font = Font(name=HEI, size=10.5)
        cell.fill = _HEADING_FILL
        cell.border = line
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = width_of(width)
    sheet.row_dimensions[1].height = 22
    body, wrap = Font(name=SONG, size=10), Alignment(wrap_text=True, vertical="center")
    centred = Alignment(horizontal="center", vertical="center")
    for row, values in enumerate(rows, 2):
        for number, value in enumerate(values, 1):
            cell = sheet.cell(row, number)
            put(cell, value)
            cell.font, cell.border = body, line
            cell.alignment = centred if isinstance(value, date) else wrap
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
        lines = max(
            lines_of(value, width_mm=width) if isinstance(value, str) else 1
            for value, (_, width) in zip(values, columns, strict=True)
        )
        sheet.row_dimensions[row].height = min(409.0, lines * 14.5 + 5)
    last = get_column_letter(len(columns))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{max(2, len(rows) + 1)}"
    print_landscape(sheet, title_rows="1:1", numbered=True)


def _day(day: date | str | None) -> date | str | None:
    if isinstance(day, str):
        try:
            return date.fromisoformat(day)
        except ValueError:
            return day
    return day
