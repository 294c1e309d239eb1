"""A save: which fields of one record a person sets, checked before it reaches the journal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache

from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind, RecordSpec, Stream

MAX_NUMBER = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Save:
    """One record's change: `set` maps code names to journal values. A new record names every field it has."""

    entity: str
    row: str
    set: Mapping[str, JournalValue]


def deletion(entity: str, row: str) -> Save:
    """The save that deletes a record; undo brings it back."""
    return Save(entity, row, {DELETED: True})


def journal_value(value: object) -> JournalValue:
    """A Python value as the journal writes it: dates as YYYY-MM-DD, decimals without trailing zeros."""
    if isinstance(value, Enum):
        return journal_value(value.value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    raise TypeError(type(value))


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros: 12000, 0.5."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def check(save: Save, *, new: bool) -> None:
    """Check a save against the record's declaration. Raises AnxiError naming the field and the reason."""
    spec = SPECS.get(save.entity)
    if spec is None:
        raise AnxiError("unknown_table", table=save.entity, names="、".join(SPECS))
    for name, value in save.set.items():
        if name == DELETED:
            if not isinstance(value, bool):
                raise _refused(spec, name, value, "not_text")
            continue
        field = spec.stored.get(name)
        if field is None:
            names = "、".join(spec.fields)
            raise AnxiError("unknown_field", entity=words.ENTITIES[spec.entity], field=name, names=names)
        code = refusal(field, value)
        if code is not None:
            raise _refused(spec, name, value, code)
    if new:
        for name, field in spec.stored.items():
            if field.required and save.set.get(name) in (None, ""):
                raise _refused(spec, name, None, "missing")


def refusal(field: FieldSpec, value: JournalValue) -> str | None:
    """The reason code why a field does not take a journal value, or None when it does."""
    if value is None or value == "":
        return "missing" if field.required else None
    return _CHECKS[field.kind](field, value)


def stream_of(spec: RecordSpec, *, row: str, project: str | None) -> str:
    """The stream a record is journalled in; `project` is the project it belongs to, if any."""
    owner = row if spec.entity == "project" else project
    if spec.stream is Stream.PROJECT and owner is not None:
        return owner
    if spec.stream is Stream.PROJECT_OFFICE:
        return f"{owner}/office" if owner is not None else "county/office"
    if spec.stream is Stream.COUNTY:
        return "county"
    if spec.stream is Stream.COUNTY_OFFICE:
        return "county/office"
    raise AnxiError(
        "bad_value", entity=words.ENTITIES[spec.entity], field="项目", value="", reason="必填，不能为空"
    )


def _refused(spec: RecordSpec, name: str, value: object, code: str) -> AnxiError:
    limit = spec.fields[name].limit if name in spec.fields else 0
    shown = "" if value is None else str(value)
    return AnxiError(
        "bad_value",
        entity=words.ENTITIES[spec.entity],
        field=words.field_word(spec.entity, name),
        name=name,
        value=shown if len(shown) <= 40 else shown[:40] + "…",
        reason=words.reason(code, limit=limit),
        reason_code=code,
    )


def _text(field: FieldSpec, value: JournalValue) -> str | None:
    if not isinstance(value, str):
        return "not_text"
    if len(value) > field.limit:
        return "too_long"
    if field.required and not value.strip():
        return "missing"
    if value.isprintable():
        return None
    allowed = "\n\t" if field.kind is Kind.NOTE else ""
    for letter in value:
        kind = unicodedata.category(letter)
        if kind == "Cs" or (kind == "Cc" and letter not in allowed):
            return "not_text"
    return None


@cache
def _codes(choices: type[Enum]) -> frozenset[object]:
    return frozenset(member.value for member in choices)


def _choice(field: FieldSpec, value: JournalValue) -> str | None:
    return None if field.choices is not None and value in _codes(field.choices) else "unknown_choice"


def _date(_field: FieldSpec, value: JournalValue) -> str | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    return None if day is not None and 1900 <= day.year <= 2200 else "not_a_date"


def _decimal(_field: FieldSpec, value: JournalValue) -> str | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or decimal_text(number) != value:
        return "not_a_number"
    if number < 0:
        return "negative"
    return "too_large" if number >= MAX_NUMBER else None


def _integer(_field: FieldSpec, value: JournalValue) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return "not_a_number"
    if value < 0:
        return "negative"
    return "too_large" if value >= MAX_NUMBER else None


def _flag(_field: FieldSpec, value: JournalValue) -> str | None:
    return None if isinstance(value, bool) else "not_text"


def _texts(_field: FieldSpec, value: JournalValue) -> str | None:
    return None if isinstance(value, list) else "not_text"


_CHECKS = {
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.ROW: _text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
}
assert set(_CHECKS) == set(Kind)
