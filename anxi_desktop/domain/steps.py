"""Long work is a generator of steps that returns its result: run it to its end, or tell its steps in other words."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def finish(steps: Generator[object, None, T]) -> T:
    """Run steps to their end, here and now; what they return."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def retold(
    steps: Generator[S, None, T], tell: Callable[[S], tuple[int, str]]
) -> Generator[tuple[int, str], None, T]:
    """The steps of a part as (percent, text) of the whole, by `tell`; returns what they return.

    Stopped on the way, the part is closed at once: it clears up after itself before the whole does.
    """
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return end.value
            yield tell(step)
