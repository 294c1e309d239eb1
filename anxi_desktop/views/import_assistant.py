"""The assistant that brings a workbook in: file, columns, preview, result.

Nothing is written before 导入 is pressed. The draft holds what is settled, the steps show it, this page leads
from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from anxi_desktop.app import imports, paths
from anxi_desktop.app.import_draft import ImportDraft
from anxi_desktop.app.imports import Imported, Opened, Place, Plan, Recognised
from anxi_desktop.app.jobs import Work
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.step_bar import StepBar
from anxi_desktop.views.components.text import label
from anxi_desktop.views.import_acts import ImportActs
from anxi_desktop.views.import_columns_step import ColumnsStep
from anxi_desktop.views.import_file_step import FileStep
from anxi_desktop.views.import_preview_step import PreviewStep
from anxi_desktop.views.import_result_step import ResultStep
from anxi_desktop.views.page import Page
from anxi_desktop.views.shell import Shell

_FILE, _COLUMNS, _PREVIEW, _RESULT = range(4)


class ImportAssistant(Page):
    """Facts it can be shown: kind="projects", path=PATH."""

    id = "import"
    icon = "import"

    def __init__(self, shell: Shell, kind: str = "projects") -> None:
        super().__init__(shell)
        self.session = shell.session
        self.acts = ImportActs(shell, self)
        self.draft = ImportDraft(shell.session, kind)
        self.plan: Plan | None = None
        self.imported: Imported | None = None
        self._started = 0
        self._busy = False
        self.steps = StepBar([self.tr("选择文件"), self.tr("核对列"), self.tr("预览"), self.tr("完成")])
        self.file = FileStep(imports.kind_choices(), kind=kind)
        self.columns = ColumnsStep()
        self.preview = PreviewStep()
        self.result = ResultStep()
        self._stack = QStackedWidget()
        for step in (self.file, self.columns, self.preview, self.result):
            self._stack.addWidget(step)
        self.back = button(self.tr("上一步"))
        self.next = button(self.tr("下一步"), kind="primary")
        self._source = label("", "secondary")
        self._foot = QFrame()
        self._lay_out()
        self._connect()
        self.file.show_recent(imports.recent_files(self.session))
        self._go(_FILE)

    def title(self) -> str:
        """The page's name."""
        return self.tr("导入")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "把 Excel 台账拖进来，程序会找到表头、认出各列；认错的列在第二步改，下次会记得。\n"
            "第三步列出每一行会怎样：新增、更新、不变、拒收；点数字只看那一类，拒收的格子写明原因。\n"
            "按“导入”之前什么都不会写入；导入后可以一步撤销。Ctrl+O 选择文件，Ctrl+Enter 下一步。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Records have changed since the preview: it is made again when it is on the screen."""
        if self.step == _PREVIEW and self.plan is not None and tables - {"device"}:
            self._make_plan()

    def show_facts(self, **facts: object) -> None:
        """Come here with a kind of file, and perhaps the file."""
        kind = str(facts.get("kind") or self.draft.kind)
        if kind != self.draft.kind or self.step == _RESULT:
            self._start_over(kind)
        path = facts.get("path")
        if path:
            self.open_file(Path(str(path)))

    @property
    def step(self) -> int:
        """The step on the screen, from 0."""
        return self._stack.currentIndex()

    @property
    def opened(self) -> Opened | None:
        """The file that was read."""
        return self.draft.opened

    @property
    def recognised(self) -> Recognised | None:
        """Its sheet with every column where it goes now."""
        return self.draft.recognised

    # Long work, one after the other

    @Slot(object)
    def open_file(self, path: Path, sheet: str | None = None) -> None:
        """Read a file and show what was recognised."""
        kind = self.draft.kind
        work = imports.open_work(path, kind, remembered=imports.remembered(self.session, kind), sheet=sheet)
        self._run(self.tr("读取 {name}").format(name=path.name), work, self._on_opened)

    def _on_opened(self, opened: Opened) -> None:
        self.draft.take(opened)
        self._show_draft()
        self._go(_FILE)

    def _make_plan(self) -> None:
        if self.recognised is not None:
            work = imports.plan_work(self._place(), self.recognised, today=date.today())
            self._run(self.tr("比对现有记录"), work, self._on_planned)

    def _on_planned(self, plan: Plan) -> None:
        self.plan = plan
        self.preview.show_plan(plan)
        self._go(_PREVIEW)

    def _write(self) -> None:
        if self.plan is not None and self.draft.path is not None:
            source = self.draft.path.name
            work = imports.write_work(self._place(), self.plan, today=date.today(), source=source)
            self._run(self.tr("导入"), work, self._on_imported)

    def _on_imported(self, imported: Imported) -> None:
        if self.draft.path is None:
            return
        self.imported, self.plan = imported, None
        try:
            self.draft.keep()
        except AnxiError as error:  # settings that cannot be written are no failed import
            self.shell.show_error(error)
        self.result.show_imported(imported, source=self.draft.path.name)
        self._go(_RESULT)
        if imported.done is not None:
            self.session.record(imported.title, imported.done)
            self.shell.toast(imported.title, undo=True)

    def _run(self, title: str, work: Work, then: Callable[[Any], None]) -> None:
        """Start long work; only what the last one found is shown."""
        self._started += 1
        mine = self._started

        def done(result: object) -> None:
            if mine == self._started:
                self._set_busy(busy=False)
                then(result)

        self._set_busy(busy=True)
        self.shell.run(title, work, done)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._show_foot()

    def _place(self) -> Place:
        return Place(self.session.store.folder, paths.profile_folder(), self.session.settings.person)

    # What is on the screen

    def _show_draft(self) -> None:
        self.plan = None
        if self.opened is not None and self.recognised is not None:
            self.file.show_opened(self.opened)
            self.columns.show_recognised(self.recognised)
        self._show_foot()

    def _start_over(self, kind: str) -> None:
        self.draft.clear(kind)
        self.plan = self.imported = None
        self._started += 1
        self._busy = False
        self.file.kinds.set_value(kind)
        self.file.show_opened(None)
        self.file.show_recent(imports.recent_files(self.session))
        self._go(_FILE)

    def _go(self, step: int) -> None:
        self.steps.set_current(step)
        self._stack.setCurrentIndex(step)
        self._show_foot()
        first = (self.file.zone.press, self.next, self.preview.table, self.result.open)[step]
        (self.next if step == _FILE and self.next.isEnabled() else first).setFocus()

    def _show_foot(self) -> None:
        step = self.step
        self._foot.setVisible(step < _RESULT)
        self.back.setVisible(_FILE < step < _RESULT)
        writes = self.plan.writes if self.plan is not None else 0
        ready = (self.opened is not None, self.draft.is_complete, writes > 0, False)[step]
        self.next.setEnabled(ready and not self._busy)
        self.back.setEnabled(not self._busy)
        text = self.tr("下一步")
        if step == _PREVIEW:
            text = self.tr("导入 {n} 行").format(n=f"{writes:,}") if writes else self.tr("导入")
        self.next.setText(text)
        self._source.setText(self.draft.path.name if self.draft.path is not None and step > _FILE else "")

    # Slots

    @Slot()
    def _on_next(self) -> None:
        if not self.next.isEnabled():
            return
        if self.step == _FILE:
            self._go(_COLUMNS)
        elif self.step == _COLUMNS:
            self._make_plan()
        elif self.step == _PREVIEW:
            self._write()

    @Slot()
    def _on_back(self) -> None:
        if self.back.isEnabled() and _FILE < self.step < _RESULT:
            self._go(self.step - 1)

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self.draft.set_kind(kind)
        self._show_draft()

    @Slot(str)
    def _on_sheet(self, name: str) -> None:
        if self.draft.path is not None:
            self.open_file(self.draft.path, name)

    @Slot(int, str)
    def _on_corrected(self, column: int, field: str) -> None:
        self.draft.choose(column, field)
        self._show_draft()

    @Slot(int, int)
    def _on_header(self, first: int, last: int) -> None:
        self.draft.set_header(first=first, last=last)
        self._show_draft()

    @Slot(str)
    def _on_family(self, family: str) -> None:
        self.draft.set_family(family)
        self._show_draft()

    @Slot()
    def _on_file_asked(self) -> None:
        path = self.acts.ask_file(self.draft.path)
        if path is not None:
            self.open_file(path)

    @Slot()
    def _on_template(self) -> None:
        self.acts.save_template(self.draft.kind)

    @Slot()
    def _on_refused_export(self) -> None:
        plan = self.plan or (self.imported.plan if self.imported is not None else None)
        if plan is not None and self.draft.path is not None:
            self.acts.save_refused(plan, self.draft.path)

    @Slot()
    def _on_list(self) -> None:
        self.shell.go("project")

    @Slot()
    def _on_undo(self) -> None:
        """Take the import back; the button is only there while it is the last action."""
        self.shell.undo()

    @Slot()
    def _on_again(self) -> None:
        self._start_over(self.draft.kind)

    @Slot()
    def _on_stopped(self) -> None:
        """Long work failed or was cancelled: everything stays as it was."""
        self._set_busy(busy=False)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._on_stopped()
        if isinstance(error, AnxiError) and error.code == "import_outdated":
            self._make_plan()

    @Slot()
    def _on_stack(self) -> None:
        """What the result says follows undo and redo, wherever they were pressed."""
        if self.step != _RESULT or self.imported is None or self.imported.done is None:
            return
        if self.session.redo_title == self.imported.title:
            self.result.show_undone()
        elif self.draft.path is not None:
            self.result.show_imported(self.imported, source=self.draft.path.name)
            self.result.undo.setVisible(self.session.undo_title == self.imported.title)

    # Parts

    def _lay_out(self) -> None:
        self._foot.setProperty("box", "foot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(24, 10, 24, 10)
        row.setSpacing(8)
        row.addWidget(self._source, 1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        content = QVBoxLayout()
        content.setContentsMargins(24, 16, 24, 16)
        content.setSpacing(16)
        content.addWidget(self.steps)
        content.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(content, 1)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        for signal, slot in (
            (self.next.clicked, self._on_next),
            (self.back.clicked, self._on_back),
            (self.file.file_chosen, self.open_file),
            (self.file.file_asked, self._on_file_asked),
            (self.file.sheet_chosen, self._on_sheet),
            (self.file.kind_chosen, self._on_kind),
            (self.file.template_asked, self._on_template),
            (self.columns.corrected, self._on_corrected),
            (self.columns.header_asked, self._on_header),
            (self.columns.family_asked, self._on_family),
            (self.preview.refused_export_asked, self._on_refused_export),
            (self.result.list_asked, self._on_list),
            (self.result.undo_asked, self._on_undo),
            (self.result.refused_export_asked, self._on_refused_export),
            (self.result.again_asked, self._on_again),
            (self.session.stack_changed, self._on_stack),
            (self.shell.running.failed, self._on_failed),
            (self.shell.running.cancelled, self._on_stopped),
        ):
            signal.connect(slot)
        for keys, act in (
            ("Ctrl+Return", self._on_next),
            ("Ctrl+Enter", self._on_next),
            ("Ctrl+O", self._on_file_asked),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)
