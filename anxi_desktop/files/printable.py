"""What people typed may hold characters that no workbook or PDF can carry; here they are taken out, once."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
# Controls, lone surrogates, noncharacters and marks that turn the direction of what follows.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def printable(text: str) -> str:
    """The text on one line: breaks become one space, what cannot be printed is left out."""
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", text))
