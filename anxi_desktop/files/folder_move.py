"""Moving the data folder: copied whole and proved at the new place; the old one stays, with a note of where it went.

The key goes along (it is sealed by the same account), so the laptop stays who it is; the new place writes as a new
site all the same. Nothing at the old place is removed or changed.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.folder_copy import copy_data, make_folder, refuse_overlap
from anxi_desktop.store.atomic import write_beside
from anxi_desktop.store.attachments import ATTACHMENTS
from anxi_desktop.store.backup import backups_in
from anxi_desktop.store.folder import BACKUPS, DATABASE, KEYS, MOVED_NOTE, MOVED_WHERE, check_folder
from anxi_desktop.store.settings import FILE as SETTINGS
from anxi_desktop.store.store import Store

FOLDER = "安溪数据"

_OURS = frozenset({ATTACHMENTS, BACKUPS, KEYS, SETTINGS})  # what a move that was broken off leaves
_TEXT = f"""\
这个文件夹里的数据已于 {{moved_at}} 移到新的位置，程序从此打开那里的数据。

{MOVED_WHERE}{{place}}

这里的文件一个也没有删。确认新位置的数据都在以后，可以自己删掉这个文件夹。
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A finished move: from where, to where; files of the attachments there now; digests of those damaged here."""

    source: Path
    place: Path
    files: int
    damaged: tuple[str, ...]


def new_place(chosen: Path) -> Path:
    """The folder itself where it is empty, not there yet or half moved into before; else a folder of our own in it."""
    try:
        names = {path.name for path in chosen.iterdir()}
    except OSError:
        return chosen
    is_ours = all(name in _OURS or name.startswith(f".{DATABASE}.") for name in names)
    return chosen if is_ours else chosen / FOLDER


def check_new_place(source: Path, place: Path) -> None:
    """Refuse a place where the data must not or cannot go. Errors: unsafe_folder, own_file, already_initialised."""
    check_folder(place)
    refuse_overlap(source, place)
    if (place / DATABASE).exists():
        raise AnxiError("already_initialised", path=place)


def move_folder(store: Store, place: Path, *, now: datetime) -> Generator[tuple[int, str], None, Moved]:
    """Copy all of an open data folder to `place` and leave the note; yields (percent, text).

    Until the end there is no database at `place`. Errors: those of `check_new_place` and `copy_data`,
    folder_changing where somebody has written meanwhile.
    """
    check_new_place(store.folder, place)
    backups = [backup.path.relative_to(store.folder) for backup in backups_in(store.folder / BACKUPS)]
    last = _last_entry(store)

    def finish() -> None:
        _copy_keys(store.folder / KEYS, place / KEYS)
        if _last_entry(store) != last:
            raise AnxiError("folder_changing", path=store.folder)

    copied = yield from copy_data(store, place, also=backups, before_naming=finish)
    with suppress(AnxiError):  # a place that cannot be written is no place anybody goes on writing in
        _leave_note(store.folder, place, now)
    yield 100, "数据已移到新的位置"
    return Moved(store.folder, place, copied.there, copied.damaged)


def _copy_keys(source: Path, place: Path) -> None:
    """The few small files of the keys, readable to this account only, read back."""
    if not source.is_dir():
        return
    make_folder(place)
    for path in sorted(source.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        try:
            body = path.read_bytes()
        except OSError as error:
            raise AnxiError("key_unreadable", path=path) from error
        with write_beside(place / path.name) as temporary:
            temporary.touch(mode=0o600)
            temporary.write_bytes(body)
            if temporary.read_bytes() != body:
                raise AnxiError("copy_differs", name=path.name)


def _leave_note(folder: Path, place: Path, now: datetime) -> None:
    text = _TEXT.format(moved_at=f"{now:%Y-%m-%d %H:%M}", place=place.absolute())
    with write_beside(folder / MOVED_NOTE) as temporary:
        temporary.write_text(text, encoding="utf-8-sig", newline="\r\n")


def _last_entry(store: Store) -> int:
    return int(store.connection.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0])
