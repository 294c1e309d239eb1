"""Commands about what laptops disagree on: `conflicts` lists it, `resolve` decides one field."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date

from anxi_desktop.commands.context import Context, Outcome, Status, WrongUsageError
from anxi_desktop.commands.values import parsed
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.store import conflicts as disagreements
from anxi_desktop.store.conflicts import Conflict, Side
from anxi_desktop.store.orphans import Orphans, orphans
from anxi_desktop.store.store import Store, check_id

_GONE = {
    "true": True,
    "1": True,
    "是": True,
    "删除": True,
    "false": False,
    "0": False,
    "否": False,
    "保留": False,
}
_SHOWN = 12
"""How many digits of an entry's name are shown; as few as tell it apart are enough."""


def list_conflicts(context: Context, _options: argparse.Namespace) -> Outcome:
    """`conflicts`: every field in conflict with its sides, and what hangs on deleted or missing records."""
    with context.store() as store:
        found = disagreements.conflicts(store.connection)
        hidden = orphans(store.connection)
        lines = [line for conflict in found for line in _told(store, conflict)]
    lines.append(f"共 {len(found)} 处冲突")
    lines.extend(_hidden_line(one) for one in hidden)
    data = {"conflicts": [_conflict(one) for one in found], "orphans": [_orphans(one) for one in hidden]}
    return Outcome(data, lines, Status.WAITING if found else Status.DONE)


def resolve(context: Context, options: argparse.Namespace) -> Outcome:
    """`resolve TABLE ID FIELD --take VALUE | --entry NAME`: one undoable save that saw every side."""
    if (options.take is None) == (options.entry is None):
        raise WrongUsageError("要写 --take 内容 或 --entry 流水，只写一个")
    with context.store() as store:
        conflict = _asked(store, options)
        if options.entry is not None:
            value = _side(conflict, options.entry).value
        else:
            value = _typed(store, conflict, options.take)
        value, more = disagreements.checked(store, conflict, value, today=date.today())
        saves = disagreements.resolve(store.connection, conflict, value, lambda: more)
        label, word = _label(conflict.entity, conflict.field), _word(store, conflict, value) or "空"
        done = store.edit(f"决定冲突：{label}", saves, author=context.author(store))
        query = "SELECT name FROM entry WHERE group_id = ? AND row = ?"
        name = str(store.connection.execute(query, (done.group, conflict.row)).fetchone()[0])
        left = len(disagreements.conflicts(store.connection))
    line = f"已决定“{label}”：{word}；还有 {left} 处冲突"
    return Outcome({"id": conflict.row, "field": conflict.field, "entry": name, "left": left}, [line])


def _asked(store: Store, options: argparse.Namespace) -> Conflict:
    """The conflict that is named. Raises AnxiError unknown_table, not_found, unknown_field, no_conflict."""
    entity, field = options.table, options.field
    if entity not in SPECS:
        raise AnxiError("unknown_table", table=entity, names="、".join(SPECS))
    store.row(entity, check_id(entity, options.id))
    if field not in SPECS[entity].stored and field != DELETED:
        names = "、".join([*SPECS[entity].stored, DELETED])
        raise AnxiError("unknown_field", entity=words.ENTITIES[entity], field=field, names=names)
    for found in disagreements.conflicts(store.connection, row=options.id):
        if found.field == field:
            return found
    raise AnxiError("no_conflict", entity=words.ENTITIES[entity], field=_label(entity, field))


def _side(conflict: Conflict, name: str) -> Side:
    """The side whose entry begins with `name`, where that is one only."""
    found = [side for side in conflict.sides if name and side.name.startswith(name.lower())]
    if len(found) != 1:
        names = "、".join(side.name[:_SHOWN] for side in conflict.sides)
        raise AnxiError(
            "conflict_entry", field=_label(conflict.entity, conflict.field), name=name[:_SHOWN], names=names
        )
    return found[0]


def _typed(store: Store, conflict: Conflict, text: str) -> JournalValue:
    if conflict.field != DELETED:
        spec = SPECS[conflict.entity]
        return parsed(store, spec, {conflict.field: text}, row=conflict.row)[conflict.field]
    value = _GONE.get(text.strip().lower())
    if value is None:
        raise WrongUsageError(f"“{DELETED}”写 删除 或 保留，写的是“{text[:_SHOWN]}”")
    return value


def _label(entity: str, field: str) -> str:
    return "删除" if field == DELETED else words.field_word(entity, field)


def _word(store: Store, conflict: Conflict, value: JournalValue) -> str:
    """A value as people read it; a fact's as the status of its project."""
    if (conflict.entity, conflict.field) == ("fact", "value"):
        return words.value_word("project", str(store.row("fact", conflict.row)["fact"]), value)
    return words.value_word(conflict.entity, conflict.field, value)


def _told(store: Store, conflict: Conflict) -> Iterator[str]:
    before = ""
    if conflict.before_known and conflict.field != DELETED:
        before = f"；原来：{_word(store, conflict, conflict.before) or '空'}"
    yield (
        f"{words.ENTITIES[conflict.entity]} {conflict.row} {_label(conflict.entity, conflict.field)}"
        f"（{conflict.entity} {conflict.field}）现在显示：{_word(store, conflict, conflict.shown) or '空'}{before}"
    )
    for side in conflict.sides:
        said = _word(store, conflict, side.value) or "空"
        edited = "、".join(_label(conflict.entity, name) for name in side.fields)
        yield (
            f"    {said}{f'（改过：{edited}）' if edited else ''}　{side.when:%Y-%m-%d %H:%M} {side.author}"
            f"（{side.device}）{side.title}　流水 {side.name[:_SHOWN]}"
        )


def _hidden_line(one: Orphans) -> str:
    counted = "、".join(f"{words.ENTITIES[entity]} {count} 条" for entity, count in one.counts.items())
    how = "还没有到" if one.is_missing else "已经删除"
    return f"{words.ENTITIES[one.entity]} {one.row} {how}，属于它的不显示：{counted}"


def _conflict(one: Conflict) -> dict[str, object]:
    return {
        "table": one.entity,
        "id": one.row,
        "field": one.field,
        "shown": one.shown,
        "before": one.before,
        "before_known": one.before_known,
        "values": [
            {
                "value": side.value,
                "entry": side.name,
                "author": side.author,
                "when": side.when.isoformat(timespec="seconds"),
                "device": side.device,
                "title": side.title,
                "fields": list(side.fields),
            }
            for side in one.sides
        ],
    }


def _orphans(one: Orphans) -> dict[str, object]:
    return {
        "table": one.entity,
        "id": one.row,
        "missing": one.is_missing,
        "counts": dict(one.counts),
        "later": one.later,
    }
