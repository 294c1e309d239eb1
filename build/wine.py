"""Wine prefixes and screens of our own, so that the Windows program can be made and tried on Linux.

Nothing of the person's own ~/.wine is touched. Every call has an end: a program that hangs is ended together with
its wineserver. Standard output is always a pipe, since Python under Wine cannot start with a file or a terminal.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from environment import SetupError

_BOOT_SECONDS = 180
_REPLACED = r"HKCU\Software\Wine\Fonts\Replacements"
_CHINESE = "WenQuanYi Micro Hei"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit status, and all it printed."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Wine:
    """One prefix: a Windows 10 of its own. `user` is the name of its Windows user, `display` an X display."""

    prefix: Path
    user: str = "anxi"
    display: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)

    def make(self, *, dlls: Path) -> None:
        """Make the prefix, with the DLLs that Windows 10 has and Wine has not."""
        self.prefix.mkdir(parents=True)
        self._checked("wineboot", "--init")
        self._checked("winecfg", "-v", "win10")
        # Every Windows in Chinese has this typeface, and installer and program ask for it.
        self._checked("reg", "add", _REPLACED, "/v", "Microsoft YaHei UI", "/d", _CHINESE, "/f")
        self.end()
        for dll in dlls.glob("*.dll"):
            (self.prefix / "drive_c" / "windows" / "system32" / dll.name).write_bytes(dll.read_bytes())

    def run(
        self,
        *command: str | Path,
        timeout: int,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run a program to its end. Raises SetupError after `timeout` seconds; the prefix is ended then."""
        started = self.start(*command, folder=folder, variables=variables)
        try:
            output, _ = started.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.end()
            started.kill()
            output, _ = started.communicate()
            shown = " ".join(str(part) for part in command)
            text = output.decode("utf-8", "replace")
            raise SetupError(f"{shown} 在 {timeout} 秒内没有结束，已停止。\n{text}") from None
        return Ended(started.returncode, output.decode("utf-8", "replace").replace("\r\n", "\n"))

    def start(
        self,
        *command: str | Path,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program and go on."""
        return subprocess.Popen(
            ["wine", *(str(part) for part in command)],
            cwd=folder,
            env={**self._environment(), **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def end(self) -> None:
        """End every program of the prefix and wait until its files are closed."""
        for order in ("-k", "-w"):
            subprocess.run(
                ["wineserver", order], env=self._environment(), capture_output=True, check=False, timeout=60
            )

    @property
    def home(self) -> Path:
        """The Windows user's own folder."""
        return self.prefix / "drive_c" / "users" / self.user

    def _checked(self, *command: str) -> None:
        ended = self.run(*command, timeout=_BOOT_SECONDS)
        if ended.status != 0:
            raise SetupError(f"Wine 没有准备好（{' '.join(command)}）。\n{ended.text}")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ANXI_"))}
        return {
            **kept,
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # No questions about Mono and Gecko, and nothing in the menus of this machine.
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=d",
            "HOME": str(self.prefix),  # Desktop and the like would be links into the person's own
            "LC_ALL": "C.UTF-8",
            "USER": self.user,
            "DISPLAY": self.display,
            **self.variables,
        }


def windows_path(path: Path) -> str:
    """A Linux path as Windows programs under Wine see it."""
    return str(PureWindowsPath("Z:/", *path.absolute().parts[1:]))


@contextmanager
def screen(width: int, height: int) -> Generator[str]:
    """A screen that nobody sees; gives its display."""
    size = ["-screen", "0", f"{width}x{height}x24"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", *size, "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert server.stdout is not None
    try:
        number = server.stdout.readline().decode().strip()
        if not number:
            raise SetupError("Xvfb 没有启动。")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
