"""A map as plain strokes, areas and words, in paint order: what every output (PDF, SVG) draws.

All in map units, y downwards. What is here is also what the scene of the window shows; sizes and colours come
from `map_style`, so that the print is the screen.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.geometry import TICKS, Ring
from anxi_desktop.domain.level_words import level_word
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.signs import Commands, Sign, SignKind, Signs
from anxi_desktop.domain.zone import Item, order

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A box from its upper left corner, in whatever units its marks are."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def corners(self) -> tuple[Point, ...]:
        """The four corners clockwise."""
        return (
            (self.x, self.y),
            (self.right, self.y),
            (self.right, self.bottom),
            (self.x, self.bottom),
        )


@dataclass(frozen=True, slots=True)
class Area:
    """A filled outline; "" for no fill or no stroke, `dash` lengths or ()."""

    points: tuple[Point, ...]
    fill: str = ""
    opacity: float = 1.0
    stroke: str = ""
    width: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    color: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words whose middle height is `y`; `anchor` is left, centre or right of `x`.

    `ground` is the colour of a box behind it, "" for none.
    """

    x: float
    y: float
    text: str
    size: float
    color: str = style.INK
    anchor: str = "centre"
    bold: bool = False
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawing of a square of 24, its corner at (x, y), `side` large."""

    commands: Commands
    x: float
    y: float
    side: float
    fill: str


Mark = Area | Stroke | Words | Glyph


@dataclass(frozen=True, slots=True)
class MapSheet:
    """The sheet: size in map units, what its title block says, millimetres in a map unit (None: unknown)."""

    width: float
    height: float
    name: str
    part: str = ""
    project: str = ""
    unit: str = ""
    version: int = 1
    drawn_on: str = ""
    prepared_by: str = ""
    checked_by: str = ""
    approved_by: str = ""
    mm_per_unit: Decimal | None = None
    north: int = 0
    has_background: bool = False
    faded: int = 0


def map_picture(
    sheet: MapSheet,
    items: Iterable[Item],
    *,
    levels: Mapping[str, RiskLevel | None],
    point_names: Mapping[str, str],
    point_levels: Mapping[str, RiskLevel | None],
    signs: Signs,
    patterns: bool = False,
    layers: frozenset[Layer] = frozenset(Layer),
) -> list[Mark]:
    """Everything on the map from the lowest up; zones' labels stand over all zones."""
    painter = _Painter(sheet.width, levels, point_names, point_levels, signs, patterns=patterns)
    shown = [item for item in sorted(items, key=order) if item.layer in layers]
    made: list[Mark] = []
    for layer, mine in itertools.groupby(shown, key=lambda item: item.layer):
        listed = list(mine)
        for item in listed:
            made.extend(painter.shape(item))
        if layer in (Layer.ZONE, Layer.AREA, Layer.ROUTE):
            for item in listed:
                made.extend(painter.label(item))
    return made


