"""Rule tables: what people may change about assessing risk, kept as text with an edition.

A table is JSON, read strictly: what a laptop was sent must not make a point blue that is red. Shipped tables
stand in `resources/risk/rules.json`; a changed one is a record `rule_table` with the same key.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.domain.records.risk import AssessmentMethod, RuleKind
from anxi_desktop.domain.strict_json import read_object

LEAST_MONTHS: Mapping[Family, int] = {Family.WORKS: 3, Family.PROPERTY: 12}
"""The longest time between two full inspections: a quarter and a year (county notice, three (3))."""

DUTY_LEVELS: Mapping[RiskLevel, str] = {
    RiskLevel.RED: "企业主要负责人",
    RiskLevel.ORANGE: "分管领导",
    RiskLevel.YELLOW: "项目部",
    RiskLevel.BLUE: "班组",
}
"""Who controls a point of a level; the level above covers the one below."""
assert set(DUTY_LEVELS) == set(RiskLevel)

_SCALES: Mapping[RuleKind, tuple[str, ...]] = {RuleKind.LEC: ("l", "e", "c"), RuleKind.LS: ("l", "s")}
_MOST_STEPS = 20

Band = tuple[Decimal, RiskLevel]


@dataclass(frozen=True, slots=True)
class Preset:
    """How a product of scores becomes a level: scales of (value, meaning), bands from the highest down.

    A product belongs to the first band whose least value it reaches.
    """

    kind: RuleKind
    key: str
    edition: str
    title: str
    scales: Mapping[str, tuple[tuple[Decimal, str], ...]]
    bands: tuple[Band, ...]

    @property
    def name(self) -> str:
        """Key and edition, as an assessment keeps them."""
        return f"{self.key}@{self.edition}"

    @property
    def method(self) -> AssessmentMethod:
        """The method the preset belongs to."""
        return AssessmentMethod(self.kind.value)

    def level(self, product: Decimal) -> RiskLevel:
        """The level of a product ≥ 0."""
        return band_of(self.bands, product)


@dataclass(frozen=True, slots=True)
class RaisingRule:
    """What lifts a point to at least `level`; it never lowers one."""

    code: str
    level: RiskLevel
    text: str


@dataclass(frozen=True, slots=True)
class LevelRules:
    """The overall level: points per factor up to a most, bands of the sum, and floors.

    `floors` are (factor, at least how many, level): the proposal is at least that level.
    """

    edition: str
    bands: tuple[Band, ...]
    weights: Mapping[str, tuple[Decimal, Decimal]]
    floors: tuple[tuple[str, int, RiskLevel], ...]


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a project of a level is inspected: at least once in `months` months, and what to look at."""

    months: int
    focus: str


LEVEL_FACTORS = (
    *("red_points", "orange_points", "yellow_points", "major_open", "overdue", "open"),
    *("random_fail", "random_pass", "score_fail", "uncovered", "unassessed"),
)


@dataclass(frozen=True, slots=True)
class TableText:
    """A rule table as it is stored: `body` is JSON."""

    kind: RuleKind
    key: str
    edition: str
    title: str
    body: str
    shipped: bool = True


def shipped_tables(body: bytes) -> list[TableText]:
    """The tables of `rules.json`. Raises AnxiError("content_unreadable")."""
    found = read_object(body)
    made: list[TableText] = []
    for item in _list(found.get("tables"), "rules.json"):
        table = _object(item, "rules.json")
        text = json.dumps(table.get("body"), ensure_ascii=False, indent=1)
        made.append(
            TableText(
                RuleKind(_text(table.get("kind"), "kind")),
                _text(table.get("key"), "key"),
                _text(table.get("edition"), "edition"),
                _text(table.get("title"), "title"),
                text,
            )
        )
    return made


def check_table(table: TableText) -> None:
    """Raise AnxiError where a table cannot be used: content_unreadable, frequency_too_low."""
    _READERS[table.kind](table)


def read_preset(table: TableText) -> Preset:
    """The preset of a LEC or LS table. Raises AnxiError("content_unreadable")."""
    body = _body(table)
    scales = _object(body.get("scales"), table.title)
    read: dict[str, tuple[tuple[Decimal, str], ...]] = {}
    for name in _SCALES[table.kind]:
        steps = [_list(step, table.title) for step in _list(scales.get(name), table.title)]
        if not 2 <= len(steps) <= _MOST_STEPS or any(len(step) != 2 for step in steps):
            raise _unreadable(f"{table.title} · {name.upper()}")
        read[name] = tuple((_number(step[0], table.title), _text(step[1], table.title)) for step in steps)
        if len({value for value, _word in read[name]}) != len(steps):
            raise _unreadable(f"{table.title} · {name.upper()}")
    return Preset(
        table.kind, table.key, table.edition, table.title, read, _bands(body.get("bands"), table.title)
    )


