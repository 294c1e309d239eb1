"""Files onto a USB stick, each read back and compared before it takes the place of an older one.

What is read back may come from the system's memory and not from the stick: the comparison finds a faulty
program, cable or file system, and the flush before it a stick that refuses. A stick is still to be ejected.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.month_package import chunks_of, windows_names
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.attachments import digest_of_file

_LONGEST_NAME = 240  # a temporary name beside it is a little longer


def copy_verified(files: Sequence[Path], target: Path) -> Generator[tuple[int, str], None, tuple[Path, ...]]:
    """Copy the files into the folder `target` of a stick; the result is where each stands there now.

    One that is there with the same content is left. Two files of one name get names of their own. After an
    error the files before it stay, the one in work leaves nothing behind, and what stood in its place is
    whole. Errors: file_missing, file_not_readable, stick_gone, stick_full, copy_differs, those of
    `write_beside`.
    """
    sizes = [_size(path) for path in files]
    whole = 2 * sum(sizes) or 1  # each byte is written and read back
    names = windows_names((path.name for path in files), limit=_LONGEST_NAME)
    places: list[Path] = []
    passed = 0
    for path, size, name in zip(files, sizes, names, strict=True):
        place = target / name
        try:
            if not _is_there(path, place, size):
                for done, text in copy_file(path, place):
                    yield min(99, (passed + done) * 100 // whole), f"{text} {name}"
        except AnxiError as error:
            raise _told(error, target, name) from error
        except OSError as error:
            raise _told(disk_error(error, place), target, name) from error
        passed += 2 * size
        places.append(place)
    yield 100, f"已复制 {len(places)} 个文件"
    return tuple(places)


def copy_file(path: Path, place: Path, *, digest: str = "") -> Generator[tuple[int, str]]:
    """Bring one file to its place, whole or not at all; yields the bytes done so far and what is being done.

    With `digest` a source that holds other bytes is refused. Errors: file_missing, file_not_readable,
    source_differs, copy_differs, those of `write_beside`.
    """
    total, done = hashlib.sha256(), 0
    with write_beside(place) as temporary:
        with temporary.open("wb") as copy:
            for chunk in chunks_of(path):
                total.update(chunk)
                copy.write(chunk)
                done += len(chunk)
                yield done, "复制"
            copy.flush()
            os.fsync(copy.fileno())
        if digest and total.hexdigest() != digest:
            raise AnxiError("source_differs", name=path.name)
        yield done, "核对"
        if digest_of_file(temporary) != total.hexdigest():
            raise AnxiError("copy_differs", name=place.name)


def _is_there(path: Path, place: Path, size: int) -> bool:
    if not place.is_file() or place.stat().st_size != size:
        return False
    return digest_of_file(place) == _digest(chunks_of(path))


def _digest(chunks: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(chunk)
    return total.hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=path) from error


def _told(error: AnxiError, target: Path, name: str) -> AnxiError:
    """The error as it is with a stick: full, or pulled out."""
    if error.code == "disk_full":
        return AnxiError("stick_full", name=name)
    if error.code in ("folder_missing", "file_failed", "read_only") and not os.path.isdir(target):  # noqa: PTH112 - never raises
        return AnxiError("stick_gone", path=target)
    return error
