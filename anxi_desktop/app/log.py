"""The log, and the crash file that the next start shows."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

LOG_FILE = "anxi.log"
CRASH_FILE = "crash.txt"
FAULT_FILE = "fault.txt"
_LARGE = 1_000_000
_KEPT = 5

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def start_log(folder: Path) -> None:
    """Log to `folder`, Qt's own messages too. A folder that cannot be written is no reason not to start."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _rotate(folder)
        handler: logging.Handler = logging.FileHandler(folder / LOG_FILE, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    qInstallMessageHandler(_log_qt)


def _rotate(folder: Path) -> None:
    """Put a large log aside, once a start: logging's own rotation imports sockets and pickle before the paint."""
    path = folder / LOG_FILE
    if not path.is_file() or path.stat().st_size < _LARGE:
        return
    for number in range(_KEPT - 1, 0, -1):
        older = path.with_name(f"{LOG_FILE}.{number}")
        if older.is_file():
            older.replace(path.with_name(f"{LOG_FILE}.{number + 1}"))
    path.replace(path.with_name(f"{LOG_FILE}.1"))


def catch_crashes(folder: Path, show: Callable[[BaseException], None]) -> None:
    """Write unhandled exceptions to the log and the crash file, and let `show` tell; never end the program."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        logging.getLogger("anxi").error("unhandled\n%s", text)
        write_crash(folder, text)
        show(error)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook
    try:
        folder.mkdir(parents=True, exist_ok=True)
        faulthandler.enable((folder / FAULT_FILE).open("w", encoding="utf-8"))
    except OSError:
        logging.getLogger("anxi").warning("no fault file in %s", folder)


def report(what: str, error: BaseException) -> None:
    """Log a bug that was met in a place where the program can go on."""
    logging.getLogger("anxi").error("%s", what, exc_info=error)


def write_crash(folder: Path, text: str) -> None:
    """Keep the last crash for the next start."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        moment = time.strftime("%Y-%m-%d %H:%M:%S")
        (folder / CRASH_FILE).write_text(f"{moment}\n{text}", encoding="utf-8")
    except OSError:
        logging.getLogger("anxi").exception("crash file")


def take_crash(folder: Path) -> str | None:
    """The crash left by an earlier run, once: it is renamed so that it is not shown again.

    Either an exception nobody caught, or what Python wrote when the process itself died. Call it before
    `catch_crashes`, which begins a new fault file.
    """
    found: str | None = None
    for name in (FAULT_FILE, CRASH_FILE):
        path = folder / name
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
            path.replace(path.with_suffix(".shown.txt"))
        except OSError:
            continue
        found = text if text.strip() else found
    return found


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.INFO), "%s", message)
