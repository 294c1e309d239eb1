"""Every consistency rule R01 to R24: silent where the figures fit, telling the right cell where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from anxi_desktop.domain.consistency import LEVEL_WORDS, RULES, Finding, Level, findings
from anxi_desktop.domain.counting_rules import CountingRules
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.month_report import HandCell, Head, MonthFacts, MonthReport, NamedHazard, Submitted
from anxi_desktop.domain.monthly import (
    FORM_3,
    FORM_4,
    FORM_5,
    FORM_6,
    FORM_7,
    FORMS,
    Cell,
    CountedListing,
    CountedMeasure,
    CountedProject,
    CountedTarget,
    Flow,
    FlowKind,
    MonthData,
    Source,
)
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.snapshot import FrozenBlock, Snapshot, freeze

OCTOBER = Month(2026, 10)
OWN = "县级主管部门"
TODAY = date(2026, 11, 2)
ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

Told = tuple[Level, str, str]
"""The level, the form and the cell to jump to."""


def project(
    row: str, *, family: str = "works", flows: Mapping[FlowKind, Flow] | None = None, **more: Any
) -> CountedProject:
    """A project that every rule is content with, unless `more` says otherwise."""
    made = CountedProject(
        row,
        f"{row}工程",
        family,
        None,
        {"state": "active", "level": "blue"},
        covered_on=date(2026, 10, 5),
        flows=flows or {},
    )
    return replace(made, **more)


def estate(row: str, **more: Any) -> CountedProject:
    return project(row, family="property", **more)


def county(*projects: CountedProject, month: Month = OCTOBER, codes: str = "", **more: Any) -> MonthData:
    """`codes` as "A-15=visits A-05/附件5=year"."""
    rules = CountingRules(month.year, dict(code.split("=") for code in codes.split()))
    return replace(MonthData(month, OWN, projects, rules=rules), **more)


def report(data: MonthData, cells: Mapping[tuple[str, str], Cell] | None = None, **more: Any) -> MonthReport:
    """The forms of `data`, with `cells` put into their first blocks as a person would."""
    forms = month_forms(data)
    for (form, key), value in (cells or {}).items():
        first, *others = forms[form]
        figure = replace(first.figures[key], value=value, is_override=True)
        forms[form] = (replace(first, figures={**first.figures, key: figure}), *others)
    return replace(MonthReport(data, forms), **more)


def of(form: str, **cells: Cell) -> MonthReport:
    """An empty county with these cells in one form."""
    return report(county(), {(form, key): value for key, value in cells.items()})


def after(
    form: str, was: Mapping[str, Cell], *, year: Mapping[str, Cell] | None = None, **more: Any
) -> MonthReport:
    """A report whose month before showed `was` in the first block of a form."""
    base = report(**more)
    block = FrozenBlock(base.forms[form][0].unit_type, was, year or {}, {})
    return replace(base, before={form: (block,)})


def because(base: MonthReport, form: str, key: str, reason: str) -> MonthReport:
    block = base.forms[form][0]
    figure = replace(block.figures[key], reason=reason)
    changed = replace(block, figures={**block.figures, key: figure})
    return replace(base, forms={**base.forms, form: (changed, *base.forms[form][1:])})


def handed_in(base: MonthReport, family: Family, *, is_whole: bool = True, **changed: Cell) -> MonthReport:
    """`base` after a submission in which some cells of the family's first block stood otherwise."""
    snapshot = base.snapshot(family, ())
    forms = {
        form: (
            replace(first, cells={**first.cells, **{k: v for k, v in changed.items() if k in first.cells}}),
            *rest,
        )
        for form, (first, *rest) in snapshot.forms.items()
    }
    one = Submitted("s1", family, date(2026, 11, 1), "", "", "", is_whole, (), replace(snapshot, forms=forms))
    return replace(base, submitted=(*base.submitted, one))


def hazard(row: str, home: str, words: str = "3# · 临边无防护") -> NamedHazard:
    return NamedHazard(Source("hazard", row), home, f"{home}工程", words)


def told(base: MonthReport, rule: str, *, final: bool = False) -> list[Told]:
    return [(one.level, one.form, one.keys[0]) for one in found(base, rule, final=final)]


