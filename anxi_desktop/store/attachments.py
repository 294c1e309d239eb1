"""Photos, signatures and scans: files under their SHA-256, outside SQLite, never changed and never removed.

The file is written beside, flushed and named before the row that speaks of it is committed; the original is
kept as it came. A copy of at most 1600 px (`small`) may stand beside; it can be made again at any time.
Source: sync design, section 3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.db import Connection
from anxi_desktop.store.store import Store

ATTACHMENTS = "attachments"
SMALL = "small"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kept file: its SHA-256 (64 hex digits) and size in bytes."""

    digest: str
    size: int


def keep_file(store: Store, source: Path, *, limit: int) -> Attachment:
    """Keep a copy of `source`, at most `limit` bytes; the same file twice is kept once.

    Errors: file_missing, file_not_readable, attachment_too_large, those of `write_beside`.
    """
    try:
        size = source.stat().st_size
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=source) from error
    except OSError as error:
        raise disk_error(error, source) from error
    if size > limit:
        raise AnxiError("attachment_too_large", path=source, limit=limit // (1024 * 1024))
    digest = digest_of_file(source)
    _put(store, Attachment(digest, size), lambda: _chunks(source))
    return Attachment(digest, size)


def keep_bytes(store: Store, body: bytes) -> Attachment:
    """Keep what the program itself made (a signature, a drawn picture)."""
    kept = Attachment(hashlib.sha256(body).hexdigest(), len(body))
    _put(store, kept, lambda: iter((body,)))
    return kept


def attachment_path(store: Store, digest: str) -> Path | None:
    """Where a kept file stands; None where it has not arrived or is lost."""
    path = place_of(store.folder, digest)
    return path if path.is_file() else None


def place_of(folder: Path, digest: str) -> Path:
    """Where the original of a digest stands in a data folder. Raises AnxiError for what is no digest."""
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise AnxiError("bad_digest", digest=digest[:20])
    return folder / ATTACHMENTS / digest[:2] / digest


def small_place_of(folder: Path, digest: str) -> Path:
    """Where the copy of at most 1600 px stands."""
    place = place_of(folder, digest)
    return folder / ATTACHMENTS / SMALL / digest[:2] / f"{place.name}.jpg"


def register(connection: Connection, kept: Attachment, *, have: bool) -> None:
    """Write a file's row inside the caller's transaction; a file once here is not said to be missing again."""
    connection.execute(
        "INSERT INTO attachment(digest, size, have) VALUES (?, ?, ?)"
        " ON CONFLICT(digest) DO UPDATE SET have = max(have, excluded.have)",
        (kept.digest, kept.size, int(have)),
    )


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, 64 hex digits."""
    total = hashlib.sha256()
    for chunk in _chunks(path):
        total.update(chunk)
    return total.hexdigest()


def _put(store: Store, kept: Attachment, read: Callable[[], Iterator[bytes]]) -> None:
    """Bring the file to its place, then say so. What changes while it is copied is not what was asked for."""
    place = place_of(store.folder, kept.digest)
    if not place.is_file() or place.stat().st_size != kept.size:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error, place.parent) from error
        total = hashlib.sha256()
        with write_beside(place) as temporary:
            with temporary.open("wb") as file:
                for chunk in read():
                    total.update(chunk)
                    file.write(chunk)
            if total.hexdigest() != kept.digest:
                raise AnxiError("attachment_changing")
    with db.transaction(store.connection, store.path):
        register(store.connection, kept, have=True)


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise disk_error(error, path) from error
