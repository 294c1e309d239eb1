"""The month's forms for the window: figures explained, findings on cells, files written by a job."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from anxi_desktop.app.reports import (
    FORMATS,
    FigureAt,
    MonthForm,
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
from anxi_desktop.domain.monthly import FORM_3, FORM_4, FORMS, FORMS_OF
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.steps import finish
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


def form_of(session: Session, label: str = FORM_4) -> MonthForm:
    return MonthReports(session).forms(OCTOBER, today=TODAY)[label]


@pytest.mark.parametrize("label", FORMS)
def test_every_figure_is_explained_and_names_its_records(county: Session, label: str) -> None:
    reports = MonthReports(county)
    form = form_of(county, label)
    names = {str(row["id"]): row["name"] for row in county.store.rows("project")}
    seen = 0
    for block in range(len(form.blocks)):
        for key in FIGURES[label]:
            at = reports.figure(form, block, key)
            if at is None:
                assert key == "unit_type"
                continue
            assert at.rule
            rows = reports.records(form, at)
            assert all(row.project == names.get(row.project_id, row.project) and row.what for row in rows)
            if label != FORM_3 and not key.startswith(
                ("demo_posts", "doc_", "fine_amt", "insp", "judicial", "listed")
            ):
                assert at.figure.counted == len(rows), key
            seen += len(rows)
    assert seen > 90 or label in (FORM_3, *FORMS_OF[Family.PROPERTY])
    assert reports.figure(form, 9, "proj_total") is None


def test_records_say_the_day_they_count_from(county: Session) -> None:
    reports = MonthReports(county)
    form = form_of(county)

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
    form = form_of(county)
    at = reports.figure(form, 0, "tl_found")
    assert at is not None
    before = reports.records(form, at)
    gone = before[0].source
    county.edit("删除隐患", record_edit.delete_saves(county.store, "hazard", gone.id))
    assert gone not in [row.source for row in reports.records(form, at)]
    again = reports.figure(form_of(county), 0, "tl_found")
    assert again is not None
    assert again.figure.value == len(before) - 1


def at_of(session: Session, key: str, label: str = FORM_4, block: int = 0) -> FigureAt:
    at = MonthReports(session).figure(form_of(session, label), block, key)
    assert at is not None
    return at


def test_a_value_by_hand_needs_a_reason_can_be_explained_and_taken_back(county: Session) -> None:
    reports = MonthReports(county)
    counted = at_of(county, "s5").figure.value
    with pytest.raises(AnxiError) as caught:
        reports.put(OCTOBER, at_of(county, "s5"), "99", "  ")
    assert caught.value.code == "reason_missing"
    reports.put(OCTOBER, at_of(county, "s5"), "９９", "两个项目补报")
    now = at_of(county, "s5").figure
    assert (now.value, now.counted, now.reason, now.is_override) == (99, counted, "两个项目补报", True)
    reports.explain(OCTOBER, at_of(county, "s5"), "改了说法")
    assert (at_of(county, "s5").figure.value, at_of(county, "s5").figure.reason) == (99, "改了说法")
    reports.take_back(OCTOBER, at_of(county, "s5"))
    assert (at_of(county, "s5").figure.value, at_of(county, "s5").figure.is_override) == (counted, False)
    reports.explain(OCTOBER, at_of(county, "six"), "新开工多")
    assert (at_of(county, "six").figure.reason, at_of(county, "six").figure.is_override) == (
        "新开工多",
        False,
    )
    for _ in range(4):
        county.undo()
    assert at_of(county, "s5").figure.value == counted
    reports.put(OCTOBER, at_of(county, "s5"), "7", "撤销以后再填")
    assert at_of(county, "s5").figure.value == 7


@pytest.mark.parametrize(
    ("label", "key", "text", "code"),
    [
        (FORM_4, "s5", "-1", "bad_cell"),
        (FORM_4, "s5", "1.5", "bad_cell"),
        (FORM_4, "s5", "=1+1", "bad_cell"),
        ("附件5", "fine_amt", "1.23456", "bad_cell"),
        (FORM_3, "base", "一百", "bad_cell"),
        (FORM_3, "std_total", "41", "unknown_cell"),
    ],
)
def test_what_a_cell_does_not_take_is_refused_and_changes_nothing(
    county: Session, label: str, key: str, text: str, code: str
) -> None:
    before = at_of(county, key, label).figure
    with pytest.raises(AnxiError) as caught:
        MonthReports(county).put(OCTOBER, at_of(county, key, label), text, "原因")
    assert caught.value.code == code
    assert at_of(county, key, label).figure == before


def test_an_amount_is_kept_exactly(county: Session) -> None:
    MonthReports(county).put(OCTOBER, at_of(county, "fine_amt", "附件5"), "1,234.5", "更正")
    assert at_of(county, "fine_amt", "附件5").figure.value == Decimal("1234.5")


def test_targets_of_a_year_are_typed_and_cleared(county: Session) -> None:
    reports = MonthReports(county)
    reports.put(OCTOBER, at_of(county, "base", FORM_3), "118", "")
    reports.put(OCTOBER, at_of(county, "remark", FORM_3, block=1), "含新建小区", "")
    assert at_of(county, "base", FORM_3).figure.value == 118
    assert at_of(county, "remark", FORM_3, block=1).figure.value == "含新建小区"
    assert at_of(county, "base", FORM_3).done is not None
    reports.put(OCTOBER, at_of(county, "base", FORM_3), "", "")
    assert at_of(county, "base", FORM_3).figure.value is None
    assert not at_of(county, "std_good", FORM_3, block=1).is_target  # the form leaves it blank


def test_a_reading_of_a_year_is_chosen_and_undone(county: Session) -> None:
    reports = MonthReports(county)
    rule = next(rule for rule, _ in reports.rules(OCTOBER) if rule.id == "A-05/附件4")
    month, year = at_of(county, "tl_found").figure.month, at_of(county, "tl_found").figure.year
    reports.choose(2026, rule, "year")
    assert at_of(county, "tl_found").figure.value == year != month
    county.undo()
    assert at_of(county, "tl_found").figure.value == month


def test_the_gravest_finding_marks_its_first_cell(county: Session) -> None:
    form = form_of(county)
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
            labels=(FORM_4,),
            formats=FORMATS,
            today=TODAY,
        )

    running = steps(tmp_path / "一")
    next(running)
    next(running)  # the workbook is written beside, not yet in its place
    running.close()
    assert list((tmp_path / "一").iterdir()) == []
    written: WrittenReport = finish(steps(tmp_path / "二"))
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
                labels=(FORM_4,),
                formats=FORMATS,
                today=TODAY,
            )
        )
    assert caught.value.code == "not_initialised"
