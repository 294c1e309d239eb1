"""Bundles that wait to be imported: those on the sticks that are plugged in, and those in the inbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

from anxi_desktop.app.drives import Drive, removable_drives
from anxi_desktop.app.exchange_overview import Found
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.files.bundle_seal import is_sealed
from anxi_desktop.store.meeting import Receipt

SUFFIX = ".anxi"
_MOST_FOUND = 50


def bundles_on_sticks(drives: list[Drive] | None, own: str, noted: tuple[Receipt, ...]) -> list[Found]:
    """Bundles in the root of what is plugged in that neither were made here nor were imported already."""
    ids = {str(one.body.get("bundle")) for one in noted if one.kind == "import"}
    made = {name for one in noted if one.kind == "export" for name in _texts(one.body.get("files"))}
    found: list[Found] = []
    for drive in removable_drives() if drives is None else drives:
        try:
            listed = sorted(path for path in drive.root.iterdir() if path.suffix.lower() == SUFFIX)
            new = (path for path in listed[:_MOST_FOUND] if not _is_known(path, own, ids, made))
            found.extend(bundle_at(path, drive.name) for path in new)
        except OSError:  # pulled out just now
            continue
    return found


def _is_known(path: Path, own: str, ids: set[str], made: set[str]) -> bool:
    if is_sealed(path):
        return path.name in made
    try:
        with open_bundle(path) as bundle:
            return bundle.manifest.sender.key == own or bundle.manifest.id in ids
    except AnxiError:
        return False  # what is wrong with it is said when it is imported


def bundle_at(path: Path, place: str) -> Found:
    """A bundle as it is listed; nothing of it is believed yet."""
    code, made_at, size = "", None, 0
    try:
        size = path.stat().st_size
        if not is_sealed(path):
            with open_bundle(path) as bundle:
                code, made_at = bundle.manifest.sender.code, moment_of(bundle.manifest.made_at)
    except (OSError, AnxiError):
        pass  # pulled out, or damaged: said when it is imported
    return Found(path, place, code, made_at, size)


def moment_of(ms: int) -> datetime:
    """Local time; a clock that was set to nonsense gives the last moment there is."""
    try:
        return datetime.fromtimestamp(ms / 1000)
    except (OverflowError, OSError, ValueError):
        return datetime.max


def _texts(found: object) -> list[str]:
    return [str(item) for item in cast("list[object]", found)] if isinstance(found, list) else []
