"""Bundles are written: entries and attachments for other laptops, in as many files as the limit makes of them.

Each file is complete and valid alone. All are written beside, flushed, read back by the very reader that will
import them, and only then named. Memory holds a group of entries and a megabyte of an attachment.
Source: sync design, section 4, "Export"; the bytes are described in `docs/bundle-format.md`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from anxi_desktop.domain import bundle_manifest as manifests
from anxi_desktop.domain import bundle_names as names
from anxi_desktop.domain.bundle_manifest import Head, Manifest, MemberInfo
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card
from anxi_desktop.domain.steps import retold
from anxi_desktop.files.bundle_entries import BundleEntry, cut_entries, no_entries
from anxi_desktop.files.bundle_plan import AttachmentFile, Plan, plan_bundles
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.files.bundle_zip import CHUNK, END_BYTES, MAX_BUNDLE_BYTES, ZipWriter, member_overhead
from anxi_desktop.store.atomic import disk_error, write_beside

Progress = tuple[int, str]

_ENTRIES_UNTIL, _PHOTOS_UNTIL, _WRITTEN_UNTIL, _READ_UNTIL = 30, 50, 80, 99
_LEAST_ROOM = 1024
_SIGNATURE_BYTES = 128
_MOST_MEMBERS_BYTES = 2 * 1024 * 1024  # what 4,000 members and their parts take in a manifest
_STEP = 2_000
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class WrittenBundles:
    """The files in order with the ids of their manifests, and how many entries and attachments they hold.

    `left_out` are attachments (SHA-256) whose file is lost or damaged; `unsigned` counts entries at the ends of
    chains that no signature covers yet. `over_limit` are files that one large action made larger than asked.
    """

    files: tuple[Path, ...]
    ids: tuple[str, ...]
    entries: int
    attachments: int
    left_out: tuple[str, ...]
    unsigned: int
    over_limit: tuple[Path, ...]


def write_bundles(
    path: Path,
    *,
    entries: Iterable[BundleEntry],
    sender: Card,
    sign: Callable[[bytes], bytes],
    cards: Sequence[Card],
    known: Sequence[Head],
    wants: Sequence[str],
    recipients: Sequence[str],
    trust: bytes | None,
    attachments: Sequence[AttachmentFile],
    limit_bytes: int | None,
    made_by: str,
    made_at: int,
    new_id: Callable[[], str],
    expected: int = 0,
) -> Generator[Progress, None, WrittenBundles]:
    """Write `path`, and `<stem>-2`, `<stem>-3` … beside it where one file of `limit_bytes` is not enough.

    `entries` come chain by chain, ascending; `expected` is about how many. `sign` signs with `sender.key`;
    `new_id` makes 32 hex digits for each manifest; `made_at` counts milliseconds. Errors: bundle_too_large,
    bundle_limit_small, bundle_not_verified, bundle_source_changed, those of `write_beside`. On any error no file is
    left behind.
    """
    limit = min(limit_bytes or MAX_BUNDLE_BYTES, MAX_BUNDLE_BYTES)
    manifest = Manifest(
        id="0" * 32,
        made_by=made_by,
        made_at=made_at,
        sender=sender,
        cards=tuple(cards),
        known=tuple(known),
        wants=tuple(wants),
        recipients=tuple(recipients),
        entry_count=0,
        raw_bytes=0,
        parts={},
        members={},
        part=(1, 1),
    )
    room = limit - _fixed_bytes(manifest, trust)
    if room < _LEAST_ROOM:
        raise AnxiError("bundle_limit_small", limit=limit // 1024)
    with tempfile.TemporaryDirectory(prefix="anxi-") as name:
        work = Path(name)
        try:
            cut = yield from _shown(
                cut_entries(entries, work, room=room), "整理记录", expected, until=_ENTRIES_UNTIL
            )
            none = no_entries(work)
        except OSError as error:
            raise disk_error(error, work) from error
        planned = yield from _shown(
            plan_bundles(cut.segments, attachments, room=room, none=none),
            "核对照片",
            sum(one.size for one in attachments),
            since=_ENTRIES_UNTIL,
            until=_PHOTOS_UNTIL,
        )
        writer = _Writer(manifest, sign=sign, trust=trust, new_id=new_id)
        files = _names(path, len(planned.plans))
        yield from writer.write(files, planned.plans)
    return WrittenBundles(
        files=files,
        ids=tuple(writer.ids),
        entries=sum(segment.count for segment in cut.segments),
        attachments=len({piece.digest for plan in planned.plans for piece in plan.pieces}),
        left_out=planned.left_out,
        unsigned=cut.unsigned,
        over_limit=tuple(file for file, plan in zip(files, planned.plans, strict=True) if plan.left < 0),
    )


class _Writer:
    """Writes planned bundles; `ids` are those of their manifests."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        sign: Callable[[bytes], bytes],
        trust: bytes | None,
        new_id: Callable[[], str],
    ) -> None:
        self._manifest = manifest
        self._sign = sign
        self._trust = trust
        self._new_id = new_id
        self.ids: list[str] = []

    def write(self, files: Sequence[Path], plans: Sequence[Plan]) -> Generator[Progress]:
        """Write all beside, read all back, then name them."""
        whole = sum(plan.content_bytes for plan in plans)
        with ExitStack() as stack:
            places = [stack.enter_context(write_beside(file)) for file in files]
            done = 0
            for number, (file, place, plan) in enumerate(zip(files, places, plans, strict=True), 1):
                manifest = self._of(plan, part=(number, len(plans)))
                for one in self._write(place, manifest, plan):
                    yield _percent(done + one, whole, _PHOTOS_UNTIL, _WRITTEN_UNTIL), f"写入 {file.name}"
                done += plan.content_bytes
            done = 0
            for file, place, plan, identity in zip(files, places, plans, self.ids, strict=True):
                for _ in _read_back(place, file, identity):
                    yield _percent(done, whole, _WRITTEN_UNTIL, _READ_UNTIL), f"读回核对 {file.name}"
                done += plan.content_bytes

    def _of(self, plan: Plan, *, part: tuple[int, int]) -> Manifest:
        """The manifest of one bundle."""
        segment = plan.segment
        members = {names.ENTRIES: MemberInfo(segment.size, segment.sha256)}
        if self._trust is not None:
            members[names.TRUST] = _info(self._trust)
        members |= {piece.name: MemberInfo(piece.size, piece.sha256) for piece in plan.pieces}
        self.ids.append(self._new_id())
        return replace(
            self._manifest,
            id=self.ids[-1],
            entry_count=segment.count,
            raw_bytes=segment.raw,
            members=members,
            parts=plan.parts,
            part=part,
        )

    def _write(self, place: Path, manifest: Manifest, plan: Plan) -> Iterator[int]:
        """Write one bundle; yields the bytes of its contents so far."""
        body = manifest.to_bytes()
        signature = self._sign(manifests.signed_bytes(body)).hex().encode("ascii")
        with place.open("wb") as file:
            zipped = ZipWriter(file)
            zipped.put(names.MANIFEST, body)
            zipped.put(names.SIGNATURE, signature)
            yield from zipped.add(names.ENTRIES, plan.segment.size, _chunks(plan.segment.path))
            if self._trust is not None:
                zipped.put(names.TRUST, self._trust)
            done = plan.segment.size
            for piece in plan.pieces:
                for one in zipped.add(piece.name, piece.size, piece.chunks()):
                    yield done + one
                done += piece.size
            zipped.finish()
            file.flush()
            os.fsync(file.fileno())


