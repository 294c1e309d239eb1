"""The assistant, driven as on a site: by keys, with photos that load meanwhile, and through a crash."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.inspection_draft import DraftStep, GapCode
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import InspectionKind, ItemResult, PhotoRole, Signing
from anxi_desktop.domain.save import Save
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.store import Store, new_id
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.inspection_assistant import InspectionAssistant
from anxi_desktop.views.inspection_page import InspectionPage
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.unfinished import question
from tests.store.proofs import prove_all

Type = Callable[[QWidget, str], None]
_WAIT = 60_000


@dataclass
class Driver:
    """The window with one project, and a person's hands."""

    bot: QtBot
    shell: Shell
    type: Type

    @property
    def page(self) -> InspectionPage:
        page = self.shell.page()
        assert isinstance(page, InspectionPage)
        return page

    @property
    def assistant(self) -> InspectionAssistant:
        assert self.page.assistant is not None
        return self.page.assistant

    def key(self, key: Qt.Key, widget: QWidget | None = None, *, control: bool = False) -> None:
        """Press a key where the keyboard is."""
        target = widget or QApplication.focusWidget() or self.shell
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        self.bot.keyClick(target, key, modifier)

    def take_keyboard(self, widget: QWidget) -> None:
        """Put the keyboard there: a popup that closes late may have taken it from every window."""
        widget.activateWindow()
        widget.setFocus()
        self.bot.waitUntil(widget.hasFocus)

    def next(self) -> None:
        """Ctrl+Enter."""
        self.key(Qt.Key.Key_Return, self.assistant, control=True)


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
    row = new_id()
    session.edit(
        "新建",
        [
            Save(
                "project",
                row,
                {"name": "龙津花园二期", "category": "works", "contractor": "安城建设", "manager": "叶某"},
            )
        ],
    )
    jobs = Jobs()
    shell = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(shell)
    shell.resize(1440, 900)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    shell.go("inspection")
    yield Driver(qtbot, shell, type_text)
    shell.close()  # what a field does when it is left needs the store
    jobs.stop()


def photos_of_12_megapixels(folder: Path, count: int) -> list[Path]:
    """Noisy pictures as a phone makes them: 4000 × 3000, each with bytes of its own."""
    base = folder / "base.jpg"
    Image.effect_noise((1000, 750), 80).resize((4000, 3000)).convert("RGB").save(base, quality=85)
    body = base.read_bytes()
    made: list[Path] = []
    for number in range(count):
        note = f"photo {number}".encode()
        comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
        path = folder / f"IMG_{number}.jpg"
        path.write_bytes(body[:2] + comment + body[2:])
        made.append(path)
    return made


def take_first(driver: Driver, offer: Suggestions) -> None:
    """Arrow down into the list that has opened, and Enter."""
    box = offer.parent()
    assert isinstance(box, QWidget)
    try:
        driver.bot.waitUntil(offer.popup.isVisible)
    except (
        driver.bot.TimeoutError
    ):  # a window that lost the keyboard on a busy machine: the arrow opens the list
        driver.take_keyboard(box)
        driver.key(Qt.Key.Key_Down, box)
        driver.bot.waitUntil(offer.popup.isVisible)
    driver.key(Qt.Key.Key_Down, offer.popup)
    driver.key(Qt.Key.Key_Return, offer.popup)


def choose_project(driver: Driver) -> None:
    """Type pinyin and take the project from the list that opens."""
    start = driver.assistant.start
    driver.take_keyboard(start.project)
    driver.type(start.project, "ljhy")
    take_first(driver, start.offer)
    assert driver.assistant.work.draft.head.project


