"""An antivirus or a backup program holds a file for a moment: it is waited for; held longer, nothing has changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import atomic, backup, db, keys, settings
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.store import Owner, Store

Hold = Callable[[str, int], list[float]]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Hold:
    """As on Windows, a file of this name can be neither read nor renamed the next so many times; the waits."""
    waits: list[float] = []
    left: dict[str, int] = {}

    def refuse(path: Path) -> None:
        if left.get(path.name, 0) > 0:
            left[path.name] -= 1
            raise PermissionError(errno.EACCES, "sharing violation")

    def replace(source: Path, target: Path, real: Any = os.replace) -> None:
        refuse(Path(source))
        real(source, target)

    def read_text(path: Path, real: Any = Path.read_text, **options: Any) -> str:
        refuse(path)
        return real(path, **options)

    class Windows:
        """The `os` that store.atomic sees."""

        name = "nt"

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

    def start(name: str, times: int) -> list[float]:
        left[name] = times
        monkeypatch.setattr(os, "replace", replace)
        monkeypatch.setattr(Path, "read_text", read_text)
        monkeypatch.setattr(atomic, "os", Windows())
        monkeypatch.setattr(atomic.time, "sleep", waits.append)
        return waits

    return start


def damaged(folder: Path, profile: Path, owner: Owner, out: Path) -> tuple[Path, dict[str, bytes]]:
    """A backup, and what stands in a folder whose database no longer opens."""
    store = Store.create(folder, profile=profile, owner=owner)
    saved = backup.write_backup(store.connection, out, reason="test")
    store.close()
    (folder / "anxi.db").write_bytes(b"not a database " * 1000)
    return saved, databases(folder)


def databases(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("anxi.db*")}


def test_settings_held_at_the_start_are_not_taken_for_damaged(folder: Path, hold: Hold) -> None:
    kept = settings.Settings(unit="县住建局", person="王小明")
    settings.save_settings(folder, kept)
    waits = hold(settings.FILE, 3)
    assert settings.load_settings(folder) == (kept, None)
    assert len(waits) == 3
    assert [path.name for path in folder.glob("settings*")] == [settings.FILE]


def test_a_damaged_database_held_for_a_moment_is_waited_for(
    folder: Path, profile: Path, owner: Owner, tmp_path: Path, hold: Hold
) -> None:
    saved, before = damaged(folder, profile, owner, tmp_path / "out")
    hold("anxi.db", 3)
    kept = restore_backup(folder, saved, profile=profile)
    assert kept is not None
    assert kept.read_bytes() == before["anxi.db"]


def test_a_damaged_database_held_for_long_is_not_parted_from_its_log(
    folder: Path, profile: Path, owner: Owner, tmp_path: Path, hold: Hold
) -> None:
    store = Store.create(folder, profile=profile, owner=owner)
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    store.close()
    holder = db.sqlite3.connect(
        str(folder / "anxi.db"), isolation_level=None
    )  # another program: its -wal stays
    try:
        holder.execute("CREATE TABLE written_last (x)")
        (folder / "anxi.db").write_bytes(b"not a database " * 1000)
        before = databases(folder)
        assert before["anxi.db-wal"]
        waits = hold("anxi.db", 1000)
        with pytest.raises(AnxiError) as caught:
            restore_backup(folder, saved, profile=profile)
        assert databases(folder).keys() == before.keys()
        assert databases(folder)["anxi.db-wal"] == before["anxi.db-wal"]
    finally:
        holder.close()
    assert caught.value.code == "file_busy"
    assert sum(waits) < 3


def test_a_key_held_for_a_moment_is_put_aside(tmp_path: Path, hold: Hold) -> None:
    (tmp_path / "device.key").write_bytes(b"another laptop's")
    hold("device.key", 3)
    keys.make_key(tmp_path)
    assert b"another laptop's" in [path.read_bytes() for path in tmp_path.iterdir()]
