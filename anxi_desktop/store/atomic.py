"""Files are written beside and replaced: a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError

_TRIES = 20
_PAUSE_SECONDS = 0.1


@contextmanager
def write_beside(path: Path) -> Generator[Path]:
    """A temporary path in the same folder; on success it is flushed and takes the place of `path`.

    On any error the temporary file is removed and `path` stays as it was. Errors: folder_missing, read_only,
    disk_full, file_busy, file_failed.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        if not path.parent.is_dir():
            raise AnxiError("folder_missing", path=path.parent)
        if path.is_dir():
            raise AnxiError("read_only", path=path)
        yield temporary
        _flush(temporary)
        _replace(temporary, path)
    except OSError as error:
        raise disk_error(error, path) from error
    finally:
        try:
            temporary.unlink(missing_ok=True)
        except OSError:
            pass  # a leftover beside is harmless; the outcome is already known


def disk_error(error: OSError, path: Path) -> AnxiError:
    """The known error that an operating system's error stands for."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return AnxiError("disk_full", path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        busy = os.name == "nt" and path.exists() and os.access(path.parent, os.W_OK)
        return AnxiError("file_busy" if busy else "read_only", path=path)
    if error.errno == errno.EBUSY:
        return AnxiError("file_busy", path=path)
    return AnxiError("file_failed", path=path, reason=error.strerror or type(error).__name__)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _replace(source: Path, target: Path) -> None:
    """Windows refuses while an antivirus or Excel holds the target: wait a little, never copy over it."""
    for left in reversed(range(_TRIES)):
        try:
            os.replace(source, target)
            break
        except PermissionError:
            if left == 0 or os.name != "nt":
                raise
            time.sleep(_PAUSE_SECONDS)
    if os.name != "nt":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
