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
from pathlib import Path

import environment

_STARTED = "ANXI_BENCH_STARTED"
_KINDS = ("bare", "program")


def run(arguments: list[str]) -> int:
    """Print both medians in milliseconds and their ratio. `--runs` of each kind (at least 7)."""
    parser = argparse.ArgumentParser(prog="dev.py bench start", description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--data", type=Path, help="a data folder of yours instead of a small demo county")
    parser.add_argument("--screen", action="store_true", help="on the real screen instead of offscreen")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        places = {"ANXI_PROFILE": str(Path(scratch) / "profile"), "ANXI_DATA": str(chosen.data or scratch)}
        if not chosen.screen:
            places["QT_QPA_PLATFORM"] = "offscreen"
        if chosen.data is None:
            places["ANXI_DATA"] = str(Path(scratch) / "data")
            _fill(places)
        times: dict[str, list[float]] = {kind: [] for kind in _KINDS}
        for kind in _KINDS:  # once without counting: the first start reads everything from the disk
            _first_paint(kind, places)
        for _ in range(max(7, chosen.runs)):
            for kind in _KINDS:
                times[kind].append(_first_paint(kind, places))
    for kind, found in times.items():
        spread = f"{min(found):.0f}–{max(found):.0f}"
        print(f"{kind:<8} first paint {statistics.median(found):6.0f} ms (of {len(found)}: {spread})")
    ratio = statistics.median(times["program"]) / statistics.median(times["bare"])
    print(f"ratio    {ratio:.2f} (aim 1.2)")
    return 0


def _fill(places: dict[str, str]) -> None:
    command = ["-m", "anxi_desktop.cli", "demo", "--projects", "40", "--months", "3", "--seed", "1"]
    if environment.run_python(*command, environment=places) != 0:
        raise SystemExit("the demo county could not be made")


def _first_paint(kind: str, places: dict[str, str]) -> float:
    """Milliseconds until the first paint of a fresh process."""
    own = {**os.environ, **places, _STARTED: str(time.time_ns())}
    script = str(Path(__file__).with_name("first_paint.py"))
    done = subprocess.run(
        [sys.executable, script, kind], env=own, capture_output=True, text=True, check=False
    )
    figures = [
        line.removeprefix("painted ") for line in done.stdout.splitlines() if line.startswith("painted ")
    ]
    if not figures:
        raise SystemExit(f"{kind} painted nothing (exit {done.returncode})\n{done.stdout}{done.stderr}")
    return float(figures[0])
