"""What stands on a risk map: shapes as spots, which one is hit, and the colour of a zone.

A polygon's spots are its corners, a rectangle's two opposite corners, a circle's centre and a spot on its rim,
a line's corners in order, a spot item's one place. All in ticks (`geometry.TICKS` in a map unit).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anxi_desktop.domain import geometry
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.geometry import TICKS, Ring, Spot
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.risk_rules import higher

LAYER_HEIGHTS: Mapping[Layer, int] = {layer: height for height, layer in enumerate(Layer)}
CLOSED = frozenset({Shape.POLYGON, Shape.RECTANGLE, Shape.CIRCLE})
LEAST_SIDE = 2 * TICKS
"""An outline narrower than this was a slip of the hand."""
_RIM = 72  # corners that stand for a circle: 0.1 % of the radius off
_COUNTS: Mapping[Shape, tuple[int, int]] = {
    Shape.POLYGON: (3, geometry.MOST_SPOTS),
    Shape.RECTANGLE: (2, 2),
    Shape.CIRCLE: (2, 2),
    Shape.LINE: (2, geometry.MOST_SPOTS),
    Shape.SPOT: (1, 1),
}
assert set(_COUNTS) == set(Shape)


@dataclass(frozen=True, slots=True)
class Item:
    """A `map_item` read from its row. `size` is in map units; `points` are ids of risk points."""

    id: str
    layer: Layer
    shape: Shape
    spots: Ring
    label: str = ""
    symbol: str = ""
    risk_point: str = ""
    points: tuple[str, ...] = ()
    level: RiskLevel | None = None
    level_reason: str = ""
    flow: Flow | None = None
    size: float = 0.0
    place: int = 0
    locked: bool = False
    cluster: str = ""

    @property
    def ring(self) -> Ring:
        """The outline of a closed shape, the corners of the others."""
        return ring_of(self.shape, self.spots)

    @property
    def closed(self) -> bool:
        """True for a shape with an inside."""
        return self.shape in CLOSED

    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in ticks; a spot item has its size around it."""
        left, top, right, bottom = geometry.bounds(self.ring)
        if self.shape is Shape.SPOT:
            half = round(max(self.size, 1) * TICKS / 2)
            return left - half, top - half, right + half, bottom + half
        return left, top, right, bottom

    def is_hit(self, at: Spot, *, reach: int) -> bool:
        """True where a press at `at` means this item; `reach` is how many ticks off an edge still counts."""
        if self.shape is Shape.SPOT:
            left, top, right, bottom = self.bounds()
            return left - reach <= at[0] <= right + reach and top - reach <= at[1] <= bottom + reach
        if self.shape is Shape.CIRCLE:
            away = math.hypot(at[0] - self.spots[0][0], at[1] - self.spots[0][1])
            return away <= radius(self.spots) + reach
        if self.closed:
            return geometry.contains(self.ring, at) or _near(geometry.edges(self.ring), at, reach)
        return _near(zip(self.spots, self.spots[1:], strict=False), at, reach)


def read_item(row: Mapping[str, JournalValue]) -> Item | None:
    """The item of a row; None where a newer program, or a hand, wrote what cannot be drawn."""
    try:
        layer, shape = Layer(row["layer"]), Shape(row["shape"])
        spots = read_spots(str(row["spots"]))
        least, most = _COUNTS[shape]
        if not least <= len(spots) <= most:
            return None
        points = row.get("points")
        return Item(
            str(row["id"]),
            layer,
            shape,
            spots,
            _text(row, "label"),
            _text(row, "symbol"),
            _text(row, "risk_point"),
            tuple(points) if isinstance(points, list) else (),
            RiskLevel(row["level"]) if row.get("level") else None,
            _text(row, "level_reason"),
            Flow(row["flow"]) if row.get("flow") else None,
            float(Decimal(str(row["size"]))) if row.get("size") else 0.0,
            int(str(row.get("place") or 0)),
            bool(row.get("locked")),
            _text(row, "cluster"),
        )
    except (ValueError, ArithmeticError, KeyError):
        return None


def read_spots(text: str) -> Ring:
    """Spots from "x,y x,y …". Raises ValueError for anything else."""
    made: list[Spot] = []
    for part in text.split():
        x, y = part.split(",")
        spot = (int(x), int(y))
        if max(abs(spot[0]), abs(spot[1])) > geometry.LIMIT:
            raise ValueError(part)
        made.append(spot)
    return tuple(made)


def spots_text(spots: Iterable[Spot]) -> str:
    """Spots as a row keeps them."""
    return " ".join(f"{x},{y}" for x, y in spots)


def radius(spots: Sequence[Spot]) -> float:
    """The radius of a circle's two spots, in ticks."""
    return math.hypot(spots[1][0] - spots[0][0], spots[1][1] - spots[0][1])


