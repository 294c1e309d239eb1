"""The names of the members of a bundle, and the order in which they stand in the file."""

from __future__ import annotations

import re

MANIFEST, SIGNATURE, ENTRIES, TRUST = "manifest.json", "manifest.sig", "entries.z", "trust.json"

_ATTACHMENT = re.compile(r"attachments/([0-9a-f]{64})")
_PART = re.compile(r"parts/([0-9a-f]{64})-([1-9][0-9]{0,5})")


def short(name: str) -> str:
    """The name of a member as people are told it: a hash is longer than a line."""
    return name if len(name) <= 24 else f"{name[:20]}…"


def attachment_name(digest: str) -> str:
    """The member that holds a whole attachment."""
    return f"attachments/{digest}"


def part_name(digest: str, number: int) -> str:
    """The member that holds part `number` (from 1) of an attachment."""
    return f"parts/{digest}-{number}"


def attachment_of(name: str) -> str | None:
    """The SHA-256 of the whole attachment a member holds, or None for another member."""
    found = _ATTACHMENT.fullmatch(name)
    return found[1] if found else None


def part_of(name: str) -> tuple[str, int] | None:
    """(SHA-256 of the whole, number from 1) of the part a member holds, or None for another member."""
    found = _PART.fullmatch(name)
    return (found[1], int(found[2])) if found else None


def place_in_order(name: str) -> int | None:
    """Where in the file a member stands (members of equal number in any order); None for a name of no member."""
    fixed = (MANIFEST, SIGNATURE, ENTRIES, TRUST)
    if name in fixed:
        return fixed.index(name)
    if attachment_of(name):
        return 4
    return 5 if part_of(name) else None
