"""Rubbish of the window's thread is not taken apart in a worker's, where its Qt objects do not belong."""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator

from PySide6.QtCore import QCoreApplication

from anxi_desktop.app.jobs import Job

taken_apart_in: list[int] = []


class Node:
    """A piece of a cycle that says where it ended."""

    def __init__(self) -> None:
        self.other: Node | None = None

    def __del__(self) -> None:
        taken_apart_in.append(threading.get_ident())


def leave_rubbish() -> None:
    one, other = Node(), Node()
    one.other, other.other = other, one


def test_a_job_leaves_the_windows_rubbish_to_the_window(qapp: QCoreApplication) -> None:
    taken_apart_in.clear()
    gc.collect()
    gc.disable()  # so that nothing but the job looks for rubbish here
    try:
        leave_rubbish()

        def work() -> Generator[tuple[int, str], None, None]:
            gc.collect()
            yield 100, "完成"

        job = Job(work)
        thread = threading.Thread(target=job.run)
        thread.start()
        thread.join(20)
        assert taken_apart_in == []
        gc.collect()
        assert taken_apart_in == [threading.get_ident()] * 2
    finally:
        gc.enable()
