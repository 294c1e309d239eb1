"""Charts as geometry: round ticks, no two words on each other, everything inside, nothing told by colour alone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from anxi_desktop.domain.map_picture import Area, Box, Mark, Stroke, Words
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_trend import MonthFlow, TargetProgress, months_until
from anxi_desktop.files.chart_months import FlowChart
from anxi_desktop.files.chart_parts import ChartColors, short_number, ticks
from anxi_desktop.files.charts import (
    NO_DATA,
    NO_TARGETS,
    Chart,
    CoverageChart,
    LevelBar,
    LevelChart,
    TargetChart,
    chart_height,
    chart_marks,
    chart_png,
    words_of,
)

OCTOBER = Month(2026, 10)
WIDTHS = (260.0, 330.0, 442.0, 900.0)


def measure(text: str, size: float) -> float:
    """As wide as a plain Chinese face is, a little wider."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.58 for char in text) * size


def flows(*counts: tuple[int, int, int]) -> FlowChart:
    """Found, closed and open of the last months; the months before had nothing."""
    whole = [(0, 0, 0)] * (12 - len(counts)) + list(counts)
    months = months_until(OCTOBER)
    return FlowChart(
        tuple(
            MonthFlow(month, self_found=found, closed=closed, open_at_end=stock)
            for month, (found, closed, stock) in zip(months, whole, strict=True)
        )
    )


def boxes(marks: list[Mark]) -> list[tuple[str, Box]]:
    """What every text takes up."""
    found: list[tuple[str, Box]] = []
    for mark in marks:
        if isinstance(mark, Words):
            wide = measure(mark.text, mark.size)
            x = {"left": mark.x, "centre": mark.x - wide / 2, "right": mark.x - wide}[mark.anchor]
            found.append((mark.text, Box(x, mark.y - mark.size / 2, wide, mark.size)))
    return found


def demand_tidy(chart: Chart, width: float) -> list[Mark]:
    """No words on others, none over the edges."""
    marks = chart_marks(chart, width, measure)
    height = chart_height(chart, width, measure)
    texts = boxes(marks)
    for text, box in texts:
        assert min(box.x, box.y) >= -0.5, text
        assert max(box.right - width, box.bottom - height) <= 0.5, text
    for (one, first), (other, second) in itertools.combinations(texts, 2):
        across = min(first.right, second.right) - max(first.x, second.x)
        along = min(first.bottom, second.bottom) - max(first.y, second.y)
        assert across <= 0.01 or along <= 0.01, (one, other)
    for mark in marks:
        if isinstance(mark, Area | Stroke):
            for x, y in mark.points:
                assert -3 <= x <= width + 3
                assert -3 <= y <= height + 3
    return marks


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (11, (0, 5, 10, 15)),
        (100, (0, 20, 40, 60, 80, 100)),
        (101, (0, 50, 100, 150)),
        (12_345, (0, 5000, 10_000, 15_000)),
    ],
)
def test_ticks_are_round(most: int, expected: tuple[int, ...]) -> None:
    assert ticks(most) == expected


@given(st.integers(0, 10**12))
def test_ticks_hold_the_highest_in_few_equal_steps(most: int) -> None:
    found = list(ticks(most))
    step = found[1]
    assert found[0] == 0
    assert found[-1] >= most
    assert len(found) <= 6
    assert found[-1] - step < max(most, 1)
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert {later - before for before, later in itertools.pairwise(found)} == {step}


