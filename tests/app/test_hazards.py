"""Lists, acts and clearing statistics of hazards over a real store."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from anxi_desktop.app.hazards import Bands, HazardQuery, Hazards
from anxi_desktop.app.session import Session
from anxi_desktop.domain.deadlines import DueBand, due_band
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import Act, state_of
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState
from anxi_desktop.domain.records.hazard import HazardStepKind as Step
from anxi_desktop.domain.save import Save
from anxi_desktop.store.store import Store, new_id
from tests.store.proofs import prove_all


@pytest.fixture
def project(session: Session) -> str:
    row = new_id()
    session.edit("新建", [Save("project", row, {"name": "龙津花园", "category": "works", "town": "城厢镇"})])
    return row


@pytest.fixture
def hazards(session: Session, project: str) -> Hazards:
    assert project
    return Hazards(session)


def add(session: Session, project: str, **values: JournalValue) -> str:
    row = new_id()
    made: dict[str, JournalValue] = {
        "project": project,
        "source": "supervision",
        "found_on": "2026-10-01",
        "description": "临边没有防护栏杆",
        **values,
    }
    session.edit(
        "记", [Save("hazard", row, {name: value for name, value in made.items() if value is not None})]
    )
    return row


def test_the_list_knows_the_same_states_as_the_rule(hazards: Hazards, session: Session, project: str) -> None:
    for void, review, day, referred, rectified in itertools.product(
        ("2026-11-01", None),
        ("pass", "fail", None),
        ("2026-10-09", None),
        ("2026-11-01", None),
        ("2026-10-05", None),
    ):
        add(
            session,
            project,
            voided_on=void,
            review=review,
            reviewed_on=day,
            referred_on=referred,
            rectified_on=rectified,
        )
    rows = hazards.list.rows(HazardQuery(), hazards.bands())
    cells = hazards.list.cells(rows, ("id", "state"))
    assert len(cells) == 48
    for found in cells:
        assert found is not None
        assert state_of(hazards.store.row("hazard", str(found[0]))).value == found[1]


def test_the_bands_are_those_of_the_rule(hazards: Hazards, session: Session, project: str) -> None:
    today = date(2026, 11, 25)
    calendar = hazards.calendar()
    bands = Bands.of(today, calendar)
    days = [today + timedelta(days=step) for step in range(-3, 15)]
    for day in days:
        add(session, project, due_on=day.isoformat())
    add(session, project)
    for band in DueBand:
        rows = hazards.list.rows(HazardQuery(facets={"band": frozenset({band.value})}), bands)
        found = sorted(str(cells[0]) for cells in hazards.list.cells(rows, ("due_on",)) if cells)
        wanted = [day.isoformat() for day in days if due_band(day, today=today, calendar=calendar) is band]
        assert found == (["None"] if band is DueBand.NONE else wanted)


def test_search_filters_and_order(hazards: Hazards, session: Session, project: str) -> None:
    first = add(session, project, number="HZ-2026-K7-001", severity="major", part="3#楼")
    second = add(session, project, description="配电箱没有上锁", severity="general", due_on="2026-12-01")
    bands = hazards.bands()

    def ids(**query: object) -> list[str]:
        return hazards.list.ids(hazards.list.rows(HazardQuery(**query), bands))  # pyright: ignore[reportArgumentType]

    assert ids(search="配电箱") == [second]
    assert ids(search="k7-001") == [first]
    assert ids(search="3#楼 临边") == [first]
    assert ids(search="ljhy") == [second, first]  # the project's initials; no deadline comes last
    assert ids(facets={"severity": frozenset({"major"})}) == [first]
    assert ids(facets={"town": frozenset({"城厢镇"}), "state": frozenset({"closed"})}) == []
    assert ids(order="-severity") == [first, second]
    assert ids(project=project, found_from="2026-10-02") == []
    counts = hazards.list.counts(bands)
    assert counts["severity"] == {"major": 1, "general": 1}
    assert counts["band"]["none"] == 1


def test_a_batch_is_one_undoable_step_and_all_or_nothing(
    hazards: Hazards, session: Session, project: str
) -> None:
    rows = [add(session, project, rectified_on="2026-10-05") for _ in range(3)]
    other = add(session, project)
    with pytest.raises(AnxiError):
        hazards.act([*rows, other], Act(Step.CLOSED, date(2026, 10, 8)))
    assert {state_of(hazards.store.row("hazard", row)) for row in rows} == {HazardState.RECTIFIED}
    hazards.act(rows, Act(Step.CLOSED, date(2026, 10, 8), person="李同"))
    assert {state_of(hazards.store.row("hazard", row)) for row in rows} == {HazardState.CLOSED}
    full = hazards.full(rows[0])
    assert full is not None
    assert [step["person"] for step in full.steps] == ["李同"]
    session.undo()
    assert {state_of(hazards.store.row("hazard", row)) for row in rows} == {HazardState.RECTIFIED}
    assert list(hazards.store.rows("hazard_step")) == []
    prove_all(hazards.store)


def test_listing_keeps_a_register_of_its_own(hazards: Hazards, session: Session, project: str) -> None:
    row = add(session, project, severity="major")
    hazards.act([row], Act(Step.LISTED, date(2026, 10, 2), due_on=date(2027, 1, 1), to_whom="县住建局"))
    (listing,) = hazards.store.rows("listing")
    assert (listing["office"], listing["due_on"], listing["delisted_on"]) == ("县住建局", "2027-01-01", None)
    hazards.act([row], Act(Step.DELISTED, date(2026, 11, 2)))
    (listing,) = hazards.store.rows("listing")
    assert listing["delisted_on"] == "2026-11-02"


def test_clearing_counts_what_was_owed_found_closed_and_left(
    hazards: Hazards, session: Session, project: str
) -> None:
    closed = {"rectified_on": "2026-10-04", "review": "pass"}
    add(session, project, found_on="2026-09-20", reviewed_on="2026-10-10", **closed)  # owed, closed
    add(
        session,
        project,
        found_on="2026-09-20",
        reviewed_on="2026-09-25",
        **{**closed, "rectified_on": "2026-09-21"},
    )
    add(session, project, found_on="2026-10-02", reviewed_on="2026-10-12", **closed)  # found and closed
    add(session, project, found_on="2026-10-03", due_on="2026-10-20")  # left, late
    add(
        session, project, found_on="2026-10-05", due_on="2026-11-20", reviewed_on="2026-11-02", **closed
    )  # left
    add(session, project, found_on="2026-10-05", voided_on="2026-10-06")  # does not count
    add(session, project, found_on="2026-11-05")  # after the period
    (row,) = hazards.clearing(date(2026, 10, 1), date(2026, 10, 31))
    assert (row.before, row.found, row.closed, row.open, row.overdue) == (1, 3, 2, 2, 1)
    assert row.rate == 0.5
    assert row.days == (20 + 10) / 2


def test_a_new_hazard_gets_the_next_number_and_what_is_alike_is_shown(
    hazards: Hazards, project: str, store: Store
) -> None:
    values: dict[str, JournalValue] = {
        "project": project,
        "source": "self",
        "found_on": "2026-11-20",
        "description": "2#楼梯口没有防护栏杆",
    }
    row, _ = hazards.add(values)
    second, _ = hazards.add(values)
    numbers = [store.row("hazard", record)["number"] for record in (row, second)]
    assert numbers == ["HZ-2026-K7-001", "HZ-2026-K7-002"]
    alike = hazards.duplicates(project, "2#楼梯口缺防护栏杆")
    assert sorted(str(found["id"]) for found in alike) == sorted([row, second])
    assert hazards.duplicates(project, "塔吊力矩限制器失灵") == []
    with pytest.raises(AnxiError):
        hazards.add({**values, "due_on": "2026-11-01"})
    assert hazards.edit(row, {"severity": "larger"}) is not None
    assert hazards.edit(row, {"severity": "larger"}) is None


def test_deadlines_in_a_year_nobody_filled_in_are_said(
    hazards: Hazards, session: Session, project: str
) -> None:
    assert hazards.unfilled_years() == ()
    add(session, project, due_on="2031-03-03")
    assert hazards.unfilled_years() == (2031,)
