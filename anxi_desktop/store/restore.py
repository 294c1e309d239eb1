"""Putting a backup back: checked first, the present data kept, and written in one transaction.

The backup is copied *into* the live file through SQLite, never over it: whoever has the file open sees either
the old data or the new. The restored database always writes as a new site, so that no number of a journal is
used twice. Source: exchange design, "Clones and restores".
"""

from __future__ import annotations

import os
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import backup, db, schema
from anxi_desktop.store.atomic import disk_error, put_in_place
from anxi_desktop.store.attachments import place_of
from anxi_desktop.store.database_contents import contents_of
from anxi_desktop.store.folder import BACKUPS, DATABASE, check_folder
from anxi_desktop.store.local import put_local
from anxi_desktop.store.process import is_alive
from anxi_desktop.store.settings import load_settings
from anxi_desktop.store.store import Store

_WINDOW_LOCK = "window.lock"


def restore_backup(folder: Path, source: Path, *, profile: Path) -> Path | None:
    """Restore `source` into the data folder; returns the backup made of what was there, or None.

    Errors: file_missing, not_a_database, newer_database, window_open, store_busy, backup_failed, disk_full.
    """
    if not source.is_file():
        raise AnxiError("file_missing", path=source)
    if _window_is_open(folder):
        raise AnxiError("window_open")
    check_folder(folder)
    scratch = _checked_copy(source)
    try:
        _stay_who_we_are(scratch, folder)
        kept = _keep_present(folder)
        path = folder / DATABASE
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AnxiError("read_only", path=folder) from error
        live = db.connect(path, create=not path.exists())
        try:
            with db.known_errors(path):
                scratch.backup(live)
        finally:
            live.close()
    finally:
        scratch.close()
    store = Store.open(folder, profile=profile)
    try:
        _note_files(store)
    finally:
        store.close()
    return kept


def _stay_who_we_are(scratch: db.Connection, folder: Path) -> None:
    """Keep this laptop's code, person and unit: what is restored may come from another one.

    A folder whose database cannot be read says it by its settings; one that says nothing takes what comes.
    """
    try:
        here = contents_of(folder / DATABASE)
    except AnxiError:
        here, _ = load_settings(folder)
    if here.code:
        for key, value in (("code", here.code), ("person", here.person), ("unit", here.unit)):
            put_local(scratch, key, value)


def _note_files(store: Store) -> None:
    """Say which photos are here: a backup of another day, or another laptop's, knows others than stand there."""
    with db.transaction(store.connection, store.path):
        rows = store.connection.execute("SELECT digest, size, have FROM attachment").fetchall()
        changed = [
            (int(not have), digest) for digest, size, have in rows if _is_here(store, digest, size) != have
        ]
        store.connection.executemany("UPDATE attachment SET have = ? WHERE digest = ?", changed)


def _is_here(store: Store, digest: str, size: int) -> bool:
    try:
        return place_of(store.folder, digest).stat().st_size == size
    except (OSError, AnxiError):
        return False


def _checked_copy(source: Path) -> db.Connection:
    """The backup in a temporary database of SQLite's own, proved sound and without its former site."""
    scratch = db.sqlite3.connect("", isolation_level=None)
    try:
        with db.known_errors(source):
            original = db.sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                original.execute("PRAGMA schema_version")  # names what is wrong better than the copy does
                original.backup(scratch)
            finally:
                original.close()
            found = scratch.execute("PRAGMA integrity_check").fetchone()
            application = scratch.execute("PRAGMA application_id").fetchone()
        if found is None or found[0] != "ok" or application[0] != db.APPLICATION_ID:
            raise AnxiError("not_a_database", path=source)
        schema.pending(scratch, source)
        scratch.execute(backup.FORGET_SITE)
    except BaseException:
        scratch.close()
        raise
    return scratch


def _keep_present(folder: Path) -> Path | None:
    """A verified backup of the present database; one too damaged to be copied is moved aside as it is."""
    path = folder / DATABASE
    if not path.is_file():
        return None
    try:
        present = db.connect(path)
        try:
            return backup.write_backup(present, folder / BACKUPS, reason="restore")
        finally:
            present.close()
    except AnxiError as error:
        if error.code not in ("not_a_database", "backup_failed"):
            raise
    return _moved_aside(folder)


def _moved_aside(folder: Path) -> Path:
    number = 1
    while (folder / f"{DATABASE}.damaged-{number}").exists():
        number += 1
    aside = folder / f"{DATABASE}.damaged-{number}"
    moved: list[tuple[Path, Path]] = []
    try:
        for suffix in ("-wal", "-shm", ""):  # the database last: without it nobody takes up the others
            beside, place = folder / f"{DATABASE}{suffix}", folder / f"{aside.name}{suffix}"
            if beside.exists():
                put_in_place(beside, place)
                moved.append((beside, place))
    except OSError as error:
        # A database parted from its -wal has lost what was written last.
        for beside, place in reversed(moved):
            put_in_place(place, beside)
        raise disk_error(error, folder / DATABASE) from error
    return aside


def _window_is_open(folder: Path) -> bool:
    """True while a living process holds the window's lock file (its first line is the process id)."""
    try:
        text = (folder / _WINDOW_LOCK).read_text(encoding="utf-8", errors="replace")
        number = int(text.splitlines()[0])
    except (OSError, ValueError, IndexError):
        return False
    return number != os.getpid() and is_alive(number)
