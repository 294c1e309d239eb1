"""The data as a whole in the window: restore with a look at what comes, copy to a stick, move, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app import copies, paths
from anxi_desktop.app.drives import Drive
from anxi_desktop.app.month_reminders import MonthReminders
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import keep_bytes, place_of
from anxi_desktop.store.settings import Settings, save_settings
from anxi_desktop.store.store import Owner, Store
from anxi_desktop.views import data_care
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.copy_dialog import CopyDialog
from anxi_desktop.views.program import Program
from anxi_desktop.views.refusal import Refusal
from anxi_desktop.views.restore_dialog import RestoreDialog
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
LONG = 20_000


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
    monkeypatch.delenv("ANXI_DATA", raising=False)
    monkeypatch.setattr(MonthReminders, "take_notices", lambda *_: [])  # whatever today is
    made = Program(qapp, theme, profile=profile, resources=resources)
    qtbot.addWidget(made.window)
    yield made
    made.window.close()


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that is plugged in."""
    root = tmp_path / "U 盘"
    root.mkdir()
    drives = [Drive("KINGSTON", root, 8 * 10**9)]
    monkeypatch.setattr(data_care, "removable_drives", lambda: drives)
    monkeypatch.setattr(copies, "removable_drives", lambda: drives)
    return root


@pytest.fixture
def shell(qtbot: QtBot, program: Program, folder: Path, profile: Path, owner: Owner) -> Shell:
    """The open window over a folder with one project and one photo, after its daily backup."""
    store = Store.create(folder, profile=profile, owner=owner)
    add(store, "城东安置房")
    keep_bytes(store, b"photo")
    store.close()
    save_settings(
        folder, Settings(unit=owner.unit, person=owner.person, code=owner.code, reduced_motion=True)
    )
    program.open(folder)
    program.window.show_first()
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    made = shell_of(qtbot, program)
    qtbot.waitUntil(lambda: "已备份 今天" in made.status.text(), timeout=LONG)
    return made


def add(store: Store, name: str) -> None:
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    store.edit("新建", saves, author="王小明")


def shell_of(qtbot: QtBot, program: Program) -> Shell:
    qtbot.waitUntil(
        lambda: program.window.shell is not None and program.window.shell.page() is not None, timeout=LONG
    )
    assert program.window.shell is not None
    return program.window.shell


def names(program: Program) -> list[str]:
    assert program.session is not None
    return sorted(str(row["name"]) for row in program.session.store.rows("project"))


def press(view: QWidget, words: str) -> QPushButton:
    return next(item for item in view.findChildren(QPushButton) if item.text() == words)


