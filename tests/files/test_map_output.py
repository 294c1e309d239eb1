"""The map on paper: words, sizes, tiles, colours, and hostile text; PDF, SVG and PNG say the same."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.map_frame import PAPERS
from anxi_desktop.domain.map_picture import MapSheet
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.zone import Item, check_shape
from anxi_desktop.files.map_output import MapJob, write_map_pdf, write_map_png, write_map_svg

SHEET = MapSheet(
    width=4200,
    height=2970,
    name="总平面四色图",
    part="基础阶段",
    project="䶮龙津花园二期",
    unit="某某建设公司",
    version=3,
    drawn_on="2026-11-25",
    prepared_by="甲",
    mm_per_unit=Decimal(20),
    north=30,
)
T = 100


def rect(x: int, y: int, right: int, bottom: int) -> tuple[tuple[int, int], ...]:
    return ((x * T, y * T), (right * T, bottom * T))


ITEMS = [
    Item("area", Layer.AREA, Shape.RECTANGLE, rect(100, 100, 4000, 2800), label="施工现场"),
    Item("pit", Layer.ZONE, Shape.RECTANGLE, rect(500, 500, 2000, 1500), label='基坑<b>&"'),
    Item("free", Layer.ZONE, Shape.CIRCLE, ((3000 * T, 1000 * T), (3500 * T, 1000 * T)), label="堆场"),
    Item(
        "pipe", Layer.ZONE, Shape.LINE, (*rect(500, 2000, 2000, 2000), (2000 * T, 2500 * T)), flow=Flow.BOTH
    ),
    Item("way", Layer.ROUTE, Shape.LINE, rect(2500, 2000, 3800, 2600), label="疏散路线"),
    Item("pin", Layer.POINT, Shape.SPOT, ((900 * T, 900 * T),), risk_point="p", size=110),
    Item("sign", Layer.MARK, Shape.SPOT, ((2600 * T, 400 * T),), symbol="M014", size=130),
    Item("old", Layer.MARK, Shape.SPOT, ((2900 * T, 400 * T),), symbol="gone", size=130),
    Item("note", Layer.NOTE, Shape.SPOT, ((3300 * T, 2700 * T),), label="大门", size=60),
]
LEVELS = {"pit": RiskLevel.RED, "free": None, "pipe": RiskLevel.BLUE}


def job(resources: Path, **more: Any) -> MapJob:
    made = MapJob(SHEET, ITEMS, LEVELS, {"p": "基坑边坡坍塌"}, {"p": RiskLevel.RED}, b"", resources)
    return dataclasses.replace(made, counts={RiskLevel.RED: 2}, **more)


def pages(path: Path) -> list[tuple[float, float, str]]:
    document: Any = pypdfium2.PdfDocument(path.read_bytes())
    try:
        found = [document[at] for at in range(len(document))]
        return [(*page.get_size(), page.get_textpage().get_text_range()) for page in found]
    finally:
        document.close()


@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("page", PAPERS)
def test_every_paper_holds_every_word(tmp_path: Path, resources: Path, page: str, landscape: bool) -> None:
    path = tmp_path / "图.pdf"
    assert finish(write_map_pdf(path, job(resources, page=page, landscape=landscape))) == 1
    ((wide, high, text),) = pages(path)
    expected = PAPERS[page] if landscape else PAPERS[page][::-1]
    assert (wide, high) == pytest.approx([side * 72 / 25.4 for side in expected], abs=1)
    plain = "".join(text.split())
    for word in (
        *(
            '基坑<b>&"（红）',
            "堆场（未定级）",
            "基坑边坡坍塌",
            "施工现场",
            "疏散路线",
            "必须戴安全帽",
            "大门",
        ),
        *(
            "总平面四色图基础阶段",
            "䶮龙津花园二期四色安全风险空间分布图",
            "第3版",
            "某某建设公司",
            "重大风险（红）",
        ),
        *("2处", "比例1:", "北", "审核", "批准", "2026-11-25"),
    ):
        assert word in plain
    body = path.read_bytes()
    assert b"Helvetica" not in body
    assert body.count(b"/FontFile2") >= 2


def test_tiles_cover_the_sheet(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "图.pdf"
    count = finish(write_map_pdf(path, job(resources, page="A2", tiles="A4")))
    found = pages(path)
    assert count == len(found) == 9
    assert all("沿线裁切" in text for _w, _h, text in found)
    assert "第 3 行 第 3 列（共 3 行 3 列）" in found[-1][2]
    room = (297 - 16, 210 - 16)
    for whole, part in zip(PAPERS["A2"], room, strict=True):
        assert 3 * part - 2 * 10 >= whole


def test_the_same_map_gives_the_same_bytes_and_patterns_change_them(tmp_path: Path, resources: Path) -> None:
    bodies: list[bytes] = []
    for patterns in (False, False, True):
        finish(write_map_pdf(tmp_path / "图.pdf", job(resources, patterns=patterns)))
        bodies.append((tmp_path / "图.pdf").read_bytes())
    assert bodies[0] == bodies[1] != bodies[2]


def test_hidden_layers_are_left_out(tmp_path: Path, resources: Path) -> None:
    finish(write_map_pdf(tmp_path / "图.pdf", job(resources, layers=frozenset(Layer) - {Layer.NOTE})))
    assert "大门" not in pages(tmp_path / "图.pdf")[0][2]


def test_the_svg_is_well_formed_and_says_the_same(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "图.svg"
    picture = tmp_path / "底.png"
    Image.new("RGB", (420, 297), "white").save(picture)
    finish(write_map_svg(path, job(resources, background=picture.read_bytes())))
    root = ET.parse(path).getroot()
    assert root.get("width") == "420mm"
    texts = {"".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")}
    assert {'基坑<b>&"（红）', "基坑边坡坍塌", "大门"} <= texts
    fills = {node.get("fill") for node in root.iter() if node.tag.endswith("polygon")}
    assert {"#D92D20", "#8A94A0"} <= fills
    assert any(node.tag.endswith("image") for node in root.iter())


def test_the_picture_is_as_large_as_asked_and_coloured(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "图.png"
    finish(write_map_png(path, job(resources, page="A4"), dpi=100))
    with Image.open(path) as image:
        assert image.size == (1170, 827)
        red, green, blue = image.convert("RGB").resize((117, 83)).getpixel((25, 35))  # type: ignore[misc]
        assert red > green + 40
        assert red > blue + 40
    with pytest.raises(AnxiError) as caught:
        finish(write_map_png(path, job(resources, page="A0"), dpi=600))
    assert caught.value.code == "map_too_large"


_SPOT = st.tuples(st.integers(-90_000, 500_000), st.integers(-90_000, 400_000))


@given(
    st.lists(
        st.builds(
            Item,
            id=st.uuids().map(str),
            layer=st.sampled_from(Layer),
            shape=st.sampled_from(Shape),
            spots=st.lists(_SPOT, min_size=3, max_size=6).map(tuple),
            label=st.text(max_size=40),
            symbol=st.sampled_from(["", "P002", "W-h02", "x"]),
            size=st.floats(0, 500),
            level=st.sampled_from([None, *RiskLevel]),
            flow=st.sampled_from([None, *Flow]),
        ),
        max_size=12,
    ),
    st.booleans(),
)
@settings(
    derandomize=True,
    deadline=None,
    max_examples=25,
    suppress_health_check=(HealthCheck.function_scoped_fixture,),
)
def test_no_item_stops_the_printing(
    tmp_path: Path, resources: Path, items: list[Item], patterns: bool
) -> None:
    counts = {Shape.SPOT: 1, Shape.RECTANGLE: 2, Shape.CIRCLE: 2}
    cut = [dataclasses.replace(item, spots=item.spots[: counts.get(item.shape, 9)]) for item in items]
    kept: list[Item] = []
    for item in cut:
        try:
            check_shape(item.shape, item.spots)
        except AnxiError:
            continue
        kept.append(item)
    made = dataclasses.replace(
        job(resources, patterns=patterns), items=kept, levels={item.id: item.level for item in kept}
    )
    finish(write_map_pdf(tmp_path / "图.pdf", made))
    finish(write_map_svg(tmp_path / "图.svg", made))
    ET.parse(tmp_path / "图.svg")
