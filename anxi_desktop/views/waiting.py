"""A whole window of patience: for work before there is anything else to show, with progress and cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.jobs import Job, Jobs, Work
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.progress_row import ProgressRow

_WIDTH = 560


class Waiting(QWidget):
    """`finished` with the result; `stopped` with the error, or None when it was cancelled."""

    finished = Signal(object)
    stopped = Signal(object)

    def __init__(self, title: str, jobs: Jobs, work: Work) -> None:
        super().__init__()
        self._jobs = jobs
        self._job = Job(work)
        self.row = ProgressRow(title)
        self.row.setProperty("box", "plain")
        self.row.cancelled.connect(self._on_cancel)
        card = Card()
        card.setFixedWidth(_WIDTH)
        card.body.addWidget(self.row)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(across)
        layout.addStretch(3)
        self._job.progressed.connect(self.row.set_progress)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_stopped)
        self._job.cancelled.connect(self._on_cancelled)

    def start(self) -> None:
        """Begin."""
        self._jobs.start(self._job)

    @Slot()
    def _on_cancel(self) -> None:
        self._job.cancel()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        self.finished.emit(result)

    @Slot(object)
    def _on_stopped(self, error: object) -> None:
        self.stopped.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self.stopped.emit(None)
