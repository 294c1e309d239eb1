"""A file is the old one or the new one, never half of one; errors of the disk become sentences."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.store import atomic, folder
from anxi_desktop.store.atomic import disk_error, name_new, put_in_place, write_beside


def test_a_file_takes_its_place_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_text("old")
    with write_beside(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.parent == tmp_path
    assert path.read_text() == "new"
    assert [item.name for item in tmp_path.iterdir()] == ["表.xlsx"]


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")], ids=repr
)
def test_what_breaks_off_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "f"
    path.write_text("old")

    def breaks_off() -> None:
        with write_beside(path) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises((type(error), AnxiError)):
        breaks_off()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_flushed_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order counts: a name that a power cut leaves on an empty file is worse than none."""
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def flushed(number: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{number}").is_dir() else "file")
        fsync(number)

    def named(source: Path, target: Path) -> None:
        done.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", named)
    with write_beside(tmp_path / "f") as temporary:
        temporary.write_text("x")
    assert done == (["file", "name"] if os.name == "nt" else ["file", "name", "folder"])


def test_without_a_folder_or_onto_one(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no" / "f", "folder_missing"), (tmp_path, "read_only")):
        with pytest.raises(AnxiError) as caught, write_beside(path) as temporary:
            temporary.write_text("x")
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EFBIG, "disk_full"),
        (errno.EACCES, "read_only"),
        (errno.EROFS, "read_only"),
        (errno.EBUSY, "file_busy"),
        (errno.EIO, "file_failed"),
        (None, "file_failed"),
    ],
)
def test_errors_of_the_disk(tmp_path: Path, number: int | None, code: str) -> None:
    error = OSError(number, "…") if number is not None else OSError()
    found = disk_error(error, tmp_path)
    assert found.code == code
    assert "没有改动" in sentence(found)


def test_on_windows_a_file_in_use_is_told_from_one_that_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_text("x")
    denied = PermissionError(errno.EACCES, "denied")
    monkeypatch.setattr(os, "access", lambda _path, _mode: True)
    assert disk_error(denied, path).code == ("file_busy" if os.name == "nt" else "read_only")
    with monkeypatch.context() as windows:
        windows.setattr(atomic.os, "name", "nt")
        found = disk_error(denied, path).code
        windows.setattr(os, "access", lambda _path, _mode: False)
        marked = disk_error(denied, path).code
    assert (found, marked) == ("file_busy", "read_only")


def test_on_windows_a_long_path_is_said_to_be_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = OSError(errno.ENOENT, "no such file")
    long = tmp_path / ("安全 " * 100) / "台账.xlsx"
    assert disk_error(missing, tmp_path / "台账.xlsx").code == "file_failed"
    monkeypatch.setattr(folder.os, "name", "nt")
    found = disk_error(missing, long)
    monkeypatch.undo()
    assert found.code == "path_too_long"
    assert "短一些" in sentence(found)


def test_on_windows_a_held_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An antivirus lets go after a moment; the target is never written over."""
    waits: list[float] = []
    replace = os.replace

    def held(source: Path, target: Path) -> None:
        if len(waits) < 3:
            raise PermissionError(errno.EACCES, "held")
        replace(source, target)

    monkeypatch.setattr(atomic.time, "sleep", waits.append)
    monkeypatch.setattr(atomic, "_flush_folder", lambda folder: None)
    monkeypatch.setattr(os, "replace", held)
    source, target = tmp_path / "new", tmp_path / "old"
    source.write_text("new")
    target.write_text("old")
    monkeypatch.setattr(os, "name", "posix")
    with pytest.raises(PermissionError):
        put_in_place(source, target)
    assert waits == []
    monkeypatch.setattr(os, "name", "nt")
    put_in_place(source, target)
    monkeypatch.undo()
    assert len(waits) == 3
    assert target.read_text() == "new"


@pytest.mark.skipif(os.name != "nt", reason="elsewhere an open file can be replaced")
def test_a_file_that_is_open_elsewhere_is_waited_for_and_never_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "台账 1.xlsx"
    path.write_text("old")
    monkeypatch.setattr(atomic, "_TRIES", 3)
    with path.open("rb"):
        with pytest.raises(AnxiError) as caught, write_beside(path) as temporary:
            temporary.write_text("new")
        assert caught.value.code == "file_busy"
        assert path.read_text() == "old"
    held = path.open("rb")
    monkeypatch.setattr(atomic.time, "sleep", lambda _seconds: held.close())  # the antivirus lets go
    with write_beside(path) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_name_never_takes_another_files_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "new", tmp_path / "f"
    for without_links in (False, True):
        if without_links:
            monkeypatch.setattr(os, "link", _no_links)
        source.write_text("new")
        target.write_text("old")
        assert not name_new(source, target)
        assert (source.read_text(), target.read_text()) == ("new", "old")
        target.unlink()
        assert name_new(source, target)
        assert (source.exists(), target.read_text()) == (False, "new")
        target.unlink()


def _no_links(source: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "no links here")


def test_what_a_killed_writer_left_a_day_ago_goes_with_the_next_write(tmp_path: Path) -> None:
    names = (
        ".附件4 [1].xlsx.0a1b2c3d.tmp",
        ".附件4 [1].xlsx.0a1b2c3d.tmp-journal",
        "..附件4 [1].xlsx.0a1b2c3d.tmp.4e5f6a7b.tmp",
    )
    fresh, others = tmp_path / ".附件4 [1].xlsx.99999999.tmp", tmp_path / ".附件4 1.xlsx.0a1b2c3d.tmp"
    old = [tmp_path / name for name in names]
    for path in (*old, fresh, others):
        path.write_bytes(b"half")
    for path in (*old, others):
        os.utime(path, (0, 0))
    with write_beside(tmp_path / "附件4 [1].xlsx") as temporary:
        temporary.write_bytes(b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "附件4 [1].xlsx", fresh, others])


def test_an_error_inside_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    with pytest.raises(AnxiError) as caught, write_beside(path) as outer, write_beside(outer):
        raise OSError(errno.ENOSPC, "full")
    assert (caught.value.code, caught.value.facts["path"]) == ("disk_full", path)
