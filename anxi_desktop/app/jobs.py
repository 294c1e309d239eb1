"""Long work off the window's thread: a generator that yields (percent, text), one at a time.

A job opens its own store. Cancelling closes the generator, so its transaction rolls back.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from anxi_desktop.domain.errors import AnxiError

Work = Callable[[], Generator[tuple[int, str], None, Any]]
"""Yields (percent 0–100, what is being done) and returns its result."""


class Job(QObject):
    """One piece of long work. Signals arrive in the thread of the receiver."""

    progressed = Signal(int, str)
    finished = Signal(object)
    failed = Signal(object)
    """An AnxiError, or another exception for a bug."""
    cancelled = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; what it wrote is rolled back."""
        self._stop.set()

    @Slot()
    def run(self) -> None:
        """Do the work. Called in the worker thread.

        What the window has left behind in cycles must not be taken apart here, where Python happens to look for
        garbage: Qt objects end in the thread they belong to. Frozen, it waits until the work is done.
        """
        gc.freeze()
        try:
            self._run()
        finally:
            gc.unfreeze()

    def _run(self) -> None:
        try:
            steps = self._work()
            result: Any = None
            while True:
                try:
                    percent, text = next(steps)
                except StopIteration as end:
                    result = end.value
                    break
                if self._stop.is_set():
                    steps.close()
                    self.cancelled.emit()
                    return
                self.progressed.emit(percent, text)
        except AnxiError as error:
            self.failed.emit(error)
        except Exception as error:
            logging.getLogger("anxi").exception("job")
            self.failed.emit(error)
        else:
            self.finished.emit(result)


class Jobs(QObject):
    """The one worker thread. `start` while a job runs puts the next one in its queue.

    Beside it a second thread reads small things that a screen waits for, so that no import delays a picture.
    """

    def __init__(self) -> None:
        super().__init__()
        self._thread = QThread()
        self._thread.setObjectName("jobs")
        self._reading = QThread()
        self._reading.setObjectName("reading")
        self._running: list[Job] = []

    def read_beside(self, reader: QObject) -> None:
        """Let an object answer its signals in the reading thread. It must never write."""
        if not self._reading.isRunning():
            self._reading.start()
        reader.moveToThread(self._reading)

    def start(self, job: Job) -> None:
        """Run a job; keep it until it ends."""
        if not self._thread.isRunning():
            self._thread.start()
        job.moveToThread(self._thread)
        self._running.append(job)
        job.finished.connect(self._on_ended)
        job.failed.connect(self._on_ended)
        job.cancelled.connect(self._on_ended)
        _Starter.start(job)

    def stop(self) -> None:
        """Cancel what runs and wait for the thread to end."""
        for job in self._running:
            job.cancel()
        for thread in (self._thread, self._reading):
            thread.quit()
            thread.wait()

    @Slot()
    def _on_ended(self) -> None:
        sender = self.sender()
        self._running = [job for job in self._running if job is not sender]


class _Starter(QObject):
    """Posts `run` into the job's own thread (a lambda would run it in this one)."""

    go = Signal()

    @classmethod
    def start(cls, job: Job) -> None:
        """Call job.run() in the thread it lives in."""
        starter = cls()
        starter.go.connect(job.run)
        starter.go.emit()
