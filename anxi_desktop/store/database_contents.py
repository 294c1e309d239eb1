"""What a database file holds, told without opening it for work: for whoever chooses a backup or a copy.

Nothing is written, and no site is proved: the file may be a backup, a copy on a stick, or the live one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db, schema
from anxi_desktop.store.local import get_local


@dataclass(frozen=True, slots=True)
class Contents:
    """Whose data it is, how much, and when it was last written (local time; None for an empty journal).

    `photos` counts the photos and attachments that stand beside it, `missing` those known only by their digests.
    """

    code: str
    person: str
    unit: str
    projects: int
    hazards: int
    photos: int
    missing: int
    saved_at: datetime | None


def contents_of(path: Path) -> Contents:
    """Look into a database file. Errors: file_missing, not_a_database, newer_database, those of `db.look`."""
    if not path.is_file():
        raise AnxiError("file_missing", path=path)
    looking = db.look(path)
    try:
        with db.known_errors(path, looking):
            schema.pending(looking, path)  # refuses what is no database of ours, or a newer program's
            tables = {str(row[0]) for row in looking.execute("SELECT name FROM sqlite_master")}

            def count(table: str, where: str = "") -> int:
                if table not in tables:  # an older program's file
                    return 0
                return cast("int", looking.execute(f"SELECT count(*) FROM {table} {where}").fetchone()[0])

            last = looking.execute("SELECT arrived FROM entry ORDER BY id DESC LIMIT 1").fetchone()
            code, person, unit = (get_local(looking, key) or "" for key in ("code", "person", "unit"))
            return Contents(
                code=code,
                person=person,
                unit=unit,
                projects=count("project"),
                hazards=count("hazard"),
                photos=count("attachment", "WHERE have"),
                missing=count("attachment", "WHERE NOT have"),
                saved_at=_moment(cast("int", last[0])) if last else None,
            )
    finally:
        looking.close()


def _moment(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000)
    except (OverflowError, OSError, ValueError):  # a clock that was out of its mind
        return None
