"""An age file under a passphrase, written and read as a stream (age-encryption.org/v1, scrypt recipient).

pyrage does this only for bytes in memory, holds the interpreter while it works, and lets the file say how much
memory the passphrase costs. Here the cost is fixed when writing and bounded when reading. Any age program opens
what is written here; the tests let pyrage do it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from anxi_desktop.domain.bundle_manifest import damaged
from anxi_desktop.domain.errors import AnxiError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

INTRO = b"age-encryption.org/v1\n"

_COST = 17  # 2^17 blocks of 1 KiB: 128 MiB for about half a second
_MOST_COST = 18  # what the age command writes
_CHUNK = 64 * 1024
_TAG = 16
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_B64 = rb"[A-Za-z0-9+/]"
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt (%b{22}) ([1-9][0-9]?)\n(%b{43})\n---( %b{43}\n)" % ((_B64,) * 3)
)
_LONGEST_HEADER = 200


class Source(Protocol):
    """What is read from: an open binary file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...

    def seek(self, offset: int, /) -> int:
        """Go to a place counted from the start."""
        ...


class Target(Protocol):
    """What is written to: an open binary file."""

    def write(self, body: bytes, /) -> int:
        """Write all of it."""
        ...


def is_under_passphrase(head: bytes) -> bool:
    """True when the first bytes of an age file say that a passphrase opens it."""
    return head.startswith(INTRO + b"-> scrypt ")


def encrypt(source: Source, target: Target, passphrase: str) -> None:
    """Encrypt all of `source` into `target`."""
    file_key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    wrapped = _cipher(_stretched(passphrase, salt, _COST)).encrypt(bytes(12), file_key, None)
    header = INTRO + b"-> scrypt %b %d\n%b\n---" % (_b64(salt), _COST, _b64(wrapped))
    target.write(header + b" " + _b64(_mac(file_key, header)) + b"\n" + nonce)
    cipher = _cipher(_derived(file_key, salt=nonce, info=b"payload"))
    for number, chunk, is_last in _numbered(source, _CHUNK):
        target.write(cipher.encrypt(_nonce(number, is_last=is_last), chunk, None))


def decrypt(source: Source, target: Target, passphrase: str) -> None:
    """Decrypt all of `source` into `target`; on an error what was written is of no use.

    Raises AnxiError("sealed_wrong_passphrase"), ("sealed_too_costly") or ("bundle_damaged").
    """
    from cryptography.exceptions import InvalidTag

    found = _HEADER.match(source.read(_LONGEST_HEADER))
    if not found:
        raise damaged("加密外壳读不懂")
    cost = int(found[2])
    if cost > _MOST_COST:
        raise AnxiError("sealed_too_costly")
    try:
        wrap = _cipher(_stretched(passphrase, _raw(found[1]), cost))
        file_key = wrap.decrypt(bytes(12), _raw(found[3]), None)
    except InvalidTag as error:
        raise AnxiError("sealed_wrong_passphrase") from error
    mac = _b64(_mac(file_key, found.string[: found.start(4)]))
    if not hmac.compare_digest(mac, found[4].strip()):
        raise damaged("加密外壳被改动过")
    source.seek(found.end())
    cipher = _cipher(_derived(file_key, salt=source.read(16), info=b"payload"))
    try:
        for number, chunk, is_last in _numbered(source, _CHUNK + _TAG):
            plain = cipher.decrypt(_nonce(number, is_last=is_last), chunk, None)
            if not plain and number:
                raise damaged("加密的内容不完整")  # only a file without content may end with an empty chunk
            target.write(plain)
    except InvalidTag as error:
        raise damaged("加密的内容不完整或被改动过") from error


def _numbered(source: Source, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(number, chunk, whether it is the last); at least one, which may be empty."""
    number, chunk = 0, source.read(size)
    while following := source.read(size):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((is_last,))


def _cipher(key: bytes) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    blocks = 1 << cost
    return hashlib.scrypt(
        passphrase.encode("utf-8"),
        salt=_SALT_LABEL + salt,
        n=blocks,
        r=8,
        p=1,
        maxmem=blocks * 1024 + (1 << 20),
        dklen=32,
    )


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, salt=b"", info=b"header"), header, "sha256")


def _derived(key: bytes, *, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) of 32 bytes: one block."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _b64(raw: bytes) -> bytes:
    return b64encode(raw).rstrip(b"=")


def _raw(text: bytes) -> bytes:
    """The bytes of unpadded base64; a spelling whose last digit has loose bits is refused."""
    raw = b64decode(text + b"=" * (-len(text) % 4))
    if _b64(raw) != text:
        raise damaged("加密外壳读不懂")
    return raw
