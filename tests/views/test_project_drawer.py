"""The drawer of a project: facts with their days, 一企一策, what is below it, its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.registry import Registry
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import FactKind, MilestoneItem
from anxi_desktop.store import record_edit
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.day_popup import DayPopup
from anxi_desktop.views.moments import day_word, iso_day, short_moment
from anxi_desktop.views.project_below import hazard_state
from anxi_desktop.views.project_drawer import HAZARDS, OVERVIEW, PLAN, RISKS, STORY, ProjectDrawer
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def registry(session: Session) -> Registry:
    return Registry(session)


@pytest.fixture
def record(registry: Registry) -> str:
    made = registry.add(
        {
            "name": "城东安置房",
            "category": "works",
            "town": "湖头镇",
            "level": "red",
            "grade": "pass",
            "graded_on": "2026-05-12",
            "area_m2": "12000.5",
            "start_on": "2026-03-01",
        }
    )
    registry.change(made, {"level": "yellow"}, valid_from=date(2026, 9, 1))
    return made


@pytest.fixture
def refused() -> list[AnxiError]:
    """The known errors that writes from the drawer ended in."""
    return []


@pytest.fixture
def drawer(
    qtbot: QtBot, theme: Theme, registry: Registry, record: str, refused: list[AnxiError]
) -> ProjectDrawer:
    def attempt(act: Callable[[], object]) -> bool:
        try:
            act()
        except AnxiError as error:
            refused.append(error)
            return False
        return True

    made = ProjectDrawer(registry, attempt)
    qtbot.addWidget(made)
    registry.session.changed.connect(made.refresh)
    made.show_project(record)
    made.resize(420, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def words(widget: QWidget) -> list[str]:
    QApplication.processEvents()  # what was just put into a layout is shown
    return [made.text() for made in widget.findChildren(QLabel) if made.isVisible() and made.text()]


def button(widget: QWidget, word: str) -> QPushButton:
    QApplication.processEvents()
    return next(made for made in widget.findChildren(QPushButton) if made.text() == word and made.isVisible())


def popup(drawer: ProjectDrawer) -> DayPopup:
    found = QApplication.activePopupWidget()
    assert isinstance(found, DayPopup)
    return found


def test_the_head_names_family_state_level_and_grade(drawer: ProjectDrawer) -> None:
    assert drawer.title() == "城东安置房"
    tags = [made.text() for made in drawer.findChildren(Tag) if made.isVisible()]
    assert tags[:3] == ["工程项目", "在建", "合格"]
    assert next(made.accessibleName() for made in drawer.findChildren(RiskTag)) == "黄色风险"


def test_facts_stand_with_their_days_and_earlier_ones_below(drawer: ProjectDrawer) -> None:
    shown = words(drawer.overview)
    assert "之前：红" in shown
    links = [made.text() for made in drawer.overview.findChildren(QPushButton) if made.isVisible()]
    assert links[:5] == ["自 2026-03-01", "自 2026-05-12", "自 2026-09-01", "从一开始", "去补填"]
    assert "12,000.5 ㎡" in shown
    assert any(text.startswith("还没有填：") and "监理单位" in text for text in shown)
    assert not any("物业服务企业" in text for text in shown)


def test_the_day_of_a_fact_is_corrected_in_place(
    qtbot: QtBot, drawer: ProjectDrawer, registry: Registry, record: str
) -> None:
    qtbot.mouseClick(button(drawer.overview, "自 2026-09-01"), LEFT)
    asked = popup(drawer)
    asked.box.selectAll()
    qtbot.keyClicks(asked.box, "2026-8-15")
    qtbot.keyClick(asked.box, Qt.Key.Key_Return)
    assert registry.facts(record)[FactKind.LEVEL][0].valid_from == "2026-08-15"
    assert button(drawer.overview, "自 2026-08-15").isVisible()
    qtbot.mouseClick(button(drawer.overview, "自 2026-05-12"), LEFT)
    qtbot.mouseClick(button(popup(drawer), "从一开始"), LEFT)
    assert registry.facts(record)[FactKind.GRADE][0].valid_from is None


def test_a_fact_entered_by_mistake_is_taken_away(
    qtbot: QtBot, drawer: ProjectDrawer, registry: Registry, record: str
) -> None:
    qtbot.mouseClick(button(drawer.overview, "自 2026-09-01"), LEFT)
    qtbot.mouseClick(button(popup(drawer), "删除"), LEFT)
    assert registry.project(record)["level"] == "red"
    # The only fact of a status cannot be deleted, only changed.
    qtbot.mouseClick(button(drawer.overview, "自 2026-03-01"), LEFT)
    assert "删除" not in [made.text() for made in popup(drawer).findChildren(QPushButton)]


def test_items_are_ticked_with_today_and_their_day_corrected(
    qtbot: QtBot, drawer: ProjectDrawer, registry: Registry, record: str
) -> None:
    drawer.show_tab(PLAN)
    box = drawer.plan.boxes[MilestoneItem.FIVE_S]
    qtbot.keyClick(box, Qt.Key.Key_Space)
    today = date.today().isoformat()
    assert registry.milestones(record)[MilestoneItem.FIVE_S]["done_on"] == today
    assert "已完成 1/9" in words(drawer.plan)
    qtbot.mouseClick(drawer.plan.days[MilestoneItem.FIVE_S], LEFT)
    asked = popup(drawer)
    asked.box.selectAll()
    qtbot.keyClicks(asked.box, "2026-5-4")
    qtbot.mouseClick(button(asked, "保存"), LEFT)
    assert registry.milestones(record)[MilestoneItem.FIVE_S]["done_on"] == "2026-05-04"
    assert drawer.plan.days[MilestoneItem.FIVE_S].text() == "2026-05-04"
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert registry.milestones(record)[MilestoneItem.FIVE_S]["done_on"] is None
    registry.session.undo()
    assert box.isChecked()


def test_a_tick_that_cannot_be_written_is_taken_back(
    qtbot: QtBot,
    drawer: ProjectDrawer,
    registry: Registry,
    refused: list[AnxiError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawer.show_tab(PLAN)

    def full(*_args: object, **_more: object) -> None:
        raise AnxiError("disk_full", path="x")

    monkeypatch.setattr(registry, "set_milestone", full)
    qtbot.keyClick(drawer.plan.boxes[MilestoneItem.FIVE_S], Qt.Key.Key_Space)
    assert not drawer.plan.boxes[MilestoneItem.FIVE_S].isChecked()
    assert [error.code for error in refused] == ["disk_full"]


def test_hazards_and_risk_points_are_listed_to_read(
    drawer: ProjectDrawer, registry: Registry, record: str
) -> None:
    store = registry.session.store
    saves = record_edit.add_saves(
        store,
        "hazard",
        {
            "project": record,
            "source": "self",
            "found_on": "2026-08-01",
            "due_on": "2026-08-15",
            "part": "屋面",
            "description": "未系安全带",
        },
    )
    saves += record_edit.add_saves(
        store, "risk_point", {"project": record, "name": "高支模", "level": "orange"}
    )
    registry.session.edit("登记", saves)
    drawer.show_tab(HAZARDS)
    assert "共 1 条，未销号 1 条" in words(drawer.hazards)
    assert "屋面：未系安全带" in words(drawer.hazards)
    drawer.show_tab(RISKS)
    assert "高支模" in words(drawer.risks)


@pytest.mark.parametrize(("tab", "page"), [(2, "hazard"), (3, "risk")])
def test_the_tabs_lead_to_their_pages(
    qtbot: QtBot, drawer: ProjectDrawer, record: str, tab: int, page: str
) -> None:
    drawer.show_tab(tab)
    holder = drawer.hazards if page == "hazard" else drawer.risks
    link = holder.findChildren(Button)[0]
    with qtbot.waitSignal(drawer.page_asked) as asked:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert asked.args == [page, record]


def test_the_timeline_tells_who_did_what_on_which_laptop(
    qtbot: QtBot, drawer: ProjectDrawer, registry: Registry, record: str
) -> None:
    drawer.show_tab(STORY)
    told = words(drawer.story)
    assert told[0] == "修改“城东安置房”：整体风险等级"
    assert told[1].startswith("今天 ")
    assert told[1].endswith(" · 王小明 · K7")
    assert told[2] == "整体风险等级（自 2026-09-01）：红 → 黄"
    registry.change(record, {"town": None})
    qtbot.waitUntil(lambda: words(drawer.story)[2] == "属地乡镇：湖头镇 → 空")
    drawer.show_tab(OVERVIEW)


def test_editing_begins_at_the_field_that_is_blank(qtbot: QtBot, drawer: ProjectDrawer, record: str) -> None:
    with qtbot.waitSignal(drawer.edit_asked) as asked:
        qtbot.mouseClick(button(drawer.overview, "去补填"), LEFT)
    assert asked.args == [record, "unit_type"]


def test_a_project_that_is_gone_is_said_so(drawer: ProjectDrawer, registry: Registry) -> None:
    registry.session.undo()
    registry.session.undo()
    assert not drawer.refresh()


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"review": "pass", "due_on": "2026-01-01", "rectified_on": None}, "已销号"),
        ({"review": None, "due_on": "2026-10-19", "rectified_on": None}, "逾期"),
        ({"review": None, "due_on": "2026-10-20", "rectified_on": None}, "待整改"),
        ({"review": "fail", "due_on": None, "rectified_on": "2026-10-01"}, "待复查"),
    ],
)
def test_a_hazard_stands_somewhere(row: dict[str, str | None], state: str) -> None:
    assert hazard_state(row, today=date(2026, 10, 20))[0] == state


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ((2026, 10, 20, 0, 5), "今天 00:05"),
        ((2026, 10, 19, 23, 59), "昨天 23:59"),
        ((2026, 10, 17, 8, 0), "3 天前 08:00"),
        ((2026, 10, 13, 8, 0), "2026-10-13 08:00"),
        ((2026, 10, 21, 8, 0), "2026-10-21 08:00"),
    ],
)
def test_moments_are_short(moment: tuple[int, int, int, int, int], word: str) -> None:
    assert short_moment(datetime(*moment), now=datetime(2026, 10, 20, 9, 0)) == word


def test_days_are_read_and_said() -> None:
    assert (day_word("2026-09-01"), day_word(None)) == ("自 2026-09-01", "从一开始")
    assert iso_day("2026-09-01") == date(2026, 9, 1)
    assert iso_day("x") is None
    assert iso_day(None) is None
