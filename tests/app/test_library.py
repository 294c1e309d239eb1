"""Check lists of one's own and the working calendar over a real store."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.library import Library, LibraryList, blank_work, read_days
from anxi_desktop.app.list_draft import ListDraft
from anxi_desktop.app.session import Session
from anxi_desktop.domain import checklist_edit
from anxi_desktop.domain.checklist import CheckList, freeze
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.inspection_draft import Head
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    ListKind,
    Signing,
)
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.workdays import DayKind, SpecialDay
from anxi_desktop.store.check_lists import edition_in, offered_lists, shipped_lists
from anxi_desktop.store.store import new_id
from tests.store.proofs import prove_all

TODAY = date(2026, 11, 25)


@pytest.fixture
def library(session: Session) -> Library:
    return Library(session)


@pytest.fixture
def five_s(resources: Path) -> CheckList:
    return next(found for found in shipped_lists(resources) if found.key == "five-s")


def own(library: Library) -> list[LibraryList]:
    return [item for item in library.lists() if item.is_own]


def finish_with(session: Session, check_list: CheckList) -> str:
    """An inspection by a list, everything in order; its id."""
    project = new_id()
    session.edit("新建", [Save("project", project, {"name": "龙津花园", "category": "works"})])
    head = Head(
        kind=InspectionKind.SUPERVISION,
        level=InspectionLevel.COUNTY,
        project=project,
        done_on=TODAY,
        team=("王小明",),
        signing=Signing.PAPER,
    )
    work = InspectionWork.begin(session, check_list=check_list, head=head)
    for place in work.draft.places():
        work.answer(place, result=ItemResult.PASSED)
    inspection, _ = work.finish()
    return inspection


def test_a_copy_is_changed_saved_and_offered(library: Library, session: Session, five_s: CheckList) -> None:
    copy = library.copy(five_s)
    assert copy.key not in {item.check_list.key for item in library.lists()}
    item = copy.groups[0].items[0]
    changed = checklist_edit.changed_item(copy, replace(item, title="本单位的说法"))
    library.save(changed)
    assert [found.check_list for found in own(library)] == [changed]
    offered = offered_lists(session.store, session.resources, day=TODAY, family=None)
    assert changed in offered
    assert five_s in offered
    assert library.copy(five_s).key != copy.key
    session.undo()
    assert own(library) == []
    prove_all(session.store)


def test_a_finished_inspection_keeps_the_edition_it_was_made_by(
    library: Library, session: Session, five_s: CheckList
) -> None:
    first = library.copy(five_s)
    library.save(first)
    inspection = finish_with(session, first)
    second = checklist_edit.retired_item(checklist_edit.next_edition(first), first.groups[0].items[0].key)
    library.save(second)
    row = session.store.row("inspection", inspection)
    kept = edition_in(session.store, str(row["check_list"]))
    assert kept is not None
    assert freeze(kept).body == freeze(first).body
    offered = [
        found
        for found in offered_lists(session.store, session.resources, day=TODAY, family=None)
        if found.key == first.key
    ]
    assert offered == [second]


def test_the_tenth_edition_comes_after_the_ninth(
    library: Library, session: Session, five_s: CheckList
) -> None:
    edition = library.copy(five_s)
    for _ in range(10):
        library.save(edition)
        edition = checklist_edit.next_edition(edition)
    offered = offered_lists(session.store, session.resources, day=TODAY, family=None)
    assert [found.edition for found in offered if found.key == edition.key] == ["10"]


def test_a_retired_list_is_not_offered_and_comes_back(
    library: Library, session: Session, five_s: CheckList
) -> None:
    library.save(library.copy(five_s))
    library.set_retired(own(library)[0], retired=True)
    key = own(library)[0].check_list.key
    assert own(library)[0].retired
    keys = {found.key for found in offered_lists(session.store, session.resources, day=TODAY, family=None)}
    assert key not in keys
    library.set_retired(own(library)[0], retired=False)
    keys = {found.key for found in offered_lists(session.store, session.resources, day=TODAY, family=None)}
    assert key in keys


def test_what_only_an_inspection_keeps_is_not_in_the_library(
    library: Library, session: Session, five_s: CheckList
) -> None:
    finish_with(session, five_s)
    assert own(library) == []


def test_wrong_lists_are_refused_and_nothing_is_kept(
    library: Library, session: Session, five_s: CheckList, resources: Path
) -> None:
    scored = next(found for found in shipped_lists(resources) if found.kind is ListKind.SCORED)
    copy = library.copy(scored)
    item = copy.groups[0].items[0]
    off = checklist_edit.changed_item(copy, replace(item, full=(item.full or 0) + 1))
    with pytest.raises(AnxiError, match="check_list_marks"):
        library.save(off)
    mine = library.copy(five_s)
    library.save(mine)
    other = checklist_edit.changed_item(mine, replace(mine.groups[0].items[0], title="改了"))
    with pytest.raises(AnxiError, match="check_list_known"):
        library.save(other)
    dropped = replace(
        checklist_edit.next_edition(mine),
        groups=(replace(mine.groups[0], items=mine.groups[0].items[1:]), *mine.groups[1:]),
    )
    with pytest.raises(AnxiError, match="check_list_keys"):
        library.save(dropped)
    assert [found.check_list for found in own(library)] == [mine]
    prove_all(session.store)


def test_a_half_done_change_is_there_after_closing(session: Session, five_s: CheckList) -> None:
    draft = ListDraft(session)
    draft.begin(Library(session).copy(five_s))
    assert draft.check_list is not None
    item = draft.check_list.groups[0].items[0]
    draft.keep(checklist_edit.changed_item(draft.check_list, replace(item, title="改到一半")))
    again = ListDraft(session)
    assert again.check_list is not None
    assert again.check_list.groups[0].items[0].title == "改到一半"
    again.end()
    assert ListDraft(session).check_list is None


def test_a_year_is_imported_in_one_action_and_taken_back(
    library: Library, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "放假.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("日期", "安排", "节日"),
        (date(2027, 1, 1), "放假", "元旦"),
        ("2027年2月6日", "放假", "春节"),
        ("2027-02-20", "上班", ""),
        (date(2028, 1, 3), "休", "元旦"),
    ):
        sheet.append(row)
    book.save(path)
    days = read_days(path)
    library.save_days({year: [day for day in days if day.day.year == year] for year in (2027, 2028)})
    assert {2027, 2028} <= library.known_years()
    assert [(special.day, special.kind) for special in library.year(2027)] == [
        (date(2027, 1, 1), DayKind.OFF),
        (date(2027, 2, 6), DayKind.OFF),
        (date(2027, 2, 20), DayKind.WORK),
    ]
    session.undo()
    assert not {2027, 2028} & library.known_years()
    sheet.append(("2027-05-01", "也许", ""))
    book.save(path)
    with pytest.raises(AnxiError) as caught:
        read_days(path)
    assert (caught.value.code, caught.value.facts["row"]) == ("calendar_row", 6)


def test_a_day_that_is_both_is_refused(library: Library) -> None:
    day = date(2027, 1, 1)
    with pytest.raises(AnxiError, match="calendar_conflict"):
        library.save_days({2027: [SpecialDay(day, DayKind.OFF, "元旦"), SpecialDay(day, DayKind.WORK, "")]})
    assert 2027 not in library.known_years()


def test_every_list_prints_as_an_empty_form(library: Library, resources: Path, tmp_path: Path) -> None:
    for item in library.lists():
        check_list = item.check_list
        path = tmp_path / f"{check_list.key} {check_list.edition}.pdf"
        for _ in blank_work(check_list, path, unit="安溪县住建局", resources=resources)():
            pass
        said = subprocess.run(
            ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True, timeout=60
        ).stdout.replace("\n", "")
        for entry in check_list.items():
            assert entry.title.replace(" ", "") in said.replace(" ", "")
