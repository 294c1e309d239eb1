"""Opening a database file: looked at first, refused untouched, brought up to date with a backup."""

from __future__ import annotations

import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import backup, db, schema
from anxi_desktop.store.atomic import disk_error, name_new
from anxi_desktop.store.folder import BACKUPS, DATABASE, check_folder
from anxi_desktop.store.local import get_local
from anxi_desktop.store.rebuild import rebuild

_ABANDONED = 60  # seconds; making a database takes less than one


def open_database(folder: Path, *, wait_seconds: float) -> db.Connection:
    """The connection to the database of a data folder; nothing is written where nothing is due.

    Where this account may not write, the connection reads. Errors: not_initialised, newer_database,
    not_a_database, unsafe_folder, old_sqlite, store_busy, read_only, backup_failed, disk_full.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise AnxiError("not_initialised", path=folder)
    check_folder(folder)
    is_due = _refuse_others(path, wait_seconds)
    try:
        connection = db.connect(path, wait_seconds=wait_seconds)
    except AnxiError as error:
        if error.code != "read_only" or is_due:
            raise
        connection = db.connect_read_only(path, wait_seconds=wait_seconds)
    try:
        with db.known_errors(path, connection):
            if is_due:
                backup.write_backup(connection, folder / BACKUPS, reason="migration")
                with db.transaction(connection, path):
                    schema.migrate(connection)
            _make_typed_current(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def new_database(folder: Path) -> Generator[Path]:
    """Where to make the database of a new data folder; it gets its name when all went well.

    Errors: already_initialised, unsafe_folder, read_only, disk_full. After an error no database is left behind.
    """
    path = folder / DATABASE
    if path.exists():
        raise AnxiError("already_initialised", path=folder)
    check_folder(folder)
    was_there = folder.exists()
    making = folder / f".{DATABASE}.{uuid.uuid4().hex[:8]}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield making
        if not name_new(making, path):
            raise AnxiError("already_initialised", path=folder)
    except (FileExistsError, NotADirectoryError) as error:  # a file stands where the folder should be
        raise AnxiError("read_only", path=folder) from error
    except OSError as error:
        raise disk_error(error, folder) from error
    finally:
        _clear(folder, making)
        if not was_there:
            with suppress(OSError):  # it holds the finished database, or a key
                folder.rmdir()


def quick_check(connection: db.Connection, path: Path) -> None:
    """Raise AnxiError("database_damaged") when SQLite finds the file damaged."""
    try:
        with db.known_errors(path, connection):
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except AnxiError as error:
        if error.code != "not_a_database":
            raise
        raise AnxiError("database_damaged", path=path) from error
    if found is None or found[0] != "ok":
        raise AnxiError("database_damaged", path=path)


def _clear(folder: Path, making: Path) -> None:
    """Remove what was being made, and what a process that was killed while making it has left."""
    for leftover in folder.glob(f".{DATABASE}.*.new*"):
        with suppress(OSError):
            if leftover.name.startswith(making.name) or time.time() - leftover.stat().st_mtime > _ABANDONED:
                leftover.unlink()


def _refuse_others(path: Path, wait_seconds: float) -> bool:
    """True when migrations are due; a file of a newer program, or no database of ours, is left as it is."""
    looking = db.look(path, wait_seconds=wait_seconds)
    try:
        with db.known_errors(path, looking):
            return schema.pending(looking, path)
    finally:
        looking.close()


def _make_typed_current(connection: db.Connection, path: Path) -> None:
    """Another version of the program may have left the typed tables in another form."""
    wanted = schema.typed_version()
    if get_local(connection, "typed") == wanted:
        return
    with db.transaction(connection, path):
        if get_local(connection, "typed") != wanted:  # nobody else has done it while we waited
            rebuild(connection)
