"""All official forms: their columns and merges, the same texts in every file, one sheet of paper each."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import zipfile
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENTATION

from anxi_desktop.files.form_layout import CellRole, FormHead, FormSpec, PlacedForm, place
from anxi_desktop.files.form_sheet import FormSheet
from anxi_desktop.files.forms_docx import write_form_docx
from anxi_desktop.files.forms_pdf import write_form_pdf
from anxi_desktop.files.forms_xlsx import write_form_xlsx
from anxi_desktop.files.pdf_text import PdfPen
from anxi_desktop.files.pen import POINTS_PER_MM, Paper, form_fonts

COLUMNS = {3: 8, 4: 22, 5: 25, 6: 15, 7: 23}
FORMS = pytest.mark.parametrize("number", COLUMNS)
REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "report_columns.json"
HEAD = FormHead("安溪县住房和城乡建设局", "王小明", "0595-00001234", date(2026, 11, 1))
NAMES = {
    3: ("工程项目", "物业小区"),
    4: ("县级主管部门", "乡镇"),
    5: ("县级主管部门", "乡镇"),
    6: ("县（市、区）",),
    7: ("县（市、区）",),
}


@pytest.fixture
def specs(resources: Path) -> dict[int, FormSpec]:
    return {n: FormSpec.load(resources / "forms" / f"annex{n}.json") for n in COLUMNS}


def blocks_of(spec: FormSpec, number: int) -> list[dict[str, Any]]:
    """A number that is told apart in every cell; the first says whose block it is, some are blank or money."""
    made: list[dict[str, Any]] = []
    for block, name in enumerate(NAMES[number]):
        cells: dict[str, Any] = {key: 100 * (block + 1) + place for place, key in enumerate(spec.value_keys)}
        cells[spec.value_keys[0]] = name
        cells[spec.value_keys[2]] = None
        cells[spec.value_keys[3]] = 0
        if "fine_amt" in cells:
            cells["fine_amt"] = Decimal("1112.5")
        if "remark" in cells:
            cells["remark"] = "按去年底数"
        made.append(cells)
    return made


def filled(spec: FormSpec, number: int) -> PlacedForm:
    return place(spec, blocks_of(spec, number), HEAD)


def lying(text: str) -> str:
    """What a cell says, without breaks and with brackets as in a line across."""
    return re.sub(r"\s", "", text).translate(str.maketrans("︵︶", "（）"))


def xlsx_texts(path: Path, placed: PlacedForm) -> dict[tuple[int, int], str]:
    """As a spreadsheet shows them: a number with two places where its format says so."""
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    texts: dict[tuple[int, int], str] = {}
    for cell in placed.cells:
        found = sheet.cell(4 + cell.row, 1 + cell.col)
        value = found.value
        if found.number_format == "0.00":
            value = f"{value:.2f}"
        texts[cell.row, cell.col] = "" if value is None else lying(str(value))
    return texts


def docx_texts(path: Path, placed: PlacedForm) -> dict[tuple[int, int], str]:
    grid = docx.Document(str(path)).tables[0]
    return {
        (cell.row, cell.col): grid.cell(cell.row, cell.col).text.replace("\n", "") for cell in placed.cells
    }


def pdf_texts(path: Path, placed: PlacedForm, resources: Path, scratch: Path) -> dict[tuple[int, int], str]:
    """What stands inside the lines of every cell of the first page."""
    pen = PdfPen(scratch, page=Paper.A4.points, fonts=form_fonts(resources), title="")
    texts: dict[tuple[int, int], str] = {}
    with closing(pypdfium2.PdfDocument(path)) as document:
        page = document[0].get_textpage()
        for spot in FormSheet(pen, placed).places(0):
            top = Paper.A4.points[1] - spot.top
            text = page.get_text_bounded(spot.left, top - spot.height, spot.left + spot.width, top)
            texts[spot.cell.row, spot.cell.col] = lying(text)
    return texts


@FORMS
def test_the_columns_are_those_of_the_form(specs: dict[int, FormSpec], number: int) -> None:
    spec = specs[number]
    assert len(spec.keys) == len(set(spec.keys)) == COLUMNS[number]
    assert spec.label == f"附件{number}"
    assert sum(spec.widths) == pytest.approx(273, abs=0.5)
    if number != 4:
        fixed = {"std_kind", "bench_level"} if number == 6 else set[str]()
        assert spec.value_keys == tuple(key for key in spec.keys if key not in fixed)


@FORMS
def test_the_columns_are_those_of_the_reference(specs: dict[int, FormSpec], number: int) -> None:
    if not REFERENCE.is_file():
        pytest.skip("the reference is not beside this checkout")
    columns = json.loads(REFERENCE.read_text(encoding="utf-8"))[f"附件{number}"]
    spec = specs[number]
    assert spec.keys == tuple(column["key"] for column in columns)
    for leaf, column in enumerate(columns):
        last = column["header"].translate(str.maketrans("()", "（）")).split("/")[-1]
        words = header_of(spec, leaf).replace("\n", "")
        # The reference takes a unit up from the heading above in places.
        assert words.split("（")[0] == last.split("（")[0].split(" ")[0], column["key"]


def header_of(spec: FormSpec, column: int) -> str:
    return max(
        (cell for cell in spec.header if cell.col <= column < cell.col + cell.cols),
        key=lambda cell: cell.row,
    ).text


def test_the_headers_third_level(specs: dict[int, FormSpec]) -> None:
    leaves = [(cell.col, cell.text) for cell in specs[5].header if cell.row == 2]
    assert leaves == [
        (6, "总数"), (7, "总数"), (8, "总数"), (9, "总数"),
        (13, "项目数（个次）"), (14, "隐患数（条）"), (15, "项目数（个次）"), (16, "金额（万元）"),
    ]  # fmt: skip
    leaves = [(cell.col, cell.text) for cell in specs[7].header if cell.row == 2]
    assert leaves == [
        (11, "企业数（家次）"), (12, "隐患数（条）"), (13, "企业数（家次）"), (14, "金额（万元）"),
    ]  # fmt: skip


@FORMS
def test_no_bracket_stands_alone(specs: dict[int, FormSpec], number: int) -> None:
    for cell in specs[number].header:
        for line in cell.text.split("\n"):
            assert line.count("（") == line.count("）"), cell.text


def test_annex_4_merges_as_the_official_form(specs: dict[int, FormSpec], tmp_path: Path) -> None:
    """Written by hand from the form: columns A–V, the header in rows 4–6, blocks in rows 7–9 and 10–12."""
    path = tmp_path / "form.xlsx"
    write_form_xlsx(path, filled(specs[4], 4))
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    title = {"A2:V2", "A3:K3", "L3:N3", "O3:R3", "S3:V3", "A13:V13"}
    header = {
        "A4:A6", "C4:G4", "H4:I4", "L4:V4",
        "B5:B6", "C5:C6", "D5:D6", "E5:E6", "F5:F6", "G5:G6", "H5:I6", "J5:J6", "K5:K6", "L5:L6",
        "M5:O5", "P5:T5", "U5:U6", "V5:V6",
    }  # fmt: skip
    first = {"A7:A9", "B7:B9", "D8:G8", "D9:G9"} | {f"{column}7:{column}9" for column in "JKLMNOPQRSTUV"}
    second = {"A10:A12", "B10:B12", "D11:G11", "D12:G12"}
    second |= {f"{column}10:{column}12" for column in "JKLMNOPQRSTUV"}
    assert {str(area) for area in sheet.merged_cells.ranges} == title | header | first | second


@FORMS
@pytest.mark.parametrize("blank", [False, True], ids=["filled", "blank"])
def test_every_file_says_what_the_form_says(
    specs: dict[int, FormSpec], number: int, blank: bool, resources: Path, tmp_path: Path
) -> None:
    spec = specs[number]
    placed = place(spec, [], FormHead()) if blank else filled(spec, number)
    write_form_xlsx(tmp_path / "form.xlsx", placed)
    write_form_docx(tmp_path / "form.docx", placed)
    fonts = form_fonts(resources)
    assert write_form_pdf(tmp_path / "form.pdf", placed, fonts=fonts) == ()
    assert xlsx_texts(tmp_path / "form.xlsx", placed) == placed.texts()
    assert docx_texts(tmp_path / "form.docx", placed) == placed.texts()
    read = pdf_texts(tmp_path / "form.pdf", placed, resources, tmp_path / "scratch.pdf")
    assert {key: sorted(text) for key, text in read.items()} == {
        key: sorted(text) for key, text in placed.texts().items()
    }
    # Two stacked lines are read across each other; everything else in its order.
    crossed = {(cell.row, cell.col) for cell in placed.cells if cell.vertical and "\n" in cell.text}
    texts = placed.texts()
    assert {key: text for key, text in read.items() if key not in crossed} == {
        key: text for key, text in texts.items() if key not in crossed
    }


@FORMS
def test_what_stands_around_the_grid_is_the_same_too(
    specs: dict[int, FormSpec], number: int, resources: Path, tmp_path: Path
) -> None:
    placed = filled(specs[number], number)
    around = [placed.label, placed.title, *(part.text for part in placed.head)]
    notes = placed.notes_label + "".join(placed.notes)
    write_form_xlsx(tmp_path / "form.xlsx", placed)
    sheet: Any = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    top = [cell.value for row in sheet.iter_rows(max_row=3) for cell in row if cell.value]
    assert top == around
    assert (sheet.cell(4 + len(placed.heights), 1).value or "") == notes
    write_form_docx(tmp_path / "form.docx", placed)
    lines = [line.text for line in docx.Document(str(tmp_path / "form.docx")).paragraphs if line.text]
    assert "\t".join(lines).split("\t") == [*around, *([notes] if notes else [])]
    write_form_pdf(tmp_path / "form.pdf", placed, fonts=form_fonts(resources))
    with closing(pypdfium2.PdfDocument(tmp_path / "form.pdf")) as document:
        read = lying(document[0].get_textpage().get_text_bounded())
    for text in [*around, notes]:
        assert lying(text) in read


def test_blank_forms_keep_the_preprinted_words(specs: dict[int, FormSpec]) -> None:
    def words(number: int, **more: Any) -> list[str]:
        placed = place(specs[number], [], FormHead(), **more)
        return [cell.text for cell in placed.cells if cell.role is not CellRole.HEADER and cell.text]

    assert words(3) == ["工程项目", "物业小区"]
    assert words(4) == ["国标", "市级", "省标", "--", "县级", "地标", "乡级", "--"] * 2
    assert words(4, min_blocks=1) == ["国标", "市级", "省标", "--", "县级", "地标", "乡级", "--"]
    assert words(5) == []
    assert words(6) == ["县（市、区）", "地标", "县级"]
    assert words(7) == ["县（市、区）"]
    heads = [part.text for part in place(specs[7], [], FormHead()).head]
    assert heads == ["填报单位（盖章）：", "填表人：", "联系电话：", "年\u3000\u3000月\u3000\u3000日"]


def test_how_many_blocks_a_form_has_at_least(specs: dict[int, FormSpec]) -> None:
    assert {n: place(spec, [], FormHead()).blocks for n, spec in specs.items()} == {
        3: 2,
        4: 2,
        5: 2,
        6: 1,
        7: 1,
    }
    assert place(specs[5], [{"red": 1}], FormHead()).blocks == 2
    assert place(specs[5], [{"red": 1}], FormHead(), min_blocks=1).blocks == 1
    assert place(specs[5], [{"red": n} for n in range(4)], FormHead()).blocks == 4


@pytest.mark.parametrize(("given", "other"), [("工程项目", "物业小区"), ("物业小区", "工程项目")])
def test_a_block_that_is_given_is_not_preprinted_again(
    specs: dict[int, FormSpec], given: str, other: str
) -> None:
    placed = place(specs[3], [{"item": given, "base": 121}], FormHead())
    assert [cell.text for cell in placed.cells if cell.key == "item"] == [given, other]


def test_values_blank_zero_dashes_and_money(specs: dict[int, FormSpec], tmp_path: Path) -> None:
    block: dict[str, Any] = {
        "unit_type": "0123",
        "red": 0,
        "orange": None,
        "yellow": "--",
        "blue": "12",
        "fine_amt": Decimal("12.5"),
        "fine_proj": Decimal("0.125"),
        "halt": Decimal(0),
    }
    placed = place(specs[5], [block], FormHead())
    read = {cell.key: (cell.text, cell.value) for cell in placed.cells if cell.row == 3}
    assert read["red"] == ("0", 0)
    assert read["orange"] == ("", None)
    assert read["yellow"] == ("--", "--")
    assert read["blue"] == ("12", "12")
    assert read["fine_amt"] == ("12.50", Decimal("12.50"))
    assert read["fine_proj"][0] == "0.13"
    assert read["halt"][0] == "0.00"
    path = tmp_path / "form.xlsx"
    write_form_xlsx(path, placed)
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    row = dict(zip(specs[5].keys, sheet[7], strict=True))
    assert (row["fine_amt"].value, row["fine_amt"].data_type, row["fine_amt"].number_format) == (
        12.5,
        "n",
        "0.00",
    )
    assert (row["blue"].value, row["blue"].data_type) == ("12", "s")
    assert (row["unit_type"].value, row["unit_type"].data_type) == ("0123", "s")
    assert (row["red"].value, row["red"].number_format, row["orange"].value) == (0, "General", None)
    assert row["yellow"].value == "--"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_nothing_becomes_a_formula(specs: dict[int, FormSpec], start: str, tmp_path: Path) -> None:
    asks = f'{start}HYPERLINK("http://x","y")'
    spec = specs[7]
    header = tuple(dataclasses.replace(cell, text=asks) for cell in spec.header)
    spec = dataclasses.replace(
        spec, header=header, title=asks, notes_label="", notes=(asks,), blank_blocks=()
    )
    path = tmp_path / "form.xlsx"
    write_form_xlsx(path, place(spec, [{"unit_type": asks, "red": asks}], FormHead(asks)))
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert len(found) == len(header) + 5
    assert {cell.data_type for cell in found} == {"s"}
    with zipfile.ZipFile(path) as book:
        assert b"<f" not in re.sub(rb"<f(ont|ill|oo)", b"", book.read("xl/worksheets/sheet1.xml"))


def test_the_misprint_of_annex_7_only_where_it_is_asked_for(
    specs: dict[int, FormSpec], tmp_path: Path
) -> None:
    correct, verbatim = (place(specs[7], [], FormHead(), verbatim=flag) for flag in (False, True))
    changed = {key: text for key, text in verbatim.texts().items() if correct.texts()[key] != text}
    assert changed == {(2, 11): "企业数（家次））"}
    assert correct.texts()[2, 11] == "企业数（家次）"
    write_form_xlsx(tmp_path / "form.xlsx", verbatim)
    sheet: Any = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    assert sheet["L6"].value == "企业数︵家次︶︶"
    assert all(
        place(specs[n], [], FormHead(), verbatim=True) == place(specs[n], [], FormHead())
        for n in (3, 4, 5, 6)
    )


def test_the_seal_has_its_place(specs: dict[int, FormSpec], resources: Path, tmp_path: Path) -> None:
    """40 mm right of the unit's name stay clear, measured with the pen that prints it."""
    pen = PdfPen(tmp_path / "x.pdf", page=Paper.A4.points, fonts=form_fonts(resources), title="")
    for unit in ("", "安溪县住房和城乡建设局", "安溪县建设工程质量安全技术服务中心"):
        for number in (4, 5, 6, 7):
            placed = place(specs[number], [], FormHead(unit))
            part = placed.head[0]
            width = pen.width(part.text, placed.head_size(part, pen.width(part.text, 1)))
            room = sum(placed.widths[part.first : part.last + 1])
            assert room - width / POINTS_PER_MM >= 40
    longest = place(specs[4], [], FormHead("安溪" * 40)).head[0]
    placed = place(specs[4], [], FormHead())
    assert pen.width(longest.text, placed.head_size(longest, pen.width(longest.text, 1))) <= (
        sum(placed.widths[longest.first : longest.last + 1]) * POINTS_PER_MM
    )


