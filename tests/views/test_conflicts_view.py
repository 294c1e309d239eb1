"""The conflict review by mouse and keys, on a page of its own, and the marks that lead to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.store import new_id
from anxi_desktop.views.components.cells import MARK_ROLE
from anxi_desktop.views.components.photo_pair import PhotoPair
from anxi_desktop.views.components.photo_strip import PhotoStrip
from anxi_desktop.views.conflict_mark import ConflictTag, show_conflict
from anxi_desktop.views.conflicts_view import ConflictsView
from anxi_desktop.views.hazard_page import HazardPage
from anxi_desktop.views.page import Page, PageSpec
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.project_page import ProjectPage
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme
from tests.store.foreign import SITE, foreign, take

Type = Callable[[QWidget, str], None]


class ReviewPage(Page):
    """Nothing but the review."""

    id = "exchange"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.view = ConflictsView(shell)
        QVBoxLayout(self).addWidget(self.view)

    def refresh(self, tables: frozenset[str]) -> None:
        self.view.refresh(tables)

    def show_facts(self, **facts: object) -> None:
        place = facts.get("conflict")
        if isinstance(place, tuple):
            self.view.show_record(*place)


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    type: Type
    project: str
    entries: int = field(default=0)

    @property
    def session(self) -> Session:
        return self.shell.session

    @property
    def view(self) -> ConflictsView:
        page = self.shell.page()
        assert isinstance(page, ReviewPage)
        return page.view

    def add(self, description: str = "临边没有防护栏杆", **values: JournalValue) -> str:
        made = {"source": "supervision", "found_on": "2026-03-01", "severity": "general", **values}
        saves = record_edit.add_saves(
            self.session.store, "hazard", {"project": self.project, "description": description, **made}
        )
        self.session.edit("记", saves)
        return saves[0].row

    def disagree(self, entity: str, row: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        """As if a bundle had brought another laptop's edit."""
        query = "SELECT name FROM entry WHERE row = ? ORDER BY id DESC"
        both = str(self.session.store.connection.execute(query, (row,)).fetchone()[0])
        if ours:
            self.session.edit("改", [Save(entity, row, ours)])
        self.entries += 1
        covered = {"*": (both,)} if "_deleted" in theirs else None
        # Long ago, so that ours is the later one on any day.
        made = foreign(
            entity, row, theirs, seen=(both,), seen_for=covered, seq=self.entries, stamp=self.entries << 40
        )
        take(self.session.store, made)
        self.shell.refresh()

    def click(self, widget: QWidget) -> None:
        self.bot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        self.bot.keyClick(target, key)

    def titles(self) -> list[str]:
        return [line.title for line in self.view.list.lines()]

    def labels(self) -> list[str]:
        return [card.dispute.label for card in self.view.panel.cards]

    def toasts(self) -> str:
        return " ".join(self.shell.toasts.texts())

    def hazard(self, row: str) -> dict[str, JournalValue]:
        return self.session.store.row("hazard", row)


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
    saves = record_edit.add_saves(
        session.store, "project", {"name": "龙津花园二期", "category": "works", "level": "blue"}
    )
    session.edit("新建", saves)
    jobs = Jobs()
    monkeypatch.setitem(sys.modules, "tests.review_page", sys.modules[__name__])
    specs = [spec for spec in page_specs() if spec.id != "exchange"]
    specs.append(PageSpec("exchange", "exchange", "交换", "tests.review_page", "ReviewPage"))
    shell = Shell(session, theme, jobs, specs)
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    shell.go("exchange")
    yield Driver(qtbot, shell, type_text, saves[0].row)
    shell.close()
    jobs.stop()


