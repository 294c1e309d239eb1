"""A ledger as a workbook, streamed, so that a hundred thousand rows need little memory."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from anxi_desktop.files.ledger import (
    PICTURE_MM,
    Ledger,
    LedgerValue,
    Pictures,
    Progress,
    fitted,
    header_parts,
    shown,
    typed,
)
from anxi_desktop.files.printable import printable
from anxi_desktop.files.xlsx_cells import (
    HEI,
    SONG,
    ems,
    ems_that_fit,
    lines_of,
    new_book,
    print_landscape,
    put,
    save_book,
    width_of,
)
from anxi_desktop.store.atomic import write_beside

_HEADER_ROW = 3
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILL = PatternFill("solid", fgColor="E7EDF5")
_STEP = 200
_EMU_PER_MM, _POINTS_PER_MM, _GAP_MM = 36_000, 72 / 25.4, 1.5
_MOST_LINES = 26  # Excel rows end at 409 points
# What a sheet's name may not hold, for Excel and for LibreOffice.
_NAME = str.maketrans("", "", "[]:*?/\\'")


def write_ledger_xlsx(path: Path, ledger: Ledger, *, progress: Progress | None = None) -> int:
    """Write the workbook and return its number of rows.

    `progress` is told the rows written so far now and then; what it raises stops the export and
    leaves no file. Errors: those of `write_beside`.
    """
    with write_beside(path) as temporary:
        book = new_book(write_only=True)
        sheet: Any = book.create_sheet(ledger.title.translate(_NAME)[:31] or "台账")
        try:
            _prepare(sheet, ledger)
            rows = _write_rows(sheet, ledger, progress)
            last = get_column_letter(len(ledger.columns))
            sheet.auto_filter.ref = f"A{_HEADER_ROW}:{last}{_HEADER_ROW + max(1, rows)}"
        finally:
            # Openpyxl streams into a file of its own, which must be closed before it can be removed.
            sheet.close()
        save_book(book, temporary)
    return rows


def _prepare(sheet: Any, ledger: Ledger) -> None:
    for number, column in enumerate(ledger.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width_of(column.width_mm)
    for row, height in ((1, 30), (2, 18), (_HEADER_ROW, 32)):
        sheet.row_dimensions[row].height = height
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    print_landscape(
        sheet,
        title_rows=f"{_HEADER_ROW}:{_HEADER_ROW}",
        numbered=True,
        width_mm=sum(column.width_mm for column in ledger.columns),
    )
    title = _cell(sheet, ledger.title, font=Font(name=SONG, size=16, bold=True))
    subtitle = _cell(sheet, ledger.subtitle, font=Font(name=SONG, size=10, color="595959"))
    for cell in (title, subtitle):
        cell.alignment = Alignment(vertical="center")
    sheet.append([title])
    sheet.append([subtitle])
    header: list[Any] = []
    for column in ledger.columns:
        cell = _cell(sheet, column.header, font=Font(name=HEI, size=10.5))
        if ems(column.header) > ems_that_fit(column.width_mm):
            cell.value = "\n".join(map(printable, header_parts(column.header)))
        cell.fill, cell.border = _FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        header.append(cell)
    sheet.append(header)


def _write_rows(sheet: Any, ledger: Ledger, progress: Progress | None) -> int:
    font = Font(name=SONG, size=10)
    styles = [
        (column.kind, Alignment(horizontal=column.align.value, vertical="center", wrap_text=True))
        for column in ledger.columns
    ]
    widths = [column.width_mm for column in ledger.columns]
    count = 0
    for values in ledger.rows:
        row: list[Any] = []
        for value, (kind, alignment) in zip(values, styles, strict=True):
            kept = typed(value, kind)
            cell = _cell(sheet, kept, font=font)
            cell.border, cell.alignment = _BORDER, alignment
            if isinstance(kept, date):
                cell.number_format = "yyyy-mm-dd"
            row.append(cell)
        lines = max(
            lines_of(value, width_mm=width) if isinstance(value, str) else 1
            for value, width in zip(values, widths, strict=True)
        )
        # Explicit, since only Excel fits the height of wrapped rows while opening.
        height = max(20.0, min(lines, _MOST_LINES) * 15 + 4)
        for place, value in enumerate(values):
            if isinstance(value, Pictures) and _place_pictures(
                sheet, value, row=_HEADER_ROW + count, column=place
            ):
                height = max(height, (PICTURE_MM[1] + 4) * _POINTS_PER_MM + 16)
                row[place].alignment = Alignment(horizontal="center", vertical="bottom", wrap_text=True)
        sheet.row_dimensions[_HEADER_ROW + count + 1].height = height
        sheet.append(row)
        count += 1
        if progress is not None and count % _STEP == 0:
            progress(count)
    if progress is not None:
        progress(count)
    for note in ledger.notes:
        sheet.append([_cell(sheet, note, font=Font(name=SONG, size=9))])
    return count


def _place_pictures(sheet: Any, cell: Pictures, *, row: int, column: int) -> int:
    """Lay the pictures of a cell (both places from 0) side by side over it; how many."""
    pictures = cell.load()
    for number, picture in enumerate(pictures):
        image: Any = Image(io.BytesIO(picture.body))
        width, height = fitted(picture)
        left, top = _GAP_MM + number * (PICTURE_MM[0] + _GAP_MM), _GAP_MM
        image.anchor = OneCellAnchor(
            _from=AnchorMarker(col=column, colOff=_emu(left), row=row, rowOff=_emu(top)),
            ext=XDRPositiveSize2D(_emu(width), _emu(height)),
        )
        sheet.add_image(image)
    return len(pictures)


def _emu(millimetres: float) -> int:
    return round(millimetres * _EMU_PER_MM)


def _cell(sheet: Any, value: LedgerValue, *, font: Font) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    put(cell, shown(value) if isinstance(value, Pictures) else value)
    cell.font = font
    return cell
