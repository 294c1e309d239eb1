"""One start for bench_start.py: show a window, print when it was painted first (and last), and leave.

The program itself knows nothing of this: `QWidget.show` is watched from outside.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

HEAVY = {
    *("openpyxl", "reportlab", "sqlite_utils", "python_calamine", "pypinyin", "msoffcrypto"),
    # Our own that only the open data needs, each 10 ms and more.
    *("anxi_desktop.domain.records", "anxi_desktop.store.store", "anxi_desktop.views.style"),
}

_QUIET_MS = 400
"""A window that paints nothing for so long has shown all it had to show."""

_watches: list[_Watch] = []


class _Watch(QObject):
    """Sees the window's first expose, whose handling paints it, and then every further paint."""

    def __init__(self, *, settle: bool) -> None:
        super().__init__()
        self._settle = settle
        self._painted = False
        self._last = 0.0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.Expose, QEvent.Type.Paint):
            return False
        if self._painted:
            self._last = _elapsed()
            self._quiet.start()
        else:
            self._painted = True
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self._last = _elapsed()
        print(f"loaded {' '.join(sorted(HEAVY & sys.modules.keys()))}")
        print(f"painted {self._last:.1f}", flush=True)
        application = QApplication.instance()
        if not self._settle or application is None:
            os._exit(0)
        application.installEventFilter(self)
        self._quiet.start()

    def _on_quiet(self) -> None:
        print(f"settled {self._last:.1f}", flush=True)
        os._exit(0)


def _elapsed() -> float:
    return (time.time_ns() - int(os.environ["ANXI_BENCH_STARTED"])) / 1e6


def watch_windows(*, settle: bool) -> None:
    """Report the first paint of whichever window is shown first, and with `settle` also the last one."""
    for name in ("show", "showMaximized", "showNormal"):
        setattr(QWidget, name, _watched(getattr(QWidget, name), settle=settle))


def _watched(show, *, settle: bool):  # noqa: ANN001, ANN202 - a method of Qt's, whatever its shape
    def shown(widget: QWidget) -> None:
        if widget.isWindow() and not _watches:
            _watches.append(_Watch(settle=settle))
            widget.installEventFilter(_watches[0])
        show(widget)

    return shown


def bare() -> int:
    """A window as a Qt tutorial makes it: a toolbar and a table."""
    import bare_program

    return bare_program.main()


def program() -> int:
    """The real program, started as users start it."""
    from anxi_desktop.__main__ import main

    sys.argv = ["anxi-desktop"]
    return main()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    watch_windows(settle="--settle" in sys.argv)
    sys.exit({"bare": bare, "program": program}[sys.argv[1]]())
