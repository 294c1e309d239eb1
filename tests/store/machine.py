"""A state machine over a real store, beside a model of plain dictionaries that knows nothing of journals.

The model remembers for every field its value and which actions that value stands for: the one that wrote it,
and, where an undo put it back, the one that had written it first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Owner, Store, new_id
from tests.store.proofs import prove_file, prove_journal, prove_rebuild

AUTHOR = "王小明"
TODAY = date(2026, 10, 20)
DELETED = "_deleted"
STATUS = ("state", "standard_kind", "grade", "benchmark", "evaluation", "level", "demo_posts")
NOTHING = ""  # stands for the time before a field had any value

Values = dict[str, JournalValue]
Step = tuple[str, str, JournalValue, frozenset[str]]
"""Row, field, value, what the value stands for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field's value, the actions it stands for, and when it was written."""

    value: JournalValue
    stands_for: frozenset[str]
    tick: int


@dataclass(slots=True)
class Record:
    """One record of the model; `made_by` is the action that made it."""

    entity: str
    made_by: str
    cells: dict[str, Cell] = field(default_factory=dict[str, Cell])

    @property
    def is_live(self) -> bool:
        cell = self.cells.get(DELETED)
        return cell is None or cell.value is not True

    @property
    def tick(self) -> int:
        return max(cell.tick for cell in self.cells.values())

    def value(self, name: str) -> JournalValue:
        return self.cells[name].value if name in self.cells else None


