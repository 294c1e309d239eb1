"""The lock of the window: after a power cut it may be garbage, and must never lock anyone out for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from anxi_desktop.app.single import SingleWindow
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence


@pytest.mark.parametrize("left", [b"", b"\0" * 40, "乱码\n\n".encode()])
def test_a_lock_that_names_nobody_is_taken_over(qapp: QApplication, folder: Path, left: bytes) -> None:
    (folder / "window.lock").write_bytes(left)
    window = SingleWindow(folder)
    assert window.acquire()
    assert not SingleWindow(folder).acquire()
    window.release()


@pytest.mark.parametrize("name", ["window.lock", "window.call"])
def test_a_folder_in_the_place_of_a_file_is_no_open_window(
    qapp: QApplication, folder: Path, name: str
) -> None:
    (folder / name).mkdir()
    with pytest.raises(AnxiError) as refused:
        SingleWindow(folder).acquire()
    assert refused.value.code == "folder_in_the_way"
    assert name in sentence(refused.value)


def test_a_lock_that_is_held_stays_held_though_its_text_is_lost(qapp: QApplication, folder: Path) -> None:
    first = SingleWindow(folder)
    assert first.acquire()
    (folder / "window.lock").write_bytes(b"")
    assert not SingleWindow(folder).acquire()
    first.release()


def test_a_call_carries_the_file_that_was_to_be_opened(qtbot: QtBot, folder: Path) -> None:
    first, second = SingleWindow(folder), SingleWindow(folder)
    assert first.acquire()
    assert not second.acquire()
    told: list[str] = []
    first.called.connect(told.append)
    second.call_first(str(folder / "K7 十月.anxi"))
    qtbot.waitUntil(lambda: bool(told))
    second.call_first()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [str(folder / "K7 十月.anxi"), ""]
    first.release()


def test_calls_of_an_earlier_window_are_not_answered_again(qtbot: QtBot, folder: Path) -> None:
    (folder / "window.call").write_bytes("旧的.anxi\n".encode())
    window = SingleWindow(folder)
    assert window.acquire()
    told: list[str] = []
    window.called.connect(told.append)
    window.call_first("新的.anxi")
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["新的.anxi"]
    window.release()
