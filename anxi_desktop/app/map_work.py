"""An open map: its items, and everything a hand does to them. Each act is one action of the journal.

So undo is the window's own, nothing waits to be saved, and what is drawn goes to other laptops item by item.
While something is dragged only the scene moves it; the act is written when it is let go.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from anxi_desktop.app.session import Session
from anxi_desktop.domain import geometry
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.geometry import TICKS, Ring, Spot
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.save import Save, deletion
from anxi_desktop.domain.zone import (
    Item,
    Places,
    check_shape,
    order,
    pins_by_zone,
    read_item,
    ring_of,
    spots_text,
    zone_levels,
)
from anxi_desktop.store.store import Done, new_id

_MIDDLE = 1_000_000  # places count from here, so that something can go below everything
_FIELDS = tuple(name for name in SPECS["map_item"].stored if name not in ("project", "map"))
SIZES = {Layer.POINT: 90.0, Layer.MARK: 120.0, Layer.NOTE: 60.0}
"""How large a new pin, sign or text is, for a sheet 4,200 units wide."""


class Side(Enum):
    """What several items are lined up by."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Step(Enum):
    """How an item's place in its layer changes."""

    TOP = "top"
    UP = "up"
    DOWN = "down"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be drawn; the rest has its default."""

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


@dataclass(frozen=True, slots=True)
class Reread:
    """What a reading found: ids of items that are new or differ, and of those gone."""

    changed: frozenset[str]
    gone: frozenset[str]


class MapWork:
    """The items of one map, kept as the file has them. `items` maps ids to items in no order."""

    def __init__(self, session: Session, record: str) -> None:
        self.session = session
        self.store = session.store
        self.record = record
        self.project = str(self.store.row("risk_map", record)["project"])
        self.items: dict[str, Item] = {}
        self.places = Places(int(str(self.sheet["width"])) * TICKS // 40)
        self._stamps: dict[str, int] = {}
        self.read_again()

    # ---- reading ------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> dict[str, JournalValue]:
        """The map's own record."""
        return self.store.row("risk_map", self.record)

    def read_again(self) -> Reread:
        """Take in what was written since the last reading, here or elsewhere: rows whose stamp is another one."""
        connection = self.store.connection
        stamps = {
            str(row): int(stamp)
            for row, stamp in connection.execute(
                "SELECT id, stamp_ FROM map_item WHERE map = ?", (self.record,)
            )
        }
        fresh = [row for row, stamp in stamps.items() if self._stamps.get(row) != stamp]
        changed: set[str] = set()
        for row in self._rows(fresh, every=len(fresh) > len(stamps) // 2):
            item = read_item(row)
            if item is not None and self.items.get(item.id) != item:
                self.items[item.id] = item
                self.places.put(item)
                changed.add(item.id)
        gone = frozenset(self.items.keys() - stamps.keys())
        for record in gone:
            del self.items[record]
            self.places.drop(record)
        self._stamps = stamps
        return Reread(frozenset(changed), gone)

    def _rows(self, ids: Sequence[str], *, every: bool) -> Iterator[dict[str, JournalValue]]:
        if every:
            yield from self.store.rows("map_item", {"map": self.record})
            return
        for record in ids:
            yield from self.store.rows("map_item", {"id": record}, limit=1)

    def in_order(self) -> list[Item]:
        """The items from the lowest up."""
        return sorted(self.items.values(), key=order)

    def levels(self, point_levels: Mapping[str, RiskLevel | None]) -> dict[str, RiskLevel | None]:
        """The level of every zone by its points."""
        return zone_levels(self.items, self.places, point_levels)

    def points_of(self, zone: str) -> list[str]:
        """The risk points of a zone: named ones, then those pinned inside it."""
        item = self.items.get(zone)
        named = list(item.points) if item else []
        return list(dict.fromkeys([*named, *pins_by_zone(self.items, self.places).get(zone, ())]))

    def hit(self, at: Spot, *, reach: int, layers: Iterable[Layer] | None = None) -> list[Item]:
        """What stands at a spot, the topmost first."""
        allowed = set(layers) if layers is not None else set(Layer)
        near = (self.items[record] for record in self.places.near(at, reach=reach))
        found = [item for item in near if item.layer in allowed and item.is_hit(at, reach=reach)]
        return sorted(found, key=order, reverse=True)

    def with_clusters(self, ids: Iterable[str]) -> list[str]:
        """The ids with all that is grouped with them, in paint order."""
        chosen = {row for row in ids if row in self.items}
        clusters = {self.items[row].cluster for row in chosen} - {""}
        chosen |= {item.id for item in self.items.values() if item.cluster in clusters}
        return [item.id for item in self.in_order() if item.id in chosen]

    # ---- acts ---------------------------------------------------------------------------------------------

    def draw(self, draft: Draft, title: str = "") -> str:
        """Put something on the map: its id. Raises AnxiError: zone_too_small, zone_crosses."""
        (made,) = self.draw_all([draft], title or f"绘制{_WORDS[draft.layer]}")
        return made

    def draw_all(self, drafts: Sequence[Draft], title: str) -> list[str]:
        """Put several things on the map in one action: their ids."""
        saves: list[Save] = []
        place = self._top()
        for draft in drafts:
            check_shape(draft.shape, draft.spots)
            place += 1
            saves.append(Save("map_item", new_id(), self._values(draft, place)))
        self._write(title, saves)
        return [save.row for save in saves]

    def move(self, ids: Iterable[str], dx: int, dy: int) -> None:
        """Move items, with what is grouped with them, by ticks."""
        chosen = self._free(ids)
        if not (dx or dy) or not chosen:
            return
        spots = {item.id: geometry.moved(item.spots, dx, dy) for item in chosen}
        self._write("移动", [self._reshaped(row, new) for row, new in spots.items()])

    def reshape(self, record: str, spots: Ring, title: str = "调整形状") -> None:
        """Give one item other spots. Raises AnxiError: zone_too_small, zone_crosses, map_item_locked."""
        (item,) = self._free([record], clusters=False)
        if item.spots == spots:
            return
        check_shape(item.shape, spots)
        self._write(title, [self._reshaped(record, spots)])

    def turn(self, ids: Iterable[str], degrees: float) -> None:
        """Turn items around their common middle; a rectangle becomes a polygon unless it is a quarter turn."""
        chosen = self._free(ids)
        if not chosen:
            return
        left, top, right, bottom = geometry.bounds(spot for item in chosen for spot in item.ring)
        centre = ((left + right) // 2, (top + bottom) // 2)
        saves: list[Save] = []
        for item in chosen:
            if item.shape is Shape.RECTANGLE and degrees % 90:
                turned = geometry.turned(ring_of(item.shape, item.spots), centre, degrees)
                changes = {"shape": Shape.POLYGON.value, "spots": spots_text(turned)}
                saves.append(Save("map_item", item.id, changes))
            else:
                saves.append(self._reshaped(item.id, geometry.turned(item.spots, centre, degrees)))
        self._write("旋转", saves)

    def split(self, record: str, path: Sequence[Spot]) -> list[str]:
        """Cut a zone along a path: the ids of its parts; the largest keeps the zone's own id and points.

        Raises AnxiError: zone_not_split, map_item_locked.
        """
        (item,) = self._free([record], clusters=False)
        parts = geometry.split(item.ring, path) if item.closed else []
        if not parts:
            raise AnxiError("zone_not_split")
        parts.sort(key=lambda part: -abs(geometry.area2(part)))
        changes: dict[str, JournalValue] = {"spots": spots_text(parts[0])}
        if item.shape is not Shape.POLYGON:
            changes["shape"] = Shape.POLYGON.value
        saves = [Save("map_item", record, changes)]
        place = item.place
        for part in parts[1:]:
            check_shape(Shape.POLYGON, part)
            draft = dataclasses.replace(_draft(item), shape=Shape.POLYGON, spots=part)
            saves.append(Save("map_item", new_id(), self._values(draft, place)))
        self._write("分割区域", saves)
        return [save.row for save in saves]

    def merge(self, ids: Iterable[str]) -> str:
        """Join zones to the largest, which takes the points of all. Raises AnxiError("zone_not_merged")."""
        chosen = [item for item in self._free(ids) if item.closed]
        chosen.sort(key=lambda item: -abs(geometry.area2(item.ring)))
        if len(chosen) < 2 or len({item.layer for item in chosen}) > 1:
            raise AnxiError("zone_not_merged")
        first, *rest = chosen
        ring = first.ring
        while rest:
            for other in rest:
                try:
                    ring = geometry.union(ring, other.ring)
                except AnxiError:
                    continue
                rest.remove(other)
                break
            else:
                raise AnxiError("zone_not_merged")
        points = list(dict.fromkeys(point for item in chosen for point in item.points))
        changes: dict[str, JournalValue] = {"spots": spots_text(ring), "shape": Shape.POLYGON.value}
        if points != list(first.points):
            changes["points"] = points
        gone = [deletion("map_item", item.id) for item in chosen[1:]]
        self._write("合并区域", [Save("map_item", first.id, changes), *gone])
        return first.id

    def delete(self, ids: Iterable[str]) -> int:
        """Take items off the map: how many."""
        chosen = self._free(ids)
        if chosen:
            title = "删除" if len(chosen) == 1 else f"删除 {len(chosen)} 个对象"
            self._write(title, [deletion("map_item", item.id) for item in chosen])
        return len(chosen)

    def change(
        self, ids: Iterable[str], changes: Mapping[str, JournalValue], title: str = "修改属性"
    ) -> None:
        """Set fields of items; what is locked only takes `locked`. Raises AnxiError("map_item_locked")."""
        listed = [self.items[row] for row in ids if row in self.items]
        if any(item.locked for item in listed) and set(changes) != {"locked"}:
            raise AnxiError("map_item_locked")
        if listed:
            self._write(title, [Save("map_item", item.id, dict(changes)) for item in listed])

    def line_up(self, ids: Iterable[str], side: Side) -> None:
        """Line items up by a side of all of them."""
        chosen = self._free(ids)
        if len(chosen) < 2:
            return
        left, top, right, bottom = geometry.bounds(
            spot for item in chosen for spot in (item.bounds()[:2], item.bounds()[2:])
        )
        saves: list[Save] = []
        for item in chosen:
            x1, y1, x2, y2 = item.bounds()
            dx, dy = {
                Side.LEFT: (left - x1, 0),
                Side.CENTRE: ((left + right - x1 - x2) // 2, 0),
                Side.RIGHT: (right - x2, 0),
                Side.TOP: (0, top - y1),
                Side.MIDDLE: (0, (top + bottom - y1 - y2) // 2),
                Side.BOTTOM: (0, bottom - y2),
            }[side]
            if dx or dy:
                saves.append(self._reshaped(item.id, geometry.moved(item.spots, dx, dy)))
        if saves:
            self._write("对齐", saves)

    def put_in_order(self, ids: Iterable[str], step: Step) -> None:
        """Bring items up or down among those of their layer."""
        chosen = self._free(ids, clusters=False)
        saves: list[Save] = []
        for layer in {item.layer for item in chosen}:
            mine = [item for item in self.in_order() if item.layer is layer]
            moving = [item for item in mine if item in chosen]
            for row, place in _new_places(mine, moving, step).items():
                saves.append(Save("map_item", row, {"place": place}))
        if saves:
            self._write("调整层次", saves)

    def group(self, ids: Iterable[str], *, together: bool) -> None:
        """Make items one group, or set a group free."""
        chosen = self.with_clusters(ids)
        if together and len(chosen) < 2:
            return
        cluster = new_id()[:8] if together else None
        saves = [Save("map_item", row, {"cluster": cluster}) for row in chosen]
        self._write("组合" if together else "取消组合", saves)

    def lock(self, ids: Iterable[str], *, locked: bool) -> None:
        """Lock items against changes, or set them free."""
        chosen = [row for row in self.with_clusters(ids) if self.items[row].locked != locked]
        if chosen:
            self._write(
                "锁定" if locked else "解锁", [Save("map_item", row, {"locked": locked}) for row in chosen]
            )

    def copied(self, ids: Iterable[str]) -> str:
        """Items as text for the clipboard; they can be pasted into any map."""
        kept: list[dict[str, object]] = []
        for row in self.with_clusters(ids):
            values = self.store.row("map_item", row)
            kept.append({name: values[name] for name in _FIELDS if values[name] not in (None, [])})
        return json.dumps({"anxi-map-items": kept}, ensure_ascii=False)

    def paste(self, text: str, *, dx: int, dy: int, title: str = "粘贴") -> list[str]:
        """Put copied items on this map: their ids, [] where the text holds none."""
        try:
            found = json.loads(text)["anxi-map-items"]
            rows = [{"id": new_id(), **row} for row in found][:5_000]
        except (ValueError, KeyError, TypeError, RecursionError):
            return []
        known = {"", *self._own_points()}
        clusters: dict[str, str] = {}
        drafts: list[tuple[str, Draft, str]] = []
        for row in rows:
            item = read_item(row)
            if item is None:
                continue
            spots = geometry.moved(item.spots, dx, dy)
            draft = dataclasses.replace(_draft(item), spots=spots)
            if not {item.risk_point, *item.points} <= known:
                draft = dataclasses.replace(draft, risk_point="", points=())
            cluster = clusters.setdefault(item.cluster, new_id()[:8]) if item.cluster else ""
            drafts.append((item.id, draft, cluster))
        saves: list[Save] = []
        for place, (row_id, draft, cluster) in enumerate(drafts, self._top() + 1):
            check_shape(draft.shape, draft.spots)
            values = self._values(draft, place)
            saves.append(Save("map_item", row_id, {**values, "cluster": cluster} if cluster else values))
        if saves:
            self._write(title, saves)
        return [save.row for save in saves]

    def duplicate(self, ids: Iterable[str], *, by: int) -> list[str]:
        """The same items again, `by` ticks to the right and below: their ids."""
        return self.paste(self.copied(ids), dx=by, dy=by, title="再制")

    # ---- inside -------------------------------------------------------------------------------------------

    def _write(self, title: str, saves: Sequence[Save]) -> Done:
        return self.session.edit(f"四色图：{title}", saves)

    def _free(self, ids: Iterable[str], *, clusters: bool = True) -> list[Item]:
        """The items meant, in paint order. Raises AnxiError("map_item_locked") where one of them is locked."""
        chosen = set(self.with_clusters(ids)) if clusters else set(ids)
        found = [item for item in self.in_order() if item.id in chosen]
        if any(item.locked for item in found):
            raise AnxiError("map_item_locked")
        return found

    def _top(self) -> int:
        return max((item.place for item in self.items.values()), default=_MIDDLE)

    def _own_points(self) -> set[str]:
        return {str(row["id"]) for row in self.store.rows("risk_point", {"project": self.project})}

    def _values(self, draft: Draft, place: int) -> dict[str, JournalValue]:
        values: dict[str, JournalValue] = {
            "project": self.project,
            "map": self.record,
            "layer": draft.layer.value,
            "shape": draft.shape.value,
            "spots": spots_text(draft.spots),
            "label": draft.label or None,
            "symbol": draft.symbol or None,
            "risk_point": draft.risk_point or None,
            "points": list(draft.points) or None,
            "level": draft.level.value if draft.level else None,
            "level_reason": draft.level_reason or None,
            "flow": draft.flow.value if draft.flow else None,
            "size": f"{draft.size:.2f}".rstrip("0").rstrip(".") if draft.size else None,
            "place": place,
        }
        return {name: value for name, value in values.items() if value is not None}

    @staticmethod
    def _reshaped(record: str, spots: Ring) -> Save:
        return Save("map_item", record, {"spots": spots_text(spots)})


def _draft(item: Item) -> Draft:
    names = [field.name for field in dataclasses.fields(Draft)]
    return Draft(**{name: getattr(item, name) for name in names})


def _new_places(mine: Sequence[Item], moving: Sequence[Item], step: Step) -> dict[str, int]:
    """New places for items of one layer (in order); only what must change is named."""
    moves = {item.id for item in moving}
    rest = [item for item in mine if item.id not in moves]
    if not moving or not rest:
        return {}
    if step is Step.TOP:
        begin = rest[-1].place + 1
        return {item.id: begin + at for at, item in enumerate(moving)}
    if step is Step.BOTTOM:
        begin = max(rest[0].place - len(moving), 0)
        return {item.id: begin + at for at, item in enumerate(moving)}
    listed = [item.id for item in mine]
    ordered = reversed(moving) if step is Step.UP else moving
    for item in ordered:
        at = listed.index(item.id)
        to = at + (1 if step is Step.UP else -1)
        if 0 <= to < len(listed) and listed[to] not in moves:
            listed[at], listed[to] = listed[to], listed[at]
    # Items that share a place (parts of a split) get places of their own from here on.
    places = sorted(item.place for item in mine)
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + 1)
    before = {item.id: item.place for item in mine}
    return {row: place for row, place in zip(listed, places, strict=True) if before[row] != place}


_WORDS = {
    Layer.AREA: "功能区",
    Layer.ZONE: "风险区域",
    Layer.ROUTE: "路线",
    Layer.MARK: "标识",
    Layer.POINT: "风险点",
    Layer.NOTE: "注记",
}
assert set(_WORDS) == set(Layer)
