"""Forms that units hand in: our own workbooks, what people make of them by hand, and files that are none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.words import sentence
from anxi_desktop.files import form_read, import_xlsx
from anxi_desktop.files.form_head import month_in
from anxi_desktop.files.form_layout import FormHead, FormSpec, place
from anxi_desktop.files.form_read import ReadForm, read_forms
from anxi_desktop.files.forms_xlsx import write_form_xlsx
from anxi_desktop.files.import_grid import column_letter
from anxi_desktop.files.pen import Paper

NUMBERS = (3, 4, 5, 6, 7)
FORMS = pytest.mark.parametrize("number", NUMBERS)
HEAD = FormHead("安溪县城厢镇人民政府", "王小明", "0595-00001234", date(2026, 11, 2))
NAMES = {
    3: ("工程项目", "物业小区"),
    4: ("乡镇", "施工企业"),
    5: ("乡镇", "施工企业"),
    6: ("县（市、区）",),
    7: ("县（市、区）",),
}
Change = Callable[[Any, Any], None]


@pytest.fixture(scope="module")
def specs(resources: Path) -> list[FormSpec]:
    return [FormSpec.load(resources / "forms" / f"annex{number}.json") for number in NUMBERS]


def spec_of(specs: list[FormSpec], number: int) -> FormSpec:
    return specs[NUMBERS.index(number)]


def blocks_of(spec: FormSpec, number: int) -> list[dict[str, Any]]:
    """A figure that is told apart in every cell; one is blank, one 0, money with a fraction."""
    made: list[dict[str, Any]] = []
    for block, name in enumerate(NAMES[number]):
        cells: dict[str, Any] = {key: 100 * (block + 1) + 3 * at for at, key in enumerate(spec.value_keys)}
        cells[spec.value_keys[0]] = name
        cells[spec.value_keys[2]] = None
        cells[spec.value_keys[3]] = 0
        if "fine_amt" in cells:
            cells["fine_amt"] = Decimal("12.5")
        if "remark" in cells:
            cells["remark"] = "按去年底数"
        made.append(cells)
    return made


def expected(spec: FormSpec, number: int) -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            block[spec.value_keys[0]],
            {
                key: value
                for key, value in block.items()
                if value is not None and key not in ("unit_type", "item")
            },
        )
        for block in blocks_of(spec, number)
    ]


def read(form: ReadForm) -> list[tuple[str, dict[str, Any]]]:
    return [(block.unit_type, dict(block.cells)) for block in form.blocks]


@pytest.fixture
def make(specs: list[FormSpec], tmp_path: Path) -> Callable[..., Path]:
    """The workbook of a form as the program writes it, then changed as a person would."""

    def made(
        number: int,
        change: Callable[[Any], None] | None = None,
        *,
        name: str = "",
        blocks: list[dict[str, Any]] | None = None,
        head: FormHead = HEAD,
        paper: Paper = Paper.A4,
    ) -> Path:
        spec = spec_of(specs, number)
        path = tmp_path / (name or f"附件{number} 2026-10.xlsx")
        placed = place(spec, blocks_of(spec, number) if blocks is None else blocks, head)
        write_form_xlsx(path, placed, paper=paper, rules=[("统计月份", "2026年10月", "")])
        if change is not None:
            book = openpyxl.load_workbook(path)
            sheet: Any = book.worksheets[0]
            sheet.protection.sheet = False
            change(sheet)
            book.save(path)
        return path

    return made


def cell_of(sheet: Any, text: str, *, nth: int = 0) -> Any:
    """The nth cell whose words, without breaks, are these."""
    found = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "".join(cell.value.split()) == text
    ]
    return found[nth]


def place_of(specs: list[FormSpec], number: int, key: str, block: int = 0) -> str:
    """Where a figure stands in the program's own workbook."""
    spec = spec_of(specs, number)
    cell = next(cell for cell in spec.block if cell.key == key)
    row = 4 + len(spec.header_heights) + block * len(spec.block_heights) + cell.row
    return f"{column_letter(cell.col)}{row}"


def unmerge(sheet: Any) -> None:
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)


# ---- our own workbooks ----------------------------------------------------------------------------------


