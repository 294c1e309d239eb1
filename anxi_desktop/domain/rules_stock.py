"""Consistency rules between columns that show how things stand at the cut-off: R01–R06, R08–R10, R18, R19.

Source: domain reference 3, "Cross-field consistency rules".
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.finding import Finding, Level
from anxi_desktop.domain.month_figures import ITEMS_3, MILESTONES, progress_3
from anxi_desktop.domain.month_report import AMOUNTS
from anxi_desktop.domain.monthly import (
    FORM_3,
    FORM_4,
    FORM_5,
    FORM_6,
    FORM_7,
    FORMS,
    FORMS_OF,
    Cell,
    Figure,
)
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.review import (
    Review,
    ReviewedBlock,
    Rule,
    cell_words,
    project_sources,
    some_names,
    value_words,
)

WORDS = frozenset({"unit_type", "item", "remark"})
"""Cells that hold words."""
TOTALS = {FORM_4: "proj_total", FORM_5: "proj_total", FORM_6: "total", FORM_7: "proj_total"}
"""The cell of each form that counts its projects."""
LEVELS = tuple(level.value for level in RiskLevel)
POINTS = tuple(f"fc_{level}" for level in LEVELS)

_GRADES = ("gb_aaa", "gb_prov_good", "gb_city_good", "gb_pass")
_MOST_DECIMALS = 4


def _numbers(review: Review) -> Iterator[Finding]:
    """R01: all counts are whole numbers ≥ 0; amounts are ≥ 0 with at most 4 decimals."""
    for block in review.blocks(*FORMS):
        for key in FIGURES[block.form]:
            figure = block.block.figures.get(key)
            if figure is None or key in WORDS or _is_sound(key, figure.value):
                continue
            wanted = "不小于0、最多四位小数的金额" if key in AMOUNTS else "0或正整数"
            text = f"{cell_words(block.form, key)}填的是“{figure.value}”，应是{wanted}。"
            yield block.finding("R01", Level.ERROR, (key,), text)


def _is_sound(key: str, value: Cell) -> bool:
    if value is None:
        return True
    if isinstance(value, int):
        return value >= 0
    if key not in AMOUNTS or not isinstance(value, Decimal) or not value.is_finite():
        return False
    exponent = value.normalize().as_tuple().exponent
    return value >= 0 and isinstance(exponent, int) and exponent >= -_MOST_DECIMALS


def _targets(review: Review) -> Iterator[Finding]:
    """R02: 附件3 总数 = 优良 + 合格; a blank total is the form's own (A-23)."""
    for block in review.blocks(FORM_3):
        figure = block.block.figures.get("std_total")
        if figure is None or figure.value is None:
            continue
        total, good, passed = (block.number(key) for key in ("std_total", "std_good", "std_pass"))
        if total != good + passed:
            text = f"达标项目总数 {total} 个，优良 {good} 个与合格 {passed} 个合计 {good + passed} 个，两者应相等。"
            yield block.finding("R02", Level.ERROR, ("std_total", "std_good", "std_pass"), text)


def _grades(review: Review) -> Iterator[Finding]:
    """R03: national grades and local standard together are no more than all projects.

    A project has one 达标类型 at a time (A-10), so none can stand in two of the columns.
    """
    keys = (*_GRADES, "local_ungraded")
    for block in review.blocks(FORM_4):
        together, total = sum(block.number(key) for key in keys), block.number("proj_total")
        if together > total:
            text = f"国标各等级与地标合计 {together} 个，多于项目总数 {total} 个：请核对各等级的个数。"
            yield block.finding("R03", Level.ERROR, ("proj_total", *keys), text)


def _benchmarks(review: Review) -> Iterator[Finding]:
    """R04: benchmarks are no more than all projects. 乡级 is printed "--" and is no figure."""
    for block in review.blocks(FORM_4):
        together = block.number("bench_city") + block.number("bench_county")
        total = block.number("proj_total")
        if together > total:
            text = f"市级与县级标杆合计 {together} 个，多于项目总数 {total} 个：请核对标杆层级。"
            yield block.finding("R04", Level.WARNING, ("bench_city", "bench_county", "proj_total"), text)


def _good(review: Review) -> Iterator[Finding]:
    """R05: 优良 by evaluation against 优良 by grade; two notions that offices often mix up (A-11)."""
    for block in review.blocks(FORM_4):
        good = block.number("good_proj")
        graded = block.number("gb_prov_good") + block.number("gb_city_good")
        if good != graded:
            reading = review.report.data.rules.reading("A-11").words
            text = (
                f"优良项目数量 {good} 个（口径：{reading}），省级优良与市级优良合计 {graded} 个："
                "请核对标化评定和达标等级。"
            )
            yield block.finding("R05", Level.WARNING, ("good_proj", "gb_prov_good", "gb_city_good"), text)


