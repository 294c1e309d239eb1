"""Turns what a person entered into saves, the same for the window, the commands and the import.

A project's status fields are kept as dated facts; to everybody else they look like fields. This is the one
place that knows the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from anxi_desktop.domain import status, words
from anxi_desktop.domain.assessing import edited_assessment
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import Act, act_saves
from anxi_desktop.domain.record_check import Refusal, refusals
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind
from anxi_desktop.domain.records.hazard import HazardStepKind
from anxi_desktop.domain.save import Save, deletion
from anxi_desktop.store.store import Store, check_id, new_id


def add_saves(
    store: Store, entity: str, values: Mapping[str, JournalValue], *, row: str | None = None
) -> list[Save]:
    """The saves of a new record (`row`: its id, else a random one); the first is the record itself.

    Raises AnxiError("bad_value") for the first refused field, "not_found" for a record it points to.
    """
    spec = SPECS[entity]
    _demand_editable(entity, values)
    _demand(entity, values, refusals(entity, values))
    _demand_targets(store, entity, values)
    if entity == "hazard_step":
        return _step_saves(store, values)
    made = row or new_id()
    stored = {name: _kept(values.get(name)) for name in spec.stored}
    saves = [Save(entity, made, {name: value for name, value in stored.items() if value is not None})]
    if entity == "project":
        saves.extend(status.first_facts(made, values, new_id=new_id))
    return saves


def named_save(store: Store, entity: str, row: str, values: Mapping[str, JournalValue]) -> Save:
    """The save of the one record about something (its id made from what it is about).

    Where it is not there, or was undone or deleted, every field begins blank again.
    """
    if next(store.rows(entity, {"id": row}, limit=1), None) is not None:
        return Save(entity, row, values)
    blank = dict.fromkeys(SPECS[entity].stored)
    return Save(entity, row, {**blank, **values, DELETED: False})


def _step_saves(store: Store, values: Mapping[str, JournalValue]) -> list[Save]:
    """A step is an act on its hazard: it is checked by the loop and moves the hazard. The step comes first."""
    act = Act(
        HazardStepKind(str(values["kind"])),
        date.fromisoformat(str(values["done_on"])),
        person=str(values.get("person") or ""),
        text=str(values.get("text") or ""),
        due_on=date.fromisoformat(str(values["due_on"])) if values.get("due_on") else None,
        to_whom=str(values.get("text") or ""),
    )
    hazard = store.row("hazard", str(values["hazard"]))
    saves = act_saves(hazard, act, today=date.today(), new_id=new_id)
    return saves[::-1]


def edit_saves(
    store: Store,
    entity: str,
    row: str,
    changes: Mapping[str, JournalValue],
    *,
    today: date,
    valid_from: date | None = None,
) -> list[Save]:
    """The saves of an edit: only fields whose value differs; empty when nothing does.

    `valid_from` is the day from which changed status fields of a project hold (None: today). Errors as for
    `add_saves`, and "not_found" for `row`.
    """
    spec = SPECS[entity]
    _demand_editable(entity, changes)
    now = store.row(entity, check_id(entity, row))
    changed = {name: _kept(value) for name, value in changes.items() if _kept(now.get(name)) != _kept(value)}
    if not changed:
        return []
    merged = {**now, **changed}
    _demand(entity, merged, refusals(entity, merged, changed=frozenset(changed)))
    _demand_targets(store, entity, changed)
    saves: list[Save] = []
    stored = {name: value for name, value in changed.items() if name in spec.stored}
    if stored:
        saves.append(Save(entity, row, stored))
    if entity == "risk_point":
        story = next(store.rows("risk_assessment", {"risk_point": row}, limit=1), None)
        saves.extend(edited_assessment(now, changed, today=today, has_story=story is not None, new_id=new_id))
    if entity == "project":
        saves.extend(
            status.changed_facts(
                row,
                store.facts(row),
                changed,
                today=today.isoformat(),
                valid_from=None if valid_from is None else valid_from.isoformat(),
                new_id=new_id,
            )
        )
    return saves


def delete_saves(store: Store, entity: str, row: str) -> list[Save]:
    """The save that deletes one live record; records below it are hidden with it and come back by undo."""
    _demand_editable(entity, {})
    store.row(entity, check_id(entity, row))
    return [deletion(entity, row)]


def _demand_editable(entity: str, values: Mapping[str, JournalValue]) -> None:
    spec = SPECS[entity]
    if entity == "device":
        raise AnxiError("read_only_table", table=words.ENTITIES[entity])
    for name in values:
        if name not in spec.fields:
            names = "、".join(spec.fields)
            raise AnxiError("unknown_field", entity=words.ENTITIES[entity], field=name, names=names)


def _kept(value: JournalValue) -> JournalValue:
    """Blank text is no value."""
    if isinstance(value, str):
        value = value.strip()
        return value or None
    return value


def _demand(entity: str, values: Mapping[str, JournalValue], found: list[Refusal]) -> None:
    if not found:
        return
    first = found[0]
    value = values.get(first.field)
    shown = "" if value is None else str(value)
    raise AnxiError(
        "bad_value",
        entity=words.ENTITIES[entity],
        field=words.field_word(entity, first.field),
        name=first.field,
        value=shown if len(shown) <= 40 else shown[:40] + "…",
        reason=words.reason(first.code, limit=SPECS[entity].fields[first.field].limit),
        reason_code=first.code,
    )


def _demand_targets(store: Store, entity: str, values: Mapping[str, JournalValue]) -> None:
    for name, field in SPECS[entity].fields.items():
        value = values.get(name)
        if field.kind is Kind.ROW and field.entity and isinstance(value, str) and value:
            store.row(field.entity, check_id(field.entity, value))
