"""The 工作总结 by keys and mouse: typed words are kept, taken back, remembered, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.month_summary import ChartKind, Section
from anxi_desktop.app.session import Session
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.store.store import new_id
from anxi_desktop.views.month_summary_view import MonthSummaryView
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.summary_section import SectionCard
from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
CONTROL = Qt.KeyboardModifier.ControlModifier
MEASURES, RISKS = Section.MEASURES, Section.RISKS


class SummaryPage(Page):
    """A page with nothing but the view, as the month's page holds it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.view = MonthSummaryView(shell)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view)

    def refresh(self, tables: frozenset[str]) -> None:
        self.view.refresh(tables)


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type

    @property
    def view(self) -> MonthSummaryView:
        page = self.shell.page()
        assert isinstance(page, SummaryPage)
        return page.view

    def card(self, section: Section) -> SectionCard:
        return self.view.cards[section]

    def write(self, section: Section, text: str) -> None:
        """Click into a section's editor, behind what stands there, and type."""
        editor = self.card(section).editor
        area = self.view.findChildren(QScrollArea)[0]
        area.ensureWidgetVisible(editor)
        QApplication.processEvents()
        self.bot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton)
        self.bot.keyClick(editor, Qt.Key.Key_End, CONTROL)
        self.type(editor, text)

    def leave(self, section: Section) -> None:
        self.bot.keyClick(self.card(section).editor, Qt.Key.Key_Tab)

    def kept(self, section: Section, month: Month = OCTOBER) -> str | None:
        rows = self.shell.session.store.rows("month_text", {"month": str(month), "section": section.value})
        found = [row["text"] for row in rows]
        return str(found[0]) if found and found[0] is not None else None


@pytest.fixture
def driver(
    qtbot: QtBot, session: Session, theme: Theme, type_text: Type, qapp: QApplication
) -> Iterator[Driver]:
    for name in ("甲工地", "乙工地"):
        home = new_id()
        session.edit("新建", [Save("project", home, {"name": name, "category": "works"})])
        values = {"project": home, "source": "self", "found_on": "2026-10-05", "due_on": "2026-10-08"}
        session.edit("新建", [Save("hazard", new_id(), {**values, "description": "临边无防护"})])
    jobs = Jobs()
    spec = PageSpec("summary", "month", "总结", __name__, "SummaryPage")
    shell = Shell(session, theme, jobs, [spec])
    shell.resize(1280, 720)
    qtbot.addWidget(shell)
    shell.show()
    shell.activateWindow()
    QTest.qWaitForWindowActive(shell)
    shell.go("summary")
    page = shell.page()
    assert isinstance(page, SummaryPage)
    page.view.show_month(OCTOBER, Family.WORKS)
    QApplication.processEvents()
    yield Driver(qtbot, shell, type_text)
    shell.close()
    jobs.stop()


def test_computed_words_stand_in_the_editors_and_follow_the_records(driver: Driver) -> None:
    card = driver.card(Section.HAZARDS)
    assert "企业自查发现隐患2条" in card.editor.toPlainText()
    assert (card.state.text(), card.restore.isVisible()) == ("自动", False)
    assert driver.card(MEASURES).state.text() == "还没有填写"
    store = driver.shell.session.store
    hazard = next(iter(store.rows("hazard")))
    driver.shell.session.edit("作废", [Save("hazard", str(hazard["id"]), {"voided_on": "2026-10-06"})])
    assert "企业自查发现隐患1条" in card.editor.toPlainText()


def test_the_title_bears_the_name_of_the_unit(driver: Driver) -> None:
    editor = driver.card(Section.TITLE).editor
    assert editor.toPlainText().startswith("安溪县住建局\n")
    driver.shell.session.change_settings(unit="城厢镇人民政府")
    assert editor.toPlainText().startswith("城厢镇人民政府\n")


def test_what_is_typed_is_kept_when_the_cursor_leaves(driver: Driver) -> None:
    driver.write(MEASURES, "召开专题会议 2")
    assert driver.kept(MEASURES) is None
    driver.leave(MEASURES)
    assert driver.kept(MEASURES) == "召开专题会议 2"
    assert driver.card(MEASURES).state.text() == "已改写"
    assert driver.card(MEASURES).editor.toPlainText() == "召开专题会议 2"


def test_what_is_typed_is_kept_after_a_pause_while_one_types_on(driver: Driver) -> None:
    driver.write(MEASURES, "第一句。")
    driver.bot.waitUntil(lambda: driver.kept(MEASURES) == "第一句。", timeout=5000)
    editor = driver.card(MEASURES).editor
    assert editor.hasFocus()
    driver.type(editor, "第二句。")
    assert editor.toPlainText() == "第一句。第二句。"  # the cursor stayed where it was
    driver.leave(MEASURES)
    assert driver.kept(MEASURES) == "第一句。第二句。"


def test_undo_takes_back_a_text_and_the_editor_shows_it(driver: Driver) -> None:
    before = driver.card(RISKS).editor.toPlainText()
    driver.write(RISKS, "另外")
    driver.leave(RISKS)
    assert driver.kept(RISKS) == f"{before}另外"
    driver.shell.undo()
    assert driver.kept(RISKS) is None
    assert driver.card(RISKS).editor.toPlainText() == before
    assert driver.card(RISKS).state.text() == "自动"
    driver.shell.redo()
    assert driver.card(RISKS).editor.toPlainText() == f"{before}另外"


