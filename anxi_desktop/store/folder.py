"""Where a live database may stand: not on a stick, a network drive or in a cloud folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError

DATABASE = "anxi.db"

_CLOUD_PARTS = (
    "onedrive",
    "dropbox",
    "icloud",
    "坚果云",
    "nutstore",
    "百度网盘",
    "baidunetdisk",
    "wpsdrive",
    "weiyun",
)
_NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs"})


def check_folder(folder: Path) -> None:
    """Raise AnxiError("unsafe_folder") where disconnecting or syncing would damage a live database."""
    if os.environ.get("ANXI_ANY_FOLDER"):
        return
    resolved = folder.resolve()
    for part in resolved.parts:
        small = part.lower()
        if any(small == name or small.startswith((f"{name} ", f"{name}-")) for name in _CLOUD_PARTS):
            raise AnxiError("unsafe_folder", kind="网盘同步文件夹", path=folder)
    kind = _drive_kind(resolved)
    if kind is not None:
        raise AnxiError("unsafe_folder", kind=kind, path=folder)


if sys.platform == "win32":
    import ctypes

    def _drive_kind(folder: Path) -> str | None:
        found = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        return {2: "可移动盘", 4: "网络盘", 5: "光盘"}.get(found)

else:

    def _drive_kind(folder: Path) -> str | None:
        best, kind = "", ""
        try:
            lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return None
        for line in lines:
            place, mounted = line.split()[1:3]
            place = place.replace("\\040", " ")
            if str(folder).startswith(place.rstrip("/") + "/") and len(place) >= len(best):
                best, kind = place, mounted
        return "网络盘" if kind in _NETWORK_TYPES else None
