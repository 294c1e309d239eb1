"""The pages of the monthly forms in the smallest window (1024 × 640): no drawer pushes it over the screen's edge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.library_letters_table import LetterTable
from anxi_desktop.views.library_page import LibraryPage
from anxi_desktop.views.month_page import MonthPage
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.two_line_list import Line, TwoLineList

WIDTH, HEIGHT = 1024, 640


@pytest.fixture
def shell(
    qtbot: QtBot, session: Session, theme: Theme, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    for _ in fill_demo(session.store, projects=40, months=3, seed=1):
        pass
    jobs = Jobs()
    made = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    jobs.stop()


def month_page(shell: Shell) -> MonthPage:
    shell.go("month", month="2026-10")
    page = shell.page()
    assert isinstance(page, MonthPage)
    return page


def fits(shell: Shell) -> None:
    QApplication.processEvents()
    least = shell.minimumSizeHint()
    assert (shell.width(), shell.height()) == (WIDTH, HEIGHT)
    assert least.width() <= WIDTH
    assert least.height() <= HEIGHT


def is_in_sight(widget: QWidget, window: QWidget) -> bool:
    place = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    return widget.isVisible() and window.rect().contains(place) and not widget.visibleRegion().isEmpty()


def test_a_figure_with_a_reason_to_be_typed(shell: Shell) -> None:
    page = month_page(shell)
    drawer = page.open_figure(0, "good_proj")  # with a warning above the fields
    assert drawer is not None
    drawer.ask_reason("99")
    fits(shell)
    QApplication.processEvents()
    assert is_in_sight(drawer.save, shell)
    assert is_in_sight(drawer.reason, shell)
    assert drawer.reason.hasFocus()


def test_the_buttons_beside_a_drawer_are_whole(shell: Shell) -> None:
    page = month_page(shell)
    page.acts.open_handing()
    fits(shell)
    for one in (page.bar.export_button, page.bar.submit_button):
        assert one.width() >= one.minimumSizeHint().width()
    handing = page.acts.handing
    assert handing is not None
    assert all(is_in_sight(one, shell) for one in handing.findChildren(Button) if one is handing.submit)


def test_the_letters_of_a_project(qtbot: QtBot, shell: Shell) -> None:
    shell.go("library", way="letters")
    page = shell.page()
    assert isinstance(page, LibraryPage)
    table = page.findChild(LetterTable)
    assert isinstance(table, LetterTable)
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.letters.drawer is not None
    fits(shell)


def test_a_long_finding_takes_three_lines(qtbot: QtBot, theme: Theme) -> None:
    view = TwoLineList(name="核对结果", wraps=True)
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    letters = QFontMetrics(theme.font("body"))
    heights: list[int] = []
    for count in (5, 30, 50, 500):
        view.set_lines([Line("核" * count, tag="警告", tone="warning")])
        heights.append(view.row_height())
    one, two, three, endless = heights
    assert one <= two < three <= endless < three + letters.lineSpacing()
