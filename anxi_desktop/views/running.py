"""Long work in the window: a progress row after half a second, a way to cancel, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app.jobs import Job, Jobs, Work
from anxi_desktop.views.components.progress_row import ProgressRow

LATE_MS = 500


class RunningWork(QWidget):
    """The rows of all work that runs now. `failed` carries the error of work that has no better place for it."""

    failed = Signal(object)
    cancelled = Signal(str)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._watched: list[_Watched] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def start(
        self,
        title: str,
        work: Work,
        on_done: Callable[[Any], object] | None,
        *,
        on_stopped: Callable[[], object] | None = None,
        quiet: bool = False,
    ) -> Job:
        """Run it. `on_done` gets its result in the window's thread, `on_stopped` is told where there is none.

        Quiet work shows no row and no error.
        """
        job = Job(work)
        watched = _Watched(self, job, title, on_done, on_stopped, quiet=quiet)
        self._watched.append(watched)
        self._jobs.start(job)
        return job

    @property
    def busy(self) -> bool:
        """True while work that the person started runs."""
        return any(not watched.quiet for watched in self._watched)

    def rows(self) -> list[ProgressRow]:
        """The progress rows in sight."""
        return [watched.row for watched in self._watched if watched.row is not None]

    def show_row(self, row: ProgressRow) -> None:
        """Put a row into sight."""
        self._layout.addWidget(row)

    def forget(self, watched: _Watched) -> None:
        """Work has ended."""
        if watched in self._watched:
            self._watched.remove(watched)
        if watched.row is not None:
            self._layout.removeWidget(watched.row)
            watched.row.deleteLater()
        watched.deleteLater()


class _Watched(QObject):
    """One job and its row. Its slots run in the window's thread, which plain functions would not."""

    def __init__(
        self,
        home: RunningWork,
        job: Job,
        title: str,
        on_done: Callable[[Any], object] | None,
        on_stopped: Callable[[], object] | None,
        *,
        quiet: bool,
    ) -> None:
        super().__init__(home)
        self._home = home
        self._job = job
        self._title = title
        self._on_done = on_done
        self._on_stopped = on_stopped
        self._last = (0, "")
        self.quiet = quiet
        self.row: ProgressRow | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(self._on_late)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        if not quiet:
            self._late.start()

    @Slot()
    def _on_late(self) -> None:
        self.row = ProgressRow(self._title)
        self.row.set_progress(*self._last)
        self.row.cancelled.connect(self._on_cancel)
        self._home.show_row(self.row)

    @Slot(int, str)
    def _on_progressed(self, percent: int, text: str) -> None:
        self._last = (percent, text)
        if self.row is not None:
            self.row.set_progress(percent, text)

    @Slot()
    def _on_cancel(self) -> None:
        self._job.cancel()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        self._end()
        if self._on_done is not None:
            self._on_done(result)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._end()
        self._tell_stopped()
        if not self.quiet:
            self._home.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._end()
        self._tell_stopped()
        self._home.cancelled.emit(self._title)

    def _tell_stopped(self) -> None:
        if self._on_stopped is not None:
            self._on_stopped()

    def _end(self) -> None:
        self._late.stop()
        self._home.forget(self)
