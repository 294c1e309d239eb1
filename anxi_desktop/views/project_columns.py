"""The columns of the list of projects: every field, and two that are put together from several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from anxi_desktop.domain import words
from anxi_desktop.domain.project_list import COMPANY, MILESTONES, column_word, state_word
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.views.rows_model import Cell, ListColumn

_FIELDS = SPECS["project"].fields
_ITEMS = len(MilestoneItem)

FIRST: tuple[str, ...] = (
    "name",
    "category",
    "town",
    "state",
    "level",
    "grade",
    COMPANY,
    MILESTONES,
    "grid_member",
)
"""What a new list shows, in this order; the other columns follow, hidden."""

_WIDTHS: Mapping[str, int] = {
    "name": 252,
    "category": 96,
    "town": 84,
    COMPANY: 204,
    "state": 80,
    "level": 96,
    "grade": 108,
    MILESTONES: 92,
    "grid_member": 84,
    "unit_type": 128,
    "address": 240,
    "owner": 224,
    "contractor": 224,
    "supervisor": 224,
    "property_company": 224,
    "manager": 96,
    "phone": 136,
    "safety_officer": 96,
    "permit_no": 192,
    "note": 280,
}
_TONES: Mapping[str, Mapping[str, str]] = {
    "state": {"active": "ok", "suspended": "warning", "completed": "neutral", "withdrawn": "neutral"},
    "grade": {
        "aaa": "accent",
        "provincial_good": "accent",
        "city_good": "accent",
        "pass": "ok",
        "none": "warning",
    },
}


def project_columns() -> tuple[ListColumn, ...]:
    """Every column a list of projects can show."""
    order = [*FIRST, *(name for name in _FIELDS if name not in FIRST)]
    return tuple(_column(name) for name in order)


def tone(field: str, code: Cell) -> str:
    """The tone of the tag that shows a status."""
    return _TONES.get(field, {}).get(str(code), "neutral")


def number_text(value: Cell, _other: Cell = None) -> str:
    """A number with separators of thousands: 12,000.5."""
    text = str(value)
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isascii() and whole.isdigit() else text


def _column(name: str) -> ListColumn:
    shown = name in FIRST
    title = column_word(name)
    width = _WIDTHS.get(name, 116)
    if name == MILESTONES:
        hint = "、".join(words.value_word("milestone", "item", item.value) for item in MilestoneItem)
        return ListColumn(name, title, width, word=_done_word, tone=_done_tone, hint=hint)
    if name not in _FIELDS:
        return ListColumn(name, title, width)
    field = _FIELDS[name]
    if field.kind in (Kind.DECIMAL, Kind.INTEGER):
        unit = words.UNITS[field.unit]
        return ListColumn(name, f"{title}（{unit}）", 136, kind="number", word=number_text, shown=shown)
    made = ListColumn(name, title, width, kind=_kind(name), shown=shown)
    if name == "state":
        made = replace(made, word=_state_word, other="category")
    elif field.choices is not None:
        made = replace(made, word=partial(_known_word, words.CHOICES[field.choices]))
    if made.kind == "tag":
        made = replace(made, tone=partial(tone, name))
    return made


def _kind(name: str) -> str:
    return {"name": "name", "level": "risk"}.get(name, "tag" if name in _TONES else "text")


def _known_word(known: Mapping[str, str], value: Cell, _other: Cell) -> str:
    return known.get(str(value), str(value))


def _state_word(state: Cell, category: Cell) -> str:
    return state_word(str(state), str(category))


def _done_word(mask: Cell, _other: Cell) -> str:
    return f"{int(mask or 0).bit_count()}/{_ITEMS}"


def _done_tone(mask: Cell) -> str | None:
    done = int(mask or 0).bit_count()
    return "ok" if done == _ITEMS else "secondary" if done == 0 else None
