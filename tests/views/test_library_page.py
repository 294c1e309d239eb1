"""The page 资料 by mouse and keys: a list of one's own, its next edition, a workbook, a year of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.checklist import CheckList, Frequency, freeze
from anxi_desktop.domain.workdays import DayKind
from anxi_desktop.files.checklist_xlsx import ITEMS, write_checklist
from anxi_desktop.views.library_page import LibraryPage
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type

    @property
    def page(self) -> LibraryPage:
        page = self.shell.page()
        assert isinstance(page, LibraryPage)
        return page

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        where = at if at is not None else widget.rect().center()
        self.bot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)

    def choose(self, title: str) -> None:
        """Press on a list at the left."""
        lists = self.page.lists
        row = next(row for row, line in enumerate(lists.list.lines()) if line.title == title)
        index = lists.list.model().index(row, 0)
        lists.list.scrollTo(index)
        self.click(lists.list.viewport(), lists.list.visualRect(index).center())

    def choose_item(self, group: int, item: int) -> None:
        """Press on an item in the middle."""
        tree = self.page.lists.tree
        head = tree.topLevelItem(group)
        row = head.child(item) if head is not None else None
        assert row is not None
        tree.scrollToItem(row)
        self.click(tree.viewport(), tree.visualItemRect(row).center())

    def button(self, within: QWidget, text: str) -> QAbstractButton:
        return next(found for found in within.findChildren(QAbstractButton) if found.text() == text)

    def own(self) -> list[CheckList]:
        return [item.check_list for item in self.page.library.lists() if item.is_own]

    def tags(self) -> list[str]:
        return [line.tag for line in self.page.lists.list.lines() if line.tag]


@pytest.fixture
def driver(
    qtbot: QtBot,
    session: Session,
    theme: Theme,
    type_text: Type,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Driver]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    jobs = Jobs()
    shell = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(shell)
    shell.resize(1440, 900)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    shell.go("library")
    yield Driver(qtbot, shell, type_text)
    shell.close()  # what a field does when it is left needs the store
    jobs.stop()


def test_shipped_lists_are_looked_at_and_not_changed(driver: Driver) -> None:
    lists = driver.page.lists
    driver.choose("5S 现场管理考评")
    assert lists.shown() is not None
    assert not lists.change.isVisible()
    assert not lists.editor.isVisible()
    assert lists.copy.isVisible()


def test_a_list_of_ones_own_is_made_changed_saved_and_taken_back(driver: Driver) -> None:
    lists = driver.page.lists
    driver.choose("5S 现场管理考评")
    driver.click(lists.copy)
    assert driver.tags() == ["修改中"]
    assert lists.editor.isVisible()
    driver.choose_item(0, 1)
    box = lists.editor.title
    driver.click(box)
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.type(box, "通道宽度不小于一米")
    assert lists.draft.check_list is not None
    assert lists.draft.check_list.groups[0].items[1].title == "通道宽度不小于一米"
    driver.click(lists.editor.up)
    driver.click(lists.editor.add)
    driver.type(lists.editor.title, "多的一条")
    driver.click(lists.keep)
    (made,) = driver.own()
    assert made.groups[0].items[0].title == "通道宽度不小于一米"
    assert made.groups[0].items[-1].title == "多的一条"
    assert driver.tags() == ["本单位"]
    assert lists.draft.check_list is None
    driver.click(driver.button(driver.shell.toasts, "撤销"))
    assert driver.own() == []
    assert driver.tags() == []


def test_the_next_edition_retires_an_item_and_the_first_stays(driver: Driver) -> None:
    lists = driver.page.lists
    driver.choose("5S 现场管理考评")
    driver.click(lists.copy)
    driver.click(lists.keep)
    (first,) = driver.own()
    driver.choose(first.title)
    driver.click(lists.change)
    driver.choose_item(0, 0)
    driver.click(lists.editor.retire)
    driver.click(lists.keep)
    assert [found.edition for found in driver.own()] == ["1", "2"]
    second = driver.own()[1]
    assert first.groups[0].items[0].key in second.retired
    assert driver.own()[0] == first


def test_marks_that_do_not_sum_are_said_and_not_saved(driver: Driver) -> None:
    lists = driver.page.lists
    driver.choose("建筑施工安全检查评分（JGJ 59-2011）")
    driver.click(lists.copy)
    driver.choose_item(0, 0)
    box = lists.editor.full
    driver.click(box)
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.type(box, "11")
    assert lists.wrong.isVisible()
    assert "合计" in lists.wrong.text()
    driver.click(lists.keep)
    assert driver.own() == []
    assert lists.draft.check_list is not None
    driver.click(lists.drop)
    assert driver.tags() == []
    assert not lists.wrong.isVisible()


def test_one_change_at_a_time(driver: Driver) -> None:
    lists = driver.page.lists
    driver.choose("5S 现场管理考评")
    driver.click(lists.copy)
    begun = lists.draft.check_list
    driver.choose("物业服务项目安全检查")
    driver.click(lists.copy)
    assert lists.draft.check_list == begun


def test_a_workbook_is_looked_at_before_it_is_saved(driver: Driver, tmp_path: Path) -> None:
    lists = driver.page.lists
    shipped = next(item.check_list for item in driver.page.library.lists() if item.check_list.key == "five-s")
    path = tmp_path / "a.xlsx"
    write_checklist(driver.page.library.copy(shipped), path)
    book = openpyxl.load_workbook(path)
    sheet = book[ITEMS]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("检查频率") + 1, "每年")
    book.save(path)
    lists.take_workbook(path)
    assert driver.own() == []
    assert lists.draft.check_list is not None
    driver.click(lists.keep)
    (made,) = driver.own()
    assert made.groups[0].items[0].frequency is Frequency.YEARLY
    lists.take_workbook(path)  # the same again is the same edition
    driver.click(lists.keep)
    assert [freeze(found).digest for found in driver.own()] == [freeze(made).digest]


def test_a_day_is_pressed_and_taken_back(driver: Driver) -> None:
    page = driver.page
    driver.click(driver.button(page.ways, "工作日历"))
    calendar = page.calendar
    assert calendar.isVisible()
    calendar.show_year(2027)
    tile = calendar.months[4]
    driver.click(tile, tile.place_of(3).center())
    assert [(special.day, special.kind) for special in page.library.year(2027)] == [
        (date(2027, 5, 3), DayKind.OFF)
    ]
    QTest.keyClick(tile, Qt.Key.Key_Left)
    QTest.keyClick(tile, Qt.Key.Key_Left)
    QTest.keyClick(tile, Qt.Key.Key_Space)  # the first of May 2027 is a Saturday
    assert (date(2027, 5, 1), DayKind.WORK) in [
        (special.day, special.kind) for special in page.library.year(2027)
    ]
    driver.click(tile, tile.place_of(3).center())
    driver.click(tile, tile.place_of(1).center())
    assert page.library.year(2027) == []
