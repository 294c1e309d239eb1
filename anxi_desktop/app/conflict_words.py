"""How a record, its field and a value in dispute are called: the words of the conflict review."""

from __future__ import annotations

import hashlib

from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind
from anxi_desktop.store.conflicts import Conflict
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.row_state import read_state
from anxi_desktop.store.store import Store
from anxi_desktop.store.tables import TypedTables

Values = dict[str, JournalValue]

# What a record is called by, the first that is filled in.
_NAMED_BY = ("title", "name", "description", "number", "item", "label", "caption", "text", "month", "code")
# Drawings and whole documents: nobody reads their text.
_UNREADABLE = frozenset({"spots", "marks", "body"})
_MOST = 600


class ConflictWords:
    """Words for records of one store. Remembers names, so it serves one showing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[tuple[str, str], Values] = {}

    def row(self, entity: str, row: str) -> Values:
        """The values a record shows; of a deleted one those it had, {} for one that is not here."""
        place = (entity, row)
        if place not in self._rows:
            found = next(self._store.rows(entity, {"id": row}, limit=1), None)
            self._rows[place] = found or self._former(entity, row)
        return self._rows[place]

    def title(self, entity: str, row: str) -> str:
        """What a record is called: a project's name, a hazard's description."""
        values = self.row(entity, row)
        if entity == "fact":
            return words.value_word("fact", "fact", values.get("fact"))
        for name in _NAMED_BY:
            if name in SPECS[entity].fields and values.get(name):
                return words.value_word(entity, name, values[name]).partition("\n")[0]
        return words.ENTITIES[entity]

    def about(self, entity: str, row: str) -> str:
        """What kind of record it is and where it belongs: 隐患 · HZ-2026-K7-013 · 龙津花园."""
        values = self.row(entity, row)
        project = values.get("project") if entity != "project" else None
        parts = [
            words.ENTITIES[entity],
            str(values.get("number") or "") if "number" in SPECS[entity].fields else "",
            self.title("project", str(project)) if project else "",
        ]
        return " · ".join(part for part in parts if part)

    def label(self, conflict: Conflict) -> str:
        """What is in dispute: 隐患等级, 整体风险等级（自 2026-03-01）, 删除还是保留."""
        if conflict.field == DELETED:
            return "删除还是保留"
        values = self.row(conflict.entity, conflict.row)
        if conflict.entity == "fact" and conflict.field == "value":
            day = values.get("valid_from")
            return self.title("fact", conflict.row) + (f"（自 {day}）" if day else "")
        return words.field_word(conflict.entity, conflict.field)

    def value(self, conflict: Conflict, value: JournalValue) -> str:
        """A value as people read it; "" for blank."""
        entity, field = conflict.entity, conflict.field
        if field == DELETED:
            return "删除" if value is True else "保留"
        spec = SPECS[entity].fields[field]
        if (entity, field) == ("fact", "value"):
            return words.value_word("project", str(self.row(entity, conflict.row).get("fact")), value)
        if spec.kind is Kind.ROW and value:
            return self.title(spec.entity, str(value))
        if field in _UNREADABLE and value:
            text = str(value)
            return f"{len(text):,} 个字符的内容（{hashlib.sha256(text.encode()).hexdigest()[:6]}）"
        text = words.value_word(entity, field, value)
        return text if len(text) <= _MOST else f"{text[:_MOST]}…"

    def _former(self, entity: str, row: str) -> Values:
        state = read_state(self._store.connection, row)
        if state is None or state.entity != entity:
            return {}
        connection = self._store.connection
        return TypedTables(connection, Entries(connection)).values(entity, state.heads)
