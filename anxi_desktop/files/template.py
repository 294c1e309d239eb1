"""The empty workbook an office fills in: what it holds when it comes back is imported without a question.

The first sheet has nothing but the header, so that examples are never imported; explanations are comments on the
header, and once more, printable, on the second sheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.files.import_kinds import ImportColumn, ImportKind
from anxi_desktop.files.printable import printable
from anxi_desktop.files.template_words import EXAMPLES, HINTS
from anxi_desktop.files.xlsx_cells import HEI, SONG, new_book, print_landscape, put, save_book, width_of
from anxi_desktop.store.atomic import write_beside

_LAST_ROW = 5000
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_REQUIRED_FILL = PatternFill("solid", fgColor="CFE7E4")
_FILL = PatternFill("solid", fgColor="EDEFF2")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)

_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.DECIMAL: "General", Kind.INTEGER: "0"}


def write_template(kind: ImportKind, path: Path) -> None:
    """Write the empty import workbook of a kind (.xlsx). Errors: unsupported_output, those of `write_beside`."""
    if path.suffix.lower() != ".xlsx":
        raise AnxiError("unsupported_output", suffix=path.suffix or "没有扩展名", names=".xlsx")
    with write_beside(path) as temporary:
        book = new_book()
        sheet: Any = book.active
        sheet.title = kind.title
        _write_header(sheet, kind, with_notes=True)
        _offer_choices(sheet, kind)
        _write_guide(book.create_sheet("填写说明"), kind)
        example: Any = book.create_sheet("示例")
        _write_header(example, kind, with_notes=False)
        _write_examples(example, kind)
        save_book(book, temporary)


def header_of(column: ImportColumn) -> str:
    """A column's heading with the unit its numbers are meant in."""
    unit = words.UNITS.get(column.spec.unit, "")
    return f"{column.header}（{unit}）" if unit else column.header


def _write_header(sheet: Any, kind: ImportKind, *, with_notes: bool) -> None:
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2" if kind.columns[0].required else "A2"
    print_landscape(sheet, title_rows="1:1", numbered=True)
    for number, column in enumerate(kind.columns, 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = width_of(_width_mm(column))
        dimension.number_format = _FORMATS.get(column.spec.kind, "@")
        dimension.font = Font(name=SONG, size=10.5)
        cell = sheet.cell(1, number)
        put(cell, header_of(column))
        cell.font = Font(name=HEI, size=10.5)
        cell.fill = _REQUIRED_FILL if column.required else _FILL
        cell.border, cell.alignment = _BORDER, _CENTRE
        if with_notes:
            cell.comment = _comment(kind, column)


def _comment(kind: ImportKind, column: ImportColumn) -> Comment:
    lines = ["必填" if column.required else "可不填", *_how(kind, column)]
    made = Comment("\n".join(lines), "填写说明")
    made.width, made.height = 260, 30 + 20 * sum(1 + len(line) // 18 for line in lines)
    return made


def _how(kind: ImportKind, column: ImportColumn) -> list[str]:
    """How a column is filled in, in lines."""
    said: list[str] = []
    if column.choice_words:
        said.append(f"只能填：{'、'.join(column.choice_words)}")
    elif column.spec.kind is Kind.DATE:
        said.append("日期，如 2026-03-10 或 2026年3月10日")
    elif column.spec.kind in (Kind.DECIMAL, Kind.INTEGER):
        unit = words.UNITS.get(column.spec.unit, "")
        said.append(f"数字{f'，单位{unit}' if unit else ''}，不能小于 0")
    else:
        said.append(f"文字，不超过 {column.spec.limit:,} 个字")
    hint = HINTS.get(f"{kind.name}.{column.field}") or HINTS.get(column.field)
    return [*said, hint] if hint else said


def _offer_choices(sheet: Any, kind: ImportKind) -> None:
    for number, column in enumerate(kind.columns, 1):
        if not column.choice_words:
            continue
        letter = get_column_letter(number)
        offer: Any = DataValidation(
            type="list",
            formula1=f'"{",".join(column.choice_words)}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="不在可选内容之内",
            error=f"“{column.header}”只能填：{'、'.join(column.choice_words)}",
        )
        offer.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(offer)


def _write_guide(sheet: Any, kind: ImportKind) -> None:
    print_landscape(sheet, title_rows="1:1", numbered=True)
    sheet.freeze_panes = "A2"
    for number, (head, width) in enumerate(
        (("列", 40), ("必填", 14), ("怎么填", 110), ("也认得的列名", 60), ("例子", 60)), 1
    ):
        sheet.column_dimensions[get_column_letter(number)].width = width_of(width)
        cell = sheet.cell(1, number)
        put(cell, head)
        cell.font, cell.fill, cell.border, cell.alignment = Font(name=HEI, size=10.5), _FILL, _BORDER, _CENTRE
    sheet.row_dimensions[1].height = 24
    for row, column in enumerate(kind.columns, 2):
        texts = (
            header_of(column),
            "是" if column.required else "",
            "\n".join(_how(kind, column)),
            "、".join(column.headers[1:]),
            EXAMPLES[kind.name][0].get(column.field, ""),
        )
        for number, text in enumerate(texts, 1):
            cell = sheet.cell(row, number)
            _put_lines(cell, text)
            cell.font, cell.border = Font(name=SONG, size=10), _BORDER
            cell.alignment = _CENTRE if number == 2 else _LEFT
        lines = max(
            len(_how(kind, column)), 1 + len(texts[2]) // 34, 1 + len(texts[3]) // 18, 1 + len(texts[4]) // 18
        )
        sheet.row_dimensions[row].height = 6 + 15 * lines


def _put_lines(cell: Any, text: str) -> None:
    cell.value = "\n".join(map(printable, text.split("\n")))
    cell.data_type = "s"


def _write_examples(sheet: Any, kind: ImportKind) -> None:
    for row, example in enumerate(EXAMPLES[kind.name], 2):
        for number, column in enumerate(kind.columns, 1):
            cell = sheet.cell(row, number)
            put(cell, example.get(column.field, ""))
            cell.font, cell.border, cell.alignment = Font(name=SONG, size=10), _BORDER, _LEFT
        sheet.row_dimensions[row].height = 32


def _width_mm(column: ImportColumn) -> float:
    if column.spec.kind is Kind.NOTE:
        return 55
    if column.field in (
        "name",
        "project",
        "title",
        "description",
        "address",
        "requirement",
        "factors",
        "evidence",
    ):
        return 50
    if column.spec.kind in (Kind.DATE, Kind.DECIMAL, Kind.INTEGER):
        return max(22, 4.2 * len(header_of(column)) + 4)
    if column.spec.kind is Kind.CHOICE:
        return max([20, *(4 * len(word) + 8 for word in column.choice_words)])
    return 36 if column.spec.limit > 200 or column.header.endswith(("单位", "企业", "名称")) else 24
