"""Notice boards: every word is on the sheet, nothing leaves it, and the code says the same without a network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.notice_board import (
    QR_BYTES,
    QR_NOTE,
    SIGNS_NOTE,
    Board,
    BoardKind,
    BoardPoint,
    Sheet,
    qr_text,
    write_boards,
)
from anxi_desktop.files.sign_pen import code_cells

DAY = date(2026, 11, 25)
POINT = BoardPoint(
    name="基坑边坡坍塌",
    place="基坑北侧",
    unit="基坑支护与土方",
    level="red",
    factors="支护不到位、坑边堆载",
    accidents="坍塌、掩埋",
    consequences="多人伤亡",
    measures="分层开挖；坑边不堆载",
    emergency="撤人，拉警戒",
    reporting="立即报告班组长和安全员",
    duty_level="企业主要负责人",
    person="王䶮",
    signs=("当心塌方", "禁止靠近", "当心坑洞", "厂里自定的牌"),
)
LONG = "开挖前必须先审方案，开挖时随挖随撑，严禁超挖；" * 21
TEXTS = [field.name for field in fields(POINT) if field.name not in ("level", "signs")]


def board(*points: BoardPoint, kind: BoardKind = BoardKind.ZONE, level: str = "red", **more: Any) -> Board:
    given: dict[str, Any] = {
        "title": "基坑工程",
        "project": "龙津花园二期",
        "unit": "安城建设",
        "contact": "120",
    }
    return Board(kind=kind, level=level, points=points or (POINT,), day=DAY, **{**given, **more})


def write(path: Path, boards: Sequence[Board], resources: Path, paper: Sheet = Sheet.A4) -> int:
    return finish(write_boards(path, boards, paper=paper, resources=resources))


def opened(path: Path) -> Any:
    return pypdfium2.PdfDocument(path.read_bytes())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts(path: Path) -> list[str]:
    document = opened(path)
    try:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def leaving(path: Path) -> list[tuple[int, str]]:
    """Every character that stands outside its page."""
    document = opened(path)
    found: list[tuple[int, str]] = []
    try:
        for number, page in enumerate(document):
            wide, high = page.get_size()
            said = page.get_textpage()
            for at in range(said.count_chars()):
                left, bottom, right, top = said.get_charbox(at)
                if left < 0 or bottom < 0 or right > wide or top > high:
                    found.append((number, said.get_text_range(at, 1)))
    finally:
        document.close()
    return found


@pytest.mark.parametrize("paper", Sheet)
@pytest.mark.parametrize("kind", BoardKind)
def test_every_word_of_a_board_is_printed(
    tmp_path: Path, resources: Path, kind: BoardKind, paper: Sheet
) -> None:
    path = tmp_path / "牌 1.pdf"
    assert write(path, [board(kind=kind)], resources, paper) == 1
    (found,) = texts(path)
    wanted = [getattr(POINT, name) for name in TEXTS]
    wanted += ["基坑工程", kind.value, "龙津花园二期", "安城建设", "120", "2026年11月25日", "重大风险", "红"]
    wanted += [*POINT.signs, squeezed(SIGNS_NOTE), QR_NOTE]
    assert [text for text in wanted if text not in found] == []
    assert leaving(path) == []


@pytest.mark.parametrize("paper", Sheet)
def test_a_board_lies_and_a_card_stands(tmp_path: Path, resources: Path, paper: Sheet) -> None:
    path = tmp_path / "牌.pdf"
    assert write(path, [board(kind=kind) for kind in BoardKind], resources, paper) == 3
    document = opened(path)
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    document.close()
    short, long = (round(side) for side in paper.value)
    assert sizes == [(long, short), (short, long), (short, long)]


def test_the_title_names_its_kind_once(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "牌.pdf"
    write(path, [board(title="基坑工程 安全风险公告栏")], resources)
    assert texts(path)[0].count("公告栏") == 1


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("red", "重大风险"),
        ("orange", "较大风险"),
        ("yellow", "一般风险"),
        ("blue", "较低风险"),
        ("", "未定级"),
    ],
)
def test_a_level_is_told_in_words(tmp_path: Path, resources: Path, level: str, words: str) -> None:
    path = tmp_path / "牌.pdf"
    write(path, [board(kind=BoardKind.POINT, level=level)], resources)
    assert words in texts(path)[0]


def test_many_points_go_on_with_the_heading_again(tmp_path: Path, resources: Path) -> None:
    levels = ("blue", "yellow", "orange", "red")
    points = [
        replace(POINT, name=f"第{number}号点", level=levels[number % 4], reporting=f"报告{number}号人")
        for number in range(60)
    ]
    path = tmp_path / "牌.pdf"
    pages = write(path, [board(*points)], resources)
    found = texts(path)
    assert pages == len(found) > 3
    assert all("管控措施" in page and "应急措施" in page for page in found)
    assert all(f"第{at + 1}页，共{pages}页" in page for at, page in enumerate(found))
    assert all("（续）" in page for page in found[1:])
    whole = "".join(found)
    assert all(point.name in whole and point.reporting in whole for point in points)
    order = [
        whole.index(point.name) for point in sorted(points, key=lambda point: -levels.index(point.level))
    ]
    assert all(one < next_one for one, next_one in pairwise(order))
    assert leaving(path) == []


def test_what_all_points_report_alike_is_said_once(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "牌.pdf"
    write(path, [board(POINT, replace(POINT, name="临边"))], resources)
    assert texts(path)[0].count(POINT.reporting) == 1


@pytest.mark.parametrize("kind", BoardKind)
def test_long_texts_go_on_and_are_never_cut(tmp_path: Path, resources: Path, kind: BoardKind) -> None:
    many = {name: f"甲{index}{LONG}乙{index}" for index, name in enumerate(TEXTS)}
    point = replace(POINT, **many)
    path = tmp_path / "牌.pdf"
    head = dict.fromkeys(("title", "project", "unit", "contact"), f"始{LONG[:490]}终")
    assert write(path, [board(point, kind=kind, **head)], resources) > 1
    whole = "".join(texts(path))
    assert all(f"甲{index}" in whole and f"乙{index}" in whole for index in range(len(TEXTS)))
    assert whole.count("终") >= len(head)
    assert leaving(path) == []


def test_many_signs_all_stand_somewhere(tmp_path: Path, resources: Path) -> None:
    names = tuple(f"自定标志{number:03}" for number in range(90))
    path = tmp_path / "牌.pdf"
    write(path, [board(replace(POINT, signs=names), kind=BoardKind.POST)], resources)
    whole = "".join(texts(path))
    assert [name for name in names if name not in whole] == []
    assert leaving(path) == []


def test_empty_texts_leave_a_dash_after_their_labels(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "牌.pdf"
    assert write(path, [board(BoardPoint(""), kind=BoardKind.POINT, level="", contact="")], resources) == 1
    (found,) = texts(path)
    assert found.count("—") == len(TEXTS) + 1
    assert SIGNS_NOTE[:4] not in found
    assert write(path, [board(BoardPoint(""), level="")], resources) == 1


def test_a_picture_of_the_map_stands_on_the_board(tmp_path: Path, resources: Path) -> None:
    picture = tmp_path / "图.png"
    Image.new("RGB", (320, 200), (200, 30, 30)).save(picture)
    path = tmp_path / "牌.pdf"
    plain = tmp_path / "无图.pdf"
    write(path, [board(map_picture=picture.read_bytes())], resources)
    write(plain, [board(map_picture=b"no picture")], resources)
    assert [b"/Subtype /Image" in made.read_bytes() for made in (path, plain)] == [True, False]


def test_the_same_boards_give_the_same_bytes(tmp_path: Path, resources: Path) -> None:
    boards = [board(POINT, replace(POINT, person="𠮷野"), kind=kind) for kind in BoardKind]
    for name in ("a.pdf", "b.pdf"):
        write(tmp_path / name, boards, resources)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_every_font_is_in_the_file_and_rare_characters_have_one(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "牌.pdf"
    write(path, [board(replace(POINT, person="王䶮、𠮷野"), kind=BoardKind.POINT)], resources)
    body = path.read_bytes()
    fonts = body.count(b"/Type /Font ") + body.count(b"/Type /Font\n") + body.count(b"/Type /Font/")
    assert fonts >= 3
    assert body.count(b"/FontFile2") == body.count(b"/Type /FontDescriptor") == fonts
    assert "□" not in texts(path)[0]


def test_the_drawn_code_is_the_code_of_the_text(tmp_path: Path, resources: Path) -> None:
    made = board(kind=BoardKind.POINT)
    path = tmp_path / "牌.pdf"
    write(path, [made], resources)
    document = opened(path)
    shot = document[0].render(scale=10).to_pil().convert("L")
    document.close()
    cells = code_cells(qr_text(made))
    # The corner at the lower right of the page holds nothing but the code and, below, its caption.
    unit = shot.width / 210
    corner = shot.crop(cast("Any", [round(side * unit) for side in (160, 240, 210, 277.5)]))
    box = corner.point([255 if value < 90 else 0 for value in range(256)]).getbbox()
    assert box is not None
    assert (box[2] - box[0]) / 10 / 72 * 25.4 >= 28
    step = (box[2] - box[0]) / len(cells)
    middles = [(at + 0.5) * step for at in range(len(cells))]
    drawn = [
        [cast("int", corner.getpixel((int(box[0] + x), int(box[1] + y)))) < 90 for x in middles]
        for y in middles
    ]
    assert drawn == cells


def test_the_code_says_what_the_board_says() -> None:
    said = qr_text(board())
    wanted = ["风险公告栏", "基坑工程", "龙津花园二期", "重大风险", "基坑边坡坍塌：重大风险", POINT.accidents]
    wanted += [POINT.measures, POINT.emergency, POINT.reporting, "120"]
    assert [text for text in wanted if text not in said] == []
    assert "…" not in said


def test_a_code_without_room_leaves_out_whole_points() -> None:
    points = [replace(POINT, name=f"第{number}号点", level="") for number in range(40)]
    said = qr_text(board(*points))
    assert len(said.encode()) <= QR_BYTES
    lines = said.split("\n")
    kept = [line for line in lines if re.match(r"\d+\. ", line)]
    assert 3 < len(kept) < 40
    assert all(line.endswith(POINT.measures) for line in kept)
    assert f"…另有{40 - len(kept)}个风险点见公告" in lines


words = st.text(max_size=500)
point_strategy = st.builds(
    BoardPoint,
    **dict.fromkeys(TEXTS, words),
    level=st.sampled_from(["", "red", "orange", "yellow", "blue", "violet"]),
    signs=st.lists(st.one_of(st.text(max_size=60), st.sampled_from(POINT.signs)), max_size=12).map(tuple),
)
board_strategy = st.builds(
    Board,
    kind=st.sampled_from(BoardKind),
    title=words,
    project=words,
    unit=words,
    level=st.sampled_from(["", "red", "violet"]),
    points=st.lists(point_strategy, max_size=4).map(tuple),
    day=st.dates(),
    contact=words,
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(made=board_strategy)
def test_a_code_never_holds_too_much(made: Board) -> None:
    said = qr_text(made)
    assert len(said.encode()) <= QR_BYTES
    assert code_cells(said)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=board_strategy, paper=st.sampled_from(Sheet))
def test_no_text_breaks_a_board_or_leaves_its_page(
    tmp_path: Path, resources: Path, made: Board, paper: Sheet
) -> None:
    path = tmp_path / "牌.pdf"
    assert write(path, [made], resources, paper) >= 1
    assert leaving(path) == []


def test_nothing_to_write_and_a_broken_catalogue_are_told(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "牌.pdf"
    with pytest.raises(AnxiError, match="nothing_to_export"):
        write(path, [], resources)
    with pytest.raises(AnxiError, match="content_unreadable"):
        write(path, [board()], tmp_path)
    with pytest.raises(AnxiError, match="folder_missing"):
        write(tmp_path / "无" / "牌.pdf", [board()], resources)
    assert not path.exists()
