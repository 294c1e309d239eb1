"""The page 交换 by mouse and keys: out, plan and in, pairing, a conflict, enrolling, a stick, the badge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app import drive_watch
from anxi_desktop.app.drives import Drive
from anxi_desktop.app.exchange_office import ExchangeOffice
from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.trust import Role
from anxi_desktop.files.exchange_export import ExportOrder, export_bundles
from anxi_desktop.files.exchange_import import import_bundle
from anxi_desktop.store import record_edit
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.exchange_county import CreateCountyPanel, RecoverCountyPanel
from anxi_desktop.views.exchange_enrol import EnrolPanel
from anxi_desktop.views.exchange_export_panel import ExportPanel
from anxi_desktop.views.exchange_import_panel import ImportPanel
from anxi_desktop.views.exchange_join import JoinPanel
from anxi_desktop.views.exchange_laptops import LaptopDrawer
from anxi_desktop.views.exchange_notices import ExchangeNotices
from anxi_desktop.views.exchange_page import ExchangePage
from anxi_desktop.views.exchange_receipts import ReceiptDrawer
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 20_000


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author=store.owner().person)
    return saves[0].row


def pack(store: Store, path: Path, **order: Any) -> Path:
    return finish(export_bundles(store, ExportOrder(**order), path, made_by="t")).files[0]


@dataclass
class Driver:
    bot: QtBot
    shell: Shell
    other: Store
    folder: Path
    patch: pytest.MonkeyPatch

    @property
    def page(self) -> ExchangePage:
        page = self.shell.page()
        assert isinstance(page, ExchangePage)
        return page

    @property
    def store(self) -> Store:
        return self.shell.session.store

    def click(self, widget: QWidget) -> None:
        self.bot.mouseClick(widget, LEFT)

    def wait(self, true: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(true()), timeout=LONG_MS)

    def seen(self, kind: type[QWidget]) -> list[Any]:
        return [one for one in self.shell.findChildren(kind) if one.isVisible()]

    def one(self, kind: type[QWidget]) -> Any:
        self.wait(lambda: self.seen(kind))
        return self.seen(kind)[0]

    def read(self) -> None:
        """Wait until the page shows what is true now."""
        self.page.seen = None
        self.page.reload()
        self.wait(lambda: self.page.seen is not None)

    def choose(self, *paths: Path) -> None:
        """What the person will choose in the next file dialog."""
        names = [str(path) for path in paths]
        self.patch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
        self.patch.setattr(QFileDialog, "getOpenFileName", lambda *_: (names[0], ""))
        self.patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (names[0], ""))
        self.patch.setattr(QFileDialog, "getExistingDirectory", lambda *_: names[0])

    def menu(self, words: str) -> None:
        """Press an entry of the menu 信任."""
        menu = self.page.trust.menu()
        menu.aboutToShow.emit()
        action = next(one for one in menu.actions() if words in one.text())
        action.trigger()

    def entries(self) -> list[str]:
        menu = self.page.trust.menu()
        menu.aboutToShow.emit()
        return [one.text() for one in menu.actions() if one.text()]

    def take(self, path: Path) -> None:
        """Let this laptop trust and import something, beside the page."""
        finish(import_bundle(self.store, path, pairing=True))
        self.shell.session.note_foreign(frozenset({"project"}))
        self.read()


def texts(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


@pytest.fixture
def driver(
    qtbot: QtBot,
    session: Session,
    theme: Theme,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Driver]:
    monkeypatch.setenv("ANXI_PROFILE", str(tmp_path / "profile"))
    monkeypatch.setattr(drive_watch, "removable_drives", list)
    other = Store.create(
        tmp_path / "K2", profile=tmp_path / "profile", owner=Owner("K2", "李某", "安溪县某镇")
    )
    folder = tmp_path / "放这里"
    folder.mkdir()
    jobs = Jobs()
    shell = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    shell.show()
    qtbot.waitExposed(shell)
    shell.go("exchange")
    made = Driver(qtbot, shell, other, folder, monkeypatch)
    made.wait(lambda: made.page.seen is not None)
    yield made
    shell.close()
    jobs.stop()
    other.close()


def test_an_export_says_how_much_and_is_read_back(driver: Driver) -> None:
    add(driver.store, "project", name="龙津花园", category="works")
    assert "还没有和别的电脑交换过" in driver.page.line.text()
    driver.click(driver.page.export)
    panel: ExportPanel = driver.one(ExportPanel)
    driver.wait(lambda: "条流水" in panel.amount.text())
    assert not panel.go.isEnabled()  # no stick and no folder yet
    assert "没有找到U盘" in texts(panel)
    driver.choose(driver.folder)
    driver.click(panel.change)
    driver.click(panel.go)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    assert drawer.texts() == ["已写好并读回核对。"]
    (made,) = driver.folder.iterdir()
    assert made.suffix == ".anxi"
    assert made.name in texts(drawer)
    receipt = driver.folder / "收据.pdf"
    driver.choose(receipt)
    driver.click(drawer.print)
    driver.wait(receipt.is_file)
    driver.click(driver.page.chips.chips["receipts"])
    driver.wait(lambda: len(driver.page.parts["receipts"].list.lines()) == 1)


def test_only_a_stick_may_be_pulled_out_and_only_when_it_was_read_back(driver: Driver) -> None:
    stick = driver.folder
    drive = Drive("老王的U盘", stick, 1 << 30)
    driver.click(driver.page.export)
    panel: ExportPanel = driver.one(ExportPanel)
    driver.patch.setattr(drive_watch, "removable_drives", lambda: [drive])
    driver.page.watch.look()  # plugged in while the panel is open
    assert [line.title for line in panel.list.lines()] == ["老王的U盘"]
    driver.click(panel.go)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    assert drawer.texts() == ["已写好并读回核对，可以拔出U盘了：老王的U盘"]
    assert len(list(stick.glob("*.anxi"))) == 1


def test_a_passphrase_that_is_too_short_is_refused_where_it_stands(driver: Driver) -> None:
    driver.click(driver.page.export)
    panel: ExportPanel = driver.one(ExportPanel)
    driver.choose(driver.folder)
    driver.click(panel.change)
    panel.seal.set_value("passphrase")
    panel.seal.picked.emit("passphrase")
    driver.bot.keyClicks(panel.passphrase, "abc")
    driver.click(panel.go)
    assert "口令至少要 6 个字" in texts(panel)
    driver.bot.keyClicks(panel.passphrase, "def")
    driver.click(panel.go)
    driver.one(ReceiptDrawer)
    (made,) = driver.folder.iterdir()
    assert b"age-encryption.org" in made.read_bytes()[:64]


def test_a_mail_draft_for_typed_people(driver: Driver) -> None:
    driver.click(driver.page.mail)
    panel: ExportPanel = driver.one(ExportPanel)
    driver.choose(driver.folder)
    driver.click(panel.change)
    driver.bot.keyClicks(panel.addresses, "nobody")
    driver.click(panel.go)
    assert "“nobody”不是邮箱地址" in texts(panel)
    panel.addresses.clear()
    driver.bot.keyClicks(panel.addresses, "a@example.org")
    driver.click(panel.go)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    assert "1 封邮件草稿已存好" in drawer.texts()[0]
    (made,) = driver.folder.iterdir()
    assert b"a@example.org" in made.read_bytes()


def test_a_first_bundle_is_planned_paired_and_taken_in(driver: Driver) -> None:
    row = add(driver.other, "project", name="龙津花园", category="works")
    path = pack(driver.other, driver.folder / "K2.anxi")
    driver.choose(path)
    driver.click(driver.page.incoming)
    panel: ImportPanel = driver.one(ImportPanel)
    with driver.other.meeting() as meeting:
        digits = fingerprint(meeting.card.key)
    assert digits in texts(panel)
    assert driver.page.exchange.me().digits in texts(panel)
    assert "第一次见到的电脑" in texts(panel)
    assert "新增记录" in texts(panel)
    assert list(driver.store.rows("project")) == []
    assert panel.go.text() == "数字相同，信任并导入"
    driver.click(panel.go)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    assert drawer.texts()[0].startswith("已导入：新增")
    assert driver.store.row("project", row)["name"] == "龙津花园"
    driver.wait(lambda: driver.page.parts["laptops"].list.lines())
    (line,) = driver.page.parts["laptops"].list.lines()
    assert (line.tag, line.title) == ("已核对", "K2 李某 · 安溪县某镇")
    assert "他缺" in line.note


def test_who_is_not_trusted_waits_in_quarantine_until_the_digits_agree(driver: Driver) -> None:
    add(driver.other, "project", name="龙津花园", category="works")
    driver.page.acts.open_import([pack(driver.other, driver.folder / "K2.anxi")])
    panel: ImportPanel = driver.one(ImportPanel)
    driver.click(panel.keep)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    assert any("进了隔离区" in text for text in drawer.texts())
    assert list(driver.store.rows("project")) == []
    driver.wait(lambda: driver.page.parts["quarantine"].list.lines())
    assert driver.page.chips.chips["quarantine"].text() == "隔离区 1"
    driver.click(driver.page.chips.chips["quarantine"])
    part = driver.page.parts["quarantine"].list
    driver.bot.mouseClick(part.viewport(), LEFT, pos=part.visualRect(part.model().index(0, 0)).center())
    laptop: LaptopDrawer = driver.one(LaptopDrawer)
    assert laptop.laptop.digits in texts(laptop)
    assert laptop.export.isHidden()
    driver.click(laptop.pair)
    driver.wait(lambda: not driver.page.parts["quarantine"].list.lines())
    assert len(list(driver.store.rows("project"))) == 1


def test_a_damaged_bundle_and_a_passphrase(driver: Driver) -> None:
    add(driver.other, "project", name="龙津花园", category="works")
    bad = driver.folder / "坏.anxi"
    bad.write_bytes(b"no bundle")
    driver.page.acts.open_import([bad])
    panel: ImportPanel = driver.one(ImportPanel)
    assert "坏.anxi：数据包已损坏" in panel.texts()[0]
    assert panel.go.isHidden()
    driver.bot.keyClick(panel, Qt.Key.Key_Escape)
    driver.wait(lambda: not driver.seen(ImportPanel))
    driver.page.acts.open_import([pack(driver.other, driver.folder / "密.anxi", passphrase="abcdef")])
    panel = driver.one(ImportPanel)
    driver.bot.keyClicks(panel.passphrase, "wrong")
    driver.bot.keyClick(panel.passphrase, Qt.Key.Key_Return)
    driver.wait(lambda: any("口令不对" in texts(one) for one in driver.seen(ImportPanel)))
    panel = driver.one(ImportPanel)
    driver.bot.keyClicks(panel.passphrase, "abcdef")
    driver.click(panel.open)
    driver.wait(lambda: any(not one.go.isHidden() for one in driver.seen(ImportPanel)))
    driver.click(driver.one(ImportPanel).go)
    driver.one(ReceiptDrawer)
    assert len(list(driver.store.rows("project"))) == 1


def test_several_bundles_are_taken_in_one_after_the_other(driver: Driver) -> None:
    add(driver.other, "project", name="龙津花园", category="works")
    first = pack(driver.other, driver.folder / "1.anxi")
    add(driver.other, "project", name="安置房", category="works")
    second = pack(driver.other, driver.folder / "2.anxi")
    driver.page.acts.open_import([second, first])
    panel: ImportPanel = driver.one(ImportPanel)
    assert "导入 2 个数据包" in texts(panel)
    driver.click(panel.go)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    assert len(drawer.shown) == 2
    assert len(list(driver.store.rows("project"))) == 2


def test_a_bundle_on_a_stick_is_offered_once(driver: Driver) -> None:
    add(driver.other, "project", name="龙津花园", category="works")
    pack(driver.other, driver.folder / "K2.anxi")
    drive = Drive("老王的U盘", driver.folder, 1 << 30)
    notices = ExchangeNotices(driver.shell)
    assert driver.shell.rail.buttons["exchange"].badge() == ""
    driver.patch.setattr(drive_watch, "removable_drives", lambda: [drive])
    driver.page.watch.look()
    banner: Banner = driver.page.stick
    driver.wait(banner.isVisible)
    assert "U盘“老王的U盘”上有 1 个没有导入过的数据包：K2.anxi" in banner.text()
    notices._watch.look()
    driver.wait(lambda: driver.shell.rail.buttons["exchange"].badge() == "1")
    assert "1 个数据包等着导入" in driver.shell.rail.buttons["exchange"].toolTip()
    driver.click(banner._actions[0])
    panel: ImportPanel = driver.one(ImportPanel)
    driver.click(panel.go)
    driver.one(ReceiptDrawer)
    driver.wait(banner.isHidden)


def test_a_conflict_is_counted_shown_and_decided(driver: Driver) -> None:
    row = add(driver.other, "project", name="龙津花园", category="works")
    driver.take(pack(driver.other, driver.folder / "1.anxi"))
    notices = ExchangeNotices(driver.shell)
    driver.store.edit("改", [Save("project", row, {"address": "龙津路一号"})], author="王小明")
    driver.other.edit("改", [Save("project", row, {"address": "龙津路二号"})], author="李某")
    path = pack(driver.other, driver.folder / "2.anxi")
    driver.page.acts.open_import([path])
    panel: ImportPanel = driver.one(ImportPanel)
    assert "1 条，导入后由您决定" in texts(panel)
    driver.click(panel.go)
    drawer: ReceiptDrawer = driver.one(ReceiptDrawer)
    driver.wait(lambda: driver.page.chips.chips["conflicts"].text() == "冲突 1")
    notices.refresh()
    assert driver.shell.rail.buttons["exchange"].badge() == "1"
    driver.click(drawer.decide)
    assert driver.page.conflicts.isVisible()
    driver.shell.close_side()
    driver.bot.keyClick(driver.page.conflicts, Qt.Key.Key_1)
    driver.wait(lambda: driver.page.chips.chips["conflicts"].text() == "冲突")
    driver.click(driver.page.back)
    assert driver.page.export.isVisible()
    driver.wait(lambda: driver.shell.rail.buttons["exchange"].badge() == "")


def test_a_record_in_conflict_leads_here(driver: Driver) -> None:
    row = add(driver.other, "project", name="龙津花园", category="works")
    driver.take(pack(driver.other, driver.folder / "1.anxi"))
    driver.store.edit("改", [Save("project", row, {"address": "一号"})], author="王小明")
    driver.other.edit("改", [Save("project", row, {"address": "二号"})], author="李某")
    driver.take(pack(driver.other, driver.folder / "2.anxi"))
    driver.shell.go("exchange", conflict=("project", row))
    assert driver.page.conflicts.isVisible()
    driver.wait(lambda: "龙津花园" in texts(driver.page.conflicts))


def test_a_bundle_is_opened_by_its_path_or_dropped(driver: Driver) -> None:
    path = pack(driver.other, driver.folder / "K2.anxi")
    driver.shell.go("exchange", path=str(path))
    driver.one(ImportPanel)
    driver.shell.close_panel()
    driver.wait(lambda: not driver.seen(ImportPanel))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(driver.folder / "别的.txt"))])
    event = QDropEvent(
        QPointF(QPoint(10, 10)),
        Qt.DropAction.CopyAction,
        mime,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    driver.page.dropEvent(event)
    panel: ImportPanel = driver.one(ImportPanel)
    assert len(panel.readings) == 1


# Trust


def test_the_office_is_made_and_enrols_a_laptop_which_joins(
    driver: Driver, resources: Path, qtbot: QtBot
) -> None:
    assert "建立县级密钥…" in driver.entries()
    driver.menu("建立县级密钥")
    create: CreateCountyPanel = driver.one(CreateCountyPanel)
    sheet = driver.folder / "恢复单.pdf"
    driver.choose(sheet)
    driver.click(create.go)
    driver.wait(lambda: driver.page.exchange.me().is_office)
    assert sheet.is_file()
    driver.wait(lambda: any("马上打印恢复单" in text for text in driver.shell.toasts.texts()))
    assert "建立县级密钥…" not in driver.entries()
    theirs = Session(driver.other, Settings(person="李某", code="K2"), resources=resources)
    request = driver.folder / "K2.anxi-request"
    asked = ExchangeOffice(theirs).write_request(request)
    driver.menu("登记新电脑")
    enrol: EnrolPanel = driver.one(EnrolPanel)
    assert not enrol.go.isEnabled()
    driver.choose(request)
    driver.click(enrol.choose)
    assert asked.fingerprint in texts(enrol)
    assert enrol.role.isHidden()
    driver.bot.mouseClick(enrol.same, LEFT, pos=QPoint(10, enrol.same.height() // 2))
    assert enrol.role.isVisible()
    assert enrol.go.isEnabled()
    listed = driver.folder / "名单.anxi-trust"
    driver.choose(listed)
    driver.click(enrol.go)
    driver.wait(listed.is_file)
    driver.wait(
        lambda: any(line.title.startswith("K2") for line in driver.page.parts["laptops"].list.lines())
    )
    (line,) = driver.page.parts["laptops"].list.lines()
    assert line.tag == "检查人员"
    offered = ExchangeOffice(theirs).read_trust(listed)
    assert offered.names_me
    assert offered.digits == driver.page.exchange.office.county_digits()


def test_an_enterprise_needs_its_projects(driver: Driver, resources: Path) -> None:
    add(driver.store, "project", name="龙津花园", category="works")
    office = driver.page.exchange.office
    finish(office.create_work(driver.folder / "恢复单.pdf")())
    request = driver.folder / "K2.anxi-request"
    ExchangeOffice(Session(driver.other, Settings(code="K2"), resources=resources)).write_request(request)
    driver.menu("登记新电脑")
    enrol: EnrolPanel = driver.one(EnrolPanel)
    enrol.show_request(request)
    enrol.same.setChecked(True)
    driver.click(enrol.role._chips[Role.ENTERPRISE.value])
    assert not enrol.go.isEnabled()
    driver.click(enrol.pick)
    assert enrol.popup is not None
    view = enrol.popup.view
    driver.bot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(0, 0)).center())
    enrol.popup.close()
    assert enrol.pick.text() == "选项目…（已选 1）"
    driver.choose(driver.folder / "名单.anxi-trust")
    driver.click(enrol.go)
    driver.wait(lambda: any(line.tag == "企业" for line in driver.page.parts["laptops"].list.lines()))
    laptop = driver.page.seen
    assert laptop is not None
    driver.page.trust_acts.show_laptop(laptop.laptops[0])
    drawer: LaptopDrawer = driver.one(LaptopDrawer)
    assert "只能写这些项目的自查：龙津花园" in texts(drawer)
    assert drawer.revoke.isVisible()


def test_a_laptop_joins_the_county_of_another(driver: Driver, resources: Path) -> None:
    theirs = Session(driver.other, Settings(code="K2"), resources=resources)
    office = ExchangeOffice(theirs)
    finish(office.create_work(driver.folder / "恢复单.pdf")())
    driver.menu("本机加入本县")
    panel: JoinPanel = driver.one(JoinPanel)
    request = driver.folder / "申请.anxi-request"
    driver.choose(request)
    driver.click(panel.make)
    asked = office.read_request(request)
    assert asked.fingerprint in texts(panel)
    assert panel.steps.current == 1
    finish(office.enrol_work(asked, Role.INSPECTOR, None)())
    listed = driver.folder / "名单.anxi-trust"
    office.write_trust(listed)
    driver.choose(listed)
    driver.click(panel.choose)
    assert office.county_digits() in texts(panel)
    assert "本机已登记" in texts(panel)
    assert not panel.go.isEnabled()
    panel.same.click()
    driver.click(panel.go)
    driver.wait(lambda: driver.page.exchange.me().role is Role.INSPECTOR)
    driver.wait(lambda: "检查人员" in texts(driver.page))


def test_the_sheet_is_typed_and_a_wrong_line_is_named(driver: Driver) -> None:
    driver.menu("恢复县级密钥")
    panel: RecoverCountyPanel = driver.one(RecoverCountyPanel)
    driver.bot.keyClicks(panel.typed, "1: ABCD")
    driver.click(panel.go)
    assert "恢复单的第 1 行不对" in texts(panel)
