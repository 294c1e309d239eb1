"""A disk that fills up costs one sentence and no data; when there is space again the work goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.words import sentence
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.store import Owner, Store, new_id
from tests.store.proofs import prove_all

AUTHOR = "王小明"


def project(store: Store, name: str = "甲") -> None:
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    store.edit("新建", saves, author=AUTHOR)


def many(count: int) -> list[Save]:
    return [
        Save("document", new_id(), {"kind": "guide", "title": f"指南 {number}"}) for number in range(count)
    ]


def refused(store: Store, saves: list[Save]) -> AnxiError:
    """An action that does not fit; nothing is changed and reading goes on."""
    before = store.digest()
    rows = list(store.rows("project"))
    with pytest.raises(AnxiError) as caught:
        store.edit("导入", saves, author=AUTHOR)
    assert (store.digest(), list(store.rows("project"))) == (before, rows)
    assert not store.connection.in_transaction
    assert "没有改动" in sentence(caught.value)
    return caught.value


def test_a_database_that_may_not_grow(store: Store) -> None:
    project(store)
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    for spare in (0, 1, 5, 20):
        store.connection.execute(f"PRAGMA max_page_count = {pages + spare}")
        assert refused(store, many(2_000)).code == "disk_full"
    store.connection.execute("PRAGMA max_page_count = 1000000")
    store.edit("导入", many(500), author=AUTHOR)
    assert len(list(store.rows("document"))) == 500
    prove_all(store)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process grows past `size` bytes, as under a quota; each write says so."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")
@pytest.mark.parametrize("size", [200_000, 400_000, 700_000, 1_000_000])
def test_a_log_that_may_not_grow(store: Store, size: int) -> None:
    project(store)
    with largest_file(size):
        assert refused(store, many(4_000)).code in ("disk_full", "file_failed")
    store.edit("导入", many(100), author=AUTHOR)
    assert len(list(store.rows("document"))) == 100
    prove_all(store)


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A disk of 3 MB; needs root."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root makes a small disk")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("no disk can be made here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


class Filler:
    """A file that leaves only so much space."""

    def __init__(self, disk: Path) -> None:
        self._path = disk / "filler"

    def leave(self, free: int) -> None:
        """Fill the disk up to `free` bytes."""
        self._path.unlink(missing_ok=True)
        state = os.statvfs(self._path.parent)
        size = max(0, state.f_bavail * state.f_frsize - free)
        with self._path.open("wb") as file:
            file.write(b"x" * size)

    def empty(self) -> None:
        self._path.unlink(missing_ok=True)


def test_a_real_disk_fills_up_during_an_action(small_disk: Path, profile: Path, owner: Owner) -> None:
    folder, filler = small_disk / "数据", Filler(small_disk)
    with closing(Store.create(folder, profile=profile, owner=owner)) as store:
        project(store)
        for turn, free in enumerate((0, 4_096, 20_000, 100_000, 300_000, 600_000)):
            filler.leave(free)
            assert refused(store, many(3_000)).code == "disk_full"
            filler.empty()
            project(store, f"又有空间 {turn}")
        filler.leave(0)
        with pytest.raises(AnxiError) as caught:
            store.backup("manual")
        assert caught.value.code == "disk_full"
        assert list((folder / "backups").iterdir()) == []
        prove_all(store)
    with pytest.raises(AnxiError) as caught:  # still full
        Store.create(small_disk / "另一个", profile=profile, owner=owner)
    assert caught.value.code == "disk_full"
    assert not (small_disk / "另一个" / "anxi.db").exists()
    filler.empty()
    with closing(Store.open(folder, profile=profile)) as store:
        assert len(list(store.rows("project"))) == 7
        project(store, "最后")
        prove_all(store)
    Store.create(small_disk / "另一个", profile=profile, owner=owner).close()


def test_a_full_disk_at_the_end_of_a_session_costs_nothing(
    small_disk: Path, profile: Path, owner: Owner
) -> None:
    folder, filler = small_disk / "数据", Filler(small_disk)
    store = Store.create(folder, profile=profile, owner=owner)
    project(store)
    filler.leave(0)
    store.close()
    filler.empty()
    with closing(Store.open(folder, profile=profile)) as store:
        assert len(list(store.rows("project"))) == 1
        project(store, "乙")
        prove_all(store)


def test_what_the_system_calls_an_error_on_a_full_disk_is_told_as_full(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    error = db.sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    with pytest.raises(AnxiError) as caught, db.known_errors(store.path):
        raise error
    assert caught.value.code == "disk_full"
    monkeypatch.undo()
    with pytest.raises(AnxiError) as caught, db.known_errors(store.path):
        raise error
    assert caught.value.code == "file_failed"
    assert "SQLITE_IOERR_WRITE" in sentence(caught.value)
