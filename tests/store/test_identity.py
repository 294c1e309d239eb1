"""In whose name a laptop writes: one card per site, a new site wherever a number could be used twice."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import backup, db, keys, process, record_edit
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.signer import suffix
from anxi_desktop.store.store import Owner, Store
from anxi_desktop.store.witness import Witness
from tests.store.proofs import prove_all, sites_of

AUTHOR = "王小明"


def add(store: Store, name: str) -> str:
    saves = record_edit.add_saves(store, "project", {"name": name, "category": "works"})
    return store.edit("新建项目", saves, author=AUTHOR).group


def cards(store: Store) -> list[tuple[object, ...]]:
    """(code, key, site) of every card, in order."""
    return [(row["code"], row["key"], row["site"]) for row in store.rows("device")]


def test_a_new_folder_holds_this_laptops_card_and_nothing_else(store: Store, owner: Owner) -> None:
    ((code, key, site),) = cards(store)
    assert (code, sites_of(store)) == (owner.code, {site})
    assert len(str(key)) == 64
    assert store.connection.execute(
        "SELECT count(*), group_concat(DISTINCT stream) FROM entry"
    ).fetchone() == (
        1,
        "county",
    )
    assert store.owner() == owner
    prove_all(store)


def test_a_moved_folder_announces_a_further_site_of_the_laptop(
    store: Store, folder: Path, profile: Path, tmp_path: Path
) -> None:
    add(store, "甲")
    store.close()
    moved = tmp_path / "moved"
    folder.rename(moved)
    for number, code in enumerate(("K7b", "K7c"), 2):
        with closing(Store.open(moved, profile=profile)) as again:
            add(again, str(number))
            assert [card[0] for card in cards(again)][-1] == code
            assert len({card[1] for card in cards(again)}) == 1
            assert {card[2] for card in cards(again)} == sites_of(again)
            assert len(sites_of(again)) == number
            prove_all(again)
        moved = moved.rename(tmp_path / f"moved {number}")


def test_further_sites_are_told_apart() -> None:
    assert [suffix(number) for number in (0, 1, 2, 25, 26, 27)] == ["", "b", "c", "z", "27", "28"]


def test_a_lost_key_is_replaced_and_old_entries_can_still_be_checked(
    store: Store, folder: Path, profile: Path
) -> None:
    add(store, "甲")
    store.close()
    (folder / "keys" / "device.key").unlink()
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "乙")
        (_, first_key, first_site), (code, key, site) = cards(again)
        assert key != first_key
        assert site != first_site
        assert code == "K7"
        prove_all(again)


def test_a_key_nobody_can_open_is_put_aside(store: Store, folder: Path, profile: Path) -> None:
    store.close()
    path = folder / "keys" / "device.key"
    path.write_bytes(b"sealed by another account")
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "甲")
        assert len(cards(again)) == 2
        prove_all(again)
    assert (folder / "keys" / "device.1.key").read_bytes() == b"sealed by another account"


def test_a_key_file_that_cannot_be_read_now_stops_the_write(
    store: Store, folder: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An antivirus that holds it for a moment must not cost the laptop its name."""
    store.close()
    read = Path.read_bytes

    def held(path: Path) -> bytes:
        if path.name == "device.key":
            raise PermissionError(13, "held")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", held)
    with closing(Store.open(folder, profile=profile)) as again:
        digest = again.digest()
        with pytest.raises(AnxiError) as caught:
            add(again, "甲")
        assert (caught.value.code, again.digest()) == ("key_unreadable", digest)
        monkeypatch.undo()
        add(again, "甲")
        assert len(cards(again)) == 1


@pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")
def test_only_this_account_can_read_the_key(store: Store, folder: Path) -> None:
    assert (folder / "keys" / "device.key").stat().st_mode & 0o777 == 0o600
    kept = keys.load_key(folder / "keys")
    assert kept is not None
    assert kept.public == cards(store)[0][1]


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"place": "elsewhere"}', "[" * 100_000])
def test_without_a_sound_witness_it_is_a_new_site(
    store: Store, folder: Path, profile: Path, content: str | None
) -> None:
    add(store, "甲")
    store.close()
    (path,) = (profile / "witness").iterdir()
    path.unlink() if content is None else path.write_text(content)
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "乙")
        assert len(sites_of(again)) == 2
        prove_all(again)
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "丙")
        assert len(sites_of(again)) == 2


def test_a_killed_process_is_the_same_site(store: Store, folder: Path, profile: Path) -> None:
    store.close()
    killed = Store.open(folder, profile=profile)
    add(killed, "甲")
    killed.connection.close()
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "乙")
        assert len(sites_of(again)) == 1