class Model:
    """What the store should hold, told action by action."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self._before: dict[str, dict[str, dict[str, Cell | None]]] = {}
        self._tick = 0

    def apply(self, group: str, saves: list[Save]) -> None:
        for save in saves:
            for name, value in save.set.items():
                self._set(group, save.entity, save.row, name, value, frozenset())
            self._tick += 1

    def undo_steps(self, group: str) -> tuple[list[Step], set[tuple[str, str]]]:
        """What an undo of `group` writes, and (row, field) of what stays as it is."""
        steps: list[Step] = []
        kept: set[tuple[str, str]] = set()
        for row, fields in self._before[group].items():
            record = self.records[row]
            if record.made_by == group:
                if record.is_live and all(
                    cell.stands_for & {group, NOTHING} for cell in record.cells.values()
                ):
                    steps.append((row, DELETED, True, frozenset()))
                else:
                    kept.add((row, ""))
                continue
            if not record.is_live and not (DELETED in fields and group in record.cells[DELETED].stands_for):
                kept.add((row, ""))
                continue
            for name, before in fields.items():
                if group not in record.cells[name].stands_for:
                    kept.add((row, name))
                elif before is None:
                    blank = False if name == DELETED else None
                    steps.append((row, name, blank, frozenset({NOTHING})))
                else:
                    steps.append((row, name, before.value, before.stands_for))
        return steps, kept

    def undo(self, group: str, steps: list[Step]) -> None:
        """Carry out the steps as action `group`."""
        for row, name, value, stands_for in steps:
            self._set(group, self.records[row].entity, row, name, value, stands_for)
        self._tick += 1

    def live(self, *entities: str) -> list[str]:
        return [row for row, record in self.records.items() if record.entity in entities and record.is_live]

    def rows(self, entity: str) -> dict[str, Values]:
        spec = SPECS[entity]
        found: dict[str, Values] = {}
        for row in self.live(entity):
            record = self.records[row]
            values: Values = {"id": row}
            for name, declared in spec.stored.items():
                value = record.value(name)
                values[name] = [] if value is None and declared.kind is Kind.TEXTS else value
            if entity == "project":
                values.update(self.status(row))
            found[row] = values
        return found

    def status(self, project: str, *, until: str | None = None) -> Values:
        """The status columns of a project: per kind the fact that begins last, `until` a day or ever."""
        latest: dict[str, tuple[tuple[str, int], Record]] = {}
        for row in self.live("fact"):
            record = self.records[row]
            day = str(record.value("valid_from") or "")
            if record.value("project") != project or (until is not None and day > until):
                continue
            kind = str(record.value("fact"))
            if kind not in latest or latest[kind][0] < (day, record.tick):
                latest[kind] = ((day, record.tick), record)
        shown: Values = dict.fromkeys(STATUS)
        for kind, (_, record) in latest.items():
            value = record.value("value")
            shown[kind] = int(str(value)) if kind == "demo_posts" and value is not None else value
        shown["graded_on"] = latest["grade"][1].value("valid_from") if "grade" in latest else None
        return shown

    def finished(self, project: str) -> int:
        """How many items of 一企一策 a project has finished."""
        items = [self.records[row] for row in self.live("milestone")]
        return len(
            {
                str(item.value("item"))
                for item in items
                if item.value("project") == project and item.value("done_on")
            }
        )

    def _set(
        self, group: str, entity: str, row: str, name: str, value: JournalValue, stands_for: frozenset[str]
    ) -> None:
        record = self.records.setdefault(row, Record(entity, group))
        before = self._before.setdefault(group, {}).setdefault(row, {})
        before.setdefault(name, record.cells.get(name))
        record.cells[name] = Cell(value, stands_for | {group}, self._tick)


names = st.sampled_from(["城东安置房", "湖头 3# 楼", "ABC", "龙门御景", "茶都广场", "=1+1", "凤山 'x'"])
days = st.sampled_from(["2024-03-01", "2025-12-31", "2026-09-30", "2026-10-20", "2026-11-05"])
picks = st.integers(0, 30)
statuses = st.one_of(
    st.tuples(st.just("state"), st.sampled_from(["active", "suspended", "completed", "withdrawn"])),
    st.tuples(st.just("level"), st.sampled_from(["red", "orange", "yellow", "blue", None])),
    st.tuples(st.just("grade"), st.sampled_from(["aaa", "pass", "none", None])),
    st.tuples(st.just("benchmark"), st.sampled_from(["city", "county", None])),
    st.tuples(st.just("demo_posts"), st.sampled_from([0, 3, 12, None])),
)
plain = st.one_of(
    st.tuples(st.just("name"), names),
    st.tuples(st.just("town"), st.sampled_from(["湖头镇", "凤城镇", None])),
    st.tuples(st.just("area_m2"), st.sampled_from(["12000", "0.5", None])),
    st.tuples(st.just("contractor"), st.one_of(names, st.none())),
    st.tuples(st.just("start_on"), st.one_of(days, st.none())),
    st.tuples(st.just("note"), st.sampled_from(["第一行\n第二行", None])),
)
projects = st.fixed_dictionaries(
    {"name": names, "category": st.sampled_from(["works", "property"])},
    optional={
        "town": st.sampled_from(["湖头镇", "凤城镇"]),
        "start_on": days,
        "end_on": days,
        "state": st.sampled_from(["active", "completed"]),
        "grade": st.sampled_from(["aaa", "pass"]),
        "graded_on": days,
        "demo_posts": st.integers(0, 5),
    },
)
hazard_changes = st.one_of(
    st.tuples(st.just("description"), names),
    st.tuples(st.just("severity"), st.sampled_from(["major", "general", None])),
    st.tuples(st.just("review"), st.sampled_from(["pass", "fail", None])),
)
milestone_changes = st.tuples(st.just("done_on"), st.one_of(days, st.none()))


class StoreMachine(RuleBasedStateMachine):
    """Everything a person can do to projects, hazards, milestones and status, in any order."""

    every = 4  # the journal is proved and rebuilt at each step of this number, and at the end

    def __init__(self) -> None:
        super().__init__()
        self._base = tempfile.TemporaryDirectory(prefix="anxi-machine-")
        self.folder, self.profile = Path(self._base.name, "数据"), Path(self._base.name, "profile")
        self.store = Store.create(self.folder, profile=self.profile, owner=Owner("K7", AUTHOR, "住建局"))
        self.model = Model()
        self.groups: list[str] = []
        self.done: list[str] = []
        self.undone: list[str] = []
        self.steps = 0

    def teardown(self) -> None:
        try:
            self._prove()
        finally:
            self.store.close()
            self._base.cleanup()

    @initialize(values=projects)
    def first(self, values: Mapping[str, JournalValue]) -> None:
        self.add_project(values)

    @rule(values=projects)
    def add_project(self, values: Mapping[str, JournalValue]) -> None:
        saves = record_edit.add_saves(self.store, "project", values)
        self._write("新建项目", saves)
        assert self.store.row("project", saves[0].row)["name"] == str(values["name"]).strip()

    @precondition(lambda self: self.model.live("project"))
    @rule(pick=picks, description=names, day=days)
    def add_hazard(self, pick: int, description: str, day: str) -> None:
        values: Values = {
            "project": self._pick(pick, "project"),
            "source": "self",
            "found_on": day,
            "description": description,
        }
        self._write("新建隐患", record_edit.add_saves(self.store, "hazard", values))

    @precondition(lambda self: self.model.live("project"))
    @rule(pick=picks, day=st.one_of(days, st.none()), item=st.sampled_from(["five_s", "check_list"]))
    def add_milestone(self, pick: int, day: str | None, item: str) -> None:
        values: Values = {"project": self._pick(pick, "project"), "item": item, "done_on": day}
        self._write("登记", record_edit.add_saves(self.store, "milestone", values))

    @precondition(lambda self: self.model.live("project"))
    @rule(pick=picks, changes=st.lists(plain, min_size=1, max_size=3))
    def edit_project(self, pick: int, changes: list[tuple[str, JournalValue]]) -> None:
        self._edit("project", self._pick(pick, "project"), dict(changes))

    @precondition(lambda self: self.model.live("project"))
    @rule(pick=picks, change=statuses, day=st.one_of(days, st.none()))
    def edit_status(self, pick: int, change: tuple[str, JournalValue], day: str | None) -> None:
        row = self._pick(pick, "project")
        name, value = change
        shown = self.model.status(row)[name]
        self._edit("project", row, {name: value}, valid_from=day)
        if value == shown:
            return
        now = self.model.status(row, until=day)[name]
        assert now == value, f"{name} should hold from {day}"

    @precondition(lambda self: self.model.live("hazard"))
    @rule(pick=picks, change=hazard_changes)
    def edit_hazard(self, pick: int, change: tuple[str, JournalValue]) -> None:
        self._edit("hazard", self._pick(pick, "hazard"), dict([change]))

    @precondition(lambda self: self.model.live("milestone"))
    @rule(pick=picks, change=milestone_changes)
    def edit_milestone(self, pick: int, change: tuple[str, JournalValue]) -> None:
        self._edit("milestone", self._pick(pick, "milestone"), dict([change]))

    @precondition(lambda self: self.model.live("project", "hazard", "milestone"))
    @rule(pick=picks)
    def delete(self, pick: int) -> None:
        row = self._pick(pick, "project", "hazard", "milestone")
        self._write("删除", record_edit.delete_saves(self.store, self.model.records[row].entity, row))

    @precondition(lambda self: self.model.live("project"))
    @rule(chosen=st.sets(picks, min_size=2, max_size=6), change=st.one_of(plain, statuses))
    def edit_batch(self, chosen: set[int], change: tuple[str, JournalValue]) -> None:
        saves: list[Save] = []
        for row in dict.fromkeys(self._pick(pick, "project") for pick in sorted(chosen)):
            saves += record_edit.edit_saves(self.store, "project", row, dict([change]), today=TODAY)
        self._write("批量修改", saves)

    @rule(rows=st.lists(projects, min_size=8, max_size=20), pick=picks, change=plain)
    def bring_in(
        self, rows: list[Mapping[str, JournalValue]], pick: int, change: tuple[str, JournalValue]
    ) -> None:
        """An import: many new records, some changed again by a later line, and one that was known."""
        saves: list[Save] = []
        for values in rows:
            made = record_edit.add_saves(self.store, "project", values)
            saves += [*made, Save("project", made[0].row, dict([change]))]
        if self.model.live("project"):
            row = self._pick(pick, "project")
            saves += record_edit.edit_saves(self.store, "project", row, dict([change]), today=TODAY)
        self._write("导入", saves)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        self._reverse(self.done, self.undone)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self._reverse(self.undone, self.done)

    @precondition(lambda self: self.groups)
    @rule(pick=picks)
    def undo_from_history(self, pick: int) -> None:
        group = self.groups[-1 - pick % len(self.groups)]
        made = self._undo(group)
        if made is not None:
            self.done.append(made)
            self.undone.clear()

    @rule(pick=picks)
    def refused(self, pick: int) -> None:
        """What a form would refuse changes nothing, also in the middle of an action."""
        before = self._size()
        good = record_edit.add_saves(self.store, "project", {"name": "甲", "category": "works"})
        gone = [row for row, record in self.model.records.items() if not record.is_live]
        bad: list[Save] = [
            Save("project", new_id(), {"name": "", "category": "works"}),
            Save("project", good[0].row, {"area_m2": "1e5"}),
            Save("hazard", good[0].row, {"description": "x"}),
        ]
        bad += [Save(self.model.records[row].entity, row, {"note": "x"}) for row in gone[:1]]
        self._refuse([*good, bad[pick % len(bad)]])
        assert self._size() == before

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder, profile=self.profile)

    @rule()
    def rebuild(self) -> None:
        self.store.rebuild()

    @invariant()
    def agrees(self) -> None:
        for entity in ("project", "fact", "hazard", "milestone"):
            wanted = self.model.rows(entity)
            found = {str(values["id"]): values for values in self.store.rows(entity)}
            assert found.keys() == wanted.keys(), f"{entity}: other records live"
            for row, values in wanted.items():
                assert found[row] == values, f"{entity}: other values"
        for row, bits in self.store.connection.execute("SELECT id, milestones_ FROM project"):
            assert int(bits).bit_count() == self.model.finished(row), "other finished items"
        self.steps += 1
        if self.steps % self.every == 0:
            self._prove()

    def _prove(self) -> None:
        prove_file(self.store)
        prove_journal(self.store)
        prove_rebuild(self.store)
        sites = self.store.connection.execute("SELECT count(DISTINCT site) FROM entry").fetchone()[0]
        assert sites == 1, "a folder opened again at its place is the same site"

    def _pick(self, pick: int, *entities: str) -> str:
        found = self.model.live(*entities)
        return found[pick % len(found)]

    def _edit(self, entity: str, row: str, changes: Values, *, valid_from: str | None = None) -> None:
        day = None if valid_from is None else date.fromisoformat(valid_from)
        before = self.model.rows(entity)[row]
        saves = record_edit.edit_saves(self.store, entity, row, changes, today=TODAY, valid_from=day)
        differs = any(before[name] != value for name, value in changes.items())
        if differs and not saves:  # a fact of that very day says so already; a later one is shown
            held = self.model.status(row, until=valid_from)
            assert valid_from is not None
            assert all(held[name] == value for name, value in changes.items())
        assert differs or not saves
        self._write("修改", saves)
        now = self.store.row(entity, row)
        for name in changes.keys() & SPECS[entity].stored.keys():
            assert now[name] == changes[name]

    def _write(self, title: str, saves: list[Save]) -> None:
        if not saves:
            return
        done = self.store.edit(title, saves, author=AUTHOR)
        self.model.apply(done.group, saves)
        self.groups.append(done.group)
        self.done.append(done.group)
        self.undone.clear()

    def _reverse(self, source: list[str], target: list[str]) -> None:
        made = self._undo(source.pop())
        if made is not None:
            target.append(made)

    def _undo(self, group: str) -> str | None:
        before = self._size()
        steps, kept = self.model.undo_steps(group)
        try:
            made = self.store.undo(group, title="撤销", author=AUTHOR)
        except AnxiError as error:
            if error.code != "nothing_to_undo":
                raise
            made = None
        if made is None:
            assert not steps, "this action could have been undone"
            assert self._size() == before, "a refused undo changed something"
            return None
        assert steps, "nothing of this action was left to undo"
        assert {(item.row, item.field) for item in made.kept} == kept, "an undo left other fields alone"
        self.model.undo(made.group, steps)
        self.groups.append(made.group)
        return made.group

    def _refuse(self, saves: list[Save]) -> None:
        try:
            self.store.edit("错误", saves, author=AUTHOR)
        except AnxiError:
            return
        raise AssertionError("a bad save was taken")

    def _size(self) -> tuple[int, str]:
        count = self.store.connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        return int(count), self.store.digest()
