"""Turns one entity of a DXF drawing into lines and words, in the coordinates of the block it stands in.

Nothing here knows of layers being off, of blocks within blocks or of colours that are inherited: an entity is
understood once, however often its block is inserted, and `dxf.py` then puts it in its places.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

Spot = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x becomes a·x + c·y + e, y becomes b·x + d·y + f."""
Corner = tuple[float, float, float]
"""x, y and bulge: the tangent of a quarter of the arc to the next corner."""
Tags = list[tuple[int, bytes]]

BY_LAYER, BY_BLOCK, EXACT = 256, 0, 1 << 24
"""Colours that are inherited; EXACT is set beside the 24 bits of a colour that is no index of the palette."""
FARTHEST = 1e13
"""A coordinate, scale or size beyond this is damage: a survey grid in micrometres still fits."""
ROW = 1.5
"""From one row of a text to the next, in heights."""

# A sagitta of 0.14 % of the radius; a multiple of four, so that a circle's bounds are exact.
_STEP = math.tau / 60
_SPAN_PIECES = 8
_MOST_DEGREE = 25
_MOST_BENDS = 1_000_000
_MOST_OF_ONE = 500_000
_LONGEST_TEXT = 8_000
_MOST_RING_TESTS = 2_000_000


class Style(NamedTuple):
    """How an entity wants to look: layer in capitals, index or EXACT colour, line weight in mm or -1 or -2."""

    layer: str
    color: int
    width: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through spots; `filled` as a polygon by the even-odd rule."""

    style: Style
    spots: tuple[Spot, ...]
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A text whose first row's baseline starts at `spot`; `angle` in degrees, `breadth` is a guess of its width."""

    style: Style
    spot: Spot
    height: float
    angle: float
    text: str
    breadth: float

    def corners(self) -> tuple[Spot, ...]:
        """The corners of the room it takes up, at a guess."""
        low = -self.text.count("\n") * ROW * self.height
        places = ((0.0, low), (self.breadth, low), (self.breadth, self.height), (0.0, self.height))
        return tuple([_shifted(self.spot, self.angle, x, y) for x, y in places])


@dataclass(frozen=True, slots=True)
class Insert:
    """A block put somewhere: once, or in columns and rows `pitch` apart before `outer` turns and moves it."""

    style: Style
    block: str
    outer: Matrix
    scale: Spot = (1.0, 1.0)
    count: tuple[int, int] = (1, 1)
    pitch: Spot = (0.0, 0.0)

    def matrix(self, base: Spot, column: int, row: int) -> Matrix:
        """Where one of the copies of a block with this base point stands."""
        (sx, sy), (dx, dy) = self.scale, self.pitch
        inner = (sx, 0.0, 0.0, sy, column * dx - sx * base[0], row * dy - sy * base[1])
        return multiply(self.outer, inner)


Item = Stroke | Words | Insert


class Record:
    """The tags of one entity. Of a repeated group code, the dictionary of values keeps the first."""

    __slots__ = ("decode", "kind", "tags", "values")

    def __init__(self, kind: str, tags: Tags, decode: Callable[[bytes], str]) -> None:
        self.kind = kind
        self.tags = tags
        self.decode = decode
        self.values = dict(reversed(tags))

    def number(self, code: int, default: float | None = None) -> float:
        """The number of a group. Raises KeyError where it is missing without a default, ValueError."""
        raw = self.values.get(code)
        if raw is None:
            if default is None:
                raise KeyError(code)
            return default
        return number(raw)

    def whole(self, code: int, default: int = 0) -> int:
        """The whole number of a group. Raises ValueError."""
        raw = self.values.get(code)
        return default if raw is None else int(number(raw))

    def spot(self, code: int) -> Spot:
        """The place of a group and the one ten above it. Raises KeyError, ValueError."""
        return number(self.values[code]), number(self.values[code + 10])

    def name(self, code: int, default: str = "") -> str:
        """A name in capitals: layers and blocks are found whatever their case."""
        raw = self.values.get(code)
        return default if raw is None else self.decode(raw).strip().upper()


def number(raw: bytes) -> float:
    """The number in a value. Raises ValueError for none, one that is not finite, or one that is too large."""
    value = float(raw)
    if not -FARTHEST <= value <= FARTHEST:
        raise ValueError(raw[:40])
    return value


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `then` and `first` after it."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def moved_spots(spots: Iterable[Spot], matrix: Matrix) -> tuple[Spot, ...]:
    """The spots after a matrix."""
    a, b, c, d, e, f = matrix
    return tuple([(a * x + c * y + e, b * x + d * y + f) for x, y in spots])


