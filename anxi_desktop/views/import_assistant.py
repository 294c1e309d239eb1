"""The assistant that brings a workbook in: file, columns, preview, result.

Nothing is written before 导入 is pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from anxi_desktop.app import imports, paths
from anxi_desktop.app.imports import Imported, Opened, Place, Plan, Recognised
from anxi_desktop.app.jobs import Work
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.step_bar import StepBar
from anxi_desktop.views.components.text import label
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
        self.shell = shell
        self.session = shell.session
        self.kind = kind
        self.opened: Opened | None = None
        self.recognised: Recognised | None = None
        self.plan: Plan | None = None
        self.imported: Imported | None = None
        self._found: Recognised | None = None
        self._chosen: dict[int, str] = {}
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
        self._say = label("", "secondary")
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
        kind = str(facts.get("kind") or self.kind)
        if kind != self.kind or self.step == _RESULT:
            self._start_over(kind)
        path = facts.get("path")
        if path:
            self.open_file(Path(str(path)))

    @property
    def step(self) -> int:
        """The step on the screen, from 0."""
        return self._stack.currentIndex()

    # Steps

    @Slot(object)
    def open_file(self, path: Path, sheet: str | None = None) -> None:
        """Read a file and show what was recognised."""
        work = imports.open_work(
            path, self.kind, remembered=imports.remembered(self.session, self.kind), sheet=sheet
        )
        self._run(self.tr("读取 {name}").format(name=path.name), work, self._on_opened)

    def _on_opened(self, opened: Opened) -> None:
        self.opened = opened
        self.plan = None
        self._take(opened.recognised)
        self._go(_FILE)

    def _take(self, found: Recognised) -> None:
        """Begin with what was recognised, without anything chosen by hand."""
        self._found = found
        self._chosen.clear()
        self._show_recognised(found)

    def _show_recognised(self, recognised: Recognised) -> None:
        if self.opened is None:
            return
        self.recognised = recognised
        self.opened = imports.Opened(self.opened.path, self.opened.sheets, recognised)
        self.plan = None
        self.file.show_opened(self.opened)
        self.columns.show_recognised(recognised)
        self._show_foot()

    def _make_plan(self) -> None:
        if self.recognised is None:
            return
        work = imports.plan_work(self._place(), self.recognised, today=date.today())
        self._run(self.tr("比对现有记录"), work, self._on_planned)

    def _on_planned(self, plan: Plan) -> None:
        self.plan = plan
        self.preview.show_plan(plan)
        self._go(_PREVIEW)

    def _write(self) -> None:
        if self.plan is None or self.opened is None:
            return
        work = imports.write_work(self._place(), self.plan, today=date.today(), source=self.opened.path.name)
        self._run(self.tr("导入"), work, self._on_imported)

    def _on_imported(self, imported: Imported) -> None:
        if self.opened is None:
            return
        self.imported, self.plan = imported, None
        path = self.opened.path
        self._keep(path)
        self.result.show_imported(imported, source=path.name)
        self._go(_RESULT)
        if imported.done is not None:
            self.session.record(imported.title, imported.done)
            self.shell.toast(imported.title, undo=True)

    def _keep(self, path: Path) -> None:
        """Remember the file and what was corrected; a settings file that cannot be written is no failed import."""
        try:
            imports.note_recent(self.session, path)
            if self.recognised is not None and self._chosen:
                imports.remember(self.session, self.recognised, list(self._chosen))
        except AnxiError as error:
            self.shell.show_error(error)

    def _start_over(self, kind: str) -> None:
        self.kind = kind
        self.opened = self.recognised = self.plan = self.imported = self._found = None
        self._chosen.clear()
        self._started += 1
        self._busy = False
        self.file.kinds.set_value(kind)
        self.file.show_opened(None)
        self.file.show_recent(imports.recent_files(self.session))
        self._go(_FILE)

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
        self.kind = kind
        if self.opened is not None:
            memory = imports.remembered(self.session, kind)
            self._take(imports.as_kind(self.opened.recognised, kind, remembered=memory))

    @Slot(str)
    def _on_sheet(self, name: str) -> None:
        if self.opened is not None:
            self.open_file(self.opened.path, name)

    @Slot(int, str)
    def _on_corrected(self, column: int, field: str) -> None:
        """A field belongs to the column it was chosen for last; moved on, it goes back where it was found."""
        if self._found is None:
            return
        self._chosen.pop(column, None)
        if any(item.field != field for item in self._found.columns if item.label.column == column):
            self._chosen[column] = field
        self._show_chosen()

    def _show_chosen(self) -> None:
        if self._found is None:
            return
        made = self._found
        for column, field in self._chosen.items():
            made = made.corrected(column, field)
        self._show_recognised(made)

    @Slot(int, int)
    def _on_header(self, first: int, last: int) -> None:
        if self._found is not None:
            memory = imports.remembered(self.session, self.kind)
            self._take(imports.with_header(self._found, first=first, last=last, remembered=memory))

    @Slot(str)
    def _on_family(self, family: str) -> None:
        if self._found is not None:
            self._found = imports.with_family(self._found, family)
            self._show_chosen()

    @Slot()
    def _on_file_asked(self) -> None:
        start = self.opened.path.parent if self.opened is not None else self._recent_folder()
        endings = " ".join(f"*{suffix}" for suffix in imports.SUFFIXES)
        words = self.tr("台账 ({endings})").format(endings=endings)
        chosen, _ = QFileDialog.getOpenFileName(self.window(), self.tr("选择台账"), str(start), words)
        if chosen:
            self.open_file(Path(chosen))

    @Slot()
    def _on_template(self) -> None:
        name = self.tr("{kind}导入模板.xlsx").format(kind=dict(imports.kind_choices())[self.kind])
        path = self._ask_target(name)
        if path is None:
            return
        try:
            imports.write_template(self.kind, path)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.exported(path)

    @Slot()
    def _on_refused_export(self) -> None:
        plan = self.plan or (self.imported.plan if self.imported is not None else None)
        if plan is None or self.opened is None:
            return
        path = self._ask_target(self.tr("{name} 拒收的行.xlsx").format(name=self.opened.path.stem))
        if path is None:
            return
        try:
            imports.write_refused(plan, path)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.exported(path)

    @Slot()
    def _on_list(self) -> None:
        self.shell.go("project")

    @Slot()
    def _on_undo(self) -> None:
        if self.imported is None or self.imported.done is None:
            return
        try:
            self.session.undo()
        except AnxiError as error:
            self.shell.show_error(error)

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
        elif self.opened is not None:
            self.result.show_imported(self.imported, source=self.opened.path.name)
            self.result.undo.setVisible(self.session.undo_title == self.imported.title)

    @Slot()
    def _on_again(self) -> None:
        self._start_over(self.kind)

    # Parts

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
        ready = {
            _FILE: self.opened is not None,
            _COLUMNS: self.recognised is not None and not self.recognised.missing,
            _PREVIEW: self.plan is not None and self.plan.writes > 0,
        }
        self.next.setEnabled(ready.get(step, False) and not self._busy)
        self.back.setEnabled(not self._busy)
        text = self.tr("下一步")
        if step == _PREVIEW and self.plan is not None:
            text = (
                self.tr("导入 {n} 行").format(n=f"{self.plan.writes:,}")
                if self.plan.writes
                else self.tr("导入")
            )
        self.next.setText(text)
        said = self.opened.path.name if self.opened is not None and step < _RESULT else ""
        self._say.setText(said if step > _FILE else "")

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
        store = self.session.store
        return Place(store.folder, paths.profile_folder(), self.session.settings.person)

    def _recent_folder(self) -> Path:
        recent = imports.recent_files(self.session)
        return recent[0].parent if recent else Path.home()

    def _ask_target(self, name: str) -> Path | None:
        settings = self.session.settings
        folder = Path(settings.export_folder) if settings.export_folder else Path.home()
        words = self.tr("Excel 工作簿 (*.xlsx)")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), self.tr("导出到"), str(folder / name), words)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")

    def _lay_out(self) -> None:
        self._foot.setProperty("box", "foot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(24, 10, 24, 10)
        row.setSpacing(8)
        row.addWidget(self._say, 1)
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
        self.next.clicked.connect(self._on_next)
        self.back.clicked.connect(self._on_back)
        self.file.file_chosen.connect(self.open_file)
        self.file.file_asked.connect(self._on_file_asked)
        self.file.sheet_chosen.connect(self._on_sheet)
        self.file.kind_chosen.connect(self._on_kind)
        self.file.template_asked.connect(self._on_template)
        self.columns.corrected.connect(self._on_corrected)
        self.columns.header_asked.connect(self._on_header)
        self.columns.family_asked.connect(self._on_family)
        self.preview.refused_export_asked.connect(self._on_refused_export)
        self.result.list_asked.connect(self._on_list)
        self.result.undo_asked.connect(self._on_undo)
        self.result.refused_export_asked.connect(self._on_refused_export)
        self.result.again_asked.connect(self._on_again)
        self.session.stack_changed.connect(self._on_stack)
        self.shell.running.failed.connect(self._on_failed)
        self.shell.running.cancelled.connect(self._on_stopped)
        for keys, act in (
            ("Ctrl+Return", self._on_next),
            ("Ctrl+Enter", self._on_next),
            ("Ctrl+O", self._on_file_asked),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)
