"""The month's forms for the window: figures explained, findings on cells, files written by a job."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anxi_desktop.app.reports import (
    FORMATS,
    MonthReports,
    WrittenReport,
    count_levels,
    default_month,
    marks,
    writing,
)
from anxi_desktop.app.session import Session
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORM_4
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.store import record_edit
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 3)


@pytest.fixture
def county(session: Session) -> Session:
    for _ in fill_demo(session.store, projects=40, months=3, seed=1):
        pass
    return session


def test_every_figure_is_explained_and_names_its_records(county: Session) -> None:
    reports = MonthReports(county)
    form = reports.form(OCTOBER, today=TODAY)
    names = {str(row["id"]): row["name"] for row in county.store.rows("project")}
    seen = 0
    for block in range(len(form.blocks)):
        for key in FIGURES[FORM_4]:
            at = reports.figure(form, block, key)
            if at is None:
                assert key == "unit_type"
                continue
            rows = reports.records(form, at)
            assert len(rows) == len(at.figure.sources)
            assert all(row.project == names[row.project_id] and row.what for row in rows)
            if key != "demo_posts":
                assert at.figure.value == len(rows)
            seen += len(rows)
    assert seen > 100
    assert reports.figure(form, 9, "proj_total") is None


def test_records_say_the_day_they_count_from(county: Session) -> None:
    reports = MonthReports(county)
    form = reports.form(OCTOBER, today=TODAY)

    def days(key: str) -> list[str]:
        at = reports.figure(form, 0, key)
        assert at is not None
        return [row.day or "" for row in reports.records(form, at)]

    assert all("2026-10-01" <= day <= "2026-10-31" for day in days("tl_found") + days("tl_fixed"))
    for key in ("resp_list", "tl_proj", "fc_proj", "s5", "six", "fc_red", "gb_pass"):
        assert days(key)
        assert all(day and day <= "2026-10-31" for day in days(key))
    assert set(days("proj_total")) == {""}


def test_a_record_deleted_meanwhile_is_left_out(county: Session) -> None:
    reports = MonthReports(county)
    form = reports.form(OCTOBER, today=TODAY)
    at = reports.figure(form, 0, "tl_found")
    assert at is not None
    gone = at.figure.sources[0]
    county.edit("删除隐患", record_edit.delete_saves(county.store, "hazard", gone.id))
    assert gone not in [row.source for row in reports.records(form, at)]
    again = reports.figure(reports.form(OCTOBER, today=TODAY), 0, "tl_found")
    assert again is not None
    assert again.figure.value == len(at.figure.sources) - 1


def test_the_gravest_finding_marks_its_first_cell(county: Session) -> None:
    form = MonthReports(county).form(OCTOBER, today=TODAY)
    unit = form.blocks[0].unit_type

    def finding(level: Level, *keys: str) -> Finding:
        return Finding("R00", level, FORM_4, unit, keys, "…")

    made = replace(
        form,
        findings=(
            finding(Level.NOTE, "six"),
            finding(Level.WARNING, "proj_total", "six"),
            finding(Level.ERROR, "proj_total"),
            finding(Level.NOTE, "proj_total"),
        ),
    )
    assert marks(made) == {(0, "six"): Level.NOTE, (0, "proj_total"): Level.ERROR}
    assert count_levels(made.findings) == {Level.ERROR: 1, Level.WARNING: 1, Level.NOTE: 2}


def test_the_month_that_is_due_is_the_last_one_that_is_over() -> None:
    assert default_month(date(2026, 11, 1)) == OCTOBER
    assert default_month(date(2026, 1, 31)) == Month(2025, 12)


def test_an_empty_store_has_nothing_to_count(session: Session) -> None:
    assert not MonthReports(session).has_records()


@pytest.fixture
def written_county(tmp_path: Path) -> tuple[Path, Path]:
    folder, profile = tmp_path / "data", tmp_path / "profile"
    store = Store.create(folder, profile=profile, owner=Owner("K7", "王小明", "某局"))
    for _ in fill_demo(store, projects=6, months=1, seed=1):
        pass
    store.close()
    return folder, profile


def test_files_are_written_with_a_store_of_its_own_and_can_be_cancelled(
    written_county: tuple[Path, Path], resources: Path, tmp_path: Path
) -> None:
    folder, profile = written_county

    def steps(target: Path) -> Generator[tuple[int, str], None, WrittenReport]:
        return writing(
            folder,
            profile=profile,
            month=OCTOBER,
            settings=Settings(unit="某局"),
            resources=resources,
            target=target,
            formats=FORMATS,
            today=TODAY,
        )

    running = steps(tmp_path / "一")
    next(running)
    next(running)  # the workbook is written beside, not yet in its place
    running.close()
    assert list((tmp_path / "一").iterdir()) == []
    running = steps(tmp_path / "二")
    while True:
        try:
            next(running)
        except StopIteration as end:
            written: WrittenReport = end.value
            break
    assert {path.name for path in (tmp_path / "二").iterdir()} == {path.name for path in written.files}


def test_a_missing_folder_is_a_known_error(resources: Path, tmp_path: Path) -> None:
    with pytest.raises(AnxiError) as caught:
        next(
            writing(
                tmp_path / "没有",
                profile=tmp_path,
                month=OCTOBER,
                settings=Settings(),
                resources=resources,
                target=tmp_path,
                formats=FORMATS,
                today=TODAY,
            )
        )
    assert caught.value.code == "not_initialised"
