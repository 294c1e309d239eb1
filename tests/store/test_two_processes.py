"""Two real processes on one folder, a copied folder, an old backup: no place in a chain is ever used twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.store import backup, db, rebuild, record_edit
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.store import Owner, Store
from anxi_desktop.store.witness import Witness
from tests.store.proofs import digest_of_entries, places_of, prove_all, sites_of
from tests.store.writers import Writers

AUTHOR = "王小明"
Start = Callable[[], Writers]


@pytest.fixture
def start(folder: Path, profile: Path, owner: Owner) -> Iterator[Start]:
    """Makes processes that write into one folder."""
    Store.create(folder, profile=profile, owner=owner).close()
    made: list[Writers] = []

    def make() -> Writers:
        made.append(Writers(folder, profile))
        return made[-1]

    yield make
    for writers in made:
        writers.close()


def add(store: Store, name: str) -> None:
    """A new project, and an edit of the first one as writer.py makes it."""
    first = [str(row["id"]) for row in store.rows("project", limit=1)]
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    saves += [Save("project", row, {"address": name}) for row in first]
    store.edit("新建", saves, author=AUTHOR)


def names(store: Store) -> set[str]:
    return {str(row["name"]) for row in store.rows("project")}


def chains(store: Store) -> list[tuple[str, int]]:
    """(stream, number of entries) of every chain."""
    return store.connection.execute("SELECT stream, count(*) FROM entry GROUP BY stream, site").fetchall()


def acked(writers: Writers) -> list[str]:
    said = list(writers.rest())
    assert [item for item in said if item["do"] not in ("open", "ack")] == []
    assert writers.ended == 0
    return [item["value"] for item in said if item["do"] == "ack"]


def test_two_processes_in_turns(start: Start, folder: Path, profile: Path) -> None:
    """The window stays open while a command writes, and the other way round."""
    window = Store.open(folder, profile=profile)
    command = start()
    for turn in range(4):
        add(window, f"窗口 {turn}")
        command.start(mode="append", seed=turn, count=2)
        assert acked(command) == [f"{turn}-0", f"{turn}-1"]
        assert f"{turn}-1" in names(window)
    assert len(names(window)) == 12
    assert len(sites_of(window)) == 1
    places_of(window)
    prove_all(window)
    window.close()


def test_two_processes_at_the_same_time(start: Start, folder: Path, profile: Path) -> None:
    first, second = start(), start()
    first.start(mode="append", seed=1, count=60)
    second.start(mode="append", seed=2, count=60)
    wrote = [*acked(first), *acked(second)]
    store = Store.open(folder, profile=profile)
    try:
        assert sorted(wrote) == sorted(names(store))
        assert len(wrote) == 120
        shared = max(count for _, count in chains(store))
        assert shared >= 100  # both wrote into the chain of the first project
        assert len(sites_of(store)) == 1
        places_of(store)
        prove_all(store)
    finally:
        store.close()


def test_two_openings_at_once_stay_one_site(
    store: Store, folder: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process tells the witness late: the other, which has opened since, must not be forgotten by it."""
    store.close()
    first = Store.open(folder, profile=profile)
    second = Store.open(folder, profile=profile, wait_seconds=0)
    settle, calls = Witness.settle, list[str]()

    def late(witness: Witness, token: str) -> None:
        calls.append(token)
        if len(calls) == 1:
            with suppress(AnxiError):  # it may have to wait, which is as good
                add(second, "乙")
        settle(witness, token)

    monkeypatch.setattr(Witness, "settle", late)
    add(first, "甲")
    add(second, "丙")
    assert len(calls) >= 2
    first.connection.close()  # both killed
    second.connection.close()
    again = Store.open(folder, profile=profile)
    add(again, "丁")
    assert len(sites_of(again)) == 1
    again.close()


def test_a_held_lock_is_told_and_nothing_is_changed(start: Start, folder: Path, profile: Path) -> None:
    holder, other = start(), start()
    holder.start(mode="hold", seed=0, count=0)
    assert holder.listen() == {"do": "open"}
    assert holder.listen() == {"do": "held"}
    other.start(mode="append", seed=3, count=1, wait_seconds=0.1)
    assert list(other.rest()) == [{"do": "open"}, {"do": "failed", "code": "store_busy"}]
    window = Store.open(folder, profile=profile, wait_seconds=0.1)
    digest = window.digest()
    with pytest.raises(AnxiError) as caught:
        add(window, "等")
    assert caught.value.code == "store_busy"
    assert names(window) == set()  # reading goes on meanwhile
    assert window.digest() == digest
    holder.tell("")
    assert list(holder.rest()) == []
    add(window, "等到了")
    assert names(window) == {"等到了"}
    prove_all(window)
    window.close()