def focused() -> QWidget:
    """What the keys go to."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_nothing_in_conflict_says_what_will_stand_here(driver: Driver) -> None:
    assert driver.view.empty.isVisible()
    row = driver.add()
    with driver.bot.waitSignal(driver.view.counted, check_params_cb=lambda n: n == 1):
        driver.disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    assert not driver.view.empty.isVisible()
    assert driver.titles() == ["临边没有防护栏杆"]
    assert driver.labels() == ["隐患等级"]


def test_a_click_takes_a_side_and_undo_says_so(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    major, larger = driver.view.panel.cards[0].keys
    assert (major.text(), larger.text()) == ("重大", "较大")
    assert "现在显示" in major.accessibleDescription()
    assert "王小明" in larger.accessibleDescription()
    assert "K7" in larger.accessibleDescription()
    driver.click(larger)
    assert driver.hazard(row)["severity"] == "larger"
    assert driver.view.empty.isVisible()
    assert "已决定“隐患等级”：较大" in driver.toasts()
    driver.shell.undo()
    assert driver.hazard(row)["severity"] == "major"


def test_figures_choose_and_the_next_field_and_record_follow(driver: Driver) -> None:
    one, two = driver.add("甲"), driver.add("乙")
    driver.disagree(
        "hazard", one, {"severity": "larger", "part": "3层"}, {"severity": "major", "part": "4层"}
    )
    driver.disagree("hazard", two, {"person": "李某"}, {"person": "张某"})
    driver.view.show_record("hazard", one)
    assert driver.view.panel.at == 0
    order = driver.labels()
    driver.press(Qt.Key.Key_2)
    driver.press(Qt.Key.Key_3)  # there is no third choice
    assert driver.labels() == order[1:]
    driver.press(Qt.Key.Key_1)
    assert driver.labels() == ["责任人"]
    driver.press(Qt.Key.Key_1)
    assert driver.view.empty.isVisible()
    assert driver.hazard(two)["person"] == "张某"
    assert {str(driver.hazard(one)["part"]), str(driver.hazard(one)["severity"])} <= {
        "3层",
        "4层",
        "larger",
        "major",
    }


def test_arrows_go_through_fields_and_records(driver: Driver) -> None:
    one, two = driver.add("甲"), driver.add("乙")
    driver.disagree(
        "hazard", one, {"severity": "larger", "part": "3层"}, {"severity": "major", "part": "4层"}
    )
    driver.disagree("hazard", two, {"person": "李某"}, {"person": "张某"})
    assert driver.titles() == ["乙", "甲"]
    driver.view.show_record("hazard", two)
    seen: list[tuple[int, int]] = []
    for key in [Qt.Key.Key_Down] * 3 + [Qt.Key.Key_Up] * 3:
        driver.press(key)
        seen.append((driver.view.at, driver.view.panel.at))
    assert seen == [(1, 0), (1, 1), (1, 1), (1, 0), (0, 0), (0, 0)]
    assert driver.view.list.current_row() == 0


def test_a_click_in_the_list_shows_a_record_and_the_keys_still_answer(driver: Driver) -> None:
    rows = [driver.add(name) for name in ("甲", "乙")]
    for row in rows:
        driver.disagree("hazard", row, {"person": "李某"}, {"person": "张某"})
    listed = driver.view.list
    place = listed.visualRect(listed.model().index(1, 0)).center()
    driver.bot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    shown = driver.titles()[1]
    driver.press(Qt.Key.Key_2)
    decided = rows[0] if shown == "甲" else rows[1]
    assert driver.hazard(decided)["person"] == "李某"
    assert driver.titles() == [name for name in ("甲", "乙") if name != shown]


def test_something_else_is_written_and_checked(driver: Driver) -> None:
    row = driver.add(due_on="2026-03-20")
    driver.disagree("hazard", row, {"due_on": "2026-03-22"}, {"due_on": "2026-03-25"})
    card = driver.view.panel.cards[0]
    driver.click(card.other)
    assert card.is_writing
    for text in ("2026.2.1", "哪天"):
        driver.bot.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        driver.type(focused(), text)
        driver.click(card.save)
        assert card.editor is not None
        assert card.editor.widget.property("error")
        assert driver.hazard(row)["due_on"] == "2026-03-22"
        card.editor.widget.setFocus()
    driver.bot.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.type(focused(), "2026.3.30")
    driver.press(Qt.Key.Key_Return)
    assert driver.hazard(row)["due_on"] == "2026-03-30"
    assert "已改写“整改期限”" in driver.toasts()
    assert driver.view.empty.isVisible()


def test_figures_typed_into_an_editor_choose_nothing_and_escape_leaves_it(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"part": "3层"}, {"part": "4层"})
    card = driver.view.panel.cards[0]
    driver.click(card.other)
    driver.type(focused(), "12")
    driver.press(Qt.Key.Key_Down)
    assert card.editor is not None
    assert card.editor.raw() == "12"
    assert card.is_writing
    driver.disagree("hazard", row, {}, {"unit": "某公司"})  # what arrives elsewhere does not take it away
    assert driver.view.panel.cards[0] is card
    assert card.is_writing
    driver.press(Qt.Key.Key_Escape)
    assert not card.is_writing
    driver.press(Qt.Key.Key_1)
    assert driver.hazard(row)["part"] == "4层"


def test_a_choice_field_is_written_with_chips(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    card = driver.view.panel.cards[0]
    driver.click(card.other)
    chips = [chip for chip in card.findChildren(QWidget) if chip.property("code") == "general"]
    driver.click(chips[0])
    driver.click(card.save)
    assert driver.hazard(row)["severity"] == "general"


def test_both_are_kept(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    driver.click(driver.view.panel.cards[0].both)
    assert driver.hazard(row)["severity"] == "major"
    assert "另记为“较大”" in str(driver.hazard(row)["note"])
    assert "已记到备注" in driver.toasts()


def test_one_laptop_is_right_about_all(driver: Driver) -> None:
    row = driver.add()
    driver.disagree(
        "hazard", row, {"severity": "larger", "part": "3层"}, {"severity": "major", "part": "4层"}
    )
    driver.click(driver.view.panel.laptops[SITE])
    assert (driver.hazard(row)["severity"], driver.hazard(row)["part"]) == ("major", "4层")
    assert driver.view.empty.isVisible()


def test_more_has_arrived_since_it_was_looked_at(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    store = driver.session.store
    take(store, foreign("hazard", row, {"severity": "general"}, seq=9, stamp=9))  # nobody has told the window
    driver.press(Qt.Key.Key_1)
    assert "没有改动" in driver.toasts()
    assert [key.text() for key in driver.view.panel.cards[0].keys] == ["一般", "重大", "较大"]
    driver.press(Qt.Key.Key_3)
    assert driver.hazard(row)["severity"] == "larger"


def test_a_deletion_against_an_edit(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"part": "3层"}, {"_deleted": True})
    card = driver.view.panel.cards[0]
    assert [key.text() for key in card.keys] == ["删除", "保留"]
    assert "改过：部位" in card.keys[1].accessibleDescription()
    assert not card.other.isVisible()
    assert not card.both.isVisible()
    driver.press(Qt.Key.Key_2)
    assert driver.hazard(row)["part"] == "3层"
    assert driver.view.empty.isVisible()


def test_photos_of_a_hazard_stand_beside_it(driver: Driver, tmp_path: Path) -> None:
    row = driver.add()
    digests: list[str] = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (40, 30), "red" if name == "a" else "green").save(path)
        digests.append(keep_bytes(driver.session.store, path.read_bytes()).digest)
    made = {"project": driver.project, "hazard": row}
    driver.session.edit("照片", [Save("photo", new_id(), {**made, "role": "before", "digest": digests[0]})])
    driver.disagree("hazard", row, {"part": "3层"}, {"part": "4层"})
    assert driver.view.panel.findChildren(PhotoPair) == []
    assert len(driver.view.panel.findChildren(PhotoStrip)) == 1
    driver.session.edit("照片", [Save("photo", new_id(), {**made, "role": "after", "digest": digests[1]})])
    driver.view.show_record("hazard", row)
    panel = driver.view.panel
    driver.bot.waitUntil(lambda: any(pair.isVisible() for pair in panel.findChildren(PhotoPair)))


def test_what_is_hidden_below_a_deleted_project_is_brought_back(driver: Driver) -> None:
    store = driver.session.store
    driver.session.edit("删", record_edit.delete_saves(store, "project", driver.project))
    values = {"project": driver.project, "source": "self", "found_on": "2026-03-02", "description": "渗水"}
    take(store, foreign("hazard", new_id(), values, stamp=2**61))
    driver.shell.refresh()
    (line,) = driver.view.list.lines()
    assert (line.title, line.tag) == ("龙津花园二期", "已删除")
    driver.press(Qt.Key.Key_1)
    assert driver.view.empty.isVisible()
    assert store.row("project", driver.project)["name"] == "龙津花园二期"
    assert len(list(store.rows("hazard"))) == 1


def test_what_has_not_arrived_is_told_and_asks_nothing(driver: Driver) -> None:
    values = {"project": new_id(), "source": "self", "found_on": "2026-03-02", "description": "渗水"}
    take(driver.session.store, foreign("hazard", new_id(), values))
    driver.shell.refresh()
    (line,) = driver.view.list.lines()
    assert (line.title, line.tag) == ("项目", "未到")
    driver.press(Qt.Key.Key_1)
    assert len(driver.view.list.lines()) == 1


def test_the_review_leads_to_the_record(driver: Driver) -> None:
    row = driver.add()
    driver.disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    link = next(each for each in driver.view.panel.findChildren(QWidget) if each.property("kind") == "link")
    driver.click(link)
    page = driver.shell.page()
    assert isinstance(page, HazardPage)
    (mark,) = [mark for mark in page.detail.findChildren(ConflictTag) if mark.isVisible()]
    assert mark.text() == "有冲突 ›"
    driver.click(mark)
    assert driver.labels() == ["隐患等级"]


def test_lists_mark_what_is_in_conflict(driver: Driver) -> None:
    row = driver.add("甲")
    driver.add("乙")
    driver.disagree("hazard", row, {"severity": "larger", "part": "一"}, {"severity": "major", "part": "二"})
    driver.shell.go("hazard")
    page = driver.shell.page()
    assert isinstance(page, HazardPage)
    model = page.list.model
    page.list.refresh()
    column = model.column("description")
    marks = {model.text(at, column): model.index(at, column).data(MARK_ROLE) for at in range(2)}
    assert marks == {"甲": "2 处冲突", "乙": None}
    page.list.table.grab()


def test_a_project_is_marked_for_its_facts_and_leads_to_them(driver: Driver) -> None:
    store = driver.session.store
    (fact,) = [fact.id for fact in store.facts(driver.project) if fact.fact == "level"]
    driver.disagree("fact", fact, {"value": "red"}, {"value": "orange"})
    driver.shell.go("project", record=driver.project)
    page = driver.shell.page()
    assert isinstance(page, ProjectPage)
    name = page.list.model.index(0, page.list.model.column("name"))
    assert name.data(MARK_ROLE) == "有冲突"
    assert page.drawer is not None
    (mark,) = page.drawer.findChildren(ConflictTag)
    mark.setFocus()
    driver.bot.keyClick(mark, Qt.Key.Key_Return)
    assert driver.labels() == ["整体风险等级"]
    driver.press(Qt.Key.Key_1)
    assert store.row("project", driver.project)["level"] == "orange"
    driver.shell.go("project", record=driver.project)
    drawer = page.drawer
    driver.bot.waitUntil(lambda: drawer.findChildren(ConflictTag) == [])
    assert page.list.model.index(0, page.list.model.column("name")).data(MARK_ROLE) is None


def test_without_the_page_a_mark_leads_nowhere(driver: Driver) -> None:
    del driver.shell.specs["exchange"]
    show_conflict(driver.shell, "project", driver.project)
