"""Handing a month in: submitting is one action, the package, the mail and the stick carry what was submitted."""

from __future__ import annotations

import email
import email.policy
import zipfile
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from anxi_desktop.app.month_submission import MonthSubmissions, Sent, Written, package_name, recipients
from anxi_desktop.app.reports import MonthReports
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Submitted
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.files.month_package import read_package
from anxi_desktop.store import record_edit

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 1)
Work = Callable[[], Generator[tuple[int, str], None, Any]]
SUMMARY = "工作总结（工程项目） 2026-10.docx"
PAPERS = [f"附件{n} 2026-10.{end}" for n in (4, 5) for end in ("xlsx", "pdf", "docx")]


@pytest.fixture
def county(session: Session) -> Session:
    for _ in fill_demo(session.store, projects=20, months=2, seed=3):
        pass
    session.change_settings(unit="安溪县质安中心", person="王小明", phone="0595-00001234")
    return session


@pytest.fixture
def handing(county: Session) -> MonthSubmissions:
    return MonthSubmissions(county)


def submit(county: Session, handing: MonthSubmissions, *, reason: str = "") -> Submitted:
    written: Written = finish(handing.submit_work(OCTOBER, Family.WORKS, reason=reason, today=TODAY)())
    handing.record("提交", written)
    return handed(county, handing)


def handed(county: Session, handing: MonthSubmissions) -> Submitted:
    last = state(county, handing).last
    assert last is not None
    return last


def state(county: Session, handing: MonthSubmissions) -> Any:
    forms = MonthReports(county).forms(OCTOBER, today=TODAY, final=True)
    return handing.state(forms, Family.WORKS)


def test_submitting_keeps_all_papers_and_can_be_taken_back_at_once(
    county: Session, handing: MonthSubmissions
) -> None:
    before = state(county, handing)
    assert (before.last, before.can_submit, before.moved) == (None, True, ())
    last = submit(county, handing)
    papers = handing.papers(last)
    assert [name for name, _ in papers] == [*PAPERS, SUMMARY]
    assert all(path is not None and path.stat().st_size > 3000 for _, path in papers)
    assert not state(county, handing).can_submit
    county.undo()
    assert state(county, handing).last is None


def test_a_change_after_submitting_is_shown_and_corrected(county: Session, handing: MonthSubmissions) -> None:
    first = submit(county, handing)
    home = next(
        row for row in county.store.rows("project", {"category": "works"}) if row["unit_type"] is None
    )
    new = {"project": home["id"], "source": "self", "found_on": "2026-10-09", "description": "临边无防护"}
    county.edit("新建隐患", record_edit.add_saves(county.store, "hazard", new))
    now = state(county, handing)
    assert [change.key for change in now.moved] == ["tl_found"]
    assert now.can_submit
    second = submit(county, handing, reason="补报一条")
    assert (second.reason, second.id != first.id) == ("补报一条", True)
    assert state(county, handing).moved == ()


def test_the_package_holds_what_was_submitted(
    county: Session, handing: MonthSubmissions, tmp_path: Path
) -> None:
    last = submit(county, handing)
    scan = tmp_path / "附件4 盖章.pdf"
    scan.write_bytes(b"%PDF-1.4 seal")
    handing.add_scans(last, [scan])
    sent: Sent = finish(handing.package_work(handed(county, handing), OCTOBER, tmp_path)())
    (package,) = sent.files
    assert package.name == "安溪县质安中心 工程 2026年10月 安全生产标准化月报.zip"
    names = [packed.name for packed in read_package(package)]
    assert names == [*PAPERS, SUMMARY, scan.name]
    with zipfile.ZipFile(package) as archive:
        assert all(info.flag_bits & 0x800 for info in archive.infolist() if not info.filename.isascii())


def test_the_mail_draft_names_recipients_and_carries_the_package(
    county: Session, handing: MonthSubmissions, tmp_path: Path
) -> None:
    last = submit(county, handing)
    with pytest.raises(AnxiError) as caught:
        handing.mail_work(last, OCTOBER, tmp_path)
    assert caught.value.code == "no_recipient"
    county.change_settings(
        mail_works="质安中心 <za@example.org>；b@example.org", mail_property="p@example.org"
    )
    assert recipients(county.settings, Family.WORKS) == ["质安中心 <za@example.org>", "b@example.org"]
    sent: Sent = finish(handing.mail_work(last, OCTOBER, tmp_path)())
    (draft,) = sent.files
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == package_name(county.settings, OCTOBER, Family.WORKS)
    assert "za@example.org" in message["To"]
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "安溪县质安中心 工程 2026年10月 安全生产标准化月报.zip"
    body = message.get_body()
    assert body is not None
    assert "附件4 2026-10.xlsx" in body.get_content()
    assert sent.warning == ""


def test_a_mail_over_the_limit_is_split(county: Session, handing: MonthSubmissions, tmp_path: Path) -> None:
    last = submit(county, handing)
    big = tmp_path / "扫描.pdf"
    big.write_bytes(Random(1).randbytes(2 << 20))  # over a limit of 1 MB on its own, and it does not pack
    handing.add_scans(last, [big])
    county.change_settings(mail_works="a@example.org", mail_limit_mb=1)
    sent: Sent = finish(handing.mail_work(handed(county, handing), OCTOBER, tmp_path)())
    assert len(sent.files) >= 2
    assert "改用U盘" in sent.warning


def test_the_stick_gets_the_package_read_back(
    county: Session, handing: MonthSubmissions, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    sent: Sent = finish(handing.copy_work(submit(county, handing), OCTOBER, stick)())
    (copied,) = sent.files
    assert copied.parent == stick
    assert len(read_package(copied)) == len(PAPERS) + 1


def test_a_paper_that_has_not_arrived_is_named(
    county: Session, handing: MonthSubmissions, tmp_path: Path
) -> None:
    last = submit(county, handing)
    gone = next(path for name, path in handing.papers(last) if name == PAPERS[0])
    assert gone is not None
    gone.unlink()
    with pytest.raises(AnxiError) as caught:
        handing.package_work(last, OCTOBER, tmp_path)
    assert (caught.value.code, caught.value.facts["names"]) == ("papers_missing", PAPERS[0])


@pytest.mark.parametrize(
    "unit", ["质安中心/物业股", "..", "CON", "名" * 200, "a:b*c?<x>|", "\u202a质安中心 "]
)
def test_any_name_of_a_unit_makes_a_file_beside_the_others(
    county: Session, handing: MonthSubmissions, tmp_path: Path, unit: str
) -> None:
    last = submit(county, handing)
    county.change_settings(unit=unit, mail_works="a@example.org")
    target = tmp_path / "到"
    target.mkdir()
    for work in (handing.package_work, handing.copy_work, handing.mail_work):
        sent: Sent = finish(work(last, OCTOBER, target)())
        (made,) = sent.files
        assert made.parent == target
        assert made.stem.endswith("工程 2026年10月 安全生产标准化月报")


def test_a_package_that_only_its_code_makes_too_large_is_split(
    county: Session, handing: MonthSubmissions, tmp_path: Path
) -> None:
    """Three bytes are sent as four signs and a break after 76: over the limit that 4/3 alone would keep."""
    last = submit(county, handing)
    scans = [tmp_path / f"盖章{number}.pdf" for number in range(2)]
    have = sum(path.stat().st_size for _, path in handing.papers(last) if path is not None)
    room = 1024 * 1024 * 3 // 4 - 4000 - have  # so that the zip is just below 3/4 of 1 MB
    for number, scan in enumerate(scans):
        scan.write_bytes(b"%PDF" + Random(number).randbytes(room // 2))
    handing.add_scans(last, scans)
    county.change_settings(mail_works="a@example.org", mail_limit_mb=1)
    sent: Sent = finish(handing.mail_work(handed(county, handing), OCTOBER, tmp_path)())
    assert (len(sent.files), sent.warning) == (2, "")
    assert all(path.stat().st_size <= 1024 * 1024 for path in sent.files)


def test_a_recipient_named_twice_gets_one_mail(county: Session) -> None:
    county.change_settings(mail_works="a@example.org；b@example.org, a@example.org")
    assert recipients(county.settings, Family.WORKS) == ["a@example.org", "b@example.org"]