def found(base: MonthReport, rule: str, *, final: bool = False) -> list[Finding]:
    return [one for one in findings(base, today=TODAY, final=final) if one.rule == rule]


def flow(month: int, ever: int | None = None) -> Flow:
    return Flow(month, month, month if ever is None else ever)


def fine(row: str, amount: str | None, day: date = date(2026, 10, 8)) -> CountedMeasure:
    return CountedMeasure(row, "fine", day, "works", None, None, Decimal(amount) if amount else None)


VISITED = {FlowKind.VISITS: flow(1)}
HEAD = Head("安溪县某单位", "张某", "0595-2323 0000", date(2026, 10, 31))
STANDS = county(project("甲"), project("乙"))

# Rule: reports in which it tells, and what it tells of them.
WRONG: dict[str, list[tuple[MonthReport, list[Told]]]] = {
    "R01": [
        (of(FORM_4, demo_posts=-1), [(ERROR, FORM_4, "demo_posts")]),
        (of(FORM_6, total=Decimal("1.5")), [(ERROR, FORM_6, "total")]),
        (of(FORM_6, total="很多"), [(ERROR, FORM_6, "total")]),
        (of(FORM_5, fine_amt=Decimal("-0.1")), [(ERROR, FORM_5, "fine_amt")]),
        (of(FORM_7, fine_amt=Decimal("0.12345")), [(ERROR, FORM_7, "fine_amt")]),
        (of(FORM_7, fine_amt=Decimal("NaN")), [(ERROR, FORM_7, "fine_amt")]),
        (of(FORM_3, base=-2), [(ERROR, FORM_3, "base")]),
    ],
    "R02": [(of(FORM_3, std_total=42, std_good=2, std_pass=39), [(ERROR, FORM_3, "std_total")])],
    "R03": [(of(FORM_4, proj_total=4, gb_pass=3, local_ungraded=2), [(ERROR, FORM_4, "proj_total")])],
    "R04": [(of(FORM_4, proj_total=2, bench_city=1, bench_county=2), [(WARNING, FORM_4, "bench_city")])],
    "R05": [
        (
            of(FORM_4, proj_total=9, good_proj=3, gb_prov_good=1, gb_city_good=1),
            [(WARNING, FORM_4, "good_proj")],
        )
    ],
    "R06": [
        (of(FORM_4, proj_total=2, **{key: 3}), [(ERROR, FORM_4, key)])
        for key in ("resp_list", "tl_proj", "fc_proj", "s5", "six")
    ],
    "R07": [
        (
            report(
                county(project("甲", flows={FlowKind.SELF_FIXED: flow(1, 5), FlowKind.SELF_FOUND: flow(4)}))
            ),
            [(ERROR, FORM_4, "tl_fixed")],
        ),
        (
            report(county(project("甲", declared={FlowKind.SELF_FIXED: flow(1)}))),
            [(ERROR, FORM_4, "tl_fixed")],
        ),
        (
            report(
                county(
                    project("甲", flows={FlowKind.SELF_FIXED: flow(3, 9), FlowKind.SELF_FOUND: flow(1, 9)})
                )
            ),
            [(NOTE, FORM_4, "tl_fixed")],
        ),
        (of(FORM_4, tl_fixed=1), [(ERROR, FORM_4, "tl_fixed")]),
        (of(FORM_6, fixed=1), [(ERROR, FORM_6, "fixed")]),
    ],
    "R08": [
        (of(FORM_4, proj_total=2, fc_red=1), [(WARNING, FORM_4, "fc_proj")]),
        (
            report(county(project("甲", milestones=frozenset({"risk_assessment"})))),
            [(WARNING, FORM_4, "fc_proj")],
        ),
    ],
    "R09": [
        (of(FORM_5, proj_total=3, red=1, blue=1), [(ERROR, FORM_5, "proj_total")]),
        (of(FORM_7, proj_total=1), [(ERROR, FORM_7, "proj_total")]),
        (report(county(project("甲", status={"state": "active"}))), [(ERROR, FORM_5, "proj_total")]),
        (report(county(estate("甲", status={"level": "purple"}))), [(ERROR, FORM_7, "proj_total")]),
    ],
    "R10": [
        (report(STANDS, {(FORM_5, "proj_total"): 3}), [(ERROR, FORM_5, "proj_total")]),
        (of(FORM_6, total=1), [(ERROR, FORM_7, "proj_total")]),
        (report(county(project("甲", status={"state": "active"}))), [(ERROR, FORM_5, "proj_total")]),
    ],
    "R11": [
        (
            report(county(estate("甲", flows={FlowKind.URGED: flow(1, 4), FlowKind.FOUND: flow(3)}))),
            [(ERROR, FORM_7, "urged")],
        ),
        (
            report(county(project("甲", flows={FlowKind.URGED: flow(4), FlowKind.FOUND: flow(1, 4)}))),
            [(NOTE, FORM_5, "urged")],
        ),
    ],
    "R12": [
        (of(FORM_5, listed_proj=1), [(ERROR, FORM_5, "listed_haz")]),
        (of(FORM_7, listed_haz=1), [(ERROR, FORM_7, "listed_ent"), (WARNING, FORM_7, "listed_haz")]),
        (
            report(
                STANDS,
                {(FORM_5, "listed_proj"): 3, (FORM_5, "listed_haz"): 2},
                facts=MonthFacts((), (), {"甲": 2}),
            ),
            [(ERROR, FORM_5, "listed_proj")],
        ),
        (
            report(county(project("甲"), listings=(CountedListing("l", "甲", date(2026, 10, 3)),))),
            [(WARNING, FORM_5, "listed_haz")],
        ),
    ],
    "R13": [
        (of(FORM_5, fine_proj=1), [(ERROR, FORM_5, "fine_amt")]),
        (of(FORM_7, fine_amt=Decimal(2)), [(ERROR, FORM_7, "fine_ent")]),
        (report(county(measures=(fine("f", None),))), [(ERROR, FORM_5, "fine_amt")]),
    ],
    "R14": [
        (
            report(county(project("甲", flows=VISITED), project("乙", flows=VISITED)), {(FORM_5, "insp"): 1}),
            [(ERROR, FORM_5, "insp")],
        ),
        (of(FORM_7, insp=2, proj_total=1, blue=1), [(ERROR, FORM_7, "insp")]),
        (report(county(estate("甲", alive=False, flows=VISITED))), [(NOTE, FORM_7, "insp")]),
        (
            report(county(estate("甲", flows=VISITED), codes="A-15=visits"), {(FORM_7, "insp"): 0}),
            [(ERROR, FORM_7, "insp")],
        ),
    ],
    "R15": [
        (of(FORM_5, found=1), [(WARNING, FORM_5, "insp")]),
        (of(FORM_7, halt=1), [(WARNING, FORM_7, "insp")]),
        (of(FORM_7, found=1, fine_ent=1), [(WARNING, FORM_7, "insp")] * 2),
    ],
    "R16": [
        (
            after(FORM_4, {"proj_total": 11}, data=county(*map(project, "甲乙丙丁戊己庚辛壬癸"))),
            [(WARNING, FORM_4, "proj_total")],
        ),
        (
            after(FORM_5, {"found": 10}, data=county(), cells={(FORM_5, "found"): 14}),
            [(WARNING, FORM_5, "found")],
        ),
        (
            after(
                FORM_5, {"fine_amt": Decimal(10)}, data=county(), cells={(FORM_5, "fine_amt"): Decimal("6.9")}
            ),
            [(WARNING, FORM_5, "fine_amt")],
        ),
        (
            after(FORM_4, {"fc_red": 10}, data=county(), cells={(FORM_4, "fc_red"): 6}),
            [(WARNING, FORM_4, "fc_red")],
        ),
        (
            because(after(FORM_4, {"proj_total": 3}, data=STANDS), FORM_4, "proj_total", "一个项目竣工"),
            [(NOTE, FORM_4, "proj_total")],
        ),
    ],
    "R17": [
        (after(FORM_5, {}, year={"insp": 1}, data=county()), [(ERROR, FORM_5, "insp")]),
        (
            after(
                FORM_5,
                {"found": 5},
                year={"found": 3},
                data=county(codes="A-05/附件5=year"),
                cells={(FORM_5, "found"): 4},
            ),
            [(ERROR, FORM_5, "found")],
        ),
    ],
    "R18": [
        (of(FORM_6, total=1, passed=2), [(ERROR, FORM_6, "passed")]),
        (of(FORM_6, total=2, passed=1, bench_n=2), [(WARNING, FORM_6, "bench_n")]),
        (of(FORM_6, total=1, plan=2), [(ERROR, FORM_6, "plan")]),
    ],
    "R19": [
        (
            report(
                county(
                    targets={"works": CountedTarget("t", bench=2), "property": CountedTarget("u", demo=30)}
                )
            ),
            [(NOTE, FORM_3, "bench"), (NOTE, FORM_3, "demo")],
        )
    ],
    "R20": [
        (report(STANDS, facts=MonthFacts(disorder=(hazard("h", "甲"),))), [(ERROR, FORM_4, "tl_found")]),
        (
            report(county(estate("甲")), facts=MonthFacts(disorder=(hazard("h", "甲"),))),
            [(ERROR, FORM_6, "found")],
        ),
        (
            report(county(month=Month(2026, 11), measures=(fine("f", "2", date(2026, 11, 3)),))),
            [(WARNING, FORM_5, "fine_proj")],
        ),
        (
            report(
                county(
                    estate("甲"),
                    month=Month(2026, 11),
                    listings=(CountedListing("l", "甲", date(2026, 11, 3)),),
                )
            ),
            [(WARNING, FORM_7, "listed_ent")],
        ),
    ],
    "R21": [
        (report(county(project("甲", covered_on=date(2026, 9, 30)))), [(NOTE, FORM_5, "insp")]),
        (report(county(project("甲", covered_on=None), month=Month(2026, 12))), [(WARNING, FORM_5, "insp")]),
        (report(county(estate("甲", covered_on=date(2025, 12, 31)))), [(NOTE, FORM_7, "insp")]),
        (report(county(estate("甲", covered_on=None), month=Month(2026, 11))), [(WARNING, FORM_7, "insp")]),
        (
            report(county(project("甲", covered_on=date(2026, 9, 25)), codes="A-03=day25")),
            [(NOTE, FORM_5, "insp")],
        ),
    ],
    "R22": [
        (report(STANDS, facts=MonthFacts(doubles=(hazard("h", "甲"),))), [(ERROR, FORM_4, "tl_found")]),
        (
            report(county(estate("甲")), facts=MonthFacts(doubles=(hazard("h", "甲"),))),
            [(ERROR, FORM_6, "found")],
        ),
    ],
    "R23": [
        (report(county(), head=head), [(WARNING, form, "unit_type") for form in FORMS[1:]])
        for head in (
            Head(),
            replace(HEAD, unit=" "),
            replace(HEAD, person=""),
            replace(HEAD, phone=""),
            replace(HEAD, phone="123456"),
            replace(HEAD, phone="0595 2323 0000 转 8"),
            replace(HEAD, phone="０５９５２３２３００００"),
            replace(HEAD, filled_on=None),
            replace(HEAD, filled_on=date(2026, 10, 30)),
        )
    ],
    "R24": [
        (handed_in(report(STANDS), Family.WORKS, is_whole=False), [(ERROR, FORM_4, "unit_type")]),
        (
            handed_in(report(STANDS), Family.WORKS, proj_total=1),
            [(NOTE, FORM_4, "proj_total"), (NOTE, FORM_5, "proj_total")],
        ),
        (handed_in(report(STANDS), Family.PROPERTY, it=1, fixed=4), [(NOTE, FORM_6, "fixed")]),
    ],
}

