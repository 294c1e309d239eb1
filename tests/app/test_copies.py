"""What the data can be restored from, and the work of restoring, copying and moving as the window runs it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.app import copies, upkeep
from anxi_desktop.app.copies import COPY, Restored, Source
from anxi_desktop.app.drives import Drive
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import keep_bytes, place_of
from anxi_desktop.store.store import Owner, Store


def run(steps: Generator[tuple[int, str], None, Any]) -> Any:
    before = 0
    while True:
        try:
            percent, text = next(steps)
        except StopIteration as end:
            return end.value
        assert before <= percent <= 100
        assert text
        before = percent


def add(folder: Path, profile: Path, name: str) -> None:
    with closing(Store.open(folder, profile=profile)) as store:
        saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
        store.edit("新建", saves, author="王小明")


def names(folder: Path, profile: Path) -> list[str]:
    with closing(Store.open(folder, profile=profile)) as store:
        return [str(row["name"]) for row in store.rows("project")]


@pytest.fixture
def filled(folder: Path, profile: Path, owner: Owner) -> Path:
    Store.create(folder, profile=profile, owner=owner).close()
    add(folder, profile, "城东安置房")
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    root = tmp_path / "U 盘"
    root.mkdir()
    return Drive("KINGSTON", root, 10**9)


def copied(filled: Path, profile: Path, stick: Drive) -> Path:
    with closing(Store.open(filled, profile=profile)) as store:
        place, _ = copies.copy_place(store, stick.root)
    return run(copies.copy_work(filled, place, profile=profile)).folder


def test_a_backup_is_listed_looked_into_and_put_back(filled: Path, profile: Path):
    made = run(upkeep.backup_work(filled, profile=profile))
    [source] = copies.restore_sources(filled, [])
    assert (source.path, source.kind, source.folder) == (made, "manual", None)
    looked = run(copies.look_work(source))
    assert looked.error is None
    assert looked.contents.projects == 1
    add(filled, profile, "湖头")
    done: Restored = run(copies.restore_work(filled, source, profile=profile))
    assert names(filled, profile) == ["城东安置房"]
    assert done.kept is not None
    assert done.kept.is_file()
    assert (done.contents.projects, done.photos) == (1, None)
    run(copies.restore_work(filled, copies.source_of_file(done.kept), profile=profile))
    assert names(filled, profile) == ["城东安置房", "湖头"]


def test_a_damaged_backup_is_seen_before_it_is_chosen(filled: Path, profile: Path):
    made = run(upkeep.backup_work(filled, profile=profile))
    body = bytearray(made.read_bytes())
    body[3 * 4096 : 3 * 4096 + 16] = b"\xff" * 16
    made.write_bytes(body)
    [source] = copies.restore_sources(filled, [])
    looked = run(copies.look_work(source))
    assert looked.error.code == "not_a_database"
    made.unlink()
    assert run(copies.look_work(source)).error.code == "file_missing"


def test_a_copy_on_a_stick_is_found_and_restored_with_its_photos(
    filled: Path, profile: Path, stick: Drive, tmp_path: Path, owner: Owner
):
    with closing(Store.open(filled, profile=profile)) as store:
        digest = keep_bytes(store, b"photo").digest
    place = copied(filled, profile, stick)
    other, home = tmp_path / "别的电脑", tmp_path / "别的人"
    mine = Owner(code="K3", person="李小红", unit="湖头镇")
    Store.create(other, profile=home, owner=mine).close()
    [source] = copies.restore_sources(other, [stick])
    assert (source.kind, source.folder) == (COPY, place)
    assert copies.source_of_folder(stick.root) == source == copies.source_of_folder(place)
    done: Restored = run(copies.restore_work(other, source, profile=home))
    assert done.photos is not None
    assert (done.photos.there, done.photos.written, done.contents.photos, done.contents.missing) == (
        1,
        1,
        1,
        0,
    )
    assert place_of(other, digest).read_bytes() == b"photo"
    assert names(other, home) == ["城东安置房"]
    with closing(Store.open(other, profile=home)) as store:
        assert store.owner() == mine


def test_a_backup_alone_on_another_laptop_says_which_photos_are_missing(
    filled: Path, profile: Path, tmp_path: Path
):
    with closing(Store.open(filled, profile=profile)) as store:
        keep_bytes(store, b"photo")
    made = run(upkeep.backup_work(filled, profile=profile))
    done: Restored = run(
        copies.restore_work(tmp_path / "新", copies.source_of_file(made), profile=tmp_path / "他")
    )
    assert (done.kept, done.contents.photos, done.contents.missing) == (None, 0, 1)


def test_a_cancelled_restore_changes_nothing(filled: Path, profile: Path, stick: Drive):
    with closing(Store.open(filled, profile=profile)) as store:
        keep_bytes(store, b"photo")
    source = copies.source_of_folder(copied(filled, profile, stick))
    add(filled, profile, "湖头")
    steps = copies.restore_work(filled, source, profile=profile)
    while "恢复" not in next(steps)[1]:
        pass
    steps.close()
    assert names(filled, profile) == ["城东安置房", "湖头"]


def test_what_is_no_copy_is_said(filled: Path, tmp_path: Path):
    for folder in (filled, tmp_path, tmp_path / "没有"):  # the folder one works in is none either
        with pytest.raises(AnxiError) as caught:
            copies.source_of_folder(folder)
        assert caught.value.code == "not_a_copy"
    with pytest.raises(AnxiError) as caught:
        copies.source_of_file(tmp_path / "没有.db")
    assert caught.value.code == "file_missing"


def test_a_stick_pulled_out_between_the_list_and_the_choice(filled: Path, profile: Path, stick: Drive):
    place = copied(filled, profile, stick)
    [source] = copies.restore_sources(filled, [stick])
    (place / "anxi.db").unlink()
    assert isinstance(source, Source)
    with pytest.raises(AnxiError) as caught:
        run(copies.restore_work(filled, source, profile=profile))
    assert caught.value.code == "file_missing"
    assert names(filled, profile) == ["城东安置房"]
    assert copies.restore_sources(filled, [stick]) == []


def test_where_the_copy_will_stand_and_how_large_it_is(filled: Path, profile: Path, stick: Drive):
    with closing(Store.open(filled, profile=profile)) as store:
        keep_bytes(store, b"photo")
        place, made_at = copies.copy_place(store, stick.root)
        assert (place.name, made_at) == ("安溪数据副本-K7", None)
        copied(filled, profile, stick)
        assert copies.copy_place(store, stick.root)[1] is not None
    files, size = copies.data_size(filled)
    assert (files, size) == (1, 5 + (filled / "anxi.db").stat().st_size)


def test_a_move_goes_where_it_may(filled: Path, profile: Path, tmp_path: Path):
    place = copies.new_place(filled, tmp_path / "新的")
    assert run(copies.move_work(filled, place, profile=profile)).place == tmp_path / "新的"
    assert names(tmp_path / "新的", profile) == ["城东安置房"]
    with pytest.raises(AnxiError) as caught:
        copies.new_place(filled, filled / "里面")
    assert caught.value.code == "own_file"
