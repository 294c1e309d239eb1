"""The page 项目 in its shell: open, edit, batch, delete and take back, new, copy, export, what is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.registry import Registry
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import FactKind
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.views.components.check_list import CheckList
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.project_acts import ProjectActs
from anxi_desktop.views.project_batch import BatchPanel
from anxi_desktop.views.project_page import VIEW, ProjectPage
from anxi_desktop.views.project_panel import EditProjectPanel, NewProjectPanel
from anxi_desktop.views.project_panels import DRAFT
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
Type = Callable[[QWidget, str], None]


@pytest.fixture
def registry(session: Session) -> Registry:
    """Twelve projects, every second one an estate."""
    saves: list[Save] = []
    for number in range(12):
        saves += record_edit.add_saves(
            session.store,
            "project",
            {
                "name": f"城东安置房{number}号",
                "category": "property" if number % 2 else "works",
                "town": "湖头镇",
                "permit_no": f"3505242026010101{number:02}",
                "level": "red" if number < 3 else "blue",
            },
        )
    session.edit("登记", saves)
    return Registry(session)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.stop()


@pytest.fixture
def shell(
    qtbot: QtBot, theme: Theme, session: Session, jobs: Jobs, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    made = Shell(session, theme, jobs, page_specs(), acts={"demo": lambda: made.setProperty("demo", True)})
    qtbot.addWidget(made)
    made.resize(1440, 860)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.hide()


@pytest.fixture
def page(shell: Shell, registry: Registry) -> ProjectPage:
    shell.go("project")
    found = shell.page()
    assert isinstance(found, ProjectPage)
    found.list.table.setFocus()
    return found


def names(page: ProjectPage) -> list[str]:
    return [page.list.model.text(place, 0) for place in range(page.list.model.rowCount())]


def press_row(
    qtbot: QtBot, page: ProjectPage, name: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    table = page.list.table
    index = page.list.model.index(names(page).index(name), page.list.model.column("town"))
    qtbot.mouseClick(table.viewport(), LEFT, keys, table.visualRect(index).center())


def press_button(qtbot: QtBot, within: QWidget, word: str) -> None:
    QApplication.processEvents()
    qtbot.mouseClick(
        next(made for made in within.findChildren(QPushButton) if made.text() == word and made.isVisible()),
        LEFT,
    )


def save_as(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The person chooses this name in the system's own dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_enter_opens_the_drawer_and_arrows_lead_it_on(qtbot: QtBot, shell: Shell, page: ProjectPage) -> None:
    press_row(qtbot, page, "城东安置房1号")
    assert page.drawer is None
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert page.drawer is not None
    assert page.drawer.title() == "城东安置房1号"
    qtbot.keyClick(page.list.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.drawer is not None and page.drawer.title() == "城东安置房2号")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Escape)
    assert page.drawer is None


def test_a_double_click_opens_the_drawer(qtbot: QtBot, page: ProjectPage) -> None:
    table = page.list.table
    at = table.visualRect(page.list.model.index(3, 1)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(table.viewport(), LEFT, pos=at)
    assert page.drawer is not None
    assert page.drawer.title() == "城东安置房3号"


def test_f2_edits_the_field_one_stands_in(qtbot: QtBot, shell: Shell, page: ProjectPage) -> None:
    press_row(qtbot, page, "城东安置房1号")
    qtbot.keyClick(page.list.table, Qt.Key.Key_F2)
    assert isinstance(page.panels.panel, EditProjectPanel)
    box = page.panels.panel.form.editors["town"].widget
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClick(box, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(box, "X")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.panels.panel is None)
    assert page.list.model.text(1, page.list.model.column("town")) == "X"
    assert shell.toasts.texts() == []  # saved quietly; the status line says so
    shell.undo()
    assert page.list.model.text(1, page.list.model.column("town")) == "湖头镇"


def test_what_could_not_be_saved_is_offered_when_the_panel_opens_again(
    qtbot: QtBot, page: ProjectPage, shell: Shell
) -> None:
    press_row(qtbot, page, "城东安置房1号")
    qtbot.keyClick(page.list.table, Qt.Key.Key_F2)
    assert isinstance(page.panels.panel, EditProjectPanel)
    page.panels.panel.form.focus("area_m2")
    qtbot.keyClicks(page.panels.panel.form.editors["area_m2"].widget, "-5")
    shell.close_panel()
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_E, CTRL)
    assert isinstance(page.panels.panel, EditProjectPanel)
    assert page.panels.panel.form.editors["area_m2"].raw() == "-5"
    assert page.panels.panel.form.fields["area_m2"].error() == "不能小于 0"


def test_delete_asks_nothing_and_the_toast_takes_it_back(
    qtbot: QtBot, shell: Shell, page: ProjectPage, registry: Registry
) -> None:
    press_row(qtbot, page, "城东安置房1号")
    press_row(qtbot, page, "城东安置房4号", CTRL)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    assert registry.projects.total() == 10
    assert shell.toasts.texts() == ["已删除 2 个项目"]
    press_button(qtbot, shell.toasts, "撤销")
    assert registry.projects.total() == 12
    assert "城东安置房4号" in names(page)
    assert shell.toasts.texts() == ["已撤销：删除 2 个项目"]


def test_deleting_the_project_in_the_drawer_closes_it(qtbot: QtBot, page: ProjectPage) -> None:
    press_row(qtbot, page, "城东安置房1号")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    assert page.drawer is None


def test_a_batch_sets_fields_of_all_chosen_as_one_step(
    qtbot: QtBot, shell: Shell, page: ProjectPage, registry: Registry
) -> None:
    for number in (0, 1, 5):
        press_row(qtbot, page, f"城东安置房{number}号", CTRL)
    chosen = page.list.selected_records()
    qtbot.mouseClick(page.batch_button, LEFT)
    panel = page.panels.panel
    assert isinstance(panel, BatchPanel)
    panel.boxes["level"].click()
    press_button(qtbot, panel.editors["level"].widget, "橙")
    panel.since.setFocus()
    panel.since.selectAll()
    qtbot.keyClicks(panel.since, "2026-9-1")
    press_button(qtbot, panel, "修改 3 个项目")
    assert page.panels.panel is None
    assert [registry.project(record)["level"] for record in chosen] == ["orange"] * 3
    assert registry.facts(chosen[0])[FactKind.LEVEL][0].valid_from == "2026-09-01"
    assert shell.toasts.texts() == ["已修改 3 个项目的整体风险等级"]
    assert page.list.selected_records() == chosen
    press_button(qtbot, shell.toasts, "撤销")
    assert [registry.project(record)["level"] for record in chosen] == ["red", "red", "blue"]


def test_very_many_are_changed_by_a_job(
    qtbot: QtBot, shell: Shell, page: ProjectPage, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxi_desktop.views.project_acts._FEW", 3)
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, CTRL)
    qtbot.mouseClick(page.batch_button, LEFT)
    panel = page.panels.panel
    assert isinstance(panel, BatchPanel)
    panel.boxes["grid_member"].click()
    qtbot.keyClicks(panel.editors["grid_member"].widget, "Wang")
    press_button(qtbot, panel, "修改 12 个项目")
    qtbot.waitUntil(lambda: shell.toasts.texts() == ["已修改 12 个项目的网格员"])
    assert registry.session.undo_title == "批量修改 12 个项目：网格员"
    assert page.list.model.text(0, page.list.model.column("grid_member")) == "Wang"
    shell.undo()
    assert page.list.model.text(0, page.list.model.column("grid_member")) == ""


def test_a_new_project_is_shown_chosen_and_open(
    qtbot: QtBot, shell: Shell, page: ProjectPage, registry: Registry, type_text: Type
) -> None:
    qtbot.mouseClick(page.new_button, LEFT)
    assert isinstance(page.panels.panel, NewProjectPanel)
    type_text(page.panels.panel.form.editors["name"].widget, "龙门学校")
    press_button(qtbot, page.panels.panel, "保存")
    assert page.panels.panel is None
    assert names(page).count("龙门学校") == 1
    assert page.list.current_record() == page.drawer.record if page.drawer else False
    assert shell.toasts.texts() == ["已新建项目“龙门学校”"]
    press_button(qtbot, shell.toasts, "撤销")
    assert "龙门学校" not in names(page)
    assert page.drawer is None


def test_a_new_project_outside_the_filter_says_so(
    qtbot: QtBot, shell: Shell, page: ProjectPage, type_text: Type
) -> None:
    page.show_facts(filters={"level": ["red"]})
    assert len(names(page)) == 3
    assert page.new_record()
    assert isinstance(page.panels.panel, NewProjectPanel)
    type_text(page.panels.panel.form.editors["name"].widget, "龙门学校")
    press_button(qtbot, page.panels.panel, "保存")
    assert shell.toasts.texts() == ["已新建项目“龙门学校”，它不在现在的筛选里"]
    assert len(names(page)) == 3


def test_a_half_typed_project_survives_closing_and_a_restart(
    qtbot: QtBot, shell: Shell, page: ProjectPage, session: Session, type_text: Type
) -> None:
    page.panels.new_project()
    assert isinstance(page.panels.panel, NewProjectPanel)
    type_text(page.panels.panel.form.editors["name"].widget, "龙门")
    shell.close_panel()
    assert json.loads(session.settings.views[DRAFT])["name"] == "龙门"
    again = ProjectPage(shell)
    qtbot.addWidget(again)
    again.panels.new_project()
    assert isinstance(again.panels.panel, NewProjectPanel)
    assert again.panels.panel.form.editors["name"].raw() == "龙门"
    press_button(qtbot, again.panels.panel, "清空重来")
    shell.close_panel()
    assert session.settings.views[DRAFT] == ""


def test_rows_are_copied_for_excel_in_the_columns_shown(
    qtbot: QtBot, shell: Shell, page: ProjectPage
) -> None:
    page.list.table.setColumnHidden(page.list.model.column("permit_no"), False)
    press_row(qtbot, page, "城东安置房0号")
    press_row(qtbot, page, "城东安置房2号", CTRL)
    qtbot.keyClick(page.list.table, Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().split("\n")
    assert [line.split("\t")[:5] for line in lines] == [
        ["城东安置房0号", "工程项目", "湖头镇", "在建", "红"],
        ["城东安置房2号", "工程项目", "湖头镇", "在建", "红"],
    ]
    assert "350524202601010100" in lines[0]
    assert "mso-number-format:'\\@'\">350524202601010100<" in data.html()
    assert shell.toasts.texts() == ["已复制 2 行，可以粘贴到 Excel"]
    qtbot.keyClick(page.list.table, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text().startswith("项目名称\t类别\t乡镇\t状态")


def test_the_menu_of_a_row_offers_what_can_be_done(qtbot: QtBot, page: ProjectPage) -> None:
    table = page.list.table
    press_row(qtbot, page, "城东安置房1号")
    point = table.visualRect(page.list.model.index(1, 2)).center()
    table.customContextMenuRequested.emit(point)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text().split("\t")[0] for action in menu.actions() if action.text()] == [
        "查看详情",
        "编辑",
        "修改几栏…",
        "复制",
        "复制（含表头）",
        "删除",
    ]
    menu.actions()[0].trigger()
    menu.close()
    assert page.drawer is not None


def test_what_is_shown_is_exported(
    qtbot: QtBot, shell: Shell, page: ProjectPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "我的台账"
    save_as(monkeypatch, path)
    page.show_facts(filters={"level": ["red"]}, search="城东")
    page.list.table.setColumnHidden(page.list.model.column("town"), True)
    menu = page.export_button.menu()
    assert menu is not None
    menu.actions()[0].trigger()
    written = tmp_path / "我的台账.xlsx"
    qtbot.waitUntil(lambda: shell.toasts.texts() == ["已导出：我的台账.xlsx"], timeout=10_000)
    sheet = load_workbook(written).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[1] for row in rows[3:]] == [f"城东安置房{number}号" for number in range(3)]
    assert "乡镇" not in rows[2]
    assert "搜索“城东”；风险等级：红" in str(rows[1][0])
    buttons = [made.text() for made in shell.toasts.findChildren(QPushButton)]
    assert buttons[:2] == ["打开文件", "打开所在文件夹"]


def test_an_export_with_nothing_to_say_says_so(
    qtbot: QtBot, shell: Shell, page: ProjectPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_as(monkeypatch, tmp_path / "x.pdf")
    page.show_facts(search="没有这样的")
    menu = page.export_button.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: any("没有可以导出的记录" in text for text in shell.toasts.texts()))
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_template_is_written(
    qtbot: QtBot, shell: Shell, page: ProjectPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_as(monkeypatch, tmp_path / "模板.xlsx")
    menu = page.import_button.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    assert shell.toasts.texts() == ["已导出：模板.xlsx"]
    book = load_workbook(tmp_path / "模板.xlsx")
    assert str(book.worksheets[0]["A1"].value).startswith("项目名称")


def test_import_leads_to_the_assistant(
    qtbot: QtBot, shell: Shell, page: ProjectPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(shell, "go", lambda page_id, **facts: went.append((page_id, facts)))
    menu = page.import_button.menu()
    assert menu is not None
    menu.actions()[0].trigger()
    assert went == [("import", {"kind": "projects"})]


def test_columns_and_filters_are_remembered_on_this_laptop(
    qtbot: QtBot, shell: Shell, page: ProjectPage, session: Session
) -> None:
    opener = page.list.filters._buttons["level"]
    qtbot.mouseClick(opener, LEFT, pos=QPoint(12, 10))
    popup = opener.findChild(CheckList)
    assert popup is not None
    qtbot.keyClick(popup.view, Qt.Key.Key_Space)
    popup.close()
    page.list.table.setColumnWidth(0, 301)
    qtbot.waitUntil(lambda: "301" in session.settings.views.get(VIEW, ""), timeout=3000)
    again = ProjectPage(shell)
    qtbot.addWidget(again)
    assert again.list.table.columnWidth(0) == 301
    assert len(names(again)) == 3


def test_a_county_without_projects_offers_the_first_steps(
    qtbot: QtBot, shell: Shell, session: Session, type_text: Type
) -> None:
    shell.go("project")
    page = shell.page()
    assert isinstance(page, ProjectPage)
    assert page.empty.isVisible()
    assert not page.list.isVisible()
    press_button(qtbot, page.empty, "新建项目")
    assert isinstance(page.panels.panel, NewProjectPanel)
    type_text(page.panels.panel.form.editors["name"].widget, "龙门学校")
    press_button(qtbot, page.panels.panel, "保存")
    assert page.list.isVisible()
    shell.undo()
    assert page.empty.isVisible()
    press_button(qtbot, page.empty, "看演示数据")
    assert shell.property("demo")


def test_a_record_asked_for_is_shown_even_outside_the_filter(
    qtbot: QtBot, shell: Shell, page: ProjectPage, registry: Registry
) -> None:
    page.show_facts(filters={"level": ["red"]})
    record = registry.projects.record_ids(registry.projects.ids(page.list.query))[0]
    page.show_facts(filters={"level": ["blue"]})
    shell.go("project", record=record)
    assert page.drawer is not None
    assert page.drawer.record == record
    assert page.list.current_record() == record
    assert len(names(page)) == 12


def test_a_write_that_fails_is_said_and_nothing_changes(
    qtbot: QtBot, shell: Shell, page: ProjectPage, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise AnxiError("disk_full", path="x")

    monkeypatch.setattr(registry.session.store, "edit", full)
    press_row(qtbot, page, "城东安置房1号")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    assert shell.toasts.texts() == ["磁盘空间不足，没有改动：x。请腾出空间后再试。"]
    assert registry.projects.total() == 12


def test_search_is_reached_by_key_and_help_says_what_can_be_done(page: ProjectPage) -> None:
    assert page.focus_search()
    assert page.list.search.hasFocus()
    assert "拼音首字母" in page.help_text()
    assert page.title() == "项目"


def test_too_many_rows_are_not_copied(
    qtbot: QtBot, shell: Shell, page: ProjectPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxi_desktop.views.project_acts.MOST_COPIED", 5)
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(page.list.table, Qt.Key.Key_C, CTRL)
    assert shell.toasts.texts() == ["一次最多复制 5 行，更多请用导出。"]


def test_file_names_begin_with_what_and_when(
    shell: Shell, page: ProjectPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda _window, _title, name, _kinds: (asked.append(name), ("", ""))[1],
    )
    page.acts.save_template()
    menu = page.export_button.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    assert [Path(name).name for name in asked] == ["项目导入模板.xlsx", f"项目台账 {date.today()}.pdf"]
    assert isinstance(page.acts, ProjectActs)
