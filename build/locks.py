"""Make the two lock files: every package with version and hashes, for Linux and Windows, Python 3.11 to 3.13.

The solver (uv) lives in an environment of its own under .work/, so that it is no part of what it locks.
No registry is named in a lock: the machine's own pip settings decide where packages come from.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from environment import LOCKS, ROOT, WORK, SetupError

_GROUPS = {"run": ("build",), "test": ("build", "dev")}
_HEAD = "# Made by `python3 build/dev.py lock` from pyproject.toml; do not edit.\n"


def make(rest: list[str]) -> int:
    """Write both locks. Present versions are kept unless `rest` says --upgrade."""
    uv = _solver()
    for level, path in LOCKS.items():
        groups = [part for group in _GROUPS[level] for part in ("--group", group)]
        agree = ["--constraints", str(LOCKS["run"])] if level != "run" else []
        command = [str(uv), "pip", "compile", "pyproject.toml", *groups, *agree, *rest, "--quiet"]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
        command += ["--no-annotate", "--output-file", str(path)]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            raise SetupError("锁定文件没有重做成，原因见上面的输出。")
        path.write_text(_HEAD + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))
    return 0


def _solver() -> Path:
    folder = WORK / "lock"
    windows = sys.platform == "win32"
    place = folder / ("Scripts" if windows else "bin")
    uv = place / ("uv.exe" if windows else "uv")
    if not uv.exists():
        venv.create(folder, with_pip=True)
        python = place / ("python.exe" if windows else "python")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"], check=True)
    return uv