def moved_words(words: Words, matrix: Matrix) -> Words | None:
    """The text after a matrix, None where nothing is left of it. Mirrored text stays readable in its place."""
    a, b, c, d, _, _ = matrix
    turn = math.radians(words.angle)
    x, y = math.cos(turn), math.sin(turn)
    along = (a * x + c * y, b * x + d * y)
    stretch = math.hypot(*along)
    area = a * d - b * c
    if stretch < 1e-12 or area == 0:
        return None
    ((left, bottom),) = moved_spots((words.spot,), matrix)
    angle = math.degrees(math.atan2(along[1], along[0]))
    if area < 0:
        left, bottom = left + along[0] * words.breadth, bottom + along[1] * words.breadth
        angle += 180
    return replace(
        words,
        spot=(left, bottom),
        height=words.height * abs(area) / stretch,
        angle=angle % 360,
        breadth=words.breadth * stretch,
    )


def color_of(record: Record) -> int:
    """The index of a colour (negative for a layer that is off), or EXACT with 24 bits. Raises ValueError."""
    return EXACT | record.whole(420) & 0xFFFFFF if 420 in record.values else record.whole(62, BY_LAYER)


def width_of(record: Record) -> float:
    """The line weight in mm, 0 for the usual thin one, -1 by layer, -2 by block. Raises ValueError."""
    weight = record.whole(370, -1)
    return float(weight) if weight in (-1, -2) else min(max(weight, 0), 211) / 100


def corner_of(vertex: Record) -> Corner | None:
    """The corner in a VERTEX of an old POLYLINE, None for the frame of a spline. Raises as `shapes_of` does."""
    return None if vertex.whole(70) & 16 else (*vertex.spot(10), vertex.number(42, 0.0))


def shapes_of(record: Record, corners: Sequence[Corner] = ()) -> list[Item] | None:
    """What an entity draws, None for a kind that is not drawn; `corners` are those of an old POLYLINE.

    Raises ValueError, LookupError or ArithmeticError for an entity that is damaged.
    """
    draw, is_flat = _DRAWN.get(record.kind, (None, False))
    if draw is None or (record.kind == "POLYLINE" and record.whole(70) & (16 | 64)):
        return None
    if record.whole(67) == 1 or record.whole(60) == 1:
        return []
    style = Style(record.name(8, "0"), color_of(record), width_of(record))
    items = _polyline(record, style, corners) if record.kind == "POLYLINE" else draw(record, style)
    if not is_flat or 230 not in record.values:
        return items
    normal = (record.number(210, 0.0), record.number(220, 0.0), record.number(230))
    if abs(normal[2]) < math.hypot(*normal) * 0.999:
        raise ValueError("drawn on a wall")
    return items if normal[2] > 0 else [moved for item in items if (moved := _mirrored(item)) is not None]


