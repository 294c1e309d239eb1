"""The 四色空间分布图 of a project: the sheet, and every thing drawn on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.domain.records import fields as f
from anxi_desktop.domain.records.project import RiskLevel


class Layer(Enum):
    """The layers of a map, from the lowest up."""

    AREA = "area"
    ZONE = "zone"
    ROUTE = "route"
    MARK = "mark"
    POINT = "point"
    NOTE = "note"


class Shape(Enum):
    """How an item's spots are read; see `domain.zone`."""

    POLYGON = "polygon"
    RECTANGLE = "rectangle"
    CIRCLE = "circle"
    LINE = "line"
    SPOT = "spot"


class Flow(Enum):
    """Which way a line points."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@f.record("risk_map", f.Stream.PROJECT, parent="project")
class RiskMap:
    """One map: a floor or a stage in one version. `previous` is the version it was copied forward from.

    `width` and `height` are the sheet in map units (pixels of the background, or of the empty grid);
    `mm_per_unit` is the scale, blank until two points were measured. `background` is the SHA-256 of the
    picture among the attachments; `north` turns the arrow clockwise, in degrees.
    """

    id: str
    project: str = f.row("project", required=True)
    name: str = f.name(required=True)
    part: str | None = f.name()
    version: int | None = f.integer("version")
    previous: str | None = f.row("risk_map")
    width: int = f.integer("", required=True)
    height: int = f.integer("", required=True)
    background: str | None = f.name()
    background_name: str | None = f.name()
    faded: int | None = f.integer("percent")
    mm_per_unit: Decimal | None = f.decimal("")
    north: int | None = f.integer("degree")
    prepared_by: str | None = f.name()
    checked_by: str | None = f.name()
    approved_by: str | None = f.name()
    drawn_on: date | None = f.day()
    note: str | None = f.note()


@f.record("map_item", f.Stream.PROJECT, parent="project")
class MapItem:
    """One thing on a map. `spots` are its corners in hundredths of a map unit: "x,y x,y …".

    A zone is coloured by the highest level among its `points` (ids) and the pins inside it, unless `level` was
    set by hand with `level_reason`. `symbol` is the code of a sign, a mark or equipment; `risk_point` belongs
    to a pin. `place` orders items of a layer, the greater above; items with the same `cluster` move together.
    """

    id: str
    project: str = f.row("project", required=True)
    map: str = f.row("risk_map", required=True)
    layer: Layer = f.choice(Layer, required=True)
    shape: Shape = f.choice(Shape, required=True)
    spots: str = f.body(required=True)
    label: str | None = f.line()
    symbol: str | None = f.name()
    risk_point: str | None = f.row("risk_point")
    points: list[str] | None = f.texts()
    level: RiskLevel | None = f.choice(RiskLevel, safer=RiskLevel)
    level_reason: str | None = f.line()
    flow: Flow | None = f.choice(Flow)
    size: Decimal | None = f.decimal("")
    place: int | None = f.integer("")
    locked: bool | None = f.flag()
    cluster: str | None = f.name()
