"""The library of common hazards: what the program ships, and what people added here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from anxi_desktop.domain.known_hazards import KnownHazard, read_known_hazards
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.project import Family
from anxi_desktop.store.store import Store

_FILE = Path("hazards") / "common.json"


@cache
def shipped_hazards(resources: Path) -> tuple[KnownHazard, ...]:
    """The shipped library. Raises AnxiError("content_unreadable")."""
    return read_known_hazards((resources / _FILE).read_bytes())


def known_hazards(store: Store, resources: Path) -> list[KnownHazard]:
    """People's own first, then the shipped ones; one they retired hides the shipped one of the same words."""
    own = list(store.rows("common_hazard"))
    hidden = {str(row["description"]) for row in own}
    return [*_own(own), *(item for item in shipped_hazards(resources) if item.description not in hidden)]


def _own(rows: list[dict[str, JournalValue]]) -> Iterator[KnownHazard]:
    for row in rows:
        if row["retired"]:
            continue
        family, severity = row["family"], row["severity"]
        yield KnownHazard(
            description=str(row["description"]),
            family=Family(str(family)) if family else None,
            group=str(row["item"] or "").partition(".")[0],
            kind=str(row["kind"] or ""),
            severity=Severity(str(severity)) if severity else None,
            requirement=str(row["requirement"] or ""),
            basis=str(row["basis"] or ""),
            standard=str(row["standard"] or ""),
        )
