"""The installer from its NSIS script; signed, with its uninstaller, where there is a certificate."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import sign
from environment import ROOT, SetupError

_SCRIPT = ROOT / "build" / "installer.nsi"
_SIDE = ROOT / "build" / "windows" / "side.bmp"
_ICON = ROOT / "resources" / "icons" / "anxi.ico"


def make(folder: Path, target: Path, *, version: str, fast: bool = False) -> Path:
    """An installer of everything in `folder`; a fast one is half as large again, for trials."""
    maker = _maker()
    kilobytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
    given = {
        "VERSION": version,
        "FOLDER": folder,
        "OUT": target,
        "ICON": _ICON,
        "SIDE": _SIDE,
        "SIZE_KB": kilobytes,
    }
    command = [maker, "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in given.items())]
    if sign.has_certificate():
        command.append(f"-DSIGN={subprocess.list2cmdline(sign.command())}")
    if fast:
        command.append("-DFAST")
    if subprocess.run([*command, str(_SCRIPT)], check=False).returncode != 0:
        raise SetupError("安装程序没有做成，原因见上面的输出。")
    return target


def _maker() -> str:
    places = [shutil.which("makensis")]
    if sys.platform == "win32":
        roots = [os.environ.get(name, "C:/") for name in ("ProgramFiles(x86)", "ProgramFiles")]
        places += [str(Path(root) / "NSIS" / "makensis.exe") for root in roots]
    for place in places:
        if place and Path(place).is_file():
            return place
    raise SetupError("没有找到 NSIS 的 makensis，做不成安装程序。请安装 NSIS 3.08 或更新的版本。")
