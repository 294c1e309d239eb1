"""The laptop's signing key: made once, kept where only this user's account can read it.

On Windows a key is sealed by the account (DPAPI); elsewhere the file's rights protect it. A lost key means
signing with a new one from then on, never losing data. The county's key and the key that files are encrypted to
are kept in the same way (`county_key`, `age_key`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.atomic import disk_error, put_in_place, write_beside

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_DEVICE = "device.key"


class KeyPair:
    """An Ed25519 key pair. `public` is 64 hex digits."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> bytes:
        """A signature of 64 bytes."""
        return self._private.sign(message)


class DeviceKey(KeyPair):
    """The key in whose name this laptop writes."""


def load_key(folder: Path) -> DeviceKey | None:
    """The key kept in `folder`, or None where there is none or it was sealed by another account.

    Raises AnxiError("key_unreadable") where the file is there and cannot be read: it may be held for a moment.
    """
    raw = load_secret(folder / _DEVICE)
    private = None if raw is None else private_of(raw)
    return None if private is None else DeviceKey(private)


def make_key(folder: Path) -> DeviceKey:
    """Make and keep a new key; one that cannot be opened is put aside, never overwritten."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    keep_secret(folder / _DEVICE, private.private_bytes_raw())
    return DeviceKey(private)


def private_of(raw: bytes) -> Ed25519PrivateKey | None:
    """The key of 32 bytes; None for other bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(raw)
    except ValueError:
        return None


def load_secret(path: Path) -> bytes | None:
    """The bytes kept in a file; None where there is none or it was sealed by another account.

    Raises AnxiError("key_unreadable") where the file is there and cannot be read: it may be held for a moment.
    """
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AnxiError("key_unreadable", path=path) from error
    try:
        return _opened(kept)
    except OSError:
        return None


def keep_secret(path: Path, raw: bytes) -> None:
    """Seal bytes into a file that only this account can read; what stood there before is put aside.

    Errors: those of `write_beside`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            put_in_place(path, _free(path))
    except OSError as error:
        raise disk_error(error, path.parent) from error
    with write_beside(path) as temporary:
        temporary.touch(mode=0o600)
        temporary.write_bytes(_sealed(raw))


def is_signed(*, public: str, message: bytes, signature: bytes) -> bool:
    """True when `signature` over `message` is of the device whose public key has these 64 hex digits."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _free(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return free


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    def _through(name: str, raw: bytes) -> bytes:
        source = _Blob(len(raw), ctypes.cast(ctypes.create_string_buffer(raw), ctypes.POINTER(ctypes.c_char)))
        result = _Blob()
        call = getattr(ctypes.windll.crypt32, name)
        if not call(ctypes.byref(source), None, None, None, None, 1, ctypes.byref(result)):
            raise ctypes.WinError()
        try:
            return ctypes.string_at(result.data, result.size)
        finally:
            ctypes.windll.kernel32.LocalFree(result.data)

    def _sealed(raw: bytes) -> bytes:
        return _through("CryptProtectData", raw)

    def _opened(raw: bytes) -> bytes:
        return _through("CryptUnprotectData", raw)

else:

    def _sealed(raw: bytes) -> bytes:
        return raw

    def _opened(raw: bytes) -> bytes:
        return raw
