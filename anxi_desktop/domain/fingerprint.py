"""The thirty digits by which two people compare a laptop's keys, by eye or over the telephone.

30 digits are 99 bits: nobody finds another laptop with the same ones. Source: exchange design, section 4 "Trust".
"""

from __future__ import annotations

import hashlib
import unicodedata

DIGITS = 30
GROUP = 5


def fingerprint(key: str, age: str = "") -> str:
    """Six groups of five digits, of the SHA-256 over all keys of a laptop, sorted: "01234 56789 …".

    `key` is its public key (64 hex digits), `age` the recipient files are encrypted to ("" where it has none).
    """
    keys = sorted(one for one in (key, age) if one)
    found = hashlib.sha256("\n".join(("anxi-fingerprint", *keys)).encode("utf-8")).digest()
    digits = f"{int.from_bytes(found) % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[place : place + GROUP] for place in range(0, DIGITS, GROUP))


def same(a: str, b: str) -> bool:
    """Whether two people hold the same thirty digits, however they wrote them."""
    digits = _digits(a)
    return len(digits) == DIGITS and digits == _digits(b)


def _digits(text: str) -> str:
    """The digits in a text; "" where it holds anything but digits, spaces and dashes. Full-width ones count."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text)
        if not letter.isspace() and unicodedata.category(letter) != "Pd"
    )
    return plain if plain.isascii() and plain.isdigit() else ""
