"""Opening what people bring: every format and encoding, and every bad file one known error."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files import import_grid
from anxi_desktop.files.import_book import open_book, read_sheet
from anxi_desktop.files.import_grid import CellError, Grid, Merge, column_letter

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def read(path: Path, sheet: str | None = None) -> Grid:
    with open_book(path) as book:
        return read_sheet(book, sheet)


def outcome(path: Path) -> str:
    """The code of the known error, or "" where the file could be read."""
    try:
        read(path)
    except AnxiError as error:
        return error.code
    return ""


def error_of(path: Path, sheet: str | None = None) -> AnxiError:
    with pytest.raises(AnxiError) as caught:
        read(path, sheet)
    sentence = words.sentence(caught.value)
    assert "…" not in sentence
    assert "没有改动" in sentence
    return caught.value


@pytest.fixture
def with_sheet_xml(tmp_path: Path, xlsx):
    """A workbook whose sheet is the XML given."""

    def make(xml: str | bytes, *, name: str = "手写.xlsx", declared: int | None = None) -> Path:
        source = xlsx([["a"]], name="底本.xlsx")
        path = tmp_path / name
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                body = old.read(member)
                if member == "xl/worksheets/sheet1.xml":
                    body = xml.encode() if isinstance(xml, str) else xml
                new.writestr(member, body)
        return path

    return make


def test_xlsx_keeps_every_kind_of_cell(xlsx) -> None:
    path = xlsx(
        [
            [
                "文字",
                7,
                0.5,
                True,
                date(2026, 3, 10),
                datetime(2026, 3, 10, 14, 30),
                time(8, 5),
                45000,
                "#REF!",
                "=1+1",
            ]
        ],
        formats={"H1": 'yyyy"年"m"月"d"日"'},
    )
    (row,) = read(path).rows
    assert list(row) == [
        "文字",
        7,
        0.5,
        True,
        date(2026, 3, 10),
        datetime(2026, 3, 10, 14, 30),
        time(8, 5),
        date(2023, 3, 15),
        CellError("#REF!"),
    ]


def test_a_formula_has_its_stored_value_or_is_blank(with_sheet_xml) -> None:
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c>'
        '<c r="D1" t="str"><f>A1</f><v>文</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="F1" t="inlineStr"><is><r><t>富</t></r><rPh><t>fu</t></rPh><r><t>文本</t></r></is></c>'
        '<c r="G1" t="d"><v>2026-03-10</v></c><c t="str"><v>_x0041_</v></c>'
    )
    (row,) = read(with_sheet_xml(f'{HEAD}<row r="1">{cells}</row>{TAIL}')).rows
    assert list(row) == [2, None, None, "文", CellError("#DIV/0!"), "富文本", date(2026, 3, 10), "A"]


def test_shared_strings_are_joined_and_leave_their_pronunciation_out(tmp_path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    strings = (
        "<si><t>甲</t></si><si><r><t>乙</t></r><rPh><t>yi</t></rPh>"
        "<r><t xml:space='preserve'> 丙_x000D_\n</t></r></si>"
    )

    def link(name: str, kind: str, target: str) -> str:
        return f'<Relationship Id="{name}" Type="{kinds}/{kind}" Target="{target}"/>'

    sheets = '<sheets><sheet name="一" r:id="b"/></sheets>'
    parts = {
        "_rels/.rels": links + link("a", "officeDocument", "/book/main.xml") + "</Relationships>",
        "book/_rels/main.xml.rels": links
        + link("b", "worksheet", "sheets/one.xml")
        + link("c", "sharedStrings", "../strings.xml")
        + "</Relationships>",
        "book/main.xml": f'<workbook xmlns="{main}" xmlns:r="{kinds}">{sheets}</workbook>',
        "book/sheets/one.xml": HEAD
        + '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>9</v></c></row>'
        + TAIL,
        "strings.xml": f'<sst xmlns="{main}">{strings}</sst>',
    }
    path = tmp_path / "别的程序写的.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        for name, body in parts.items():
            book.writestr(name, body)
    grid = read(path)
    assert (grid.name, list(grid.rows[0])) == ("一", ["乙 丙\r\n", "甲"])


def test_rows_and_cells_may_stand_without_their_places(with_sheet_xml) -> None:
    grid = read(
        with_sheet_xml(f"{HEAD}<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>{TAIL}")
    )
    assert [list(row) for row in grid.rows] == [[1, 2], [3]]


def test_prefixed_elements_are_read(with_sheet_xml) -> None:
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert [list(row) for row in read(with_sheet_xml(xml)).rows] == [[], [None, 5]]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", date),
        ("[$-804]yyyy年m月d日;@", date),
        ('m"月"d"日"', date),
        ("[DBNum1]yyyy年m月", date),
        ("0.00", int),
        ("#,##0", int),
        ('0"日"', int),
        ("@", int),
        ("[h]:mm", int),
        ("General", int),
    ],
)
def test_a_number_is_a_day_only_where_its_format_says_so(xlsx, code: str, kind: type) -> None:
    (row,) = read(xlsx([[45000]], formats={"A1": code})).rows
    assert type(row[0]) is kind


def test_days_counted_from_1904_are_read(xlsx, tmp_path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(xlsx([[date(2026, 3, 10)]]))
    book.epoch = datetime(1904, 1, 1)
    path = tmp_path / "1904.xlsx"
    book.save(path)
    (row,) = read(path).rows
    assert row[0] == date(2026, 3, 10)


def test_merged_cells_fill_their_rows_and_hidden_ones_are_read(xlsx) -> None:
    path = xlsx(
        [["镇", "项目"], ["凤城", "甲"], [None, "乙"], [None, "丙"], ["湖头", "丁"]],
        merges=["A2:A4"],
        hidden_rows=[3],
        hidden_columns=["A"],
    )
    grid = read(path)
    assert grid.merges == (Merge(1, 0, 3, 0),)
    assert [row[0] for row in grid.filled] == ["镇", "凤城", "凤城", "凤城", "湖头"]
    assert grid.raw(2, 0) is None


def test_xls_gives_the_same_as_xlsx(tmp_path) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet: Any = book.add_sheet("物业")
    book.add_sheet("隐藏的").visibility = 1
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    for column, value in enumerate(("文字", 7, 0.5, True)):
        sheet.write(0, column, value)
    sheet.write(0, 4, 45000, day)
    sheet.row(0).set_cell_error(5, "#REF!")
    sheet.write(0, 6, xlwt.Formula("1+1"))
    sheet.write_merge(1, 3, 0, 0, "凤城")
    for row in range(4, 3000):
        sheet.write(row, 0, "", day)  # formatted, without content
    path = tmp_path / "旧表.xls"
    book.save(str(path))
    with open_book(path) as opened:
        assert [(item.name, item.hidden) for item in opened.sheets] == [("物业", False), ("隐藏的", True)]
        grid = read_sheet(opened, "物业")
    assert list(grid.rows[0]) == ["文字", 7, 0.5, True, date(2023, 3, 15), CellError("#REF!")]
    assert grid.merges == (Merge(1, 0, 3, 0),)
    assert len(grid.rows) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_csv_in_every_encoding(csv_file, encoding: str) -> None:
    grid = read(csv_file('项目名称,面积\r\n"凤城, 一期",１２\r\n\r\n"两\n行",="007"\r\n', encoding=encoding))
    assert [list(row) for row in grid.rows] == [
        ["项目名称", "面积"],
        ["凤城, 一期", "１２"],
        [],
        ["两\n行", "007"],
    ]


def test_a_csv_may_hold_characters_beyond_gbk(csv_file) -> None:
    assert list(read(csv_file("项目名称\n𠮷祥里㐂\n", encoding="gb18030")).rows[1]) == ["𠮷祥里㐂"]


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_csv_with_other_separators(csv_file, mark: str) -> None:
    assert list(read(csv_file(f"项目名称{mark}面积\n甲{mark}1,2\n")).rows[1]) == ["甲", "1,2"]


def test_the_content_decides_not_the_ending(xlsx, tmp_path) -> None:
    path = tmp_path / "其实是新格式.xls"
    path.write_bytes(xlsx([["a", 1]]).read_bytes())
    assert list(read(path).rows[0]) == ["a", 1]


def test_a_workbook_protected_without_a_password_opens(xlsx, tmp_path) -> None:
    assert list(read(encrypted(xlsx([["a"]]), tmp_path, "VelvetSweatshop")).rows[0]) == ["a"]


def encrypted(source: Path, folder: Path, password: str) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    path = folder / "加密.xlsx"
    with source.open("rb") as file, path.open("wb") as out:
        OOXMLFile(file).encrypt(password, out)
    return path


def test_a_password_is_one_sentence(xlsx, tmp_path) -> None:
    assert error_of(encrypted(xlsx([["a"]]), tmp_path, "secret")).code == "workbook_password"


def test_an_xls_with_a_password_is_one_sentence(tmp_path) -> None:
    import struct

    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "a")
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    # The window-protect record right behind the header becomes FILEPASS, as an encrypted file has it.
    start = data.index(struct.pack("<HHH", 0x0809, 16, 0x0600))
    following = start + 20
    path = tmp_path / "加密.xls"
    path.write_bytes(data[:following] + struct.pack("<H", 0x002F) + data[following + 2 :])
    assert error_of(path).code == "workbook_password"


def test_missing_files_folders_and_strange_endings(tmp_path) -> None:
    assert error_of(tmp_path / "没有.xlsx").code == "file_missing"
    assert error_of(tmp_path).code == "file_not_readable"
    strange = tmp_path / "照片.jpg"
    strange.write_bytes(b"x")
    assert error_of(strange).code == "unsupported_format"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_the_right_to_read_it(xlsx) -> None:
    path = xlsx([["a"]])
    path.chmod(0)
    assert error_of(path).code == "file_not_readable"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.xlsx", b""),
        ("乱.xlsx", b"PK\x03\x04" + b"\x00" * 200),
        ("乱.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600),
        ("乱.csv", b"\xff\xfe\x00"),
        ("图片.csv", bytes(range(128, 256)) * 10 + b"\x81"),
    ],
)
def test_damaged_files_are_one_sentence(tmp_path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert error_of(path).code == "workbook_damaged"


def test_a_truncated_workbook_is_damaged_wherever_it_ends(xlsx, tmp_path) -> None:
    data = xlsx([["项目名称"], ["甲"]]).read_bytes()
    path = tmp_path / "半个.xlsx"
    for part in range(1, 12):
        path.write_bytes(data[: len(data) * part // 12])
        assert error_of(path).code == "workbook_damaged"


def test_changed_bytes_never_become_another_error(xlsx, tmp_path) -> None:
    import random

    data = xlsx([["项目名称", "建筑面积"], ["甲", 1]]).read_bytes()
    chance = random.Random(7)
    path = tmp_path / "坏.xlsx"
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(bytes(broken))
        assert outcome(path) in (
            "",
            "workbook_damaged",
            "workbook_empty",
            "workbook_too_large",
            "sheet_too_wide",
        )


def test_an_empty_sheet_and_a_wrong_name(xlsx) -> None:
    path = xlsx([["a"]], more={"空表": [], "空格": [["  ", None]]})
    assert error_of(path, "空表").code == "workbook_empty"
    assert error_of(path, "空格").code == "workbook_empty"
    wrong = error_of(path, "没有这张")
    assert wrong.code == "sheet_missing"
    assert wrong.facts["names"] == "表、空表、空格"


def test_a_csv_without_content_is_empty(csv_file) -> None:
    assert error_of(csv_file("")).code == "workbook_empty"
    assert error_of(csv_file(" , ,\n\n")).code == "workbook_empty"


def test_external_entities_are_no_way_in(with_sheet_xml) -> None:
    xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{HEAD}<row r="1"><c r="A1"><v>&e;</v></c></row>{TAIL}'
    assert error_of(with_sheet_xml(xml)).code == "workbook_damaged"


def test_a_stray_cell_far_away_does_no_harm(with_sheet_xml) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    grid = read(with_sheet_xml(f'{HEAD}<row r="1"><c r="A1"><v>1</v></c></row>{far}{TAIL}'))
    assert (len(grid.rows), grid.width) == (1_048_576, 1)
    assert sum(map(len, grid.rows)) == 1 + 16_384


def test_content_all_over_the_sheet_is_refused_before_memory_is_taken(with_sheet_xml) -> None:
    far = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 600))
    found = error_of(with_sheet_xml(HEAD + far + TAIL))
    assert found.code == "sheet_too_wide"
    assert "XFD489" in words.sentence(found)


def test_an_xls_with_content_in_its_last_corner_is_refused(tmp_path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet: Any = book.add_sheet("表")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 255, 1)
    path = tmp_path / "远.xls"
    book.save(str(path))
    found = error_of(path)
    assert found.code == "sheet_too_wide"
    assert "IV65536" in words.sentence(found)


def test_cells_outside_any_sheet_are_damage(with_sheet_xml) -> None:
    xml = f'{HEAD}<row r="9999999"><c r="A9999999"><v>1</v></c></row>{TAIL}'
    assert error_of(with_sheet_xml(xml)).code == "workbook_damaged"


def test_many_formatted_rows_without_content_cost_nothing(with_sheet_xml) -> None:
    blank = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(3, 60_000)
    )
    xml = f'{HEAD}<row r="1"><c r="A1"><v>1</v></c></row>{blank}<row r="60000"><c r="B60000"><v>2</v></c></row>{TAIL}'
    grid = read(with_sheet_xml(xml))
    assert len(grid.rows) == 60_000
    assert sum(map(bool, grid.rows)) == 2
    assert grid.raw(59_999, 1) == 2


def test_what_inflates_beyond_bounds_is_refused_by_its_own_word(with_sheet_xml, monkeypatch) -> None:
    from anxi_desktop.files import import_xlsx

    monkeypatch.setattr(import_xlsx, "MOST_PART", 100_000)
    path = with_sheet_xml(HEAD + " " * 200_000 + TAIL)
    assert path.stat().st_size < 20_000
    assert error_of(path).code == "workbook_too_large"


def test_a_member_that_lies_about_its_size_is_never_inflated(with_sheet_xml) -> None:
    path = with_sheet_xml(HEAD + f'<row r="1"><c r="A1"><v>1</v></c></row>{" " * 5_000_000}' + TAIL)
    data = path.read_bytes()
    true_size = len(HEAD) + len('<row r="1"><c r="A1"><v>1</v></c></row>') + 5_000_000 + len(TAIL)
    lie = data.replace(true_size.to_bytes(4, "little"), (200).to_bytes(4, "little"))
    assert lie != data
    path.write_bytes(lie)
    assert error_of(path).code == "workbook_damaged"


def test_a_csv_wider_than_memory_is_refused(csv_file, monkeypatch) -> None:
    from anxi_desktop.files import import_csv

    monkeypatch.setattr(import_csv, "MOST_CELLS", 50)
    assert error_of(csv_file("a,b,c,d,e\n" * 20)).code == "workbook_too_large"


def test_hostile_merges_end(xlsx, monkeypatch) -> None:
    monkeypatch.setattr(import_grid, "MOST_FILLED", 10)
    rows: list[list[import_grid.Cell]] = [["x", 1] for _ in range(50)]
    grid = Grid("表", rows, tuple(Merge(0, 0, 49, 0) for _ in range(1000)))
    assert len(grid.filled) == 50


def test_columns_are_named_as_in_excel() -> None:
    assert [column_letter(number) for number in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


def test_a_damaged_xls_says_nothing_of_its_own(tmp_path, capfd) -> None:
    """Records of a length that makes the library below panic: one sentence, and a silent console."""
    import xlwt

    book = xlwt.Workbook()
    sheet: Any = book.add_sheet("表")
    sheet.write(0, 0, xlwt.Formula("1+1"))
    out = io.BytesIO()
    book.save(out)
    data = bytearray(out.getvalue())
    start = data.index(
        b"\x06\x00\x1d\x00"
    )  # the formula's record; its expression is made shorter than it says
    data[start + 24] = 4
    path = tmp_path / "坏公式.xls"
    path.write_bytes(bytes(data))
    assert error_of(path).code == "workbook_damaged"
    assert capfd.readouterr().err == ""


def test_changed_bytes_of_an_xls_never_become_another_error(tmp_path) -> None:
    import random

    import xlwt

    book = xlwt.Workbook()
    sheet: Any = book.add_sheet("表")
    for row in range(20):
        for column, value in enumerate(("项目名称", row, 0.5, xlwt.Formula("A1"))):
            sheet.write(row, column, value)
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    chance = random.Random(7)
    path = tmp_path / "坏.xls"
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(bytes(broken))
        assert outcome(path) in (
            "",
            "workbook_damaged",
            "workbook_empty",
            "workbook_too_large",
            "sheet_too_wide",
        )
