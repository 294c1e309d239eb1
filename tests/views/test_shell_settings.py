"""The settings page: saved field by field, checked in place, seen at once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.settings import load_settings
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.settings_page import SettingsPage
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Type = Callable[[QWidget, str], None]


@pytest.fixture
def done() -> list[str]:
    """What the page has asked the program to do."""
    return []


@pytest.fixture
def shell(
    qtbot: QtBot,
    theme: Theme,
    session: Session,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    done: list[str],
) -> Iterator[Shell]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    jobs = Jobs()
    acts = {name: (lambda name=name: done.append(name)) for name in ("backup", "restore", "check", "folder")}
    made = Shell(session, theme, jobs, page_specs(), acts=acts)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go("settings")
    yield made
    jobs.stop()


@pytest.fixture
def page(shell: Shell) -> SettingsPage:
    found = shell.page()
    assert isinstance(found, SettingsPage)
    return found


def box(page: SettingsPage, name: str) -> TextBox:
    found = page.rows[name].control
    assert isinstance(found, TextBox)
    return found


def error(page: SettingsPage, name: str) -> str:
    label = page.rows[name]._error
    return label.text() if label.isVisibleTo(page) else ""


def test_a_field_is_saved_when_it_is_left(
    qtbot: QtBot, page: SettingsPage, session: Session, type_text: Type
):
    person = box(page, "person")
    person.setFocus()
    person.selectAll()
    type_text(person, "李小红")
    qtbot.keyClick(person, Qt.Key.Key_Tab)
    assert session.settings.person == "李小红"
    assert load_settings(session.store.folder)[0].person == "李小红"


def test_an_empty_name_is_refused_in_place(qtbot: QtBot, page: SettingsPage, session: Session):
    unit = box(page, "unit")
    unit.selectAll()
    qtbot.keyClick(unit, Qt.Key.Key_Delete)
    qtbot.keyClick(unit, Qt.Key.Key_Return)
    assert session.settings.unit == "安溪县住建局"
    assert unit.text() == "安溪县住建局"
    assert "不能为空" in error(page, "unit")


def test_a_file_that_cannot_be_written_is_said_in_place(
    qtbot: QtBot, page: SettingsPage, session: Session, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise AnxiError("disk_full", path=session.store.folder)

    monkeypatch.setattr("anxi_desktop.app.session.save_settings", refuse)
    phone = box(page, "phone")
    phone.setFocus()
    qtbot.keyClicks(phone, "123")
    qtbot.keyClick(phone, Qt.Key.Key_Tab)
    assert error(page, "phone").startswith("磁盘空间不足")
    assert session.settings.phone == ""


def test_the_look_is_chosen_and_kept(qtbot: QtBot, page: SettingsPage, session: Session):
    chips = page.rows["theme"].control
    assert isinstance(chips, ChoiceChips)
    dark = next(chip for chip in chips.findChildren(Button) if chip.text() == "深色")
    qtbot.mouseClick(dark, LEFT)
    assert session.settings.theme == "dark"
    compact = page.rows["compact_rows"].control
    assert isinstance(compact, Switch)
    qtbot.mouseClick(compact, LEFT)
    stored, _ = load_settings(session.store.folder)
    assert (stored.theme, stored.compact_rows, stored.reduced_motion) == ("dark", True, False)


def test_the_unit_type_may_be_ones_own_word(
    qtbot: QtBot, page: SettingsPage, session: Session, type_text: Type
):
    page.unit_type.box.selectAll()
    type_text(page.unit_type.box, "街道办")
    qtbot.keyClick(page.unit_type.box, Qt.Key.Key_Return)
    assert session.settings.unit_type == "街道办"


def test_buttons_ask_the_program_and_those_it_cannot_do_are_off(
    qtbot: QtBot, page: SettingsPage, done: list[str]
):
    for name in ("backup", "check", "restore", "folder"):
        qtbot.mouseClick(page.findChild(QPushButton, name), LEFT)
    assert done == ["backup", "check", "restore", "folder"]
    rebuild = page.findChild(QPushButton, "rebuild")
    assert rebuild is not None
    assert not rebuild.isEnabled()


def test_how_every_column_counts_can_be_read(qtbot: QtBot, page: SettingsPage):
    from anxi_desktop.domain.counting_rules import RECOMMENDED
    from anxi_desktop.domain.figure_words import FIGURES

    qtbot.mouseClick(page.counting.columns.head, LEFT)
    texts = {label.text() for label in page.findChildren(type(page.rows["unit"]._text))}
    assert all(words.told(RECOMMENDED) in texts for form in FIGURES.values() for words in form.values())


def test_a_section_is_brought_into_sight(qtbot: QtBot, shell: Shell, page: SettingsPage):
    shell.go("settings", section="about")
    qtbot.waitUntil(lambda: not page.sections["about"].visibleRegion().isEmpty())


def test_diagnostics_hold_the_log_and_no_data(
    qtbot: QtBot,
    shell: Shell,
    page: SettingsPage,
    profile: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    (profile / "log").mkdir()
    (profile / "log" / "anxi.log").write_text("line\n", encoding="utf-8")
    target = tmp_path / "诊断.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    button = page.rows["diagnostics"].control
    qtbot.mouseClick(button, LEFT)
    with zipfile.ZipFile(target) as bundle:
        assert sorted(bundle.namelist()) == ["log/anxi.log", "versions.txt"]
        assert "sqlite" in bundle.read("versions.txt").decode()
    assert shell.toasts.texts() == ["已导出：诊断.zip"]


def test_how_marks_are_rounded_and_how_long_a_hazard_has(
    qtbot: QtBot, page: SettingsPage, session: Session, type_text: Type
):
    chips = page.rows["rounding"].control
    assert isinstance(chips, ChoiceChips)
    down = next(chip for chip in chips.findChildren(Button) if chip.text() == "只舍不入")
    qtbot.mouseClick(down, LEFT)
    assert load_settings(session.store.folder)[0].rounding == "down"
    days = box(page, "due_general")
    for typed, kept, said in (("7", 7, ""), ("0", 7, "1 到 60"), ("七", 7, "1 到 60"), ("60", 60, "")):
        days.setFocus()
        days.selectAll()
        type_text(days, typed)
        qtbot.keyClick(days, Qt.Key.Key_Tab)
        assert session.settings.due_general == kept
        assert days.text() == str(kept)
        assert (said in error(page, "due_general")) if said else not error(page, "due_general")
    assert load_settings(session.store.folder)[0].due_larger == 15
