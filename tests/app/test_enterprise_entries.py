"""What the program itself writes on an enterprise's laptop counts at the office: a whole self-inspection, and on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.session import Session
from anxi_desktop.domain.entry import Entry, stored
from anxi_desktop.domain.hazard_loop import Act, act_saves
from anxi_desktop.domain.inspection_draft import Head, PhotoDraft
from anxi_desktop.domain.records.hazard import HazardStepKind, Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    PhotoRole,
    Signing,
)
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.trust import (
    Member,
    Origin,
    Role,
    Trust,
    TrustList,
    Verdict,
    is_first,
    origin_of,
    parent_of,
    verdict,
)
from anxi_desktop.store.check_lists import shipped_lists
from anxi_desktop.store.store import Store, new_id

OFFICE, UNIT = "a1" * 32, "b2" * 32
TODAY = date(2026, 11, 25)


def refused(store: Store, project: str) -> set[str]:
    """The record types of the entries in this laptop's journal that would not count at the office."""
    members = (
        Member(OFFICE, "", "K1", "王小明", "县住建局", Role.OFFICE),
        Member(UNIT, "", "E1", "李小红", "甲建设公司", Role.ENTERPRISE, (project,)),
    )
    trust = Trust(OFFICE, TrustList("c" * 64, 2, members))
    entries = [stored(body) for (body,) in store.connection.execute("SELECT body FROM entry")]
    by_row: dict[str, list[Entry]] = {}
    for one in entries:
        by_row.setdefault(one.row, []).append(one)

    def origin(row: str | None) -> Origin:
        return origin_of(trust, ((UNIT, one) for one in by_row.get(row or "", []) if is_first(one)))

    return {
        one.entity
        for one in entries
        for creator in [origin(one.row)]
        if verdict(trust, UNIT, one, creator=creator, parent=origin(parent_of(one, creator)))
        is not Verdict.ACCEPTED
    }


def inspect(session: Session, project: str, resources: Path, level: InspectionLevel) -> str:
    """A finished inspection with an open hazard and one put right on the spot; its id."""
    head = Head(
        project=project, kind=InspectionKind.SELF, level=level, done_on=TODAY, team=("李小红",), signing=Signing.PAPER
    )  # fmt: skip
    check_list = next(found for found in shipped_lists(resources) if found.key == "five-s")
    work = InspectionWork.begin(session, check_list=check_list, head=head)
    places = work.draft.places()
    for number, place in enumerate(places):
        work.answer(place, result=ItemResult.FAILED if number < 2 else ItemResult.PASSED)
    open_one = work.add_hazard(
        places[0],
        description="楼梯口堆放模板",
        severity=Severity.GENERAL,
        requirement="清出通道",
        person="张师傅",
        due_on=date(2026, 12, 2),
    )
    work.add_hazard(
        places[1], description="灭火器过期", severity=Severity.GENERAL, requirement="更换", on_the_spot=True
    )
    work.add_photo(PhotoDraft(digest="1" * 64, role=PhotoRole.BEFORE, place=places[0], hazard=open_one))
    row, _ = work.finish()
    return row


def test_a_self_inspection_counts_and_an_offices_does_not(session: Session, resources: Path) -> None:
    project, store = new_id(), session.store
    session.edit("新建", [Save("project", project, {"name": "龙津花园二期", "category": "works"})])
    before = refused(store, project)
    assert before == {"project", "device"}  # the project is the office's; the card names this test's own key
    row = inspect(session, project, resources, InspectionLevel.OFFICER)
    for kind, text in (
        (HazardStepKind.RECTIFIED, ""),
        (HazardStepKind.CLOSED, ""),
        (HazardStepKind.REOPENED, "反复"),
    ):
        hazard = next(iter(store.rows("hazard", {"inspection": row})))
        act = Act(kind, TODAY, person="李小红", text=text)
        session.edit("整改", act_saves(hazard, act, today=TODAY, new_id=new_id))
    session.undo()
    session.redo()
    assert refused(store, project) == before
    inspect(session, project, resources, InspectionLevel.COUNTY)
    assert refused(store, project) == before | {
        "inspection",
        "inspection_item",
        "hazard",
        "hazard_step",
        "photo",
    }
