"""Moving the data folder: whole and proved at the new place, the old one as it was, with a note."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import sentence
from anxi_desktop.files.folder_move import (
    FOLDER,
    Moved,
    check_new_place,
    move_folder,
    new_place,
)
from anxi_desktop.store import folder as places
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import keep_bytes, place_of
from anxi_desktop.store.backup import backups_in
from anxi_desktop.store.folder import MOVED_NOTE as NOTE
from anxi_desktop.store.folder import moved_to
from anxi_desktop.store.settings import Settings, load_settings, save_settings
from anxi_desktop.store.store import Store
from tests.store.proofs import prove_all

NOW = datetime(2026, 10, 20, 15, 30)


def add(store: Store, name: str) -> None:
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    store.edit("新建项目", saves, author="王小明")


@pytest.fixture
def filled(store: Store) -> Store:
    add(store, "甲")
    save_settings(store.folder, Settings(unit="安溪县住建局", person="王小明", code="K7", theme="dark"))
    store.backup("manual")
    store.backup("daily")
    keep_bytes(store, b"photo")
    return store


def moved(store: Store, place: Path) -> Moved:
    return finish(move_folder(store, place, now=NOW))


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("anxi.db")
    }


def test_everything_is_there_and_the_old_folder_is_as_it_was(
    filled: Store, tmp_path: Path, profile: Path
) -> None:
    place, before = tmp_path / "D 盘" / "新的", bytes_of(filled.folder)
    digest = filled.digest()
    done = moved(filled, place)
    assert done == Moved(filled.folder, place, 1, ())
    after = bytes_of(filled.folder)
    note = after.pop(NOTE)
    assert after == before
    assert note
    assert bytes_of(place) == before
    assert [one.path.name for one in backups_in(place / "backups")] == [
        one.path.name for one in backups_in(filled.folder / "backups")
    ]
    assert load_settings(place)[0].theme == "dark"
    assert moved_to(filled.folder) == place
    assert moved_to(place) is None
    with closing(Store.open(place, profile=profile)) as there:
        assert there.digest() == digest
        add(there, "乙")
        prove_all(there)
        codes = [str(row["code"]) for row in there.rows("device")]
        keys = {str(row["key"]) for row in there.rows("device")}
        assert codes == ["K7", "K7b"]  # the same laptop and key, a site of its own
        assert len(keys) == 1
    with closing(Store.open(filled.folder, profile=profile)) as old:  # still whole, and nobody's number twice
        assert old.digest() == digest


@pytest.mark.skipif(sys.platform == "win32", reason="rights as POSIX has them")
def test_the_key_stays_this_accounts_own(filled: Store, tmp_path: Path) -> None:
    moved(filled, tmp_path / "新的")
    for path in (tmp_path / "新的" / "keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_the_note_is_readable_and_says_where(filled: Store, tmp_path: Path) -> None:
    moved(filled, tmp_path / "新的")
    text = (filled.folder / NOTE).read_text(encoding="utf-8-sig")
    assert str(tmp_path / "新的") in text
    assert "2026-10-20 15:30" in text
    assert "一个也没有删" in text


def test_a_note_that_leads_nowhere_says_nothing(tmp_path: Path) -> None:
    assert moved_to(tmp_path) is None
    for text in ("新的位置：", f"新的位置：{tmp_path / '没有'}", "别的话", "新的位置：\0"):
        (tmp_path / NOTE).write_text(text, encoding="utf-8")
        assert moved_to(tmp_path) is None
    (tmp_path / NOTE).write_bytes(b"\xff\xfe\x00")
    assert moved_to(tmp_path) is None


def test_an_empty_folder_is_taken_as_it_is_and_a_full_one_gets_a_folder(tmp_path: Path) -> None:
    assert new_place(tmp_path / "没有") == tmp_path / "没有"
    (tmp_path / "空").mkdir()
    assert new_place(tmp_path / "空") == tmp_path / "空"
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "一.jpg").write_bytes(b"")
    assert new_place(tmp_path / "照片") == tmp_path / "照片" / FOLDER


def test_a_move_that_was_broken_off_is_gone_on_with(filled: Store, tmp_path: Path) -> None:
    place = tmp_path / "新的"
    for stop in ("复制数据库", "照片", "备份 2", "收尾"):
        steps = move_folder(filled, place, now=NOW)
        while not next(steps)[1].startswith(stop):
            pass
        steps.close()
        assert not (place / "anxi.db").exists()
        assert not (place / "keys").exists()
        assert moved_to(filled.folder) is None
        assert not (filled.folder / NOTE).exists()
        assert new_place(place) == place
    kept = place_of(place, next(iter(bytes_of(filled.folder / "attachments"))).split("/")[-1]).stat()
    moved(filled, place)
    again = place_of(place, next(iter(bytes_of(filled.folder / "attachments"))).split("/")[-1]).stat()
    assert kept.st_mtime_ns == again.st_mtime_ns


def test_what_is_written_meanwhile_stops_the_move(filled: Store, tmp_path: Path, profile: Path) -> None:
    steps = move_folder(filled, tmp_path / "新的", now=NOW)
    while not next(steps)[1].startswith("照片"):
        pass
    with closing(Store.open(filled.folder, profile=profile)) as other:
        add(other, "丙")
    with pytest.raises(AnxiError) as caught:
        finish(steps)
    assert caught.value.code == "folder_changing"
    assert "仍然使用原来的文件夹" in sentence(caught.value)
    assert not (tmp_path / "新的" / "anxi.db").exists()
    assert moved(filled, tmp_path / "新的").files == 1


@pytest.mark.parametrize("kind", ["可移动盘", "网络盘", "网盘同步文件夹"])
def test_a_place_that_would_damage_the_data_is_refused(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place = tmp_path / ("OneDrive" if kind == "网盘同步文件夹" else "盘") / "新的"
    if kind != "网盘同步文件夹":
        monkeypatch.setattr(places, "_drive_kind", lambda folder: kind if folder == place else None)
    with pytest.raises(AnxiError) as caught:
        moved(filled, place)
    assert caught.value.code == "unsafe_folder"
    assert kind in sentence(caught.value)
    assert not place.exists()


def test_a_folder_with_data_and_one_within_the_data_are_refused(filled: Store, tmp_path: Path) -> None:
    other = tmp_path / "有数据"
    other.mkdir()
    (other / "anxi.db").write_bytes(b"x")
    for place, code in (
        (other, "already_initialised"),
        (filled.folder / "里面", "own_file"),
        (filled.folder.parent, "own_file"),
    ):
        with pytest.raises(AnxiError) as caught:
            check_new_place(filled.folder, place)
        assert caught.value.code == code
        with pytest.raises(AnxiError):
            moved(filled, place)
    assert (other / "anxi.db").read_bytes() == b"x"


def test_a_place_without_room_is_told_beforehand(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 4_500_000

    monkeypatch.setattr("anxi_desktop.files.folder_copy.shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(AnxiError) as caught:
        moved(filled, tmp_path / "新的")
    assert caught.value.code == "copy_no_room"
    assert not (tmp_path / "新的").exists()


def test_a_backup_that_cannot_be_read_does_not_stop_the_move(filled: Store, tmp_path: Path) -> None:
    bad = backups_in(filled.folder / "backups")[0].path
    if os.name == "nt" or os.geteuid() == 0:
        bad.unlink()
        bad.mkdir()  # what nobody can read as a file
    else:
        bad.chmod(0)
    moved(filled, tmp_path / "新的")
    assert len(backups_in(tmp_path / "新的" / "backups")) == 1
