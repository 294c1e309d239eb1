"""A data folder is there as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import opening
from anxi_desktop.store.store import Owner, Store
from tests.store.proofs import prove_all

ROOT = Path(__file__).resolve().parents[2]

# Kills itself at the n-th step of making a database: each line traced in the package counts as one.
_KILLED = """
import os, sys
from pathlib import Path
from anxi_desktop.store.store import Owner, Store
import sqlite_utils.migrations
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
folder, profile, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
count = 0
def step(frame, event, argument):
    global count
    if "anxi_desktop" not in frame.f_code.co_filename:
        return None
    if event == "line":
        count += 1
        if count == last:
            os.kill(os.getpid(), 9)  # Windows has no name for it, and ends the process all the same
    return step
sys.settrace(step)
Store.create(folder, profile=profile, owner=Owner("K7", "x", "y")).close()
sys.settrace(None)
print(count)
"""


def steps(folder: Path, profile: Path, last: int) -> int | None:
    """Make a folder in another process that is killed at step `last` (0: not); how many steps it takes."""
    command = [sys.executable, "-c", _KILLED, str(folder), str(profile), str(last)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode == 0:
        return int(done.stdout)
    assert done.returncode == (9 if os.name == "nt" else -9), done.stderr
    return None


def test_a_killed_making_leaves_no_half_folder(tmp_path: Path, profile: Path, owner: Owner) -> None:
    total = steps(tmp_path / "whole", profile, 0)
    assert total is not None
    assert total > 300
    whole = 0
    for turn in range(12):
        folder = tmp_path / str(turn)
        last = total * (turn + 1) // 12
        steps(folder, profile, last)
        if (folder / "anxi.db").exists():
            whole += 1
            store = Store.open(folder, profile=profile)
        else:
            store = Store.create(folder, profile=profile, owner=owner)
        with closing(store):
            assert store.owner().code == "K7"
            assert [row["code"] for row in store.rows("device")] == ["K7"]
            prove_all(store)
    assert 0 < whole < 12


def test_a_folder_that_holds_data_is_never_made_anew(store: Store, folder: Path, profile: Path) -> None:
    digest = store.digest()
    with pytest.raises(AnxiError) as caught:
        Store.create(folder, profile=profile, owner=Owner("K8", "李某", "局"))
    assert caught.value.code == "already_initialised"
    assert store.digest() == digest


def test_two_that_make_it_at_once_make_one(
    folder: Path, profile: Path, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other is done between our look at the folder and our giving the name."""
    name_new = opening.name_new

    def late(source: Path, target: Path) -> bool:
        monkeypatch.undo()
        with closing(Store.create(folder, profile=profile, owner=Owner("K8", "李某", "局"))):
            pass
        return name_new(source, target)

    monkeypatch.setattr(opening, "name_new", late)
    with pytest.raises(AnxiError) as caught:
        Store.create(folder, profile=profile, owner=owner)
    assert caught.value.code == "already_initialised"
    with closing(Store.open(folder, profile=profile)) as store:
        assert store.owner().code == "K8"
        prove_all(store)
    assert sorted(path.name for path in folder.iterdir()) == ["anxi.db", "keys"]


def test_a_making_that_fails_leaves_nothing(
    tmp_path: Path, profile: Path, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bool:
        raise OSError(28, "no space")

    monkeypatch.setattr(opening, "name_new", fails)
    folder = tmp_path / "new" / "folder"
    with pytest.raises(AnxiError) as caught:
        Store.create(folder, profile=profile, owner=owner)
    assert caught.value.code == "disk_full"
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["device.key"]
    monkeypatch.undo()
    Store.create(folder, profile=profile, owner=owner).close()
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(AnxiError) as caught:
        Store.create(file / "below", profile=profile, owner=owner)
    assert caught.value.code == "read_only"


def test_what_a_killed_making_left_is_cleared(folder: Path, profile: Path, owner: Owner) -> None:
    old, fresh = folder / ".anxi.db.1234.new", folder / ".anxi.db.5678.new-wal"
    for path in (old, fresh):
        path.write_bytes(b"half")
    hour_ago = time.time() - 3600
    os.utime(old, (hour_ago, hour_ago))
    Store.create(folder, profile=profile, owner=owner).close()
    assert not old.exists()
    assert fresh.exists()  # perhaps another process is at it just now


def test_an_unsafe_folder_is_refused_before_anything_is_made(
    tmp_path: Path, profile: Path, owner: Owner
) -> None:
    folder = tmp_path / "OneDrive - 住建局" / "数据"
    with pytest.raises(AnxiError) as caught:
        Store.create(folder, profile=profile, owner=owner)
    assert caught.value.code == "unsafe_folder"
    assert not folder.parent.exists()