# Rule: reports of which it says nothing.
RIGHT: dict[str, list[MonthReport]] = {
    "R01": [
        of(FORM_5, fine_amt=Decimal("2.50000"), found=3),
        of(FORM_7, fine_amt=Decimal("0.1234")),
        of(FORM_3, remark="按通知", base=None),
    ],
    "R02": [of(FORM_3, std_total=41, std_good=2, std_pass=39), of(FORM_3, std_pass=110, std_total=None)],
    "R03": [of(FORM_4, proj_total=5, gb_pass=3, local_ungraded=2)],
    "R04": [of(FORM_4, proj_total=3, bench_city=1, bench_county=2)],
    "R05": [of(FORM_4, proj_total=9, good_proj=2, gb_prov_good=1, gb_city_good=1)],
    "R06": [of(FORM_4, proj_total=2, resp_list=2, tl_proj=2, fc_proj=2, s5=2, six=2)],
    "R07": [
        report(
            county(
                project(
                    "甲", declared={FlowKind.SELF_FOUND: flow(2, 5)}, flows={FlowKind.SELF_FIXED: flow(1, 5)}
                ),
                estate("乙", flows={FlowKind.SELF_FOUND: flow(2), FlowKind.SELF_FIXED: flow(2)}),
            )
        ),
        of(FORM_4, tl_fixed=1, tl_found=1),
    ],
    "R08": [
        report(county(project("甲", milestones=frozenset({"risk_assessment"}), points={"red": 1}))),
        report(county(project("甲", alive=False, milestones=frozenset({"risk_assessment"})))),
    ],
    "R09": [report(STANDS), report(county(project("甲", status={}, alive=False)))],
    "R10": [report(county(project("甲"), project("乙", unit_type="乡镇"), estate("丙")))],
    "R11": [report(county(project("甲", flows={FlowKind.URGED: flow(3), FlowKind.FOUND: flow(3)})))],
    "R12": [
        report(
            county(project("甲"), listings=(CountedListing("l", "甲", date(2026, 10, 3)),)),
            facts=MonthFacts(open_majors={"甲": 1}),
        ),
        # The year's listings may be closed by now: the form prints them, the month has none.
        report(
            county(
                project("甲"),
                codes="A-05/附件5=year",
                listings=(CountedListing("l", "甲", date(2026, 3, 3)),),
            )
        ),
    ],
    "R13": [report(county(measures=(fine("f", "2.5"),)))],
    "R14": [
        report(
            county(
                project("甲", flows={FlowKind.VISITS: flow(2)}),
                estate("乙", flows={FlowKind.VISITS: flow(3)}),
            )
        ),
        report(county(estate("甲", flows={FlowKind.VISITS: flow(3)}), codes="A-15=visits")),
    ],
    "R15": [of(FORM_5, found=1, insp=1, halt=1), of(FORM_7, incentive=1)],
    "R16": [
        report(STANDS),
        after(FORM_5, {"found": 10}, data=county(), cells={(FORM_5, "found"): 13}),
        after(FORM_5, {"found": 2}, data=county(), cells={(FORM_5, "found"): 4}),
        after(FORM_5, {"found": 0, "urged": None, "insp": "--"}, data=county(), cells={(FORM_5, "found"): 9}),
        after(FORM_5, {"found": 10}, data=county(), cells={(FORM_5, "found"): 9}),
        after(FORM_4, {"fc_red": 10}, data=county(), cells={(FORM_4, "fc_red"): 9}),
        after(FORM_5, {"found": 10}, data=county(codes="A-05/附件5=year"), cells={(FORM_5, "found"): 40}),
    ],
    "R17": [
        after(FORM_5, {}, year={"insp": 1}, data=county(project("甲", flows=VISITED))),
        after(FORM_5, {}, year={"insp": 9}, data=county(month=Month(2027, 1))),
    ],
    "R18": [of(FORM_6, total=2, passed=2, bench_n=2, plan=2)],
    "R19": [report(county())],
    "R20": [report(county(project("甲"), measures=(fine("f", "2"),)))],
    "R21": [
        report(
            county(project("甲", covered_on=date(2026, 10, 1)), estate("乙", covered_on=date(2026, 1, 1)))
        ),
        report(county(project("甲", covered_on=None, started_on=date(2026, 10, 20)))),
        report(county(project("甲", covered_on=None, alive=False))),
        report(county(project("甲", covered_on=date(2026, 9, 26)), codes="A-03=day25")),
    ],
    "R22": [report(STANDS)],
    "R23": [
        report(county(), head=HEAD),
        report(county(codes="A-03=day25"), head=replace(HEAD, filled_on=date(2026, 10, 25))),
    ],
    "R24": [
        report(STANDS),
        handed_in(report(STANDS), Family.WORKS),
        handed_in(report(STANDS), Family.PROPERTY),
    ],
}


