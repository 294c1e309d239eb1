"""Damaged and hostile bundles: one known error, nothing written, and never long or large.

The soak run takes the same cases by the hundred thousand (`hostile_bundles.hostile_cases`).
"""

from __future__ import annotations

import faulthandler
import io
import itertools
import tempfile
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.bundle_entries import read_entries
from anxi_desktop.files.bundle_read import OpenBundle, open_bundle
from tests.files.bundle_laptop import Laptop, attachment
from tests.files.hostile_bundles import hostile_cases, refusal
from tests.files.hostile_entries import BOMB_BYTES, ENTRY_TEXTS, bomb
from tests.files.hostile_manifests import MANIFEST_CHANGES, MANIFEST_TEXTS
from tests.files.hostile_zips import NAMES, TRICKS, Header, forged
from tests.files.sound_bundle import HostileCase, members_of, rebuilt, sound

HANG_SECONDS = 20
KNOWN = {
    "bundle_damaged",
    "bundle_newer",
    "sealed_for_others",
    "sealed_too_costly",
    "sealed_wrong_passphrase",
}

QUIET = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, which must be empty again after every test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def outcome(folder: Path, body: bytes) -> str | None:
    """What a file of these bytes comes to; the process is stopped with all its stacks should it hang."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    path = inbox / "a.anxi"
    path.write_bytes(body)
    faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
    try:
        return refusal(path)
    finally:
        faulthandler.cancel_dump_traceback_later()
        assert list(inbox.iterdir()) == [path]
        assert path.read_bytes() == body


def demand_refused(folder: Path, case: HostileCase) -> None:
    code = outcome(folder, case.body)
    assert code in (KNOWN if case.is_refused else {*KNOWN, None}), case.what


def test_the_sound_one_is_taken(tmp_path: Path) -> None:
    base = sound()
    assert outcome(tmp_path, base.body) is None
    assert {name.split("/")[0] for name in members_of(base.body)} == {
        *("manifest.json", "manifest.sig", "entries.z", "trust.json", "attachments", "parts")
    }


def test_without_a_lie_the_forger_makes_the_sound_one() -> None:
    """So a refused forgery is refused for its lie."""
    base = sound()
    assert forged([Header(name.encode(), body) for name, body in members_of(base.body).items()]) == base.body
    assert rebuilt(base.laptop, base.manifest, base.members) == base.body


def test_seeded_cases_are_refused(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for case in hostile_cases(seed=1, count=2_000):
        demand_refused(tmp_path, case)
        seen[case.what.split()[0]] += 1
    assert {"flip", "truncate", "zip", "manifest", "entry", "entries.z", "sealed", "members"} <= set(seen)


def test_the_same_seed_makes_the_same_cases() -> None:
    assert list(hostile_cases(7, 60)) == list(hostile_cases(7, 60))
    assert list(hostile_cases(7, 60)) != list(hostile_cases(8, 60))


SIZE = len(sound().body)


@given(place=st.integers(0, SIZE - 1), bit=st.integers(0, 7))
@example(place=0, bit=0)
@example(place=SIZE - 1, bit=7)
@QUIET
def test_any_flipped_bit_is_noticed(tmp_path: Path, place: int, bit: int) -> None:
    body = bytearray(sound().body)
    body[place] ^= 1 << bit
    assert outcome(tmp_path, bytes(body)) == "bundle_damaged"


@given(length=st.integers(0, SIZE - 1))
@example(length=SIZE - 1)
@QUIET
def test_any_truncation_is_noticed(tmp_path: Path, length: int) -> None:
    assert outcome(tmp_path, sound().body[:length]) == "bundle_damaged"


@given(place=st.integers(0, SIZE), more=st.binary(min_size=1, max_size=40))
@QUIET
def test_anything_inserted_is_noticed(tmp_path: Path, place: int, more: bytes) -> None:
    body = sound().body
    changed = body[:place] + more + body[place:]
    assert outcome(tmp_path, changed) == "bundle_damaged"


@given(body=st.binary(max_size=3_000))
@QUIET
def test_noise_is_no_bundle(tmp_path: Path, body: bytes) -> None:
    assert outcome(tmp_path, body) == "bundle_damaged"


@given(raw=st.binary(max_size=600))
@QUIET
def test_signed_noise_is_no_entry(tmp_path: Path, raw: bytes) -> None:
    base = sound()
    members = {**base.members, "entries.z": zlib.compress(raw)}
    body = rebuilt(base.laptop, base.manifest, members, entries={"count": raw.count(b"\n"), "raw": len(raw)})
    assert outcome(tmp_path, body) == ("bundle_damaged" if raw else None)


@given(name=st.text(max_size=120))
@example(name="manifest.json")
@example(name="attachments/..")
@QUIET
def test_any_other_name_is_refused(tmp_path: Path, name: str) -> None:
    headers = [Header(one.encode(), body) for one, body in members_of(sound().body).items()]
    headers.append(Header(name.encode("utf-8", "replace"), b"x"))
    assert outcome(tmp_path, forged(headers)) == "bundle_damaged"


def test_a_checksum_that_both_headers_lie_of_is_noticed(tmp_path: Path) -> None:
    for which in range(6):
        headers = [Header(name.encode(), body) for name, body in members_of(sound().body).items()]
        headers[which].local["crc"] = headers[which].central["crc"] = 1
        assert outcome(tmp_path, forged(headers)) == "bundle_damaged"


@pytest.mark.parametrize("loose", [b"x", bytes(50)])
def test_nothing_lies_loose_around_the_directory(tmp_path: Path, loose: bytes) -> None:
    headers = [Header(name.encode(), body) for name, body in members_of(sound().body).items()]
    for body in (forged(headers, between=loose), forged(headers, inside=loose), forged(headers, after=loose)):
        assert outcome(tmp_path, body) == "bundle_damaged"


def test_members_stand_in_their_order(tmp_path: Path) -> None:
    base = sound()
    for order in itertools.permutations(base.members):
        body = rebuilt(base.laptop, base.manifest, {name: base.members[name] for name in order})
        assert outcome(tmp_path, body) == (None if list(order) == list(base.members) else "bundle_damaged")


def test_nothing_is_inflated_beyond_what_was_told() -> None:
    lines = b"".join(line + b"\n" for line in sound().lines)
    packer = zlib.compressobj()
    packed = packer.compress(lines) + packer.flush(zlib.Z_FULL_FLUSH)

    def chunks() -> Iterator[bytes]:
        yield packed
        pytest.fail("more was asked for")

    with pytest.raises(AnxiError) as refused:
        list(read_entries(chunks(), count=6, raw=len(lines) - 1))
    assert refused.value.facts["what"] == "记录比清单说的多"


def test_the_lists_of_lies_hold_what_the_design_names() -> None:
    """A case that is taken off a list would be missed by nobody else."""
    said = {what for what, *_ in (*MANIFEST_TEXTS, *MANIFEST_CHANGES, *ENTRY_TEXTS)}
    assert {"NaN", "10^4000", "deep lists", "a lone surrogate", "a key twice", "of a newer program"} <= said
    assert {"../evil", "C:\\evil.txt", "manifest.json:ads"} <= set(NAMES)
    assert len(TRICKS) == 16


@pytest.mark.parametrize(
    ("letter", "raw", "count"),
    [(b"a", 100, 1), (b"a", BOMB_BYTES, 1), (b"\n", BOMB_BYTES, BOMB_BYTES), (b"\n", 10**12, 1)],
)
def test_bombs_do_not_fill_memory(tmp_path: Path, letter: bytes, raw: int, count: int) -> None:
    base = sound()
    members = {**base.members, "entries.z": bomb(letter)}
    body = rebuilt(base.laptop, base.manifest, members, entries={"count": count, "raw": raw})
    tracemalloc.start()
    try:
        assert outcome(tmp_path, body) == "bundle_damaged"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32_000_000


def test_a_stick_that_reads_differently_the_second_time_is_noticed(tmp_path: Path) -> None:
    path, photo = tmp_path / "a.anxi", attachment(tmp_path, bytes(3_000_000))
    laptop = Laptop()
    laptop.bundle(path, entries=laptop.write(1), attachments=[photo])
    with open_bundle(path) as bundle:
        for _ in bundle.check():
            pass
        bundle.copy_attachment(photo.digest, io.BytesIO())
        with path.open("r+b") as file:
            file.seek(2_000_000)
            file.write(b"?")
        assert code_of(bundle, photo.digest) == "bundle_damaged"
        with path.open("r+b") as file:
            file.truncate(1_500_000)
        assert code_of(bundle, photo.digest) == "bundle_damaged"


def code_of(bundle: OpenBundle, digest: str) -> str:
    with pytest.raises(AnxiError) as refused:
        bundle.copy_attachment(digest, io.BytesIO())
    return refused.value.code


def test_every_refusal_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.anxi"
    for case in hostile_cases(seed=5, count=200):
        path.write_bytes(case.body)
        try:
            with open_bundle(path) as bundle:
                list(bundle.entries())
        except AnxiError as error:
            told = words.sentence(error)
            assert told.endswith("。"), case.what
            assert len(told) < 120
