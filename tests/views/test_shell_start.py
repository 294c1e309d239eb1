"""The start: first run, second start, what cannot be opened, crashes, backups; real processes where it matters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QProcess, QProcessEnvironment, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop import __main__ as program_main
from anxi_desktop.__main__ import _options
from anxi_desktop.app import log, paths, start
from anxi_desktop.store.settings import Settings, load_settings, save_settings
from anxi_desktop.store.store import Owner, Store
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.exchange_import_panel import ImportPanel
from anxi_desktop.views.first_run import FirstRun
from anxi_desktop.views.program import Program
from anxi_desktop.views.refusal import Refusal
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Type = Callable[[QWidget, str], None]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def program(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    profile: Path,
    resources: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    made = Program(qapp, theme, profile=profile, resources=resources)
    qtbot.addWidget(made.window)
    yield made
    made.window.close()


@pytest.fixture
def filled(folder: Path, profile: Path, owner: Owner) -> Path:
    """A data folder as the first run leaves it."""
    Store.create(folder, profile=profile, owner=owner).close()
    save_settings(
        folder, Settings(unit=owner.unit, person=owner.person, code=owner.code, reduced_motion=True)
    )
    return folder


def show(qtbot: QtBot, program: Program) -> None:
    program.window.show_first()
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)


def shell_of(qtbot: QtBot, program: Program) -> Shell:
    qtbot.waitUntil(lambda: program.window.shell is not None and program.window.shell.page() is not None)
    assert program.window.shell is not None
    return program.window.shell


def assistant(program: Program) -> FirstRun:
    view = program.window.centralWidget()
    assert isinstance(view, FirstRun)
    return view


def press(view: QWidget, words: str) -> QPushButton:
    return next(item for item in view.findChildren(QPushButton) if item.text() == words)


# First run


def test_the_first_run_makes_a_folder_and_opens_it(
    qtbot: QtBot, program: Program, tmp_path: Path, type_text: Type, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ANXI_DATA")
    folder = tmp_path / "我的 数据"
    program.open(folder)
    show(qtbot, program)
    view = assistant(program)
    qtbot.mouseClick(view.begin, LEFT)
    type_text(view.unit, "安溪县住建局")
    type_text(view.person, "王小明")
    view.code.selectAll()
    qtbot.keyClicks(view.code, "k7")
    view.unit_type.box.selectAll()
    type_text(view.unit_type.box, "街道办")
    assert not folder.exists()
    qtbot.mouseClick(view.done, LEFT)
    shell = shell_of(qtbot, program)
    assert shell.head.title() == "项目"
    settings, _ = load_settings(folder)
    assert (settings.unit, settings.unit_type, settings.person, settings.code) == (
        "安溪县住建局",
        "街道办",
        "王小明",
        "K7",
    )
    assert paths.data_folder() == folder
    assert program.session is not None
    assert program.session.store.owner() == Owner(code="K7", person="王小明", unit="安溪县住建局")


def test_the_first_run_says_what_is_missing_and_writes_nothing(
    qtbot: QtBot, program: Program, tmp_path: Path
):
    program.open(tmp_path / "数据")
    show(qtbot, program)
    view = assistant(program)
    qtbot.mouseClick(view.begin, LEFT)
    view.code.setText("K 7")
    qtbot.mouseClick(view.done, LEFT)
    wrong = {name for name, field in view._fields.items() if field.error()}
    assert wrong == {"unit", "person", "code"}
    assert view.unit.hasFocus()
    assert not (tmp_path / "数据").exists()


@pytest.mark.parametrize("place", ["OneDrive/数据", "坚果云/数据"])
def test_a_cloud_folder_is_refused_in_a_sentence(
    qtbot: QtBot, program: Program, tmp_path: Path, place: str, type_text: Type
):
    program.open(tmp_path / "数据")
    show(qtbot, program)
    view = assistant(program)
    qtbot.mouseClick(view.begin, LEFT)
    type_text(view.unit, "住建局")
    type_text(view.person, "王小明")
    view.folder.setText(str(tmp_path / place))
    qtbot.mouseClick(view.done, LEFT)
    assert view._fields["folder"].error().startswith("数据文件夹在网盘同步文件夹上")
    assert not (tmp_path / place).exists()
    assert program.session is None


def test_a_folder_that_holds_data_can_be_opened_instead(
    qtbot: QtBot, program: Program, tmp_path: Path, filled: Path
):
    program.open(tmp_path / "neu")
    show(qtbot, program)
    view = assistant(program)
    qtbot.mouseClick(view.begin, LEFT)
    assert not view.open.isVisible()
    view.folder.setText(str(filled))
    qtbot.keyClick(view.folder, Qt.Key.Key_Tab)
    qtbot.mouseClick(view.open, LEFT)
    shell_of(qtbot, program)
    assert program.folder() == filled


def test_the_demo_stands_in_a_folder_of_its_own(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(start, "_DEMO_PROJECTS", 4)
    monkeypatch.setattr(start, "_DEMO_MONTHS", 1)
    monkeypatch.setenv("ANXI_DATA", str(tmp_path / "数据"))
    program.open(paths.data_folder())
    show(qtbot, program)
    qtbot.mouseClick(assistant(program).demo, LEFT)
    qtbot.waitUntil(lambda: program.window.shell is not None, timeout=20_000)
    shell_of(qtbot, program)
    assert program.folder() == tmp_path / "数据-演示数据"
    assert not (tmp_path / "数据").exists()
    assert program.session is not None
    assert len(list(program.session.store.rows("project"))) == 4


def test_the_demo_can_be_looked_at_from_an_empty_folder_which_stays(
    qtbot: QtBot, program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(start, "_DEMO_PROJECTS", 4)
    monkeypatch.setattr(start, "_DEMO_MONTHS", 1)
    monkeypatch.setenv("ANXI_DATA", str(folder))
    start.make_folder(
        start.NewFolder(folder, unit="安溪县住建局", unit_type="质安中心", person="王小明", code="K7"),
        profile=program.profile,
    )
    program.open(folder)
    show(qtbot, program)
    shell_of(qtbot, program).act("demo")
    demo = start.demo_folder(folder)
    qtbot.waitUntil(lambda: program.window.shell is not None and program.folder() == demo, timeout=20_000)
    assert program.session is not None
    assert len(list(program.session.store.rows("project"))) == 4
    program.open(folder)
    assert list(program.session.store.rows("project")) == []


# What cannot be opened


def refusal(program: Program) -> Refusal:
    view = program.window.centralWidget()
    assert isinstance(view, Refusal)
    return view


def said(view: QWidget) -> str:

    return "\n".join(item.text() for item in view.findChildren(QLabel))


def test_a_newer_database_is_refused_and_left_alone(qtbot: QtBot, program: Program, filled: Path):
    store = Store.open(filled, profile=program.profile)
    store.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) SELECT migration_set, '9999', applied_at"
        " FROM _sqlite_migrations LIMIT 1"
    )
    store.close()
    before = (filled / "anxi.db").read_bytes()
    program.open(filled)
    show(qtbot, program)
    assert "更新版本的程序" in said(refusal(program))
    assert [item.text() for item in refusal(program).buttons] == ["选择别的文件夹…", "退出"]
    assert (filled / "anxi.db").read_bytes() == before


def test_a_damaged_file_offers_the_backups(qtbot: QtBot, program: Program, folder: Path):
    (folder / "anxi.db").write_bytes(b"this is no database" * 400)
    program.open(folder)
    show(qtbot, program)
    assert "不是本程序的数据库，或者已经损坏" in said(refusal(program))
    words = [item.text() for item in refusal(program).buttons]
    assert words == ["从备份恢复…", "打开备份文件夹", "选择别的文件夹…", "退出"]
    qtbot.mouseClick(refusal(program).buttons[-1], LEFT)
    assert not program.window.isVisible()


def test_a_folder_that_cannot_be_written_is_refused_and_tried_again(
    qtbot: QtBot, program: Program, filled: Path, monkeypatch: pytest.MonkeyPatch
):
    from anxi_desktop.app import single
    from anxi_desktop.domain.errors import AnxiError

    real = single.SingleWindow.acquire

    def refuse(self: single.SingleWindow) -> bool:
        raise AnxiError("read_only", path=filled)

    monkeypatch.setattr(single.SingleWindow, "acquire", refuse)
    program.open(filled)
    show(qtbot, program)
    assert "没有写入权限" in said(refusal(program))
    monkeypatch.setattr(single.SingleWindow, "acquire", real)
    qtbot.mouseClick(press(refusal(program), "再试一次"), LEFT)
    shell_of(qtbot, program)


def test_damaged_settings_are_put_aside_and_said(qtbot: QtBot, program: Program, filled: Path):
    (filled / "settings.json").write_text("{", encoding="utf-8")
    program.open(filled)
    show(qtbot, program)
    banners = [banner.text() for banner in shell_of(qtbot, program).findChildren(Banner)]
    assert any(text.startswith("设置文件读不懂") for text in banners)


# A second start


def start_second(folder: Path, profile: Path) -> QProcess:
    own = QProcessEnvironment.systemEnvironment()
    own.insert("QT_QPA_PLATFORM", "offscreen")
    own.insert("ANXI_PROFILE", str(profile))
    process = QProcess()
    process.setProcessEnvironment(own)
    process.setWorkingDirectory(str(ROOT))
    process.start(sys.executable, ["-m", "anxi_desktop", "--data", str(folder)])
    return process


def test_a_second_start_is_turned_away_and_the_first_comes_forward(
    qtbot: QtBot, program: Program, filled: Path
):
    program.open(filled)
    show(qtbot, program)
    shell = shell_of(qtbot, program)
    program.window.showMinimized()
    second = start_second(filled, program.profile)
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=20_000)
    assert shell.toasts.texts() == ["程序已经打开了，这个数据文件夹只能开一个窗口。"]
    assert not program.window.isMinimized()
    qtbot.waitUntil(lambda: second.state() is QProcess.ProcessState.NotRunning, timeout=20_000)
    assert second.exitCode() == 3
    assert "程序已经打开了" in bytes(second.readAllStandardError().data()).decode("utf-8")


def test_an_opened_bundle_comes_to_the_exchange_and_odd_arguments_are_passed_over(
    qtbot: QtBot, program: Program, filled: Path, tmp_path: Path
):
    bundle = tmp_path / "K7 十月.anxi"
    bundle.write_bytes(b"no bundle at all")
    options = _options([str(bundle), "--no-such-option"])
    assert options.bundle == str(bundle)
    program.open_bundle(bundle)  # no window of data yet: it waits
    program.open(filled)
    show(qtbot, program)
    shell = shell_of(qtbot, program)
    qtbot.waitUntil(lambda: bool(shell.findChildren(ImportPanel)), timeout=20_000)
    page = shell.page()
    assert page is not None
    assert page.id == "exchange"
    (panel,) = shell.findChildren(ImportPanel)
    assert "K7 十月.anxi" in panel.texts()[0]
    assert "没有导入任何内容" in panel.texts()[0]


# Crashes

CRASHING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from anxi_desktop import __main__ as program
from anxi_desktop.views.shell import Shell

def crash():
    QTimer.singleShot(0, fail)
    QTimer.singleShot(300, leave)

def fail():
    raise ZeroDivisionError("in a slot")

def leave():
    window = next(w for w in QApplication.topLevelWidgets() if hasattr(w, "shell"))
    print("TOASTS", window.shell.toasts.texts(), flush=True)
    window.close()

QTimer.singleShot(0, lambda: None)
real = Shell.go
def go(self, page, **facts):
    real(self, page, **facts)
    crash()
Shell.go = go
sys.exit(program.main(["--data", sys.argv[1]]))
"""


