"""The components by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QAbstractTableModel, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QUndoStack
from PySide6.QtWidgets import QApplication, QCheckBox, QStyle, QStyleOptionFocusRect, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.big_number import BigNumber
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.cells import KEY_ROLE, KIND_ROLE
from anxi_desktop.views.components.check_list import CheckList
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.filter_bar import FilterBar, FilterSpec
from anxi_desktop.views.components.icons import icon
from anxi_desktop.views.components.month_grid import MonthGrid
from anxi_desktop.views.components.picker import OpenPicker, Picker
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.components.tags import RiskTag
from anxi_desktop.views.components.text_box import TextArea, TextBox
from anxi_desktop.views.components.toast import Toasts
from anxi_desktop.views.gallery import Gallery
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
Type = Callable[[QWidget, str], None]

pytestmark = pytest.mark.usefixtures("theme")


Show = Callable[..., QWidget]


@pytest.fixture
def shown(qtbot: QtBot) -> Show:
    """A window with widgets in it, kept until the test ends."""
    kept: list[QWidget] = []

    def show(*widgets: QWidget) -> QWidget:
        window = QWidget()
        layout = QVBoxLayout(window)
        for widget in widgets:
            layout.addWidget(widget)
        qtbot.addWidget(window)
        kept.append(window)
        window.resize(720, 480)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show


def popup() -> QWidget:
    found = QApplication.activePopupWidget()
    assert found is not None
    return found


def month_days() -> QWidget:
    """The days of the month that is open."""
    grid = popup().findChild(MonthGrid)
    assert grid is not None
    days = grid.focusProxy()
    assert days is not None
    return days


# Dates


@pytest.mark.parametrize("typed", ["3.10", "3/10", "20260310"])
def test_a_typed_day_is_written_out_when_the_box_is_left(qtbot: QtBot, shown: Show, typed: str):
    box, other = DateBox(), TextBox()
    shown(box, other)
    box.setFocus()
    qtbot.keyClicks(box, typed)
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box, Qt.Key.Key_Tab)
    year = 2026 if typed.startswith("2026") else date.today().year
    assert box.text() == f"{year}-03-10"
    assert box.value() == date(year, 3, 10)


def test_a_day_is_chosen_from_the_month_with_the_keyboard(qtbot: QtBot, shown: Show):
    box = DateBox(date(2026, 3, 10))
    shown(box)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    days = month_days()
    qtbot.keyClick(days, Qt.Key.Key_PageDown)
    qtbot.keyClick(days, Qt.Key.Key_Right)
    with qtbot.waitSignals([box.changed, box.left]):
        qtbot.keyClick(days, Qt.Key.Key_Return)
    assert box.value() == date(2026, 4, 11)
    assert QApplication.activePopupWidget() is None


def test_a_day_is_chosen_from_the_month_with_the_mouse(qtbot: QtBot, shown: Show):
    box = DateBox(date(2026, 3, 10))
    shown(box)
    box.open_month()
    days = month_days()
    # March 2026 begins on a Sunday: Monday of the second row is the 2nd.
    qtbot.mouseClick(days, LEFT, pos=QPoint(18, 36 * 2 + 18))
    assert box.value() == date(2026, 3, 2)


def test_text_that_is_no_day_stays_as_it_was_typed(qtbot: QtBot, shown: Show):
    box, other = DateBox(), TextBox()
    shown(box, other)
    box.setFocus()
    qtbot.keyClicks(box, "13.45")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert box.text() == "13.45"
    assert box.value() is None


# Typing


def test_search_waits_for_a_pause_and_tells_once(qtbot: QtBot, shown: Show):
    box = SearchBox()
    told: list[str] = []
    box.text_changed.connect(told.append)
    shown(box)
    with qtbot.waitSignal(box.text_changed):
        qtbot.keyClicks(box, "abc")
    assert told == ["abc"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert told == ["abc", ""]
    assert box.text() == ""


@pytest.mark.parametrize("kind", [TextBox, TextArea])
def test_undo_is_the_boxes_own_first_and_then_the_windows(
    qtbot: QtBot, shown: Show, kind: type[TextBox] | type[TextArea]
):
    box = kind()
    window = shown(box)
    stack = QUndoStack(window)
    action = stack.createUndoAction(window)
    action.setEnabled(True)
    pressed: list[int] = []
    action.triggered.connect(lambda: pressed.append(1))
    action.setShortcut("Ctrl+Z")
    stack.canUndoChanged.disconnect()
    window.addAction(action)
    box.setFocus()
    qtbot.keyClicks(box, "ab")
    qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert (box.text() if isinstance(box, TextBox) else box.toPlainText()) == ""
    assert not pressed
    qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert pressed


def test_a_field_says_in_words_what_is_wrong(qtbot: QtBot, shown: Show):
    field = Field("联系电话", TextBox(), hint="座机或手机")
    shown(field)
    field.set_error("不能为空")
    assert field.error() == "不能为空"
    assert field.editor.property("error") is True
    field.set_error("")
    assert field.error() == ""
    assert field.editor.property("error") is False


# Choosing


def test_chips_choose_one_and_take_it_back(qtbot: QtBot, shown: Show):
    chips = ChoiceChips([("w", "工程项目"), ("p", "物业项目")])
    shown(chips)
    first, second = chips.findChildren(type(button("")))
    qtbot.mouseClick(first, LEFT)
    assert chips.value() == "w"
    qtbot.mouseClick(second, LEFT)
    assert chips.values() == frozenset({"p"})
    with qtbot.waitSignal(chips.picked, check_params_cb=lambda code: code == ""):
        qtbot.mouseClick(second, LEFT)
    assert chips.value() == ""


def test_a_picker_gives_codes_and_leaves_the_wheel_alone(qtbot: QtBot, shown: Show):
    picker = Picker([("a", "甲"), ("b", "乙")], allow_blank=True)
    shown(picker)
    picker.setFocus()
    with qtbot.waitSignal(picker.picked, check_params_cb=lambda code: code == "a"):
        qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert picker.value() == "a"
    picker.set_value("unknown")
    assert picker.value() == ""


def test_an_open_picker_takes_words_of_ones_own(qtbot: QtBot, shown: Show, type_text: Type):
    picker = OpenPicker(["乡镇", "项目"], value="乡镇")
    shown(picker)
    picker.box.selectAll()
    type_text(picker.box, "街道办")
    assert picker.value() == "街道办"


def test_a_filter_shows_counts_lets_through_and_is_cleared_by_its_cross(qtbot: QtBot, shown: Show):
    bar = FilterBar([FilterSpec("town", "乡镇", (("h", "湖头镇"), ("l", "龙门镇")))])
    bar.set_counts({"town": {"h": 21, "l": 0}})
    shown(bar)
    press = bar._buttons["town"]
    qtbot.mouseClick(press, LEFT)
    listed = popup()
    assert isinstance(listed, CheckList)
    row = listed.view.visualRect(listed.view.model().index(0, 0)).center()
    with qtbot.waitSignal(bar.changed, check_params_cb=lambda found: found == {"town": frozenset({"h"})}):
        qtbot.mouseClick(listed.view.viewport(), LEFT, pos=row)
    listed.close()
    assert press.text() == "乡镇：湖头镇"
    with qtbot.waitSignal(bar.changed, check_params_cb=lambda found: found == {}):
        qtbot.mouseClick(press, LEFT, pos=QPoint(press.width() - 12, press.height() // 2))
    assert press.text() == "乡镇"


def test_a_filter_is_worked_by_keys_alone(qtbot: QtBot, shown: Show):
    bar = FilterBar([FilterSpec("town", "乡镇", (("h", "湖头镇"), ("l", "龙门镇")))])
    before = TextBox()
    shown(before, bar)
    press = bar._buttons["town"]
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert press.ringed
    qtbot.keyClick(press, Qt.Key.Key_Return)
    listed = popup()
    assert isinstance(listed, CheckList)
    qtbot.keyClick(listed.view, Qt.Key.Key_Down)
    qtbot.keyClick(listed.view, Qt.Key.Key_Space)
    assert bar.values() == {"town": frozenset({"l"})}
    qtbot.keyClick(listed.view, Qt.Key.Key_Escape)
    qtbot.keyClick(press, Qt.Key.Key_Delete)
    assert bar.values() == {}


def test_a_switch_switches_by_mouse_and_space(qtbot: QtBot, shown: Show):
    switch = Switch()
    shown(switch)
    qtbot.mouseClick(switch, LEFT)
    assert switch.isChecked()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()


# Buttons


def test_enter_presses_a_button_and_the_ring_is_for_the_keyboard(qtbot: QtBot, shown: Show):
    first, second = button("一"), button("二")
    pressed: list[str] = []
    first.clicked.connect(lambda: pressed.append("一"))
    shown(first, second)
    qtbot.mouseClick(first, LEFT)
    assert not first.ringed
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_Backtab)
    assert first.ringed
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert pressed == ["一", "一"]


def test_a_button_has_one_ring_also_where_windows_shows_the_focus(qtbot: QtBot, theme: Theme):
    def paints(widget: QWidget) -> bool:
        qtbot.addWidget(widget)
        image = QImage(80, 40, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        blank = image.copy()
        option = QStyleOptionFocusRect()
        option.rect = QRect(10, 5, 60, 30)
        option.state = QStyle.StateFlag.State_KeyboardFocusChange
        painter = QPainter(image)
        style = QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, widget)
        painter.end()
        return image != blank

    assert paints(QCheckBox("选"))
    assert not paints(button("好"))


def test_an_icon_alone_has_words(qtbot: QtBot):
    press = icon_button("trash", tip="删除")
    qtbot.addWidget(press)
    assert press.accessibleName() == press.toolTip() == "删除"


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_icons_are_drawn_for_the_scale_they_are_shown_at(theme: Theme, scale: float):
    pixmap = icon("project", theme).pixmap(QSize(20, 20), scale)
    assert pixmap.width() == round(20 * scale)
    image = pixmap.toImage()
    inked = sum(
        image.pixelColor(x, y).alpha() > 200 for x in range(image.width()) for y in range(image.height())
    )
    assert inked > 20 * scale


def test_every_icon_can_be_drawn(theme: Theme):
    names = sorted(path.stem for path in (theme.resources / "icons").glob("*.svg"))
    assert len(names) > 50
    for name in names:
        image: QImage = icon(name, theme).pixmap(20, 20).toImage()
        assert any(image.pixelColor(x, y).alpha() > 100 for x in range(20) for y in range(20)), name


def test_icons_take_the_colour_of_the_palette(theme: Theme):
    made = icon("add", theme)
    dark = made.pixmap(20, 20).toImage().pixelColor(10, 10).lightness()
    theme.set_look(mode="dark", compact=False, reduced_motion=True)
    assert made.pixmap(20, 20).toImage().pixelColor(10, 10).lightness() > dark + 100


def test_risk_levels_differ_without_their_colours(qtbot: QtBot):
    pictures: list[list[int]] = []
    for level in ("red", "orange", "yellow", "blue"):
        tag = RiskTag("级", level=level)
        qtbot.addWidget(tag)
        tag.resize(tag.sizeHint())
        band = tag.grab().toImage().copy(0, 0, 12, 24)
        ground = band.pixelColor(11, 12).lightness()
        pictures.append(
            [int(abs(band.pixelColor(x, y).lightness() - ground) > 25) for y in range(24) for x in range(11)]
        )
    for one in range(4):
        for other in range(one):
            assert sum(a != b for a, b in zip(pictures[one], pictures[other], strict=True)) > 20


# Table


class Rows(QAbstractTableModel):
    HEADS = ("name", "area", "town")

    def __init__(self, count: int = 30) -> None:
        super().__init__()
        self.count = count

    def rowCount(self, parent=None):
        return self.count

    def columnCount(self, parent=None):
        return 3

    def data(self, index, role: int = Qt.ItemDataRole.DisplayRole):
        return f"{self.HEADS[index.column()]}{index.row()}" if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section, orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return {
            Qt.ItemDataRole.DisplayRole: f"列{section}",
            KEY_ROLE: self.HEADS[section],
            KIND_ROLE: "number" if section == 1 else "text",
        }.get(role)


@pytest.fixture
def table(qtbot: QtBot, shown: Show) -> DataTable:
    made = DataTable()
    model = Rows()
    made.setModel(model)
    model.setParent(made)
    shown(made)
    return made


def at(table: DataTable, row: int, x: int) -> QPoint:
    return QPoint(x, table.rowViewportPosition(row) + 10)


def test_check_boxes_add_rows_and_take_them_away(qtbot: QtBot, table: DataTable):
    for row in (1, 3):
        qtbot.mouseClick(table.viewport(), LEFT, pos=at(table, row, 15))
    assert table.selected_ranges() == [(1, 1), (3, 3)]
    qtbot.mouseClick(table.viewport(), LEFT, pos=at(table, 1, 15))
    assert table.selected_ranges() == [(3, 3)]
    qtbot.mouseClick(table.viewport(), LEFT, pos=at(table, 5, 90))
    assert table.selected_ranges() == [(5, 5)]


def test_the_box_in_the_head_chooses_all_and_none(qtbot: QtBot, table: DataTable):
    head = table.horizontalHeader()
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(15, 15))
    assert table.selected_count() == 30
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(15, 15))
    assert table.selected_count() == 0


def test_the_keyboard_moves_opens_and_lets_go(qtbot: QtBot, table: DataTable):
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current_row() == 29
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_row() == 0
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ranges() == [(0, 1)]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert table.selected_count() == 0
    with qtbot.waitSignal(table.opened, check_params_cb=lambda row: row == 1):
        qtbot.keyClick(table, Qt.Key.Key_Return)


def test_columns_are_chosen_and_remembered(qtbot: QtBot, table: DataTable):
    table.choose_columns()
    listed = popup()
    assert isinstance(listed, CheckList)
    row = listed.view.visualRect(listed.view.model().index(1, 0)).center()
    with qtbot.waitSignal(table.layout_changed):
        qtbot.mouseClick(listed.view.viewport(), LEFT, pos=row)
    listed.close()
    assert table.isColumnHidden(1)
    table.horizontalHeader().moveSection(2, 0)
    state = table.view_state()
    other = DataTable()
    qtbot.addWidget(other)
    model = Rows()
    other.setModel(model)
    model.setParent(other)
    other.restore_state(state)
    assert other.isColumnHidden(1)
    assert other.horizontalHeader().visualIndex(2) == 0
    other.restore_state("nonsense")
    assert other.isColumnHidden(1)


def test_the_last_column_cannot_be_hidden(table: DataTable):
    table._on_columns_chosen(frozenset())
    assert not all(table.isColumnHidden(column) for column in range(3))


def test_an_empty_table_says_what_will_stand_here(qtbot: QtBot, shown: Show):
    table = DataTable()
    model = Rows(0)
    table.setModel(model)
    model.setParent(table)
    acted: list[int] = []
    table.set_empty("还没有项目", "导入或新建。", "导入", lambda: acted.append(1))
    shown(table)
    press = next(item for item in table.findChildren(type(button(""))) if item.text() == "导入")
    assert press.isVisible()
    qtbot.mouseClick(press, LEFT)
    assert acted


# Messages


def test_a_toast_leaves_by_itself_but_not_under_the_mouse(
    qtbot: QtBot, shown: Show, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("anxi_desktop.views.components.toast.STAY_MS", 1000)
    window = shown(QWidget())
    qtbot.mouseMove(window, QPoint(5, 5))
    toasts = Toasts(window)
    toast = toasts.show_toast("已保存")
    qtbot.mouseMove(toast, QPoint(10, 10))
    qtbot.waitUntil(lambda: not toast._timer.isActive())
    assert toasts.texts() == ["已保存"]
    qtbot.mouseMove(window, QPoint(5, 5))
    qtbot.waitUntil(lambda: toasts.texts() == [])
    assert not toasts.isVisible()


def test_every_toast_has_room_for_its_words(qtbot: QtBot, shown: Show):
    window = shown()
    toasts = Toasts(window)
    made = [toasts.show_toast("已保存", tone="ok"), toasts.show_toast("磁盘空间不足，" * 8, tone="danger")]
    qtbot.waitUntil(lambda: all(toast.height() >= toast.minimumSizeHint().height() > 30 for toast in made))
    assert toasts.height() >= sum(toast.minimumSizeHint().height() for toast in made)
    made[0].leave()
    qtbot.waitUntil(lambda: toasts.height() < 120)
    assert made[1].height() >= made[1].minimumSizeHint().height()


def test_no_more_than_three_toasts_stand_at_once(qtbot: QtBot, shown: Show):
    window = shown(QWidget())
    toasts = Toasts(window)
    for number in range(5):
        toasts.show_toast(str(number))
    assert toasts.texts() == ["2", "3", "4"]
    assert toasts.geometry().bottom() < window.height()


def test_a_banner_goes_when_it_is_closed(qtbot: QtBot, shown: Show):
    banner = Banner("磁盘空间不足", tone="danger", closable=True)
    window = shown(banner)
    with qtbot.waitSignal(banner.dismissed):
        qtbot.mouseClick(banner._close, LEFT)
    assert not banner.isVisibleTo(window)


def test_a_big_number_is_a_link(qtbot: QtBot, shown: Show):
    number = BigNumber("在建项目", "12", link=True)
    shown(number)
    with qtbot.waitSignal(number.pressed):
        qtbot.mouseClick(number, LEFT)
    with qtbot.waitSignal(number.pressed):
        qtbot.keyClick(number, Qt.Key.Key_Return)


def test_escape_closes_a_dialog_with_no(qtbot: QtBot, shown: Show):
    dialog = Dialog(shown(QWidget()), "恢复", "现在的数据会换掉。")
    dialog.add_button("取消")
    dialog.add_button("恢复", kind="danger", accepts=True)
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_gallery_shows_all_in_every_look(qtbot: QtBot, theme: Theme):
    gallery = Gallery(theme)
    qtbot.addWidget(gallery)
    gallery.show()
    for mode in ("dark", "sunlight", "light"):
        theme.set_look(mode=mode, compact=False, reduced_motion=True)
        assert not gallery.grab().isNull()
