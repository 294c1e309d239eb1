"""Finds the known records a row can be, by what the command contract says tells them apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.files.import_kinds import ImportKind
from anxi_desktop.store.project_names import NamedProject, project_names
from anxi_desktop.store.store import Store
from anxi_desktop.store.tables import plain_text

Key = tuple[JournalValue, ...]
Values = dict[str, JournalValue]


class ProjectNames:
    """All live projects by name, read once."""

    def __init__(self, store: Store) -> None:
        self._found: dict[str, list[NamedProject]] = {}
        for item in project_names(store.connection):
            self._found.setdefault(plain_text(item.name), []).append(item)

    def named(self, name: str) -> list[NamedProject]:
        """The live projects of a name, of either family, in order of entry."""
        return self._found.get(plain_text(name), [])

    def matching(self, name: str, *, category: JournalValue, permit: JournalValue) -> list[NamedProject]:
        """Those of a family (None: any) whose permit does not contradict `permit`."""
        return [
            item
            for item in self.named(name)
            if category in (None, item.category) and permits_agree(permit, item.permit_no)
        ]


def permits_agree(one: JournalValue, other: JournalValue) -> bool:
    """False only where both have a permit number and they differ."""
    return not (one and other and plain_text(str(one)) != plain_text(str(other)))


def is_same(old: JournalValue, new: JournalValue) -> bool:
    """True when two values differ in nothing but spaces and forms that NFKC unifies."""
    if old == new:
        return True
    return isinstance(old, str) and isinstance(new, str) and _unified(old) == _unified(new)


def _unified(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(slots=True)
class _Group:
    """The known records of one project, day or type: what a row's identity is looked up in."""

    by_key: dict[Key, list[Values]] = field(default_factory=dict[Key, list[Values]])


class KnownRecords:
    """The known records of a kind other than projects, read per project (or day) when a row first needs them."""

    def __init__(self, store: Store, kind: ImportKind) -> None:
        self._store = store
        self._kind = kind
        self._groups: dict[JournalValue, _Group] = {}
        self._taken: set[JournalValue] = set()
        # A document belongs to no project and the register is small; a measure is found by its day.
        self._part = {"document": "kind", "enforcement": "done_on"}.get(kind.entity, "project")

    def key(self, values: Mapping[str, JournalValue]) -> Key:
        """A record's identity: texts as they are compared, other values as they are."""
        return tuple(
            plain_text(value) if isinstance(value, str) else value
            for value in (values.get(name) for name in self._kind.identity)
        )

    def matching(self, values: Mapping[str, JournalValue]) -> list[Values]:
        """The known records with the identity of `values`, in order of entry."""
        group = self._group(values.get(self._part))
        return group.by_key.get(self.key(values), [])

    def numbered(self, number: str) -> list[Values]:
        """The known hazards with a number, of any project."""
        return list(self._store.rows(self._kind.entity, {"number": number}))

    def take(self, candidates: list[Values]) -> Values | None:
        """The first candidate that no row has taken yet: the n-th row with an identity is the n-th record."""
        for item in candidates:
            if item["id"] not in self._taken:
                self._taken.add(item["id"])
                return item
        return None

    def _group(self, part: JournalValue) -> _Group:
        if part not in self._groups:
            group = self._groups[part] = _Group()
            for item in self._store.rows(self._kind.entity, {self._part: part}):
                group.by_key.setdefault(self.key(item), []).append(item)
        return self._groups[part]
