"""The sample workbooks give exactly what they must, and nothing the second time."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS

FILES = {
    "registry-works.xlsx": ("projects", "在建工程台账"),
    "registry-property.xls": ("projects", "物业小区"),
    "hazards.csv": ("hazards", None),
}


@pytest.fixture
def expected(samples: Path) -> dict[str, Any]:
    return json.loads((samples / "expected.json").read_text(encoding="utf-8"))


def check_counts(plan: Any, wanted: dict[str, Any]) -> None:
    found = plan.as_json()
    for key in ("rows", "new", "changed", "same"):
        assert found[key] == wanted[key], key
    listed = [{key: item[key] for key in ("row", "column", "code")} for item in found["refused"]]
    assert listed == wanted["refused"]
    assert all(item["reason"] for item in found["refused"])
    assert found["rows"] == found["new"] + found["changed"] + found["same"] + len(found["refused"])


def words_of(rows: list[dict[str, Any]], field: str) -> dict[str, int]:
    choices = SPECS["project"].fields[field].choices
    assert choices is not None
    found = Counter(words.choice_word(choices, row[field]) if row[field] else "" for row in rows)
    return {("在建" if word == "在建/在管" else word): count for word, count in found.items()}


def test_all_three_give_what_is_expected_and_nothing_the_second_time(importing, samples, expected) -> None:
    for name, (kind, sheet) in FILES.items():
        check_counts(importing.run(samples / name, kind, sheet=sheet), expected[name])
    check_works(importing, expected["registry-works.xlsx"])
    check_property(importing, expected["registry-property.xls"])
    check_hazards(importing, expected["hazards.csv"])
    before = importing.store.digest()
    for name, (kind, sheet) in FILES.items():
        again = importing.run(samples / name, kind, sheet=sheet)
        assert again.writes == 0
        assert len(again.refused) == len(expected[name]["refused"])
    assert importing.done[-3:] == [None, None, None]
    assert importing.store.digest() == before


def check_works(importing: Any, wanted: dict[str, Any]) -> None:
    rows = list(importing.store.rows("project", {"category": "works"}))
    assert sum(Decimal(row["area_m2"]) for row in rows) == wanted["sum_area"]
    assert sum(Decimal(row["cost_wan"]) for row in rows) == wanted["sum_cost_wan"]
    assert Counter(row["town"] for row in rows) == wanted["by_town"]
    for key, field in (
        ("by_state", "state"),
        ("by_level", "level"),
        ("by_kind", "standard_kind"),
        ("by_grade", "grade"),
        ("by_bench", "benchmark"),
    ):
        assert words_of(rows, field) == wanted[key], key
    assert sum(row["demo_posts"] or 0 for row in rows) == wanted["sum_posts"]
    starts = sorted(row["start_on"] for row in rows)
    assert (starts[0], starts[-1]) == (wanted["earliest_start"], wanted["latest_start"])


def check_property(importing: Any, wanted: dict[str, Any]) -> None:
    rows = list(importing.store.rows("project", {"category": "property"}))
    assert sum(Decimal(row["area_m2"]) for row in rows) == wanted["sum_area"]
    assert Counter(row["town"] for row in rows) == wanted["by_town"]
    for key, field in (("by_grade", "grade"), ("by_bench", "benchmark"), ("by_level", "level")):
        assert words_of(rows, field) == wanted[key], key


def check_hazards(importing: Any, wanted: dict[str, Any]) -> None:
    families = {row["id"]: row["category"] for row in importing.store.rows("project")}
    rows = list(importing.store.rows("hazard"))
    for key, source, family in (
        ("self_works", "self", "works"),
        ("self_property", "self", "property"),
        ("supervised_works", "supervision", "works"),
        ("supervised_property", "supervision", "property"),
    ):
        own = [row for row in rows if row["source"] == source and families[row["project"]] == family]
        for month, figures in wanted[key].items():
            found = sum(row["found_on"].startswith(month) for row in own)
            closed = sum(row["review"] == "pass" and str(row["reviewed_on"]).startswith(month) for row in own)
            assert (found, closed) == (figures["found"], figures["closed"]), (key, month)
    last = "2026-10-31"
    still_open = [
        row
        for row in rows
        if row["found_on"] <= last and not (row["review"] == "pass" and (row["reviewed_on"] or "9") <= last)
    ]
    assert len(still_open) == wanted["open_at_2026-10-31"]


def test_a_registry_imported_in_november_holds_in_october(importing, samples) -> None:
    from anxi_desktop.domain.month import Month
    from anxi_desktop.domain.status import holding

    importing.run(samples / "registry-works.xlsx", sheet="在建工程台账")
    last = Month(2026, 10).last.isoformat()
    states = Counter(
        holding(importing.store.facts(str(row["id"])), until=last)["state"].value
        for row in importing.store.rows("project")
    )
    assert states == {"active": 99, "suspended": 11, "completed": 8}


def test_what_nobody_asked_for_is_named(importing, samples) -> None:
    plan = importing.plan(samples / "registry-property.xls")
    assert plan.as_json()["ignored"] == ["编号", "检查清单", "信息系统使用时间"]


def test_the_programs_own_ledgers_come_back_without_a_change(importing, samples, resources, tmp_path) -> None:
    from anxi_desktop.files.ledger_export import export_ledger

    for name, (kind, sheet) in FILES.items():
        importing.run(samples / name, kind, sheet=sheet)
    for kind in ("projects", "hazards"):
        path = tmp_path / f"{kind}.xlsx"
        rows = export_ledger(
            importing.store, kind, path, unit="安溪县住建局", today=importing.today, resources=resources
        )
        plan = importing.plan(path, kind)
        assert (len(plan.rows), plan.writes, plan.refused) == (rows, 0, ())
