"""Compile the forms of ui/ into anxi_desktop/forms/, and tell which are no longer what uic makes of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from environment import BIN, ROOT

UI = ROOT / "ui"
FORMS = ROOT / "anxi_desktop" / "forms"


def make() -> int:
    """Compile every form."""
    for source in _sources():
        _target(source).write_bytes(_compiled(source))
        print(_target(source).relative_to(ROOT))
    return 0


def stale() -> list[Path]:
    """Compiled forms that are missing, differ from a fresh one, or whose source is gone."""
    sources = _sources()
    found = [_target(source) for source in sources if not _is_fresh(source)]
    wanted = {_target(source) for source in sources}
    return [*found, *(path for path in FORMS.glob("[!_]*.py") if path not in wanted)]


def _sources() -> list[Path]:
    return sorted(UI.glob("*.ui"))


def _target(source: Path) -> Path:
    return FORMS / f"{source.stem}.py"


def _is_fresh(source: Path) -> bool:
    target = _target(source)
    return target.is_file() and target.read_bytes().replace(b"\r\n", b"\n") == _compiled(source)


def _compiled(source: Path) -> bytes:
    compiler = BIN / ("pyside6-uic.exe" if sys.platform == "win32" else "pyside6-uic")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "form.py"
        subprocess.run([str(compiler), str(source), "-o", str(fresh)], check=True)
        return fresh.read_bytes().replace(b"\r\n", b"\n")