def cases(table: Mapping[str, Iterable[object]]) -> list[object]:
    return [
        pytest.param(rule, case, id=f"{rule}-{number}")
        for rule, some in table.items()
        for number, case in enumerate(some)
    ]


@pytest.mark.parametrize(("rule", "case"), cases(WRONG))
def test_a_rule_tells_what_does_not_fit(rule: str, case: tuple[MonthReport, list[Told]]) -> None:
    base, expected = case
    assert told(base, rule) == expected


@pytest.mark.parametrize(("rule", "base"), cases(RIGHT))
def test_a_rule_is_silent_where_all_fits(rule: str, base: MonthReport) -> None:
    assert found(base, rule) == []


def test_the_rules_are_those_of_the_reference() -> None:
    names = [f"R{number:02d}" for number in range(1, 25)]
    assert list(RULES) == names
    assert list(WRONG) == names
    assert list(RIGHT) == names
    assert list(LEVEL_WORDS) == list(Level)


@pytest.mark.parametrize(("rule", "case"), cases(WRONG))
def test_every_finding_leads_to_a_cell_of_a_block_and_says_something(
    rule: str, case: tuple[MonthReport, list[Told]]
) -> None:
    base, _ = case
    for one in findings(base, today=TODAY, final=True):
        assert one.keys
        assert set(one.keys) <= set(FIGURES[one.form])
        assert one.unit_type in [block.unit_type for block in base.forms[one.form]]
        assert one.text.endswith("。")
        assert "None" not in one.text
        assert one.rule in RULES


