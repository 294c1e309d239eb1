"""What a form, a command, an import and a job may write into a field; one check for all of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind, RecordSpec, Stream
from anxi_desktop.domain.save import (
    MAX_TEXTS,
    Save,
    check,
    decimal_text,
    deletion,
    journal_value,
    refusal,
    stream_of,
)

ROW = "0a1b2c3d-0000-4000-8000-000000000001"
PROJECT = SPECS["project"].fields
HAZARD = SPECS["hazard"].fields
TEXTS = FieldSpec("list", Kind.TEXTS, limit=10)
FLAG = FieldSpec("flag", Kind.FLAG)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (PROJECT["name"], "城东安置房", None),
        (PROJECT["name"], "字" * 200, None),
        (PROJECT["name"], "字" * 201, "too_long"),
        (PROJECT["name"], "", "missing"),
        (PROJECT["name"], None, "missing"),
        (PROJECT["name"], "  \u3000", "missing"),
        (PROJECT["name"], 7, "not_text"),
        (PROJECT["name"], ["x"], "not_text"),
        (PROJECT["name"], "两\n行", "not_text"),
        (PROJECT["name"], "响\x07", "not_text"),
        (PROJECT["name"], "半\ud800", "not_text"),
        (PROJECT["name"], "窄\u200b空格", None),
        (PROJECT["address"], "x" * 500, None),
        (PROJECT["address"], "x" * 501, "too_long"),
        (PROJECT["note"], "第一行\n\t第二行", None),
        (PROJECT["note"], "x\x00", "not_text"),
        (PROJECT["note"], "x" * 20_000, None),
        (PROJECT["note"], "x" * 20_001, "too_long"),
        (PROJECT["town"], None, None),
        (PROJECT["category"], "works", None),
        (PROJECT["category"], "Works", "unknown_choice"),
        (PROJECT["category"], ["works"], "unknown_choice"),
        (PROJECT["category"], True, "unknown_choice"),
        (PROJECT["start_on"], "2026-02-28", None),
        (PROJECT["start_on"], "2026-02-29", "not_a_date"),
        (PROJECT["start_on"], "2026-3-1", "not_a_date"),
        (PROJECT["start_on"], "20260310", "not_a_date"),
        (PROJECT["start_on"], "2026-W10-1", "not_a_date"),
        (PROJECT["start_on"], "２０２６-03-10", "not_a_date"),
        (PROJECT["start_on"], "2026-03-10T00:00", "not_a_date"),
        (PROJECT["start_on"], "1899-12-31", "not_a_date"),
        (PROJECT["start_on"], "2201-01-01", "not_a_date"),
        (PROJECT["start_on"], 20260310, "not_a_date"),
        (PROJECT["area_m2"], "12000", None),
        (PROJECT["area_m2"], "0", None),
        (PROJECT["area_m2"], "0.5", None),
        (PROJECT["area_m2"], "999999999999999.25", None),
        (PROJECT["area_m2"], "1000000000000000", "too_large"),
        (PROJECT["area_m2"], "0.50", "not_a_number"),
        (PROJECT["area_m2"], "012", "not_a_number"),
        (PROJECT["area_m2"], ".5", "not_a_number"),
        (PROJECT["area_m2"], "5.", "not_a_number"),
        (PROJECT["area_m2"], "+5", "not_a_number"),
        (PROJECT["area_m2"], "1e5", "not_a_number"),
        (PROJECT["area_m2"], "1E+999999999", "not_a_number"),
        (PROJECT["area_m2"], "NaN", "not_a_number"),
        (PROJECT["area_m2"], "Infinity", "not_a_number"),
        (PROJECT["area_m2"], "1_000", "not_a_number"),
        (PROJECT["area_m2"], "１２", "not_a_number"),
        (PROJECT["area_m2"], "12\n", "not_a_number"),
        (PROJECT["area_m2"], "0.123456789012345678901", "not_a_number"),
        (PROJECT["area_m2"], 12, "not_a_number"),
        (PROJECT["area_m2"], "-5", "negative"),
        (PROJECT["area_m2"], "-0.5", "negative"),
        (PROJECT["area_m2"], "-0", "not_a_number"),
        (PROJECT["demo_posts"], 3, None),
        (PROJECT["demo_posts"], 0, None),
        (PROJECT["demo_posts"], -1, "negative"),
        (PROJECT["demo_posts"], True, "not_a_number"),
        (PROJECT["demo_posts"], "3", "not_a_number"),
        (PROJECT["demo_posts"], 10**15, "too_large"),
        (HAZARD["project"], ROW, None),
        (HAZARD["project"], ROW.upper(), "not_found"),
        (HAZARD["project"], "1", "not_found"),
        (HAZARD["project"], f"{ROW}\n", "not_found"),
        (FLAG, True, None),
        (FLAG, 1, "not_text"),
        (TEXTS, ["a", "b"], None),
        (TEXTS, [], None),
        (TEXTS, "a", "not_text"),
        (TEXTS, [1], "not_text"),
        (TEXTS, ["a", "x" * 11], "too_long"),
        (TEXTS, ["a"] * (MAX_TEXTS + 1), "too_long"),
        (TEXTS, ["a\x07"], "not_text"),
    ],
)  # fmt: skip
def test_what_a_field_takes(field: FieldSpec, value: Any, code: str | None) -> None:
    assert refusal(field, value) == code
    assert code is None or code in words.REASONS


def caught(save: Save, *, new: bool) -> AnxiError:
    with pytest.raises(AnxiError) as found:
        check(save, new=new)
    return found.value


def test_a_new_record_has_all_it_needs_and_an_edit_need_not() -> None:
    check(Save("project", ROW, {"name": "甲", "category": "works"}), new=True)
    check(Save("project", ROW, {"town": "湖头镇"}), new=False)
    error = caught(Save("project", ROW, {"name": "甲"}), new=True)
    assert (error.code, error.facts["name"], error.facts["reason_code"]) == (
        "bad_value",
        "category",
        "missing",
    )
    assert caught(Save("project", ROW, {"name": ""}), new=False).facts["reason_code"] == "missing"


def test_a_refusal_names_record_field_and_a_short_value() -> None:
    error = caught(Save("project", ROW, {"name": "长" * 300}), new=False)
    assert (error.facts["entity"], error.facts["field"]) == ("项目", "项目名称")
    assert len(str(error.facts["value"])) == 41
    assert "超过 200 个字" in words.sentence(error)


def test_status_of_a_project_is_no_journalled_field() -> None:
    assert caught(Save("project", ROW, {"level": "red"}), new=False).code == "unknown_field"
    assert caught(Save("project", ROW, {"colour": "red"}), new=False).code == "unknown_field"
    assert caught(Save("rocket", ROW, {"name": "x"}), new=False).code == "unknown_table"


def test_the_mark_of_a_deletion_is_true_or_false() -> None:
    check(deletion("project", ROW), new=False)
    bad: Any = {"_deleted": "yes"}
    assert caught(Save("project", ROW, bad), new=False).code == "bad_value"
    assert caught(deletion("project", ROW), new=True).facts["reason_code"] == "missing"


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 3, 10), "2026-03-10"),
        (Decimal("12000.50"), "12000.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.0"), "0"),
        (Decimal("0.000001"), "0.000001"),
        (Colour.RED, "red"),
        (("a", "b"), ["a", "b"]),
        (True, True),
        (None, None),
        (5, 5),
    ],
)
def test_values_as_the_journal_writes_them(value: object, written: JournalValue) -> None:
    assert journal_value(value) == written
    assert type(journal_value(value)) is type(written)


def test_a_number_is_never_written_out_without_end() -> None:
    assert decimal_text(Decimal("1E+999999")) == "1E+999999"
    assert decimal_text(Decimal("1E-999999")) == "1E-999999"
    assert decimal_text(Decimal("NaN")) == "NaN"
    with pytest.raises(TypeError):
        journal_value(1.5)


def spec(stream: Stream) -> RecordSpec:
    return RecordSpec("thing", stream, {}, "project")


def test_the_four_kinds_of_stream() -> None:
    home = "0a1b2c3d-0000-4000-8000-000000000002"
    assert stream_of(SPECS["project"], row=ROW, project=None) == ROW
    assert stream_of(SPECS["hazard"], row=ROW, project=home) == home
    assert stream_of(SPECS["enforcement"], row=ROW, project=home) == f"{home}/office"
    assert stream_of(SPECS["enforcement"], row=ROW, project=None) == "county/office"
    assert stream_of(SPECS["document"], row=ROW, project=None) == "county"
    assert stream_of(SPECS["device"], row=ROW, project=None) == "county"
    assert stream_of(spec(Stream.COUNTY_OFFICE), row=ROW, project=home) == "county/office"
    with pytest.raises(AnxiError) as found:
        stream_of(SPECS["hazard"], row=ROW, project=None)
    assert found.value.code == "bad_value"