def ring_of(shape: Shape, spots: Sequence[Spot]) -> Ring:
    """The corners that stand for a shape."""
    if shape is Shape.RECTANGLE:
        (x1, y1), (x2, y2) = spots
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        return ((left, top), (right, top), (right, bottom), (left, bottom))
    if shape is Shape.CIRCLE:
        (cx, cy), far = spots[0], radius(spots)
        steps = [2 * math.pi * at / _RIM for at in range(_RIM)]
        return tuple((cx + round(far * math.cos(step)), cy + round(far * math.sin(step))) for step in steps)
    return tuple(spots)


def check_shape(shape: Shape, spots: Sequence[Spot]) -> None:
    """Raise AnxiError for what is no outline: zone_too_small, zone_crosses."""
    least, most = _COUNTS[shape]
    if not least <= len(spots) <= most:
        raise AnxiError("zone_too_small")
    if shape is Shape.SPOT:
        return
    left, top, right, bottom = geometry.bounds(ring_of(shape, spots))
    if shape is Shape.LINE:
        if right - left < LEAST_SIDE and bottom - top < LEAST_SIDE:
            raise AnxiError("zone_too_small")
        return
    if right - left < LEAST_SIDE or bottom - top < LEAST_SIDE:
        raise AnxiError("zone_too_small")
    if shape is Shape.POLYGON:
        if geometry.area2(spots) == 0:
            raise AnxiError("zone_too_small")
        if geometry.crosses_itself(spots):
            raise AnxiError("zone_crosses")


def order(item: Item) -> tuple[int, int, str]:
    """Items sorted by this are painted from below up."""
    return (LAYER_HEIGHTS[item.layer], item.place, item.id)


class Places:
    """Which items are near a spot, found by the squares of a grid that their boxes touch.

    `side` is the side of a square in ticks; a fortieth of the sheet keeps both lists short.
    """

    def __init__(self, side: int) -> None:
        self._side = max(side, 1)
        self._squares: dict[tuple[int, int], set[str]] = {}
        self._boxes: dict[str, tuple[int, int, int, int]] = {}

    def put(self, item: Item) -> None:
        """Take an item in, or note where it is now."""
        self.drop(item.id)
        box = self._boxes[item.id] = item.bounds()
        for square in self._touched(box):
            self._squares.setdefault(square, set()).add(item.id)

    def drop(self, record: str) -> None:
        """Forget an item."""
        box = self._boxes.pop(record, None)
        if box is not None:
            for square in self._touched(box):
                self._squares[square].discard(record)

    def near(self, at: Spot, *, reach: int = 0) -> set[str]:
        """The items whose boxes are at most `reach` ticks from a spot."""
        return self.within((at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach))

    def within(self, box: tuple[int, int, int, int]) -> set[str]:
        """The items whose boxes meet a box (left, top, right, bottom)."""
        left, top, right, bottom = box
        found: set[str] = set()
        for square in self._touched(box):
            found |= self._squares.get(square, set())
        boxes = self._boxes
        return {
            record
            for record in found
            if boxes[record][0] <= right
            and boxes[record][2] >= left
            and boxes[record][1] <= bottom
            and boxes[record][3] >= top
        }

    def _touched(self, box: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (side // self._side for side in box)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield column, row


def pins_by_zone(items: Mapping[str, Item], places: Places) -> dict[str, list[str]]:
    """Per zone the risk points pinned inside it; a pin belongs to the smallest zone around it."""
    held: dict[str, list[str]] = {}
    for pin in items.values():
        if pin.layer is not Layer.POINT or not pin.risk_point:
            continue
        around: list[tuple[int, str]] = []
        for record in places.near(pin.spots[0]):
            zone = items[record]
            if zone.layer is Layer.ZONE and zone.closed and geometry.contains(zone.ring, pin.spots[0]):
                around.append((abs(geometry.area2(zone.ring)), record))
        if around:
            held.setdefault(min(around)[1], []).append(pin.risk_point)
    return held


def zone_levels(
    items: Mapping[str, Item], places: Places, point_levels: Mapping[str, RiskLevel | None]
) -> dict[str, RiskLevel | None]:
    """The level of every zone: set by hand, else the highest among its points and the pins inside it.

    `point_levels` holds the points that count today; others colour nothing.
    """
    pinned = pins_by_zone(items, places)
    found: dict[str, RiskLevel | None] = {}
    for item in items.values():
        if item.layer is not Layer.ZONE:
            continue
        level = item.level
        if level is None:
            for point in (*item.points, *pinned.get(item.id, ())):
                level = higher(level, point_levels.get(point))
        found[item.id] = level
    return found


def _near(pieces: Iterable[tuple[Spot, Spot]], at: Spot, reach: int) -> bool:
    return any(geometry.distance(start, end, at) <= reach for start, end in pieces)


def _text(row: Mapping[str, JournalValue], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
