"""口径: what the county notice leaves open, as named settings that hold for a year.

Each rule is an ambiguity of the notice or its forms, with the readings there are; the first is the recommended
one and holds where nobody chose. A rule with a single reading is a decision of this program that is printed
beside the others, so that an office can see every one. Source: domain reference 3.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anxi_desktop.domain.records.fields import JournalValue


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a rule: `code` in the records, `words` on the sheet."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One ambiguity: what is open, and its readings, the recommended one first."""

    id: str
    title: str
    readings: tuple[Reading, ...]

    @property
    def is_open(self) -> bool:
        """True where an office can choose."""
        return len(self.readings) > 1


def _fixed(code: str, title: str, words: str) -> Rule:
    return Rule(code, title, (Reading("only", words),))


def _choice(code: str, title: str, *readings: tuple[str, str]) -> Rule:
    return Rule(code, title, tuple(Reading(*reading) for reading in readings))


def _printed_flow(form: str) -> Rule:
    return _choice(
        f"A-05/{form}",
        f"{form}的流量栏填当月数还是累计数",
        ("month", "填当月数，另存本年累计"),
        ("year", "填本年累计数，另存当月数"),
    )


RULES: tuple[Rule, ...] = (
    _choice(
        "A-01",
        "物业月报的报送日",
        ("printed", "按表上印的每月3日前，同时提示正文要求的1日前"),
        ("strict", "按正文要求的下月1日前"),
    ),
    _fixed("A-02", "“1日前”是否含当日", "把当日作为最后期限，目标是它之前的最后一个工作日，两个日期都显示。"),
    _choice(
        "A-03",
        "统计截止",
        ("end", "月末最后一日24时"),
        ("day25", "每月25日24时（上月26日至本月25日），给提前盖章的单位"),
    ),
    _fixed("A-04", "报送日遇节假日", "提前到之前的工作日，不顺延。"),
    *(_printed_flow(form) for form in ("附件4", "附件5", "附件6", "附件7")),
    _fixed("A-06", "填报单位类型", "用可以修改的名单；附件6、附件7按表上印的“县（市、区）”。"),
    _choice(
        "A-07",
        "附件4、附件5的第二个空白块",
        ("printed", "不足两块时照表印出空白的第二块"),
        ("needed", "只印有数据的块"),
    ),
    _fixed("A-08", "两处“四色”", "附件4数风险点等级；附件5、附件7数项目整体等级。"),
    _fixed("A-09", "四色分级管控的项目数量", "截止日前完成“风险辨识评估”事项的项目。"),
    _fixed("A-10", "一个项目是否只属一种达标类型", "只按首要标准计一次，其他标准不重复计。"),
    _choice(
        "A-11",
        "优良项目数量",
        ("evaluation", "标化评定为优良的项目"),
        ("grades", "省级优良与市级优良之和"),
    ),
    _fixed("A-12", "合格是否包含优良", "不包含，各等级互不重复。"),
    _fixed("A-13", "自评项目", "登记但不进任何一栏，数目列在本页。"),
    _fixed("A-14", "个、家、个次、家次", "照表上印的单位，内部按同一口径数。"),
    _choice(
        "A-15",
        "附件7检查项目（家）",
        ("distinct", "当期检查过的不重复项目数"),
        ("visits", "当期检查次数"),
    ),
    _choice(
        "A-16",
        "督促整改隐患",
        ("ordered", "当期发现并书面限期整改或当场整改的监督隐患"),
        ("closed", "当期复查合格的监督隐患"),
    ),
    _choice(
        "A-17",
        "整改隐患数量",
        ("closed", "当期复查合格（销号）的自查隐患"),
        ("reported", "当期报告整改完成的自查隐患"),
    ),
    _fixed(
        "A-18", "没有明细的自查隐患", "按项目填申报数；一个项目一个月有明细就只数明细，不与申报数同时计。"
    ),
    _fixed("A-19", "附件5各色下只有“总数”一栏", "照表印出。"),
    _choice(
        "A-20",
        "附件7“企业数︵家次︶︶”多一个括号",
        ("corrected", "改正后印"),
        ("verbatim", "逐字照印"),
    ),
    _fixed("A-21", "附件4责任制一栏被分成两行字", "是一栏，全表22栏。"),
    _fixed("A-22", "名称前后不一致", "用各附件自己印的标题，模板可以修改。"),
    _choice(
        "A-23",
        "附件3物业行的总数、优良",
        ("blank", "照通知留空，内部按合格数计"),
        ("computed", "填优良与合格之和"),
    ),
    _fixed("A-24", "责令停产停业整顿（工地）", "停工整改的执法文书计入本栏。"),
    _fixed("A-25", "“企业”各栏按次数计", "按执法文书的份数计，可以查到项目和企业。"),
    _fixed("A-26", "“--”", "固定字样，不是零，不能改。"),
    _choice(
        "A-27",
        "全覆盖检查由谁做",
        ("office", "只计主管部门和乡镇的全覆盖检查，自查另列"),
        ("any", "企业自查的全覆盖检查也计"),
    ),
    _fixed("A-28", "报送给谁", "工程报质安中心，物业报物业股；收件人在设置里填。"),
    _fixed("A-29", "通知里的日期和阶段", "是2023年的，每年按计划另填，程序里不写死。"),
    _choice(
        "A-30",
        "当月竣工或撤出的项目",
        ("cut_off", "截止日不在建、不停工的不计入总数，当月的流量仍计"),
        ("any_day", "当月曾在建或停工的也计入总数"),
    ),
    _fixed(
        "A-31", "状态从哪天起算", "第一次登记的状态视为一直如此，以后的变化从生效日起算；流量按事件日期计。"
    ),
)

BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class CountingRules:
    """The readings that hold in a year; what nobody chose is the recommended one.

    `december` is the reading of A-03 in the year before ("": the same as this year's): January begins where that
    December ended, so that a day is in one month, whatever was chosen for either year.
    """

    year: int
    chosen: Mapping[str, str]
    december: str = ""

    @classmethod
    def of(cls, year: int, rows: Iterable[Mapping[str, JournalValue]]) -> CountingRules:
        """From the `counting_rule` records; one of another year, or of an unknown reading, is passed over."""
        chosen: dict[str, str] = {}
        for row in rows:
            rule = BY_ID.get(str(row["rule"]))
            if (
                rule is not None
                and row["year"] == year
                and any(r.code == row["choice"] for r in rule.readings)
            ):
                chosen[rule.id] = str(row["choice"])
        return cls(year, chosen)

    def code(self, rule: str) -> str:
        """The code of the reading that holds."""
        return self.chosen.get(rule, BY_ID[rule].readings[0].code)

    @property
    def opens_early(self) -> bool:
        """True where the year begins on the 26th of December."""
        return (self.december or self.code("A-03")) == "day25"

    def reading(self, rule: str) -> Reading:
        """The reading that holds."""
        code = self.code(rule)
        return next(reading for reading in BY_ID[rule].readings if reading.code == code)

    def codes(self) -> dict[str, str]:
        """Every rule that can be chosen with its code, to be frozen with a submission."""
        return {rule.id: self.code(rule.id) for rule in RULES if rule.is_open}


RECOMMENDED = CountingRules(0, {})
"""What holds where nobody chose anything."""
