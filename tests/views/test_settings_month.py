"""设置: the year's counting rules are chosen and undone, and whom the month's forms go to is checked in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.reports import MonthReports, default_month
from anxi_desktop.app.session import Session
from anxi_desktop.domain.counting_rules import RULES
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.store.settings import load_settings
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.settings_counting import RuleRow
from anxi_desktop.views.settings_page import SettingsPage
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Type = Callable[[QWidget, str], None]
YEAR = default_month(date.today()).year


@pytest.fixture
def shell(
    qtbot: QtBot, theme: Theme, session: Session, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    jobs = Jobs()
    made = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go("settings")
    yield made
    made.close()
    jobs.stop()


@pytest.fixture
def page(shell: Shell) -> SettingsPage:
    found = shell.page()
    assert isinstance(found, SettingsPage)
    return found


def chip(row: RuleRow, place: int) -> Button:
    return row.chips.findChildren(Button)[place]


def changed(page: SettingsPage) -> set[str]:
    return {name for name, row in page.counting.rules.items() if row.tag.isVisibleTo(page)}


def codes(session: Session, year: int) -> dict[str, str]:
    return {rule.id: code for rule, code in MonthReports(session).rules(Month(year, 1))}


def error(row: QWidget) -> str:
    found = next(one for one in row.findChildren(QLabel) if one.property("type") == "error")
    return found.text() if found.isVisibleTo(row) else ""


# Counting rules


def test_every_open_rule_can_be_chosen_and_the_settled_ones_are_read(
    qtbot: QtBot, page: SettingsPage
) -> None:
    counting = page.counting
    assert list(counting.rules) == [rule.id for rule in RULES if rule.is_open]
    assert counting.year.value() == str(YEAR)
    assert changed(page) == set()
    assert all(row.chips.value() == row.rule.readings[0].code for row in counting.rules.values())
    settled = {rule.readings[0].words for rule in RULES if not rule.is_open}
    assert not settled & {one.text() for one in counting.findChildren(QLabel)}
    counting.settled.head.setFocus()
    qtbot.keyClick(counting.settled.head, Qt.Key.Key_Space)
    assert settled <= {one.text() for one in counting.findChildren(QLabel) if one.isVisibleTo(page)}
    qtbot.keyClick(counting.settled.head, Qt.Key.Key_Space)
    assert not counting.settled.is_open


def test_another_reading_is_chosen_by_mouse_and_undone(
    qtbot: QtBot, shell: Shell, page: SettingsPage, session: Session
) -> None:
    row = page.counting.rules["A-15"]
    qtbot.mouseClick(chip(row, 1), LEFT)
    assert codes(session, YEAR)["A-15"] == "visits"
    assert codes(session, YEAR - 1)["A-15"] == "distinct"
    assert changed(page) == {"A-15"}
    assert shell.toasts.texts() == [f"已改：{YEAR} 年“附件7检查项目（家）”"]
    shell.undo()
    assert codes(session, YEAR)["A-15"] == row.chips.value() == "distinct"
    assert changed(page) == set()
    shell.redo()
    assert row.chips.value() == "visits"


def test_pressing_what_holds_already_writes_nothing(
    qtbot: QtBot, page: SettingsPage, session: Session
) -> None:
    row = page.counting.rules["A-15"]
    qtbot.mouseClick(chip(row, 0), LEFT)
    assert session.undo_title == ""
    assert row.chips.value() == "distinct"


def test_the_recommended_reading_comes_back(qtbot: QtBot, page: SettingsPage, session: Session) -> None:
    row = page.counting.rules["A-03"]
    chip(row, 1).setFocus()
    qtbot.keyClick(chip(row, 1), Qt.Key.Key_Return)
    assert codes(session, YEAR)["A-03"] == "day25"
    assert row.restore.isVisibleTo(page)
    qtbot.mouseClick(row.restore, LEFT)
    assert codes(session, YEAR)["A-03"] == "end"
    assert changed(page) == set()
    assert not row.restore.isVisibleTo(page)


def test_each_year_has_its_own(qtbot: QtBot, shell: Shell, page: SettingsPage, session: Session) -> None:
    counting = page.counting
    qtbot.mouseClick(counting.columns.head, LEFT)
    qtbot.mouseClick(chip(counting.rules["A-11"], 1), LEFT)

    def says(words: str) -> bool:
        return any(words in one.text() for one in counting.columns.findChildren(QLabel) if not one.isHidden())

    qtbot.waitUntil(lambda: says("口径A-11：省级优良与市级优良之和"))
    counting.year.setFocus()
    qtbot.keyClick(counting.year, Qt.Key.Key_Down)  # the years run backwards
    assert counting.year.value() == str(YEAR - 1)
    assert changed(page) == set()
    qtbot.waitUntil(lambda: not says("口径A-11：省级优良与市级优良之和"))
    shell.go("settings", section="rules", year=YEAR)
    assert changed(page) == {"A-11"}
    shell.go("settings", section="rules", year=1950)
    assert counting.year.value() == str(YEAR)


def test_a_choice_that_cannot_be_written_is_said_beside_it(
    qtbot: QtBot, page: SettingsPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AnxiError("disk_full", path=session.store.folder)

    monkeypatch.setattr(session, "edit", refuse)
    row = page.counting.rules["A-15"]
    qtbot.mouseClick(chip(row, 1), LEFT)
    assert error(row).startswith("磁盘空间不足")
    assert row.chips.value() == "distinct"


# Sending


def put(qtbot: QtBot, type_text: Type, page: SettingsPage, name: str, text: str) -> TextBox:
    box = page.sending.rows[name].control
    assert isinstance(box, TextBox)
    box.setFocus()
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    type_text(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    return box


def test_no_address_comes_with_the_program(page: SettingsPage, session: Session) -> None:
    settings = session.settings
    assert (settings.mail_works, settings.mail_property, settings.mail_sender) == ("", "", "")
    assert "质安中心" in page.sending.rows["mail_works"]._text.text()
    assert "物业股" in page.sending.rows["mail_property"]._text.text()


def test_a_wrong_address_is_named_and_stays_to_be_mended(
    qtbot: QtBot, page: SettingsPage, session: Session, type_text: Type
) -> None:
    row = page.sending.rows["mail_works"]
    box = put(qtbot, type_text, page, "mail_works", "a@example.com；质安中心")
    assert error(row).startswith("“质安中心”不是邮箱地址，没有保存")
    assert box.text() == "a@example.com；质安中心"
    assert session.settings.mail_works == ""
    put(qtbot, type_text, page, "mail_works", "a@example.com；b@example.com")
    assert error(row) == ""
    assert load_settings(session.store.folder)[0].mail_works == "a@example.com；b@example.com"
    put(qtbot, type_text, page, "mail_works", "")
    assert error(row) == ""
    assert session.settings.mail_works == ""


def test_the_sender_is_one(qtbot: QtBot, page: SettingsPage, session: Session, type_text: Type) -> None:
    put(qtbot, type_text, page, "mail_sender", "a@example.com,b@example.com")
    assert "只能填一个" in error(page.sending.rows["mail_sender"])
    assert session.settings.mail_sender == ""
    put(qtbot, type_text, page, "mail_sender", "王小明 <a@example.com>")
    assert session.settings.mail_sender == "王小明 <a@example.com>"


@pytest.mark.parametrize(
    ("name", "before", "most"), [("mail_limit_mb", 20, 200), ("works_day", 1, 28), ("property_day", 3, 28)]
)
def test_sizes_and_days_are_whole_numbers_in_bounds(
    qtbot: QtBot, page: SettingsPage, session: Session, type_text: Type, name: str, before: int, most: int
) -> None:
    row = page.sending.rows[name]
    for typed, kept in (
        ("0", before),
        (str(most + 1), before),
        ("七", before),
        ("12", 12),
        (str(most), most),
    ):
        box = put(qtbot, type_text, page, name, typed)
        assert getattr(session.settings, name) == kept
        assert box.text() == str(kept)
        assert bool(error(row)) is (typed != str(kept))
    assert getattr(load_settings(session.store.folder)[0], name) == most
