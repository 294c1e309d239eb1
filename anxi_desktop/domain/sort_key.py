"""The order in which people expect Chinese names: by pinyin, numbers by their value.

GB 2312 already lists the 3,755 common characters by pinyin; the initial letter before each character brings
the rarer ones (鑫, 翡) to their letter too. So the key needs no dictionary of its own and no library.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anxi_desktop.domain.pinyin import initials

VERSION = "1"
"""Changes whenever keys do: stored keys are then made again."""

_NUMBER = re.compile(r"[0-9]+")
_LONGEST_NUMBER = 200


def sort_key(text: str) -> bytes:
    """A key whose byte order is that of names: signs, numbers by value, then letters and 汉字 by pinyin."""
    plain = unicodedata.normalize("NFKC", text).lower()
    parts: list[bytes] = []
    at = 0
    for number in _NUMBER.finditer(plain):
        parts.extend(map(_letter_key, plain[at : number.start()]))
        digits = number[0].lstrip("0")[:_LONGEST_NUMBER]
        # A longer number is a greater one; its length comes first.
        parts.append(b"0" + bytes((len(digits),)) + digits.encode())
        at = number.end()
    parts.extend(map(_letter_key, plain[at:]))
    return b"".join(parts)


@lru_cache(maxsize=30_000)
def _letter_key(letter: str) -> bytes:
    if letter.isspace():
        return b""
    written = letter.encode("gb18030", "replace")
    if len(written) == 1:
        return written
    first = initials(letter)
    return (first[0][:1].encode() if first and first[0] != letter else b"") + written
