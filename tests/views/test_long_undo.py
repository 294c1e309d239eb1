"""Undo of a very large step runs beside the window: it goes on, and a second Ctrl+Z waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from anxi_desktop.app import session as sessions
from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.store import record_edit
from anxi_desktop.views.main_window import MainWindow
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(
    qtbot: QtBot, theme: Theme, session: Session, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    monkeypatch.setattr(sessions, "LONG_ACTION", 5)
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    jobs = Jobs()
    window = MainWindow(geometry_file=profile / "window.ini")
    qtbot.addWidget(window)
    made = Shell(session, theme, jobs, page_specs())
    window.put_shell(made)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    jobs.stop()


def add(session: Session, count: int) -> None:
    saves = [
        save
        for number in range(count)
        for save in record_edit.add_saves(
            session.store, "project", {"name": f"项目{number}", "category": "works"}
        )
    ]
    session.edit(f"导入 {count} 个项目", saves)


def names(session: Session) -> int:
    return len(list(session.store.rows("project")))


def test_a_long_step_is_taken_back_and_brought_back_by_a_job(
    qtbot: QtBot, shell: Shell, session: Session
) -> None:
    add(session, 8)
    window = shell.window()
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert shell.running.busy  # the window is free meanwhile
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert "请等" in shell.toasts.texts()[-1]
    qtbot.waitUntil(lambda: not shell.running.busy)
    assert names(session) == 0
    assert shell.toasts.texts()[-1] == "已撤销：导入 8 个项目"
    assert (session.undo_title, session.redo_title) == ("", "导入 8 个项目")
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: not shell.running.busy and names(session) == 8)
    assert (session.undo_title, session.redo_title) == ("导入 8 个项目", "")


def test_a_short_step_is_taken_back_at_once(qtbot: QtBot, shell: Shell, session: Session) -> None:
    add(session, 1)
    qtbot.keyClick(shell.window(), Qt.Key.Key_Z, CTRL)
    assert not shell.running.busy
    assert names(session) == 0
