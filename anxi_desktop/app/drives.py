"""The USB sticks that are plugged in now, to offer them as places to copy to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir, QStorageInfo


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick: its name as people know it, its root folder, the bytes free on it."""

    name: str
    root: Path
    free: int


class Volume(Protocol):
    """What is asked of a QStorageInfo."""

    def isReady(self) -> bool:
        """Whether a medium is in it and can be used."""
        ...

    def isReadOnly(self) -> bool:
        """Whether it is write-protected."""
        ...

    def name(self) -> str:
        """Its label, "" where it has none."""
        ...

    def bytesAvailable(self) -> int:
        """The bytes free for this account; -1 where that is not known."""
        ...


def removable_drives(
    roots: Iterable[str] | None = None, *, look: Callable[[str], Volume] = QStorageInfo
) -> list[Drive]:
    """The sticks and USB disks that can be written, in the order of their roots.

    `roots` are the volumes to choose from, by default those of this machine. Only what is removable is looked
    at: a network drive that is away would hold up the window for many seconds.
    """
    found: list[Drive] = []
    for root in sorted(set(_roots() if roots is None else roots)):
        if not is_removable(root):
            continue
        volume = look(root)
        if volume.isReady() and not volume.isReadOnly():
            found.append(Drive(_named(volume.name(), root), Path(root), max(0, volume.bytesAvailable())))
    return found


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _REMOVABLE, _FIXED = 2, 3
    _SHARED, _OPEN_EXISTING = 0x3, 3
    _QUERY_PROPERTY = 0x2D1400  # IOCTL_STORAGE_QUERY_PROPERTY; twelve zero bytes ask for the device itself
    _BUS_AT, _USB = 28, 7  # STORAGE_DEVICE_DESCRIPTOR.BusType
    _kernel = ctypes.WinDLL("kernel32")
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.CreateFileW.argtypes = [
        *(wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID),
        *(wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE),
    ]
    _kernel.DeviceIoControl.argtypes = [
        *(wintypes.HANDLE, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD),
        *(wintypes.LPVOID, wintypes.DWORD, ctypes.POINTER(wintypes.DWORD), wintypes.LPVOID),
    ]
    _kernel.CloseHandle.argtypes = [wintypes.HANDLE]

    def is_removable(root: str) -> bool:
        """Whether a drive such as "E:/" is a stick, or a disk on USB, which Windows calls fixed."""
        kind = _kernel.GetDriveTypeW(root.replace("/", "\\"))
        return kind == _REMOVABLE or (kind == _FIXED and _is_on_usb(root[:2]))

    def _is_on_usb(letter: str) -> bool:
        """By the bus the device of a drive such as "E:" says it is on; needs no rights to the drive."""
        handle = _kernel.CreateFileW(f"\\\\.\\{letter}", 0, _SHARED, None, _OPEN_EXISTING, 0, None)
        if handle == wintypes.HANDLE(-1).value:
            return False
        query, answer, given = bytes(12), ctypes.create_string_buffer(1024), wintypes.DWORD()
        try:
            done = _kernel.DeviceIoControl(
                *(handle, _QUERY_PROPERTY, query, len(query), answer, len(answer)),
                *(ctypes.byref(given), None),
            )
        finally:
            _kernel.CloseHandle(handle)
        end = _BUS_AT + 4
        return bool(done) and given.value >= end and int.from_bytes(answer.raw[_BUS_AT:end], "little") == _USB

    def _roots() -> list[str]:
        return [info.absoluteFilePath() for info in QDir.drives()]

    def _named(label: str, root: str) -> str:
        return f"{label or 'U 盘'}（{root[:2]}）"

else:
    _PLACES = ("/media/", "/run/media/")

    def is_removable(root: str) -> bool:
        """Whether a mount point is where desktops mount sticks."""
        return root.startswith(_PLACES)

    def _roots() -> list[str]:
        return [volume.rootPath() for volume in QStorageInfo.mountedVolumes()]

    def _named(label: str, root: str) -> str:
        return label or Path(root).name
