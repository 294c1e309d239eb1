"""Backups are checked copies, made when due, and thinned out as they grow old."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import backup, db, record_edit
from anxi_desktop.store.backup import (
    Backup,
    backups_in,
    before_import,
    is_due,
    is_older,
    is_sound,
    kept,
    latest_backup,
    thin_out,
    write_backup,
)
from anxi_desktop.store.store import Store

NOW = datetime(2026, 10, 20, 15, 30)


def place(folder: Path, time: datetime, reason: str = "daily") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"anxi-{time:%Y%m%d-%H%M%S}-{reason}.db"
    path.write_bytes(b"backup")
    return path


def test_a_backup_holds_what_was_committed_and_nothing_else(store: Store, tmp_path: Path) -> None:
    saves = record_edit.add_saves(store, "project", {"name": "甲", "category": "works"})
    store.edit("新建", saves, author="王小明")
    made = store.backup("manual")
    assert made.parent == store.folder / "backups"
    assert is_sound(made)
    assert not list(made.parent.glob("*-wal"))
    with closing(db.sqlite3.connect(str(made))) as copy:
        assert copy.execute("SELECT name FROM project").fetchall() == [("甲",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert {path.suffix for path in made.parent.iterdir()} == {".db"}


def test_two_backups_of_one_second_have_two_names(store: Store) -> None:
    made = [store.backup("import") for _ in range(3)]
    assert len(set(made)) == 3
    assert all(is_sound(path) for path in made)
    assert latest_backup(made[0].parent) in made


def test_a_copy_that_is_not_sound_gets_no_name(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "is_sound", lambda path: False)
    with pytest.raises(AnxiError) as caught:
        write_backup(store.connection, tmp_path / "out", reason="test")
    assert caught.value.code == "backup_failed"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_damaged_copy_is_not_sound(store: Store) -> None:
    made = store.backup("test")
    content = bytearray(made.read_bytes())
    content[3 * 4096 : 3 * 4096 + 16] = b"\xff" * 16  # the head of a page
    made.write_bytes(content)
    assert not is_sound(made)
    made.write_bytes(b"no database")
    assert not is_sound(made)
    made.unlink()
    assert not is_sound(made)


def test_a_backup_is_due_when_the_last_is_older(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert is_older(folder, minutes=30, now=NOW)
    place(folder, NOW - timedelta(minutes=40))
    assert is_older(folder, minutes=30, now=NOW)
    place(folder, NOW + timedelta(days=300))  # the clock was wrong that day
    (folder / "anxi-mine.db").write_bytes(b"")
    assert is_older(folder, minutes=30, now=NOW)
    place(folder, NOW - timedelta(minutes=29))
    assert not is_older(folder, minutes=30, now=NOW)
    assert is_older(folder, minutes=29, now=NOW)


def test_the_store_backs_up_only_when_due_and_thins_out(store: Store) -> None:
    folder = store.folder / "backups"
    today = datetime.now()
    old = [place(folder, today - timedelta(days=days, hours=1)) for days in range(3, 60)]
    made = store.backup_if_older(30, "import")
    assert made is not None
    assert made.name.endswith("-import.db")
    assert store.backup_if_older(30, "import") is None
    left = [path for path in old if path.exists()]
    assert 12 <= len(left) < len(old)


def test_before_an_import_the_last_backup_is_at_most_half_an_hour_old(store: Store) -> None:
    folder = store.folder / "backups"
    made = before_import(store)
    assert made is not None
    assert is_sound(made)
    assert before_import(store) is None
    made.unlink()
    place(folder, datetime.now() - timedelta(minutes=31))
    assert before_import(store) is not None


def test_backups_are_listed_by_what_their_names_say(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    older, newer = place(folder, NOW - timedelta(days=1), "import"), place(folder, NOW)
    os.utime(newer, (0, 0))  # as after copying the folder
    (folder / "anxi-notes.db").write_bytes(b"")
    assert backups_in(folder) == [
        Backup(newer, NOW, "daily", 6),
        Backup(older, NOW - timedelta(days=1), "import", 6),
    ]
    assert is_due(folder, today=(NOW + timedelta(days=1)).date())
    assert not is_due(folder, today=NOW.date())
    assert is_due(folder, today=(NOW - timedelta(days=2)).date())  # those of days to come do not count
    assert backups_in(tmp_path / "none") == []


def test_the_newest_name_is_the_latest_whatever_the_file_system_says(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    newer = place(folder, NOW)
    place(folder, NOW - timedelta(days=1))  # written last, as after copying the folder
    (folder / "anxi-99999999-999999-x.db").write_bytes(b"")
    assert latest_backup(folder) == newer
    assert latest_backup(tmp_path / "none") is None


def test_two_days_all_then_days_weeks_and_months() -> None:
    """Every three hours for two years: counted by hand below."""
    times = [NOW - timedelta(hours=3 * number) for number in range(8 * 730)]
    found = sorted(kept(times, now=NOW), reverse=True)
    recent = [time for time in found if NOW - time < timedelta(days=2)]
    assert recent == times[:16]
    days = {time.date() for time in found[16:]}
    older = [time for time in found if NOW - time >= timedelta(days=2)]
    # The two days end at 15:30 on 18 October: that day's last older one is of 15:30, the others of 21:30.
    assert older[0] == datetime(2026, 10, 18, 15, 30)
    assert [time.date() for time in older[:12]] == [
        (NOW - timedelta(days=2 + day)).date() for day in range(12)
    ]
    assert all(time.hour == 21 for time in older[1:12])
    weeks = {time.isocalendar()[:2] for time in older}
    months = {(time.year, time.month) for time in older}
    assert {(2026, week) for week in range(33, 43)} <= weeks  # 10 weeks up to that of 18 October
    assert {(2026, month) for month in range(2, 11)} <= months  # 9 months
    assert (2026, 1) not in months
    assert len(days) == len(older)
    assert len(older) <= 12 + 10 + 9


def test_what_is_kept_today_was_kept_yesterday() -> None:
    """Thinning out day by day leaves about what thinning out once would: nothing dies of being looked at often."""
    alive: set[datetime] = set()
    mornings = [datetime(2026, 1, 1, 8) + timedelta(days=day) for day in range(400)]
    for now in mornings:
        alive = kept({*alive, now}, now=now)
        assert now in alive
    assert len(alive) >= 12 + 8 + 6
    assert mornings[-1] - min(alive) > timedelta(days=210)


def test_the_newest_is_kept_however_old() -> None:
    only = NOW - timedelta(days=5_000)
    assert kept([only], now=NOW) == {only}
    assert kept([], now=NOW) == set()


def test_thinning_out_leaves_other_files_and_turning_points(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    day = NOW - timedelta(days=30)
    gone = [place(folder, day.replace(hour=hour)) for hour in (8, 9, 10)]
    last = place(folder, day.replace(hour=11))
    stays = [
        last,
        place(folder, day.replace(hour=7), "restore"),
        place(folder, day.replace(hour=6), "migration"),
        place(folder, day.replace(hour=5), "manual"),
        place(folder, NOW - timedelta(minutes=5)),
    ]
    other = folder / "anxi-我的.db"
    other.write_bytes(b"")
    ancient = place(folder, NOW - timedelta(days=400), "restore")
    removed = thin_out(folder, now=NOW)
    assert set(gone) <= set(removed)
    assert ancient in removed or ancient.exists()
    assert not set(stays) & set(removed)
    assert all(path.exists() for path in (*stays, other))
    assert not any(path.exists() for path in removed)
    assert thin_out(folder, now=NOW) == []


def test_what_a_killed_backup_left_goes_when_old_backups_go(folder: Path) -> None:
    half = folder / ".anxi-20260101-080000-daily.db.0a1b2c3d.tmp"
    beside = folder / f"{half.name}-journal"
    fresh = folder / ".anxi-20260102-080000-daily.db.0a1b2c3d.tmp"
    theirs = folder / ".anxi-notes.tmp"
    for path in (half, beside, fresh, theirs):
        path.write_bytes(b"half")
    for path in (half, beside, theirs):
        os.utime(path, (0, 0))
    thin_out(folder, now=NOW)
    assert sorted(folder.iterdir()) == sorted([fresh, theirs])
