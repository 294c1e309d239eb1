"""A ledger: a title and a table of any records, the same for its workbook and its PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.photo_print import Printed


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side in a cell, over words (how many there are in all); `load` reads them when they are due."""

    words: str
    load: Callable[[], Sequence[Printed]]


LedgerValue = date | Decimal | int | str | Pictures | None
Progress = Callable[[int], None]
PICTURE_MM = (28.0, 21.0)
"""The room of one picture in a cell."""


class Kind(Enum):
    """What a column holds; it decides how a workbook keeps it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column; the width is a wish in millimetres that the PDF scales to its sheet."""

    header: str
    width_mm: float
    align: Align = Align.LEFT
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows may be a generator: they are read once, in order.

    A value of a DATE column may be ISO text, one of a NUMBER column decimal text; what cannot be read as
    such is kept as text.
    """

    title: str
    subtitle: str
    columns: Sequence[LedgerColumn]
    rows: Iterable[Sequence[LedgerValue]]
    notes: tuple[str, ...] = ()


def header_parts(header: str) -> list[str]:
    """Where a heading too wide for its column breaks: before its unit, never inside the brackets."""
    at = header.find("（")
    return [header[:at], header[at:]] if at > 0 else [header]


def typed(value: LedgerValue, kind: Kind) -> LedgerValue:
    """The value as its column's kind: a day for ISO text, a number for decimal text."""
    if not isinstance(value, str) or kind is Kind.TEXT:
        return value
    try:
        if kind is Kind.DATE:
            return date.fromisoformat(value)
        number = Decimal(value)
        return number if number.is_finite() else value
    except (ValueError, ArithmeticError):
        return value


def shown(value: LedgerValue) -> str:
    """What is printed: blank for None, days as 2026-10-03, numbers without an exponent."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Pictures):
        return value.words
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def fitted(picture: Printed) -> tuple[float, float]:
    """How large a picture stands in its room: (width, height) in millimetres."""
    scale = min(PICTURE_MM[0] / picture.width, PICTURE_MM[1] / picture.height)
    return picture.width * scale, picture.height * scale
