"""Reading a check list from bytes, with every rule that holds for one.

Shipped lists, lists imported from another office and the frozen copy inside an inspection all pass here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TypeVar

from anxi_desktop.domain.checklist import (
    FORMAT,
    GUARANTEE_FULL,
    TABLE_FULL,
    CheckList,
    Frequency,
    Group,
    Item,
    ResponsibleLevel,
    Section,
    Subject,
    Verification,
    digest_of,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.strict_json import Shape, read_object

_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?")
_LINE = 300
_NOTE = 1000

_Choice = TypeVar("_Choice", bound=Enum)


def read_check_list(body: bytes) -> CheckList:
    """The list in `body`. Raises AnxiError("content_unreadable", place=…) for the first rule it breaks.

    A scored list: weights sum to 100, each table to 100 with its 保证项目 at 60 or absent, every table in a
    known section. Other lists have no marks, no sections. Keys are unique and none of them is retired.
    """
    top = Shape(read_object(body))
    top.only(
        *("format", "key", "edition", "title", "kind", "subject", "families", "source", "note"),
        *("valid_from", "valid_to", "dates_verified", "sections", "groups", "retired"),
    )
    top.equals("format", FORMAT)
    kind = top.choice("kind", ListKind)
    found = CheckList(
        key=top.matching("key", _KEY),
        edition=top.text("edition", limit=40),
        title=top.text("title", limit=_LINE),
        kind=kind,
        subject=top.choice("subject", Subject),
        families=_families(top),
        source=top.text("source", limit=_LINE),
        note=top.text("note", limit=_NOTE, blank=True),
        valid_from=top.day("valid_from"),
        valid_to=top.day("valid_to"),
        dates_verified=top.choice("dates_verified", Verification),
        sections=tuple(_sections(top)),
        groups=tuple(_groups(top, kind)),
        retired=_retired(top),
    )
    _check_keys(top, found)
    if found.valid_from and found.valid_to and found.valid_to < found.valid_from:
        raise top.refused("valid_to")
    if kind is ListKind.SCORED:
        _check_marks(top, found)
    elif found.sections or any(group.section for group in found.groups):
        raise top.refused("sections")
    return found


def thaw(body: bytes, *, digest: str) -> CheckList:
    """The edition an inspection kept. Raises AnxiError("check_list_altered") where bytes and digest differ."""
    if digest_of(body) != digest:
        raise AnxiError("check_list_altered", digest=digest[:12])
    return read_check_list(body)


def _families(top: Shape) -> tuple[Family, ...]:
    codes = top.items("families")
    if not codes or len(set(map(str, codes))) != len(codes):
        raise top.refused("families")
    try:
        return tuple(Family(code) for code in codes)
    except ValueError as error:
        raise top.refused("families") from error


def _sections(top: Shape) -> Iterator[Section]:
    for row in top.objects("sections"):
        row.only("key", "title", "weight")
        weight = row.number("weight", least=1, most=100)
        if weight is None:
            raise row.refused("weight")
        yield Section(row.matching("key", _KEY), row.text("title", limit=_LINE), weight)


def _groups(top: Shape, kind: ListKind) -> Iterator[Group]:
    for row in top.objects("groups"):
        row.only("key", "title", "number", "basis", "section", "items")
        items = tuple(_item(item, kind) for item in row.objects("items"))
        if not items:
            raise row.refused("items")
        yield Group(
            key=row.matching("key", _KEY),
            title=row.text("title", limit=_LINE),
            items=items,
            number=row.text("number", limit=20, blank=True),
            basis=row.text("basis", limit=_LINE, blank=True),
            section=row.text("section", limit=60, blank=True),
        )


def _item(row: Shape, kind: ListKind) -> Item:
    row.only(
        *("key", "title", "full", "guarantee", "method", "level", "frequency"),
        *("basis", "verified", "full_verified"),
    )
    full = row.number("full", least=1, most=TABLE_FULL)
    full_verified = _optional(row, "full_verified", Verification)
    is_scored = kind is ListKind.SCORED
    if (full is not None) is not is_scored:
        raise row.refused("full")
    if (full_verified is not None) is not is_scored:
        raise row.refused("full_verified")
    if row.flag("guarantee") and not is_scored:
        raise row.refused("guarantee")
    return Item(
        key=row.matching("key", _KEY),
        title=row.text("title", limit=_LINE),
        full=full,
        is_guarantee=row.flag("guarantee"),
        method=row.text("method", limit=_LINE, blank=True),
        level=_optional(row, "level", ResponsibleLevel),
        frequency=_optional(row, "frequency", Frequency),
        basis=row.text("basis", limit=_LINE, blank=True),
        verified=row.choice("verified", Verification),
        full_verified=full_verified,
    )


def _optional(row: Shape, key: str, choices: type[_Choice]) -> _Choice | None:
    return None if row.is_blank(key) else row.choice(key, choices)


def _retired(top: Shape) -> tuple[str, ...]:
    found: list[str] = []
    for key in top.items("retired"):
        if not isinstance(key, str) or _KEY.fullmatch(key) is None or key in found:
            raise top.refused("retired")
        found.append(key)
    return tuple(found)


def _check_keys(top: Shape, found: CheckList) -> None:
    known = set(found.retired)
    for place, part in (
        *(("sections", section.key) for section in found.sections),
        *(("groups", group.key) for group in found.groups),
        *(("items", item.key) for item in found.items()),
    ):
        if part in known:
            raise top.refused(f"{place}.{part}")
        known.add(part)
    if not found.groups:
        raise top.refused("groups")


def _check_marks(top: Shape, found: CheckList) -> None:
    if sum(section.weight for section in found.sections) != TABLE_FULL:
        raise top.refused("sections")
    sections = {section.key for section in found.sections}
    for group in found.groups:
        if (
            group.section not in sections
            or group.full != TABLE_FULL
            or group.guarantee_full not in {0, GUARANTEE_FULL}
        ):
            raise top.refused(f"groups.{group.key}")
    if sections - {group.section for group in found.groups}:
        raise top.refused("sections")