def test_an_exception_in_a_slot_is_logged_and_the_program_goes_on_and_the_next_start_says_so(
    qtbot: QtBot, program: Program, filled: Path, profile: Path
):
    own = {**os.environ, "ANXI_PROFILE": str(profile), "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", CRASHING, str(filled)], env=own, capture_output=True, encoding="utf-8", timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "差错已记入日志" in done.stdout
    assert "ZeroDivisionError: in a slot" in (profile / "log" / log.LOG_FILE).read_text(encoding="utf-8")
    program.crash = log.take_crash(profile / "log")
    assert program.crash is not None
    assert "ZeroDivisionError" in program.crash
    program.open(filled)
    show(qtbot, program)
    shell = shell_of(qtbot, program)
    banner = next(item for item in shell.findChildren(Banner) if "上次运行" in item.text())
    assert press(banner, "打开日志文件夹").isVisible()
    assert log.take_crash(profile / "log") is None


# What Qt says itself


def test_qt_speaks_chinese(qapp: QApplication):
    program_main.make_application()
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy").startswith("复制")


# Backups


def test_the_first_opening_of_a_day_makes_a_backup_after_the_paint(
    qtbot: QtBot, program: Program, filled: Path
):
    program.open(filled)
    show(qtbot, program)
    shell = shell_of(qtbot, program)
    assert "还没有备份" in shell.status.text()
    qtbot.waitUntil(lambda: "已备份 今天" in shell.status.text(), timeout=20_000)
    assert len(list((filled / "backups").glob("anxi-*-daily.db"))) == 1


def test_a_backup_is_put_back_and_the_present_kept(qtbot: QtBot, program: Program, filled: Path):
    from anxi_desktop.store import record_edit

    program.open(filled)
    show(qtbot, program)
    shell = shell_of(qtbot, program)
    shell.act("backup")
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=20_000)
    assert program.session is not None
    session = program.session
    session.edit(
        "新建", record_edit.add_saves(session.store, "project", {"name": "城东安置房", "category": "works"})
    )

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        qtbot.mouseClick(press(dialog, "恢复这份备份"), LEFT)

    QTimer.singleShot(0, program, answer)
    shell.act("restore")
    qtbot.waitUntil(lambda: program.session not in (None, session), timeout=20_000)
    shell_of(qtbot, program)
    assert program.session is not None
    assert list(program.session.store.rows("project")) == []
    assert len(list((filled / "backups").glob("anxi-*-restore.db"))) == 1


def test_data_is_checked_and_said_to_be_sound(qtbot: QtBot, program: Program, filled: Path):
    program.open(filled)
    show(qtbot, program)
    shell = shell_of(qtbot, program)
    shell.act("check")
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=20_000)
    assert "都没有问题" in shell.toasts.texts()[0]
