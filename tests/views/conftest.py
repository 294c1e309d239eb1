"""What tests of widgets share: the look of the program, and typing as people do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.views.theme import Theme

Type = Callable[[QWidget, str], None]


@pytest.fixture
def theme(qapp: QApplication, resources: Path) -> Theme:
    """The light theme on the application."""
    qapp.setStyleSheet("")  # what an earlier test put on would make this theme think it is dressed
    made = Theme(qapp, resources=resources)
    made.start(mode="light", compact=False, reduced_motion=True)
    return made  # kept by the application: widgets of this test are painted until the next one


@pytest.fixture
def type_text(qtbot: QtBot) -> Type:
    """Type into a widget: Latin letters and figures by keys, 汉字 through an input method."""

    def put(target: QWidget, text: str) -> None:
        for letter in text:
            if letter.isascii():
                qtbot.keyClicks(target, letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(target, event)

    return put
