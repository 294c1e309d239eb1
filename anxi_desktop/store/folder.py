"""Where a live database may stand: not on a stick, a network drive or in a cloud folder."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError

DATABASE = "anxi.db"
BACKUPS = "backups"
KEYS = "keys"
MOVED_NOTE = "数据已移走.txt"
"""What a folder whose data was moved holds for people; the line that begins with MOVED_WHERE names the new place."""
MOVED_WHERE = "新的位置："

# Folders of programs that copy files behind our back, by the beginning of their names.
_CLOUD = re.compile(
    r"(我的)?(onedrive|dropbox|icloud|google ?drive|nutstore|坚果云|baidu(netdisk|sync|yun)|百度(网盘|云)"
    r"|wps(drive|云盘|网盘)|weiyun|(腾讯)?微云|阿里云盘|alidrive|天翼云|和彩云|夸克网盘"
    r"|synology ?drive|seafile|pcloud)",
    re.IGNORECASE,
)
_CLOUD_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs", "afs", "ceph"}
)
# 260 characters with the drive and the end; a log or a temporary file beside has a longer name.
_LONGEST_ON_WINDOWS = 240
_STICK_PLACES = ("/media/", "/run/media/")


def check_folder(folder: Path) -> None:
    """Raise AnxiError("unsafe_folder") where disconnecting or syncing would damage a live database.

    ANXI_ANY_FOLDER in the environment overrides it, for people who know what their drive is.
    """
    if os.environ.get("ANXI_ANY_FOLDER"):
        return
    resolved = folder.resolve()
    kind = "网盘同步文件夹" if is_synced(resolved, os.environ) else _drive_kind(resolved)
    if kind is not None:
        raise AnxiError("unsafe_folder", kind=kind, path=folder)


def moved_to(folder: Path) -> Path | None:
    """Where the data of this folder went, by the note left in it; None without one, or where no data is there."""
    try:
        lines = (folder / MOVED_NOTE).read_text(encoding="utf-8-sig").splitlines()
        named = [line.removeprefix(MOVED_WHERE) for line in lines if line.startswith(MOVED_WHERE)]
        return Path(named[0]) if named and (Path(named[0]) / DATABASE).is_file() else None
    except (OSError, ValueError):
        return None


def is_too_long(path: Path) -> bool:
    """True for a file that Windows may refuse for the length of its path, as it is set up for most people."""
    return os.name == "nt" and len(str(path)) > _LONGEST_ON_WINDOWS


def is_synced(folder: Path, environment: Mapping[str, str]) -> bool:
    """True for a resolved folder in the reach of a cloud program."""
    if any(_CLOUD.match(part) for part in folder.parts):
        return True
    places = (environment.get(name) for name in _CLOUD_VARIABLES)
    return any(place and folder.is_relative_to(Path(place)) for place in places)


def mounted_kind(folder: str, mounts: str) -> str | None:
    """What a folder stands on by the text of /proc/mounts, where that is not this machine's own disk."""
    best, kind = "", ""
    for line in mounts.splitlines():
        columns = line.split()
        if len(columns) < 3:
            continue
        place = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), columns[1])
        if f"{folder}/".startswith(f"{place.rstrip('/')}/") and len(place) >= len(best):
            best, kind = place, columns[2]
    if kind in _NETWORK_TYPES:
        return "网络盘"
    return "可移动盘" if f"{best}/".startswith(_STICK_PLACES) else None


if sys.platform == "win32":
    import ctypes

    def _drive_kind(folder: Path) -> str | None:
        found = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        return {2: "可移动盘", 4: "网络盘", 5: "光盘"}.get(found)

else:

    def _drive_kind(folder: Path) -> str | None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        return mounted_kind(str(folder), mounts)
