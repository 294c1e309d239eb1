"""A-03 over a year change: whatever two years chose, every day is in one month and in one year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.store import record_edit
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.month_sources import source_rows
from anxi_desktop.store.store import Owner, Store

OWN = "县级主管部门"
MONTHS = (Month(2026, 11), Month(2026, 12), Month(2027, 1), Month(2027, 2))
DAYS = ("2026-11-25", "2026-11-26", "2026-12-25", "2026-12-26", "2026-12-31", "2027-01-01", "2027-01-26")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "data", profile=tmp_path / "profile", owner=Owner("K7", "王小明", "某局"))
    yield made
    made.close()


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author="王小明")
    return saves[0].row


def choose(store: Store, year: int, code: str) -> None:
    values: dict[str, JournalValue] = {"year": year, "rule": "A-03", "choice": code}
    row = named_id("counting_rule", year, "A-03")
    store.edit("口径", [record_edit.named_save(store, "counting_rule", row, values)], author="王小明")


@pytest.mark.parametrize("december", ["end", "day25"])
@pytest.mark.parametrize("january", ["end", "day25"])
def test_every_day_is_in_one_month(store: Store, december: str, january: str) -> None:
    home = add(store, "project", name="甲", category="works", state="active", start_on="2026-01-01")
    for day in DAYS:
        hazard = add(
            store,
            "hazard",
            project=home,
            source="supervision",
            found_on=day,
            description=day,
            severity="major",
        )
        add(store, "listing", project=home, hazard=hazard, listed_on=day)
    choose(store, 2026, december)
    choose(store, 2027, january)
    seen: list[str] = []
    for month in MONTHS:
        report = month_report(store.connection, month, own_unit_type=OWN)
        (block,) = report.forms["附件5"]
        for key in ("found", "listed_haz"):
            rows = source_rows(store.connection, report.data, "附件5", block, key)
            assert len(rows) == block.figures[key].value
            seen += [str(row.day) for row in rows]
        assert block.figures["listed_proj"].value == (1 if block.figures["found"].value else 0)
    assert sorted(seen) == sorted(DAYS * 2)


def test_the_year_so_far_begins_where_december_ended(store: Store) -> None:
    home = add(store, "project", name="甲", category="works", state="active", start_on="2026-01-01")
    for day in DAYS:
        add(store, "hazard", project=home, source="supervision", found_on=day, description=day)
    choose(store, 2026, "day25")
    for month, found in ((MONTHS[1], 7 - 4), (MONTHS[2], 4), (MONTHS[3], 4)):
        (block,) = month_report(store.connection, month, own_unit_type=OWN).forms["附件5"]
        assert block.figures["found"].year == found
