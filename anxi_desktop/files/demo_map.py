"""A plain 四色图 for a synthetic project that has risk points: areas, a zone and a pin for each point, a way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from anxi_desktop.domain.geometry import TICKS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.files.demo_span import seeded_id

Values = dict[str, JournalValue]

_SHEET = (4200, 2970)
_SITE = (1300, 250, 4000, 2500)
_COLUMNS = 3


def map_saves(
    random: Random, *, project: str, points: Sequence[Save], is_works: bool, day: date
) -> Iterator[Save]:
    """The saves of one map and what is on it; `points` are the saves of the project's risk points."""
    sheet = seeded_id(random)
    yield Save(
        "risk_map",
        sheet,
        {
            "project": project,
            "name": "总平面四色图",
            "version": 1,
            "width": _SHEET[0],
            "height": _SHEET[1],
            "mm_per_unit": "25",
            "drawn_on": day.isoformat(),
        },
    )
    place = 1_000_000

    def item(layer: str, shape: str, spots: Sequence[tuple[float, float]], **more: JournalValue) -> Save:
        nonlocal place
        place += 1
        text = " ".join(f"{round(x * TICKS)},{round(y * TICKS)}" for x, y in spots)
        values: Values = {
            "project": project,
            "map": sheet,
            "layer": layer,
            "shape": shape,
            "spots": text,
            "place": place,
        }
        return Save("map_item", seeded_id(random), {**values, **more})

    names = ("办公区", "生活区", "施工现场") if is_works else ("物业服务中心", "住宅楼", "公共区域")
    boxes = ((200, 250, 1150, 1250), (200, 1400, 1150, 2500), _SITE)
    for name, (left, top, right, bottom) in zip(names, boxes, strict=True):
        yield item("area", "rectangle", ((left, top), (right, bottom)), label=name)
    rows = -(-len(points) // _COLUMNS)
    wide, high = (_SITE[2] - _SITE[0]) / _COLUMNS, (_SITE[3] - _SITE[1]) / max(rows, 1)
    for number, point in enumerate(points):
        x = _SITE[0] + (number % _COLUMNS + 0.5) * wide
        y = _SITE[1] + (number // _COLUMNS + 0.5) * high
        half = (wide * random.uniform(0.3, 0.42), high * random.uniform(0.28, 0.4))
        corners = ((x - half[0], y - half[1]), (x + half[0], y + half[1]))
        yield item("zone", "rectangle", corners, label=str(point.set.get("place") or point.set["name"]))
        yield item("point", "spot", ((x, y),), risk_point=point.row, size="110")
    yield item("route", "line", ((1225, 2350), (1225, 400)), label="疏散路线")
    yield item("mark", "spot", ((1225, 300),), symbol="assembly", size="120")
    yield item("mark", "spot", ((500, 2300),), symbol="extinguisher", size="110")
