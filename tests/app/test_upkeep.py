"""What the program does for the data by itself and on request."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.app import paths, start, upkeep
from anxi_desktop.app.start import NewFolder
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Owner, Store


def run(steps: Generator[tuple[int, str], None, Any]) -> Any:
    while True:
        try:
            percent, text = next(steps)
        except StopIteration as end:
            return end.value
        assert 0 <= percent <= 100
        assert text


@pytest.fixture
def filled(folder: Path, profile: Path, owner: Owner) -> Path:
    store = Store.create(folder, profile=profile, owner=owner)
    saves = record_edit.add_saves(store, "project", {"name": "城东安置房", "category": "works"})
    store.edit("新建", saves, author="王小明")
    store.close()
    return folder


def test_one_backup_a_day(filled: Path, profile: Path):
    today = date.today()  # once: the test may run over midnight
    made = run(upkeep.daily_work(filled, profile=profile, today=today))
    assert made is not None
    assert made.is_file()
    assert run(upkeep.daily_work(filled, profile=profile, today=today)) is None
    made.rename(made.with_name("anxi-20990110-080000-daily.db"))  # the clock was wrong that day
    assert run(upkeep.daily_work(filled, profile=profile, today=today)) is not None
    assert run(upkeep.daily_work(filled, profile=profile, today=today)) is None


def test_a_full_disk_leaves_the_old_backups_and_is_told(
    filled: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
):
    old = filled / "backups" / "anxi-20260110-080000-daily.db"
    old.parent.mkdir()
    old.write_bytes(b"old")
    real = os.fsync

    def full(number: int) -> None:
        if os.fstat(number).st_size > 50_000:
            raise OSError(errno.ENOSPC, "no space")
        real(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AnxiError) as refused:
        run(upkeep.daily_work(filled, profile=profile, today=date.today()))
    assert refused.value.code == "disk_full"
    assert list(old.parent.iterdir()) == [old]
    monkeypatch.undo()
    assert run(upkeep.daily_work(filled, profile=profile, today=date.today())) is not None


def test_old_backups_are_thinned_out(filled: Path, profile: Path):
    backups = filled / "backups"
    backups.mkdir()
    old = [backups / f"anxi-20010110-0800{number:02}-daily.db" for number in range(5)]
    for path in old:
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    made = run(upkeep.daily_work(filled, profile=profile, today=date.today()))
    assert made.is_file()
    assert not any(path.exists() for path in old[:4])


def test_a_damaged_database_is_not_backed_up(filled: Path, profile: Path):
    path = filled / "anxi.db"
    content = bytearray(path.read_bytes())
    page = 4096
    for at in range(page * 8, len(content), page):
        content[at : at + 200] = b"\xff" * len(content[at : at + 200])
    path.write_bytes(bytes(content))
    with pytest.raises(AnxiError) as refused:
        run(upkeep.daily_work(filled, profile=profile, today=date.today()))
    assert refused.value.code in ("database_damaged", "not_a_database")
    assert not list((filled / "backups").glob("*.db"))


def test_a_check_says_that_all_is_well(filled: Path, profile: Path):
    health = run(upkeep.check_work(filled, profile=profile))
    assert health.problems == ()
    assert health.entries > 0


def test_a_cancelled_demo_is_begun_again(tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(start, "_DEMO_PROJECTS", 3)
    monkeypatch.setattr(start, "_DEMO_MONTHS", 1)
    folder = start.demo_folder(tmp_path / "数据")
    steps = start.demo_work(folder, profile=profile)
    next(steps)
    steps.close()
    assert start.has_data(folder)
    assert run(start.demo_work(folder, profile=profile)) == folder
    store = Store.open(folder, profile=profile)
    count = len(list(store.rows("project")))
    store.close()
    assert count == 3
    before = (folder / "anxi.db").read_bytes()
    assert run(start.demo_work(folder, profile=profile)) == folder
    assert (folder / "anxi.db").read_bytes() == before


def test_the_chosen_folder_is_opened_from_now_on(
    tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    monkeypatch.delenv("ANXI_DATA", raising=False)
    usual = paths.data_folder()
    paths.remember_data_folder(tmp_path / "我的 数据")
    assert paths.data_folder() == tmp_path / "我的 数据" != usual
    assert paths.data_folder(str(tmp_path / "given")) == tmp_path / "given"


def test_a_new_folder_remembers_who_and_where(folder: Path, profile: Path):
    new = NewFolder(folder, unit="住建局", unit_type="乡镇", person="王小明", code="K3")
    start.make_folder(new, profile=profile)
    settings, problem = start.settings_of(folder)
    assert problem is None
    assert (settings.unit, settings.unit_type, settings.person, settings.code) == (
        "住建局",
        "乡镇",
        "王小明",
        "K3",
    )
    with pytest.raises(AnxiError, match="already_initialised"):
        start.make_folder(new, profile=profile)
