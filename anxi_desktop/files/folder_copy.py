"""A whole data folder copied while it is in use: photos first, and the database takes its place last.

Photos are never changed and only added, so at every moment the database at the other end finds all the files it
speaks of: a copy that was broken off, or a process that was killed, leaves the older copy as usable as before.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import retold
from anxi_desktop.files.attachment_copy import PhotosCopied, copy_held, held_files, room_needed
from anxi_desktop.files.usb_copy import copy_file
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.attachments import digest_of_file
from anxi_desktop.store.backup import copy_database
from anxi_desktop.store.folder import DATABASE
from anxi_desktop.store.settings import FILE as SETTINGS
from anxi_desktop.store.store import Store

Steps = Generator[tuple[int, str], None, PhotosCopied]

_SPARE = 4 * 1024 * 1024  # settings, notes and what a file system takes for itself
_PHOTOS_FROM, _PHOTOS_TO, _LAST = 15, 90, 98
_MB = 1024 * 1024


def copy_data(
    store: Store,
    place: Path,
    *,
    also: Sequence[Path] = (),
    before_naming: Callable[[], object] = lambda: None,
) -> Steps:
    """Copy database, attachments and settings of an open data folder to the folder `place`; yields (percent, text).

    The database is a verified backup that will write as a new site. Keys, locks and backups are not copied, but
    `also` names further files of the folder, relative to it. The space is looked at beforehand. `before_naming`
    is called when all but the name of the database is done. Errors: copy_no_room, copy_full, copy_place_gone,
    copy_differs, backup_failed, those of `write_beside`; then an older copy in `place` is as usable as before.
    """
    yield 0, "查看要复制的内容"
    files = held_files(store.folder)
    try:
        more = sum(_size(store.folder / name) - _size(place / name) for name in also)
        check_room(place, _database_size(store) + room_needed(files, place) + max(0, more))
        make_folder(place)
        with write_beside(place / DATABASE) as temporary:
            yield 2, "复制数据库并核对"
            copy_database(store.connection, temporary, new_site=True)
            # Read again: what was added meanwhile may be spoken of in the copied database.
            files = held_files(store.folder)
            copied = yield from _between(copy_held(files, store.folder, place))
            for number, name in enumerate(also, 1):
                yield _PHOTOS_TO, f"备份 {number} / {len(also)}"
                yield from _copy_further(store.folder / name, place / name)
            _copy_settings(store.folder, place)
            yield _LAST, "收尾"
            before_naming()
    except AnxiError as error:
        raise _told(error, place) from error
    return copied


def refuse_overlap(source: Path, place: Path) -> None:
    """Raise AnxiError("own_file") for a place within the data folder, or around it."""
    one, other = source.resolve(), place.resolve()
    if one == other or one.is_relative_to(other) or other.is_relative_to(one):
        raise AnxiError("own_file", path=place)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Errors: read_only, disk_full, file_failed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error


def free_bytes(place: Path) -> int:
    """The bytes free where `place` stands or will stand. Raises AnxiError("copy_place_gone")."""
    try:
        return shutil.disk_usage(_nearest(place)).free
    except OSError as error:
        raise AnxiError("copy_place_gone", path=place) from error


def check_room(place: Path, needed: int) -> None:
    """Raise AnxiError("copy_no_room") where `needed` bytes do not fit."""
    needed += _SPARE
    free = free_bytes(place)
    if free < needed:
        raise AnxiError("copy_no_room", path=place, needed=f"{-(-needed // _MB):,}", free=f"{free // _MB:,}")


def _database_size(store: Store) -> int:
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    return int(pages) * int(store.connection.execute("PRAGMA page_size").fetchone()[0])


def _between(steps: Steps) -> Steps:
    """The percents of a part within those of the whole."""
    return retold(steps, lambda step: (_PHOTOS_FROM + step[0] * (_PHOTOS_TO - _PHOTOS_FROM) // 100, step[1]))


def _copy_further(path: Path, target: Path) -> Generator[tuple[int, str]]:
    """One more file; what stands there with the same bytes is left, one that cannot be read is passed over."""
    make_folder(target.parent)
    try:
        if target.is_file() and digest_of_file(target) == digest_of_file(path):
            return
        for _ in copy_file(path, target):
            yield _PHOTOS_TO, f"备份 {path.name}"
    except AnxiError as error:
        if error.code not in ("file_missing", "file_not_readable"):
            raise


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _copy_settings(source: Path, place: Path) -> None:
    try:
        body = (source / SETTINGS).read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise disk_error(error, source / SETTINGS) from error
    with write_beside(place / SETTINGS) as temporary:
        temporary.write_bytes(body)


def _nearest(place: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next((path for path in (place, *place.parents) if os.path.isdir(path)), place)  # noqa: PTH112 - never raises


def _told(error: AnxiError, place: Path) -> AnxiError:
    """The error as it is with a copy: the other end is full, or gone."""
    if error.code == "disk_full":
        return AnxiError("copy_full", path=place)
    is_gone = not os.path.isdir(place)  # noqa: PTH112 - never raises
    if error.code in ("folder_missing", "file_failed", "read_only") and is_gone:
        return AnxiError("copy_place_gone", path=place)
    return error
