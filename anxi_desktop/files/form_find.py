"""Finds an official form in a sheet that people have worked on: by the words of its header, wherever they stand.

Titles are retyped, rows and columns inserted, cells unmerged, brackets turned: what stays is the order of the
headings. So the headings of a form and of a sheet are laid side by side like two texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from anxi_desktop.files.form_cells import Page
from anxi_desktop.files.form_spec import FormSpec
from anxi_desktop.files.import_cells import written

_HEADER_WITHIN = 80
_LEAST_SHARE = 0.6  # of a form's columns whose headings are found
_WHOLE, _LEAF, _PART = 4, 3, 2
_SURE_TITLE, _SURE_LABEL = 0.15, 0.05
_SAME, _ALIKE = 2, 4  # headings of the form in a row, exact or in part, that make it a row of a header
_NUMBERED = 6
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")
_NO_WORD = re.compile(r"[\W_]+")
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计"})


@dataclass(frozen=True, slots=True)
class Found:
    """A form in a sheet. Rows and columns of the sheet count from 0.

    `columns` leads from a column of the form to one of the sheet, `guessed` names those taken by their place between
    two others, `lacking` those that are not there; `blocks` are the sheet's rows of each block's rows.
    """

    spec: FormSpec
    score: float
    first: int
    last: int
    columns: Mapping[int, int]
    guessed: tuple[int, ...]
    lacking: tuple[int, ...]
    blocks: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]
    end: int


@dataclass(frozen=True, slots=True)
class _Form:
    """What is looked for: the headings of a form, and per column those that begin there, from the top."""

    spec: FormSpec
    headings: frozenset[str]
    stacks: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, spec: FormSpec) -> _Form:
        cells = sorted(spec.header, key=lambda cell: cell.row)
        return cls(
            spec,
            frozenset(word(cell.text) for cell in cells) - {""},
            tuple(
                tuple(word(cell.text) for cell in cells if cell.col == at) for at in range(len(spec.widths))
            ),
        )


def find_form(page: Page, specs: Sequence[FormSpec]) -> Found | None:
    """The form that fits a sheet best; None where none does."""
    found = [one for spec in specs for one in _places(page, _Form.of(spec))]
    return max(found, key=lambda one: one.score, default=None)


@lru_cache(4096)
def word(text: str) -> str:
    """What a heading says: brackets with what is in them, spaces, breaks and signs left out; one width."""
    plain = unicodedata.normalize("NFKC", text)
    return _NO_WORD.sub("", _ASIDE.sub("", plain)).casefold()


def spoken(text: str) -> str:
    """The same with what stands in brackets: 月报表（一） is not 月报表（二）."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def column_name(spec: FormSpec, column: int) -> str:
    """What a column is called, its way through the header."""
    names = [cell.text for cell in spec.header if cell.col <= column < cell.col + cell.cols]
    return " › ".join("".join(name.split()) for name in names)


# ---- the header -------------------------------------------------------------------------------------------


def _places(page: Page, form: _Form) -> Iterator[Found]:
    """The first place of a sheet where the form's header could stand and enough of it does."""
    spec = form.spec
    for first, last in _runs(page, form):
        columns, share, quality = _align(page, form, first, last)
        if share < _LEAST_SHARE:
            continue
        guessed = _fill(page, form, columns, first, last)
        lacking = tuple(column for column in range(len(spec.widths)) if column not in columns)
        blocks, totals, end = _blocks(page, form, columns, last)
        score = quality + _certainty(page, spec)
        yield Found(spec, score, first, last, columns, guessed, lacking, blocks, totals, end)
        return  # a header further below is the same form's next page


def _certainty(page: Page, spec: FormSpec) -> float:
    """A little more for the form's own title and label."""
    said = [spoken(text) for row in range(min(_HEADER_WITHIN, page.height)) for text in page.texts(row)]
    title, label = spoken(spec.title), spoken(spec.label)
    return _SURE_TITLE * any(title in text for text in said) + _SURE_LABEL * (label in said)


def _is_header(page: Page, form: _Form, row: int) -> bool:
    """Whether a row holds so many of the form's headings that it belongs to a header."""
    said = [found for text in page.texts(row) if (found := word(text))]
    same = sum(text in form.headings for text in said)
    parts = sum(len(text) > 1 and any(text in whole for whole in form.headings) for text in said)
    return same >= _SAME or parts >= _ALIKE


def _runs(page: Page, form: _Form) -> Iterator[tuple[int, int]]:
    """First and last row of each header, blank rows within it included."""
    first = last = -1
    for row in range(min(_HEADER_WITHIN, page.height)):
        if _is_header(page, form, row):
            first, last = (row if first < 0 else first), row
        elif first >= 0 and any(word(text) for text in page.texts(row)):
            yield first, last
            first = -1
    if first >= 0:
        yield first, last


def _heads(page: Page, column: int, first: int, last: int) -> list[str]:
    """The headings that begin in a column of the sheet, from the top."""
    cells = (page.own(row, column) for row in range(first, last + 1))
    return [found for cell in cells if isinstance(cell, str) and (found := word(cell))]


def _quality(wanted: Sequence[str], there: Sequence[str]) -> int:
    """How well a column's headings fit, 0 for not at all."""
    if not there:
        return 0
    whole, said = "".join(wanted), "".join(there)
    if whole == said:
        return _WHOLE
    leaf = wanted[-1]
    if there[-1] == leaf:
        # 总数 below another heading is another figure.
        return _LEAF if len(wanted) == 1 or len(there) == 1 or wanted[-2] == there[-2] else 0
    # A last row of headings that was left out, words of one's own before them, or a heading broken over rows.
    if said.endswith(leaf) or (len(said) > 3 and (whole.startswith(said) or said.startswith(whole))):
        return _PART
    return 0


