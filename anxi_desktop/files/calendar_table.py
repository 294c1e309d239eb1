"""A table of holidays as offices keep it: one row a day, with what it is and its name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import FieldSpec, Kind
from anxi_desktop.domain.workdays import DayKind, SpecialDay
from anxi_desktop.files.import_book import open_book, read_sheet
from anxi_desktop.files.import_cells import parse

_DAY = FieldSpec("day", Kind.DATE)
_WORDS = {
    **dict.fromkeys(("放假", "休", "休息", "假", "off", "放假日"), DayKind.OFF),
    **dict.fromkeys(("上班", "班", "补班", "调休上班", "work", "上班日"), DayKind.WORK),
}
_MOST = 2000


def read_calendar(path: Path) -> list[SpecialDay]:
    """The days of the first sheet: a day in the first column, 放假 or 上班 in the second, a name in the third.

    Rows whose first cell is no day are heads and notes. Errors: calendar_row, calendar_empty, those of opening.
    """
    with open_book(path) as book:
        grid = read_sheet(book)
    found: list[SpecialDay] = []
    for number, row in enumerate(grid.rows[:_MOST], 1):
        cells = [*row, None, None, None]
        if cells[0] is None:
            continue
        day = parse(_DAY, cells[0], scale=Decimal(1), spellings={})
        if day.code is not None or not isinstance(day.value, str):
            continue
        text = str(cells[1] or "").strip()
        kind = _WORDS.get(text.lower())
        if kind is None:
            raise AnxiError(
                "calendar_row", row=number, value=text[:20], reason=words.reason("unknown_choice")
            )
        found.append(SpecialDay(date.fromisoformat(day.value), kind, str(cells[2] or "").strip()[:20]))
    if not found:
        raise AnxiError("calendar_empty", path=path)
    return found
