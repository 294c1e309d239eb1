"""The conflict review in words, and what a person decides, over a real store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from anxi_desktop.app.conflicts import Conflict, Conflicts, Dispute
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.local import get_local
from anxi_desktop.store.store import Store, new_id
from tests.store.foreign import SITE, foreign, take
from tests.store.proofs import prove_rebuild

STAMP = 1_773_144_000_000 << 16  # noon of 2026-03-10, in any time zone people live in


@pytest.fixture
def office(session: Session) -> Conflicts:
    return Conflicts(session)


def add(session: Session, entity: str, **values: Any) -> str:
    saves = record_edit.add_saves(session.store, entity, values)
    session.edit("新建", saves)
    return saves[0].row


def project(session: Session, **values: Any) -> str:
    return add(session, "project", **{"name": "龙津花园", "category": "works", **values})


def hazard(session: Session, **values: Any) -> str:
    made = {"source": "supervision", "found_on": "2026-03-01", "description": "临边没有防护栏杆", **values}
    made.setdefault("project", project(session))
    return add(session, "hazard", **made)


def last(store: Store, row: str) -> str:
    query = "SELECT name FROM entry WHERE row = ? ORDER BY id DESC"
    return str(store.connection.execute(query, (row,)).fetchone()[0])


def disagree(
    session: Session,
    entity: str,
    row: str,
    ours: Mapping[str, JournalValue],
    theirs: Mapping[str, Any],
    *,
    seq: int = 1,
) -> None:
    both = last(session.store, row)
    session.edit("改", [Save(entity, row, ours)])
    take(session.store, foreign(entity, row, theirs, seen=(both,), seq=seq, stamp=STAMP))


def only(office: Conflicts, row: str) -> Dispute:
    (found,) = office.disputes(row)
    return found


def words_of(dispute: Dispute) -> list[str]:
    return [choice.word for choice in dispute.choices]


def conflict_with(dispute: Dispute, word: str) -> tuple[Conflict, Any]:
    choice = next(choice for choice in dispute.choices if choice.word == word)
    return dispute.conflict, choice.sides[0]


def test_records_and_fields_are_told_in_words(office: Conflicts, session: Session) -> None:
    row = hazard(session, number="HZ-2026-K7-001", severity="general")
    disagree(session, "hazard", row, {"severity": "larger"}, {"severity": "major", "part": "3层"})
    (record,) = office.records()
    assert (record.title, record.about, record.count) == (
        "临边没有防护栏杆",
        "隐患 · HZ-2026-K7-001 · 龙津花园",
        1,
    )
    dispute = only(office, row)
    assert (dispute.label, dispute.before, words_of(dispute)) == ("隐患等级", "一般", ["重大", "较大"])
    assert [choice.is_shown for choice in dispute.choices] == [True, False]
    assert dispute.keeps
    assert dispute.spec is not None
    assert office.marks() == {("hazard", row): 1}


def test_facts_are_told_as_the_status_of_their_project(office: Conflicts, session: Session) -> None:
    home = project(session, level="blue")
    (fact,) = [fact.id for fact in session.store.facts(home) if fact.fact == "level"]
    disagree(session, "fact", fact, {"value": "red"}, {"value": "orange"})
    dispute = only(office, fact)
    assert (dispute.label, dispute.before, words_of(dispute)) == ("整体风险等级", "蓝", ["橙", "红"])
    assert office.records()[0].about == "状态记录 · 龙津花园"
    assert office.marks() == {("project", home): 1}
    assert office.below(home) == [("fact", fact)]
    assert dispute.spec is not None
    assert dispute.spec.choices is not None
    office.write(dispute.conflict, "yellow")
    assert session.store.row("project", home)["level"] == "yellow"
    disagree(session, "fact", fact, {"value": "red"}, {"value": "orange"}, seq=2)
    office.keep_both(only(office, fact).conflict)
    assert session.store.row("project", home)["level"] == "red"
    assert session.store.row("project", home)["note"] == (
        f"状态记录“整体风险等级”整体风险等级：另记为“橙”（陈某 2026-03-10，{SITE[:6]}）"
    )


def test_the_same_value_twice_is_one_choice(office: Conflicts, session: Session) -> None:
    row = hazard(session)
    disagree(session, "hazard", row, {"person": "李某"}, {"person": "张某"})
    take(session.store, foreign("hazard", row, {"person": "张某"}, seq=2, stamp=STAMP + 1))
    dispute = only(office, row)
    assert words_of(dispute) == ["张某", "李某"]
    assert [len(choice.sides) for choice in dispute.choices] == [2, 1]


def test_taking_a_side_is_one_undo_step(office: Conflicts, session: Session) -> None:
    row = hazard(session, severity="general")
    disagree(session, "hazard", row, {"severity": "larger"}, {"severity": "major"})
    office.take(*conflict_with(only(office, row), "较大"))
    assert session.store.row("hazard", row)["severity"] == "larger"
    assert session.undo_title == "决定冲突：临边没有防护栏杆 隐患等级"
    assert office.records() == []
    session.undo()
    assert session.store.row("hazard", row)["severity"] == "major"
    prove_rebuild(session.store)


def test_another_value_is_checked_as_in_a_form(office: Conflicts, session: Session) -> None:
    row = hazard(session, due_on="2026-03-20")
    disagree(session, "hazard", row, {"due_on": "2026-03-22"}, {"due_on": "2026-03-25"})
    conflict = only(office, row).conflict
    with pytest.raises(AnxiError) as refused:
        office.write(conflict, "2026-02-01")
    assert refused.value.facts["reason"] == "整改期限早于检查日期"
    office.write(conflict, "2026-03-30")
    assert session.store.row("hazard", row)["due_on"] == "2026-03-30"
    assert office.records() == []


def test_writing_what_a_side_wrote_or_what_is_shown_decides_too(office: Conflicts, session: Session) -> None:
    row = hazard(session)
    disagree(session, "hazard", row, {"person": "李某", "part": "一"}, {"person": "张某", "part": "二"})
    person, part = sorted(office.disputes(row), key=lambda one: one.conflict.field, reverse=True)
    office.write(person.conflict, "张某")
    office.write(part.conflict, f" {part.conflict.shown} ")
    assert office.records() == []


def test_a_list_is_written_as_people_write_lists(office: Conflicts, session: Session) -> None:
    row = add(session, "risk_point", project=project(session), name="深基坑", signs=["w1"])
    disagree(session, "risk_point", row, {"signs": ["w2"]}, {"signs": ["w3"]})
    office.write(only(office, row).conflict, "当心坠落、 必须戴安全帽；")
    assert session.store.row("risk_point", row)["signs"] == ["当心坠落", "必须戴安全帽"]


def test_both_are_kept_in_the_note_of_the_record(office: Conflicts, session: Session) -> None:
    row = hazard(session, severity="general", note="原来的备注")
    disagree(
        session, "hazard", row, {"severity": "larger", "part": "3层"}, {"severity": "major", "part": None}
    )
    for dispute in office.disputes(row):
        office.keep_both(dispute.conflict)
    values = session.store.row("hazard", row)
    assert values["severity"] == "major"
    today = f"{date.today():%Y-%m-%d}"
    lines = str(values["note"]).split("\n")
    assert lines[0] == "原来的备注"
    assert set(lines[1:]) == {
        f"部位：另记为“空”（陈某 2026-03-10，{SITE[:6]}）",
        f"隐患等级：另记为“较大”（王小明 {today}，K7）",
    }
    session.undo()
    assert len(str(session.store.row("hazard", row)["note"]).split("\n")) == 2


def test_a_note_in_conflict_loses_nothing_when_it_takes_more(office: Conflicts, session: Session) -> None:
    row = hazard(session, severity="general")
    disagree(
        session, "hazard", row, {"severity": "larger", "note": "甲说"}, {"severity": "major", "note": "乙说"}
    )
    severity, note = office.disputes(row)
    office.keep_both(severity.conflict)
    assert office.records() == []
    text = str(session.store.row("hazard", row)["note"])
    assert "甲说" in text
    assert "乙说" in text
    assert "另记为“较大”" in text
    assert note.label == "备注"


def test_both_notes_are_kept_one_below_the_other(office: Conflicts, session: Session) -> None:
    row = hazard(session)
    disagree(session, "hazard", row, {"note": "甲说"}, {"note": "乙说"})
    office.keep_both(only(office, row).conflict)
    assert session.store.row("hazard", row)["note"] == f"甲说\n乙说（陈某 2026-03-10，{SITE[:6]}）"


def test_what_has_no_note_is_kept_as_a_remark_on_its_hazard(office: Conflicts, session: Session) -> None:
    row = hazard(session)
    home = session.store.row("hazard", row)["project"]
    photo = add(session, "photo", project=home, hazard=row, role="before", digest="d" * 64, caption="旧")
    disagree(session, "photo", photo, {"caption": "西侧"}, {"caption": "东侧"})
    office.keep_both(only(office, photo).conflict)
    (step,) = session.store.rows("hazard_step", {"hazard": row})
    assert (step["kind"], step["person"], step["done_on"]) == ("remark", "王小明", date.today().isoformat())
    assert step["text"] == f"照片“西侧”说明：另记为“东侧”（陈某 2026-03-10，{SITE[:6]}）"
    session.undo()
    assert list(session.store.rows("hazard_step", {"hazard": row})) == []


def test_where_there_is_no_note_both_cannot_be_kept(office: Conflicts, session: Session) -> None:
    row = add(session, "document", kind="guide", title="导则")
    disagree(session, "document", row, {"title": "导则一"}, {"title": "导则二"})
    dispute = only(office, row)
    assert not dispute.keeps
    with pytest.raises(AnxiError, match="no_note"):
        office.keep_both(dispute.conflict)


def test_a_deletion_against_an_edit(office: Conflicts, session: Session) -> None:
    row = hazard(session)
    both = last(session.store, row)
    session.edit("改", [Save("hazard", row, {"part": "3层", "person": "李某"})])
    take(session.store, foreign("hazard", row, {"_deleted": True}, seen_for={"*": (both,)}, stamp=STAMP))
    dispute = only(office, row)
    assert (dispute.label, words_of(dispute), dispute.spec, dispute.keeps) == (
        "删除还是保留",
        ["删除", "保留"],
        None,
        False,
    )
    assert dispute.choices[1].edited == "部位、责任人"
    office.take(*conflict_with(dispute, "保留"))
    assert office.records() == []
    assert session.store.row("hazard", row)["person"] == "李某"


def test_one_laptop_is_right_about_the_whole_record(office: Conflicts, session: Session) -> None:
    row = hazard(session, severity="general")
    theirs = {"severity": "major", "part": "4层", "person": "张某"}
    disagree(session, "hazard", row, {"severity": "larger", "part": "3层", "person": "李某"}, theirs)
    office.take_all(row, SITE)
    values = session.store.row("hazard", row)
    assert (values["severity"], values["part"], values["person"]) == ("major", "4层", "张某")
    assert office.records() == []
    assert session.undo_title == "决定冲突：临边没有防护栏杆 3 处"
    prove_rebuild(session.store)
    with pytest.raises(AnxiError, match="conflict_changed"):
        office.take_all(row, SITE)


def test_the_laptop_that_deleted_is_right(office: Conflicts, session: Session) -> None:
    row = hazard(session, severity="general")
    both = last(session.store, row)
    gone = foreign("hazard", row, {"_deleted": True}, seen_for={"*": (both,)}, stamp=STAMP + 1)
    disagree(session, "hazard", row, {"severity": "larger"}, {"severity": "major"}, seq=2)
    take(session.store, gone)
    assert [one.label for one in office.disputes(row)] == ["删除还是保留", "隐患等级"]
    office.take_all(row, SITE)
    assert list(session.store.rows("hazard")) == []
    assert office.records() == []


def test_what_was_written_below_a_deleted_project_is_told_and_settled(
    office: Conflicts, session: Session
) -> None:
    row = hazard(session)
    home = str(session.store.row("hazard", row)["project"])
    session.edit("删", record_edit.delete_saves(session.store, "project", home))
    assert office.hidden() == []  # whoever deleted it saw what went with it
    step = {"project": home, "hazard": row, "kind": "remark", "done_on": "2026-03-02", "text": "已通知"}
    moment = int(get_local(session.store.connection, "stamp") or 0) + 1
    take(session.store, foreign("hazard_step", new_id(), step, stamp=moment))
    (hidden,) = office.hidden()
    assert (hidden.title, hidden.counted) == ("龙津花园", "状态记录 1 条、隐患 1 条、隐患办理记录 1 条")
    office.settle(hidden, keep=False)
    assert office.hidden() == []
    session.undo()
    office.settle(hidden, keep=True)
    assert office.hidden() == []
    assert session.store.row("project", home)["name"] == "龙津花园"
    assert session.undo_title == "恢复项目：龙津花园"
