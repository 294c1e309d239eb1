"""Opening a data folder for the window, and making one: what the start and the first-run assistant do.

Session and store are imported where they are used: the first paint needs to know only whether there is data
and what the window shall look like.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.folder import DATABASE, check_folder, moved_to
from anxi_desktop.store.settings import (
    DEFAULT_UNIT_TYPE,
    MOST_DUE,
    UNIT_TYPES,
    Settings,
    load_settings,
    save_settings,
)

if TYPE_CHECKING:
    from anxi_desktop.app.session import Session

__all__ = ["DEFAULT_UNIT_TYPE", "MOST_DUE", "UNIT_TYPES", "NewFolder", "Settings", "moved_to"]

_CODE = re.compile(r"[A-Za-z0-9]{1,8}")
_DEMO_FOLDER = "演示数据"
_DEMO_PROJECTS = 212
_DEMO_MONTHS = 12
_DEMO_SEED = 2026


@dataclass(frozen=True, slots=True)
class NewFolder:
    """What the first-run assistant has asked."""

    folder: Path
    unit: str
    unit_type: str
    person: str
    code: str


def has_data(folder: Path) -> bool:
    """True when the folder holds a database already."""
    try:
        return (folder / DATABASE).is_file()
    except OSError:  # a name too long, say: making a folder of it will say so
        return False


def is_code(text: str) -> bool:
    """True for what can be a laptop's code: 1 to 8 letters or figures."""
    return _CODE.fullmatch(text) is not None


def check_place(folder: Path) -> None:
    """Raise AnxiError("unsafe_folder") where a database must not stand."""
    check_folder(folder)


def settings_of(folder: Path) -> tuple[Settings, AnxiError | None]:
    """The settings of a folder before it is opened, for the look of the window."""
    return load_settings(folder)


def open_session(folder: Path, settings: Settings, *, profile: Path, resources: Path) -> Session:
    """Open a data folder. Errors: those of `Store.open`."""
    from anxi_desktop.app.session import Session
    from anxi_desktop.store.store import Store

    return Session(Store.open(folder, profile=profile), settings, resources=resources)


def make_folder(new: NewFolder, *, profile: Path) -> None:
    """Make a data folder with its settings; nothing is left behind where that fails. Errors: `Store.create`."""
    from anxi_desktop.store.store import Owner, Store

    owner = Owner(code=new.code, person=new.person, unit=new.unit)
    Store.create(new.folder, profile=profile, owner=owner).close()
    save_settings(
        new.folder, Settings(unit=new.unit, unit_type=new.unit_type, person=new.person, code=new.code)
    )


def demo_folder(beside: Path) -> Path:
    """Where the demo county stands: beside the data folder, never in it."""
    return beside.parent / f"{beside.name}-{_DEMO_FOLDER}"


def demo_work(folder: Path, *, profile: Path) -> Generator[tuple[int, str], None, Path]:
    """Make a demo county in a folder of its own and return the folder; one that is whole already is used again."""
    from anxi_desktop.files import demo
    from anxi_desktop.store.store import Owner, Store

    if has_data(folder) and (folder / "settings.json").is_file():
        return folder
    if has_data(folder):  # left half filled when it was cancelled
        _clear(folder)
    owner = Owner(code=demo.DEMO_CODE, person=demo.DEMO_PERSON, unit=demo.DEMO_UNIT)
    store = Store.create(folder, profile=profile, owner=owner)
    try:
        yield from demo.fill_demo(store, projects=_DEMO_PROJECTS, months=_DEMO_MONTHS, seed=_DEMO_SEED)
    finally:
        store.close()
    # Written last: it says that the county is whole.
    save_settings(folder, Settings(unit=owner.unit, person=owner.person, code=owner.code))
    return folder


def _clear(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
