"""What the import assistant does with files beside the import itself: choosing one, a template, refused rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app import imports
from anxi_desktop.app.imports import Plan
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.shell import Shell


class ImportActs(QObject):
    """Errors become the shell's sentences, written files its toasts."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell

    def ask_file(self, near: Path | None) -> Path | None:
        """Ask for a file to import, beginning beside `near` or the last one."""
        start = near.parent if near is not None else self._recent_folder()
        endings = " ".join(f"*{suffix}" for suffix in imports.SUFFIXES)
        words = self.tr("台账 ({endings})").format(endings=endings)
        chosen, _ = QFileDialog.getOpenFileName(self._shell.window(), self.tr("选择台账"), str(start), words)
        return Path(chosen) if chosen else None

    def save_template(self, kind: str) -> None:
        """Ask for a name and write the empty workbook of a kind."""
        name = self.tr("{kind}导入模板.xlsx").format(kind=dict(imports.kind_choices())[kind])
        self._save(name, lambda path: imports.write_template(kind, path))

    def save_refused(self, plan: Plan, source: Path) -> None:
        """Ask for a name and write the refused rows of a plan."""
        name = self.tr("{name} 拒收的行.xlsx").format(name=source.stem)
        self._save(name, lambda path: imports.write_refused(plan, path))

    def _save(self, name: str, write: Callable[[Path], object]) -> None:
        settings = self._shell.session.settings
        folder = Path(settings.export_folder) if settings.export_folder else Path.home()
        words = self.tr("Excel 工作簿 (*.xlsx)")
        chosen, _ = QFileDialog.getSaveFileName(
            self._shell.window(), self.tr("导出到"), str(folder / name), words
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        try:
            write(path)
        except AnxiError as error:
            self._shell.show_error(error)
            return
        self._shell.exported(path)

    def _recent_folder(self) -> Path:
        recent = imports.recent_files(self._shell.session)
        return recent[0].parent if recent else Path.home()