def _milestones(review: Review) -> Iterator[Finding]:
    """R06: no item of 一企一策 is done by more projects than there are."""
    for block in review.blocks(FORM_4):
        yield from _more_than_all(block, "R06", tuple(MILESTONES[FORM_4]))


def _more_than_all(block: ReviewedBlock, rule: str, keys: tuple[str, ...]) -> Iterator[Finding]:
    total_key = TOTALS[block.form]
    total = block.number(total_key)
    for key in keys:
        if block.number(key) > total:
            text = f"{block.said(key)} 个，多于项目总数 {total} 个：请核对这一栏。"
            yield block.finding(rule, Level.ERROR, (key, total_key), text)


def _points(review: Review) -> Iterator[Finding]:
    """R08: points need an assessed project, and an assessed project has at least one point."""
    for block in review.blocks(FORM_4):
        points = sum(block.number(key) for key in POINTS)
        if points and not block.number("fc_proj"):
            text = f"有 {points} 个风险点，完成“风险辨识评估”事项的项目是 0 个：请补记完成日期。"
            yield block.finding("R08", Level.WARNING, ("fc_proj", *POINTS), text)
        assessed = {source.id for source in block.block.figures.get("fc_proj", Figure(None)).sources}
        bare = [
            project
            for project in block.projects
            if project.id in assessed and not any(project.points.values())
        ]
        if bare:
            names = some_names(project.name for project in bare)
            text = f"{len(bare)} 个完成“风险辨识评估”的项目没有风险点：{names}。请登记风险点。"
            yield block.finding("R08", Level.WARNING, ("fc_proj",), text, project_sources(bare))


def _colours(review: Review) -> Iterator[Finding]:
    """R09: 项目总数 = 红 + 橙 + 黄 + 蓝, and every project alive has its overall level."""
    keys = ("proj_total", *LEVELS)
    for block in review.blocks(FORM_5, FORM_7):
        total, together = block.number("proj_total"), sum(block.number(key) for key in LEVELS)
        if total != together:
            text = f"项目总数 {total} 个，红、橙、黄、蓝合计 {together} 个，两者应相等。"
            yield block.finding("R09", Level.ERROR, keys, text)
        bare = [project for project in block.alive if project.level not in LEVELS]
        if bare:
            names = some_names(project.name for project in bare)
            text = f"{len(bare)} 个项目没有整体风险等级，不在项目总数 {total} 个里：{names}。请先定级。"
            yield block.finding("R09", Level.ERROR, keys, text, project_sources(bare))


def _totals(review: Review) -> Iterator[Finding]:
    """R10: 附件5 counts the projects of 附件4, and 附件7 those of 附件6."""
    for first, second in FORMS_OF.values():
        for block in review.blocks(second):
            other = review.block(first, block.block.unit_type)
            total = block.number(TOTALS[second])
            expected = other.number(TOTALS[first]) if other else 0
            if total != expected:
                text = (
                    f"{second}项目总数 {total} 个，{first}项目总数 {expected} 个，两者应相等："
                    "请核对有没有项目没定整体风险等级，或哪一栏改过数。"
                )
                yield block.finding("R10", Level.ERROR, (TOTALS[second],), text)


def _estates(review: Review) -> Iterator[Finding]:
    """R18: 附件6 合格 and every item ≤ 总数 (error); 标杆 ≤ 合格 (usually, so only a warning)."""
    for block in review.blocks(FORM_6):
        yield from _more_than_all(block, "R18", ("passed", *MILESTONES[FORM_6]))
        bench, passed = block.number("bench_n"), block.number("passed")
        if bench > passed:
            text = f"标杆 {bench} 家，多于合格项目 {passed} 个：请核对标杆项目是否都已评为合格。"
            yield block.finding("R18", Level.WARNING, ("bench_n", "passed"), text)


def _progress(review: Review) -> Iterator[Finding]:
    """R19: how far the year's targets of 附件3 are reached; only told."""
    data = review.report.data
    for family, item in ITEMS_3.items():
        block = review.block(FORM_3, item)
        if block is None:
            continue
        done = progress_3(data, family)
        figures = block.block.figures
        keys = tuple(key for key in done if key in figures and figures[key].value is not None)
        if keys:
            said = "，".join(_reached(key, done[key], figures[key]) for key in keys)
            text = f"到 {data.cut_off.isoformat()}，现有数/目标数：{said}。"
            yield block.finding("R19", Level.NOTE, keys, text)


def _reached(key: str, done: Figure, target: Figure) -> str:
    return f"{cell_words(FORM_3, key)}{value_words(done.value)}/{value_words(target.value)}"


RULES: dict[str, Rule] = {
    "R01": _numbers,
    "R02": _targets,
    "R03": _grades,
    "R04": _benchmarks,
    "R05": _good,
    "R06": _milestones,
    "R08": _points,
    "R09": _colours,
    "R10": _totals,
    "R18": _estates,
    "R19": _progress,
}
