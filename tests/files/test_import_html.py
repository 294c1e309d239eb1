"""What office systems call an Excel file: a web page or lines of text that is named .xls."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.files import import_html
from anxi_desktop.files.import_book import open_book, read_sheet
from anxi_desktop.files.import_columns import recognise
from anxi_desktop.files.import_grid import Grid, Merge
from anxi_desktop.files.import_kinds import kind_of

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>台账 &lt;导出&gt;</title>
<style>td {{ color: red }} <!-- <td>not a cell</td> --></style></head><body>
<table><tr><td colspan=4>在建项目&nbsp;台账</td></tr></table>
<!-- <table><tr><td>注释里的表</td></tr></table> -->
<TABLE border="1"><THEAD><TR><TH rowspan='2'>项目名称<TH rowspan="2">类别<th colspan="2">项目负责人</tr>
<tr><td>姓名</td><td>电话</td></tr></THEAD>
<tr><td>城东 A&amp;B 安置房</td><td rowspan=2>工程</td><td>王小明</td>
<td style="mso-number-format:'\\@'">013800000000</td></tr>
<tr><td><div>湖头<br>商贸城</div></td><td>李<b>小</b>红</td><td>&nbsp;</td>
<tr><td>1 < 2 号楼<td>物业<td><table><tr><td>里</td><td>面</td></tr></table></td></tr>
</TABLE></body></html>"""


def read(path: Path) -> Grid:
    with open_book(path) as book:
        return read_sheet(book)


def outcome(path: Path) -> str:
    """The code of the known error, or "" where the file could be read."""
    try:
        read(path)
    except AnxiError as error:
        return error.code
    return ""


def error_of(path: Path) -> AnxiError:
    with pytest.raises(AnxiError) as caught:
        read(path)
    assert "没有改动" in sentence(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("charset", "encoding", "name"),
    [
        ("gb2312", "gb18030", "导出.xls"),
        ("utf-8", "utf-8", "导出.xlsx"),
        ("utf-8", "utf-8-sig", "导出.xls"),
        ("unicode", "utf-16", "导出.et"),
    ],
)
def test_a_page_that_is_named_xls_is_read(tmp_path: Path, charset: str, encoding: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    grid = read(path)
    assert [list(row) for row in grid.rows] == [
        ["在建项目\xa0台账"],
        ["项目名称", "类别", "项目负责人"],
        [None, None, "姓名", "电话"],
        ["城东 A&B 安置房", "工程", "王小明", "013800000000"],
        ["湖头\n商贸城", None, "李小红"],
        ["1 < 2 号楼", "物业", "里面"],
    ]
    assert grid.value(4, 1) == "工程"
    assert Merge(1, 2, 1, 3) in grid.merges
    columns = recognise(kind_of("projects"), grid)
    assert [column.field for column in columns.columns[:4]] == ["name", "category", "manager", "phone"]


def test_a_page_without_a_table_tells_the_way(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text("<!DOCTYPE html><html><body>请先登录</body></html>", encoding="utf-8")
    error = error_of(path)
    assert error.code == "workbook_foreign"
    assert "另存为 .xlsx" in sentence(error)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>", "mht"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "XML",
        ),
    ],
)
def test_what_only_excel_reads_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(content)
    error = error_of(path)
    assert error.code == "workbook_foreign"
    assert kind in sentence(error)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", ["\t", ","])
def test_lines_of_text_that_are_named_xls_are_read(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(f"项目名称{mark}类别\r\n城东{mark}工程\r\n".encode(encoding))
    assert [list(row) for row in read(path).rows] == [["项目名称", "类别"], ["城东", "工程"]]


@pytest.mark.parametrize("content", [b"plain words", b"a,b\x01\x02\x03\n", bytes(range(256)) * 8])
def test_anything_else_named_xls_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(content)
    assert error_of(path).code == "workbook_damaged"


@pytest.mark.parametrize(
    "piece", ["<!--", "<![", "<!", "<style>", "<td", "<td>", "<", "<table>", "<tr><td colspan=1000>", "&#1"]
)
def test_a_hostile_page_takes_bounded_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    """A reader that looks at each letter again and again would hang here for minutes."""
    monkeypatch.setattr(import_html, "MOST_CELLS", 200_000)
    path = tmp_path / "导出.xls"
    path.write_text("<html><table>" + piece * (1_000_000 // len(piece)), encoding="utf-8")
    assert outcome(path) in {"", "workbook_empty", "workbook_too_large"}


def test_spans_beyond_all_measure_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(
        "<table><tr><td rowspan=999999 colspan=999999>甲</td><td>乙</td></tr></table>", encoding="utf-8"
    )
    grid = read(path)
    assert grid.raw(0, 0) == "甲"
    assert grid.raw(0, 1000) == "乙"
