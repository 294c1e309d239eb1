"""Bundles that somebody damaged, or made with malice, from a seed: each must be refused, quickly and whole.

`hostile_cases(seed, count)` serves the suite with hundreds and the soak run with hundreds of thousands.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from anxi_desktop.domain import bundle_names as names
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.files.bundle_seal import unseal
from tests.files.hostile_entries import hostile_entries
from tests.files.hostile_manifests import hostile_manifest
from tests.files.hostile_zips import TRICKS, Header
from tests.files.sound_bundle import HostileCase, Sound, members_of, sound

IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
"""The key of the laptop that reads (from the test vectors of age)."""


def hostile_cases(seed: int, count: int) -> Iterator[HostileCase]:
    """`count` cases, the same ones for the same seed."""
    random = Random(seed)
    for _ in range(count):
        yield hostile_case(random)


def hostile_case(random: Random) -> HostileCase:
    """One case."""
    family = random.choices(_FAMILIES, weights=(4, 3, 4, 5, 1))[0]
    return family(random, sound())


def refusal(path: Path) -> str | None:
    """The code of the error that refuses the file, or None where all of it could be read."""
    try:
        with open_bundle(path, open_sealed=_unseal) as bundle:
            for _ in bundle.check():
                pass
            for _ in bundle.entries():
                pass
            for one in bundle.attachments():
                bundle.copy_attachment(one.digest, io.BytesIO())
            for part in bundle.parts():
                bundle.copy_part(part.digest, part.number, io.BytesIO())
    except AnxiError as error:
        return error.code
    return None


def _unseal(source: Path, target: Path) -> None:
    unseal(source, target, identities=(IDENTITY,), passphrase="口令")


def _bytes(random: Random, base: Sound) -> HostileCase:
    body = bytearray(base.body)
    place = random.randrange(len(body))
    length = random.choice((1, 1, 2, 8, 100))
    act = random.randrange(7)
    what = ("flip", "set", "cut out", "insert", "truncate", "append", "repeat")[act]
    if act == 0:
        for _ in range(random.choice((1, 1, 1, 3))):
            body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    elif act == 1:
        body[place : place + length] = random.randbytes(len(body[place : place + length]))
    elif act == 2:
        del body[place : place + length]
    elif act == 3:
        body[place:place] = random.randbytes(length)
    elif act == 4:
        del body[place:]
    elif act == 5:
        body += random.randbytes(length)
    else:
        body += body[place:]
    return HostileCase(f"{what} at {place}", bytes(body), is_refused=bytes(body) != base.body)


def _structure(random: Random, base: Sound) -> HostileCase:
    headers = [Header(name.encode(), body) for name, body in members_of(base.body).items()]
    what, body = random.choice(TRICKS)(random, headers)
    is_sound = body == base.body or (what == "order" and _is_in_order(headers))
    return HostileCase(f"zip {what}", body, is_refused=not is_sound)


def _is_in_order(headers: Sequence[Header]) -> bool:
    places = [names.place_in_order(one.name.decode()) or 0 for one in headers]
    return places == sorted(places)


def _sealed(random: Random, base: Sound) -> HostileCase:
    intro = b"age-encryption.org/v1\n"
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    mac = b"--- " + b"A" * 43 + b"\n"
    scrypt = b"-> scrypt " + b"A" * 22 + b" %d\n" + b"A" * 43 + b"\n"
    cases: tuple[tuple[str, bytes], ...] = (
        ("nothing", intro),
        ("noise", intro + random.randbytes(2_000)),
        ("for nobody", intro + mac + random.randbytes(200)),
        ("for another", intro + stanza + mac + random.randbytes(200)),
        ("many for others", intro + stanza * 500 + mac + random.randbytes(200)),
        ("an endless header", intro + stanza * 20_000),
        ("an endless line", intro + b"-> " + b"x" * 2_000_000),
        ("a dear passphrase", intro + scrypt % 30 + mac + random.randbytes(200)),
        ("a passphrase beyond all", intro + scrypt % 99 + mac + random.randbytes(200)),
        ("cost 0", intro + scrypt.replace(b"%d", b"0") + mac + random.randbytes(200)),
        ("two stanzas", intro + scrypt % 10 + stanza + mac + random.randbytes(200)),
        ("a wrong passphrase", intro + scrypt % 10 + mac + random.randbytes(200)),
        ("a bundle with an age head", intro + base.body),
    )
    what, body = random.choice(cases)
    return HostileCase(f"sealed {what}", body)


_FAMILIES = (_bytes, _structure, hostile_manifest, hostile_entries, _sealed)
