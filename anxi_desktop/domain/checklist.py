"""Check lists as versioned content: what is looked at, how, by whom and how often, and how it is scored.

Lists are data that people edit; a key once given is never given again, so that a finished inspection, an Excel
file filled in last year and the next edition speak of the same item. An inspection keeps the frozen bytes of the
edition it used (`freeze`), so no later edit can change what was signed. No file is opened here.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.domain.records.project import Family

FORMAT = 1
# JGJ 59-2011: every table is out of 100, split 60/40 where it has 保证项目 (reference data, section 2.1).
TABLE_FULL = 100
GUARANTEE_FULL = 60

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


class Subject(Enum):
    """What one filled-in list is about."""

    PROJECT = "project"
    POST = "post"


class Verification(Enum):
    """How sure a fact is. PRACTICE is an editable default and is never shown as law."""

    VERIFIED = "V"
    TRIED = "L"
    PRACTICE = "M"


class ResponsibleLevel(Enum):
    """Who answers for looking, from the top of the enterprise to the post (notice 三（一）、三（三）)."""

    PRINCIPAL = "principal"
    DEPUTY = "deputy"
    MANAGER = "manager"
    OFFICER = "officer"
    POST = "post"


class Frequency(Enum):
    """How often an item is looked at."""

    EACH_WORK = "each_work"
    BEFORE_USE = "before_use"
    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    BEFORE_SEASON = "before_season"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. `full` is its full marks in a scored list, else None.

    `verified` speaks of the title, `full_verified` of the marks (None where there are none). `method`, `level`
    and `frequency` are always defaults that a project may change.
    """

    key: str
    title: str
    full: int | None = None
    is_guarantee: bool = False
    method: str = ""
    level: ResponsibleLevel | None = None
    frequency: Frequency | None = None
    basis: str = ""
    verified: Verification = Verification.PRACTICE
    full_verified: Verification | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one head; in a scored list one table, belonging to the summary group `section`.

    `number` is text as people print it (local copies of the standard number their tables differently).
    """

    key: str
    title: str
    items: tuple[Item, ...]
    number: str = ""
    basis: str = ""
    section: str = ""

    @property
    def full(self) -> int:
        """The full marks of all its items; 0 in a list without marks."""
        return sum(item.full or 0 for item in self.items)

    @property
    def guarantee_full(self) -> int:
        """The full marks of its 保证项目; 0 where the table is not split."""
        return sum(item.full or 0 for item in self.items if item.is_guarantee)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the summary table with its weight out of 100."""

    key: str
    title: str
    weight: int


@dataclass(frozen=True)
class CheckList:
    """One edition of a list. `valid_from` and `valid_to` are its first and last day, None where open."""

    key: str
    edition: str
    title: str
    kind: ListKind
    subject: Subject
    families: tuple[Family, ...]
    source: str
    note: str
    valid_from: date | None
    valid_to: date | None
    dates_verified: Verification
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    retired: tuple[str, ...]

    def items(self) -> Iterator[Item]:
        """All items in the order of the list."""
        for group in self.groups:
            yield from group.items

    @cached_property
    def group_by_key(self) -> Mapping[str, Group]:
        """Its groups by key."""
        return {group.key: group for group in self.groups}

    @cached_property
    def item_by_key(self) -> Mapping[str, Item]:
        """Its items by key."""
        return {item.key: item for item in self.items()}

    def keys(self) -> frozenset[str]:
        """Every key that lives in this edition: sections, groups and items."""
        return frozenset(
            [part.key for part in (*self.sections, *self.groups)] + [item.key for item in self.items()]
        )

    def is_valid_on(self, day: date) -> bool:
        """Whether this edition holds on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class FrozenList:
    """What an inspection keeps of the edition it used: the canonical bytes and their SHA-256 (64 hex digits)."""

    key: str
    edition: str
    digest: str
    body: bytes


def freeze(check_list: CheckList) -> FrozenList:
    """The one spelling of an edition: sorted keys, no spaces, UTF-8. Equal lists have equal bytes."""
    body = _ENCODER.encode(_object(check_list)).encode("utf-8")
    return FrozenList(check_list.key, check_list.edition, digest_of(body), body)


def digest_of(body: bytes) -> str:
    """The SHA-256 of frozen bytes, 64 hex digits."""
    return hashlib.sha256(body).hexdigest()


def edition_row(digest: str) -> str:
    """The record id of a kept edition: the same edition kept on two laptops is one record."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, digest))


def edition_on(lists: Iterable[CheckList], *, key: str, day: date) -> CheckList | None:
    """The edition of `key` that holds on `day`: the one that began last, or None."""
    holding = [found for found in lists if found.key == key and found.is_valid_on(day)]
    return max(holding, key=lambda found: (found.valid_from or date.min, found.edition), default=None)


def check_successor(*, before: CheckList, after: CheckList) -> None:
    """Demand that an edition `after` keeps or retires every key of `before` and revives none.

    Raises AnxiError("check_list_keys"). Retired keys stay listed for ever.
    """
    lost = before.keys() - after.keys() - set(after.retired)
    forgotten = set(before.retired) - set(after.retired)
    for key in sorted(lost | forgotten):
        raise AnxiError("check_list_keys", title=after.title, key=key)


def _object(check_list: CheckList) -> dict[str, object]:
    return {
        "format": FORMAT,
        "key": check_list.key,
        "edition": check_list.edition,
        "title": check_list.title,
        "kind": check_list.kind.value,
        "subject": check_list.subject.value,
        "families": [family.value for family in check_list.families],
        "source": check_list.source,
        "note": check_list.note,
        "valid_from": None if check_list.valid_from is None else check_list.valid_from.isoformat(),
        "valid_to": None if check_list.valid_to is None else check_list.valid_to.isoformat(),
        "dates_verified": check_list.dates_verified.value,
        "sections": [
            {"key": part.key, "title": part.title, "weight": part.weight} for part in check_list.sections
        ],
        "groups": [_group_object(group) for group in check_list.groups],
        "retired": list(check_list.retired),
    }


def _group_object(group: Group) -> dict[str, object]:
    return {
        "key": group.key,
        "title": group.title,
        "number": group.number,
        "basis": group.basis,
        "section": group.section,
        "items": [_item_object(item) for item in group.items],
    }


def _item_object(item: Item) -> dict[str, object]:
    return {
        "key": item.key,
        "title": item.title,
        "full": item.full,
        "guarantee": item.is_guarantee,
        "method": item.method,
        "level": None if item.level is None else item.level.value,
        "frequency": None if item.frequency is None else item.frequency.value,
        "basis": item.basis,
        "verified": item.verified.value,
        "full_verified": None if item.full_verified is None else item.full_verified.value,
    }