def test_an_empty_county_has_no_errors() -> None:
    empty = report(county())
    assert {one.rule for one in findings(empty, today=TODAY)} == {"R23"}
    assert findings(replace(empty, head=HEAD), today=TODAY, final=True) == ()


def test_a_county_in_order_has_no_findings() -> None:
    data = county(project("甲"), project("乙", unit_type="乡镇"), estate("丙"))
    now = report(data, head=HEAD)
    before = {form: freeze(blocks, FIGURES[form]) for form, blocks in now.forms.items()}
    assert findings(replace(now, before=before), today=TODAY, final=True) == ()


def test_findings_stand_by_form_block_and_rule() -> None:
    data = county(
        project("甲", status={}, covered_on=None),
        project("乙", status={}, unit_type="乡镇", covered_on=None),
        estate("丙", status={}),
        targets={"works": CountedTarget("t", bench=2)},
    )
    places = [(one.form, one.unit_type, one.rule) for one in findings(report(data, head=HEAD), today=TODAY)]
    assert places == [
        (FORM_3, "工程项目", "R19"),
        (FORM_5, OWN, "R09"),
        (FORM_5, OWN, "R10"),
        (FORM_5, OWN, "R21"),
        (FORM_5, "乡镇", "R09"),
        (FORM_5, "乡镇", "R10"),
        (FORM_5, "乡镇", "R21"),
        (FORM_7, "县（市、区）", "R09"),
        (FORM_7, "县（市、区）", "R10"),
    ]


