"""The frame: going about, undo, long work, errors, drawers, search and help."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.store import Store
from anxi_desktop.views import running
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.global_search import GlobalSearch
from anxi_desktop.views.help_sheet import HelpSheet
from anxi_desktop.views.main_window import MainWindow
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NAME = "城东安置房"


class FirstPage(Page):
    """A page with a box, as small as can be."""

    id = "project"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.box = TextBox()
        self.box.setParent(self)
        self.box.move(40, 40)
        self.read: list[frozenset[str]] = []
        self.facts: list[dict[str, object]] = []
        self.new = 0

    def title(self) -> str:
        return "甲页"

    def help_text(self) -> str:
        return "第一句\n第二句"

    def refresh(self, tables: frozenset[str]) -> None:
        self.read.append(tables)

    def show_facts(self, **facts: object) -> None:
        self.facts.append(facts)

    def focus_search(self) -> bool:
        self.box.setFocus()
        return True

    def new_record(self) -> bool:
        self.new += 1
        return True


class SecondPage(FirstPage):
    id = "month"

    def title(self) -> str:
        return "乙页"


SPECS = (
    PageSpec("project", "project", "甲页", __name__, "FirstPage"),
    PageSpec("month", "month", "乙页", __name__, "SecondPage"),
)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.stop()


@pytest.fixture
def window(
    qtbot: QtBot, theme: Theme, session: Session, jobs: Jobs, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    made = MainWindow(geometry_file=profile / "window.ini")
    qtbot.addWidget(made)
    monkeypatch.setitem(__import__("sys").modules, __name__, __import__("sys").modules[__name__])
    shell = Shell(session, theme, jobs, SPECS)
    made.put_shell(shell)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    shell.go("project")
    return made


@pytest.fixture
def shell(window: MainWindow) -> Shell:
    assert window.shell is not None
    return window.shell


def page(shell: Shell) -> FirstPage:
    found = shell.page()
    assert isinstance(found, FirstPage)
    return found


def add_project(session: Session, name: str = NAME) -> str:
    saves = record_edit.add_saves(session.store, "project", {"name": name, "category": "works"})
    session.edit(f"新建{name}", saves)
    return saves[0].row


def search_popup() -> GlobalSearch:
    found = QApplication.activePopupWidget()
    assert isinstance(found, GlobalSearch)
    return found


def toast_button(shell: Shell, words: str) -> QPushButton:
    return next(press for press in shell.toasts.findChildren(QPushButton) if press.text() == words)


# Going about


def test_the_rail_goes_to_pages_and_marks_where_one_is(qtbot: QtBot, shell: Shell):
    qtbot.mouseClick(shell.rail.buttons["month"], LEFT)
    assert shell.head.title() == "乙页"
    assert shell.rail.buttons["month"].isChecked()
    assert not shell.rail.buttons["project"].isChecked()


def test_back_and_forth_by_keys_with_the_facts(qtbot: QtBot, window: MainWindow, shell: Shell):
    shell.go("month", month="2026-10")
    shell.go("project", record="x")
    qtbot.keyClick(page(shell), Qt.Key.Key_Left, ALT)
    assert shell.head.title() == "乙页"
    assert page(shell).facts[-1] == {"month": "2026-10"}
    qtbot.keyClick(page(shell), Qt.Key.Key_Left, ALT)
    qtbot.keyClick(page(shell), Qt.Key.Key_Left, ALT)
    assert page(shell).facts[-1] == {}
    assert not shell.head.back.isEnabled()
    qtbot.keyClick(page(shell), Qt.Key.Key_Right, ALT)
    qtbot.keyClick(page(shell), Qt.Key.Key_Right, ALT)
    assert page(shell).facts[-1] == {"record": "x"}


def test_going_elsewhere_forgets_what_lay_ahead(qtbot: QtBot, shell: Shell):
    shell.go("month", month="2026-10")
    shell.back()
    shell.go("month", month="2026-09")
    shell.forward()
    assert page(shell).facts[-1] == {"month": "2026-09"}
    shell.back()
    assert shell.head.title() == "甲页"


def test_the_rail_folds_in_a_narrow_window(window: MainWindow, shell: Shell):
    assert not shell.rail.folded
    window.resize(1150, 700)
    assert shell.rail.folded
    assert shell.rail.width() == 64
    assert shell.rail.buttons["month"].toolTip() == "乙页"
    window.resize(1440, 900)
    assert not shell.rail.folded


def test_only_the_page_in_sight_reads_and_the_other_reads_later_what_it_missed(
    shell: Shell, session: Session
):
    first = page(shell)
    shell.go("month")
    add_project(session)
    assert first.read == []
    assert "project" in page(shell).read[-1]
    shell.go("project")
    assert "project" in first.read[-1]
    shell.go("month")
    shell.go("project")
    assert len(first.read) == 1


def test_an_unknown_page_is_a_known_error(shell: Shell):
    with pytest.raises(AnxiError, match="not_built"):
        shell.go("nowhere")


# Undo


def test_undo_by_toast_and_redo_by_key(qtbot: QtBot, window: MainWindow, shell: Shell, session: Session):
    add_project(session)
    shell.toast("已新建", undo=True)
    qtbot.mouseClick(toast_button(shell, "撤销"), LEFT)
    assert list(session.store.rows("project")) == []
    assert shell.toasts.texts() == [f"已撤销：新建{NAME}"]
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert [row["name"] for row in session.store.rows("project")] == [NAME]


def test_an_offer_to_undo_leaves_when_something_else_was_done(shell: Shell, session: Session):
    add_project(session)
    shell.toast("已新建", undo=True)
    shell.toast("与撤销无关")
    add_project(session, "湖头商城")
    assert shell.toasts.texts() == ["与撤销无关"]


def test_ctrl_z_takes_back_typing_first(qtbot: QtBot, window: MainWindow, shell: Shell, session: Session):
    add_project(session)
    box = page(shell).box
    box.setFocus()
    qtbot.keyClicks(box, "ab")
    qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert box.text() == ""
    assert len(list(session.store.rows("project"))) == 1
    qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert list(session.store.rows("project")) == []


def test_nothing_to_undo_is_said_and_the_menu_knows_it(window: MainWindow, shell: Shell, session: Session):
    assert not window.actions_by_id["undo"].isEnabled()
    shell.undo()
    assert shell.toasts.texts() == ["没有可以撤销的操作。"]
    add_project(session)
    assert window.actions_by_id["undo"].isEnabled()
    assert NAME in window.actions_by_id["undo"].text()


def test_a_damaged_page_is_told_with_the_backup_that_is_whole(shell: Shell, session: Session):
    damaged = db.sqlite3.DatabaseError("database disk image is malformed")
    shell.show_error(damaged)
    made = session.store.backup("manual")
    shell.show_error(damaged)
    alone, named = shell.toasts.texts()
    assert "没有找到完好的备份" in alone
    assert made.name in named


def test_a_long_toast_shows_all_its_words_and_buttons(qtbot: QtBot, shell: Shell):
    shell.show_error(AnxiError("disk_full", path="D:/很长的文件夹名称/另一个很长的文件夹名称/台账.xlsx"))
    shell.show_bug()
    for toast in shell.toasts._shown:
        for words in toast.findChildren(QLabel):
            assert words.height() >= words.heightForWidth(words.width())
        for press in toast.findChildren(QPushButton):
            assert press.width() >= press.minimumSizeHint().width()
        assert shell.rect().contains(toast.geometry().translated(shell.toasts.pos()))


# Drawer and panel


def test_escape_closes_the_panel_and_then_the_drawer(qtbot: QtBot, shell: Shell):
    drawer, panel = Drawer("详情"), SidePanel("修改")
    closed: list[str] = []
    drawer.closed.connect(lambda: closed.append("drawer"))
    panel.closed.connect(lambda: closed.append("panel"))
    shell.open_drawer(drawer)
    shell.open_panel(panel)
    assert drawer.width() == 420
    assert panel.height() == page(shell).height()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert closed == ["panel"]
    assert drawer.isVisible()
    qtbot.keyClick(page(shell), Qt.Key.Key_Escape)
    assert closed == ["panel", "drawer"]


def test_every_page_keeps_its_own_drawer(shell: Shell):
    drawer = Drawer("详情")
    shell.open_drawer(drawer)
    shell.go("month")
    assert not drawer.isVisible()
    shell.go("project")
    assert drawer.isVisible()


def test_a_press_beside_a_panel_does_not_reach_the_page(qtbot: QtBot, shell: Shell):
    panel = SidePanel("修改")
    shell.open_panel(panel)
    below = page(shell).box
    spot = below.mapTo(shell, QPoint(5, 5))
    target = shell.childAt(spot)
    assert target is not below
    qtbot.mouseClick(target, LEFT)
    assert panel.isVisible()


# Keys


def test_keys_of_the_table_reach_the_page(qtbot: QtBot, window: MainWindow, shell: Shell):
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    assert page(shell).box.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    assert page(shell).new == 1
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert "project" in page(shell).read[-1]


def test_help_opens_beside_the_page(qtbot: QtBot, window: MainWindow, shell: Shell):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = shell.findChild(HelpSheet)
    assert sheet is not None
    assert sheet.isVisible()
    assert sheet.title() == "帮助：甲页"
    said = [label.text() for label in sheet.findChildren(type(sheet._title))]
    assert {"第一句", "第二句", "Ctrl+K"} <= set(said)


def test_search_finds_projects_by_pinyin_and_enter_opens(
    qtbot: QtBot, window: MainWindow, shell: Shell, session: Session
):
    record = add_project(session)
    add_project(session, "湖头商城")
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    search = search_popup()
    qtbot.keyClicks(search.box, "cdaz")
    qtbot.keyClick(search.box, Qt.Key.Key_Return)
    assert page(shell).facts[-1] == {"record": record}
    assert QApplication.activePopupWidget() is None


def test_search_finds_commands_and_says_when_it_finds_nothing(
    qtbot: QtBot, window: MainWindow, shell: Shell, type_text
):
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    search = search_popup()
    with qtbot.waitSignal(search.box.text_changed):
        type_text(search.box, "乙页")
    assert [line.title for line in search.list.lines()] == ["乙页"]
    qtbot.keyClick(search.box, Qt.Key.Key_Return)
    assert shell.head.title() == "乙页"
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    search = search_popup()
    with qtbot.waitSignal(search.box.text_changed):
        type_text(search.box, "没有的东西")
    assert "没有的东西" in search.foot.text()
    qtbot.keyClick(search.box, Qt.Key.Key_Escape)
    qtbot.keyClick(search.box, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


# The status line


def test_the_status_line_says_the_truth(shell: Shell, session: Session):
    assert shell.status.text() == "全部已保存 · 还没有备份 · 本机 K7 王小明"
    add_project(session)
    now = datetime.now()
    assert shell.status.text().startswith("已保存 ")
    backups = session.store.folder / "backups"
    backups.mkdir()
    (backups / f"anxi-{now:%Y%m%d-%H%M%S}-daily.db").write_bytes(b"x")
    shell.refresh_status()
    assert f"已备份 今天 {now:%H}" in shell.status.text()
    session.change_settings(person="李小红")
    assert shell.status.text().endswith("本机 K7 李小红")


# Long work


class Gate:
    """Long work that goes on only when the test lets it."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.closed = threading.Event()

    def work(self) -> Generator[tuple[int, str], None, str]:
        try:
            yield 10, "第一步"
            self.go.wait(20)
            yield 60, "第二步"
            self.go.wait(20)
        finally:
            self.closed.set()
        return "好了"


