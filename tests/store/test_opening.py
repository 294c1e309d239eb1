"""Opening looks before it touches: what is newer, foreign, damaged or not ours to write stays as it is."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.words import sentence
from anxi_desktop.store import backup, db, record_edit, schema
from anxi_desktop.store.local import put_local
from anxi_desktop.store.store import Owner, Store

AUTHOR = "王小明"


@pytest.fixture
def filled(folder: Path, profile: Path, owner: Owner) -> Path:
    """A closed data folder with one project."""
    with closing(Store.create(folder, profile=profile, owner=owner)) as store:
        store.edit("新建", record_edit.add_saves(store, "project", VALUES), author=AUTHOR)
    return folder


VALUES = {"name": "城东安置房", "category": "works"}


def refused(folder: Path, profile: Path) -> str:
    with pytest.raises(AnxiError) as caught:
        Store.open(folder, profile=profile).close()
    assert "{" not in sentence(caught.value)
    return caught.value.code


def files(folder: Path) -> dict[str, str]:
    """Every file of a data folder with the hash of its content; shared memory is no content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


def change(path: Path, *statements: str) -> None:
    with closing(db.sqlite3.connect(str(path), isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


NEWER = "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('anxi', '9999_later', '')"


def test_reading_writes_nothing(filled: Path, profile: Path) -> None:
    before = files(filled)
    with closing(Store.open(filled, profile=profile)) as store:
        assert [row["name"] for row in store.rows("project")] == ["城东安置房"]
        store.digest()
    assert files(filled) == before


def test_a_newer_database_is_refused_and_left_as_it_is(filled: Path, profile: Path) -> None:
    change(filled / "anxi.db", NEWER, "CREATE TABLE rocket(id)")
    before = files(filled)
    assert refused(filled, profile) == "newer_database"
    assert files(filled) == before


def test_a_newer_database_that_was_killed_keeps_its_log(filled: Path, profile: Path, tmp_path: Path) -> None:
    """Its log is not ours to write back: the copy is taken while the newer program has the file open."""
    with closing(db.connect(filled / "anxi.db")) as newer:
        newer.execute(NEWER)
        copy = tmp_path / "killed"
        shutil.copytree(filled, copy)
    before = files(copy)
    assert "anxi.db-wal" in before
    assert refused(copy, profile) == "newer_database"
    assert files(copy) == before


def test_what_is_no_database_of_ours_is_refused(filled: Path, profile: Path) -> None:
    path = filled / "anxi.db"
    good = path.read_bytes()
    for content in (b"", b"not a database " * 1000, good[:100], good[:4096] + b"\x00" * 4096):
        path.write_bytes(content)
        before = files(filled)
        assert refused(filled, profile) == "not_a_database"
        assert files(filled) == before
    path.unlink()
    change(path, "CREATE TABLE other(id)")
    assert refused(filled, profile) == "not_a_database"
    path.unlink()
    assert refused(filled, profile) == "not_initialised"


def test_an_application_of_another_kind_is_refused(filled: Path, profile: Path) -> None:
    change(filled / "anxi.db", "PRAGMA application_id = 7")
    assert refused(filled, profile) == "not_a_database"


def test_every_setting_is_read_back(filled: Path, profile: Path) -> None:
    with closing(Store.open(filled, profile=profile)) as store:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "mmap_size": 0,
            "busy_timeout": 10_000,
        }
        found = {name: store.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted


def test_a_setting_that_is_not_taken_stops_the_opening(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_PRAGMAS", (("synchronous", "NORMAL", 2),))
    with pytest.raises(AnxiError) as caught:
        db.connect(filled / "anxi.db")
    assert caught.value.code == "file_failed"


def test_an_old_sqlite_is_refused(filled: Path, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "LEAST_SQLITE", (99, 0, 0))
    assert refused(filled, profile) == "old_sqlite"


def test_reading_works_while_another_holds_the_write_lock(filled: Path, profile: Path) -> None:
    with closing(db.connect(filled / "anxi.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(Store.open(filled, profile=profile, wait_seconds=0.05)) as store:
            assert len(list(store.rows("project"))) == 1
            with pytest.raises(AnxiError) as caught:
                store.edit("改", [], author=AUTHOR)
        other.execute("ROLLBACK")
    assert (caught.value.code, caught.value.facts["seconds"]) == ("store_busy", 0.05)
    assert "等了 0.05 秒" in sentence(caught.value)


@contextmanager
def not_writable(folder: Path) -> Iterator[None]:
    """The folder is write-protected for this process (which gives its powers up for a while if it is root)."""
    if sys.platform == "win32":
        pytest.skip("needs rights as POSIX has them")
    is_root = os.geteuid() == 0
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if is_root:
        for parent in folder.parents:
            if parent.owner() == "root" and parent != Path("/") and not parent.stat().st_mode & 0o001:
                modes[parent] = parent.stat().st_mode
                parent.chmod(0o755)
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


def test_a_folder_that_cannot_be_written_is_read(filled: Path, profile: Path) -> None:
    before = files(filled)
    with not_writable(filled), closing(Store.open(filled, profile=profile)) as store:
        (row,) = store.rows("project")
        assert row["name"] == "城东安置房"
        with pytest.raises(AnxiError) as caught:
            store.edit("改", [Save("project", str(row["id"]), {"town": "湖头镇"})], author=AUTHOR)
        assert caught.value.code == "read_only"
    assert "没有写入权限，没有改动" in sentence(caught.value)
    assert files(filled) == before


def test_a_protected_folder_with_an_unfinished_log_is_not_read_half(
    filled: Path, profile: Path, tmp_path: Path
) -> None:
    """The last save stands in the log only; without shared memory SQLite cannot read it."""
    copy = tmp_path / "copy"
    with closing(Store.open(filled, profile=profile)) as store:
        store.edit("新建", record_edit.add_saves(store, "project", {**VALUES, "name": "乙"}), author=AUTHOR)
        shutil.copytree(filled, copy, ignore=shutil.ignore_patterns("*-shm"))
    with not_writable(copy):
        assert refused(copy, profile) == "read_only"
    with closing(Store.open(copy, profile=profile)) as store:
        assert len(list(store.rows("project"))) == 2


def test_a_due_migration_is_preceded_by_a_verified_backup(
    filled: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version adds a step: the file is backed up as it was, then brought up to date in one go."""
    with closing(Store.open(filled, profile=profile)) as store:
        digest = store.digest()
    add_step(monkeypatch, "CREATE TABLE gadget(id TEXT PRIMARY KEY)")
    with closing(Store.open(filled, profile=profile)) as store:
        assert store.digest() == digest
        assert store.connection.execute("SELECT count(*) FROM gadget").fetchone() == (0,)
    (made,) = (filled / "backups").iterdir()
    assert made.name.endswith("-migration.db")
    assert backup.is_sound(made)
    with closing(db.sqlite3.connect(str(made))) as before:
        assert before.execute("SELECT name FROM sqlite_master WHERE name = 'gadget'").fetchone() is None
        assert before.execute("SELECT count(*) FROM project").fetchone() == (1,)
    with closing(Store.open(filled, profile=profile)):
        assert len(list((filled / "backups").iterdir())) == 1
    monkeypatch.undo()
    assert refused(filled, profile) == "newer_database"


def test_a_step_that_fails_leaves_the_file_as_it_was(
    filled: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_step(monkeypatch, "CREATE TABLE gadget(id); CREATE TABLE project(id)")
    with pytest.raises(db.sqlite3.OperationalError):
        Store.open(filled, profile=profile)
    monkeypatch.undo()
    with closing(Store.open(filled, profile=profile)) as store:
        assert (
            store.connection.execute("SELECT name FROM sqlite_master WHERE name = 'gadget'").fetchone()
            is None
        )
        assert len(list(store.rows("project"))) == 1


def add_step(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Give the program one more migration."""
    monkeypatch.setitem(schema.STEPS, "0002_test", script)


def test_typed_tables_of_another_version_are_made_again(filled: Path, profile: Path) -> None:
    with closing(Store.open(filled, profile=profile)) as store:
        rows, digest = list(store.rows("project")), store.digest()
        with db.transaction(store.connection, store.path):
            put_local(store.connection, "typed", "other")
            store.connection.execute("ALTER TABLE project DROP COLUMN note")
            store.connection.execute("DELETE FROM fact")
    with closing(Store.open(filled, profile=profile)) as store:
        assert (list(store.rows("project")), store.digest()) == (rows, digest)


def test_a_damaged_page_is_found_before_the_first_write_after_a_kill(
    filled: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening does not read every page; after an unclean end the first write looks at them all."""
    with closing(Store.open(filled, profile=profile)) as store:
        with db.transaction(store.connection, store.path):
            put_local(store.connection, "writing:killed", "999999999 0")
        size = store.connection.execute("PRAGMA page_size").fetchone()[0]
        page = store.connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'hazard_number'"
        ).fetchone()[0]
    path = filled / "anxi.db"
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : (page - 1) * size + 16] = b"\xff" * 16
    path.write_bytes(content)
    before = files(filled)
    with closing(Store.open(filled, profile=profile)) as store:
        row = str(next(iter(store.rows("project")))["id"])
        with pytest.raises(AnxiError) as caught:
            store.edit("改", [Save("project", row, {"town": "湖头镇"})], author=AUTHOR)
    assert caught.value.code == "database_damaged"
    assert files(filled) == before


def test_the_whole_is_checked_only_after_an_unclean_end(
    filled: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[Path] = []
    monkeypatch.setattr(Store, "quick_check", lambda store: checked.append(store.path))

    def write(*, is_closed: bool) -> None:
        store = Store.open(filled, profile=profile)
        store.edit("改", [], author=AUTHOR)
        if is_closed:
            store.close()
        else:
            store.connection.close()

    write(is_closed=True)
    write(is_closed=True)
    assert checked == []
    write(is_closed=False)  # this process lives, so its mark is one of a window at work
    write(is_closed=True)
    assert checked == []
    with closing(db.connect(filled / "anxi.db")) as connection:
        connection.execute("UPDATE local SET value = '999999999 ' || value WHERE key GLOB 'writing:*'")
        assert connection.execute("SELECT changes()").fetchone() == (1,)
    write(is_closed=True)
    assert len(checked) == 1
    write(is_closed=True)
    assert len(checked) == 1


def test_unknown_fields_and_records_are_named(store: Store) -> None:
    with pytest.raises(AnxiError) as caught:
        list(store.rows("project", {'name" --': "x"}))
    assert caught.value.code == "unknown_field"
    with pytest.raises(AnxiError) as caught:
        list(store.rows("rocket"))
    assert caught.value.code == "unknown_table"


def test_a_file_without_the_right_to_read_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, who reads everything: the system's answer is played here."""
    path = tmp_path / "anxi.db"
    path.write_bytes(b"x")
    refusal = db.sqlite3.OperationalError("unable to open database file")
    monkeypatch.setattr(db.os, "access", lambda _path, right: right != os.R_OK)
    with pytest.raises(AnxiError) as caught, db.known_errors(path):
        raise refusal
    assert caught.value.code == "file_not_readable"
