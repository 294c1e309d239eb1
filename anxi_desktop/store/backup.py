"""Backups: copied by SQLite, closed, checked, flushed, and only then given their name; old ones thinned out.

Kept as Anki does: all of two days, then one a day for 12 days, one a week for 10 weeks, one a month for 9
months. What stood there before a restore or an upgrade, or was asked for, is kept for all of that time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db
from anxi_desktop.store.atomic import clear_abandoned, disk_error, write_beside

if TYPE_CHECKING:
    from anxi_desktop.store.store import Store

IMPORT_MINUTES = 30
"""An import is preceded by a backup where the last is older."""
FORGET_SITE = "DELETE FROM local WHERE key IN ('site', 'token')"
"""Makes a copied database write in a name of its own, whatever the witness says of it."""

_NAME = re.compile(r"anxi-(\d{8}-\d{6})(?:-\d+)?-(\w+)\.db\Z", re.ASCII)
_TIME = "%Y%m%d-%H%M%S"
_ALL = timedelta(days=2)
_DAYS, _WEEKS, _MONTHS = 12, 10, 9
_LONGEST = timedelta(days=31 * _MONTHS)
_TURNING_POINTS = frozenset({"restore", "migration", "manual"})


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: `made_at` (local time) and `reason` are those in its name, so a copied file keeps them.

    `reason` is daily, import, migration, restore or manual; `size` in bytes.
    """

    path: Path
    made_at: datetime
    reason: str
    size: int


def write_backup(connection: db.Connection, folder: Path, *, reason: str) -> Path:
    """A verified copy of the open database in `folder`, named by local time. Errors: backup_failed, disk_full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    path = _free(folder, datetime.now().strftime(f"anxi-{_TIME}"), reason)
    with write_beside(path) as temporary:
        copy_database(connection, temporary)
    return path


def before_import(store: Store) -> Path | None:
    """A backup before something large comes in, where the last is older than half an hour; old ones thin out.

    Errors: backup_failed, read_only, disk_full. Then nothing has been imported and all old backups stand.
    """
    return store.backup_if_older(IMPORT_MINUTES, "import")


def copy_database(connection: db.Connection, path: Path, *, new_site: bool = False) -> None:
    """Copy through SQLite's backup interface (a file copy would lose the write-ahead log) and check the copy.

    With `new_site` the copy will write in a name of its own.
    """
    with db.known_errors(path):
        target = db.sqlite3.connect(str(path), isolation_level=None)
        try:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            if new_site:
                target.execute(FORGET_SITE)
        finally:
            target.close()
    if not is_sound(path):
        raise AnxiError("backup_failed", path=path)


def is_sound(path: Path) -> bool:
    """True when SQLite finds nothing wrong in a file that nobody has open."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        copy = db.sqlite3.connect(address, uri=True, isolation_level=None)
        try:
            return copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        finally:
            copy.close()
    except db.sqlite3.DatabaseError:
        return False


def backups_in(folder: Path) -> list[Backup]:
    """The backups in `folder`, the newest first."""
    found: list[Backup] = []
    for path, time in _backups(folder).items():
        try:
            found.append(Backup(path, time, _reason(path), path.stat().st_size))
        except OSError:
            continue  # thinned out meanwhile
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def latest_backup(folder: Path) -> Path | None:
    """The newest backup in `folder`, or None."""
    return next((backup.path for backup in backups_in(folder)), None)


def newest_sound(folder: Path) -> Path | None:
    """The newest backup in `folder` that SQLite finds nothing wrong in, or None."""
    return next((backup.path for backup in backups_in(folder) if is_sound(backup.path)), None)


def is_due(folder: Path, *, today: date) -> bool:
    """True where no backup of today is in `folder`; one whose time is still to come does not count."""
    return all(time.date() != today for time in _backups(folder).values())


def is_older(folder: Path, *, minutes: float, now: datetime) -> bool:
    """True when the last backup in `folder` is older than that, or its time is still to come (a wrong clock)."""
    times = _backups(folder).values()
    return not any(timedelta() <= now - time < timedelta(minutes=minutes) for time in times)


def thin_out(folder: Path, *, now: datetime) -> list[Path]:
    """Remove the backups that need not be kept; returns them. Other files in the folder are left alone."""
    clear_abandoned(folder, ".anxi-*.db.????????.tmp*")  # every backup has a name of its own
    found = _backups(folder)
    kept_times = kept(found.values(), now=now)
    removed: list[Path] = []
    for path, time in sorted(found.items()):
        turning = _reason(path) in _TURNING_POINTS and now - time <= _LONGEST
        if time not in kept_times and not turning:
            try:
                path.unlink()
            except OSError:
                continue  # held by another program: the next time
            removed.append(path)
    return removed


def kept(times: Iterable[datetime], *, now: datetime) -> set[datetime]:
    """Which of these backups are kept: the last one of every day, week and month, so always the newest."""
    newest_first = sorted(set(times), reverse=True)
    found = {time for time in newest_first if now - time < _ALL}
    for period, most in ((_day, _DAYS), (_week, _WEEKS), (_month, _MONTHS)):
        last: dict[object, datetime] = {}
        for time in newest_first:
            if now - time >= _ALL:
                last.setdefault(period(time), time)
        found.update(list(last.values())[:most])
    return found


def _day(time: datetime) -> date:
    return time.date()


def _week(time: datetime) -> tuple[int, int]:
    return time.isocalendar()[:2]


def _month(time: datetime) -> tuple[int, int]:
    return time.year, time.month


def _backups(folder: Path) -> dict[Path, datetime]:
    """The backups in a folder with the local time in their names; a copied file keeps it."""
    found: dict[Path, datetime] = {}
    for path in folder.glob("anxi-*.db"):
        named = _NAME.match(path.name)
        if named is None:
            continue
        try:
            found[path] = datetime.strptime(named[1], _TIME)
        except ValueError:
            continue  # somebody else's file
    return found


def _reason(path: Path) -> str:
    named = _NAME.match(path.name)
    return named[2] if named else ""


def _free(folder: Path, name: str, reason: str) -> Path:
    """A name no backup has: two may be made within a second."""
    path = folder / f"{name}-{reason}.db"
    number = 2
    while path.exists():
        path = folder / f"{name}-{number}-{reason}.db"
        number += 1
    return path
