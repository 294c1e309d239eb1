"""Ledgers of records: what stands in them, the same for workbook and PDF.

A workbook of a register has every column under the header the import knows, so that it can be corrected in
Excel and imported again; the PDF has the columns that a sheet of paper can hold. The two lists of the notice
(隐患清单, 整改清单) have fixed columns, some of them left blank for the hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind
from anxi_desktop.domain.records.hazard import ReviewResult
from anxi_desktop.domain.records.inspection import ListKind, PhotoRole
from anxi_desktop.domain.records.project import Family, ProjectState
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.import_kinds import kind_of
from anxi_desktop.files.ledger import PICTURE_MM, Ledger, LedgerColumn, LedgerValue, Progress
from anxi_desktop.files.ledger import Kind as Holds
from anxi_desktop.files.ledger_photos import HazardPhotos
from anxi_desktop.store.check_lists import offered_lists
from anxi_desktop.store.store import Store

FORMATS = (".xlsx", ".pdf")

Row = Mapping[str, JournalValue]

_WIDTHS = {
    Kind.TEXT: 30.0,
    Kind.NOTE: 50.0,
    Kind.CHOICE: 20.0,
    Kind.DATE: 22.0,
    Kind.DECIMAL: 22.0,
    Kind.INTEGER: 18.0,
    Kind.ROW: 48.0,
    Kind.FLAG: 14.0,
    Kind.TEXTS: 36.0,
}
_WIDE: dict[str, float] = dict.fromkeys(("manager", "safety_officer", "grid_member", "person"), 18.0)
_WIDE.update(dict.fromkeys(("town", "stage", "structure"), 20.0))
_WIDE.update(
    {"phone": 32.0, "basis": 36.0, "address": 40.0, "factors": 40.0, "name": 48.0, "contractor": 40.0}
)
_WIDE.update({"requirement": 48.0, "emergency": 48.0, "measures": 56.0, "description": 60.0})
_HOLDS = {Kind.DATE: Holds.DATE, Kind.DECIMAL: Holds.NUMBER, Kind.INTEGER: Holds.NUMBER}


@dataclass(frozen=True, slots=True)
class _Register:
    """A ledger of one record type: all its columns in a workbook, `paper` in a PDF."""

    title: str
    entity: str
    paper: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _List:
    """A list with columns of its own, made from hazards. None is a column left for the hand."""

    title: str
    columns: tuple[tuple[str, float, Callable[[Row], LedgerValue] | None], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which hazards a list holds: of one project, found from `first` to `last` (ISO days, both inside)."""

    project: str = ""
    first: str = ""
    last: str = ""

    def holds(self, row: Row) -> bool:
        """True for a hazard that belongs to the list."""
        found = str(row["found_on"] or "")
        return (
            (not self.project or row["project"] == self.project)
            and (not self.first or found >= self.first)
            and (not self.last or found <= self.last)
        )


_REGISTERS: dict[str, _Register] = {
    "projects": _Register(
        "项目台账",
        "project",
        ("name", "category", "town", "contractor", "manager", "phone", "area_m2", "stage", "state", "start_on",
         "standard_kind", "grade", "level"),
    ),
    "hazards": _Register(
        "隐患台账",
        "hazard",
        ("number", "project", "source", "found_on", "part", "description", "severity", "requirement", "due_on",
         "rectified_on", "reviewed_on", "review"),
    ),
    "risk-points": _Register(
        "风险点台账",
        "risk_point",
        ("project", "unit", "name", "place", "factors", "accidents", "level", "measures", "duty_level", "person",
         "identified_on"),
    ),
    "enforcement": _Register(
        "执法激励台账",
        "enforcement",
        ("kind", "done_on", "project", "company", "persons", "amount_wan", "hazards", "document_no", "note"),
    ),
}  # fmt: skip


def _field(name: str) -> Callable[[Row], LedgerValue]:
    return lambda row: _shown("hazard", name, row)


def _extra(name: str) -> Callable[[Row], LedgerValue]:
    """What records beside the hazard say of it; see `_beside`."""
    return lambda row: _plain(row.get(name))