def _read_back(place: Path, file: Path, identity: str) -> Iterator[None]:
    """Read a written bundle as an import would. Raises AnxiError("bundle_not_verified")."""
    try:
        with open_bundle(place) as bundle:
            for _ in bundle.check():
                yield
            for number, _ in enumerate(bundle.entries()):
                if number % _STEP == 0:
                    yield
            is_ours = bundle.manifest.id == identity
    except AnxiError as error:
        raise AnxiError("bundle_not_verified", path=file) from error
    if not is_ours:
        raise AnxiError("bundle_not_verified", path=file)


def _fixed_bytes(manifest: Manifest, trust: bytes | None) -> int:
    """How large a bundle of this manifest is without entries and attachments, at most."""
    members = {names.ENTRIES: MemberInfo(MAX_BUNDLE_BYTES, "0" * 64)}
    if trust is not None:
        if len(trust) > manifests.MAX_TRUST_BYTES:
            raise AnxiError("bundle_too_large")
        members[names.TRUST] = _info(trust)
    filled = replace(
        manifest,
        entry_count=MAX_BUNDLE_BYTES,
        raw_bytes=MAX_BUNDLE_BYTES,
        members=members,
        part=(99_999, 99_999),
    )
    body = len(filled.to_bytes())
    if body > manifests.MAX_BYTES - _MOST_MEMBERS_BYTES:
        raise AnxiError("bundle_too_large")
    heads = sum(map(member_overhead, (names.MANIFEST, names.SIGNATURE, *members)))
    return body + _SIGNATURE_BYTES + len(trust or b"") + heads + END_BYTES


def _info(body: bytes) -> MemberInfo:
    return MemberInfo(len(body), hashlib.sha256(body).hexdigest())


def _names(path: Path, count: int) -> tuple[Path, ...]:
    """`<stem>.anxi`, `<stem>-2.anxi` and so on."""
    return path, *(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, count + 1))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _shown(
    steps: Generator[int, None, _Result], text: str, whole: int, *, since: int = 0, until: int
) -> Generator[Progress, None, _Result]:
    """Run steps that yield how much of `whole` is done, and show it between two percentages."""
    return retold(steps, lambda done: (_percent(done, whole, since, until), text))


def _percent(done: int, whole: int, since: int, until: int) -> int:
    return since + (until - since) * min(done, whole) // (whole or 1)
