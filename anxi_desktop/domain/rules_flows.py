"""Consistency rules between columns that count what happened: R07, R11–R15, R20 and R22.

Source: domain reference 3, "Cross-field consistency rules".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anxi_desktop.domain.finding import Finding, Level
from anxi_desktop.domain.month_figures import FINE_KEYS, LISTED_KEYS, MEASURES
from anxi_desktop.domain.month_report import NamedHazard
from anxi_desktop.domain.monthly import FORM_4, FORM_5, FORM_6, FORM_7, FORMS_OF, FlowKind, Source
from anxi_desktop.domain.records.registers import EnforcementKind
from anxi_desktop.domain.review import (
    Review,
    ReviewedBlock,
    Rule,
    cell_words,
    project_sources,
    some_names,
    value_words,
)

SELF_KEYS = {FORM_4: ("tl_fixed", "tl_found"), FORM_6: ("fixed", "found")}
"""整改 and 自查 of the forms that count self-inspection."""
URGED_KEYS = {FORM_5: ("urged", "found"), FORM_7: ("urged", "found")}
"""督促整改 and 发现 of the forms that count supervision."""

_REWARDS = frozenset({"incentive", "restrain"})


def _self_fixed(review: Review) -> Iterator[Finding]:
    """R07: rectified ≤ found by self-inspection over all time, in 附件4 and 附件6."""
    for block in review.blocks(*SELF_KEYS):
        keys = SELF_KEYS[block.form]
        yield from _within_found(block, "R07", keys, FlowKind.SELF_FIXED, FlowKind.SELF_FOUND)


def _urged(review: Review) -> Iterator[Finding]:
    """R11: urged ≤ found by supervision over all time, in 附件5 and 附件7."""
    for block in review.blocks(*URGED_KEYS):
        yield from _within_found(block, "R11", URGED_KEYS[block.form], FlowKind.URGED, FlowKind.FOUND)


def _within_found(
    block: ReviewedBlock, rule: str, keys: tuple[str, str], done: FlowKind, found: FlowKind
) -> Iterator[Finding]:
    """More done than found ever is wrong; more in the span the form prints is backlog and only told.

    What a person typed over counts too, so that a typed number cannot pass as backlog.
    """
    ever_done = block.ever(done) + block.typed_over(keys[0])
    ever_found = block.ever(found) + block.typed_over(keys[1])
    words = [cell_words(block.form, key) for key in keys]
    if ever_done > ever_found:
        text = (
            f"从登记之初累计，{words[0]}{ever_done} 条，多于{words[1]}{ever_found} 条："
            "请核对隐患的检查日期和复查日期、申报数和改过的数。"
        )
        yield block.finding(rule, Level.ERROR, keys, text)
        return
    more = block.number(keys[0]) - block.number(keys[1])
    if more > 0:
        text = (
            f"{block.span}{block.said(keys[0])} 条，{block.said(keys[1])} 条，多出的 {more} 条是以前发现的。"
        )
        yield block.finding(rule, Level.NOTE, keys, text)


def _listed(review: Review) -> Iterator[Finding]:
    """R12: 挂牌 projects ≤ hazards, both 0 or neither; no more hazards than open major ones (warning)."""
    for block in review.blocks(*LISTED_KEYS):
        projects_key, hazards_key = LISTED_KEYS[block.form]
        projects, hazards = block.number(projects_key), block.number(hazards_key)
        both = f"{block.said(projects_key)}，{block.said(hazards_key)} 条"
        if bool(projects) != bool(hazards):
            keys = (hazards_key, projects_key) if projects else (projects_key, hazards_key)
            text = f"{both}：两者应同时是0或同时大于0，请核对挂牌台账。"
            yield block.finding("R12", Level.ERROR, keys, text)
        elif projects > hazards:
            text = f"{both}：每个挂牌项目至少有一条隐患，请核对挂牌台账。"
            yield block.finding("R12", Level.ERROR, (projects_key, hazards_key), text)
        of_month = block.month_number(hazards_key)
        majors = sum(review.report.facts.open_majors.get(project.id, 0) for project in block.projects)
        if of_month > majors:
            text = (
                f"当月挂牌督办隐患 {of_month} 条，截止日没有销号的重大隐患 {majors} 条："
                "请核对是否已经销号，或没有登记为重大隐患。"
            )
            sources = _listings(review, block)
            yield block.finding("R12", Level.WARNING, (hazards_key,), text, sources)


def _listings(review: Review, block: ReviewedBlock) -> list[Source]:
    data = review.report.data
    return [
        Source("listing", listing.id)
        for listing in data.listings
        if listing.project in block.block.members and listing.listed_on >= data.period.since
    ]


def _fines(review: Review) -> Iterator[Finding]:
    """R13: a fine has an amount, and an amount has a fine."""
    since = review.report.data.period.since
    for block in review.blocks(*FINE_KEYS):
        count_key, amount_key = FINE_KEYS[block.form]
        count, amount = block.number(count_key), block.amount(amount_key)
        if count and not amount:
            bare = [
                Source("enforcement", fine.id)
                for fine in block.measures
                if fine.kind == EnforcementKind.FINE.value
                and not fine.amount_wan
                and (block.by_year or fine.done_on >= since)
            ]
            text = f"罚款 {count} 次，金额是0：请在执法激励台账补填罚款金额。"
            yield block.finding("R13", Level.ERROR, (amount_key, count_key), text, bare)
        elif amount and not count:
            text = f"罚款金额 {value_words(amount)} 万元，次数是0：请核对罚款次数。"
            yield block.finding("R13", Level.ERROR, (count_key, amount_key), text)


def _visits(review: Review) -> Iterator[Finding]:
    """R14: no fewer visits than projects visited; 附件7 visits no more projects than there are.

    附件7 counts visits like 附件5 where the office reads A-15 so. A project visited and then withdrawn is not in
    the total at the cut-off: that excess is told, not refused.
    """
    is_distinct = review.report.data.rules.code("A-15") == "distinct"
    for block in review.blocks(FORM_5, FORM_7):
        visited = [p for p in block.projects if block.printed(p.flow(FlowKind.VISITS))]
        count = block.number("insp")
        if block.form == FORM_5 or not is_distinct:
            if count < len(visited):
                text = (
                    f"{block.span}检查 {count} 个次，检查过的项目有 {len(visited)} 个：个次不应少于项目个数。"
                )
                yield block.finding("R14", Level.ERROR, ("insp",), text, project_sources(visited))
            continue
        total = block.number("proj_total")
        if count <= total:
            continue
        figure = block.block.figures.get("proj_total")
        inside = {source.id for source in figure.sources} if figure else set[str]()
        outside = [project for project in visited if project.id not in inside]
        text = f"{block.span}检查项目 {count} 家，多于项目总数 {total} 家"
        if count <= total + len(outside):
            names = some_names(project.name for project in outside)
            text += f"：检查过的 {len(outside)} 家截止日不在总数里（已撤出，或没有定级）：{names}。"
            yield block.finding("R14", Level.NOTE, ("insp", "proj_total"), text, project_sources(outside))
        else:
            text += "：请核对检查项目数。"
            yield block.finding("R14", Level.ERROR, ("insp", "proj_total"), text)


def _unvisited(review: Review) -> Iterator[Finding]:
    """R15: hazards found, or measures taken, without a visit."""
    for block in review.blocks(FORM_5, FORM_7):
        if block.number("insp"):
            continue
        if found := block.number("found"):
            text = f"{block.span}检查项目是0，发现隐患 {found} 条：请补登记检查记录。"
            yield block.finding("R15", Level.WARNING, ("insp", "found"), text)
        taken = [
            key
            for key in (
                LISTED_KEYS[block.form][0],
                FINE_KEYS[block.form][0],
                *(key for key in MEASURES if key not in _REWARDS),
            )
            if block.number(key)
        ]
        if taken:
            named = cell_words(block.form, taken[0])
            text = f"{block.span}检查项目是0，却有{named}等 {len(taken)} 项执法：请补登记检查记录。"
            yield block.finding("R15", Level.WARNING, ("insp", *taken), text)


def _days(review: Review) -> Iterator[Finding]:
    """R20: hazards whose days contradict each other (error), and measures dated after today (warning).

    A hazard dated after today can only be in a month that is not over and is told where it is entered; here are
    the listings and the measures of the month.
    """
    for first, second in FORMS_OF.values():
        for block in review.blocks(first):
            mine = _hazards_of(block, review.report.facts.disorder)
            if mine:
                text = (
                    f"{len(mine)} 条隐患的日期前后矛盾：{_named(mine)}。"
                    "应是检查日期不晚于整改完成日期、整改完成日期不晚于复查日期、整改期限不早于检查日期。"
                )
                keys = SELF_KEYS[first][::-1]
                yield block.finding("R20", Level.ERROR, keys, text, (one.source for one in mine))
        for block in review.blocks(second):
            yield from _coming(review, block)


def _coming(review: Review, block: ReviewedBlock) -> Iterator[Finding]:
    columns = {kind.value: key for key, kind in MEASURES.items()}
    columns[EnforcementKind.LISTED.value] = LISTED_KEYS[block.form][0]
    columns[EnforcementKind.FINE.value] = FINE_KEYS[block.form][0]
    measures = [m for m in block.measures if m.done_on > review.today and m.kind in columns]
    listings = [
        listing
        for listing in review.report.data.listings
        if listing.project in block.block.members and listing.listed_on > review.today
    ]
    sources = [
        *(Source("listing", listing.id) for listing in listings),
        *(Source("enforcement", measure.id) for measure in measures),
    ]
    if sources:
        keys = [LISTED_KEYS[block.form][0]] * bool(listings) + [columns[m.kind] for m in measures]
        text = (
            f"{len(sources)} 条挂牌或执法激励记录的日期晚于今天（{review.today.isoformat()}）："
            "请核对记录的日期和电脑的时钟。"
        )
        yield block.finding("R20", Level.WARNING, tuple(dict.fromkeys(keys)), text, sources)


def _doubles(review: Review) -> Iterator[Finding]:
    """R22: no hazard stands both as 自查 and as 监督检查."""
    for first, second in FORMS_OF.values():
        for block in review.blocks(first):
            mine = _hazards_of(block, review.report.facts.doubles)
            if mine:
                text = (
                    f"{len(mine)} 条自查隐患与监督检查发现的隐患部位和描述相同，在{first}和{second}各计了一次："
                    f"{_named(mine)}。请只留一条，另一条作废。"
                )
                key = SELF_KEYS[first][1]
                yield block.finding("R22", Level.ERROR, (key,), text, (one.source for one in mine))


def _hazards_of(block: ReviewedBlock, hazards: Iterable[NamedHazard]) -> list[NamedHazard]:
    return [hazard for hazard in hazards if hazard.project in block.block.members]


def _named(hazards: Iterable[NamedHazard]) -> str:
    return some_names(f"{hazard.project_name} {hazard.words}" for hazard in hazards)


RULES: dict[str, Rule] = {
    "R07": _self_fixed,
    "R11": _urged,
    "R12": _listed,
    "R13": _fines,
    "R14": _visits,
    "R15": _unvisited,
    "R20": _days,
    "R22": _doubles,
}
