"""The portable copy: a complete data folder on a stick, made anew or brought up to date.

It holds what a data folder holds but keys, locks and backups, so that whoever finds the stick cannot sign in this
laptop's name, and a laptop that restores it or opens it writes as a new site.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.attachment_copy import PhotosCopied, copy_held, held_files, room_needed
from anxi_desktop.files.folder_copy import check_room, copy_data, make_folder, refuse_overlap
from anxi_desktop.store.atomic import write_beside
from anxi_desktop.store.backup import is_sound
from anxi_desktop.store.database_contents import Contents, contents_of
from anxi_desktop.store.folder import DATABASE, KEYS
from anxi_desktop.store.store import Store

FOLDER = "安溪数据副本"
NOTE = "说明.txt"

_GB, _MB = 1024**3, 1024**2

_TEXT = """\
这是“安溪安全生产标准化”的数据副本，里面是数据库、照片和附件、设置的完整一套。

做副本的时间：{made_at}
电脑：{code}　{person}　{unit}
内容：{projects:,} 个项目，{hazards:,} 条隐患，{photos:,} 个照片和附件，共 {size}
{damaged}
怎样用：
1. 在要用的电脑上打开程序，到“设置 › 数据 › 从备份恢复”，按“选择副本文件夹…”，选这个文件夹。
   那台电脑上现有的数据会先另存一份。
2. 也可以把这个文件夹整个复制到那台电脑的硬盘上，再用“设置 › 数据 › 换一个…”打开它。
   不要直接在 U 盘上打开：拔出时会损坏数据，程序也不允许。
3. 再做一次副本时选同一个 U 盘，只写有变化的部分。

副本里没有这台电脑的签名密钥；在别的电脑上用它写的记录，会以那台电脑自己的名义登记。
里面有姓名、电话等个人信息，请妥善保管，不要外传。
"""


@dataclass(frozen=True, slots=True)
class PortableCopy:
    """A finished copy: where it stands, what it holds, how many of its files were written this time.

    `files` and `size` (bytes) are of the photos and attachments there; `damaged` the digests of those that could
    not be copied.
    """

    folder: Path
    contents: Contents
    files: int
    written: int
    size: int
    damaged: tuple[str, ...]


def copy_place(chosen: Path, code: str) -> Path:
    """Where the copy of the laptop `code` stands when this folder or stick is chosen; a copy may be chosen itself."""
    if is_copy(chosen):
        return chosen
    return chosen / f"{FOLDER}-{code}"


def is_copy(folder: Path) -> bool:
    """True for a folder that holds a portable copy, not one somebody works in."""
    try:
        return (folder / DATABASE).is_file() and (folder / NOTE).is_file() and not (folder / KEYS).exists()
    except OSError:
        return False


def copies_in(folder: Path) -> list[Path]:
    """The portable copies that stand in a folder or on a stick, or the folder itself."""
    if is_copy(folder):
        return [folder]
    try:
        return sorted(path for path in folder.glob(f"{FOLDER}*") if is_copy(path))
    except OSError:
        return []


def copy_portable(
    store: Store, place: Path, *, now: datetime
) -> Generator[tuple[int, str], None, PortableCopy]:
    """Make the copy in `place`, or bring the one there up to date; yields (percent, text).

    Errors: own_file, copy_over_data, copy_of_other, those of `copy_data`.
    """
    _check_place(store, place)
    copied = yield from copy_data(store, place)
    contents = contents_of(place / DATABASE)  # what can be read there now
    size = copied.size + (place / DATABASE).stat().st_size
    damaged = f"有 {len(copied.damaged)} 个照片或附件在电脑上已经损坏，没有复制。\n" if copied.damaged else ""
    words = _TEXT.format(
        made_at=f"{now:%Y-%m-%d %H:%M}",
        code=contents.code,
        person=contents.person,
        unit=contents.unit,
        projects=contents.projects,
        hazards=contents.hazards,
        photos=copied.there,
        size=_size_words(size),
        damaged=damaged,
    )
    with write_beside(place / NOTE) as temporary:
        temporary.write_text(
            words, encoding="utf-8-sig", newline="\r\n"
        )  # as the Editor of Windows 7 wants it
    yield 100, "副本做好了"
    return PortableCopy(place, contents, copied.there, copied.written, size, copied.damaged)


def bring_photos(copy: Path, folder: Path) -> Generator[tuple[int, str], None, PhotosCopied]:
    """Bring the photos of a copy into a data folder whose database will be restored from it; yields (percent, text).

    The copy's database is proved first. What stands in the folder with the right bytes is left, what is damaged
    there is mended. Errors: own_file, not_a_database, newer_database, copy_no_room, those of `copy_held`.
    """
    refuse_overlap(copy, folder)
    yield 0, "核对副本的数据库"
    contents_of(copy / DATABASE)
    if not is_sound(copy / DATABASE):
        raise AnxiError("not_a_database", path=copy / DATABASE)
    files = held_files(copy)
    check_room(folder, room_needed(files, folder))
    make_folder(folder)
    return (yield from copy_held(files, copy, folder))


def _check_place(store: Store, place: Path) -> None:
    refuse_overlap(store.folder, place)
    if (place / KEYS).exists():
        raise AnxiError("copy_over_data", path=place)
    if not (place / DATABASE).exists():
        return
    try:
        there = contents_of(place / DATABASE)
    except AnxiError as error:
        if error.code == "newer_database":
            raise
        return  # a copy that has gone bad is made anew
    owner = store.owner()
    if (there.code, there.unit) != (owner.code, owner.unit):
        raise AnxiError("copy_of_other", path=place, laptop=there.code, unit=there.unit)


def _size_words(size: int) -> str:
    return f"{size / _GB:.1f} GB" if size >= _GB else f"{max(size / _MB, 0.1):.1f} MB"
