"""What a month's figures say in sentences: the computed words of the 工作总结.

Every number comes from the forms or the trend, or is the difference of two of them; nothing else is said. A person
may write other words for any section. Source: notice 五（八）, a written summary every month beside the forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from anxi_desktop.domain.level_words import full_level
from anxi_desktop.domain.month_overall import (
    ALIVE_WORDS,
    chinese_day,
    difference_words,
    of_month,
    overall_words,
)
from anxi_desktop.domain.month_report import MonthReport
from anxi_desktop.domain.month_trend import MonthTrend
from anxi_desktop.domain.monthly import FORMS_OF
from anxi_desktop.domain.records.project import Family, RiskLevel


class Section(Enum):
    """The parts of a summary that have words of their own, in their order."""

    TITLE = "title"
    OVERALL = "overall"
    MEASURES = "measures"
    HAZARDS = "hazards"
    RISKS = "risks"
    TARGETS = "targets"
    PRACTICE = "practice"
    PROBLEMS = "problems"


HEADINGS: Mapping[Section, str] = {
    Section.TITLE: "标题",
    Section.OVERALL: "一、总体情况",
    Section.MEASURES: "二、主要做法",
    Section.HAZARDS: "三、隐患排查治理",
    Section.RISKS: "四、风险分级管控",
    Section.TARGETS: "五、“个十百”进展",
    Section.PRACTICE: "六、典型做法",
    Section.PROBLEMS: "七、存在问题和下一步打算",
}
assert tuple(HEADINGS) == tuple(Section)
REMEMBERED = frozenset({Section.TITLE, Section.MEASURES, Section.PRACTICE, Section.PROBLEMS})
"""Where a month without words of its own takes those of the latest month before it."""

_TRADE: Mapping[Family, str] = {Family.WORKS: "建筑施工", Family.PROPERTY: "物业服务项目"}
_SELF_KEYS: Mapping[Family, tuple[str, str]] = {
    Family.WORKS: ("tl_found", "tl_fixed"),
    Family.PROPERTY: ("found", "fixed"),
}

_ORDINALS = "一二三四五"


def computed_words(report: MonthReport, trend: MonthTrend) -> dict[Section, str]:
    """The computed words of every section, a paragraph a line; "" where only a person can write."""
    return {
        Section.TITLE: _title(report, trend),
        Section.OVERALL: overall_words(report, trend.family),
        Section.MEASURES: "",
        Section.HAZARDS: _hazards(report, trend),
        Section.RISKS: _risks(trend),
        Section.TARGETS: _targets(trend),
        Section.PRACTICE: "",
        Section.PROBLEMS: _problems(trend),
    }


def _title(report: MonthReport, trend: MonthTrend) -> str:
    unit = report.head.unit or "安溪县"
    month = trend.month
    return f"{unit}\n{_TRADE[trend.family]}安全生产标准化提升工作总结\n（{month.year}年{month.month}月）"


# ---- 三、隐患排查治理 ----------------------------------------------------------------------------------------


def _hazards(report: MonthReport, trend: MonthTrend) -> str:
    stock, flow = FORMS_OF[trend.family]
    own_found, own_fixed = (of_month(report, stock, key) for key in _SELF_KEYS[trend.family])
    visits, found, urged = (of_month(report, flow, key) for key in ("insp", "found", "urged"))
    now, before = trend.flows[-1], trend.flows[-2]
    declared = (
        f"（其中申报发现{now.declared_found}条、整改{now.declared_closed}条，没有明细）"
        if now.declared_found or now.declared_closed
        else ""
    )
    total = own_found + found
    is_distinct = trend.family is Family.PROPERTY and report.data.rules.code("A-15") == "distinct"
    unit = "家" if is_distinct else "个次"
    first = (
        f"本月（{_days(trend)}）企业自查发现隐患{own_found}条，整改{own_fixed}条{declared}；"
        f"主管部门和乡镇检查项目{visits}{unit}，发现隐患{found}条，督促整改{urged}条，复查销号{now.closed}条。"
        f"自查和检查共发现隐患{total}条，{difference_words(total - before.all_found, '条')}。"
    )
    lines = [first]
    late = f"，其中逾期未整改{trend.overdue}条" if trend.overdue else "，没有逾期未整改的隐患"
    left = f"还有{now.open_at_end}条隐患未销号{late}" if now.open_at_end else "登记的隐患都已销号"
    lines.append(f"截至{chinese_day(trend.day)}，{left}。")
    if trend.kinds:
        kinds = "、".join(f"{kind}{count}条" for kind, count in trend.kinds)
        rest = f"，另有{trend.unsorted}条没有填写类别" if trend.unsorted else ""
        lines.append(f"本月发现较多的隐患类别：{kinds}{rest}。")
    return "\n".join(lines)


def _days(trend: MonthTrend) -> str:
    since, until = trend.period.since, trend.period.until
    year = f"{since.year}年" if since.year != until.year else ""
    return f"{year}{since.month}月{since.day}日至{until.month}月{until.day}日"


# ---- 四、风险分级管控，五、“个十百” ---------------------------------------------------------------------------


def _risks(trend: MonthTrend) -> str:
    graded = sum(trend.project_levels[level.value] for level in RiskLevel)
    points = sum(trend.point_levels.values())
    lines: list[str] = []
    day = chinese_day(trend.period.until)
    if graded:
        rest = _rest(trend.project_levels, "个项目没有确定")
        lines.append(
            f"截至{day}，已确定整体安全风险等级的项目{graded}个：{_levels(trend.project_levels)}{rest}。"
        )
    else:
        lines.append(f"截至{day}，还没有项目确定整体安全风险等级。")
    if points:
        rest = _rest(trend.point_levels, "个没有定级")
        lines.append(f"已辨识安全风险点{points}个：{_levels(trend.point_levels)}{rest}。")
    covered = trend.coverage
    if covered.alive:
        left = covered.alive - covered.covered
        rest = f"，还有{left}个没有覆盖" if left else "，已全部覆盖"
        lines.append(
            f"{_coverage_span(trend)}应开展全覆盖检查的项目{covered.alive}个，已覆盖{covered.covered}个{rest}。"
        )
    return "\n".join(lines)


def _levels(counts: Mapping[str, int]) -> str:
    return "、".join(f"{full_level(level)}{counts[level.value]}个" for level in RiskLevel)


def _rest(counts: Mapping[str, int], words: str) -> str:
    return f"；还有{counts['']}{words}" if counts[""] else ""


def _coverage_span(trend: MonthTrend) -> str:
    return "本季度" if trend.family is Family.WORKS else "本年"


def _targets(trend: MonthTrend) -> str:
    base = f"底数{trend.base_target}个，" if trend.base_target is not None else ""
    parts: list[str] = []
    for target in trend.targets:
        if target.target is None:
            continue
        short = target.target - target.done
        state = f"还差{short}个" if short > 0 else "已完成"
        parts.append(f"{target.words}目标{target.target}个，已有{target.done}个，{state}")
    alive = f"{base}{ALIVE_WORDS[trend.family]}{trend.base}个。"
    if not parts:
        done = "、".join(f"{target.words}{target.done}个" for target in trend.targets)
        return f"{alive}本年还没有登记“个十百”示范工程的目标，目前有{done}。"
    return f"{alive}{'；'.join(parts)}。"


# ---- 七、存在问题和下一步打算 --------------------------------------------------------------------------------


def _problems(trend: MonthTrend) -> str:
    """A proposal from what is behind; it names no cause, which no record tells."""
    problems: list[str] = []
    if trend.overdue:
        longest = trend.overdue_list[0].days
        problems.append(
            f"逾期未整改的隐患还有{trend.overdue}条，最长的已逾期{longest}天。"
            "下一步逐条督促责任单位落实整改措施、责任人和期限，整改完成后及时复查销号。"
        )
    ungraded = trend.project_levels[""]
    if ungraded:
        problems.append(
            f"还有{ungraded}个项目没有确定整体安全风险等级。下一步督促项目完成风险辨识，按评估结果确定等级，实行差异化监管。"
        )
    left = trend.coverage.alive - trend.coverage.covered
    if left:
        problems.append(
            f"{_coverage_span(trend)}还有{left}个项目没有开展全覆盖检查。下一步排出检查计划，按期完成全覆盖检查并建立内档。"
        )
    short = [
        f"{target.words}还差{target.target - target.done}个"
        for target in trend.targets
        if target.target is not None and target.target > target.done
    ]
    if short:
        problems.append(f"“个十百”示范工程中{'、'.join(short)}。下一步加大培育和指导力度，按年度目标推进。")
    if not problems:
        if not trend.base:
            return ""
        return (
            f"截至{chinese_day(trend.day)}，没有逾期未整改的隐患，没有未确定整体安全风险等级的项目，"
            f"{_coverage_span(trend)}全覆盖检查已经完成。下一步继续抓好日常检查和动态管理。"
        )
    return "\n".join(f"{_ORDINALS[place]}是{text}" for place, text in enumerate(problems))
