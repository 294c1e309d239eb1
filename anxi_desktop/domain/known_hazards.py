"""Hazards as they are found again and again, with a measure and where the duty stands; picked instead of typed.

Everything but the basis is practice (M): a default people change, never shown as law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anxi_desktop.domain.pinyin import initials
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.strict_json import Shape, read_object

_GROUP = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class KnownHazard:
    """One of them. `group` is the key of the table or group of a check list it belongs to."""

    description: str
    family: Family | None = None
    group: str = ""
    kind: str = ""
    severity: Severity | None = None
    requirement: str = ""
    basis: str = ""
    standard: str = ""


def read_known_hazards(body: bytes) -> tuple[KnownHazard, ...]:
    """The library in the bytes of a `common.json`. Raises AnxiError("content_unreadable")."""
    top = Shape(read_object(body))
    top.only("format", "source", "note", "groups")
    top.equals("format", 1)
    found: list[KnownHazard] = []
    for group in top.objects("groups"):
        group.only("list_group", "family", "kind", "basis", "hazards")
        for row in group.objects("hazards"):
            row.only("text", "severity", "measure", "standard")
            found.append(
                KnownHazard(
                    description=row.text("text", limit=200),
                    family=group.choice("family", Family),
                    group=group.matching("list_group", _GROUP),
                    kind=group.text("kind", limit=40),
                    severity=row.choice("severity", Severity),
                    requirement=row.text("measure", limit=300),
                    basis=group.text("basis", limit=200),
                    standard=row.text("standard", limit=300, blank=True),
                )
            )
    return tuple(found)


def matching(
    hazards: Iterable[KnownHazard],
    text: str,
    *,
    family: Family | None = None,
    group: str = "",
    limit: int = 12,
) -> list[KnownHazard]:
    """Those that hold every word of `text` (Chinese or pinyin initials), those of `group` first; "" gives the group."""
    wanted = text.strip().lower().split()
    found = [
        hazard
        for hazard in hazards
        if (family is None or hazard.family in (None, family)) and _holds(hazard, wanted)
    ]
    if not wanted and group:
        found = [hazard for hazard in found if hazard.group == group]
    return sorted(found, key=lambda hazard: hazard.group != group)[:limit]


def _holds(hazard: KnownHazard, wanted: list[str]) -> bool:
    return all(any(word in part for part in _spellings(hazard)) for word in wanted)


def _spellings(hazard: KnownHazard) -> Iterator[str]:
    yield hazard.description.lower()
    yield hazard.kind.lower()
    yield from initials(hazard.description)