@FORMS
def test_a_title_stands_on_one_line(
    specs: dict[int, FormSpec], number: int, resources: Path, tmp_path: Path
) -> None:
    pen = PdfPen(tmp_path / "x.pdf", page=Paper.A4.points, fonts=form_fonts(resources), title="")
    assert pen.width(specs[number].title, 18, bold=True) <= sum(specs[number].widths) * POINTS_PER_MM


def test_a_form_without_rules_and_details_is_one_sheet(specs: dict[int, FormSpec], tmp_path: Path) -> None:
    write_form_xlsx(tmp_path / "form.xlsx", place(specs[5], [], FormHead()))
    assert openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames == ["附件5"]


def test_a3(specs: dict[int, FormSpec], resources: Path, tmp_path: Path) -> None:
    placed = filled(specs[5], 5)
    write_form_xlsx(tmp_path / "a4.xlsx", placed)
    write_form_xlsx(tmp_path / "a3.xlsx", placed, paper=Paper.A3)
    small, large = (openpyxl.load_workbook(tmp_path / name).worksheets[0] for name in ("a4.xlsx", "a3.xlsx"))
    assert (small.page_setup.paperSize, large.page_setup.paperSize) == (9, 8)
    assert large.page_setup.orientation == "landscape"
    # Excel shrinks to the page but never enlarges: the sheet itself is larger.
    assert large.row_dimensions[4].height == pytest.approx(small.row_dimensions[4].height * 420 / 297)
    assert large["A2"].font.sz > small["A2"].font.sz
    write_form_docx(tmp_path / "a3.docx", placed, paper=Paper.A3)
    section = docx.Document(str(tmp_path / "a3.docx")).sections[0]
    assert section.orientation == WD_ORIENTATION.LANDSCAPE
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)
    assert docx_texts(tmp_path / "a3.docx", placed) == placed.texts()
    write_form_pdf(tmp_path / "a3.pdf", placed, fonts=form_fonts(resources), paper=Paper.A3)
    assert pages_of(tmp_path / "a3.pdf") == [(420, 297)]


