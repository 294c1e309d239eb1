"""Finds the header of a sheet: the rows it takes, and per column the words people know it by.

A sheet may have titles above, a header of several rows with merged groups, and units in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anxi_desktop.files.import_cells import SCALES, spelling_key, written
from anxi_desktop.files.import_grid import TOP_ROWS, Cell, Grid, column_letter

MOST_HEADER_ROWS = 3

_BRACKETS = re.compile(r"[（(\[【〔]([^（()）\[\]【】〔〕]*)[)）\]】〕]")
_AFTER_SLASH = re.compile(r"[/／]([^/／]+)\Z")
_UNIT_IS = re.compile(r"(?:计量|金额)?单位[:：]")
_UNITS = frozenset(word for scale in SCALES.values() for word in scale) | frozenset(
    (
        "%",
        "‰",
        "米",
        "m",
        "层",
        "栋",
        "幢",
        "户",
        "台",
        "辆",
        "吨",
        "天",
        "日",
        "年",
        "月",
        "岁",
        "周岁",
        "平方公里",
        "亩",
    )
)


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """The first and last row of a header, from 0."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Label:
    """What stands above one column. `text` is its last line as people read it, `unit` what its brackets say."""

    column: int
    text: str
    group: str
    unit: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Spellings of the last line to look a column up by, the most particular first."""
        return _keys(self.text)

    @property
    def group_keys(self) -> tuple[str, ...]:
        """The same of the group above it; empty without one."""
        return _keys(self.group) if self.group else ()

    @property
    def whole_keys(self) -> tuple[str, ...]:
        """The same of group and last line together."""
        return _keys(self.group + self.text) if self.group else ()

    @property
    def memory(self) -> str:
        """The name a correction of this column is remembered under."""
        return f"{self.group}/{self.text}" if self.group else self.text

    @property
    def shown(self) -> str:
        """The name people see; the column's letter where nothing stands above it."""
        return self.memory or f"{column_letter(self.column)}列"


def labels(grid: Grid, header: HeaderRows) -> tuple[Label, ...]:
    """The labels of all columns of a sheet under a header, also of columns without one."""
    rows = grid.top_rows(header.last + 1)[header.first : header.last + 1]
    width = grid.width
    lines = [[_line(row[column] if column < len(row) else None) for column in range(width)] for row in rows]
    made: list[Label] = []
    for column in range(width):
        stack = [line[column] for line in lines]
        level = next((number for number in reversed(range(len(stack))) if stack[number]), 0)
        whole = stack[level] if stack else ""
        group = _group(lines, level, column, whole)
        text, unit = _without_unit(whole)
        made.append(Label(column, text, _without_unit(group)[0], unit))
    return tuple(made)


def find_header(grid: Grid, score: Callable[[Sequence[Label]], int]) -> HeaderRows | None:
    """The rows whose labels score best; None where nothing scores. The topmost of equals wins."""
    best: HeaderRows | None = None
    best_score = 0
    for last in range(min(TOP_ROWS, len(grid.rows))):
        if not any(isinstance(cell, str) and cell.strip() for cell in grid.rows[last]):
            continue
        if any(merge.top <= last < merge.bottom for merge in grid.top_merges):
            continue  # a heading merged down: the header goes on
        for header in _depths(grid, last):
            found = score(labels(grid, header))
            grown = best is not None and found == best_score and header.first <= best.last < header.last
            if found > best_score or (grown and _belongs(grid, header.first, last)):
                best, best_score = header, found
    return best


def _depths(grid: Grid, last: int) -> list[HeaderRows]:
    """The headers that can end in `last`: where merges tie rows together exactly that one, the lowest first."""
    first = last
    while first > 0 and last - first + 1 < MOST_HEADER_ROWS and _belongs(grid, first - 1, last):
        first -= 1
    if first < last:
        return [HeaderRows(first, last)]
    return [HeaderRows(last - depth, last) for depth in range(min(MOST_HEADER_ROWS, last + 1))]


def sheet_unit(grid: Grid, header: HeaderRows) -> tuple[str, ...]:
    """The units a title line names for the whole sheet (单位：㎡、万元); empty without such a line."""
    for row in grid.rows[: header.first]:
        for cell in row:
            text = unicodedata.normalize("NFKC", written(cell)).strip()
            found = _UNIT_IS.match(text)
            if found is not None:
                return tuple(part for part in re.split(r"[、,，/;；\s]+", text[found.end() :]) if part)
    return ()


def _line(cell: Cell) -> str:
    return "".join(written(cell).split())


def _group(lines: list[list[str]], level: int, column: int, text: str) -> str:
    """The nearest other text above; a group that was not merged stands over the columns to its right."""
    for number in reversed(range(level)):
        line = lines[number]
        if line[column]:
            if line[column] != text:
                return line[column]
            continue
        left = column - 1
        while left >= 0 and not line[left] and lines[level][left]:
            left -= 1
        if left >= 0 and line[left] and lines[level][left] and line[left] != lines[level][left]:
            return line[left]
    return ""


def _belongs(grid: Grid, row: int, last: int) -> bool:
    """True when `row` is part of the header that ends in `last`: a merge ties them, or groups stand in it."""
    groups = 0
    for merge in grid.top_merges:
        if merge.top <= row < merge.bottom <= last:
            return True
        if merge.top == merge.bottom == row and merge.left < merge.right:
            groups += 1
    texts = [written(cell) for cell in grid.rows[row] if cell is not None]
    return groups > 0 and len(texts) > 1 and not any(":" in text or "：" in text for text in texts)


def _without_unit(text: str) -> tuple[str, str]:
    """A heading without the unit in its brackets, and that unit."""
    unit = ""

    def drop(found: re.Match[str]) -> str:
        nonlocal unit
        inside = spelling_key(_UNIT_IS.sub("", found[1]))
        if inside in _UNITS:
            unit = unit or inside
            return ""
        return found[0]

    kept = _BRACKETS.sub(drop, text)
    slash = _AFTER_SLASH.search(kept)
    if not unit and slash is not None and spelling_key(slash[1]) in _UNITS:
        unit = spelling_key(slash[1])
    return kept, unit


def _keys(text: str) -> tuple[str, ...]:
    whole = spelling_key(text).strip("*※#:★☆")
    bare = _BRACKETS.sub("", whole)
    slash = _AFTER_SLASH.search(bare)
    keys = [whole, bare]
    if slash is not None and slash[1] in _UNITS:
        keys.append(bare[: slash.start()])
    return tuple(dict.fromkeys(key.strip("*※#:★☆") for key in keys if key))


def header_key(header: str) -> str:
    """A header of a kind in the spelling `Label.keys` uses."""
    return spelling_key(header)


def shown_unit(unit: str) -> str:
    """A unit as people write it: NFKC has made ㎡ into m2."""
    return unit.replace("m2", "㎡")
