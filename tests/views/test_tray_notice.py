"""Notifications of the desktop: only where there is a tray, and a click is told once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from anxi_desktop.views.tray_notice import TrayNotice

# The offscreen screen has no tray and says so of the icon.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
Reason = QSystemTrayIcon.ActivationReason


@pytest.fixture
def notice(qapp: QApplication) -> Iterator[TrayNotice]:
    owner = QObject()
    picture = QPixmap(16, 16)
    picture.fill(QColor("black"))
    yield TrayNotice(QIcon(picture), owner)
    owner.deleteLater()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the desktop was asked to show, on a desktop with a tray."""
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _, title, text, *more: shown.append((title, text))
    )
    return shown


def tray_of(notice: TrayNotice) -> QSystemTrayIcon | None:
    return notice.findChild(QSystemTrayIcon)


def test_without_a_tray_nothing_is_made(notice: TrayNotice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    assert notice.show("月报", "快到期了") is False
    assert tray_of(notice) is None


def test_a_notification_is_shown_by_one_icon(notice: TrayNotice, told: list[tuple[str, str]]) -> None:
    assert tray_of(notice) is None  # no icon before there is something to say
    assert notice.show("2026年10月 建筑施工月报", "还有 2 个工作日")
    assert notice.show("2026年10月 物业月报", "今天要报送")
    assert told == [("2026年10月 建筑施工月报", "还有 2 个工作日"), ("2026年10月 物业月报", "今天要报送")]
    assert len(notice.findChildren(QSystemTrayIcon)) == 1
    tray = tray_of(notice)
    assert tray is not None
    assert tray.isVisible()
    assert tray.toolTip() == "2026年10月 物业月报"


@pytest.mark.parametrize("act", ["message", Reason.Trigger, Reason.DoubleClick], ids=str)
def test_a_click_is_told_once_and_puts_the_icon_away(
    notice: TrayNotice, told: list[tuple[str, str]], qtbot: QtBot, act: str | Reason
) -> None:
    notice.show("月报", "快到期了")
    tray = tray_of(notice)
    assert tray is not None
    asked: list[bool] = []
    notice.asked.connect(lambda: asked.append(True))
    for _ in range(2):
        if isinstance(act, str):
            tray.messageClicked.emit()
        else:
            tray.activated.emit(act)
    assert asked == [True]
    assert not tray.isVisible()
    assert notice.show("月报", "今天要报送")
    assert tray.isVisible()


def test_the_menu_button_asks_for_nothing(notice: TrayNotice, told: list[tuple[str, str]]) -> None:
    notice.show("月报", "快到期了")
    tray = tray_of(notice)
    assert tray is not None
    asked: list[bool] = []
    notice.asked.connect(lambda: asked.append(True))
    tray.activated.emit(Reason.Context)
    assert asked == []
    assert tray.isVisible()
