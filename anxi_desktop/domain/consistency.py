"""Do the figures of a month fit together? Findings are shown, never silently mended.

Rules R01 and R03 to R08 of the domain reference, those that annex 4 allows. An error should be cleared before
a form is handed in, a warning explained, and a note only tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.monthly import FORM_4, Block, Figure, MonthData, Source
from anxi_desktop.domain.records.hazard import HazardSource
from anxi_desktop.domain.records.project import RiskLevel


class Level(Enum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warn"
    NOTE = "info"


LEVEL_WORDS: dict[Level, str] = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTE: "提示"}
assert set(LEVEL_WORDS) == set(Level)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: the rule, its weight, the form, the block, the cells, and the sentence.

    `sources` are the records it is about, where it is about some.
    """

    rule: str
    level: Level
    form: str
    unit_type: str
    keys: tuple[str, ...]
    text: str
    sources: tuple[Source, ...] = ()


def findings(data: MonthData, blocks: list[Block]) -> list[Finding]:
    """All findings of the month's 附件4, block by block."""
    return [found for block in blocks for rule in _RULES for found in rule(data, block)]


_PARTS = ("resp_list", "tl_proj", "fc_proj", "s5", "six")
_GRADES = ("gb_aaa", "gb_prov_good", "gb_city_good", "gb_pass")
_COLOURS = tuple(f"fc_{level.value}" for level in RiskLevel)


def _whole(_data: MonthData, block: Block) -> Iterator[Finding]:
    """R01: all counts are integers ≥ 0."""
    for key, figure in block.figures.items():
        if isinstance(figure.value, int) and figure.value < 0:
            yield _finding("R01", Level.ERROR, block, (key,), f"“{_label(key)}”是负数。")


def _grades(_data: MonthData, block: Block) -> Iterator[Finding]:
    """R03: national grades and local standard together are no more than all projects."""
    keys = (*_GRADES, "local_ungraded")
    together, total = sum(_number(block, key) for key in keys), _number(block, "proj_total")
    if together > total:
        text = f"国标各等级与地标合计 {together} 个，多于项目总数 {total} 个。"
        yield _finding("R03", Level.ERROR, block, ("proj_total", *keys), text)


def _benchmarks(_data: MonthData, block: Block) -> Iterator[Finding]:
    """R04: benchmarks are no more than all projects."""
    together = _number(block, "bench_city") + _number(block, "bench_county")
    total = _number(block, "proj_total")
    if together > total:
        text = f"市级与县级标杆合计 {together} 个，多于项目总数 {total} 个。"
        yield _finding("R04", Level.WARNING, block, ("bench_city", "bench_county", "proj_total"), text)


def _good(_data: MonthData, block: Block) -> Iterator[Finding]:
    """R05: 优良 by evaluation against 优良 by grade; two notions that offices often mix up (A-11)."""
    good = _number(block, "good_proj")
    graded = _number(block, "gb_prov_good") + _number(block, "gb_city_good")
    if good != graded:
        text = (
            f"优良项目数量是 {good} 个（按标化评定），省级优良与市级优良合计 {graded} 个（按达标等级），"
            "请确认两处口径。"
        )
        yield _finding("R05", Level.WARNING, block, ("good_proj", "gb_prov_good", "gb_city_good"), text)


def _parts(_data: MonthData, block: Block) -> Iterator[Finding]:
    """R06: no measure is done by more projects than there are."""
    total = _number(block, "proj_total")
    for key in _PARTS:
        if _number(block, key) > total:
            text = f"“{_label(key)}”{_number(block, key)} 个，多于项目总数 {total} 个。"
            yield _finding("R06", Level.ERROR, block, (key, "proj_total"), text)


def _rectified(data: MonthData, block: Block) -> Iterator[Finding]:
    """R07: rectified ≤ found over all time; more in one month is backlog and only told."""
    day = data.cut_off.isoformat()
    members = block.members
    own = [h for h in data.hazards if h.project in members and h.source == HazardSource.SELF.value]
    found = sum(hazard.found_on is not None and hazard.found_on <= day for hazard in own)
    closed = sum(hazard.closed_on is not None and hazard.closed_on <= day for hazard in own)
    keys = ("tl_fixed", "tl_found")
    if closed > found:
        text = f"到截止日累计整改自查隐患 {closed} 条，多于累计自查发现 {found} 条。"
        yield _finding("R07", Level.ERROR, block, keys, text)
        return
    fixed, new = _number(block, "tl_fixed"), _number(block, "tl_found")
    if fixed > new:
        text = f"当月整改 {fixed} 条多于当月自查 {new} 条，多出的是以前月份发现的隐患。"
        yield _finding("R07", Level.NOTE, block, keys, text)


def _colours(data: MonthData, block: Block) -> Iterator[Finding]:
    """R08: points need an assessed project, and an assessed project has at least one point."""
    points = sum(_number(block, key) for key in _COLOURS)
    if points and not _number(block, "fc_proj"):
        text = f"有 {points} 个风险点，却没有一个项目完成“风险辨识评估”事项。"
        yield _finding("R08", Level.WARNING, block, ("fc_proj", *_COLOURS), text)
    with_points = {point.project for point in data.risk_points}
    assessed = block.figures.get("fc_proj", Figure(None)).sources
    bare = tuple(source for source in assessed if source.id not in with_points)
    if bare:
        names = {project.id: project.name for project in data.projects}
        shown = "、".join(names.get(source.id, source.id) for source in bare[:3])
        more = "等" if len(bare) > 3 else ""
        text = f"{len(bare)} 个完成“风险辨识评估”的项目还没有风险点：{shown}{more}。"
        yield _finding("R08", Level.WARNING, block, ("fc_proj",), text, bare)


_RULES: tuple[Callable[[MonthData, Block], Iterator[Finding]], ...] = (
    _whole,
    _grades,
    _benchmarks,
    _good,
    _parts,
    _rectified,
    _colours,
)


def _finding(
    rule: str,
    level: Level,
    block: Block,
    keys: tuple[str, ...],
    text: str,
    sources: tuple[Source, ...] = (),
) -> Finding:
    return Finding(rule, level, FORM_4, block.unit_type, keys, text, sources)


def _number(block: Block, key: str) -> int:
    figures: Mapping[str, Figure] = block.figures
    value = figures[key].value if key in figures else None
    return value if isinstance(value, int) else 0


def _label(key: str) -> str:
    return FIGURES[FORM_4][key].label