class _Painter:
    def __init__(
        self,
        width: float,
        levels: Mapping[str, RiskLevel | None],
        names: Mapping[str, str],
        point_levels: Mapping[str, RiskLevel | None],
        signs: Signs,
        *,
        patterns: bool,
    ) -> None:
        self._width = width
        self._line = style.line_width(width)
        self._levels, self._names, self._point_levels = levels, names, point_levels
        self._signs = signs
        self._patterns = patterns

    def shape(self, item: Item) -> Iterator[Mark]:
        if item.shape is Shape.SPOT:
            yield from self._spot(item)
            return
        points = _points(item.ring)
        line = self._line
        if item.layer is Layer.AREA:
            dash = (8 * line, 5 * line)
            yield Area(points, style.AREA, style.AREA_OPACITY, style.AREA, 1.5 * line, dash)
        elif item.layer is Layer.ROUTE:
            dash = (12 * line, 6 * line)
            yield Stroke(points, style.ROUTE, 3 * line, dash)
            yield from _arrows(item, points, style.ROUTE, line)
        elif item.layer is Layer.ZONE and item.closed:
            yield from self._zone(item, points)
        else:
            level = self._levels.get(item.id)
            plain = style.INK if item.layer is Layer.NOTE else style.UNGRADED
            color = style.RISK[level] if level else plain
            yield Stroke(points, color, 5 * line if item.layer is Layer.ZONE else 1.5 * line)
            yield from _arrows(item, points, color, line)

    def label(self, item: Item) -> Iterator[Mark]:
        if not item.label:
            return
        left, top, right, bottom = (side / TICKS for side in item.bounds())
        if item.layer is Layer.AREA:
            size = style.label_size(item.label, (right - left, bottom - top), self._width)
            yield Words(left + size * 0.4, top + size * 0.9, item.label, size, style.QUIET, "left")
            return
        size = style.text_size(self._width)
        if item.closed:
            size = style.label_size(item.label, (right - left, bottom - top), self._width)
        x, y = style.label_spot(item, size * 1.4)
        color = style.ROUTE if item.layer is Layer.ROUTE else style.INK
        text = item.label
        if item.layer is Layer.ZONE:
            level = self._levels.get(item.id)
            text = f"{item.label}（{level_word(level)}）"
        yield Words(x, y, text, size, color, bold=item.layer is Layer.ZONE, ground=style.PAPER)

    def _zone(self, item: Item, points: tuple[Point, ...]) -> Iterator[Mark]:
        level = self._levels.get(item.id)
        color = style.RISK[level] if level else style.UNGRADED
        yield Area(points, color, style.ZONE_OPACITY)
        if self._patterns and level is not None:
            yield from hatching(points, style.HATCHES[level], self._width, style.INK)
        dash = () if level else (8 * self._line, 5 * self._line)
        yield Area(points, "", 1.0, color, 2.2 * self._line, dash)

    def _spot(self, item: Item) -> Iterator[Mark]:
        x, y = item.spots[0][0] / TICKS, item.spots[0][1] / TICKS
        size = item.size or style.text_size(self._width)
        if item.layer is Layer.POINT:
            yield from pin(x, y, size, self._point_levels.get(item.risk_point))
            name = self._names.get(item.risk_point, "")
            if name:
                height = min(style.text_size(self._width) * 0.8, size * 0.45)
                yield Words(x + size * 0.45, y - size * 0.6, name, height, anchor="left", ground=style.PAPER)
        elif item.layer is Layer.MARK:
            sign = self._signs.by_code.get(item.symbol)
            yield from sign_marks(self._signs, sign, x - size / 2, y - size / 2, size)
            name = item.label or (sign.name if sign else item.symbol)
            if name:
                yield Words(x, y + size * 0.66, name, max(size * 0.2, 1.0))
        else:
            # The scene's words begin at their spot; here their middle is half a line below it.
            yield Words(x, y + size * 0.7, item.label, size, anchor="left")


def pin(x: float, y: float, size: float, level: RiskLevel | None) -> Iterator[Mark]:
    """A drop whose tip is at (x, y), with the level's word."""
    color = style.RISK[level] if level else style.UNGRADED
    radius = size * 0.36
    middle = y - size + radius
    around = [math.radians(25 - at * 230 / 28) for at in range(29)]
    points = [
        (x, y),
        *((x + radius * math.cos(angle), middle + radius * math.sin(angle)) for angle in around),
    ]
    yield Area(tuple(points), color, 1.0, style.PAPER, size * 0.03)
    ink = style.INK if level is RiskLevel.YELLOW else style.PAPER
    word = level_word(level) if level else "?"
    yield Words(x, middle, word, radius, ink, bold=True)


_GROUND = {
    SignKind.MANDATORY: style.SIGN_BLUE,
    SignKind.INFORMATION: style.SIGN_GREEN,
    SignKind.SIX: style.QUIET,
    SignKind.FIRE: style.SIGN_RED,
    SignKind.ESCAPE: style.SIGN_GREEN,
}
_GLYPHS = {  # side of the glyph and the height of its middle, in a square of 24
    SignKind.PROHIBITION: (14.0, 12.0),
    SignKind.WARNING: (10.5, 14.6),
    SignKind.MANDATORY: (15.0, 12.0),
}


