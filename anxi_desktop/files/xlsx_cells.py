"""What every workbook written here needs: texts that stay texts, and measures in Excel's own units."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from anxi_desktop.files.dated_zip import DatedZip
from anxi_desktop.files.printable import printable

_LONGEST = 32_767  # what one Excel cell holds
_MOST_ON_A4 = 420.0  # millimetres of columns that are still readable when scaled to the sheet
_ASK_FOR_FORMULA = ("=", "+", "@", "-")

# The system's names of 宋体 and 黑体: Excel shows the Chinese ones, LibreOffice finds its stand-ins by these.
SONG = "SimSun"
HEI = "SimHei"


def save_book(book: Workbook, path: Path) -> None:
    """Write a workbook to `path`, whatever the clock says. Errors: OSError."""
    with DatedZip(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True, strict_timestamps=False) as archive:
        ExcelWriter(book, archive).save()


def new_book(*, write_only: bool = False) -> Workbook:
    """An empty workbook whose columns are as wide as asked for on every machine.

    Excel measures a column in digits of the default font; openpyxl's Calibri is missing outside Windows and
    everything would be a third too wide there, while Arial has a stand-in of the same measures.
    """
    book = Workbook(write_only=write_only)
    base = Font(name="Arial", size=10, family=2)
    inside: Any = book
    inside._fonts = IndexedList([base])
    inside._named_styles["Normal"].font = base
    return book


def print_landscape(sheet: Any, *, title_rows: str, numbered: bool, width_mm: float = 0.0) -> None:
    """A4 across (A3 for more than A4 can show), as wide as the sheet; the heading rows on every page.

    `numbered` prints the page's number at the foot.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8 if width_mm > _MOST_ON_A4 else 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = title_rows
    if numbered:
        sheet.oddFooter.center.text = "第 &P 页 / 共 &N 页"


def put(cell: Any, value: date | Decimal | int | str | None) -> None:
    """Set a cell's value: numbers as numbers, days as days, and text never as a formula or an error."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = printable(value)[:_LONGEST]
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_ASK_FOR_FORMULA) and text.strip("-"):
        cell.quotePrefix = True


def lines_of(text: str, *, width_mm: float) -> int:
    """In how many lines a text of 10 points stands in a column; Excel fits wrapped rows only while opening."""
    fit = ems_that_fit(width_mm)
    return sum(max(1, ceil(ems(part) / fit)) for part in text.split("\n"))


def ems(text: str) -> float:
    """How wide the text is about, in ems: Latin letters and digits take a little more than half of one."""
    wide = sum(char > "\u2e00" for char in text)
    return wide + (len(text) - wide) * 0.6


def ems_that_fit(width_mm: float) -> float:
    """How many ems of 10 points a column holds."""
    # A 10-point em is 3.53 mm; one em less is lost to margins and to marks that may not begin a line.
    return max(1.0, width_mm / 3.53 - 1)


def width_of(millimetres: float) -> float:
    """A column's width in Excel's unit (characters of 7 pixels at 96 dpi, 5 pixels of margin)."""
    return max(0.0, (millimetres / 25.4 * 96 - 5) / 7) + 0.71


def points_of(millimetres: float) -> float:
    """A row's height in points."""
    return millimetres / 25.4 * 72
