"""One way to open SQLite: every connection gets the same settings, and they are read back.

pysqlite3 brings its own SQLite: versions before 3.51.3 can corrupt a database in WAL mode and are refused.
Source: exchange design, section 6.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    import pysqlite3 as sqlite3

LEAST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 10
APPLICATION_ID = 0x416E7869  # "Anxi"

Connection = sqlite3.Connection
Row = tuple[object, ...]

_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("foreign_keys", "OFF", 0),
    ("temp_store", "MEMORY", 2),
    ("cache_size", "-65536", -65536),
)


def connect(path: Path, *, create: bool = False) -> Connection:
    """A connection in autocommit mode with all settings proved. Errors: old_sqlite, read_only, not_a_database."""
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        needed = ".".join(str(part) for part in LEAST_SQLITE)
        raise AnxiError("old_sqlite", found=sqlite3.sqlite_version, needed=needed)
    mode = "rwc" if create else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with known_errors(path):
        connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            _set_up(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _set_up(connection: Connection, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    for name, wanted, proof in _PRAGMAS:
        connection.execute(f"PRAGMA {name} = {wanted}")
        row = connection.execute(f"PRAGMA {name}").fetchone()
        found = row[0] if row else proof  # mmap_size answers nothing where it is compiled out
        if found != proof:
            raise AnxiError("file_failed", path=path, reason=f"{name} = {found}")


@contextmanager
def transaction(connection: Connection, path: Path) -> Generator[None]:
    """A write transaction that takes the write lock at once and leaves nothing behind when it fails."""
    with known_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # After disk-full SQLite has rolled back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def known_errors(path: Path) -> Generator[None]:
    """Turn what SQLite says about the disk, the lock or the file into a known error."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        known = _known(error, path)
        if known is None:
            raise
        raise known from error


def _known(error: Exception, path: Path) -> AnxiError | None:
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return AnxiError("store_busy", seconds=BUSY_SECONDS)
    if name.startswith("SQLITE_FULL"):
        return AnxiError("disk_full", path=path)
    if name.startswith("SQLITE_IOERR"):
        return AnxiError("file_failed", path=path, reason=name)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return AnxiError("read_only", path=path)
    if name.startswith("SQLITE_CANTOPEN"):
        folder = path.parent
        missing = not path.exists() and os.access(folder, os.W_OK)
        return AnxiError("file_missing" if missing else "read_only", path=path)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_FORMAT")):
        return AnxiError("not_a_database", path=path)
    return None
