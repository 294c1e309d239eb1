"""告知书 and 承诺书 of the page 资料 by mouse and keys: choose, make, register, mark copies, filter, one letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.app.unit_letter_lines import COPIES, Letter
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.status import first_facts
from anxi_desktop.store.store import new_id
from anxi_desktop.views.library_letters import SHOWS, LibraryLetters
from anxi_desktop.views.library_letters_drawer import LetterForm
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]
LEFT = Qt.MouseButton.LeftButton
NOTICE, COMMITMENT = LetterKind.NOTICE, LetterKind.COMMITMENT
YEAR = date.today().year
TODAY = date.today()


class LettersPage(Page):
    """A page with nothing else."""

    id = "letters"
    icon = "library"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.letters = LibraryLetters(shell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 12)
        layout.addWidget(self.letters)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & SHOWS:
            self.letters.refresh()


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type
    projects: dict[str, str]

    @property
    def view(self) -> LibraryLetters:
        page = self.shell.page()
        assert isinstance(page, LettersPage)
        return page.letters

    @property
    def panel(self) -> Any:
        return self.view.acts.panel

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self.bot.mouseClick(widget, LEFT, pos=at if at is not None else widget.rect().center())

    def place(self, name: str) -> int:
        return self.view.table.place_of(self.projects[name])

    def tick_box(self, name: str) -> None:
        """Press the check box before a row."""
        table = self.view.table
        box = table.visualRect(table.rows_model.index(self.place(name), 0))
        self.click(table.viewport(), QPoint(box.left() + 16, box.center().y()))

    def row(self, name: str) -> QPoint:
        table = self.view.table
        return table.visualRect(table.rows_model.index(self.place(name), 0)).center()

    def text(self, name: str, column: str) -> str:
        model = self.view.table.rows_model
        return model.text(self.place(name), model.column(column))

    def names(self) -> list[str]:
        model = self.view.table.rows_model
        return [model.text(row, 0) for row in range(model.rowCount())]

    def letter(self, name: str, kind: LetterKind = NOTICE) -> Letter:
        return self.view.lines[self.projects[name]].letters[kind]

    def make(self, *names: str, kind: LetterKind = NOTICE) -> None:
        """Choose projects and make their letters with what is proposed."""
        for name in names:
            self.tick_box(name)
        self.click(self.view.make[kind])
        self.click(self.panel.go)
        self.view.table.clearSelection()

    def form(self, kind: LetterKind = NOTICE) -> LetterForm:
        assert self.view.drawer is not None
        return self.view.drawer.forms[kind]

    def enter(self, box: QWidget, text: str) -> None:
        """Type into a box in place of what it holds, and press Enter."""
        self.click(box)
        QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)


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
    for name, category in (("甲项目", "works"), ("乙项目", "works"), ("丁花园", "property")):
        row = projects[name] = new_id()
        values = {"name": name, "category": category, "contractor": "示例建设有限公司"}
        session.edit("新建", [Save("project", row, values), *first_facts(row, values, new_id=new_id)])
    jobs = Jobs()
    shell = Shell(
        session,
        theme,
        jobs,
        [*page_specs(), PageSpec("letters", "library", "文书", __name__, "LettersPage")],
    )
    qtbot.addWidget(shell)
    shell.resize(1280, 720)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    shell.go("letters")
    yield Driver(qtbot, shell, type_text, projects)
    shell.close()
    jobs.stop()


def test_two_projects_are_chosen_and_get_their_letters(driver: Driver) -> None:
    view = driver.view
    assert driver.names() == ["丁花园", "甲项目", "乙项目"]
    assert driver.text("甲项目", "notice") == "没有"
    assert not view.selection.isVisible()
    driver.tick_box("甲项目")
    driver.tick_box("乙项目")
    assert view.selection.isVisible()
    driver.click(view.make[NOTICE])
    panel = driver.panel
    assert panel.isVisible()
    assert panel.go.text() == "制作 2 份"
    driver.enter(panel.deadline, f"{YEAR}-6-30")
    driver.click(panel.go)
    assert driver.text("甲项目", "notice") == "001号 未送达"
    assert driver.text("乙项目", "notice") == "002号 未送达"
    assert driver.text("丁花园", "notice") == "没有"
    assert driver.letter("甲项目").days["evaluate_by"] == date(YEAR, 6, 30)
    assert driver.letter("甲项目").days["made_on"] == TODAY
    driver.shell.undo()
    assert driver.text("甲项目", "notice") == "没有"
    assert driver.text("乙项目", "notice") == "没有"


def test_a_day_that_is_none_is_pointed_out_before_anything_is_made(driver: Driver) -> None:
    driver.tick_box("甲项目")
    driver.click(driver.view.make[COMMITMENT])
    driver.enter(driver.panel.deadline, "2月30日")
    driver.click(driver.panel.go)
    assert driver.panel.isVisible()
    assert "不是日期" in driver.panel._deadline.error()
    assert driver.text("甲项目", "commitment") == "没有"
    QTest.keyClick(driver.panel.deadline, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(driver.panel.deadline, Qt.Key.Key_Delete)
    driver.click(driver.panel.go)
    assert driver.letter("甲项目", COMMITMENT).days["evaluate_by"] is None


def test_a_second_batch_keeps_the_letters_that_are_there(driver: Driver) -> None:
    driver.make("乙项目")
    for name in ("甲项目", "乙项目"):
        driver.tick_box(name)
    driver.click(driver.view.make[NOTICE])
    assert driver.panel.go.text() == "制作 1 份"
    driver.click(driver.panel.go)
    assert driver.text("乙项目", "notice") == "001号 未送达"
    assert driver.text("甲项目", "notice") == "002号 未送达"


def test_the_served_day_of_chosen_projects_is_registered(driver: Driver) -> None:
    view = driver.view
    driver.make("甲项目", "乙项目")
    driver.make("甲项目", kind=COMMITMENT)
    driver.tick_box("甲项目")
    driver.tick_box("乙项目")
    driver.tick_box("丁花园")
    driver.click(view.register)
    panel = driver.panel
    driver.click(panel.go)
    assert panel.isVisible()  # nothing was filled in
    driver.enter(panel.served, "1.1")
    driver.enter(panel.copies["town_on"], "今天")
    driver.click(panel.go)
    first = date(YEAR, 1, 1)
    assert driver.letter("甲项目").days["served_on"] == first
    assert driver.letter("乙项目").days["served_on"] == first
    assert driver.letter("甲项目", COMMITMENT).days["signed_on"] is None
    assert driver.letter("甲项目", COMMITMENT).days["town_on"] == TODAY
    assert driver.text("乙项目", "notice") == "002号 01-01 送达"
    driver.shell.undo()  # one step for all of it
    assert driver.letter("甲项目").days["served_on"] is None
    assert driver.letter("甲项目", COMMITMENT).days["town_on"] is None


def test_without_letters_there_is_nothing_to_register_or_write(driver: Driver) -> None:
    driver.tick_box("甲项目")
    driver.click(driver.view.register)
    driver.click(driver.view.write)
    assert driver.panel is None
    assert any("请先制作" in text for text in driver.shell.toasts.texts())


def test_filters_show_what_is_still_to_be_done(driver: Driver) -> None:
    view = driver.view
    driver.make("甲项目")

    def wanted(code: str) -> list[str]:
        driver.click(view.wanted._chips[code])
        return driver.names()

    assert wanted("no_notice") == ["丁花园", "乙项目"]
    assert wanted("no_commitment") == ["丁花园", "甲项目", "乙项目"]
    assert wanted("undone") == ["甲项目"]
    assert wanted("copies") == ["甲项目"]
    driver.click(view.family._chips["property"])
    assert driver.names() == []
    assert view.table._empty is not None
    assert view.table._empty.isVisible()
    driver.click(view.family._chips[""])
    assert wanted("") == ["丁花园", "甲项目", "乙项目"]
    driver.click(view.on)
    assert driver.text("甲项目", "notice") == "没有"
    driver.click(view.back)
    assert driver.text("甲项目", "notice") == "001号 未送达"


def test_copies_are_marked_by_mouse_and_by_keys(driver: Driver) -> None:
    view = driver.view
    driver.make("甲项目")
    place = driver.place("甲项目")
    driver.click(view.table.viewport(), view.table.tick_place(place, 1).center())
    assert driver.letter("甲项目").days["wall_on"] == TODAY
    assert view.table.selected_count() == 0  # a tick chooses no row
    driver.click(view.table.viewport(), view.table.tick_place(place, 1).center())
    assert driver.letter("甲项目").days["wall_on"] is None
    driver.click(view.table.viewport(), driver.row("甲项目"))
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        QTest.keyClick(view.table, key)
    assert driver.letter("甲项目").copies == 4
    assert driver.text("甲项目", "copies") == "企业有、公示有、乡镇有、县有"
    view.table.clearSelection()
    driver.make("甲项目", kind=COMMITMENT)
    assert driver.text("甲项目", "copies") == "企业部分、公示部分、乡镇部分、县部分"
    assert "承诺书：未登记" in view._tip(driver.projects["甲项目"], 0)
    driver.shell.undo()
    driver.shell.undo()
    assert driver.letter("甲项目").days["county_on"] is None


def test_a_letter_is_filled_in_beside_the_table(driver: Driver) -> None:
    view = driver.view
    driver.make("甲项目")
    driver.click(view.table.viewport(), driver.row("甲项目"))
    assert view.selection.isVisible()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    form = driver.form()
    assert form.number.text() == f"安住建标告〔{YEAR}〕001号"
    assert not view.selection.isVisible()
    driver.enter(form.days["served_on"].box, "1.2")
    assert driver.letter("甲项目").days["served_on"] == date(YEAR, 1, 2)
    driver.enter(form.days["signed_on"].box, "明天")
    assert form.fields["signed_on"].error() == "日期在今天之后，请核对"
    assert driver.letter("甲项目").days["signed_on"] is None
    driver.enter(form.days["signed_on"].box, "今天")
    assert form.fields["signed_on"].error() == ""
    assert driver.letter("甲项目").days["signed_on"] == TODAY
    driver.click(form.today)
    assert all(driver.letter("甲项目").days[name] == TODAY for name in COPIES)
    assert not form.today.isVisible()
    driver.click(form.note.box)
    driver.type(form.note.box, "门卫代收")
    view.table.setFocus()
    assert driver.letter("甲项目").note == "门卫代收"
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    assert view.drawer is not None
    assert view.drawer.title() == "乙项目"
    assert form.make.isVisible()
    driver.click(form.make)
    driver.click(driver.panel.go)
    assert form.number.text() == f"安住建标告〔{YEAR}〕002号"
    view.leave()
    assert view.drawer is None


def test_choosing_many_rows_closes_the_drawer(driver: Driver) -> None:
    view = driver.view
    driver.click(view.table.viewport(), driver.row("甲项目"))
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert view.drawer is not None
    driver.tick_box("乙项目")
    assert view.drawer is None
    assert view.selection.isVisible()


def test_a_scan_is_added_and_opened(driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "回执.pdf"
    path.write_bytes(b"%PDF-1.4 signed")
    opened: list[Path] = []
    monkeypatch.setattr("anxi_desktop.views.library_letters.desktop.open_file", opened.append)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    driver.make("甲项目")
    driver.view.open_line(driver.projects["甲项目"], NOTICE)
    form = driver.form()
    assert not form.open_scan.isVisible()
    driver.click(form.add_scan)
    assert form.scan_name.text() == "回执.pdf"
    assert driver.text("甲项目", "scans") == "1／1"
    driver.click(form.open_scan)
    assert [found.read_bytes() for found in opened] == [b"%PDF-1.4 signed"]
    path.write_bytes(b"MZ")
    driver.click(form.add_scan)
    assert any("不是扫描件" in text for text in driver.shell.toasts.texts())
    assert form.scan_name.text() == "回执.pdf"


def test_letters_are_written_beside_the_window(driver: Driver, tmp_path: Path) -> None:
    view = driver.view
    driver.make("甲项目", "乙项目")
    driver.tick_box("甲项目")
    driver.tick_box("乙项目")
    driver.click(view.write)
    panel = driver.panel
    panel.folder = tmp_path
    driver.click(panel.docx, QPoint(10, panel.docx.height() // 2))
    assert panel.go.text() == "导出 2 份"
    driver.click(panel.go)
    driver.bot.waitUntil(lambda: any("已导出 3 个文件" in text for text in driver.shell.toasts.texts()))
    assert sorted(path.suffix for path in tmp_path.glob("告知书*")) == [".docx", ".docx", ".pdf"]
    assert driver.shell.session.settings.export_folder == str(tmp_path)


def test_the_words_and_the_numbers_are_changed(driver: Driver) -> None:
    driver.click(driver.view.words)
    panel = driver.panel
    driver.enter(panel.number, "安标{年份}第号")
    driver.click(panel.go)
    assert panel.isVisible()
    assert "{年份} 和 {序号}" in panel._wrong.text()
    driver.click(panel.restore)
    assert panel.number.text() == "安住建标告〔{年份}〕{序号}号"
    driver.enter(panel.number, "安标{年份}第{序号}号")
    assert f"安标{YEAR}第001号" in panel._number._below.text()
    driver.click(panel.kind._chips["commitment"])
    assert panel.title.text() == "关于自主加强安全生产标准化承诺书"
    driver.click(panel.go)
    driver.make("甲项目")
    assert driver.letter("甲项目").number == f"安标{YEAR}第001号"


def test_a_county_without_projects_says_what_will_stand_here(driver: Driver) -> None:
    session = driver.shell.session
    for row in driver.projects.values():
        session.edit(
            "竣工",
            [
                Save(
                    "fact",
                    new_id(),
                    {"project": row, "fact": "state", "value": "completed", "valid_from": "2026-01-01"},
                )
            ],
        )
    assert driver.names() == []
    empty = driver.view.table._empty
    assert empty is not None
    assert empty.isVisible()
