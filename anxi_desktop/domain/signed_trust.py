"""A trust list with the county key's signature: how it is kept, written to a file and carried by every bundle."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from anxi_desktop.domain.entry import canonical
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.trust_list import TrustList, read_shape

_SIGNATURE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class SignedTrust:
    """A trust list's text and the county key's signature over `message` (128 hex digits)."""

    text: str
    signature: str

    @property
    def message(self) -> bytes:
        """What the county key signs."""
        return trust_message(self.text)

    @property
    def digest(self) -> str:
        """SHA-256 of the list's text, 64 hex digits."""
        return _digest(self.text)

    def listed(self) -> TrustList:
        """The list, strictly read; the signature is not looked at. Errors as for `TrustList.read`."""
        return TrustList.read(self.text)

    def to_text(self) -> str:
        """How it is kept, written to a file and carried by a bundle."""
        return canonical({"list": self.text, "signature": self.signature}).decode("utf-8")

    @classmethod
    def of_text(cls, text: str) -> SignedTrust:
        """What `to_text` wrote. Raises AnxiError("trust_unreadable"); the list inside is not read yet."""
        shape = read_shape(text)
        found = shape.value("list")
        try:
            made = cls(found if isinstance(found, str) else "", shape.matching("signature", _SIGNATURE))
            is_spelled_so = made.to_text() == text
        except AnxiError as error:  # no signature, or text that UTF-8 cannot hold
            raise AnxiError("trust_unreadable") from error
        if not is_spelled_so:
            raise AnxiError("trust_unreadable")
        return made


def trust_message(text: str) -> bytes:
    """What the county key signs for the list with this text."""
    return canonical(["anxi-trust", _digest(text)])


def newest(a: SignedTrust | None, b: SignedTrust) -> SignedTrust:
    """The list that wins: the greater version, of equal ones the greater SHA-256. Errors as for `TrustList.read`."""
    if a is None:
        return b
    return max(a, b, key=lambda one: (one.listed().version, one.digest))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
