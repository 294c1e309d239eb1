"""What a form, a command and an import check of a whole record: every field, and the fields against each other.

A merge never refuses what these rules refuse; they hold for what a person enters here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import refusal


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a field of a record is not taken: `code` is a key of `words.REASONS`."""

    field: str
    code: str


def refusals(
    entity: str, values: Mapping[str, JournalValue], *, changed: frozenset[str] | None = None
) -> list[Refusal]:
    """What is wrong with a record's `values` (code name → journal value; missing keys are blank).

    `changed` limits the checks of single fields to those a person touched, so that an old mistake in another
    field does not stand in the way; rules between fields are checked when one of theirs was touched.
    """
    spec = SPECS[entity]
    touched = frozenset(spec.fields) if changed is None else changed
    found: list[Refusal] = []
    for name, field in spec.fields.items():
        if name in touched:
            code = refusal(field, values.get(name))
            if code is not None:
                found.append(Refusal(name, code))
    wrong = {item.field for item in found}
    for rule_fields, rule in _RULES.get(entity, ()):
        if touched & rule_fields and not wrong & rule_fields:
            found.extend(rule(values))
    return found


def _due(values: Mapping[str, JournalValue]) -> list[Refusal]:
    """R20: due ≥ found."""
    found, due = _day(values, "found_on"), _day(values, "due_on")
    return [Refusal("due_on", "due_before_found")] if found and due and due < found else []


def _order(values: Mapping[str, JournalValue]) -> list[Refusal]:
    """R20: found ≤ rectified ≤ re-inspected."""
    last = _day(values, "found_on")
    for name in ("rectified_on", "reviewed_on"):
        day = _day(values, name)
        if day and last and day < last:
            return [Refusal(name, "order_of_dates")]
        last = day or last
    return []


def _day(values: Mapping[str, JournalValue], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


_RULES = {
    "hazard": (
        (frozenset({"found_on", "due_on"}), _due),
        (frozenset({"found_on", "rectified_on", "reviewed_on"}), _order),
    ),
}
