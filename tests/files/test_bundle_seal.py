"""Sealed bundles: for chosen laptops or under a passphrase, opened by nobody else."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files import age_passphrase
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.files.bundle_seal import (
    is_recipient,
    is_sealed,
    is_under_passphrase,
    new_identity,
    room_inside,
    seal,
    unseal,
)
from tests.files.bundle_laptop import Laptop

MINE, THEIRS, OTHER = new_identity(), new_identity(), new_identity()
SIZES = (0, 1, 65_535, 65_536, 65_537, 200_000)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs next to nothing."""
    monkeypatch.setattr(age_passphrase, "_COST", 4)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "数据.anxi"
    path.write_bytes(Random(1).randbytes(150_000))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "a.anxi"


def sealed_for(plain: Path, out: Path, *recipients: str) -> Path:
    seal(plain, out, recipients=recipients, passphrase=None)
    return out


def code_of(path: Path, **how: Any) -> str:
    target = path.with_name("opened")
    with pytest.raises(AnxiError) as refused:
        unseal(path, target, **how)
    assert not target.exists()
    assert sorted(path.parent.iterdir()) == [path]
    return refused.value.code


@pytest.mark.parametrize("size", SIZES)
def test_each_recipient_opens_it(tmp_path: Path, size: int) -> None:
    plain, sealed, opened = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    plain.write_bytes(Random(size).randbytes(size))
    sealed_for(plain, sealed, MINE[1], THEIRS[1])
    assert is_sealed(sealed)
    assert not is_under_passphrase(sealed)
    for identity in (MINE[0], THEIRS[0]):
        unseal(sealed, opened, identities=[OTHER[0], identity])
        assert opened.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize("size", SIZES)
def test_the_passphrase_opens_it_here_and_in_any_age_program(tmp_path: Path, size: int) -> None:
    import pyrage

    plain, sealed, opened = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    plain.write_bytes(Random(size).randbytes(size))
    seal(plain, sealed, recipients=None, passphrase="口令 Zx9")
    assert is_sealed(sealed)
    assert is_under_passphrase(sealed)
    unseal(sealed, opened, passphrase="口令 Zx9")
    assert opened.read_bytes() == plain.read_bytes()
    theirs: Any = pyrage
    assert theirs.passphrase.decrypt(sealed.read_bytes(), "口令 Zx9") == plain.read_bytes()


def test_others_cannot_open_it(plain: Path, out: Path) -> None:
    sealed_for(plain, out, MINE[1])
    assert code_of(out, identities=[OTHER[0]]) == "sealed_for_others"
    assert code_of(out, identities=[]) == "sealed_for_others"
    assert code_of(out, passphrase="口令") == "sealed_for_others"
    assert code_of(out, identities=["AGE-SECRET-KEY-1"]) == "bad_identity"


def test_another_passphrase_does_not_open_it(plain: Path, out: Path) -> None:
    seal(plain, out, recipients=None, passphrase="口令")
    assert code_of(out, identities=[MINE[0]]) == "sealed_passphrase_needed"
    assert code_of(out, passphrase="") == "sealed_passphrase_needed"
    assert code_of(out, passphrase="口令 ") == "sealed_wrong_passphrase"


@pytest.mark.parametrize("cut", [30, 100, 180, 200, 65_000, 66_000, 131_300, -1])
@pytest.mark.parametrize("passphrase", ["口令", None])
def test_a_truncated_one_is_damaged(plain: Path, out: Path, cut: int, passphrase: str | None) -> None:
    seal(plain, out, recipients=None if passphrase else [MINE[1]], passphrase=passphrase)
    out.write_bytes(out.read_bytes()[:cut])
    assert code_of(out, identities=[MINE[0]], passphrase=passphrase) == "bundle_damaged"


@pytest.mark.parametrize("passphrase", ["口令", None])
def test_a_changed_one_is_noticed(plain: Path, out: Path, passphrase: str | None) -> None:
    seal(plain, out, recipients=None if passphrase else [MINE[1]], passphrase=passphrase)
    body = out.read_bytes()
    random = Random(2)
    places = [*range(24, 190, 5), *(random.randrange(200, len(body)) for _ in range(20))]
    for place in places:
        changed = bytearray(body)
        changed[place] ^= 1 << random.randrange(7)
        out.write_bytes(changed)
        code = code_of(out, identities=[MINE[0]], passphrase=passphrase)
        assert code in {
            *("bundle_damaged", "sealed_for_others", "sealed_wrong_passphrase"),
            *("sealed_too_costly", "sealed_passphrase_needed"),
        }


