"""Where things are on this machine. No Qt here: the command line asks too."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "AnxiDesktop"
_CHOSEN = "data-folder.txt"


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
    """The data folder: the one given, ANXI_DATA, a folder 数据 beside the program, the one chosen, or the user's."""
    given = chosen or os.environ.get("ANXI_DATA")
    if given:
        try:
            return Path(given).expanduser()
        except RuntimeError:  # ~ and a user this machine does not know: then it is a name like any other
            return Path(given)
    portable = Path(sys.executable).resolve().parent / "数据"
    if getattr(sys, "frozen", False) and portable.is_dir():
        return portable
    return _chosen_folder() or _platform_folder("data")


def remember_data_folder(folder: Path) -> None:
    """Open this folder from now on where no other is given. A profile that cannot be written forgets it."""
    path = profile_folder() / _CHOSEN
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(folder), encoding="utf-8")
    except OSError:
        pass  # the person is asked again at the next start; the data itself is safe


def _chosen_folder() -> Path | None:
    try:
        text = (profile_folder() / _CHOSEN).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return Path(text) if text else None


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