def pages_of(path: Path) -> list[tuple[int, int]]:
    """Width and height of every page in millimetres."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        return [
            (round(page.get_width() / POINTS_PER_MM), round(page.get_height() / POINTS_PER_MM))
            for page in document
        ]


def test_the_grid_of_a_docx(specs: dict[int, FormSpec], tmp_path: Path) -> None:
    placed = filled(specs[4], 4)
    write_form_docx(tmp_path / "form.docx", placed)
    document = docx.Document(str(tmp_path / "form.docx"))
    grid = document.tables[0]
    for cell in placed.cells:
        whole = grid.cell(cell.row, cell.col)._tc
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                assert grid.cell(row, col)._tc is whole
    vertical = {
        (cell.row, cell.col) for cell in placed.cells if "tbRlV" in grid.cell(cell.row, cell.col)._tc.xml
    }
    assert vertical == {(cell.row, cell.col) for cell in placed.cells if cell.vertical}
    widths = [column.width.mm for column in grid.columns if column.width is not None]
    assert widths == pytest.approx(placed.widths, abs=0.1)
    heights = [row.height.mm for row in grid.rows if row.height is not None]
    assert heights == pytest.approx(placed.heights, abs=0.1)
    repeated = [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in grid.rows]
    assert repeated == [True] * 3 + [False] * 6
    assert document.core_properties.title == placed.title
    assert not document.core_properties.author
    order = ["tcW", "gridSpan", "vMerge", "textDirection", "vAlign"]
    for properties in grid._tbl.iter(f"{{{grid._tbl.nsmap['w']}}}tcPr"):
        names = [str(child.tag).split("}")[1] for child in properties]
        # Word calls a file damaged whose properties stand in another order.
        assert names == sorted(names, key=order.index)


@pytest.fixture(scope="module")
def converted(resources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form as LibreOffice prints it, filled and blank, from xlsx and docx: in one start of it."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not on this machine")
    folder = tmp_path_factory.mktemp("converted")
    files: list[str] = []
    for number in COLUMNS:
        spec = FormSpec.load(resources / "forms" / f"annex{number}.json")
        for name, placed in (("filled", filled(spec, number)), ("blank", place(spec, [], FormHead()))):
            write_form_xlsx(folder / f"{number}-{name}-xlsx.xlsx", placed)
            write_form_docx(folder / f"{number}-{name}-docx.docx", placed)
            files += [f"{number}-{name}-xlsx.xlsx", f"{number}-{name}-docx.docx"]
    spec = FormSpec.load(resources / "forms" / "annex4.json")
    many = place(spec, [{"unit_type": f"类型{n}"} for n in range(7)], HEAD)
    write_form_xlsx(folder / "many.xlsx", many)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/lo", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *files, "many.xlsx"],
        cwd=folder, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


@FORMS
@pytest.mark.parametrize("kind", ["filled-xlsx", "filled-docx", "blank-xlsx", "blank-docx"])
def test_libreoffice_prints_one_landscape_page(converted: Path, number: int, kind: str) -> None:
    assert pages_of(converted / f"{number}-{kind}.pdf") == [(297, 210)]


def test_libreoffice_breaks_many_blocks_between_blocks(converted: Path) -> None:
    with closing(pypdfium2.PdfDocument(converted / "many.pdf")) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    assert [re.findall(r"类型\d", text) for text in texts] == [
        ["类型0", "类型1", "类型2"],
        ["类型3", "类型4", "类型5"],
        ["类型6"],
    ]
