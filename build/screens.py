"""Drives the real window with mouse and keys and writes a PNG of every page, drawer, panel, popup and dialog.

    dev.py screens [--only TEXT]      to .work/screens/<size>-<theme>/NN-name.png

Each size and theme runs in a process of its own, since the scale of a screen is settled when Qt starts. The
county shown is the demo county; the import shows the sample workbooks where they lie beside the checkout, else a
ledger exported from the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / ".work" / "screens"


@dataclass(frozen=True, slots=True)
class Take:
    """One run: a screen (pixels, scale in per cent) and a theme; `all` shows every state, else only the pages."""

    width: int
    height: int
    scale: int
    theme: str
    all: bool

    @property
    def name(self) -> str:
        """The folder of its pictures."""
        return f"{self.width}x{self.height}@{self.scale}-{self.theme}"


TAKES = (
    Take(1440, 900, 100, "light", all=True),
    Take(1440, 900, 100, "dark", all=False),
    Take(1440, 900, 100, "sunlight", all=False),
    Take(1920, 1080, 150, "light", all=True),
    Take(1366, 768, 100, "light", all=False),
)


def screen_of(take: Take) -> Path:
    """A file that tells Qt how large the screen is; its own guess of 800×800 would push popups aside."""
    path = OUT / f"{take.name}.json"
    size = {"width": take.width, "height": take.height}
    screen = {"name": "screen", "x": 0, "y": 0, **size, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    path.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "screens": [screen]}), encoding="utf-8"
    )
    return path


def main() -> int:
    """Make the county once, then let a process for each take draw it."""
    parser = argparse.ArgumentParser(prog="dev.py screens", description=__doc__)
    parser.add_argument("--only", default="", help="takes whose name holds this text")
    chosen = parser.parse_args()
    takes = [take for take in TAKES if chosen.only in take.name]
    places = Path(tempfile.gettempdir()) / "anxi-screens"  # shown in some pictures: no place of this checkout
    if not chosen.only:
        shutil.rmtree(OUT, ignore_errors=True)
    failed = 0
    for take in takes:
        folder = OUT / take.name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(places, ignore_errors=True)
        folder.mkdir(parents=True)
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={screen_of(take)}",
            "QT_SCALE_FACTOR": str(take.scale / 100),
            "ANXI_DATA": str(places / "数据"),
            "ANXI_PROFILE": str(places / "profile"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "build")]),
        }
        script = ROOT / "build" / "screen_tour.py"
        size = f"{round(take.width * 100 / take.scale)}x{round(take.height * 100 / take.scale)}"
        parts = [size, take.theme, "all" if take.all else "pages", str(folder)]
        print(take.name, flush=True)
        failed += (
            subprocess.run([sys.executable, str(script), *parts], env=environment, check=False).returncode
            != 0
        )
    shutil.rmtree(places, ignore_errors=True)
    print(f"{len(list(OUT.rglob('*.png')))} 张图片在 {OUT.relative_to(ROOT)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