def test_sixty_items_five_hazards_and_ten_photos_by_keyboard(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = photos_of_12_megapixels(tmp_path, 10)
    driver.key(Qt.Key.Key_Space, driver.page.list.new)
    choose_project(driver)
    start = driver.assistant.start
    assert start.site_unit.text() == "安城建设"
    titles = {group.title: group.key for group in driver.assistant.work.draft.check_list.groups}
    for title in ("施工用电", "施工机具", "门式钢管脚手架"):
        driver.key(Qt.Key.Key_Space, start.tables.chips[titles[title]])
    assert driver.assistant.work.draft.progress().total == 60
    driver.next()

    # ②: fifty-five times 符合, five times 不符合 with points and a reason; photos come while typing goes on.
    items = driver.assistant.items
    reasons = ["围挡破损", "脚手板没有满铺", "坑边堆土", "立杆间距大", "临边没有栏杆"]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path) for path in files[5:]], ""))
    places = driver.assistant.work.draft.places()
    failed = set(places[5::12])
    assert len(failed) == 5
    for number, place in enumerate(places):
        assert items.place == place
        if place not in failed:
            driver.key(Qt.Key.Key_1, items)
            continue
        if len([known for known in places[:number] if known in failed]) == 0:
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in files[:5]])
            QApplication.clipboard().setMimeData(data)
            driver.key(Qt.Key.Key_V, items, control=True)
        elif len([known for known in places[:number] if known in failed]) == 1:
            driver.key(Qt.Key.Key_Space, items)
        driver.key(Qt.Key.Key_2, items)
        assert items.deducted.hasFocus()
        driver.type(items.deducted, "2")
        driver.key(Qt.Key.Key_Return)
        driver.type(items.reason, reasons.pop(0))
        driver.key(Qt.Key.Key_Return)
    draft = driver.assistant.work.draft
    assert draft.progress().done == 60
    score = draft.score()
    assert score is not None
    assert score.unchecked == ()
    driver.bot.waitUntil(lambda: not driver.assistant.photos.taking, timeout=_WAIT)
    assert len(driver.assistant.work.draft.photos) == 10
    driver.next()

    # ③: a hazard for each, graded by keys.
    hazards = driver.assistant.hazards
    assert [hazard.description for hazard in driver.assistant.work.draft.hazards.values()] == [
        "围挡破损",
        "脚手板没有满铺",
        "坑边堆土",
        "立杆间距大",
        "临边没有栏杆",
    ]
    for row in list(driver.assistant.work.draft.hazards):
        hazards.go(row)
        driver.key(Qt.Key.Key_Space, hazards.severity.findChildren(QWidget)[0])
    graded = {hazard.severity for hazard in driver.assistant.work.draft.hazards.values()}
    assert graded == {Severity.GENERAL}
    driver.next()

    # ④: measure typed, person filled in for all, deadlines as proposed.
    rectify = driver.assistant.rectify
    for card in rectify.cards.values():
        card.requirement.setFocus()
        driver.type(card.requirement, "按规定改好")
    rectify.person.setFocus()
    driver.type(rectify.person, "张师傅")
    driver.key(Qt.Key.Key_Space, rectify.fill)
    driver.key(Qt.Key.Key_Space, rectify.propose)
    driver.next()

    # ⑤: on paper; nothing is missing.
    signing = driver.assistant.signing
    driver.key(Qt.Key.Key_Space, signing.signing.findChildren(QWidget)[1])
    assert driver.assistant.work.draft.gaps() == []
    driver.next()
    assert driver.page.assistant is None
    store = driver.shell.session.store
    (inspection,) = store.rows("inspection")
    assert [inspection[name] for name in ("items", "passed", "failed")] == [60, 55, 5]
    assert len(list(store.rows("hazard", {"inspection": inspection["id"]}))) == 5
    photos = list(store.rows("photo", {"inspection": inspection["id"]}))
    assert len(photos) == 10
    originals = {path.read_bytes() for path in files}
    for photo in photos:
        kept = attachment_path(store, str(photo["digest"]))
        assert kept is not None
        assert kept.read_bytes() in originals
    assert driver.page.drawer is not None
    assert str(inspection["number"]) in driver.page.drawer.title()
    prove_all(store)


