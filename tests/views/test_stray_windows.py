"""Nothing flashes: no part of a page ever opens as a window of its own, which happens when it is shown too early."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.registry import Registry
from anxi_desktop.app.session import Session
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.project_page import ProjectPage
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme


class Windows(QObject):
    """Remembers everything that is shown as a window and is no popup."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and watched.windowType() is not Qt.WindowType.Popup:  # pyright: ignore[reportAttributeAccessIssue]
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[Windows]:
    made = Windows()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def shell(
    qtbot: QtBot,
    theme: Theme,
    session: Session,
    windows: Windows,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shell]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    jobs = Jobs()
    made = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(made)
    made.resize(1440, 860)
    made.show()
    yield made
    made.hide()
    jobs.stop()


@pytest.mark.parametrize("spec", page_specs(), ids=lambda spec: spec.id)
def test_a_page_opens_in_the_window(shell: Shell, windows: Windows, spec: object) -> None:
    shell.go(spec.id)  # pyright: ignore[reportAttributeAccessIssue]
    QApplication.processEvents()
    assert shell.page() is not None
    assert windows.shown == ["Shell"]


def test_everything_of_the_registry_opens_in_the_window(
    shell: Shell, windows: Windows, session: Session
) -> None:
    registry = Registry(session)
    record = registry.add({"name": "城东安置房", "category": "works", "town": "湖头镇"})
    shell.go("project", record=record)
    page = shell.page()
    assert isinstance(page, ProjectPage)
    assert page.drawer is not None
    for tab in range(5):
        page.drawer.show_tab(tab)
    for opener in page.list.filters._buttons.values():
        opener.click()
        for popup in opener.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            popup.close()
    page.panels.new_project()
    page.panels.edit_project(record)
    page.list.table.selectAll()
    page.batch_button.click()
    page.list.show_question(search="没有", filters={})
    QApplication.processEvents()
    assert windows.shown == ["Shell"]
