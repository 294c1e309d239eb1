"""提交: what was handed in stays to the bit, and a correction shows exactly the cells that moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Head, MonthReport, Submitted
from anxi_desktop.domain.monthly import FORMS_OF
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family, Grade, RiskLevel
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.snapshot import CellChange
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.files.submitting import Submission, moved_cells, papers_of, scan_saves, submission
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.store import Owner, Store

OCTOBER = Month(2026, 10)
HEAD = Head("安溪县质安中心", "王小明", "0595-00001234", date(2026, 11, 1))
EDITS = 1000


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "data", profile=tmp_path / "profile", owner=Owner("K7", "王小明", "某局"))
    for _ in fill_demo(store, projects=40, months=3, seed=1):
        pass
    yield store
    store.close()


def report(store: Store) -> MonthReport:
    return month_report(store.connection, OCTOBER, own_unit_type="县级主管部门", head=HEAD)


def submit(
    store: Store, family: Family = Family.WORKS, *, papers: tuple[Path, ...] = (), reason: str = ""
) -> Submission:
    made = submission(store, report(store), (), family, today=date(2026, 11, 1), papers=papers, reason=reason)
    store.edit("提交", made.saves, author="王小明")
    return made


def last(store: Store, family: Family = Family.WORKS) -> Submitted:
    found = report(store).last_submitted(family)
    assert found is not None
    return found


def values(of: MonthReport, family: Family) -> dict[tuple[str, str, str], object]:
    return {
        (form, block.unit_type, key): figure.value
        for form in FORMS_OF[family]
        for block in of.forms[form]
        for key, figure in block.figures.items()
    }


def office_saves(store: Store, chance: Random, home: Mapping[str, JournalValue]) -> list[Save]:
    """What an office changes: a unit type's name, a project taken out, a cell by hand, a reported number, a reading."""
    kind = chance.randrange(5)
    project, unit_type = str(home["id"]), str(home["unit_type"] or "县级主管部门")
    if kind == 0:
        return [
            Save("project", project, {"unit_type": chance.choice([None, "乡镇", "乡镇（街道）", "施工企业"])})
        ]
    if kind == 1:
        return record_edit.delete_saves(store, "project", project) if chance.random() < 0.1 else []
    if kind == 2:
        key = chance.choice(["s5", "six", "proj_total"])
        row = named_id("month_cell", "2026-10", "附件4", unit_type, key)
        cell = {"form": "附件4", "unit_type": unit_type, "key": key, "value": str(chance.randrange(9))}
        return [
            record_edit.named_save(store, "month_cell", row, {"month": "2026-10", "reason": "补", **cell})
        ]
    if kind == 3:
        row = named_id("self_report", project, "2026-10")
        numbers = {"found": chance.randrange(5), "closed": chance.randrange(5)}
        if next(store.rows("self_report", {"id": row}), None) is not None:
            return [Save("self_report", row, numbers)]
        return [Save("self_report", row, {"project": project, "month": "2026-10", **numbers})]
    rule, choice = chance.choice(
        [("A-03", "day25"), ("A-03", "end"), ("A-05/附件5", "year"), ("A-17", "reported")]
    )
    row = named_id("counting_rule", 2026, rule)
    return [
        record_edit.named_save(store, "counting_rule", row, {"year": 2026, "rule": rule, "choice": choice})
    ]


def edit_at_random(store: Store, chance: Random) -> None:
    """One of the things people do all day, dated now or in any month."""
    day = (date(2026, 8, 1) + timedelta(days=chance.randrange(120))).isoformat()
    projects = list(store.rows("project"))
    hazards = list(store.rows("hazard", limit=400))
    home = chance.choice(projects)
    hazard = chance.choice(hazards)
    kind = chance.randrange(13)
    changes: dict[str, JournalValue]
    if kind == 0:
        new: dict[str, JournalValue] = {
            "project": home["id"],
            "source": "self",
            "found_on": day,
            "description": "临边",
        }
        saves = record_edit.add_saves(store, "hazard", new)
    elif kind == 1:
        found = str(hazard["found_on"])
        changes = {"rectified_on": max(found, day), "reviewed_on": max(found, day), "review": "pass"}
        saves = [Save("hazard", str(hazard["id"]), changes)]
    elif kind == 2:
        changes = {"grade": chance.choice(list(Grade)).value, "level": chance.choice(list(RiskLevel)).value}
        saves = record_edit.edit_saves(
            store,
            "project",
            str(home["id"]),
            changes,
            today=date(2026, 11, 25),
            valid_from=date.fromisoformat(day),
        )
    elif kind == 3:
        new = {
            "project": home["id"],
            "item": chance.choice(["five_s", "six_haves", "check_list"]),
            "done_on": day,
        }
        saves = record_edit.add_saves(store, "milestone", new)
    elif kind == 4:
        saves = record_edit.delete_saves(store, "hazard", str(hazard["id"]))
    elif kind == 5:
        new = {"kind": "fine", "done_on": day, "project": home["id"], "amount_wan": "1.5"}
        saves = record_edit.add_saves(store, "enforcement", new)
    elif kind == 6:
        new = {"project": home["id"], "name": "基坑", "level": "red", "identified_on": day}
        saves = record_edit.add_saves(store, "risk_point", new)
    elif kind > 7:
        saves = office_saves(store, chance, home)
    else:
        state = chance.choice(["active", "suspended", "completed"])
        saves = record_edit.edit_saves(
            store,
            "project",
            str(home["id"]),
            {"state": state},
            today=date(2026, 11, 25),
            valid_from=date.fromisoformat(day),
        )
    if saves:
        store.edit("改", saves, author="王小明")


