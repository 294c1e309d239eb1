"""A person at the installed program: mouse, keys and eyes, from outside, on a screen of our own.

The program is driven by what a person goes by: the one green button of a page, the order of fields, keys. What
it did is judged by its files and by `anxi-cli`, never by the pictures; those are for people.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from environment import SetupError

if TYPE_CHECKING:
    from PIL import Image

_ACCENT = (0x0F, 0x76, 0x6E)
_TITLE = "安溪安全生产标准化"
_PATIENCE_SECONDS = 90
_PAUSE_SECONDS = 0.2
_DIALOG_SECONDS = 2

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in the window, in pixels."""
_PAGE: Area = (210, 70, 1430, 760)


@dataclass(slots=True)
class Hand:
    """One person at one screen; photos go to `photos`, numbered."""

    display: str
    photos: Path
    _taken: int = 0
    _origin: tuple[int, int] = (0, 0)

    def find_window(self) -> None:
        """Wait for the program's window."""
        self.wait(lambda: bool(self._windows()), "窗口没有出现")
        place = self._xdotool("getwindowgeometry", "--shell", self._windows()[-1])
        known = dict(line.split("=") for line in place.splitlines() if "=" in line)
        self._origin = (int(known["X"]), int(known["Y"]))

    def has_window(self) -> bool:
        """True while the window is there."""
        return bool(self._windows())

    def wait(
        self, condition: Callable[[], bool], otherwise: str, *, seconds: int = _PATIENCE_SECONDS
    ) -> None:
        """Look again and again until something is so. Raises SetupError(`otherwise`) with a last photo."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                self.photo("出错时")
                raise SetupError(f"试用：{otherwise}（{seconds} 秒）。图片在 {self.photos}。")
            time.sleep(_PAUSE_SECONDS)

    def photo(self, name: str) -> None:
        """Keep what is on the screen."""
        self._taken += 1
        self._grab(self.photos / f"{self._taken:02}-{name}.png")

    def main_button(self, area: Area, *, what: str) -> Area:
        """Wait for the green button in a part of the window: where it stands."""
        found: list[Area] = []

        def look() -> bool:
            box = self._green(area)
            if box is not None and box[2] - box[0] >= 40:
                found.append(box)
            return bool(found)

        self.wait(look, f"没有看到{what}")
        return found[-1]

    def see(self, area: Area, *, what: str) -> None:
        """Wait until something green is in a part of the window."""
        self.wait(lambda: self._green(area) is not None, f"没有看到{what}")

    def press_main(self, area: Area, *, what: str) -> None:
        """Click the green button in a part of the window, and wait until the page looks otherwise."""
        left, top, right, bottom = self.main_button(area, what=what)
        before = self._part(_PAGE)
        self.click((left + right) // 2, (top + bottom) // 2)
        self._rest()  # under the mouse the button has another green
        self.wait(lambda: self._part(_PAGE) != before, f"按了{what}，什么也没有发生")

    def click(self, x: int, y: int) -> None:
        """Click a place in the window."""
        self._xdotool("mousemove", str(self._origin[0] + x), str(self._origin[1] + y))
        time.sleep(_PAUSE_SECONDS)
        self._xdotool("click", "1")
        time.sleep(2 * _PAUSE_SECONDS)

    def keys(self, *names: str) -> None:
        """Press keys one after another: "Tab", "ctrl+z"."""
        for name in names:
            self._xdotool("key", "--clearmodifiers", name)
            time.sleep(_PAUSE_SECONDS)

    def type(self, text: str) -> None:
        """Type Latin letters and figures."""
        self._xdotool("type", "--delay", "30", text)
        time.sleep(_PAUSE_SECONDS)

    def pause(self) -> None:
        """Let a dialog of the system open; it is no window of ours that could be waited for."""
        time.sleep(_DIALOG_SECONDS)

    def _rest(self) -> None:
        """Put the mouse where nothing stands; in the window, since the keys go where it is."""
        self._xdotool("mousemove", str(self._origin[0] + 700), str(self._origin[1] + 6))

    def _windows(self) -> list[str]:
        return self._xdotool("search", "--onlyvisible", "--name", _TITLE).split()

    def _green(self, area: Area) -> Area | None:
        from PIL import Image, ImageChops

        part = self._part(area)
        difference = ImageChops.difference(part, Image.new("RGB", part.size, _ACCENT)).convert("L")
        box = difference.point([255, 255, 255, *[0] * 253]).getbbox()
        if box is None:
            return None
        return (box[0] + area[0], box[1] + area[1], box[2] + area[0], box[3] + area[1])

    def _part(self, area: Area) -> Image.Image:
        from PIL import Image

        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            self._grab(Path(file.name))
            with Image.open(file.name) as picture:
                x, y = self._origin
                return picture.convert("RGB").crop((area[0] + x, area[1] + y, area[2] + x, area[3] + y))

    def _grab(self, target: Path) -> None:
        command = ["import", "-display", self.display, "-window", "root", str(target)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def _xdotool(self, *order: str) -> str:
        done = subprocess.run(
            ["xdotool", *order],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout
