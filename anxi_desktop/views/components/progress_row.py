"""Long work: what, how far, how long, and a way to cancel it."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.text import ElidedLabel, label


class ProgressRow(QFrame):
    """One piece of work. `cancelled` once, when the person wants it to stop."""

    cancelled = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("box", "foot")
        self.title = title
        self._started = time.monotonic()
        self._what = ElidedLabel("", "secondary")
        self._left = label("", "caption")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 100)
        self._cancel = button(self.tr("取消"))
        self._cancel.clicked.connect(self._on_cancel)
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(label(title, "strong"))
        words.addWidget(self._what, 1)
        words.addWidget(self._left)
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addLayout(words)
        middle.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 10, 24, 10)
        layout.setSpacing(16)
        layout.addLayout(middle, 1)
        layout.addWidget(self._cancel)

    @Slot(int, str)
    def set_progress(self, percent: int, text: str) -> None:
        """How far it is (0–100) and what is being done."""
        self._bar.setRange(0, 100)
        self._bar.setValue(percent)
        self._what.setText(text)
        elapsed = time.monotonic() - self._started
        if percent >= 5 and elapsed > 1:
            left = elapsed * (100 - percent) / percent
            self._left.setText(f"{percent}% · {self._remaining(left)}")
        else:
            self._left.setText(f"{percent}%")

    def set_unknown(self, text: str) -> None:
        """It runs, how far nobody knows."""
        self._bar.setRange(0, 0)
        self._what.setText(text)

    def _remaining(self, seconds: float) -> str:
        if seconds < 60:
            return self.tr("约剩 {n} 秒").format(n=max(1, round(seconds)))
        return self.tr("约剩 {n} 分钟").format(n=max(1, round(seconds / 60)))

    @Slot()
    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.setText(self.tr("正在取消…"))
        self.cancelled.emit()
