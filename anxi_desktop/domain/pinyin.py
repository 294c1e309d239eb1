"""Pinyin initials of Chinese names, so that a search for `cdaz` finds 城东安置房.

A table of first letters answers, not a library: it costs nothing at the start and never changes by an update
of somebody else's dictionary. Characters that names read in several ways give several spellings.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from anxi_desktop.domain.pinyin_letters import COMMON, RARE, SEVERAL

VERSION = "1"
"""Changes whenever initials do: stored search text and sort keys are then made again."""

MOST_VARIANTS = 8

_NONE = "."
_RANGES = ((0x4E00, COMMON), (0x3400, RARE))


def initials(text: str) -> tuple[str, ...]:
    """The spellings of a text by pinyin initials, the usual one first: 厦门 → ("xm", "sm").

    Small letters and digits stay, capitals become small, all else is left out; () where nothing remains. With
    many characters of several readings there are at most MOST_VARIANTS: then each of them is varied alone.
    """
    letters = [found for character in text if (found := _letters(character))]
    if not letters:
        return ()
    several = [at for at, found in enumerate(letters) if len(found) > 1]
    usual = "".join(found[0] for found in letters)
    if not several:
        return (usual,)
    if 2 ** len(several) <= MOST_VARIANTS:
        return tuple(dict.fromkeys("".join(spelling) for spelling in product(*letters)))
    alone = (f"{usual[:at]}{letter}{usual[at + 1 :]}" for at in several for letter in letters[at][1:])
    return tuple(dict.fromkeys((usual, *islice(alone, MOST_VARIANTS - 1))))


@lru_cache(maxsize=8_000)
def _letters(character: str) -> str:
    """The letters one character stands for, "" for none."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if character in SEVERAL:
        return SEVERAL[character]
    code = ord(character)
    for first, letters in _RANGES:
        if first <= code < first + len(letters):
            letter = letters[code - first]
            return letter if letter != _NONE else ""
    return ""
