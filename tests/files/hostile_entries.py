"""Entries under a valid manifest: out of form, out of order, bombs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from anxi_desktop.domain.entry import canonical
from tests.files.sound_bundle import HostileCase, Sound, Text, rebuilt, replaced


def hostile_entries(random: Random, base: Sound) -> HostileCase:
    lines = list(base.lines)
    which = random.randrange(len(lines))
    body, _, signature = lines[which].rpartition(b"\t")
    act = random.randrange(7)
    if act == 0:
        what, packed, raw, count = _packed(random, lines)
        return HostileCase(f"entries.z {what}", _with(base, packed, raw=raw, count=count))
    if act == 1:
        what, old, new = random.choice(ENTRY_TEXTS)
        changed = body.replace(old.encode(), new() if callable(new) else new.encode(), 1)
        lines[which] = changed + b"\t" + signature
        return HostileCase(f"entry {what}", _with_lines(base, lines))
    if act == 2:
        lines[which] = random.choice(
            (
                body + b"\t" + signature.upper() + (b"" if signature else b"A"),
                body + b"\t" + signature[:-1] + (b"" if signature else b"0"),
                body + b"\t\t" + signature,
                body,
                b"\t" + signature,
                b"",
                signature + b"\t" + body,
                body + b"\t" + signature + b"\r",
                body + b"\t" + b"0" * 130,
            )
        )
        return HostileCase("a line out of form", _with_lines(base, lines))
    if act == 3:
        first, second = random.sample(range(len(lines)), 2)
        lines[first], lines[second] = lines[second], lines[first]
        return HostileCase("order", _with_lines(base, lines), is_refused=not _may_swap(base, first, second))
    if act == 4:
        lines.insert(random.choice((which, which + 1, len(lines))), lines[which])
        return HostileCase("an entry twice", _with_lines(base, lines))
    if act == 5:  # of the lines only those that end a chain: 3 and 5
        end = random.choice((3, 5))
        lines[end] = lines[end].rpartition(b"\t")[0] + b"\t"
        return HostileCase("an unsigned end", _with_lines(base, lines))
    changed, where = replaced(random, json.loads(body))
    lines[which] = canonical(changed) + b"\t" + signature
    return HostileCase(f"entry value {where}", _with_lines(base, lines), is_refused=False)


def _may_swap(base: Sound, first: int, second: int) -> bool:
    return base.lines[first] == base.lines[second]


def _with_lines(base: Sound, lines: Sequence[bytes]) -> bytes:
    raw = b"".join(line + b"\n" for line in lines)
    return _with(base, zlib.compress(raw, 1), raw=len(raw), count=len(lines))


def _with(base: Sound, packed: bytes, *, raw: int, count: int) -> bytes:
    members = {**base.members, "entries.z": packed}
    return rebuilt(base.laptop, base.manifest, members, entries={"count": count, "raw": raw})


ENTRY_TEXTS: tuple[tuple[str, str, Text], ...] = (
    ("NaN", '"undoes":null', '"undoes":NaN'),
    ("a fraction", '"v":1', '"v":1.0'),
    ("10^4000", '"v":1', lambda: b'"v":1' + b"0" * 4_000),
    ("10^100000", '"stamp":', lambda: b'"stamp":' + b"9" * 100_000),
    ("a number beyond 2^63", '"stamp":', '"stamp":9999999999'),
    ("deep lists", '"v":1', lambda: b'"v":1,"z":' + b"[" * 50_000 + b"]" * 50_000),
    ("nested 900 deep", '"v":1', lambda: b'"v":1,"z":' + b"[" * 900 + b"]" * 900),
    ("a lone surrogate", '"title":"登记项目"', '"title":"\\ud83d"'),
    ("broken UTF-8", '"title":"登记项目"', lambda: b'"title":"\xc0\x80"'),
    ("a key twice", '"undoes":null', '"undoes":null,"undoes":null'),
    ("an escape", '"title":"登记项目"', '"title":"\\u767b记项目"'),
    ("a space", '"v":1', '"v": 1'),
    ("a raw tab", '"title":"登记项目"', '"title":"登记\t项目"'),
    ("a stream of nowhere", '"stream":"', '"stream":"../'),
    ("an empty set", '"set":{', '"set":{},"set2":{'),
    ("256 KB", '"title":"', lambda: b'"extra":"' + b"x" * 300_000 + b'","title":"'),
    ("a seen that is no name", '"seen":[]', '"seen":["x"]'),
    ("version 2", '"v":1', '"v":2'),
    ("row of no record", '"row":"', '"row":"x'),
)


def _packed(random: Random, lines: Sequence[bytes]) -> tuple[str, bytes, int, int]:
    """(what, entries.z, raw bytes and number of entries as told)."""
    raw = b"".join(line + b"\n" for line in lines)
    packed = zlib.compress(raw)
    primed = zlib.compressobj(zdict=raw[:1000])
    cases: tuple[tuple[str, Callable[[], bytes], int, int], ...] = (
        ("truncated", lambda: packed[: random.randrange(len(packed))], len(raw), len(lines)),
        ("with a tail", lambda: packed + b"x", len(raw), len(lines)),
        ("twice", lambda: packed + packed, 2 * len(raw), 2 * len(lines)),
        ("not packed", lambda: raw, len(raw), len(lines)),
        ("gzip", lambda: zlib.compressobj(wbits=31).compress(raw), len(raw), len(lines)),
        ("with a dictionary", lambda: primed.compress(raw) + primed.flush(), len(raw), len(lines)),
        ("noise", lambda: random.randbytes(500), len(raw), len(lines)),
        ("empty", lambda: b"", 0, 0),
        ("without its last line feed", lambda: zlib.compress(raw[:-1]), len(raw) - 1, len(lines)),
        ("a bomb told as small", bomb, len(raw), len(lines)),
        ("a bomb of one line", bomb, BOMB_BYTES, 1),
        ("a bomb of line feeds", lambda: bomb(b"\n"), BOMB_BYTES, BOMB_BYTES),
        ("empty blocks", lambda: b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 200_000, len(raw), len(lines)),
    )
    what, make, told_raw, told_count = random.choice(cases)
    return what, make(), told_raw, told_count


BOMB_BYTES = 400 * 1024 * 1024


@cache
def bomb(letter: bytes = b"a") -> bytes:
    """400 MB of one letter in 400 KB."""
    packer = zlib.compressobj(9)
    block = letter * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(BOMB_BYTES >> 20)) + packer.flush()