def _mirrored(item: Item) -> Item | None:
    """What was drawn in a plane seen from behind, in the coordinates of the world."""
    mirror = (-1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    if isinstance(item, Stroke):
        return replace(item, spots=moved_spots(item.spots, mirror))
    if isinstance(item, Words):
        return moved_words(item, mirror)
    return replace(item, outer=multiply(mirror, item.outer))


def _line_through(style: Style, spots: Sequence[Spot], *, filled: bool = False) -> list[Item]:
    return [Stroke(style, tuple(spots), filled)] if len(spots) > 1 else []


def _curve(center: Spot, u: Spot, v: Spot, start: float, sweep: float) -> list[Spot]:
    """Spots of the part of an ellipse with half axes `u` and `v`, angles in radians."""
    pieces = max(math.ceil(abs(sweep) / _STEP - 1e-9), 1)
    spots: list[Spot] = []
    for step in range(pieces + 1):
        angle = start + sweep * step / pieces
        x, y = math.cos(angle), math.sin(angle)
        spots.append((center[0] + u[0] * x + v[0] * y, center[1] + u[1] * x + v[1] * y))
    if abs(sweep) >= math.tau:
        spots[-1] = spots[0]
    return spots


def _sweep(start: float, end: float) -> float:
    """How far from start to end, all the way round where they are the same."""
    return (end - start) % math.tau or math.tau


def _bulged(corners: Sequence[Corner], *, is_closed: bool) -> list[Spot]:
    """The spots of corners, with the arcs between them."""
    if not corners:
        return []
    spots: list[Spot] = [corners[0][:2]]
    ends = [*corners[1:], corners[0]] if is_closed else corners[1:]
    for (x0, y0, bulge), (x1, y1, _) in zip(corners, ends, strict=False):
        if abs(bulge) > 1e-6 and (x0, y0) != (x1, y1):
            lean = (1 / bulge - bulge) / 2
            x, y = (x0 + x1 - lean * (y1 - y0)) / 2, (y0 + y1 + lean * (x1 - x0)) / 2
            u = (x0 - x, y0 - y)
            spots += _curve((x, y), u, (-u[1], u[0]), 0.0, 4 * math.atan(bulge))[1:-1]
        spots.append((x1, y1))
        if len(spots) > _MOST_OF_ONE:
            raise ValueError("too many spots in one line")
    return spots


def _corners(tags: Iterable[tuple[int, bytes]]) -> list[Corner]:
    corners: list[Corner] = []
    x = 0.0
    for code, raw in tags:
        if code == 10:
            x = number(raw)
        elif code == 20:
            corners.append((x, number(raw), 0.0))
        elif code == 42 and corners:
            corners[-1] = (*corners[-1][:2], number(raw))
    return corners


def _spots(tags: Iterable[tuple[int, bytes]], code: int) -> list[Spot]:
    tags = list(tags)
    xs = [number(raw) for found, raw in tags if found == code]
    ys = [number(raw) for found, raw in tags if found == code + 10]
    return list(zip(xs, ys, strict=True))


def _line(record: Record, style: Style) -> list[Item]:
    return [Stroke(style, (record.spot(10), record.spot(11)))]


def _lwpolyline(record: Record, style: Style) -> list[Item]:
    return _line_through(style, _bulged(_corners(record.tags), is_closed=bool(record.whole(70) & 1)))


def _polyline(record: Record, style: Style, corners: Sequence[Corner] = ()) -> list[Item]:
    return _line_through(style, _bulged(corners, is_closed=bool(record.whole(70) & 1)))


def _circle(record: Record, style: Style) -> list[Item]:
    radius = abs(record.number(40))
    return _line_through(style, _curve(record.spot(10), (radius, 0.0), (0.0, radius), 0.0, math.tau))


def _arc(record: Record, style: Style) -> list[Item]:
    radius = abs(record.number(40))
    start, end = math.radians(record.number(50)), math.radians(record.number(51))
    around = _curve(record.spot(10), (radius, 0.0), (0.0, radius), start, _sweep(start, end))
    return _line_through(style, around)


def _ellipse(record: Record, style: Style) -> list[Item]:
    u, ratio = record.spot(11), record.number(40)
    ratio = -ratio if record.number(230, 1.0) < 0 else ratio
    start, end = record.number(41, 0.0), record.number(42, math.tau)
    sweep = math.tau if abs(end - start) >= math.tau - 1e-9 else _sweep(start, end)
    return _line_through(style, _curve(record.spot(10), u, (-u[1] * ratio, u[0] * ratio), start, sweep))


def _spline(record: Record, style: Style) -> list[Item]:
    return _line_through(style, _spline_spots(record.tags, record.whole(71, 3), weight=41))


def _spline_spots(tags: Tags, degree: int, *, weight: int) -> list[Spot]:
    """A curve of control points (10), or through fit points (11) where it has none."""
    points = _spots(tags, 10)
    if not points:
        return _through(_spots(tags, 11))
    knots = [number(raw) for code, raw in tags if code == 40]
    weights = [number(raw) for code, raw in tags if code == weight] or [1.0] * len(points)
    if not 1 <= degree <= _MOST_DEGREE or len(knots) != len(points) + degree + 1:
        raise ValueError(f"{len(knots)} knots for {len(points)} points of degree {degree}")
    if len(weights) != len(points) or any(b < a for a, b in itertools.pairwise(knots)):
        raise ValueError("weights or knots")
    if len(points) * degree * degree > _MOST_BENDS:
        return points
    solid = [(x * w, y * w, w) for (x, y), w in zip(points, weights, strict=True)]
    spots: list[Spot] = []
    for span in range(degree, len(points)):
        low, high = knots[span], knots[span + 1]
        if high > low:
            spots += [
                _de_boor(solid, knots, degree, span, low + (high - low) * step / _SPAN_PIECES)
                for step in range(1 if spots else 0, _SPAN_PIECES + 1)
            ]
    return spots


def _de_boor(solid: Sequence[Corner], knots: Sequence[float], degree: int, span: int, at: float) -> Spot:
    parts = list(solid[span - degree : span + 1])
    for level in range(1, degree + 1):
        for index in range(degree, level - 1, -1):
            left = knots[span - degree + index]
            share = (at - left) / (knots[span + index + 1 - level] - left)
            (a, b, c), (p, q, r) = parts[index - 1], parts[index]
            parts[index] = (a + (p - a) * share, b + (q - b) * share, c + (r - c) * share)
    x, y, w = parts[degree]
    return x / w, y / w


def _through(fit: Sequence[Spot]) -> list[Spot]:
    """A smooth line through spots (Catmull-Rom), for a spline that is written without control points."""
    spots: list[Spot] = list(fit[:1])
    for index in range(len(fit) - 1):
        p, q, r, s = fit[max(index - 1, 0)], fit[index], fit[index + 1], fit[min(index + 2, len(fit) - 1)]
        for step in range(1, _SPAN_PIECES + 1):
            t = step / _SPAN_PIECES
            shares = (
                -t * (1 - t) ** 2 / 2,
                1 + t * t * (3 * t - 5) / 2,
                t * (1 + t * (4 - 3 * t)) / 2,
                t * t * (t - 1) / 2,
            )
            near = list(zip(shares, (p, q, r, s), strict=True))
            spots.append((sum(h * x for h, (x, _) in near), sum(h * y for h, (_, y) in near)))
    return spots


def _solid(record: Record, style: Style) -> list[Item]:
    a, b, c = record.spot(10), record.spot(11), record.spot(12)
    d = record.spot(13) if 13 in record.values else c
    return _line_through(style, (a, b, d, c, a), filled=True)  # its corners are numbered row by row


def _face(record: Record, style: Style) -> list[Item]:
    corners = [record.spot(10), record.spot(11), record.spot(12)]
    corners.append(record.spot(13) if 13 in record.values else corners[2])
    hidden = record.whole(70) & 15
    ring = [*corners, corners[0]]
    if not hidden:
        return _line_through(style, ring)
    return [Stroke(style, (ring[n], ring[n + 1])) for n in range(4) if not hidden & (1 << n)]


def _leader(record: Record, style: Style) -> list[Item]:
    return _line_through(style, _spots(record.tags, 10))


def _mline(record: Record, style: Style) -> list[Item]:
    """Each vertex has its place (11), the direction across (13), and for each line how far along it."""
    rows: list[list[Spot]] = []
    place = {11: 0.0, 21: 0.0, 13: 0.0, 23: 0.0}
    line, is_first = -1, False
    for code, raw in record.tags:
        if code in place:
            place[code] = number(raw)
            line = -1
        elif code == 74:
            line, is_first = line + 1, True
        elif code == 41 and is_first:
            is_first = False
            if line == len(rows):
                rows.append([])
            away = number(raw)
            rows[line].append((place[11] + place[13] * away, place[21] + place[23] * away))
    is_closed = bool(record.whole(71) & 2)
    return [item for row in rows for item in _line_through(style, [*row, row[0]] if is_closed else row)]


def _hatch(record: Record, style: Style) -> list[Item]:
    loops: list[Tags] = []
    for tag in record.tags:
        if tag[0] == 92:
            loops.append([tag])
        elif loops and tag[0] in (75, 76):
            break
        elif loops:
            loops[-1].append(tag)
    rings = [ring for loop in loops if len(ring := _ring(loop)) > 2]
    if record.whole(70) != 1:
        return [item for ring in rings for item in _line_through(style, ring)]
    return [item for ring in _with_holes(rings) for item in _line_through(style, ring, filled=True)]


def _ring(loop: Tags) -> list[Spot]:
    """The closed line of one boundary of a hatch: a polyline, or edges in either direction."""
    if int(number(loop[0][1])) & 2:
        return _bulged(_corners(loop), is_closed=True)
    edges: list[Tags] = []
    for tag in loop:
        if tag[0] == 72:
            edges.append([tag])
        elif edges:
            edges[-1].append(tag)
    if len(edges) > _MOST_OF_ONE // 60:
        raise ValueError("too many edges in one ring")
    parts = [part for edge in edges if len(part := _edge(edge)) > 1]
    if not parts:
        return []
    spots = parts[0]
    if len(parts) > 1 and _gap(spots[0], parts[1]) < _gap(spots[-1], parts[1]):
        spots.reverse()
    for part in parts[1:]:
        if math.dist(spots[-1], part[-1]) < math.dist(spots[-1], part[0]):
            part.reverse()
        spots += part[1:] if part[0] == spots[-1] else part
    return spots if spots[0] == spots[-1] else [*spots, spots[0]]


def _gap(spot: Spot, part: Sequence[Spot]) -> float:
    return min(math.dist(spot, part[0]), math.dist(spot, part[-1]))


def _edge(tags: Tags) -> list[Spot]:
    edge = Record("", tags, bytes.decode)
    kind = edge.whole(72)
    if kind == 1:
        return [edge.spot(10), edge.spot(11)]
    if kind == 4:
        return _spline_spots(tags, edge.whole(94, 3), weight=42)
    if kind not in (2, 3):
        raise ValueError(f"edge {kind}")
    u = (edge.number(40), 0.0) if kind == 2 else edge.spot(11)
    ratio = 1.0 if kind == 2 else edge.number(40)
    start, end = math.radians(edge.number(50, 0.0)), math.radians(edge.number(51, 360.0))
    sweep = math.tau if abs(end - start) >= math.tau - 1e-9 else _sweep(start, end)
    if edge.whole(73, 1) == 0:  # clockwise edges count their angles clockwise
        ratio = -ratio
    return _curve(edge.spot(10), u, (-u[1] * ratio, u[0] * ratio), start, sweep)


def _with_holes(rings: list[list[Spot]]) -> list[list[Spot]]:
    """Polygons of rings: a ring inside another is sewn to it as a hole, as one line is one polygon."""
    if len(rings) * sum(map(len, rings)) > _MOST_RING_TESTS:
        return rings
    rings = sorted(rings, key=_area, reverse=True)
    whole: dict[int, list[Spot]] = {}
    for index, ring in enumerate(rings):
        around = [other for other in range(index) if _is_inside(ring[0], rings[other])]
        if len(around) % 2 and around[-1] in whole:
            outer = whole[around[-1]]
            seam = min(range(len(outer)), key=lambda n: math.dist(outer[n], ring[0]))
            outer[seam + 1 : seam + 1] = [*ring, outer[seam]]
        else:
            whole[index] = list(ring)
    return list(whole.values())


def _area(ring: Sequence[Spot]) -> float:
    x, y = ring[0]
    pairs = itertools.pairwise(ring)
    return abs(sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairs))