def sign_marks(signs: Signs, sign: Sign | None, x: float, y: float, side: float) -> Iterator[Mark]:
    """A sign drawn in a square whose upper left corner is (x, y)."""
    kind = sign.kind if sign else SignKind.SIX
    unit = side / 24

    def at(px: float, py: float) -> Point:
        return x + px * unit, y + py * unit

    if kind is SignKind.PROHIBITION:
        yield Area(_circle(x + side / 2, y + side / 2, 11.5 * unit), style.PAPER)
    elif kind is SignKind.WARNING:
        corners = (at(12, 1.6), at(23, 21.4), at(1, 21.4))
        yield Area(corners, style.SIGN_YELLOW, 1.0, style.INK, 1.4 * unit)
    elif kind is SignKind.MANDATORY:
        yield Area(_circle(x + side / 2, y + side / 2, 11.7 * unit), style.SIGN_BLUE)
    else:
        yield Area((at(0.5, 0.5), at(23.5, 0.5), at(23.5, 23.5), at(0.5, 23.5)), _GROUND[kind])
    ink = style.INK if kind in (SignKind.PROHIBITION, SignKind.WARNING) else style.PAPER
    glyph, middle = _GLYPHS.get(kind, (18.0, 12.0))
    if sign is not None and sign.glyph in signs.glyphs:
        corner = at(12 - glyph / 2, middle - glyph / 2)
        yield Glyph(signs.glyphs[sign.glyph], corner[0], corner[1], glyph * unit, ink)
    else:
        text = sign.short if sign else "?"
        yield Words(*at(12, middle), text, (5 if kind is SignKind.WARNING else 7) * unit, ink, bold=True)
    if kind is SignKind.PROHIBITION:
        yield Area(_circle(x + side / 2, y + side / 2, 10.6 * unit), "", 1.0, style.SIGN_RED, 2.3 * unit)
        yield Stroke((at(4.6, 4.6), at(19.4, 19.4)), style.SIGN_RED, 2.3 * unit)


def hatching(points: Sequence[Point], hatch: style.Hatch, width: float, color: str) -> Iterator[Stroke]:
    """Lines over an outline, cut off at its edges."""
    gap = hatch.gap * width
    for angle in hatch.angles:
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        turned = [(x * cos + y * sin, -x * sin + y * cos) for x, y in points]
        lowest, highest = min(y for _x, y in turned), max(y for _x, y in turned)
        height = math.ceil(lowest / gap) * gap
        while height < highest:
            met = sorted(
                x1 + (height - y1) * (x2 - x1) / (y2 - y1)
                for (x1, y1), (x2, y2) in zip(turned, [*turned[1:], turned[0]], strict=True)
                if (y1 > height) != (y2 > height)
            )
            for begin, end in zip(met[::2], met[1::2], strict=False):
                ends = tuple((x * cos - height * sin, x * sin + height * cos) for x in (begin, end))
                yield Stroke(ends, color, width / 4200)
            height += gap


def _arrows(item: Item, points: Sequence[Point], color: str, line: float) -> Iterator[Stroke]:
    if item.shape is not Shape.LINE:
        return
    forward = item.flow in (Flow.FORWARD, Flow.BOTH) or (item.layer is Layer.ROUTE and item.flow is None)
    backward = item.flow in (Flow.BACKWARD, Flow.BOTH)
    tips: list[tuple[Point, Point]] = []
    if forward:
        tips.append((points[-2], points[-1]))
    if backward:
        tips.append((points[1], points[0]))
    if item.layer is not Layer.ROUTE and len(points) > 2:
        at = len(points) // 2
        tips += [(points[at - 1], points[at])] if forward else []
        tips += [(points[at], points[at - 1])] if backward else []
    size = 16 * line
    for come, tip in tips:
        angle = math.atan2(tip[1] - come[1], tip[0] - come[0])
        sides = [angle + math.radians(152), angle - math.radians(152)]
        first, last = ((tip[0] + size * math.cos(side), tip[1] + size * math.sin(side)) for side in sides)
        yield Stroke((first, tip, last), color, 4 * line)


def _points(ring: Ring) -> tuple[Point, ...]:
    return tuple((x / TICKS, y / TICKS) for x, y in ring)


def _circle(x: float, y: float, radius: float) -> tuple[Point, ...]:
    turns = [2 * math.pi * at / 48 for at in range(48)]
    return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)
