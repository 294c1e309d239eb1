"""各单位报表 by mouse and keys: files come in, are looked over, taken in, summed, taken out and exported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORM_4, FORM_5
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.form_layout import FormHead, place
from anxi_desktop.files.forms_xlsx import write_form_xlsx
from anxi_desktop.files.report import form_spec
from anxi_desktop.store.record_edit import add_saves
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.unit_forms_panel import IncomingCard, IncomingPanel
from anxi_desktop.views.unit_forms_view import UnitFormsView

Type = Callable[[QWidget, str], None]
OCTOBER = Month(2026, 10)
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class UnitFormsPage(Page):
    """A page with nothing but the view."""

    id = "unit_forms"
    icon = "month"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.view = UnitFormsView(shell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(self.view)

    def title(self) -> str:
        return "各单位报表"

    def refresh(self, tables: frozenset[str]) -> None:
        self.view.refresh(tables)


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    folder: Path
    type: Type

    @property
    def view(self) -> UnitFormsView:
        page = self.shell.page()
        assert isinstance(page, UnitFormsPage)
        return page.view

    @property
    def panel(self) -> IncomingPanel:
        assert self.view.panel is not None
        return self.view.panel

    def click(self, widget: QWidget) -> None:
        self.bot.mouseClick(widget, LEFT)

    def press(self, text: str, inside: QWidget) -> None:
        """Press the button in sight that says this."""
        QApplication.processEvents()  # what has just come into a layout
        (found,) = [one for one in inside.findChildren(QPushButton) if one.text() == text and one.isVisible()]
        self.click(found)

    def write(self, unit: str, *blocks: dict[str, Any], form: str = FORM_5, name: str = "") -> Path:
        folder = self.folder / (unit or "没有名字")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or f"{unit} {form} 2026-10.xlsx")
        given = blocks or ({"unit_type": "乡镇", "red": 1},)
        head = FormHead(unit, "王小明", "0595-00001234", date(2026, 11, 2))
        write_form_xlsx(path, place(form_spec(self.shell.session.resources, form), given, head))
        return path

    def drop(self, *files: Path) -> None:
        """Drag files over the view and let them go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
        point, action = QPoint(200, 200), Qt.DropAction.CopyAction
        QApplication.sendEvent(self.view, QDragEnterEvent(point, action, data, LEFT, NONE))
        QApplication.sendEvent(self.view, QDropEvent(QPointF(point), action, data, LEFT, NONE))
        self.bot.waitUntil(lambda: self.view.panel is not None, timeout=20_000)

    def confirm(self) -> None:
        before = len(self.records())
        self.click(self.panel.go)
        self.bot.waitUntil(lambda: self.view.panel is None, timeout=20_000)
        assert len(self.records()) >= before

    def records(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.shell.session.store.rows("unit_form")]

    def rows(self, table: Any) -> list[list[str]]:
        model = table.model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def row_point(self, row: int, column: int = 0) -> QPoint:
        table = self.view.units
        assert table is not None
        return table.visualRect(table.model().index(row, column)).center()

    def card(self, name: str) -> IncomingCard:
        return next(card for card in self.panel.cards if card.incoming.path.name == name)


@pytest.fixture
def driver(
    qtbot: QtBot,
    session: Session,
    theme: Theme,
    type_text: Type,
    profile: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Driver]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    for name in ("凤城镇", "城厢镇", "龙门镇"):
        values: dict[str, Any] = {"name": name, "family": "works", "unit_type": "乡镇"}
        session.edit("登记", add_saves(session.store, "reporting_unit", values))
    jobs = Jobs()
    spec = PageSpec("unit_forms", "month", "各单位报表", __name__, "UnitFormsPage")
    shell = Shell(session, theme, jobs, [spec])
    shell.resize(1280, 720)
    qtbot.addWidget(shell)
    shell.show()
    shell.activateWindow()
    QTest.qWaitForWindowActive(shell)
    shell.go("unit_forms")
    made = Driver(qtbot, shell, tmp_path / "收到", type_text)
    made.view.show_month(OCTOBER, Family.WORKS)
    yield made
    shell.close()
    jobs.stop()


