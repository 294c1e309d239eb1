"""The monthly 工作总结 of a family: computed words, what people wrote instead, charts, and the paper of it all.

A person's text always wins over the computed one. What only people can write (practice, plans) is remembered: a
month without it takes the latest earlier month's. Layout: GB/T 9704, as every letter.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_overall import chinese_day
from anxi_desktop.domain.month_report import Head, MonthReport
from anxi_desktop.domain.month_sentences import HEADINGS, REMEMBERED, Section, computed_words
from anxi_desktop.domain.month_trend import MonthTrend
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import choice_word
from anxi_desktop.files.charts import (
    ChartKind,
    chart_height,
    chart_marks,
    chart_png,
    is_empty,
    month_charts,
    paper_measure,
)
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.letter import Block, Column, Drawing, Look, Paper, Para, Table
from anxi_desktop.store.atomic import disk_error
from anxi_desktop.store.month_trend import month_trend
from anxi_desktop.store.store import Store

FORMATS = ("docx", "pdf")
UNWRITTEN = "（本节还没有填写。）"

_WIDE = "\u3000"
_CHART_WIDTH = 442.0
"""Points of text on a letter's line."""
_CHART_PIXELS = 1842  # 300 dpi
_CHARTS: Mapping[Section, tuple[ChartKind, ...]] = {
    Section.HAZARDS: (ChartKind.HAZARDS,),
    Section.RISKS: (ChartKind.LEVELS, ChartKind.COVERAGE),
    Section.TARGETS: (ChartKind.TARGETS,),
}


@dataclass(frozen=True, slots=True)
class SummarySection:
    """One section: what is computed, and what a person wrote for it (None: nothing) in the month `written_in`."""

    key: Section
    heading: str
    computed: str
    text: str | None = None
    written_in: Month | None = None

    @property
    def shown(self) -> str:
        """What the paper says."""
        return self.computed if self.text is None else self.text


@dataclass(frozen=True, slots=True)
class Summary:
    """A month's summary of one family, ready to be shown or written."""

    trend: MonthTrend
    head: Head
    sections: tuple[SummarySection, ...]

    @property
    def month(self) -> Month:
        """The month it is of."""
        return self.trend.month


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """The files made, and the characters no font of the PDF has (drawn as □)."""

    files: tuple[Path, ...]
    missing: tuple[str, ...]


def read_summary(store: Store, report: MonthReport, family: Family, *, today: date | None = None) -> Summary:
    """The summary as it stands; `today` None counts overdue hazards at the cut-off."""
    trend = month_trend(store.connection, report.data, family, today=today)
    return Summary(trend, report.head, tuple(_sections(store, report, trend)))


def summary_sections(
    store: Store, report: MonthReport, family: Family, *, today: date | None = None
) -> list[SummarySection]:
    """The sections of a month's summary in their order."""
    return list(read_summary(store, report, family, today=today).sections)


def with_texts(store: Store, summary: Summary) -> Summary:
    """The same summary with what people have written by now; nothing is counted again."""
    computed = {section.key: section.computed for section in summary.sections}
    sections = _with_texts(store, summary.month, summary.trend.family, computed)
    return Summary(summary.trend, summary.head, tuple(sections))


def summary_paper(summary: Summary, *, resources: Path) -> Paper:
    """The summary as a letter with its charts."""
    shown = {section.key: section for section in summary.sections}
    charts = month_charts(summary.trend)
    measure = paper_measure(resources)
    blocks: list[Block] = []
    figures = 0
    for section in summary.sections:
        if section.key is Section.TITLE:
            continue
        blocks.append(Para(section.heading, indent=True, bold=True))
        blocks += [Para(line, indent=True) for line in _lines(section.shown) or [UNWRITTEN]]
        if section.key is Section.HAZARDS:
            blocks += _overdue(summary.trend)
        for kind in _CHARTS.get(section.key, ()):
            titled = charts[kind]
            if is_empty(titled.chart):
                continue
            figures += 1
            blocks.append(
                Drawing(
                    tuple(chart_marks(titled.chart, _CHART_WIDTH, measure)),
                    (_CHART_WIDTH, chart_height(titled.chart, _CHART_WIDTH, measure)),
                    chart_png(titled.chart, _CHART_PIXELS, width=_CHART_WIDTH, resources=resources),
                    f"图{figures}{_WIDE}{titled.title}",
                )
            )
    blocks += _signature(summary)
    title = "\n".join(_lines(shown[Section.TITLE].shown))
    return Paper(title, Look.LETTER, blocks=tuple(blocks))


