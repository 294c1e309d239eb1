"""What a record declares about a field: the one description that tables, forms, import and journal read.

A journal value is null, a boolean, an integer, a text or a list of texts. Decimals are journalled as text
without trailing zeros and dates as YYYY-MM-DD, so that the same value has the same bytes everywhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

NAME_LIMIT = 200
LINE_LIMIT = 500
NOTE_LIMIT = 20_000
BODY_LIMIT = 60_000
"""In UTF-8 at most 180 KB: an entry holds 256 KB."""
ROW_ID_LIMIT = 64

JournalValue = None | bool | int | str | list[str]

T = TypeVar("T")


class Kind(Enum):
    """How a field's value is written in the journal and which check it gets."""

    TEXT = "text"
    NOTE = "note"
    CHOICE = "choice"
    DATE = "date"
    DECIMAL = "decimal"
    INTEGER = "integer"
    FLAG = "flag"
    ROW = "row"
    TEXTS = "texts"


class Stream(Enum):
    """Which chain of the journal a record belongs to (who will be handed it)."""

    PROJECT = "project"
    PROJECT_OFFICE = "project/office"
    COUNTY = "county"
    COUNTY_OFFICE = "county/office"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record.

    `limit` counts characters; `unit` is the unit a number is kept in (m2, wan = 10,000 yuan, person …);
    `entity` names the record type a ROW field points to; `safer` lists choice codes from the safest to show
    in a conflict to the least safe (None: blank); `status` marks a field of a project that is kept as dated
    facts.
    """

    name: str
    kind: Kind
    required: bool = False
    limit: int = LINE_LIMIT
    choices: type[Enum] | None = None
    unit: str = ""
    entity: str = ""
    safer: tuple[str | None, ...] = ()
    status: bool = False


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """One record type: its code name, stream, parent and fields in the order people read them."""

    entity: str
    stream: Stream
    fields: dict[str, FieldSpec]
    parent: str = ""
    stored: dict[str, FieldSpec] = dataclasses.field(init=False)
    """The fields the journal knows; the others are derived from facts."""

    def __post_init__(self) -> None:
        stored = {name: field for name, field in self.fields.items() if not field.status}
        object.__setattr__(self, "stored", stored)  # once: every save asks for it


def _declare(**spec: Any) -> Any:
    return dataclasses.field(default=cast(Any, None), metadata={"spec": spec})


def name(*, required: bool = False) -> Any:
    """A name of a project, company or person: one line of at most 200 characters."""
    return _declare(kind=Kind.TEXT, required=required, limit=NAME_LIMIT)


def line(*, required: bool = False) -> Any:
    """One line of text of at most 500 characters."""
    return _declare(kind=Kind.TEXT, required=required, limit=LINE_LIMIT)


def note(*, required: bool = False) -> Any:
    """Text of several lines, at most 20,000 characters."""
    return _declare(kind=Kind.NOTE, required=required, limit=NOTE_LIMIT)


def body(*, required: bool = False) -> Any:
    """A whole document as text, at most 60,000 characters."""
    return _declare(kind=Kind.NOTE, required=required, limit=BODY_LIMIT)


def choice(
    choices: type[Enum],
    *,
    required: bool = False,
    status: bool = False,
    safer: Iterable[Enum | None] = (),
) -> Any:
    """One of a closed set. `safer` lists values from the safest to the least safe, None for blank."""
    order = tuple(None if member is None else str(member.value) for member in safer)
    return _declare(kind=Kind.CHOICE, choices=choices, required=required, status=status, safer=order)


def day(*, required: bool = False, status: bool = False) -> Any:
    """A calendar date."""
    return _declare(kind=Kind.DATE, required=required, status=status)


def decimal(unit: str) -> Any:
    """A number ≥ 0 that may have a fraction, in `unit`."""
    return _declare(kind=Kind.DECIMAL, unit=unit)


def integer(unit: str, *, required: bool = False, status: bool = False) -> Any:
    """A whole number ≥ 0, counted in `unit`."""
    return _declare(kind=Kind.INTEGER, unit=unit, required=required, status=status)


def flag() -> Any:
    """Yes or no; blank is no."""
    return _declare(kind=Kind.FLAG)


def row(entity: str, *, required: bool = False) -> Any:
    """The id of another record."""
    return _declare(kind=Kind.ROW, entity=entity, required=required, limit=ROW_ID_LIMIT)


def texts() -> Any:
    """A list of short texts."""
    return _declare(kind=Kind.TEXTS)


def record(entity: str, stream: Stream, *, parent: str = "") -> Any:
    """Class decorator that makes a frozen dataclass a record type called `entity`."""

    def make(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        fields = {
            item.name: FieldSpec(item.name, **item.metadata["spec"])
            for item in dataclasses.fields(cast(Any, made))
            if item.name != "id"
        }
        _SPECS[made] = RecordSpec(entity, stream, fields, parent)
        return made

    return make


_SPECS: dict[type, RecordSpec] = {}


@cache
def spec_of(record_type: type) -> RecordSpec:
    """The declaration of a record type."""
    return _SPECS[record_type]
