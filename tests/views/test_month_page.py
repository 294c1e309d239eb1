"""The page 月报 with mouse and keys: figures to their records, findings to their cells, months, files."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.session import Session
from anxi_desktop.domain.consistency import Level
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.demo import fill_demo
from anxi_desktop.store import record_edit
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.month_drawer import FigureDrawer
from anxi_desktop.views.month_page import MonthPage
from anxi_desktop.views.month_shelf import SUMMARY
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
        self.told: list[str] = []

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

    def run(
        self,
        _title: str,
        work: Work,
        on_done: Callable[[Any], object],
        *,
        on_stopped: Callable[[], object] | None = None,
    ) -> None:
        on_done(finish(work()))

    def exported(self, path: Path) -> None:
        self.exported_files.append(path)

    def show_error(self, error: Exception) -> None:
        self.errors.append(error)

    def toast(
        self, text: str, *, undo: bool = False, actions: Sequence[ToastAction] = (), tone: str = "ok"
    ) -> None:
        self.told.append(text)


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
    shell.session.changed.connect(made.refresh)
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
    assert where == "hazard"
    home = shell.session.store.row("hazard", str(facts["record"]))["project"]
    assert shell.session.store.row("project", str(home))["name"] == lines[1].title


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
    assert len(lines) == len(page.form.findings)
    row = next(at for at, line in enumerate(lines) if "优良项目数量" in line.title)
    click_row(qtbot, page.findings.list, row)
    assert page.view.current() == (0, "good_proj")
    assert page.view.hasFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.drawer is not None
    (told,) = [
        found.text for found in page.form.findings if found.keys[0] == "good_proj" and found.rule == "R05"
    ]
    assert told in texts_of(page.drawer)


def texts_of(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(found.text() for found in widget.findChildren(QLabel))


def test_the_list_of_forms_says_how_a_form_stands(page: MonthPage) -> None:
    lines = page.forms.lines()
    assert [line.title for line in lines] == ["附件4", "附件5", "附件3", "工作总结", "各单位报表"]
    warnings = sum(found.level is Level.WARNING for found in page.all_forms["附件4"].findings)
    assert (lines[0].tag, lines[0].tone) == (f"{warnings} 警告", "warning")


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
    page.refresh(frozenset({"photo"}))
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
    this_form = [action for action in menu.actions() if action.text().startswith("这张表")]
    for action in this_form:
        action.trigger()
    assert asked[1:] == [str(target)] * 3
    assert {path.name for path in target.iterdir()} == {
        f"附件4 2026-10.{end}" for end in ("xlsx", "pdf", "docx")
    }
    assert [path.suffix for path in shell.exported_files] == [".xlsx", ".pdf", ".docx"]
    assert shell.told == ["已生成 2 个文件"]
    (all_of_them,) = [action for action in menu.actions() if action.text().startswith("五张表")]
    all_of_them.trigger()
    assert len(list(target.iterdir())) == 15
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    this_form[0].trigger()
    assert len(shell.told) == 2


def test_blank_forms_for_handwriting(
    page: MonthPage, shell: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    menu = page.bar.export_button.menu()
    assert menu is not None
    (blank,) = [action for action in menu.actions() if action.text().startswith("空白表")]
    blank.trigger()
    assert len([path for path in tmp_path.iterdir() if path.name.endswith("空白表.pdf")]) == 5


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
    line = page.forms.lines()[0]
    assert (line.title, line.tag) == ("附件4", "")
    assert line.note.endswith("警告")
    assert page.view.width() > wide - (1400 - 860)
    assert page.findings.list.visualRect(page.findings.list.model().index(0, 0)).contains(QPoint(40, 10))


def type_over(qtbot: QtBot, page: MonthPage, block: int, key: str, text: str) -> None:
    """Choose a cell with the mouse and type into it as a person does."""
    place = page.view.rect_of(block, key).center().toPoint()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClicks(page.view, text[0])
    editor = page.view.editor()
    assert editor is not None
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_targets_are_typed_in_place(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    page.show_form("附件3")
    before = value(page, 0, "std_pass")
    type_over(qtbot, page, 0, "base", "118")
    type_over(qtbot, page, 1, "base", "121")
    type_over(qtbot, page, 0, "std_good", "2")
    type_over(qtbot, page, 0, "std_pass", "39")
    assert [value(page, block, "base") for block in (0, 1)] == [118, 121]
    assert value(page, 0, "std_total") == 41
    assert page.view.editor() is None
    assert page.view.hasFocus()
    page.view.choose(0, "remark")
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    editor = page.view.editor()
    assert editor is not None
    editor.setText("按通知")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert value(page, 0, "remark") is None
    shell.session.undo()
    assert value(page, 0, "std_pass") == before != 39


def test_an_override_needs_a_reason_and_is_marked_in_the_offices_own_sheet_only(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    counted = value(page, 0, "tl_found")
    type_over(qtbot, page, 0, "tl_found", "99")
    assert value(page, 0, "tl_found") == counted  # not without a reason
    drawer = page.drawer
    assert drawer is not None
    assert drawer.reason.hasFocus()
    drawer.reason.insert("两个项目补报")
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    assert value(page, 0, "tl_found") == 99
    form = page.form
    assert form is not None
    assert "两个项目补报" not in "".join(form.placed.texts().values())
    assert "99" in form.placed.texts().values()
    assert f"按记录算是 {counted}" in texts_of(drawer)
    qtbot.mouseClick(drawer.back, Qt.MouseButton.LeftButton)
    assert value(page, 0, "tl_found") == counted


def cells(shell: Surroundings) -> list[tuple[object, ...]]:
    rows = shell.session.store.rows("month_cell")
    return [(row["month"], row["unit_type"], row["value"], row["reason"]) for row in rows]


def half_typed(qtbot: QtBot, page: MonthPage, block: int) -> FigureDrawer:
    """A value typed over a figure and its reason, not saved yet."""
    type_over(qtbot, page, block, "tl_found", "99")
    drawer = page.drawer
    assert drawer is not None
    drawer.reason.insert("补报")
    return drawer


def test_what_is_typed_for_a_month_never_goes_into_another(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    drawer = half_typed(qtbot, page, 0)
    page.bar.go_earlier()
    assert page.drawer is drawer
    assert drawer.value.text() == str(value(page, 0, "tl_found")) != "99"
    assert "“自查隐患数量”里填的“99”没有保存" in "".join(shell.told)
    assert "2026年9月" in [tag.text() for tag in drawer.findChildren(Tag)]
    qtbot.keyClick(drawer.value, Qt.Key.Key_Return)
    assert cells(shell) == []


def test_what_is_typed_for_a_block_never_goes_into_another(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    """Another unit type before it moves the block along."""
    drawer = half_typed(qtbot, page, 1)
    store = shell.session.store
    home = next(row for row in store.rows("project", {"category": "works"}) if row["unit_type"] is None)
    shell.session.edit("改", [Save("project", str(home["id"]), {"unit_type": "一个类型"})])
    assert "里填的“99”没有保存" in "".join(shell.told)
    qtbot.keyClick(drawer.value, Qt.Key.Key_Return)
    assert [cell for cell in cells(shell) if cell[2] is not None] == []
    half_typed(qtbot, page, 2)
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    assert cells(shell) == [("2026-10", "乡镇", "99", "补报")]


@pytest.mark.parametrize("way", ["close", "family", "other"])
def test_leaving_what_was_typed_is_told(qtbot: QtBot, page: MonthPage, shell: Surroundings, way: str) -> None:
    drawer = half_typed(qtbot, page, 0)
    if way == "close":
        drawer.close_asked.emit()
    elif way == "family":
        page.show_family(Family.PROPERTY)
    else:
        page.view.choose(0, "fc_red")
    assert shell.told == [
        "“自查隐患数量”里填的“99”没有保存，表上还是原来的数。要改请再填一次，写明原因后保存。"
    ]
    assert cells(shell) == []


def test_a_saved_value_is_not_told_as_lost(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    drawer = half_typed(qtbot, page, 0)
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    drawer.close_asked.emit()
    assert (shell.told, value(page, 0, "tl_found")) == ([], 99)


def test_typing_goes_on_while_something_else_is_written(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    page.show_form("附件3")
    page.view.choose(0, "base")
    qtbot.keyClicks(page.view, "1")
    editor = page.view.editor()
    assert editor is not None
    target = next(iter(shell.session.store.rows("target", {"family": "property"})))
    shell.session.edit("改", [Save("target", str(target["id"]), {"base": 500})])
    assert page.view.editor() is editor
    assert value(page, 1, "base") != 500
    qtbot.keyClicks(editor, "18")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [value(page, block, "base") for block in (0, 1)] == [118, 500]
    page.view.choose(0, "base")
    qtbot.keyClicks(page.view, "7")
    shell.session.edit("改", [Save("target", str(target["id"]), {"base": 600})])
    editor = page.view.editor()
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert [value(page, block, "base") for block in (0, 1)] == [118, 600]


def test_a_target_that_is_being_typed_is_kept_when_the_month_changes(qtbot: QtBot, page: MonthPage) -> None:
    page.show_form("附件3")
    page.view.choose(0, "base")
    qtbot.keyClicks(page.view, "7")
    editor = page.view.editor()
    assert editor is not None
    qtbot.keyClicks(editor, "7")
    qtbot.keyClick(editor, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert (page.month, value(page, 0, "base")) == (Month(2026, 9), 77)


def test_undo_is_seen_in_the_drawer(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    counted = value(page, 0, "tl_found")
    drawer = half_typed(qtbot, page, 0)
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    shell.session.undo()
    assert (drawer.value.text(), drawer.reason.text()) == (str(counted), "")
    shell.session.redo()
    assert (drawer.value.text(), drawer.reason.text()) == ("99", "补报")


def test_an_amount_keeps_its_decimals_when_only_the_reason_changes(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    page.show_form("附件5")
    type_over(qtbot, page, 0, "fine_amt", "1.2345")
    drawer = page.drawer
    assert drawer is not None
    for reason in ("罚没收据", "罚没收据2份"):
        drawer.reason.setText(reason)
        qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    assert [(cell[2], cell[3]) for cell in cells(shell)] == [("1.2345", "罚没收据2份")]


def test_the_counted_value_typed_back_is_no_override(qtbot: QtBot, page: MonthPage) -> None:
    counted = value(page, 0, "tl_found")
    drawer = half_typed(qtbot, page, 0)
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    type_over(qtbot, page, 0, "tl_found", str(counted))
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    assert page.form is not None
    figure = page.form.blocks[0].figures["tl_found"]
    assert (figure.value, figure.is_override, figure.reason) == (counted, False, "补报")


def test_a_target_that_is_no_number_stays_to_be_mended(qtbot: QtBot, page: MonthPage) -> None:
    page.show_form("附件3")
    type_over(qtbot, page, 0, "base", "1x8")
    drawer = page.drawer
    assert drawer is not None
    assert drawer.value.text() == "1x8"
    assert "不是这一栏能填的数字" in texts_of(drawer)
    drawer.value.setText("１１８")  # as an input method writes digits
    qtbot.keyClick(drawer.value, Qt.Key.Key_Return)
    assert value(page, 0, "base") == 118


def test_what_is_no_number_is_refused_in_words(qtbot: QtBot, page: MonthPage) -> None:
    before = value(page, 0, "tl_found")
    page.view.choose(0, "tl_found")
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    drawer = page.drawer
    assert drawer is not None
    qtbot.mouseClick(drawer.open_hand, Qt.MouseButton.LeftButton)
    drawer.value.setText("十五")
    drawer.reason.setText("手数")
    qtbot.mouseClick(drawer.save, Qt.MouseButton.LeftButton)
    assert "不是这一栏能填的数字" in texts_of(drawer)
    assert value(page, 0, "tl_found") == before


def test_families_have_their_own_forms(qtbot: QtBot, page: MonthPage) -> None:
    chips = {chip.text(): chip for chip in page.bar.families.findChildren(QPushButton)}
    qtbot.mouseClick(chips["物业"], Qt.MouseButton.LeftButton)
    assert page.form is not None
    assert page.form.label == "附件6"
    click_row(qtbot, page.forms, 1)
    assert page.form.label == "附件7"
    qtbot.mouseClick(chips["工程"], Qt.MouseButton.LeftButton)
    assert page.form.label == "附件5"
    page.show_facts(family="property", form="附件7", key="fine_amt")
    assert page.drawer is not None
    assert page.drawer.title() == "金额"


def test_what_is_out_of_sight_is_counted_when_it_is_shown(
    page: MonthPage, shell: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_form(SUMMARY)
    summary = page.summary
    assert summary is not None
    page.show_form("附件4")
    read: list[Month] = []
    monkeypatch.setattr(
        summary.work, "read", lambda month, *_args, **_more: read.append(month) or summary.summary
    )
    store = shell.session.store
    home = next(iter(store.rows("project", {"category": "works"})))
    new = {"project": home["id"], "source": "self", "found_on": "2026-10-09", "description": "临边无防护"}
    shell.session.edit("新建隐患", record_edit.add_saves(store, "hazard", new))
    assert read == []
    page.show_form(SUMMARY)
    assert read == [OCTOBER]
    page.hide()
    form = page.all_forms
    shell.session.change_settings(phone="0595-00008888")
    assert page.all_forms is form
    page.show()
    page.show_facts()
    assert page.all_forms["附件4"].report.head.phone == "0595-00008888"
