"""The list of projects by mouse and keyboard: search, filters, order, columns, and a refresh that keeps its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.registry import Registry
from anxi_desktop.app.registry_work import delete_many
from anxi_desktop.app.session import Session
from anxi_desktop.domain.project_list import ProjectQuery
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.views.components.check_list import CheckList
from anxi_desktop.views.project_list_view import ProjectListView
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Type = Callable[[QWidget, str], None]


@pytest.fixture
def registry(session: Session) -> Registry:
    """Sixty projects: every third an estate, every fourth red, names in the order of their numbers."""
    saves: list[Save] = []
    for number in range(60):
        estate = number % 3 == 0
        saves += record_edit.add_saves(
            session.store,
            "project",
            {
                "name": f"城东安置房{number}号",
                "category": "property" if estate else "works",
                "town": ("湖头镇", "龙门镇", None)[number % 3],
                "level": "red" if number % 4 == 0 else "blue",
                "property_company" if estate else "contractor": "福建安远" if estate else "福建华诚",
                "area_m2": str(1000 + number * 7 % 60),
            },
        )
    session.edit("登记", saves)
    return Registry(session)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, registry: Registry) -> Iterator[ProjectListView]:
    made = ProjectListView(registry)
    qtbot.addWidget(made)
    registry.session.changed.connect(made.refresh)
    made.resize(1200, 560)
    made.show()
    made.ask(ProjectQuery())
    yield made
    made.hide()  # it counts while it is seen, and the store is closed next


def names(view: ProjectListView) -> list[str]:
    column = view.model.column("name")
    return [view.model.text(place, column) for place in range(view.model.rowCount())]


def record_named(view: ProjectListView, name: str) -> str:
    found = view.model.rows[names(view).index(name)]
    return Registry(view._registry.session).projects.record_ids([found])[0]


def cell(view: ProjectListView, place: int, name: str = "town") -> QPoint:
    return view.table.visualRect(view.model.index(place, view.model.column(name))).center()


def press(
    qtbot: QtBot, view: ProjectListView, place: int, *, keys: Qt.KeyboardModifier | None = None
) -> None:
    held = keys if keys is not None else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(view.table.viewport(), LEFT, held, cell(view, place))


def choose_filter(qtbot: QtBot, view: ProjectListView, field: str, *words: str) -> dict[str, str]:
    """Open a filter by its button, press choices by keyboard; the counts that stood beside the choices."""
    opener = view.filters._buttons[field]
    qtbot.mouseClick(opener, LEFT, pos=QPoint(12, 10))
    popup = opener.findChild(CheckList)
    assert popup is not None
    model = popup.view.model()
    counts: dict[str, str] = {}
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        counts[str(index.data())] = str(index.data(int(Qt.ItemDataRole.UserRole) + 2))
        if index.data() in words:
            popup.view.setCurrentIndex(index)
            qtbot.keyClick(popup.view, Qt.Key.Key_Space)
    popup.close()
    return counts


def test_typing_narrows_the_list_and_escape_brings_it_back(
    qtbot: QtBot, view: ProjectListView, type_text: Type
) -> None:
    assert view._counted.text() == "共 60 个项目"
    type_text(view.search, "房5")
    qtbot.waitUntil(lambda: view.model.rowCount() == 11)
    assert view._counted.text() == "11 个项目符合条件，共 60 个"
    assert names(view)[0] == "城东安置房5号"
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert view.model.rowCount() == 60


def test_nothing_found_offers_to_clear_the_question(
    qtbot: QtBot, view: ProjectListView, type_text: Type
) -> None:
    view.table.set_empty("没有", "", "清除", view.clear_question)
    type_text(view.search, "没有这样的")
    qtbot.waitUntil(lambda: view.model.rowCount() == 0)
    clear = next(
        made for made in view.table.viewport().findChildren(type(view.columns_button)) if made.text()
    )
    assert clear.isVisible()
    qtbot.mouseClick(clear, LEFT)
    assert view.model.rowCount() == 60
    assert view.search.text() == ""


def test_filters_narrow_together_and_show_counts_under_the_others(
    qtbot: QtBot, view: ProjectListView
) -> None:
    choose_filter(qtbot, view, "category", "工程项目")
    assert view.model.rowCount() == 40
    qtbot.waitUntil(lambda: not view.is_counting())
    counts = choose_filter(qtbot, view, "level", "红")
    assert counts == {"红": "10", "橙": "0", "黄": "0", "蓝": "30", "未填写": "0"}
    assert view.model.rowCount() == 10
    qtbot.waitUntil(lambda: not view.is_counting())
    counts = choose_filter(qtbot, view, "category", "物业项目")
    assert (counts["工程项目"], counts["物业项目"]) == ("10", "5")
    assert view.model.rowCount() == 15


def test_blank_values_can_be_filtered(qtbot: QtBot, view: ProjectListView) -> None:
    choose_filter(qtbot, view, "town", "未填写")
    assert view.model.rowCount() == 20
    assert view.query.filters == {"town": frozenset({None})}


def test_a_head_sorts_and_a_second_press_turns_it_round(qtbot: QtBot, view: ProjectListView) -> None:
    header = view.table.horizontalHeader()
    level = view.model.column("level")
    at = QPoint(header.sectionViewportPosition(level) + 30, 20)
    qtbot.mouseClick(header.viewport(), LEFT, pos=at)
    assert view.query.sort == "level"
    assert view.model.text(0, level) == "红"
    qtbot.mouseClick(header.viewport(), LEFT, pos=at)
    assert view.query.descending
    assert view.model.text(0, level) == "蓝"


def test_rows_are_chosen_by_mouse_and_keyboard(qtbot: QtBot, view: ProjectListView) -> None:
    press(qtbot, view, 1)
    press(qtbot, view, 4, keys=Qt.KeyboardModifier.ControlModifier)
    assert view.selection.isVisible()
    assert view.selection._count.text() == "已选 2 个项目"
    press(qtbot, view, 8, keys=Qt.KeyboardModifier.ShiftModifier)
    assert [names(view)[view.model.place(row)] for row in view.selected_rows()] == [
        f"城东安置房{number}号" for number in (1, 4, 5, 6, 7, 8)
    ]
    qtbot.keyClick(view.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.selected_records()) == 60
    qtbot.keyClick(view.table, Qt.Key.Key_Escape)
    assert len(view.selected_rows()) == 0
    assert not view.selection.isVisible()


def test_arrow_keys_move_and_enter_opens(qtbot: QtBot, view: ProjectListView) -> None:
    press(qtbot, view, 0)
    with qtbot.waitSignal(view.current_changed) as moved:
        qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert moved.args == [record_named(view, "城东安置房1号")]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert opened.args == moved.args


def test_a_refresh_keeps_choice_current_row_and_place(qtbot: QtBot, view: ProjectListView) -> None:
    registry = view._registry
    bar = view.table.verticalScrollBar()
    bar.setValue(20 * view.table.rowHeight(0) + 13)
    press(qtbot, view, 24)
    press(qtbot, view, 26, keys=Qt.KeyboardModifier.ControlModifier)
    current, top = view.current_record(), names(view)[view.table.rowAt(0)]
    chosen = view.selected_records()
    seen: list[int] = []
    bar.valueChanged.connect(seen.append)
    # Two rows above vanish and one further above appears.
    doomed = [record_named(view, f"城东安置房{number}号") for number in (3, 7)]
    registry.at_once(partial(delete_many, records=doomed, title="删除"))
    registry.add({"name": "城东安置房0号附属", "category": "works"})
    assert view.model.rowCount() == 59
    assert view.current_record() == current
    assert view.selected_records() == chosen
    assert names(view)[view.table.rowAt(0)] == top
    assert view.table.rowViewportPosition(view.table.rowAt(0)) == -13


def test_an_edit_that_moves_no_row_does_not_touch_the_list(qtbot: QtBot, view: ProjectListView) -> None:
    resets: list[int] = []
    view.model.modelReset.connect(lambda: resets.append(1))
    press(qtbot, view, 2)
    record = view.current_record()
    view._registry.change(record, {"town": "蓬莱镇"})
    assert resets == []
    assert view.model.text(2, view.model.column("town")) == "蓬莱镇"
    assert view.current_record() == record


def test_rows_that_leave_the_question_leave_the_choice(
    qtbot: QtBot, view: ProjectListView, type_text: Type
) -> None:
    qtbot.keyClick(view.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(view.search, "房1")
    qtbot.waitUntil(lambda: view.model.rowCount() == 11)
    assert len(view.selected_records()) == 11


def test_columns_are_chosen_moved_sized_and_remembered(
    qtbot: QtBot, view: ProjectListView, registry: Registry
) -> None:
    qtbot.mouseClick(view.columns_button, LEFT)
    popup = view.table.findChild(CheckList)
    assert popup is not None
    model = popup.view.model()
    for row in range(model.rowCount()):
        if model.index(row, 0).data() in ("建筑面积（㎡）", "乡镇"):
            popup.view.setCurrentIndex(model.index(row, 0))
            qtbot.keyClick(popup.view, Qt.Key.Key_Space)
    popup.close()
    header = view.table.horizontalHeader()
    header.moveSection(header.visualIndex(view.model.column("area_m2")), 1)
    header.resizeSection(view.model.column("name"), 333)
    assert view.shown_columns()[:3] == ("name", "area_m2", "category")
    assert "town" not in view.shown_columns()
    choose_filter(qtbot, view, "level", "红")
    again = ProjectListView(registry)
    qtbot.addWidget(again)
    again.restore(view.state())
    assert again.shown_columns() == view.shown_columns()
    assert again.table.columnWidth(again.model.column("name")) == 333
    assert again.model.rowCount() == 15
    again.restore("{nonsense")
    again.restore(json.dumps({"table": 3, "filters": "x"}))
    assert again.model.rowCount() == 60
    assert again.shown_columns() == view.shown_columns()


def test_room_that_is_left_goes_to_the_companies_until_a_person_sizes_them(view: ProjectListView) -> None:
    table, company = view.table, view.model.column("company")
    header = table.horizontalHeader()
    assert header.length() == table.viewport().width()
    view.resize(1400, 560)
    assert header.length() == table.viewport().width()
    view.resize(700, 560)
    assert table.columnWidth(company) == view.model.columns[company].width
    header.resizeSection(company, 90)
    QApplication.processEvents()
    view.resize(1400, 560)
    assert table.columnWidth(company) == 90
    assert header.length() == table.viewport().width()  # the names take the room then


def test_a_new_value_of_a_filter_is_offered(qtbot: QtBot, view: ProjectListView) -> None:
    assert "外县某镇" not in choose_filter(qtbot, view, "town")
    view._registry.change(record_named(view, "城东安置房1号"), {"town": "外县某镇"})
    qtbot.waitUntil(lambda: not view.is_counting())
    choose_filter(qtbot, view, "town", "外县某镇")
    assert names(view) == ["城东安置房1号"]


def test_finished_items_show_and_follow(qtbot: QtBot, view: ProjectListView) -> None:
    record = record_named(view, "城东安置房0号")
    column = view.model.column("milestones")
    assert view.model.text(0, column) == "0/9"
    view._registry.set_milestone(record, MilestoneItem.FIVE_S, done_on=date(2026, 5, 4))
    assert view.model.text(0, column) == "1/9"
    choose_filter(qtbot, view, "milestones_done", "5S")
    assert names(view) == ["城东安置房0号"]


def test_the_foot_tells_families_and_levels(qtbot: QtBot, view: ProjectListView) -> None:
    qtbot.waitUntil(lambda: not view.is_counting())
    assert view._summary.text() == "工程项目 40 · 物业项目 20    红 15 · 蓝 45"
    choose_filter(qtbot, view, "level", "红")
    qtbot.waitUntil(lambda: not view.is_counting())
    assert view._summary.text() == "工程项目 10 · 物业项目 5    红 15"


def test_a_hundred_thousand_rows_scroll_and_sort(qtbot: QtBot, view: ProjectListView) -> None:
    connection = view._registry.session.store.connection
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO project(id, name, category, stamp_, search_, order_) VALUES (?, ?, 'works', 1, ?, ?)",
        ((f"x{n}", f"项目{n}", f"项目{n}", b" %06d" % n) for n in range(100_000)),
    )
    connection.execute("COMMIT")
    view.refresh()
    assert view.model.rowCount() == 100_060
    view.table.verticalScrollBar().setValue(50_000 * view.table.rowHeight(0))
    view.table.viewport().repaint()
    assert view.model.text(view.table.rowAt(0), 0) == "项目50000"
    view.model.sort(0, Qt.SortOrder.DescendingOrder)
    assert view.model.text(view.model.rowCount() - 1, 0) == "项目0"
    assert view.table.horizontalHeader().sectionResizeMode(0) is QHeaderView.ResizeMode.Interactive
