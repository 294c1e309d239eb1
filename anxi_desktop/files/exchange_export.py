"""Out: what another laptop lacks, written as bundles that are complete each for itself, with a receipt.

Nothing is removed because it was exported, and nothing counts as delivered until the other has said that it holds it.
"""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.files.bundle_entries import BundleEntry
from anxi_desktop.files.bundle_plan import AttachmentFile
from anxi_desktop.files.bundle_write import WrittenBundles, write_bundles
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.meeting import Meeting, known_heads, missing_files, streams_for
from anxi_desktop.store.outgoing import Outgoing, files_in, heads, lacking
from anxi_desktop.store.store import Store
from anxi_desktop.store.trust import signed_trust

DEFAULT_LIMIT = 14 * 1024 * 1024
"""Mail servers take 20–25 MB of base64."""


class Photos(Enum):
    """Which files travel: the originals, or none; a laptop that lacks them asks."""

    ORIGINAL = "original"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export: to one device (its public key) or to everybody (None).

    `since` leaves out what arrived here before that day, `whole` what the receiver is known to hold is sent again.
    `seal_for` are age recipients, `passphrase` another way to seal; without both the bundle is plain.
    """

    to: str | None = None
    since: date | None = None
    photos: Photos = Photos.ORIGINAL
    limit_bytes: int | None = None
    seal_for: tuple[str, ...] = ()
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What an export would carry."""

    entries: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; `missing` are files (SHA-256) that are lost here, `over_limit` files larger than asked."""

    files: tuple[Path, ...]
    entries: int
    attachments: int
    missing: tuple[str, ...]
    over_limit: tuple[Path, ...]


def plan_export(store: Store, order: ExportOrder) -> ExportPlan:
    """How much an export would carry, before anything is written."""
    with store.meeting() as meeting:
        found = _Outgoing(store, meeting, order)
    files = found.attachments()
    count = size = 0
    for entry in found.entries():
        count += 1
        size += len(entry.body)
    return ExportPlan(count, len(files), size // 3 + sum(file.size for file in files))


def export_bundles(
    store: Store, order: ExportOrder, path: Path, *, made_by: str
) -> Generator[tuple[int, str], None, Exported]:
    """Write what the receiver lacks to `path` (and `<stem>-2` … beside it). Yields (percent, text).

    Errors: those of `write_bundles` and of sealing.
    """
    with store.meeting() as meeting:
        found = _Outgoing(store, meeting, order)
    sealed = bool(order.seal_for or order.passphrase)
    if not sealed:
        written = yield from found.write(path, made_by=made_by, limit=order.limit_bytes)
        files = written.files
    else:
        written, files = yield from _sealed(found, order, path, made_by=made_by)
    with store.meeting() as meeting:
        meeting.note(
            "export",
            {
                "files": [file.name for file in files],
                "bundles": list(written.ids),
                "to": order.to,
                "entries": written.entries,
                "attachments": written.attachments,
                "missing": list(written.left_out),
            },
        )
    return Exported(files, written.entries, written.attachments, written.left_out, written.over_limit)


class _Outgoing:
    """What is to be sent, settled inside a short transaction and read afterwards."""

    def __init__(self, store: Store, meeting: Meeting, order: ExportOrder) -> None:
        self._store = store
        self._order = order
        self._card, self._sign = meeting.card, meeting.sign
        self._sees: Callable[[str], bool] = streams_for(meeting.trust, order.to)
        self._known = (
            known_heads(store.connection, order.to) if order.to is not None and order.since is None else []
        )
        self._heads: list[Head] = heads(store.connection, self._sees)
        self._wants = [digest for digest, _ in missing_files(store.connection)]
        signed = signed_trust(store.connection)
        self._trust = signed.to_text().encode() if signed is not None else None

    def entries(self) -> Iterator[Outgoing]:
        since = self._order.since
        since_ms = (
            0 if since is None else int(datetime(since.year, since.month, since.day).timestamp() * 1000)
        )
        yield from lacking(self._store.connection, self._known, self._sees, since_ms=since_ms)

    def attachments(self) -> list[AttachmentFile]:
        """The files that the entries name, and what the receiver has asked for."""
        if self._order.photos is Photos.NONE:
            return []
        wanted = files_in(entry.body for entry in self.entries())
        wanted.update(
            str(digest)
            for (digest,) in self._store.connection.execute(
                "SELECT digest FROM wanted WHERE by = ? OR ? IS NULL", (self._order.to, self._order.to)
            )
        )
        found: list[AttachmentFile] = []
        for digest in sorted(wanted):
            path = attachment_path(self._store, digest)
            if path is not None:
                found.append(AttachmentFile(digest, path, path.stat().st_size))
        return found

    def write(
        self, path: Path, *, made_by: str, limit: int | None
    ) -> Generator[tuple[int, str], None, WrittenBundles]:
        count = sum(1 for _ in self.entries())
        sites = {entry.site for entry in self.entries()}
        return (
            yield from write_bundles(
                path,
                entries=(BundleEntry(*_parts(entry)) for entry in self.entries()),
                sender=self._card,
                sign=self._sign,
                cards=list(cards_of(self._store.connection, sites).values()),
                known=self._heads,
                wants=self._wants,
                recipients=[self._order.to] if self._order.to is not None else [],
                trust=self._trust,
                attachments=self.attachments(),
                limit_bytes=limit,
                made_by=made_by,
                made_at=time.time_ns() // 1_000_000,
                new_id=lambda: uuid.uuid4().hex,
                expected=count,
            )
        )


def _parts(entry: Outgoing) -> tuple[str, str, int, bytes, bytes | None]:
    return entry.stream, entry.site, entry.seq, entry.body, entry.sig


def _sealed(
    found: _Outgoing, order: ExportOrder, path: Path, *, made_by: str
) -> Generator[tuple[int, str], None, tuple[WrittenBundles, tuple[Path, ...]]]:
    """Plain bundles in a folder of our own, sealed to where they were asked for."""
    from anxi_desktop.files.bundle_seal import room_inside, seal
    from anxi_desktop.files.usb_copy import copy_verified

    limit = order.limit_bytes
    if limit is not None:
        limit = room_inside(limit, recipients=len(order.seal_for))
    with tempfile.TemporaryDirectory(prefix="anxi-") as name:
        written = yield from found.write(Path(name) / path.name, made_by=made_by, limit=limit)
        closed = Path(name) / "sealed"
        closed.mkdir()
        for plain in written.files:
            yield 92, "加密"
            seal(
                plain,
                closed / plain.name,
                recipients=list(order.seal_for) or None,
                passphrase=order.passphrase or None,
            )
        files = yield from copy_verified([closed / plain.name for plain in written.files], path.parent)
    return written, files


def free_name(folder: Path, code: str, day: date) -> Path:
    """安溪数据 K7 2026-11-25.anxi, with a number where that is taken."""
    number = 1
    while True:
        more = f" ({number})" if number > 1 else ""
        path = folder / f"安溪数据 {code} {day.isoformat()}{more}.anxi"
        if not path.exists():
            return path
        number += 1


__all__: Sequence[str] = (
    "DEFAULT_LIMIT",
    "ExportOrder",
    "ExportPlan",
    "Exported",
    "Photos",
    "export_bundles",
    "free_name",
    "plan_export",
)
