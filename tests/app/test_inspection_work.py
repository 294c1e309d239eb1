"""An inspection from its first field to its records: what is kept, what is missing, what finishing makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anxi_desktop.app.inspection_work import InspectionWork, kept_draft, unfinished
from anxi_desktop.app.session import Session
from anxi_desktop.domain.checklist import CheckList
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.inspection_draft import (
    DraftStep,
    GapCode,
    Head,
    InspectionDraft,
    ItemPlace,
    PhotoDraft,
)
from anxi_desktop.domain.records.hazard import HazardState, Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    PhotoRole,
    Signing,
)
from anxi_desktop.domain.save import Save
from anxi_desktop.store.check_lists import offered_lists, shipped_lists
from anxi_desktop.store.drafts import keep_parts
from anxi_desktop.store.store import new_id
from tests.store.proofs import prove_all

TODAY = date(2026, 11, 25)
HEAD = Head(
    kind=InspectionKind.SUPERVISION,
    level=InspectionLevel.COUNTY,
    done_on=TODAY,
    team=("王小明",),
    signing=Signing.PAPER,
)


def list_of(resources: Path, key: str) -> CheckList:
    return next(found for found in shipped_lists(resources) if found.key == key)


@pytest.fixture
def project(session: Session) -> str:
    row = new_id()
    session.edit("新建", [Save("project", row, {"name": "龙津花园二期", "category": "works"})])
    return row


@pytest.fixture
def work(session: Session, project: str, resources: Path) -> InspectionWork:
    return InspectionWork.begin(
        session, check_list=list_of(resources, "five-s"), head=replace(HEAD, project=project)
    )


def answer_all(work: InspectionWork, *, failed: int = 0) -> list[ItemPlace]:
    """Everything 符合 but the first few; those."""
    places = work.draft.places()
    for number, place in enumerate(places):
        work.answer(place, result=ItemResult.FAILED if number < failed else ItemResult.PASSED)
    return places[:failed]


def add_hazard(work: InspectionWork, place: ItemPlace | None, **more: object) -> str:
    values: dict[str, object] = {
        "description": "楼梯口堆放模板",
        "severity": Severity.GENERAL,
        "requirement": "清出通道",
        "person": "张师傅",
        "due_on": date(2026, 12, 2),
    }
    return work.add_hazard(place, **{**values, **more})


def codes(draft: InspectionDraft) -> list[GapCode]:
    return [gap.code for gap in draft.gaps()]


def test_a_resumed_inspection_is_the_one_that_was_typed(session: Session, work: InspectionWork) -> None:
    first, second = work.draft.places()[:2]
    work.answer(first, result=ItemResult.FAILED, reason="半句", note="x\ny")
    work.answer(second, result=ItemResult.ABSENT)
    row = add_hazard(work, first, judged=True, judged_basis="依据", part="3#楼")
    work.add_photo(PhotoDraft(digest="0" * 64, role=PhotoRole.BEFORE, place=first, hazard=row, caption="甲"))
    work.set_head(opinion="意见", certificates=("闽A1",))
    work.go(DraftStep.HAZARDS, first)
    (draft,) = unfinished(session.store)
    assert draft.title.startswith("龙津花园二期")
    assert "2/" in draft.title
    assert InspectionWork.resume(session, draft.id).draft == work.draft


def test_parts_of_another_program_cost_nothing_but_themselves(session: Session, work: InspectionWork) -> None:
    place = work.draft.places()[0]
    work.answer(place, result=ItemResult.PASSED, note="在")
    keep_parts(
        session.store,
        work.id,
        {"hazard/x": "{half", "item/[1]": "{}", "sheets": "7", "later/1": "?", "at": '{"step": "six"}'},
    )
    found = InspectionWork.resume(session, work.id).draft
    assert found.answer(place).note == "在"
    assert found.step is DraftStep.START
    assert found.sheets == ()


def test_finishing_makes_records_in_one_undoable_action(session: Session, work: InspectionWork) -> None:
    first, second, third = answer_all(work, failed=3)
    open_one = add_hazard(work, first)
    on_the_spot = add_hazard(work, second, description="灭火器过期", person="", due_on=None, on_the_spot=True)
    work.answer(third, no_hazard="已口头提醒，下次再看")
    work.add_photo(PhotoDraft(digest="1" * 64, role=PhotoRole.BEFORE, place=first, hazard=open_one))
    work.add_photo(PhotoDraft(digest="2" * 64, role=PhotoRole.SCENE, place=third))
    assert codes(work.draft) == []
    row, _ = work.finish()
    inspection = session.store.row("inspection", row)
    places = work.draft.places()
    assert inspection["number"] == "JC-2026-K7-001"
    counts = [inspection[name] for name in ("items", "passed", "failed", "absent")]
    assert counts == [len(places), len(places) - 3, 3, 0]
    hazards = {
        str(found["description"]): found for found in session.store.rows("hazard", {"inspection": row})
    }
    assert [found["number"] for found in hazards.values()] == ["HZ-2026-K7-001", "HZ-2026-K7-002"]
    assert state_of(hazards["楼梯口堆放模板"]) is HazardState.OPEN
    spot = hazards["灭火器过期"]
    assert [spot[name] for name in ("rectified_on", "reviewed_on", "review", "source")] == [
        "2026-11-25",
        "2026-11-25",
        "pass",
        "supervision",
    ]
    assert len(list(session.store.rows("hazard_step", {"hazard": spot["id"]}))) == 2
    photos = list(session.store.rows("photo", {"inspection": row}))
    assert [photo["hazard"] for photo in photos] == [hazards["楼梯口堆放模板"]["id"], None]
    assert unfinished(session.store) == []
    kept = kept_draft(session.store, inspection)
    assert kept is not None
    assert kept.check_list == work.draft.check_list
    assert kept.answer(third).no_hazard == "已口头提醒，下次再看"
    prove_all(session.store)
    session.undo()
    assert list(session.store.rows("inspection")) == []
    assert list(session.store.rows("hazard")) == []
    assert work.id  # a later one never gets the same numbers
    assert on_the_spot != open_one


def test_numbers_are_never_given_twice(session: Session, project: str, resources: Path) -> None:
    numbers: list[str] = []
    for _ in range(3):
        work = InspectionWork.begin(
            session, check_list=list_of(resources, "five-s"), head=replace(HEAD, project=project)
        )
        (place,) = answer_all(work, failed=1)
        add_hazard(work, place)
        row, _ = work.finish()
        numbers.append(str(session.store.row("inspection", row)["number"]))
        session.undo()
    assert numbers == ["JC-2026-K7-001", "JC-2026-K7-002", "JC-2026-K7-003"]


def test_an_unfinished_inspection_is_not_finished_and_says_what_is_missing(
    session: Session, work: InspectionWork
) -> None:
    assert codes(work.draft) == [GapCode.UNCHECKED]
    with pytest.raises(AnxiError) as caught:
        work.finish()
    assert caught.value.code == "inspection_unfinished"
    assert [draft.id for draft in unfinished(session.store)] == [work.id]
    (place,) = answer_all(work, failed=1)
    assert codes(work.draft) == [GapCode.NO_HAZARD]
    row = work.add_hazard(place)
    assert codes(work.draft) == [
        GapCode.DESCRIPTION,
        GapCode.SEVERITY,
        GapCode.REQUIREMENT,
        GapCode.PERSON,
        GapCode.DUE,
    ]
    work.drop_hazard(row)
    row = add_hazard(work, place, judged=True, judged_edition="2024", due_on=date(2026, 11, 24))
    assert codes(work.draft) == [GapCode.JUDGEMENT, GapCode.DUE_BEFORE]
    work.set_hazard(row, judged_category="基坑工程", judged_basis="深度超过方案", due_on=TODAY)
    assert codes(work.draft) == []
    work.set_head(signing=Signing.REFUSED)
    assert codes(work.draft) == [GapCode.SIGNATURE, GapCode.REFUSAL, GapCode.WITNESS]
    work.set_head(signing=Signing.DRAWN, enforcement=True)
    assert codes(work.draft) == [GapCode.CERTIFICATES, GapCode.SIGNATURE]
    work.set_head(team=("王小明", "李同"), certificates=("闽1", "闽2"), signing=Signing.PAPER)
    assert codes(work.draft) == []


def test_a_scored_inspection_scores_live_and_wants_deductions(
    session: Session, project: str, resources: Path
) -> None:
    check_list = list_of(resources, "jgj59")
    work = InspectionWork.begin(session, check_list=check_list, head=replace(HEAD, project=project))
    assert "安全管理" in {group.title for group, _ in work.draft.groups()}
    for table, label in list(work.draft.sheets)[1:]:
        work.drop_sheet(table, label)
    places = work.draft.places()
    assert len(places) == 10
    for place in places:
        work.answer(place, result=ItemResult.PASSED)
    general = next(place for place in places if not work.draft.item(place).is_guarantee)
    work.answer(general, result=ItemResult.FAILED, deducted="3。5", no_hazard="轻微")
    found = work.draft.score()
    assert found is not None
    assert found.value == 100 - 3.5
    work.answer(general, deducted="三分")
    assert codes(work.draft) == [GapCode.BAD_DEDUCTION]
    work.answer(general, deducted="3.5")
    row, _ = work.finish()
    inspection = session.store.row("inspection", row)
    assert (inspection["score"], inspection["grade"]) == ("96.5", "good")
    kept = kept_draft(session.store, inspection)
    assert kept is not None
    assert kept.score() == found


def test_several_tables_of_one_kind_are_told_apart(session: Session, project: str, resources: Path) -> None:
    work = InspectionWork.begin(
        session, check_list=list_of(resources, "jgj59"), head=replace(HEAD, project=project)
    )
    crane = next(group for group in work.draft.check_list.groups if group.title == "塔式起重机")
    work.add_sheet(crane.key, "1#")
    work.add_sheet(crane.key, "1#")
    labels = [label for key, label in work.draft.sheets if key == crane.key]
    assert len(set(labels)) == 2
    for table, label in work.draft.sheets:
        if table != crane.key:
            work.drop_sheet(table, label)
    for place in work.draft.places():
        lost = place.sheet == labels[0] and not work.draft.item(place).is_guarantee
        work.answer(
            place,
            result=ItemResult.FAILED if lost else ItemResult.PASSED,
            deducted="5" if lost else "",
            no_hazard="轻微" if lost else "",
        )
    score = work.draft.score()
    assert score is not None
    assert score.value == 90
    row, _ = work.finish()
    kept = kept_draft(session.store, session.store.row("inspection", row))
    assert kept is not None
    assert kept.score() == score


def test_a_hazard_that_is_still_open_is_added_to_not_doubled(
    session: Session, project: str, work: InspectionWork, resources: Path
) -> None:
    (place,) = answer_all(work, failed=1)
    add_hazard(work, place, description="3#楼二层楼梯口堆放模板，占用通道", part="3#楼二层")
    work.finish()
    (known,) = session.store.rows("hazard")
    again = InspectionWork.begin(
        session, check_list=list_of(resources, "five-s"), head=replace(HEAD, project=project)
    )
    (place,) = answer_all(again, failed=1)
    row = add_hazard(again, place, description="3#楼二层楼梯口仍堆放模板占用通道", part="3#楼二层")
    other = add_hazard(again, None, description="塔吊力矩限制器失灵")
    assert [found["id"] for found in again.duplicates(row)] == [known["id"]]
    assert again.duplicates(other) == []
    again.drop_hazard(other)
    again.set_hazard(row, same_as=str(known["id"]))
    again.add_photo(PhotoDraft(digest="3" * 64, role=PhotoRole.BEFORE, hazard=row))
    inspection, _ = again.finish()
    assert [found["id"] for found in session.store.rows("hazard")] == [known["id"]]
    (step,) = session.store.rows("hazard_step", {"hazard": known["id"]})
    assert step["kind"] == "remark"
    (photo,) = session.store.rows("photo", {"inspection": inspection})
    assert photo["hazard"] == known["id"]


def test_a_deadline_is_proposed_in_working_days(session: Session, work: InspectionWork) -> None:
    row = work.add_hazard(None)
    assert work.proposal(row) is None
    work.set_hazard(row, severity=Severity.GENERAL)
    proposal = work.proposal(row)
    assert proposal is not None
    assert proposal.due_on == date(2026, 12, 2)
    work.set_hazard(row, severity=Severity.MAJOR)
    proposal = work.proposal(row)
    assert proposal is not None
    assert proposal.due_on is None


def test_a_picture_of_a_dropped_hazard_stays_with_its_item(work: InspectionWork) -> None:
    place = work.draft.places()[0]
    row = work.add_hazard(place)
    photo = work.add_photo(PhotoDraft(digest="4" * 64, hazard=row))
    work.drop_hazard(row)
    assert work.draft.photos[photo].place == place
    assert list(work.draft.photos_of(place=place)) == [photo]


def test_a_given_up_draft_is_gone_and_typing_into_it_is_refused(
    session: Session, work: InspectionWork
) -> None:
    before = work.draft
    work.give_up()
    assert unfinished(session.store) == []
    with pytest.raises(AnxiError) as caught:
        work.set_head(note="x")
    assert caught.value.code == "draft_gone"
    assert work.draft == before


def test_the_list_can_be_changed_before_anything_is_answered(
    session: Session, work: InspectionWork, resources: Path
) -> None:
    work.change_list(list_of(resources, "six-haves"))
    assert InspectionWork.resume(session, work.id).draft == work.draft
    assert work.draft.check_list.key == "six-haves"
    assert work.draft.progress().total == len(work.draft.places()) > 0


def test_lists_are_offered_by_family_and_day(session: Session, resources: Path) -> None:
    from anxi_desktop.domain.records.project import Family

    works = {found.key for found in offered_lists(session.store, resources, day=TODAY, family=Family.WORKS)}
    estates = {
        found.key for found in offered_lists(session.store, resources, day=TODAY, family=Family.PROPERTY)
    }
    assert "jgj59" in works
    assert "jgj59" not in estates
    assert "property" in estates
