"""The two small files by which trust travels: a laptop's request to the office, and the office's trust list.

Both prove themselves by a signature, so that a damaged or altered file is refused before anything is shown of it.
"""

from __future__ import annotations

import stat
from pathlib import Path

from anxi_desktop.domain import request, trust_list
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.request import Request, parse_request
from anxi_desktop.domain.signed_trust import SignedTrust
from anxi_desktop.store.atomic import write_beside
from anxi_desktop.store.keys import KeyPair, is_signed
from anxi_desktop.store.trust import prove

REQUEST_SUFFIX = ".anxi-request"
TRUST_SUFFIX = ".anxi-trust"


def write_request(path: Path, asked: Request, key: KeyPair) -> None:
    """Write a laptop's request, signed with its own key. Errors: those of `write_beside`."""
    _write(path, asked.to_bytes(key.sign(asked.message)))


def read_request(path: Path) -> Request:
    """The request in a file, proved to come from the laptop whose key it names.

    Errors: file_missing, file_not_readable, request_unreadable (another file, damaged, altered).
    """
    found = parse_request(_read(path, most=request.MOST_BYTES, refused="request_unreadable"))
    if found is None or not _is_own(*found):
        raise AnxiError("request_unreadable", path=path)
    return found[0]


def write_trust(path: Path, signed: SignedTrust) -> None:
    """Write a trust list for others. Errors: those of `write_beside`."""
    _write(path, signed.to_text().encode("utf-8"))


def read_trust(path: Path) -> SignedTrust:
    """The trust list in a file, proved to be signed by the key it names; whether that is our county's is not asked.

    Errors: file_missing, file_not_readable, trust_unreadable (another file, damaged, altered), trust_newer.
    """
    # A list stands in the file as a text in a text: every quotation mark has a stroke before it.
    body = _read(path, most=2 * trust_list.MOST_BYTES, refused="trust_unreadable")
    try:
        signed = SignedTrust.of_text(body.decode("utf-8"))
        prove(signed)
    except (AnxiError, ValueError) as error:
        is_newer = isinstance(error, AnxiError) and error.code == "trust_newer"
        raise AnxiError("trust_newer" if is_newer else "trust_unreadable", path=path) from error
    return signed


def _is_own(asked: Request, signature: bytes) -> bool:
    return is_signed(public=asked.card.key, message=asked.message, signature=signature)


def _write(path: Path, body: bytes) -> None:
    with write_beside(path) as temporary:
        temporary.write_bytes(body)


def _read(path: Path, *, most: int, refused: str) -> bytes:
    """The bytes of a file of at most `most` bytes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a device would never end
            raise AnxiError("file_not_readable", path=path)
        with path.open("rb") as file:
            body = file.read(most + 1)
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=path) from error
    if len(body) > most:
        raise AnxiError(refused, path=path)
    return body
