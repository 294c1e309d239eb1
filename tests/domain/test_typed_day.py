"""Days as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from anxi_desktop.domain.typed_day import read_day

TODAY = date(2026, 8, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3.10", date(2026, 3, 10)),
        ("3/10", date(2026, 3, 10)),
        ("3-10", date(2026, 3, 10)),
        ("3月10日", date(2026, 3, 10)),
        ("今天", TODAY),
        ("明天", date(2026, 8, 16)),
        ("昨天", date(2026, 8, 14)),
        ("+7", date(2026, 8, 22)),
        ("+7天", date(2026, 8, 22)),
        ("-15", date(2026, 7, 31)),
        ("2026-3-10", date(2026, 3, 10)),
        ("2026.03.10", date(2026, 3, 10)),
        ("2026年3月10日", date(2026, 3, 10)),
        ("20260310", date(2026, 3, 10)),
        ("26.3.10", date(2026, 3, 10)),
        (" ３．１０ ", date(2026, 3, 10)),
        ("3。10", date(2026, 3, 10)),
        ("2024-2-29", date(2024, 2, 29)),
    ],
)
def test_what_people_type_is_understood(text, day):
    assert read_day(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "13.1", "2.30", "2025-2-29", "三月", "3", "+", "1.2.3.4", "3.10x", "99991231x"]
)
def test_what_is_no_day_is_none(text):
    assert read_day(text, today=TODAY) is None
