"""Files are written beside and replaced: a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import errno
import glob
import os
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.folder import is_too_long

_T = TypeVar("_T")

_TRIES = 20
_PAUSE_SECONDS = 0.1
_ABANDONED_SECONDS = 24 * 3600  # nothing is written for so long; a wrong clock must not take what is in work


@contextmanager
def write_beside(path: Path) -> Generator[Path]:
    """A temporary path in the same folder; on success it is flushed and takes the place of `path`.

    On any error the temporary file is removed and `path` stays as it was. Errors: folder_missing, read_only,
    disk_full, file_busy, file_failed.
    """
    temporary = path.parent / f".{path.name}.{uuid.uuid4().hex[:8]}.tmp"
    try:
        if not path.parent.is_dir():
            raise AnxiError("folder_missing", path=path.parent)
        if path.exists() and not path.is_file():  # a folder, or a device that would be lost to its users
            raise AnxiError("read_only", path=path)
        yield temporary
        _flush(temporary)
        put_in_place(temporary, path)
        _clear_abandoned(path)
    except OSError as error:
        raise disk_error(error, path) from error
    except AnxiError as error:
        if error.facts.get("path") != temporary:
            raise
        raise AnxiError(error.code, **{**error.facts, "path": path}) from error  # the name people know
    finally:
        try:
            temporary.unlink(missing_ok=True)
        except OSError:
            pass  # a leftover beside is harmless; the outcome is already known


def clear_abandoned(folder: Path, pattern: str) -> None:
    """Remove temporary files of the names `pattern` that a process which was killed has left for a day."""
    for leftover in folder.glob(pattern):
        try:
            if time.time() - leftover.stat().st_mtime > _ABANDONED_SECONDS:
                leftover.unlink()
        except OSError:
            pass  # the next time


def _clear_abandoned(path: Path) -> None:
    """What killed writers of `path` have left beside it; SQLite and a file made of parts leave longer names."""
    name = glob.escape(path.name)
    for pattern in (f".{name}.????????.tmp*", f"..{name}.????????.tmp.????????.tmp"):
        clear_abandoned(path.parent, pattern)


def disk_error(error: OSError, path: Path) -> AnxiError:
    """The known error that an operating system's error stands for."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return AnxiError("disk_full", path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        # Windows says the same of a file somebody has open and of one that is marked read-only.
        busy = os.name == "nt" and path.is_file() and os.access(path, os.W_OK)
        return AnxiError("file_busy" if busy else "read_only", path=path)
    if error.errno == errno.EBUSY:
        return AnxiError("file_busy", path=path)
    from anxi_desktop.domain import words  # with every record behind it: too much before the first paint

    if is_too_long(path):
        return AnxiError("path_too_long", path=path)
    return AnxiError("file_failed", path=path, reason=words.disk_reason(error.errno))


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def put_in_place(source: Path, target: Path) -> None:
    """Give a finished file its name, so that it survives a power cut.

    Windows refuses while an antivirus or Excel holds the target: wait a little, never copy over it.
    """
    patiently(lambda: os.replace(source, target))
    _flush_folder(target.parent)


def name_new(source: Path, target: Path) -> bool:
    """The same, where nobody has the name yet; False (and nothing is done) where somebody has."""
    try:
        if os.name == "nt":
            patiently(lambda: source.rename(target))  # on Windows it never replaces
        else:
            _link(source, target)
    except FileExistsError:
        return False
    _flush_folder(target.parent)
    return True


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)
    else:
        source.unlink()


def patiently(act: Callable[[], _T]) -> _T:
    """Do it again for about two seconds while Windows refuses because somebody holds the file; then raise."""
    for _ in range(_TRIES - 1):
        try:
            return act()
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(_PAUSE_SECONDS)
    return act()


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
