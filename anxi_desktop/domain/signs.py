"""The catalogue of safety signs, 六有 marks and equipment, with glyphs that we draw ourselves.

The drawings are 示意, never the standard's own: `resources/signs/signs.json` says which edition names them. A
sign that an edition dropped has the last day it was valid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.strict_json import read_object


class SignKind(Enum):
    """The four classes of GB 2894, the 六有 marks, fire equipment and what helps to get out."""

    PROHIBITION = "prohibition"
    WARNING = "warning"
    MANDATORY = "mandatory"
    INFORMATION = "information"
    SIX = "six"
    FIRE = "fire"
    ESCAPE = "escape"


Commands = tuple[tuple[str, tuple[float, ...]], ...]
"""A glyph as absolute path commands M, L, C, Z in a square of 24, y downwards."""

_COUNTS = {"M": 2, "L": 2, "C": 6, "Z": 0}
_PART = re.compile(r"[MLCZ]|-?[0-9]+(?:\.[0-9]+)?|-?\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign. `glyph` is "" where no drawing would be right: then a part of its name is written."""

    code: str
    name: str
    kind: SignKind
    glyph: str
    valid_to: date | None = None

    @property
    def short(self) -> str:
        """Two characters that stand for it."""
        for word in ("必须戴", "必须穿", "必须系", "禁止", "当心", "必须", "注意"):
            if self.name.startswith(word) and len(self.name) > len(word):
                return self.name[len(word) : len(word) + 2]
        return self.name[:2]


@dataclass(frozen=True)
class Signs:
    """All of them, in the order of the catalogue."""

    note: str
    edition: str
    signs: tuple[Sign, ...]
    glyphs: Mapping[str, Commands]

    @cached_property
    def by_code(self) -> dict[str, Sign]:
        """By code."""
        return {sign.code: sign for sign in self.signs}

    @cached_property
    def by_name(self) -> dict[str, Sign]:
        """By name."""
        return {sign.name: sign for sign in self.signs}

    def of(self, kind: SignKind) -> list[Sign]:
        """Those of one kind."""
        return [sign for sign in self.signs if sign.kind is kind]


def read_signs(body: bytes) -> Signs:
    """The catalogue. Raises AnxiError("content_unreadable")."""
    try:
        found = cast("Mapping[str, Any]", read_object(body))
        listed = [*found["signs"], *found["marks"], *found["equipment"]]
        return Signs(
            str(found["note"]),
            str(found["edition"]),
            tuple(_sign(item) for item in listed),
            {str(name): _commands(str(text)) for name, text in found["glyphs"].items()},
        )
    except (ValueError, KeyError, TypeError):
        raise AnxiError("content_unreadable", place="signs.json") from None


def _sign(item: Mapping[str, Any]) -> Sign:
    ends = item.get("valid_to")
    return Sign(
        str(item["code"]),
        str(item["name"]),
        SignKind(item["kind"]),
        str(item.get("glyph") or ""),
        date.fromisoformat(ends) if ends else None,
    )


def _commands(text: str) -> Commands:
    made: list[tuple[str, tuple[float, ...]]] = []
    parts = _PART.findall(text)
    at = 0
    while at < len(parts):
        code = parts[at]
        count = _COUNTS[code]
        numbers = tuple(float(part) for part in parts[at + 1 : at + 1 + count])
        if len(numbers) != count:
            raise ValueError(text)
        made.append((code, numbers))
        at += 1 + count
    return tuple(made)