def _align(page: Page, form: _Form, first: int, last: int) -> tuple[dict[int, int], float, float]:
    """The columns that belong together, the share of the form's that were found, and how well (0 to 1)."""
    wanted = [column for column, stack in enumerate(form.stacks) if stack]
    heads = [_heads(page, column, first, last) for column in range(page.width)]
    fits = [[_quality(form.stacks[column], there) for there in heads] for column in wanted]
    best = [[0] * (len(heads) + 1) for _ in range(len(wanted) + 1)]
    for i in reversed(range(len(wanted))):
        for x in reversed(range(len(heads))):
            both = fits[i][x] + best[i + 1][x + 1] if fits[i][x] else 0
            best[i][x] = max(both, best[i + 1][x], best[i][x + 1])
    columns: dict[int, int] = {}
    i = x = 0
    while i < len(wanted) and x < len(heads):
        if fits[i][x] and best[i][x] == fits[i][x] + best[i + 1][x + 1]:
            columns[wanted[i]] = x
            i, x = i + 1, x + 1
        elif best[i][x] == best[i][x + 1]:
            x += 1
        else:
            i += 1
    return columns, len(columns) / len(wanted), best[0][0] / (_WHOLE * len(wanted))


def _fill(page: Page, form: _Form, columns: dict[int, int], first: int, last: int) -> tuple[int, ...]:
    """Add the columns under a wider heading, and those whose heading is another but whose place is plain."""
    guessed: list[int] = []
    for column, stack in enumerate(form.stacks):
        if column in columns or column - 1 not in columns:
            continue
        place = columns[column - 1] + 1
        below = last + 1
        while place < page.width and page.anchor(below, place) == page.anchor(below, place - 1):
            place += 1
        if not stack:
            columns[column] = place
        elif _is_plain(columns, column, place) and _heads(page, place, first, last):
            columns[column] = place
            guessed.append(column)
    if 0 not in columns and columns.get(1, 0) > 0:
        columns[0] = columns[1] - 1
    return tuple(guessed)


def _is_plain(columns: Mapping[int, int], column: int, place: int) -> bool:
    """True where as many columns are left in the sheet as in the form until the next that is known."""
    after = min((known for known in columns if known > column), default=None)
    return after is not None and columns[after] - place == after - column


# ---- the blocks -------------------------------------------------------------------------------------------


def _blocks(
    page: Page, form: _Form, columns: Mapping[int, int], last: int
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...], int]:
    """The rows of every block, rows that only add up others, and where the table ends."""
    rows: list[int] = []
    totals: list[int] = []
    end = last + 1
    for row in range(last + 1, page.height):
        if _is_foot(page, row):
            break
        end = row + 1
        if _is_header(page, form, row) or _is_numbered(page, columns, row):
            continue
        if any(word(text) in _TOTALS for text in page.texts(row)[:2]):
            totals.append(row)
        else:
            rows.append(row)
    deep = len(form.spec.block_heights)
    if deep == 1:
        return tuple((row,) for row in rows), tuple(totals), end
    return tuple(_stacked(page, form.spec, columns, rows, end)), tuple(totals), end


def _stacked(
    page: Page, spec: FormSpec, columns: Mapping[int, int], rows: Sequence[int], end: int
) -> Iterator[tuple[int, ...]]:
    """Blocks of several rows, told by the words printed in them, else by counting; -1 for a row that is gone."""
    deep = len(spec.block_heights)
    marks = [
        [
            (columns[cell.col], word(cell.text))
            for cell in spec.block
            if cell.row == at and cell.col in columns
        ]
        for at in range(deep)
    ]

    def says(row: int, at: int) -> bool:
        return any(text and word(written(page.own(row, place))) == text for place, text in marks[at])

    starts = [row for row in rows if says(row, 0)] or [row for row in rows if page.texts(row)][::deep]
    for start, after in zip(starts, [*starts[1:], end], strict=True):
        told: list[int | None] = [start]
        for at in range(1, deep):
            told += [next((row for row in range(start + 1, after) if says(row, at)), None)]
        block: list[int] = []
        for at, row in enumerate(told):
            beyond = next((other for other in told[at + 1 :] if other is not None), after)
            counted = max(block, default=start) + 1
            block.append(row if row is not None else counted if counted < beyond else -1)
        yield tuple(block)


def _is_foot(page: Page, row: int) -> bool:
    """Notes, or the line with names and day, below the table."""
    said = "".join("".join(page.texts(row)).split())
    return said.startswith(("注", "说明", "备注:", "备注：")) or any(
        mark in said for mark in ("填表人", "填报人", "联系电话", "负责人签", "审核人")
    )


def _is_numbered(page: Page, columns: Mapping[int, int], row: int) -> bool:
    """A row that only numbers the columns from 1 on."""
    said = [written(page.own(row, place)).strip() for place in columns.values()]
    numbers = [int(text) for text in said if text.isascii() and text.isdigit() and len(text) < 4]
    steps = {other - one for one, other in pairwise(numbers)}
    return len(numbers) >= _NUMBERED and numbers[0] in (0, 1, 2) and steps == {1}
