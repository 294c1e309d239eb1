"""The window itself: actions and their keys, geometry, and what stands in it (assistant, refusal, or the shell)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import (
    QtCore,
)  # its `Qt` is a tenth of the start: looked up where it is used, after the first paint
from PySide6.QtCore import QEvent, QPoint, QSettings, QSize, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

if TYPE_CHECKING:
    from anxi_desktop.views.global_search import GlobalSearch
    from anxi_desktop.views.shell import Shell

GEOMETRY_FILE = "window.ini"
"""Its name in the user's own folder."""
_DEFAULT = QSize(1440, 900)
_LEAST = QSize(1024, 640)
_GEOMETRY = "window/geometry"
_SMALL_SCREEN = 1440


class MainWindow(QMainWindow):
    """`geometry_file` is the INI that remembers where the window stood."""

    closing = Signal()
    """The window will close: everything may be put away."""

    def __init__(self, *, geometry_file: Path) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("安溪安全生产标准化"))
        self.setMinimumSize(_LEAST)
        self.shell: Shell | None = None
        self.actions_by_id: dict[str, QAction] = {}
        self._search: GlobalSearch | None = None
        self._places = QSettings(str(geometry_file), QSettings.Format.IniFormat)

    def show_first(self) -> None:
        """Show the window where it stood last, else as large as is good on this screen."""
        stored = self._places.value(_GEOMETRY)
        if stored is not None and self.restoreGeometry(stored) and self._is_in_sight():
            self.show()
            return
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(_DEFAULT.boundedTo(room.size()))
        self.move(room.center() - QPoint(self.width() // 2, self.height() // 2))
        if room.width() < _SMALL_SCREEN:
            self.showMaximized()
        else:
            self.show()

    def come_forward(self) -> None:
        """Another start was turned away: show this window in front of all others."""
        state = self.windowState() & ~QtCore.Qt.WindowState.WindowMinimized
        self.setWindowState(state | QtCore.Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def put(self, content: QWidget) -> None:
        """Let the window show something else than pages: the assistant, a refusal."""
        self._drop_actions()
        self.shell = None
        self.setCentralWidget(content)

    def put_shell(self, shell: Shell) -> None:
        """Let the window show the pages."""
        from anxi_desktop.views.actions import make_actions

        self._drop_actions()
        self.shell = shell
        self.setCentralWidget(shell)
        own: dict[str, Callable[[], object]] = {
            "search": self.open_search,
            "find": self._find,
            "new": self._new,
            "undo": shell.undo,
            "redo": shell.redo,
            "refresh": shell.refresh,
            "settings": self._go_settings,
            "about": self._go_about,
            "help": self.open_help,
            "keys": self.open_help,
            "quit": self.close,
            **shell.acts,
        }
        self.actions_by_id = make_actions(self, own)
        shell.head.search.clicked.connect(self.open_search)
        shell.head.help.clicked.connect(self.open_help)
        shell.head.settings.clicked.connect(self._go_settings)
        shell.head.menu.clicked.connect(self._open_menu)
        shell.session.stack_changed.connect(self._show_stack)
        self._show_stack()

    @Slot()
    def open_search(self) -> None:
        """Open the search over everything."""
        if self.shell is None or self._search is not None:
            return
        from anxi_desktop.views.actions import action_specs
        from anxi_desktop.views.global_search import Command, GlobalSearch

        commands = [
            Command(spec.title, self.tr("页面"), lambda page=spec.id: self._go(page))
            for spec in self.shell.specs.values()
        ]
        specs = action_specs()
        for name, action in self.actions_by_id.items():
            if name not in ("search", "settings", "undo", "redo"):
                commands.append(
                    Command(
                        specs[name].text, self.tr("命令"), action.trigger, "  ".join(specs[name].keys[:1])
                    )
                )
        self._search = GlobalSearch(self, self.shell.session, commands)
        self._search.record_asked.connect(self._on_record)
        self._search.closed.connect(self._on_search_closed)
        self._search.open_over(self)

    @Slot()
    def open_help(self) -> None:
        """Show what can be done on this page, beside it."""
        if self.shell is None or (page := self.shell.page()) is None:
            return
        from anxi_desktop.views.help_sheet import HelpSheet

        sheet = HelpSheet(page.title(), page.help_text())
        sheet.close_asked.connect(self.shell.close_drawer)
        self.shell.open_drawer(sheet)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the geometry; ask only where work that takes long would be lost."""
        if self.shell is not None and self.shell.running.busy and not self._leaves_work():
            event.ignore()
            return
        self._places.setValue(_GEOMETRY, self.saveGeometry())
        self._places.sync()
        self.closing.emit()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Nothing pops up while the window is being minimised; coming back shows what others have written."""
        super().changeEvent(event)
        is_back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if is_back and self.shell is not None:
            self.shell.look_again()
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized() and self._search is not None:
            self._search.close()

    def _leaves_work(self) -> bool:
        from anxi_desktop.views.components.dialog import ask

        return ask(
            self,
            self.tr("正在进行的工作还没有完成"),
            self.tr("现在退出会取消它，取消后不留下任何改动；已保存的内容不受影响。"),
            yes=self.tr("取消并退出"),
            no=self.tr("继续等待"),
            dangerous=True,
        )

    def _drop_actions(self) -> None:
        for action in self.actions_by_id.values():
            self.removeAction(action)
            action.deleteLater()
        self.actions_by_id = {}

    def _is_in_sight(self) -> bool:
        """A remembered place may be on a screen that is gone."""
        frame = self.frameGeometry()
        for screen in QGuiApplication.screens():
            seen = screen.availableGeometry().intersected(frame)
            if seen.width() >= 200 and seen.height() >= 100:
                return True
        return False

    def _go(self, page: str) -> None:
        if self.shell is not None:
            self.shell.go(page)

    @Slot()
    def _go_settings(self) -> None:
        self._go("settings")

    def _go_about(self) -> None:
        if self.shell is not None:
            self.shell.go("settings", section="about")

    def _find(self) -> None:
        page = self.shell.page() if self.shell is not None else None
        if page is None or not page.focus_search():
            self.open_search()

    def _new(self) -> None:
        page = self.shell.page() if self.shell is not None else None
        if page is not None:
            page.new_record()

    @Slot()
    def _open_menu(self) -> None:
        if self.shell is None:
            return
        from anxi_desktop.views.actions import fill_menu

        menu = QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self.actions_by_id)
        anchor = self.shell.head.menu
        below = anchor.mapToGlobal(QPoint(anchor.width() - menu.sizeHint().width(), anchor.height() + 2))
        menu.popup(below)

    @Slot()
    def _show_stack(self) -> None:
        if self.shell is None:
            return
        from anxi_desktop.views.actions import action_specs

        session = self.shell.session
        specs = action_specs()
        for name, title in (("undo", session.undo_title), ("redo", session.redo_title)):
            action = self.actions_by_id[name]
            action.setEnabled(bool(title))
            short = title if len(title) <= 20 else f"{title[:19]}…"
            action.setText(f"{specs[name].text}：{short}" if title else specs[name].text)

    @Slot(str, str)
    def _on_record(self, page: str, record: str) -> None:
        if self.shell is not None:
            self.shell.go(page, record=record)

    @Slot()
    def _on_search_closed(self) -> None:
        self._search = None


def app_icon(resources: Path) -> QIcon:
    """The program's icon in its ready sizes."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addFile(str(resources / "icons" / "app" / f"app-{size}.png"), QSize(size, size))
    return icon
