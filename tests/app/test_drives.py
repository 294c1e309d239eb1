"""Sticks to copy to: what is chosen among the volumes, and that no other volume is even looked at."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QStorageInfo

from anxi_desktop.app import drives
from anxi_desktop.app.drives import Drive, removable_drives


@dataclass
class FakeVolume:
    label: str = "KINGSTON"
    ready: bool = True
    read_only: bool = False
    free: int = 1_000

    def isReady(self) -> bool:
        return self.ready

    def isReadOnly(self) -> bool:
        return self.read_only

    def name(self) -> str:
        return self.label

    def bytesAvailable(self) -> int:
        return self.free


@pytest.fixture(autouse=True)
def as_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same roots on every system: the choosing is what is tested."""
    monkeypatch.setattr(drives, "is_removable", lambda root: root.startswith(("/media/", "/run/media/")))
    monkeypatch.setattr(drives, "_named", lambda label, root: label or Path(root).name)


def test_sticks_that_can_be_written_in_order() -> None:
    volumes = {
        "/run/media/王/B 盘": FakeVolume("B 盘", free=5),
        "/media/王/A": FakeVolume("", free=-1),
        "/media/cdrom": FakeVolume("光盘", read_only=True),
        "/media/card": FakeVolume("读卡器", ready=False),
    }
    assert removable_drives(volumes, look=volumes.__getitem__) == [
        Drive("A", Path("/media/王/A"), 0),
        Drive("B 盘", Path("/run/media/王/B 盘"), 5),
    ]


def test_other_volumes_are_not_looked_at() -> None:
    """A network drive that is away would hold up the window."""
    looked: list[str] = []

    def look(root: str) -> FakeVolume:
        looked.append(root)
        return FakeVolume()

    roots = ["/", "/home", "/mnt/网络盘", "/mediaplayer", "/media/U", "/media/U"]
    assert [drive.root for drive in removable_drives(roots, look=look)] == [Path("/media/U")]
    assert looked == ["/media/U"]


def test_a_real_volume_answers_what_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives, "is_removable", lambda root: True)
    (drive,) = removable_drives([str(tmp_path)], look=QStorageInfo)
    assert drive.root == tmp_path
    assert drive.free > 0
    assert drive.name


def test_this_machine_can_be_asked() -> None:
    assert isinstance(removable_drives(), list)


@pytest.mark.skipif(sys.platform == "win32", reason="mount points of Linux")
@pytest.mark.parametrize(
    ("root", "expected"),
    [("/media/u/A", True), ("/run/media/u/A", True), ("/", False), ("/mnt/A", False), ("/mediaA", False)],
)
def test_mount_points_of_sticks(monkeypatch: pytest.MonkeyPatch, root: str, expected: bool) -> None:
    monkeypatch.undo()
    assert drives.is_removable(root) is expected


@pytest.mark.skipif(sys.platform != "win32", reason="drives of Windows")
def test_the_systems_own_drive_is_no_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert drives.is_removable("C:/") is False
    assert drives.is_removable("?:/") is False
