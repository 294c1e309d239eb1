"""The dot beside 月报, and the reminders: one toast for each, a notification of the desktop, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.store.settings import Settings, save_settings
from anxi_desktop.store.store import Owner, Store, new_id
from anxi_desktop.views.components.toast import Toast
from anxi_desktop.views.month_notices import MonthNotices
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.program import Program
from anxi_desktop.views.rail import DOT, RailButton
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.tray_notice import TrayNotice

LEFT = Qt.MouseButton.LeftButton
WORKS_5 = "工程 2026年10月月报：10月30日（周五）前报送，还有 5 个工作日；最后期限11月1日"


class EmptyPage(Page):
    """A page that remembers what it was shown for."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.facts: list[dict[str, object]] = []

    def title(self) -> str:
        return "页"

    def help_text(self) -> str:
        return ""

    def refresh(self, tables: frozenset[str]) -> None:
        pass

    def show_facts(self, **facts: object) -> None:
        self.facts.append(facts)


SPECS = (
    PageSpec("project", "project", "项目", __name__, "EmptyPage"),
    PageSpec("month", "month", "月报", __name__, "EmptyPage"),
)


class Desk:
    """A window over a county on a day that can be set, with what the desktop was asked to show."""

    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shell = shell
        self.day = date(2026, 10, 23)
        self.told: list[tuple[str, str]] = []
        self.came_forward = 0
        monkeypatch.setattr(TrayNotice, "show", lambda _self, *words: bool(self.told.append(words)))
        self.notices = MonthNotices(shell, QIcon(), come_forward=self._forward, today=lambda: self.day)

    def _forward(self) -> None:
        self.came_forward += 1

    @property
    def button(self) -> RailButton:
        return self.shell.rail.buttons["month"]


def hand_in(session: Session, family: str, month: str) -> None:
    values = {"month": month, "family": family, "submitted_on": "2026-10-01", "digest": "x", "body": "{}"}
    session.edit("提交", [Save("submission", new_id(), values)])


@pytest.fixture
def shell(qtbot: QtBot, theme: Theme, session: Session) -> Iterator[Shell]:
    session.edit("新建", [Save("project", new_id(), {"name": "城东安置房", "category": "works"})])
    jobs = Jobs()
    made = Shell(session, theme, jobs, SPECS)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.go("project")
    yield made
    made.close()
    jobs.stop()


@pytest.fixture
def desk(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(shell, monkeypatch)


# The badge


def test_a_count_and_a_dot_are_told_to_screen_readers(shell: Shell) -> None:
    button = shell.rail.buttons["month"]
    shell.rail.set_badge("month", "3", words="三件")
    assert (button.badge(), button.accessibleName(), button.accessibleDescription()) == (
        "3",
        "月报 3",
        "三件",
    )
    shell.rail.set_badge("month", DOT, words="工程月报快到期了")
    assert button.accessibleName() == "月报"  # the dot is no word
    assert button.accessibleDescription() == button.toolTip() == "工程月报快到期了"
    shell.rail.fold(folded=True)
    assert button.toolTip() == "月报\n工程月报快到期了"
    shell.rail.set_badge("month", "", words="没有了")
    assert (button.badge(), button.accessibleDescription(), button.toolTip()) == ("", "", "月报")
    shell.rail.set_badge("no such page", DOT)


def test_the_dot_is_painted(shell: Shell) -> None:
    button = shell.rail.buttons["month"]
    for folded in (False, True):
        shell.rail.fold(folded=folded)
        shell.rail.set_badge("month", "")
        bare = button.grab().toImage()
        shell.rail.set_badge("month", DOT)
        assert button.grab().toImage() != bare


def test_the_dot_goes_when_the_forms_are_handed_in(desk: Desk) -> None:
    session = desk.shell.session
    assert desk.button.badge() == DOT
    assert desk.button.toolTip().splitlines() == [
        "工程 2026年9月月报：已过期，最后期限是10月1日（周四）",
        WORKS_5,
    ]
    hand_in(session, "works", "2026-09")
    assert desk.button.toolTip() == WORKS_5
    hand_in(session, "works", "2026-10")
    assert (desk.button.badge(), desk.button.toolTip()) == ("", "")
    session.undo()
    assert desk.button.badge() == DOT


def test_the_dot_follows_the_settings_and_the_day(desk: Desk) -> None:
    session = desk.shell.session
    hand_in(session, "works", "2026-09")
    session.change_settings(works_day=10)  # 9 November is far
    assert desk.button.badge() == ""
    desk.day = date(2026, 11, 2)
    desk.notices.look_again()
    assert "11月9日（周一）前报送，还有 5 个工作日" in desk.button.toolTip()


def test_a_calendar_that_cannot_be_read_shows_no_dot(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AnxiError("calendar_conflict", day="2026-10-01")

    monkeypatch.setattr("anxi_desktop.app.month_reminders.work_calendar", refuse)
    desk.notices.refresh()
    desk.notices.tell()
    assert desk.button.badge() == ""
    assert desk.told == desk.shell.toasts.texts() == []


# The reminders


def test_a_reminder_leads_to_the_month_and_comes_once(qtbot: QtBot, desk: Desk) -> None:
    desk.notices.tell()
    assert desk.shell.toasts.texts() == [WORKS_5]
    assert desk.told == [("月报快到期了", WORKS_5)]
    toast = desk.shell.toasts.findChild(Toast)
    assert toast is not None
    press = next(one for one in toast.findChildren(QPushButton) if one.text() == "去月报")
    qtbot.mouseClick(press, LEFT)
    page = desk.shell.page()
    assert isinstance(page, EmptyPage)
    assert page.facts == [{"month": "2026-10", "family": "works"}]
    assert desk.shell.toasts.texts() == []
    desk.notices.tell()
    assert desk.shell.toasts.texts() == []
    assert len(desk.told) == 1


def test_a_new_day_brings_its_reminder(desk: Desk) -> None:
    desk.notices.tell()
    desk.shell.toasts.clear()
    desk.notices.look_again()
    assert desk.shell.toasts.texts() == []
    desk.day = date(2026, 10, 28)
    desk.notices.look_again()
    assert len(desk.told) == 2
    assert "还有 2 个工作日" in desk.shell.toasts.texts()[0]


def test_the_notification_brings_the_window_and_the_month(desk: Desk) -> None:
    desk.notices.tell()
    tray = desk.notices.findChild(TrayNotice)
    assert tray is not None
    tray.asked.emit()
    assert desk.came_forward == 1
    page = desk.shell.page()
    assert isinstance(page, EmptyPage)
    assert page.facts == [{"month": "2026-10", "family": "works"}]


def test_a_closed_window_looks_no_more(desk: Desk) -> None:
    desk.shell.close()
    desk.shell.session.store.close()
    desk.day = date(2026, 10, 28)
    desk.notices.look_again()
    assert desk.told == []


def test_the_window_has_the_dot_after_its_first_paint(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    folder: Path,
    profile: Path,
    owner: Owner,
    resources: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    store = Store.create(folder, profile=profile, owner=owner)
    project = {"name": "城东安置房", "category": "works"}
    store.edit("新建", [Save("project", new_id(), project)], author=owner.person)
    store.close()
    save_settings(folder, Settings(unit=owner.unit, person=owner.person, code=owner.code))
    program = Program(qapp, theme, profile=profile, resources=resources)
    qtbot.addWidget(program.window)
    program.open(folder)
    shell = program.window.shell
    assert shell is not None
    badge = shell.rail.buttons["month"].badge
    assert badge() == ""
    qtbot.waitUntil(lambda: badge() == DOT)  # last month's forms are late on every day
    program.window.close()
