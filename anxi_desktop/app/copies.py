"""Copies of the whole data: what it can be restored from, the portable copy on a stick, the folder moved."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anxi_desktop.app.drives import Drive, removable_drives
from anxi_desktop.app.session import BACKUPS
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files import folder_move, portable_copy
from anxi_desktop.files.attachment_copy import PhotosCopied, held_files
from anxi_desktop.files.folder_move import Moved
from anxi_desktop.files.portable_copy import PortableCopy
from anxi_desktop.store.backup import backups_in, is_sound
from anxi_desktop.store.database_contents import Contents, contents_of
from anxi_desktop.store.folder import DATABASE
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.store import Store

__all__ = ["Contents", "Drive", "Moved", "PortableCopy"]

COPY, FILE = "copy", "file"
"""Kinds of a source beside the reasons of backups."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something to restore from: a database file, and for a portable copy the folder with its photos.

    `kind` is the reason of a backup, COPY or FILE; `made_at` is local time; `size` that of the database in bytes.
    """

    path: Path
    kind: str
    made_at: datetime
    size: int

    @property
    def folder(self) -> Path | None:
        """The folder of a portable copy, None for a file alone."""
        return self.path.parent if self.kind == COPY else None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look into a source found: its contents, or why it cannot be used."""

    contents: Contents | None
    error: AnxiError | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore: from what, where the data of before is kept (None: there was none), what is there now."""

    source: Source
    kept: Path | None
    contents: Contents
    photos: PhotosCopied | None


def restore_sources(folder: Path, drives: Iterable[Drive] | None = None) -> list[Source]:
    """What the data of `folder` can be restored from: its backups and the copies on sticks, the newest first."""
    found = [Source(one.path, one.reason, one.made_at, one.size) for one in backups_in(folder / BACKUPS)]
    for drive in removable_drives() if drives is None else drives:
        found += [source for copy in portable_copy.copies_in(drive.root) if (source := _of_copy(copy))]
    return sorted(found, key=lambda source: source.made_at, reverse=True)


def source_of_file(path: Path) -> Source:
    """A database file the person has chosen. Errors: file_missing."""
    return _source(path, FILE)


def source_of_folder(folder: Path) -> Source:
    """The portable copy the person has chosen, or one in the folder. Raises AnxiError("not_a_copy")."""
    found = [source for copy in portable_copy.copies_in(folder) if (source := _of_copy(copy))]
    if not found:
        raise AnxiError("not_a_copy", path=folder)
    return max(found, key=lambda source: source.made_at)


def present(folder: Path) -> Contents | None:
    """What the data folder holds now; None where that cannot be read."""
    try:
        return contents_of(folder / DATABASE)
    except AnxiError:
        return None


def look_work(source: Source) -> Generator[tuple[int, str], None, Looked]:
    """Look into a source and prove it."""
    yield 10, "核对"
    try:
        contents = contents_of(source.path)
    except AnxiError as error:
        return Looked(None, error)
    if not is_sound(source.path):
        return Looked(contents, AnxiError("not_a_database", path=source.path))
    return Looked(contents)


def restore_work(
    folder: Path, source: Source, *, profile: Path
) -> Generator[tuple[int, str], None, Restored]:
    """Put a source back, its photos first. Nothing else may have the folder open.

    Cancelled or failed, the data is as it was; photos that came already do no harm. Errors: those of
    `restore_backup` and `bring_photos`.
    """
    photos = None
    if source.folder is not None:
        photos = yield from portable_copy.bring_photos(source.folder, folder)
    yield 99, "核对备份，另存现有数据，恢复"
    kept = restore_backup(folder, source.path, profile=profile)
    return Restored(source, kept, contents_of(folder / DATABASE), photos)


def data_size(folder: Path) -> tuple[int, int]:
    """How many photos and attachments a data folder holds, and the bytes of all that a copy of it takes."""
    files = held_files(folder)
    return len(files), sum(file.size for file in files) + (folder / DATABASE).stat().st_size


def copy_place(store: Store, chosen: Path) -> tuple[Path, datetime | None]:
    """Where the portable copy will stand when this folder or stick is chosen; when the one there was made."""
    place = portable_copy.copy_place(chosen, store.owner().code)
    there = _of_copy(place) if portable_copy.is_copy(place) else None
    return place, there.made_at if there is not None else None


def copy_work(folder: Path, place: Path, *, profile: Path) -> Generator[tuple[int, str], None, PortableCopy]:
    """Make the portable copy in `place`, or bring it up to date."""
    with closing(Store.open(folder, profile=profile)) as store:
        return (yield from portable_copy.copy_portable(store, place, now=datetime.now()))


def new_place(folder: Path, chosen: Path) -> Path:
    """Where the data will stand when this folder is chosen. Errors: those of `check_new_place`."""
    place = folder_move.new_place(chosen)
    folder_move.check_new_place(folder, place)
    return place


def move_work(folder: Path, place: Path, *, profile: Path) -> Generator[tuple[int, str], None, Moved]:
    """Copy all to `place` and leave a note behind. Nothing else may have the folder open."""
    with closing(Store.open(folder, profile=profile)) as store:
        return (yield from folder_move.move_folder(store, place, now=datetime.now()))


def _of_copy(folder: Path) -> Source | None:
    try:
        return _source(folder / DATABASE, COPY)
    except AnxiError:  # pulled out just now
        return None


def _source(path: Path, kind: str) -> Source:
    try:
        state = path.stat()
    except OSError as error:
        raise AnxiError("file_missing", path=path) from error
    return Source(path, kind, datetime.fromtimestamp(state.st_mtime), state.st_size)
