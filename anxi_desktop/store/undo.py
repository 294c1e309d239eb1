"""Taking an action back: new entries that set the values before, where nobody has changed them since.

A value that another undo has put back counts as never changed: it still stands for the action that wrote it
first. So a field that was edited twice is undone twice, and redone twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from anxi_desktop.domain.entry import DELETED, Entry
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.row_state import RowState

_NOTHING = 0
"""Stands for the time before a field had any value; no entry has this number."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A field an undo left alone because it was changed since; field "" stands for a whole record."""

    entity: str
    row: str
    field: str


@dataclass(slots=True)
class _Row:
    """What one action did to one row: its entries, and per field the heads that stood before it."""

    entity: str
    before: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    keys: set[int] = field(default_factory=set[int])


def undo_saves(appender: Appender, entries: Iterable[tuple[int, Entry]]) -> tuple[list[Save], list[Kept]]:
    """The saves that take back an action's `entries` (row number, entry), and what must stay as it is."""
    saves: list[Save] = []
    kept: list[Kept] = []
    for row_id, row in _rows(appender, entries).items():
        state = appender.state(row_id)
        if state is not None:
            _undo_row(appender, row_id, row, state, saves, kept)
    # Children first when records go, parents first when they come back: lists never show half a record.
    saves.sort(key=lambda save: (save.set.get(DELETED) is True) and save.entity == "project")
    return saves, kept


def _rows(appender: Appender, entries: Iterable[tuple[int, Entry]]) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    for key, entry in entries:
        row = rows.setdefault(entry.row, _Row(entry.entity))
        row.keys.add(key)
        for name in entry.set:
            seen = {appender.key_of(unseen) for unseen in entry.saw(name)}
            row.before.setdefault(name, set()).update(number for number in seen if number is not None)
    for row in rows.values():
        for before in row.before.values():
            before -= row.keys
    return rows


def _undo_row(
    appender: Appender, row_id: str, row: _Row, state: RowState, saves: list[Save], kept: list[Kept]
) -> None:
    def stands(name: str, *others: int) -> bool:
        """True when all that heads a field stands for the action (or for one of `others`)."""
        heads = state.heads.get(name, ())
        wanted = {*row.keys, *others}
        return bool(heads) and all(
            key in wanted or not wanted.isdisjoint(_stands_for(appender, key, row_id, name)) for key in heads
        )

    is_deleted = appender.is_deleted(state)
    is_new = not any(row.before.values()) and not appender.existed_before(row_id, min(row.keys))
    if is_new and not is_deleted and all(stands(name, _NOTHING) for name in state.heads):
        saves.append(Save(row.entity, row_id, {DELETED: True}))
        return
    if is_new or (is_deleted and not (DELETED in row.before and stands(DELETED))):
        kept.append(Kept(row.entity, row_id, ""))
        return
    # A deletion that had missed an edit deleted nothing: the record stood there, in conflict.
    was_deleted = DELETED in row.before and appender.was_deleted(row_id, before=min(row.keys))
    values: dict[str, JournalValue] = {}
    for name, before in row.before.items():
        if not stands(name):
            kept.append(Kept(row.entity, row_id, name))
        elif name == DELETED:
            values[name] = was_deleted
        else:
            values[name] = appender.before(row.entity, name, before)
    if values:
        saves.append(Save(row.entity, row_id, values))


def _stands_for(appender: Appender, key: int, row: str, name: str) -> set[int]:
    """The entries whose value of field `name` the entry `key` shows: its own, or those it has put back."""
    found: set[int] = set()
    waiting = [key]
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found.add(key)
        undone = appender.entry(key).undoes
        if undone is not None:
            undone_row = _rows(appender, appender.entries_of(undone, row)).get(row)
            before = undone_row.before.get(name) if undone_row else None
            if before:
                waiting.extend(before)
            else:
                found.add(_NOTHING)
    return found
