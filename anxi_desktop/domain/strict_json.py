"""Content files (check lists, calendars) read strictly: JSON that can be taken in two ways is refused.

`json.loads` accepts a key twice and lone surrogates, and overflows the stack on deep brackets. Content that
an inspection keeps for years, or that came from another office, must mean one thing everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar, cast

from anxi_desktop.domain.errors import AnxiError

MAX_BYTES = 4 * 1024 * 1024

_Choice = TypeVar("_Choice", bound=Enum)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
# C0 and C1 controls, line separators, bidirectional overrides and what UTF-8 cannot hold.
_UNSAYABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def read_object(body: bytes) -> Mapping[str, object]:
    """The JSON object in `body` (UTF-8, at most 4 MiB). Raises AnxiError("content_unreadable")."""
    if len(body) > MAX_BYTES:
        raise refused("")
    try:
        found: object = json.loads(body.decode("utf-8"), object_pairs_hook=_single_keys)
    except (ValueError, RecursionError) as error:
        raise refused("") from error
    if not isinstance(found, dict):
        raise refused("")
    return cast("dict[str, object]", found)


def refused(place: str) -> AnxiError:
    """The error for content that breaks its rules at `place` (a path of keys; "" is the whole)."""
    return AnxiError("content_unreadable", place=place or "全文")


class Shape:
    """One JSON object with the path that leads to it, asked for what it must hold."""

    def __init__(self, found: Mapping[str, object], place: str = "") -> None:
        self._found = found
        self._place = place

    def refused(self, key: str) -> AnxiError:
        """The error that names this object's `key`."""
        return refused(f"{self._place}.{key}" if self._place else key)

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody knows: a misspelt one would be lost in silence."""
        unknown = sorted(self._found.keys() - set(keys))
        if unknown:
            raise self.refused(unknown[0])

    def equals(self, key: str, value: object) -> None:
        """Demand one value, of the same type."""
        found = self._found.get(key)
        if type(found) is not type(value) or found != value:
            raise self.refused(key)

    def is_blank(self, key: str) -> bool:
        """Whether the key is missing or null."""
        return self._found.get(key) is None

    def text(self, key: str, *, limit: int, blank: bool = False) -> str:
        """One line of text without outer spaces; missing counts as "" where `blank` is allowed."""
        found = self._found.get(key, "" if blank else None)
        if (
            not isinstance(found, str)
            or len(found) > limit
            or found != found.strip()
            or _UNSAYABLE.search(found) is not None
            or not (found or blank)
        ):
            raise self.refused(key)
        return found

    def matching(self, key: str, form: re.Pattern[str]) -> str:
        """A text that the whole of `form` matches."""
        found = self._found.get(key)
        if not isinstance(found, str) or form.fullmatch(found) is None:
            raise self.refused(key)
        return found

    def flag(self, key: str) -> bool:
        """True or false; missing is false."""
        found = self._found.get(key, False)
        if not isinstance(found, bool):
            raise self.refused(key)
        return found

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number, or None where the key is missing or null."""
        found = self._found.get(key)
        if found is None:
            return None
        if type(found) is not int or not least <= found <= most:
            raise self.refused(key)
        return found

    @staticmethod
    def whole_number(found: object, *, least: int, most: int) -> int:
        """A whole number of a list."""
        if type(found) is not int or not least <= found <= most:
            raise refused(str(found)[:20])
        return found

    def day(self, key: str) -> date | None:
        """An ISO day, or None where the key is missing or null."""
        return None if self._found.get(key) is None else self.need_day(key)

    def need_day(self, key: str) -> date:
        """An ISO day such as 2026-03-10."""
        text = self.matching(key, _DAY)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.refused(key) from error

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        """A member of a closed set, by its code."""
        try:
            return choices(self._found.get(key))
        except ValueError as error:
            raise self.refused(key) from error

    def items(self, key: str) -> list[object]:
        """A list; missing is empty."""
        found: object = self._found.get(key, [])
        if not isinstance(found, list):
            raise self.refused(key)
        return cast("list[object]", found)

    def names(self) -> tuple[str, ...]:
        """Its keys, in order."""
        return tuple(self._found)

    def value(self, key: str) -> object:
        """What stands under a key, unchecked; None where nothing does."""
        return self._found.get(key)

    def object(self, key: str) -> Shape:
        """The object under a key."""
        found = self._found.get(key)
        if not isinstance(found, dict):
            raise self.refused(key)
        return Shape(cast("dict[str, object]", found), f"{self._place}.{key}" if self._place else key)

    def objects(self, key: str) -> Iterator[Shape]:
        """The objects of a list, each with its place."""
        for number, found in enumerate(self.items(key), 1):
            place = f"{self._place}.{key}[{number}]" if self._place else f"{key}[{number}]"
            if not isinstance(found, dict):
                raise refused(place)
            yield Shape(cast("dict[str, object]", found), place)


def _single_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
