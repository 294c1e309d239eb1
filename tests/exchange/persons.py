"""What people do at the laptops of a history; each act is one acknowledged action, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.conflicts import conflicts, resolve
from tests.exchange.laptops import Kind, Laptop

DELETED = "_deleted"

_TOWNS = ["湖头镇", "凤城镇", "蓬莱镇", None]
_DAYS = ["2026-03-01", "2026-09-30", "2026-10-20"]
_CHANGES: dict[str, dict[str, Sequence[JournalValue]]] = {
    "project": {
        "town": _TOWNS,
        "note": ["一", "二", "三", None],
        "contractor": ["甲公司", "乙公司"],
        "level": ["red", "blue", None],
        "state": ["active", "completed"],
        "demo_posts": [0, 3, None],
    },
    "hazard": {
        "description": ["临边", "洞口", "用电"],
        "part": ["东", "西", None],
        "severity": ["major", "larger", "general", None],
        "review": ["pass", "fail", None],
        "rectified_on": [*_DAYS, None],
    },
    "milestone": {"done_on": [*_DAYS, None]},
    "listing": {"person": ["张某", "李某", None]},
    "document": {"title": ["指南", "办法"]},
    "self_report": {"found": [1, 2, 3], "note": ["一", None]},
}


class Person:
    """Works at a laptop. Every method is one acknowledged action, or nothing where there is nothing to do."""

    def __init__(self, chance: Random, laptop: Laptop) -> None:
        self._chance = chance
        self._laptop = laptop
        self._store = laptop.store

    def act(self) -> None:
        """Something a person may do."""
        if self._laptop.kind is Kind.ENTERPRISE:
            acts: list[tuple[Any, int]] = [
                (self.find, 5),
                (self.change, 4),
                (self.reply, 4),
                (self.trespass, 2),
            ]
        else:
            acts = [
                *((self.begin, 2), (self.find, 4), (self.change, 14), (self.delete, 2), (self.bring_back, 2)),
                *((self.many, 1), (self.month, 2), (self.photo, 1), (self.decide, 3), (self.decide_all, 1)),
            ]
        acts += [(self.undo, 2), (self.redo, 1)]
        self._chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]()

    def begin(self) -> None:
        values: dict[str, JournalValue] = {"name": self._one(["甲", "乙", "丙"]), "category": "works"}
        if self._chance.random() < 0.7:
            values |= {"level": "yellow", "town": self._one(_TOWNS)}
        self._add("project", values)

    def find(self) -> None:
        home = self._row("project")
        if home is None:
            return
        entity = "hazard"
        if self._laptop.kind is not Kind.ENTERPRISE:
            entity = self._one(["hazard", "hazard", "milestone", "document", "listing"])
        values: dict[str, JournalValue] = {"project": home}
        if entity == "hazard":
            values |= {"source": "self", "found_on": _DAYS[0], "description": self._one(["临边", "洞口"])}
            values |= {"severity": "general", "rectified_on": _DAYS[1]}
        elif entity == "milestone":
            values |= {"item": self._one(["five_s", "check_list"])}
        elif entity == "listing":
            hazard = self._row("hazard")
            if hazard is None:
                return
            values = {
                "project": self._store.row("hazard", hazard)["project"],
                "hazard": hazard,
                "listed_on": _DAYS[0],
            }
        else:
            values = {"kind": "guide", "title": "指南"}
        self._add(entity, values)

    def change(self) -> None:
        """One or several fields of one record; a save of a value that stands already is a save as well."""
        enterprise = self._laptop.kind is Kind.ENTERPRISE
        entity = "hazard" if enterprise else self._one(["project", "project", "hazard", "hazard", *_CHANGES])
        row = self._row(entity)
        if row is None:
            return
        known = _CHANGES[entity]
        names = self._chance.sample(sorted(known), min(len(known), self._chance.choice([1, 1, 2])))
        values = {name: self._one(known[name]) for name in names}
        plain = {name: value for name, value in values.items() if name in SPECS[entity].stored}
        if plain and self._chance.random() < 0.7:
            self._edit([Save(entity, row, plain)])
            return
        try:
            self._edit(record_edit.edit_saves(self._store, entity, row, values, today=date(2026, 10, 20)))
        except AnxiError as error:
            if error.code != "bad_value":  # a form would refuse this combination
                raise

    def reply(self) -> None:
        row = self._row("hazard")
        if row is not None:
            self._edit([Save("hazard", row, {"rectified_on": self._one(_DAYS)})])

    def trespass(self) -> None:
        """What an enterprise may not do; its own laptop does not stop it."""
        entity = self._one(["project", "hazard"])
        row = self._row(entity)
        if row is not None:
            field_name = "note" if entity == "project" else "voided_on"
            self._edit([Save(entity, row, {field_name: "2026-10-01"})])

    def delete(self) -> None:
        entity = self._one(["project", "hazard", "hazard", "milestone"])
        row = self._row(entity)
        if row is not None:
            self._edit(record_edit.delete_saves(self._store, entity, row))

    def bring_back(self) -> None:
        found = self._store.connection.execute(
            "SELECT row, entity FROM state WHERE instr(heads, '\"_deleted\"') AND entity IN ('project', 'hazard')"
            " ORDER BY row"
        ).fetchall()
        if found:
            row, entity = self._one(found)
            self._edit([Save(entity, row, {DELETED: False})])

    def many(self) -> None:
        saves: list[Save] = []
        for number in range(self._chance.randint(3, 12)):
            saves += record_edit.add_saves(
                self._store, "project", {"name": f"批{number}", "category": "works"}
            )
        self._edit(saves)

    def month(self) -> None:
        """A record whose id is the same wherever it is made."""
        home = self._row("project")
        if home is not None:
            month = self._one(["2026-09", "2026-10"])
            values: dict[str, JournalValue] = {"project": home, "month": month, "found": self._one([1, 2, 3])}
            row = named_id("self_report", home, month)
            if self._store.connection.execute("SELECT 1 FROM state WHERE row = ?", (row,)).fetchone():
                del values["project"]
                values = {**values, DELETED: False}
            self._edit([Save("self_report", row, values)])

    def photo(self) -> None:
        home = self._row("project")
        if home is not None:
            kept = keep_bytes(self._store, self._chance.randbytes(self._chance.choice([50, 9_000])))
            self._add("photo", {"project": home, "role": "scene", "digest": kept.digest, "size": kept.size})

    def decide(self) -> None:
        found = sorted(conflicts(self._store.connection), key=lambda one: (one.row, one.field))
        if found:
            chosen = self._one(found)
            value = self._one(chosen.sides).value
            self._edit(resolve(self._store.connection, chosen, value))

    def decide_all(self) -> None:
        for _ in range(5):
            self.decide()

    def undo(self) -> None:
        self._reverse(self._laptop.done, self._laptop.undone)

    def redo(self) -> None:
        self._reverse(self._laptop.undone, self._laptop.done)

    def _reverse(self, source: list[str], target: list[str]) -> None:
        if source:
            try:
                target.append(self._store.undo(source.pop(), title="撤销", author=self._laptop.code).group)
            except AnxiError as error:
                if error.code != "nothing_to_undo":
                    raise

    def _add(self, entity: str, values: dict[str, JournalValue]) -> None:
        if (
            values.get("project") is not None
            and next(self._store.rows("project", {"id": values["project"]}), None) is None
        ):
            return
        self._edit(record_edit.add_saves(self._store, entity, values))

    def _edit(self, saves: Any) -> None:
        if saves:
            done = self._store.edit("动作", saves, author=self._laptop.code)
            self._laptop.done.append(done.group)
            self._laptop.undone.clear()

    def _row(self, entity: str) -> str | None:
        found = sorted(str(row["id"]) for row in self._store.rows(entity))
        return self._one(found[:4]) if found else None

    def _one(self, listed: Sequence[Any]) -> Any:
        return self._chance.choice(listed)
