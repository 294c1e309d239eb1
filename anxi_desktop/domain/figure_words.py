"""What every figure of a monthly form is called and how it is counted, in the words printed beside it.

The words of what an office can choose (口径) are those of the reading that holds; all of them stand on the second
sheet of the workbook and beside a figure in the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from anxi_desktop.domain.counting_rules import CountingRules
from anxi_desktop.domain.monthly import FORM_3, FORM_4, FORM_5, FORM_6, FORM_7

MANUAL_3 = ("base", "bench", "std_good", "std_pass", "demo", "remark")
"""The cells of 附件3 that are typed in: the year's targets."""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """`label` is the way through the form's header, `rule` says what is counted, `depends` on which reading."""

    label: str
    rule: str
    depends: str = ""

    def told(self, rules: CountingRules) -> str:
        """The counting rule, with the reading that holds where there is a choice."""
        return (
            f"{self.rule}（口径{self.depends}：{rules.reading(self.depends).words}）"
            if self.depends
            else self.rule
        )


_WORKS = "截止日在建或停工的工程项目"
_ESTATES = "截止日在管的物业项目"
_PLAN = "落实“一企一策”"
_LISTS = f"{_PLAN}/健全三张清单"
_COLOURS = f"{_PLAN}/四色安全风险分级管控"
_DOCS = "优化标准规范"
_LEVELS = "四色安全风险分级动态监管"
_LAW = "执法激励约束"


def _done(alive: str, label: str, item: str) -> FigureWords:
    return FigureWords(f"{_PLAN}/{label}", f"{alive}中，截止日前已完成“{item}”事项的个数。")


def _grade(word: str) -> FigureWords:
    return FigureWords(
        f"创建提升数量/国标/{word}",
        f"{_WORKS}中，达标类型为国标、截止日达标等级为“{word}”的个数。各等级互不重复。",
    )


def _points(colour: str) -> FigureWords:
    return FigureWords(
        f"{_COLOURS}/{colour}色风险",
        f"{_WORKS}的风险点中，截止日前已辨识、等级为{colour}色的个数（数的是风险点，不是项目整体风险等级）。",
    )


def _document(label: str) -> FigureWords:
    return FigureWords(
        f"{_DOCS}/{label}", f"标准规范文件台账中，截止日前发布的“{label}”份数合计（没填份数的按1份）。"
    )


def _level(alive: str, colour: str) -> FigureWords:
    return FigureWords(
        f"{_LEVELS}/{colour}色风险项目", f"{alive}中，截止日整体风险等级为{colour}色的个数（不是风险点）。"
    )


def _measure(label: str, what: str = "文书份数") -> FigureWords:
    return FigureWords(f"{_LAW}/{label}", f"执法激励台账中，日期在当期的“{label}”{what}。")


def _levels(alive: str) -> dict[str, FigureWords]:
    return {
        "proj_total": FigureWords(
            f"{_LEVELS}/项目总数", f"{alive}中，截止日已定整体风险等级的个数；还没定级的在核对里列出。"
        ),
        "red": _level(alive, "红"),
        "orange": _level(alive, "橙"),
        "yellow": _level(alive, "黄"),
        "blue": _level(alive, "蓝"),
    }


def _law(family: str, listed: tuple[str, str], fine: str) -> dict[str, FigureWords]:
    return {
        "found": FigureWords(
            f"{_LAW}/发现隐患",
            f"{family}上来源为监督检查、检查日期在当期的隐患条数；项目后来竣工或撤出的也计。",
        ),
        "urged": FigureWords(f"{_LAW}/督促整改隐患", f"{family}上督促整改的监督隐患条数。", "A-16"),
        listed[0]: FigureWords(
            f"{_LAW}/重大隐患挂牌督办/{listed[1]}",
            f"当期挂牌督办的{family}：逐条挂牌的一个项目一个月计一次，只在台账登记的每份计一次。",
        ),
        "listed_haz": FigureWords(f"{_LAW}/重大隐患挂牌督办/隐患数", "当期挂牌督办的隐患条数。"),
        fine: FigureWords(f"{_LAW}/罚款/{listed[1]}", "执法激励台账中，日期在当期的罚款文书份数。"),
        "fine_amt": FigureWords(f"{_LAW}/罚款/金额", "执法激励台账中，日期在当期的罚款金额合计，万元。"),
        "halt": _measure("责令停产停业整顿"),
        "licence": _measure("暂扣或吊销证照企业"),
        "shut": _measure("取缔关闭企业"),
        "judicial": _measure("移送司法机关", "人次（没填人数的按1人）"),
        "exposed": _measure("曝光典型案例企业"),
        "warned": _measure("约谈警示企业"),
        "incentive": _measure("激励单位"),
        "restrain": _measure("约束单位"),
    }


_TARGET = "年度目标，手工填写；完成情况看右边的明细。"
_UNIT_TYPE = FigureWords("填报单位类型", "按项目的填报单位类型分块；没有填的归入本单位的类型。")
_COUNTY = FigureWords("填报单位类型", "照表上印的“县（市、区）”，包含本辖区所有物业服务项目。")

FIGURES: Mapping[str, Mapping[str, FigureWords]] = {
    FORM_3: {
        "item": FigureWords("项目", "照表上印的两行。"),
        "base": FigureWords("底数", _TARGET),
        "bench": FigureWords("标杆项目数量", _TARGET),
        "std_total": FigureWords("标化评定达标项目/总数", "优良与合格之和；物业行照通知留空。", "A-23"),
        "std_good": FigureWords("标化评定达标项目/优良数量", _TARGET),
        "std_pass": FigureWords("标化评定达标项目/合格数量", _TARGET),
        "demo": FigureWords("示范岗位数", _TARGET),
        "remark": FigureWords("备注", "手工填写。"),
    },
    FORM_4: {
        "unit_type": _UNIT_TYPE,
        "proj_total": FigureWords("项目数量/总数", f"{_WORKS}的个数。", "A-30"),
        "gb_aaa": _grade("国家级AAA"),
        "gb_prov_good": _grade("省级优良"),
        "gb_city_good": _grade("市级优良"),
        "gb_pass": _grade("合格"),
        "local_ungraded": FigureWords(
            "创建提升数量/地标", f"{_WORKS}中，达标类型为地标且已达标的个数；地标统一按不定级达标统计。"
        ),
        "bench_city": FigureWords("标杆数量/市级", f"{_WORKS}中，截止日为市级标杆的个数。"),
        "bench_county": FigureWords("标杆数量/县级", f"{_WORKS}中，截止日为县级标杆的个数。"),
        "good_proj": FigureWords("优良项目数量/工程项目", f"{_WORKS}中，截止日优良的个数。", "A-11"),
        "demo_posts": FigureWords("示范岗位/岗位", f"{_WORKS}的示范岗位数合计。"),
        "resp_list": _done(_WORKS, "编制全员安全生产责任制及考核清单", "责任制及考核清单"),
        "tl_proj": FigureWords(
            f"{_LISTS}/项目数量", f"{_WORKS}中，检查清单、隐患清单、整改清单三项都已完成的个数。"
        ),
        "tl_found": FigureWords(
            f"{_LISTS}/自查隐患数量",
            "工程项目上来源为自查、检查日期在当期的隐患条数；没有明细的项目用申报数；项目后来竣工或撤出的也计。",
        ),
        "tl_fixed": FigureWords(
            f"{_LISTS}/整改隐患数量",
            "当期整改的自查隐患条数，含以前月份发现的；没有明细的项目用申报数。",
            "A-17",
        ),
        "fc_proj": FigureWords(
            f"{_COLOURS}/项目数量", f"{_WORKS}中，截止日前已完成“风险辨识评估”事项的个数。"
        ),
        "fc_red": _points("红"),
        "fc_orange": _points("橙"),
        "fc_yellow": _points("黄"),
        "fc_blue": _points("蓝"),
        "s5": _done(_WORKS, "强化5S现场管理", "5S"),
        "six": _done(_WORKS, "完善六有可视化警示标识", "六有"),
    },
    FORM_5: {
        "unit_type": _UNIT_TYPE,
        "doc_checklist": _document("安全生产检查清单"),
        "doc_guide": _document("标准化运行提升指南"),
        "doc_detail": _document("工程项目达标细则"),
        "doc_grid": _document("网格员安全生产检查导则"),
        **_levels(_WORKS),
        "insp": FigureWords(
            f"{_LAW}/检查项目",
            "主管部门或乡镇在当期对工程项目的检查次数（含复查），一次检查一个项目计一个次。",
        ),
        **_law("工程项目", ("listed_proj", "项目数"), "fine_proj"),
    },
    FORM_6: {
        "unit_type": _COUNTY,
        "total": FigureWords("项目数量/总数", f"{_ESTATES}的个数。", "A-30"),
        "passed": FigureWords("项目数量/合格项目", f"{_ESTATES}中，截止日达标等级为合格的个数。"),
        "bench_n": FigureWords("标杆数量/标杆数量", f"{_ESTATES}中，截止日为县级标杆的个数。"),
        "checklist": _done(_ESTATES, "编制安全检查清单", "检查清单"),
        "resp_list": _done(_ESTATES, "编制全员安全生产责任制及考核清单", "责任制及考核清单"),
        "risk_done": _done(_ESTATES, "完成安全风险辨识评估", "风险辨识评估"),
        "found": FigureWords(
            f"{_PLAN}/自查隐患数量",
            "物业项目上来源为自查、检查日期在当期的隐患条数；没有明细的项目用申报数。",
        ),
        "fixed": FigureWords(
            f"{_PLAN}/整改隐患数量",
            "当期整改的自查隐患条数，含以前月份发现的；没有明细的项目用申报数。",
            "A-17",
        ),
        "plan": _done(_ESTATES, "编制应急预案", "应急预案"),
        "it": _done(_ESTATES, "应用信息化管理系统", "信息化系统"),
        "s5": _done(_ESTATES, "强化5S现场管理", "5S"),
        "six": _done(_ESTATES, "完善六有可视化警示标识", "六有"),
    },
    FORM_7: {
        "unit_type": _COUNTY,
        "doc_checklist": _document("安全生产检查清单"),
        "doc_guide": _document("标准化运行提升指南"),
        **_levels(_ESTATES),
        "insp": FigureWords(f"{_LAW}/检查项目", "主管部门或乡镇在当期检查过的物业项目。", "A-15"),
        **_law("物业项目", ("listed_ent", "企业数"), "fine_ent"),
    },
}


@cache
def label_of(form: str, key: str) -> str:
    """What a cell is called, its way through the header with › between."""
    return FIGURES[form][key].label.replace("/", " › ")
