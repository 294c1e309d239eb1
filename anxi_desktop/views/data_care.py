"""Backups, checks and restores in the window: started on request, and once a day after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from anxi_desktop.app import desktop, upkeep
from anxi_desktop.app.session import BACKUPS
from anxi_desktop.app.upkeep import Health
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.data_dialogs import RestoreDialog, show_health

if TYPE_CHECKING:
    from anxi_desktop.views.program import Program


class DataCare(QObject):
    """What is done with the data as a whole. Works on the folder that is open now."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program

    def back_up(self) -> None:
        """A backup now."""
        self._run(self.tr("备份"), upkeep.backup_work, self._on_backed_up)

    def check(self) -> None:
        """Check everything and say what was found."""
        self._run(self.tr("检查数据"), upkeep.check_work, self._on_checked)

    def rebuild(self) -> None:
        """Make the tables again from the journal."""
        work = partial(upkeep.check_work, repair=True)
        self._run(self.tr("重建数据表"), work, self._on_checked)

    def daily(self) -> None:
        """Check the file and back it up where today has no backup yet; says something only when it is damaged."""
        shell, folder = self._program.window.shell, self._program.folder()
        if shell is None or folder is None:
            return
        work = partial(upkeep.daily_work, folder, profile=self._program.profile, today=date.today())
        job = shell.run_quietly(work, self._on_daily_done)
        job.failed.connect(self._on_daily_failed)

    def restore(self, folder: Path | None = None) -> None:
        """Ask which backup shall be put back, and do it. `folder` where none is open because it is damaged."""
        folder = folder or self._program.folder()
        if folder is None:
            return
        dialog = RestoreDialog(self._program.window, upkeep.backups(folder), folder=folder)
        if dialog.exec() and (source := dialog.chosen()) is not None:
            work = partial(upkeep.restore_work, folder, source, profile=self._program.profile)
            self._program.replace(self.tr("恢复备份"), work, folder)

    def _run(self, title: str, work: Callable[..., Any], on_done: Callable[[Any], object]) -> None:
        shell, folder = self._program.window.shell, self._program.folder()
        if shell is None or folder is None:
            return
        own = partial(work, folder, profile=self._program.profile)
        shell.run(title, own, on_done)

    @Slot(object)
    def _on_backed_up(self, path: Path) -> None:
        if (shell := self._program.window.shell) is not None:
            shell.refresh_status()
            action = ToastAction(self.tr("打开备份文件夹"), partial(desktop.show_in_folder, path))
            shell.toast(self.tr("已备份并核对：{name}").format(name=path.name), actions=[action])

    @Slot(object)
    def _on_checked(self, health: Health) -> None:
        if (shell := self._program.window.shell) is not None:
            shell.refresh()
            show_health(shell, health)

    @Slot(object)
    def _on_daily_done(self, _path: object) -> None:
        if (shell := self._program.window.shell) is not None:
            shell.refresh_status()

    @Slot(object)
    def _on_daily_failed(self, error: object) -> None:
        shell = self._program.window.shell
        if shell is None or not isinstance(error, AnxiError):
            return
        banner = Banner(sentence(error), tone="danger", closable=True)
        folder = shell.session.store.folder / BACKUPS
        banner.add_action(self.tr("打开备份文件夹"), partial(desktop.open_folder, folder))
        shell.add_banner(banner)