def _plain(value: JournalValue) -> LedgerValue:
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _closed_on(row: Row) -> LedgerValue:
    day = row["reviewed_on"] if row["review"] == ReviewResult.PASS.value else None
    return day if isinstance(day, str) else None


def _responsible(row: Row) -> LedgerValue:
    return "／".join(str(part) for part in (row["unit"], row["person"]) if part)


_LISTS: dict[str, _List] = {
    "hazard-list": _List(
        "隐患清单",
        (
            ("编号", 35, _field("number")),
            ("项目名称", 42, _field("project")),
            ("发现时间", 25, _field("found_on")),
            ("部位", 28, _field("part")),
            ("隐患描述", 56, _field("description")),
            ("类别", 20, _field("kind")),
            ("级别", 14, _field("severity")),
            ("依据", 28, _field("basis")),
            ("照片号", 18, _extra("photos")),
            ("发现人", 22, _extra("finder")),
            ("来源", 20, _field("source")),
        ),
    ),
    "rectification-list": _List(
        "整改清单",
        (
            ("隐患编号", 35, _field("number")),
            ("项目名称", 40, _field("project")),
            ("整改措施", 48, _field("requirement")),
            ("责任单位／责任人", 36, _responsible),
            ("资金", 20, _field("means")),
            ("整改期限", 24, _field("due_on")),
            ("完成日期", 24, _field("rectified_on")),
            ("复查人", 18, _extra("reviewer")),
            ("复查结果", 23, _field("review")),
            ("销号日期", 24, _closed_on),
            ("整改前后照片", 22, _extra("pairs")),
        ),
    ),
}


_PHOTO_HEADERS = {
    "照片号": (PhotoRole.BEFORE, PhotoRole.BEFORE),
    "整改前后照片": (PhotoRole.BEFORE, PhotoRole.AFTER),
}
"""The columns that may show photos, and what the one and the other is."""
_PHOTO_WIDTH = 2 * PICTURE_MM[0] + 5


