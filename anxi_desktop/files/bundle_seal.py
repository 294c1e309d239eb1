"""A bundle inside an age file: for chosen laptops, or under a passphrase. Whoever has neither learns only its size.

age says nothing of the sender: the manifest is signed inside, the whole encrypted outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

from anxi_desktop.domain.bundle_manifest import damaged
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files import age_passphrase
from anxi_desktop.files.age_passphrase import Source, Target
from anxi_desktop.store.atomic import disk_error, write_beside

_T = TypeVar("_T")

_LONGEST_HEADER = 256 * 1024  # some 2,000 recipients; each costs a reader half a millisecond
_CHUNK = 64 * 1024
_TAG = 16


def new_identity() -> tuple[str, str]:
    """A new (identity, recipient): the secret to keep, AGE-SECRET-KEY-1…, and what others seal for, age1…."""
    identity = _age().x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_recipient(text: str) -> bool:
    """True for what can be sealed for."""
    try:
        _recipients((text,))
    except AnxiError:
        return False
    return True


def is_sealed(path: Path) -> bool:
    """True when the file at `path` is an age file. Raises OSError."""
    return _head(path, len(age_passphrase.INTRO)) == age_passphrase.INTRO


def is_under_passphrase(path: Path) -> bool:
    """True when a passphrase opens the age file at `path`. Raises OSError."""
    return age_passphrase.is_under_passphrase(_head(path, 64))


def demand_open(path: Path) -> AnxiError:
    """The error that says what is needed to open the age file at `path`."""
    needs = is_under_passphrase(path)
    return AnxiError("sealed_passphrase_needed" if needs else "sealed_for_others")


def room_inside(limit_bytes: int, *, recipients: int) -> int:
    """How large a file may be so that it has at most `limit_bytes` once sealed (for 0 recipients: passphrase)."""
    payload = limit_bytes - 512 - 256 * recipients  # header and the stanzas that age adds at random
    return max(0, payload - (payload // (_CHUNK + _TAG) + 1) * _TAG)


def seal(path_in: Path, path_out: Path, *, recipients: Sequence[str] | None, passphrase: str | None) -> None:
    """Encrypt a file for recipients (age1…) or under a passphrase, written beside. Memory stays bounded.

    Errors: bad_recipient, those of `write_beside`. ValueError unless exactly one of the two is given.
    """
    if bool(recipients) == bool(passphrase):
        raise ValueError("recipients or a passphrase")
    keys = _recipients(recipients or ())

    def act(source: Source, target: Target) -> None:
        if passphrase:
            age_passphrase.encrypt(source, target, passphrase)
        else:
            _age().encrypt_io(source, target, keys)

    with write_beside(path_out) as temporary:
        _through(path_in, temporary, act)


def unseal(
    path_in: Path, path_out: Path, *, identities: Sequence[str] = (), passphrase: str | None = None
) -> None:
    """Decrypt an age file with this laptop's identities or a passphrase, written beside.

    Errors: sealed_passphrase_needed, sealed_wrong_passphrase, sealed_too_costly, sealed_for_others, bad_identity,
    bundle_damaged, those of `write_beside`.
    """
    try:
        needs = is_under_passphrase(path_in)
        head = _head(path_in, _LONGEST_HEADER)
    except OSError as error:
        raise disk_error(error, path_in) from error
    if needs and not passphrase:
        raise AnxiError("sealed_passphrase_needed")
    if not needs and b"\n--- " not in head:
        raise damaged("加密外壳读不懂")
    keys = [] if needs else _identities(identities)

    def act(source: Source, target: Target) -> None:
        if passphrase and needs:
            age_passphrase.decrypt(source, target, passphrase)
        else:
            _decrypt_for_keys(source, target, keys)

    with write_beside(path_out) as temporary:
        _through(path_in, temporary, act)


def _decrypt_for_keys(source: Source, target: Target, identities: Sequence[object]) -> None:
    if not identities:
        raise AnxiError("sealed_for_others")
    pyrage = _age()
    try:
        pyrage.decrypt_io(source, target, identities)
    except (
        pyrage.DecryptError,
        OSError,
    ) as error:  # OSError is what pyrage makes of a payload that does not fit
        if "No matching keys" in str(error):
            raise AnxiError("sealed_for_others") from error
        raise damaged("加密的内容不完整或被改动过") from error


def _through(path_in: Path, path_out: Path, act: Callable[[Source, Target], None]) -> None:
    """Run `act` over both files; pyrage turns what a file raises into its own error, so it is told here."""
    try:
        source = path_in.open("rb")
    except OSError as error:
        raise disk_error(error, path_in) from error
    with source, path_out.open("wb") as target:
        reading, writing = _Watched(source), _Watched(target)
        try:
            act(reading, writing)
        except Exception:
            if reading.error:
                raise disk_error(reading.error, path_in) from reading.error
            if writing.error:
                raise writing.error from None
            raise


class _Watched:
    """An open file that remembers what went wrong."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None

    def read(self, size: int = -1, /) -> bytes:
        return self._told(lambda: self._file.read(size))

    def write(self, body: bytes, /) -> int:
        return self._told(lambda: self._file.write(body))

    def seek(self, offset: int, /) -> int:
        return self._told(lambda: self._file.seek(offset))

    def flush(self) -> None:
        self._told(self._file.flush)

    def _told(self, act: Callable[[], _T]) -> _T:
        try:
            return act()
        except OSError as error:
            self.error = error
            raise


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _recipients(texts: Sequence[str]) -> list[object]:
    pyrage = _age()
    found: list[object] = []
    for text in texts:
        try:
            found.append(pyrage.x25519.Recipient.from_str(text))
        except pyrage.RecipientError as error:
            raise AnxiError("bad_recipient", value=text[:20]) from error
    return found


def _identities(texts: Sequence[str]) -> list[object]:
    pyrage = _age()
    try:
        return [pyrage.x25519.Identity.from_str(text) for text in texts]
    except pyrage.IdentityError as error:
        raise AnxiError("bad_identity") from error


def _age() -> Any:
    """The library, which has no types."""
    import pyrage  # pyright: ignore[reportMissingTypeStubs]

    return pyrage
