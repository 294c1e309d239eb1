"""What is done with chosen projects: changed and deleted as one step, exported, copied.

A few projects are written at once; very many are written by a job, which shows how far it is and can be
cancelled. Either way it is one step that can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app import paths
from anxi_desktop.app.registry import Registry, field_list, shown_name, write_template
from anxi_desktop.app.registry_export import Shown, export_shown
from anxi_desktop.app.registry_work import (
    Place,
    Work,
    Written,
    change_many,
    delete_many,
    in_own_store,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.views.project_copy import MOST_COPIED, copied
from anxi_desktop.views.rows_model import RowsModel
from anxi_desktop.views.shell import Shell

_FEW = 300


class ProjectActs(QObject):
    """Acts on many projects; errors become the shell's sentences, successes its toasts."""

    def __init__(self, shell: Shell, registry: Registry, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._registry = registry

    def attempt(self, act: Callable[[], object]) -> bool:
        """Run a write; False where a known error was shown instead."""
        try:
            act()
        except AnxiError as error:
            self._shell.show_error(error)
            return False
        return True

    def delete(self, records: Sequence[str]) -> None:
        """Delete projects; the toast takes them back."""
        if not records:
            return
        if len(records) == 1:
            title = self.tr("删除项目：{name}").format(name=self._name(records[0]))
            said = self.tr("已删除项目 {name}").format(name=self._name(records[0]))
        else:
            title, said = self.tr("删除 {count} 个项目"), self.tr("已删除 {count} 个项目")
        work = partial(delete_many, records=records, title=title)
        self._write(self.tr("删除项目"), work, len(records), said)

    def change(
        self, records: Sequence[str], changes: Mapping[str, JournalValue], *, valid_from: date | None
    ) -> None:
        """Set the same fields of projects."""
        fields = field_list(changes)
        title = self.tr("批量修改 {count} 个项目：{fields}").replace("{fields}", fields)
        work = partial(change_many, records=records, changes=changes, title=title, valid_from=valid_from)
        said = self.tr("已修改 {count} 个项目的{fields}").replace("{fields}", fields)
        self._write(self.tr("批量修改"), work, len(records), said)

    def export(self, shown: Shown, suffix: str) -> None:
        """Ask for a file name and write what the list shows."""
        path = self._ask_file(self.tr("项目台账 {day}").format(day=date.today().isoformat()), suffix)
        if path is None:
            return
        work = partial(export_shown, self._place(), shown, path, resources=self._registry.session.resources)
        self._shell.run(self.tr("导出项目台账"), work, self._shell.exported)

    def save_template(self) -> None:
        """Ask for a file name and write the empty import workbook."""
        path = self._ask_file(self.tr("项目导入模板"), ".xlsx")
        if path is not None and self.attempt(lambda: write_template(path)):
            self._shell.exported(path)

    def copy(self, model: RowsModel, rows: Sequence[int], columns: Sequence[str], *, heads: bool) -> None:
        """Put rows into the clipboard as text for Excel."""
        if len(rows) > MOST_COPIED:
            self._shell.toast(self.tr("一次最多复制 {n} 行，更多请用导出。").format(n=f"{MOST_COPIED:,}"))
            return
        found = [model.column(name) for name in columns]
        kinds = [model.columns[column].kind == "number" for column in found]
        lines = model.texts(rows, found)
        if heads:
            lines.insert(0, [model.columns[column].title for column in found])
        QGuiApplication.clipboard().setMimeData(copied(lines, numbers=kinds))
        self._shell.toast(self.tr("已复制 {n} 行，可以粘贴到 Excel").format(n=f"{len(rows):,}"))

    def remember(self, view: str, text: str) -> None:
        """Keep on this laptop what a list shows, or a draft."""
        session = self._registry.session
        if session.settings.views.get(view, "") != text:
            self.attempt(lambda: session.set_settings(session.settings.with_view(view, text)))

    def _write(self, title: str, work: Work, count: int, said: str) -> None:
        if count > _FEW:
            own = partial(in_own_store, self._place(), work)
            self._shell.run(title, own, partial(self._on_job_done, said))
            return

        def act() -> None:
            self._say(self._registry.at_once(work), said)

        self.attempt(act)

    def _on_job_done(self, said: str, written: Written) -> None:
        self._registry.note(written)
        self._say(written, said)

    def _say(self, written: Written, said: str) -> None:
        if written.done is None:
            self._shell.toast(self.tr("内容本来就是这样，没有改动"))
            return
        self._shell.toast(said.replace("{count}", f"{written.changed:,}"), undo=True)

    def _name(self, record: str) -> str:
        try:
            return shown_name(self._registry.project(record)["name"])
        except AnxiError:
            return ""

    def _place(self) -> Place:
        session = self._registry.session
        return Place(session.store.folder, paths.profile_folder(), session.settings.person)

    def _ask_file(self, name: str, suffix: str) -> Path | None:
        settings = self._registry.session.settings
        folder = Path(settings.export_folder) if settings.export_folder else Path.home()
        kinds = {".xlsx": self.tr("Excel 工作簿 (*.xlsx)"), ".pdf": self.tr("PDF 文件 (*.pdf)")}
        chosen, _ = QFileDialog.getSaveFileName(
            self._shell.window(), self.tr("导出到"), str(folder / f"{name}{suffix}"), kinds[suffix]
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