def test_quick_work_shows_no_row_and_gives_its_result_here(qtbot: QtBot, shell: Shell):
    seen: list[tuple[object, object]] = []

    def work() -> Generator[tuple[int, str], None, int]:
        yield 50, "一半"
        return 7

    shell.run("很快", work, lambda result: seen.append((result, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(7, threading.main_thread())]
    assert shell.running.rows() == []


def test_long_work_shows_a_row_late_and_goes_on(qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "LATE_MS", 20)
    gate, results = Gate(), []
    shell.run("导入", gate.work, results.append)
    assert shell.running.rows() == []
    qtbot.waitUntil(lambda: bool(shell.running.rows()))
    row = shell.running.rows()[0]
    assert row.title == "导入"
    assert row._what.text() == "第一步"
    gate.go.set()
    qtbot.waitUntil(lambda: results == ["好了"])
    assert shell.running.rows() == []


def test_cancelled_work_rolls_back(
    qtbot: QtBot, shell: Shell, session: Session, profile: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "LATE_MS", 20)
    go = threading.Event()
    folder = session.store.folder

    def work() -> Generator[tuple[int, str], None, None]:
        store = Store.open(folder, profile=profile)
        try:
            saves = record_edit.add_saves(store, "project", {"name": NAME, "category": "works"})
            for done in store.edit_steps("导入", saves, author="王小明"):
                yield 10, f"{done}"
                go.wait(20)
        finally:
            store.close()

    shell.run("导入", work, None)
    qtbot.waitUntil(lambda: bool(shell.running.rows()))
    qtbot.mouseClick(shell.running.rows()[0]._cancel, LEFT)
    go.set()
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()))
    assert shell.toasts.texts() == ["已取消：导入。没有改动。"]
    assert list(session.store.rows("project")) == []
    assert shell.running.rows() == []


