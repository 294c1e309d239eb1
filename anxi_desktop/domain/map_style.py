"""How a risk map looks, the same on the screen and on paper: colours, patterns, sizes.

The sheet is white paper in every palette of the window, so its colours stand here and not among the window's
tokens. Colours are "#RRGGBB". A level is never told by colour alone: it has its word and a pattern as well.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from anxi_desktop.domain.geometry import TICKS, contains
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.zone import Item

RISK: Mapping[RiskLevel, str] = {
    RiskLevel.RED: "#D92D20",
    RiskLevel.ORANGE: "#EF6C00",
    RiskLevel.YELLOW: "#F2C200",
    RiskLevel.BLUE: "#1565C0",
}
assert set(RISK) == set(RiskLevel)
UNGRADED = "#8A94A0"
PAPER = "#FFFFFF"
INK = "#1B1F24"
QUIET = "#57606A"
AREA = "#57606A"
ROUTE = "#1B7F3B"
GRID = "#E8EBEF"
SIGN_RED, SIGN_YELLOW, SIGN_BLUE, SIGN_GREEN = "#C8102E", "#F9C80E", "#0B5CAB", "#1B7F3B"

ZONE_OPACITY = 0.42
AREA_OPACITY = 0.06


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines: `angles` in degrees clockwise from the right, `gap` in shares of the sheet's width."""

    angles: tuple[int, ...]
    gap: float


HATCHES: Mapping[RiskLevel, Hatch] = {
    RiskLevel.RED: Hatch((45, 135), 1 / 160),
    RiskLevel.ORANGE: Hatch((45,), 1 / 160),
    RiskLevel.YELLOW: Hatch((90,), 1 / 130),
    RiskLevel.BLUE: Hatch((0,), 1 / 90),
}
"""For colour-blind eyes and black-and-white copies: the more lines, the higher the level."""
assert set(HATCHES) == set(RiskLevel)


def line_width(sheet_width: float) -> float:
    """The width of an outline in map units, for a sheet that wide."""
    return sheet_width / 1500


def text_size(sheet_width: float) -> float:
    """The height of ordinary words on a sheet that wide, in map units."""
    return sheet_width / 90


def label_size(text: str, box: tuple[float, float], sheet_width: float) -> float:
    """How large a label stands in a zone whose box is (width, height) in map units; small zones get small words."""
    largest = text_size(sheet_width)
    letters = max(sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text), 1.0)
    return max(min(largest, box[0] * 0.9 / letters, box[1] * 0.5), largest / 4)


def label_spot(item: Item, height: float) -> tuple[float, float]:
    """The middle of an item's label in map units; `height` is that of its words.

    In a zone it stands below the middle, which is where people put pins; where the outline is not there, in the
    middle. On a line it stands above the longest piece.
    """
    left, top, right, bottom = item.bounds()
    if len(item.spots) == 1:
        return item.spots[0][0] / TICKS, item.spots[0][1] / TICKS
    if not item.closed:
        pieces = list(itertools.pairwise(item.spots))
        start, end = max(pieces, key=lambda piece: math.dist(*piece))
        lift = height * 0.8 * TICKS if abs(end[0] - start[0]) >= abs(end[1] - start[1]) else 0
        return (start[0] + end[0]) / 2 / TICKS, ((start[1] + end[1]) / 2 - lift) / TICKS
    x = (left + right) // 2
    for share in (0.7, 0.5, 0.35):
        y = round(top + (bottom - top) * share)
        if contains(item.ring, (x, y)):
            return x / TICKS, y / TICKS
    return x / TICKS, (top + bottom) / 2 / TICKS
