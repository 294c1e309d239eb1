"""A save: which fields of one record a person sets, checked before it reaches the journal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import cast

from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED, is_row_id
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind, RecordSpec, Stream

MAX_DIGITS = 15
MAX_TEXTS = 100

# As decimal_text writes them; further digits than a registry ever holds are refused, never cut.
_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.[0-9]{0,19}[1-9])?", re.ASCII)

Check = Callable[[FieldSpec, JournalValue], str | None]


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
    """A decimal without exponent and trailing zeros: 12000, 0.5. What has no such text is written as it is."""
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return str(value)  # no field takes it; written out, 1E+999999999 would fill the memory
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def check(save: Save, *, new: bool) -> None:
    """Check a save against the record's declaration. Raises AnxiError naming the field and the reason."""
    checks = _checks(save.entity)
    for name, value in save.set.items():
        found = checks.get(name)
        if found is None:
            _check_other(save.entity, name, value)
            continue
        field, refused = found
        code = _blank(field) if value is None or value == "" else refused(field, value)
        if code is not None:
            raise _refused(SPECS[save.entity], name, value, code)
    if new:
        for name in _required(save.entity):
            if save.set.get(name) in (None, ""):
                raise _refused(SPECS[save.entity], name, None, "missing")


def refusal(field: FieldSpec, value: JournalValue) -> str | None:
    """The reason code why a field does not take a journal value, or None when it does."""
    return _blank(field) if value is None or value == "" else _CHECKS[field.kind](field, value)


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


@cache
def _checks(entity: str) -> Mapping[str, tuple[FieldSpec, Check]]:
    """Field and check of every journalled field of a record type; the cache holds known types only."""
    spec = SPECS.get(entity)
    if spec is None:
        raise AnxiError("unknown_table", table=entity, names="、".join(SPECS))
    return {name: (field, _CHECKS[field.kind]) for name, field in spec.stored.items()}


@cache
def _required(entity: str) -> tuple[str, ...]:
    return tuple(name for name, field in SPECS[entity].stored.items() if field.required)


def _check_other(entity: str, name: str, value: JournalValue) -> None:
    """What is no journalled field: the mark of a deletion, or a mistake."""
    spec = SPECS[entity]
    if name != DELETED:
        names = "、".join(spec.fields)
        raise AnxiError("unknown_field", entity=words.ENTITIES[entity], field=name, names=names)
    if not isinstance(value, bool):
        raise _refused(spec, name, value, "not_text")


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


def _blank(field: FieldSpec) -> str | None:
    return "missing" if field.required else None


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
    known = isinstance(value, str) and field.choices is not None and value in _codes(field.choices)
    return None if known else "unknown_choice"


def _date(_field: FieldSpec, value: JournalValue) -> str | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    # fromisoformat also takes 20260310 and 2026-W10-1, which would be the same day with other bytes.
    if day is None or day.isoformat() != value or not 1900 <= day.year <= 2200:
        return "not_a_date"
    return None


def _decimal(_field: FieldSpec, value: JournalValue) -> str | None:
    found = _DECIMAL.fullmatch(value) if isinstance(value, str) else None
    if found is None or value == "-0":
        return "not_a_number"
    if found[1]:
        return "negative"
    return "too_large" if len(found[2]) > MAX_DIGITS else None


def _integer(_field: FieldSpec, value: JournalValue) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return "not_a_number"
    if value < 0:
        return "negative"
    return "too_large" if value >= 10**MAX_DIGITS else None


def _flag(_field: FieldSpec, value: JournalValue) -> str | None:
    return None if isinstance(value, bool) else "not_text"


def _row(_field: FieldSpec, value: JournalValue) -> str | None:
    return None if isinstance(value, str) and is_row_id(value) else "not_found"


def _texts(field: FieldSpec, value: JournalValue) -> str | None:
    if not isinstance(value, list):
        return "not_text"
    if len(value) > MAX_TEXTS:
        return "too_long"
    return next((code for item in cast("list[object]", value) if (code := _item(field, item))), None)


def _item(field: FieldSpec, item: object) -> str | None:
    return _text(field, item) if isinstance(item, str) else "not_text"


_CHECKS: dict[Kind, Check] = {
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.ROW: _row,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
}
assert set(_CHECKS) == set(Kind)
