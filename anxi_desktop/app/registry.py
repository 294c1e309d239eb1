"""What the page 项目 reads and writes, in its own words; the page itself knows neither store nor journal.

Small writes happen at once through the session. Writes to many projects are in `registry_work`, so that a job
can do them when they are very many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from anxi_desktop.app.registry_work import Work, Written
from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue
from anxi_desktop.domain.records.project import FactKind, MilestoneItem
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.domain.steps import finish
from anxi_desktop.store import record_edit
from anxi_desktop.store.history import HistoryLine as HistoryLine
from anxi_desktop.store.history import history
from anxi_desktop.store.project_list import NearDuplicate as NearDuplicate
from anxi_desktop.store.project_list import ProjectList as ProjectList
from anxi_desktop.store.settings import UNIT_TYPES as UNIT_TYPES
from anxi_desktop.store.store import Done

Values = dict[str, JournalValue]
_SHOWN_NAME = 20


class Registry:
    """The projects of the open store: one record's parts, and the writes a person makes to them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.projects = ProjectList(session.store.connection)

    def project(self, record: str) -> Values:
        """All fields of a live project. Raises AnxiError("not_found")."""
        return self.session.store.row("project", record)

    def facts(self, record: str) -> dict[FactKind, list[DatedFact]]:
        """The dated facts per status field, the latest first; a field that never had one is missing."""
        known = {kind.value: kind for kind in FactKind}
        found: dict[FactKind, list[DatedFact]] = {}
        for fact in sorted(self.session.store.facts(record), key=DatedFact.order, reverse=True):
            if fact.fact in known:
                found.setdefault(known[fact.fact], []).append(fact)
        return found

    def milestones(self, record: str) -> dict[MilestoneItem, Values]:
        """The items of 一企一策 a project has records of; of several for one item the finished one."""
        known = {item.value: item for item in MilestoneItem}
        found: dict[MilestoneItem, Values] = {}
        for row in self.session.store.rows("milestone", {"project": record}):
            item = known.get(str(row["item"]))
            if item is not None and (item not in found or (row["done_on"] and not found[item]["done_on"])):
                found[item] = row
        return found

    def hazards(self, record: str) -> list[Values]:
        """The project's hazards, the latest found first."""
        rows = list(self.session.store.rows("hazard", {"project": record}))
        return sorted(rows, key=lambda row: str(row["found_on"] or ""), reverse=True)

    def risk_points(self, record: str) -> list[Values]:
        """The project's risk points, the most dangerous first."""
        order = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
        rows = list(self.session.store.rows("risk_point", {"project": record}))
        return sorted(rows, key=lambda row: order.get(str(row["level"]), len(order)))

    def story(self, record: str) -> list[HistoryLine]:
        """What happened to the project, newest first."""
        return history(self.session.store, record)

    def add(self, values: Mapping[str, JournalValue]) -> str:
        """Write a new project as one undo step; its id. Raises AnxiError for a refused value."""
        saves = record_edit.add_saves(self.session.store, "project", values)
        self.session.edit(f"新建项目：{shown_name(values.get('name'))}", saves)
        return saves[0].row

    def change(
        self, record: str, changes: Mapping[str, JournalValue], *, valid_from: date | None = None
    ) -> Done | None:
        """Write changed fields of one project as one undo step; None where nothing differs."""
        store = self.session.store
        saves = record_edit.edit_saves(
            store, "project", record, changes, today=date.today(), valid_from=valid_from
        )
        if not saves:
            return None
        name = shown_name(changes.get("name") or store.row("project", record)["name"])
        return self.session.edit(f"修改{name}：{field_list(changes)}", saves)

    def correct_fact(self, project: str, fact: str, *, valid_from: date | None) -> Done | None:
        """Move a dated fact to another day (None: from the beginning) as one undo step."""
        return self._edit_below("fact", fact, {"valid_from": _text(valid_from)}, project, "更正生效日期")

    def remove_fact(self, project: str, fact: str) -> Done:
        """Take a dated fact away that was entered by mistake; the one before it holds again."""
        store = self.session.store
        saves = record_edit.delete_saves(store, "fact", fact)
        return self.session.edit(f"{self._name(project)}：删除一条状态记录", saves)

    def set_milestone(
        self, project: str, item: MilestoneItem, *, done_on: date | None, evidence: str | None = None
    ) -> Done | None:
        """Write that an item of 一企一策 is done since a day, or (None) not yet; one undo step."""
        store = self.session.store
        day = _text(done_on)
        saves: list[Save] = []
        rows = list(store.rows("milestone", {"project": project, "item": item.value}))
        changes: Values = {"done_on": day} if evidence is None else {"done_on": day, "evidence": evidence}
        # Two laptops may each have entered the item: not done means that neither says so.
        for row in rows[:1] if day else rows:
            saves.extend(
                record_edit.edit_saves(store, "milestone", str(row["id"]), changes, today=date.today())
            )
        if not rows:
            values: Values = {"project": project, "item": item.value, **changes}
            saves.extend(record_edit.add_saves(store, "milestone", values))
        if not saves:
            return None
        word = words.value_word("milestone", "item", item.value)
        title = f"{self._name(project)}：{word}{'已完成' if day else '改为未完成'}"
        return self.session.edit(title, saves)

    def at_once(self, work: Work) -> Written:
        """Do work of `registry_work` here and now, and take note of it; for a few projects."""
        written = finish(work(self.session.store, self.session.settings.person))
        self.note(written)
        return written

    def note(self, written: Written) -> None:
        """Take note of what a job wrote with a store of its own."""
        if written.done is not None:
            self.session.record(written.title, written.done)

    def _edit_below(
        self, entity: str, record: str, changes: Mapping[str, JournalValue], project: str, what: str
    ) -> Done | None:
        saves = record_edit.edit_saves(self.session.store, entity, record, changes, today=date.today())
        return self.session.edit(f"{self._name(project)}：{what}", saves) if saves else None

    def _name(self, record: str) -> str:
        return shown_name(self.project(record)["name"])


def shown_name(name: JournalValue) -> str:
    """A project's name as titles of undo steps show it: in marks, shortened when long."""
    text = str(name or "")
    return f"“{text if len(text) <= _SHOWN_NAME else text[: _SHOWN_NAME - 1] + '…'}”"


def field_list(fields: Mapping[str, object] | Sequence[str]) -> str:
    """The words of fields, at most three of them."""
    listed = [words.field_word("project", name) for name in fields]
    return "、".join(listed[:3]) + (f"等 {len(listed)} 项" if len(listed) > 3 else "")


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def typed_number(spec: FieldSpec, text: str) -> tuple[JournalValue, str | None]:
    """The journal value of a number as people write it (12,000, 1.2万㎡), or None and the reason code."""
    from anxi_desktop.files.import_cells import parse

    found = parse(spec, text, scale=Decimal(1), spellings={})
    return found.value, found.code


def write_template(path: Path) -> None:
    """Write the empty import workbook of projects. Errors: those of writing a file."""
    from anxi_desktop.files.import_kinds import KINDS
    from anxi_desktop.files.template import write_template as write

    write(KINDS["projects"], path)
