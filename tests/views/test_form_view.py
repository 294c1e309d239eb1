"""The form on the screen: figures chosen and opened by real mouse and key events, scale, marks, both themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from anxi_desktop.app.reports import PlacedForm
from anxi_desktop.domain.consistency import Level
from anxi_desktop.files.form_layout import FormHead, FormSpec, place
from anxi_desktop.views.form_view import FormView
from anxi_desktop.views.theme import Theme

BLOCKS = 2


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
def form(resources: Path) -> PlacedForm:
    spec = FormSpec.load(resources / "forms" / "annex4.json")
    numbers = {key: number for number, key in enumerate(spec.value_keys) if key != "unit_type"}
    blocks = [{**numbers, "unit_type": name} for name in ("县级主管部门", "乡镇")]
    return place(spec, blocks, FormHead("安溪县住建局", "王小明", "0595-00001234"))


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, form: PlacedForm) -> FormView:
    made = FormView(theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    made.set_form(form, blocks=BLOCKS, marks={(0, "good_proj"): Level.WARNING})
    return made


def middle(view: FormView, block: int, key: str) -> QPoint:
    rect = view.rect_of(block, key)
    assert not rect.isEmpty()
    return rect.center().toPoint()


def test_a_click_chooses_and_a_double_click_opens(qtbot: QtBot, view: FormView) -> None:
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0, "tl_found"))
    assert chosen.args == [0, "tl_found"]
    assert view.current() == (0, "tl_found")
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1, "fc_blue"))
    assert opened.args == [1, "fc_blue"]


def test_fixed_words_and_empty_blocks_are_no_figures(qtbot: QtBot, view: FormView, form: PlacedForm) -> None:
    view.set_form(form, blocks=1, marks={})
    assert view.rect_of(1, "tl_found").isEmpty()
    with qtbot.assertNotEmitted(view.chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert view.current() is None


def test_arrows_go_over_the_figures_and_enter_opens(qtbot: QtBot, view: FormView) -> None:
    keys = Qt.Key
    qtbot.keyClick(view, keys.Key_Right)
    assert view.current() == (0, "unit_type")
    qtbot.keyClick(view, keys.Key_Right)
    assert view.current() == (0, "proj_total")
    view.choose(0, "gb_aaa")
    walked = [view.current()]
    for key in (keys.Key_Right, keys.Key_Down, keys.Key_Down, keys.Key_Up, keys.Key_Left):
        qtbot.keyClick(view, key)
        walked.append(view.current())
    assert walked == [
        (0, "gb_aaa"),
        (0, "gb_prov_good"),
        (0, "local_ungraded"),
        (1, "gb_prov_good"),
        (0, "local_ungraded"),
        (0, "proj_total"),
    ]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, keys.Key_Return)
    assert opened.args == [0, "proj_total"]


def test_alt_and_an_arrow_are_left_to_the_shell(qtbot: QtBot, view: FormView) -> None:
    view.choose(0, "tl_found")
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.current() == (0, "tl_found")


def test_ctrl_and_wheel_zoom_and_ctrl_0_fits_again(qtbot: QtBot, view: FormView) -> None:
    fitted = view.scale()
    wheel(view, up=True)
    assert view.scale() > fitted
    assert not view.is_fitted()
    qtbot.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.scale() == pytest.approx(fitted)
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.is_fitted()
    view.resize(700, 600)
    assert view.scale() < fitted
    for _ in range(40):
        wheel(view, up=True)
    assert view.scale() <= 4


def wheel(view: FormView, *, up: bool) -> None:
    place = QPointF(300, 300)
    event = QWheelEvent(
        place,
        view.viewport().mapToGlobal(place),
        QPoint(0, 0),
        QPoint(0, 120 if up else -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_a_chosen_figure_is_brought_into_sight(view: FormView) -> None:
    for _ in range(6):
        view.zoom_in()
    view.choose(0, "proj_total")
    assert view.viewport().rect().contains(middle(view, 0, "proj_total"))
    view.choose(1, "six")
    assert view.viewport().rect().contains(middle(view, 1, "six"))


def test_marks_and_choice_are_painted(view: FormView, theme: Theme) -> None:
    def pixel(block: int, key: str, dx: float, dy: float) -> str:
        rect = view.rect_of(block, key)
        image = view.viewport().grab().toImage()
        return image.pixelColor(int(rect.left() + dx), int(rect.top() + dy)).name().upper()

    width = view.rect_of(0, "good_proj").width()
    assert pixel(0, "good_proj", width - 4, 3) == theme.tokens.warning
    plain = pixel(0, "tl_found", 6, 20)
    view.choose(0, "tl_found")
    assert pixel(0, "tl_found", 6, 20) != plain == theme.tokens.surface


def test_it_follows_the_theme(view: FormView, theme: Theme) -> None:
    corner = view.viewport().grab().toImage().pixelColor(40, 40).name().upper()
    assert corner == theme.tokens.surface
    theme.set_look(mode="dark", compact=False, reduced_motion=True)
    dark = view.viewport().grab().toImage().pixelColor(40, 40).name().upper()
    assert dark == theme.tokens.surface != corner
