"""FIELD=VALUE: what a person types for a field, as the journal value of that field.

Dates are taken in the spellings the import takes, choices by code or Chinese word, a project by id or name.
What cannot be read is handed on as it is, so that the record's own check refuses it with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from anxi_desktop.commands.context import WrongUsageError
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import is_row_id
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind, RecordSpec
from anxi_desktop.domain.records.project import FACT_CHOICES, FactKind
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.store.store import Store

_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?\Z")
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
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
    """A day in one of the spellings 2026-03-10, 2026.3.10, 2026/3/10, 2026年3月10日, 20260310; else None."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = _DATE.match(plain) or _PLAIN_DATE.match(plain)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _value(store: Store, spec: RecordSpec, field: FieldSpec, text: str) -> JournalValue:
    if not text.strip():
        return None
    if field.kind is Kind.ROW:
        return _row(store, spec, field, text.strip())
    return _READERS.get(field.kind, _text)(field, text)


def _text(_field: FieldSpec, text: str) -> JournalValue:
    return unicodedata.normalize("NFC", text).strip()


def _note(_field: FieldSpec, text: str) -> JournalValue:
    return unicodedata.normalize("NFC", text).strip().replace("\r\n", "\n")


def _choice(field: FieldSpec, text: str) -> JournalValue:
    return _code(field.choices, text) if field.choices else text


def _code(choices: type[Enum], text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    known = words.CHOICES[choices]
    if plain.lower() in known:
        return plain.lower()
    for code, word in known.items():
        if plain in (word, *word.split("/")):
            return code
    return plain


def _date(_field: FieldSpec, text: str) -> JournalValue:
    found = day(text)
    return found.isoformat() if found else text.strip()


def _number(text: str) -> Decimal | None:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _decimal(_field: FieldSpec, text: str) -> JournalValue:
    found = _number(text)
    return text.strip() if found is None else decimal_text(found)


def _integer(_field: FieldSpec, text: str) -> JournalValue:
    found = _number(text)
    return int(found) if found is not None and found == found.to_integral_value() else text.strip()


def _flag(_field: FieldSpec, text: str) -> JournalValue:
    plain = text.strip().lower()
    return True if plain in _YES else False if plain in _NO else text.strip()


def _texts(_field: FieldSpec, text: str) -> JournalValue:
    return [part.strip() for part in re.split(r"[;；、]", text) if part.strip()]


_READERS = {
    Kind.TEXT: _text,
    Kind.NOTE: _note,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
}
assert set(_READERS) == set(Kind) - {Kind.ROW}


def _row(store: Store, spec: RecordSpec, field: FieldSpec, text: str) -> str:
    """An id as given; else the one live project of that name."""
    if is_row_id(text) or field.entity != "project":
        return text
    found = list(store.rows("project", {"name": text}, limit=2))
    if len(found) != 1:
        raise AnxiError(
            "bad_value",
            entity=words.ENTITIES[spec.entity],
            field=words.field_word(spec.entity, field.name),
            value=text[:40],
            reason=words.reason("ambiguous" if found else "no_project"),
            reason_code="ambiguous" if found else "no_project",
        )
    return str(found[0]["id"])


def _fact_value(store: Store, values: Mapping[str, JournalValue], row: str | None) -> JournalValue:
    """A fact's value is a choice of the status field it is about."""
    value = values["value"]
    kind = values.get("fact") or (store.row("fact", row)["fact"] if row else None)
    choices = FACT_CHOICES.get(FactKind(str(kind))) if kind in {item.value for item in FactKind} else None
    if choices is None or not isinstance(value, str):
        return value
    code = _code(choices, value)
    if code not in words.CHOICES[choices]:
        raise AnxiError(
            "bad_value",
            entity=words.ENTITIES["fact"],
            field=words.field_word("fact", "value"),
            value=value[:40],
            reason=words.reason("unknown_choice"),
            reason_code="unknown_choice",
        )
    return code
