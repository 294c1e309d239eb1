"""Which column of a sheet is which field: by header, by another name of it, or by what a person corrected before."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.import_book import Book
from anxi_desktop.files.import_cells import unit_scale
from anxi_desktop.files.import_grid import Grid, is_filled
from anxi_desktop.files.import_header import HeaderRows, Label, find_header, header_key, labels, sheet_unit
from anxi_desktop.files.import_kinds import ImportColumn, ImportKind

IGNORED = ""
_ONE = Decimal(1)

# Under the name of another person or company these say something about them, not about the project.
_OF_A_PERSON = frozenset({"manager", "phone"})
_OTHERS = frozenset({"owner", "supervisor", "safety_officer", "grid_member"})
_NAME_WORDS = frozenset({"姓名", "名字", "名称", "单位名称", "企业名称", "全称"})
_ESTATE_NAMES = frozenset({"小区名称", "物业小区名称", "物业项目名称"})
_SITE_NAMES = frozenset({"工程名称", "工程项目名称"})

Remembered = Mapping[str, str]
"""What a person corrected: the column's name (`Label.memory`) → field, or "" for ignored."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the sheet and the field it brings.

    `scale` turns its plain numbers, meant in `unit` ("" where nothing says so), into the field's unit.
    """

    label: Label
    field: str = IGNORED
    scale: Decimal = _ONE
    unit: str = ""
    has_content: bool = True


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet with its header and the field of every column. `family` is what a person chose for a whole file."""

    kind: ImportKind
    grid: Grid
    header: HeaderRows
    columns: tuple[MappedColumn, ...]
    family: Family | None = None

    @property
    def by_field(self) -> dict[str, MappedColumn]:
        """The mapped columns by field."""
        return {item.field: item for item in self.columns if item.field}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of columns with content that go nowhere, left to right."""
        return tuple(
            item.label.text or item.label.shown
            for item in self.columns
            if not item.field and (item.label.text or item.has_content)
        )

    @property
    def missing(self) -> tuple[ImportColumn, ...]:
        """The required columns that the sheet lacks."""
        mapped = self.by_field
        return tuple(item for item in self.kind.columns if item.required and item.field not in mapped)

    @property
    def known_family(self) -> Family | None:
        """The family of all rows: chosen, or known from the columns; None where each row has to say."""
        mapped = self.by_field
        if self.family is not None or self.kind.entity != "project":
            return self.family
        if "category" in mapped:
            return None
        names = set(mapped["name"].label.keys) if "name" in mapped else set[str]()
        if names & _ESTATE_NAMES:
            return Family.PROPERTY
        has_company, has_contractor = "property_company" in mapped, "contractor" in mapped
        if has_company == has_contractor:
            return Family.WORKS if names & _SITE_NAMES and not has_company else None
        return Family.PROPERTY if has_company else Family.WORKS

    def corrected(self, column: int, field: str) -> Recognised:
        """The same with one column going elsewhere; another column that brought this field is then ignored."""
        units = sheet_unit(self.grid, self.header)
        columns = [
            _mapped(self.kind, item, field, units)
            if item.label.column == column
            else dataclasses.replace(item, field=IGNORED, scale=_ONE, unit="")
            if field and item.field == field
            else item
            for item in self.columns
        ]
        return dataclasses.replace(self, columns=tuple(columns))

    def demand(self) -> None:
        """Raise AnxiError("no_header") while a required column is missing."""
        if self.missing:
            raise AnxiError("no_header", wanted="、".join(item.header for item in self.missing))


def recognise(
    kind: ImportKind, grid: Grid, remembered: Remembered | None = None, *, header: HeaderRows | None = None
) -> Recognised:
    """Find the header (or take the one given) and map the columns under it.

    A sheet without a known header comes back with its first row as header and nothing mapped.
    """
    memory = remembered or {}

    def score(found: Sequence[Label]) -> int:
        fields = _assign(kind, found, memory)
        wanted = sum(1 for item in kind.columns if item.required and item.field in fields.values())
        return wanted * 100 + len(fields)

    rows = header or find_header(grid, score)
    if rows is None:
        first = next((number for number, row in enumerate(grid.rows) if any(map(is_filled, row))), 0)
        rows = HeaderRows(first, first)
    found = labels(grid, rows)
    fields = _assign(kind, found, memory)
    units = sheet_unit(grid, rows)
    body = grid.rows[rows.last + 1 :]
    columns = tuple(
        _mapped(
            kind,
            MappedColumn(
                label,
                has_content=any(len(row) > label.column and is_filled(row[label.column]) for row in body),
            ),
            fields.get(label.column, IGNORED),
            units,
        )
        for label in found
    )
    return Recognised(kind, grid, rows, columns)


def read_and_recognise(
    book: Book, kind: ImportKind, remembered: Remembered | None = None, *, sheet: str | None = None
) -> Generator[tuple[int, str], None, Recognised]:
    """Read the sheet called `sheet`, or the first visible one that has the kind's columns.

    Yields (percent, text). Errors: those of `Book.steps`. Without a fitting sheet the first one comes back.
    """
    if sheet is not None:
        return recognise(kind, (yield from book.steps(sheet)), remembered)
    first: Recognised | None = None
    empty: AnxiError | None = None
    names = [item.name for item in book.sheets if not item.hidden] or [item.name for item in book.sheets]
    for name in names:
        try:
            grid = yield from book.steps(name)
        except AnxiError as error:
            if error.code != "workbook_empty":
                raise
            empty = empty or error
            continue
        found = recognise(kind, grid, remembered)
        if not found.missing:
            return found
        first = first or found
    if first is None:
        raise empty or AnxiError("workbook_empty", sheet=book.path.stem)
    return first


def _mapped(kind: ImportKind, item: MappedColumn, field: str, units: tuple[str, ...]) -> MappedColumn:
    kept = kind.column(field).spec.unit if field else ""
    if kept:
        for word in (item.label.unit, *units):
            scale = unit_scale(kept, word)
            if scale is not None:
                return dataclasses.replace(item, field=field, scale=scale, unit=word)
    return dataclasses.replace(item, field=field, scale=_ONE, unit="")


@cache
def _names(kind: ImportKind) -> dict[str, tuple[str, int]]:
    """Header key → (field, place among the field's headers)."""
    found: dict[str, tuple[str, int]] = {}
    for column in kind.columns:
        for place, header in enumerate(column.headers):
            found.setdefault(header_key(header), (column.field, place))
    return found


def _assign(kind: ImportKind, found: Sequence[Label], memory: Remembered) -> dict[int, str]:
    """Column → field; every field once, by the best of its columns."""
    best: dict[str, tuple[int, int]] = {}
    candidates: list[tuple[str, int, int]] = []
    for label in found:
        if label.memory in memory:
            field = memory[label.memory]
            if any(field == column.field for column in kind.columns):
                candidates.append((field, -1, label.column))
            continue
        match = _match(kind, label)
        if match is not None:
            candidates.append((*match, label.column))
    managers = [column for field, _, column in candidates if field == "manager"]
    for field, rank, column in candidates:
        if field == "phone" and managers:
            # Of several telephone columns the one beside the manager is his.
            rank = rank if rank < 0 else (column - managers[0] if column > managers[0] else 1000 + column)
        if field not in best or (rank, column) < best[field]:
            best[field] = (rank, column)
    return {column: field for field, (_, column) in best.items()}


def _match(kind: ImportKind, label: Label) -> tuple[str, int] | None:
    names = _names(kind)
    for key in label.whole_keys:
        if key in names:
            return names[key]
    match = next((names[key] for key in label.keys if key in names), None)
    above = next((names[key] for key in label.group_keys if key in names), None)
    if above is None:
        return match
    if set(label.keys) & _NAME_WORDS:
        return above
    if match is not None and match[0] in _OF_A_PERSON and above[0] in _OTHERS:
        return None
    return match
