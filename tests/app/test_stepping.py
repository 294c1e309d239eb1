"""A writer that reports by callback becomes work that a job can follow and stop."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from anxi_desktop.app.stepping import Stopped, Tell, stepped
from anxi_desktop.domain.errors import AnxiError


def test_progress_becomes_steps_and_the_result_comes_last() -> None:
    def write(tell: Tell) -> str:
        for rows in (1, 2, 4):
            tell(rows)
        return "done"

    def whole() -> Generator[tuple[int, str], None, str]:
        return (yield from stepped(write, total=4, words=lambda rows: f"{rows} 行"))

    steps = whole()
    assert [next(steps) for _ in range(3)] == [(25, "1 行"), (50, "2 行"), (99, "4 行")]
    with pytest.raises(StopIteration, match="done"):
        next(steps)


def test_what_the_writer_raises_is_raised_here() -> None:
    def write(_tell: Tell) -> None:
        raise AnxiError("disk_full", path="x")

    with pytest.raises(AnxiError, match="disk_full"):
        list(stepped(write, total=1, words=str))


def test_closing_stops_the_writer_and_waits_until_it_has_cleaned_up() -> None:
    cleaned: list[str] = []
    go_on = threading.Event()

    def write(tell: Tell) -> None:
        try:
            tell(1)
            go_on.wait(5)
            tell(2)
        except Stopped:
            cleaned.append("stopped")
            raise

    steps = stepped(write, total=9, words=str)
    next(steps)
    threading.Timer(0.01, go_on.set).start()
    steps.close()
    assert cleaned == ["stopped"]
