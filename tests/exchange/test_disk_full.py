"""A disk that fills up or fails during an import costs one sentence and no data; afterwards the import goes on."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.words import sentence
from anxi_desktop.files import exchange_import
from anxi_desktop.files.exchange_export import ExportOrder, export_bundles
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.store import Owner, Store, new_id
from tests.exchange.import_kills import finish
from tests.store.proofs import prove_all, prove_rebuild
from tests.store.test_disk_full import Filler, largest_file, small_disk  # noqa: F401  (a fixture)

AUTHOR = "陈某"
PROJECTS = 1_500


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Many projects and some photos of another laptop."""
    profile = tmp_path / "source profile"
    with closing(
        Store.create(tmp_path / "source", profile=profile, owner=Owner("K1", AUTHOR, "某局"))
    ) as store:
        home = new_id()
        saves = [
            Save("project", new_id(), {"name": f"项目{at}", "category": "works"})
            for at in range(PROJECTS - 1)
        ]
        store.edit(
            "导入", [Save("project", home, {"name": "甲", "category": "works"}), *saves], author=AUTHOR
        )
        for number in range(4):
            kept = keep_bytes(store, Random(number).randbytes(30_000))
            values = {"project": home, "role": "scene", "digest": kept.digest, "size": kept.size}
            store.edit("照片", [Save("photo", new_id(), values)], author=AUTHOR)
        return finish(export_bundles(store, ExportOrder(), tmp_path / "数据.anxi", made_by="测试")).files[0]


@pytest.fixture(autouse=True)
def optimist(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check for space beforehand says yes: what if somebody else fills the disk meanwhile."""
    monkeypatch.setattr(exchange_import, "_demand_space", lambda *_: None)


def take(store: Store, bundle: Path) -> None:
    finish(exchange_import.import_bundle(store, bundle, pairing=True))


def refused(store: Store, bundle: Path) -> AnxiError:
    """An import that fails: nothing of it counts, nothing is open, and there is a sentence for it."""
    before = (store.digest(), store.connection.execute("SELECT count(*) FROM entry").fetchone())
    with pytest.raises(AnxiError) as caught:
        take(store, bundle)
    assert (store.digest(), store.connection.execute("SELECT count(*) FROM entry").fetchone()) == before
    assert not store.connection.in_transaction
    assert list(store.rows("project")) == []
    assert store.connection.execute("SELECT count(*) FROM receipt").fetchone() == (0,)
    assert "…" not in sentence(caught.value)
    return caught.value


def whole(store: Store, bundle: Path) -> None:
    """The same import when there is space again, and work goes on."""
    take(store, bundle)
    assert len(list(store.rows("project"))) == PROJECTS
    assert len(list(store.rows("photo"))) == 4
    store.edit("改", [Save("project", new_id(), {"name": "乙", "category": "works"})], author="王某")
    prove_rebuild(store)


def test_a_database_that_may_not_grow(store: Store, bundle: Path) -> None:
    take(store, bundle_of_nothing(store, bundle.parent))
    store.connection.execute("DELETE FROM receipt")
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    for spare in (0, 1, 5, 40, 200):
        store.connection.execute(f"PRAGMA max_page_count = {pages + spare}")
        assert refused(store, bundle).code == "disk_full"
    store.connection.execute("PRAGMA max_page_count = 1000000")
    whole(store, bundle)


def bundle_of_nothing(store: Store, folder: Path) -> Path:
    """The store's own bundle: importing it makes the backup that comes before a first import."""
    return finish(export_bundles(store, ExportOrder(), folder / "自己.anxi", made_by="测试")).files[0]


@pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")
@pytest.mark.parametrize("size", [20_000, 400_000, 900_000])
def test_a_file_that_may_not_grow(store: Store, bundle: Path, size: int) -> None:
    with largest_file(size):
        assert refused(store, bundle).code in ("disk_full", "file_failed", "backup_failed")
    whole(store, bundle)


def test_a_real_disk_fills_up_during_an_import(
    small_disk: Path,  # noqa: F811
    profile: Path,
    bundle: Path,
) -> None:
    folder, filler = small_disk / "数据", Filler(small_disk)
    with closing(Store.create(folder, profile=profile, owner=Owner("K2", "王某", "某局"))) as store:
        for free in (0, 4_096, 40_000, 150_000, 600_000, 1_000_000):
            filler.leave(free)
            assert refused(store, bundle).code == "disk_full"
            filler.empty()
            assert not list(folder.rglob("*.tmp"))
        prove_all(store)
    with closing(Store.open(folder, profile=profile)) as store:
        assert list(store.rows("project")) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_every_flush_and_every_renaming_fails_once(
    store: Store, bundle: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(os, call)
    failed, codes = 0, set[str]()
    for fails_at in range(1, 40):
        calls = iter(range(1, 1_000))

        def failing(*given: object, at: int = fails_at, calls: Iterator[int] = calls) -> object:
            if next(calls) == at:
                raise OSError(errno.EIO, "Input/output error")
            return real(*given)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                take(store, bundle)
            except AnxiError as error:
                failed += 1
                codes.add(error.code)
                assert list(store.rows("project")) == []
                assert not store.connection.in_transaction
                continue
        break
    assert codes <= {"file_failed", "backup_failed", "disk_full"}
    assert failed >= 3  # what a failed import has brought of photos stays for the next one
    whole(store, bundle)
