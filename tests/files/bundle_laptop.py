"""An invented laptop that writes chains and bundles, the same ones every time."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.domain.entry import from_object, name_of, signed_message
from anxi_desktop.domain.site import Card, site_of
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.bundle_entries import BundleEntry
from anxi_desktop.files.bundle_plan import AttachmentFile
from anxi_desktop.files.bundle_write import WrittenBundles, write_bundles
from anxi_desktop.store.keys import DeviceKey

PROJECT = "0a1b2c3d-0000-4000-8000-000000000001"
MADE_AT = 1_767_225_600_000


class Laptop:
    """Writes entries in its own name; `number` tells laptops apart."""

    def __init__(self, number: int = 1) -> None:
        self.key = DeviceKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))
        nonce = f"{number:032x}"
        self.site = site_of(self.key.public, nonce)
        self.card = Card(
            code=f"K{number}",
            person="王小明",
            unit="安溪县住建局",
            key=self.key.public,
            nonce=nonce,
            site=self.site,
        )
        self._ends: dict[str, tuple[int, str]] = {}

    def write(
        self, count: int, *, stream: str = PROJECT, signed_each: int = 1, note: str = ""
    ) -> list[BundleEntry]:
        """The next entries of a chain, every `signed_each`-th and the last one signed."""
        made: list[BundleEntry] = []
        for number in range(1, count + 1):
            one = self.entry(stream=stream, values={"name": f"项目 {number}{note}"})
            made.append(one if number % signed_each == 0 or number == count else one._replace(sig=None))
        return made

    def entry(self, *, stream: str = PROJECT, values: dict[str, Any], **other: Any) -> BundleEntry:
        """The next entry of a chain, signed; `other` takes the place of any of its keys."""
        seq, chain = self._ends.get(stream, (0, ""))
        keys: dict[str, Any] = {
            "v": 1,
            "stream": stream,
            "site": self.site,
            "seq": seq + 1,
            "chain": chain,
            "stamp": (MADE_AT + seq) * 65536,
            "author": "王小明",
            "title": "登记项目",
            "group": f"{seq + 1:032x}",
            "undoes": None,
            "entity": "project",
            "row": f"0a1b2c3d-0000-4000-8000-{seq + 1:012x}",
            "set": values,
            "seen": [],
            "seen_for": {},
        }
        entry = from_object(keys | other)
        body = entry.to_bytes()
        name = name_of(body)
        self._ends[stream] = (seq + 1, name)
        message = signed_message(stream=stream, site=self.site, seq=seq + 1, name=name)
        return BundleEntry(stream, self.site, seq + 1, body, self.key.sign(message))

    def heads(self) -> list[Head]:
        """The last entry of each of its chains."""
        return [Head(stream, self.site, seq, name) for stream, (seq, name) in self._ends.items()]

    def bundle(
        self,
        path: Path,
        *,
        entries: Sequence[BundleEntry] | Iterator[BundleEntry] = (),
        attachments: Sequence[AttachmentFile] = (),
        limit: int | None = None,
        trust: bytes | None = None,
        cards: Sequence[Card] = (),
    ) -> WrittenBundles:
        """Write bundles with this laptop as their sender."""
        ids = itertools.count(1)
        steps = write_bundles(
            path,
            entries=entries,
            sender=self.card,
            sign=self.key.sign,
            cards=[self.card, *cards],
            known=self.heads(),
            wants=["d" * 64],
            recipients=[],
            trust=trust,
            attachments=attachments,
            limit_bytes=limit,
            made_by="1.0.0",
            made_at=MADE_AT,
            new_id=lambda: f"{next(ids):032x}",
        )
        return finish(steps)


def attachment(folder: Path, body: bytes) -> AttachmentFile:
    """A file of this content."""
    digest = hashlib.sha256(body).hexdigest()
    path = folder / digest
    path.write_bytes(body)
    return AttachmentFile(digest, path, len(body))
