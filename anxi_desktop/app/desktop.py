"""Opening files and folders with the desktop's own programs."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from anxi_desktop.app import paths


def open_file(path: Path) -> None:
    """Open a file with the program that belongs to it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_folder(path: Path) -> None:
    """Open a folder; where it is not there yet, the nearest one above it."""
    while not path.is_dir() and path != path.parent:
        path = path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_log_folder() -> None:
    """Open the folder of the log and crash files."""
    open_folder(paths.log_folder())


def show_in_folder(path: Path) -> None:
    """Open the folder of a file, with the file marked where the desktop can do that."""
    if sys.platform == "win32":
        # One argument, as Explorer reads it: a quoted /select, is taken for a folder name.
        process = QProcess()
        process.setProgram("explorer.exe")
        process.setNativeArguments(f'/select,"{path}"')  # pyright: ignore[reportAttributeAccessIssue] - Windows only
        process.startDetached()
        return
    open_folder(path.parent)


def documents_folder() -> str:
    """Where this account keeps its documents."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
