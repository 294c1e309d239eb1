"""A check list as a workbook, out and in: what comes back unchanged is the same edition, byte for byte.

Two sheets: 清单 with what is true of the whole list, 条目 with a row per item. Keys stand in a grey column; a new row
is written without one and gets its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from anxi_desktop.domain import words
from anxi_desktop.domain.checklist import (
    CheckList,
    Frequency,
    ResponsibleLevel,
    Subject,
    Verification,
    freeze,
)
from anxi_desktop.domain.checklist_reading import read_check_list
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import FieldSpec, Kind
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.import_book import open_book, read_sheet
from anxi_desktop.files.import_cells import parse
from anxi_desktop.files.import_grid import Grid
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

HEAD, ITEMS = "清单", "条目"
_LINE = Side(style="thin", color="FF8C959F")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILL, _GREY = PatternFill("solid", fgColor="FFDCEFEA"), PatternFill("solid", fgColor="FFF0F2F5")
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("group_key", "分组代号", 26),
    ("number", "分组编号", 16),
    ("group", "分组", 36),
    ("section", "汇总组代号", 24),
    ("group_basis", "分组依据", 36),
    ("key", "条目代号", 34),
    ("title", "检查项", 90),
    ("full", "应得分", 14),
    ("guarantee", "保证项目", 16),
    ("method", "检查方法", 36),
    ("level", "责任层级", 24),
    ("frequency", "检查频率", 22),
    ("basis", "依据", 44),
    ("verified", "核对程度", 24),
    ("full_verified", "分值核对程度", 24),
)
_CHOICES: Mapping[str, type[Enum]] = {
    "level": ResponsibleLevel,
    "frequency": Frequency,
    "verified": Verification,
    "full_verified": Verification,
}
_HEADS: tuple[tuple[str, str], ...] = (
    ("key", "清单代号"),
    ("edition", "版本"),
    ("title", "清单名称"),
    ("kind", "种类"),
    ("subject", "检查对象"),
    ("families", "适用"),
    ("source", "出处"),
    ("note", "说明"),
    ("valid_from", "有效期从"),
    ("valid_to", "有效期到"),
    ("dates_verified", "有效期核对程度"),
    ("retired", "已停用的代号"),
)
_HEAD_CHOICES: Mapping[str, type[Enum]] = {
    "kind": ListKind,
    "subject": Subject,
    "dates_verified": Verification,
}
_SECTION = "汇总组"
_DAY, _NUMBER = FieldSpec("day", Kind.DATE), FieldSpec("number", Kind.INTEGER)


def write_checklist(check_list: CheckList, path: Path) -> int:
    """Write a list to `path` (.xlsx); the number of items. Errors: those of `write_beside`."""
    book = new_book()
    sheet: Any = book.active
    sheet.title = HEAD
    _write_head(sheet, check_list)
    count = _write_items(book.create_sheet(ITEMS), check_list)
    with write_beside(path) as temporary:
        save_book(book, temporary)
    return count


def read_checklist(path: Path) -> CheckList:
    """The list in a workbook.

    Errors: not_a_check_list, check_list_row with row, column and reason, content_unreadable for a rule of the
    whole list, those of opening a workbook.
    """
    with open_book(path) as book:
        names = {sheet.name for sheet in book.sheets}
        if not {HEAD, ITEMS} <= names:
            raise AnxiError("not_a_check_list", path=path)
        head, items = read_sheet(book, HEAD), read_sheet(book, ITEMS)
    made = _head(head)
    made["groups"] = list(_groups(items, str(made["kind"]), {str(key) for key in made["retired"]}))
    return read_check_list(json.dumps(made, ensure_ascii=False).encode("utf-8"))


# ---- writing -----------------------------------------------------------------------------------------------


def _write_head(sheet: Any, check_list: CheckList) -> None:
    values: dict[str, str] = {
        "key": check_list.key,
        "edition": check_list.edition,
        "title": check_list.title,
        "kind": words.choice_word(ListKind, check_list.kind.value),
        "subject": words.choice_word(Subject, check_list.subject.value),
        "families": "、".join(words.choice_word(Family, family.value) for family in check_list.families),
        "source": check_list.source,
        "note": check_list.note,
        "valid_from": check_list.valid_from.isoformat() if check_list.valid_from else "",
        "valid_to": check_list.valid_to.isoformat() if check_list.valid_to else "",
        "dates_verified": words.choice_word(Verification, check_list.dates_verified.value),
        "retired": "、".join(check_list.retired),
    }
    for place, (key, title) in enumerate(_HEADS, 1):
        _cell(sheet, place, 1, title, bold=True)
        _cell(sheet, place, 2, values[key])
        sheet.row_dimensions[place].height = 8 + 14 * lines_of(values[key], width_mm=120)
    at = len(_HEADS) + 2
    if check_list.sections:
        for place, title in enumerate((f"{_SECTION}代号", f"{_SECTION}名称", "权重"), 1):
            _cell(sheet, at, place, title, bold=True)
        for number, part in enumerate(check_list.sections, 1):
            for place, value in enumerate((part.key, part.title, part.weight), 1):
                _cell(sheet, at + number, place, value)
    for place, width in enumerate((36, 120, 20), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width_of(width)
    print_landscape(sheet, title_rows="1:1", numbered=True)


def _write_items(sheet: Any, check_list: CheckList) -> int:
    for place, (_, title, width) in enumerate(_COLUMNS, 1):
        _cell(sheet, 1, place, title, bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width_of(width)
    row = 1
    for group in check_list.groups:
        for item in group.items:
            row += 1
            values: dict[str, str | int | None] = {
                "group_key": group.key,
                "number": group.number,
                "group": group.title,
                "section": group.section,
                "group_basis": group.basis,
                "key": item.key,
                "title": item.title,
                "full": item.full,
                "guarantee": "是" if item.is_guarantee else "",
                "method": item.method,
                "basis": item.basis,
            }
            for key, choices in _CHOICES.items():
                value = getattr(item, key)
                values[key] = words.choice_word(choices, value.value) if value is not None else ""
            for place, (key, _, _) in enumerate(_COLUMNS, 1):
                cell = _cell(sheet, row, place, values[key] if values[key] != "" else None)
                if key in ("group_key", "key"):
                    cell.fill = _GREY
            sheet.row_dimensions[row].height = 8 + 14 * lines_of(item.title, width_mm=90)
    for place, (key, _, _) in enumerate(_COLUMNS, 1):
        listed = [str(word) for word in words.CHOICES[_CHOICES[key]].values()] if key in _CHOICES else []
        if key == "guarantee":
            listed = ["是"]
        if listed:
            offer: Any = DataValidation(type="list", formula1=f'"{",".join(listed)}"', allow_blank=True)
            letter = get_column_letter(place)
            offer.add(f"{letter}2:{letter}{row + 500}")
            sheet.add_data_validation(offer)
    sheet.freeze_panes = "H2"
    print_landscape(sheet, title_rows="1:1", numbered=True, width_mm=430)
    return row - 1


def _cell(sheet: Any, row: int, place: int, value: str | int | None, *, bold: bool = False) -> Any:
    cell = sheet.cell(row, place)
    put(cell, value)
    cell.font, cell.border = Font(name=HEI if bold else SONG, size=10), _BORDER
    cell.alignment = Alignment(horizontal="center" if bold else "left", vertical="center", wrap_text=True)
    if bold:
        cell.fill = _FILL
    return cell


# ---- reading -----------------------------------------------------------------------------------------------


def _head(grid: Grid) -> dict[str, Any]:
    titles = {title: key for key, title in _HEADS}
    found: dict[str, str] = {}
    sections: list[dict[str, object]] = []
    in_sections = False
    for number in range(len(grid.rows)):
        name, value = _text(grid, number, 0), _text(grid, number, 1)
        if name == f"{_SECTION}代号":
            in_sections = True
        elif in_sections and name:
            weight = _whole(grid, number, 2, "权重")
            sections.append({"key": name, "title": value, "weight": weight})
        elif name in titles:
            found[titles[name]] = value
    made: dict[str, Any] = {"format": 1, "sections": sections}
    for place, (key, title) in enumerate(_HEADS, 1):
        value = found.get(key, "")
        if key in _HEAD_CHOICES:
            made[key] = _code(_HEAD_CHOICES[key], value, place, title)
        elif key == "families":
            made[key] = [_code(Family, part, place, title) for part in value.split("、") if part.strip()]
        elif key == "retired":
            made[key] = [part.strip() for part in value.split("、") if part.strip()]
        elif key in ("valid_from", "valid_to"):
            made[key] = _day(value, place, title)
        else:
            made[key] = value
    return made


def _groups(grid: Grid, kind: str, retired: set[str]) -> Iterator[dict[str, object]]:
    columns = {str(cell).strip(): place for place, cell in enumerate(grid.rows[0]) if cell is not None}
    wanted = {title: key for key, title, _ in _COLUMNS}
    where = {wanted[title]: place for title, place in columns.items() if title in wanted}
    if "title" not in where:
        raise _refused(1, "检查项", "missing")
    taken = {_text(grid, number, where.get("key", 99)) for number in range(1, len(grid.rows))} | retired
    made: dict[str, dict[str, Any]] = {}
    for number in range(1, len(grid.rows)):
        cells = {key: _text(grid, number, place) for key, place in where.items()}
        if not any(cells.values()):
            continue
        if not cells.get("title"):
            raise _refused(number + 1, "检查项", "missing")
        group = _group_of(made, cells, number + 1)
        key = cells.get("key") or _new_key(str(group["key"]), taken)
        scored = kind == ListKind.SCORED.value
        full = _whole(grid, number, where["full"], "应得分") if scored and "full" in where else None
        item: dict[str, object] = {
            "key": key,
            "title": cells["title"],
            "full": full,
            "guarantee": cells.get("guarantee", "") in ("是", "√", "1"),
            "method": cells.get("method", ""),
            "basis": cells.get("basis", ""),
        }
        for name, choices in _CHOICES.items():
            text = cells.get(name, "")
            title = next(title for found, title, _ in _COLUMNS if found == name)
            item[name] = _code(choices, text, number + 1, title) if text else None
        item["verified"] = item["verified"] or Verification.PRACTICE.value
        item["full_verified"] = (item["full_verified"] or Verification.PRACTICE.value) if scored else None
        group["items"].append(item)
    yield from made.values()


def _group_of(made: dict[str, dict[str, Any]], cells: Mapping[str, str], row: int) -> dict[str, Any]:
    """The group of a row: by its key, else by its title, else the one above."""
    title = cells.get("group", "")
    by_title = {str(group["title"]): key for key, group in made.items()}
    key = cells.get("group_key") or by_title.get(title, "")
    if not key and not title and made:
        return next(reversed(made.values()))
    if not key:
        key = f"group-{len(made) + 1}"
        while key in made:
            key += "x"
    if key not in made:
        if not title:
            raise _refused(row, "分组", "missing")
        made[key] = {
            "key": key,
            "title": title,
            "number": cells.get("number", ""),
            "basis": cells.get("group_basis", ""),
            "section": cells.get("section", ""),
            "items": [],
        }
    return made[key]


def _new_key(group: str, taken: set[str]) -> str:
    number = 1
    while f"{group}.{number:02d}" in taken:
        number += 1
    taken.add(f"{group}.{number:02d}")
    return f"{group}.{number:02d}"


def _code(choices: type[Enum], text: str, row: int, column: str) -> str:
    codes = {word: code for code, word in words.CHOICES[choices].items()}
    plain = text.strip()
    found = codes.get(plain) or (plain if plain in codes.values() else None)
    if found is None:
        raise _refused(row, column, "unknown_choice", plain)
    return found


def _day(text: str, row: int, column: str) -> str | None:
    if not text:
        return None
    found = parse(_DAY, text, scale=Decimal(1), spellings={})
    if found.code is not None or not isinstance(found.value, str):
        raise _refused(row, column, "not_a_date", text)
    return date.fromisoformat(found.value).isoformat()


def _whole(grid: Grid, row: int, column: int, title: str) -> int:
    cell = grid.raw(row, column)
    found = parse(_NUMBER, cell, scale=Decimal(1), spellings={}) if cell is not None else None
    if found is None or found.code is not None or not isinstance(found.value, int):
        raise _refused(row + 1, title, "not_a_number", "" if cell is None else str(cell))
    return found.value


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.raw(row, column)
    return "" if cell is None else str(cell).strip()


def _refused(row: int, column: str, code: str, value: str = "") -> AnxiError:
    return AnxiError("check_list_row", row=row, column=column, value=value[:40], reason=words.reason(code))


def same_edition(one: CheckList, other: CheckList) -> bool:
    """True where both say the same in every byte."""
    return freeze(one).digest == freeze(other).digest
