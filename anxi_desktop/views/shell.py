"""The frame around the pages, and what it offers them: drawers, panels, toasts, long work, going elsewhere.

Pages know the shell and nothing of each other.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from anxi_desktop.app import desktop, paths
from anxi_desktop.app.jobs import Job, Jobs, Work
from anxi_desktop.app.session import Done, Reversal, Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.toast import ToastAction, Toasts
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.page_frame import PageFrame
from anxi_desktop.views.page_head import PageHead
from anxi_desktop.views.rail import Rail
from anxi_desktop.views.running import RunningWork
from anxi_desktop.views.status_line import StatusLine
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.tokens import FOLD_BELOW, STATUS

if TYPE_CHECKING:
    from anxi_desktop.app.thumbnails import Thumbnails

ALL_TABLES = frozenset(SPECS)
_MOST_STEPS = 100
_MINUTE_MS = 60_000


@dataclass(slots=True)
class _Trail:
    """Where one has been: page ids with the facts they were shown."""

    steps: list[tuple[str, dict[str, object]]] = field(default_factory=list[tuple[str, dict[str, object]]])
    at: int = -1

    def add(self, page: str, facts: dict[str, object]) -> None:
        if self.at >= 0 and self.steps[self.at] == (page, facts):
            return
        del self.steps[self.at + 1 :]
        self.steps.append((page, facts))
        del self.steps[:-_MOST_STEPS]
        self.at = len(self.steps) - 1

    def step(self, by: int) -> tuple[str, dict[str, object]] | None:
        if not 0 <= self.at + by < len(self.steps):
            return None
        self.at += by
        return self.steps[self.at]


class Shell(QWidget):
    """The pages' surroundings. `session`, `theme` and `jobs` are what every page may use."""

    page_shown = Signal(str)

    def __init__(
        self,
        session: Session,
        theme: Theme,
        jobs: Jobs,
        specs: Sequence[PageSpec],
        *,
        acts: Mapping[str, Callable[[], object]] | None = None,
    ) -> None:
        """`acts` are what the program around the shell does, by id: backup, check, restore."""
        super().__init__()
        self.acts = dict(acts or {})
        self.session = session
        self.theme = theme
        self.jobs = jobs
        self.specs = {spec.id: spec for spec in specs}
        self._frames: dict[str, PageFrame] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._trail = _Trail()
        self.rail = Rail([spec for spec in specs if spec.in_rail])
        self.head = PageHead()
        self.banners = QVBoxLayout()
        self.running = RunningWork(jobs)
        self.status = StatusLine()
        self._stack = QStackedWidget()
        self.toasts = Toasts(self)
        self.toasts.bottom = STATUS
        self._lay_out()
        self._connect()
        self.refresh_status()

    # What pages ask for

    def go(self, page_id: str, **facts: object) -> None:
        """Show a page, for the given facts where there are some; back leads to where one was."""
        if page_id not in self.specs:
            raise AnxiError("not_built", what=page_id)
        self._trail.add(page_id, facts)
        self._show(page_id, facts)

    @cached_property
    def thumbnails(self) -> Thumbnails:
        """Small pictures for every page."""
        from anxi_desktop.app.thumbnails import Thumbnails

        return Thumbnails(self.session.store.folder, self.jobs)

    def page(self) -> Page | None:
        """The page in sight."""
        frame = self._frame()
        return frame.page if frame is not None else None

    def open_drawer(self, drawer: QWidget) -> None:
        """Show details beside the page."""
        if (frame := self._frame()) is not None:
            frame.open_drawer(drawer)

    @Slot()
    def close_drawer(self) -> None:
        """Close the details of the page in sight."""
        if (frame := self._frame()) is not None:
            frame.close_drawer()

    def open_panel(self, panel: QWidget) -> None:
        """Show a full-height panel over the right of the page, for new and changed records."""
        if (frame := self._frame()) is not None:
            frame.open_panel(panel, motion_ms=self.theme.motion_ms)

    @Slot()
    def close_panel(self) -> None:
        """Close the panel of the page in sight."""
        if (frame := self._frame()) is not None:
            frame.close_panel()

    def toast(
        self,
        text: str,
        *,
        undo: bool = False,
        actions: Sequence[ToastAction] = (),
        tone: str = "ok",
        stay: bool = False,
    ) -> None:
        """Say something for a while, or until it is closed; `undo` offers to take the last action back."""
        offered = (
            [ToastAction(self.tr("撤销"), self.undo, of_stack=True), *actions] if undo else list(actions)
        )
        self.toasts.show_toast(text, offered, tone=tone, stay=stay)

    def show_error(self, error: object) -> None:
        """Say what went wrong: a known error in its sentence, a bug with where the log is."""
        known = self.session.known(error)
        if known is not None:
            self.toasts.show_toast(sentence(known), tone="danger", stay=True)
            return
        logging.getLogger("anxi").error("shown to the person: %r", error)
        self.show_bug()

    def show_bug(self) -> None:
        """Something failed that should not have: what was kept, and where the log is."""
        text = self.tr("刚才的操作出了差错，没有完成；已保存的内容没有受影响。差错已记入日志。")
        if text not in self.toasts.texts():
            action = ToastAction(self.tr("打开日志文件夹"), desktop.open_log_folder)
            self.toasts.show_toast(text, [action], tone="danger", stay=True)

    def run(
        self,
        title: str,
        work: Work,
        on_done: Callable[[Any], object] | None = None,
        *,
        on_stopped: Callable[[], object] | None = None,
    ) -> Job:
        """Run long work beside the window; a row with progress and cancel appears when it takes a while.

        `on_stopped` is told where it was cancelled or failed.
        """
        return self.running.start(title, work, on_done, on_stopped=on_stopped)

    def run_quietly(self, work: Work, on_done: Callable[[Any], object] | None = None) -> Job:
        """Run work that the person did not ask for: no row, and failures only in the log."""
        return self.running.start("", work, on_done, quiet=True)

    def exported(self, path: Path | str) -> None:
        """An export has ended: offer to open the file or its folder."""
        path = Path(path)
        actions = [
            ToastAction(self.tr("打开文件"), lambda: desktop.open_file(path)),
            ToastAction(self.tr("打开所在文件夹"), lambda: desktop.show_in_folder(path)),
        ]
        self.toasts.show_toast(self.tr("已导出：{name}").format(name=path.name), actions, tone="ok")

    def add_banner(self, banner: Banner) -> None:
        """Show a sentence above the page until it is closed."""
        self.banners.addWidget(banner)
        banner.show()

    def act(self, name: str) -> None:
        """Let the program do one of `acts`."""
        self.acts[name]()

    # What the window's actions do

    @Slot()
    def undo(self) -> None:
        """Take back the last action."""
        self._reverse(undo=True)

    @Slot()
    def redo(self) -> None:
        """Bring back what was taken back."""
        self._reverse(undo=False)

    @Slot()
    def back(self) -> None:
        """Go to the page before."""
        self._step(-1)

    @Slot()
    def forward(self) -> None:
        """Go forth again."""
        self._step(1)

    @Slot()
    def refresh(self) -> None:
        """Read everything again, also what a command has written beside the window: other pages when shown."""
        self._on_changed(ALL_TABLES)

    def look_again(self) -> None:
        """The person is back at the window: show what was written meanwhile, by a command, say."""
        if self.session.has_foreign_changes() and not self.running.busy:
            self.refresh()

    def close_side(self) -> bool:
        """Close the panel, else the drawer; False when neither is open."""
        frame = self._frame()
        return frame is not None and (frame.close_panel() or frame.close_drawer())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing nearer to the cursor wanted: Esc, and back and forth."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Escape and self.close_side():
            return
        if alt and event.key() == Qt.Key.Key_Left:
            self.back()
        elif alt and event.key() == Qt.Key.Key_Right:
            self.forward()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rail folds where the window is narrow."""
        super().resizeEvent(event)
        self.rail.fold(folded=self.width() < FOLD_BELOW)

    # Inside

    def _frame(self) -> PageFrame | None:
        found = self._stack.currentWidget()
        return found if isinstance(found, PageFrame) else None

    def _show(self, page_id: str, facts: dict[str, object]) -> None:
        frame = self._frames.get(page_id)
        if frame is None:
            frame = self._make(page_id)
            if frame is None:
                return
        self._stack.setCurrentWidget(frame)
        self.head.set_title(frame.page.title())
        self.rail.show_page(self.specs[page_id].under or page_id)
        missed = self._stale.pop(page_id, frozenset())
        if missed:
            frame.page.refresh(missed)
        frame.page.show_facts(**facts)
        self.head.back.setEnabled(self._trail.at > 0)
        self.page_shown.emit(page_id)

    def _make(self, page_id: str) -> PageFrame | None:
        spec = self.specs[page_id]
        try:
            found = getattr(importlib.import_module(spec.module), spec.class_name)
            page = cast("Page", found(self))
        except AnxiError as error:
            self.show_error(error)
            return None
        frame = PageFrame(page)
        self._frames[page_id] = frame
        self._stack.addWidget(frame)
        return frame

    def _step(self, by: int) -> None:
        found = self._trail.step(by)
        if found is not None:
            self._show(*found)

    def _reverse(self, *, undo: bool) -> None:
        title = self.session.undo_title if undo else self.session.redo_title
        long = self.session.long_reversal(undo=undo, profile=paths.profile_folder())
        if long is not None:
            self._reverse_long(long)
            return
        try:
            done = self.session.undo() if undo else self.session.redo()
        except AnxiError as error:
            self.toast(sentence(error), tone="info")
            return
        self._tell_reversed(title, done, undo=undo)

    def _reverse_long(self, reversal: Reversal) -> None:
        if self.running.busy:
            self.toast(self.tr("请等正在进行的工作完成后再试"), tone="info")
            return

        def note(outcome: Done | AnxiError) -> None:
            try:
                self.session.take_reversal(reversal, outcome)
            except AnxiError as error:
                self.toast(sentence(error), tone="info")
            else:
                assert not isinstance(outcome, AnxiError)
                self._tell_reversed(reversal.step.title, outcome, undo=reversal.undo)

        self.run(reversal.title, reversal.work, note)

    def _tell_reversed(self, title: str, done: Done, *, undo: bool) -> None:
        text = (self.tr("已撤销：{title}") if undo else self.tr("已重做：{title}")).format(title=title)
        if done.kept:
            text += self.tr("（{n} 处后来又改过，保留了后来的内容）").format(n=len(done.kept))
        words, act = (self.tr("重做"), self.redo) if undo else (self.tr("撤销"), self.undo)
        self.toast(text, actions=[ToastAction(words, act, of_stack=True)])

    def _lay_out(self) -> None:
        self.banners.setContentsMargins(16, 0, 16, 0)
        self.banners.setSpacing(4)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self.banners)
        column.addWidget(self._stack, 1)
        column.addWidget(self.running)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row, 1)
        layout.addWidget(self.status)

    def _connect(self) -> None:
        self.rail.asked.connect(self._on_rail)
        self.head.back_asked.connect(self.back)
        self.session.changed.connect(self._on_changed)
        self.session.settings_changed.connect(self.refresh_status)
        self.session.stack_changed.connect(self.toasts.drop_stale)
        self.running.failed.connect(self.show_error)
        self.running.cancelled.connect(self._on_cancelled)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.refresh_status)
        self._minute.start()

    @Slot(str)
    def _on_rail(self, page_id: str) -> None:
        self.go(page_id)

    @Slot(object)
    def _on_changed(self, tables: frozenset[str]) -> None:
        current = self._frame()
        for page_id, frame in self._frames.items():
            if frame is current:
                frame.page.refresh(tables)
            else:
                self._stale[page_id] = self._stale.get(page_id, frozenset()) | tables
        self.refresh_status()

    @Slot(str)
    def _on_cancelled(self, title: str) -> None:
        self.toast(self.tr("已取消：{title}。没有改动。").format(title=title), tone="info")

    @Slot()
    def refresh_status(self) -> None:
        """Say in the status line what is true now."""
        self.status.show_saved(self.session.saved_at)
        self.status.show_backup(self.session.backed_up_at(), now=datetime.now())
        settings = self.session.settings
        self.status.show_owner(code=settings.code, person=settings.person, unit=settings.unit)
