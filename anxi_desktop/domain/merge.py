"""One rule decides every value of a record that several laptops may have edited.

The heads of a field are the accepted entries that set it, minus all that any accepted entry saw for it. One
head, or heads of equal value, is the value; otherwise the field is in conflict and one is shown by a rule that
every laptop computes alike. Source: exchange design, section 2. Entries are known here by a key (the store's
row number); nothing depends on the order of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anxi_desktop.domain.entry import ALL_FIELDS, DELETED, Entry
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue

Heads = Mapping[str, tuple[int, ...]]
"""Per field the keys of its heads, ascending; a field without heads is missing."""


@dataclass(frozen=True, slots=True)
class HeadEntry:
    """What deciding needs to know of an entry: what it set, when, its name, and what a deletion covered."""

    name: str
    stamp: int
    set: Mapping[str, JournalValue]
    covered: frozenset[str]


def heads_of(entries: Iterable[tuple[int, str, Entry]]) -> dict[str, tuple[int, ...]]:
    """The heads of one row from all its entries (key, name, entry), in whatever order they arrived."""
    entries = list(entries)
    if len(entries) == 1:  # most records of an import
        return dict.fromkeys(entries[0][2].set, (entries[0][0],))
    setters: dict[str, list[tuple[int, str]]] = {}
    seen: dict[str, set[str]] = {}
    for key, name, entry in entries:
        for field in entry.set:
            setters.setdefault(field, []).append((key, name))
            names = entry.saw(field)
            if names:
                seen.setdefault(field, set()).update(names)
    heads: dict[str, tuple[int, ...]] = {}
    for field, found in setters.items():
        gone = seen.get(field, ())
        kept = tuple(sorted(key for key, name in found if name not in gone))
        if kept:
            heads[field] = kept
    return heads


def replaced(heads: Heads, *, key: int, sets: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The heads of a row after an entry that saw every present head of what it sets, as every local save does."""
    return {**heads, **dict.fromkeys(sets, (key,))}


def decide(field: FieldSpec | None, candidates: Iterable[HeadEntry], name: str) -> JournalValue:
    """The value shown for field `name`: the safer one where the field has an order, else the latest."""
    found: Sequence[HeadEntry] = list(candidates)
    if not found:
        return None
    if len(found) == 1:
        return found[0].set[name]
    latest = max(found, key=lambda entry: (entry.stamp, entry.name)).set[name]
    if field is None or not field.safer:
        return latest
    order = {code: place for place, code in enumerate(field.safer)}
    ranked = [(_rank(order, entry.set[name]), entry) for entry in found]
    safest = min(rank for rank, _ in ranked)
    return decide(None, (entry for rank, entry in ranked if rank == safest), name)


def in_conflict(candidates: Iterable[HeadEntry], name: str) -> bool:
    """True when the heads of a field differ in value."""
    values = [entry.set[name] for entry in candidates]
    return any(not _same(value, values[0]) for value in values[1:])


def is_deleted(heads: Heads, entries: Mapping[int, HeadEntry]) -> bool:
    """True when a deletion is a head and covers every other head of the row.

    Deletions need not cover each other: two laptops that delete a record have deleted it.
    """
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
    names = seen_for.get(ALL_FIELDS)
    return frozenset(names) if names else frozenset()


def _same(left: JournalValue, right: JournalValue) -> bool:
    """Equal in the journal, where true is not 1."""
    return left == right and isinstance(left, bool) is isinstance(right, bool)


def _rank(order: Mapping[str | None, int], value: JournalValue) -> int:
    """The place in the order; what stands in none (a newer program's code) comes after everything."""
    return order.get(value, len(order)) if value is None or isinstance(value, str) else len(order)
