"""The program where the installer has put it, asked from outside: its files, its data, its command line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from environment import SetupError
from this_windows import ThisWindows
from wine import Wine

_CLI_SECONDS = 120
_REG_SECONDS = 60
_UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\AnxiDesktop"


def expect(is_so: bool, otherwise: str) -> None:
    """Raise SetupError(`otherwise`) where something is not as it must be."""
    if not is_so:
        raise SetupError(f"试用：{otherwise}。")


@dataclass(frozen=True, slots=True)
class Installed:
    """The program where the installer has put it, on one Windows."""

    windows: Wine | ThisWindows

    @property
    def folder(self) -> Path:
        """The program's folder."""
        return self.windows.home / "AppData" / "Local" / "Programs" / "AnxiDesktop"

    @property
    def data(self) -> Path:
        """The data folder that is used where nobody chooses another."""
        return self.windows.home / "AppData" / "Local" / "AnxiDesktop"

    def cli(self, *arguments: str) -> str:
        """Run anxi-cli; what it printed. Raises SetupError where it fails."""
        ended = self.windows.run(self.folder / "anxi-cli.exe", *arguments, timeout=_CLI_SECONDS)
        if ended.status != 0:
            raise SetupError(f"试用：anxi-cli {' '.join(arguments)} 以 {ended.status} 结束。\n{ended.text}")
        return ended.text

    def projects(self) -> list[dict[str, object]]:
        """The projects that are in the data."""
        return json.loads(self.cli("list", "project", "--json"))["rows"]

    def prints(self) -> dict[str, str]:
        """The SHA-256 of every file of the program."""
        return _prints(self.folder)

    def data_prints(self) -> dict[str, str]:
        """The SHA-256 of every file of the data."""
        return _prints(self.data)

    def shortcuts(self) -> list[Path]:
        """The program's links on desktop and start menu."""
        menu = self.windows.home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu"
        return [*(self.windows.home / "Desktop").glob("安溪*.lnk"), *menu.rglob("安溪*.lnk")]

    def is_registered(self) -> bool:
        """True while Windows lists the program for removal."""
        return self.windows.run("reg", "query", _UNINSTALL, timeout=_REG_SECONDS).status == 0

    def opens_bundles(self) -> bool:
        """True while .anxi files open with the program."""
        key = r"HKCU\Software\Classes\AnxiDesktop.Bundle\shell\open\command"
        return self.windows.run("reg", "query", key, timeout=_REG_SECONDS).status == 0


def _prints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
