"""Watches which sticks are plugged in, so that what stands on a new one can be offered."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from anxi_desktop.app.drives import Drive, removable_drives

_EVERY_MS = 4_000


class DriveWatch(QObject):
    """`changed` when a stick came or went; `drives` are those there now. Looks only while it is `watching`."""

    changed = Signal()

    def __init__(self, parent: QObject, *, every_ms: int = _EVERY_MS) -> None:
        super().__init__(parent)
        self.drives: list[Drive] = []
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.look)

    def watch(self, *, on: bool) -> None:
        """Begin looking (at once), or stop."""
        if on and not self._timer.isActive():
            self._timer.start()
            self.look()
        elif not on:
            self._timer.stop()

    @Slot()
    def look(self) -> None:
        """See what is plugged in now."""
        before = {drive.root for drive in self.drives}
        self.drives = removable_drives()
        if {drive.root for drive in self.drives} != before:
            self.changed.emit()
