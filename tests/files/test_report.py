"""附件4 as files: the same texts in workbook, PDF and figures; sheets that open; all files or none."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from anxi_desktop.domain.counting_rules import RULES
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES, label_of
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORM_4, FORM_5, FORM_7, FORMS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.steps import finish
from anxi_desktop.files import pdf_text, pen
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.files.form_layout import FormHead, FormSpec, PlacedForm, place, upright
from anxi_desktop.files.forms_pdf import write_form_pdf
from anxi_desktop.files.forms_xlsx import DETAILS_SHEET, RULES_SHEET, write_form_xlsx
from anxi_desktop.files.report import (
    MonthForm,
    WrittenReport,
    filled_day,
    month_forms,
    write_blank_forms,
    write_report,
)
from anxi_desktop.store.record_edit import named_save
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store

# LibreOffice's name of comma separated values in UTF-8.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"

OCTOBER = Month(2026, 10)
SETTINGS = Settings(unit="安溪县住房和城乡建设局", person="王小明", phone="0595-00001234", code="K7")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("county")
    store = Store.create(folder / "data", profile=folder / "profile", owner=Owner("K7", "王小明", "某局"))
    finish(fill_demo(store, projects=40, months=3, seed=1))
    yield store
    store.close()


@pytest.fixture
def form(county: Store, resources: Path) -> MonthForm:
    return all_forms(county, resources)[FORM_4]


def all_forms(county: Store, resources: Path) -> dict[str, MonthForm]:
    return month_forms(county, OCTOBER, settings=SETTINGS, resources=resources, today=date(2026, 11, 1))


@pytest.fixture
def spec(resources: Path) -> FormSpec:
    return FormSpec.load(resources / "forms" / "annex4.json")


def written(county: Store, form: MonthForm, folder: Path, resources: Path, **more: Any) -> WrittenReport:
    return finish(write_report(county, [form], folder=folder, resources=resources, **more))


def block_of(spec: FormSpec, start: int, unit_type: str) -> dict[str, Any]:
    cells: dict[str, Any] = {key: start + place for place, key in enumerate(spec.value_keys)}
    return {**cells, "unit_type": unit_type}


def sheet_texts(path: Path, placed: PlacedForm) -> dict[tuple[int, int], str]:
    """What the workbook's cells say, as a form says it: brackets lying down, no line breaks."""
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    texts: dict[tuple[int, int], str] = {}
    for cell in placed.cells:
        value = sheet.cell(4 + cell.row, 1 + cell.col).value
        text = "" if value is None else str(value).replace("\n", "")
        texts[cell.row, cell.col] = lying(text)
    return texts


def lying(text: str) -> str:
    return text.translate(str.maketrans({"︵": "（", "︶": "）"}))