def _is_inside(spot: Spot, ring: Sequence[Spot]) -> bool:
    x, y = spot
    inside = False
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside


def _insert(record: Record, style: Style) -> list[Item]:
    turn = math.radians(record.number(50, 0.0))
    x, y = record.spot(10)
    return [
        Insert(
            style,
            record.name(2),
            (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), x, y),
            (record.number(41, 1.0), record.number(42, 1.0)),
            (max(record.whole(70, 1), 1), max(record.whole(71, 1), 1)),
            (record.number(44, 0.0), record.number(45, 0.0)),
        )
    ]


def _picture(record: Record, style: Style) -> list[Item]:
    """A dimension or table keeps what it looks like in a block of its own."""
    is_table = record.kind == "ACAD_TABLE"
    x, y = record.spot(10) if is_table else record.spot(12) if 12 in record.values else (0.0, 0.0)
    turn = math.atan2(*reversed(record.spot(11))) if is_table and 11 in record.values else 0.0
    outer = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), x, y)
    return [Insert(style, record.name(2), outer)]


def _text(record: Record, style: Style) -> list[Item]:
    if record.kind == "ATTRIB" and record.whole(70) & 1:
        return []
    text = _without_controls(_PERCENT.sub(_percent, record.decode(record.values.get(1, b""))[:_LONGEST_TEXT]))
    height, angle = abs(record.number(40)), record.number(50, 0.0)
    across, up = record.whole(72), record.whole(74 if record.kind == "ATTRIB" else 73)
    spot = record.spot(10)
    if (across or up) and 11 in record.values:
        other = record.spot(11)
        if across in (3, 5):
            angle = math.degrees(math.atan2(other[1] - spot[1], other[0] - spot[0]))
        elif spot in (other, (0.0, 0.0)):
            # AutoCAD keeps the start of an aligned text as well; other programs leave it to the reader.
            back = {1: 0.5, 2: 1.0, 4: 0.5}.get(across, 0.0)
            spot = _shifted(other, angle, -back * text_breadth(text, height), -_DROP.get(up, 0.5) * height)
    return _words(style, spot, height, angle, text)