def said(view: QWidget) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def while_modal(program: Program, answer: Callable[[QWidget], None]) -> None:
    """Do this with the dialog that comes up next."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        answer(dialog)

    QTimer.singleShot(0, program, look)


def told(qtbot: QtBot) -> Dialog:
    """The dialog that says how it ended."""
    qtbot.waitUntil(lambda: type(QApplication.activeModalWidget()) is Dialog, timeout=LONG)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    return dialog


# Restoring


def test_the_assistant_says_what_is_there_and_what_would_come(
    qtbot: QtBot, program: Program, shell: Shell, folder: Path
):
    assert program.session is not None
    program.session.edit(
        "新建",
        record_edit.add_saves(program.session.store, "project", {"name": "湖头", "category": "works"}),
    )
    bad = folder / "backups" / "anxi-20260110-080000-import.db"
    bad.write_bytes(b"damaged " * 900)

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        qtbot.waitUntil(
            lambda: all(line.tag in ("完好", "不能用") for line in dialog.list.lines()), timeout=LONG
        )
        lines = dialog.list.lines()
        assert [line.tag for line in lines] == ["完好", "不能用"]
        assert lines[0].note.startswith("每天自动 · 1 个项目，0 条隐患 · ")
        assert dialog.now.text().startswith("2 个项目，0 条隐患，1 个照片和附件，最后写入 今天")
        assert dialog.then.text().startswith("1 个项目，0 条隐患，1 个照片和附件")
        yes = press(dialog, "恢复这份备份")
        assert yes.isEnabled()
        dialog.list.setFocus()
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)  # the damaged one
        assert not yes.isEnabled()
        assert "已经损坏" in dialog.wrong.text()
        assert dialog.wrong.isVisible()
        qtbot.keyClick(dialog.list, Qt.Key.Key_Up)
        assert yes.isEnabled()
        assert not dialog.wrong.isVisible()
        qtbot.mouseClick(yes, LEFT)

    while_modal(program, answer)
    shell.act("restore")
    end = told(qtbot)
    assert names(program) == ["城东安置房"]
    text = said(end)
    assert "已经恢复" in text
    assert "现在有 1 个项目" in text
    kept = next((folder / "backups").glob("anxi-*-restore.db"))
    assert str(kept) in text
    qtbot.mouseClick(press(end, "关闭"), LEFT)
    assert not end.isVisible()


def test_a_copy_on_a_stick_is_offered_and_restored_with_its_photos(
    qtbot: QtBot, program: Program, shell: Shell, folder: Path, stick: Path
):
    while_modal(program, lambda dialog: qtbot.mouseClick(press(dialog, "开始复制"), LEFT))
    shell.act("copy")
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=LONG)
    assert shell.toasts.texts() == ["副本做好了：1 个项目，1 个照片和附件，这次写入 1 个。弹出 U 盘后再拔。"]
    copy = stick / "安溪数据副本-K7"
    assert (copy / "说明.txt").is_file()
    digest = next((copy / "attachments").glob("??/*")).name
    place_of(folder, digest).unlink()

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        row = next(n for n, line in enumerate(dialog.list.lines()) if "副本，带照片" in line.note)
        place = dialog.list.visualRect(dialog.list.model().index(row, 0)).center()
        qtbot.mouseClick(dialog.list.viewport(), LEFT, pos=place)
        source = dialog.chosen()
        assert source is not None
        assert source.folder == copy
        qtbot.mouseClick(press(dialog, "恢复这份备份"), LEFT)

    while_modal(program, answer)
    shell.act("restore")
    text = said(told(qtbot))
    assert "副本里的 1 个照片和附件都在了，其中新写 1 个" in text
    assert place_of(folder, digest).read_bytes() == b"photo"


def test_a_file_and_a_folder_can_be_chosen_and_what_is_none_is_said(
    qtbot: QtBot,
    program: Program,
    shell: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    other = tmp_path / "备份.db"
    other.write_bytes(next((folder / "backups").glob("*.db")).read_bytes())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        qtbot.mouseClick(press(dialog, "选择副本文件夹…"), LEFT)
        assert "没有数据副本" in dialog.wrong.text()
        qtbot.mouseClick(press(dialog, "选择文件…"), LEFT)
        assert dialog.list.current_row() == 0
        source = dialog.chosen()
        assert source is not None
        assert source.path == other
        qtbot.waitUntil(lambda: dialog.list.lines()[0].tag == "完好", timeout=LONG)
        qtbot.mouseClick(press(dialog, "取消"), LEFT)

    while_modal(program, answer)
    shell.act("restore")
    assert program.window.shell is shell  # nothing was closed or opened


def test_a_restore_that_fails_is_told_and_the_data_is_as_it_was(
    qtbot: QtBot, program: Program, shell: Shell, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise AnxiError("disk_full", path=Path("anxi.db"))

    monkeypatch.setattr(copies, "restore_backup", fail)
    while_modal(program, lambda dialog: qtbot.mouseClick(press(dialog, "恢复这份备份"), LEFT))
    shell.act("restore")
    text = said(told(qtbot))
    assert "没有恢复" in text
    assert "磁盘空间不足" in text
    assert names(program) == ["城东安置房"]


def test_a_damaged_database_is_restored_from_its_refusal(
    qtbot: QtBot, program: Program, folder: Path, profile: Path, owner: Owner
):
    store = Store.create(folder, profile=profile, owner=owner)
    add(store, "城东安置房")
    store.backup("daily")
    store.close()
    (folder / "anxi.db").write_bytes(b"this is no database" * 400)
    program.open(folder)
    program.window.show_first()

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        assert "读不出来" in dialog.now.text()
        qtbot.mouseClick(press(dialog, "恢复这份备份"), LEFT)

    while_modal(program, answer)
    qtbot.mouseClick(press(program.window, "从备份恢复…"), LEFT)
    text = said(told(qtbot))
    assert "anxi.db.damaged-1" in text
    assert names(program) == ["城东安置房"]


# The portable copy


def test_without_a_stick_a_folder_can_be_chosen(
    qtbot: QtBot,
    program: Program,
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(data_care, "removable_drives", list)
    target = tmp_path / "移动硬盘"
    target.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(target))

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, CopyDialog)
        assert "没有找到 U 盘" in said(dialog)
        assert not press(dialog, "开始复制").isEnabled()
        qtbot.mouseClick(press(dialog, "选择文件夹…"), LEFT)

    while_modal(program, answer)
    shell.act("copy")
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=LONG)
    assert (target / "安溪数据副本-K7" / "anxi.db").is_file()


def test_a_damaged_photo_is_told_after_the_copy(
    qtbot: QtBot, program: Program, shell: Shell, folder: Path, stick: Path
):
    next((folder / "attachments").glob("??/*")).write_bytes(b"phot?")
    while_modal(program, lambda dialog: qtbot.mouseClick(press(dialog, "开始复制"), LEFT))
    shell.act("copy")
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=LONG)
    texts = [banner.text() for banner in shell.findChildren(Banner)]
    assert any("副本里少了 1 个照片或附件" in text for text in texts)


def test_a_stick_that_is_full_is_told(
    qtbot: QtBot, program: Program, shell: Shell, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    class Usage:
        free = 1000

    monkeypatch.setattr("anxi_desktop.files.folder_copy.shutil.disk_usage", lambda _path: Usage)
    while_modal(program, lambda dialog: qtbot.mouseClick(press(dialog, "开始复制"), LEFT))
    shell.act("copy")
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()), timeout=LONG)
    assert "空间不够，没有复制" in shell.toasts.texts()[0]
    assert list(stick.iterdir()) == []


# Moving the data folder


def move_to(
    qtbot: QtBot, program: Program, shell: Shell, chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(chosen))
    while_modal(program, lambda dialog: qtbot.mouseClick(press(dialog, "移动"), LEFT))
    shell.act("move")


def test_the_data_is_moved_and_opened_at_its_new_place(
    qtbot: QtBot,
    program: Program,
    shell: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    place = tmp_path / "D 盘" / "安溪"
    place.mkdir(parents=True)
    move_to(qtbot, program, shell, place, monkeypatch)
    end = told(qtbot)
    assert program.folder() == place == paths.data_folder()
    assert names(program) == ["城东安置房"]
    text = said(end)
    assert str(place) in text
    assert str(folder) in text
    assert "快捷方式" not in text
    assert (folder / "anxi.db").is_file()
    assert str(place) in (folder / "数据已移走.txt").read_text(encoding="utf-8-sig")
    qtbot.mouseClick(press(end, "关闭"), LEFT)
    again = shell_of(qtbot, program)
    assert program.session is not None
    program.session.edit(
        "新建",
        record_edit.add_saves(program.session.store, "project", {"name": "湖头", "category": "works"}),
    )
    assert "已备份 今天" in again.status.text()  # the backups came along

    program.open(folder)  # by an old shortcut
    view = program.window.centralWidget()
    assert isinstance(view, Refusal)
    assert str(place) in said(view)
    qtbot.mouseClick(press(view, "仍打开这里的旧数据"), LEFT)
    shell_of(qtbot, program)
    assert names(program) == ["城东安置房"]
    program.open(folder)
    qtbot.mouseClick(press(program.window, "打开新的位置"), LEFT)
    shell_of(qtbot, program)
    assert names(program) == ["城东安置房", "湖头"]


def test_a_start_that_names_the_old_folder_is_told(
    qtbot: QtBot,
    program: Program,
    shell: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("ANXI_DATA", str(folder))
    move_to(qtbot, program, shell, tmp_path / "新的", monkeypatch)
    assert "快捷方式或环境变量" in said(told(qtbot))


@pytest.mark.parametrize("place", ["OneDrive/数据", "数据 文件夹/backups"])
def test_a_place_where_data_must_not_stand_is_refused(
    qtbot: QtBot,
    program: Program,
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / place))
    shell.act("move")
    text = said(told(qtbot))
    assert "没有移动" in text
    assert ("网盘同步文件夹" in text) or ("程序自己的数据" in text)
    assert program.window.shell is shell


def test_a_move_that_fails_goes_back_to_the_old_folder(
    qtbot: QtBot,
    program: Program,
    shell: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    class Usage:
        free = 1000

    monkeypatch.setattr("anxi_desktop.files.folder_copy.shutil.disk_usage", lambda _path: Usage)
    move_to(qtbot, program, shell, tmp_path / "新的", monkeypatch)
    assert "空间不够" in said(told(qtbot))
    assert program.folder() == folder
    assert names(program) == ["城东安置房"]
    assert not (folder / "数据已移走.txt").exists()
    assert not (tmp_path / "新的").exists()


# The daily backup


def test_a_program_open_over_night_backs_up_again_and_tells_when_it_cannot(
    qtbot: QtBot, program: Program, shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    care = program.care()
    care.look_again()  # the same day: nothing is due
    assert not shell.running.rows()

    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date(2026, 1, 1) + timedelta(days=9_000)

    def full(*_: object, **__: object) -> None:
        raise AnxiError("disk_full", path=folder / "backups")

    monkeypatch.setattr(data_care, "date", Tomorrow)
    monkeypatch.setattr("anxi_desktop.app.upkeep.write_backup", full)
    before = sorted((folder / "backups").iterdir())
    care.look_again()
    qtbot.waitUntil(
        lambda: any("自动备份没有做成" in banner.text() for banner in shell.findChildren(Banner)),
        timeout=LONG,
    )
    [text] = [banner.text() for banner in shell.findChildren(Banner) if banner.text()]
    assert "以前的备份都还在" in text
    assert "磁盘空间不足" in text
    assert sorted((folder / "backups").iterdir()) == before
    care.look_again()  # told once a day
    assert len([banner for banner in shell.findChildren(Banner) if banner.text()]) == 1