def drawn_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything drawn on the PDF from now on, in order; stacked text as one piece."""
    drawn: list[str] = []
    text, stack = pdf_text.PdfPen.text, pdf_text.PdfPen.stack

    def note_text(
        self: pdf_text.PdfPen, x: float, middle: float, words: str, *more: Any, **named: Any
    ) -> None:
        drawn.append(words)
        text(self, x, middle, words, *more, **named)

    def note_stack(self: pdf_text.PdfPen, centre: float, top: float, words: str, size: float) -> None:
        before = len(drawn)
        stack(self, centre, top, words, size)
        del drawn[before:]
        drawn.append(words)

    monkeypatch.setattr(pdf_text.PdfPen, "text", note_text)
    monkeypatch.setattr(pdf_text.PdfPen, "stack", note_stack)
    return drawn


def test_the_forms_columns_are_those_of_the_reference(spec: FormSpec) -> None:
    assert len(spec.keys) == 22
    leaves = {cell.key for cell in spec.block if cell.key}
    assert leaves == set(FIGURES[FORM_4])
    assert [cell.text for cell in spec.block if cell.key is None] == [
        "国标", "省标", "--", "地标", "市级", "县级", "乡级", "--",
    ]  # fmt: skip


def test_workbook_pdf_and_figures_say_the_same(
    county: Store, form: MonthForm, resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = drawn_texts(monkeypatch)
    made = written(county, form, tmp_path, resources, formats=("xlsx", "pdf"))
    assert [path.name for path in made.files] == ["附件4 2026-10.xlsx", "附件4 2026-10.pdf"]
    placed = form.placed
    assert sheet_texts(made.files[0], placed) == placed.texts()
    expected = [placed.label, placed.title, *(part.text for part in placed.head)]
    expected += [cell.text.replace("\n", "") for cell in placed.cells]
    expected += [placed.notes_label, *placed.notes]
    assert "".join(drawn) == "".join(expected)
    for number, block in enumerate(form.blocks):
        shown = {
            cell.key: cell.value
            for cell in placed.cells
            if cell.key and block_number(placed, cell.row) == number
        }
        figures = {key: figure.value for key, figure in block.figures.items() if key in shown}
        assert shown == {"unit_type": block.unit_type, **figures}


def block_number(placed: PlacedForm, row: int) -> int:
    return (row - placed.header_rows) // placed.block_rows


def test_numbers_are_numbers_dashes_are_text_and_blank_is_not_zero(spec: FormSpec, tmp_path: Path) -> None:
    block: dict[str, Any] = {"unit_type": "=1+1", "proj_total": 0, "gb_aaa": 7, "gb_pass": None}
    placed = place(spec, [block], FormHead())
    path = tmp_path / "form.xlsx"
    write_form_xlsx(path, placed)
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet["A7"].value, sheet["A7"].data_type) == ("=1+1", "s")
    assert (sheet["B7"].value, sheet["D7"].value, sheet["G7"].value) == (0, 7, None)
    assert (sheet["D8"].value, sheet["I9"].value) == ("--", "--")
    assert (sheet["A10"].value, sheet["B10"].value, sheet["D11"].value) == (None, None, "--")
    texts = placed.texts()
    assert (texts[3, 1], texts[3, 3], texts[3, 6], texts[4, 3], texts[6, 1]) == ("0", "7", "", "--", "")


def test_the_sheet_prints_as_the_form_does(spec: FormSpec, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    placed = place(spec, [block_of(spec, 1, "质安中心")], FormHead())
    write_form_xlsx(path, placed, rules=[("统计月份", "2026年10月", "")])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["附件4", RULES_SHEET, DETAILS_SHEET]
    sheet: Any = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_title_rows == "$1:$6"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A6", "C4:G4", "L4:V4", "M5:O5", "P5:T5", "A7:A9", "D8:G8", "D9:G9", "V7:V9"} <= merged
    assert sheet["D5"].alignment.textRotation == 255
    assert sheet["D5"].value == upright("国家级AAA项目（个）") == "国家级AAA项目︵个︶"
    locked = {key: sheet[key].protection.locked for key in ("A4", "C7", "D8", "B7", "A7")}
    assert locked == {"A4": True, "C7": True, "D8": True, "B7": False, "A7": False}


def test_every_cell_of_a_merge_has_its_borders(spec: FormSpec, tmp_path: Path) -> None:
    """Read from the file itself: openpyxl draws a merge's borders anew while loading."""
    path = tmp_path / "form.xlsx"
    write_form_xlsx(path, place(spec, [], FormHead()))
    with zipfile.ZipFile(path) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        styles = ET.fromstring(book.read("xl/styles.xml"))
    sides = [
        {side.tag.split("}")[1]: side.get("style") for side in border}
        for border in styles.iterfind("{*}borders/{*}border")
    ]
    used = [int(xf.get("borderId", "0")) for xf in styles.iterfind("{*}cellXfs/{*}xf")]
    found = {cell.get("r"): sides[used[int(cell.get("s", "0"))]] for cell in sheet.iterfind(".//{*}c")}
    for row in range(4, 13):
        for col in range(1, 23):
            wanted = {
                "left": "medium" if col == 1 else "thin",
                "right": "medium" if col == 22 else "thin",
                "top": "medium" if row == 4 else "thin",
                "bottom": "medium" if row == 12 else "thin",
            }
            name = f"{get_column_letter(col)}{row}"
            assert {side: found[name].get(side) for side in wanted} == wanted, name


