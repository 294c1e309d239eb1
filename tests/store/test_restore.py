"""Restoring a backup: checked first, the present data kept, always a new site."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import backup, db, record_edit
from anxi_desktop.store.attachments import keep_bytes, place_of
from anxi_desktop.store.database_contents import contents_of
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.settings import Settings, save_settings
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


def test_the_laptop_stays_itself_when_another_ones_data_comes(
    store: Store, folder: Path, profile: Path, tmp_path: Path
) -> None:
    add(store, "甲")
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    there = tmp_path / "另一台"
    mine = Owner(code="K3", person="李小红", unit="湖头镇")
    Store.create(there, profile=profile, owner=mine).close()
    restore_backup(there, saved, profile=profile)
    with closing(Store.open(there, profile=profile)) as other:
        assert other.owner() == mine
        add(other, "乙")
        assert [row["code"] for row in other.rows("device")] == ["K7", "K3"]
    (there / "anxi.db").write_bytes(b"damaged " * 900)  # then the settings say who it is
    save_settings(there, Settings(code="K3", person="李小红", unit="湖头镇"))
    restore_backup(there, saved, profile=profile)
    with closing(Store.open(there, profile=profile)) as other:
        assert other.owner() == mine


def test_what_photos_are_here_is_said_anew(store: Store, folder: Path, profile: Path, tmp_path: Path) -> None:
    here, lost, later = (keep_bytes(store, body) for body in (b"here", b"lost", b"later"))
    with db.transaction(store.connection, store.path):
        store.connection.execute("UPDATE attachment SET have = 0 WHERE digest = ?", (later.digest,))
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    place_of(folder, lost.digest).unlink()
    restore_backup(folder, saved, profile=profile)
    rows = dict(store.connection.execute("SELECT digest, have FROM attachment").fetchall())
    assert rows == {here.digest: 1, lost.digest: 0, later.digest: 1}
    found = contents_of(folder / "anxi.db")
    assert (found.photos, found.missing) == (2, 1)


def test_a_file_is_looked_into_without_a_trace(store: Store, profile: Path, tmp_path: Path) -> None:
    add(store, "甲")
    keep_bytes(store, b"photo")
    live = contents_of(store.path)
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    assert contents_of(saved) == live
    assert (live.code, live.projects, live.hazards, live.photos) == ("K7", 1, 0, 1)
    assert live.saved_at is not None
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
    for name, body, code in (("没有.db", None, "file_missing"), ("坏的.db", b"x" * 900, "not_a_database")):
        if body is not None:
            (tmp_path / name).write_bytes(body)
        with pytest.raises(AnxiError) as caught:
            contents_of(tmp_path / name)
        assert caught.value.code == code
