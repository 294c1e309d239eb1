"""The sample bundle, read byte for byte as `docs/bundle-format.md` says, by code that is none of the program's."""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import zlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anxi_desktop.files.bundle_read import open_bundle
from tests.data.make_bundle import PHOTO, SAMPLE, make

SHA256 = "a914fbf2f040934f247f8155d79446f73a1132249281bba8f34e57201c998d30"
ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_sample_is_the_one_that_was_published() -> None:
    assert hashlib.sha256(SAMPLE.read_bytes()).hexdigest() == SHA256
    assert SHA256 in (ROOT / "docs" / "bundle-format.md").read_text(encoding="utf-8")


def test_every_byte_is_what_the_page_says() -> None:
    body = SAMPLE.read_bytes()
    members: dict[str, bytes] = {}
    directory = b""
    place = 0
    while body[place : place + 4] == b"PK\x03\x04":
        crc, size, packed, length, extra = struct.unpack_from("<IIIHH", body, place + 14)
        name = body[place + 30 : place + 30 + length]
        held = body[place + 30 + length : place + 30 + length + size]
        head = struct.pack(
            "<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 33, zlib.crc32(held), len(held), len(held), length, 0
        )
        assert (body[place : place + 30], packed, extra, crc) == (head, size, 0, zlib.crc32(held))
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + head[4:] + bytes(10) + struct.pack("<I", place) + name
        )
        members[name.decode("ascii")] = held
        place += 30 + length + size
    count = len(members)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), place, 0)
    assert body[place:] == directory + end
    assert list(members) == [
        "manifest.json",
        "manifest.sig",
        "entries.z",
        f"attachments/{hashlib.sha256(PHOTO).hexdigest()}",
    ]
    manifest = json.loads(members["manifest.json"])
    assert members["manifest.json"] == json.dumps(
        manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode("utf-8")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["sender"]["key"]))
    key.verify(
        bytes.fromhex(members["manifest.sig"].decode("ascii")),
        b"anxi-bundle" + hashlib.sha256(members["manifest.json"]).digest(),
    )
    told = {name: (one["size"], one["sha256"]) for name, one in manifest["members"].items()}
    assert told == {
        name: (len(held), hashlib.sha256(held).hexdigest())
        for name, held in members.items()
        if not name.startswith("manifest.")
    }
    raw = zlib.decompress(members["entries.z"])
    assert manifest["entries"] == {"count": raw.count(b"\n"), "raw": len(raw)}
    card = manifest["sender"]
    site = hashlib.sha256(
        b"anxi-site" + bytes.fromhex(card["key"]) + bytes.fromhex(card["nonce"])
    ).hexdigest()[:32]
    assert card["site"] == site
    for line in raw.decode("utf-8").removesuffix("\n").split("\n"):
        text, signature = line.split("\t")
        entry = json.loads(text)
        if signature:
            signed = [
                "anxi-entry",
                entry["stream"],
                entry["site"],
                entry["seq"],
                hashlib.sha256(text.encode()).hexdigest(),
            ]
            key.verify(bytes.fromhex(signature), json.dumps(signed, separators=(",", ":")).encode())


def test_the_program_reads_it() -> None:
    with open_bundle(SAMPLE) as bundle:
        entries = list(bundle.entries())
        photo = io.BytesIO()
        bundle.copy_attachment(hashlib.sha256(PHOTO).hexdigest(), photo)
    assert photo.getvalue() == PHOTO
    assert [(one.entry.stream.partition("/")[2], one.entry.seq, one.sig is not None) for one in entries] == [
        *(("", 1, False), ("", 2, True), ("", 3, True)),
        *(("office", 1, True), ("", 1, True)),
    ]
    assert entries[2].entry.extra == {"later": [1]}


def test_it_can_be_made_again(tmp_path: Path) -> None:
    """Where another zlib packs otherwise, all but the packed bytes is the same."""
    path = tmp_path / "a.anxi"
    make(path)
    with open_bundle(path) as made, open_bundle(SAMPLE) as kept:
        assert [one.body for one in made.entries()] == [one.body for one in kept.entries()]
        assert made.manifest.to_bytes()[:1_000] == kept.manifest.to_bytes()[:1_000]
        packed = re.compile(r'"entries\.z":\{[^}]*\}')
        assert packed.sub("", made.manifest.to_bytes().decode()) == packed.sub(
            "", kept.manifest.to_bytes().decode()
        )
