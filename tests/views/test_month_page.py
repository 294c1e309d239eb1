"""The page 月报 with mouse and keys: figures to their records, findings to their cells, months, files."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.session import Session
from anxi_desktop.domain.month import Month
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.store import record_edit
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.month_page import MonthPage
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.two_line_list import TwoLineList

OCTOBER = Month(2026, 10)
Work = Callable[[], Generator[tuple[int, str], None, Any]]


class Surroundings:
    """What a page asks of the shell; notes what was asked. Work runs at once."""

    def __init__(self, session: Session, theme: Theme, window: QWidget) -> None:
        self.session, self.theme = session, theme
        self.window = window
        self.drawer: Drawer | None = None
        self.went: list[tuple[str, dict[str, object]]] = []
        self.exported_files: list[Path] = []
        self.errors: list[Exception] = []

    def open_drawer(self, drawer: Drawer) -> None:
        if drawer is not self.drawer:
            self.close_drawer()
            self.drawer = drawer
            layout = self.window.layout()
            assert layout is not None
            layout.addWidget(drawer)
        drawer.show()

    def close_drawer(self) -> None:
        drawer, self.drawer = self.drawer, None
        if drawer is not None:
            drawer.hide()
            drawer.closed.emit()
            drawer.deleteLater()

    def go(self, page: str, **facts: object) -> None:
        self.went.append((page, facts))

    def run(self, _title: str, work: Work, on_done: Callable[[Any], object]) -> None:
        steps = work()
        while True:
            try:
                next(steps)
            except StopIteration as end:
                on_done(end.value)
                return

    def exported(self, path: Path) -> None:
        self.exported_files.append(path)

    def show_error(self, error: Exception) -> None:
        self.errors.append(error)

    def toast(self, text: str, *, undo: bool = False) -> None:
        raise AssertionError(text)


@pytest.fixture
def theme(qapp: QApplication, resources: Path) -> Theme:
    """The look of the application, light again for every test."""
    worn = qapp.property("theme")
    if isinstance(worn, Theme):
        worn.set_look(mode="light", compact=False, reduced_motion=True)
        return worn
    made = Theme(qapp, resources=resources)
    made.start(mode="light", compact=False, reduced_motion=True)
    return made


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    qtbot.addWidget(made)
    made.resize(1400, 820)
    return made


@pytest.fixture
def shell(session: Session, theme: Theme, window: QWidget) -> Surroundings:
    return Surroundings(session, theme, window)


@pytest.fixture
def page(shell: Surroundings, window: QWidget) -> MonthPage:
    """The page over forty projects, showing October 2026."""
    for _ in fill_demo(shell.session.store, projects=40, months=3, seed=1):
        pass
    made = MonthPage(shell)  # pyright: ignore[reportArgumentType]
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    window.show()
    made.show_month(OCTOBER)
    return made


def value(page: MonthPage, block: int, key: str) -> object:
    assert page.form is not None
    return page.form.blocks[block].figures[key].value


def double_click(qtbot: QtBot, page: MonthPage, block: int, key: str) -> None:
    place = page.view.rect_of(block, key).center().toPoint()
    qtbot.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_row(qtbot: QtBot, rows: TwoLineList, row: int) -> None:
    place = rows.visualRect(rows.model().index(row, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_double_click_lists_the_records_of_a_figure(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    double_click(qtbot, page, 0, "tl_found")
    assert page.drawer is not None
    assert page.drawer is shell.drawer
    assert page.drawer.title() == "自查隐患数量"
    lines = page.drawer.records.lines()
    assert len(lines) == value(page, 0, "tl_found")
    names = {str(row["name"]) for row in shell.session.store.rows("project")}
    assert all(line.title in names and line.note.startswith("2026-10-") for line in lines)
    click_row(qtbot, page.drawer.records, 1)
    ((where, facts),) = shell.went
    assert where == "project"
    assert shell.session.store.row("project", str(facts["record"]))["name"] == lines[1].title


def test_enter_opens_and_the_open_drawer_follows_the_arrows(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    page.view.choose(0, "fc_red")
    assert page.drawer is None
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.drawer is not None
    assert page.drawer.title() == "红色风险"
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    assert page.drawer.title() == "橙色风险"
    assert len(page.drawer.records.lines()) == value(page, 0, "fc_orange")
    page.drawer.close_asked.emit()
    assert page.drawer is None
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    assert shell.drawer is None


def test_the_unit_type_is_no_figure(qtbot: QtBot, page: MonthPage) -> None:
    double_click(qtbot, page, 0, "unit_type")
    assert page.drawer is None


def test_a_finding_leads_to_its_cell(qtbot: QtBot, page: MonthPage) -> None:
    assert page.form is not None
    lines = page.findings.list.lines()
    assert [line.tag for line in lines] == ["警告"] * len(page.form.findings)
    click_row(qtbot, page.findings.list, 0)
    assert page.view.current() == (0, page.form.findings[0].keys[0])
    assert page.view.hasFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.drawer is not None
    assert page.form.findings[0].text in texts_of(page.drawer)


def texts_of(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(found.text() for found in widget.findChildren(QLabel))


def test_the_list_of_forms_says_how_a_form_stands(page: MonthPage) -> None:
    (line,) = page.forms.lines()
    assert (line.title, line.tag, line.tone) == ("附件4", "1 警告", "warning")


def test_months_go_by_buttons_keys_and_list(qtbot: QtBot, page: MonthPage) -> None:
    october = value(page, 0, "tl_found")
    qtbot.keyClick(page.view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert page.month == Month(2026, 9)
    assert page.bar.months.currentText() == "2026年9月"
    assert value(page, 0, "tl_found") != october
    page.bar.months.setFocus()
    qtbot.keyClick(page.bar.months, Qt.Key.Key_Up)
    assert page.month == OCTOBER
    assert value(page, 0, "tl_found") == october


def test_the_month_of_today_is_the_last_one(page: MonthPage) -> None:
    page.show_month(Month.of(date.today()))
    assert page.bar.months.itemText(0) == "{0.year}年{0.month}月".format(date.today())
    assert not page.bar.later.isEnabled()
    page.bar.go_later()
    assert page.month == Month.of(date.today())


def test_a_write_is_counted_at_once(page: MonthPage, shell: Surroundings) -> None:
    store = shell.session.store
    before = value(page, 0, "tl_found")
    assert isinstance(before, int)
    home = next(row for row in store.rows("project", {"category": "works"}) if row["unit_type"] is None)
    saves = record_edit.add_saves(
        store,
        "hazard",
        {"project": home["id"], "source": "self", "found_on": "2026-10-09", "description": "临边无防护"},
    )
    shell.session.edit("新建隐患", saves)
    page.refresh(frozenset({"hazard"}))
    assert value(page, 0, "tl_found") == before + 1
    form = page.form
    page.refresh(frozenset({"document"}))
    assert page.form is form  # nothing of it is counted here


def test_changed_settings_change_the_head_line(page: MonthPage, shell: Surroundings) -> None:
    shell.session.change_settings(phone="0595-00009999")
    assert page.form is not None
    assert "联系电话：0595-00009999" in [part.text for part in page.form.placed.head]


def test_export_writes_both_files_and_remembers_the_folder(
    page: MonthPage, shell: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "报表"
    target.mkdir()
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, start: str) -> str:
        asked.append(start)
        return str(target)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    menu = page.bar.export_button.menu()
    assert menu is not None
    for action in menu.actions():
        action.trigger()
    assert asked[1:] == [str(target)] * 2
    assert {path.name for path in target.iterdir()} == {"附件4 2026-10.xlsx", "附件4 2026-10.pdf"}
    assert [path.suffix for path in shell.exported_files] == [".xlsx", ".xlsx", ".pdf"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    menu.actions()[0].trigger()
    assert len(shell.exported_files) == 3


def test_without_records_the_page_says_what_to_do(qtbot: QtBot, shell: Surroundings, window: QWidget) -> None:
    made = MonthPage(shell)  # pyright: ignore[reportArgumentType]
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    window.show()
    assert not made.view.isVisible()
    from anxi_desktop.views.components.buttons import Button

    (action,) = [found for found in made.findChildren(Button) if found.text() == "去项目页"]
    qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    assert shell.went == [("project", {})]


def test_it_can_be_shown_a_month_and_a_figure(page: MonthPage) -> None:
    page.show_facts(month="2026-08", block=1, key="proj_total")
    assert page.month == Month(2026, 8)
    assert page.drawer is not None
    assert page.view.current() == (1, "proj_total")
    page.show_facts()
    assert page.month == Month(2026, 8)


def test_a_narrow_page_keeps_the_form_wide(page: MonthPage, window: QWidget) -> None:
    wide = page.view.width()
    window.resize(860, 700)
    QApplication.processEvents()
    (line,) = page.forms.lines()
    assert (line.title, line.note, line.tag) == ("附件4", "1 警告", "")
    assert page.view.width() > wide - (1400 - 860)
    assert page.findings.list.visualRect(page.findings.list.model().index(0, 0)).contains(QPoint(40, 10))
