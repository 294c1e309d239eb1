"""Time from the start of a fresh process to the first painted window, and its ratio to a bare Qt window.

Both kinds of process take turns in one run, so that a busy machine hurts both alike. The program opens a
data folder that was filled before; the bare one shows a toolbar and a table and imports nothing but PySide6.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import environment

_STARTED = "ANXI_BENCH_STARTED"
_KINDS = ("bare", "program")


@dataclass(frozen=True, slots=True)
class _Start:
    """Milliseconds from the start of the process to the first paint, and to the last one before quiet."""

    painted: float
    settled: float


def run(arguments: list[str]) -> int:
    """Print both medians in milliseconds and their ratio. `--runs` of each kind (at least 7)."""
    parser = argparse.ArgumentParser(prog="dev.py bench start", description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--data", type=Path, help="a data folder of yours instead of a small demo county")
    parser.add_argument("--screen", action="store_true", help="on the real screen instead of offscreen")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        places = {
            "ANXI_PROFILE": str(Path(scratch) / "profile"),
            "ANXI_DATA": str(chosen.data or scratch),
            "PYTHONPYCACHEPREFIX": str(Path(scratch) / "compiled"),
        }
        if not chosen.screen:
            places["QT_QPA_PLATFORM"] = "offscreen"
        if chosen.data is None:
            places["ANXI_DATA"] = str(Path(scratch) / "data")
            _fill(places)
        for kind in _KINDS:  # once without counting: the first start reads everything from the disk
            _start(kind, places)
        found: dict[str, list[_Start]] = {kind: [] for kind in _KINDS}
        for _ in range(max(7, chosen.runs)):
            for kind in _KINDS:
                found[kind].append(_start(kind, places))
    for name in ("painted", "settled"):
        _print(name, {kind: [getattr(start, name) for start in starts] for kind, starts in found.items()})
    return 0


def _print(name: str, times: dict[str, list[float]]) -> None:
    for kind, found in times.items():
        spread = f"{min(found):.0f}–{max(found):.0f}"
        print(f"{kind:<8} {name} after {statistics.median(found):5.0f} ms (of {len(found)}: {spread})")
    ratio = statistics.median(times["program"]) / statistics.median(times["bare"])
    print(f"ratio    {ratio:.2f}{' (aim 1.2)' if name == 'painted' else ''}")


def _fill(places: dict[str, str]) -> None:
    command = ["-m", "anxi_desktop.cli", "demo", "--projects", "40", "--months", "3", "--seed", "1"]
    if environment.run_python(*command, environment=places) != 0:
        raise SystemExit("the demo county could not be made")


def _start(kind: str, places: dict[str, str]) -> _Start:
    """One fresh process."""
    # Compiled modules are kept, as on every user's machine; some developers' shells forbid that.
    own = {**os.environ, **places, "PYTHONDONTWRITEBYTECODE": "", _STARTED: str(time.time_ns())}
    command = [sys.executable, str(Path(__file__).with_name("first_paint.py")), kind, "--settle"]
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
    words = {line.partition(" ")[0]: line.partition(" ")[2] for line in done.stdout.splitlines()}
    if "settled" not in words:
        raise SystemExit(f"{kind} painted nothing (exit {done.returncode})\n{done.stdout}{done.stderr}")
    return _Start(float(words["painted"]), float(words["settled"]))
