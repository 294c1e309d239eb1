"""The page 隐患 by mouse and keys: from the board to a hazard, through its loop, and many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState
from anxi_desktop.domain.records.hazard import HazardStepKind as Step
from anxi_desktop.domain.save import Save
from anxi_desktop.store.store import new_id
from anxi_desktop.views.hazard_act_panel import HazardActPanel
from anxi_desktop.views.hazard_form_panel import HazardFormPanel
from anxi_desktop.views.hazard_page import HazardPage
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]
DAY = timedelta(days=1)


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type
    project: str

    @property
    def page(self) -> HazardPage:
        page = self.shell.page()
        assert isinstance(page, HazardPage)
        return page

    def add(self, **values: JournalValue) -> str:
        row = new_id()
        made: dict[str, JournalValue] = {
            "project": self.project,
            "source": "supervision",
            "found_on": (date.today() - 20 * DAY).isoformat(),
            "description": "临边没有防护栏杆",
            "severity": "general",
            **values,
        }
        self.shell.session.edit("记", [Save("hazard", row, made)])
        return row

    def click(self, widget: QWidget) -> None:
        self.bot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def panel(self, kind: type) -> QWidget:
        return next(panel for panel in self.shell.findChildren(kind) if panel.isVisible())

    def state(self, row: str) -> HazardState:
        return state_of(self.shell.session.store.row("hazard", row))


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
    row = new_id()
    session.edit("新建", [Save("project", row, {"name": "龙津花园二期", "category": "works"})])
    jobs = Jobs()
    shell = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(shell)
    shell.resize(1440, 900)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    shell.go("hazard")
    yield Driver(qtbot, shell, type_text, row)
    shell.close()  # what a field does when it is left needs the store
    jobs.stop()


def titles(driver: Driver, column: str) -> list[str]:
    return [card.title for card in driver.page.board.columns[column].list.cards()]


def test_every_hazard_stands_in_its_column(driver: Driver) -> None:
    today = date.today()
    driver.add(description="late", due_on=(today - 2 * DAY).isoformat())
    driver.add(description="open", due_on=(today + 30 * DAY).isoformat())
    driver.add(description="no date")
    driver.add(description="done", rectified_on=(today - DAY).isoformat())
    closed = {"rectified_on": (today - 5 * DAY).isoformat(), "review": "pass"}
    driver.add(description="closed", reviewed_on=(today - 3 * DAY).isoformat(), **closed)
    driver.add(
        description="long closed",
        found_on="2026-01-01",
        rectified_on="2026-01-02",
        reviewed_on="2026-01-03",
        review="pass",
    )
    driver.add(description="listed", listed_on=today.isoformat())
    assert titles(driver, "overdue") == ["late"]
    assert set(titles(driver, "open")) == {"open", "no date", "listed"}
    assert titles(driver, "rectified") == ["done"]
    assert titles(driver, "listed") == ["listed"]
    assert titles(driver, "closed") == ["closed"]


def test_from_the_board_through_the_loop_with_photos(driver: Driver, tmp_path: Path) -> None:
    row = driver.add(due_on=(date.today() + 9 * DAY).isoformat())
    cards = driver.page.board.columns["open"].list
    index = cards.model().index(0, 0)
    driver.bot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=cards.visualRect(index).center())
    detail = driver.page.detail
    assert detail.record == row
    driver.click(detail.acts[Step.RECTIFIED])
    panel = driver.panel(HazardActPanel)
    assert isinstance(panel, HazardActPanel)
    path = tmp_path / "after.jpg"
    Image.new("RGB", (900, 600), (30, 120, 60)).save(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QApplication.clipboard().setMimeData(data)
    driver.bot.keyClick(panel.strip, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    strip, save = panel.strip, panel.save
    driver.bot.waitUntil(lambda: save.isEnabled() and len(strip.photos()) == 1, timeout=20_000)
    panel.text.setFocus()
    driver.type(panel.text, "done")
    driver.click(panel.save)
    assert driver.state(row) is HazardState.RECTIFIED
    (photo,) = driver.shell.session.store.rows("photo", {"hazard": row})
    assert photo["role"] == "after"
    driver.click(detail.acts[Step.RETURNED])
    panel = driver.panel(HazardActPanel)
    assert isinstance(panel, HazardActPanel)
    driver.click(panel.save)  # without a reason it is refused, and nothing has happened
    assert driver.state(row) is HazardState.RECTIFIED
    driver.type(panel.text, "not enough")
    assert panel.due.value() is not None
    driver.click(panel.save)
    assert driver.state(row) is HazardState.OPEN
    driver.shell.undo()
    assert driver.state(row) is HazardState.RECTIFIED
    driver.click(detail.acts[Step.CLOSED])
    panel = driver.panel(HazardActPanel)
    assert isinstance(panel, HazardActPanel)
    driver.click(panel.save)
    assert driver.state(row) is HazardState.CLOSED
    driver.bot.keyClick(detail, Qt.Key.Key_Backspace)
    assert titles(driver, "closed") == ["临边没有防护栏杆"]


def test_many_are_reviewed_at_once_and_those_that_cannot_are_said(driver: Driver) -> None:
    rows = [driver.add(rectified_on=date.today().isoformat()) for _ in range(3)]
    other = driver.add()
    chips = driver.page.ways.findChildren(QWidget)
    driver.click(chips[1])
    table = driver.page.list.table
    table.setFocus()
    driver.bot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press = next(
        child
        for child in driver.page.list.selection.findChildren(QWidget)
        if getattr(child, "text", str)() == "复查通过"
    )
    driver.click(press)
    panel = driver.panel(HazardActPanel)
    assert isinstance(panel, HazardActPanel)
    assert len(panel.records) == 3
    driver.click(panel.save)
    assert {driver.state(row) for row in rows} == {HazardState.CLOSED}
    assert driver.state(other) is HazardState.OPEN
    driver.shell.undo()
    assert {driver.state(row) for row in rows} == {HazardState.RECTIFIED}


def test_a_new_hazard_is_picked_and_gets_number_and_deadline(driver: Driver) -> None:
    driver.page.new_record()
    panel = driver.panel(HazardFormPanel)
    assert isinstance(panel, HazardFormPanel)
    panel.project.setFocus()
    driver.type(panel.project, "ljhy")
    driver.bot.waitUntil(panel.project_offer.popup.isVisible)
    driver.bot.keyClick(panel.project_offer.popup, Qt.Key.Key_Down)
    driver.bot.keyClick(panel.project_offer.popup, Qt.Key.Key_Return)
    box = panel.editors["description"].widget
    box.setFocus()
    driver.type(box, "配电箱")
    driver.bot.waitUntil(panel.known_offer.popup.isVisible)
    driver.bot.keyClick(panel.known_offer.popup, Qt.Key.Key_Down)
    driver.bot.keyClick(panel.known_offer.popup, Qt.Key.Key_Return)
    assert panel.editors["requirement"].raw()
    assert panel.editors["due_on"].raw()
    driver.click(panel.save_button)
    (row,) = driver.shell.session.store.rows("hazard")
    assert str(row["number"]).startswith(f"HZ-{date.today().year}-K7-")
    assert row["description"] == "配电箱没有上锁、没有标识"
    assert driver.page.detail.record == row["id"]


def test_clearing_leads_to_a_projects_hazards(driver: Driver) -> None:
    driver.add(found_on=date.today().isoformat())
    driver.click(driver.page.ways.findChildren(QWidget)[2])
    table = driver.page.clearing.table
    assert table.rowCount() == 1
    item = table.item(0, 0)
    assert item is not None
    place = table.visualItemRect(item).center()
    driver.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    driver.bot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert driver.page.list.query().project == driver.project
    assert len(driver.page.list.model.rows) == 1


def test_a_filled_in_reply_is_shown_before_it_is_taken_in(driver: Driver, tmp_path: Path) -> None:
    import openpyxl

    from anxi_desktop.files.reply_write import write_reply
    from anxi_desktop.views.reply_panel import ReplyPanel, show_reply

    row = driver.add(number="HZ-1")
    other = driver.add(number="HZ-2")
    path = tmp_path / "a.xlsx"
    write_reply(driver.shell.session.store, driver.project, path, unit="局", today=date.today())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["I5"] = date.today().isoformat()
    sheet["I6"] = "some day"
    book.save(path)
    show_reply(driver.shell, path)
    driver.bot.waitUntil(
        lambda: any(p.isVisible() for p in driver.shell.findChildren(ReplyPanel)), timeout=20_000
    )
    panel = driver.panel(ReplyPanel)
    assert isinstance(panel, ReplyPanel)
    assert [line.tag for line in panel.list.lines()] == ["整改完成", "拒收"]
    assert {driver.state(row), driver.state(other)} == {HazardState.OPEN}
    driver.click(panel.go)
    driver.bot.waitUntil(
        lambda: HazardState.RECTIFIED in {driver.state(row), driver.state(other)}, timeout=20_000
    )
    driver.bot.waitUntil(lambda: driver.shell.session.undo_title.startswith("导入整改回复"), timeout=20_000)
    driver.shell.undo()
    assert {driver.state(row), driver.state(other)} == {HazardState.OPEN}
