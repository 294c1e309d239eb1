"""A filled template comes back without a question."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.files.import_kinds import KINDS, ImportColumn
from anxi_desktop.files.template import header_of, write_template
from anxi_desktop.files.template_words import EXAMPLES
from anxi_desktop.store.record_edit import add_saves

PROJECT = "凤城镇示例安置房工程"


@pytest.fixture(params=sorted(KINDS))
def made(request, tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / f"模板 {request.param}.xlsx"
    write_template(KINDS[request.param], path)
    return request.param, path


def typed(column: ImportColumn, text: str) -> object:
    """A cell as a person's Excel would keep it: days as days, numbers as numbers."""
    if column.spec.kind is Kind.DATE:
        return date.fromisoformat(text)
    if column.spec.kind in (Kind.DECIMAL, Kind.INTEGER):
        return float(text)
    return text


def fill(path: Path, kind: str, rows: int = 1) -> None:
    book = load_workbook(path)
    sheet: Any = book.worksheets[0]
    for number, example in enumerate(EXAMPLES[kind], 2):
        for place, column in enumerate(KINDS[kind].columns, 1):
            if text := example.get(column.field):
                sheet.cell(number, place, typed(column, text))
    book.save(path)


def test_every_column_is_recognised_and_nothing_is_imported_from_an_empty_one(importing, made) -> None:
    kind, path = made
    found = importing.recognise(path, kind)
    assert [item.field for item in found.columns] == [column.field for column in KINDS[kind].columns]
    assert not found.ignored
    assert importing.plan(path, kind).rows == ()


def test_a_filled_template_is_imported_whole_and_once(importing, made, counts) -> None:
    kind, path = made
    if kind != "projects":
        saves = add_saves(importing.store, "project", {"name": PROJECT, "category": "works"})
        importing.store.edit("新建", saves, author="王小明")
    fill(path, kind)
    rows = len(EXAMPLES[kind])
    plan = importing.run(path, kind)
    assert (counts(plan), plan.warnings) == ((rows, 0, 0, 0), ())
    assert counts(importing.run(path, kind)) == (0, 0, rows, 0)
    stored = [
        row
        for row in importing.store.rows(KINDS[kind].entity)
        if row.get("name") != PROJECT or kind == "projects"
    ]
    for example, row in zip(EXAMPLES[kind], stored, strict=True):
        filled = {name for name in row if row[name] is not None}
        assert filled >= set(example)


def test_choices_are_offered_and_every_offered_word_is_accepted(made) -> None:
    kind, path = made
    sheet: Any = load_workbook(path).worksheets[0]
    offers = {
        str(item.sqref).split("2:")[0]: item.formula1.strip('"').split(",")
        for item in sheet.data_validations.dataValidation
    }
    for cell, column in zip(sheet[1], KINDS[kind].columns, strict=True):
        assert cell.value == header_of(column)
        assert cell.comment.text.startswith("必填" if column.required else "可不填")
        declared = column.spec.choices
        if declared is None:
            assert cell.column_letter not in offers
            continue
        offered = offers[cell.column_letter]
        assert len(",".join(offered)) <= 255  # what Excel holds in a list
        from anxi_desktop.files.import_cells import spelling_key

        assert {column.spellings[spelling_key(word)] for word in offered} == {item.value for item in declared}


def test_the_guide_names_every_column_and_the_examples_stand_apart(made) -> None:
    kind, path = made
    book = load_workbook(path)
    assert book.sheetnames == [KINDS[kind].title, "填写说明", "示例"]
    guide: Any = book["填写说明"]
    assert [row[0].value for row in guide.iter_rows(min_row=2)] == [
        header_of(column) for column in KINDS[kind].columns
    ]
    assert book["示例"].max_row == 1 + len(EXAMPLES[kind])
    assert book.worksheets[0].max_row == 1


def test_every_field_a_person_enters_has_a_column() -> None:
    # What the program itself decides in the loop of a hazard is not typed into a register.
    decided = {"hazard": set(list(SPECS["hazard"].fields)[list(SPECS["hazard"].fields).index("note") + 1 :])}
    decided["risk_point"] = {"signs"}  # picked in the window, with their drawings
    for kind in KINDS.values():
        fields = set(SPECS[kind.entity].fields) - decided.get(kind.entity, set())
        assert {column.field for column in kind.columns} == fields


def test_only_workbooks_are_written(tmp_path) -> None:
    for name in ("模板.csv", "模板"):
        with pytest.raises(AnxiError) as caught:
            write_template(KINDS["projects"], tmp_path / name)
        assert caught.value.code == "unsupported_output"
    assert not list(tmp_path.iterdir())
