"""The page 月报: the forms of a month as they will print, what their figures count, handing them in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.reports import (
    COUNTED,
    FORMS_OF,
    FigureAt,
    MonthForm,
    MonthReports,
    SourceRow,
    by_hand,
    default_month,
    marks,
)
from anxi_desktop.domain.consistency import Finding
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.form_view import FormView
from anxi_desktop.views.month_acts import MonthActs
from anxi_desktop.views.month_bar import MonthBar
from anxi_desktop.views.month_drawer import FigureDrawer
from anxi_desktop.views.month_findings import FindingsPanel
from anxi_desktop.views.month_shelf import SUMMARY, UNITS, MonthShelf
from anxi_desktop.views.page import Page

if TYPE_CHECKING:
    from anxi_desktop.views.month_summary_view import MonthSummaryView
    from anxi_desktop.views.shell import Shell
    from anxi_desktop.views.unit_forms_view import UnitFormsView

_NARROW = 1180
_LEAST_EMPTY = 320  # its own hint would keep the page wider than a drawer leaves it in the smallest window


class MonthPage(Page):
    """Facts it can be shown: month="2026-10", family="works", form="附件5", block=0, key="tl_found"."""

    id = "month"
    icon = "month"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.shell = shell
        self.session = shell.session
        self.reports = MonthReports(self.session)
        self.month = default_month(date.today())
        self.family = Family.WORKS
        self.shown = FORMS_OF[self.family][0]
        self.all_forms: dict[str, MonthForm] = {}
        self._is_late = False
        self.drawer: FigureDrawer | None = None
        self.summary: MonthSummaryView | None = None
        self.units: UnitFormsView | None = None
        self.view = FormView(shell.theme)
        self.forms = MonthShelf()
        self.findings = FindingsPanel()
        self.bar = MonthBar(self.view)
        self.acts = MonthActs(self)
        self.notice = Banner("", tone="info")
        self.notice.hide()
        self._middle = QStackedLayout()
        self._stack = QStackedLayout()
        self._lay_out()
        self._connect()
        self.show_month(self.month)

    @property
    def form(self) -> MonthForm | None:
        """The form that is shown, or was shown last."""
        return self.all_forms.get(self.shown if self.shown in self.all_forms else FORMS_OF[self.family][0])

    def title(self) -> str:
        """The page's name."""
        return self.tr("月报")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "表里的数字都由项目、隐患、风险点等记录算出来，不用手填；附件3的年度目标直接在格子里填。\n"
            "双击一个数字（或选中后按 Enter），右边列出它数的是哪些记录、按什么口径数；点一条记录就到那里。\n"
            "选中一个数字直接打字（或按 F2）可以改成别的数，要写原因；改过的格子下面有一条线，右边可以恢复。\n"
            "方向键在数字之间移动，Ctrl+滚轮放大缩小，Ctrl+0 适合宽度，Alt+PageUp 和 Alt+PageDown 换月份。\n"
            "角上有三角标记的数字有核对结果，说明在表的下方。导出的 Excel 里另有口径与核对、明细两张表。\n"
            "“提交”冻结当月的数值；以后数据有变化会列出哪几格变了，可以提交更正，原来的不动。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: compute again what is shown."""
        if tables & COUNTED:
            self._compute_soon()
        # What is not in sight is read when it is shown.
        if self.summary is not None and self.shown == SUMMARY:
            self.summary.refresh(tables)
        if self.units is not None and self.shown == UNITS:
            self.units.refresh(tables)

    def show_facts(self, **facts: object) -> None:
        """Come here for a month, a family, or for one figure of a form."""
        self._catch_up()
        family, form = facts.get("family"), facts.get("form")
        if family in (Family.WORKS.value, Family.PROPERTY.value):
            self.show_family(Family(str(family)))
        month = facts.get("month")
        if isinstance(month, Month):
            self.show_month(month)
        elif isinstance(month, str):
            self.show_month(Month.parse(month))
        if isinstance(form, str):
            self.show_form(form)
        block, key = facts.get("block", 0), facts.get("key")
        if isinstance(block, int) and isinstance(key, str):
            self.open_figure(block, key)

    @Slot(object)
    def show_month(self, month: Month) -> None:
        """Show another month."""
        self.view.finish_typing()
        self.month = month
        self.bar.show_month(month, today=date.today())
        self._compute()
        self._show_beside()

    @Slot(object)
    def show_family(self, family: Family) -> None:
        """Show another family's forms."""
        self.view.finish_typing()
        self.bar.show_family(family)
        if family is not self.family:
            if self.drawer is not None:
                self.shell.close_drawer()
            old, self.family = self.family, family
            if self.shown in FORMS_OF[old]:
                self.shown = FORMS_OF[family][FORMS_OF[old].index(self.shown)]
            self._show_form()
            self.acts.refresh()
            self._show_beside()

    @Slot(str)
    def show_form(self, shown: str) -> None:
        """Show a form by its label, the summary or the units' forms."""
        self.view.finish_typing()
        family = next((one for one, forms in FORMS_OF.items() if shown in forms), self.family)
        if shown != self.shown and self.drawer is not None:
            self.shell.close_drawer()  # what it explains stands on another form
        self.shown = shown
        is_other = family is not self.family
        if is_other:
            self.family = family
            self.bar.show_family(family)
        self._show_form()
        if is_other:
            self.acts.refresh()
        self._show_beside()

    @Slot(int, str)
    def open_figure(self, block: int, key: str) -> FigureDrawer | None:
        """Show in the drawer what a figure counts."""
        form = self.form
        at = self.reports.figure(form, block, key) if form is not None else None
        if form is None or at is None:
            return None
        with QSignalBlocker(self.view):
            self.view.choose(block, key)
        if self.drawer is None:
            self.drawer = FigureDrawer()
            self.drawer.record_asked.connect(self._on_record)
            self.drawer.put_asked.connect(self._on_put)
            self.drawer.explain_asked.connect(self._on_explain)
            self.drawer.back_asked.connect(self._on_back)
            self.drawer.dropped.connect(self._on_dropped)
            self.drawer.close_asked.connect(self.shell.close_drawer)
            self.drawer.closed.connect(self._on_drawer_closed)
        self._fill_drawer(self.drawer, form, at)
        self.shell.open_drawer(self.drawer)
        return self.drawer

    def show_cell(self, form: str, unit_type: str, key: str) -> None:
        """Bring a cell of any form into sight."""
        self.show_form(form)
        now = self.form
        if now is not None and key:
            blocks = [block.unit_type for block in now.blocks]
            self.view.choose(blocks.index(unit_type) if unit_type in blocks else 0, key)
            self.view.setFocus()

    def _fill_drawer(self, drawer: FigureDrawer, form: MonthForm, at: FigureAt) -> None:
        mine = [
            finding
            for finding in form.findings
            if at.key in finding.keys and finding.unit_type == at.unit_type
        ]
        drawer.show_figure(at, self.reports.records(form, at), mine)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.view, 1)
        column.addWidget(self.findings)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        self._shelf = QFrame()
        self._shelf.setProperty("box", "card")
        inside = QVBoxLayout(self._shelf)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.forms)
        middle.addWidget(self._shelf)
        middle.addLayout(self._middle, 1)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.bar)
        whole.addWidget(self.notice)
        whole.addLayout(middle, 1)
        empty = EmptyState(
            self.tr("这里会是每月的报表"),
            self.tr("报表由项目和隐患的记录算出来。先导入或新建项目，再回来看。"),
            self.tr("去项目页"),
            icon="month",
        )
        empty.acted.connect(self._on_projects)
        empty.setMinimumWidth(_LEAST_EMPTY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addLayout(self._stack)  # first: else its first widget would open as a window of its own
        self._stack.addWidget(content)
        self._stack.addWidget(empty)
        self._middle.addWidget(right)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.bar.month_asked.connect(self.show_month)
        self.bar.family_asked.connect(self.show_family)
        self.bar.export_asked.connect(self.acts.ask_export)
        self.bar.blank_asked.connect(self.acts.ask_blank)
        self.bar.submit_asked.connect(self.acts.open_handing)
        self.forms.picked.connect(self.show_form)
        self.view.opened.connect(self.open_figure)
        self.view.chosen.connect(self._on_chosen)
        self.view.typed.connect(self._on_typed)
        self.view.entered.connect(self._on_entered)
        self.view.left.connect(self._catch_up)
        self.findings.asked.connect(self._on_finding)
        self.session.settings_changed.connect(self._on_settings)
        for keys, act in (("Alt+PgUp", self.bar.go_earlier), ("Alt+PgDown", self.bar.go_later)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen or beside a drawer the list of forms makes room for the form."""
        super().resizeEvent(event)
        self._show_shelf()

    def _show_shelf(self) -> None:
        is_narrow = self.width() < _NARROW
        self._shelf.setFixedWidth(self.forms.width_when(is_narrow=is_narrow))
        self.forms.show_forms(self.all_forms, self.family, self.shown, is_narrow=is_narrow)
        is_form = self.shown in self.all_forms
        self.bar.show_kind(is_form=is_form, is_own=self.shown != UNITS, width=self.width())

    def _compute(self) -> None:
        has_records = self.reports.has_records()
        self._stack.setCurrentIndex(0 if has_records else 1)
        if not has_records:
            self.all_forms = {}
            return
        try:
            self.all_forms = self.reports.forms(self.month, today=date.today())
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self._show_form()
        self.acts.refresh()

    def _show_form(self) -> None:
        form = self.form
        if form is None:
            return
        self._middle.setCurrentIndex(0 if self.shown in self.all_forms else self._middle.currentIndex())
        self.view.set_form(form.placed, blocks=len(form.blocks), marks=marks(form), by_hand=by_hand(form))
        self.findings.set_findings(form.findings, many_blocks=len(form.blocks) > 1)
        self._show_shelf()
        self.bar.show_scale()
        self.acts.show_notice()
        current = self.view.current()
        if current is not None:
            self._on_chosen(*current)

    def _show_beside(self) -> None:
        """The summary and the units' forms are made when they are asked for."""
        if self.shown == SUMMARY:
            if self.summary is None:
                from anxi_desktop.views.month_summary_view import MonthSummaryView

                self.summary = MonthSummaryView(self.shell)
                self._middle.addWidget(self.summary)
            self._middle.setCurrentWidget(self.summary)
            self.summary.show_month(self.month, self.family)
        elif self.shown == UNITS:
            if self.units is None:
                from anxi_desktop.views.unit_forms_view import UnitFormsView

                self.units = UnitFormsView(self.shell)
                self._middle.addWidget(self.units)
            self._middle.setCurrentWidget(self.units)
            self.units.show_month(self.month, self.family)

    @Slot(int, str)
    def _on_chosen(self, block: int, key: str) -> None:
        """While the drawer is open it follows the figure that is chosen."""
        form = self.form
        if self.drawer is None or form is None or not self.drawer.isVisible():
            return
        at = self.reports.figure(form, block, key)
        if at is not None:
            self._fill_drawer(self.drawer, form, at)

    @Slot(object)
    def _on_finding(self, finding: Finding) -> None:
        """To its cell; the records it is about stand in the drawer."""
        self.show_cell(finding.form, finding.unit_type, finding.keys[0] if finding.keys else "")
        rows = self.reports.finding_records(finding)
        current = self.view.current()
        if rows and current is not None:
            drawer = self.open_figure(*current)
            if drawer is not None:
                drawer.show_finding(rows)

    @Slot(int, str, str)
    def _on_typed(self, block: int, key: str, typed: str) -> None:
        """Begin to type into the cell, where a person may."""
        at = self._at(block, key)
        if at is not None and (at.is_target or at.can_override):
            self.view.edit(block, key, at.typed, typed=typed)

    @Slot(int, str, str)
    def _on_entered(self, block: int, key: str, text: str) -> None:
        """A target is kept at once; over a counted figure a reason is asked for in the drawer."""
        at = self._at(block, key)
        if at is None:
            return
        if at.is_target:
            self._keep(at, text, "")
            return
        drawer = self.open_figure(block, key)
        if drawer is not None:
            drawer.ask_reason(text)

    def _compute_soon(self) -> None:
        """At once, or when the page is in sight again and what is being typed is finished."""
        self._is_late = not self.isVisible() or self.view.editor() is not None
        if not self._is_late:
            self._compute()

    @Slot()
    def _catch_up(self) -> None:
        """In sight again, or nothing is being typed any more: show what was written meanwhile."""
        if self._is_late:
            self._is_late = False
            self._compute()

    @Slot(str, str)
    def _on_put(self, text: str, reason: str) -> None:
        if (at := self._explained()) is not None:
            self._keep(at, text, reason)

    @Slot(str)
    def _on_explain(self, reason: str) -> None:
        if (at := self._explained()) is not None:
            self.reports.explain(at.month, at, reason)

    @Slot()
    def _on_back(self) -> None:
        if (at := self._explained()) is not None:
            self.reports.take_back(at.month, at)

    @Slot(object, str)
    def _on_dropped(self, at: FigureAt, text: str) -> None:
        name = at.words.label.rpartition("/")[2]
        words = self.tr("“{name}”里填的“{text}”没有保存，表上还是原来的数。要改请再填一次，写明原因后保存。")
        self.shell.toast(words.format(name=name, text=text), tone="info")

    def _keep(self, at: FigureAt, text: str, reason: str) -> None:
        try:
            self.reports.put(at.month, at, text, reason)
        except AnxiError as error:
            drawer = self.drawer or self.open_figure(at.block, at.key)
            if drawer is not None:
                drawer.show_error(text, sentence(error))

    def _explained(self) -> FigureAt | None:
        """The figure in the drawer: what is typed there is about it, whatever is chosen on the form by now."""
        return self.drawer.at() if self.drawer is not None else None

    def _at(self, block: int, key: str) -> FigureAt | None:
        form = self.form
        return self.reports.figure(form, block, key) if form is not None else None

    @Slot(object)
    def _on_record(self, row: SourceRow) -> None:
        """A hazard opens on its own page, everything else at its project."""
        if row.source.entity == "hazard":
            self.shell.go("hazard", record=row.source.id)
        elif row.project_id:
            self.shell.go("project", record=row.project_id)
        else:
            self.shell.go("library", register=row.source.entity)

    @Slot()
    def _on_projects(self) -> None:
        self.shell.go("project")

    @Slot()
    def _on_drawer_closed(self) -> None:
        if self.drawer is not None:
            self.drawer.leave()
        self.drawer = None

    @Slot(object)
    def _on_settings(self, _settings: object) -> None:
        self._compute_soon()
