"""A DXF floor plan comes out as it was drawn, and nothing in a file can do more than be refused."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.dxf import DxfDrawing, DxfLine, DxfText, aci_color, read_dxf

DATA = Path(__file__).resolve().parent.parent / "data" / "dxf"
FIXTURES = ("r12.dxf", "r2000_gbk.dxf", "r2018.dxf")

# What ezdxf 1.4.5 finds in them: recursive_decompose() of what is not frozen or off, bbox.extents() of model space.
LINES = {"r12.dxf": 31, "r2000_gbk.dxf": 46, "r2018.dxf": 46}
BOUNDS = {
    "r12.dxf": (1000.0, 2000.0, 46300.0, 31700.0),
    "r2000_gbk.dxf": (1000.0, 2000.0, 46300.0, 31700.0),
    "r2018.dxf": (1.0, 2.0, 46.3, 31.7),
}
WORDS = ["房间1号", "房间2号", "房间3号", "一层消防平面图 1:100", "配电室 ±0.000"]
NOTE = "施工说明：\n1. 本层为钢筋加工区\n2. 面积 120m2"
TEXTS = {
    "r12.dxf": WORDS,
    "r2000_gbk.dxf": [*WORDS, NOTE, "6000"],
    "r2018.dxf": [*WORDS, NOTE, "6"],
}


def read(path: Path) -> DxfDrawing:
    steps = read_dxf(path)
    while True:
        try:
            percent, text = next(steps)
        except StopIteration as end:
            return end.value
        assert 0 <= percent <= 100
        assert text


def tags(*pairs: object) -> str:
    """Group codes and values in turn, as the lines of a file."""
    return "".join(f"{pair}\n" for pair in pairs)


def dxf(entities: str, *, blocks: str = "", tables: str = "", header: str = "") -> str:
    parts = {"HEADER": header, "TABLES": tables, "BLOCKS": blocks, "ENTITIES": entities}
    body = "".join(tags(0, "SECTION", 2, name) + part + tags(0, "ENDSEC") for name, part in parts.items())
    return body + tags(0, "EOF")


def block(name: str, *entities: str, base: tuple[float, float] = (0, 0)) -> str:
    head = tags(0, "BLOCK", 8, 0, 2, name, 70, 0, 10, base[0], 20, base[1], 30, 0)
    return head + "".join(entities) + tags(0, "ENDBLK")


def line(x0: object, y0: object, x1: object, y1: object, *more: object) -> str:
    return tags(0, "LINE", 8, 0, 10, x0, 20, y0, 11, x1, 21, y1, *more)


def insert(name: str, *more: object, at: tuple[object, object] = (0, 0)) -> str:
    return tags(0, "INSERT", 8, 0, 2, name, 10, at[0], 20, at[1], *more)


def drawn(tmp_path: Path, text: str | bytes) -> DxfDrawing:
    path = tmp_path / "平面图.dxf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def reason(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(AnxiError) as caught:
        drawn(tmp_path, text)
    assert caught.value.code == "background_unreadable"
    assert caught.value.facts["name"] == "平面图.dxf"
    return str(caught.value.facts["reason"])


def near(spots: Sequence[tuple[float, float]], wanted: Sequence[tuple[float, float]]) -> bool:
    return len(spots) == len(wanted) and all(
        math.dist(a, b) < 1e-9 for a, b in zip(spots, wanted, strict=True)
    )


def covers(drawn_line: DxfLine, x: float, y: float) -> bool:
    """Whether a filled line covers a spot, by the even-odd rule."""
    spots = drawn_line.spots
    return (
        sum(
            (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
            for (x0, y0), (x1, y1) in pairwise(spots)
        )
        % 2
        == 1
    )


@pytest.mark.parametrize("name", FIXTURES)
def test_a_plan_of_each_version_is_what_another_reader_finds(name: str) -> None:
    drawing = read(DATA / name)
    assert len(drawing.lines) == LINES[name]
    assert sorted(text.text for text in drawing.texts) == sorted(TEXTS[name])
    size = BOUNDS[name][2] - BOUNDS[name][0]
    assert drawing.bounds == pytest.approx(BOUNDS[name], abs=size / 1000)
    assert drawing.skipped["POINT"] == (2 if name == "r12.dxf" else 5)
    assert not {"LINE", "LWPOLYLINE", "HATCH", "SPLINE", "MLINE", "INSERT"} & set(drawing.skipped)


def test_the_unit_is_what_the_header_says(tmp_path: Path) -> None:
    assert [read(DATA / name).mm_per_unit for name in FIXTURES] == [None, 1.0, 1000.0]
    for code, wanted in {0: None, 1: 25.4, 4: 1.0, 5: 10.0, 6: 1000.0, 77: None, "?": None}.items():
        header = tags(9, "$INSUNITS", 70, code)
        assert drawn(tmp_path, dxf(line(0, 0, 1, 1), header=header)).mm_per_unit == wanted


def test_colors_and_weights_of_a_plan() -> None:
    drawing = read(DATA / "r2018.dxf")
    frame = drawing.lines[0]
    assert (frame.color, frame.width, frame.spots[0] == frame.spots[-1]) == ("#00FF00", 0.5, True)
    assert [one.color for one in drawing.lines].count("#123456") == 1
    hatch = next(one for one in drawing.lines if one.color == "#FF00FF")
    assert hatch.filled
    assert covers(hatch, 31.5, 24.5)
    assert not covers(hatch, 36, 27)  # the room in the middle of the walls
    assert [aci_color(index) for index in (1, 7, 12, 33, 90, 170, 250, 255, 0)] == [
        "#FF0000", "#000000", "#A50000", "#A57B52", "#00FF00", "#0000FF", "#333333", "#000000", "#000000",
    ]  # fmt: skip


def test_an_insert_within_an_insert_stands_at_its_exact_place(tmp_path: Path) -> None:
    inner = block("内", line(1, 0, 3, 0), base=(1, 0))
    outer = block("外", insert("内", 50, 90, 41, 2, 42, 5, at=(10, 0)), base=(0, 4))
    body = insert("外", 41, 3, 42, -1, 50, 180, at=(100, 200))
    drawing = drawn(tmp_path, dxf(body, blocks=inner + outer))
    # (1,0)-(3,0) less its base, twice as long and upright from (10,0); less (0,4), times (3,-1), turned about.
    assert near(drawing.lines[0].spots, [(70, 196), (70, 200)])


def test_columns_and_rows_of_an_insert(tmp_path: Path) -> None:
    body = insert("柱", 70, 3, 71, 2, 44, 10, 45, 20, 41, 2, 42, 2, 50, 90, at=(5, 5))
    drawing = drawn(tmp_path, dxf(body, blocks=block("柱", line(0, 0, 1, 0))))
    assert sorted((round(one.spots[0][0], 6), round(one.spots[0][1], 6)) for one in drawing.lines) == [
        (-15, 5), (-15, 15), (-15, 25), (5, 5), (5, 15), (5, 25),
    ]  # fmt: skip
    assert near(drawing.lines[0].spots, [(5, 5), (5, 7)])


def test_layer_zero_and_by_block_take_after_the_insert(tmp_path: Path) -> None:
    layers = tags(0, "LAYER", 2, "墙体", 70, 0, 62, 3, 370, 35) + tags(0, "LAYER", 2, "B", 70, 0, 62, 5)
    inner = (
        line(0, 0, 1, 0),
        line(0, 1, 1, 1, 62, 0, 370, -2),
        tags(0, "LINE", 8, "b", 10, 0, 20, 2, 11, 1, 21, 2),
    )
    body = tags(0, "INSERT", 8, "墙体", 2, "n", 10, 0, 20, 0, 62, 1, 370, 70)
    drawing = drawn(tmp_path, dxf(body, blocks=block("N", *inner), tables=layers))
    assert [(one.color, one.width) for one in drawing.lines] == [
        ("#00FF00", 0.35), ("#FF0000", 0.7), ("#0000FF", 0.0),
    ]  # fmt: skip


def test_a_bulge_is_an_arc(tmp_path: Path) -> None:
    body = tags(0, "LWPOLYLINE", 8, 0, 90, 2, 70, 0, 10, 0, 20, 0, 42, 1, 10, 10, 20, 0)
    (bay,) = drawn(tmp_path, dxf(body)).lines
    assert (bay.spots[0], bay.spots[-1]) == ((0, 0), (10, 0))
    assert all(math.dist(spot, (5, 0)) == pytest.approx(5) for spot in bay.spots)
    assert min(y for _, y in bay.spots) == pytest.approx(-5)
    halves = [math.dist(a, b) / 2 for a, b in pairwise(bay.spots)]
    assert max(5 - math.sqrt(25 - half**2) for half in halves) < 5 / 200


def test_an_old_polyline_with_a_bulge_is_closed(tmp_path: Path) -> None:
    vertices = "".join(
        tags(0, "VERTEX", 8, 0, 10, x, 20, y, 42, bulge) for x, y, bulge in [(0, 0, 0), (4, 0, -1), (4, 4, 0)]
    )
    body = tags(0, "POLYLINE", 8, 0, 66, 1, 70, 1) + vertices + tags(0, "SEQEND") + line(0, 0, 0, 9)
    ring, after = drawn(tmp_path, dxf(body)).lines
    assert ring.spots[0] == ring.spots[-1] == (0, 0)
    assert min(x for x, _ in ring.spots) == 0
    assert any(math.dist(spot, (2, 2)) < 1e-9 for spot in ring.spots)
    assert after.spots == ((0, 0), (0, 9))
    mesh = tags(0, "POLYLINE", 8, 0, 66, 1, 70, 64) + vertices + tags(0, "SEQEND") + line(0, 0, 0, 9)
    drawing = drawn(tmp_path, dxf(mesh))
    assert (len(drawing.lines), drawing.skipped) == (1, {"POLYLINE": 1})


def test_seen_from_behind_x_is_mirrored(tmp_path: Path) -> None:
    behind = (210, 0, 220, 0, 230, -1)
    body = tags(0, "ARC", 8, 0, 10, 5, 20, 0, 40, 1, 50, 0, 51, 90, *behind)
    body += tags(0, "TEXT", 8, 0, 10, 5, 20, 3, 40, 1, 1, "门", *behind)
    drawing = drawn(tmp_path, dxf(body))
    assert math.dist(drawing.lines[0].spots[0], (-6, 0)) < 1e-9
    assert math.dist(drawing.lines[0].spots[-1], (-5, 1)) < 1e-9
    (text,) = drawing.texts
    assert (text.angle % 360, text.spot[1], text.spot[0] < -5) == (0, 3, True)
    on_a_wall = tags(0, "CIRCLE", 8, 0, 10, 5, 20, 0, 40, 1, 210, 0, 220, 1, 230, 0)
    assert drawn(tmp_path, dxf(body + on_a_wall)).skipped == {"CIRCLE": 1}


def test_what_is_hidden_is_absent(tmp_path: Path) -> None:
    layers = tags(0, "LAYER", 2, "冻结", 70, 1, 62, 7) + tags(0, "LAYER", 2, "关闭", 70, 0, 62, -7)
    hidden = "".join(
        [
            tags(0, "LINE", 8, "冻结", 10, 0, 20, 0, 11, 1, 21, 500),
            tags(0, "LINE", 8, "关闭", 10, 0, 20, 0, 11, 1, 21, 600),
            line(0, 0, 1, 700, 60, 1),
            line(0, 0, 1, 800, 67, 1),
            tags(0, "INSERT", 8, "冻结", 2, "K", 10, 0, 20, 900),
        ]
    )
    drawing = drawn(
        tmp_path, dxf(hidden + line(0, 0, 3, 4), tables=layers, blocks=block("K", line(0, 0, 1, 1)))
    )
    assert [one.spots for one in drawing.lines] == [((0, 0), (3, 4))]
    assert drawing.bounds == (0, 0, 3, 4)


def test_a_spline_is_the_curve_of_its_control_points(tmp_path: Path) -> None:
    half = math.sqrt(0.5)
    knots = [40, 0, 40, 0, 40, 0, 40, 1, 40, 1, 40, 1]
    body = tags(
        0, "SPLINE", 8, 0, 71, 2, 72, 6, 73, 3, *knots, 41, 1, 41, half, 41, 1,
        10, 1, 20, 0, 10, 1, 20, 1, 10, 0, 20, 1,
    )  # fmt: skip
    (quarter,) = drawn(tmp_path, dxf(body)).lines  # these weights make it a quarter of a circle
    assert len(quarter.spots) == 9
    assert all(math.hypot(*spot) == pytest.approx(1) for spot in quarter.spots)
    fitted = tags(0, "SPLINE", 8, 0, 71, 3, 11, 0, 21, 0, 11, 5, 21, 5, 11, 9, 21, 0)
    (through,) = drawn(tmp_path, dxf(fitted)).lines
    assert {(0, 0), (5, 5), (9, 0)} <= set(through.spots)


def test_an_ellipse_keeps_its_half_axes(tmp_path: Path) -> None:
    body = tags(0, "ELLIPSE", 8, 0, 10, 10, 20, 0, 11, 0, 21, 4, 40, 0.5, 41, 0, 42, math.tau)
    drawing = drawn(tmp_path, dxf(body))
    assert drawing.bounds == pytest.approx((8, -4, 12, 4))
    assert drawing.lines[0].spots[0] == drawing.lines[0].spots[-1]


def test_edges_of_a_hatch_make_one_ring(tmp_path: Path) -> None:
    edges = [
        72, 1, 10, 4, 20, 0, 11, 0, 21, 0,  # written backwards
        72, 2, 10, 4, 20, 2, 40, 2, 50, 270, 51, 90, 73, 1,
        72, 1, 10, 0, 20, 4, 11, 4, 21, 4,  # and this one
    ]  # fmt: skip
    body = tags(0, "HATCH", 8, 0, 10, 0, 20, 0, 2, "SOLID", 70, 1, 91, 1, 92, 1, 93, 3, *edges, 97, 0, 75, 0)
    (ring,) = drawn(tmp_path, dxf(body + tags(98, 1, 10, 99, 20, 99))).lines
    assert ring.filled
    assert ring.spots[0] == ring.spots[-1]
    assert ring.spots[:2] == ((0, 0), (4, 0))
    assert max(x for x, _ in ring.spots) == pytest.approx(6)
    assert ring.spots[-2] == (0, 4)
    assert covers(ring, 5.5, 2)


def test_solids_and_faces(tmp_path: Path) -> None:
    corners = (10, 0, 20, 0, 11, 2, 21, 0, 12, 0, 22, 2, 13, 2, 23, 2)
    body = tags(0, "SOLID", 8, 0, *corners) + tags(0, "3DFACE", 8, 0, *corners, 70, 5)
    solid, *edges = drawn(tmp_path, dxf(body)).lines
    assert solid.filled
    assert all(covers(solid, x, y) for x, y in [(0.5, 1), (1.5, 1), (1, 0.5), (1, 1.5)])
    assert [one.spots for one in edges] == [((2, 0), (0, 2)), ((2, 2), (0, 0))]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (r"A\PB", "A\nB"),
        (r"{\fSimSun|b0|i0|c134|p2;\H1.2x;\C1;标题}", "标题"),
        (r"\A1;\pxqc;50%%d %%c20 %%P1 %%uX%%u", "50° Φ20 ±1 X"),
        (r"\S1/2; \S+0.1^-0.2; m\S2^;", "1/2 +0.1/-0.2 m2"),
        (r"\\ \{x\} a\~b", "\\ {x} a b"),
        (r"\U+94A2\M+5B8D6", "钢钢"),
        (r"\Lunder\l {\W0.8;\T1.1;\Q15;宽}", "under 宽"),
        (r"\U+D800\U+0000好", "好"),
        (r"\fno end", r"\fno end"),
    ],
)
def test_formatting_of_a_text_is_taken_off(tmp_path: Path, written: str, wanted: str) -> None:
    body = tags(0, "MTEXT", 8, 0, 10, 0, 20, 0, 40, 1, 71, 1, 1, written)
    (text,) = drawn(tmp_path, dxf(body)).texts
    assert text.text == wanted


def test_where_a_text_stands(tmp_path: Path) -> None:
    right = tags(0, "TEXT", 8, 0, 10, 0, 20, 0, 40, 2, 50, 90, 72, 2, 11, 50, 21, 60, 1, "门")
    kept = tags(0, "TEXT", 8, 0, 10, 7, 20, 8, 40, 2, 72, 1, 11, 9, 21, 8, 1, "门")
    embedded = (101, "Embedded Object", 3, "again", 10, 9, 20, 9)
    rows = tags(
        0, "MTEXT", 8, 0, 10, 5, 20, 5, 40, 2, 71, 7, 11, 0, 21, 1, 3, "一", 1, r"\P二", *embedded
    )  # fmt: skip
    narrow = tags(0, "MTEXT", 8, 0, 10, 5, 20, 5, 40, 1, 41, 6.5, 71, 1, 1, "一二三四五六七")
    first, second, third, fourth = drawn(tmp_path, dxf(right + kept + rows + narrow)).texts
    assert (first.angle, first.spot[0], first.spot[1] < 60) == (90, pytest.approx(50), True)
    assert second.spot == (7, 8)
    assert third == DxfText(third.spot, 2, 90, "一\n二", "#000000")
    assert third.spot == pytest.approx((2, 5))
    assert fourth.text == "一二三四五\n六七"


def test_a_text_of_a_block_is_turned_and_scaled_with_it(tmp_path: Path) -> None:
    word = tags(0, "TEXT", 8, 0, 10, 1, 20, 1, 40, 1, 50, 0, 1, "门")
    wide = insert("K", 41, 2, 42, 3, 50, 90, at=(10, 0))
    mirrored = insert("K", 41, -1, at=(0, 0))
    first, second = drawn(tmp_path, dxf(wide + mirrored, blocks=block("K", word))).texts
    assert (first.height, first.angle) == (pytest.approx(3), pytest.approx(90))
    assert first.spot == pytest.approx((7, 2))
    # It takes up the room of its mirror image, and can be read.
    assert (second.height, second.angle % 360, second.spot[1]) == (1, 0, 1)
    assert -3 < second.spot[0] < -2


@pytest.mark.parametrize(
    ("version", "page", "encoding"),
    [
        ("AC1015", "ANSI_936", "gbk"),
        ("AC1015", "ANSI_950", "big5"),
        ("AC1009", None, "gbk"),
        ("AC1009", None, "utf-8"),
        ("AC1015", "ANSI_936", "utf-8"),
        ("AC1021", "ANSI_936", "utf-8"),
        (None, None, "utf-8-sig"),
    ],
)
def test_encodings(tmp_path: Path, version: str | None, page: str | None, encoding: str) -> None:
    header = tags(9, "$ACADVER", 1, version) if version else ""
    header += tags(9, "$DWGCODEPAGE", 3, page) if page else ""
    body = tags(0, "TEXT", 8, 0, 10, 0, 20, 0, 40, 1, 1, "樓梯間配電室")
    assert drawn(tmp_path, dxf(body, header=header).encode(encoding)).texts[0].text == "樓梯間配電室"


def test_since_2007_text_is_utf8_however_little_there_is(tmp_path: Path) -> None:
    header = tags(9, "$ACADVER", 1, "AC1021", 9, "$DWGCODEPAGE", 3, "ANSI_936")
    body = tags(
        0, "TEXT", 8, 0, 10, 0, 20, 0, 40, 1, 1, "楼梯"
    )  # as GBK, its bytes are three other characters
    assert drawn(tmp_path, dxf(body, header=header)).texts[0].text == "楼梯"
    assert (
        drawn(tmp_path, dxf(body, header=header.replace("1021", "1018")).encode("gbk")).texts[0].text
        == "楼梯"
    )


def test_bytes_that_are_no_text_become_a_mark(tmp_path: Path) -> None:
    header = tags(9, "$ACADVER", 1, "AC1032")
    body = tags(0, "TEXT", 8, 0, 10, 0, 20, 0, 40, 1, 1, "A@B")
    data = dxf(body, header=header).encode().replace(b"A@B", b"A\xffB")
    assert drawn(tmp_path, data).texts[0].text == "A\ufffdB"


@pytest.mark.parametrize("ending", [b"\r\n", b"\r", b"\r\r\n", b"\n"])
def test_line_endings(tmp_path: Path, ending: bytes) -> None:
    body = "".join(line(n, n, n + 1, n) for n in range(20_000))  # several chunks of the file
    drawing = drawn(tmp_path, dxf(body).encode().replace(b"\n", ending))
    assert len(drawing.lines) == 20_000
    assert drawing.bounds == (0, 0, 20_000, 19_999)


def test_a_file_without_its_end_is_read_where_the_drawing_is_whole(tmp_path: Path) -> None:
    whole = dxf(line(0, 0, 1, 1)).removesuffix(tags(0, "EOF"))
    assert len(drawn(tmp_path, whole).lines) == 1
    assert len(drawn(tmp_path, whole + tags(0, "SECTION", 2, "OBJECTS", 0, "DICT")).lines) == 1
    assert len(drawn(tmp_path, whole.encode() + b"\0\0\0\x1a").lines) == 1


def test_blocks_after_the_entities_are_found(tmp_path: Path) -> None:
    late = tags(0, "SECTION", 2, "ENTITIES") + insert("K") + tags(0, "ENDSEC", 0, "SECTION", 2, "BLOCKS")
    assert len(drawn(tmp_path, late + block("K", line(0, 0, 1, 1)) + tags(0, "ENDSEC", 0, "EOF")).lines) == 1


def test_damaged_entities_are_left_out_and_counted(tmp_path: Path) -> None:
    bad = [
        line("nan", 0, 1, 1),
        line("inf", 0, 1, 1),
        line("1e400", 0, 1, 1),
        line("1e200", 0, 1, 1),
        line("很远", 0, 1, 1),
        tags(0, "LINE", 8, 0, 10, 1, 20, 1),
        tags(0, "CIRCLE", 8, 0, 10, 1, 20, 1),
        tags(0, "SPLINE", 8, 0, 71, 3, 10, 0, 20, 0, 10, 1, 20, 1, 40, 0),
        tags(0, "HATCH", 8, 0, 70, 1, 92, 2, 10, "x"),
        tags(0, "REGION", 8, 0),
    ]
    drawing = drawn(tmp_path, dxf("".join(bad) + line(0, 0, 3, 4)))
    assert drawing.bounds == (0, 0, 3, 4)
    assert drawing.skipped == {"LINE": 6, "CIRCLE": 1, "SPLINE": 1, "HATCH": 1, "REGION": 1}


def _chain(length: int, copies: int) -> str:
    """Blocks of which each holds the next one several times; the last holds a line."""
    links = [block(f"B{n}", insert(f"B{n + 1}") * copies) for n in range(length)]
    return "".join(links) + block(f"B{length}", line(0, 0, 1, 1))


CUT = dxf(line(0, 0, 1, 1) * 9)
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "空"),
    "blank": (b"\r\n \0\0\n", "空"),
    "prose": ("这不是图纸\n", "不是 DXF"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是 DXF"),
    "drawing of AutoCAD": (b"AC1032\0\0\0\0\0", "请另存为 DXF"),
    "binary": (b"AutoCAD Binary DXF\r\n\x1a\0\0\0SECTION", "请另存为文本格式的 DXF"),
    "two bytes a letter": (CUT.encode("utf-16"), "不是 DXF"),
    "one endless line": (b"0" * 3_000_000, "不是 DXF"),
    "only ends of lines": (b"0\nSECTION\n" + b"\r" * 3_000_000, "不是 DXF"),
    "cut within an entity": (CUT[: CUT.index("ENTITIES") + 90], "不完整"),
    "cut before its section ends": (CUT[: CUT.rindex("ENDSEC")], "不完整"),
    "NUL in a group code": (CUT.replace("\n10\n", "\n1\0\n", 1), "不完整"),
    "a group code missing": (CUT.replace("\n10\n", "\n", 1), "不完整"),
    "only a header": (tags(0, "SECTION", 2, "HEADER", 0, "ENDSEC", 0, "EOF"), "不完整"),
    "only an end": (tags(0, "EOF"), "不完整"),
    "no entities": (dxf(""), "没有"),
    "no number that is one": (dxf(line("nan", "inf", "-inf", "1e999")), "没有"),
    "points only": (dxf(tags(0, "POINT", 8, 0, 10, 1, 20, 1)), "没有"),
    "all in one spot": (dxf(line(5, 5, 5, 5)), "没有"),
    "a block in itself": (dxf(insert("A"), blocks=block("A", insert("A"), line(0, 0, 1, 1))), "嵌套"),
    "two blocks in each other": (
        dxf(insert("A"), blocks=block("A", insert("B") * 9) + block("B", insert("A") * 9)),
        "嵌套",
    ),
    "twenty deep": (dxf(insert("B0"), blocks=_chain(20, 1)), "嵌套"),
    "ten to the fifteenth": (dxf(insert("B0"), blocks=_chain(15, 10)), "太多|超过"),
    "nothing to the fifteenth": (
        dxf(insert("B0"), blocks=_chain(14, 10).replace("LINE", "INSERT")),
        "太多|没有",
    ),
    "a billion columns": (
        dxf(insert("K", 70, 32767, 71, 32767), blocks=block("K", line(0, 0, 1, 1))),
        "太多",
    ),
    "three million spots": (
        dxf(insert("K", 70, 50000), blocks=block("K", tags(0, "CIRCLE", 8, 0, 10, 0, 20, 0, 40, 1))),
        "200 万个点",
    ),
    "one entity without end": (dxf(tags(0, "LWPOLYLINE", 8, 0) + "10\n1\n" * 1_100_000), "太大"),
    "growing at every level": (
        dxf(insert("A0", 41, "1e9"), blocks="".join(
            block(f"A{n}", insert(f"A{n + 1}", 41, "1e9")) for n in range(9)) + block("A9", line(0, 0, 1, 1))),
        "没有",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_files_are_refused(tmp_path: Path, name: str) -> None:
    text, wanted = HOSTILE[name]
    began = time.monotonic()
    said = reason(tmp_path, text)
    assert any(part in said for part in wanted.split("|")), said
    assert time.monotonic() - began < 30


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnxiError, match="background_unreadable"):
        read(tmp_path / "没有.dxf")
    with pytest.raises(AnxiError, match="background_unreadable"):
        read(tmp_path)


def test_one_huge_curve_is_not_worked_on_for_minutes(tmp_path: Path) -> None:
    points = "".join(tags(10, n, 20, n % 7) for n in range(60_000))
    knots = "".join(tags(40, n) for n in range(60_000 + 26))
    spline = tags(0, "SPLINE", 8, 0, 71, 25) + knots + points
    bulges = tags(0, "LWPOLYLINE", 8, 0) + "".join(tags(10, n, 20, 0, 42, 9) for n in range(60_000))
    began = time.monotonic()
    drawing = drawn(tmp_path, dxf(spline + bulges))
    assert time.monotonic() - began < 20
    assert (len(drawing.lines), drawing.skipped) == (1, {"LWPOLYLINE": 1})


ODD = [
    b"", b"nan", b"inf", b"1e308", b"-1e13", b"0", b"-1", b"1", b"32767", b"99999999", b"\0", b"\xff\xfe",
    b"ENDSEC", b"SECTION", b"EOF", b"LINE", b"INSERT", b"POLYLINE", b"VERTEX", b"HATCH", b"SPLINE", b"MLINE",
    b"TEXT", b"BLOCK", b"ENDBLK", b"10", b"20", b"40", b"41", b"42", b"70", b"71", b"72", b"92", b"230", b"*D1",
    "房间".encode("gbk"), "房间".encode(), b"\\U+D800", b"{\\S", b"%%999", b"1" * 5000,
]  # fmt: skip


def mutated(data: bytes, seed: int, changes: int) -> bytes:
    chance = random.Random(seed)
    for _ in range(changes):
        lines = data.split(b"\n")
        place = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines[place] = chance.choice(ODD)
            case 1:  # a value, so that what follows stays in step
                lines[place | 1 if (place | 1) < len(lines) else place] = chance.choice(ODD)
            case 2:
                other = chance.randrange(len(lines) // 2) * 2
                lines[place:place] = lines[other : other + 2 * chance.randrange(40)]
            case 3:
                del lines[place : place + chance.randrange(1, 30)]
            case _:
                line = bytearray(lines[place] + b"\0")
                line[chance.randrange(len(line))] = chance.randrange(256)
                lines[place] = bytes(line)
        data = b"\n".join(lines)
    return data[: chance.randrange(len(data))] if chance.random() < 0.1 else data


@settings(
    derandomize=True,
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(FIXTURES), st.integers(0, 2**32), st.sampled_from([1, 2, 3, 8, 40]))
def test_a_damaged_plan_is_drawn_or_refused(tmp_path: Path, name: str, seed: int, changes: int) -> None:
    path = tmp_path / "坏.dxf"
    path.write_bytes(mutated((DATA / name).read_bytes(), seed, changes))
    began = time.monotonic()
    try:
        drawing = read(path)
    except AnxiError as error:
        assert error.code == "background_unreadable"  # noqa: PT017 (most are drawn)
    else:
        assert drawing.lines or drawing.texts
        assert all(map(math.isfinite, drawing.bounds))
        left, bottom, right, top = drawing.bounds
        assert all(left <= x <= right and bottom <= y <= top for one in drawing.lines for x, y in one.spots)
    assert time.monotonic() - began < 5


def test_a_large_plan_is_read_in_time_and_can_be_stopped(tmp_path: Path) -> None:
    parts: list[str] = []
    for n in range(0, 37_000, 5):
        x, y = n % 500 * 100, n // 500 * 100
        parts += [
            line(x, y, x + 90, y, 5, f"{n:X}", 100, "AcDbEntity", 62, n % 256),
            tags(0, "LWPOLYLINE", 8, "墙体", 90, 4, 70, 1, 10, x, 20, y, 10, x + 80, 20, y,
                 10, x + 80, 20, y + 80, 10, x, 20, y + 80),
            tags(0, "ARC", 8, "门", 10, x, 20, y, 40, 40, 50, 0, 51, 90),
            tags(0, "TEXT", 8, "文字", 10, x, 20, y, 40, 30, 1, f"房间{n}"),
            insert("门M1", 50, 90, at=(x, y)),
        ]  # fmt: skip
    door = block("门M1", line(0, 0, 9, 0), tags(0, "ARC", 8, 0, 10, 0, 20, 0, 40, 9, 50, 0, 51, 90))
    path = tmp_path / "大图.dxf"
    path.write_text(dxf("".join(parts), blocks=door), encoding="gbk")
    began = time.monotonic()
    drawing = read(path)
    took = time.monotonic() - began
    print(f"37,000 entities, {path.stat().st_size / 1e6:.1f} MB: {took:.2f} s")  # noqa: T201 (asked for: pytest -s)
    assert (len(drawing.lines), len(drawing.texts)) == (7_400 * 5, 7_400)
    assert took < 60
    steps = read_dxf(path)
    assert [next(steps)[0] for _ in range(18)] == sorted(step for step, _ in list(read_dxf(path))[:18])
    steps.close()
    assert len(list(read_dxf(path))) >= 37_000 // 2_000