def file_name(month: Month, family: Family, suffix: str) -> str:
    """工作总结（工程项目） 2026-10.docx."""
    return f"工作总结（{choice_word(Family, family.value)}） {month}.{suffix}"


def write_summary(
    store: Store, report: MonthReport, family: Family, *, folder: Path, resources: Path, suffix: str = "docx"
) -> Path:
    """Write a family's summary as one file into a folder. Errors: those of `summary_files`."""
    steps = summary_files(
        read_summary(store, report, family), folder=folder, resources=resources, formats=(suffix,)
    )
    return finish(steps).files[0]


def summary_files(
    summary: Summary, *, folder: Path, resources: Path, formats: Sequence[str] = FORMATS
) -> Generator[tuple[int, str], None, WrittenSummary]:
    """Write the summary in `formats` into `folder`, which is made where it is missing.

    Yields (percent, text). Errors: unsupported_output, those of `write_beside`.
    """
    from anxi_desktop.files.letter_docx import write_docx
    from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf

    unknown = [suffix for suffix in formats if suffix not in FORMATS]
    if unknown:
        raise AnxiError("unsupported_output", suffix=unknown[0], names="、".join(FORMATS))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    yield 5, "画出图表"
    paper = summary_paper(summary, resources=resources)
    files: list[Path] = []
    missing: tuple[str, ...] = ()
    for number, suffix in enumerate(dict.fromkeys(formats)):
        path = folder / file_name(summary.month, summary.trend.family, suffix)
        yield 60 + 20 * number, f"生成 {path.name}"
        if suffix == "docx":
            write_docx(path, paper)
        else:
            missing = write_pdf(path, paper, fonts=letter_fonts(resources))
        files.append(path)
    return WrittenSummary(tuple(files), missing)


# ---- sections ----------------------------------------------------------------------------------------------


def _sections(store: Store, report: MonthReport, trend: MonthTrend) -> list[SummarySection]:
    return _with_texts(store, trend.month, trend.family, computed_words(report, trend))


def _with_texts(
    store: Store, month: Month, family: Family, computed: Mapping[Section, str]
) -> list[SummarySection]:
    written = _written(store, month, family)
    made: list[SummarySection] = []
    for key, heading in HEADINGS.items():
        found = written.get(key)
        if found is None or found[1] is None or (found[0] != month and key not in REMEMBERED):
            made.append(SummarySection(key, heading, computed[key]))
            continue
        of, text = found
        if key is Section.TITLE and text is not None:
            text = text.replace(_in_title(of), _in_title(month))
        made.append(SummarySection(key, heading, computed[key], text, of))
    return made


def _written(store: Store, month: Month, family: Family) -> dict[Section, tuple[Month, str | None]]:
    """Per section the latest that was written up to a month; text None went back to the computed words."""
    found: dict[Section, tuple[Month, str | None]] = {}
    known = {section.value: section for section in Section}
    for of, section, text in store.connection.execute(
        "SELECT month, section, text FROM month_text WHERE family = ? AND month <= ? ORDER BY month, rowid",
        (family.value, str(month)),
    ):
        if section in known:  # another may be of a newer program
            found[known[section]] = (Month.parse(of), text or None)
    return found


def _in_title(month: Month) -> str:
    return f"{month.year}年{month.month}月"


# ---- paper -------------------------------------------------------------------------------------------------


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _overdue(trend: MonthTrend) -> list[Block]:
    if not trend.overdue_list:
        return []
    columns = (
        Column("序号", 11, Align.CENTER),
        Column("项目", 33),
        Column("隐患", 46),
        Column("整改期限", 25, Align.CENTER),
        Column("逾期天数", 18, Align.CENTER),
    )
    rows = tuple(
        (str(number), hazard.project_name, hazard.words, hazard.due_on.isoformat(), str(hazard.days))
        for number, hazard in enumerate(trend.overdue_list, 1)
    )
    more = len(trend.overdue_list) < trend.overdue
    title = f"逾期最久的{len(rows)}条隐患" if more else "逾期未整改的隐患"
    return [Table(columns, rows, title)]


def _signature(summary: Summary) -> list[Block]:
    head = summary.head
    year = summary.month.after.year
    day = f"{year}年{2 * _WIDE}月{2 * _WIDE}日" if head.filled_on is None else chinese_day(head.filled_on)
    unit = [Para(head.unit, Align.RIGHT)] if head.unit else []
    # Four characters from the margin, as GB/T 9704 dates a letter.
    return [Para(""), *unit, Para(day + 4 * _WIDE, Align.RIGHT)]
