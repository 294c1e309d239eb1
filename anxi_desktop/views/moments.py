"""Times as people say them: 今天 14:32, 3 天前, 2026-03-10."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

_NEAR_DAYS = 7


def short_moment(moment: datetime, *, now: datetime) -> str:
    """A moment of the past (both local): the time for today and yesterday, days for a week, else the date."""
    days = (now.date() - moment.date()).days
    clock = f"{moment:%H:%M}"
    if days == 0:
        return _tr("今天 {clock}").format(clock=clock)
    if days == 1:
        return _tr("昨天 {clock}").format(clock=clock)
    if 1 < days < _NEAR_DAYS:
        return _tr("{days} 天前 {clock}").format(days=days, clock=clock)
    return f"{moment:%Y-%m-%d %H:%M}"


def day_word(day: str | None) -> str:
    """From which day something holds: 自 2026-09-01, or 从一开始 for None."""
    return _tr("自 {day}").format(day=day) if day else _tr("从一开始")


def iso_day(text: object) -> date | None:
    """The day of ISO text; None for blank or text that is none."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _tr(text: str) -> str:
    return QCoreApplication.translate("moments", text)
