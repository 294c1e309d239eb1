"""The gate before a commit lands: lint, format, types, freshness of generated forms, then all tests.

Every step runs even when an earlier one failed, so that one run tells everything; pytest comes last, so that
its closing line is the last thing printed.
"""

from __future__ import annotations

import filecmp
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import BIN, ROOT, run_python

_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lint", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "basedpyright")),
)


def run(rest: list[str]) -> int:
    """0 when everything is well, else 1. `rest` goes to pytest."""
    failed = [name for name, command in _STEPS if not _step(name, run_python(*command) == 0)]
    if not _step("forms", not stale_forms()):
        failed.append("forms")
    if failed:
        print(f"FAILED before the tests: {', '.join(failed)}", flush=True)
    tests = run_python("-m", "pytest", *rest, environment={"QT_QPA_PLATFORM": "offscreen"})
    if tests not in (0, 1):  # a crash after the last test leaves a green closing line behind
        print(f"pytest ended with exit status {tests}", file=sys.stderr, flush=True)
    return 1 if failed or tests != 0 else 0


def _step(name: str, is_well: bool) -> bool:
    print(f"[{name}] {'ok' if is_well else 'FAILED'}", flush=True)
    return is_well


def stale_forms() -> list[Path]:
    """Designer sources whose compiled form is missing or differs from what uic makes of them today."""
    compiler = BIN / ("pyside6-uic.exe" if sys.platform == "win32" else "pyside6-uic")
    stale: list[Path] = []
    with tempfile.TemporaryDirectory() as folder:
        for source in sorted((ROOT / "ui").glob("*.ui")):
            fresh = Path(folder) / f"{source.stem}.py"
            subprocess.run([str(compiler), str(source), "-o", str(fresh)], check=True)
            form = ROOT / "anxi_desktop" / "forms" / fresh.name
            if not form.exists() or not filecmp.cmp(fresh, form, shallow=False):
                print(f"stale: {form.relative_to(ROOT)}")
                stale.append(source)
    return stale
