"""Taking photos in as work beside the window, with a store of its own."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.app import paths
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.photo_intake import (
    PICTURES_LIMIT,
    TakenPhoto,
    pictures_in,
    take_in_bytes,
    take_in_many,
)
from anxi_desktop.store.attachments import Attachment, attachment_path, keep_bytes
from anxi_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Where photos are kept."""

    folder: Path
    profile: Path

    @classmethod
    def of(cls, session: Session) -> PhotoPlace:
        """The data folder of a session."""
        return cls(session.store.folder, paths.profile_folder())


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, and why the others were not."""

    photos: tuple[TakenPhoto, ...]
    refused: tuple[AnxiError, ...]


def take_in_work(place: PhotoPlace, files: list[Path], *, body: bytes | None = None, name: str = "") -> Work:
    """Work that takes in files, or the picture `body` called `name`; its result is Taken."""

    def work() -> Generator[tuple[int, str], None, Taken]:
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            if body is not None:
                yield 10, name
                return Taken((take_in_bytes(store, body, name=name),), ())
            taken, refused = yield from take_in_many(store, files)
            return Taken(tuple(taken), tuple(refused))

    return work


def keep_drawn(session: Session, body: bytes) -> Attachment:
    """Keep what was drawn on the screen: a signature. It needs no smaller copy."""
    return keep_bytes(session.store, body)


def kept_bytes(session: Session, digest: str) -> bytes:
    """What is kept under a digest; b"" where it has not arrived."""
    path = attachment_path(session.store, digest)
    try:
        return path.read_bytes() if path is not None else b""
    except OSError:
        return b""


__all__ = [
    "PICTURES_LIMIT",
    "PhotoPlace",
    "Taken",
    "TakenPhoto",
    "keep_drawn",
    "kept_bytes",
    "pictures_in",
    "take_in_work",
]
