"""Lets a writer that reports by callback run as a job: its progress becomes steps, a closed job stops it.

The writers of ledgers read their rows in one go and are told to stop only by what their progress callback
raises. Here they work in a thread of their own while the generator hands their progress on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[int], None]
"""Told how many rows are done; raises `Stopped` when nobody wants the rest."""


class Stopped(Exception):  # noqa: N818 - no error: the person cancelled
    """Raised inside the writer so that it cleans up and leaves no file."""


class _End:
    """What the thread leaves when it ends."""


def stepped(
    write: Callable[[Tell], T], *, total: int, words: Callable[[int], str]
) -> Generator[tuple[int, str], None, T]:
    """Run `write(tell)` and yield (percent of `total`, words(rows done)) as it tells; returns its result.

    Closing the generator stops the writer at its next word and waits for it. Whatever it raises is raised here.
    """
    told: SimpleQueue[int | _End] = SimpleQueue()
    stop = threading.Event()
    results: list[T] = []
    failures: list[BaseException] = []

    def tell(rows: int) -> None:
        if stop.is_set():
            raise Stopped
        told.put(rows)

    def run() -> None:
        try:
            results.append(write(tell))
        except BaseException as error:  # noqa: BLE001 - carried over to the job's thread and raised there
            failures.append(error)
        finally:
            told.put(_End())

    thread = threading.Thread(target=run, name="writer")
    thread.start()
    try:
        while not isinstance(rows := told.get(), _End):
            yield min(99, rows * 100 // max(1, total)), words(rows)
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]
    return results[0]
