"""The page 月报: the forms of a month as they will print, what their figures count, and their files."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app import paths
from anxi_desktop.app.reports import (
    COUNTED,
    FigureAt,
    MonthForm,
    MonthReports,
    WrittenReport,
    count_levels,
    default_month,
    marks,
    writing,
)
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.form_view import FormView
from anxi_desktop.views.month_bar import MonthBar
from anxi_desktop.views.month_drawer import FigureDrawer
from anxi_desktop.views.month_findings import FindingsPanel
from anxi_desktop.views.page import Page
from anxi_desktop.views.two_line_list import Line, TwoLineList

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_FORMS_WIDTH = 244
_FORMS_NARROW = 96
_NARROW = 1180


class MonthPage(Page):
    """The month's forms. Facts it can be shown: month="2026-10", block=0, key="tl_found"."""

    id = "month"
    icon = "month"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.shell = shell
        self.session = shell.session
        self.reports = MonthReports(self.session)
        self.month = default_month(date.today())
        self.form: MonthForm | None = None
        self.drawer: FigureDrawer | None = None
        self.view = FormView(shell.theme)
        self.forms = TwoLineList(name=self.tr("报表"), steady=True)
        self.findings = FindingsPanel()
        self.bar = MonthBar(self.view)
        self._stack = QStackedLayout()
        self._lay_out()
        self._connect()
        self.show_month(self.month)

    def title(self) -> str:
        """The page's name."""
        return self.tr("月报")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "表里的数字都由项目、隐患、风险点等记录算出来，不用手填。\n"
            "双击一个数字（或选中后按 Enter），右边列出它数的是哪些记录、按什么口径数；点一条记录就到那个项目。\n"
            "方向键在数字之间移动，Ctrl+滚轮放大缩小，Ctrl+0 适合宽度，Alt+PageUp 和 Alt+PageDown 换月份。\n"
            "角上有三角标记的数字有核对结果，说明在表的下方。导出的 Excel 里另有口径与核对、明细两张表。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: compute again what is shown."""
        if tables & COUNTED:
            self._compute()

    def show_facts(self, **facts: object) -> None:
        """Come here for a month, or for one figure of it."""
        month = facts.get("month")
        if isinstance(month, Month):
            self.show_month(month)
        elif isinstance(month, str):
            self.show_month(Month.parse(month))
        block, key = facts.get("block", 0), facts.get("key")
        if isinstance(block, int) and isinstance(key, str):
            self.open_figure(block, key)

    @Slot(object)
    def show_month(self, month: Month) -> None:
        """Show another month."""
        self.month = month
        self.bar.show_month(month, today=date.today())
        self._compute()

    @Slot(int, str)
    def open_figure(self, block: int, key: str) -> None:
        """Show in the drawer what a figure counts."""
        if self.form is None:
            return
        at = self.reports.figure(self.form, block, key)
        if at is None:
            return
        with QSignalBlocker(self.view):
            self.view.choose(block, key)
        if self.drawer is None:
            self.drawer = FigureDrawer()
            self.drawer.record_asked.connect(self._on_record)
            self.drawer.close_asked.connect(self.shell.close_drawer)
            self.drawer.closed.connect(self._on_drawer_closed)
        self._fill_drawer(self.drawer, self.form, at)
        self.shell.open_drawer(self.drawer)

    def _fill_drawer(self, drawer: FigureDrawer, form: MonthForm, at: FigureAt) -> None:
        mine = [
            finding
            for finding in form.findings
            if at.key in finding.keys and finding.unit_type == at.unit_type
        ]
        drawer.show_figure(at, self.reports.records(form, at), mine)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        shelf = QFrame()
        shelf.setProperty("box", "card")
        inside = QVBoxLayout(shelf)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.forms)
        self._shelf = shelf
        middle.addWidget(shelf)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.view, 1)
        right.addWidget(self.findings)
        middle.addLayout(right, 1)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.bar)
        whole.addLayout(middle, 1)
        empty = EmptyState(
            self.tr("这里会是每月的报表"),
            self.tr("报表由项目和隐患的记录算出来。先导入或新建项目，再回来看。"),
            self.tr("去项目页"),
            icon="month",
        )
        empty.acted.connect(self._on_projects)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addLayout(self._stack)  # first: else its first widget would open as a window of its own
        self._stack.addWidget(content)
        self._stack.addWidget(empty)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.bar.month_asked.connect(self.show_month)
        self.bar.export_asked.connect(self._on_export)
        self.view.opened.connect(self.open_figure)
        self.view.chosen.connect(self._on_chosen)
        self.findings.asked.connect(self._on_finding)
        self.session.settings_changed.connect(self._on_settings)
        for keys, act in (("Alt+PgUp", self.bar.go_earlier), ("Alt+PgDown", self.bar.go_later)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen or beside a drawer the list of forms makes room for the form."""
        super().resizeEvent(event)
        self._show_forms()

    def _show_forms(self) -> None:
        is_narrow = self.width() < _NARROW
        self._shelf.setFixedWidth(_FORMS_NARROW if is_narrow else _FORMS_WIDTH)
        if self.form is not None:
            line = self._line(self.form)
            self.forms.set_lines([Line(line.title, line.tag) if is_narrow else line])
            self.forms.setCurrentIndex(self.forms.model().index(0, 0))

    def _compute(self) -> None:
        has_records = self.reports.has_records()
        self._stack.setCurrentIndex(0 if has_records else 1)
        if not has_records:
            self.form = None
            return
        try:
            form = self.reports.form(self.month, today=date.today())
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.form = form
        self.view.set_form(form.placed, blocks=len(form.blocks), marks=marks(form))
        self.findings.set_findings(form.findings, many_blocks=len(form.blocks) > 1)
        self._show_forms()
        self.bar.show_scale()
        current = self.view.current()
        if current is not None:
            self._on_chosen(*current)

    def _line(self, form: MonthForm) -> Line:
        counts = count_levels(form.findings)
        name, note = form.label, self.tr("建筑施工月报表（一）")
        if counts[Level.ERROR]:
            return Line(name, note, self.tr("{n} 错误").format(n=counts[Level.ERROR]), "danger")
        if counts[Level.WARNING]:
            return Line(name, note, self.tr("{n} 警告").format(n=counts[Level.WARNING]), "warning")
        return Line(name, note, self.tr("草稿"), "neutral")

    @Slot(int, str)
    def _on_chosen(self, block: int, key: str) -> None:
        """While the drawer is open it follows the figure that is chosen."""
        if self.drawer is None or self.form is None or not self.drawer.isVisible():
            return
        at = self.reports.figure(self.form, block, key)
        if at is not None:
            self._fill_drawer(self.drawer, self.form, at)

    @Slot(object)
    def _on_finding(self, finding: Finding) -> None:
        if self.form is None:
            return
        blocks = [block.unit_type for block in self.form.blocks]
        block = blocks.index(finding.unit_type) if finding.unit_type in blocks else 0
        if finding.keys:
            self.view.choose(block, finding.keys[0])
            self.view.setFocus()

    @Slot(str)
    def _on_record(self, project: str) -> None:
        self.shell.go("project", record=project)

    @Slot()
    def _on_projects(self) -> None:
        self.shell.go("project")

    @Slot()
    def _on_drawer_closed(self) -> None:
        self.drawer = None

    @Slot(object)
    def _on_settings(self, _settings: object) -> None:
        self._compute()

    @Slot(object)
    def _on_export(self, formats: tuple[str, ...]) -> None:
        start = self.session.settings.export_folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("月报表放到哪个文件夹"), start)
        if chosen:
            self.export_to(Path(chosen), formats)

    def export_to(self, target: Path, formats: tuple[str, ...]) -> None:
        """Write the month's form into a folder, as a job."""
        session = self.session
        work = partial(
            writing,
            session.store.folder,
            profile=paths.profile_folder(),
            month=self.month,
            settings=session.settings,
            resources=session.resources,
            target=target,
            formats=formats,
            today=date.today(),
        )
        self.shell.run(self.tr("生成月报表"), work, self._on_written)

    @Slot(object)
    def _on_written(self, written: WrittenReport) -> None:
        folder = written.files[0].parent
        if str(folder) != self.session.settings.export_folder:
            self.session.change_settings(export_folder=str(folder))
        self.shell.exported(written.files[0])
        if written.missing:
            self.shell.toast(
                self.tr("这些字没有字形，PDF 里印成 □：{chars}").format(chars="".join(written.missing))
            )
