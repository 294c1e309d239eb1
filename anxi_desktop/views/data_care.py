"""Backups, checks, restores, copies and the move in the window: on request, and the backup once a day by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app import copies, desktop, paths, upkeep
from anxi_desktop.app.copies import Moved, PortableCopy, Restored
from anxi_desktop.app.drives import removable_drives
from anxi_desktop.app.session import BACKUPS
from anxi_desktop.app.upkeep import Health
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.copy_dialog import CopyDialog
from anxi_desktop.views.data_dialogs import ask_move, show_failed, show_health, show_moved, show_restored
from anxi_desktop.views.restore_dialog import RestoreDialog

if TYPE_CHECKING:
    from anxi_desktop.views.program import Program


_HOUR_MS = 3_600_000


class DataCare(QObject):
    """What is done with the data as a whole. Works on the folder that is open now."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self._daily_on: tuple[Path, date] | None = None
        self._hour = QTimer(self)
        self._hour.setInterval(_HOUR_MS)
        self._hour.timeout.connect(self.look_again)
        self._hour.start()

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
        today = date.today()
        self._daily_on = (folder, today)
        work = partial(upkeep.daily_work, folder, profile=self._program.profile, today=today)
        job = shell.run_quietly(work, self._on_daily_done)
        job.failed.connect(self._on_daily_failed)

    @Slot()
    def look_again(self) -> None:
        """A program that stays open over night has its daily backup too."""
        folder = self._program.folder()
        if folder is not None and self._daily_on != (folder, date.today()):
            self.daily()

    def restore(self, folder: Path | None = None) -> None:
        """Ask what shall be restored, and do it. `folder` where none is open because it is damaged."""
        folder = folder or self._program.folder()
        if folder is None:
            return
        program = self._program
        dialog = RestoreDialog(
            program.window, copies.restore_sources(folder), folder=folder, jobs=program.jobs
        )
        if dialog.exec() and (source := dialog.chosen()) is not None:
            work = partial(copies.restore_work, folder, source, profile=program.profile)
            program.replace(self.tr("恢复备份"), work, folder, self._on_restored, self._on_not_restored)

    def copy(self) -> None:
        """Ask for a stick or folder, and bring the portable copy there up to date."""
        shell = self._program.window.shell
        if shell is None:
            return
        dialog = CopyDialog(self._program.window, shell.session, removable_drives())
        if dialog.exec() and dialog.place is not None:
            folder = shell.session.store.folder
            work = partial(copies.copy_work, folder, dialog.place, profile=self._program.profile)
            shell.run(self.tr("复制到 U 盘"), work, self._on_copied)

    def move(self) -> None:
        """Ask for another place, and move the data there."""
        program, folder = self._program, self._program.folder()
        if folder is None:
            return
        title = self.tr("数据移到哪个文件夹")
        chosen = QFileDialog.getExistingDirectory(program.window, title, str(folder.parent))
        if not chosen:
            return
        try:
            place = copies.new_place(folder, Path(chosen))
        except AnxiError as error:
            show_failed(program.window, self.tr("没有移动"), error)
            return
        if ask_move(program.window, folder, place):
            work = partial(copies.move_work, folder, place, profile=program.profile)
            program.move(self.tr("移动数据"), work, folder, self._on_moved, self._on_not_moved)

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

    def _on_restored(self, restored: Restored) -> None:
        show_restored(self._program.window, restored)

    def _on_not_restored(self, error: object) -> None:
        show_failed(self._program.window, self.tr("没有恢复"), error)

    def _on_moved(self, moved: Moved) -> None:
        show_moved(self._program.window, moved, remembered=paths.data_folder() == moved.place)

    def _on_not_moved(self, error: object) -> None:
        show_failed(self._program.window, self.tr("没有移动"), error)

    @Slot(object)
    def _on_copied(self, made: PortableCopy) -> None:
        shell = self._program.window.shell
        if shell is None:
            return
        words = self.tr(
            "副本做好了：{projects} 个项目，{files} 个照片和附件，这次写入 {written} 个。弹出 U 盘后再拔。"
        )
        text = words.format(
            projects=f"{made.contents.projects:,}", files=f"{made.files:,}", written=f"{made.written:,}"
        )
        action = ToastAction(self.tr("打开副本文件夹"), partial(desktop.open_folder, made.folder))
        shell.toast(text, actions=[action], stay=True)
        if made.damaged:
            told = self.tr(
                "副本里少了 {n} 个照片或附件：它们在这台电脑上已经损坏，没有复制，其余的都复制好了。"
            )
            banner = Banner(told.format(n=f"{len(made.damaged):,}"), tone="warning", closable=True)
            if "check" in shell.acts:
                banner.add_action(self.tr("检查数据"), partial(shell.act, "check"))
            shell.add_banner(banner)

    @Slot(object)
    def _on_daily_done(self, _path: object) -> None:
        if (shell := self._program.window.shell) is not None:
            shell.refresh_status()

    @Slot(object)
    def _on_daily_failed(self, error: object) -> None:
        shell = self._program.window.shell
        if shell is None or not isinstance(error, AnxiError):
            return
        text = sentence(error)
        if error.code not in ("database_damaged", "not_a_database"):
            text = self.tr("今天的自动备份没有做成，以前的备份都还在。") + text
        banner = Banner(text, tone="danger", closable=True)
        folder = shell.session.store.folder / BACKUPS
        banner.add_action(self.tr("打开备份文件夹"), partial(desktop.open_folder, folder))
        shell.add_banner(banner)
