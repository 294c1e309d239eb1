"""What a laptop sends to the county's office to be enrolled: its card and its keys, in a text signed by itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import cast

from anxi_desktop.domain.entry import canonical
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.domain.site import Card
from anxi_desktop.domain.trust_list import is_age

FORMAT = 1
MOST_BYTES = 64 * 1024

_SIGNATURE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Request:
    """A laptop's card, and the recipient that files are encrypted to for it ("" where it has none yet)."""

    card: Card
    age: str

    @property
    def fingerprint(self) -> str:
        """The thirty digits over its keys that both screens show."""
        return fingerprint(self.card.key, self.age)

    @property
    def message(self) -> bytes:
        """What the laptop's key signs: that the card and the recipient are its own."""
        return canonical(["anxi-request", self.card.to_object(), self.age])

    def to_bytes(self, signature: bytes) -> bytes:
        """The text of a request file."""
        return canonical(
            {
                "format": FORMAT,
                "card": self.card.to_object(),
                "age": self.age,
                "signature": signature.hex(),
            }
        )


def parse_request(body: bytes) -> tuple[Request, bytes] | None:
    """The request in a file's text and its signature, which is still to be verified; None for any other text.

    Keys that a newer program added are passed over.
    """
    try:
        found: object = json.loads(body.decode("utf-8"))
        if not isinstance(found, dict):
            return None
        keys = cast("dict[str, object]", found)
        card, age, signature = Card.of(keys.get("card")), keys.get("age"), keys.get("signature")
    except (AnxiError, ValueError, RecursionError):
        return None
    if keys.get("format") != FORMAT or not card.is_sound or not isinstance(age, str) or not is_age(age):
        return None
    if not isinstance(signature, str) or _SIGNATURE.fullmatch(signature) is None:
        return None
    return Request(card, age), bytes.fromhex(signature)
