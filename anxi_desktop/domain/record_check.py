"""What a form, a command and an import check of a whole record: every field, and the fields against each other.

A merge never refuses what these rules refuse; they hold for what a person enters here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import FACT_CHOICES
from anxi_desktop.domain.save import refusal
from anxi_desktop.domain.status import whole_number


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


def _fact_value(values: Mapping[str, JournalValue]) -> list[Refusal]:
    """A fact says what its status field can say: a code of the closed set, or a count."""
    kind, value = values.get("fact"), values.get("value")
    if value in (None, "") or kind not in _FACT_VALUES:
        return []
    choices = _FACT_VALUES[kind]
    if choices is None:
        known = isinstance(value, str) and whole_number(value) is not None
        return [] if known else [Refusal("value", "not_a_number")]
    return [] if value in {member.value for member in choices} else [Refusal("value", "unknown_choice")]


def _judgement(values: Mapping[str, JournalValue]) -> list[Refusal]:
    """A judged 重大事故隐患 carries edition, category and basis (reference data, section 2.2)."""
    if not values.get("judged"):
        return []
    wanted = ("judged_edition", "judged_category", "judged_basis")
    return [Refusal(name, "missing_for_judged") for name in wanted if values.get(name) in (None, "")][:1]


def _void(values: Mapping[str, JournalValue]) -> list[Refusal]:
    is_void = values.get("voided_on") not in (None, "")
    return [Refusal("void_reason", "missing")] if is_void and values.get("void_reason") in (None, "") else []


def _team(values: Mapping[str, JournalValue]) -> list[Refusal]:
    """行政处罚法 art. 42: an enforcement check has at least two officers with certificates."""
    team, numbers = values.get("team"), values.get("certificates")
    names = team if isinstance(team, list) else []
    listed = numbers if isinstance(numbers, list) else []
    if len(listed) > len(names):
        return [Refusal("certificates", "more_certificates")]
    certified = sum(
        bool(name.strip() and number.strip()) for name, number in zip(names, listed, strict=False)
    )
    if values.get("enforcement") and certified < 2:
        return [Refusal("certificates", "two_certificates")]
    return []


def _refusal_to_sign(values: Mapping[str, JournalValue]) -> list[Refusal]:
    """Law art. 68: a refusal is noted, with its reason and a witness."""
    if values.get("signing") != "refused":
        return []
    return [Refusal(name, "missing") for name in ("refusal", "witness") if values.get(name) in (None, "")][:1]


def _counts(values: Mapping[str, JournalValue]) -> list[Refusal]:
    names = ("items", "passed", "failed", "absent")
    counts = [value if isinstance(value, int) else 0 for value in (values.get(name) for name in names)]
    return (
        [Refusal("items", "counts_differ")]
        if values.get("items") is not None and sum(counts[1:]) > counts[0]
        else []
    )


_FACT_VALUES: dict[JournalValue, type[Enum] | None] = {
    kind.value: choices for kind, choices in FACT_CHOICES.items()
}


def _day(values: Mapping[str, JournalValue], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


_RULES = {
    "fact": ((frozenset({"fact", "value"}), _fact_value),),
    "hazard": (
        (frozenset({"found_on", "due_on"}), _due),
        (frozenset({"found_on", "rectified_on", "reviewed_on"}), _order),
        (frozenset({"judged", "judged_edition", "judged_category", "judged_basis"}), _judgement),
        (frozenset({"voided_on", "void_reason"}), _void),
    ),
    "inspection": (
        (frozenset({"team", "certificates", "enforcement"}), _team),
        (frozenset({"signing", "refusal", "witness"}), _refusal_to_sign),
        (frozenset({"items", "passed", "failed", "absent"}), _counts),
    ),
}
