"""What every chart is drawn with: colours, sizes of type, round numbers, and labels that never touch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.map_picture import Box, Stroke, Words, hatching
from anxi_desktop.domain.map_style import Hatch
from anxi_desktop.domain.records.project import RiskLevel

TYPE = 9.0
"""Points of a chart's words; whoever draws it larger draws everything larger."""
SMALL, GAP, LINE, BAR = 8.0, 6.0, 15.0, 20.0
_MOST_TICKS = 5
_STRIPE = 0.5

Measure = Callable[[str, float], float]
"""How wide a text is at a size, both in points."""


@dataclass(frozen=True, slots=True)
class ChartColors:
    """What a chart is drawn with, "#RRGGBB"; as it stands, on white paper."""

    paper: str = style.PAPER
    ink: str = style.INK
    quiet: str = style.QUIET
    grid: str = style.GRID
    strong: str = "#0F766E"
    risk: Mapping[RiskLevel, str] = field(default_factory=lambda: dict(style.RISK))
    ungraded: str = style.UNGRADED


def ticks(most: int) -> tuple[int, ...]:
    """Round numbers from 0 to at least `most` in equal steps of 1, 2 or 5 (times ten …), at most five steps."""
    for power in itertools.count():
        for lead in (1, 2, 5):
            step = lead * 10**power
            if step * _MOST_TICKS >= most:
                return tuple(range(0, math.ceil(max(most, 1) / step) * step + 1, step))
    raise AssertionError  # the powers never end


def short_number(number: int) -> str:
    """A number for a narrow place: 1.2万 from 10,000 on."""
    return str(number) if number < 10_000 else f"{number // 1000 / 10:g}万"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The room a chart has, in points, and how text is measured there."""

    width: float
    height: float
    measure: Measure
    colors: ChartColors

    def words(
        self, x: float, y: float, text: str, *, size: float = TYPE, anchor: str = "left", color: str = ""
    ) -> Words:
        """One line in the ink of the drawing, or another colour."""
        return Words(x, y, text, size, color or self.colors.ink, anchor)

    def label(self, x: float, y: float, text: str, *, color: str = "") -> Words:
        """A small line around `x`, but never over the edges."""
        half = self.measure(text, SMALL) / 2
        x = min(max(x, half), self.width - half)
        return self.words(x, y, text, size=SMALL, anchor="centre", color=color)

    def fitted(self, text: str, width: float) -> str:
        """The text, cut with … where it is wider."""
        if self.measure(text, TYPE) <= width:
            return text
        while text and self.measure(text + "…", TYPE) > width:
            text = text[:-1]
        return text + "…"

    def box_of(self, label: Words) -> Box:
        """What a label takes up; it stands around its middle."""
        wide = self.measure(label.text, label.size)
        return Box(label.x - wide / 2, label.y - label.size / 2, wide, label.size)

    def apart(self, labels: Sequence[Words]) -> list[Words]:
        """As many labels as fit side by side, counted from the last, which is the month itself."""
        kept: list[Words] = []
        for label in reversed(labels):
            if not any(_touch(self.box_of(label), self.box_of(other)) for other in kept):
                kept.append(label)
        return kept


def stripes(box: Box, hatch: Hatch, color: str, *, sheet: float) -> Iterator[Stroke]:
    """The pattern of a box, its lines as dense as on a sheet so wide, but never too thin for a screen."""
    for line in hatching(box.corners(), hatch, sheet, color):
        yield replace(line, width=_STRIPE)


def spot(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """A small disc on a line."""
    turns = [2 * math.pi * at / 16 for at in range(16)]
    return tuple((x + 2.2 * math.cos(turn), y + 2.2 * math.sin(turn)) for turn in turns)


def _touch(one: Box, other: Box) -> bool:
    beside = one.x >= other.right + 1 or other.x >= one.right + 1
    return not (beside or one.y >= other.bottom or other.y >= one.bottom)
