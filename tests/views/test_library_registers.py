"""The registers of the page 资料 by mouse and keys: one whole entry in each, deleting and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store.record_edit import add_saves
from anxi_desktop.store.store import new_id
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.library_documents import DocumentPanel
from anxi_desktop.views.library_enforcement_panel import EnforcementPanel
from anxi_desktop.views.library_register_list import RegisterList
from anxi_desktop.views.library_register_panel import RegisterPanel
from anxi_desktop.views.library_registers import SHOWS, LibraryRegisters
from anxi_desktop.views.library_report_table import ReportTable
from anxi_desktop.views.library_units import UnitPanel
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


class RegistersPage(Page):
    """The registers alone, as a page."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.registers = LibraryRegisters(shell)
        QVBoxLayout(self).addWidget(self.registers)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & SHOWS:
            self.registers.refresh()

    def new_record(self) -> bool:
        return self.registers.new_record()


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type
    projects: dict[str, str]

    @property
    def page(self) -> LibraryRegisters:
        page = self.shell.page()
        assert isinstance(page, RegistersPage)
        return page.registers

    @property
    def numbers(self) -> ReportTable:
        return self.page.reports.table

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self.bot.mouseClick(widget, LEFT, pos=at if at is not None else widget.rect().center())

    def button(self, within: QWidget, text: str) -> QAbstractButton:
        found = [made for made in within.findChildren(QAbstractButton) if made.text() == text]
        return next(made for made in found if made.isVisible())

    def press(self, within: QWidget, text: str) -> None:
        self.click(self.button(within, text))

    def panel(self, kind: type) -> Any:
        return next(panel for panel in self.shell.findChildren(kind) if panel.isVisible())

    def panels(self) -> list[RegisterPanel]:
        return [panel for panel in self.shell.findChildren(RegisterPanel) if panel.isVisible()]

    def write(self, panel: RegisterPanel, name: str, text: str) -> None:
        box = panel.editors[name].widget
        self.click(box)
        self.bot.keyClick(box, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(box, text)

    def choose(self, shown: RegisterList, place: int) -> None:
        """Press the check box of a row."""
        index = shown.table.model().index(place, 0)
        rect = shown.table.visualRect(index)
        self.click(shown.table.viewport(), QPoint(rect.left() + 14, rect.center().y()))

    def rows(self, entity: str) -> list[dict[str, JournalValue]]:
        return list(self.shell.session.store.rows(entity))

    def undo(self) -> None:
        self.press(self.shell.toasts, "撤销")

    # Among the self reports.

    def cell(self, name: str, column: str) -> None:
        """Press on a number."""
        table = self.numbers
        place = table.place_of(self.projects[name])
        index = table.rows_model.index(place, table.rows_model.column(column))
        table.scrollTo(index)
        self.click(table.viewport(), table.visualRect(index).center())

    def keys(self, text: str, *then: Key) -> None:
        """Type into whatever has the keyboard."""
        for letter in text:
            self.bot.keyClick(self.at(), letter)
        for key in then:
            self.bot.keyClick(self.at(), key)

    def at(self) -> QWidget:
        found = QApplication.focusWidget()
        assert isinstance(found, QWidget)
        return found

    def reported(self) -> dict[str, tuple[JournalValue, JournalValue]]:
        names = {row: name for name, row in self.projects.items()}
        return {names[str(row["project"])]: (row["found"], row["closed"]) for row in self.rows("self_report")}

    def said(self) -> str:
        banner = self.page.reports.said
        return banner.text() if banner.isVisible() else ""


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
    projects: dict[str, str] = {}
    for name, family, company in (
        ("龙津花园二期", "works", "演示建设公司"),
        ("凤山大厦", "works", "演示建设公司"),
        ("和顺小区", "property", ""),
    ):
        values: dict[str, JournalValue] = {"name": name, "category": family, "contractor": company or None}
        saves = add_saves(session.store, "project", values)
        session.edit("新建", saves)
        projects[name] = saves[0].row
    jobs = Jobs()
    spec = PageSpec("registers", "library", "登记", __name__, "RegistersPage")
    shell = Shell(session, theme, jobs, [*page_specs(), spec])
    qtbot.addWidget(shell)
    shell.resize(1280, 860)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    shell.go("registers")
    yield Driver(qtbot, shell, type_text, projects)
    shell.close()  # what a field does when it is left needs the store
    jobs.stop()


def test_a_fine_is_entered_for_a_project_changed_deleted_and_brought_back(driver: Driver) -> None:
    shown = driver.page.enforcement
    driver.press(shown.table, "新增一条")
    panel = driver.panel(EnforcementPanel)
    driver.click(panel.project)
    driver.type(panel.project, "ljhy")
    driver.bot.waitUntil(panel.project_offer.popup.isVisible)
    driver.bot.keyClick(panel.project_offer.popup, Key.Key_Down)
    driver.bot.keyClick(panel.project_offer.popup, Key.Key_Return)
    assert panel.project.text() == "龙津花园二期"
    assert panel.editors["company"].raw() == "演示建设公司"
    assert not panel.fields["family"].isVisible()
    assert not panel.fields["amount_wan"].isVisible()
    driver.press(panel, "罚款")
    driver.press(panel, "保存")
    assert panel.fields["amount_wan"].error() == "罚款要填金额"
    driver.write(panel, "amount_wan", "1.5万")
    driver.write(panel, "document_no", "演示〔2026〕1号")
    driver.press(panel, "保存")
    assert driver.panels() == []
    (row,) = driver.rows("enforcement")
    assert (row["kind"], row["amount_wan"], row["family"]) == ("fine", "1.5", "works")
    assert (row["project"], row["done_on"]) == (
        driver.projects["龙津花园二期"],
        date.today().isoformat(),
    )
    assert shown.totals.chips["fine"].text() == "罚款 1 · 1.5 万元"
    assert shown.table.rows_model.text(0, shown.table.rows_model.column("project_name")) == "龙津花园二期"

    shown.table.setFocus()
    driver.bot.keyClick(shown.table, Key.Key_Return)
    panel = driver.panel(EnforcementPanel)
    assert panel.project.isReadOnly()
    driver.write(panel, "amount_wan", "2")
    driver.bot.keyClick(panel, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert driver.rows("enforcement")[0]["amount_wan"] == "2"

    driver.press(shown.selection, "删除")
    assert driver.rows("enforcement") == []
    assert not shown.totals.isVisible()
    driver.undo()
    assert driver.rows("enforcement")[0]["amount_wan"] == "2"
    assert shown.table.rows_model.rowCount() == 1


def test_a_measure_without_a_project_needs_its_family(driver: Driver) -> None:
    driver.page.new_record()
    panel = driver.panel(EnforcementPanel)
    driver.press(panel, "保存")
    assert "必填" in panel.fields["kind"].error()
    driver.press(panel, "约谈警示")
    driver.click(panel.project)
    driver.type(panel.project, "没有这个项目")
    driver.press(panel, "保存")
    assert driver.rows("enforcement") == []
    driver.bot.keyClick(panel.project, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.bot.keyClick(panel.project, Key.Key_Delete)
    driver.press(panel, "保存")
    assert panel.fields["family"].error() == "没有选项目的，要选类别"
    driver.press(panel, "物业项目")
    driver.press(panel, "保存")
    (row,) = driver.rows("enforcement")
    assert (row["kind"], row["family"], row["project"]) == ("warned", "property", None)


def test_what_was_half_typed_is_offered_again(driver: Driver) -> None:
    driver.page.new_record()
    panel = driver.panel(EnforcementPanel)
    driver.press(panel, "约谈警示")
    driver.write(panel, "company", "演示物业公司")
    driver.press(panel, "取消")
    driver.page.new_record()
    panel = driver.panel(EnforcementPanel)
    assert panel.editors["company"].raw() == "演示物业公司"
    assert panel.editors["kind"].raw() == "warned"
    driver.press(panel, "清空重来")
    assert panel.editors["company"].raw() == ""
    driver.press(panel, "取消")
    driver.page.new_record()
    assert driver.panel(EnforcementPanel).editors["kind"].raw() == ""


def test_a_count_shows_its_records_and_a_year_its_own(driver: Driver) -> None:
    registers, shown = driver.page.registers, driver.page.enforcement
    project = driver.projects["凤山大厦"]
    year = date.today().year
    for kind, day in (("halt", f"{year}-01-05"), ("exposed", f"{year}-02-05"), ("halt", f"{year - 1}-02-05")):
        registers.save_enforcement(None, {"kind": kind, "done_on": day, "project": project})
    assert [chip.text() for chip in shown.totals.chips.values() if chip.isVisible()] == [
        "全部 2",
        "责令停产停业整顿 1",
        "曝光典型案例 1",
    ]
    driver.press(shown.totals, "曝光典型案例 1")
    assert shown.table.rows_model.rowCount() == 1
    driver.press(shown.totals, "全部 2")
    assert shown.table.rows_model.rowCount() == 2
    shown.year.setFocus()
    driver.bot.keyClick(shown.year, Key.Key_Down)
    driver.bot.keyClick(shown.year, Key.Key_Return)
    assert shown.year.value() == str(year - 1)
    assert shown.totals.chips[""].text() == "全部 1"


def test_a_document_is_entered_deleted_and_brought_back(driver: Driver) -> None:
    driver.press(driver.page.ways, "标准规范文件")
    shown = driver.page.documents
    driver.press(shown.table, "新增一份")
    panel = driver.panel(DocumentPanel)
    driver.press(panel, "标准化运行提升指南")
    driver.write(panel, "title", "物业服务标准化指南")
    driver.write(panel, "copies", "三十")
    driver.press(panel, "保存")
    assert "不是数字" in panel.fields["copies"].error()
    driver.write(panel, "copies", "30")
    driver.write(panel, "issued_on", "3.10")
    driver.press(panel, "物业项目")
    driver.press(panel, "保存")
    (row,) = driver.rows("document")
    assert (row["kind"], row["title"], row["copies"], row["family"]) == (
        "guide",
        "物业服务标准化指南",
        30,
        "property",
    )
    assert str(row["issued_on"]).endswith("-03-10")
    driver.press(shown, "新增")
    panel = driver.panel(DocumentPanel)
    driver.press(panel, "工程项目达标细则")
    driver.write(panel, "title", "达标细则")
    driver.press(panel, "保存")
    driver.press(shown.selection, "取消选择")
    driver.choose(shown, 0)
    driver.choose(shown, 1)
    assert not shown.change.isVisible()
    shown.table.setFocus()
    driver.bot.keyClick(shown.table, Key.Key_Delete)
    assert driver.rows("document") == []
    assert any(made.isVisible() for made in shown.table.findChildren(EmptyState))
    driver.undo()
    assert len(driver.rows("document")) == 2


def test_a_unit_is_entered_retired_and_deleted(driver: Driver) -> None:
    driver.press(driver.page.ways, "填报单位")
    shown = driver.page.units
    driver.press(shown.table, "新增一个")
    panel = driver.panel(UnitPanel)
    driver.write(panel, "name", "县质安中心")
    driver.press(panel, "工程项目")
    driver.write(panel, "unit_type", "质安中心")
    driver.press(panel, "保存")
    (row,) = driver.rows("reporting_unit")
    assert (row["name"], row["family"], row["unit_type"]) == ("县质安中心", "works", "质安中心")
    driver.press(shown, "新增")
    panel = driver.panel(UnitPanel)
    driver.write(panel, "name", "县质安中心")
    driver.press(panel, "工程项目")
    driver.press(panel, "保存")
    assert len(driver.rows("reporting_unit")) == 1
    assert any("已经有“县质安中心”" in text for text in texts(panel))
    driver.press(panel, "取消")
    driver.press(shown.selection, "停用")
    assert driver.rows("reporting_unit")[0]["retired"] is True
    assert not shown.retire.isVisible()
    driver.press(shown.selection, "恢复")
    assert driver.rows("reporting_unit")[0]["retired"] is False
    driver.press(shown.selection, "删除")
    assert driver.rows("reporting_unit") == []
    driver.undo()
    assert len(driver.rows("reporting_unit")) == 1


def test_numbers_are_typed_one_under_the_other(driver: Driver) -> None:
    driver.press(driver.page.ways, "自查申报数")
    month = driver.page.reports.month
    assert month == Month.of(date.today()).before
    assert driver.numbers.rows_model.rowCount() == 2, "only live projects of the family"
    driver.cell("凤山大厦", "found")
    driver.keys("12", Key.Key_Return)
    driver.keys("5", Key.Key_Tab)
    driver.keys("4", Key.Key_Return)
    assert driver.reported() == {"凤山大厦": (12, None), "龙津花园二期": (5, 4)}
    assert [row["month"] for row in driver.rows("self_report")] == [str(month)] * 2
    driver.shell.undo()
    assert driver.reported()["龙津花园二期"] == (5, None)
    driver.cell("凤山大厦", "found")
    driver.keys("1x", Key.Key_Return)
    assert "不是数字" in driver.said()
    driver.keys("13", Key.Key_Up)  # the wrong text is chosen, so that typing mends it
    assert driver.reported()["凤山大厦"] == (13, None)
    assert driver.said() == ""
    driver.cell("凤山大厦", "found")
    driver.keys("9", Key.Key_Escape)
    assert driver.reported()["凤山大厦"] == (13, None)
    driver.bot.keyClick(driver.numbers, Key.Key_Delete)
    assert "凤山大厦" not in driver.reported()
    driver.press(driver.page.reports, "物业项目")
    assert driver.numbers.rows_model.rowCount() == 1
    driver.click(driver.page.reports.earlier)
    assert driver.page.reports.month == month.before


def test_numbers_are_refused_where_hazards_are_kept_one_by_one(driver: Driver) -> None:
    driver.press(driver.page.ways, "自查申报数")
    reports = driver.page.reports
    values: dict[str, JournalValue] = {
        "project": driver.projects["龙津花园二期"],
        "source": "self",
        "found_on": reports.month.first.isoformat(),
        "description": "临边没有防护栏杆",
    }
    driver.shell.session.edit("记", [Save("hazard", new_id(), values)])
    place = driver.numbers.place_of(driver.projects["龙津花园二期"])
    said = driver.numbers.rows_model.text(place, driver.numbers.rows_model.column("details"))
    assert said == "有明细 1 条"
    driver.cell("龙津花园二期", "found")
    assert "明细和申报不能同时计" in driver.said()
    driver.bot.keyClick(driver.numbers, "7")
    assert driver.reported() == {}
    driver.cell("凤山大厦", "closed")
    driver.keys("7", Key.Key_Return)
    assert driver.reported() == {"凤山大厦": (None, 7)}, "the grey line below is passed over"
    driver.shell.session.edit(
        "记", [Save("hazard", new_id(), {**values, "project": driver.projects["凤山大厦"]})]
    )
    driver.cell("凤山大厦", "closed")
    driver.keys("8", Key.Key_Return)
    assert "明细和申报不能同时计" in driver.said()
    assert driver.reported() == {"凤山大厦": (None, 7)}
    driver.bot.keyClick(driver.at(), Key.Key_Delete)
    driver.keys("", Key.Key_Return)
    assert driver.reported() == {}


def test_a_register_is_exported_and_the_import_is_reached(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values: dict[str, JournalValue] = {"kind": "halt", "done_on": f"{date.today().year}-01-05"}
    driver.page.registers.save_enforcement(None, {**values, "project": driver.projects["凤山大厦"]})
    path = tmp_path / "台账.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    driver.press(driver.page.enforcement, "导出")
    driver.bot.waitUntil(lambda: any("已导出" in text for text in driver.shell.toasts.texts()))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "凤山大厦" in [cell.value for row in sheet.iter_rows() for cell in row]
    driver.press(driver.page.enforcement, "导入")
    page = driver.shell.page()
    assert page is not None
    assert page.id == "import"


def texts(within: QWidget) -> list[str]:
    return [made.text() for made in within.findChildren(QLabel) if made.isVisible()]
