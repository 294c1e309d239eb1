"""Commands about single records: add, edit, delete, list, and what happened to one."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date

from anxi_desktop.commands.context import Context, Outcome
from anxi_desktop.commands.values import assigned, is_encodable, parsed
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind, RecordSpec
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Store, check_id

VALID_FROM = "valid_from"


def add(context: Context, options: argparse.Namespace) -> Outcome:
    """`add TABLE FIELD=VALUE…`: one journalled save, checked like a form."""
    spec = _spec(options.table)
    texts = assigned(options.assignments)
    with context.store() as store:
        values = parsed(store, spec, texts)
        saves = record_edit.add_saves(store, spec.entity, values)
        store.edit(f"新建{words.ENTITIES[spec.entity]}", saves, author=context.author(store))
    row = saves[0].row
    return Outcome({"id": row}, [f"已新建{words.ENTITIES[spec.entity]}：{row}"])


def edit(context: Context, options: argparse.Namespace) -> Outcome:
    """`edit TABLE ID FIELD=VALUE…`: changes what differs; nothing is written when nothing does.

    For a project the pseudo field `valid_from` is the day from which the changed status fields hold.
    """
    spec = _spec(options.table)
    texts = assigned(options.assignments)
    with context.store() as store:
        store.row(spec.entity, check_id(spec.entity, options.id))
        valid_from = None
        if spec.entity == "project" and VALID_FROM in texts:
            valid_from = _day(texts.pop(VALID_FROM))
        changes = parsed(store, spec, texts, row=options.id)
        saves = record_edit.edit_saves(
            store, spec.entity, options.id, changes, today=date.today(), valid_from=valid_from
        )
        if saves:
            store.edit(f"修改{words.ENTITIES[spec.entity]}", saves, author=context.author(store))
    line = "已修改" if saves else "内容相同，没有改动"
    return Outcome(
        {"id": options.id, "changed": bool(saves)}, [f"{line}：{words.ENTITIES[spec.entity]} {options.id}"]
    )


def delete(context: Context, options: argparse.Namespace) -> Outcome:
    """`delete TABLE ID`: one journalled deletion, which undo takes back."""
    spec = _spec(options.table)
    with context.store() as store:
        saves = record_edit.delete_saves(store, spec.entity, options.id)
        store.edit(f"删除{words.ENTITIES[spec.entity]}", saves, author=context.author(store))
    return Outcome({"id": options.id}, [f"已删除{words.ENTITIES[spec.entity]}：{options.id}"])


def list_rows(context: Context, options: argparse.Namespace) -> Outcome:
    """`list TABLE`: live records with all fields by code name."""
    spec = _spec(options.table)
    texts = assigned(options.where)
    with context.store() as store:
        row = texts.pop("id", None)
        where = _conditions(store, spec, texts)
        if row is not None:
            where["id"] = row if is_encodable(row) else None
        rows = list(store.rows(spec.entity, where, limit=options.limit))
        lines = [*_shown(store, spec, rows), f"共 {len(rows)} 条"]
    return Outcome({"rows": rows}, lines)


def history(context: Context, options: argparse.Namespace) -> Outcome:
    """`history TABLE ID`: who, when, which laptop, old → new; newest first, deleted records too."""
    from anxi_desktop.store.history import history as story

    spec = _spec(options.table)
    with context.store() as store:
        lines = story(store, check_id(spec.entity, options.id))
    if not lines:
        raise AnxiError("not_found", entity=words.ENTITIES[spec.entity], id=options.id)
    entries: list[dict[str, object]] = []
    told: list[str] = []
    for line in lines:
        entries.append(
            {
                "who": line.author,
                "when": line.when.isoformat(timespec="seconds"),
                "device": line.device,
                "action": line.title,
                "undoes": line.undoes,
                "old": {change.key: change.old for change in line.changes},
                "new": {change.key: change.new for change in line.changes},
                "changes": [
                    {
                        "table": change.entity,
                        "field": change.field,
                        "item": change.item,
                        "valid_from": change.valid_from,
                        "old": change.old,
                        "new": change.new,
                    }
                    for change in line.changes
                ],
            }
        )
        told.append(f"{line.when:%Y-%m-%d %H:%M} {line.author}（{line.device or '未知电脑'}）{line.title}")
        told.extend(
            f"    {change.label}：{change.old_word or '空'} → {change.new_word or '空'}"
            for change in line.changes
        )
    return Outcome({"entries": entries}, told)


def _spec(table: str) -> RecordSpec:
    if table not in SPECS:
        raise AnxiError("unknown_table", table=table, names="、".join(SPECS))
    return SPECS[table]


def _conditions(store: Store, spec: RecordSpec, texts: dict[str, str]) -> dict[str, JournalValue]:
    """The values of `--where`; a wrong one is told as a condition, since nothing was to be saved."""
    try:
        return parsed(store, spec, texts)
    except AnxiError as error:
        if error.code != "bad_value":
            raise
        raise AnxiError("bad_condition", **error.facts) from error


def _day(text: str) -> date:
    from anxi_desktop.commands.values import day

    found = day(text)
    if found is None:
        raise AnxiError(
            "bad_value", entity="项目", field="生效日期", value=text[:40], reason=words.reason("not_a_date")
        )
    return found


def _shown(store: Store, spec: RecordSpec, rows: Iterable[dict[str, JournalValue]]) -> list[str]:
    names: dict[str, str] = {}
    lines: list[str] = []
    for row in rows:
        parts: list[str] = []
        for name, field in spec.fields.items():
            value = row[name]
            if value in (None, "", []):
                continue
            text = words.value_word(spec.entity, name, value)
            if field.kind is Kind.ROW and field.entity == "project":
                if text not in names:
                    found = next(store.rows("project", {"id": text}, limit=1), None)
                    names[text] = str(found["name"]) if found else text
                text = names[text]
            parts.append(f"{words.field_word(spec.entity, name)}：{text}")
        lines.append(f"{row['id']}  {'；'.join(parts)}")
    return lines
