"""The first part of a month's 工作总结: the figures of a family's two forms in sentences, beside the month before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from anxi_desktop.domain.month_report import MonthReport
from anxi_desktop.domain.monthly import FORMS_OF
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import decimal_text

ALIVE_WORDS: Mapping[Family, str] = {
    Family.WORKS: "在建和停工的工程项目",
    Family.PROPERTY: "在管物业服务项目",
}
_TOTAL: Mapping[Family, str] = {Family.WORKS: "proj_total", Family.PROPERTY: "total"}
_REACHED: Mapping[Family, Mapping[str, str]] = {
    Family.WORKS: {
        "gb_aaa": "国家级AAA项目",
        "gb_prov_good": "省级优良项目",
        "gb_city_good": "市级优良项目",
        "gb_pass": "合格项目",
        "local_ungraded": "地标达标项目",
        "bench_city": "市级标杆",
        "bench_county": "县级标杆",
        "good_proj": "标化评定优良项目",
        "demo_posts": "示范岗位",
    },
    Family.PROPERTY: {"passed": "合格项目", "bench_n": "县级标杆"},
}
_PLAN: Mapping[Family, Mapping[str, str]] = {
    Family.WORKS: {
        "resp_list": "编制全员安全生产责任制及考核清单",
        "tl_proj": "健全三张清单",
        "fc_proj": "实行四色安全风险分级管控",
        "s5": "强化5S现场管理",
        "six": "完善六有可视化警示标识",
    },
    Family.PROPERTY: {
        "checklist": "编制安全检查清单",
        "resp_list": "编制全员安全生产责任制及考核清单",
        "risk_done": "完成安全风险辨识评估",
        "plan": "编制应急预案",
        "it": "应用信息化管理系统",
        "s5": "强化5S现场管理",
        "six": "完善六有可视化警示标识",
    },
}
_DOCUMENTS: Mapping[str, str] = {
    "doc_checklist": "安全生产检查清单",
    "doc_guide": "标准化运行提升指南",
    "doc_detail": "项目达标细则",
    "doc_grid": "网格员检查导则",
}
_MEASURES: tuple[tuple[str, str, str], ...] = (
    ("listed_proj", "挂牌督办项目", "个"),
    ("listed_ent", "挂牌督办企业", "家"),
    ("listed_haz", "挂牌督办隐患", "条"),
    ("fine_proj", "罚款", "次"),
    ("fine_ent", "罚款", "次"),
    ("fine_amt", "罚款金额", "万元"),
    ("halt", "责令停产停业整顿", "次"),
    ("licence", "暂扣或吊销证照", "次"),
    ("shut", "取缔关闭", "次"),
    ("judicial", "移送司法机关", "人次"),
    ("exposed", "曝光典型案例", "次"),
    ("warned", "约谈警示", "次"),
    ("incentive", "激励", "次"),
    ("restrain", "约束", "次"),
)

Number = int | Decimal


def overall_words(report: MonthReport, family: Family) -> str:
    """Projects, what they reached, 一企一策, standards, and enforcement; a paragraph a line."""
    stock, flow = FORMS_OF[family]
    total = _printed(report, stock, _TOTAL[family])
    reached = [
        f"{words}{_said(_printed(report, stock, key))}个{_change(report, stock, key, '个')}"
        for key, words in _REACHED[family].items()
        if _printed(report, stock, key)
    ]
    change = _change(report, stock, _TOTAL[family], "个", bracketed=False, always=True)
    first = f"截至{chinese_day(report.data.cut_off)}，{ALIVE_WORDS[family]}{_said(total)}个{change}。"
    if reached:
        first += f"其中{'、'.join(reached)}。"
    plan = [
        f"{words}的{_said(_printed(report, stock, key))}个{_change(report, stock, key, '个')}"
        for key, words in _PLAN[family].items()
    ]
    lines = [first, f"落实“一企一策”方面，{'，'.join(plan)}。"]
    documents = [
        f"{words}{_said(count)}份"
        for key, words in _DOCUMENTS.items()
        if (count := _printed(report, flow, key))
    ]
    if documents:
        lines.append(f"优化标准规范方面，累计发布{'、'.join(documents)}。")
    measures = [
        f"{words}{_said(count)}{unit}"
        for key, words, unit in _MEASURES
        if (count := _printed(report, flow, key))
    ]
    if measures:
        lines.append(f"执法激励约束方面，{_span(report, flow)}{'、'.join(measures)}。")
    return "\n".join(lines)


def _span(report: MonthReport, form: str) -> str:
    return "本年以来" if report.data.rules.code(f"A-05/{form}") == "year" else "本月"


def chinese_day(day: date) -> str:
    """2026年10月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _printed(report: MonthReport, form: str, key: str) -> Number:
    """What the form prints, over all its blocks."""
    return _sum(block.figures[key].value for block in report.forms[form] if key in block.figures)


def of_month(report: MonthReport, form: str, key: str) -> int:
    """A flow of the month: what the form prints, or where it prints the year's the month's own."""
    if report.data.rules.code(f"A-05/{form}") == "month":
        return int(_printed(report, form, key))
    return int(_sum(block.figures[key].month for block in report.forms[form] if key in block.figures))


def _sum(values: Iterable[object]) -> Number:
    total: Number = 0
    for value in values:
        if isinstance(value, int | Decimal):
            total += value
    return total


def _change(
    report: MonthReport, form: str, key: str, unit: str, *, bracketed: bool = True, always: bool = False
) -> str:
    """Against the month before: （比上月增加2个）; "" where nothing is known or, unless `always`, nothing changed."""
    before = [block.cells[key] for block in report.before.get(form, ()) if key in block.cells]
    if not before:
        return ""
    difference = _printed(report, form, key) - _sum(before)
    if not difference and not always:
        return ""
    said = difference_words(difference, unit)
    return f"（{said}）" if bracketed else f"，{said}"


def difference_words(difference: Number, unit: str) -> str:
    """比上月增加2个."""
    if not difference:
        return "与上月持平"
    word = "增加" if difference > 0 else "减少"
    return f"比上月{word}{_said(abs(difference))}{unit}"


def _said(number: Number) -> str:
    return decimal_text(number) if isinstance(number, Decimal) else str(number)