def read_raising(table: TableText) -> tuple[RaisingRule, ...]:
    """The raising rules. Raises AnxiError("content_unreadable")."""
    body = _body(table)
    made: list[RaisingRule] = []
    for item in _list(body.get("rules"), table.title):
        rule = _list(item, table.title)
        if len(rule) != 3:
            raise _unreadable(table.title)
        made.append(
            RaisingRule(
                _text(rule[0], table.title), _level(rule[1], table.title), _text(rule[2], table.title)
            )
        )
    if len({rule.code for rule in made}) != len(made):
        raise _unreadable(table.title)
    return tuple(made)


def read_level_rules(table: TableText) -> LevelRules:
    """The rules of the overall level. Raises AnxiError("content_unreadable")."""
    body = _body(table)
    weights = _object(body.get("weights"), table.title)
    read: dict[str, tuple[Decimal, Decimal]] = {}
    for name in LEVEL_FACTORS:
        pair = _list(weights.get(name), f"{table.title} · {name}")
        if len(pair) != 2:
            raise _unreadable(f"{table.title} · {name}")
        read[name] = (_number(pair[0], table.title), _number(pair[1], table.title))
    floors: list[tuple[str, int, RiskLevel]] = []
    for item in _list(body.get("floors"), table.title):
        floor = _list(item, table.title)
        if len(floor) != 3 or floor[0] not in LEVEL_FACTORS or not isinstance(floor[1], int):
            raise _unreadable(table.title)
        floors.append((str(floor[0]), floor[1], _level(floor[2], table.title)))
    return LevelRules(table.edition, _bands(body.get("bands"), table.title), read, tuple(floors))


def read_frequencies(table: TableText) -> Mapping[tuple[Family, RiskLevel], Frequency]:
    """Frequency by family and level.

    Raises AnxiError: content_unreadable, frequency_too_low for one below the notice's minimum.
    """
    body = _body(table)
    made: dict[tuple[Family, RiskLevel], Frequency] = {}
    for family in Family:
        rows = _object(body.get(family.value), table.title)
        for level in RiskLevel:
            pair = _list(rows.get(level.value), f"{table.title} · {level.value}")
            if len(pair) != 2 or not isinstance(pair[0], int) or isinstance(pair[0], bool) or pair[0] < 1:
                raise _unreadable(f"{table.title} · {level.value}")
            if pair[0] > LEAST_MONTHS[family]:
                raise AnxiError("frequency_too_low", family=family.value, months=LEAST_MONTHS[family])
            made[family, level] = Frequency(pair[0], _text(pair[1], table.title))
    return made


def band_of(bands: Sequence[Band], value: Decimal) -> RiskLevel:
    """The level of a value: the first band it reaches, the lowest one below all of them."""
    return next((level for least, level in bands if value >= least), bands[-1][1])


def higher(one: RiskLevel | None, other: RiskLevel | None) -> RiskLevel | None:
    """The more dangerous of two levels; None counts as none."""
    order = list(RiskLevel)
    known = [level for level in (one, other) if level is not None]
    return min(known, key=order.index) if known else None


def _bands(value: object, place: str) -> tuple[Band, ...]:
    made: list[Band] = []
    for item in _list(value, place):
        pair = _list(item, place)
        if len(pair) != 2:
            raise _unreadable(place)
        made.append((_number(pair[0], place), _level(pair[1], place)))
    falling = all(one[0] > other[0] for one, other in itertools.pairwise(made))
    if [level for _least, level in made] != list(RiskLevel) or not falling:
        raise _unreadable(place)
    return tuple(made)


def _body(table: TableText) -> Mapping[str, object]:
    try:
        return read_object(table.body.encode("utf-8", "surrogatepass"))
    except AnxiError:
        raise _unreadable(table.title) from None


def _object(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _unreadable(place)
    return cast("dict[str, object]", value)


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise _unreadable(place)
    return cast("list[object]", value)


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise _unreadable(place)
    return value


def _number(value: object, place: str) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, str) and len(value) < 20 else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or number < 0:
        raise _unreadable(place)
    return number


def _level(value: object, place: str) -> RiskLevel:
    try:
        return RiskLevel(value)
    except ValueError:
        raise _unreadable(place) from None


def _unreadable(place: str) -> AnxiError:
    return AnxiError("content_unreadable", place=place)


_READERS = {
    RuleKind.LEC: read_preset,
    RuleKind.LS: read_preset,
    RuleKind.RAISE: read_raising,
    RuleKind.LEVEL: read_level_rules,
    RuleKind.FREQUENCY: read_frequencies,
}
assert set(_READERS) == set(RuleKind)