def test_a_killed_holder_frees_the_lock(start: Start, folder: Path, profile: Path) -> None:
    holder = start()
    holder.start(mode="hold", seed=0, count=0)
    assert [holder.listen(), holder.listen()] == [{"do": "open"}, {"do": "held"}]
    holder.kill()
    assert list(holder.rest()) == []
    store = Store.open(folder, profile=profile)
    add(store, "甲")
    prove_all(store)
    store.close()


@pytest.mark.parametrize("profile_too", [False, True], ids=["same user", "other machine"])
def test_a_copied_folder_writes_as_a_new_site_and_both_converge(
    start: Start, folder: Path, profile: Path, tmp_path: Path, profile_too: bool
) -> None:
    writers = start()
    writers.start(mode="append", seed=1, count=3)
    acked(writers)
    copied, there = tmp_path / "副本", tmp_path / "there" if profile_too else profile
    shutil.copytree(folder, copied)
    if profile_too:
        shutil.copytree(profile, there)
    writers.start(mode="append", seed=2, count=3)
    acked(writers)
    clone = Writers(copied, there)
    clone.start(mode="append", seed=3, count=3)
    assert acked(clone) == ["3-0", "3-1", "3-2"]
    clone.close()
    here, other = Store.open(folder, profile=profile), Store.open(copied, profile=there)
    try:
        assert len(sites_of(other) - sites_of(here)) == 1
        prove_all(here)
        prove_all(other)
        converge(here, other)
    finally:
        here.close()
        other.close()


@pytest.mark.parametrize("how", ["copied over", "restored"])
def test_an_old_backup_put_back_writes_as_a_new_site(
    start: Start, folder: Path, profile: Path, tmp_path: Path, how: str
) -> None:
    writers = start()
    writers.start(mode="append", seed=1, count=2)
    acked(writers)
    store = Store.open(folder, profile=profile)
    old = backup.write_backup(store.connection, tmp_path / "backups", reason="test")
    store.close()
    writers.start(mode="append", seed=2, count=2)
    acked(writers)
    lost = tmp_path / "before"
    shutil.copytree(folder, lost)
    if how == "restored":
        restore_backup(folder, old, profile=profile)
    else:
        shutil.copyfile(old, folder / "anxi.db")
        for suffix in ("-wal", "-shm"):
            (folder / f"anxi.db{suffix}").unlink(missing_ok=True)
    writers.start(mode="append", seed=3, count=2)
    acked(writers)
    now, then = Store.open(folder, profile=profile), Store.open(lost, profile=profile)
    try:
        assert names(now) == {"1-0", "1-1", "3-0", "3-1"}
        assert len(sites_of(now) - sites_of(then)) == 1
        prove_all(now)
        converge(now, then)
    finally:
        now.close()
        then.close()


def converge(left: Store, right: Store) -> None:
    """Both take what the other has, in different orders: the same digest and records, every place used once."""
    ours, theirs = places_of(left), places_of(right)
    for place in ours.keys() & theirs.keys():
        assert ours[place] == theirs[place], "one place in a chain holds two entries"
    for store, source, order in ((left, right, "id"), (right, left, "id DESC")):
        columns = "name, stream, site, seq, stamp, body, sig, arrived, group_id, row"
        lines = source.connection.execute(f"SELECT {columns} FROM entry ORDER BY {order}").fetchall()
        with db.transaction(store.connection, store.path):
            store.connection.executemany(
                f"INSERT OR IGNORE INTO entry({columns}) VALUES ({', '.join('?' * 10)})", lines
            )
            rebuild.rebuild(store.connection)
    assert left.digest() == right.digest() == digest_of_entries(left)
    assert names(left) == names(right) >= {"3-0", "3-1", "2-0", "2-1"}
    for store in (left, right):
        places_of(store)
        prove_all(store)
