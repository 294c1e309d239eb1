"""The working days that hold here: the shipped table, and over it the years people entered or imported."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.workdays import CalendarTable, DayKind, SpecialDay, WorkCalendar, read_table
from anxi_desktop.store.store import Store

_FILE = Path("calendar") / "holidays.json"


@cache
def shipped_table(resources: Path) -> CalendarTable:
    """The table the program ships. Raises AnxiError("content_unreadable")."""
    return read_table((resources / _FILE).read_bytes())


def work_calendar(store: Store, resources: Path) -> WorkCalendar:
    """The calendar to count with. A year that people entered replaces the shipped one whole."""
    shipped = shipped_table(resources)
    entered = {int(str(row["year"])): list(days_of(row)) for row in store.rows("calendar_year")}
    days = [special for special in shipped.days if special.day.year not in entered]
    days.extend(special for year in entered.values() for special in year)
    return WorkCalendar.of(days, known_years={*shipped.known_years, *entered})


def year_row(year: int) -> str:
    """The record id of a year's days: two laptops that enter 2027 speak of one record."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"calendar_year/{year}"))


def days_of(row: dict[str, JournalValue]) -> Iterator[SpecialDay]:
    """The special days of a year's record; a text that is no day, or of another year, is left out."""
    known: set[date] = set()
    for field, kind in (("worked", DayKind.WORK), ("off", DayKind.OFF)):
        texts = row.get(field)
        for text in texts if isinstance(texts, list) else ():
            day, _, name = text.partition(" ")
            try:
                found = date.fromisoformat(day)
            except ValueError:
                continue
            if found.year == row.get("year") and found not in known:
                known.add(found)
                yield SpecialDay(found, kind, name.strip())
