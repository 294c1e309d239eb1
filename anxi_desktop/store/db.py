"""One way to open SQLite: every connection gets the same settings, and they are read back.

pysqlite3 brings its own SQLite: versions before 3.51.3 can corrupt a database in WAL mode and are refused.
Source: exchange design, section 6.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.folder import is_too_long

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
_AS_IT_IS = "mode=ro&immutable=1"
_ENOUGH_BYTES = 1 << 20
# The backup interface raises its errors without their names.
_NAMELESS = {
    "attempt to write a readonly database": "SQLITE_READONLY",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "database is locked": "SQLITE_BUSY",
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "file is not a database": "SQLITE_NOTADB",
    "unable to open database file": "SQLITE_CANTOPEN",
}


def connect(path: Path, *, create: bool = False, wait_seconds: float = BUSY_SECONDS) -> Connection:
    """A connection in autocommit mode with all settings proved; it waits that long for another's lock.

    Errors: old_sqlite, read_only, not_a_database, file_missing, store_busy.
    """
    connection = _open(path, f"mode={'rwc' if create else 'rw'}", wait_seconds)
    try:
        with known_errors(path, connection):
            for name, wanted, proof in _PRAGMAS:
                _set(connection, path, name, wanted, proof)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_read_only(path: Path, *, wait_seconds: float = BUSY_SECONDS) -> Connection:
    """A connection that changes nothing, not even the log beside the file. Errors as for `connect`.

    In a folder that cannot be written SQLite has no place for its shared memory; such a file is read as it
    stands, which is right while no log is beside it.
    """
    try:
        return _read_only(path, "mode=ro", wait_seconds)
    except AnxiError as error:
        log = path.with_name(f"{path.name}-wal")
        if error.code != "read_only" or (log.exists() and log.stat().st_size):
            raise
    return _read_only(path, _AS_IT_IS, wait_seconds)


def look(path: Path, *, wait_seconds: float = BUSY_SECONDS) -> Connection:
    """A connection to see what a file is before anything is done to it; nothing appears beside the file.

    Without a log beside it nobody has it open, and it can be read as it stands.
    """
    is_open = path.with_name(f"{path.name}-wal").exists()
    return connect_read_only(path, wait_seconds=wait_seconds) if is_open else _read_only(path, _AS_IT_IS, 0)


def _read_only(path: Path, mode: str, wait_seconds: float) -> Connection:
    connection = _open(path, mode, wait_seconds)
    try:
        with known_errors(path, connection):
            for name, wanted, proof in _PRAGMAS[1:]:
                _set(connection, path, name, wanted, proof)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _open(path: Path, mode: str, wait_seconds: float) -> Connection:
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        needed = ".".join(str(part) for part in LEAST_SQLITE)
        raise AnxiError("old_sqlite", found=sqlite3.sqlite_version, needed=needed)
    address = f"{path.absolute().as_uri()}?{mode}"
    with known_errors(path):
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=wait_seconds)


def _set(connection: Connection, path: Path, name: str, wanted: str, proof: object) -> None:
    connection.execute(f"PRAGMA {name} = {wanted}")
    row = connection.execute(f"PRAGMA {name}").fetchone()
    found = row[0] if row else proof  # mmap_size answers nothing where it is compiled out
    if found != proof:
        raise AnxiError("file_failed", path=path, reason=f"{name} = {found}")


@contextmanager
def transaction(connection: Connection, path: Path) -> Generator[None]:
    """A write transaction that takes the write lock at once and leaves nothing behind when it fails."""
    with known_errors(path, connection):
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
def known_errors(path: Path, connection: Connection | None = None) -> Generator[None]:
    """Turn what SQLite says about the disk, the lock or the file into a known error."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        known = _known(error, path, connection)
        if known is None:
            raise
        raise known from error


def _known(error: Exception, path: Path, connection: Connection | None) -> AnxiError | None:
    name = str(getattr(error, "sqlite_errorname", "")) or _NAMELESS.get(str(error), "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return AnxiError("store_busy", seconds=_waited(connection))
    if name.startswith("SQLITE_FULL"):
        return AnxiError("disk_full", path=path)
    if name.startswith("SQLITE_IOERR"):
        full = _is_full(path)
        return AnxiError("disk_full", path=path) if full else AnxiError("file_failed", path=path, reason=name)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return AnxiError("read_only", path=path)
    if name.startswith("SQLITE_CANTOPEN"):
        if is_too_long(path):
            return AnxiError("path_too_long", path=path)
        if path.exists() and not os.access(path, os.R_OK):
            return AnxiError("file_not_readable", path=path)
        missing = not path.exists() and os.access(path.parent, os.W_OK)
        return AnxiError("file_missing" if missing else "read_only", path=path)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_FORMAT")):
        return AnxiError("not_a_database", path=path)
    return None


def _waited(connection: Connection | None) -> float:
    """How long this connection waits for a lock, in seconds."""
    if connection is None:
        return BUSY_SECONDS
    seconds = connection.execute("PRAGMA busy_timeout").fetchone()[0] / 1000
    return int(seconds) if seconds.is_integer() else seconds


def _is_full(path: Path) -> bool:
    """Some systems say "I/O error" when the disk or a quota is full."""
    try:
        return shutil.disk_usage(path.parent).free < _ENOUGH_BYTES
    except OSError:
        return False
