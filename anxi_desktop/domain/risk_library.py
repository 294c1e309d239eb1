"""Starter risk points, and the check that proposes the ones a project of its size needs.

The library is content (`resources/risk/library.json`), the check asks for sizes and compares them with the
thresholds of 危大工程 (`dangerous.json`, 建办质〔2018〕31号). Both only propose; a person picks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.strict_json import read_object


class Tier(Enum):
    """How far above the threshold, the more dangerous first."""

    OVERSIZE = "oversize"
    DANGEROUS = "dangerous"


@dataclass(frozen=True, slots=True)
class RiskUnit:
    """One unit points are found in; `order` follows construction, or the round through an estate."""

    code: str
    family: Family
    stage: str
    division: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class StarterPoint:
    """One point of the library. `lec` and `ls` are scores to start from."""

    code: str
    unit: RiskUnit
    texts: Mapping[str, str]
    signs: tuple[str, ...]
    dangerous: str
    lec: tuple[Decimal, Decimal, Decimal]
    ls: tuple[Decimal, Decimal]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.texts["name"]

    def values(self) -> dict[str, JournalValue]:
        """The fields of a risk point that begins as this one, without a level."""
        return {
            **self.texts,
            "unit": self.unit.title,
            "stage": self.unit.stage,
            "signs": list(self.signs),
            "dangerous": self.dangerous or None,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """What the check asks: a number in `unit`, or yes or no."""

    code: str
    text: str
    unit: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which answer on a work is 危大, or beyond a certain size; it proposes points by code."""

    category: str
    question: str
    at_least: Decimal | None
    tier: Tier
    text: str
    verified: bool
    points: tuple[str, ...]

    def is_met(self, answer: Decimal | bool | None) -> bool:
        """True where the answer reaches it."""
        if self.at_least is None:
            return answer is True
        return isinstance(answer, Decimal) and answer >= self.at_least


@dataclass(frozen=True, slots=True)
class Category:
    """One category of 危大工程."""

    code: str
    title: str
    questions: tuple[Question, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All units and points, in their order."""

    units: tuple[RiskUnit, ...]
    points: tuple[StarterPoint, ...]

    def of(self, family: Family) -> list[StarterPoint]:
        """The points of one family in construction order."""
        return sorted(
            (point for point in self.points if point.unit.family is family),
            key=lambda point: point.unit.order,
        )


@dataclass(frozen=True, slots=True)
class Met:
    """One category the answers reach: its highest tier and why."""

    category: Category
    tier: Tier
    reasons: tuple[str, ...]
    points: tuple[str, ...]


def read_library(body: bytes) -> Library:
    """The library. Raises AnxiError("content_unreadable")."""
    try:
        found = cast("Mapping[str, Any]", read_object(body))
        units = {
            str(unit["code"]): RiskUnit(
                str(unit["code"]),
                Family(unit["family"]),
                str(unit["stage"]),
                str(unit["division"]),
                str(unit["title"]),
                int(unit["order"]),
            )
            for unit in found["units"]
        }
        points = tuple(_point(item, units) for item in found["points"])
    except (ValueError, KeyError, TypeError, ArithmeticError):
        raise AnxiError("content_unreadable", place="library.json") from None
    return Library(tuple(sorted(units.values(), key=lambda unit: unit.order)), points)


_TEXTS = (
    *("name", "place", "factors", "accidents", "consequences"),
    *("measures", "emergency", "reporting"),
)


def _point(item: Mapping[str, Any], units: Mapping[str, RiskUnit]) -> StarterPoint:
    likely, often, harm = (Decimal(str(score)) for score in item["lec"])
    chance, severe = (Decimal(str(score)) for score in item["ls"])
    return StarterPoint(
        str(item["code"]),
        units[str(item["unit"])],
        {name: str(item[name]) for name in _TEXTS},
        tuple(str(sign) for sign in item["signs"]),
        str(item["dangerous"] or ""),
        (likely, often, harm),
        (chance, severe),
    )


def read_categories(body: bytes) -> tuple[Category, ...]:
    """The categories of 危大工程 with their thresholds. Raises AnxiError("content_unreadable")."""
    try:
        found = cast("Mapping[str, Any]", read_object(body))
        return tuple(_category(item) for item in found["categories"])
    except (ValueError, KeyError, TypeError, ArithmeticError):
        raise AnxiError("content_unreadable", place="dangerous.json") from None


def _category(item: Mapping[str, Any]) -> Category:
    code = str(item["code"])
    questions = tuple(
        Question(str(one["code"]), str(one["text"]), str(one.get("unit") or ""), one["kind"] == "number")
        for one in item["questions"]
    )
    thresholds = tuple(
        Threshold(
            code,
            str(rule["question"]),
            None if rule["at_least"] is None else Decimal(str(rule["at_least"])),
            Tier(rule["tier"]),
            str(rule["text"]),
            rule.get("verification") == "V",
            tuple(str(point) for point in rule["points"]),
        )
        for rule in item["rules"]
    )
    return Category(code, str(item["title"]), questions, thresholds)


def needed(categories: Iterable[Category], answers: Mapping[str, Decimal | bool | None]) -> list[Met]:
    """Which categories the answers reach (question code → answer; None or missing: not answered)."""
    found: list[Met] = []
    for category in categories:
        met = [rule for rule in category.thresholds if rule.is_met(answers.get(rule.question))]
        if not met:
            continue
        tier = min((rule.tier for rule in met), key=list(Tier).index)
        points = tuple(dict.fromkeys(point for rule in met for point in rule.points))
        reasons = tuple(dict.fromkeys(rule.text for rule in met if rule.tier is tier))
        found.append(Met(category, tier, reasons, points))
    return found
