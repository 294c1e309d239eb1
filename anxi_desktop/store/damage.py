"""What to say when SQLite meets a bad page while the data is open: which backup is whole.

A file that is damaged when it is opened is refused at the door; a page may also go bad later, or be read late.
"""

from __future__ import annotations

from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db
from anxi_desktop.store.backup import newest_sound
from anxi_desktop.store.folder import BACKUPS, DATABASE


def known_error(error: BaseException, folder: Path) -> AnxiError | None:
    """The known error that `error`, met with the database of `folder` open, stands for; None for a bug.

    A damaged file becomes database_broken with the newest sound backup, or database_broken_alone without one.
    """
    path = folder / DATABASE
    known = error if isinstance(error, AnxiError) else None
    if isinstance(error, db.sqlite3.DatabaseError):
        try:
            with db.known_errors(path):
                raise error
        except AnxiError as found:
            known = found
        except db.sqlite3.DatabaseError:
            return None
    if known is None or known.code != "not_a_database" or known.facts.get("path") != path:
        return known
    backup = newest_sound(folder / BACKUPS)
    if backup is None:
        return AnxiError("database_broken_alone", path=path)
    return AnxiError("database_broken", path=path, backup=backup)
