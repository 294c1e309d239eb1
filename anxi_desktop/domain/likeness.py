"""Whether two hazards of one project are the same thing written twice.

Offices enter one hazard three or four times (reference data, section 1.2, pains of Chinese field write-ups). It is
only ever a question to a person, so the measure is simple and can be explained: the share of character pairs that
two descriptions have in common, a little more where part or item agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ALIKE_LEAST = 0.5
_SAME_PART, _SAME_ITEM = 0.12, 0.08
_NOISE = re.compile(r"[\W_]+|现场|部分|存在|情况|问题|发现|以及|不符合要求|个别")
_PART_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Described:
    """A hazard as far as likeness is concerned; `id` is given back."""

    id: str
    description: str
    part: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """One that looks the same: `likeness` from 0 to 1."""

    id: str
    likeness: float


def alike(one: Described, others: Iterable[Described], *, most: int = 3) -> list[Alike]:
    """Those of `others` that look the same as `one`, the most alike first."""
    found = [
        Alike(other.id, value)
        for other in others
        if other.id != one.id and (value := likeness(one, other)) >= ALIKE_LEAST
    ]
    return sorted(found, key=lambda item: (-item.likeness, item.id))[:most]


def likeness(one: Described, other: Described) -> float:
    """From 0 (nothing in common) to 1 (the same words)."""
    left, right = _pairs(one.description), _pairs(other.description)
    total = sum(left.values()) + sum(right.values())
    if not total:
        return 0.0
    value = 2 * sum((left & right).values()) / total
    if value >= ALIKE_LEAST / 2:  # agreeing parts alone make nothing the same
        value += _SAME_PART if _part(one.part) and _part(one.part) == _part(other.part) else 0
        value += _SAME_ITEM if one.item and one.item == other.item else 0
    return min(1.0, value)


def _pairs(text: str) -> Counter[str]:
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())
    if len(plain) == 1:
        return Counter([plain])
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def _part(text: str) -> str:
    return _PART_NOISE.sub("", unicodedata.normalize("NFKC", text).lower())
