"""Which attachment goes into which bundle, so that none is larger than its limit and text comes first.

Every attachment is read once beforehand: one that is lost or has decayed is named and left out, and a bundle's
manifest, which stands at the front, can say the hash of what follows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from anxi_desktop.domain import bundle_manifest as manifests
from anxi_desktop.domain import bundle_names as names
from anxi_desktop.domain.bundle_manifest import Parted
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.bundle_entries import Segment
from anxi_desktop.files.bundle_zip import CHUNK, member_overhead

_MOST_PIECES = manifests.MAX_MEMBERS - 4  # beside manifest, signature, entries and trust list
_LEAST_PART = 1024


class AttachmentFile(NamedTuple):
    """An attachment to be sent: SHA-256 (64 hex digits), where it stands, size in bytes."""

    digest: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A member made of `size` bytes of a file from `offset` on; `digest` is of the whole file."""

    name: str
    path: Path
    offset: int
    size: int
    sha256: str
    digest: str

    def chunks(self) -> Iterator[bytes]:
        """Its bytes in chunks of at most 1 MiB; fewer where the file has become shorter."""
        try:
            yield from _slices(self.path, self.offset, self.size)
        except OSError as error:
            raise AnxiError("bundle_source_changed") from error


@dataclass(slots=True)
class Plan:
    """What one bundle will hold; `left` is how many bytes still fit."""

    segment: Segment
    left: int
    pieces: list[Piece] = field(default_factory=list)
    parts: dict[str, Parted] = field(default_factory=dict)

    @property
    def content_bytes(self) -> int:
        """The bytes of entries and attachments."""
        return self.segment.size + sum(piece.size for piece in self.pieces)

    def fits(self, cost: int) -> bool:
        """Whether a piece of that cost may go in."""
        return cost <= self.left and len(self.pieces) < _MOST_PIECES

    def put(self, piece: Piece, cost: int, parted: Parted | None) -> None:
        """Take a piece."""
        self.pieces.append(piece)
        self.left -= cost
        if parted:
            self.parts[piece.digest] = parted


@dataclass(frozen=True, slots=True)
class Planned:
    """The bundles in order, and the attachments (SHA-256) that could not go along."""

    plans: tuple[Plan, ...]
    left_out: tuple[str, ...]


def plan_bundles(
    segments: Sequence[Segment], attachments: Sequence[AttachmentFile], *, room: int, none: Segment
) -> Generator[int, None, Planned]:
    """Lay attachments behind the text, in their order, into bundles with `room` bytes for their contents.

    `none` is the segment of a bundle without entries. Yields the bytes read so far.
    """
    plans = [Plan(segment, room - segment.size) for segment in segments]
    whole_room = room - none.size
    left_out: list[str] = []
    done = 0
    for one in {one.digest: one for one in attachments}.values():
        part_size: int | None = None
        if _cost(one, None, one.size) > whole_room:
            part_size = whole_room - _cost(one, manifests.MAX_PARTS, 0)
            if part_size < _LEAST_PART:
                raise AnxiError("bundle_limit_small", limit=room // 1024)
        try:
            pieces = yield from _cut(one, part_size, before=done)
        except OSError:
            pieces = ()
        if not pieces:
            left_out.append(one.digest)
        for number, piece in enumerate(pieces, 1):
            cost = _cost(one, number if part_size else None, piece.size)
            if not plans[-1].fits(cost):
                plans.append(Plan(none, whole_room))
            plans[-1].put(piece, cost, Parted(one.size, len(pieces)) if part_size else None)
        done += one.size
    for plan in plans:  # parts stand behind whole attachments
        plan.pieces.sort(key=lambda piece: manifests.part_of(piece.name) is not None)
    return Planned(tuple(plans), tuple(left_out))


def _cost(one: AttachmentFile, part: int | None, size: int) -> int:
    """Bytes that a piece of `size` needs in the zip and in the manifest; `part` None is the whole."""
    name = names.attachment_name(one.digest) if part is None else names.part_name(one.digest, part)
    said = f'"{name}":{{"sha256":"{one.digest}","size":{one.size}}},'
    parted = "" if part is None else f'"{one.digest}":{{"count":{manifests.MAX_PARTS},"size":{one.size}}},'
    return size + member_overhead(name) + len(said) + len(parted)


def _cut(
    one: AttachmentFile, part_size: int | None, *, before: int
) -> Generator[int, None, tuple[Piece, ...]]:
    """The pieces of a file, one or many, or none where it is not what it should be. Raises OSError."""
    if one.path.stat().st_size != one.size:
        return ()
    whole = hashlib.sha256()
    pieces: list[Piece] = []
    for number, offset in enumerate(range(0, one.size or 1, part_size or one.size or 1), 1):
        size = min(part_size or one.size, one.size - offset)
        total = hashlib.sha256()
        for chunk in _slices(one.path, offset, size):
            whole.update(chunk)
            total.update(chunk)
            yield before + offset
        name = names.part_name(one.digest, number) if part_size else names.attachment_name(one.digest)
        pieces.append(Piece(name, one.path, offset, size, total.hexdigest(), one.digest))
    return tuple(pieces) if whole.hexdigest() == one.digest else ()


def _slices(path: Path, offset: int, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        while size > 0 and (chunk := file.read(min(CHUNK, size))):
            size -= len(chunk)
            yield chunk
