"""Days as people type them: 3.10, 今天, +7, 2026-3-10, 2026年3月10日, 20260310."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WORDS = {"今天": 0, "今日": 0, "明天": 1, "后天": 2, "昨天": -1, "前天": -2}
_OFFSET = re.compile(r"([+-])(\d{1,4})天?")
_FULL = re.compile(r"(\d{4}|\d{2})[-./年 ](\d{1,2})[-./月 ](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})[-./月 ](\d{1,2})[日号]?")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
# As typed with a Chinese keyboard left on.
_WIDE = str.maketrans("０１２３４５６７８９．，。、／－＋", "0123456789..../-+")


def read_day(text: str, *, today: date) -> date | None:
    """The day that `text` means, or None where it means none. A day without a year is one of this year."""
    text = text.strip().translate(_WIDE)
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if found := _OFFSET.fullmatch(text):
        days = int(found[2])
        return today + timedelta(days=days if found[1] == "+" else -days)
    if found := _SOLID.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _FULL.fullmatch(text):
        year = int(found[1])
        return _day(year if year > 99 else 2000 + year, int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(text):
        return _day(today.year, int(found[1]), int(found[2]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
