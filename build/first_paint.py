"""One start for bench_start.py: show a window, print when it was painted first, and leave.

The program itself knows nothing of this: `QWidget.show` is watched from outside.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

_WATCHES: list[_Watch] = []


class _Watch(QObject):
    """Sees the window's first expose, whose handling paints it, and reports once that is done."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Expose, QEvent.Type.Paint):
            watched.removeEventFilter(self)
            QTimer.singleShot(0, _report)
        return False


def _report() -> None:
    elapsed = (time.time_ns() - int(os.environ["ANXI_BENCH_STARTED"])) / 1e6
    heavy = {"openpyxl", "reportlab", "sqlite_utils", "python_calamine", "pypinyin", "msoffcrypto"}
    print(f"loaded {' '.join(sorted(heavy & sys.modules.keys()))}")
    print(f"painted {elapsed:.1f}", flush=True)
    os._exit(0)


def watch_windows() -> None:
    """Report the first paint of whichever window is shown first."""
    for name in ("show", "showMaximized", "showNormal"):
        setattr(QWidget, name, _watched(getattr(QWidget, name)))


def _watched(show):  # noqa: ANN001, ANN202 - a method of Qt's, whatever its shape
    def shown(widget: QWidget) -> None:
        if widget.isWindow() and not _WATCHES:
            _WATCHES.append(_Watch())
            widget.installEventFilter(_WATCHES[0])
        show(widget)

    return shown


def bare() -> int:
    """A window as a Qt tutorial makes it: a toolbar and a table."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QMainWindow, QTableView

    app = QApplication(sys.argv)
    window = QMainWindow()
    bar = window.addToolBar("bar")
    for number in range(8):
        bar.addAction(f"action {number}")
    model = QStandardItemModel(50, 10)
    for row in range(50):
        for column in range(10):
            model.setItem(row, column, QStandardItem(f"{row} {column}"))
    table = QTableView()
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1440, 900)
    window.show()
    return app.exec()


def program() -> int:
    """The real program, started as users start it."""
    from anxi_desktop.__main__ import main

    sys.argv = ["anxi-desktop"]
    return main()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    watch_windows()
    sys.exit({"bare": bare, "program": program}[sys.argv[1]]())
