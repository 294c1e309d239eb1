"""Sites that certify themselves: the id of a site follows from its key, so nobody can claim another's.

A site is one incarnation of a database. Its card says whose laptop it is; whoever holds the card can check it
without asking anybody. What stands in the texts of a card proves nothing: only key and nonce are bound.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from anxi_desktop.domain.errors import AnxiError

TEXT_LIMIT = 200

_KEY = re.compile(r"[0-9a-f]{64}")
_HALF = re.compile(r"[0-9a-f]{32}")


def site_of(key: str, nonce: str) -> str:
    """The site (32 hex digits) of a public key (64 hex digits) and a nonce (32). Raises ValueError for other."""
    if not _KEY.fullmatch(key) or not _HALF.fullmatch(nonce):
        raise ValueError("a key has 64 and a nonce 32 hex digits in lower case")
    return hashlib.sha256(b"anxi-site" + bytes.fromhex(key) + bytes.fromhex(nonce)).hexdigest()[:32]


def new_nonce() -> str:
    """Sixteen random bytes as 32 hex digits."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Card:
    """Who writes as a site: `code` of the laptop, person and unit in words ("" where unknown), key and nonce."""

    code: str
    person: str
    unit: str
    key: str
    nonce: str
    site: str

    @property
    def is_sound(self) -> bool:
        """True when the site is the one that key and nonce make."""
        try:
            return self.site == site_of(self.key, self.nonce)
        except ValueError:
            return False

    def to_object(self) -> dict[str, str]:
        """The JSON object of this card."""
        return {
            "code": self.code,
            "person": self.person,
            "unit": self.unit,
            "key": self.key,
            "nonce": self.nonce,
            "site": self.site,
        }

    @classmethod
    def of(cls, found: object) -> Card:
        """The card in a parsed JSON object, sound or not. Raises AnxiError("card_unreadable").

        Texts are at most 200 characters that UTF-8 can hold; keys this version does not know are left out.
        """
        if not isinstance(found, dict):
            raise AnxiError("card_unreadable")
        keys = cast("Mapping[object, object]", found)
        return cls(
            code=_text(keys.get("code")),
            person=_text(keys.get("person")),
            unit=_text(keys.get("unit")),
            key=_matching(keys.get("key"), _KEY),
            nonce=_matching(keys.get("nonce"), _HALF),
            site=_matching(keys.get("site"), _HALF),
        )


def _text(found: object) -> str:
    if not isinstance(found, str) or len(found) > TEXT_LIMIT:
        raise AnxiError("card_unreadable")
    try:
        found.encode("utf-8")
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise AnxiError("card_unreadable") from error
    return found


def _matching(found: object, form: re.Pattern[str]) -> str:
    if not isinstance(found, str) or form.fullmatch(found) is None:
        raise AnxiError("card_unreadable")
    return found
