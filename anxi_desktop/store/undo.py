"""Taking an action back: new entries that set the values before, where nobody has changed them since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from anxi_desktop.domain.entry import DELETED, Entry
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.tables import RowState


@dataclass(frozen=True, slots=True)
class Kept:
    """A field an undo left alone because it was changed since; field "" stands for a whole record."""

    entity: str
    row: str
    field: str


@dataclass(slots=True)
class _Row:
    """What one action did to one row: per field the heads that stood before it."""

    entity: str
    before: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    keys: set[int] = field(default_factory=set[int])


def undo_saves(appender: Appender, entries: Iterable[tuple[int, Entry]]) -> tuple[list[Save], list[Kept]]:
    """The saves that take back an action's `entries` (row number, entry), and what must stay as it is."""
    rows: dict[str, _Row] = {}
    for key, entry in entries:
        row = rows.setdefault(entry.row, _Row(entry.entity))
        row.keys.add(key)
        for name in entry.set:
            seen = {appender.key_of(unseen) for unseen in entry.saw(name)}
            row.before.setdefault(name, set()).update(number for number in seen if number is not None)
    saves: list[Save] = []
    kept: list[Kept] = []
    for row_id, row in rows.items():
        for before in row.before.values():
            before -= row.keys
        state = appender.state(row_id)
        if state is not None:
            _undo_row(appender, row_id, row, state, saves, kept)
    # Children first when records go, parents first when they come back: lists never show half a record.
    saves.sort(key=lambda save: (save.set.get(DELETED) is True) and save.entity == "project")
    return saves, kept


def _undo_row(
    appender: Appender, row_id: str, row: _Row, state: RowState, saves: list[Save], kept: list[Kept]
) -> None:
    standing = {key for keys in state.heads.values() for key in keys}
    if not any(row.before.values()) and not appender.existed_before(row_id, min(row.keys)):
        if standing <= row.keys:
            saves.append(Save(row.entity, row_id, {DELETED: True}))
        else:
            kept.append(Kept(row.entity, row_id, ""))
        return
    values: dict[str, JournalValue] = {}
    for name, before in row.before.items():
        heads = set(state.heads.get(name, ()))
        if not heads or not heads <= row.keys:
            kept.append(Kept(row.entity, row_id, name))
        elif name == DELETED:
            values[name] = bool(before) and appender.before(row.entity, name, before) is True
        else:
            values[name] = appender.before(row.entity, name, before)
    if values:
        saves.append(Save(row.entity, row_id, values))
