"""The synthetic county: the same for the same arguments, complete, and nobody's data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.record_check import refusals
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.project import Family, MilestoneItem, RiskLevel
from anxi_desktop.domain.records.registers import DocumentKind, EnforcementKind
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import CHOICES
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.store.store import Owner, Store

Rows = dict[str, list[dict[str, Any]]]
ENTITIES = tuple(entity for entity in SPECS if entity != "device")


def fill(
    store: Store, *, projects: int = 40, months: int = 3, seed: int = 1, until: Month | None = None
) -> Rows:
    counts = finish(
        fill_demo(store, projects=projects, months=months, seed=seed, until=until or Month(2026, 10))
    )
    rows = {entity: list(store.rows(entity)) for entity in ENTITIES}
    assert counts == {entity: len(found) for entity, found in rows.items() if found}
    return rows


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """Forty projects over three months."""
    folder = tmp_path_factory.mktemp("county")
    store = Store.create(folder / "data", profile=folder / "profile", owner=Owner("K7", "王小明", "某局"))
    yield fill(store)
    store.close()


def test_the_same_arguments_make_the_same_records_and_ids(county: Rows, store: Store, tmp_path: Path) -> None:
    assert fill(store) == county
    other = Store.create(tmp_path / "other", profile=tmp_path / "p", owner=Owner("K9", "李某", "某站"))
    assert fill(other, seed=2)["project"] != county["project"]
    other.close()


def test_it_shows_every_family_state_severity_and_kind(county: Rows) -> None:
    assert {row["category"] for row in county["project"]} == {item.value for item in Family}
    assert {row["level"] for row in county["project"]} == {item.value for item in RiskLevel}
    assert {row["state"] for row in county["project"]} >= {"active", "suspended", "completed"}
    assert {row["unit_type"] for row in county["project"]} == {None, "乡镇"}
    assert {row["item"] for row in county["milestone"]} == {item.value for item in MilestoneItem}
    assert {row["kind"] for row in county["enforcement"]} == {item.value for item in EnforcementKind}
    assert {row["kind"] for row in county["document"]} == {item.value for item in DocumentKind}
    hazards = county["hazard"]
    assert {row["severity"] for row in hazards} == {"general", "larger", "major"}
    assert {row["source"] for row in hazards} == {"self", "supervision"}
    reached = {(bool(row["rectified_on"]), row["review"]) for row in hazards}
    assert reached == {(False, None), (True, None), (True, "fail"), (True, "pass")}
    assert any(row["review"] is None and str(row["due_on"]) < "2026-10-31" for row in hazards)  # overdue
    found = {str(row["found_on"])[:7] for row in hazards}
    assert found == {"2026-08", "2026-09", "2026-10"}
    later = [row for row in county["fact"] if str(row["valid_from"] or "") > "2026-08-01"]
    assert {row["fact"] for row in later} >= {"level", "state"}


def test_every_record_passes_the_checks_of_a_form(county: Rows) -> None:
    for entity, rows in county.items():
        for row in rows:
            assert refusals(entity, row) == []


def test_nothing_is_later_than_its_last_month(store: Store) -> None:
    rows = fill(store, projects=15, months=2, until=Month(2024, 3))
    days = [
        str(row[name])
        for entity, found in rows.items()
        for row in found
        for name, field in SPECS[entity].fields.items()
        if field.kind.value == "date" and row[name] is not None and name not in ("planned_end_on", "due_on")
    ]
    assert max(days) <= "2024-03-31"
    assert {str(row["found_on"])[:7] for row in rows["hazard"]} == {"2024-02", "2024-03"}


def test_names_and_numbers_belong_to_nobody(county: Rows) -> None:
    for rows in county.values():
        for row in rows:
            for name in ("manager", "safety_officer", "grid_member", "person"):
                if row.get(name) is not None:
                    assert re.fullmatch("[\u4e00-\u9fff]某", str(row[name]))
            for name in ("contractor", "owner", "supervisor", "property_company", "company"):
                if row.get(name) is not None:
                    assert "（演示）" in str(row[name])
            if row.get("phone") is not None:
                assert re.fullmatch(r"0595-0000\d{4}", str(row["phone"]))
    names = [row["name"] for row in county["project"]]
    numbers = [row["number"] for row in county["hazard"]]
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)


def test_a_folder_that_holds_records_is_left_alone(store: Store) -> None:
    fill(store, projects=2)
    digest = store.digest()
    with pytest.raises(AnxiError) as caught:
        next(fill_demo(store, projects=2, months=1, seed=1))
    assert caught.value.code == "not_empty"
    assert store.digest() == digest


def test_without_months_there_are_projects_and_their_facts_only(store: Store) -> None:
    rows = fill(store, projects=20, months=0)
    assert {entity for entity, found in rows.items() if found} == {"project", "fact", "document"}


def test_words_for_all_choices_are_known(county: Rows) -> None:
    for entity, rows in county.items():
        for name, field in SPECS[entity].fields.items():
            if field.choices is not None:
                assert {row[name] for row in rows} - {None} <= set(CHOICES[field.choices])
