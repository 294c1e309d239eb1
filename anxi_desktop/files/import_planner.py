"""Compares the rows of a sheet with the store: what is new, changed, the same, and what is refused and why.

Contract: command contract, section "Import", "Identity" and "Refused". Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import date

from anxi_desktop.domain.record_check import refusals
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import ProjectState
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import ENTITIES
from anxi_desktop.files.import_columns import Recognised
from anxi_desktop.files.import_identity import Key, KnownRecords, ProjectNames, Values, is_same, permits_agree
from anxi_desktop.files.import_plan import CellChange, CellNote, Plan, PlannedRow, RowOutcome
from anxi_desktop.files.import_rows import record_rows
from anxi_desktop.files.import_status import settled
from anxi_desktop.files.import_values import RowReader, RowValues
from anxi_desktop.store.project_names import last_entry
from anxi_desktop.store.store import Store
from anxi_desktop.store.tables import plain_text

PlanSteps = Generator[tuple[int, str], None, Plan]

_STEP = 200


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An accepted row above: the record's values as they are after it, and where it stands."""

    row: int
    values: Mapping[str, JournalValue]


def plan_import(store: Store, recognised: Recognised, *, today: date) -> Plan:
    """What importing a sheet would do. Raises AnxiError("no_header") while a required column is missing."""
    return finish(plan_steps(store, recognised, today=today))


def plan_steps(store: Store, recognised: Recognised, *, today: date) -> PlanSteps:
    """The same as steps: yields (percent, text), returns the Plan."""
    recognised.demand()
    seen = last_entry(store.connection)
    yield 0, "读取项目名册"
    planner = _planner(store, recognised, today=today)
    numbers = list(record_rows(recognised))
    rows: list[PlannedRow] = []
    for done, number in enumerate(numbers):
        if done % _STEP == 0:
            yield done * 100 // max(1, len(numbers)), f"比对第 {number + 1} 行"
        rows.append(planner.plan(number))
    return Plan(recognised, tuple(rows), seen)


def _planner(store: Store, recognised: Recognised, *, today: date) -> _RowPlanner:
    made = _ProjectPlanner if recognised.kind.entity == "project" else _ChildPlanner
    return made(store, recognised, today=today)


class _RowPlanner:
    """Plans one row after the other; remembers those above, since the first of equals wins."""

    def __init__(self, store: Store, recognised: Recognised, *, today: date) -> None:
        self._store = store
        self._recognised = recognised
        self._kind = recognised.kind
        self._reader = RowReader(recognised, today=today)
        self._names = ProjectNames(store)

    def plan(self, number: int) -> PlannedRow:
        """The plan of the grid's row `number` (from 0)."""
        read = self._reader.read(number)
        self._resolve(read)
        if read.refusals:
            return self._refused(read)
        return self._compared(read)

    def _resolve(self, read: RowValues) -> None:
        """Complete the values of a row by what the store knows; add what is wrong with it."""
        raise NotImplementedError

    def _compared(self, read: RowValues) -> PlannedRow:
        """The plan of a row without bad cells."""
        raise NotImplementedError

    def _title(self, read: RowValues) -> str:
        """What people call the record."""
        raise NotImplementedError

    def _note(self, read: RowValues, name: str, code: str, **facts: object) -> None:
        read.refusals.append(self._reader.note(read.row, name, code, facts))

    def _refused(self, read: RowValues) -> PlannedRow:
        order = sorted(read.refusals, key=_place)
        return PlannedRow(
            read.row,
            RowOutcome.REFUSED,
            self._title(read),
            read.values,
            refusals=tuple(order),
            warnings=tuple(read.warnings),
        )

    def _repeated(self, read: RowValues, earlier: _Earlier) -> PlannedRow:
        """A row that is the same record as one above: equal, or a double that is refused."""
        if all(is_same(earlier.values.get(name), value) for name, value in read.values.items()):
            return self._made(read, RowOutcome.SAME)
        self._note(read, self._kind.name_field, "duplicate", first=earlier.row)
        return self._refused(read)

    def _new(self, read: RowValues) -> PlannedRow:
        self._check(read, read.values, frozenset(read.values))
        return self._refused(read) if read.refusals else self._made(read, RowOutcome.NEW)

    def _known(self, read: RowValues, now: Values) -> PlannedRow:
        changes = tuple(
            CellChange(name, now.get(name), value)
            for name, value in read.values.items()
            if name in SPECS[self._kind.entity].fields and not is_same(now.get(name), value)
        )
        target = str(now["id"])
        if not changes:
            return self._made(read, RowOutcome.SAME, target=target)
        changed = frozenset(change.field for change in changes)
        self._check(read, {**now, **{change.field: change.new for change in changes}}, changed)
        if read.refusals:
            return self._refused(read)
        return self._made(read, RowOutcome.CHANGED, target=target, changes=changes)

    def _check(self, read: RowValues, values: Mapping[str, JournalValue], changed: frozenset[str]) -> None:
        """The rules between fields; a field without a column is told at the first column that broke it."""
        for found in refusals(self._kind.entity, values, changed=changed):
            mapped = self._recognised.by_field
            name = (
                found.field
                if found.field in mapped
                else next((item for item in mapped if item in changed), "")
            )
            self._note(read, name or found.field, found.code)

    def _made(
        self,
        read: RowValues,
        outcome: RowOutcome,
        *,
        target: str | None = None,
        changes: tuple[CellChange, ...] = (),
    ) -> PlannedRow:
        return PlannedRow(
            read.row,
            outcome,
            self._title(read),
            read.values,
            target=target,
            changes=changes,
            warnings=tuple(read.warnings),
        )