def export_ledger(
    store: Store,
    kind: str,
    path: Path,
    *,
    unit: str,
    today: date,
    resources: Path,
    scope: Scope | None = None,
    with_photos: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write a ledger to `path` (.xlsx or .pdf) and return its number of rows.

    `kind` is projects, hazards, check-list, hazard-list, rectification-list, risk-points or enforcement;
    `scope` limits the two hazard lists, `with_photos` shows photos in them. Errors: unsupported_output, those of
    `write_beside`.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise AnxiError("unsupported_output", suffix=path.suffix, names="、".join(FORMATS))
    on_paper = suffix == ".pdf"
    if kind in _REGISTERS:
        ledger = _register(store, kind, on_paper=on_paper, unit=unit, today=today)
    elif kind in _LISTS:
        font = resources / "fonts" / "NotoSansSC-Regular.ttf" if with_photos else None
        ledger = _list(store, _LISTS[kind], unit=unit, today=today, scope=scope or Scope(), photo_font=font)
    else:
        ledger = _check_list(store, unit=unit, today=today, resources=resources)
    return write_ledger(path, ledger, resources=resources, progress=progress)


def write_ledger(path: Path, ledger: Ledger, *, resources: Path, progress: Progress | None = None) -> int:
    """Write any ledger in the format its file name asks for; returns the rows. Errors: unsupported_output."""
    if path.suffix.lower() == ".xlsx":
        from anxi_desktop.files.ledger_xlsx import write_ledger_xlsx

        return write_ledger_xlsx(path, ledger, progress=progress)
    if path.suffix.lower() == ".pdf":
        from anxi_desktop.files.ledger_pdf import write_ledger_pdf
        from anxi_desktop.files.pen import form_fonts

        return write_ledger_pdf(path, ledger, fonts=form_fonts(resources), progress=progress).rows
    raise AnxiError("unsupported_output", suffix=path.suffix, names="、".join(FORMATS))


def record_ledger(
    entity: str,
    rows: Iterable[Row],
    fields: Sequence[str],
    *,
    title: str,
    subtitle: str,
    projects: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Ledger:
    """A ledger of any records with the columns `fields` (code names), a number before each row.

    `projects` gives the names that stand for project ids, `headers` headings that differ from the fields'.
    """
    spec = SPECS[entity]
    columns = [_NUMBER]
    for name in fields:
        column = _column(entity, spec.fields[name])
        columns.append(replace(column, header=(headers or {}).get(name, column.header)))

    def cells() -> Iterator[Sequence[LedgerValue]]:
        for number, row in enumerate(rows, 1):
            named = {**row, "project": (projects or {}).get(str(row.get("project")), row.get("project"))}
            yield [number, *(_shown(entity, name, named) for name in fields)]

    return Ledger(title, subtitle, columns, cells())


_NUMBER = LedgerColumn("序号", 12, Align.CENTER, Holds.NUMBER)


def _register(store: Store, kind: str, *, on_paper: bool, unit: str, today: date) -> Ledger:
    register = _REGISTERS[kind]
    fields = register.paper if on_paper else tuple(column.field for column in kind_of(kind).columns)
    rows: Iterable[Row] = store.rows(register.entity)
    headers: dict[str, str] = {}
    if on_paper and register.entity == "project":
        rows = ({**row, "contractor": row["contractor"] or row["property_company"]} for row in rows)
        headers["contractor"] = "施工／物业企业"
    return record_ledger(
        register.entity,
        rows,
        fields,
        headers=headers,
        title=register.title,
        subtitle=_subtitle(unit, today),
        projects=_names(store) if "project" in fields else None,
    )


def _list(
    store: Store, listed: _List, *, unit: str, today: date, scope: Scope, photo_font: Path | None
) -> Ledger:
    names = _names(store)
    dates = {"发现时间", "整改期限", "完成日期", "销号日期"}
    columns = [
        _NUMBER,
        *(
            LedgerColumn(
                header,
                _PHOTO_WIDTH if photo_font is not None and header in _PHOTO_HEADERS else width,
                Align.CENTER if width <= 25 else Align.LEFT,
                Holds.DATE if header in dates else Holds.TEXT,
            )
            for header, width, _ in listed.columns
        ),
    ]

    beside = _Beside(store)
    photos = HazardPhotos(store, font=photo_font) if photo_font is not None else None

    def cells() -> Iterator[Sequence[LedgerValue]]:
        number = 0
        for row in store.rows("hazard"):
            if row["project"] not in names or row["voided_on"] or not scope.holds(row):
                continue
            number += 1
            named = {**row, **beside.of(row), "project": names[str(row["project"])]}
            cells = [read(named) if read else None for _, _, read in listed.columns]
            for place, (header, _, _) in enumerate(listed.columns):
                roles = _PHOTO_HEADERS.get(header)
                if photos is not None and roles and cells[place] is not None:
                    cells[place] = photos.cell(str(row["id"]), roles, words=str(cells[place]))
            yield [number, *cells]

    return Ledger(listed.title, _subtitle(unit, today), columns, cells())


class _Beside:
    """What photos, steps and inspections say of hazards, read once for all of them."""

    def __init__(self, store: Store) -> None:
        self._photos: dict[str, list[int]] = {}
        for hazard, role, count in store.connection.execute(
            "SELECT hazard, role, count(*) FROM photo WHERE hazard IS NOT NULL GROUP BY hazard, role"
        ):
            counts = self._photos.setdefault(str(hazard), [0, 0])
            counts[role == PhotoRole.AFTER.value] += int(count)
        self._reviewers = {
            str(hazard): str(person)
            for hazard, person in store.connection.execute(
                "SELECT hazard, person FROM hazard_step WHERE kind IN ('closed', 'returned') AND person IS NOT NULL"
                " ORDER BY done_on, rowid"
            )
        }
        self._teams = {
            str(row): "、".join(json.loads(team or "[]"))
            for row, team in store.connection.execute("SELECT id, team FROM inspection")
        }

    def of(self, hazard: Row) -> dict[str, JournalValue]:
        """photos, pairs, finder, reviewer of one hazard."""
        before, after = self._photos.get(str(hazard["id"]), (0, 0))
        return {
            "photos": f"{before} 张" if before else None,
            "pairs": f"前 {before} 后 {after}" if before or after else None,
            "finder": self._teams.get(str(hazard["inspection"])),
            "reviewer": self._reviewers.get(str(hazard["id"])),
        }


def _check_list(store: Store, *, unit: str, today: date, resources: Path) -> Ledger:
    """检查清单: every item of the lists in force, with how, by whom and how often it is looked at (notice 三（三）)."""
    columns = [
        _NUMBER,
        LedgerColumn("清单", 40, Align.LEFT, Holds.TEXT),
        LedgerColumn("分组", 34, Align.LEFT, Holds.TEXT),
        LedgerColumn("检查项", 70, Align.LEFT, Holds.TEXT),
        LedgerColumn("应得分", 16, Align.RIGHT, Holds.NUMBER),
        LedgerColumn("检查方法", 34, Align.LEFT, Holds.TEXT),
        LedgerColumn("责任层级", 22, Align.CENTER, Holds.TEXT),
        LedgerColumn("检查频率", 20, Align.CENTER, Holds.TEXT),
        LedgerColumn("依据", 40, Align.LEFT, Holds.TEXT),
    ]

    def cells() -> Iterator[Sequence[LedgerValue]]:
        number = 0
        for check_list in offered_lists(store, resources, day=today, family=None):
            if check_list.kind is ListKind.DICTIONARY:
                continue
            for group in check_list.groups:
                for item in group.items:
                    number += 1
                    level = words.choice_word(type(item.level), item.level.value) if item.level else None
                    often = (
                        words.choice_word(type(item.frequency), item.frequency.value)
                        if item.frequency
                        else None
                    )
                    basis = item.basis or group.basis or None
                    title = f"{check_list.title}（{check_list.edition}）"
                    head = f"{group.number} {group.title}".strip()
                    yield [
                        number,
                        title,
                        head,
                        item.title,
                        item.full,
                        item.method or None,
                        level,
                        often,
                        basis,
                    ]

    return Ledger("检查清单", _subtitle(unit, today), columns, cells())


def _subtitle(unit: str, today: date) -> str:
    return f"{unit}    {today.year}年{today.month}月{today.day}日导出".strip()


def _names(store: Store) -> dict[str, str]:
    return {str(row["id"]): str(row["name"]) for row in store.rows("project")}


def _column(entity: str, field: FieldSpec) -> LedgerColumn:
    word = "项目名称" if field.kind is Kind.ROW else words.field_word(entity, field.name)
    unit = words.UNITS.get(field.unit, "") if field.kind is Kind.DECIMAL else ""
    holds = _HOLDS.get(field.kind, Holds.TEXT)
    align = Align.RIGHT if holds is Holds.NUMBER else Align.LEFT
    if field.kind in (Kind.CHOICE, Kind.DATE):
        align = Align.CENTER
    width = _WIDE.get(field.name, _WIDTHS[field.kind])
    return LedgerColumn(f"{word}（{unit}）" if unit else word, width, align, holds)


def _shown(entity: str, name: str, row: Row) -> LedgerValue:
    value = row[name]
    field = SPECS[entity].fields[name]
    if value is None:
        return None
    if isinstance(value, list):
        return "、".join(value) or None
    if field.kind is Kind.FLAG:  # SQLite keeps it as a number
        return "是" if value else None
    if field.choices is ProjectState:
        return _state_word(str(value), row.get("category"))
    if field.choices is not None:
        return words.choice_word(field.choices, str(value))
    return value


def _state_word(code: str, family: JournalValue) -> str:
    """A works project is 在建, an estate 在管; the register's one code has both words."""
    both = words.choice_word(ProjectState, code).split("/")
    return both[-1] if family == Family.PROPERTY.value else both[0]
