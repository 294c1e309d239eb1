"""What happened to one record, told from the journal: who, when, on which laptop, old → new.

The old value of a field is decided from the entries that the new one saw, so that the story is right
whatever the clocks said. The story of a project includes its dated facts, told as changes of the status
fields they are about, and its milestones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from anxi_desktop.domain import clock, merge, status, words
from anxi_desktop.domain.entry import DELETED, Entry, parse
from anxi_desktop.domain.merge import HeadEntry
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.store.store import Store

# What belongs to a project's own story; hazards and risk points have stories of their own.
_TOLD_WITH_PROJECT = ("fact", "milestone")
# What a record is about never changes: the project it belongs to, the item of a milestone.
_STEADY = {"milestone": frozenset({"project", "item"})}


@dataclass(frozen=True, slots=True)
class Change:
    """One field's old and new value.

    `field` is a field of `entity`, or `_deleted`; a fact is told as its status field of the project with the
    day `valid_from` from which the new value holds. `item` says which milestone.
    """

    entity: str
    field: str
    old: JournalValue
    new: JournalValue
    valid_from: str | None = None
    item: str | None = None

    @property
    def key(self) -> str:
        """The field by code name; what belongs to a milestone or a fact with its item: `five_s.done_on`."""
        return f"{self.item}.{self.field}" if self.item else self.field

    @property
    def label(self) -> str:
        """What changed, in Chinese: 整体风险等级（自 2026-09-01）, 5S：完成日期."""
        if self.field == DELETED:
            return "记录"
        word = words.field_word(self.entity, self.field)
        if self.entity == "milestone" and self.item is not None:
            return f"{words.value_word('milestone', 'item', self.item)}：{word}"
        if self.entity == "fact" and self.item is not None:
            return f"{words.value_word('fact', 'fact', self.item)}：{word}"
        return f"{word}（自 {self.valid_from}）" if self.valid_from else word

    @property
    def old_word(self) -> str:
        """The old value as people read it; "" for blank."""
        return words.value_word(self.entity, self.field, self.old)

    @property
    def new_word(self) -> str:
        """The new value as people read it; "" for blank."""
        return words.value_word(self.entity, self.field, self.new)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One user action on the record. `when` is local time; `device` the laptop's code, "" when unknown."""

    when: datetime
    author: str
    device: str
    title: str
    group: str
    undoes: str | None
    changes: tuple[Change, ...]


def history(store: Store, row: str) -> list[HistoryLine]:
    """The story of one record, newest first; empty for an unknown id. Deleted records keep their story."""
    entries = list(_entries(store, row))
    teller = _Teller(dict(entries))
    devices = _devices(store)
    lines: dict[tuple[str, str], HistoryLine] = {}
    for _, entry in entries:
        changes = teller.changes(entry)
        if not changes:
            continue
        place = (entry.group, entry.site)
        before = lines.get(place)
        lines[place] = HistoryLine(
            when=before.when if before else clock.local_moment(entry.stamp),
            author=entry.author,
            device=devices.get(entry.site, ""),
            title=entry.title,
            group=entry.group,
            undoes=entry.undoes,
            changes=(*before.changes, *changes) if before else tuple(changes),
        )
    return list(reversed(lines.values()))


class _Teller:
    """Turns entries, told in the order of their stamps, into changes."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._rows: dict[str, dict[str, JournalValue]] = {}
        self._facts: dict[str, DatedFact] = {}

    def changes(self, entry: Entry) -> list[Change]:
        """What this entry changed; nothing where it repeats what stood there."""
        is_new = entry.row not in self._rows
        row = self._rows.setdefault(entry.row, {})
        row.update(entry.set)
        if entry.entity == "fact":
            return self._fact(entry, row)
        item = cast("str | None", row.get("item")) if entry.entity == "milestone" else None
        found: list[Change] = []
        for field, new in entry.set.items():
            old = self._before(entry, field)
            if field in _STEADY.get(entry.entity, ("project",)):
                continue
            if old != new and not (field == DELETED and old is None and new is False):
                found.append(Change(entry.entity, field, old, new, item=item))
        if is_new and not found and item is not None:
            found.append(Change(entry.entity, "item", None, item))
        return _in_order(entry.entity, found)

    def _before(self, entry: Entry, field: str) -> JournalValue:
        spec = SPECS.get(entry.entity)
        seen = [
            HeadEntry(name, self._entries[name].stamp, self._entries[name].set, frozenset())
            for name in entry.saw(field)
            if name in self._entries and field in self._entries[name].set
        ]
        return merge.decide(spec.stored.get(field) if spec else None, seen, field)

    def _fact(self, entry: Entry, row: Mapping[str, JournalValue]) -> list[Change]:
        """A fact told as its status field: what held on its day before, and what holds after."""
        kind = str(row.get("fact") or "")
        former = self._facts.get(entry.row)
        fact: DatedFact | None = None
        if row.get(DELETED) is not True:
            value, day = row.get("value"), row.get("valid_from")
            fact = DatedFact(entry.row, kind, _text(value), _text(day), entry.stamp)
        day = fact.valid_from if fact else former.valid_from if former else None
        old = self._holding(kind, day)
        if fact is None:
            self._facts.pop(entry.row, None)
        else:
            self._facts[entry.row] = fact
        new = self._holding(kind, day)
        found: list[Change] = []
        if former and fact and former.value == fact.value and former.valid_from != fact.valid_from:
            field = "graded_on" if kind == status.FactKind.GRADE.value else "valid_from"
            entity = "project" if field == "graded_on" else "fact"
            found.append(Change(entity, field, former.valid_from, fact.valid_from, item=kind))
        elif old != new or (former is None and fact is not None):
            found.append(Change("project", kind, old, new, valid_from=day))
        return found

    def _holding(self, kind: str, day: str | None) -> JournalValue:
        facts = [fact for fact in self._facts.values() if fact.fact == kind]
        if day is None:
            facts = [fact for fact in facts if fact.valid_from is None]
        return status.columns(status.holding(facts, until=day).values()).get(kind)


def _entries(store: Store, row: str) -> Iterator[tuple[str, Entry]]:
    """(name, entry) of the record in the order of their stamps; a project's with what is told with it."""
    found = store.connection.execute(
        "SELECT name, body FROM entry WHERE row = ? ORDER BY stamp, id", (row,)
    ).fetchall()
    if found and parse(bytes(found[0][1])).entity == "project":
        marks = ", ".join("?" for _ in _TOLD_WITH_PROJECT)
        found = store.connection.execute(
            "SELECT name, body FROM entry WHERE row = ? OR (stream = ? AND row IN"
            f" (SELECT row FROM state WHERE row = entry.row AND entity IN ({marks}))) ORDER BY stamp, id",
            (row, row, *_TOLD_WITH_PROJECT),
        ).fetchall()
    for name, body in found:
        yield str(name), parse(bytes(body))


def _devices(store: Store) -> dict[str, str]:
    rows = store.connection.execute("SELECT site, code FROM device ORDER BY rowid DESC")
    return {str(site): str(code) for site, code in rows}


def _in_order(entity: str, changes: Sequence[Change]) -> list[Change]:
    """As people read the record's fields, not by their code names."""
    spec = SPECS.get(entity)
    places = {name: place for place, name in enumerate(spec.fields)} if spec else {}
    return sorted(changes, key=lambda change: (places.get(change.field, -1), change.field))


def _text(value: JournalValue) -> str | None:
    return value if isinstance(value, str) else None