def test_a_kill_between_witness_and_database_is_the_same_site(
    store: Store, folder: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The witness names the coming token first; the database may or may not have taken it."""
    store.close()
    announce = Witness.announce

    def killed(witness: Witness, *, token: str, following: str) -> None:
        announce(witness, token=token, following=following)
        raise KeyboardInterrupt

    monkeypatch.setattr(Witness, "announce", killed)
    again = Store.open(folder, profile=profile)
    with pytest.raises(KeyboardInterrupt):
        add(again, "甲")
    again.connection.close()
    monkeypatch.undo()
    monkeypatch.setattr(Witness, "settle", lambda witness, token: None)  # killed after the commit
    again = Store.open(folder, profile=profile)
    add(again, "乙")
    again.connection.close()
    monkeypatch.undo()
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "丙")
        assert len(sites_of(again)) == 1
        assert [row["name"] for row in again.rows("project")] == ["乙", "丙"]


def test_what_is_committed_is_never_called_refused(
    store: Store, folder: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile that fills up after the commit says nothing: the save stands."""
    store.close()

    def full(witness: Witness, token: str) -> None:
        raise AnxiError("disk_full", path=witness.path)

    monkeypatch.setattr(Witness, "settle", full)
    with closing(Store.open(folder, profile=profile)) as again:
        add(again, "甲")
        add(again, "乙")
        assert len(list(again.rows("project"))) == 2


def test_a_profile_that_cannot_be_written_is_told_before_anything_is(
    store: Store, folder: Path, profile: Path
) -> None:
    store.close()
    shutil.rmtree(profile)
    profile.write_text("no folder")
    with closing(Store.open(folder, profile=profile)) as again:
        with pytest.raises(AnxiError) as caught:
            add(again, "甲")
        assert caught.value.code in ("file_failed", "read_only")
        assert list(again.rows("project")) == []


def test_a_backup_restored_under_an_open_store_gives_it_a_new_site(
    store: Store, folder: Path, profile: Path, tmp_path: Path
) -> None:
    """Whoever has the folder open meanwhile must not go on counting where the lost entries stood."""
    add(store, "甲")
    saved = backup.write_backup(store.connection, tmp_path / "out", reason="test")
    add(store, "乙")
    lost = {row[0] for row in store.connection.execute("SELECT stream || site || seq FROM entry")}
    kept = {
        row[0] for row in db.sqlite3.connect(str(saved)).execute("SELECT stream || site || seq FROM entry")
    }
    restore_backup(folder, saved, profile=profile)
    add(store, "丙")
    now = {row[0] for row in store.connection.execute("SELECT stream || site || seq FROM entry")}
    assert not (now - kept) & lost
    assert len(sites_of(store)) == 2
    prove_all(store)


def test_an_undo_never_takes_the_card_back(store: Store, folder: Path, profile: Path, tmp_path: Path) -> None:
    store.close()
    moved = tmp_path / "moved"
    folder.rename(moved)
    with closing(Store.open(moved, profile=profile)) as again:
        group = add(again, "甲")
        assert len(cards(again)) == 2
        again.undo(group, title="撤销", author=AUTHOR)
        assert list(again.rows("project")) == []
        assert len(cards(again)) == 2


def test_a_refused_first_write_announces_nothing(
    store: Store, folder: Path, profile: Path, tmp_path: Path
) -> None:
    store.close()
    moved = tmp_path / "moved"
    folder.rename(moved)
    with closing(Store.open(moved, profile=profile)) as again:
        with pytest.raises(AnxiError):
            again.undo("nothing", title="撤销", author=AUTHOR)
        assert len(cards(again)) == 1
        assert len(sites_of(again)) == 1


def test_a_clock_put_back_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, "甲")
    assert not store.is_clock_behind()
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000_000_000_000_000)  # 2001
    assert store.is_clock_behind()
    add(store, "乙")
    stamps = [row[0] for row in store.connection.execute("SELECT stamp FROM entry ORDER BY id")]
    assert stamps == sorted(set(stamps))


def test_marks_tell_living_processes_from_dead_ones() -> None:
    assert process.is_mark_alive(process.own_mark())
    number, started = process.own_mark().split()
    assert not process.is_mark_alive(f"{number} {int(started) - 86_400}")  # before the machine was restarted
    assert not process.is_mark_alive(f"999999999 {started}")
    for text in ("", "x", f"{number} x", f"{'9' * 40} {started}", f"{'9' * 5000} {started}"):
        assert not process.is_mark_alive(text)