def test_work_that_fails_says_why(qtbot: QtBot, shell: Shell, caplog: pytest.LogCaptureFixture):
    def known() -> Generator[tuple[int, str], None, None]:
        yield 0, ""
        raise AnxiError("disk_full", path="D:/台账.xlsx")

    def bug() -> Generator[tuple[int, str], None, None]:
        yield 0, ""
        raise ZeroDivisionError

    shell.run("导出", known, None)
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()))
    assert shell.toasts.texts()[0].startswith("磁盘空间不足，没有改动：D:/台账.xlsx")
    shell.toasts.clear()
    shell.run("导出", bug, None)
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()))
    assert "差错已记入日志" in shell.toasts.texts()[0]
    assert "ZeroDivisionError" in caplog.text
    assert toast_button(shell, "打开日志文件夹").isVisible()


def test_closing_while_work_runs_asks_first(qtbot: QtBot, window: MainWindow, shell: Shell, jobs: Jobs):
    gate = Gate()
    shell.run("导入", gate.work, None)
    answers: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        press = next(item for item in dialog.findChildren(QPushButton) if item.text() == "继续等待")
        answers.append(press.text())
        qtbot.mouseClick(press, LEFT)

    QTimer.singleShot(0, window, answer)
    assert not window.close()
    assert answers == ["继续等待"]
    assert window.isVisible()
    gate.go.set()
    qtbot.waitUntil(lambda: not shell.running.busy)
    assert window.close()


# Exports and bugs


def test_an_export_offers_the_file_and_its_folder(
    qtbot: QtBot, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []
    monkeypatch.setattr(
        "anxi_desktop.app.desktop.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile())
    )
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"x")
    shell.exported(path)
    assert shell.toasts.texts() == ["已导出：台账.xlsx"]
    qtbot.mouseClick(toast_button(shell, "打开文件"), LEFT)
    shell.exported(path)
    qtbot.mouseClick(toast_button(shell, "打开所在文件夹"), LEFT)
    assert opened == [str(path), str(tmp_path)]


def test_the_window_remembers_where_it_stood(
    qtbot: QtBot, theme: Theme, session: Session, jobs: Jobs, profile: Path
):
    first = MainWindow(geometry_file=profile / "window.ini")
    qtbot.addWidget(first)
    first.show_first()
    first.setGeometry(30, 40, 1024, 700)
    first.close()
    again = MainWindow(geometry_file=profile / "window.ini")
    qtbot.addWidget(again)
    again.show_first()
    assert (again.width(), again.height()) == (1024, 700)
