"""The finished sheet around a map: heading, frame, legend, north, scale and title block, in millimetres of paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.level_words import full_level
from anxi_desktop.domain.map_picture import Area, Box, MapSheet, Mark, Stroke, Words, hatching, sign_marks
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.domain.signs import Sign, Signs
from anxi_desktop.domain.zone import Item

PAPERS: Mapping[str, tuple[float, float]] = {
    "A4": (297.0, 210.0),
    "A3": (420.0, 297.0),
    "A2": (594.0, 420.0),
    "A1": (841.0, 594.0),
    "A0": (1189.0, 841.0),
}
"""Landscape width and height in millimetres."""
_MARGIN = 8.0
_COLUMN = 62.0
_BAND = 66.0
_HEADING = 15.0
_LINE = 0.25


@dataclass(frozen=True, slots=True)
class Framed:
    """Where the map goes and what stands around it; `scale` is millimetres of paper in a map unit."""

    page: tuple[float, float]
    window: Box
    origin: tuple[float, float]
    scale: float
    marks: tuple[Mark, ...]


def frame(
    sheet: MapSheet,
    items: Iterable[Item],
    signs: Signs,
    *,
    page: tuple[float, float],
    counts: Mapping[RiskLevel, int],
    patterns: bool,
) -> Framed:
    """Lay a map out on a page of (width, height) millimetres."""
    wide, high = page
    grow = min(max(page) / 420, min(page) / 297)
    margin = _MARGIN * max(grow, 0.7)
    inner = Box(margin, margin, wide - 2 * margin, high - 2 * margin)
    heading = _HEADING * grow
    if wide >= high:
        side = _COLUMN * grow
        window = Box(inner.x, inner.y + heading, inner.width - side, inner.height - heading)
        panel = Box(window.x + window.width, window.y, side, window.height)
        blocks = _column(panel, grow)
    else:
        band = _BAND * grow
        window = Box(inner.x, inner.y + heading, inner.width, inner.height - heading - band)
        panel = Box(inner.x, window.y + window.height, inner.width, band)
        blocks = _row(panel, grow)
    gap = 3 * grow
    scale = min((window.width - 2 * gap) / sheet.width, (window.height - 2 * gap) / sheet.height)
    origin = (
        window.x + (window.width - sheet.width * scale) / 2,
        window.y + (window.height - sheet.height * scale) / 2,
    )
    marks: list[Mark] = [
        _outline(inner, 0.7 * grow),
        _outline(window, _LINE * grow),
        *(_outline(block, _LINE * grow) for block in blocks),
    ]
    title = " ".join(part for part in (sheet.project, "四色安全风险空间分布图") if part)
    size = min(7.0 * grow, inner.width * 0.94 / max(_letters(title), 1))
    marks.append(Words(inner.x + inner.width / 2, inner.y + heading / 2, title, size, bold=True))
    compass, legend, symbols, block = blocks
    marks += _compass(compass, sheet, scale, grow)
    marks += _legend(legend, counts, grow, patterns=patterns)
    marks += _symbols(symbols, items, signs, grow)
    marks += _title_block(block, sheet, grow)
    return Framed(page, window, origin, scale, tuple(marks))


def _column(panel: Box, grow: float) -> tuple[Box, Box, Box, Box]:
    heights = [34 * grow, 50 * grow, 0.0, 74 * grow]
    heights[2] = panel.height - sum(heights)
    tops = [panel.y + sum(heights[:at]) for at in range(4)]
    first, second, third, fourth = (
        Box(panel.x, top, panel.width, height) for top, height in zip(tops, heights, strict=True)
    )
    return first, second, third, fourth


def _row(panel: Box, grow: float) -> tuple[Box, Box, Box, Box]:
    widths = [48 * grow, 60 * grow, 0.0, 78 * grow]
    widths[2] = panel.width - sum(widths)
    lefts = [panel.x + sum(widths[:at]) for at in range(4)]
    first, second, third, fourth = (
        Box(left, panel.y, width, panel.height) for left, width in zip(lefts, widths, strict=True)
    )
    return first, second, third, fourth


def _compass(box: Box, sheet: MapSheet, scale: float, grow: float) -> list[Mark]:
    x, y, far = box.x + 13 * grow, box.y + 17 * grow, 9 * grow
    turn = math.radians(sheet.north)

    def at(angle: float, length: float) -> tuple[float, float]:
        return x + length * math.sin(turn + angle), y - length * math.cos(turn + angle)

    tip, tail = at(0, far), at(math.pi, far * 0.35)
    marks: list[Mark] = [
        Area((tip, at(math.radians(150), far * 0.75), tail), style.INK),
        Area((tip, at(-math.radians(150), far * 0.75), tail), style.PAPER, 1.0, style.INK, 0.3 * grow),
        Words(*at(0, far + 3.2 * grow), "北", 3.6 * grow, bold=True),
    ]
    left, middle = box.x + 27 * grow, box.y + 17 * grow
    room = box.x + box.width - left - 4 * grow
    if sheet.mm_per_unit is None or sheet.mm_per_unit <= 0:
        marks.append(Words(left, middle, "未定比例", 3.2 * grow, style.QUIET, "left"))
        return marks
    metre = 1000 / float(sheet.mm_per_unit) * scale  # millimetres of paper in a metre of ground
    length = _round_length(room / metre)
    marks += [
        Area(
            ((left, middle), (left + length * metre / 2, middle), (left + length * metre / 2, middle + 1.6 * grow),
             (left, middle + 1.6 * grow)),
            style.INK,
        ),
        _outline(Box(left, middle, length * metre, 1.6 * grow), 0.25 * grow),
        Words(left, middle - 2.6 * grow, "0", 2.8 * grow),
        Words(left + length * metre, middle - 2.6 * grow, f"{length:g} m", 2.8 * grow, anchor="right"),
        Words(left, middle + 6 * grow, f"比例 1:{round(1000 / metre)}", 3.2 * grow, anchor="left"),
    ]  # fmt: skip
    return marks


def _legend(box: Box, counts: Mapping[RiskLevel, int], grow: float, *, patterns: bool) -> list[Mark]:
    marks: list[Mark] = [_head(box, "图例", grow)]
    step = (box.height - 10 * grow) / 4
    for number, level in enumerate(RiskLevel):
        y = box.y + 8.5 * grow + number * step
        swatch = Box(box.x + 4 * grow, y, 12 * grow, step * 0.66)
        points = swatch.corners()
        marks.append(Area(points, style.RISK[level], style.ZONE_OPACITY + 0.2, style.RISK[level], 0.5 * grow))
        if patterns:
            marks += hatching(points, style.HATCHES[level], 420 * grow, style.INK)
        middle = swatch.y + swatch.height / 2
        marks.append(Words(box.x + 19 * grow, middle, full_level(level), 3.6 * grow, anchor="left"))
        count = f"{counts.get(level, 0)} 处"
        marks.append(Words(box.x + box.width - 3 * grow, middle, count, 3.6 * grow, anchor="right"))
    return marks


def _symbols(box: Box, items: Iterable[Item], signs: Signs, grow: float) -> list[Mark]:
    marks: list[Mark] = [_head(box, "标识（示意图形）", grow)]
    listed = list(items)
    used = {item.symbol for item in listed if item.layer is Layer.MARK}
    shown: list[Sign] = [sign for sign in signs.signs if sign.code in used]
    height = 7.0 * grow
    columns = max(int(box.width // (30 * grow)), 1)
    rows = max(int((box.height - 10 * grow) // height), 0)
    wide = box.width / columns
    for number, sign in enumerate(shown[: columns * rows]):
        x = box.x + (number % columns) * wide + 3 * grow
        y = box.y + 8.5 * grow + number // columns * height
        marks += sign_marks(signs, sign, x, y, 5.2 * grow)
        size = min(2.9 * grow, (wide - 12 * grow) / max(_letters(sign.name), 1))
        marks.append(Words(x + 6.6 * grow, y + 2.6 * grow, sign.name, size, anchor="left"))
    left_out = len(shown) - columns * rows
    if left_out > 0:
        text = f"另有 {left_out} 种，见图上文字"
        marks.append(Words(box.x + 3 * grow, box.y + box.height - 2 * grow, text, 2.4 * grow, anchor="left"))
    if any(item.layer is Layer.ROUTE for item in listed) and rows > (len(shown) + columns - 1) // columns:
        y = box.y + 8.5 * grow + (len(shown) + columns - 1) // columns * height + 2.6 * grow
        line = ((box.x + 3 * grow, y), (box.x + 12 * grow, y))
        marks.append(Stroke(line, style.ROUTE, 0.9 * grow, (2.4 * grow, 1.2 * grow)))
        marks.append(Words(box.x + 14 * grow, y, "疏散路线", 2.9 * grow, anchor="left"))
    return marks


def _title_block(box: Box, sheet: MapSheet, grow: float) -> list[Mark]:
    rows: Sequence[tuple[str, str]] = (
        ("图名", " ".join(part for part in (sheet.name, sheet.part) if part)),
        ("项目", sheet.project),
        ("单位", sheet.unit),
        ("版本", f"第 {sheet.version} 版"),
        ("日期", sheet.drawn_on),
        ("编制", sheet.prepared_by),
        ("审核", sheet.checked_by),
        ("批准", sheet.approved_by),
    )
    marks: list[Mark] = []
    step = box.height / len(rows)
    head = 14 * grow
    for number, (name, value) in enumerate(rows):
        y = box.y + number * step
        if number:
            marks.append(Stroke(((box.x, y), (box.x + box.width, y)), style.INK, _LINE * grow))
        marks.append(Words(box.x + head / 2, y + step / 2, name, 3.2 * grow, style.QUIET))
        room = box.width - head - 4 * grow
        lines = _broken(value, room / (3.4 * grow), most=2)
        small = min(3.4 * grow, *(room / max(_letters(line), 1) for line in lines)) if lines else 0
        for at, line in enumerate(lines):
            shift = (at - (len(lines) - 1) / 2) * small * 1.2
            marks.append(Words(box.x + head + 2 * grow, y + step / 2 + shift, line, small, anchor="left"))
    marks.append(Stroke(((box.x + head, box.y), (box.x + head, box.y + box.height)), style.INK, _LINE * grow))
    return marks


def _broken(text: str, room: float, *, most: int) -> list[str]:
    """Text in at most `most` lines of about `room` letters; the last one takes what is left."""
    if not text:
        return []
    if _letters(text) <= room or most == 1:
        return [text]
    cut = max(int(len(text) * min(room / _letters(text), 1)), 1)
    if _letters(text) > room * most:
        cut = math.ceil(len(text) / most)
    return [text[:cut], *_broken(text[cut:], room, most=most - 1)]


def _letters(text: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.6 for char in text)


def _head(box: Box, text: str, grow: float) -> Words:
    return Words(box.x + box.width / 2, box.y + 4.5 * grow, text, 3.8 * grow, bold=True)


def _outline(box: Box, width: float) -> Area:
    return Area(box.corners(), "", 1.0, style.INK, width)


def _round_length(most: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not above `most`."""
    power = 10 ** math.floor(math.log10(max(most, 1e-6)))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= most * 1.0001)
