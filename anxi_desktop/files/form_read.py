"""Reads the monthly forms that units hand in: the program's own workbooks, and the same form filled in by hand.

Nothing is guessed: what can only mean one number is taken, anything else is refused with its place and reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import AMOUNTS, Head
from anxi_desktop.domain.monthly import Cell
from anxi_desktop.domain.records.fields import LINE_LIMIT, NAME_LIMIT, FieldSpec, Kind
from anxi_desktop.domain.unit_form_body import FormBlock, Refused
from anxi_desktop.domain.words import reason
from anxi_desktop.files.form_cells import Aside, Page, aside_of
from anxi_desktop.files.form_find import Found, column_name, find_form, word
from anxi_desktop.files.form_head import read_head, read_month
from anxi_desktop.files.form_spec import FormSpec, SpecCell
from anxi_desktop.files.import_book import Book, open_book, read_sheet
from anxi_desktop.files.import_cells import cleaned, is_blank, parse, plain, unit_scale, written
from anxi_desktop.files.import_grid import Cell as SheetCell
from anxi_desktop.files.import_grid import column_letter
from anxi_desktop.files.printable import printable

MOST_BYTES = 20 << 20
_MOST_SHEETS = 40
_MOST_REFUSED = 100
_TEXTS = frozenset({"unit_type", "item", "remark"})
_MOST, _PLACES = 10**9, 4
_ONE = Decimal(1)
_WHOLE = FieldSpec("figure", Kind.INTEGER, unit="post")
_AMOUNT = FieldSpec("figure", Kind.DECIMAL, unit="wan")
_TIMES = re.compile(r"(?<=[个家人])次\Z")  # 个次, 家次, 人次
_MONEY = re.compile(r"\(([^()]*元)\)")
_HAN_GAP = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")


@dataclass(frozen=True, slots=True)
class ReadForm:
    """One form of a file. `form` is its label (附件4), `month` None where nothing says it.

    `blocks` are those with a figure; `refused` are cells that were not taken, `warnings` sentences about the rest.
    """

    form: str
    sheet: str
    head: Head
    month: Month | None
    blocks: tuple[FormBlock, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """True where there is nothing to take."""
        return not self.blocks


def read_forms(path: Path, specs: Sequence[FormSpec]) -> tuple[ReadForm, ...]:
    """The forms in a workbook, one per sheet that is one; at least one, and blank ones only where all are.

    Errors: not_a_form, those of `open_book` and `Book.steps`.
    """
    with open_book(path) as book:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise AnxiError("workbook_too_large", size=f"{size >> 20} MB", path=path)
        found = list(_sheets(path, book, specs, hidden=False)) or list(
            _sheets(path, book, specs, hidden=True)
        )
    if not found:
        raise AnxiError("not_a_form", path=path)
    return tuple(form for form in found if not form.is_blank) or tuple(found)


def _sheets(path: Path, book: Book, specs: Sequence[FormSpec], *, hidden: bool) -> Iterator[ReadForm]:
    for sheet in [sheet for sheet in book.sheets if sheet.hidden is hidden][:_MOST_SHEETS]:
        try:
            page = Page(read_sheet(book, sheet.name))
        except AnxiError as error:
            if error.code == "workbook_empty":
                continue
            raise
        found = find_form(page, specs)
        if found is not None:
            yield _Reading(page, found, aside_of(path, sheet.name)).form(path.stem, sheet.name)


class _Reading:
    """Reads one form of one sheet; collects what is refused and what is to be told."""

    def __init__(self, page: Page, found: Found, aside: Aside) -> None:
        self.page, self.found, self.aside = page, found, aside
        self.spec = found.spec
        self.refused: list[Refused] = []
        self.warnings: list[str] = []

    def form(self, stem: str, sheet: str) -> ReadForm:
        """The form with all that was found out."""
        found = self.found
        head = read_head(self.page, found)
        self._tell_columns()
        blocks = tuple(block for rows in found.blocks if (block := self._block(rows)) is not None)
        for row in found.totals:
            self.warnings.append(f"第 {row + 1} 行是合计，没有计入。")
        return ReadForm(
            form=self.spec.label,
            sheet=sheet,
            head=head,
            month=read_month(stem, self.page, found, head.filled_on),
            blocks=blocks,
            refused=tuple(self.refused[:_MOST_REFUSED]),
            warnings=tuple(dict.fromkeys(self.warnings)),
        )

    def _tell_columns(self) -> None:
        found = self.found
        for column in found.guessed:
            letter = column_letter(found.columns[column])
            self.warnings.append(
                f"{letter} 列的表头与原表不同，按位置当作“{column_name(self.spec, column)}”。"
            )
        names = [column_name(self.spec, column) for column in found.lacking]
        if names:
            self.warnings.append(f"表里没有找到这些栏，按没填处理：{'、'.join(names)}。")

    def _block(self, rows: tuple[int, ...]) -> FormBlock | None:
        """One block; None where it holds no figure and nothing was refused in it."""
        cells: dict[str, Cell] = {}
        unit_type = ""
        before = len(self.refused)
        owners = self._owners(rows)
        for cell in self.spec.block:
            filled = self._filled(cell, rows)
            if cell.key is None:
                self._tell_fixed(cell, filled)
            elif cell.key in _TEXTS:
                text = next((_text(one) for one in filled.values()), "")
                if cell.key == "remark":
                    cells[cell.key] = text or None
                else:
                    unit_type = text
            else:
                cells[cell.key] = self._figure(cell.key, filled, owners)
        if len(self.refused) == before and not any(value is not None for value in cells.values()):
            return None
        if any(row + 1 in self.aside.hidden for row in rows):
            self.warnings.append(f"第 {rows[0] + 1} 行是隐藏的，里面的数字也计入了，请核对。")
        if not unit_type:
            self.warnings.append(f"第 {rows[0] + 1} 行没有写填报单位类型。")
        return FormBlock(unit_type, {key: value for key, value in cells.items() if value is not None})

    def _filled(self, cell: SpecCell, rows: tuple[int, ...]) -> dict[tuple[int, int], SheetCell]:
        """What stands in a cell of the form, by its place in the sheet: more than one where cells were taken apart."""
        held = [row for row in rows[cell.row : cell.row + cell.rows] if row >= 0]
        if not held and cell.key is not None:
            name = column_name(self.spec, cell.col)
            self.warnings.append(f"第 {rows[0] + 1} 行开始的一块里少了“{name}”的一行，按没填处理。")
        columns = self.found.columns
        places = [columns[at] for at in range(cell.col, cell.col + cell.cols) if at in columns]
        found: dict[tuple[int, int], SheetCell] = {}
        for row in range(min(held), max(held) + 1) if held else ():
            for column in places:
                anchor = self.page.anchor(row, column)
                value = self.page.cell(*anchor)
                if not is_blank(value):
                    found[anchor] = value
                elif self._place(*anchor) in self.aside.unsolved:
                    self.warnings.append(f"{self._place(*anchor)} 是公式，文件里没有它的结果，按没填处理。")
        return found

    def _owners(self, rows: tuple[int, ...]) -> dict[tuple[int, int], int]:
        """How many figures of a block each place of the sheet would have to serve."""
        owners: dict[tuple[int, int], int] = {}
        for cell in self.spec.block:
            if cell.key is not None and cell.key not in _TEXTS:
                for place in self._filled(cell, rows):
                    owners[place] = owners.get(place, 0) + 1
        return owners

    def _figure(
        self, key: str, filled: dict[tuple[int, int], SheetCell], owners: dict[tuple[int, int], int]
    ) -> Cell:
        """The one figure of a cell, None where there is none or it was refused."""
        if not filled:
            return None
        place, cell = next(iter(filled.items()))
        value, code = self._number(key, cell)
        if any(owners[one] > 1 for one in filled):
            code = "joined_figures"
        elif len(filled) > 1:
            code = "two_figures"
        if not code:
            return value
        shown = " / ".join(printable(cleaned(written(one))) for one in filled.values())
        self.refused.append(
            Refused(
                row=place[0] + 1,
                column=column_letter(place[1]),
                key=key,
                value=shown[:LINE_LIMIT].strip() or "?",
                reason=reason(code),
            )
        )
        return None

    def _number(self, key: str, cell: SheetCell) -> tuple[Cell, str]:
        """A cell as a figure, or why it is none: a code of words.REASONS."""
        said: SheetCell = _TIMES.sub("", plain(cell)) if isinstance(cell, str) else cell
        is_amount = key in AMOUNTS
        parsed = parse(
            _AMOUNT if is_amount else _WHOLE,
            said,
            scale=self._scale(key) if is_amount else _ONE,
            spellings={},
        )
        if parsed.code is not None or parsed.value is None:
            return None, parsed.code or ""
        number = Decimal(str(parsed.value))
        if number >= _MOST:
            return None, "too_large"
        if not is_amount:
            return int(number), ""
        exponent = number.as_tuple().exponent
        return (number, "") if isinstance(exponent, int) and -exponent <= _PLACES else (None, "too_fine")

    def _scale(self, key: str) -> Decimal:
        """What the sheet's own heading says an amount is in: 万元 as printed, unless somebody wrote 元."""
        place = self.found.columns[next(cell.col for cell in self.spec.block if cell.key == key)]
        for row in range(self.found.last, self.found.first - 1, -1):
            unit = _MONEY.search(plain(self.page.cell(row, place)))
            scale = unit_scale("wan", unit[1]) if unit is not None else None
            if scale is not None:
                return scale
        return _ONE

    def _tell_fixed(self, cell: SpecCell, filled: dict[tuple[int, int], SheetCell]) -> None:
        """A number where the form prints that there is none."""
        if word(cell.text):
            return
        for place, value in filled.items():
            text = printable(cleaned(written(value)))
            self.warnings.append(f"{self._place(*place)} 是表上不填的一格，里面的“{text}”没有计入。")

    def _place(self, row: int, column: int) -> str:
        return f"{column_letter(column)}{row + 1}"


def _text(cell: SheetCell) -> str:
    """Words on one line; between 汉字 spaces and breaks only align."""
    return printable(_HAN_GAP.sub("", written(cell).strip()))[:NAME_LIMIT].strip()