class _ProjectPlanner(_RowPlanner):
    """Projects: one by family and name, and by permit number where both have one."""

    def __init__(self, store: Store, recognised: Recognised, *, today: date) -> None:
        super().__init__(store, recognised, today=today)
        self._family = recognised.known_family
        self._earlier: dict[Key, list[_Earlier]] = {}

    def _resolve(self, read: RowValues) -> None:
        wrong = {note.field for note in read.refusals}
        if "category" in read.values or wrong & {"category", "name"}:
            return
        family = self._family.value if self._family is not None else _family_of(read.values)
        if family is None:
            known = self._names.matching(
                str(read.values["name"]), category=None, permit=read.values.get("permit_no")
            )
            families = {item.category for item in known}
            if len(families) != 1:
                self._note(read, "category", "ambiguous" if families else "missing")
                return
            family = families.pop()
        read.values["category"] = family

    def _compared(self, read: RowValues) -> PlannedRow:
        name, category, permit = (read.values.get(field) for field in ("name", "category", "permit_no"))
        above = self._earlier.setdefault((category, plain_text(str(name))), [])
        doubles = [item for item in above if permits_agree(permit, item.values.get("permit_no"))]
        known = self._names.matching(str(name), category=category, permit=permit)
        if len(doubles) > 1 or (not doubles and len(known) > 1):
            self._note(read, "name", "ambiguous")
            return self._refused(read)
        if doubles:
            return self._repeated(read, doubles[0])
        now = self._store.row("project", known[0].id) if known else None
        whole = {"state": ProjectState.ACTIVE.value, **(now or {}), **read.values}
        read.values = settled(self._store, read.values, now)
        planned = self._new(read) if now is None else self._known(read, now)
        if planned.outcome is not RowOutcome.REFUSED:
            above.append(_Earlier(read.row, whole))
        return planned

    def _title(self, read: RowValues) -> str:
        return str(read.values.get("name") or "")


class _ChildPlanner(_RowPlanner):
    """Records of a project, measures and documents."""

    def __init__(self, store: Store, recognised: Recognised, *, today: date) -> None:
        super().__init__(store, recognised, today=today)
        self._records = KnownRecords(store, recognised.kind)
        self._earlier: dict[Key, _Earlier] = {}
        self._titles: dict[int, str] = {}

    def _resolve(self, read: RowValues) -> None:
        name = read.values.get("project")
        self._titles[read.row] = str(name or "")
        if name is None:
            return
        found = self._names.named(str(name))
        if len(found) == 1:
            read.values["project"] = found[0].id
        else:
            self._note(read, "project", "ambiguous" if found else "no_project", record=ENTITIES["project"])

    def _compared(self, read: RowValues) -> PlannedRow:
        number = read.values.get("number") if self._kind.counts_doubles else None
        if isinstance(number, str):
            return self._numbered(read, number)
        candidates = self._records.matching(read.values)
        if self._kind.counts_doubles:
            now = self._records.take(candidates)
            return self._new(read) if now is None else self._known(read, now)
        return self._single(read, self._records.key(read.values), candidates)

    def _numbered(self, read: RowValues, number: str) -> PlannedRow:
        found = self._records.numbered(number)
        if any(item["project"] != read.values["project"] for item in found):
            self._note(read, "project", "immovable")
            return self._refused(read)
        without = [item for item in self._records.matching(read.values) if not item["number"]]
        return self._single(read, ("number", number), found, else_take=without)

    def _single(
        self, read: RowValues, key: Key, found: list[Values], *, else_take: list[Values] | None = None
    ) -> PlannedRow:
        if key in self._earlier:
            return self._repeated(read, self._earlier[key])
        if len(found) > 1:
            self._note(read, self._kind.name_field, "ambiguous")
            return self._refused(read)
        now = self._records.take(found) or self._records.take(else_take or [])
        planned = self._new(read) if now is None else self._known(read, now)
        if planned.outcome is not RowOutcome.REFUSED:
            self._earlier[key] = _Earlier(read.row, {**(now or {}), **read.values})
        return planned

    def _title(self, read: RowValues) -> str:
        field = {"hazard": "description", "enforcement": "company"}.get(
            self._kind.entity, self._kind.name_field
        )
        words = [
            self._titles.get(read.row, ""),
            *([] if field == "item" else [str(read.values.get(field) or "")]),
        ]
        return "　".join(word for word in words if word)


def _family_of(values: Mapping[str, JournalValue]) -> str | None:
    """A row's family by its companies, where exactly one of the two kinds is named."""
    has_company, has_contractor = bool(values.get("property_company")), bool(values.get("contractor"))
    if has_company == has_contractor:
        return None
    return "property" if has_company else "works"


def _place(note: CellNote) -> tuple[bool, int]:
    return note.at is None, note.at or 0
