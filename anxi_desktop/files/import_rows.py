"""Which rows of a sheet are records: not the blank ones, sums, signatures, notes, nor a header printed again."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from itertools import pairwise

from anxi_desktop.files.import_cells import cleaned, is_blank, spelling_key, written
from anxi_desktop.files.import_columns import Recognised
from anxi_desktop.files.import_grid import Cell, is_filled

_SUM_CELLS = 3
# At the start of a cell, or followed by nothing a name goes on with (联合计量 is no 合计).
_SUM = re.compile(r"(?:小计|合计|总计|累计)(?:(?<=^..)|(?=$|[^\u4e00-\u9fff]|[个项家条户数共]))")

_SIGNERS = (
    "填表人|填报人|填表|填报|制表人|制表单位|制表|编制人|编制|审核人|审核|审批人|审批|审定|复核人|复核|校核|经办人|"
    "单位负责人|部门负责人|分管领导|主管领导|负责人|签字|签名|签章|盖章|公章|联系人|联系电话|电话|"
    "填表日期|填报日期|填表时间|填报时间|制表日期|报送日期|日期|时间|填报单位|报送单位|注|备注|说明|附注"
)
_SIGNED = re.compile(
    rf"[（(]?(?:{_SIGNERS})[)）]?(?:[（(][^()（）]{{0,12}}[)）])?(?P<rest>(?:\d{{0,2}}\s*[:：]|\s).*)?\Z",
    re.DOTALL,
)
_NOTE = re.compile(r"(?:注|备注|说明|附注)\d{0,2}\s*(?:[:：].*)?\Z", re.DOTALL)
_NOTE_WITHOUT_COLON = re.compile(r"注\s*\d{0,2}\s*[、.．]")
_NEXT_NOTE = re.compile(r"[（(]?\d{1,2}[)）]?\s*[、.．)）]")


def record_rows(recognised: Recognised) -> Generator[int]:
    """The rows below the header, from 0, that hold a record."""
    grid = recognised.grid
    mapped = [item.label.column for item in recognised.columns if item.field]
    titles = {item.label.column: spelling_key(item.label.text) for item in recognised.columns if item.field}
    in_note = False
    first = recognised.header.last + 1
    for number in range(first, len(grid.rows)):
        raw = grid.rows[number]
        texts = _texts(raw)
        in_note = _is_note_line(texts, in_note=in_note)
        if in_note or not _has_content(raw, mapped):
            continue
        if _is_sum(texts) or (grid.filled[number] is not raw and _is_sum(_texts(grid.filled[number]))):
            continue
        if _is_signature(texts) or _repeats_header(raw, titles) or (number == first and _is_numbering(texts)):
            continue
        yield number


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cleaned(written(cell)) for cell in row if is_filled(cell)]


def _has_content(raw: Sequence[Cell], mapped: Sequence[int]) -> bool:
    """True when a mapped column holds something of the row's own (not of a range merged down to it)."""
    return any(column < len(raw) and not is_blank(raw[column]) for column in mapped)


def _is_sum(texts: Sequence[str]) -> bool:
    return any(_SUM.search(text.replace(" ", "")) for text in texts[:_SUM_CELLS])


def _is_signature(texts: Sequence[str]) -> bool:
    """True when every cell is a signature or note, or the answer in the cell after it (填表人 | 某某)."""
    asked = False
    signed = False
    for text in texts:
        found = _SIGNED.match(text)
        if found is not None:
            signed = True
            asked = not (found["rest"] or "").strip(" :：0123456789")
        elif asked:
            asked = False
        else:
            return False
    return signed


def _is_note_line(texts: Sequence[str], *, in_note: bool) -> bool:
    if len(texts) != 1:
        return False
    text = texts[0]
    if in_note and _NEXT_NOTE.match(text) is not None:
        return True
    return _NOTE.match(text) is not None or _NOTE_WITHOUT_COLON.match(text) is not None


def _repeats_header(raw: Sequence[Cell], titles: dict[int, str]) -> bool:
    found = [
        spelling_key(written(raw[column])) == title
        for column, title in titles.items()
        if column < len(raw) and is_filled(raw[column])
    ]
    return bool(found) and all(found)


def _is_numbering(texts: Sequence[str]) -> bool:
    """True for the line of column numbers under some headers: 甲 乙 1 2 3."""
    numbers = [text.strip("()[]") for text in texts if text.strip("()[]") not in ("甲", "乙", "丙", "栏次")]
    if len(numbers) < 3 or not all(text.isascii() and text.isdigit() for text in numbers):
        return False
    return all(int(after) == int(before) + 1 for before, after in pairwise(numbers))