def test_many_blocks_break_between_blocks(spec: FormSpec, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form_xlsx(path, place(spec, [block_of(spec, n, f"类型{n}") for n in range(7)], FormHead()))
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    assert [found.id for found in sheet.row_breaks.brk] == [6 + 9, 6 + 18]
    assert sheet.page_setup.fitToHeight == 0


def test_rules_and_details_stand_behind_the_form(
    county: Store, form: MonthForm, resources: Path, tmp_path: Path
) -> None:
    made = written(county, form, tmp_path, resources, formats=("xlsx",))
    book = openpyxl.load_workbook(made.files[0])
    rules: Any = book[RULES_SHEET]
    lines = {str(row[0]): (str(row[1]), row[2]) for row in rules.iter_rows(min_row=2, values_only=True)}
    assert lines["统计月份"][0] == "2026年10月"
    assert {label_of(FORM_4, key) for key in FIGURES[FORM_4]} <= set(lines)
    assert {f"口径 {rule.id} {rule.title}" for rule in RULES} <= set(lines)
    told = "".join(str(line[1] or "") for line in lines.values())
    assert all(finding.text in told for finding in form.findings)
    details: Any = book[DETAILS_SHEET]
    rows = list(details.iter_rows(min_row=2, values_only=True))
    for block in form.blocks:
        for key, figure in block.figures.items():
            label = label_of(FORM_4, key) if key in FIGURES[FORM_4] else ""
            mine = [row for row in rows if row[0] == f"【{block.unit_type}】{label} = {figure.value}"]
            if key != "demo_posts":  # posts are counted, projects are listed
                assert len(mine) == (figure.value or 0), key
    assert all(row[1] and row[2] for row in rows)


def test_every_form_is_written_in_every_format(county: Store, resources: Path, tmp_path: Path) -> None:
    made = finish(
        write_report(county, all_forms(county, resources).values(), folder=tmp_path, resources=resources)
    )
    assert [path.name for path in made.files] == [
        f"{form} 2026-10.{suffix}" for form in FORMS for suffix in ("xlsx", "pdf", "docx")
    ]
    assert all(path.stat().st_size > 4000 for path in made.files)
    assert made.missing == ()


def test_blank_forms_hold_no_figure(resources: Path, tmp_path: Path) -> None:
    files = finish(write_blank_forms(FORMS, folder=tmp_path, resources=resources, formats=("pdf", "xlsx")))
    assert len(files) == 10
    sheet: Any = openpyxl.load_workbook(tmp_path / "附件5 空白表.xlsx").worksheets[0]
    assert not [
        cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, (int, float))
    ]


def test_the_counting_rules_of_the_year_change_how_a_form_prints(
    county: Store, resources: Path, tmp_path: Path
) -> None:
    def choose(rule: str, choice: str) -> str:
        row = named_id("counting_rule", 2026, rule)
        values = {"year": 2026, "rule": rule, "choice": choice}
        return county.edit("口径", [named_save(county, "counting_rule", row, values)], author="王小明").group

    before = all_forms(county, resources)
    groups = [choose("A-20", "verbatim"), choose("A-07", "needed"), choose("A-05/附件5", "year")]
    after = all_forms(county, resources)
    assert "企业数（家次））" in "".join(after[FORM_7].placed.texts().values())
    assert "企业数（家次））" not in "".join(before[FORM_7].placed.texts().values())
    assert after[FORM_5].placed.blocks == len(after[FORM_5].blocks)
    figure = before[FORM_5].blocks[0].figures["insp"]
    assert after[FORM_5].blocks[0].figures["insp"].value == figure.year
    for group in reversed(groups):
        county.undo(group, title="撤销", author="王小明")
    assert all_forms(county, resources)[FORM_5].blocks == before[FORM_5].blocks


