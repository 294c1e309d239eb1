"""The month's 工作总结 beside its charts: what is computed, what a person writes instead, and the files of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.chart_pen import PlainFaces
from anxi_desktop.app.month_summary import (
    ChartKind,
    MonthSummary,
    Section,
    Summary,
    WrittenSummary,
    month_charts,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.chart_view import ChartView
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.text import label
from anxi_desktop.views.summary_section import SectionCard

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_GAP = 12
_TEXTS = frozenset({"month_text"})


class MonthSummaryView(QWidget):
    """One family's summary of one month. Texts are saved as they are typed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.work = MonthSummary(shell.session)
        self.month: Month | None = None
        self.family = Family.WORKS
        self.summary: Summary | None = None
        self.cards = {section: SectionCard(section) for section in Section}
        faces = PlainFaces(shell.theme.resources)
        self.charts = {kind: ChartView(shell.theme, faces) for kind in ChartKind}
        self.titles = {kind: label("", "strong", wrap=True) for kind in ChartKind}
        self.word = button(self.tr("导出 Word"), icon="export")
        self.pdf = button(self.tr("导出 PDF"), icon="export")
        self._lay_out()
        for section, card in self.cards.items():
            card.text_changed.connect(partial(self._on_text, section))
        shell.session.settings_changed.connect(self._on_settings)
        self.word.clicked.connect(partial(self._on_export, "docx"))
        self.pdf.clicked.connect(partial(self._on_export, "pdf"))

    def show_month(self, month: Month, family: Family) -> None:
        """Show a family's summary of a month; what is half typed for another one is saved before."""
        self.save_typed()
        self.month, self.family = month, family
        self._read(lambda: self.work.read(month, family, today=date.today()))

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: texts alone are read again, all else is counted anew."""
        month, summary = self.month, self.summary
        if month is None:
            return
        if tables <= _TEXTS and summary is not None:
            self._read(lambda: self.work.with_texts(summary))
        else:
            self._read(lambda: self.work.read(month, self.family, today=date.today()))

    def save_typed(self) -> None:
        """Save what is typed and not yet saved."""
        for card in self.cards.values():
            card.save_typed()

    def export_to(self, folder: Path, suffix: str) -> None:
        """Write the summary into a folder, as a job."""
        if self.month is None:
            return
        self.save_typed()
        work = self.work.write(self.month, self.family, folder, (suffix,), today=date.today())
        self.shell.run(self.tr("生成工作总结"), work, self._on_written)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(self.tr("改过的文字自动保存；没有改过的随数据更新。"), "secondary", wrap=True), 1)
        top.addWidget(self.word)
        top.addWidget(self.pdf)
        left, right = QWidget(), QWidget()
        texts = _column(left)
        for card in self.cards.values():
            texts.addWidget(card)
        texts.addStretch(1)
        drawn = _column(right)
        for kind, chart in self.charts.items():
            card = Card()
            card.body.setContentsMargins(16, 12, 16, 12)
            card.body.setSpacing(8)
            card.body.addWidget(self.titles[kind])
            card.body.addWidget(chart)
            drawn.addWidget(card)
        drawn.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for content, share in ((left, 11), (right, 9)):
            content.setProperty("box", "plain")
            area = scrolling(content)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            row.addWidget(area, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(top)
        layout.addLayout(row, 1)

    def _read(self, reading: Callable[[], Summary]) -> None:
        try:
            summary = reading()
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.summary = summary
        for section in summary.sections:
            self.cards[section.key].show_section(section, summary.month, summary.trend.family)
        for kind, titled in month_charts(summary.trend).items():
            self.titles[kind].setText(titled.title)
            self.charts[kind].setAccessibleName(titled.title)
            self.charts[kind].set_chart(titled.chart)

    def _on_text(self, section: Section, text: str) -> None:
        if self.month is None:
            return
        try:
            done = self.work.set_text(self.month, self.family, section, text or None)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        if done is None:  # an emptied editor shows the computed words again
            self.refresh(_TEXTS)

    @Slot(object)
    def _on_settings(self, _settings: object) -> None:
        """The unit's name stands in the title."""
        self.refresh(frozenset({"project"}))

    def _on_export(self, suffix: str, _checked: bool = False) -> None:
        start = self.shell.session.settings.export_folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("工作总结放到哪个文件夹"), start)
        if chosen:
            self.export_to(Path(chosen), suffix)

    @Slot(object)
    def _on_written(self, written: WrittenSummary) -> None:
        folder = str(written.files[0].parent)
        if folder != self.shell.session.settings.export_folder:
            self.shell.session.change_settings(export_folder=folder)
        self.shell.exported(written.files[0])
        if written.missing:
            self.shell.toast(
                self.tr("这些字没有字形，PDF 里印成 □：{chars}").format(chars="".join(written.missing))
            )


def _column(content: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 4, _GAP)
    column.setSpacing(_GAP)
    return column