def test_files_are_dropped_looked_over_and_taken_in(driver: Driver) -> None:
    bad = driver.write("城厢镇", {"unit_type": "乡镇", "red": 1})
    book = openpyxl.load_workbook(bad)
    sheet: Any = book.worksheets[0]
    sheet["H7"].value = "约3个"
    book.save(bad)
    driver.drop(bad, driver.write("凤城镇", {"unit_type": "乡镇", "red": 2}))
    assert driver.records() == []
    card = driver.card(bad.name)
    texts = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert any("H7" in text and "“约3个”没有采用，不是数字" in text for text in texts)
    assert driver.panel.go.text() == "确认导入（2 份）"
    driver.confirm()
    assert {row["unit"] for row in driver.records()} == {"城厢镇", "凤城镇"}
    assert driver.rows(driver.view.units) == [
        ["城厢镇", "乡镇", "未报", "已报，1 格没用上", ""],
        ["凤城镇", "乡镇", "未报", f"已报 {date.today().month}月{date.today().day}日", ""],
        ["龙门镇", "乡镇", "未报", "未报", ""],
    ]
    assert driver.view.said.text() == "应报 3 个单位，报齐 0 个，还差 3 个。"
    driver.shell.undo()
    assert driver.records() == []
    assert driver.rows(driver.view.units)[0][3] == "未报"


def test_a_form_without_a_unit_waits_for_one(driver: Driver) -> None:
    path = driver.write("", name="附件5 2026-10.xlsx")
    driver.drop(path)
    card = driver.card(path.name)
    assert not driver.panel.go.isEnabled()
    driver.type(card.unit.box, "A公司")
    assert card.incoming.unit == "A公司"
    assert driver.panel.go.isEnabled()
    card.unit.box.selectAll()
    driver.bot.keyClick(card.unit.box, Qt.Key.Key_Delete)
    assert not driver.panel.go.isEnabled()
    card.unit.setFocus()
    driver.bot.keyClick(card.unit, Qt.Key.Key_Down)
    assert card.incoming.unit == "城厢镇"
    driver.confirm()
    assert [row["unit"] for row in driver.records()] == ["城厢镇"]


def test_one_can_be_left_out_and_errors_are_told(driver: Driver) -> None:
    damaged = driver.folder / "损坏.xlsx"
    driver.folder.mkdir()
    damaged.write_bytes(b"PK\x03\x04nothing")
    one, two = driver.write("城厢镇"), driver.write("凤城镇")
    driver.drop(damaged, one, two)
    assert "已损坏" in driver.card("损坏.xlsx").findChildren(QLabel)[-1].text()
    driver.click(driver.card(one.name).take)
    assert driver.panel.go.text() == "确认导入（1 份）"
    driver.confirm()
    assert [row["unit"] for row in driver.records()] == ["凤城镇"]


def test_the_later_of_two_for_one_unit(driver: Driver) -> None:
    one = driver.write("城厢镇", {"unit_type": "乡镇", "red": 1}, name="附件5 2026-10 a.xlsx")
    two = driver.write("城厢镇", {"unit_type": "乡镇", "red": 2}, name="附件5 2026-10 b.xlsx")
    os.utime(one, (1000, 1000))
    driver.drop(one.parent)
    assert driver.card(one.name)._outdone.isVisible()
    assert not driver.card(two.name)._outdone.isVisible()
    assert driver.panel.go.text() == "确认导入（1 份）"
    driver.confirm()
    assert driver.view.lines[0].forms[FORM_5].blocks[0].cells == {"red": 2}
    driver.drop(two)  # once more
    assert not driver.panel.go.isEnabled()
    assert not driver.card(two.name).take.isChecked()


