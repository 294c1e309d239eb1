"""The month's forms of all units summed, as a workbook: the official forms, who handed in, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from anxi_desktop.domain.figure_words import label_of
from anxi_desktop.domain.form_sum import Compared, Standing
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORMS_OF
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.unit_form_body import FormBody
from anxi_desktop.domain.words import choice_word
from anxi_desktop.files.form_layout import PlacedForm
from anxi_desktop.files.form_page_xlsx import FormPage
from anxi_desktop.files.pen import Paper
from anxi_desktop.files.xlsx_cells import (
    HEI,
    SONG,
    lines_of,
    new_book,
    print_landscape,
    put,
    save_book,
    width_of,
)
from anxi_desktop.store.atomic import write_beside

Value = date | Decimal | int | str | None

_SIDE = Side(style="thin", color="808080")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEADING = PatternFill("solid", fgColor="F2F2F2")
_MARK = PatternFill("solid", fgColor="FDF1D6")
_MOST_HEIGHT = 409.0
_NARROW = 34  # millimetres: single words and numbers stand in the middle


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A plain sheet: a sentence above, heads with widths in millimetres, rows; the rows in `marked` are tinted."""

    title: str
    said: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Value]]
    marked: frozenset[int] = frozenset()


def write_unit_forms(path: Path, forms: Sequence[PlacedForm], lists: Sequence[ListSheet]) -> None:
    """Write the workbook: a sheet per form, then the lists. Errors: those of `write_beside`."""
    book = new_book()
    spare: Any = book.active
    for placed in forms:
        FormPage(book.create_sheet(placed.label), placed, Paper.A4).write()
    for one in lists:
        _write_list(book.create_sheet(one.title), one)
    book.remove(spare)
    with write_beside(path) as temporary:
        save_book(book, temporary)


def standing_sheet(month: Month, family: Family, lines: Sequence[Standing]) -> ListSheet:
    """报送情况: every unit with its forms; units that lack one are tinted."""
    forms = FORMS_OF[family]
    rows: list[list[Value]] = []
    for line in lines:
        lacks = line.lacks(forms)
        marks = [] if line.is_asked else ["不在填报单位名单里"]
        marks += [f"缺{'、'.join(lacks)}"] if lacks else []
        for form in (line.forms[name] for name in forms if name in line.forms):
            if form.body is None:
                marks.append(f"{form.form}是更新版本的程序写的，没有计入")
            elif form.body.refused:
                marks.append(
                    f"{form.form}有 {len(form.body.refused)} 格没有采用：{_refused(form.form, form.body)}"
                )
        marks += [f"{form.form}报过两次，以后收到的为准" for form in line.older]
        received = [line.forms[form].received_on if form in line.forms else "未报" for form in forms]
        names = [line.forms[form].file_name for form in forms if form in line.forms]
        rows.append([line.unit, line.unit_type, *received, "；".join(names), "；".join(marks)])
    asked = [line for line in lines if line.is_asked]
    whole = [line for line in asked if not line.lacks(forms)]
    missing = [line.unit for line in asked if line.lacks(forms)]
    said = f"{_of(month, family)}：应报 {len(asked)} 个单位，报齐 {len(whole)} 个。"
    said += f"没有报齐的：{'、'.join(missing)}。" if missing else ""
    return ListSheet(
        "报送情况",
        said,
        (
            ("填报单位", 62),
            ("填报单位类型", 34),
            *((f"{form} 收到日期", 32) for form in forms),
            ("文件", 70),
            ("说明", 80),
        ),
        rows,
        frozenset(at for at, line in enumerate(lines) if line.lacks(forms)),
    )


def difference_sheet(month: Month, family: Family, cells: Sequence[tuple[str, Compared]]) -> ListSheet:
    """与本单位记录的差异: the cells where the units' sum is not what the own records count."""
    said = f"{_of(month, family)}：各单位报来的合计与本单位记录"
    said += f"有 {len(cells)} 处不同。" if cells else "没有不同。"
    return ListSheet(
        "与本单位记录的差异",
        said,
        (
            ("报表", 20),
            ("填报单位类型", 34),
            ("栏目", 110),
            ("各单位合计", 30),
            ("本单位记录", 30),
            ("相差", 24),
        ),
        [
            (form, cell.unit_type, label_of(form, cell.key), cell.value, cell.own, cell.delta)
            for form, cell in cells
        ],
    )


def _of(month: Month, family: Family) -> str:
    return f"{month.year}年{month.month}月{choice_word(Family, family.value)}月报"


def _refused(form: str, body: FormBody) -> str:
    return "、".join(f"{cell.place} {label_of(form, cell.key)}“{cell.value}”" for cell in body.refused[:5])


def _write_list(sheet: Any, one: ListSheet) -> None:
    last = get_column_letter(len(one.columns))
    said = sheet.cell(1, 1)
    put(said, one.said)
    said.font, said.alignment = Font(name=SONG, size=10.5), Alignment(vertical="center", wrap_text=True)
    sheet.merge_cells(f"A1:{last}1")
    room = sum(width for _, width in one.columns)
    sheet.row_dimensions[1].height = min(_MOST_HEIGHT, lines_of(one.said, width_mm=room) * 15 + 8)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, (word, width) in enumerate(one.columns, 1):
        cell = sheet.cell(2, number)
        put(cell, word)
        cell.font, cell.fill, cell.border, cell.alignment = (
            Font(name=HEI, size=10.5),
            _HEADING,
            _BORDER,
            centred,
        )
        sheet.column_dimensions[get_column_letter(number)].width = width_of(width)
    sheet.row_dimensions[2].height = 24
    wrapped, body = Alignment(vertical="center", wrap_text=True, indent=1), Font(name=SONG, size=10)
    for at, values in enumerate(one.rows):
        for number, (value, (_, width)) in enumerate(zip(values, one.columns, strict=True), 1):
            cell = sheet.cell(3 + at, number)
            put(cell, value)
            cell.font, cell.border = body, _BORDER
            cell.alignment = wrapped if isinstance(value, str) and width > _NARROW else centred
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(value, Decimal):
                cell.number_format = "0.00##"
            if at in one.marked:
                cell.fill = _MARK
        lines = max(
            lines_of(value, width_mm=width) if isinstance(value, str) else 1
            for value, (_, width) in zip(values, one.columns, strict=True)
        )
        sheet.row_dimensions[3 + at].height = min(_MOST_HEIGHT, lines * 14.5 + 6)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{last}{2 + max(1, len(one.rows))}"
    print_landscape(sheet, title_rows="1:2", numbered=True, width_mm=room)