def _mtext(record: Record, style: Style) -> list[Item]:
    raw = b"".join([value for code, value in record.tags if code == 3]) + record.values.get(1, b"")
    height = abs(record.number(40))
    angle = record.number(50, 0.0)
    if 11 in record.values:
        x, y = record.spot(11)
        angle = math.degrees(math.atan2(y, x))
    room = record.number(41, 0.0)
    text = _wrapped(plain_mtext(record.decode(raw)[:_LONGEST_TEXT]), room / height if height else 0.0)
    corner = record.whole(71, 1) - 1
    breadth = text_breadth(text, height)
    rest = text.count("\n") * ROW * height
    top = {0: -height, 1: (rest - height) / 2, 2: rest}.get(corner // 3, -height)
    return _words(
        style, _shifted(record.spot(10), angle, -breadth * (corner % 3) / 2, top), height, angle, text
    )


def _words(style: Style, spot: Spot, height: float, angle: float, text: str) -> list[Item]:
    if not text.strip() or not height:
        return []
    return [Words(style, spot, height, angle % 360, text, text_breadth(text, height))]


def _shifted(spot: Spot, angle: float, along: float, up: float) -> Spot:
    x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return spot[0] + x * along - y * up, spot[1] + y * along + x * up


def text_breadth(text: str, height: float) -> float:
    """About how wide the longest row is: a Chinese character is as wide as 1.3 of its capitals' height."""
    return height * max((sum(map(_letter_breadth, row)) for row in text.split("\n")), default=0.0)


def _letter_breadth(letter: str) -> float:
    return 1.3 if letter >= "\u2e80" else 0.75


def _wrapped(text: str, room: float) -> str:
    """The text with rows broken where they would be wider than `room` heights, 0 for any width."""
    if room < 4:
        return text
    rows: list[str] = []
    for row in text.split("\n"):
        start, used = 0, 0.0
        for index, letter in enumerate(row):
            used += _letter_breadth(letter)
            if used > room * 1.1:
                rows.append(row[start:index])
                start, used = index, _letter_breadth(letter)
        rows.append(row[start:])
    return "\n".join(rows)


def plain_mtext(text: str) -> str:
    """The words of a formatted text, rows parted by a newline."""
    return _without_controls(_PERCENT.sub(_percent, _FORMAT.sub(_unformatted, text))).strip("\n")


def _unformatted(found: re.Match[str]) -> str:
    mark = found.group()
    if mark[:2] in ("\\P", "\\N", "\\X", "^J"):
        return "\n"
    if mark[:2] == "\\S":
        return re.sub(r"[\^#]", "/", mark[2:-1]).replace(" ", "").strip("/")
    if mark[:2] in ("\\\\", "\\{", "\\}"):
        return mark[1]
    return " " if mark in ("\\~", "^I") else ""


def _percent(found: re.Match[str]) -> str:
    mark = found[1].lower()
    if mark.isdigit():
        code = int(mark)
        return "Φ" if 130 <= code <= 133 else chr(code)  # 130 to 133 are reinforcement bars in Chinese fonts
    return {"c": "Φ", "d": "°", "p": "±", "%": "%"}.get(mark, "")


def _without_controls(text: str) -> str:
    return _CONTROL.sub("", text)


_DROP = {0: 0.0, 1: -0.2, 2: 0.5, 3: 1.0}
_PERCENT = re.compile(r"%%([cdpuok%]|\d{3})", re.IGNORECASE)
# Every part is bounded: no text makes the search slow.
_FORMAT = re.compile(r"\\[PNX~\\{}LlOoKk]|\\[ACcFfHpQTW][^;\\]{0,200};|\\S[^;]{0,200};|\^[IJM]|[{}]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_Draw = Callable[[Record, Style], list[Item]]
_DRAWN: dict[str, tuple[_Draw, bool]] = {
    # True: its coordinates are those of the plane it was drawn in.
    "LINE": (_line, False),
    "LWPOLYLINE": (_lwpolyline, True),
    "POLYLINE": (_polyline, True),
    "CIRCLE": (_circle, True),
    "ARC": (_arc, True),
    "ELLIPSE": (_ellipse, False),
    "SPLINE": (_spline, False),
    "TEXT": (_text, True),
    "ATTRIB": (_text, True),
    "MTEXT": (_mtext, False),
    "INSERT": (_insert, True),
    "DIMENSION": (_picture, False),
    "ACAD_TABLE": (_picture, False),
    "SOLID": (_solid, True),
    "TRACE": (_solid, True),
    "3DFACE": (_face, False),
    "HATCH": (_hatch, True),
    "LEADER": (_leader, False),
    "MLINE": (_mline, False),
}