def test_blocks_on_pdf_pages(
    spec: FormSpec, resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = drawn_texts(monkeypatch)
    fonts = pen.form_fonts(resources)
    placed = place(spec, [block_of(spec, 100 * n, f"类型{n}") for n in range(1, 6)], FormHead())
    assert write_form_pdf(tmp_path / "a4.pdf", placed, fonts=fonts) == ()
    assert drawn.count(placed.title) == 3
    assert [text for text in drawn if text.startswith("第 ")] == [f"第 {n} 页 / 共 3 页" for n in (1, 2, 3)]
    assert drawn.count("注：") == 1
    drawn.clear()
    write_form_pdf(tmp_path / "a3.pdf", place(spec, [], FormHead()), fonts=fonts, paper=pen.Paper.A3)
    assert (drawn.count(placed.title), drawn.count("--")) == (1, 4)


def test_a_character_no_font_has_is_named(spec: FormSpec, resources: Path, tmp_path: Path) -> None:
    block = block_of(spec, 1, "绿\U0001f600地")
    missing = write_form_pdf(
        tmp_path / "x.pdf", place(spec, [block], FormHead()), fonts=pen.form_fonts(resources)
    )
    assert missing == ("\U0001f600",)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_workbook_without_repair(
    county: Store, form: MonthForm, resources: Path, tmp_path: Path
) -> None:
    made = written(county, form, tmp_path, resources, formats=("xlsx",))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", CSV,
         "--outdir", str(tmp_path), str(made.files[0])],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    lines = (tmp_path / "附件4 2026-10.csv").read_text(encoding="utf-8").splitlines()
    first = form.blocks[0].figures
    row = next(line for line in lines if line.startswith(form.blocks[0].unit_type)).split(",")
    assert row[1] == str(first["proj_total"].value)
    assert row[-1] == str(first["six"].value)


def test_a_failed_report_leaves_no_file(
    county: Store, form: MonthForm, resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "附件4 2026-10.xlsx"
    old.write_bytes(b"old")

    def fail(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("anxi_desktop.files.pdf_text.PdfPen.save", fail)
    with pytest.raises(AnxiError) as caught:
        written(county, form, tmp_path, resources)
    assert caught.value.code == "disk_full"
    assert [path.name for path in tmp_path.iterdir()] == [old.name]
    assert old.read_bytes() == b"old"


def test_a_folder_that_cannot_be_made_and_a_format_that_does_not_exist(
    county: Store, form: MonthForm, resources: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AnxiError) as caught:
        written(county, form, tmp_path / "file" / "inside", resources)
    assert caught.value.code in ("file_failed", "folder_missing", "read_only")
    with pytest.raises(AnxiError) as caught:
        written(county, form, tmp_path / "out", resources, formats=("xlsx", "odt"))
    assert caught.value.code == "unsupported_output"
    assert not (tmp_path / "out").exists()


def test_the_day_is_filled_in_once_the_month_is_over() -> None:
    assert filled_day(OCTOBER, date(2026, 10, 30)) is None
    assert filled_day(OCTOBER, date(2026, 10, 31)) == date(2026, 10, 31)
    assert filled_day(OCTOBER, date(2026, 11, 2)) == date(2026, 11, 2)


def test_a_month_that_closes_on_the_25th_is_filled_in_on_the_26th(store: Store, resources: Path) -> None:
    """R23 would else call the day missing whenever a unit that seals early hands in."""
    row = named_id("counting_rule", 2026, "A-03")
    values: dict[str, JournalValue] = {"year": 2026, "rule": "A-03", "choice": "day25"}
    store.edit("口径", [named_save(store, "counting_rule", row, values)], author="王小明")
    settings = Settings(unit="安溪县质安中心", person="王小明", phone="0595-00001234")
    for today, day in ((date(2026, 10, 24), None), (date(2026, 10, 26), date(2026, 10, 26))):
        forms = month_forms(store, OCTOBER, settings=settings, resources=resources, today=today, final=True)
        assert forms[FORM_4].report.head.filled_on == day
        assert [found.rule for found in forms[FORM_4].findings if found.rule == "R23"] == (
            [] if day else ["R23"]
        )


def test_a_damaged_layout_is_refused(resources: Path, tmp_path: Path, spec: FormSpec) -> None:
    text = (resources / "forms" / "annex4.json").read_text(encoding="utf-8")
    path = tmp_path / "layout.json"
    path.write_text(text.replace('"row": 2, "col": 19', '"row": 2, "col": 18'), encoding="utf-8")
    with pytest.raises(ValueError, match="stands on another"):
        FormSpec.load(path)
    with pytest.raises(ValueError, match="no cell for"):
        place(spec, [{"unknown": 1}], FormHead())
