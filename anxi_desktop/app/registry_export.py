"""Exports what the list of projects shows: its filter, its columns, its order, as a workbook or a PDF."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.app.registry_work import Place
from anxi_desktop.app.stepping import Tell, stepped
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.project_list import (
    COMPANY,
    FACETS,
    MILESTONES,
    ProjectQuery,
    column_word,
    facet_codes,
    facet_value_word,
    facet_word,
    state_word,
)
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.store.project_list import Cell, ProjectList
from anxi_desktop.store.store import Store

if TYPE_CHECKING:
    from anxi_desktop.files.ledger import Ledger, LedgerColumn, LedgerValue

_FIELDS = SPECS["project"].fields
_BLOCK = 500
_WIDTHS = {
    "name": 48.0,
    "address": 40.0,
    "note": 50.0,
    COMPANY: 36.0,
    "phone": 28.0,
    "permit_no": 36.0,
    "owner": 36.0,
    "contractor": 36.0,
    "supervisor": 36.0,
    "property_company": 36.0,
}
_WIDTH = 21.0
_MOST_FILTER_WORDS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows now: its question, its columns in order, and the office whose list it is."""

    query: ProjectQuery
    columns: tuple[str, ...]
    unit: str


def export_shown(
    place: Place, shown: Shown, path: Path, *, resources: Path
) -> Generator[tuple[int, str], None, Path]:
    """Write the list to `path` (.xlsx or .pdf); its result is the path.

    Errors: nothing_to_export, unsupported_output, those of writing a file. Stopped, it leaves no file.
    """
    with closing(Store.open(place.folder, profile=place.profile)) as store:
        total = len(ProjectList(store.connection).ids(shown.query))
    if not total:
        raise AnxiError("nothing_to_export")

    def write(tell: Tell) -> Path:
        from anxi_desktop.files.ledger_export import write_ledger

        # A connection belongs to its thread, so the writer opens its own.
        with closing(Store.open(place.folder, profile=place.profile)) as own:
            write_ledger(path, _ledger(own, shown), resources=resources, progress=tell)
        return path

    return (yield from stepped(write, total=total, words=lambda rows: f"已写 {rows:,}/{total:,} 个项目"))


def question_words(query: ProjectQuery) -> str:
    """What a question asks, in words: 搜索“城东”；乡镇：湖头镇、龙门镇. "" where it asks for everything."""
    parts = [f"搜索“{query.search.strip()}”"] if query.search.strip() else []
    for facet in FACETS:
        wanted = query.filters.get(facet)
        if wanted:
            named = [facet_value_word(facet, value) for value in _in_order(facet, wanted)]
            more = f" 等 {len(named)} 种" if len(named) > _MOST_FILTER_WORDS else ""
            parts.append(f"{facet_word(facet)}：{'、'.join(named[:_MOST_FILTER_WORDS])}{more}")
    return "；".join(parts)


def _in_order(facet: str, wanted: frozenset[str | None]) -> list[str | None]:
    places = {code: place for place, code in enumerate(facet_codes(facet))}
    return sorted(
        wanted, key=lambda value: (value is None, places.get(value or "", len(places)), value or "")
    )


def _ledger(store: Store, shown: Shown) -> Ledger:
    from anxi_desktop.files.form_layout import Align
    from anxi_desktop.files.ledger import Kind as Holds
    from anxi_desktop.files.ledger import Ledger, LedgerColumn

    today = date.today()
    asked = question_words(shown.query)
    listed = ProjectList(store.connection)
    rows = listed.ids(shown.query)
    title = "项目台账"
    said = [shown.unit, f"{today.year}年{today.month}月{today.day}日导出", f"共 {len(rows):,} 个项目", asked]
    number = LedgerColumn("序号", 12, Align.CENTER, Holds.NUMBER)
    return Ledger(
        title,
        "    ".join(part for part in said if part),
        [number, *(_column(name) for name in shown.columns)],
        _cells(listed, rows, shown.columns),
    )


def _cells(listed: ProjectList, rows: Sequence[int], columns: Sequence[str]) -> Iterator[list[LedgerValue]]:
    number = 0
    for start in range(0, len(rows), _BLOCK):
        for cells in listed.cells(rows[start : start + _BLOCK], ("category", *columns)):
            if cells is None:
                continue
            number += 1
            family, *values = cells
            yield [
                number,
                *(_shown(name, value, family) for name, value in zip(columns, values, strict=True)),
            ]


def _column(name: str) -> LedgerColumn:
    from anxi_desktop.files.form_layout import Align
    from anxi_desktop.files.ledger import Kind as Holds
    from anxi_desktop.files.ledger import LedgerColumn

    word, width = column_word(name), _WIDTHS.get(name, _WIDTH)
    field = _FIELDS.get(name)
    if field is None:
        return LedgerColumn(word, width, Align.CENTER if name == MILESTONES else Align.LEFT)
    if field.kind in (Kind.DECIMAL, Kind.INTEGER):
        return LedgerColumn(f"{word}（{words.UNITS[field.unit]}）", width, Align.RIGHT, Holds.NUMBER)
    if field.kind is Kind.DATE:
        return LedgerColumn(word, width, Align.CENTER, Holds.DATE)
    return LedgerColumn(word, width, Align.CENTER if field.kind is Kind.CHOICE else Align.LEFT)


def _shown(name: str, value: Cell, family: Cell) -> LedgerValue:
    if name == MILESTONES:
        return f"{int(value or 0).bit_count()}/{len(MilestoneItem)}"
    field = _FIELDS.get(name)
    if value is None or field is None or field.choices is None:
        return value
    if name == "state":
        return state_word(str(value), str(family))
    return words.choice_word(field.choices, str(value))
