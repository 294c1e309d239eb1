"""The page 风险 by mouse and keys: a project's points, its level, and a whole map drawn in a real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.geometry import TICKS
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer, Shape
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.zone import Item
from anxi_desktop.store.record_edit import edit_saves
from anxi_desktop.store.store import new_id
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.risk_assess_panel import RiskAssessPanel
from anxi_desktop.views.risk_library_panel import DangerousPanel, RiskLibraryPanel
from anxi_desktop.views.risk_maps_view import NewMapPanel, SheetPanel
from anxi_desktop.views.risk_outputs import MapPrintPanel
from anxi_desktop.views.risk_page import RiskPage
from anxi_desktop.views.risk_point_panel import RiskPointPanel
from anxi_desktop.views.risk_rules_panel import RulesPanel
from anxi_desktop.views.riskmap.editor import MapEditor
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type
    project: str

    @property
    def page(self) -> RiskPage:
        page = self.shell.page()
        assert isinstance(page, RiskPage)
        return page

    @property
    def editor(self) -> MapEditor:
        assert self.page.editor is not None
        return self.page.editor

    def click(self, widget: QWidget) -> None:
        self.bot.mouseClick(widget, LEFT)

    def panel(self, kind: type) -> Any:
        return next(panel for panel in self.shell.findChildren(kind) if panel.isVisible())

    def add(self, *codes: str) -> dict[str, str]:
        """Points of the library: ids by name."""
        risks = self.page.risks
        known = {point.code: point for point in risks.library.points}
        risks.add_starters(self.project, [known[code] for code in codes])
        return {str(row["name"]): str(row["id"]) for row in risks.points(self.project)}

    # On the canvas, in map units.

    def at(self, x: float, y: float) -> QPoint:
        return self.editor.view.place_of((round(x * TICKS), round(y * TICKS))).toPoint()

    def press(self, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.bot.mouseClick(self.editor.view.viewport(), LEFT, modifiers, self.at(x, y))

    def double(self, x: float, y: float) -> None:
        viewport = self.editor.view.viewport()
        self.bot.mouseClick(viewport, LEFT, NONE, self.at(x, y))
        self.bot.mouseDClick(viewport, LEFT, NONE, self.at(x, y))

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, steps: int = 8) -> None:
        viewport = self.editor.view.viewport()
        self.bot.mousePress(viewport, LEFT, NONE, self.at(*start))
        begin, last = self.at(*start), self.at(*end)
        for step in range(1, steps + 1):
            self.bot.mouseMove(viewport, begin + (last - begin) * step / steps)
        self.bot.mouseRelease(viewport, LEFT, NONE, last)

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        if isinstance(key, str):
            self.bot.keyClicks(self.editor.view, key, modifiers)
        else:
            self.bot.keyClick(self.editor.view, key, modifiers)

    def items(self, layer: Layer | None = None) -> list[Item]:
        return [item for item in self.editor.work.in_order() if layer in (None, item.layer)]


@pytest.fixture
def driver(
    qtbot: QtBot, session: Session, theme: Theme, type_text: Type, qapp: QApplication
) -> Iterator[Driver]:
    project = new_id()
    session.edit(
        "新建", [Save("project", project, {"name": "龙津花园二期", "category": "works", "town": "城厢镇"})]
    )

    from anxi_desktop.app.registry import Registry  # noqa: F401 - the project must be alive

    session.edit(
        "在建", edit_saves(session.store, "project", project, {"state": "active"}, today=date.today())
    )
    jobs = Jobs()
    shell = Shell(session, theme, jobs, page_specs())
    shell.resize(1440, 900)
    qtbot.addWidget(shell)
    shell.show()
    shell.activateWindow()
    QTest.qWaitForWindowActive(shell)
    shell.go("risk", project=project)
    yield Driver(qtbot, shell, type_text, project)
    shell.close()
    jobs.stop()


@pytest.fixture
def drawn(driver: Driver) -> Driver:
    """A new empty map, opened by the panel."""
    page = driver.page
    page.tabs.set_value("maps")
    page._show_tab()
    driver.click(page.new_map)
    panel: NewMapPanel = driver.panel(NewMapPanel)
    driver.click(panel.go)
    QApplication.processEvents()
    assert driver.editor.view.isVisible()
    return driver


def test_points_from_the_library_by_two_presses(driver: Driver) -> None:
    driver.click(driver.page.library)
    panel: RiskLibraryPanel = driver.panel(RiskLibraryPanel)
    driver.click(panel.every)
    count = len(panel.list.chosen())
    assert count > 3
    driver.click(panel.add)
    assert len(driver.page.risks.points(driver.project)) == count
    assert driver.page.points.rows_model.rowCount() == count
    driver.shell.undo()
    assert driver.page.points.rows_model.rowCount() == 0


def test_the_check_of_sizes_says_what_is_dangerous_and_adds_what_is_missing(driver: Driver) -> None:
    driver.click(driver.page.dangerous)
    panel: DangerousPanel = driver.panel(DangerousPanel)
    assert not panel.add.isEnabled()
    driver.type(panel.numbers["pit_depth"], "5.2")
    driver.type(panel.numbers["sc_floor"], "abc")
    assert {point.code for point in panel.list.chosen()} >= {"pit_collapse", "pit_support"}
    driver.click(panel.add)
    rows = driver.page.risks.points(driver.project)
    assert "pit" in {str(row["dangerous"]) for row in rows}


def test_a_new_point_takes_what_the_library_knows_and_is_assessed(driver: Driver) -> None:
    driver.click(driver.page.new)
    panel: RiskPointPanel = driver.panel(RiskPointPanel)
    driver.type(panel.editors["name"].widget, "塔吊")
    driver.bot.waitUntil(lambda: bool(panel._known))
    panel.offer.taken.emit(next(iter(panel._known)))
    driver.click(panel.save)
    assess: RiskAssessPanel = driver.panel(RiskAssessPanel)
    for name, value in (("l", "3"), ("e", "6"), ("c", "100")):
        driver.click(assess.scales[name].buttons[Decimal(value)])
    assert assess._sum.text() == "3 × 6 × 100 = 1800"
    driver.click(assess.save)
    (row,) = driver.page.risks.points(driver.project)
    assert (row["level"], row["duty_level"]) == ("red", "企业主要负责人")
    assert row["measures"]
    assert any("整体等级的建议由" in text for text in driver.shell.toasts.texts())


def test_the_level_is_decided_with_a_reason_where_it_differs(driver: Driver) -> None:
    driver.add("pit_collapse", "tower_use")
    page = driver.page
    driver.click(page.tabs._chips["level"])
    view = page.level_view
    driver.click(view.choice._chips["blue"])
    driver.click(view.decide)
    assert view._error.isVisibleTo(view)
    assert driver.shell.session.store.row("project", driver.project)["level"] is None
    driver.type(view.reason, "停工封闭")
    driver.click(view.decide)
    assert driver.shell.session.store.row("project", driver.project)["level"] == "blue"
    assert len(page.risks.decisions(driver.project)) == 1


def test_a_changed_rule_table_is_a_new_edition(driver: Driver) -> None:
    page = driver.page
    driver.click(page.back)
    driver.click(page.rules)
    panel: RulesPanel = driver.panel(RulesPanel)
    box = panel.boxes["band", 0]
    box.selectAll()
    driver.type(box, "100")  # below the next band
    driver.click(panel.save)
    assert panel._error.isVisibleTo(panel)
    box.selectAll()
    driver.type(box, "300")
    driver.click(panel.save)
    assert page.risks.presets()[0].level(Decimal(300)) is RiskLevel.RED
    panel.show_table("frequency")
    months = next(box for key, box in panel.boxes.items() if getattr(key[1], "value", "") == "blue")
    months.selectAll()
    driver.type(months, "9")
    driver.click(panel.save)
    assert "最低要求" in panel._error.text()


def test_a_whole_map_by_mouse_and_keys(drawn: Driver) -> None:
    driver, editor = drawn, drawn.editor
    points = driver.add("pit_collapse", "pit_edge", "tower_use", "rebar_machine")
    # A functional area and zones of every shape.
    driver.key("a")
    driver.drag((200, 200), (4000, 2800))
    assert [item.layer for item in driver.items()] == [Layer.AREA]
    driver.bot.keyClicks(editor.properties.name, "site")
    driver.bot.keyClick(editor.properties.name, Qt.Key.Key_Return)
    assert driver.items()[0].label == "site"
    editor.toggle_lock()
    driver.key(Qt.Key.Key_Escape)
    driver.key("p")
    for spot in ((600, 600), (1600, 600), (1800, 1200)):
        driver.press(*spot)
    driver.double(600, 1500)
    driver.key("r")
    driver.drag((2200, 600), (3200, 1300))
    driver.key("c")
    driver.drag((3400, 2000), (3800, 2000))
    driver.key("f")
    viewport = editor.view.viewport()
    driver.bot.mousePress(viewport, LEFT, NONE, driver.at(500, 1900))
    for spot in ((900, 1800), (1300, 1900), (1300, 2400), (900, 2500), (500, 2400)):
        driver.bot.mouseMove(viewport, driver.at(*spot))
    driver.bot.mouseRelease(viewport, LEFT, NONE, driver.at(500, 2000))
    shapes = [item.shape for item in driver.items(Layer.ZONE)]
    assert sorted(shape.value for shape in shapes) == ["circle", "polygon", "polygon", "rectangle"]
    # A pipeline, a route, a pin, a sign, words.
    driver.key("l")
    driver.press(600, 2700)
    driver.double(2600, 2700)
    driver.key("e")
    driver.press(2000, 1700)
    driver.press(2000, 2500)
    driver.key(Qt.Key.Key_Return)
    driver.key("i")
    driver.click(next(b for b in editor.point_popup._buttons if b.accessibleName() == "基坑边坡坍塌"))
    driver.press(1100, 1000)
    driver.key("s")
    driver.click(editor.sign_popup.kinds._chips["mandatory"])
    driver.click(editor.sign_popup.buttons["M014"])
    driver.press(2000, 400)
    driver.key("t")
    driver.press(3000, 400)
    assert {item.layer for item in driver.items()} == set(Layer)
    pit = next(
        item for item in driver.items(Layer.ZONE) if len(item.spots) == 4 and item.shape is Shape.POLYGON
    )
    assert editor.levels[pit.id] is RiskLevel.RED  # the pin is inside
    # The picture is there: the zone's colour on the canvas.
    driver.key(Qt.Key.Key_Escape)
    QApplication.processEvents()
    color = editor.view.grab().toImage().pixelColor(driver.at(800, 800))
    assert color.red() > color.green() + 60
    # Everything goes back step by step and comes again.
    count = len(driver.items())
    for _ in range(6):
        driver.shell.undo()
    assert len(driver.items()) < count
    for _ in range(6):
        driver.shell.redo()
    assert len(driver.items()) == count
    assert editor.scene.items_by_id == editor.work.items
    assert points


def test_moving_corners_cutting_merging_and_deleting(drawn: Driver) -> None:
    driver, editor = drawn, drawn.editor
    editor.snapping = False
    driver.key("r")
    driver.drag((1000, 1000), (2000, 2000))
    (zone,) = driver.items()
    # Move by mouse, then by keys.
    driver.drag((1500, 1500), (1700, 1600))
    moved = driver.items()[0]
    dx = moved.spots[0][0] - zone.spots[0][0]
    assert abs(dx / TICKS - 200) < 8
    before = moved.spots
    driver.key(Qt.Key.Key_Right)
    assert driver.items()[0].spots[0][0] > before[0][0]
    driver.shell.undo()
    assert driver.items()[0].spots == before
    # A corner of the rectangle.
    corner = driver.items()[0].ring[2]
    driver.drag((corner[0] / TICKS, corner[1] / TICKS), (corner[0] / TICKS + 300, corner[1] / TICKS))
    assert driver.items()[0].ring[2][0] > corner[0]
    # Cut it, choose both halves with a band, merge.
    box = [side / TICKS for side in driver.items()[0].bounds()]
    middle = (box[0] + box[2]) / 2
    driver.key("k")
    driver.press(middle, box[1] - 100)
    driver.press(middle, box[3] + 100)
    driver.key(Qt.Key.Key_Return)
    assert len(driver.items()) == 2
    driver.key(Qt.Key.Key_Escape)
    driver.drag((box[0] - 200, box[1] - 200), (box[2] + 200, box[3] + 200))
    assert len(editor.selected) == 2
    driver.key(Qt.Key.Key_J, CONTROL)
    (whole,) = driver.items()
    assert [side / TICKS for side in whole.bounds()] == pytest.approx(box, abs=0.1)
    # A corner on an edge by a double click; Delete takes it away again.
    left, top, right, _bottom = (side / TICKS for side in whole.bounds())
    driver.press((left + right) / 2, top + 200)
    driver.bot.mouseDClick(editor.view.viewport(), LEFT, NONE, driver.at((left + right) / 2, top))
    assert len(driver.items()[0].spots) == 5
    driver.key(Qt.Key.Key_Delete)
    assert len(driver.items()[0].spots) == 4
    driver.key(Qt.Key.Key_Delete)
    assert driver.items() == []


def test_drawing_by_keys_alone(drawn: Driver) -> None:
    driver, editor = drawn, drawn.editor
    driver.key("p")
    for keys in (("Left", 5), ("Right", 12), ("Down", 9)):
        for _ in range(keys[1]):
            driver.key(getattr(Qt.Key, f"Key_{keys[0]}"))
        driver.key(Qt.Key.Key_Space)
    driver.key(Qt.Key.Key_Up)
    driver.key(Qt.Key.Key_Space)
    driver.key(Qt.Key.Key_Backspace)  # takes the last corner back
    driver.key(Qt.Key.Key_Return)
    (zone,) = driver.items()
    assert len(zone.spots) == 3
    assert editor.selected == [zone.id]
    driver.key(Qt.Key.Key_D, CONTROL)
    assert len(driver.items()) == 2
    driver.key(Qt.Key.Key_A, CONTROL)
    driver.key(Qt.Key.Key_G, CONTROL)
    assert len({item.cluster for item in driver.items()}) == 1
    driver.key(Qt.Key.Key_Escape)
    driver.key(Qt.Key.Key_Tab)
    assert len(editor.selected) == 1
    driver.key(Qt.Key.Key_C, CONTROL)
    driver.key(Qt.Key.Key_V, CONTROL)
    assert len(driver.items()) == 4


def test_a_crossing_outline_is_refused_in_a_sentence_and_nothing_is_written(drawn: Driver) -> None:
    driver = drawn
    driver.editor.snapping = False
    title = driver.shell.session.undo_title
    driver.key("p")
    for spot in ((1000, 1000), (2000, 2000), (2000, 1000), (1000, 1900)):
        driver.press(*spot)
    driver.key(Qt.Key.Key_Return)
    assert driver.items() == []
    assert driver.shell.session.undo_title == title
    assert any("交叉" in text for text in driver.shell.toasts.texts())


def test_corners_snap_to_corners(drawn: Driver) -> None:
    driver = drawn
    driver.key("r")
    driver.drag((1000, 1000), (2000, 2000))
    corner = driver.items()[0].ring[1]
    driver.key("r")
    beside = (corner[0] / TICKS + 15, corner[1] / TICKS - 12)
    driver.drag(beside, (3000, 1800))
    assert corner in driver.items()[-1].ring


def test_the_wheel_zooms_at_the_pointer_and_the_middle_button_pans(drawn: Driver) -> None:
    driver, view = drawn, drawn.editor.view
    place = QPointF(300, 200)
    before = view.spot_at(place)
    scale = view.scale_now
    event = QWheelEvent(
        place,
        view.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.scale_now > scale * 1.3
    after = view.spot_at(place)
    assert abs(after[0] - before[0]) <= view.ticks(1.5)
    assert abs(after[1] - before[1]) <= view.ticks(1.5)
    spot = view.spot_at(QPointF(100, 100))
    driver.bot.mousePress(view.viewport(), Qt.MouseButton.MiddleButton, NONE, QPoint(100, 100))
    driver.bot.mouseMove(view.viewport(), QPoint(180, 140))
    driver.bot.mouseRelease(view.viewport(), Qt.MouseButton.MiddleButton, NONE, QPoint(180, 140))
    there = view.place_of(spot)
    assert abs(there.x() - 180) <= 2
    assert abs(there.y() - 140) <= 2
    driver.key(Qt.Key.Key_0, CONTROL)
    assert view.is_fitted


def test_changing_a_points_level_recolours_zone_boards_counts_and_proposal_in_one_step(drawn: Driver) -> None:
    driver, editor = drawn, drawn.editor
    points = driver.add("rebar_machine")
    point = points["钢筋加工机械伤害"]
    driver.key("r")
    driver.drag((1000, 1000), (2000, 2000))
    zone = driver.items()[0].id
    editor.work.change([zone], {"points": [point]})
    page = driver.page

    def shown() -> tuple[object, ...]:
        from anxi_desktop.app.risk_export import board_choices

        boards = {choice.key: choice.level for choice in board_choices(page.risks, driver.project)}
        graphic: Any = editor.scene.graphics[zone]
        return (
            editor.levels[zone],
            graphic.brush().color().name(),
            boards[zone],
            page.risks.counts(driver.project)[driver.project],
            page.risks.standing(driver.project).proposal.level,
        )

    before = shown()
    editor.properties.assess_asked.emit(point)
    panel: RiskAssessPanel = driver.panel(RiskAssessPanel)
    driver.click(panel.scales["c"].buttons[Decimal(100)])
    driver.click(panel.scales["l"].buttons[Decimal(6)])
    driver.click(panel.save)
    after = shown()
    assert after[0] is RiskLevel.RED
    assert after[2:4] == ("red", {"red": 1})
    assert all(old != new for old, new in zip(before, after, strict=True))
    driver.shell.undo()
    assert shown() == before
    driver.shell.redo()
    assert shown() == after


def test_a_picture_goes_under_the_map_and_the_map_out_as_pdf(
    drawn: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, editor = drawn, drawn.editor
    plan = tmp_path / "平面图.png"
    Image.new("RGB", (1600, 1000), "#DDEEFF").save(plan)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(plan), ""))
    editor.choose_background()
    driver.bot.waitUntil(lambda: editor.scene.background.has_picture, timeout=20_000)
    assert editor.work.sheet["background_name"] == "平面图.png"
    assert (editor.scene.width_units, editor.scene.height_units) == (1600, 1000)
    driver.key("r")
    driver.drag((200, 200), (900, 700))
    editor.work.change([driver.items()[0].id], {"label": "钢筋加工区", "level": "orange"})
    out = tmp_path / "四色图.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    driver.click(editor.bar.export)
    panel: MapPrintPanel = driver.panel(MapPrintPanel)
    driver.click(panel.go)
    driver.bot.waitUntil(out.exists, timeout=20_000)
    document: Any = pypdfium2.PdfDocument(out.read_bytes())
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "钢筋加工区（橙）" in text
    assert "龙津花园二期" in text
    broken = tmp_path / "坏的.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(broken), ""))
    editor.choose_background()
    driver.bot.waitUntil(
        lambda: any("底图读不出来" in text for text in driver.shell.toasts.texts()), timeout=20_000
    )
    assert editor.work.sheet["background_name"] == "平面图.png"


def test_the_title_block_and_the_scale(drawn: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver, editor = drawn, drawn.editor
    monkeypatch.setattr("anxi_desktop.views.riskmap.editor.ask_text", lambda *_args, **_words: "25")
    driver.key("m")
    driver.press(1000, 1000)
    driver.press(2000, 1000)
    assert float(str(editor.work.sheet["mm_per_unit"])) == pytest.approx(25, abs=0.3)
    editor.edit_sheet()
    panel: SheetPanel = driver.panel(SheetPanel)
    panel.boxes["north"].selectAll()
    driver.type(panel.boxes["north"], "x")
    driver.click(panel.save)
    assert panel._error.isVisibleTo(panel)
    panel.boxes["north"].selectAll()
    driver.type(panel.boxes["north"], "30")
    driver.type(panel.boxes["checked_by"], "某某")
    driver.click(panel.save)
    assert (editor.work.sheet["north"], editor.work.sheet["checked_by"]) == (30, "某某")
    driver.click(editor.bar.version)
    assert driver.editor.work.sheet["version"] == 2
    driver.click(driver.editor.bar.back)
    assert len(driver.page.maps_view.cards) == 2


def test_a_deleted_map_leaves_the_editor(drawn: Driver) -> None:
    driver = drawn
    driver.shell.undo()  # takes back that the map was made
    assert driver.page.editor is None
    assert driver.page.tabs.value() == "maps"