def test_the_way_back_shows_the_computed_words_meanwhile(driver: Driver) -> None:
    card = driver.card(RISKS)
    computed = card.editor.toPlainText()
    driver.write(RISKS, "改")
    driver.leave(RISKS)
    assert card.computed.isVisible()
    assert computed in card.computed.text()
    driver.bot.mouseClick(card.restore, Qt.MouseButton.LeftButton)
    assert card.editor.toPlainText() == computed
    assert (driver.kept(RISKS), card.restore.isVisible(), card.computed.isVisible()) == (None, False, False)


def test_an_emptied_editor_waits_and_then_shows_the_computed_words(driver: Driver) -> None:
    card = driver.card(RISKS)
    computed = card.editor.toPlainText()
    driver.write(RISKS, "")
    driver.bot.keyClick(card.editor, Qt.Key.Key_A, CONTROL)
    driver.bot.keyClick(card.editor, Qt.Key.Key_Delete)
    card._on_pause()  # the pause is over; whoever empties it is about to write
    assert card.editor.toPlainText() == ""
    driver.leave(RISKS)
    assert card.editor.toPlainText() == computed
    assert driver.kept(RISKS) is None


def test_another_month_keeps_what_is_half_typed_and_remembers_it(driver: Driver) -> None:
    driver.write(MEASURES, "十月的做法")
    driver.view.show_month(NOVEMBER, Family.WORKS)
    assert driver.kept(MEASURES) == "十月的做法"
    card = driver.card(MEASURES)
    assert card.editor.toPlainText() == "十月的做法"
    assert card.state.text() == "沿用2026年10月写的，请核对"
    assert driver.kept(MEASURES, NOVEMBER) is None
    assert card.restore.text() == "清空"
    driver.bot.mouseClick(card.restore, Qt.MouseButton.LeftButton)
    assert card.editor.toPlainText() == ""
    driver.view.show_month(OCTOBER, Family.PROPERTY)
    assert card.editor.toPlainText() == ""
    driver.view.show_month(OCTOBER, Family.WORKS)
    assert card.editor.toPlainText() == "十月的做法"


def test_closing_the_window_loses_nothing(driver: Driver) -> None:
    driver.write(MEASURES, "没写完")
    driver.shell.hide()
    assert driver.kept(MEASURES) == "没写完"


def test_an_editor_is_as_high_as_its_words(driver: Driver) -> None:
    for card in driver.view.cards.values():
        assert not card.editor.verticalScrollBar().isVisible()
        assert card.editor.verticalScrollBar().maximum() == 0
    card = driver.card(MEASURES)
    before = card.editor.height()
    driver.write(MEASURES, "一")
    driver.bot.keyClick(card.editor, Qt.Key.Key_Return)
    driver.type(card.editor, "二")
    assert card.editor.height() > before


def test_the_wheel_over_an_editor_scrolls_the_column(driver: Driver) -> None:
    area = driver.view.findChildren(QScrollArea)[0]
    target = driver.card(Section.OVERALL).editor.viewport()
    window = driver.shell.window()
    place = target.mapTo(window, QPoint(30, 10))
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, -240))
    QApplication.processEvents()
    assert area.verticalScrollBar().value() > 0


@pytest.mark.parametrize("mode", ["light", "dark", "sunlight"])
def test_charts_wear_the_colours_of_the_window(driver: Driver, theme: Theme, mode: str) -> None:
    theme.set_look(mode=mode, compact=False, reduced_motion=True)
    chart = driver.view.charts[ChartKind.HAZARDS]
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.tokens.accent.lower() in found  # a column
    assert theme.tokens.surface.lower() in found
    assert chart.accessibleName() == "近十二个月隐患排查治理情况（条）"
    assert "当月发现" in chart.accessibleDescription()
    assert driver.view.charts[ChartKind.TARGETS].accessibleDescription() == "本年还没有填写目标"
    theme.set_look(mode="light", compact=False, reduced_motion=True)


def test_charts_keep_their_height_to_their_width(driver: Driver) -> None:
    for chart in driver.view.charts.values():
        assert abs(chart.height() - chart.heightForWidth(chart.width())) <= 1


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_exporting_takes_what_is_half_typed(
    driver: Driver, tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    driver.write(MEASURES, "还没离开")
    made = tmp_path / f"工作总结（工程项目） 2026-10.{suffix}"
    press = driver.view.word if suffix == "docx" else driver.view.pdf
    driver.bot.mouseClick(press, Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: bool(driver.shell.toasts.texts()), timeout=20_000)
    assert driver.shell.toasts.texts() == [f"已导出：{made.name}"]
    assert driver.kept(MEASURES) == "还没离开"
    assert made.stat().st_size > 1000
    assert driver.shell.session.settings.export_folder == str(tmp_path)


def test_a_refused_text_stays_in_the_editor(driver: Driver) -> None:
    card = driver.card(MEASURES)
    driver.write(MEASURES, "")
    card.editor.setPlainText("长" * 20_001)
    driver.leave(MEASURES)
    assert driver.kept(MEASURES) is None
    assert len(driver.shell.toasts.texts()) == 1
    assert len(card.editor.toPlainText()) == 20_001
    other = next(iter(driver.shell.session.store.rows("project")))
    driver.shell.session.edit("改名", [Save("project", str(other["id"]), {"name": "丙工地"})])
    assert len(card.editor.toPlainText()) == 20_001  # also when something else was written
    driver.write(MEASURES, "")
    driver.bot.keyClick(card.editor, Qt.Key.Key_Backspace)
    driver.leave(MEASURES)
    assert driver.kept(MEASURES) == "长" * 20_000
