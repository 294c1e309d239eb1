"""Commands write while the window is open: it shows that, and undo takes back only what the window did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.cli import main
from anxi_desktop.store import record_edit
from anxi_desktop.views.main_window import MainWindow
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.project_page import ProjectPage
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, session: Session, profile: Path) -> Iterator[MainWindow]:
    jobs = Jobs()
    made = MainWindow(geometry_file=profile / "window.ini")
    qtbot.addWidget(made)
    made.put_shell(Shell(session, theme, jobs, page_specs()))
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    jobs.stop()


def projects(window: MainWindow) -> int:
    assert window.shell is not None
    page = window.shell.page()
    assert isinstance(page, ProjectPage)
    return page.list.model.rowCount()


def test_what_a_command_writes_is_there_after_f5_on_every_page(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch, profile: Path
) -> None:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    shell = window.shell
    assert shell is not None
    saves = record_edit.add_saves(session.store, "project", {"name": "窗口项目", "category": "works"})
    session.edit("新建项目", saves)
    shell.go("project")
    assert projects(window) == 1
    shell.go("month")
    folder = str(session.store.folder)
    assert main(["--data", folder, "add", "project", "name=命令项目", "category=works"]) == 0
    qtbot.keyClick(window, Qt.Key.Key_F5)
    shell.go("project")
    assert projects(window) == 2
    shell.undo()
    assert [row["name"] for row in session.store.rows("project")] == ["命令项目"]
    assert projects(window) == 1
    shell.redo()
    assert session.store.row("project", saves[0].row)["name"] == "窗口项目"


def test_coming_back_to_the_window_shows_what_a_command_has_written(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch, profile: Path
) -> None:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    assert window.shell is not None
    window.shell.go("project")
    assert projects(window) == 0
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert (
        main(["--data", str(session.store.folder), "add", "project", "name=命令项目", "category=works"]) == 0
    )
    assert projects(window) == 0
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert projects(window) == 1
    assert not session.has_foreign_changes()