def test_what_is_owed_when_handing_in_is_an_error_then() -> None:
    fallen = after(FORM_4, {"proj_total": 3}, data=STANDS)
    assert told(fallen, "R16", final=True) == [(WARNING, FORM_4, "proj_total")]
    assert told(because(fallen, FORM_4, "proj_total", " "), "R16", final=True) == [
        (WARNING, FORM_4, "proj_total")
    ]
    explained = because(fallen, FORM_4, "proj_total", "一个项目竣工")
    assert told(explained, "R16", final=True) == [(NOTE, FORM_4, "proj_total")]
    assert "一个项目竣工" in found(explained, "R16")[0].text
    assert {level for level, _, _ in told(fallen, "R23", final=True)} == {ERROR}


def test_sentences_name_the_numbers_and_at_most_three_projects() -> None:
    bare = [project(name, status={}) for name in "甲乙丙丁"]
    data = county(*bare)
    ungraded = found(report(data), "R09")[0]
    assert (
        ungraded.text == "4 个项目没有整体风险等级，不在项目总数 0 个里：甲工程、乙工程、丙工程等。请先定级。"
    )
    assert ungraded.sources == tuple(Source("project", name) for name in "甲乙丙丁")
    fell = found(after(FORM_5, {"fine_amt": Decimal("2.50")}, data=county()), "R16")[0]
    assert fell.text == "“罚款 › 金额”上月 2.5，本月 0，减少超过30%：请核对并填写原因。"
    plan = found(of(FORM_4, proj_total=2, s5=3), "R06")[0]
    assert plan.text == "“落实‘一企一策’ › 强化5S现场管理”3 个，多于项目总数 2 个：请核对这一栏。"
    changed = found(handed_in(report(STANDS), Family.WORKS, proj_total=1), "R24")[0]
    assert changed.text == ("2026-11-01 报送以后有 1 栏变了，需要更正：“项目数量 › 总数”从 1 变为 2。")
    assert changed.sources == (Source("submission", "s1"),)


