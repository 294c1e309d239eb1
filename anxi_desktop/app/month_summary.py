"""The monthly 工作总结 for the window: read, its words changed one section at a time, written by a job.

What the view needs of the floors below (charts as marks) comes through here.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from anxi_desktop.app import paths
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.session import Session
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Head
from anxi_desktop.domain.month_sentences import HEADINGS, Section
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.chart_parts import TYPE, ChartColors
from anxi_desktop.files.charts import (
    Chart,
    ChartKind,
    TitledChart,
    chart_height,
    chart_marks,
    month_charts,
    words_of,
)
from anxi_desktop.files.report import filled_day
from anxi_desktop.files.work_summary import (
    Summary,
    SummarySection,
    WrittenSummary,
    read_summary,
    summary_files,
    with_texts,
)
from anxi_desktop.store.month_data import counting_rules
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.record_edit import named_save
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Done, Store

__all__ = [
    "TYPE",
    "Chart",
    "ChartColors",
    "ChartKind",
    "MonthSummary",
    "Section",
    "Summary",
    "SummarySection",
    "TitledChart",
    "WrittenSummary",
    "chart_height",
    "chart_marks",
    "month_charts",
    "words_of",
]


class MonthSummary:
    """The summaries of a session. Reads in the window's thread, gives work for a job."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, month: Month, family: Family, *, today: date) -> Summary:
        """A month's summary as it stands now, counted anew."""
        return _read(self._session.store, self._session.settings, month, family, today)

    def sections(self, month: Month, family: Family, *, today: date) -> list[SummarySection]:
        """Its sections in their order."""
        return list(self.read(month, family, today=today).sections)

    def with_texts(self, summary: Summary) -> Summary:
        """A summary that was read, with the texts as they are now; nothing is counted again."""
        return with_texts(self._session.store, summary)

    def set_text(self, month: Month, family: Family, section: Section, text: str | None) -> Done | None:
        """Write a section's words, or None (or blank) to go back to the computed ones; None where nothing differs.

        Going back is kept as well, so that an earlier month's words do not come again.
        """
        store = self._session.store
        wanted = (text or "").strip() or None
        row = named_id("month_text", month, family.value, section.value)
        known = next(store.rows("month_text", {"id": row}, limit=1), None)
        if known is not None and known["text"] == wanted:
            return None
        if known is None and wanted is None and not self._is_remembered(month, family, section):
            return None
        values = {"month": str(month), "family": family.value, "section": section.value, "text": wanted}
        title = f"修改工作总结：{HEADINGS[section]}"
        return self._session.edit(title, [named_save(store, "month_text", row, values)])

    def write(
        self, month: Month, family: Family, folder: Path, formats: Sequence[str], *, today: date
    ) -> Work:
        """Work that writes the summary in `formats` (docx, pdf) into `folder`; its result is WrittenSummary."""
        session = self._session
        data, settings, resources = session.store.folder, session.settings, session.resources
        profile = paths.profile_folder()

        def work() -> Generator[tuple[int, str], None, WrittenSummary]:
            with closing(Store.open(data, profile=profile)) as store:
                yield 1, "计算报表"
                summary = _read(store, settings, month, family, today)
                return (
                    yield from summary_files(summary, folder=folder, resources=resources, formats=formats)
                )

        return work

    def _is_remembered(self, month: Month, family: Family, section: Section) -> bool:
        """True where an earlier month has words for the section."""
        found = self._session.store.connection.execute(
            "SELECT text FROM month_text WHERE family = ? AND section = ? AND month < ?"
            " ORDER BY month DESC LIMIT 1",
            (family.value, section.value, str(month)),
        ).fetchone()
        return found is not None and bool(found[0])


def _read(store: Store, settings: Settings, month: Month, family: Family, today: date) -> Summary:
    day = filled_day(month, today, counting_rules(store.connection, month))
    head = Head(settings.unit, settings.person, settings.phone, day)
    report = month_report(store.connection, month, own_unit_type=settings.unit_type, head=head)
    return read_summary(store, report, family, today=today)