def test_a_form_of_another_month_can_be_put_into_this_one(driver: Driver) -> None:
    path = driver.write("城厢镇", name="附件5 2026-09.xlsx")
    driver.drop(path)
    card = driver.card(path.name)
    assert card.month.value() == "2026-09"
    assert "不是正在看的2026年10月" in card._state.text()
    card.month.setFocus()
    driver.bot.keyClick(card.month, Qt.Key.Key_Down)
    driver.bot.waitUntil(lambda: card.incoming.month == OCTOBER)
    driver.confirm()
    assert [row["month"] for row in driver.records()] == ["2026-10"]


def test_the_sum_beside_the_own_records(driver: Driver) -> None:
    driver.drop(
        driver.write("城厢镇", {"unit_type": "乡镇", "red": 1, "fine_amt": Decimal("1.5")}),
        driver.write("凤城镇", {"unit_type": "乡镇", "red": 2}),
    )
    driver.confirm()
    view = driver.view
    assert view.parts is not None
    driver.press("附件5 汇总", view)
    assert view.said.text() == "2 个单位报了附件5；合计与本单位的记录有 2 处不同。"
    whole = driver.rows(view.sum)
    assert ["乡镇", "四色安全风险分级动态监管 › 红色风险项目", "3", "", "+3"] in whole
    driver.press("只看不同的", view)
    assert len(driver.rows(view.sum)) == 2 < len(whole)
    driver.press("附件4 汇总", view)
    assert driver.rows(view.sum) == []
    assert view.said.text() == ""
    view.show_month(OCTOBER, Family.PROPERTY)
    assert view.part == "附件6"
    view.show_month(Month(2026, 9), Family.PROPERTY)
    driver.press("报送情况", view)
    assert driver.rows(view.units) == []


def test_a_unit_opens_and_its_form_is_taken_out(driver: Driver) -> None:
    driver.drop(driver.write("城厢镇", {"unit_type": "乡镇", "red": 7}))
    driver.confirm()
    view = driver.view
    assert view.units is not None
    driver.bot.mouseClick(view.units.viewport(), LEFT, NONE, driver.row_point(0, 1))
    driver.bot.keyClick(view.units, Qt.Key.Key_Return)
    assert view.drawer is not None
    assert view.drawer.isVisible()
    texts = [label.text() for label in view.drawer.findChildren(QLabel)]
    assert "四色安全风险分级动态监管 › 红色风险项目" in texts
    assert "7" in texts
    driver.press("删除这份", view.drawer)
    assert driver.records() == []
    driver.shell.undo()
    assert view.selection.isVisible()  # the row that was pressed is still chosen
    driver.click(view.remove)
    assert driver.records() == []


def test_who_is_missing_is_copied_and_the_sum_exported(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    view = driver.view
    assert not view.take.isEnabled()
    files = [driver.write("城厢镇"), driver.write("城厢镇", {"unit_type": "乡镇", "s5": 1}, form=FORM_4)]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path) for path in files], ""))
    driver.click(view.bring)
    driver.bot.waitUntil(lambda: view.panel is not None, timeout=20_000)
    driver.confirm()
    driver.click(view.copy)
    assert QGuiApplication.clipboard().text() == "凤城镇：附件4、附件5\n龙门镇：附件4、附件5"
    target = tmp_path / "汇总.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    driver.click(view.take)
    driver.bot.waitUntil(lambda: "已导出：汇总.xlsx" in driver.shell.toasts.texts(), timeout=20_000)
    assert openpyxl.load_workbook(target).sheetnames[:3] == ["附件4", "附件5", "报送情况"]


def test_nothing_yet(driver: Driver) -> None:
    driver.view.show_month(OCTOBER, Family.PROPERTY)
    units = driver.view.units
    assert units is not None
    driver.bot.waitUntil(lambda: bool(units.findChildren(QPushButton)))
    assert not driver.view.copy.isVisible()
    assert not driver.view.take.isEnabled()
