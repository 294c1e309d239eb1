"""How long the packaged program takes to show its window, beside a bare PySide6 program packaged the same way."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from environment import ROOT, WORK, SetupError
from installed import Installed
from windows_python import WindowsPython
from wine import Wine, windows_path

_RUNS = 5
_LOOK_SECONDS = 0.02
_PATIENCE_SECONDS = 60
_BUILD_SECONDS = 600
_BARE = "bare PySide6 window"
_OURS = "安溪安全生产标准化"


def report(program: Installed, wine: Wine, runtime: WindowsPython) -> None:
    """Print the medians from the start of the process to the visible window, and their ratio."""
    kinds = {"bare": (_bare(runtime), _BARE), "program": (program.folder / "anxi.exe", _OURS)}
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(_RUNS + 1):
        for kind, (exe, title) in kinds.items():
            found[kind].append(_start(wine, exe, title))
    for kind, times in found.items():
        counted = times[1:]  # the first start reads everything from the disk
        spread = f"{min(counted):.0f}–{max(counted):.0f}"
        print(f"  {kind:<8} window after {statistics.median(counted):5.0f} ms (of {_RUNS}: {spread})")
    ratio = statistics.median(found["program"][1:]) / statistics.median(found["bare"][1:])
    print(f"  ratio    {ratio:.2f}", flush=True)


def _bare(runtime: WindowsPython) -> Path:
    """The bare program; made once for each runtime and kept with it."""
    kept = runtime.python.parent.parent / "bare"
    exe = kept / "bare_program" / "bare_program.exe"
    if exe.is_file():
        return exe
    command = ["-m", "PyInstaller", "--noconfirm", "--windowed", "--specpath", windows_path(WORK / "bare")]
    command += ["--workpath", windows_path(WORK / "bare"), "--distpath", windows_path(kept)]
    source = windows_path(ROOT / "build" / "bare_program.py")
    ended = runtime.wine.run(runtime.python, *command, source, timeout=_BUILD_SECONDS, folder=ROOT)
    if ended.status != 0:
        raise SetupError(f"PyInstaller 没有成功。\n{ended.text[-2000:]}")
    return exe


def _start(wine: Wine, exe: Path, title: str) -> float:
    def shown() -> bool:
        command = ["xdotool", "search", "--onlyvisible", "--name", title]
        environment = {**os.environ, "DISPLAY": wine.display}
        return bool(subprocess.run(command, env=environment, capture_output=True, check=False).stdout)

    began = time.monotonic()
    wine.start(exe, folder=exe.parent)
    _wait(shown, began)
    took = (time.monotonic() - began) * 1000
    wine.run("taskkill", "/F", "/IM", exe.name, timeout=_PATIENCE_SECONDS)
    _wait(lambda: not shown(), time.monotonic())
    return took


def _wait(condition: Callable[[], bool], began: float) -> None:
    while not condition():
        if time.monotonic() - began > _PATIENCE_SECONDS:
            raise SetupError("试用：窗口没有按时出现或关闭。")
        time.sleep(_LOOK_SECONDS)
