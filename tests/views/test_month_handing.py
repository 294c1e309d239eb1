"""提交 with mouse and keys: errors ask for a reason, papers are kept, a change asks for a correction, ways out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app.drives import Drive
from anxi_desktop.domain.month import Month
from anxi_desktop.store import record_edit
from anxi_desktop.views import month_acts
from anxi_desktop.views.month_handing import HandingDrawer
from anxi_desktop.views.month_page import MonthPage
from tests.views.test_month_page import (  # the page among fakes of its surroundings
    Surroundings,
    click_row,
    page,
    shell,
    texts_of,
    theme,
    window,
)

__all__ = ["page", "shell", "theme", "window"]


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def opened(qtbot: QtBot, page: MonthPage) -> HandingDrawer:
    click(qtbot, page.bar.submit_button)
    drawer = page.acts.handing
    assert drawer is not None
    return drawer


def submitted(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> HandingDrawer:
    shell.session.change_settings(unit="安溪县质安中心", person="王小明", phone="0595-00001234")
    drawer = opened(qtbot, page)
    click(qtbot, drawer.submit)
    assert "已提交，数值已冻结" in shell.told
    return drawer


def add_hazard(shell: Surroundings) -> None:
    store = shell.session.store
    home = next(row for row in store.rows("project", {"category": "works"}) if row["unit_type"] is None)
    new = {"project": home["id"], "source": "self", "found_on": "2026-10-09", "description": "临边无防护"}
    shell.session.edit("新建隐患", record_edit.add_saves(store, "hazard", new))


def test_errors_are_listed_and_need_a_reason(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    drawer = opened(qtbot, page)
    assert drawer.title() == "2026年10月工程月报"
    assert "没有填写联系电话" in "".join(line.title for line in drawer.errors.lines())
    click(qtbot, drawer.submit)
    assert "请先写明原因" in texts_of(drawer)
    assert list(shell.session.store.rows("submission")) == []
    drawer.reason.insert("电话明天补")
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    (row,) = shell.session.store.rows("submission")
    assert (row["reason"], row["family"], row["month"]) == ("电话明天补", "works", "2026-10")


def test_a_clean_month_is_submitted_with_one_press(
    qtbot: QtBot, page: MonthPage, shell: Surroundings
) -> None:
    drawer = submitted(qtbot, page, shell)
    assert drawer.submit.isHidden()
    assert len(drawer.papers.lines()) == 7
    assert [line.tag or line.note for line in page.forms.lines()[:2]] == ["已提交", "已提交"]
    assert page.notice.isHidden()
    click_row(qtbot, page.forms, 2)
    assert page.shown == "附件3"


def test_a_later_change_is_told_and_corrected(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    drawer = submitted(qtbot, page, shell)
    add_hazard(shell)
    assert "1 格和提交的不同" in page.notice.text()
    (line,) = drawer.moved.lines()
    assert "自查隐患数量" in line.title
    assert drawer.submit.text() == "提交更正"
    click_row(qtbot, drawer.moved, 0)
    assert page.view.current() == (0, "tl_found")
    click(qtbot, drawer.submit)
    assert "请先写明原因" in texts_of(drawer)
    drawer.reason.insert("补报")
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    first, second = shell.session.store.rows("submission")
    assert (second["corrects"], second["reason"]) == (first["id"], "补报")
    assert page.notice.isHidden()


def test_the_ways_out(
    qtbot: QtBot, page: MonthPage, shell: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = submitted(qtbot, page, shell)
    target = tmp_path / "报送"
    target.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(target))
    click(qtbot, drawer.package)
    assert [path.suffix for path in target.iterdir()] == [".zip"]
    click(qtbot, drawer.mail)
    assert [error.code for error in shell.errors] == ["no_recipient"]  # pyright: ignore[reportAttributeAccessIssue]
    shell.session.change_settings(mail_works="za@example.org")
    click(qtbot, drawer.mail)
    assert {path.suffix for path in target.iterdir()} == {".zip", ".eml"}
    stick = tmp_path / "U盘"
    stick.mkdir()
    monkeypatch.setattr(month_acts, "removable_drives", lambda: [Drive("老王的U盘", stick, 1 << 30)])
    starts: list[str] = []

    def choose(_parent: QWidget, _title: str, start: str) -> str:
        starts.append(start)
        return start

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    click(qtbot, drawer.stick)
    assert starts == [str(stick)]
    assert [path.suffix for path in stick.iterdir()] == [".zip"]


def test_sealed_scans_are_attached(
    qtbot: QtBot, page: MonthPage, shell: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = submitted(qtbot, page, shell)
    scan = tmp_path / "附件4盖章.pdf"
    scan.write_bytes(b"%PDF-1.4")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(scan)], ""))
    click(qtbot, drawer.scans)
    assert drawer.papers.lines()[-1].title == scan.name


def test_another_month_has_its_own_state(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    drawer = submitted(qtbot, page, shell)
    page.show_month(Month(2026, 9))
    assert drawer.title() == "2026年9月工程月报"
    assert not drawer.submit.isHidden()


def test_the_drawer_goes_along_with_the_family(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    """What its button hands in is what its title says."""
    shell.session.change_settings(unit="安溪县质安中心", person="王小明", phone="0595-00001234")
    drawer = opened(qtbot, page)
    drawer.reason.insert("工程的原因")
    chips = {chip.text(): chip for chip in page.bar.families.findChildren(QPushButton)}
    click(qtbot, chips["物业"])
    assert (drawer.title(), drawer.reason.text()) == ("2026年10月物业月报", "")
    if drawer.needs_reason():
        drawer.reason.insert("物业的原因")
    click(qtbot, drawer.submit)
    assert [row["family"] for row in shell.session.store.rows("submission")] == ["property"]
    page.show_form("附件4")
    assert drawer.title() == "2026年10月工程月报"
    assert not drawer.submit.isHidden()


def test_only_a_correction_is_called_one(qtbot: QtBot, page: MonthPage, shell: Surroundings) -> None:
    drawer = opened(qtbot, page)
    click(qtbot, drawer.submit)
    drawer.reason.insert("电话明天补")  # handed in with errors, for the first time
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    assert "提交" in texts_of(drawer)
    assert "（更正）" not in texts_of(drawer)
    add_hazard(shell)
    drawer.reason.insert("补报")
    qtbot.keyClick(drawer.reason, Qt.Key.Key_Return)
    assert "（更正）" in texts_of(drawer)


def test_handing_in_needs_no_mouse(
    qtbot: QtBot, page: MonthPage, shell: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a typed figure to the copy on a stick."""
    shell.session.change_settings(unit="安溪县质安中心", person="王小明", phone="0595-00001234")
    page.view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_5):
        qtbot.keyClick(QApplication.focusWidget(), key)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "paper")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    (row,) = shell.session.store.rows("month_cell")
    assert (row["value"], row["reason"]) == ("5", "paper")
    page.bar.submit_button.setFocus()
    qtbot.keyClick(page.bar.submit_button, Qt.Key.Key_Space)
    drawer = page.acts.handing
    assert drawer is not None
    if drawer.needs_reason():
        qtbot.keyClicks(QApplication.focusWidget(), "late")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert len(list(shell.session.store.rows("submission"))) == 1
    monkeypatch.setattr(month_acts, "removable_drives", list)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    drawer.begin()
    assert drawer.package.hasFocus()
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert drawer.stick.hasFocus()
    qtbot.keyClick(drawer.stick, Qt.Key.Key_Space)
    assert len(list(tmp_path.glob("*.zip"))) == 1


def test_a_second_press_while_it_runs_hands_nothing_in(
    qtbot: QtBot, page: MonthPage, shell: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.session.change_settings(unit="安溪县质安中心", person="王小明", phone="0595-00001234")
    drawer = opened(qtbot, page)
    started: list[str] = []
    monkeypatch.setattr(shell, "run", lambda title, *_args, **_kept: started.append(title))
    click(qtbot, drawer.submit)
    click(qtbot, drawer.submit)
    assert len(started) == 1
