"""Copies onto a stick: each is what it was, an older file is replaced whole or not at all, a bad stick is told."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import sentence
from anxi_desktop.files import usb_copy
from anxi_desktop.files.usb_copy import copy_verified
from anxi_desktop.store import atomic


@pytest.fixture
def files(folder: Path) -> list[Path]:
    made = [folder / name for name in ("报送包.zip", "月报 附件4.pdf", "空.txt")]
    for path, size in zip(made, (2_500_000, 1_000, 0), strict=True):
        path.write_bytes(os.urandom(size))
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "U 盘"
    made.mkdir()
    return made


def there(stick: Path) -> dict[str, bytes]:
    """Everything on the stick, temporary files too."""
    return {item.name: item.read_bytes() for item in stick.iterdir()}


def test_everything_is_copied_and_the_progress_only_rises(files: list[Path], stick: Path) -> None:
    steps = list(copy_verified(files, stick))
    assert there(stick) == {path.name: path.read_bytes() for path in files}
    percents = [percent for percent, _ in steps]
    assert percents == sorted(percents)
    assert steps[-1] == (100, "已复制 3 个文件")
    assert steps[0][1] == "复制 报送包.zip"
    assert steps[3][1] == "核对 报送包.zip"
    assert all(percent < 100 for percent in percents[:-1])


def test_the_result_names_the_places_in_order(files: list[Path], stick: Path) -> None:
    assert finish(copy_verified(files, stick)) == tuple(stick / path.name for path in files)
    assert finish(copy_verified([], stick)) == ()


def test_the_same_content_is_left_and_other_content_replaced(files: list[Path], stick: Path) -> None:
    shutil.copyfile(files[0], stick / files[0].name)
    (stick / files[1].name).write_bytes(os.urandom(1_000))  # as large, but other bytes
    (stick / files[2].name).write_bytes(b"more")
    (stick / "别的.txt").write_bytes(b"stays")
    before = (stick / files[0].name).stat()
    finish(copy_verified(files, stick))
    after = (stick / files[0].name).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert there(stick) == {**{path.name: path.read_bytes() for path in files}, "别的.txt": b"stays"}


def test_copying_onto_itself_changes_nothing(files: list[Path]) -> None:
    before = there(files[0].parent)
    assert finish(copy_verified(files, files[0].parent)) == tuple(files)
    assert there(files[0].parent) == before


def test_two_of_one_name_do_not_overwrite_each_other(tmp_path: Path, stick: Path) -> None:
    paths: list[Path] = []
    for place, name in (("甲", "月报.pdf"), ("乙", "月报.PDF")):
        (tmp_path / place).mkdir()
        paths.append(tmp_path / place / name)
        paths[-1].write_text(place)
    finish(copy_verified(paths, stick))
    assert there(stick) == {"月报.pdf": "甲".encode(), "月报（2）.PDF": "乙".encode()}


@pytest.mark.parametrize("has_old", [True, False], ids=["over an old file", "new"])
def test_a_stick_that_alters_bytes_is_told(
    files: list[Path], stick: Path, monkeypatch: pytest.MonkeyPatch, has_old: bool
) -> None:
    """One bit of the second file is turned between writing and reading back."""
    if has_old:
        (stick / files[1].name).write_bytes(b"old")
    fsync = os.fsync

    def tampering(number: int) -> None:
        fsync(number)
        if os.fstat(number).st_size == 1_000:
            for path in stick.glob(".*.tmp"):
                body = bytearray(path.read_bytes())
                body[500] ^= 1
                path.write_bytes(body)

    monkeypatch.setattr(os, "fsync", tampering)
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, stick))
    assert caught.value.code == "copy_differs"
    assert files[1].name in sentence(caught.value)
    kept = {files[0].name: files[0].read_bytes()}
    assert there(stick) == ({**kept, files[1].name: b"old"} if has_old else kept)


def test_a_stick_that_swallows_the_end_is_told(
    files: list[Path], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As faked sticks do that claim to be larger than they are."""
    fsync = os.fsync

    def short(number: int) -> None:
        fsync(number)
        os.truncate(number, os.fstat(number).st_size // 2)

    monkeypatch.setattr(os, "fsync", short)
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, stick))
    assert caught.value.code == "copy_differs"
    assert there(stick) == {}


def refusing(number: int) -> Callable[[int], None]:
    """An fsync that refuses, as a stick does that is full or gone."""

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick_full"),
        (errno.EFBIG, "stick_full"),
        # Windows has one word for a protected stick and a file somebody holds.
        (errno.EROFS, "file_busy" if os.name == "nt" else "read_only"),
        (errno.EIO, "file_failed"),
    ],
)
def test_a_stick_that_refuses_is_a_sentence(
    files: list[Path], stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    (stick / files[0].name).write_bytes(b"old")
    monkeypatch.setattr(usb_copy.os, "fsync", refusing(number))
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, stick))
    assert caught.value.code == code
    assert files[0].name in sentence(caught.value)
    assert "没有改动" in sentence(caught.value)
    assert there(stick) == {files[0].name: b"old"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_write_to_a_full_disk(files: list[Path], stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(path: Path, mode: str = "r", *more: object) -> object:
        place = Path("/dev/full") if mode == "wb" and path.parent == stick else path
        return real(place, mode, *more)  # pyright: ignore[reportArgumentType, reportCallIssue]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, stick))
    assert caught.value.code == "stick_full"
    assert "空间不够" in sentence(caught.value)
    assert there(stick) == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove a folder in use")
def test_a_stick_pulled_out_while_copying(files: list[Path], stick: Path) -> None:
    steps = copy_verified(files, stick)
    next(steps)
    shutil.rmtree(stick)
    with pytest.raises(AnxiError) as caught:
        finish(steps)
    assert caught.value.code == "stick_gone"
    assert not stick.exists()


def test_a_stick_that_is_not_there(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, tmp_path / "没有"))
    assert caught.value.code == "stick_gone"


def test_a_stick_pulled_out_at_the_last_moment(
    files: list[Path], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(source: Path, target: Path) -> None:
        shutil.rmtree(stick)
        raise OSError(errno.ENODEV, "no device")

    monkeypatch.setattr(atomic.os, "replace", gone)
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, stick))
    assert caught.value.code == "stick_gone"


def test_breaking_off_leaves_no_half_file(files: list[Path], stick: Path) -> None:
    (stick / files[0].name).write_bytes(b"old")
    steps = copy_verified(files, stick)
    next(steps)
    assert len(there(stick)) == 2
    steps.close()
    assert there(stick) == {files[0].name: b"old"}


@pytest.mark.parametrize("code", ["file_missing", "file_not_readable"])
def test_a_file_that_cannot_be_read_is_not_the_sticks_fault(
    files: list[Path], stick: Path, code: str
) -> None:
    if code == "file_missing":
        steps = copy_verified([*files, stick / "没有.pdf"], stick)
    else:
        files[1].unlink()
        files[1].mkdir()
        steps = copy_verified(files, stick)
    with pytest.raises(AnxiError) as caught:
        finish(steps)
    assert caught.value.code == code
    assert not any(name.startswith(".") for name in there(stick))


def test_a_folder_in_the_way_stays(files: list[Path], stick: Path) -> None:
    (stick / files[0].name).mkdir()
    with pytest.raises(AnxiError) as caught:
        finish(copy_verified(files, stick))
    assert caught.value.code == "read_only"
    assert (stick / files[0].name).is_dir()
