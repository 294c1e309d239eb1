"""The chart of hazards by month: columns of what was found and closed, and above them the stock of open ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.map_picture import Area, Box, Mark, Stroke, Words
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_trend import MonthFlow
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.files.chart_parts import (
    GAP,
    LINE,
    SMALL,
    TYPE,
    ChartColors,
    Drawing,
    Measure,
    short_number,
    spot,
    stripes,
    ticks,
)

_STRIPES = 480.0
"""The sheet whose pattern a column bears."""
_SIGN = 16.0
"""Room for the sign of a line of numbers."""


@dataclass(frozen=True, slots=True)
class FlowChart:
    """Hazards found and closed by month as columns, and above them the stock of open ones as a line."""

    flows: tuple[MonthFlow, ...]


def flow_height(chart: FlowChart, width: float, measure: Measure) -> float:
    """Numbers that do not fit on the columns stand in two lines below."""
    below = 0.0 if _Plan.of(chart, width, measure).on_columns else 2 * LINE
    return max(210.0, min(width * 0.5, 250.0)) + below


def flow_marks(drawing: Drawing, chart: FlowChart) -> Iterator[Mark]:
    """Legend, line, columns with their numbers, and the months below."""
    colors = drawing.colors
    plan = _Plan.of(chart, drawing.width, drawing.measure)
    top = LINE + GAP
    bottom = drawing.height - (2 if plan.on_columns else 4) * LINE
    middle = top + (bottom - top) * 0.4
    plot = Box(plan.left, middle + LINE, drawing.width - plan.left, bottom - middle - LINE)
    yield from _legend(drawing)
    stock = [flow.open_at_end for flow in chart.flows]
    yield from _stock_line(drawing, Box(plan.left, top, plot.width, middle - top), plan.centres, stock)
    unit = plot.height / plan.scale[-1]
    for tick in plan.scale:
        y = plot.bottom - tick * unit
        yield Stroke(((plot.x, y), (plot.right, y)), colors.quiet if tick == 0 else colors.grid, 0.6)
        yield drawing.words(plot.x - 4, y, short_number(tick), size=SMALL, anchor="right", color=colors.quiet)
    wide = min(plan.slot * 0.34, 16.0)
    for centre, flow in zip(plan.centres, chart.flows, strict=True):
        for side, count in ((-1, flow.all_found), (1, flow.all_closed)):
            if not count:
                continue
            height = count * unit
            column = Box(centre if side > 0 else centre - wide, plot.bottom - height, wide - 1, height)
            yield from _column(colors, column, solid=side < 0)
            if plan.on_columns:
                # A number wider than its column leans outwards, away from the other one.
                away = max(wide, drawing.measure(str(count), SMALL) + 1) / 2
                yield drawing.label(centre + side * away, column.y - SMALL * 0.65, str(count))
    yield from _months(drawing, plan.centres, plot.bottom, [flow.month for flow in chart.flows])
    if not plan.on_columns:
        yield from _numbers(drawing, plan, chart, plot.bottom + 2 * LINE)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the columns stand, what the axis says, and whether the numbers fit on the columns."""

    scale: tuple[int, ...]
    left: float
    slot: float
    centres: tuple[float, ...]
    on_columns: bool

    @classmethod
    def of(cls, chart: FlowChart, width: float, measure: Measure) -> _Plan:
        flows = chart.flows
        scale = ticks(max(max(flow.all_found, flow.all_closed) for flow in flows))
        left = max(_SIGN, *(measure(short_number(tick), SMALL) + GAP for tick in scale))
        slot = (width - left) / len(flows)
        widest = max(
            measure(str(count), SMALL) for flow in flows for count in (flow.all_found, flow.all_closed)
        )
        centres = tuple(left + slot * (place + 0.5) for place in range(len(flows)))
        return cls(scale, left, slot, centres, 2 * widest + 3 <= slot)


def _numbers(drawing: Drawing, plan: _Plan, chart: FlowChart, top: float) -> Iterator[Mark]:
    found = [flow.all_found for flow in chart.flows]
    for line, counts in enumerate((found, [flow.all_closed for flow in chart.flows])):
        y = top + LINE * (line + 0.5)
        yield from _column(drawing.colors, Box(0, y - 4, 9, 8), solid=line == 0)
        labels = [
            drawing.label(x, y, short_number(count)) for x, count in zip(plan.centres, counts, strict=True)
        ]
        yield from drawing.apart(labels)


def _legend(drawing: Drawing) -> Iterator[Mark]:
    colors, x, y = drawing.colors, 0.0, LINE / 2
    for place, text in enumerate(("当月发现", "当月整改", "月末未销号")):
        if place < 2:
            yield from _column(colors, Box(x, y - 4, 9, 8), solid=place == 0)
        else:
            yield Stroke(((x - 2, y), (x + 11, y)), colors.ink, 1.2)
            yield Area(spot(x + 4.5, y), colors.paper, 1.0, colors.ink, 1.2)
        yield drawing.words(x + 14, y, text)
        x += 14 + drawing.measure(text, TYPE) + 14


def _column(colors: ChartColors, box: Box, *, solid: bool) -> Iterator[Mark]:
    """A column; one that is not solid is striped."""
    corners = box.corners()
    if solid:
        yield Area(corners, colors.strong, 1.0, colors.strong, 0.8)
        return
    yield Area(corners, colors.paper)
    if box.height > 0.5:
        yield from stripes(box, style.HATCHES[RiskLevel.ORANGE], colors.strong, sheet=_STRIPES)
    yield Area(corners, "", 1.0, colors.strong, 0.8)


def _stock_line(drawing: Drawing, box: Box, centres: Sequence[float], stock: list[int]) -> Iterator[Mark]:
    """The line has a scale of its own, from 0 to its highest; its numbers stand on it."""
    colors = drawing.colors
    room = box.height - 3.5 * SMALL
    unit = room / max(*stock, 1)
    points = tuple(
        (x, box.bottom - 2 * SMALL - count * unit) for x, count in zip(centres, stock, strict=True)
    )
    yield Stroke(((box.x, box.bottom), (box.right, box.bottom)), colors.grid, 0.6)
    yield Stroke(points, colors.ink, 1.2)
    labels: list[Words] = []
    for place, ((x, y), count) in enumerate(zip(points, stock, strict=True)):
        yield Area(spot(x, y), colors.paper, 1.0, colors.ink, 1.2)
        # In a hollow the line goes up on both sides: its number stands below.
        beside = stock[max(place - 1, 0) : place] + stock[place + 1 : place + 2]
        is_hollow = min(beside) > count
        labels.append(drawing.label(x, y + (SMALL if is_hollow else -SMALL), short_number(count)))
    yield from drawing.apart(labels)


def _months(
    drawing: Drawing, centres: Sequence[float], top: float, months: Sequence[Month]
) -> Iterator[Words]:
    """The months, and below the first of each year which year it is."""

    def label(x: float, line: float, text: str) -> Words:
        return drawing.label(x, top + LINE * line, text, color=drawing.colors.quiet)

    yield from drawing.apart(
        [label(x, 0.6, f"{month.month}月") for x, month in zip(centres, months, strict=True)]
    )
    yield from drawing.apart(
        [
            label(x, 1.45, f"{month.year}年")
            for place, (x, month) in enumerate(zip(centres, months, strict=True))
            if place == 0 or month.month == 1
        ]
    )
