"""What every figure of a monthly form is called and how it is counted, in the words printed beside it.

The counting rules are the defaults for what the county notice of 2023 leaves open; they are printed on the
second sheet of the workbook and shown beside a figure in the window.
"""

from __future__ import annotations

from dataclasses import dataclass

from anxi_desktop.domain.monthly import FORM_4


@dataclass(frozen=True, slots=True)
class FigureWords:
    """`label` is the way through the form's header, `rule` says what is counted."""

    label: str
    rule: str


_ALIVE = "截止日在建或停工的工程项目"
_PLAN = "落实“一企一策”"
_LISTS = f"{_PLAN}/健全三张清单"
_COLOURS = f"{_PLAN}/四色安全风险分级管控"


def _grade(word: str) -> FigureWords:
    return FigureWords(
        f"创建提升数量/国标/{word}",
        f"{_ALIVE}中，达标类型为国标、截止日达标等级为“{word}”的个数。各等级互不重复。",
    )


def _done(label: str, item: str) -> FigureWords:
    return FigureWords(f"{_PLAN}/{label}", f"{_ALIVE}中，截止日前已完成“{item}”事项的个数。")


def _points(colour: str) -> FigureWords:
    return FigureWords(
        f"{_COLOURS}/{colour}色风险",
        f"{_ALIVE}的风险点中，截止日前已辨识、等级为{colour}色的个数（数的是风险点，不是项目整体风险等级）。",
    )


FIGURES: dict[str, dict[str, FigureWords]] = {
    FORM_4: {
        "unit_type": FigureWords("填报单位类型", "按项目的填报单位类型分块；没有填的归入本单位的类型。"),
        "proj_total": FigureWords("项目数量/总数", f"{_ALIVE}的个数；当月竣工、撤出的不计。"),
        "gb_aaa": _grade("国家级AAA"),
        "gb_prov_good": _grade("省级优良"),
        "gb_city_good": _grade("市级优良"),
        "gb_pass": _grade("合格"),
        "local_ungraded": FigureWords(
            "创建提升数量/地标", f"{_ALIVE}中，达标类型为地标且已达标的个数；地标统一按不定级达标统计。"
        ),
        "bench_city": FigureWords("标杆数量/市级", f"{_ALIVE}中，截止日为市级标杆的个数。"),
        "bench_county": FigureWords("标杆数量/县级", f"{_ALIVE}中，截止日为县级标杆的个数。"),
        "good_proj": FigureWords(
            "优良项目数量/工程项目", f"{_ALIVE}中，截止日标化评定为优良的个数（不是省优与市优之和）。"
        ),
        "demo_posts": FigureWords("示范岗位/岗位", f"{_ALIVE}的示范岗位数合计。"),
        "resp_list": _done("编制全员安全生产责任制及考核清单", "责任制及考核清单"),
        "tl_proj": FigureWords(
            f"{_LISTS}/项目数量", f"{_ALIVE}中，检查清单、隐患清单、整改清单三项都已完成的个数。"
        ),
        "tl_found": FigureWords(
            f"{_LISTS}/自查隐患数量", "来源为自查、检查日期在当月的隐患条数；项目后来竣工或撤出的也计。"
        ),
        "tl_fixed": FigureWords(
            f"{_LISTS}/整改隐患数量", "来源为自查、复查合格的日期在当月的隐患条数（含以前月份发现的）。"
        ),
        "fc_proj": FigureWords(
            f"{_COLOURS}/项目数量", f"{_ALIVE}中，截止日前已完成“风险辨识评估”事项的个数。"
        ),
        "fc_red": _points("红"),
        "fc_orange": _points("橙"),
        "fc_yellow": _points("黄"),
        "fc_blue": _points("蓝"),
        "s5": _done("强化5S现场管理", "5S"),
        "six": _done("完善六有可视化警示标识", "六有"),
    }
}