def test_more_behind_it_is_noticed(plain: Path, out: Path) -> None:
    for passphrase in ("口令", None):
        seal(plain, out, recipients=None if passphrase else [MINE[1]], passphrase=passphrase)
        out.write_bytes(out.read_bytes() + b"x")
        assert code_of(out, identities=[MINE[0]], passphrase=passphrase) == "bundle_damaged"


def test_an_empty_chunk_at_the_end_is_no_second_spelling(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As age demands: one content has one sequence of chunks."""
    plain = tmp_path / "a"
    plain.write_bytes(bytes(65_536))
    with monkeypatch.context() as patched:
        chunks = [(0, bytes(65_536), False), (1, b"", True)]
        patched.setattr(age_passphrase, "_numbered", lambda source, size: iter(chunks))
        seal(plain, out, recipients=None, passphrase="口令")
    assert code_of(out, passphrase="口令") == "bundle_damaged"


def test_a_passphrase_that_costs_too_much_is_not_tried(plain: Path, out: Path) -> None:
    seal(plain, out, recipients=None, passphrase="口令")
    out.write_bytes(out.read_bytes().replace(b" 4\n", b" 30\n", 1))
    assert code_of(out, passphrase="口令") == "sealed_too_costly"


def test_the_cost_is_bounded_by_what_a_small_laptop_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert 16 <= age_passphrase._COST <= age_passphrase._MOST_COST <= 18


def test_exactly_one_way_to_seal(plain: Path, out: Path) -> None:
    for recipients, passphrase in ((None, None), ([], ""), ([MINE[1]], "口令")):
        with pytest.raises(ValueError, match="passphrase"):
            seal(plain, out, recipients=recipients, passphrase=passphrase)
    assert not out.exists()


def test_what_cannot_be_sealed_for(plain: Path, out: Path) -> None:
    assert is_recipient(MINE[1])
    for text in ("", "age1", MINE[0], MINE[1][:-1], "ssh-ed25519 AAAA"):
        assert not is_recipient(text)
        with pytest.raises(AnxiError) as refused:
            seal(plain, out, recipients=[MINE[1], text], passphrase=None)
        assert refused.value.code == "bad_recipient"
    assert not out.exists()


@pytest.mark.parametrize("passphrase", ["口令", None])
def test_a_full_disk_is_told_and_leaves_nothing(
    plain: Path, out: Path, passphrase: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Any, body: bytes) -> int:
        self.error = OSError(errno.ENOSPC, "no space")
        raise self.error

    monkeypatch.setattr("anxi_desktop.files.bundle_seal._Watched.write", full)
    with pytest.raises(AnxiError) as refused:
        seal(plain, out, recipients=None if passphrase else [MINE[1]], passphrase=passphrase)
    assert (refused.value.code, refused.value.facts["path"]) == ("disk_full", out)
    assert list(out.parent.iterdir()) == []


def test_the_size_of_what_is_sealed_is_known_before(tmp_path: Path) -> None:
    plain, sealed = tmp_path / "a", tmp_path / "b"
    for limit in (2_000, 70_000, 1_000_000):
        for keys in ([], [MINE[1]], [new_identity()[1] for _ in range(20)]):
            plain.write_bytes(bytes(room_inside(limit, recipients=len(keys))))
            seal(plain, sealed, recipients=keys or None, passphrase=None if keys else "口令")
            assert sealed.stat().st_size <= limit or not plain.stat().st_size


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_a_sealed_bundle_is_opened_where_nobody_looks(tmp_path: Path, out: Path, temporary: Path) -> None:
    laptop, plain = Laptop(), tmp_path / "a.anxi"
    entries = laptop.write(5)
    laptop.bundle(plain, entries=entries)
    sealed_for(plain, out, MINE[1])
    with open_bundle(
        out, open_sealed=lambda source, target: unseal(source, target, identities=[MINE[0]])
    ) as bundle:
        assert [one.body for one in bundle.entries()] == [one.body for one in entries]
        assert [path.parent for path in temporary.rglob("*") if path.is_file()] == list(temporary.iterdir())
    assert list(out.parent.iterdir()) == [out]


def test_without_a_way_to_open_it_the_error_says_what_is_needed(
    plain: Path, out: Path, temporary: Path
) -> None:
    for passphrase, code in (("口令", "sealed_passphrase_needed"), (None, "sealed_for_others")):
        seal(plain, out, recipients=None if passphrase else [MINE[1]], passphrase=passphrase)
        with pytest.raises(AnxiError) as refused, open_bundle(out):
            pass
        assert refused.value.code == code
