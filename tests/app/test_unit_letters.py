"""The letters of a year: numbers, dates, copies, scans, and who has none yet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anxi_desktop.app.session import Session
from anxi_desktop.app.unit_letter_files import letters_work
from anxi_desktop.app.unit_letter_lines import COPIES, Lack, Letter, LetterLine, counts_of
from anxi_desktop.app.unit_letters import UnitLetters
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind, named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.status import first_facts
from anxi_desktop.domain.steps import finish
from anxi_desktop.store.settings import load_settings
from anxi_desktop.store.store import new_id

TODAY = date(2026, 3, 10)
BY = date(2026, 3, 31)
NOTICE, COMMITMENT = LetterKind.NOTICE, LetterKind.COMMITMENT


def add(session: Session, name: str, **values: str) -> str:
    row = new_id()
    whole = {"name": name, "category": "works", **values}
    stored = {field: value for field, value in whole.items() if field != "state"}
    session.edit("新建", [Save("project", row, stored), *first_facts(row, whole, new_id=new_id)])
    return row


@pytest.fixture
def letters(session: Session) -> UnitLetters:
    return UnitLetters(session)


@pytest.fixture
def projects(session: Session) -> list[str]:
    """Two works sites, an estate, and one that is over."""
    return [
        add(session, "丙项目", contractor="丙建设有限公司", town="城厢镇"),
        add(session, "甲项目", contractor="甲建设有限公司"),
        add(session, "乙花园", category="property", property_company="乙物业有限公司"),
        add(session, "旧项目", state="completed"),
    ]


def make(letters: UnitLetters, *projects: str, kind: LetterKind = NOTICE, year: int = 2026) -> list[str]:
    return list(letters.make(projects, kind, year, evaluate_by=BY, made_on=TODAY).new)


def line(letters: UnitLetters, project: str, year: int = 2026) -> LetterLine:
    return next(found for found in letters.overview(year) if found.project == project)


def letter(letters: UnitLetters, project: str, kind: LetterKind = NOTICE) -> Letter:
    return line(letters, project).letters[kind]


def numbers(letters: UnitLetters, kind: LetterKind = NOTICE, year: int = 2026) -> list[str]:
    return sorted(found.letters[kind].number for found in letters.overview(year) if kind in found.letters)


def test_every_live_project_is_listed_by_name_with_what_it_lacks(
    letters: UnitLetters, projects: list[str]
) -> None:
    lines = letters.overview(2026)
    assert [found.name for found in lines] == ["丙项目", "甲项目", "乙花园"]  # bǐng, jiǎ, yǐ
    assert lines[0].company == "丙建设有限公司"
    assert lines[2].company == "乙物业有限公司"
    assert all(found.lacks == {Lack.NO_NOTICE, Lack.NO_COMMITMENT} for found in lines)
    assert [found.name for found in letters.overview(2026, Family.PROPERTY)] == ["乙花园"]
    make(letters, projects[0])
    assert line(letters, projects[0]).lacks == {
        Lack.NO_COMMITMENT,
        Lack.UNSERVED,
        Lack.COPIES,
        Lack.SCAN,
    }
    assert line(letters, projects[0], 2027).lacks == {Lack.NO_NOTICE, Lack.NO_COMMITMENT}


def test_numbers_go_on_without_gaps_for_each_year_and_kind(letters: UnitLetters, projects: list[str]) -> None:
    make(letters, projects[1], projects[0])
    assert letter(letters, projects[1]).number == "安住建标告〔2026〕001号"
    assert letter(letters, projects[0]).number == "安住建标告〔2026〕002号"
    made = letters.make(projects[:3], NOTICE, 2026, evaluate_by=None, made_on=TODAY)
    assert len(made.new) == 1
    assert len(made.kept) == 2
    assert numbers(letters) == [f"安住建标告〔2026〕00{n}号" for n in (1, 2, 3)]
    make(letters, *projects[:2], kind=COMMITMENT)
    make(letters, projects[2], year=2027)
    assert numbers(letters, COMMITMENT) == ["安住建标承〔2026〕001号", "安住建标承〔2026〕002号"]
    assert numbers(letters, year=2027) == ["安住建标告〔2027〕001号"]


def test_a_letter_that_is_there_keeps_its_number_and_its_dates(
    letters: UnitLetters, session: Session, projects: list[str]
) -> None:
    (record,) = make(letters, projects[0])
    letters.set_dates([record], {"served_on": TODAY}, today=TODAY)
    letters.words.save({NOTICE: replace(letters.words.template(NOTICE), number="新{年份}-{序号}")})
    undoable = session.undo_title
    made = letters.make([projects[0]], NOTICE, 2026, evaluate_by=None, made_on=date(2026, 4, 1))
    assert made.done is None
    assert made.kept == (record,)
    assert session.undo_title == undoable  # nothing was written
    assert letter(letters, projects[0]).number == "安住建标告〔2026〕001号"
    assert letter(letters, projects[0]).days["served_on"] == TODAY
    make(letters, projects[1])
    assert letter(letters, projects[1]).number == "新2026-002"


def test_one_undo_takes_a_batch_back_and_it_can_be_made_again(
    letters: UnitLetters, session: Session, projects: list[str]
) -> None:
    records = make(letters, *projects[:3])
    assert records[0] == named_id("unit_letter", projects[0], "notice", 2026)
    session.undo()
    assert numbers(letters) == []
    session.redo()
    assert len(numbers(letters)) == 3
    letters.set_dates(records, {"served_on": TODAY, "company_on": TODAY}, today=TODAY)
    session.undo()
    session.undo()
    assert numbers(letters) == []
    again = make(letters, projects[2])
    assert again == [records[2]]
    found = letter(letters, projects[2])
    assert found.number == "安住建标告〔2026〕001号"
    assert found.days["served_on"] is None
    session.undo()
    assert numbers(letters) == []


def test_copies_are_four_and_each_has_its_day(letters: UnitLetters, projects: list[str]) -> None:
    (record,) = make(letters, projects[0])
    days = dict.fromkeys(COPIES[:3], TODAY)
    letters.set_dates([record], {**days, "served_on": TODAY}, today=TODAY)
    assert letter(letters, projects[0]).copies == 3
    assert Lack.COPIES in line(letters, projects[0]).lacks
    letters.set_dates([record], {"county_on": date(2026, 3, 9)}, today=TODAY)
    assert Lack.COPIES not in line(letters, projects[0]).lacks
    assert letter(letters, projects[0]).days["county_on"] == date(2026, 3, 9)
    letters.set_dates([record], {"county_on": None}, today=TODAY)
    assert letter(letters, projects[0]).copies == 3


def test_a_copy_is_marked_for_both_letters_and_taken_back(
    letters: UnitLetters, session: Session, projects: list[str]
) -> None:
    assert letters.mark_copy(line(letters, projects[0]), "wall_on", today=TODAY) is None
    make(letters, projects[0])
    letters.mark_copy(line(letters, projects[0]), "wall_on", today=date(2026, 3, 8))
    make(letters, projects[0], kind=COMMITMENT)
    letters.mark_copy(line(letters, projects[0]), "wall_on", today=TODAY)
    assert letter(letters, projects[0]).days["wall_on"] == date(2026, 3, 8)
    assert letter(letters, projects[0], COMMITMENT).days["wall_on"] == TODAY
    letters.mark_copy(line(letters, projects[0]), "wall_on", today=TODAY)
    assert letter(letters, projects[0]).days["wall_on"] is None
    session.undo()
    assert letter(letters, projects[0]).days["wall_on"] == date(2026, 3, 8)


def test_dates_of_many_letters_are_one_action(
    letters: UnitLetters, session: Session, projects: list[str]
) -> None:
    records = make(letters, *projects[:3])
    assert letters.set_dates(records, {"served_on": TODAY}, today=TODAY) is not None
    assert letters.set_dates(records, {"served_on": TODAY}, today=TODAY) is None
    assert counts_of(letters.overview(2026)).served == 3
    session.undo()
    counts = counts_of(letters.overview(2026))
    assert (counts.projects, counts.notices, counts.served, counts.complete) == (3, 3, 0, 0)


def test_what_has_happened_is_not_in_the_future(letters: UnitLetters, projects: list[str]) -> None:
    (record,) = make(letters, projects[0])
    with pytest.raises(AnxiError) as caught:
        letters.set_dates([record], {"served_on": date(2026, 3, 11)}, today=TODAY)
    assert caught.value.facts["reason_code"] == "future_date"
    assert letter(letters, projects[0]).days["served_on"] is None
    letters.set_dates([record], {"evaluate_by": date(2026, 12, 31)}, today=TODAY)
    assert letter(letters, projects[0]).days["evaluate_by"] == date(2026, 12, 31)


def test_a_number_given_on_two_laptops_is_pointed_out(
    letters: UnitLetters, session: Session, projects: list[str]
) -> None:
    make(letters, *projects[:2])
    other = letter(letters, projects[1])
    session.edit("合并", [Save("unit_letter", other.id, {"number": "安住建标告〔2026〕001号"})])
    assert Lack.SAME_NUMBER in line(letters, projects[0]).lacks
    assert Lack.SAME_NUMBER in line(letters, projects[1]).lacks
    letters.renumber(other.id)
    assert letter(letters, projects[1]).number == "安住建标告〔2026〕002号"
    assert Lack.SAME_NUMBER not in line(letters, projects[0]).lacks
    make(letters, projects[2])
    assert letter(letters, projects[2]).number == "安住建标告〔2026〕003号"


def test_a_scan_is_kept_and_opened_under_its_name(
    letters: UnitLetters, session: Session, projects: list[str], tmp_path: Path
) -> None:
    (record,) = make(letters, projects[0])
    path = tmp_path / "签收 回执.PDF"
    path.write_bytes(b"%PDF-1.4 signed")
    letters.attach_scan(record, path)
    path.unlink()
    assert letter(letters, projects[0]).scan_name == "签收 回执.pdf"
    assert Lack.SCAN not in line(letters, projects[0]).lacks
    shown = letters.open_scan(record)
    assert shown.name == "签收 回执.pdf"
    assert shown.read_bytes() == b"%PDF-1.4 signed"
    assert letters.open_scan(record) == shown
    session.undo()
    assert letter(letters, projects[0]).scan == ""
    with pytest.raises(AnxiError) as caught:
        letters.open_scan(record)
    assert caught.value.code == "scan_not_here"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.docx", b"PK\x03\x04", "not_a_scan"),
        ("a.pdf", b"MZ", "not_a_scan"),
        ("a.jpg", b"%PDF-1.4", "not_a_scan"),
        ("a.png", None, "file_missing"),
    ],
)
def test_what_is_no_scan_is_refused(
    letters: UnitLetters, projects: list[str], tmp_path: Path, name: str, body: bytes | None, code: str
) -> None:
    (record,) = make(letters, projects[0])
    if body is not None:
        (tmp_path / name).write_bytes(body)
    with pytest.raises(AnxiError) as caught:
        letters.attach_scan(record, tmp_path / name)
    assert caught.value.code == code
    assert letter(letters, projects[0]).scan == ""


def test_a_scan_over_fifty_megabytes_is_refused(
    letters: UnitLetters, projects: list[str], tmp_path: Path
) -> None:
    (record,) = make(letters, projects[0])
    with (tmp_path / "a.pdf").open("wb") as file:
        file.write(b"%PDF-1.4")
        file.truncate(50 * 1024 * 1024 + 1)
    with pytest.raises(AnxiError) as caught:
        letters.attach_scan(record, tmp_path / "a.pdf")
    assert caught.value.code == "attachment_too_large"


def test_own_words_are_kept_and_taken_back(
    letters: UnitLetters, session: Session, projects: list[str]
) -> None:
    default = letters.words.template(NOTICE)
    letters.words.save({NOTICE: replace(default, body="请于{自评期限}前自评。", number="甲{年份}乙{序号}")})
    session.set_settings(load_settings(session.store.folder)[0])
    assert letters.words.template(NOTICE).body == "请于{自评期限}前自评。"
    assert letters.words.template(COMMITMENT).number == "安住建标承〔{年份}〕{序号}号"
    make(letters, projects[0])
    assert letter(letters, projects[0]).number == "甲2026乙001"
    with pytest.raises(AnxiError):
        letters.words.save({NOTICE: replace(default, number="甲")})
    letters.words.save({NOTICE: default})
    assert json.loads(session.settings.views["unit_letters"]) == {}
    for broken in ("{", "[]", '{"notice": 3}', '{"notice": {"number": "x"}}'):
        session.set_settings(session.settings.with_view("unit_letters", broken))
        assert letters.words.template(NOTICE) == default


def test_files_are_written_for_chosen_letters(
    letters: UnitLetters, projects: list[str], tmp_path: Path
) -> None:
    records = make(letters, *projects[:2]) + make(letters, projects[0], kind=COMMITMENT)
    work = letters_work(letters, records, tmp_path, formats=("pdf", "docx"), joined=True)
    paths = finish(work())
    assert paths[0].name == "告知书、承诺书_2026年_3份.pdf"
    assert [path.name for path in paths[1:3]] == [
        "告知书_丙项目_安住建标告〔2026〕001号.pdf",
        "告知书_丙项目_安住建标告〔2026〕001号.docx",
    ]
    assert len(paths) == 7
    assert sorted(tmp_path.glob("*.*")) == sorted(paths)
    with pytest.raises(AnxiError) as caught:
        letters_work(letters, [], tmp_path, formats=("pdf",), joined=False)
    assert caught.value.code == "nothing_to_export"


def test_two_letters_of_one_name_are_two_files(
    letters: UnitLetters, session: Session, projects: list[str], tmp_path: Path
) -> None:
    twin = add(session, "甲项目")
    records = make(letters, projects[1], twin)
    session.edit("", [Save("unit_letter", record, {"number": None}) for record in records])
    paths = finish(letters_work(letters, records, tmp_path, formats=("pdf",), joined=False)())
    assert [path.name for path in paths] == ["告知书_甲项目.pdf", "告知书_甲项目（2）.pdf"]
