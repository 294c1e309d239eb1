"""A sound bundle with something of everything, and the tools to make a dishonest one of it, validly signed."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from anxi_desktop.domain import bundle_manifest as manifests
from anxi_desktop.domain.entry import canonical
from anxi_desktop.files.bundle_zip import ZipWriter
from tests.files.bundle_laptop import Laptop, attachment

Text = str | Callable[[], bytes]
"""What takes the place of a piece of JSON."""


@dataclass(frozen=True, slots=True)
class HostileCase:
    """The bytes of a file and what is wrong with them; some are sound by luck unless `is_refused`."""

    what: str
    body: bytes
    is_refused: bool = True


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound bundle taken apart: its bytes, the manifest as an object, and every other member."""

    body: bytes
    manifest: dict[str, Any]
    members: dict[str, bytes]
    lines: tuple[bytes, ...]
    laptop: Laptop


@cache
def sound() -> Sound:
    """A small bundle with something of everything."""
    laptop = Laptop()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = attachment(folder, b"photo" * 200)
        large = attachment(folder, Random(5).randbytes(30_000))
        entries = [*laptop.write(4, signed_each=2), *laptop.write(2, stream="county")]
        written = laptop.bundle(
            folder / "a.anxi",
            entries=entries,
            attachments=[whole, large],
            limit=12_000,
            trust=b'{"version":1}',
        )
        bodies = [path.read_bytes() for path in written.files]
    # One that holds entries, a whole attachment and a part is put together from the first two.
    first, second = members_of(bodies[0]), members_of(bodies[1])
    manifest = json.loads(first["manifest.json"])
    other = json.loads(second["manifest.json"])
    part = next(key for key in second if key.startswith("parts/"))
    members = {key: body for key, body in first.items() if not key.startswith(("manifest", "parts/"))}
    members[part] = second[part]
    manifest["parts"] = other["parts"]
    made = rebuilt(laptop, manifest, members)
    lines = tuple(zlib.decompress(members["entries.z"]).splitlines())
    return Sound(made, manifest, members, lines, laptop)


def members_of(body: bytes) -> dict[str, bytes]:
    """The members of a sound zip, by the offsets of its local headers."""
    found: dict[str, bytes] = {}
    place = 0
    while body[place : place + 4] == b"PK\x03\x04":
        size, length = (
            struct.unpack_from("<I", body, place + 22)[0],
            struct.unpack_from("<H", body, place + 26)[0],
        )
        start = place + 30 + length
        found[body[place + 30 : start].decode()] = body[start : start + size]
        place = start + size
    return found


def rebuilt(laptop: Laptop, manifest: dict[str, Any], members: dict[str, bytes], **said: Any) -> bytes:
    """A validly signed bundle of these members; the manifest tells the truth of them but for `said`."""
    truth = {
        "members": {
            name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in members.items()
        }
    }
    return signed(laptop, canonical({**manifest, **truth, **said}), members)


def signed(laptop: Laptop, manifest: bytes, members: dict[str, bytes]) -> bytes:
    """A canonical zip around any manifest, validly signed."""
    signature = laptop.key.sign(manifests.signed_bytes(manifest)).hex().encode()
    return zipped({"manifest.json": manifest, "manifest.sig": signature, **members})


def zipped(members: dict[str, bytes]) -> bytes:
    """A canonical zip."""
    file = io.BytesIO()
    writer = ZipWriter(file)
    for name, body in members.items():
        writer.put(name, body)
    writer.finish()
    return file.getvalue()


def told(members: dict[str, bytes]) -> dict[str, Any]:
    return {
        name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, body in members.items()
    }


_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2**31,
        2**63,
        2**64,
        10**400,
        "",
        "x",
        "a" * 64,
        "a" * 32,
        "\x00",
        "\u202e",
        "=cmd",
    ),
    *(
        [],
        {},
        [[]],
        [None],
        ["a" * 64],
        {"": 0},
        {"size": 1, "sha256": "a" * 64},
        "<img src=file:///c:/x>",
        "王" * 300,
    ),
)


def replaced(random: Random, found: Any) -> tuple[Any, str]:
    """`found` with one value anywhere in it replaced, and where."""
    where: list[str] = []
    place = found
    while True:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = random.choice(keys)
        where.append(str(key)[:20])
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or random.random() < 0.3:
            place[key] = random.choice(_VALUES)
            return found, "/".join(where)
        place = inner
