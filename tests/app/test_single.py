"""The lock of the window: after a power cut it may be garbage, and must never lock anyone out for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

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
