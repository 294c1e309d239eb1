"""One rule decides every value of a record that several laptops may have edited.

The heads of a field are the accepted entries that set it, minus all that any accepted entry saw for it. One
head, or heads of equal value, is the value; otherwise the field is in conflict and one is shown by a rule that
every laptop computes alike. Source: exchange design, section 2. Entries are known here by a hashable key
(the store's row number, a test's name); nothing depends on the order of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anxi_desktop.domain.entry import ALL_FIELDS, DELETED
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue

Heads = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class HeadEntry:
    """What deciding needs to know of an entry: what it set, when, its name, and what a deletion covered."""

    name: str
    stamp: int
    set: Mapping[str, JournalValue]
    covered: frozenset[str]


def fold(
    heads: Heads,
    *,
    key: int,
    sets: Iterable[str],
    saw: Mapping[str, Iterable[int]],
    dead: Iterable[str],
) -> None:
    """Let one accepted entry take its place in the heads of a row, in place.

    `saw` gives per field the keys the entry saw; `dead` the fields for which an accepted entry that arrived
    earlier has already seen this one.
    """
    gone = frozenset(dead)
    for field in sets:
        seen = frozenset(saw.get(field, ()))
        kept = [head for head in heads.get(field, ()) if head not in seen and head != key]
        if field not in gone:
            kept.append(key)
        if kept:
            heads[field] = sorted(kept)
        else:
            heads.pop(field, None)


def decide(field: FieldSpec | None, candidates: Iterable[HeadEntry], name: str) -> JournalValue:
    """The value shown for field `name`: the safer one where the field has an order, else the latest."""
    found = list(candidates)
    if not found:
        return None
    if len(found) == 1:
        return found[0].set[name]
    if field is not None and field.safer:
        order = {code: place for place, code in enumerate(field.safer)}
        found.sort(key=lambda entry: (_rank(order, entry.set[name]), -entry.stamp, entry.name))
        return found[0].set[name]
    return max(found, key=lambda entry: (entry.stamp, entry.name)).set[name]


def in_conflict(candidates: Iterable[HeadEntry], name: str) -> bool:
    """True when the heads of a field differ in value."""
    values = [entry.set[name] for entry in candidates]
    return any(value != values[0] for value in values[1:])


def is_deleted(heads: Heads, entries: Mapping[int, HeadEntry]) -> bool:
    """True when a deletion is a head and covers every other head of the row."""
    deletions = [key for key in heads.get(DELETED, ()) if entries[key].set[DELETED] is True]
    if not deletions:
        return False
    others = {
        entries[key].name
        for keys in heads.values()
        for key in keys
        if entries[key].set.get(DELETED) is not True
    }
    return any(others <= entries[key].covered for key in deletions)


def covered_by(seen_for: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """What a deletion says it saw of the whole row."""
    return frozenset(seen_for.get(ALL_FIELDS, ()))


def _rank(order: Mapping[str, int], value: JournalValue) -> int:
    return order.get(value, len(order)) if isinstance(value, str) else len(order)
