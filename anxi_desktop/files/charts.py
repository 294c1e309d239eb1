"""The charts of a month as plain marks: areas, strokes and words, the same on the screen, in PDF and as a picture.

A chart is what it says; `chart_marks` lays it out for a width in points, with a measure of text from whatever it is
drawn with. Nothing is told by colour alone: there are words, numbers and patterns for black-and-white copies.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, cast

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.level_words import full_level
from anxi_desktop.domain.map_picture import Area, Box, Mark, Words
from anxi_desktop.domain.month_trend import MonthTrend, TargetProgress
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.files.chart_months import FlowChart, flow_height, flow_marks
from anxi_desktop.files.chart_parts import BAR, GAP, LINE, TYPE, ChartColors, Drawing, Measure, stripes

NO_DATA = "本月没有数据"
NO_TARGETS = "本年还没有填写目标"

# The lines of a pattern belong to a sheet so wide (see map_style), in points.
_PATTERN = 760.0


@dataclass(frozen=True, slots=True)
class LevelBar:
    """One bar of the four colours: counts by level code, "" for none, in `unit`."""

    title: str
    counts: Mapping[str, int]
    unit: str


@dataclass(frozen=True, slots=True)
class LevelChart:
    """Bars of the four colours."""

    bars: tuple[LevelBar, ...]


@dataclass(frozen=True, slots=True)
class CoverageChart:
    """How much of what has to be covered is."""

    title: str
    covered: int
    alive: int


@dataclass(frozen=True, slots=True)
class TargetChart:
    """A bar per target; those that were never set are not shown."""

    targets: tuple[TargetProgress, ...]


Chart = FlowChart | LevelChart | CoverageChart | TargetChart


@dataclass(frozen=True, slots=True)
class TitledChart:
    """A chart with what stands above or below it."""

    title: str
    chart: Chart


class ChartKind(Enum):
    """The charts of a month, in their order."""

    HAZARDS = "hazards"
    LEVELS = "levels"
    COVERAGE = "coverage"
    TARGETS = "targets"


def month_charts(trend: MonthTrend) -> dict[ChartKind, TitledChart]:
    """The charts of a month."""
    month, coverage = trend.month, trend.coverage
    span = f"第{(month.month + 2) // 3}季度" if trend.family is Family.WORKS else ""
    return {
        ChartKind.HAZARDS: TitledChart("近十二个月隐患排查治理情况（条）", FlowChart(trend.flows)),
        ChartKind.LEVELS: TitledChart(
            "四色安全风险分级情况",
            LevelChart(
                (
                    LevelBar("项目整体风险等级", trend.project_levels, "个"),
                    LevelBar("风险点等级", trend.point_levels, "个"),
                )
            ),
        ),
        ChartKind.COVERAGE: TitledChart(
            "全覆盖检查情况",
            CoverageChart(f"{month.year}年{span}已覆盖的项目", coverage.covered, coverage.alive),
        ),
        ChartKind.TARGETS: TitledChart("“个十百”目标完成情况", TargetChart(trend.targets)),
    }


def is_empty(chart: Chart) -> bool:
    """True where there is nothing to draw but a sentence that says so."""
    if isinstance(chart, FlowChart):
        return not any(flow.all_found or flow.all_closed or flow.open_at_end for flow in chart.flows)
    if isinstance(chart, LevelChart):
        return not any(sum(bar.counts.values()) for bar in chart.bars)
    if isinstance(chart, CoverageChart):
        return chart.alive == 0
    return not any(target.target for target in chart.targets)


def chart_height(chart: Chart, width: float, measure: Measure) -> float:
    """How high a chart stands in so many points of width."""
    if is_empty(chart):
        return 4 * LINE
    if isinstance(chart, FlowChart):
        return flow_height(chart, width, measure)
    if isinstance(chart, LevelChart):
        shown = [bar for bar in chart.bars if sum(bar.counts.values())]
        return sum(_level_height(bar, width, measure) for bar in shown) + GAP * (len(shown) - 1)
    if isinstance(chart, CoverageChart):
        return LINE + BAR + 4
    return (LINE + 5) * sum(bool(target.target) for target in chart.targets) + 4


def chart_marks(
    chart: Chart, width: float, measure: Measure, *, colors: ChartColors | None = None
) -> list[Mark]:
    """Everything of a chart in paint order; its height is `chart_height`, its upper left corner (0, 0)."""
    drawing = Drawing(width, chart_height(chart, width, measure), measure, colors or ChartColors())
    if is_empty(chart):
        text = NO_TARGETS if isinstance(chart, TargetChart) else NO_DATA
        return [Words(width / 2, drawing.height / 2, text, TYPE, drawing.colors.quiet)]
    if isinstance(chart, FlowChart):
        return list(flow_marks(drawing, chart))
    if isinstance(chart, LevelChart):
        return list(_level_marks(drawing, chart))
    if isinstance(chart, CoverageChart):
        return list(_coverage_marks(drawing, chart))
    return list(_target_marks(drawing, chart))


def words_of(marks: Iterable[Mark]) -> list[str]:
    """Every text of a drawing, in paint order."""
    return [mark.text for mark in marks if isinstance(mark, Words)]


# ---- four colours ------------------------------------------------------------------------------------------


def _level_entries(bar: LevelBar) -> list[tuple[RiskLevel | None, str]]:
    """What the legend says: the four always, 未定级 where there are some."""
    levels: list[RiskLevel | None] = [*RiskLevel, *([None] if bar.counts.get("") else [])]
    return [(level, f"{full_level(level)} {_level_count(bar, level)}{bar.unit}") for level in levels]


def _level_count(bar: LevelBar, level: RiskLevel | None) -> int:
    return bar.counts.get(level.value if level else "", 0)


def _level_lines(
    bar: LevelBar, width: float, measure: Measure
) -> list[list[tuple[RiskLevel | None, str, float]]]:
    """The legend in lines: level, words, and where they begin."""
    lines: list[list[tuple[RiskLevel | None, str, float]]] = [[]]
    x = 0.0
    for level, text in _level_entries(bar):
        wide = 15 + measure(text, TYPE)
        if lines[-1] and x + wide > width:
            lines.append([])
            x = 0.0
        lines[-1].append((level, text, x))
        x += wide + 12
    return lines


def _level_height(bar: LevelBar, width: float, measure: Measure) -> float:
    return LINE + BAR + 4 + LINE * len(_level_lines(bar, width, measure))


def _level_marks(drawing: Drawing, chart: LevelChart) -> Iterator[Mark]:
    top = 0.0
    for bar in chart.bars:
        total = sum(bar.counts.values())
        if not total:
            continue
        yield drawing.words(0, top + LINE / 2, f"{bar.title}（共 {total}{bar.unit}）")
        x = 0.0
        for level, _text in _level_entries(bar):
            wide = drawing.width * _level_count(bar, level) / total
            yield from _level_area(drawing.colors, level, Box(x, top + LINE, wide, BAR))
            x += wide
        yield Area(Box(0, top + LINE, drawing.width, BAR).corners(), "", 1.0, drawing.colors.quiet, 0.6)
        for number, line in enumerate(_level_lines(bar, drawing.width, drawing.measure)):
            y = top + LINE + BAR + 4 + LINE * (number + 0.5)
            for level, text, begin in line:
                yield from _level_area(drawing.colors, level, Box(begin, y - 5, 10, 10))
                yield drawing.words(begin + 14, y, text)
        top += _level_height(bar, drawing.width, drawing.measure) + GAP


def _level_area(colors: ChartColors, level: RiskLevel | None, box: Box) -> Iterator[Mark]:
    if box.width <= 0:
        return
    corners = box.corners()
    yield Area(corners, colors.risk[level] if level else colors.ungraded)
    if level is not None:
        ink = style.INK if level is RiskLevel.YELLOW or level is RiskLevel.ORANGE else style.PAPER
        yield from stripes(box, style.HATCHES[level], ink, sheet=_PATTERN)
    yield Area(corners, "", 1.0, colors.quiet, 0.4)


# ---- bars --------------------------------------------------------------------------------------------------


def _coverage_marks(drawing: Drawing, chart: CoverageChart) -> Iterator[Mark]:
    said = f"{chart.covered}/{chart.alive} · {_percent(chart.covered, chart.alive)}"
    room = drawing.width - drawing.measure(said, TYPE) - GAP
    yield drawing.words(0, LINE / 2, drawing.fitted(chart.title, room))
    yield drawing.words(drawing.width, LINE / 2, said, anchor="right")
    yield from _bar(drawing.colors, Box(0, LINE, drawing.width, BAR), share=chart.covered / chart.alive)


def _target_marks(drawing: Drawing, chart: TargetChart) -> Iterator[Mark]:
    shown = [(target, target.target) for target in chart.targets if target.target]
    left = max(drawing.measure(target.words, TYPE) for target, _most in shown) + GAP
    said = [f"{target.done}/{most} · {_percent(target.done, most)}" for target, most in shown]
    right = max(drawing.measure(text, TYPE) for text in said) + GAP
    left = min(left, max(drawing.width - right - 2 * BAR, 0.0))
    for number, ((target, most), text) in enumerate(zip(shown, said, strict=True)):
        y = (LINE + 5) * (number + 0.5)
        yield drawing.words(0, y, drawing.fitted(target.words, left - GAP))
        yield drawing.words(drawing.width, y, text, anchor="right")
        box = Box(left, y - 5, drawing.width - left - right, 10)
        if box.width > 0:
            yield from _bar(drawing.colors, box, share=min(target.done / most, 1.0))


def _bar(colors: ChartColors, box: Box, *, share: float) -> Iterator[Mark]:
    yield Area(box.corners(), colors.grid)
    if share > 0:
        yield Area(Box(box.x, box.y, box.width * share, box.height).corners(), colors.strong)
    yield Area(box.corners(), "", 1.0, colors.quiet, 0.6)


def _percent(part: int, whole: int) -> str:
    """Rounded down: 100% is everything."""
    return f"{100 * part // whole}%"


# ---- pictures ----------------------------------------------------------------------------------------------


def paper_measure(resources: Path) -> Measure:
    """How wide text is in the upright face that charts are printed in."""
    from anxi_desktop.files.pdf_text import faces_for

    faces = faces_for(resources)
    return lambda text, size: sum(width for _face, _part, width in faces.runs(text)) * size


def chart_png(chart: Chart, width_px: int, *, width: float, resources: Path) -> bytes:
    """A chart laid out in `width` points as a PNG so many pixels wide, on white: the PDF painted by pdfium."""
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    from anxi_desktop.files.map_pen import MapPen, plain_fonts

    measure = paper_measure(resources)
    page = (width, chart_height(chart, width, measure))
    with tempfile.TemporaryDirectory(prefix="anxi-chart-") as folder:
        path = Path(folder) / "chart.pdf"
        pen = MapPen(path, page=page, fonts=plain_fonts(resources), title="")
        for mark in chart_marks(chart, width, measure):
            pen.draw(mark, (1.0, 0.0, 0.0))
        pen.next_page()
        pen.save()
        document = cast("Any", pypdfium2.PdfDocument(path.read_bytes()))
        try:
            image = document[0].render(scale=width_px / width).to_pil().convert("RGB")
        finally:
            document.close()
    body = io.BytesIO()
    image.save(body, "PNG")
    return body.getvalue()
