"""What a relay may do to the entries of others that it carries on: none of it may ever count or spoil the true ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anxi_desktop.domain.entry import Entry, name_of, signed_message
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card, site_of
from anxi_desktop.files.bundle_entries import BundleEntry, ReadEntry
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.files.bundle_write import write_bundles
from anxi_desktop.store.keys import DeviceKey


def forged_bundle(chance: Random, source: Path, target: Path) -> bool:
    """Write what a forger makes of `source`; False where there is nothing to forge."""
    with open_bundle(source) as bundle:
        lines = list(bundle.entries())
        cards = list(bundle.manifest.cards)
    if not lines:
        return False
    key = DeviceKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"forger").digest()))
    nonce = "0" * 32
    sender = Card("K0", "", "", key.public, nonce, site_of(key.public, nonce))
    trick = chance.choice(["drop", "garbage", "no cards", "forge", "branch", "branch"])
    made = _tricked(chance, trick, lines, key)
    steps = write_bundles(
        target,
        entries=made,
        sender=sender,
        sign=key.sign,
        cards=[] if trick == "no cards" else cards,
        known=[],
        wants=[],
        recipients=[],
        trust=None,
        attachments=[],
        limit_bytes=None,
        made_by="测试",
        made_at=1,
        new_id=lambda: chance.randbytes(16).hex(),
    )
    try:
        for _ in steps:
            pass
    except AnxiError:
        return False  # such a bundle would be refused whole
    return True


def _tricked(chance: Random, trick: str, lines: Sequence[ReadEntry], key: DeviceKey) -> list[BundleEntry]:
    made = [_line(one.entry, one.body, one.sig) for one in lines]
    at = chance.randrange(len(made))
    chosen = lines[at]
    if trick == "drop":  # an entry in the middle is missing
        del made[at]
    elif trick == "garbage":  # signatures that are none, in the place of true ones
        made = [one._replace(sig=chance.randbytes(64) if one.sig else None) for one in made]
    elif trick == "forge":  # another content under the same number, signed by the wrong key
        entry = replace(chosen.entry, set={"note": "伪造"}, title="伪造")
        made.insert(at + 1, _signed(entry, key))
    elif trick == "branch":  # goes on where the chain ends
        last = max(
            (
                one
                for one in lines
                if one.entry.site == chosen.entry.site and one.entry.stream == chosen.entry.stream
            ),
            key=lambda one: one.entry.seq,
        )
        entry = replace(
            last.entry, seq=last.entry.seq + chance.choice([1, 5]), chain=name_of(last.body), title="伪造"
        )
        made.insert(lines.index(last) + 1, _signed(entry, key))
    return made


def _signed(entry: Entry, key: DeviceKey) -> BundleEntry:
    body = entry.to_bytes()
    message = signed_message(stream=entry.stream, site=entry.site, seq=entry.seq, name=name_of(body))
    return _line(entry, body, key.sign(message))


def _line(entry: Entry, body: bytes, sig: bytes | None) -> BundleEntry:
    return BundleEntry(entry.stream, entry.site, entry.seq, body, sig)
