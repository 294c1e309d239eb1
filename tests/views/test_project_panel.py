"""The panels for a new and an existing project: checks in place, saved field by field, drafts, days of status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.registry import Registry
from anxi_desktop.app.session import Session
from anxi_desktop.domain.records.project import FactKind
from anxi_desktop.domain.towns import TOWNS
from anxi_desktop.views.field_editors import ChoiceEditor
from anxi_desktop.views.project_batch import BatchPanel
from anxi_desktop.views.project_panel import EditProjectPanel, NewProjectPanel, ProjectPanel
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Type = Callable[[QWidget, str], None]


class Enter(Protocol):
    def __call__(self, panel: ProjectPanel, field: str, text: str, *, leave: bool = True) -> None: ...


@pytest.fixture
def registry(session: Session) -> Registry:
    return Registry(session)


@pytest.fixture
def record(registry: Registry) -> str:
    return registry.add(
        {
            "name": "城东安置房",
            "category": "works",
            "town": "湖头镇",
            "contractor": "福建华诚",
            "level": "red",
        }
    )


P = TypeVar("P", bound=ProjectPanel)


def shown(qtbot: QtBot, panel: P) -> P:
    qtbot.addWidget(panel)
    panel.resize(640, 800)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


@pytest.fixture
def enter(qtbot: QtBot, type_text: Type) -> Enter:
    """Type over what stands in a field and leave it by the tabulator, or stay in it."""

    def put(panel: ProjectPanel, field: str, text: str, *, leave: bool = True) -> None:
        box = panel.form.editors[field].widget
        panel.form.focus(field)
        qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(box, Qt.Key.Key_Delete)
        type_text(box, text)
        if leave:
            qtbot.keyClick(box, Qt.Key.Key_Tab)

    return put


def chip(panel: ProjectPanel, field: str, word: str) -> QPushButton:
    return next(
        made for made in panel.form.editors[field].widget.findChildren(QPushButton) if made.text() == word
    )


def press_button(qtbot: QtBot, panel: QWidget, word: str) -> None:
    qtbot.mouseClick(next(made for made in panel.findChildren(QPushButton) if made.text() == word), LEFT)


def test_a_new_project_is_written_once_with_what_was_typed(
    qtbot: QtBot, theme: Theme, registry: Registry, enter: Enter
) -> None:
    panel = shown(qtbot, NewProjectPanel(registry))
    enter(panel, "name", "城东安置房")
    enter(panel, "area_m2", "1.2万")
    enter(panel, "start_on", "2026-3-10")
    qtbot.mouseClick(chip(panel, "level", "橙"), LEFT)
    assert registry.projects.total() == 0
    with qtbot.waitSignal(panel.saved) as saved:
        press_button(qtbot, panel, "保存")
    assert saved.args is not None
    row = registry.project(saved.args[0])
    assert (row["name"], row["category"], row["area_m2"]) == ("城东安置房", "works", "12000")
    assert (row["start_on"], row["level"], row["state"]) == ("2026-03-10", "orange", "active")
    assert registry.session.undo_title == "新建项目：“城东安置房”"
    assert panel.draft() == {}


def test_what_is_wrong_is_said_beneath_its_field_and_nothing_is_written(
    qtbot: QtBot, theme: Theme, registry: Registry, enter: Enter
) -> None:
    panel = shown(qtbot, NewProjectPanel(registry))
    enter(panel, "area_m2", "-5", leave=False)
    assert panel.form.fields["area_m2"].error() == "不能小于 0"
    enter(panel, "phone", "号" * 201, leave=False)
    assert panel.form.fields["phone"].error() == "超过 200 个字"
    enter(panel, "end_on", "明白", leave=False)
    assert panel.form.fields["end_on"].error() == ""
    qtbot.keyClick(panel.form.editors["end_on"].widget, Qt.Key.Key_Tab)
    assert panel.form.fields["end_on"].error() == "不是日期，请写成 2026-03-10 这样"
    press_button(qtbot, panel, "保存")
    assert panel.form.fields["name"].error() == "必填，不能为空"
    assert panel.form.editors["name"].widget.hasFocus()
    assert registry.projects.total() == 0
    enter(panel, "area_m2", "5", leave=False)
    assert panel.form.fields["area_m2"].error() == ""


def test_a_near_duplicate_is_named_and_does_not_block(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, enter: Enter
) -> None:
    panel = shown(qtbot, NewProjectPanel(registry))
    enter(panel, "name", "城东 安置房")
    assert panel._banner.isVisible()
    assert "已有同名的项目：城东安置房" in panel._banner.text()
    with qtbot.waitSignal(panel.open_asked) as asked:
        press_button(qtbot, panel, "打开它")
    assert asked.args == [record]
    qtbot.mouseClick(chip(panel, "category", "物业项目"), LEFT)
    assert not panel._banner.isVisible()
    qtbot.mouseClick(chip(panel, "category", "工程项目"), LEFT)
    with qtbot.waitSignal(panel.saved):
        press_button(qtbot, panel, "保存")
    assert registry.projects.total() == 2


def test_the_form_asks_only_what_means_something_for_the_family(
    qtbot: QtBot, theme: Theme, registry: Registry, enter: Enter
) -> None:
    panel = shown(qtbot, NewProjectPanel(registry))
    assert panel.form.fields["contractor"].isVisible()
    assert not panel.form.fields["property_company"].isVisible()
    enter(panel, "permit_no", "350524")
    qtbot.mouseClick(chip(panel, "category", "物业项目"), LEFT)
    assert panel.form.fields["property_company"].isVisible()
    assert not panel.form.fields["contractor"].isVisible()
    assert panel.form.fields["permit_no"].isVisible()  # filled all the same


def test_save_and_one_more_starts_anew(qtbot: QtBot, theme: Theme, registry: Registry, enter: Enter) -> None:
    panel = shown(qtbot, NewProjectPanel(registry))
    qtbot.mouseClick(chip(panel, "category", "物业项目"), LEFT)
    enter(panel, "name", "甲小区")
    press_button(qtbot, panel, "保存并再建一个")
    assert panel.form.editors["name"].raw() == ""
    assert panel.form.editors["category"].raw() == "property"
    enter(panel, "name", "乙小区", leave=False)
    qtbot.keyClick(panel.form.editors["name"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert registry.projects.total() == 2


def test_a_draft_comes_back_until_it_is_thrown_away(
    qtbot: QtBot, theme: Theme, registry: Registry, enter: Enter
) -> None:
    panel = shown(qtbot, NewProjectPanel(registry))
    assert panel.draft() == {}
    enter(panel, "name", "城东安")
    enter(panel, "area_m2", "12x", leave=False)
    again = shown(qtbot, NewProjectPanel(registry))
    again.take_up(panel.draft())
    assert again.form.editors["name"].raw() == "城东安"
    assert again.form.editors["area_m2"].raw() == "12x"
    assert again._restored.isVisible()
    press_button(qtbot, again, "清空重来")
    assert again.form.editors["name"].raw() == ""
    assert not again._restored.isVisible()


def test_a_field_is_saved_when_it_is_left(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, enter: Enter
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    registry.session.changed.connect(panel.show_stored)
    enter(panel, "manager", "陈甲乙", leave=False)
    assert registry.project(record)["manager"] is None
    qtbot.keyClick(panel.form.editors["manager"].widget, Qt.Key.Key_Tab)
    assert registry.project(record)["manager"] == "陈甲乙"
    assert registry.session.undo_title == "修改“城东安置房”：负责人"
    before = registry.session.undo_title
    enter(panel, "manager", "陈甲乙")
    assert registry.session.undo_title == before
    registry.session.undo()
    assert panel.form.editors["manager"].raw() == ""


def test_a_refused_field_keeps_what_was_typed_and_is_offered_again(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, enter: Enter
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    registry.session.changed.connect(panel.show_stored)
    enter(panel, "cost_wan", "很多")
    assert panel.form.fields["cost_wan"].error() == "不是数字"
    assert registry.project(record)["cost_wan"] is None
    enter(panel, "stage", "主体")
    assert registry.project(record)["stage"] == "主体"
    assert panel.form.editors["cost_wan"].raw() == "很多"
    assert panel.draft() == {"cost_wan": "很多"}
    again = shown(qtbot, EditProjectPanel(registry, record))
    again.take_up(panel.draft())
    assert again.form.editors["cost_wan"].raw() == "很多"
    assert again.form.fields["cost_wan"].error() == "不是数字"


def test_a_status_change_holds_from_the_day_that_was_asked(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    registry.session.changed.connect(panel.show_stored)
    assert panel.since.value() == date.today()
    panel.since.setFocus()
    panel.since.selectAll()
    qtbot.keyClicks(panel.since, "2026-9-1")
    qtbot.mouseClick(chip(panel, "level", "蓝"), LEFT)
    latest, first = registry.facts(record)[FactKind.LEVEL]
    assert (latest.value, latest.valid_from, first.valid_from) == ("blue", "2026-09-01", None)
    qtbot.mouseClick(chip(panel, "state", "停工"), LEFT)
    assert registry.project(record)["state"] == "suspended"
    qtbot.mouseClick(chip(panel, "state", "停工"), LEFT)  # a project always has a state
    assert registry.project(record)["state"] == "suspended"
    panel.since.setFocus()
    panel.since.selectAll()
    qtbot.keyClicks(panel.since, "xx")
    qtbot.mouseClick(chip(panel, "level", "黄"), LEFT)
    assert "不是日期" in panel.since_field.error()
    assert registry.project(record)["level"] == "blue"


def test_companies_and_towns_are_suggested(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, enter: Enter
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    enter(panel, "supervisor", "华", leave=False)
    box = panel.form.editors["supervisor"].widget
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert registry.project(record)["supervisor"] == "福建华诚"


def test_the_arrow_opens_every_town_although_one_is_filled_in(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, enter: Enter
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    enter(panel, "town", "湖头镇", leave=False)
    box = panel.form.editors["town"].widget
    qtbot.mouseClick(box.findChild(QToolButton), LEFT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QListView)
    assert popup.model().rowCount() == 24
    assert panel.form.editors["supervisor"].widget.findChild(QToolButton) is None
    second = popup.visualRect(popup.model().index(1, 0)).center()
    qtbot.mouseClick(popup.viewport(), LEFT, pos=second)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert registry.project(record)["town"] == TOWNS[1]


def test_a_project_deleted_meanwhile_closes_its_panel(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    registry.session.undo()
    with qtbot.waitSignal(panel.close_asked):
        panel.show_stored()


def test_closing_saves_the_field_one_is_in(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, enter: Enter
) -> None:
    panel = shown(qtbot, EditProjectPanel(registry, record))
    enter(panel, "note", "第一行", leave=False)
    panel.hide()
    assert registry.project(record)["note"] == "第一行"


def test_a_batch_says_what_is_set_and_from_when(
    qtbot: QtBot, theme: Theme, registry: Registry, enter: Enter
) -> None:
    panel = BatchPanel(registry, 12)
    qtbot.addWidget(panel)
    panel.resize(520, 800)
    panel.show()
    assert not panel.go.isEnabled()
    qtbot.mouseClick(panel.boxes["grid_member"], LEFT, pos=panel.boxes["grid_member"].rect().center() / 8)
    assert panel.go.isEnabled()
    assert not panel.since.isVisible()
    with qtbot.waitSignal(panel.asked) as asked:
        press_button(qtbot, panel, "修改 12 个项目")
    assert asked.args == [{"grid_member": None}, None]
    panel.boxes["state"].click()
    assert panel.since.isVisible()
    press_button(qtbot, panel, "修改 12 个项目")
    assert panel._wrong["state"].text() == "必填，不能为空"
    state = panel.editors["state"]
    assert isinstance(state, ChoiceEditor)
    qtbot.mouseClick(
        next(made for made in state.widget.findChildren(QPushButton) if made.text() == "竣工"), LEFT
    )
    with qtbot.waitSignal(panel.asked) as asked:
        press_button(qtbot, panel, "修改 12 个项目")
    assert asked.args == [{"grid_member": None, "state": "completed"}, date.today()]
