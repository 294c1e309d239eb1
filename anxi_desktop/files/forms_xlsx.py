"""An official form as a workbook: the form itself, then the counting rules, then the records behind it.

Only the first sheet is the official form; the other two are for the office's own file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from anxi_desktop.files.form_layout import Align, CellRole, PlacedCell, PlacedForm, upright
from anxi_desktop.files.xlsx_cells import (
    HEI,
    SONG,
    lines_of,
    new_book,
    points_of,
    print_landscape,
    put,
    save_book,
    width_of,
)
from anxi_desktop.store.atomic import write_beside

RULES_SHEET = "口径与核对"
DETAILS_SHEET = "明细"
_FLAT = 4  # characters of 9 points in a column of 15 mm
_PER_SHEET = 3
_ON_ONE_SHEET = 4  # blocks that are still readable when the sheet is scaled to one page
_LABEL_ROW, _TITLE_ROW, _HEAD_ROW, _GRID_ROW = 1, 2, 3, 4
_MEDIUM, _THIN = Side(style="medium"), Side(style="thin")
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
) -> None:
    """Write the workbook; `rules` are (item, how it is counted, result of the check).

    Errors: those of `write_beside`.
    """
    book = new_book()
    form = book.active
    assert isinstance(form, Worksheet)
    form.title = placed.label
    _write_form(form, placed)
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


def _write_form(sheet: Worksheet, placed: PlacedForm) -> None:
    _set_measures(sheet, placed)
    last = len(placed.widths)
    label = sheet.cell(_LABEL_ROW, 1)
    put(label, placed.label)
    label.font = Font(name=HEI, size=16)
    label.alignment = Alignment(vertical="center")
    title = sheet.cell(_TITLE_ROW, 1)
    put(title, placed.title)
    title.font = Font(name=SONG, size=18, bold=True)
    title.alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
    sheet.merge_cells(start_row=_TITLE_ROW, end_row=_TITLE_ROW, start_column=1, end_column=last)
    for part in placed.head:
        cell = sheet.cell(_HEAD_ROW, part.first + 1)
        put(cell, part.text)
        cell.font = Font(name=SONG, size=10.5)
        side = "right" if part.align is Align.RIGHT else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center", shrink_to_fit=True)
        cell.protection = Protection(locked=False)
        sheet.merge_cells(
            start_row=_HEAD_ROW, end_row=_HEAD_ROW, start_column=part.first + 1, end_column=part.last + 1
        )
    for cell in placed.cells:
        _write_cell(sheet, cell, placed)
    _write_notes(sheet, placed)
    _set_print(sheet, placed)


def _set_measures(sheet: Worksheet, placed: PlacedForm) -> None:
    for number, width in enumerate(placed.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width_of(width)
    heights = [(_LABEL_ROW, 8.5), (_TITLE_ROW, 12.0), (_HEAD_ROW, 8.0)]
    heights += [(_GRID_ROW + number, height) for number, height in enumerate(placed.heights)]
    for row, height in heights:
        sheet.row_dimensions[row].height = points_of(height)


def _write_cell(sheet: Worksheet, placed_cell: PlacedCell, placed: PlacedForm) -> None:
    top, left = _GRID_ROW + placed_cell.row, 1 + placed_cell.col
    bottom, right = top + placed_cell.rowspan - 1, left + placed_cell.colspan - 1
    cell = sheet.cell(top, left)
    assert isinstance(cell, Cell)
    if (top, left) != (bottom, right):
        # Before the borders: merging copies the first cell's borders over the others'.
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    if placed_cell.role is CellRole.HEADER:
        _write_header(
            cell, placed_cell, points_of(sum(placed.heights[placed_cell.row :][: placed_cell.rowspan]))
        )
    else:
        number = not isinstance(placed_cell.value, str)
        put(cell, placed_cell.value)
        cell.font = Font(name=SONG, size=10.5 if number else 9)
        cell.alignment = Alignment(
            horizontal="center", vertical="center", wrap_text=not number, shrink_to_fit=number
        )
    open_to_hand = Protection(locked=placed_cell.role is not CellRole.VALUE)
    last_row, last_col = _GRID_ROW + len(placed.heights) - 1, len(placed.widths)
    for row in range(top, bottom + 1):
        for col in range(left, right + 1):
            each = sheet.cell(row, col)
            each.protection = open_to_hand
            each.border = Border(
                left=_MEDIUM if col == 1 else _THIN,
                right=_MEDIUM if col == last_col else _THIN,
                top=_MEDIUM if row == _GRID_ROW else _THIN,
                bottom=_MEDIUM if row == last_row else _THIN,
            )


def _write_header(cell: Cell, placed_cell: PlacedCell, height: float) -> None:
    # Excel sets two stacked lines from left to right, LibreOffice from right to left: these lie flat instead.
    stacked = placed_cell.vertical and "\n" not in placed_cell.text
    words = placed_cell.text
    if stacked:
        words = upright(words)
    elif placed_cell.vertical:
        words = _flat(words.replace("\n", ""))
    cell.value = words
    cell.font = Font(name=SONG, size=_stack_size(words, height) if stacked else 9)
    cell.alignment = Alignment(
        horizontal="center", vertical="center", wrap_text=not stacked, textRotation=255 if stacked else 0
    )


def _flat(words: str) -> str:
    """A long heading in lines of four characters, which most Chinese words fill; its unit on its own line."""
    at = words.find("（")
    core, unit = (words, "") if at < 0 else (words[:at], words[at:])
    lines = [core[place : place + _FLAT] for place in range(0, len(core), _FLAT)]
    return "\n".join([*lines, *([unit] if unit else [])])


def _stack_size(words: str, height: float) -> float:
    """The half point that stacks the words within `height` points; some fonts' lines are 1.45 em high."""
    return max(6.0, min(9.0, int(height / len(words) / 1.45 * 2) / 2))


def _write_notes(sheet: Worksheet, placed: PlacedForm) -> None:
    if not placed.notes:
        return
    row = _GRID_ROW + len(placed.heights)
    cell = sheet.cell(row, 1)
    words = placed.notes_label + "".join(placed.notes)
    put(cell, words)
    cell.font = Font(name=SONG, size=9)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(placed.widths))
    # Excel never fits the height of merged cells: count the characters per line, with one line to spare.
    per_line = int(sum(placed.widths) / 3.3)
    sheet.row_dimensions[row].height = (len(words) // per_line + 2) * 12.5


def _set_print(sheet: Worksheet, placed: PlacedForm) -> None:
    last = get_column_letter(len(placed.widths))
    header_end = _GRID_ROW + placed.header_rows - 1
    end = _GRID_ROW + len(placed.heights) - (0 if placed.notes else 1)
    sheet.print_area = f"A1:{last}{end}"
    print_landscape(sheet, title_rows=f"{_LABEL_ROW}:{header_end}", numbered=False)
    if placed.blocks <= _ON_ONE_SHEET:
        sheet.page_setup.fitToHeight = 1
    else:
        breaks: Any = sheet.row_breaks
        for block in range(_PER_SHEET, placed.blocks, _PER_SHEET):
            breaks.append(Break(id=header_end + block * placed.block_rows))
    sheet.freeze_panes = f"A{header_end + 1}"
    margins = sheet.page_margins
    margins.left = margins.right = 12 / 25.4
    margins.top, margins.bottom, margins.header, margins.footer = 13 / 25.4, 10 / 25.4, 5 / 25.4, 5 / 25.4
    sheet.sheet_view.showGridLines = False
    # Fixed words are locked against typing by chance; without a password, since offices do edit.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False


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
