"""Where a drawn corner goes when it is nearly somewhere: a corner, an edge, a right angle, the grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from anxi_desktop.domain import geometry
from anxi_desktop.domain.geometry import Spot
from anxi_desktop.domain.records.risk_map import Shape
from anxi_desktop.domain.zone import Item


class SnapKind(Enum):
    """What caught the corner."""

    CORNER = "corner"
    EDGE = "edge"
    RIGHT = "right"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Snap:
    """The caught spot; `kind` is None where nothing was near. `guide` is the line it lies on, if any."""

    spot: Spot
    kind: SnapKind | None = None
    guide: tuple[Spot, Spot] | None = None


def snap(
    at: Spot,
    *,
    reach: int,
    items: Iterable[Item],
    corners: Sequence[Spot] = (),
    grid: int = 0,
) -> Snap:
    """The spot a corner at `at` should have; `corners` are those drawn before it, `reach` is in ticks.

    A corner of anything catches first, then a right angle to the last edge (or level and upright from the last
    corner), then an edge, then the grid of `grid` ticks (0: none).
    """
    listed = list(items)
    near = _nearest((corner for item in listed for corner in _corners(item)), at, reach)
    near = _nearest([*([near] if near else []), *corners[:-1]], at, reach)
    if near is not None:
        return Snap(near, SnapKind.CORNER)
    right = _right_angle(at, corners, reach)
    if right is not None:
        return right
    best: tuple[float, Spot, tuple[Spot, Spot]] | None = None
    for item in listed:
        for start, end in _edges(item):
            spot = geometry.nearest(start, end, at)
            away = _away(spot, at)
            if away <= reach and (best is None or away < best[0]):
                best = (away, spot, (start, end))
    if best is not None:
        return Snap(best[1], SnapKind.EDGE, best[2])
    if grid:
        spot = (round(at[0] / grid) * grid, round(at[1] / grid) * grid)
        if _away(spot, at) <= reach:
            return Snap(spot, SnapKind.GRID)
    return Snap(at)


def _corners(item: Item) -> Sequence[Spot]:
    return item.spots if item.shape in (Shape.SPOT, Shape.CIRCLE) else item.ring


def _edges(item: Item) -> Iterable[tuple[Spot, Spot]]:
    if item.shape is Shape.SPOT:
        return ()
    return geometry.edges(item.ring) if item.closed else zip(item.spots, item.spots[1:], strict=False)


def _nearest(spots: Iterable[Spot], at: Spot, reach: int) -> Spot | None:
    found = [(away, spot) for spot in spots if (away := _away(spot, at)) <= reach]
    return min(found)[1] if found else None


def _away(one: Spot, other: Spot) -> float:
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


def _right_angle(at: Spot, corners: Sequence[Spot], reach: int) -> Snap | None:
    if not corners:
        return None
    last = corners[-1]
    ways: list[tuple[int, int]] = [(1, 0), (0, 1)]
    if len(corners) > 1:
        dx, dy = last[0] - corners[-2][0], last[1] - corners[-2][1]
        ways += [(-dy, dx), (dx, dy)]
    best: tuple[float, Spot] | None = None
    for dx, dy in ways:
        length = dx * dx + dy * dy
        if length == 0:
            continue
        share = ((at[0] - last[0]) * dx + (at[1] - last[1]) * dy) / length
        spot = (round(last[0] + share * dx), round(last[1] + share * dy))
        away = _away(spot, at)
        if away <= reach and spot != last and (best is None or away < best[0]):
            best = (away, spot)
    if best is None:
        return None
    spot = best[1]
    first = corners[0]
    if len(corners) > 2:  # level or upright with the first corner as well: the shape closes square
        for closed in ((first[0], spot[1]), (spot[0], first[1])):
            if _away(closed, at) <= reach:
                spot = closed
    return Snap(spot, SnapKind.RIGHT, (last, spot))
