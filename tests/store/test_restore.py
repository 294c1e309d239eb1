"""Restoring a backup: checked first, the present data kept, always a new site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import backup, db, record_edit
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.store import Owner, Store


def add(store: Store, name: str) -> str:
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    store.edit("新建项目", saves, author="王小明")
    return saves[0].row


def names(folder: Path, profile: Path) -> list[str]:
    store = Store.open(folder, profile=profile)
    try:
        return [str(row["name"]) for row in store.rows("project")]
    finally:
        store.close()


def sites(store: Store) -> set[str]:
    return {str(row[0]) for row in store.connection.execute("SELECT DISTINCT site FROM entry")}


def test_restore_brings_the_old_data_and_keeps_the_new(
    folder: Path, profile: Path, owner: Owner, tmp_path: Path
) -> None:
    store = Store.create(folder, profile=profile, owner=owner)
    add(store, "甲")
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    add(store, "乙")
    before = sites(store)
    store.close()
    kept = restore_backup(folder, saved, profile=profile)
    assert names(folder, profile) == ["甲"]
    assert kept is not None
    assert kept.parent == folder / "backups"
    again = Store.open(folder, profile=profile)
    add(again, "丙")
    assert len(sites(again) - before) == 1  # what is written now cannot reuse a number of what was lost
    again.close()
    restore_backup(folder, kept, profile=profile)
    assert names(folder, profile) == ["甲", "乙"]


def test_restoring_what_stands_there_already_also_makes_a_new_site(
    store: Store, folder: Path, profile: Path, tmp_path: Path
) -> None:
    add(store, "甲")
    before = sites(store)
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    restore_backup(folder, saved, profile=profile)
    again = Store.open(folder, profile=profile)
    add(again, "乙")
    assert len(sites(again) - before) == 1
    again.close()


def test_restore_into_an_empty_folder(store: Store, profile: Path, tmp_path: Path) -> None:
    add(store, "甲")
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    assert restore_backup(tmp_path / "新的", saved, profile=profile) is None
    assert names(tmp_path / "新的", profile) == ["甲"]


def test_a_damaged_database_is_moved_aside_and_replaced(
    folder: Path, profile: Path, owner: Owner, tmp_path: Path
) -> None:
    store = Store.create(folder, profile=profile, owner=owner)
    add(store, "甲")
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    store.close()
    (folder / "anxi.db").write_bytes(b"not a database " * 1000)
    kept = restore_backup(folder, saved, profile=profile)
    assert kept is not None
    assert kept.read_bytes().startswith(b"not a database")
    assert names(folder, profile) == ["甲"]


@pytest.mark.parametrize("content", [b"", b"nothing " * 900, None])
def test_what_is_no_backup_changes_nothing(
    store: Store, folder: Path, profile: Path, tmp_path: Path, content: bytes | None
) -> None:
    add(store, "甲")
    digest = store.digest()
    path = tmp_path / "坏的.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AnxiError) as caught:
        restore_backup(folder, path, profile=profile)
    assert caught.value.code == ("file_missing" if content is None else "not_a_database")
    assert store.digest() == digest
    assert not (folder / "backups").exists()


def test_a_newer_backup_is_refused(store: Store, folder: Path, profile: Path, tmp_path: Path) -> None:
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    changing = db.connect(saved)
    changing.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('anxi', '9999_later', '')"
    )
    changing.execute("PRAGMA journal_mode = DELETE")
    changing.close()
    add(store, "甲")
    with pytest.raises(AnxiError) as caught:
        restore_backup(folder, saved, profile=profile)
    assert caught.value.code == "newer_database"
    assert names(folder, profile) == ["甲"]


def test_an_open_window_is_not_restored_under(
    store: Store, folder: Path, profile: Path, tmp_path: Path
) -> None:
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        (folder / "window.lock").write_text(f"{other.pid}\nanxi\nhost\n", encoding="utf-8")
        with pytest.raises(AnxiError) as caught:
            restore_backup(folder, saved, profile=profile)
    assert caught.value.code == "window_open"
    (folder / "window.lock").write_text("999999999\nanxi\nhost\n", encoding="utf-8")  # its owner has died
    restore_backup(folder, saved, profile=profile)
