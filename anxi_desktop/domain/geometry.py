"""Plane geometry of map outlines in whole numbers: hundredths of a map unit ("ticks"), y downwards.

Whole numbers make every test exact: a drag of any number of small moves ends where one long move would, and an
orientation test never guesses. Only new corners (where two edges cross) are rounded, to the nearest tick.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from anxi_desktop.domain.errors import AnxiError

TICKS = 100
"""Ticks in a map unit."""
LIMIT = 10_000_000 * TICKS
"""No coordinate is further from the corner of the sheet: a larger one was never drawn."""
MOST_SPOTS = 2_000
"""Corners of one outline."""

Spot = tuple[int, int]
Ring = tuple[Spot, ...]


def area2(ring: Sequence[Spot]) -> int:
    """Twice the area in square ticks; positive where the corners go clockwise on the screen."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges(ring))


def edges(ring: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """The edges of a closed outline."""
    return zip(ring, (*ring[1:], *ring[:1]), strict=True)


def bounds(spots: Iterable[Spot]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    listed = list(spots)
    xs, ys = [x for x, _y in listed], [y for _x, y in listed]
    return min(xs), min(ys), max(xs), max(ys)


def moved(spots: Iterable[Spot], dx: int, dy: int) -> Ring:
    """The same spots elsewhere."""
    return tuple((x + dx, y + dy) for x, y in spots)


def turned(spots: Sequence[Spot], centre: Spot, degrees: float) -> Ring:
    """The spots turned clockwise around `centre`; quarter turns are exact."""
    quarters = degrees / 90
    if quarters == int(quarters):
        cos, sin = [(1, 0), (0, 1), (-1, 0), (0, -1)][int(quarters) % 4]
    else:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = centre
    return tuple(
        (cx + round((x - cx) * cos - (y - cy) * sin), cy + round((x - cx) * sin + (y - cy) * cos))
        for x, y in spots
    )


def cross(origin: Spot, one: Spot, other: Spot) -> int:
    """Positive where `other` is to the right of the way from `origin` to `one`, as seen on the screen."""
    return (one[0] - origin[0]) * (other[1] - origin[1]) - (one[1] - origin[1]) * (other[0] - origin[0])


def on_segment(start: Spot, end: Spot, at: Spot) -> bool:
    """True for a spot on the segment, its ends included."""
    return (
        cross(start, end, at) == 0
        and min(start[0], end[0]) <= at[0] <= max(start[0], end[0])
        and min(start[1], end[1]) <= at[1] <= max(start[1], end[1])
    )


def contains(ring: Sequence[Spot], at: Spot) -> bool:
    """True inside an outline or on its edge."""
    x, y = at
    inside = False
    for (x1, y1), (x2, y2) in edges(ring):
        if on_segment((x1, y1), (x2, y2), at):
            return True
        if (y1 > y) != (y2 > y):
            # The edge crosses the height of the spot to its right, decided without a division.
            side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if (side > 0) == (y2 > y1):
                inside = not inside
    return inside


def distance(start: Spot, end: Spot, at: Spot) -> float:
    """How far a spot is from a segment, in ticks."""
    near = nearest(start, end, at)
    return math.hypot(near[0] - at[0], near[1] - at[1])


def nearest(start: Spot, end: Spot, at: Spot) -> Spot:
    """The spot of a segment that is nearest to `at`, rounded to a tick."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    if length == 0:
        return start
    share = (at[0] - start[0]) * dx + (at[1] - start[1]) * dy
    share = max(0, min(length, share))
    return start[0] + _divided(dx * share, length), start[1] + _divided(dy * share, length)


def crossing(one: tuple[Spot, Spot], other: tuple[Spot, Spot]) -> Spot | None:
    """Where two segments meet (ends included), rounded to a tick; None for parallel ones and those apart."""
    (x1, y1), (x2, y2) = one
    (x3, y3), (x4, y4) = other
    rx, ry, sx, sy = x2 - x1, y2 - y1, x4 - x3, y4 - y3
    whole = rx * sy - ry * sx
    if whole == 0:
        return None
    along = (x3 - x1) * sy - (y3 - y1) * sx
    beside = (x3 - x1) * ry - (y3 - y1) * rx
    if whole < 0:
        whole, along, beside = -whole, -along, -beside
    if not (0 <= along <= whole and 0 <= beside <= whole):
        return None
    return x1 + _divided(rx * along, whole), y1 + _divided(ry * along, whole)


def crosses_itself(ring: Sequence[Spot]) -> bool:
    """True where two edges meet other than neighbours at their common corner."""
    listed = list(edges(ring))
    count = len(listed)
    boxes = sorted((min(a[0], b[0]), max(a[0], b[0]), at) for at, (a, b) in enumerate(listed))
    for place, (_left, right, one) in enumerate(boxes):
        for other_left, _other_right, other in boxes[place + 1 :]:
            if other_left > right:
                break
            if _edges_clash(listed, one, other, count):
                return True
    return False


def _edges_clash(listed: list[tuple[Spot, Spot]], one: int, other: int, count: int) -> bool:
    (a, b), (c, d) = listed[one], listed[other]
    if (one + 1) % count == other or (other + 1) % count == one:
        # Neighbours share a corner; they clash only where one runs back over the other.
        before, after = ((a, b), (c, d)) if (one + 1) % count == other else ((c, d), (a, b))
        if cross(before[0], before[1], after[1]) != 0:
            return False
        dot = (before[1][0] - before[0][0]) * (after[1][0] - after[0][0])
        dot += (before[1][1] - before[0][1]) * (after[1][1] - after[0][1])
        return dot < 0 or count == 2
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    sides = cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)
    if 0 not in sides:
        return (sides[0] > 0) != (sides[1] > 0) and (sides[2] > 0) != (sides[3] > 0)
    return on_segment(a, b, c) or on_segment(a, b, d) or on_segment(c, d, a) or on_segment(c, d, b)


def tidy(ring: Sequence[Spot], *, slack: int = 0) -> Ring:
    """The outline without doubled corners and those on the straight way between their neighbours.

    `slack` is how far (in ticks) a corner may be off that way and still be dropped.
    """
    kept = [spot for at, spot in enumerate(ring) if spot != ring[at - 1]]
    at = 0
    while len(kept) > 3 and at < len(kept):
        before, after = kept[at - 1], kept[(at + 1) % len(kept)]
        if before != after and _is_between(before, after, kept[at], slack):
            del kept[at]
            at = max(at - 1, 0)
        else:
            at += 1
    return tuple(kept)


def _is_between(before: Spot, after: Spot, at: Spot, slack: int) -> bool:
    if slack == 0:
        return on_segment(before, after, at)
    return distance(before, after, at) <= slack


def simplified(path: Sequence[Spot], slack: float) -> Ring:
    """A freehand path with few corners, none of the dropped ones further than `slack` ticks away."""
    if len(path) < 3:
        return tuple(path)
    keep = {0, len(path) - 1}
    waiting = [(0, len(path) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, where = slack, -1
        for at in range(first + 1, last):
            away = distance(path[first], path[last], path[at])
            if away > far:
                far, where = away, at
        if where >= 0:
            keep.add(where)
            waiting += [(first, where), (where, last)]
    return tuple(path[at] for at in sorted(keep))


def split(ring: Sequence[Spot], path: Sequence[Spot]) -> list[Ring]:
    """The parts of an outline that a drawn path cuts it into, at least two.

    The areas of the parts add up to the outline's, but for the rounding of new corners. Raises
    AnxiError("zone_not_split") where the path does not cross it from edge to edge.
    """
    met = _crossings(ring, path)
    whole = _with_corners(ring, [spot for _place, spot in met])
    parts: list[Ring] = [whole]
    for (place, start), (next_place, end) in itertools.pairwise(met):
        chord = (start, *path[int(place) + 1 : int(next_place) + 1], end)
        chord = tuple(spot for at, spot in enumerate(chord) if at == 0 or spot != chord[at - 1])
        if len(chord) < 2 or not _runs_inside(whole, chord):
            continue
        for at, part in enumerate(parts):
            if start in part and end in part and _runs_inside(part, chord):
                parts[at : at + 1] = _halves(part, chord)
                break
    parts = [tidy(part) for part in parts]
    if len(parts) < 2 or any(len(part) < 3 or area2(part) == 0 or crosses_itself(part) for part in parts):
        raise AnxiError("zone_not_split")
    return parts


def _crossings(ring: Sequence[Spot], path: Sequence[Spot]) -> list[tuple[float, Spot]]:
    """Where a path meets an outline, along the path: (segment number + share of it, spot)."""
    met: dict[Spot, float] = {}
    for at, (start, end) in enumerate(itertools.pairwise(path)):
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        for edge in edges(ring):
            spot = crossing((start, end), edge)
            if spot is None or length == 0:
                continue
            share = math.hypot(spot[0] - start[0], spot[1] - start[1]) / length
            met.setdefault(spot, at + min(share, 0.999999))
    return sorted((place, spot) for spot, place in met.items())


def _with_corners(ring: Sequence[Spot], spots: Iterable[Spot]) -> Ring:
    """The outline with further corners on its edges; each goes to the edge it is nearest to."""
    added: dict[int, list[Spot]] = {}
    listed = list(edges(ring))
    corners = set(ring)
    for spot in spots:
        if spot in corners:
            continue
        best = min(range(len(listed)), key=lambda at: distance(*listed[at], spot))
        added.setdefault(best, []).append(spot)
    made: list[Spot] = []
    for at, (start, _end) in enumerate(listed):
        made.append(start)
        made += sorted(
            added.get(at, ()), key=lambda spot: (spot[0] - start[0]) ** 2 + (spot[1] - start[1]) ** 2
        )
    return tuple(made)


def _runs_inside(ring: Sequence[Spot], chord: Sequence[Spot]) -> bool:
    """True where the middle of every piece of a chord is inside the outline and not on its edge."""
    doubled = [(2 * x, 2 * y) for x, y in ring]
    for (x1, y1), (x2, y2) in itertools.pairwise(chord):
        middle = (x1 + x2, y1 + y2)
        if any(on_segment(start, end, middle) for start, end in edges(doubled)):
            return False
        if not contains(doubled, middle):
            return False
    return True


def _halves(part: Ring, chord: Sequence[Spot]) -> list[Ring]:
    first, last = part.index(chord[0]), part.index(chord[-1])
    turned_part = part[first:] + part[:first]
    cut = (last - first) % len(part)
    one = (*turned_part[: cut + 1], *reversed(chord[1:-1]))
    other = (*turned_part[cut:], *chord[:-1])
    return [tuple(one), tuple(other)]


def union(one: Sequence[Spot], other: Sequence[Spot]) -> Ring:
    """One outline around two that touch along an edge or overlap.

    Raises AnxiError("zone_not_merged") where they are apart, touch in a corner only, or enclose a hole.
    """
    first, second = _clockwise(tidy(one)), _clockwise(tidy(other))
    met = {
        spot
        for edge in edges(first)
        for against in edges(second)
        if (spot := crossing(edge, against)) is not None
    }
    corners = {*first, *second}
    whole_first = _with_corners(first, {*met, *_lying_on(first, corners)})
    whole_second = _with_corners(second, {*met, *_lying_on(second, corners)})
    pieces_first, pieces_second = set(edges(whole_first)), set(edges(whole_second))
    kept: list[tuple[Spot, Spot]] = []
    for piece in pieces_first:
        if (piece[1], piece[0]) in pieces_second:
            continue
        if piece in pieces_second or not _middle_inside(whole_second, piece):
            kept.append(piece)
    kept += [
        piece
        for piece in pieces_second
        if piece not in pieces_first
        and (piece[1], piece[0]) not in pieces_first
        and not _middle_inside(whole_first, piece)
    ]
    rings = _stitched(kept)
    outer = [ring for ring in rings if area2(ring) > 0]
    holes = [ring for ring in rings if area2(ring) < -2 * TICKS * TICKS]
    if len(outer) != 1 or holes:
        raise AnxiError("zone_not_merged")
    made = tidy(outer[0], slack=1)
    if (
        len(made) < 3
        or crosses_itself(made)
        or abs(area2(made)) < max(abs(area2(first)), abs(area2(second))) * 0.99
    ):
        raise AnxiError("zone_not_merged")
    return made


def _clockwise(ring: Ring) -> Ring:
    return ring if area2(ring) > 0 else tuple(reversed(ring))


def _lying_on(ring: Sequence[Spot], spots: Iterable[Spot]) -> Iterator[Spot]:
    """The spots within a tick of the outline: where a split left its corner."""
    for spot in spots:
        if any(distance(start, end, spot) <= 1 for start, end in edges(ring)):
            yield spot


def _middle_inside(ring: Sequence[Spot], piece: tuple[Spot, Spot]) -> bool:
    doubled = [(2 * x, 2 * y) for x, y in ring]
    return contains(doubled, (piece[0][0] + piece[1][0], piece[0][1] + piece[1][1]))


def _stitched(pieces: Sequence[tuple[Spot, Spot]]) -> list[Ring]:
    """Closed ways made of directed pieces; what does not close is left out."""
    ways: dict[Spot, list[Spot]] = {}
    for start, end in sorted(pieces):
        ways.setdefault(start, []).append(end)
    rings: list[Ring] = []
    while ways:
        begin = min(ways)
        ring = [begin]
        came = begin
        while True:
            at = ring[-1]
            ends = ways.get(at)
            if not ends:
                break
            # Where ways meet in a corner, the leftmost turn stays on the outside of what goes clockwise.
            end = min(ends, key=lambda spot: _turn(came, at, spot)) if len(ends) > 1 else ends[0]
            ends.remove(end)
            if not ends:
                del ways[at]
            if end == begin:
                rings.append(tuple(ring))
                break
            came = at
            ring.append(end)
        else:
            break
    return [ring for ring in rings if len(ring) > 2]


def _turn(came: Spot, at: Spot, to: Spot) -> float:
    """How far to the right a way turns, from -180 to 180 degrees."""
    before = math.atan2(at[1] - came[1], at[0] - came[0])
    after = math.atan2(to[1] - at[1], to[0] - at[0])
    return (after - before + math.pi) % (2 * math.pi) - math.pi


def _divided(number: int, by: int) -> int:
    """The nearest whole number, halves away from zero."""
    sign = -1 if number < 0 else 1
    return sign * ((2 * abs(number) + by) // (2 * by))
