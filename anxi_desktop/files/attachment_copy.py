"""Photos and scans from one data folder to another: each proved by its name, which is the SHA-256 of its bytes.

What stands at the other end with the right bytes is left, so a second copy writes only what is new. One that is
damaged where it comes from is named and passed over; nothing is ever removed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.usb_copy import copy_file
from anxi_desktop.store.atomic import disk_error
from anxi_desktop.store.attachments import ATTACHMENTS, SMALL, digest_of_file, place_of, small_place_of

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_SMALL = re.compile(r"([0-9a-f]{64})\.jpg\Z")
_SOURCE_ERRORS = frozenset({"source_differs", "file_missing", "file_not_readable"})


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the attachments: its digest and size in bytes; `small` for a copy whose original is not here."""

    digest: str
    size: int
    small: bool = False

    def place(self, folder: Path) -> Path:
        """Where it stands in a data folder."""
        return small_place_of(folder, self.digest) if self.small else place_of(folder, self.digest)


@dataclass(frozen=True, slots=True)
class PhotosCopied:
    """What came of a copy: files that stand there now, those of them written this time, bytes of all of them.

    `damaged` are the digests of files that could not be copied because the source is not what it was.
    """

    there: int
    written: int
    size: int
    damaged: tuple[str, ...]


def held_files(folder: Path) -> list[Held]:
    """The originals of a data folder in order of their digests, then the small copies that stand alone."""
    originals = dict(_files(folder / ATTACHMENTS, _DIGEST))
    small = dict(_files(folder / ATTACHMENTS / SMALL, _SMALL))
    return [
        *(Held(digest, size) for digest, size in sorted(originals.items())),
        *(Held(digest, size, True) for digest, size in sorted(small.items()) if digest not in originals),
    ]


def room_needed(files: Sequence[Held], place: Path) -> int:
    """The bytes that copying them to the data folder `place` will take, by what stands there already."""
    return sum(file.size for file in files if not _has_size(file.place(place), file.size))


def copy_held(
    files: Sequence[Held], source: Path, place: Path
) -> Generator[tuple[int, str], None, PhotosCopied]:
    """Copy the files of the data folder `source` to the folder `place`, which is there; yields (percent, text).

    Closing it leaves what was copied and no half file. Errors: copy_differs, those of `write_beside`.
    """
    whole = sum(file.size for file in files) or 1
    there = written = passed = size = 0
    damaged: list[str] = []
    for number, file in enumerate(files, 1):
        text = f"照片和附件 {number:,} / {len(files):,}"
        yield min(99, passed * 100 // whole), text
        if _is_there(file, source, place):
            there, size = there + 1, size + file.size
        else:
            try:
                for done, _ in _copy(file, source, place):
                    yield min(99, (passed + done) * 100 // whole), text
                there, written, size = there + 1, written + 1, size + file.size
            except AnxiError as error:
                if error.code not in _SOURCE_ERRORS:
                    raise
                damaged.append(file.digest)
        passed += file.size
    return PhotosCopied(there, written, size, tuple(damaged))


def _copy(file: Held, source: Path, place: Path) -> Generator[tuple[int, str]]:
    target = file.place(place)
    if not place.is_dir():  # a stick that is gone must not be made again as a folder of this disk
        raise AnxiError("folder_missing", path=place)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, target.parent) from error
    yield from copy_file(file.place(source), target, digest="" if file.small else file.digest)


def _is_there(file: Held, source: Path, place: Path) -> bool:
    """True where the place holds the right bytes; a file there that cannot be read is written again."""
    target = file.place(place)
    try:
        if not target.is_file():
            return False
        wanted = digest_of_file(file.place(source)) if file.small else file.digest
        return digest_of_file(target) == wanted
    except AnxiError:
        return False


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False


def _files(folder: Path, name: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """(digest, size) of every file of that name in the folders of two digits."""
    for inner in _entries(folder):
        if len(inner.name) != 2 or not inner.is_dir():
            continue
        for entry in _entries(Path(inner.path)):
            named = name.match(entry.name)
            if named and entry.is_file():
                yield entry.name[:64], entry.stat().st_size


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise disk_error(error, folder) from error
