"""In: the files of a bundle, brought to their places before the transaction that names them.

A file that was cut into parts waits until all of them are here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from anxi_desktop.files.bundle_read import OpenBundle
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.attachments import ATTACHMENTS, place_of
from anxi_desktop.store.store import Store

_PARTS = "parts"


def take_files(store: Store, bundle: OpenBundle) -> Generator[tuple[int, str], None, int]:
    """Bring attachments to their places before the transaction that names them; parts wait until all are here."""
    count = 0
    for number, one in enumerate(bundle.attachments()):
        place = place_of(store.folder, one.digest)
        if not place.is_file():
            with _making(place) as temporary, temporary.open("wb") as target:
                bundle.copy_attachment(one.digest, target)
            count += 1
        if number % 20 == 0:
            yield 45, f"接收照片和文件 {number + 1}"
    for part in bundle.parts():
        if place_of(store.folder, part.digest).is_file():
            continue
        place = _part_place(store, part.digest, part.number)
        if (
            not place.is_file() or place.stat().st_size != part.size
        ):  # it may have been cut in another way before
            with _making(place) as temporary, temporary.open("wb") as target:
                bundle.copy_part(part.digest, part.number, target)
        count += _join(store, part.digest, part.count)
        yield 50, "接收照片和文件"
    return count


@contextmanager
def _making(place: Path) -> Generator[Path]:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, place.parent) from error
    with write_beside(place) as temporary:
        yield temporary


def _part_place(store: Store, digest: str, number: int) -> Path:
    return store.folder / ATTACHMENTS / _PARTS / f"{digest}-{number}"


def _join(store: Store, digest: str, count: int) -> int:
    """Put a file together where all its parts are here: 1, else 0.

    Parts that do not make the file of this SHA-256 are thrown away, and the file is asked for again: they may be of
    two ways to cut it, or somebody's who relayed a bundle.
    """
    parts = [_part_place(store, digest, number) for number in range(1, count + 1)]
    if not all(part.is_file() for part in parts):
        return 0
    is_whole = _digest_of(parts) == digest
    if is_whole:
        with _making(place_of(store.folder, digest)) as temporary, temporary.open("wb") as target:
            target.writelines(_chunks(parts))
    for part in parts:
        part.unlink(missing_ok=True)
    return int(is_whole)


def _digest_of(parts: list[Path]) -> str:
    total = hashlib.sha256()
    for chunk in _chunks(parts):
        total.update(chunk)
    return total.hexdigest()


def _chunks(parts: list[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as source:
            while chunk := source.read(1 << 20):
                yield chunk


def completed(store: Store, bundle: OpenBundle) -> Iterator[str]:
    """The files that are whole once this bundle's parts are here."""
    found: dict[str, set[int]] = {}
    for part in bundle.parts():
        numbers = found.setdefault(
            part.digest,
            {
                number
                for number in range(1, part.count + 1)
                if _part_place(store, part.digest, number).is_file()
            },
        )
        numbers.add(part.number)
        if len(numbers) == part.count:
            yield part.digest