@FORMS
@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
def test_our_own_workbook_comes_back_whole(
    make: Callable[..., Path], specs: list[FormSpec], number: int, paper: Paper
) -> None:
    (form,) = read_forms(make(number, paper=paper), specs)
    spec = spec_of(specs, number)
    assert form.form == form.sheet == f"附件{number}"
    assert read(form) == expected(spec, number)
    assert (form.refused, form.warnings) == ((), ())
    assert form.month == Month(2026, 10)
    if number != 3:  # 附件3 has no such line
        assert (form.head.unit, form.head.person, form.head.phone, form.head.filled_on) == (
            HEAD.unit,
            HEAD.person,
            HEAD.phone,
            HEAD.filled_on,
        )


@FORMS
def test_a_blank_form_has_no_blocks(make: Callable[..., Path], specs: list[FormSpec], number: int) -> None:
    (form,) = read_forms(make(number, blocks=[], head=FormHead()), specs)
    assert form.is_blank
    assert (form.head.unit, form.head.filled_on, form.refused) == ("", None, ())


def test_an_empty_second_block_is_dropped(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    spec = spec_of(specs, 4)
    path = make(4, blocks=[*blocks_of(spec, 4)[:1], {"unit_type": "施工企业"}])
    (form,) = read_forms(path, specs)
    assert read(form) == expected(spec, 4)[:1]


def test_every_sheet_that_is_a_form(make: Callable[..., Path], specs: list[FormSpec], tmp_path: Path) -> None:
    """The program's sheets of rules and details are none; a blank one is left out beside a filled one."""
    path = make(4)
    book = openpyxl.load_workbook(path)
    for number in (5, 6):
        other = openpyxl.load_workbook(make(number, blocks=None if number == 5 else []))
        target: Any = book.create_sheet(f"表{number}")
        for row in other.worksheets[0].iter_rows():
            for cell in row:
                target[cell.coordinate].value = cell.value
    book.save(path)
    assert [(form.form, form.sheet) for form in read_forms(path, specs)] == [
        ("附件4", "附件4"),
        ("附件5", "表5"),
    ]


# ---- filled in by hand ------------------------------------------------------------------------------------


def moved(sheet: Any) -> None:
    unmerge(sheet)
    sheet.insert_rows(1, 3)
    sheet.insert_cols(1, 2)
    sheet["A1"] = "转发"
    sheet["C1"] = "各有关单位：请于1日前填好"


def spelt(sheet: Any) -> None:
    """As people retype headings: half-width brackets, spaces, no brackets, vertical ones."""
    for row in sheet.iter_rows(min_row=4, max_row=6):
        for at, cell in enumerate(row):
            if isinstance(cell.value, str) and not cell.value.startswith("县"):  # 附件6 has no third row
                text = "".join(cell.value.split())
                text = text.replace("（", "(").replace("）", ")") if at % 2 else text.split("（")[0]
                cell.value = " ".join(text) if at % 3 == 0 else text


def numbered(sheet: Any) -> None:
    """A row of column numbers under the header, and an order column before it."""
    unmerge(sheet)
    sheet.insert_rows(7)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(7, column).value = column
    sheet.insert_cols(1)
    sheet.cell(4, 1).value = "序号"
    sheet.cell(8, 1).value = 1


def only_first_words(sheet: Any) -> None:
    """No label and no title any more, and blank rows in the header."""
    unmerge(sheet)
    sheet["A1"].value = sheet["A2"].value = None
    sheet.insert_rows(5)
    sheet.row_dimensions[1].hidden = True


@pytest.mark.parametrize("change", [unmerge, moved, spelt, numbered, only_first_words])
@pytest.mark.parametrize("number", [4, 5, 6, 7])
def test_what_people_do_to_a_form(
    make: Callable[..., Path], specs: list[FormSpec], number: int, change: Callable[[Any], None]
) -> None:
    (form,) = read_forms(make(number, change), specs)
    assert form.form == f"附件{number}"
    assert read(form) == expected(spec_of(specs, number), number)
    assert form.refused == ()
    assert form.head.unit == HEAD.unit


def test_numbers_written_as_text(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    """What can only mean one number is taken; what says that there is none is blank."""
    typed = {
        "doc_checklist": "１２",
        "doc_guide": "12份",
        "proj_total": "1,234",
        "red": "3 个",
        "orange": "--",
        "yellow": "—",
        "blue": "/",
        "insp": "15个次",
        "found": " 8 ",
        "urged": "7.0",
        "listed_haz": "无",
        "fine_amt": "35000元",
        "halt": "2家次",
        "judicial": "1人次",
    }

    def change(sheet: Any) -> None:
        for key, text in typed.items():
            sheet[place_of(specs, 5, key)].value = text

    (form,) = read_forms(make(5, change, blocks=[{"unit_type": "乡镇", "restrain": 4}]), specs)
    assert read(form) == [
        (
            "乡镇",
            {
                "doc_checklist": 12,
                "doc_guide": 12,
                "proj_total": 1234,
                "red": 3,
                "insp": 15,
                "found": 8,
                "urged": 7,
                "fine_amt": Decimal("3.5"),
                "halt": 2,
                "judicial": 1,
                "restrain": 4,
            },
        )
    ]
    assert form.refused == ()


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("red", "约3个", "不是数字"),
        ("red", "3-5", "不是数字"),
        ("red", 2.5, "应为整数"),
        ("red", -1, "不能小于 0"),
        ("red", "12345678901", "数字太大"),
        ("red", date(2026, 3, 5), "不是数字"),
        ("red", True, "不是数字"),
        ("red", "#REF!", "公式的错误值"),
        ("fine_amt", "3,5万元", "不是数字"),
        ("fine_amt", 1.23456, "最多四位小数"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(
    make: Callable[..., Path], specs: list[FormSpec], key: str, value: Any, reason: str
) -> None:
    def change(sheet: Any) -> None:
        sheet[place_of(specs, 7, key)].value = value

    (form,) = read_forms(make(7, change), specs)
    (refused,) = form.refused
    assert (refused.place, refused.key) == (place_of(specs, 7, key), key)
    assert reason in refused.reason
    assert refused.value
    assert key not in form.blocks[0].cells
    assert len(form.blocks[0].cells) == len(expected(spec_of(specs, 7), 7)[0][1]) - 1


def test_two_numbers_in_a_cell_taken_apart(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    def change(sheet: Any) -> None:
        unmerge(sheet)
        sheet["B8"].value = 5  # 项目数量 stands in B7 to B9
        sheet["D9"].value = None  # 地标 over D9 to G9: typed in its last column
        sheet["G9"].value = 6

    (form,) = read_forms(make(4, change), specs)
    assert [(cell.place, cell.key, cell.value) for cell in form.refused] == [("B7", "proj_total", "103 / 5")]
    assert form.blocks[0].cells["local_ungraded"] == 6


def test_figures_joined_into_one_cell(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("D7:E7")

    (form,) = read_forms(make(4, change, blocks=[{"unit_type": "乡镇", "gb_aaa": 3, "s5": 1}]), specs)
    assert {(cell.key, cell.reason) for cell in form.refused} == {
        ("gb_aaa", "几栏合并成了一格，分不清是哪一栏的数"),
        ("gb_prov_good", "几栏合并成了一格，分不清是哪一栏的数"),
    }
    assert read(form) == [("乡镇", {"s5": 1})]


def test_a_formula_without_a_value_is_blank_and_told(
    make: Callable[..., Path], specs: list[FormSpec]
) -> None:
    def change(sheet: Any) -> None:
        sheet["E7"].value = "=SUM(F7:G7)"
        sheet.row_dimensions[7].hidden = True

    (form,) = read_forms(make(7, change), specs)
    assert "red" not in form.blocks[0].cells
    assert form.warnings == (
        "E7 是公式，文件里没有它的结果，按没填处理。",
        "第 7 行是隐藏的，里面的数字也计入了，请核对。",
    )


def test_totals_and_cells_that_are_not_filled_in(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    def change(sheet: Any) -> None:
        sheet["A8"].value = "合 计"
        for column in range(2, 26):
            sheet.cell(8, column).value = 99

    spec = spec_of(specs, 5)
    (form,) = read_forms(make(5, change), specs)
    assert read(form) == expected(spec, 5)[:1]
    assert form.warnings == ("第 8 行是合计，没有计入。",)

    def town(sheet: Any) -> None:
        sheet["I9"].value = 4  # 乡级: printed --

    (form,) = read_forms(make(4, town), specs)
    assert form.warnings == ("I9 是表上不填的一格，里面的“4”没有计入。",)


def test_a_heading_in_other_words_is_taken_by_its_place_and_told(
    make: Callable[..., Path], specs: list[FormSpec]
) -> None:
    def change(sheet: Any) -> None:
        cell_of(sheet, "强化5S现场管理︵个︶").value = "五常法"

    (form,) = read_forms(make(4, change), specs)
    assert read(form) == expected(spec_of(specs, 4), 4)
    assert form.warnings == ("U 列的表头与原表不同，按位置当作“落实“一企一策”数量 › 强化5S现场管理（个）”。",)


def test_a_column_that_is_not_there_is_told(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    def change(sheet: Any) -> None:
        unmerge(sheet)
        sheet.delete_cols(22)

    (form,) = read_forms(make(4, change), specs)
    wanted = expected(spec_of(specs, 4), 4)
    for _, cells in wanted:
        del cells["six"]
    assert read(form) == wanted
    assert len(form.warnings) == 1
    assert "完善六有可视化警示标识" in form.warnings[0]


def test_a_row_of_a_block_that_was_deleted(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    def change(sheet: Any) -> None:
        unmerge(sheet)
        sheet.delete_rows(9)  # 地标 of the first block

    (form,) = read_forms(make(4, change), specs)
    wanted = expected(spec_of(specs, 4), 4)
    del wanted[0][1]["local_ungraded"]
    assert read(form) == wanted
    assert [text.split("里")[0] for text in form.warnings] == ["第 7 行开始的一块"]


def test_a_total_below_another_heading_is_another_figure(
    make: Callable[..., Path], specs: list[FormSpec]
) -> None:
    """红色 is gone, and 橙色 is called something else: 总数 alone must not make it red."""

    def change(sheet: Any) -> None:
        unmerge(sheet)
        sheet.delete_cols(7)
        cell_of(sheet, "橙色风险项目（个）").value = "自编栏目"

    (form,) = read_forms(make(5, change), specs)
    wanted = expected(spec_of(specs, 5), 5)
    for _, cells in wanted:
        del cells["red"], cells["orange"]
    assert read(form) == wanted


def test_an_amount_in_yuan_where_the_heading_says_so(
    make: Callable[..., Path], specs: list[FormSpec]
) -> None:
    def change(sheet: Any) -> None:
        cell_of(sheet, "金额︵万元︶").value = "金额（元）"
        sheet[place_of(specs, 5, "fine_amt")].value = 12500

    (form,) = read_forms(make(5, change), specs)
    assert form.blocks[0].cells["fine_amt"] == Decimal("1.25")


def test_the_head_line_in_one_cell(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    def change(sheet: Any) -> None:
        unmerge(sheet)
        for cell in sheet[3]:
            cell.value = None
        sheet[
            "A3"
        ].value = (
            "填 报 单 位(盖章): 安溪县 城厢镇   填表人：王 小明  联系电话：0595 00001234  2026年 11月 1日"
        )

    (form,) = read_forms(make(6, change, name="城厢镇.xlsx"), specs)
    assert (form.head.unit, form.head.person, form.head.phone) == ("安溪县城厢镇", "王小明", "059500001234")
    assert form.head.filled_on == date(2026, 11, 1)
    assert form.month == Month(2026, 10)


def test_labels_and_what_belongs_to_them_in_cells_of_their_own(
    make: Callable[..., Path], specs: list[FormSpec]
) -> None:
    def change(sheet: Any) -> None:
        unmerge(sheet)
        for cell in sheet[3]:
            cell.value = None
        for at, value in enumerate(
            ["填报单位：", "城厢镇", "填表人", "王小明", "联系电话", "", "日期", date(2026, 10, 31)], 1
        ):
            sheet.cell(3, at).value = value

    (form,) = read_forms(make(7, change, name="报表.xlsx"), specs)
    assert (form.head.unit, form.head.person, form.head.phone) == ("城厢镇", "王小明", "")
    assert form.month == Month(2026, 10)  # filled in on its last day


def test_nothing_says_which_month(make: Callable[..., Path], specs: list[FormSpec]) -> None:
    (form,) = read_forms(make(4, name="城厢镇.xlsx", head=FormHead("城厢镇")), specs)
    assert form.month is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("附件4 2026-10", Month(2026, 10)),
        ("城厢镇２０２６年9月月报表", Month(2026, 9)),
        ("附件5_202610 (1)", Month(2026, 10)),
        ("2026-11-01 城厢镇", None),
        ("2026年11月1日报", None),
        ("20261101", None),
        ("泉建〔2023〕17号", None),
        ("2026-13", None),
    ],
)
def test_the_month_in_a_name(text: str, month: Month | None) -> None:
    assert month_in(text) == month


# ---- other formats and other files ----------------------------------------------------------------------


def test_an_old_workbook(specs: list[FormSpec], make: Callable[..., Path], tmp_path: Path) -> None:
    import xlwt

    source: Any = openpyxl.load_workbook(make(4)).worksheets[0]
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    merged = {area.start_cell.coordinate: area for area in source.merged_cells.ranges}
    for row in source.iter_rows():
        for cell in row:
            if cell.coordinate in merged:
                area = merged[cell.coordinate]
                sheet.write_merge(
                    area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1, cell.value
                )
            elif cell.value is not None:
                sheet.write(cell.row - 1, cell.column - 1, cell.value)
    path = tmp_path / "附件4 2026-10.xls"
    book.save(str(path))
    (form,) = read_forms(path, specs)
    assert read(form) == expected(spec_of(specs, 4), 4)


def code_of(path: Path, specs: list[FormSpec]) -> str:
    with pytest.raises(AnxiError) as caught:
        read_forms(path, specs)
    said = sentence(caught.value)
    assert "…" not in said
    assert "没有改动" in said or "没有导入" in said
    return caught.value.code


def test_files_that_are_no_forms(
    specs: list[FormSpec], make: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make(4)
    damaged = tmp_path / "损坏.xlsx"
    damaged.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert code_of(damaged, specs) == "workbook_damaged"
    renamed = tmp_path / "改名.xlsx"
    renamed.write_text("项目名称,类别\n龙津花园,工程项目\n", encoding="gbk")
    assert code_of(renamed, specs) == "not_a_form"
    other = openpyxl.Workbook()
    sheet: Any = other.active
    for row in (["隐患台账"], ["项目名称", "总数", "检查项目", "备注"], ["龙津花园", 3, 4, "无"]):
        sheet.append(row)
    other.save(tmp_path / "台账.xlsx")
    assert code_of(tmp_path / "台账.xlsx", specs) == "not_a_form"
    shutil.copy(whole, tmp_path / "表.docx")
    assert code_of(tmp_path / "表.docx", specs) == "unsupported_format"
    assert code_of(tmp_path / "没有.xlsx", specs) == "file_missing"
    (tmp_path / "夹.xlsx").mkdir()
    assert code_of(tmp_path / "夹.xlsx", specs) == "file_not_readable"
    with monkeypatch.context() as patch:
        patch.setattr(import_xlsx, "MOST_PART", 1000)  # as a sheet that unfolds to gigabytes
        assert code_of(whole, specs) == "workbook_too_large"
    monkeypatch.setattr(form_read, "MOST_BYTES", 100)
    assert code_of(whole, specs) == "workbook_too_large"


def test_a_form_of_a_csv_file(specs: list[FormSpec], make: Callable[..., Path], tmp_path: Path) -> None:
    """Cells without merges, from a program that writes text under a workbook's name."""
    source: Any = openpyxl.load_workbook(make(5)).worksheets[0]
    rows = [
        ",".join("" if cell.value is None else str(cell.value).replace("\n", "") for cell in row)
        for row in source.iter_rows(max_row=8)
    ]
    path = tmp_path / "附件5 2026-10.xls"
    path.write_text("\n".join(rows), encoding="gbk")
    (form,) = read_forms(path, specs)
    assert read(form) == expected(spec_of(specs, 5), 5)
