"""The refused rows as a workbook: the header and the rows as they came, the bad cells marked, the reasons beside.

Put right in place, it can be imported again: the column of reasons is one an import ignores.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.import_cells import cleaned, written
from anxi_desktop.files.import_columns import MappedColumn
from anxi_desktop.files.import_grid import Cell
from anxi_desktop.files.import_header import shown_unit
from anxi_desktop.files.import_kinds import accepted_words
from anxi_desktop.files.import_plan import Plan, PlannedRow
from anxi_desktop.files.xlsx_cells import HEI, SONG, new_book, print_landscape, put, save_book, width_of
from anxi_desktop.store.atomic import write_beside

REASON_HEADER = "拒收原因"
ROW_HEADER = "原行号"
FAMILY_HEADER = "类别"

_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILL = PatternFill("solid", fgColor="EDEFF2")
_BAD = PatternFill("solid", fgColor="FDECEA")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)


def write_refused(plan: Plan, path: Path) -> int:
    """Write the refused rows and return how many. Errors: nothing_to_export, those of `write_beside`."""
    rows = plan.refused
    if not rows:
        raise AnxiError("nothing_to_export")
    columns = [item for item in plan.recognised.columns if item.field or item.label.text]
    with write_beside(path) as temporary:
        book = new_book()
        sheet: Any = book.active
        sheet.title = "拒收的行"
        sheet.freeze_panes = "A2"
        family = _family_word(plan)
        heads = [
            *(_head(plan, item) for item in columns),
            ROW_HEADER,
            REASON_HEADER,
            *([FAMILY_HEADER] if family else []),
        ]
        for number, head in enumerate(heads, 1):
            cell = sheet.cell(1, number)
            put(cell, head)
            cell.font, cell.fill, cell.border, cell.alignment = (
                Font(name=HEI, size=10.5),
                _FILL,
                _BORDER,
                _CENTRE,
            )
            wide = 70 if head == REASON_HEADER else 20 if head == ROW_HEADER else 32
            sheet.column_dimensions[get_column_letter(number)].width = width_of(wide)
        sheet.row_dimensions[1].height = 30
        for place, row in enumerate(rows, 2):
            _write_row(sheet, place, plan, row, [item.label.column for item in columns], family)
        print_landscape(sheet, title_rows="1:1", numbered=True)
        save_book(book, temporary)
    return len(rows)


def _write_row(sheet: Any, place: int, plan: Plan, row: PlannedRow, columns: list[int], family: str) -> None:
    bad = {note.at: note.reason for note in row.refusals if note.at is not None}
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(place, number)
        _put_as_it_was(cell, plan.recognised.grid.value(row.row - 1, column))
        cell.font, cell.border, cell.alignment = Font(name=SONG, size=10), _BORDER, _LEFT
        if column in bad:
            cell.fill = _BAD
            cell.comment = Comment(bad[column], REASON_HEADER)
    reasons = "；".join(f"{note.column}：{note.reason}" for note in row.refusals)
    beside: list[int | str] = [row.row, reasons, *([family] if family else [])]
    for number, value in enumerate(beside, len(columns) + 1):
        cell = sheet.cell(place, number)
        put(cell, value)
        cell.font, cell.border, cell.alignment = Font(name=SONG, size=10), _BORDER, _LEFT


def _family_word(plan: Plan) -> str:
    """The family that the sheet's own headers or a person's choice gave to all rows, or ""."""
    family = plan.recognised.known_family
    if family is None or plan.recognised.kind.entity != "project":
        return ""
    return accepted_words(Family)[family.value][0]


def _put_as_it_was(cell: Any, value: Cell) -> None:
    """The cell as it came: numbers and days as such, everything else as its text."""
    if isinstance(value, (date, datetime)):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        cell.value = value
    else:
        put(cell, cleaned(written(value)))


def _head(plan: Plan, item: MappedColumn) -> str:
    """The field's own header with the unit its numbers are in, so that it is known without its group."""
    name = plan.recognised.kind.column(item.field).header if item.field else item.label.shown
    unit = shown_unit(item.unit or item.label.unit)
    return f"{name}（{unit}）" if unit else name