def test_every_key_of_the_items_page(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    driver.next()
    items = driver.assistant.items
    places = driver.assistant.work.draft.places()
    driver.key(Qt.Key.Key_Down, items)
    driver.key(Qt.Key.Key_Down, items)
    assert items.place == places[2]
    driver.key(Qt.Key.Key_Up, items)
    assert items.place == places[1]
    driver.key(Qt.Key.Key_3, items)
    assert driver.assistant.work.draft.answer(places[1]).result is ItemResult.ABSENT
    assert items.place == places[2]
    driver.key(Qt.Key.Key_1, items)
    driver.key(Qt.Key.Key_N, items)
    assert items.place == places[4]  # N goes on from where one is
    driver.key(Qt.Key.Key_Space, items.keys[ItemResult.FAILED])
    driver.type(items.deducted, "1x")
    driver.key(Qt.Key.Key_Return)
    driver.type(items.reason, "12 3")  # figures in a text are no answers
    assert driver.assistant.work.draft.answer(places[4]).reason == "12 3"
    assert driver.assistant.work.draft.answer(places[4]).result is ItemResult.FAILED
    assert GapCode.BAD_DEDUCTION in {gap.code for gap in driver.assistant.work.draft.gaps()}
    items.only_open.click()
    shown = [line.place for line in items.list.lines() if line.place]
    assert places[1] not in shown
    assert len(shown) == len(places) - 2


def test_what_was_typed_is_there_after_a_crash_and_asked_for(
    driver: Driver, qtbot: QtBot, theme: Theme, session: Session
) -> None:
    driver.page.new_record()
    choose_project(driver)
    driver.assistant.start.place.clear()
    driver.type(driver.assistant.start.place, "东侧工地")
    driver.next()
    driver.key(Qt.Key.Key_1, driver.assistant.items)
    driver.key(Qt.Key.Key_2, driver.assistant.items)
    driver.type(driver.assistant.items.deducted, "2")
    # The window is gone without a word; another one over the same folder asks.
    jobs = Jobs()
    other = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(other)
    other.resize(1280, 800)
    other.show()
    banner = question(other)
    assert banner is not None
    assert "龙津花园二期" in banner.text()
    assert "2/" in banner.text()
    other.add_banner(banner)
    press = next(
        child for child in banner.findChildren(QWidget) if getattr(child, "text", str)() == "继续检查"
    )
    qtbot.mouseClick(press, Qt.MouseButton.LeftButton)
    page = other.page()
    assert isinstance(page, InspectionPage)
    assert page.assistant is not None
    draft = page.assistant.work.draft
    assert page.assistant.step is DraftStep.ITEMS
    assert draft.head.place == "东侧工地"
    assert draft.progress().done == 2
    assert draft.answer(draft.places()[1]).deducted == "2"
    jobs.stop()


def test_an_empty_inspection_leaves_nothing_and_a_begun_one_stays(driver: Driver) -> None:
    driver.page.new_record()
    driver.bot.mouseClick(driver.assistant.list, Qt.MouseButton.LeftButton)
    assert driver.page.inspections.unfinished() == []
    driver.page.new_record()
    choose_project(driver)
    driver.bot.mouseClick(driver.assistant.list, Qt.MouseButton.LeftButton)
    (draft,) = driver.page.inspections.unfinished()
    driver.page.resume(draft.id)
    assert driver.assistant.work.draft.head.project


def test_a_gap_leads_to_its_place(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    work = driver.assistant.work
    for place in work.draft.places():
        work.answer(place, result=ItemResult.PASSED)
    last = work.draft.places()[-1]
    work.answer(last, result=ItemResult.FAILED, deducted="1")
    for _ in range(4):
        driver.next()
    assert driver.assistant.step is DraftStep.SIGNING
    codes = [gap.code for gap in work.draft.gaps()]
    assert codes == [
        GapCode.DESCRIPTION,
        GapCode.SEVERITY,
        GapCode.REQUIREMENT,
        GapCode.PERSON,
        GapCode.DUE,
        GapCode.SIGNING,
    ]
    driver.next()  # 完成检查 does nothing but say so
    assert driver.page.assistant is not None
    driver.assistant.show_gap(work.draft.gaps()[0])
    assert driver.assistant.step is DraftStep.HAZARDS
    assert driver.assistant.hazards.description.hasFocus()
    driver.assistant.show_gap(work.draft.gaps()[3])
    assert driver.assistant.step is DraftStep.RECTIFICATION
    (card,) = driver.assistant.rectify.cards.values()
    assert card.person.hasFocus()


def draw(bot: QtBot, pad: QWidget, seed: int) -> None:
    hand = random.Random(seed)
    points = [QPoint(30 + 9 * step, 60 + hand.randrange(40)) for step in range(20)]
    bot.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        bot.mouseMove(pad, point)
    bot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])


