"""The check lists there are: those the program ships and the editions kept in the database.

An edition that only an inspection keeps is `retired`: it can always be read, and is not offered for a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anxi_desktop.domain.checklist import CheckList, FrozenList, edition_row, freeze
from anxi_desktop.domain.checklist_reading import read_check_list, thaw
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import Family
from anxi_desktop.store.store import Store

_FOLDER = "checklists"
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """An edition in the database, with its record id."""

    id: str
    check_list: CheckList
    retired: bool


@cache
def shipped_lists(resources: Path) -> tuple[CheckList, ...]:
    """The lists the program ships, in the order of their file names. Raises AnxiError("content_unreadable")."""
    folder = resources / _FOLDER
    return tuple(read_check_list(path.read_bytes()) for path in sorted(folder.glob("*.json")))


def kept_editions(store: Store) -> Iterator[KeptEdition]:
    """The editions in the database, in the order they were kept; one that cannot be read is left out."""
    for row in store.rows("check_list"):
        try:
            found = read_check_list(str(row["body"]).encode("utf-8"))
        except AnxiError:
            continue
        yield KeptEdition(str(row["id"]), found, bool(row["retired"]))


def offered_lists(store: Store, resources: Path, *, day: date, family: Family | None) -> list[CheckList]:
    """The lists for an inspection on `day` of a project of `family`: of each key the edition that began last."""
    found: dict[str, CheckList] = {}
    kept = [edition.check_list for edition in kept_editions(store) if not edition.retired]
    for check_list in (*shipped_lists(resources), *kept):
        if not check_list.is_valid_on(day) or (family is not None and family not in check_list.families):
            continue
        known = found.get(check_list.key)
        if known is None or _age(check_list) >= _age(known):
            found[check_list.key] = check_list
    return list(found.values())


def edition_of(store: Store, digest: str) -> CheckList | None:
    """The edition an inspection kept, by its digest; None where it has not arrived."""
    for row in store.rows("check_list", {"id": edition_row(digest)}, limit=1):
        return thaw(str(row["body"]).encode("utf-8"), digest=digest)
    return None


def edition_in(store: Store, row: str) -> CheckList | None:
    """The edition with this record id; None where it has not arrived."""
    for found in store.rows("check_list", {"id": row}, limit=1):
        return thaw(str(found["body"]).encode("utf-8"), digest=str(found["digest"]))
    return None


def frozen(check_list: CheckList) -> FrozenList:
    """The bytes an inspection keeps."""
    return freeze(check_list)


def _age(check_list: CheckList) -> tuple[date, str]:
    """When an edition began; among equals 10 comes after 9."""
    edition = _DIGITS.sub(lambda found: found[0].zfill(8), check_list.edition)
    return (check_list.valid_from or date.min, edition)
