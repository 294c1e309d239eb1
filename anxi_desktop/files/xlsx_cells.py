"""What every workbook written here needs: texts that stay texts, and measures in Excel's own units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties

from anxi_desktop.files.printable import printable

_LONGEST = 32_767  # what one Excel cell holds
_ASK_FOR_FORMULA = ("=", "+", "@", "-")

# The system's names of 宋体 and 黑体: Excel shows the Chinese ones, LibreOffice finds its stand-ins by these.
SONG = "SimSun"
HEI = "SimHei"


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


def print_landscape(sheet: Any, *, title_rows: str, numbered: bool) -> None:
    """A4 across, as wide as the sheet; the heading rows on every page, and the page's number where asked."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
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


def width_of(millimetres: float) -> float:
    """A column's width in Excel's unit (characters of 7 pixels at 96 dpi, 5 pixels of margin)."""
    return max(0.0, (millimetres / 25.4 * 96 - 5) / 7) + 0.71


def points_of(millimetres: float) -> float:
    """A row's height in points."""
    return millimetres / 25.4 * 72
