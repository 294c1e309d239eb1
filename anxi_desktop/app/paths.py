"""Where things are on this machine. No Qt here: the command line asks too."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "AnxiDesktop"


def resources() -> Path:
    """The folder of icons, fonts, form layouts and translations, in a checkout, a wheel or the frozen program."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else []
    candidates += [package.parent / "resources", package / "resources"]
    for folder in candidates:
        if (folder / "fonts").is_dir():
            return folder
    return candidates[-1]


def data_folder(chosen: str | None = None) -> Path:
    """The data folder: the one given, ANXI_DATA, a folder 数据 beside the program (portable), or the user's own."""
    given = chosen or os.environ.get("ANXI_DATA")
    if given:
        return Path(given).expanduser()
    portable = Path(sys.executable).resolve().parent / "数据"
    if getattr(sys, "frozen", False) and portable.is_dir():
        return portable
    return _platform_folder("data")


def profile_folder() -> Path:
    """The user's own folder on this machine, for the witness, the log and window geometry."""
    given = os.environ.get("ANXI_PROFILE")
    return Path(given) if given else _platform_folder("state")


def log_folder() -> Path:
    """Where the log and crash files stand."""
    return profile_folder() / "log"


def _platform_folder(kind: str) -> Path:
    import platformdirs

    if kind == "data":
        return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    return Path(platformdirs.user_state_dir(APP_NAME, appauthor=False)) / "profile"