def test_short_numbers() -> None:
    assert [short_number(number) for number in (0, 9_999, 10_000, 12_999, 1_000_000)] == [
        "0",
        "9999",
        "1万",
        "1.2万",
        "100万",
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", [1, 30, 500, 4_000, 99_999, 5_000_000])
def test_long_numbers_never_stand_on_each_other(width: float, size: int) -> None:
    chart = flows(
        *((max(size - place, 0), size * (place % 3) // 3, size * 12 - place) for place in range(12))
    )
    demand_tidy(chart, width)


@given(
    st.lists(st.tuples(*[st.integers(0, 10**k) for k in (4, 4, 6)]), min_size=12, max_size=12),
    st.sampled_from(WIDTHS),
)
def test_no_months_whatever_they_were_make_words_touch(
    counts: list[tuple[int, int, int]], width: float
) -> None:
    demand_tidy(flows(*counts), width)


def test_every_number_is_said_on_the_columns_or_below() -> None:
    chart = flows((79, 60, 114), (112, 59, 23), (110, 45, 69))
    for width in (300.0, 442.0):
        said = words_of(demand_tidy(chart, width))
        for number in ("79", "60", "112", "59", "110", "45", "114", "23", "69"):
            assert number in said, (width, number)
        assert {"当月发现", "当月整改", "月末未销号", "10月", "2026年", "2025年"} <= set(said)


def test_columns_are_as_high_as_their_numbers_and_told_apart_without_colour() -> None:
    colors = ChartColors()
    marks = chart_marks(flows((100, 50, 10)), 442, measure)
    solid = [mark for mark in marks if isinstance(mark, Area) and mark.fill == colors.strong]
    open_ones = [
        mark for mark in marks if isinstance(mark, Area) and mark.stroke == colors.strong and not mark.fill
    ]

    def height(area: Area) -> float:
        return max(y for _x, y in area.points) - min(y for _x, y in area.points)

    found, closed = max(map(height, solid)), max(map(height, open_ones))
    assert found == pytest.approx(2 * closed, rel=1e-6)
    stripes = [mark for mark in marks if isinstance(mark, Stroke) and mark.color == colors.strong]
    assert len(stripes) > 5


def test_the_four_colours_have_words_numbers_and_patterns() -> None:
    counts = {"red": 2, "orange": 11, "yellow": 40, "blue": 60, "": 5}
    chart = LevelChart((LevelBar("项目整体风险等级", counts, "个"), LevelBar("风险点等级", {"red": 1}, "个")))
    for width in WIDTHS:
        marks = demand_tidy(chart, width)
        said = " ".join(words_of(marks))
        for text in (
            "重大风险（红） 2个",
            "较大风险（橙） 11个",
            "一般风险（黄） 40个",
            "较低风险（蓝） 60个",
        ):
            assert text in said
        assert "未定级 5个" in said
        assert "共 118个" in said
        assert any(isinstance(mark, Stroke) for mark in marks)
    colors = ChartColors()
    wide = {
        fill: max(max(x for x, _y in m.points) - min(x for x, _y in m.points) for m in marks_of)
        for fill, marks_of in _by_fill(chart_marks(LevelChart(chart.bars[:1]), 442, measure)).items()
    }
    shares = {level.value: color for level, color in colors.risk.items()}
    assert wide[shares["blue"]] == pytest.approx(442 * 60 / 118)
    assert wide[shares["red"]] == pytest.approx(10)  # of the bar 7.5: its sign is wider
    assert "未定级" not in " ".join(words_of(chart_marks(LevelChart(chart.bars[1:]), 442, measure)))


def _by_fill(marks: list[Mark]) -> dict[str, list[Area]]:
    found: dict[str, list[Area]] = {}
    for mark in marks:
        if isinstance(mark, Area) and mark.fill:
            found.setdefault(mark.fill, []).append(mark)
    return found


def test_coverage_never_says_everything_before_it_is() -> None:
    for covered, said in ((0, "0/300 · 0%"), (299, "299/300 · 99%"), (300, "300/300 · 100%")):
        chart = CoverageChart("2026年第4季度已覆盖的项目", covered, 300)
        for width in WIDTHS:
            assert said in words_of(demand_tidy(chart, width))


def test_targets_that_were_set_each_have_a_bar_that_ends_at_full() -> None:
    chart = TargetChart(
        (
            TargetProgress("bench", 3, 5),
            TargetProgress("std_good", 1, None),
            TargetProgress("std_pass", 0, 39),
            TargetProgress("demo", 130_000, 118),
        )
    )
    for width in WIDTHS:
        said = words_of(demand_tidy(chart, width))
        assert "3/5 · 60%" in said
        assert "0/39 · 0%" in said
        assert "130000/118 · 110169%" in said
        assert not any("优良" in text for text in said)


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (flows(), NO_DATA),
        (LevelChart((LevelBar("项目", {"red": 0}, "个"),)), NO_DATA),
        (CoverageChart("覆盖", 0, 0), NO_DATA),
        (TargetChart((TargetProgress("bench", 3, None),)), NO_TARGETS),
    ],
)
def test_nothing_to_draw_says_so(chart: Chart, said: str) -> None:
    assert words_of(demand_tidy(chart, 442)) == [said]


def test_a_picture_has_the_asked_width_and_shows_the_colours(tmp_path: Path, resources: Path) -> None:
    chart = LevelChart((LevelBar("项目", {"red": 1, "blue": 1}, "个"),))
    path = tmp_path / "chart.png"
    path.write_bytes(chart_png(chart, 884, width=442, resources=resources))
    with Image.open(path) as image:
        assert image.width == 884
        assert image.getpixel((2, 2)) == (255, 255, 255)
        found = image.convert("RGB").getcolors(1 << 20)
    pixels = {color for _count, color in found or ()}
    assert {(0xD9, 0x2D, 0x20), (0x15, 0x65, 0xC0)} <= pixels
