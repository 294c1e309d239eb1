"""What tells projects apart, read in one go: an import looks thousands of names up."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from anxi_desktop.store.db import Connection


@dataclass(frozen=True, slots=True)
class NamedProject:
    """A live project as a file can name it."""

    id: str
    name: str
    category: str
    permit_no: str | None


def project_names(connection: Connection) -> Generator[NamedProject]:
    """All live projects in order of entry."""
    for found in connection.execute("SELECT id, name, category, permit_no FROM project ORDER BY rowid"):
        yield NamedProject(str(found[0]), str(found[1] or ""), str(found[2] or ""), found[3])


def last_entry(connection: Connection) -> int:
    """The number of the last journal entry of a person: when it has grown, somebody has written in between.

    The cards of laptops do not count: the first write of an opening may announce one.
    """
    found = connection.execute(
        "SELECT id FROM entry WHERE row NOT IN (SELECT id FROM device) ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return int(found[0]) if found else 0
