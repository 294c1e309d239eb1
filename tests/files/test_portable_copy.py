"""The portable copy: whole, proved, only what is new is written, and an older one is never made worse."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import sentence
from anxi_desktop.files import folder_copy
from anxi_desktop.files.portable_copy import (
    NOTE,
    PortableCopy,
    bring_photos,
    copies_in,
    copy_place,
    copy_portable,
    is_copy,
)
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.attachments import keep_bytes, place_of, small_place_of
from anxi_desktop.store.backup import is_sound
from anxi_desktop.store.settings import Settings, save_settings
from anxi_desktop.store.store import Owner, Store

NOW = datetime(2026, 10, 20, 15, 30)
ROOT = Path(__file__).resolve().parents[2]


def add(store: Store, name: str) -> None:
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    store.edit("新建项目", saves, author="王小明")


@pytest.fixture
def photos(store: Store) -> list[str]:
    """The digests of four files beside a database with one project, its settings and a backup."""
    add(store, "甲")
    save_settings(store.folder, Settings(unit="安溪县住建局", person="王小明", code="K7"))
    store.backup("manual")
    return sorted(keep_bytes(store, os.urandom(size)).digest for size in (10, 5_000, 0, 1_500_000))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the copy on the stick will stand."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    return copy_place(stick, "K7")


def copied(store: Store, place: Path) -> PortableCopy:
    return finish(copy_portable(store, place, now=NOW))


def listed(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def names(path: Path) -> list[str]:
    """The projects a database file holds."""
    with closing(db.sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        return [row[0] for row in copy.execute("SELECT name FROM project ORDER BY name")]


def prove(folder: Path) -> None:
    """A copy that can be used: a sound database, and every file it speaks of with the right bytes."""
    assert is_sound(folder / "anxi.db")
    uri = f"{(folder / 'anxi.db').as_uri()}?mode=ro&immutable=1"
    with closing(db.sqlite3.connect(uri, uri=True)) as copy:
        digests = [row[0] for row in copy.execute("SELECT digest FROM attachment WHERE have")]
    for digest in digests:
        assert hashlib.sha256(place_of(folder, digest).read_bytes()).hexdigest() == digest


def test_a_copy_is_whole_and_holds_no_key_no_lock_and_no_backups(
    store: Store, photos: list[str], place: Path
) -> None:
    (store.folder / "window.lock").write_text("1\n", encoding="utf-8")
    done = copied(store, place)
    expected = {f"attachments/{digest[:2]}/{digest}" for digest in photos}
    assert listed(place) == {"anxi.db", "settings.json", NOTE} | expected
    assert (place / "settings.json").read_bytes() == (store.folder / "settings.json").read_bytes()
    prove(place)
    assert (done.folder, done.files, done.written, done.damaged) == (place, 4, 4, ())
    assert done.size == 1_505_010 + (place / "anxi.db").stat().st_size
    assert (done.contents.projects, done.contents.photos, done.contents.code) == (1, 4, "K7")
    assert is_copy(place)
    assert copies_in(place.parent) == copies_in(place) == [place]


def test_the_note_says_whose_it_is_and_how_to_use_it(store: Store, photos: list[str], place: Path) -> None:
    copied(store, place)
    raw = (place / NOTE).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # for the Editor of an old Windows
    assert b"\r\n" in raw
    text = raw.decode("utf-8-sig")
    for words in (
        "2026-10-20 15:30",
        "K7　王小明　安溪县住建局",
        "1 个项目，0 条隐患，4 个照片和附件",
        "从备份恢复",
    ):
        assert words in text
    assert "损坏，没有复制" not in text


def test_the_progress_only_rises_and_ends(store: Store, photos: list[str], place: Path) -> None:
    steps = list(copy_portable(store, place, now=NOW))
    percents = [percent for percent, _ in steps]
    assert percents == sorted(percents)
    assert steps[-1] == (100, "副本做好了")
    assert any("照片和附件 4 / 4" in text for _, text in steps)
    assert all(0 <= percent < 100 for percent in percents[:-1])


def test_a_second_copy_writes_only_what_is_new_and_mends_what_has_gone_bad(
    store: Store, photos: list[str], place: Path
) -> None:
    copied(store, place)
    first, second = [digest for digest in photos if place_of(store.folder, digest).stat().st_size][:2]
    kept = place_of(place, first)
    before = kept.stat()
    place_of(place, second).write_bytes(b"x" * place_of(store.folder, second).stat().st_size)
    extra = place / "attachments" / "ff" / ("f" * 64)
    extra.parent.mkdir(exist_ok=True)
    extra.write_bytes(b"of an earlier day")
    add(store, "乙")
    new = keep_bytes(store, b"new").digest
    done = copied(store, place)
    assert (done.files, done.written) == (5, 2)
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert place_of(place, new).read_bytes() == b"new"
    assert extra.exists()  # nothing is ever removed
    assert names(place / "anxi.db") == ["乙", "甲"]
    prove(place)
    assert copy_place(place, "K7") == place  # the copy itself may be chosen


def test_a_damaged_photo_is_told_and_the_others_are_copied(
    store: Store, photos: list[str], place: Path
) -> None:
    bad = next(digest for digest in photos if place_of(store.folder, digest).stat().st_size == 5_000)
    original = place_of(store.folder, bad).read_bytes()
    place_of(store.folder, bad).write_bytes(b"y" + original[1:])
    done = copied(store, place)
    assert (done.files, done.damaged) == (3, (bad,))
    assert listed(place) == {
        "anxi.db", "settings.json", NOTE,
        *(f"attachments/{digest[:2]}/{digest}" for digest in photos if digest != bad),
    }  # fmt: skip
    assert "有 1 个照片或附件在电脑上已经损坏，没有复制" in (place / NOTE).read_text(encoding="utf-8-sig")
    place_of(store.folder, bad).write_bytes(original)
    assert copied(store, place).damaged == ()
    place_of(store.folder, bad).write_bytes(
        b"y" + original[1:]
    )  # the good one on the stick is not lost for it
    assert copied(store, place).damaged == ()
    prove(place)


def test_a_small_copy_travels_where_its_original_has_not_arrived(
    store: Store, photos: list[str], place: Path
) -> None:
    for digest in (photos[0], "a" * 64):
        small = small_place_of(store.folder, digest)
        small.parent.mkdir(parents=True, exist_ok=True)
        small.write_bytes(b"small")
    (store.folder / "attachments" / ".half.tmp").write_bytes(b"")
    copied(store, place)
    assert small_place_of(place, "a" * 64).read_bytes() == b"small"
    assert not small_place_of(place, photos[0]).exists()  # it can be made again
    small_place_of(place, "a" * 64).write_bytes(b"other")
    copied(store, place)
    assert small_place_of(place, "a" * 64).read_bytes() == b"small"


def test_on_another_laptop_it_writes_as_another_site(
    store: Store, photos: list[str], place: Path, tmp_path: Path, profile: Path
) -> None:
    copied(store, place)
    uri = f"{(place / 'anxi.db').as_uri()}?mode=ro&immutable=1"
    with closing(db.sqlite3.connect(uri, uri=True)) as copy:
        query = "SELECT count(*) FROM local WHERE key IN ('site', 'token')"
        assert copy.execute(query).fetchone() == (0,)  # not left to the witness
    before = {row[0] for row in store.connection.execute("SELECT DISTINCT site FROM entry")}
    for number, home in enumerate((tmp_path / "别的电脑", profile)):
        there = tmp_path / f"数据 {number}"
        shutil.copytree(place, there)
        with closing(Store.open(there, profile=home)) as other:
            add(other, "乙")
            sites = {row[0] for row in other.connection.execute("SELECT DISTINCT site FROM entry")}
        assert len(sites - before) == 1
        before |= sites


def test_breaking_off_the_first_copy_leaves_photos_and_no_database(
    store: Store, photos: list[str], place: Path
) -> None:
    for stop in ("查看", "复制数据库", *(f"照片和附件 {number}" for number in (1, 2, 3, 4)), "收尾"):
        steps = copy_portable(store, place, now=NOW)
        while not next(steps)[1].startswith(stop):
            pass
        steps.close()
        assert all(name.startswith("attachments/") for name in listed(place) - {"settings.json"})
        assert not is_copy(place)
    assert copied(store, place).files == 4
    prove(place)


@pytest.mark.parametrize("where", ["in the copying", "at the end"])
def test_an_older_copy_survives_a_later_one_that_is_broken_off(
    store: Store, photos: list[str], place: Path, where: str
) -> None:
    copied(store, place)
    old = (place / "anxi.db").read_bytes()
    add(store, "乙")
    keep_bytes(store, os.urandom(3_000_000))
    steps = copy_portable(store, place, now=NOW)
    stop = "照片和附件 3" if where == "in the copying" else "收尾"
    while not next(steps)[1].startswith(stop):
        pass
    steps.close()
    assert (place / "anxi.db").read_bytes() == old
    prove(place)
    copied(store, place)
    assert names(place / "anxi.db") == ["乙", "甲"]


KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from anxi_desktop.files.portable_copy import copy_portable
from anxi_desktop.store.store import Store
folder, profile, place = map(Path, sys.argv[1:4])
store = Store.open(folder, profile=profile)
for percent, text in copy_portable(store, place, now=datetime.now()):
    print(percent, text, flush=True)
    if text == sys.argv[4] or (sys.argv[4] in text and "/" in text):
        sys.stdin.readline()  # killed here
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("at", ["复制数据库并核对", "照片和附件 4 /", "收尾"])
def test_killed_in_the_middle_the_older_copy_is_usable_and_the_next_is_whole(
    store: Store, photos: list[str], place: Path, profile: Path, at: str
) -> None:
    copied(store, place)
    old = (place / "anxi.db").read_bytes()
    add(store, "乙")
    keep_bytes(store, os.urandom(2_500_000))
    command = [sys.executable, "-c", KILLED, *map(str, (store.folder, profile, place)), at]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    ) as process:
        assert process.stdout is not None
        assert any(at in line for line in process.stdout), "it never came so far"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL
    assert (place / "anxi.db").read_bytes() == old
    prove(place)
    copied(store, place)
    assert names(place / "anxi.db") == ["乙", "甲"]
    prove(place)


# What is refused


def test_a_stick_without_room_is_told_beforehand_and_untouched(
    store: Store, photos: list[str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 5_000_000

    monkeypatch.setattr(folder_copy.shutil, "disk_usage", lambda _path: Usage)
    with pytest.raises(AnxiError) as caught:
        copied(store, place)
    assert caught.value.code == "copy_no_room"
    assert "那里只有 4 MB" in sentence(caught.value)
    assert not place.exists()


def test_what_is_there_already_needs_no_room(
    store: Store, photos: list[str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_bytes(store, os.urandom(9_000_000))
    copied(store, place)

    class Usage:
        free = 8_000_000

    monkeypatch.setattr(folder_copy.shutil, "disk_usage", lambda _path: Usage)
    assert copied(store, place).written == 0


def refusing(number: int, real: Callable[[int], None] = os.fsync) -> Callable[[int], None]:
    """An fsync that refuses files of a photo's size, as a stick does that has filled up."""

    def refuse(file: int) -> None:
        if os.fstat(file).st_size == 5_000:
            raise OSError(number, os.strerror(number))
        real(file)

    return refuse


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_a_stick_that_fills_up_leaves_the_older_copy(
    store: Store, photos: list[str], place: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    copied(store, place)
    old = (place / "anxi.db").read_bytes()
    add(store, "乙")
    place_of(place, next(d for d in photos if place_of(place, d).stat().st_size == 5_000)).unlink()
    monkeypatch.setattr(os, "fsync", refusing(number))
    with pytest.raises(AnxiError) as caught:
        copied(store, place)
    assert caught.value.code == "copy_full"
    assert "原来的副本还能用" in sentence(caught.value)
    assert (place / "anxi.db").read_bytes() == old
    assert not list(place.rglob("*.tmp"))
    monkeypatch.undo()
    copied(store, place)
    prove(place)


def test_a_stick_pulled_out_is_told(store: Store, photos: list[str], place: Path) -> None:
    steps = copy_portable(store, place, now=NOW)
    while not next(steps)[1].startswith("照片和附件 2"):
        pass
    shutil.rmtree(place.parent)
    with pytest.raises(AnxiError) as caught:
        finish(steps)
    assert caught.value.code == "copy_place_gone"


def test_a_stick_that_alters_bytes_is_told(
    store: Store, photos: list[str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def tampering(number: int) -> None:
        real(number)
        if os.fstat(number).st_size == 5_000:
            for path in place.rglob(".*.tmp"):
                if path.stat().st_size == 5_000:
                    path.write_bytes(b"z" * 5_000)

    monkeypatch.setattr(os, "fsync", tampering)
    with pytest.raises(AnxiError) as caught:
        copied(store, place)
    assert caught.value.code == "copy_differs"
    assert not (place / "anxi.db").exists()


def test_a_place_within_the_data_or_where_somebody_works_is_refused(
    store: Store, photos: list[str], profile: Path, tmp_path: Path
) -> None:
    live = tmp_path / "在用"
    Store.create(live, profile=profile, owner=Owner(code="K7", person="王小明", unit="安溪县住建局")).close()
    before = (live / "anxi.db").read_bytes()
    for place, code in (
        (store.folder, "own_file"),
        (store.folder / "backups", "own_file"),
        (store.folder.parent, "own_file"),
        (live, "copy_over_data"),
    ):
        with pytest.raises(AnxiError) as caught:
            copied(store, place)
        assert caught.value.code == code
    assert (live / "anxi.db").read_bytes() == before


def test_the_copy_of_another_laptop_is_not_overwritten(
    store: Store, photos: list[str], place: Path, profile: Path, tmp_path: Path
) -> None:
    owner = Owner(code="K7", person="李小红", unit="另一个局")
    with closing(Store.create(tmp_path / "他", profile=profile, owner=owner)) as other:
        copied(other, place)
    with pytest.raises(AnxiError) as caught:
        copied(store, place)
    assert caught.value.code == "copy_of_other"
    assert "另一个局 K7" in sentence(caught.value)
    (place / "anxi.db").write_bytes(b"gone bad " * 900)  # a copy that cannot be read is made anew
    copied(store, place)
    prove(place)


# Bringing photos back


def test_photos_come_back_and_mend_what_is_damaged(
    store: Store, photos: list[str], place: Path, profile: Path, tmp_path: Path
) -> None:
    copied(store, place)
    place_of(store.folder, photos[0]).unlink()
    place_of(store.folder, photos[1]).write_bytes(b"?")
    done = finish(bring_photos(place, store.folder))
    assert (done.there, done.written, done.damaged) == (4, 2, ())
    prove(store.folder)
    empty = tmp_path / "新电脑"
    assert finish(bring_photos(place, empty)).written == 4


def test_photos_of_a_copy_whose_database_is_bad_do_not_come(
    store: Store, photos: list[str], place: Path, tmp_path: Path
) -> None:
    copied(store, place)
    body = bytearray((place / "anxi.db").read_bytes())
    body[4096 * 3 : 4096 * 3 + 16] = b"\xff" * 16
    (place / "anxi.db").write_bytes(body)
    with pytest.raises(AnxiError) as caught:
        finish(bring_photos(place, tmp_path / "新电脑"))
    assert caught.value.code == "not_a_database"
    assert not (tmp_path / "新电脑").exists()
    with pytest.raises(AnxiError) as caught:
        finish(bring_photos(store.folder, store.folder))
    assert caught.value.code == "own_file"


def test_a_damaged_photo_of_the_copy_is_told_and_the_one_here_stays(
    store: Store, photos: list[str], place: Path, tmp_path: Path
) -> None:
    copied(store, place)
    place_of(place, photos[0]).write_bytes(b"?")
    assert finish(bring_photos(place, store.folder)).damaged == ()  # the right one is here
    assert finish(bring_photos(place, tmp_path / "新")).damaged == (photos[0],)
