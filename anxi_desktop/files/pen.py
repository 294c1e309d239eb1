"""What a page is drawn with, whatever it is drawn on: a PDF, or the screen that shows how it will print.

A pen says how wide a text is and puts it somewhere; breaking lines and stacking vertical text are the same for
every pen and stand here. Lengths are points, places count from the top left corner of the page.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from anxi_desktop.files.form_layout import Align, upright

POINTS_PER_MM = 72 / 25.4
_NO_LINE_START = frozenset("）》」』】〕〉”’、，。；：！？…·％℃)]},.;:!?%")
_NO_LINE_END = frozenset("（《「『【〔〈“‘([{")
_WORD = re.compile(r"[A-Za-z0-9.\-/_+]+|.", re.DOTALL)
_STACKED = re.compile(r"[A-Za-z0-9]{1,3}|.", re.DOTALL)


class Paper(Enum):
    """Landscape sheets; everything grows with the sheet. Values are width and height in millimetres."""

    A4 = (297.0, 210.0)
    A3 = (420.0, 297.0)

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.value[0] * POINTS_PER_MM, self.value[1] * POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class FormFonts:
    """TrueType files: reportlab refuses CFF outlines. `fallback` draw what the first two lack."""

    regular: Path
    bold: Path
    fallback: tuple[Path, ...] = ()


def form_fonts(resources: Path) -> FormFonts:
    """The faces of the official forms: a song face as in the notice, and one behind it for rare names."""
    fonts = resources / "fonts"
    rare = (fonts / f"NotoSans{region}-Rare.ttf" for region in ("SC", "JP", "TC"))
    return FormFonts(
        regular=fonts / "NotoSerifSC-Regular.ttf",
        bold=fonts / "NotoSerifSC-Bold.ttf",
        fallback=tuple(path for path in rare if path.is_file()),
    )


class Pen(ABC):
    """Draws texts, lines and boxes on pages."""

    page_width: float
    page_height: float

    @abstractmethod
    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide the text is."""

    @abstractmethod
    def text(
        self,
        x: float,
        middle: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = Align.LEFT,
    ) -> None:
        """One line whose glyphs stand around the height `middle`; `x` is its left, centre or right."""

    @abstractmethod
    def box(self, corner: tuple[float, float], size: tuple[float, float], *, width: float) -> None:
        """A rectangle's outline from its upper left corner."""

    def break_lines(self, text: str, size: float, *, width: float, bold: bool = False) -> list[str]:
        """The text in lines no wider than `width` (a single glyph may be).

        Closing marks never begin a line, opening ones never end it; Latin words and numbers stay whole where
        they fit on a line.
        """
        if self.width(text, size, bold=bold) <= width:
            return [text]
        lines: list[str] = []
        line, used = "", 0.0
        for word in self._words(text, size, width=width, bold=bold):
            advance = self.width(word, size, bold=bold)
            if line and used + advance > width:
                line, carried = _pull_down(line, word)
                lines.append(line.rstrip(" "))
                line = carried.lstrip(" ")
                used = self.width(line, size, bold=bold) - advance
            else:
                line += word
            used += advance
        if line:
            lines.append(line)
        return lines

    def _words(self, text: str, size: float, *, width: float, bold: bool) -> list[str]:
        words: list[str] = []
        for word in _WORD.findall(text):
            fits = len(word) == 1 or self.width(word, size, bold=bold) <= width
            words.extend([word] if fits else word)
        return words

    def stack_height(self, text: str, size: float) -> float:
        """How high the text stands when its characters are stacked."""
        return sum(_pitch(unit) for unit in _STACKED.findall(text)) * size

    def stack(self, centre: float, top: float, text: str, size: float) -> None:
        """Stack the text downwards around `centre`; up to three letters or digits stay side by side."""
        y = top
        for unit in _STACKED.findall(upright(text)):
            advance = _pitch(unit) * size
            # An upright bracket's ink is in the half of its square that faces the words it encloses.
            shift = {"︵": -0.19, "︶": 0.19}.get(unit, 0.0) * size
            self.text(centre, y + advance / 2 + shift, unit, size, align=Align.CENTER)
            y += advance


def _pitch(unit: str) -> float:
    return 0.72 if unit in "（）()︵︶" else 1.12


def _pull_down(line: str, word: str) -> tuple[str, str]:
    """Move what must not end the line, or what must not be parted from `word`, to the next line."""
    carried = word
    kept = line
    while len(kept) > 1 and (carried[0] in _NO_LINE_START or kept[-1] in _NO_LINE_END):
        kept, carried = kept[:-1], kept[-1] + carried
        if line.rstrip() == "" or len(carried) > 8:
            return line, word
    return kept, carried
