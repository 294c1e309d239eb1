"""The summaries of a session: one edit per text, undone like any other, and files written by a job."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.app.month_summary import MonthSummary, Section, WrittenSummary
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.store.store import new_id

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
TODAY = date(2026, 11, 25)
WORKS = Family.WORKS
MEASURES, RISKS = Section.MEASURES, Section.RISKS


@pytest.fixture
def work(session: Session) -> MonthSummary:
    session.edit("新建", [Save("project", new_id(), {"name": "甲工地", "category": "works"})])
    return MonthSummary(session)


def shown(work: MonthSummary, section: Section, month: Month = OCTOBER, family: Family = WORKS) -> str:
    return next(one.shown for one in work.sections(month, family, today=TODAY) if one.key is section)


def entries(session: Session) -> int:
    return int(session.store.connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def run(work: Callable[[], Generator[tuple[int, str], None, Any]]) -> Any:
    return finish(work())


def test_a_text_is_one_edit_that_is_undone_and_redone(work: MonthSummary, session: Session) -> None:
    done = work.set_text(OCTOBER, WORKS, MEASURES, "  开展了交叉检查。\n")
    assert done is not None
    assert done.tables == {"month_text"}
    assert shown(work, MEASURES) == "开展了交叉检查。"
    assert session.undo_title == "修改工作总结：二、主要做法"
    session.undo()
    assert shown(work, MEASURES) == ""
    session.redo()
    assert shown(work, MEASURES) == "开展了交叉检查。"
    session.undo()
    work.set_text(OCTOBER, WORKS, MEASURES, "又写")  # the record was undone: it begins again
    assert shown(work, MEASURES) == "又写"


def test_what_does_not_differ_is_no_edit(work: MonthSummary, session: Session) -> None:
    before = entries(session)
    assert work.set_text(OCTOBER, WORKS, RISKS, None) is None
    assert work.set_text(OCTOBER, WORKS, RISKS, "  ") is None
    assert entries(session) == before
    work.set_text(OCTOBER, WORKS, RISKS, "写")
    between = entries(session)
    assert work.set_text(OCTOBER, WORKS, RISKS, "写 ") is None
    assert entries(session) == between


def test_none_goes_back_and_stops_remembering(work: MonthSummary) -> None:
    work.set_text(SEPTEMBER, WORKS, MEASURES, "九月的做法")
    assert shown(work, MEASURES) == "九月的做法"
    assert work.set_text(OCTOBER, WORKS, MEASURES, None) is not None
    assert shown(work, MEASURES) == ""
    assert shown(work, MEASURES, Month(2026, 12)) == ""
    assert shown(work, MEASURES, SEPTEMBER) == "九月的做法"


def test_families_have_texts_of_their_own(work: MonthSummary) -> None:
    work.set_text(OCTOBER, WORKS, RISKS, "工程的")
    assert shown(work, RISKS) == "工程的"
    assert shown(work, RISKS, family=Family.PROPERTY) != "工程的"


def test_a_text_that_is_too_long_is_refused_and_nothing_changes(work: MonthSummary) -> None:
    work.set_text(OCTOBER, WORKS, RISKS, "原来的")
    with pytest.raises(AnxiError):
        work.set_text(OCTOBER, WORKS, RISKS, "长" * 20_001)
    assert shown(work, RISKS) == "原来的"


def test_a_job_writes_what_stands_in_the_store_when_it_runs(
    work: MonthSummary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: Path
) -> None:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    job = work.write(OCTOBER, WORKS, tmp_path / "out", ("docx", "pdf"), today=TODAY)
    work.set_text(OCTOBER, WORKS, MEASURES, "后来写的")
    written: WrittenSummary = run(job)
    assert [path.suffix for path in written.files] == [".docx", ".pdf"]
    import docx

    document = docx.Document(str(written.files[0]))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "后来写的" in texts
    assert "2026年11月25日" in [text.strip() for text in texts]  # the month is over: dated today
