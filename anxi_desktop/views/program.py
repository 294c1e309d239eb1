"""The program as the person meets it: opens a data folder, or says why not, and puts all away at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from anxi_desktop.app import desktop, log, paths, start
from anxi_desktop.app.jobs import Jobs, Work
from anxi_desktop.app.session import BACKUPS, Session
from anxi_desktop.app.single import SingleWindow
from anxi_desktop.app.start import NewFolder, Settings
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.main_window import GEOMETRY_FILE, MainWindow
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

if TYPE_CHECKING:
    from anxi_desktop.app.copies import Moved
    from anxi_desktop.views.data_care import DataCare

_AFTER_PAINT_MS = 800


class Program(QObject):
    """One window over one data folder. `profile` is the user's own folder."""

    crashed = Signal(object)
    """An exception nobody caught, from whichever thread."""

    def __init__(
        self,
        app: QApplication,
        theme: Theme,
        *,
        profile: Path,
        resources: Path,
        window: MainWindow | None = None,
        single: SingleWindow | None = None,
    ) -> None:
        """`window` and the folder's lock, `single`, are given where the start has them already."""
        super().__init__()
        self.app = app
        self.theme = theme
        self.profile = profile
        self.resources = resources
        self.jobs = Jobs()
        self.session: Session | None = None
        self.window = window or MainWindow(geometry_file=profile / GEOMETRY_FILE)
        self.crash: str | None = None
        self._single = single
        self._care: DataCare | None = None
        self._bundle: Path | None = None
        self.window.closing.connect(self._put_away)
        self.crashed.connect(self._on_crashed)

    def open(self, folder: Path, *, moved_too: bool = False) -> bool:
        """Show the data of a folder, the assistant where there is none, or why it cannot be opened.

        What a move has left behind is opened only with `moved_too`. False when another window has it open: that
        one comes to the front, and nothing is shown here.
        """
        self._close_session()
        place = start.moved_to(folder)
        if place is not None and not moved_too:
            self._refuse(AnxiError("folder_moved", place=place), folder)
            return True
        if not start.has_data(folder):
            self._show_first_run(folder)
            return True
        settings, problem = start.settings_of(folder)
        try:
            if not self._acquire(folder):
                return False
            session = start.open_session(folder, settings, profile=self.profile, resources=self.resources)
            self._show_pages(session, problem)
        except AnxiError as error:
            self._refuse(error, folder)
        except Exception as error:  # noqa: BLE001 - the start: a bug must not leave an empty window
            log.report("start", error)
            self._refuse(AnxiError("start_failed", path=folder), folder)
        return True

    def open_bundle(self, path: Path) -> None:
        """Show what importing a bundle would do, that the person has opened outside; later, where no data is open."""
        if self.window.shell is not None:
            self.window.shell.go("exchange", path=str(path))
        else:
            self._bundle = path

    def folder(self) -> Path | None:
        """The data folder that is open, or None."""
        return self.session.store.folder if self.session is not None else None

    def care(self) -> DataCare:
        """What is done with the data as a whole; made when it is first needed."""
        if self._care is None:
            from anxi_desktop.views.data_care import DataCare

            self._care = DataCare(self)
        return self._care

    def replace(
        self,
        title: str,
        work: Work,
        folder: Path,
        then: Callable[[Any], object],
        failed: Callable[[object], object],
    ) -> None:
        """Close the data, do work on its folder that nothing else may see, open it again and tell the outcome."""
        self._close_session()

        def done(outcome: object) -> None:
            self.open(folder)
            then(outcome)

        self._wait(title, work, done, partial(self._on_stopped, folder, failed))

    def move(
        self,
        title: str,
        work: Work,
        folder: Path,
        then: Callable[[Moved], object],
        failed: Callable[[object], object],
    ) -> None:
        """Close the data, let `work` bring it to another place while no window can open it, and open it there."""
        self._close_session()
        guard = SingleWindow(folder)
        try:
            if not guard.acquire():  # another window came in between
                raise AnxiError("window_open")
        except AnxiError as error:
            self._on_stopped(folder, failed, error)
            return

        def done(moved: Moved) -> None:
            guard.release()
            paths.remember_data_folder(moved.place)
            self.open(moved.place)
            then(moved)

        def stopped(error: object) -> None:
            guard.release()
            self._on_stopped(folder, failed, error)

        self._wait(title, work, done, stopped)

    def _on_stopped(self, folder: Path, failed: Callable[[object], object], error: object) -> None:
        """Work that was cancelled (None) or failed: the data is as it was."""
        self.open(folder)
        if error is not None:
            failed(error)

    # What stands in the window

    def _show_pages(self, session: Session, problem: AnxiError | None) -> None:
        self.session = session
        self._follow(session.settings)
        session.settings_changed.connect(self._follow)
        acts: dict[str, Callable[[], object]] = {
            "backup": lambda: self.care().back_up(),
            "check": lambda: self.care().check(),
            "rebuild": lambda: self.care().rebuild(),
            "restore": lambda: self.care().restore(),
            "copy": lambda: self.care().copy(),
            "move": lambda: self.care().move(),
            "folder": self.open_data_folder,
            "other_folder": self.choose_folder,
            "demo": self.show_demo,
        }
        shell = Shell(session, self.theme, self.jobs, page_specs(), acts=acts)
        self.window.put_shell(shell)
        if problem is not None:
            shell.add_banner(Banner(sentence(problem), tone="warning", closable=True))
        if session.store.is_clock_behind():
            words = self.tr("电脑的日期比上次保存时还早，请核对系统日期；日期不对，到期提醒和月报都会不准。")
            shell.add_banner(Banner(words, tone="warning", closable=True))
        self._show_last_crash(shell)
        first = next(iter(shell.specs))
        shell.go(first)
        if self._bundle is not None:
            bundle, self._bundle = self._bundle, None
            self.open_bundle(bundle)
        QTimer.singleShot(_AFTER_PAINT_MS, shell, self._after_paint)

    def _show_first_run(self, folder: Path) -> None:
        from anxi_desktop.views.first_run import FirstRun

        view = FirstRun(folder)
        view.finished.connect(self._on_answers)
        view.demo_asked.connect(self._on_demo)
        view.open_asked.connect(self._on_open_other)
        self.window.put(view)

    def _refuse(self, error: AnxiError, folder: Path) -> None:
        from anxi_desktop.views.refusal import Refusal

        logging.getLogger("anxi").warning("not opened: %s", error)
        again = (self.tr("再试一次"), lambda: self.open(folder))
        other = (self.tr("选择别的文件夹…"), self.choose_folder)
        kept = (self.tr("打开备份文件夹"), lambda: desktop.open_folder(folder / BACKUPS))
        back = (self.tr("从备份恢复…"), lambda: self.care().restore(folder))
        leave = (self.tr("退出"), self.window.close)
        choices = {
            "folder_moved": [
                (self.tr("打开新的位置"), lambda: self._on_open_other(Path(str(error.facts["place"])))),
                (self.tr("仍打开这里的旧数据"), lambda: self.open(folder, moved_too=True)),
                leave,
            ],
            "newer_database": [other, leave],
            "unsafe_folder": [other, leave],
            "not_a_database": [back, kept, other, leave],
            "database_damaged": [back, kept, other, leave],
            "start_failed": [(self.tr("打开日志文件夹"), desktop.open_log_folder), again, other, leave],
        }.get(error.code, [again, other, leave])
        self.window.put(Refusal(error, folder, choices))

    # What the person asks for

    def choose_folder(self) -> None:
        """Open another data folder, and that one from now on."""
        from PySide6.QtWidgets import QFileDialog

        start_at = str(self.folder() or Path.home())
        chosen = QFileDialog.getExistingDirectory(self.window, self.tr("打开哪个数据文件夹"), start_at)
        if chosen:
            self._on_open_other(Path(chosen))

    def show_demo(self) -> None:
        """Leave this folder, which stays as it is, for the demo county; the next start opens it again."""
        folder = self.folder()
        if folder is None:
            return
        self._close_session()
        demo = start.demo_folder(paths.data_folder())
        work = partial(start.demo_work, demo, profile=self.profile)
        self._wait(self.tr("准备演示数据"), work, self.open, lambda _error: self.open(folder))

    def open_data_folder(self) -> None:
        """Show the data folder on the desktop."""
        if (folder := self.folder()) is not None:
            desktop.open_folder(folder)

    # Answers

    @Slot(object)
    def _on_answers(self, answers: NewFolder) -> None:
        from anxi_desktop.views.first_run import FirstRun

        view = self.window.centralWidget()
        try:
            start.make_folder(answers, profile=self.profile)
        except AnxiError as error:
            if isinstance(view, FirstRun):
                view.say(error)
            return
        paths.remember_data_folder(answers.folder)
        self.open(answers.folder)

    @Slot()
    def _on_demo(self) -> None:
        folder = start.demo_folder(paths.data_folder())
        work = partial(start.demo_work, folder, profile=self.profile)

        def back(_error: object) -> None:
            self._show_first_run(paths.data_folder())

        self._wait(self.tr("准备演示数据"), work, self.open, back)

    @Slot(object)
    def _on_open_other(self, folder: Path) -> None:
        paths.remember_data_folder(folder)
        if not self.open(folder):
            self._refuse(AnxiError("window_open"), folder)

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        self.theme.set_look(
            mode=settings.theme, compact=settings.compact_rows, reduced_motion=settings.reduced_motion
        )

    @Slot(str)
    def _on_called(self, bundle: str) -> None:
        self.window.come_forward()
        if bundle:
            self.open_bundle(Path(bundle))
        elif (shell := self.window.shell) is not None:
            shell.toast(self.tr("程序已经打开了，这个数据文件夹只能开一个窗口。"), tone="info")

    @Slot(object)
    def _on_crashed(self, error: BaseException) -> None:
        if (shell := self.window.shell) is not None:
            shell.show_error(error)

    # Inside

    @Slot()
    def _after_paint(self) -> None:
        self.theme.load_rare()
        self._ask_unfinished()
        self._watch_months()
        self._watch_exchange()
        self.care().daily()

    def _ask_unfinished(self) -> None:
        from anxi_desktop.views.unfinished import question

        shell = self.window.shell
        if shell is None or self.session is None:  # closed before the moment came
            return
        banner = question(shell)
        if banner is not None:
            shell.add_banner(banner)

    def _watch_months(self) -> None:
        from anxi_desktop.views.month_notices import MonthNotices

        shell = self.window.shell
        if shell is not None and self.session is not None:
            MonthNotices(shell, self.app.windowIcon(), come_forward=self.window.come_forward).tell()

    def _watch_exchange(self) -> None:
        from anxi_desktop.views.exchange_notices import ExchangeNotices

        shell = self.window.shell
        if shell is not None and self.session is not None:
            ExchangeNotices(shell)

    def _show_last_crash(self, shell: Shell) -> None:
        if self.crash is None:
            return
        self.crash = None
        words = self.tr("上次运行时程序出了差错，已保存的内容没有受影响。差错记在日志里，可以交给维护人员。")
        banner = Banner(words, tone="warning", closable=True)
        banner.add_action(self.tr("打开日志文件夹"), desktop.open_log_folder)
        shell.add_banner(banner)

    def _acquire(self, folder: Path) -> bool:
        if self._single is None or self._single.folder != folder or not self._single.held:
            self._release()
            single = SingleWindow(folder)
            if not single.acquire():
                single.call_first()
                return False
            self._single = single
        self._single.called.connect(self._on_called)
        return True

    def _release(self) -> None:
        if self._single is not None:
            self._single.release()
            self._single = None

    def _wait(
        self, title: str, work: Work, then: Callable[[Any], object], failed: Callable[[object], object]
    ) -> None:
        from anxi_desktop.views.waiting import Waiting

        view = Waiting(title, self.jobs, work)
        view.finished.connect(then)
        view.stopped.connect(failed)
        self.window.put(view)
        view.start()

    def _close_session(self) -> None:
        if self.session is not None:
            self.jobs.stop()
            self.jobs = Jobs()
            self.session.store.close()
            self.session = None
            self._release()

    @Slot()
    def _put_away(self) -> None:
        self._close_session()
        self._release()
        self.jobs.stop()
