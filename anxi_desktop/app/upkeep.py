"""What the program does for the data on its own and on request: daily backup, backup, checks."""

from __future__ import annotations

import platform
import zipfile
from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from anxi_desktop.app.session import BACKUPS
from anxi_desktop.store import db, schema
from anxi_desktop.store.backup import is_due, thin_out, write_backup
from anxi_desktop.store.health import Health, check
from anxi_desktop.store.store import Store

__all__ = ["Health", "Versions"]

_DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Versions:
    """What the program is made of."""

    program: str
    schema: str
    python: str
    qt: str
    sqlite: str


def daily_work(folder: Path, *, profile: Path, today: date) -> Generator[tuple[int, str], None, Path | None]:
    """Check the file quickly, then back it up where today has no backup yet; returns the new backup.

    Old backups are thinned out. Raises AnxiError("database_damaged"): then no backup is written, so that sound
    ones are not pushed out.
    """
    store = Store.open(folder, profile=profile)
    try:
        yield 0, "检查数据库文件"
        store.quick_check()
        yield 40, "备份"
        if not is_due(folder / BACKUPS, today=today):
            return None
        made = write_backup(store.connection, folder / BACKUPS, reason=_DAILY)
    finally:
        store.close()
    thin_out(folder / BACKUPS, now=datetime.now())
    return made


def backup_work(folder: Path, *, profile: Path) -> Generator[tuple[int, str], None, Path]:
    """A verified backup now; returns its path."""
    yield 5, "备份并核对"
    store = Store.open(folder, profile=profile)
    try:
        return write_backup(store.connection, folder / BACKUPS, reason="manual")
    finally:
        store.close()


def check_work(
    folder: Path, *, profile: Path, repair: bool = False
) -> Generator[tuple[int, str], None, Health]:
    """Check everything, or make the tables again from the journal with `repair`."""
    store = Store.open(folder, profile=profile)
    try:
        return (yield from check(store, repair=repair))
    finally:
        store.close()


def versions() -> Versions:
    """What the program is made of."""
    from PySide6.QtCore import qVersion

    import anxi_desktop

    return Versions(
        program=anxi_desktop.__version__,
        schema=schema.MIGRATION_NAMES[-1],
        python=platform.python_version(),
        qt=qVersion(),
        sqlite=db.sqlite3.sqlite_version,
    )


def write_diagnostics(path: Path, *, log_folder: Path) -> None:
    """A zip of the log, the crash files and the versions: nothing of the data. Errors: those of `write_beside`."""
    from anxi_desktop.store.atomic import write_beside

    made = versions()
    lines = [f"{name}: {getattr(made, name)}" for name in ("program", "schema", "python", "qt", "sqlite")]
    lines.append(f"system: {platform.platform()}")
    with write_beside(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("versions.txt", "\n".join(lines) + "\n")
        for file in sorted(log_folder.glob("*")):
            if (file.is_file() and file.suffix in (".log", ".txt")) or ".log." in file.name:
                bundle.write(file, f"log/{file.name}")