def test_a_submitted_month_stays_to_the_bit_and_a_correction_shows_what_moved(
    county: Store, tmp_path: Path
) -> None:
    paper = tmp_path / "附件4 2026-10.pdf"
    paper.write_bytes(b"%PDF sealed")
    before = report(county)
    submit(county, papers=(paper,))
    (row,) = county.rows("submission")
    kept = dict(row)
    chance = Random(20261101)
    for _ in range(EDITS):
        edit_at_random(county, chance)
    (row,) = county.rows("submission")
    assert dict(row) == kept
    handed = last(county)
    assert handed.is_whole
    stands = attachment_path(county, papers_of(handed.files)[paper.name])
    assert stands is not None
    assert stands.read_bytes() == b"%PDF sealed"
    after = report(county)
    old, new = values(before, Family.WORKS), values(after, Family.WORKS)
    blank = (None, None, None)
    moved = {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
    shown = moved_cells(after, Family.WORKS)
    assert {(change.form, change.unit_type, change.key) for change in shown} == moved
    assert len(shown) == len(moved) > 10
    for change in shown:
        place = (change.form, change.unit_type, change.key)
        assert (change.old, change.new) == (old.get(place, blank[0]), new.get(place))
    made = submit(county, reason="补报")
    assert made.is_new
    assert moved_cells(report(county), Family.WORKS) == ()
    first, second = county.rows("submission")
    assert (dict(first), second["corrects"], second["reason"]) == (kept, kept["id"], "补报")


def test_the_same_values_again_make_no_second_submission(county: Store, tmp_path: Path) -> None:
    made = submit(county)
    again = submit(county)
    assert (again.is_new, again.id, again.saves) == (False, made.id, ())
    late = tmp_path / "附件5 2026-10.pdf"
    late.write_bytes(b"%PDF late")
    added = submit(county, papers=(late,))
    assert (added.is_new, added.id) == (False, made.id)
    assert list(papers_of(last(county).files)) == [late.name]
    assert len(list(county.rows("submission"))) == 1


def test_another_head_line_makes_a_correction_without_a_cell_that_moved(county: Store) -> None:
    first = submit(county)
    other = replace(report(county), head=replace(HEAD, phone="0595-00009999"))
    assert not other.still_stands(Family.WORKS)
    assert moved_cells(other, Family.WORKS) == ()
    later = replace(report(county), head=replace(HEAD, filled_on=date(2026, 11, 9)))
    assert later.still_stands(Family.WORKS)
    made = submission(county, other, (), Family.WORKS, today=date(2026, 11, 2))
    assert made.is_new
    assert made.id != first.id


def test_families_are_handed_in_apart(county: Store) -> None:
    submit(county, Family.PROPERTY)
    assert report(county).last_submitted(Family.WORKS) is None
    assert last(county, Family.PROPERTY).snapshot is not None


def test_sealed_scans_are_kept_with_the_submission(county: Store, tmp_path: Path) -> None:
    submit(county)
    scan = tmp_path / "附件4 盖章.pdf"
    scan.write_bytes(b"%PDF seal")
    handed = last(county)
    county.edit("扫描件", scan_saves(county, handed.id, handed.files, [scan, scan]), author="王小明")
    assert list(papers_of(last(county).files)) == [scan.name]
    assert last(county).digest == handed.digest
    with pytest.raises(AnxiError):
        scan_saves(county, handed.id, handed.files, [tmp_path / "没有.pdf"])


def test_two_scans_of_one_name_are_both_kept(county: Store, tmp_path: Path) -> None:
    form = tmp_path / "附件4 2026-10.pdf"
    form.write_bytes(b"%PDF printed")
    submit(county, papers=(form,))
    for place, body in (("a", b"%PDF sealed"), ("b", b"%PDF other"), ("c", b"%PDF sealed")):
        (tmp_path / place).mkdir()
        scan = tmp_path / place / ("附件4 2026-10.PDF" if place == "a" else "Scan.pdf")
        scan.write_bytes(body)
        handed = last(county)
        county.edit("扫描件", scan_saves(county, handed.id, handed.files, [scan]), author="王小明")
    papers = papers_of(last(county).files)
    assert list(papers) == [form.name, "附件4 2026-10（2）.PDF", "Scan.pdf", "Scan（2）.pdf"]
    kept = [attachment_path(county, digest) for digest in papers.values()]
    assert [path and path.read_bytes() for path in kept] == [
        b"%PDF printed",
        b"%PDF sealed",
        b"%PDF other",
        b"%PDF sealed",
    ]


def test_a_submission_that_was_tampered_with_is_told(county: Store) -> None:
    submit(county)
    (row,) = county.rows("submission")
    body = str(row["body"]).replace('"proj_total":', '"proj_total":1', 1)
    county.edit("改", [Save("submission", str(row["id"]), {"body": body})], author="王小明")
    assert not last(county).is_whole


def test_after_tampering_the_month_can_be_handed_in_again(county: Store) -> None:
    submit(county)
    (row,) = county.rows("submission")
    body = str(row["body"]).replace("王小明", "李小明", 1)  # no cell of it
    county.edit("改", [Save("submission", str(row["id"]), {"body": body})], author="王小明")
    again = submit(county, reason="存档被改动过")
    assert again.is_new
    assert last(county).is_whole
    assert not submit(county).is_new


def test_a_name_with_marks_of_direction_is_frozen_and_read_again(county: Store) -> None:
    """Windows puts U+202A before what is copied out of its property sheets; a pasted name brings it along."""
    home = next(row for row in county.rows("project", {"category": "works"}) if row["unit_type"] is None)
    county.edit("改", [Save("project", str(home["id"]), {"unit_type": " \u202a乡镇 "})], author="王小明")
    note = Finding("R21", Level.NOTE, "附件5", "", (), "没有做过全覆盖检查：\u202a泉州\u2028路。")
    made = submission(county, report(county), [note], Family.WORKS, today=date(2026, 11, 1))
    county.edit("提交", made.saves, author="王小明")
    snapshot = last(county).snapshot
    assert snapshot is not None
    assert note.text in [found.text for found in snapshot.findings]
    assert moved_cells(report(county), Family.WORKS) == ()
    assert not submit(county).is_new


def test_of_more_than_a_record_holds_the_errors_are_kept(county: Store) -> None:
    words = "这一条核对结果说了很多，原因也写得很长。" * 20
    weights = [Level.NOTE, Level.WARNING, Level.ERROR] * 100
    found = [Finding("R16", level, "附件4", "", (), f"{n} {words}") for n, level in enumerate(weights)]
    made = submission(county, report(county), found, Family.WORKS, today=date(2026, 11, 1))
    county.edit("提交", made.saves, author="王小明")
    snapshot = last(county).snapshot
    assert snapshot is not None
    levels = [found.level for found in snapshot.findings]
    assert levels.count("error") == 100
    assert levels.count("warn") < 100
    assert snapshot.findings[-1].text == f"另有 {300 - len(levels) + 1} 条核对结果没有存下。"


def test_more_blocks_than_a_record_holds_are_refused_in_words(county: Store) -> None:
    for number in range(90):
        new: dict[str, JournalValue] = {
            "name": f"项目{number}",
            "category": "works",
            "unit_type": f"单位类型{number}",
            "state": "active",
            "start_on": "2026-01-01",
        }
        county.edit("新建", record_edit.add_saves(county, "project", new), author="王小明")
    with pytest.raises(AnxiError) as caught:
        submit(county)
    assert caught.value.code == "too_many_blocks"
    assert list(county.rows("submission")) == []


def test_an_override_is_frozen_with_its_reason(county: Store) -> None:
    place = ("附件4", "县级主管部门", "s5")
    cell = {
        "month": "2026-10",
        "form": place[0],
        "unit_type": place[1],
        "key": place[2],
        "value": "7",
        "reason": "补",
    }
    row = named_id("month_cell", "2026-10", *place)
    county.edit("填", [record_edit.named_save(county, "month_cell", row, cell)], author="王小明")
    submit(county)
    snapshot = last(county).snapshot
    assert snapshot is not None
    block = snapshot.forms["附件4"][0]
    assert (block.cells["s5"], block.reasons["s5"]) == (7, "补")
    county.edit("改", [Save("month_cell", row, {"value": "8"})], author="王小明")
    assert moved_cells(report(county), Family.WORKS) == (CellChange(*place, 7, 8),)
