"""FIELD=VALUE: what a person types for a field, as the journal value of that field.

Dates, numbers and choices are taken in the spellings the import takes, choices also by code, a project by id
or name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.commands.context import WrongUsageError
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import is_row_id
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind, RecordSpec
from anxi_desktop.domain.records.project import FACT_CHOICES, FactKind
from anxi_desktop.files.import_cells import parse, spelling_key
from anxi_desktop.files.import_kinds import accepted_words
from anxi_desktop.store.store import Store

_YES, _NO = frozenset({"true", "1", "是", "yes"}), frozenset({"false", "0", "否", "no"})


def assigned(texts: Iterable[str]) -> dict[str, str]:
    """FIELD → VALUE; VALUE starts after the first `=`. Raises WrongUsageError for a text without one."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise WrongUsageError(f"“{text}”应写成 字段=内容")
        if name.strip() in found:
            raise WrongUsageError(f"字段 {name.strip()} 写了两次")
        found[name.strip()] = value
    return found


def parsed(
    store: Store, spec: RecordSpec, texts: Mapping[str, str], *, row: str | None = None
) -> dict[str, JournalValue]:
    """The journal values of typed texts. Raises AnxiError unknown_field, bad_value.

    `row` is the record that is edited, for a field whose choices depend on another one of it.
    """
    for name in texts:
        if name not in spec.fields:
            names = "、".join(spec.fields)
            raise AnxiError("unknown_field", entity=words.ENTITIES[spec.entity], field=name, names=names)
    values = {name: _value(store, spec, spec.fields[name], text) for name, text in texts.items()}
    if spec.entity == "fact" and isinstance(values.get("value"), str):
        values["value"] = _fact_value(store, values, row)
    return values


def day(text: str) -> date | None:
    """A day in any spelling an import takes, or None."""
    found = parse(_DAY_FIELD, text, scale=Decimal(1), spellings={})
    return date.fromisoformat(found.value) if isinstance(found.value, str) else None


_DAY_FIELD = FieldSpec("day", Kind.DATE)


def asked_day(text: str | None) -> date | None:
    """The day an option names; None where it is not given. Raises WrongUsageError for what is no day."""
    found = day(text) if text else None
    if text and found is None:
        raise WrongUsageError(f"“{text}”不是日期，请写成 2026-03-10 这样")
    return found


def _value(store: Store, spec: RecordSpec, field: FieldSpec, text: str) -> JournalValue:
    if not text.strip():
        return None
    if not is_encodable(text):
        raise _refused(spec.entity, field.name, text, "not_text")
    match field.kind:
        case Kind.ROW:
            return _row(store, spec, field, text.strip())
        case Kind.TEXT | Kind.NOTE:
            return unicodedata.normalize("NFC", text).strip().replace("\r\n", "\n")
        case Kind.TEXTS:
            return [part.strip() for part in re.split(r"[;；、]", text) if part.strip()]
        case Kind.FLAG:
            plain = text.strip().lower()
            return True if plain in _YES else False if plain in _NO else text.strip()
        case Kind.CHOICE | Kind.DATE | Kind.DECIMAL | Kind.INTEGER:
            found = parse(field, text, scale=Decimal(1), spellings=_spellings(field.choices))
            if found.code is not None:
                raise _refused(spec.entity, field.name, text, found.code)
            return found.value


def is_encodable(text: str) -> bool:
    """False for what an argument of bytes in another encoding becomes: SQLite would not take it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _spellings(choices: type[Enum] | None) -> dict[str, str]:
    """Every accepted word of a choice, and its code."""
    if choices is None:
        return {}
    known = {spelling_key(word): code for code, found in accepted_words(choices).items() for word in found}
    return {**known, **{code: code for code in words.CHOICES[choices]}}


def _refused(entity: str, field: str, value: str, code: str) -> AnxiError:
    return AnxiError(
        "bad_value",
        entity=words.ENTITIES[entity],
        field=words.field_word(entity, field),
        name=field,
        value=value if len(value) <= 40 else value[:40] + "…",
        reason=words.reason(code),
        reason_code=code,
    )


def _row(store: Store, spec: RecordSpec, field: FieldSpec, text: str) -> str:
    """An id as given; else the one live project of that name."""
    if is_row_id(text) or field.entity != "project":
        return text
    return _named_project(store, spec.entity, field.name, text)


def project_id(store: Store, text: str) -> str:
    """The id of a project that is named by id or name. Raises AnxiError("not_found", "bad_value")."""
    if is_row_id(text):
        return str(store.row("project", text)["id"])
    return _named_project(store, "hazard", "project", text)


def _named_project(store: Store, entity: str, field: str, text: str) -> str:
    found = list(store.rows("project", {"name": text}, limit=2))
    if len(found) != 1:
        raise _refused(entity, field, text, "ambiguous" if found else "no_project")
    return str(found[0]["id"])


def _fact_value(store: Store, values: Mapping[str, JournalValue], row: str | None) -> JournalValue:
    """A fact's value is a choice of the status field it is about."""
    value = values["value"]
    kind = values.get("fact") or (store.row("fact", row)["fact"] if row else None)
    choices = FACT_CHOICES.get(FactKind(str(kind))) if kind in {item.value for item in FactKind} else None
    if choices is None or not isinstance(value, str):
        return value
    code = _spellings(choices).get(spelling_key(value))
    if code is None:
        raise _refused("fact", "value", value, "unknown_choice")
    return code
