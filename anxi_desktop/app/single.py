"""One window per data folder: a second start calls the first window to the front, with the file it was given."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal, Slot

from anxi_desktop.domain.errors import AnxiError

_LOCK = "window.lock"
_CALL = "window.call"


class SingleWindow(QObject):
    """Holds the folder's window lock; `called` is emitted when another start was turned away.

    It carries the path of the file that start was to open, "" for none.
    """

    called = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._call = folder / _CALL
        self._lock = QLockFile(str(folder / _LOCK))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None
        self._read = 0
        """How many bytes of the calls have been answered."""

    @property
    def held(self) -> bool:
        """True while this is the folder's only window."""
        return self._lock.isLocked()

    def acquire(self) -> bool:
        """True when this is the only window; a lock whose owner has died is taken over.

        Raises AnxiError("read_only") where the folder cannot be written, "folder_in_the_way" where a folder
        has the name of one of the two files.
        """
        for name in (_LOCK, _CALL):
            if (self.folder / name).is_dir():  # to the lock it looks like one that somebody holds
                raise AnxiError("folder_in_the_way", path=self.folder / name)
        if not (self._lock.tryLock(0) or self._take_over_unreadable()):
            if self._lock.error() is QLockFile.LockError.PermissionError:
                raise AnxiError("read_only", path=self._call.parent)
            return False
        try:
            self._call.touch()
            self._read = self._call.stat().st_size
        except OSError as error:
            raise AnxiError("read_only", path=self._call.parent) from error
        self._watcher = QFileSystemWatcher([str(self._call)])
        self._watcher.fileChanged.connect(self._on_file_changed)
        return True

    def _take_over_unreadable(self) -> bool:
        """After a power cut the lock may be empty or garbage and name no process that could have died.

        Where a window does hold it, the system refuses to take it away.
        """
        known = self._lock.getLockInfo()
        is_named = bool(known[0]) if isinstance(known, tuple) else bool(known)
        return not is_named and self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def call_first(self, path: str = "") -> None:
        """Ask the window that holds the lock to come to the front and to open a file."""
        _let_first_come_forward()
        line = path.replace("\n", "").encode("utf-8", "surrogateescape") + b"\n"
        with self._call.open("ab") as file:
            file.write(line)

    def release(self) -> None:
        """Let another window open the folder."""
        self._lock.unlock()

    @Slot(str)
    def _on_file_changed(self, _path: str) -> None:
        """Answer the calls that are written in full; one may be seen twice, or two at once."""
        try:
            with self._call.open("rb") as file:
                file.seek(self._read)
                calls = file.read()
        except OSError:  # taken away behind our back
            return
        whole = calls[: calls.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            self.called.emit(line.decode("utf-8", "surrogateescape"))


if sys.platform == "win32":
    import ctypes

    def _let_first_come_forward() -> None:
        """Windows lets only the program the person has just started put a window in front; pass that on."""
        ctypes.windll.user32.AllowSetForegroundWindow(-1)

else:

    def _let_first_come_forward() -> None:
        pass