def test_signatures_are_kept_stroke_by_stroke_and_can_be_drawn_again(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    driver.assistant.go(DraftStep.SIGNING)
    signing = driver.assistant.signing
    chips = signing.signing.findChildren(QWidget)
    driver.bot.mouseClick(chips[0], Qt.MouseButton.LeftButton)
    draw(driver.bot, signing.office, 1)
    draw(driver.bot, signing.office, 2)
    draw(driver.bot, signing.site, 3)
    work = driver.assistant.work
    roles = [photo.role for photo in work.draft.photos.values()]
    assert roles == [PhotoRole.SIGNATURE_OFFICE, PhotoRole.SIGNATURE_SITE]
    digest = next(iter(work.draft.photos.values())).digest
    path = attachment_path(driver.shell.session.store, digest)
    assert path is not None
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        assert image.getchannel("A").getextrema() == (0, 255)
    signing.site.clear()
    assert GapCode.SIGNATURE in {gap.code for gap in work.draft.gaps()}
    driver.bot.mouseClick(chips[2], Qt.MouseButton.LeftButton)
    codes = {gap.code for gap in work.draft.gaps()}
    assert {GapCode.REFUSAL, GapCode.WITNESS} <= codes
    assert GapCode.SIGNATURE not in codes


def test_an_open_hazard_that_looks_the_same_is_offered(driver: Driver, store: Store) -> None:
    (project,) = store.rows("project")
    known = new_id()
    driver.shell.session.edit(
        "旧隐患",
        [
            Save(
                "hazard",
                known,
                {
                    "project": project["id"],
                    "number": "HZ-2026-K1-009",
                    "source": "supervision",
                    "found_on": "2026-11-01",
                    "description": "3#楼楼梯口没有防护栏杆",
                },
            )
        ],
    )
    driver.page.new_record()
    choose_project(driver)
    driver.assistant.go(DraftStep.HAZARDS)
    hazards = driver.assistant.hazards
    driver.bot.mouseClick(hazards.add, Qt.MouseButton.LeftButton)
    driver.type(hazards.description, "3#楼楼梯口缺防护栏杆")
    assert hazards.alike.isVisible()
    assert "HZ-2026-K1-009" in hazards.alike.text()
    join = next(
        child
        for child in hazards.alike.findChildren(QWidget)
        if getattr(child, "text", str)() == "并入那一条"
    )
    driver.bot.mouseClick(join, Qt.MouseButton.LeftButton)
    (hazard,) = driver.assistant.work.draft.hazards.values()
    assert hazard.same_as == known


def test_a_common_hazard_fills_what_nobody_has_typed(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    driver.assistant.go(DraftStep.HAZARDS)
    hazards = driver.assistant.hazards
    driver.bot.mouseClick(hazards.add, Qt.MouseButton.LeftButton)
    hazards.basis.setFocus()
    driver.type(hazards.basis, "own basis")
    hazards.description.setFocus()
    driver.type(hazards.description, "临边")
    take_first(driver, hazards.offer)
    (hazard,) = driver.assistant.work.draft.hazards.values()
    assert hazard.description == "临边没有防护栏杆"
    assert hazard.severity is Severity.LARGER
    assert hazard.requirement
    assert hazard.basis == "own basis"


def test_photos_still_coming_are_kept_when_the_assistant_is_left(driver: Driver, tmp_path: Path) -> None:
    files = photos_of_12_megapixels(tmp_path, 3)
    driver.page.new_record()
    choose_project(driver)
    driver.next()
    assistant = driver.assistant
    place = assistant.items.place
    photos = assistant.photos
    assistant.items.strip.files_added.emit(files)
    assert photos.taking
    driver.bot.mouseClick(assistant.list, Qt.MouseButton.LeftButton)
    (draft,) = driver.page.inspections.unfinished()
    driver.page.resume(draft.id)
    assert driver.assistant is not assistant
    driver.bot.waitUntil(lambda: not photos.taking, timeout=_WAIT)
    kept = driver.assistant.work.draft.photos_of(place=place)
    assert [photo.file_name for photo in kept.values()] == [path.name for path in files]
    assert driver.assistant.items.strip.photos() == list(kept)


def test_photos_that_were_cancelled_hold_nothing_up(driver: Driver, tmp_path: Path) -> None:
    files = photos_of_12_megapixels(tmp_path, 4)
    driver.page.new_record()
    choose_project(driver)
    driver.next()
    photos = driver.assistant.photos
    driver.assistant.items.strip.files_added.emit(files)
    driver.bot.waitUntil(lambda: bool(driver.shell.running.rows()), timeout=_WAIT)
    driver.shell.running.rows()[0].cancelled.emit()
    driver.bot.waitUntil(lambda: not photos.taking, timeout=_WAIT)
    # On a busy machine the last one may be in before the word to stop is.
    assert len(driver.assistant.work.draft.photos) in (0, len(files))


def finished(driver: Driver) -> str:
    """An inspection of 68 items with two hazards, finished by Ctrl+Enter."""
    driver.page.new_record()
    choose_project(driver)
    work = driver.assistant.work
    places = work.draft.places()
    for place in places:
        work.answer(place, result=ItemResult.PASSED)
    for place, text in ((places[40], "临边没有栏杆"), (places[3], "围挡破损")):
        work.answer(place, result=ItemResult.FAILED, deducted="1")
        work.add_hazard(
            place, description=text, severity=Severity.GENERAL, requirement="改好", on_the_spot=True
        )
    work.set_head(signing=Signing.PAPER)
    driver.assistant.go(DraftStep.SIGNING)
    driver.next()
    assert driver.page.assistant is None
    (row,) = driver.shell.session.store.rows("inspection")
    return str(row["id"])


def test_taking_the_end_back_goes_on_with_the_inspection(driver: Driver) -> None:
    record = finished(driver)
    store = driver.shell.session.store
    driver.shell.undo()
    assert list(store.rows("inspection")) == []
    (draft,) = driver.page.inspections.unfinished()
    assert "68/68" in draft.title
    driver.shell.redo()
    assert driver.page.inspections.unfinished() == []
    assert [row["id"] for row in store.rows("inspection")] == [record]
    driver.shell.undo()
    (draft,) = driver.page.inspections.unfinished()
    driver.page.resume(draft.id)
    again = driver.assistant.work.draft
    assert [hazard.description for hazard in again.hazards.values()] == ["临边没有栏杆", "围挡破损"]
    assert again.gaps() == []
    assert driver.assistant.step is DraftStep.SIGNING


def test_another_project_brings_its_own_site_but_keeps_what_was_typed(driver: Driver) -> None:
    row = new_id()
    values = {"name": "和兴小区", "category": "property", "property_company": "和兴物业", "manager": "林某"}
    driver.shell.session.edit("新建", [Save("project", row, values)])
    driver.page.new_record()
    choose_project(driver)
    start = driver.assistant.start
    driver.type(start.site_person, "2")
    start.choose_project(row)
    head = driver.assistant.work.draft.head
    assert (head.site_unit, head.site_person) == ("和兴物业", "叶某2")
    assert driver.assistant.work.draft.check_list.key == "property"
    start.project.setFocus()
    driver.type(start.project, "x")  # words that choose nothing
    start.place.setFocus()
    assert start.project.text() == "和兴小区"


def test_a_reinspection_names_the_one_it_follows(driver: Driver) -> None:
    record = finished(driver)
    driver.page.new_record()
    choose_project(driver)
    start = driver.assistant.start
    assert not start.reviews.isVisible()
    (chip,) = [
        chip
        for chip in start.kind.findChildren(QWidget)
        if chip.property("code") == InspectionKind.REVIEW.value
    ]
    driver.bot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert start.reviews.isVisible()
    start.reviews.setFocus()
    driver.key(Qt.Key.Key_Down, start.reviews)
    assert driver.assistant.work.draft.head.reviews == record


def test_keys_stay_on_the_table_that_was_pressed(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    tables = driver.assistant.start.tables
    key = next(key for key, chip in tables.chips.items() if not chip.isChecked())
    tables.chips[key].setFocus()
    driver.key(Qt.Key.Key_Space)
    assert tables.chips[key].isChecked()
    assert QApplication.focusWidget() is tables.chips[key]
    driver.key(Qt.Key.Key_Space)
    assert not tables.chips[key].isChecked()


def test_more_than_one_hazard_at_an_item_and_none_with_a_reason(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    work = driver.assistant.work
    first, second = work.draft.places()[:2]
    for place in (first, second):
        work.answer(place, result=ItemResult.FAILED, deducted="1", reason="缺")
    driver.assistant.go(DraftStep.HAZARDS)
    hazards = driver.assistant.hazards
    driver.bot.mouseClick(hazards.more, Qt.MouseButton.LeftButton)
    assert [work.draft.hazards[row].place for row in work.draft.hazards] == [first, second, first]
    driver.bot.mouseClick(hazards.drop, Qt.MouseButton.LeftButton)  # another one stands: no reason is asked
    assert len(work.draft.hazards_of(first)) == 1
    driver.key(Qt.Key.Key_Up, control=True)
    driver.bot.mouseClick(hazards.drop, Qt.MouseButton.LeftButton)
    assert len(work.draft.hazards) == 2  # the last one of a failed item: why?
    driver.type(hazards.why, "已当场纠正")
    driver.key(Qt.Key.Key_Return)
    assert [hazard.place for hazard in work.draft.hazards.values()] == [second]
    assert work.draft.answer(first).no_hazard == "已当场纠正"
    assert work.draft.failed_without_hazard() == []
    assert hazards.description.hasFocus()


def test_a_step_is_reached_by_a_press_on_its_number(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    bar = driver.assistant.steps
    driver.bot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(14, bar.height() // 2))
    assert driver.assistant.step is DraftStep.START
    bar.grab()  # painted: the places are known
    driver.bot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.ends[1] - 20, bar.height() // 2))
    assert driver.assistant.step is DraftStep.ITEMS


def test_half_a_list_has_no_grade_yet(driver: Driver) -> None:
    driver.page.new_record()
    choose_project(driver)
    driver.next()
    driver.key(Qt.Key.Key_1, driver.assistant.items)
    score = driver.assistant.items.score

    def grades() -> list[str]:
        return [tag.accessibleName() or tag.text() for tag in score.findChildren(Tag) if tag.isVisible()]

    driver.bot.waitUntil(lambda: grades() == ["暂按已查项：优良"])
    work = driver.assistant.work
    for place in work.draft.unchecked():
        work.answer(place, result=ItemResult.PASSED)
    driver.assistant.items.show_work()
    driver.bot.waitUntil(lambda: grades() == ["优良"])


def test_the_question_at_the_start_gives_up_only_when_meant(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.page.new_record()
    choose_project(driver)
    driver.assistant.leave()
    banner = question(driver.shell)
    assert banner is not None
    driver.shell.add_banner(banner)
    press = next(child for child in banner.findChildren(QWidget) if getattr(child, "text", str)() == "放弃")
    for meant, left in ((False, 1), (True, 0)):
        outcome = QDialog.DialogCode.Accepted if meant else QDialog.DialogCode.Rejected
        monkeypatch.setattr(Dialog, "exec", lambda _dialog, outcome=outcome: outcome)
        driver.bot.mouseClick(press, Qt.MouseButton.LeftButton)
        assert len(driver.page.inspections.unfinished()) == left
    assert not banner.isVisible()


def test_the_columns_of_the_list_fit_a_small_laptop(driver: Driver) -> None:
    finished(driver)
    driver.shell.close_drawer()
    driver.shell.resize(1366, 768)
    table = driver.page.list.table
    driver.bot.waitUntil(lambda: table.horizontalHeader().length() <= table.viewport().width())
    assert not table.isColumnHidden(driver.page.list.model.column("grade"))
    assert table.isColumnHidden(driver.page.list.model.column("town"))


def test_the_keyboard_is_where_typing_goes_on(driver: Driver) -> None:
    driver.bot.mouseClick(driver.page.list.new, Qt.MouseButton.LeftButton)
    assert driver.assistant.start.project.hasFocus()
    choose_project(driver)
    driver.next()
    driver.key(Qt.Key.Key_1)
    place = driver.assistant.items.place
    driver.assistant.leave()
    (draft,) = driver.page.inspections.unfinished()
    driver.page.resume(draft.id)
    assert driver.assistant.items.place == place
    driver.key(Qt.Key.Key_3)  # to whatever has the keyboard
    answer = driver.assistant.work.draft.answer(driver.assistant.work.draft.places()[1])
    assert answer.result is ItemResult.ABSENT
