"""Zips that lie: every field of every header is free, which no library that writes zips allows."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

FIELDS = ("needs", "flags", "method", "time", "date", "crc", "packed", "size")
_END = ("disk", "first", "here", "count", "length", "start", "comment")

NAMES = (
    *(
        "../evil",
        "..\\evil",
        "C:\\evil.txt",
        "C:evil",
        "/etc/passwd",
        "\\\\server\\share",
        "manifest.json:ads",
    ),
    *(
        "attachments/../../evil",
        "attachments/" + "A" * 64,
        "attachments/",
        "attachments",
        "entries.z/",
        "CON",
    ),
    *(
        "manifest.JSON",
        "entries.z\x00",
        "trust.json ",
        "./trust.json",
        "attachments//" + "a" * 64,
        "a" * 65_000,
    ),
    *(
        "parts/" + "a" * 64 + "-0",
        "parts/" + "a" * 64 + "-01",
        "parts/" + "a" * 64 + "-9999999",
        "照片",
        "\xff",
        "",
    ),
    *("evil.exe", "attachments/" + "a" * 64 + ".lnk", "attachments/" + "a" * 63 + "\n", "entries.z\n"),
)


@dataclass(slots=True)
class Header:
    """A member with every field of its two headers free to lie."""

    name: bytes
    body: bytes
    local: dict[str, int] = field(default_factory=dict)
    central: dict[str, int] = field(default_factory=dict)
    extra: bytes = b""
    comment: bytes = b""
    gap: bytes = b""


def forged(
    headers: Sequence[Header],
    *,
    before: bytes = b"",
    between: bytes = b"",
    inside: bytes = b"",
    after: bytes = b"",
    end: Mapping[str, int] | None = None,
) -> bytes:
    """A zip of these headers; `end` takes the place of fields of the last record.

    `between` stands before the directory, `inside` at its end and `after` behind it.
    """
    out, directory = bytearray(before), bytearray()
    for one in headers:
        fields = {
            **dict.fromkeys(FIELDS, 0),
            "needs": 20,
            "date": 0x21,
            "crc": zlib.crc32(one.body),
            "packed": len(one.body),
            "size": len(one.body),
        }
        out += one.gap
        start = len(out)
        local = fields | one.local
        out += struct.pack(
            "<4sHHHHHIIIHH", b"PK\x03\x04", *(local[key] for key in FIELDS), len(one.name), len(one.extra)
        )
        out += one.name + one.extra + one.body
        central = fields | {"made": 20, "disk": 0, "inside": 0, "outside": 0, "start": start} | one.central
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\x01\x02",
            *(central[key] for key in ("made", *FIELDS)),
            *(len(one.name), len(one.extra), len(one.comment)),
            *(central[key] for key in ("disk", "inside", "outside", "start")),
        )
        directory += one.name + one.extra + one.comment
    out += between
    directory += inside
    last = {"disk": 0, "first": 0, "here": len(headers), "count": len(headers)}
    last |= {"length": len(directory), "start": len(out), "comment": 0} | dict(end or {})
    out += directory + after
    return bytes(out + struct.pack("<4sHHHHIIH", b"PK\x05\x06", *(last[key] for key in _END)))


Trick = Callable[[Random, list[Header]], tuple[str, bytes]]


def _another_name(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    name = random.choice(NAMES)
    headers.insert(random.randrange(len(headers) + 1), Header(name.encode(), b"x"))
    return f"member {name[:30]!r}", forged(headers)


def _renamed(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    name = random.choice(NAMES)
    random.choice(headers).name = name.encode()
    return f"renamed {name[:30]!r}", forged(headers)


def _twice(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    one = random.choice(headers)
    headers.append(Header(one.name, random.choice((one.body, b"other"))))
    return "a name twice", forged(headers)


def _rights(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    one = random.choice(headers)
    link, folder = 0o120777 << 16, 0o040755 << 16 | 0x10
    one.central["outside"] = random.choice((link, folder, 0x10, 1, random.getrandbits(32) | 1))
    one.central["made"] = random.choice((20, 0x0314))
    return "a link, a folder or rights", forged(headers)


def _lie(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    one, key = random.choice(headers), random.choice(FIELDS)
    small = random.choice((1, 8, 0x808, 45, 0xFFFF))
    lie = {key: 0xFFFFFFFF if key in ("crc", "packed", "size") else small}
    where = random.randrange(3)
    if where != 0:
        one.local |= lie
    if where != 1:
        one.central |= lie
    return f"lies of {key}", forged(headers)


def _extra(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    zip64 = b"\x01\x00\x10\x00" + struct.pack("<QQ", 1 << 40, 1 << 40)
    random.choice(headers).extra = random.choice((zip64, b"\x75\x70\x05\x00\x01abcd"))
    return "zip64 or Unicode path", forged(headers)


def _comment(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    random.choice(headers).comment = b"PK\x05\x06" + bytes(18)
    return "comment", forged(headers)


def _gap(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    random.choice(headers).gap = random.choice((b"\x00", b"PK\x03\x04", bytes(1000)))
    return "gap", forged(headers)


def _loose(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    loose = random.choice((b"x", b"PK\x01\x02", bytes(300)))
    if random.random() < 0.5:
        return "something before the directory", forged(headers, between=loose)
    return "something in the directory", forged(headers, inside=loose)


def _overlap(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    random.choice(headers).central["start"] = random.choice((0, 30, 0xFFFFFFFF, random.getrandbits(16)))
    return "overlap", forged(headers)


def _end_lies(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    key = random.choice(_END)
    value = random.getrandbits(32) if key in ("length", "start") else random.choice((0xFFFF, 1, 3))
    return f"end lies of {key}", forged(headers, end={key: value})


def _zip64(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    count = len(headers)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, 1 << 40, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 1 << 40, 1)
    lies = {"here": 0xFFFF, "count": 0xFFFF, "start": 0xFFFFFFFF} if random.random() < 0.5 else {}
    return "zip64", forged(headers, after=record + locator, end=lies)


def _in_front(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    return "something in front", forged(headers, before=random.choice((b"MZ", b"\n", bytes(5000))))


def _shuffled(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    random.shuffle(headers)
    return "order", forged(headers)


def _missing(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    del headers[random.randrange(len(headers))]
    return "one is missing", forged(headers)


def _many(random: Random, headers: list[Header]) -> tuple[str, bytes]:
    count = random.choice((4_000, 20_000))
    extra = [Header(b"attachments/%064x" % number, b"") for number in range(count)]
    return "too many members", forged([*headers, *extra])


TRICKS: tuple[Trick, ...] = (
    *(_another_name, _renamed, _twice, _rights, _lie, _extra, _comment, _gap, _loose, _overlap, _end_lies),
    *(_zip64, _in_front, _shuffled, _missing, _many),
)
"""Each makes a zip out of the headers of a sound one, and says what is wrong with it."""
