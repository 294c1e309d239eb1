"""The office's own sheets behind a form: how every figure is counted, what the checks say, which records it counts.

They are never part of the official form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from anxi_desktop.domain.consistency import LEVEL_WORDS, Finding
from anxi_desktop.domain.counting_rules import RULES
from anxi_desktop.domain.figure_words import FIGURES, MANUAL_3, label_of
from anxi_desktop.domain.month_figures import ITEMS_3, progress_3
from anxi_desktop.domain.month_report import MonthReport, family_of
from anxi_desktop.domain.monthly import FORM_3, Cell, CountedProject, Figure
from anxi_desktop.domain.records.project import FactKind, StandardKind
from anxi_desktop.files.forms_xlsx import DetailRow, DetailTable
from anxi_desktop.store.db import Connection
from anxi_desktop.store.month_sources import source_rows

Line = tuple[str, str, str]


def rule_lines(report: MonthReport, label: str, findings: Sequence[Finding]) -> list[Line]:
    """The second sheet: (item, how it is counted, what the check says)."""
    return [
        *_heading(report),
        *_figures(report, label, findings),
        *_projects(report, label),
        *_readings(report),
    ]


def details(connection: Connection, report: MonthReport, label: str) -> list[DetailTable]:
    """The third sheet: the records behind every figure that counts some."""
    tables: list[DetailTable] = []
    for block in report.forms[label]:
        for key in FIGURES[label]:
            figure = block.figures.get(key)
            if figure is None or not figure.counted or label == FORM_3:
                continue
            rows = source_rows(connection, report.data, label, block, key)
            if rows:
                name = _in_block(report, label, block.unit_type, label_of(label, key))
                tables.append(
                    DetailTable(
                        f"{name} = {cell_text(figure.counted)}",
                        [DetailRow(row.project, row.what, row.day) for row in rows],
                    )
                )
    return tables


def cell_text(value: Cell) -> str:
    """A cell in words: an amount with two decimals, blank as nothing."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value)


def _heading(report: MonthReport) -> Iterator[Line]:
    month, period = report.data.month, report.data.period
    yield ("统计月份", f"{month.year}年{month.month}月", "")
    until, since = period.until, period.since
    days = f"{since.isoformat()} 至 {until.isoformat()}"
    told = (
        f"{until.year}年{until.month}月{until.day}日24时。存量栏按截止日的状态，流量栏按 {days} 的事件日期。"
    )
    yield ("统计截止", told, "")


def _figures(report: MonthReport, label: str, findings: Sequence[Finding]) -> Iterator[Line]:
    for key, words in FIGURES[label].items():
        told = [
            f"{found.rule} {LEVEL_WORDS[found.level]}：{_in_block(report, label, found.unit_type, found.text)}"
            for found in findings
            if found.keys[:1] == (key,)
        ]
        more = [
            _in_block(report, label, block.unit_type, note)
            for block in report.forms[label]
            if key in block.figures
            for note in _notes(block.figures[key])
        ]
        more += _progress(report, label, key)
        rule = words.told(report.data.rules)
        yield (label_of(label, key), "\n".join([rule, *more]), "\n".join(told))
    named = set(FIGURES[label])
    for found in findings:
        if not named.intersection(found.keys[:1]):
            yield ("其他核对", "", f"{found.rule} {LEVEL_WORDS[found.level]}：{found.text}")


def _notes(figure: Figure) -> Iterator[str]:
    """What is behind one cell: the other of month and year, numbers only reported, a value put in by hand."""
    if figure.is_flow:
        yield f"当月 {cell_text(figure.month)}，本年累计 {cell_text(figure.year)}。"
    if figure.declared:
        yield f"其中申报 {figure.declared}，明细 {cell_text(_less(figure.counted, figure.declared))}。"
    if figure.is_override:
        yield f"手工改为 {cell_text(figure.value)}，按记录是 {cell_text(figure.counted)}。原因：{figure.reason}"
    elif figure.reason:
        yield f"变化原因：{figure.reason}"


def _less(value: Cell, part: int) -> Cell:
    return value - part if isinstance(value, int) else value


def _progress(report: MonthReport, label: str, key: str) -> Iterator[str]:
    """附件3: how many there are of what was aimed for."""
    if label != FORM_3 or key not in MANUAL_3:
        return
    for block, family in zip(report.forms[label], ITEMS_3, strict=True):
        done = progress_3(report.data, family).get(key)
        if done is not None:
            target = cell_text(block.figures[key].value) or "未填"
            yield f"{ITEMS_3[family]}：完成 {cell_text(done.value)}，目标 {target}。"


def _projects(report: MonthReport, label: str) -> Iterator[Line]:
    """Who joined and left since the month before (A-30), and who is counted in no column (A-13)."""
    family = family_of(label)
    mine = [p for p in report.data.projects if family is not None and p.family == family.value]
    if not mine:
        return
    yield ("本期新增项目", _names(p for p in mine if p.alive and not p.alive_before), "")
    yield ("本期退出项目", _names(p for p in mine if p.alive_before and not p.alive), "")
    own = StandardKind.SELF.value
    yield (
        "自评项目（不进任何一栏）",
        _names(p for p in mine if p.alive and p.status.get(FactKind.STANDARD_KIND.value) == own),
        "",
    )
    yield ("还没定整体风险等级的项目", _names(p for p in mine if p.alive and p.level is None), "")


def _names(projects: Iterable[CountedProject]) -> str:
    names = [project.name for project in projects]
    return f"{len(names)} 个：{'、'.join(names)}" if names else "没有"


def _readings(report: MonthReport) -> Iterator[Line]:
    """All counting rules of the year."""
    for rule in RULES:
        reading = report.data.rules.reading(rule.id)
        yield (f"口径 {rule.id} {rule.title}", reading.words, "可在设置里另选" if rule.is_open else "")


def _in_block(report: MonthReport, label: str, unit_type: str, text: str) -> str:
    return f"【{unit_type}】{text}" if len(report.forms[label]) > 1 else text