def test_a_finding_about_records_names_them() -> None:
    unpaid = found(report(county(measures=(fine("f", None), fine("g", "1", date(2026, 9, 1))))), "R13")[0]
    assert unpaid.sources == (Source("enforcement", "f"),)
    twice = report(STANDS, facts=MonthFacts(doubles=(hazard("h", "甲", "字" * 80), hazard("k", "丙"))))
    [one] = found(twice, "R22")
    assert one.sources == (Source("hazard", "h"),)  # 丙 is in no block of this month
    assert "…" in one.text


def test_a_block_counts_only_its_own_projects() -> None:
    fixed = {FlowKind.SELF_FIXED: flow(1)}
    base = report(
        county(
            project("甲", flows={FlowKind.SELF_FOUND: flow(1)}), project("乙", unit_type="乡镇", flows=fixed)
        )
    )
    assert [(one.unit_type, one.level) for one in found(base, "R07")] == [("乡镇", ERROR)]


def test_what_was_handed_in_may_be_of_another_program() -> None:
    strange = FrozenBlock("已撤的单位类型", {"proj_total": 1, "gone": 2}, {}, {})
    snapshot = Snapshot("2026-10", "works", {}, {}, {FORM_4: (strange,), "附件9": (strange,)}, ())
    one = Submitted("s", Family.WORKS, date(2026, 11, 1), "", "", "", True, (), snapshot)
    [known] = found(report(STANDS, submitted=(one,)), "R24")
    assert (known.form, known.unit_type, known.keys[0]) == (FORM_4, OWN, "proj_total")
    assert found(report(STANDS, submitted=(replace(one, snapshot=None),)), "R24") == []


def test_only_the_newest_submission_is_compared() -> None:
    first = handed_in(report(STANDS), Family.WORKS, proj_total=1)
    assert found(handed_in(first, Family.WORKS), "R24") == []


def test_a_block_that_went_away_asks_for_a_reason() -> None:
    """A unit type was renamed: what the month before showed under the old name must not vanish without a word."""
    base = report(STANDS)
    gone = FrozenBlock("乡镇", {"proj_total": 4, "s5": 2}, {}, {})
    empty = FrozenBlock("施工企业", {"proj_total": 0}, {}, {})
    base = replace(base, before={FORM_4: (gone, empty)})
    [one] = found(base, "R16")
    assert (one.level, one.form, one.unit_type, one.keys) == (WARNING, FORM_4, OWN, ("proj_total",))
    assert "上月有“乡镇”一块，“项目数量 › 总数”4，本月没有这一块" in one.text
    [explained] = found(because(base, FORM_4, "proj_total", "乡镇改叫乡镇（街道）"), "R16")
    assert (explained.level, explained.text.endswith("原因：乡镇改叫乡镇（街道）。")) == (NOTE, True)


def test_cells_by_hand_of_a_block_that_went_away_are_told() -> None:
    lost = (HandCell(FORM_4, "乡镇", "s5", "4", "纸质台账"), HandCell(FORM_4, "乡镇", "gone", "1", ""))
    [one] = found(report(STANDS, facts=MonthFacts(lost_cells=lost)), "R16")
    assert (one.level, one.form, one.unit_type) == (WARNING, FORM_4, OWN)
    assert "手工填的 1 格没有计入" in one.text
    assert "“乡镇”“落实‘一企一策’ › 强化5S现场管理”4" in one.text
