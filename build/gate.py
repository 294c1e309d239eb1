"""The gate before a commit lands: lint, format, types, freshness of generated forms, then all tests.

Every step runs even when an earlier one failed, so that one run tells everything; pytest comes last, so that
its closing line is the last thing printed.
"""

from __future__ import annotations

import sys

import forms
from environment import ROOT, run_python

_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lint", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "basedpyright")),
)


def run(rest: list[str]) -> int:
    """0 when everything is well, else 1. `rest` goes to pytest."""
    failed = [name for name, command in _STEPS if not _step(name, run_python(*command) == 0)]
    stale = forms.stale()
    for path in stale:
        print(f"stale: {path.relative_to(ROOT)} (dev.py forms makes it again)")
    if not _step("forms", not stale):
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
