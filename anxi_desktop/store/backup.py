"""Backups: copied by SQLite, checked, flushed, and only then given their name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db
from anxi_desktop.store.atomic import write_beside


def write_backup(connection: db.Connection, folder: Path, *, reason: str) -> Path:
    """A verified copy of the open database in `folder`, named by local time. Errors: backup_failed, disk_full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnxiError("read_only", path=folder) from error
    name = datetime.now().strftime("anxi-%Y%m%d-%H%M%S")
    path = folder / f"{name}-{reason}.db"
    with write_beside(path) as temporary:
        copy_database(connection, temporary)
    return path


def copy_database(connection: db.Connection, path: Path) -> None:
    """Copy through SQLite's backup interface (a file copy would lose the write-ahead log) and check the copy."""
    with db.known_errors(path):
        target = db.sqlite3.connect(str(path), isolation_level=None)
        try:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            found = target.execute("PRAGMA integrity_check").fetchone()
        finally:
            target.close()
    if found is None or found[0] != "ok":
        raise AnxiError("backup_failed", path=path)


def latest_backup(folder: Path) -> Path | None:
    """The newest backup in `folder`, or None."""
    found = sorted(folder.glob("anxi-*.db"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None
