"""Bundles written and read: nothing is lost, limits hold, and each file of a set stands alone."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.domain.entry import canonical, name_of
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files import bundle_entries, bundle_write
from anxi_desktop.files.bundle_entries import BundleEntry, ReadEntry
from anxi_desktop.files.bundle_plan import AttachmentFile
from anxi_desktop.files.bundle_read import OpenBundle, open_bundle
from anxi_desktop.files.bundle_write import WrittenBundles
from anxi_desktop.files.bundle_zip import ZipWriter
from tests.files.bundle_laptop import MADE_AT, PROJECT, Laptop, attachment
from tests.files.sound_bundle import rebuilt, sound


@pytest.fixture
def laptop() -> Laptop:
    return Laptop()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder / "交换 K1.anxi"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, which must be empty again after every test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def entries_of(path: Path) -> list[ReadEntry]:
    with open_bundle(path) as bundle:
        return list(bundle.entries())


def sent(entries: list[ReadEntry]) -> list[tuple[bytes, bytes | None]]:
    return [(one.body, one.sig) for one in entries]


def given(entries: list[BundleEntry]) -> list[tuple[bytes, bytes | None]]:
    return [(one.body, one.sig) for one in entries]


def noise(
    laptop: Laptop, count: int, *, size: int, signed_each: int = 1, stream: str = PROJECT
) -> list[BundleEntry]:
    """Entries that zlib cannot shrink much."""
    random = Random(count + size)
    made = [
        laptop.entry(stream=stream, values={"name": random.randbytes(size // 2).hex()}) for _ in range(count)
    ]
    return [
        one if (number % signed_each == 0 or number == count) else one._replace(sig=None)
        for number, one in enumerate(made, 1)
    ]


def content(bundle: OpenBundle, digest: str) -> bytes:
    file = io.BytesIO()
    bundle.copy_attachment(digest, file)
    return file.getvalue()


def test_a_round_trip(laptop: Laptop, target: Path, photos: Path) -> None:
    entries = [
        *laptop.write(5, signed_each=3),
        *laptop.write(2, stream=f"{PROJECT}/office"),
        *Laptop(2).write(3, stream="county"),
    ]
    files = [attachment(photos, b"photo"), attachment(photos, b""), attachment(photos, bytes(3_000_000))]
    written = laptop.bundle(
        target, entries=entries, attachments=files, trust=b'{"version":3}', cards=[Laptop(2).card]
    )
    assert written == WrittenBundles(
        files=(target,),
        ids=("1".zfill(32),),
        entries=10,
        attachments=3,
        left_out=(),
        unsigned=0,
        over_limit=(),
    )
    with open_bundle(target) as bundle:
        assert sent(list(bundle.entries())) == given(entries)
        assert [one.entry.seq for one in bundle.entries()] == [1, 2, 3, 4, 5, 1, 2, 1, 2, 3]  # asked again
        assert bundle.trust == b'{"version":3}'
        assert [(one.digest, one.size) for one in bundle.attachments()] == [
            (one.digest, one.size) for one in files
        ]
        assert [content(bundle, one.digest) for one in files] == [b"photo", b"", bytes(3_000_000)]
        assert bundle.parts() == ()
        manifest = bundle.manifest
        with pytest.raises(KeyError):
            bundle.copy_attachment("0" * 64, io.BytesIO())
    assert (manifest.sender, manifest.cards) == (laptop.card, (laptop.card, Laptop(2).card))
    assert (manifest.made_by, manifest.made_at, manifest.part) == ("1.0.0", MADE_AT, (1, 1))
    assert (manifest.known, manifest.wants) == (tuple(laptop.heads()), ("d" * 64,))
    assert (manifest.entry_count, manifest.raw_bytes) == (
        10,
        sum(len(one.body) + 2 + 128 * bool(one.sig) for one in entries),
    )


def test_the_same_content_makes_the_same_bytes(target: Path, photos: Path) -> None:
    bodies: list[bytes] = []
    for _ in range(2):
        laptop = Laptop()
        laptop.bundle(target, entries=laptop.write(20), attachments=[attachment(photos, b"photo")])
        bodies.append(target.read_bytes())
    assert bodies[0] == bodies[1]


def test_a_bundle_may_hold_nothing_but_what_its_sender_knows(laptop: Laptop, target: Path) -> None:
    written = laptop.bundle(target)
    assert (written.entries, written.attachments) == (0, 0)
    assert entries_of(target) == []
    with open_bundle(target) as bundle:
        assert bundle.trust is None


def test_other_programs_open_the_zip(laptop: Laptop, target: Path, photos: Path) -> None:
    laptop.bundle(target, entries=laptop.write(3), attachments=[attachment(photos, b"photo")])
    with zipfile.ZipFile(target) as opened:
        assert opened.testzip() is None
        assert opened.namelist()[:3] == ["manifest.json", "manifest.sig", "entries.z"]
        assert {one.date_time for one in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("limit", [6_000, 9_000, 20_001, 50_000])
@pytest.mark.parametrize("signed_each", [1, 3])
def test_a_limit_makes_several_files_each_whole(
    laptop: Laptop, target: Path, limit: int, signed_each: int
) -> None:
    entries = [
        *noise(laptop, 60, size=900, signed_each=signed_each),
        *noise(laptop, 40, size=400, stream="county"),
    ]
    written = laptop.bundle(target, entries=entries, limit=limit)
    count = len(written.files)
    assert [path.name for path in written.files] == [
        "交换 K1.anxi",
        *(f"交换 K1-{number}.anxi" for number in range(2, count + 1)),
    ]
    assert sorted(target.parent.iterdir()) == sorted(written.files)
    assert all(path.stat().st_size <= limit for path in written.files)
    assert written.over_limit == ()
    # Packed well: no file is so empty that the next one's first group would still have fitted.
    assert count <= sum(path.stat().st_size for path in written.files) // (limit - 6_000 // 2) + 2
    parts = [entries_of(path) for path in written.files]
    assert [one for part in parts for one in sent(part)] == given(entries)
    for number, (path, part) in enumerate(zip(written.files, parts, strict=True), 1):
        assert part[-1].sig is not None  # cut after a signed entry only
        with open_bundle(path) as bundle:
            assert bundle.manifest.part == (number, count)
            assert bundle.manifest.id == f"{number:032x}"
            assert bundle.manifest.known == tuple(laptop.heads())


def test_what_one_signature_covers_stays_together_and_is_told(laptop: Laptop, target: Path) -> None:
    entries = [
        *noise(laptop, 2, size=500),
        *noise(laptop, 50, size=900, signed_each=50),
        *noise(laptop, 2, size=500),
    ]
    written = laptop.bundle(target, entries=entries, limit=20_000)
    assert [len(entries_of(path)) for path in written.files] == [2, 50, 2]
    assert written.over_limit == (written.files[1],)


def test_a_long_manifest_counts_too(laptop: Laptop, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = [Head("county", f"{number:032x}", 2**62, f"{number:064x}") for number in range(1_000)]
    monkeypatch.setattr(laptop, "heads", lambda: heads)
    written = laptop.bundle(target, entries=noise(laptop, 100, size=900), limit=150_000)
    assert len(written.files) > 1
    assert all(path.stat().st_size <= 150_000 for path in written.files)


def test_a_limit_that_holds_nothing_is_refused(laptop: Laptop, target: Path, photos: Path) -> None:
    for limit, files in ((1_500, []), (2_700, [attachment(photos, bytes(9_000))])):
        with pytest.raises(AnxiError) as refused:
            laptop.bundle(target, entries=laptop.write(1), attachments=files, limit=limit)
        assert refused.value.code == "bundle_limit_small"
        assert list(target.parent.iterdir()) == []


def test_text_comes_first_and_large_photos_in_parts(laptop: Laptop, target: Path, photos: Path) -> None:
    random = Random(3)
    bodies = [random.randbytes(size) for size in (3_000, 50_000, 9_000, 12_000, 700)]
    files = [attachment(photos, body) for body in bodies]
    written = laptop.bundle(target, entries=noise(laptop, 40, size=900), attachments=files, limit=20_000)
    assert all(path.stat().st_size <= 20_000 for path in written.files)
    assert (written.attachments, written.left_out) == (5, ())
    pieces: dict[str, dict[int, bytes]] = {}
    seen_photo, counted = False, 0
    for path in written.files:
        with open_bundle(path) as bundle:
            assert not (seen_photo and bundle.manifest.entry_count)
            for one in bundle.attachments():
                pieces[one.digest] = {1: content(bundle, one.digest)}
            for part in bundle.parts():
                file = io.BytesIO()
                bundle.copy_part(part.digest, part.number, file)
                assert (len(file.getvalue()), part.whole) == (part.size, 50_000)
                pieces.setdefault(part.digest, {})[part.number] = file.getvalue()
                counted = part.count
            seen_photo = seen_photo or bool(bundle.attachments() or bundle.parts())
    joined = {digest: b"".join(found[number] for number in sorted(found)) for digest, found in pieces.items()}
    assert joined == {one.digest: body for one, body in zip(files, bodies, strict=True)}
    assert sorted(pieces[files[1].digest]) == list(range(1, counted + 1))
    assert counted > 2


def test_more_photos_than_members_make_another_file(
    laptop: Laptop, target: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxi_desktop.files.bundle_plan._MOST_PIECES", 3)
    files = [attachment(photos, bytes([number])) for number in range(7)]
    written = laptop.bundle(target, attachments=files)
    found: list[int] = []
    for path in written.files:
        with open_bundle(path) as bundle:
            found.append(len(bundle.attachments()))
    assert found == [3, 3, 1]


def test_lost_and_decayed_photos_are_named_and_left_out(laptop: Laptop, target: Path, photos: Path) -> None:
    good, lost, short, decayed = (attachment(photos, body * 10_000) for body in (b"a", b"b", b"c", b"d"))
    lost.path.unlink()
    short.path.write_bytes(b"c")
    decayed.path.write_bytes(b"x" * 10_000)
    written = laptop.bundle(target, attachments=[lost, good, short, decayed], limit=9_000)
    assert written.left_out == (lost.digest, short.digest, decayed.digest)
    assert written.attachments == 1


def test_ends_without_a_signature_stay_at_home(laptop: Laptop, target: Path) -> None:
    first, second, third = laptop.write(5), laptop.write(2, stream="county"), Laptop(2).write(2)
    unsigned = [
        *first[:3],
        *(one._replace(sig=None) for one in first[3:]),
        *second,
        *(one._replace(sig=None) for one in third),
    ]
    written = laptop.bundle(target, entries=unsigned)
    assert (written.entries, written.unsigned) == (5, 4)
    assert sent(entries_of(target)) == given([*first[:3], *second])


def test_a_cloned_laptops_numbers_may_come_twice(target: Path) -> None:
    one, other = Laptop(), Laptop()
    common = one.write(2)
    other.write(2)
    mine, theirs = one.write(2, note="甲"), other.write(1, note="乙")
    entries = sorted([*common, *mine, *theirs], key=lambda entry: entry.seq)
    one.bundle(target, entries=entries)
    assert [found.entry.seq for found in entries_of(target)] == [1, 2, 3, 3, 4]


@pytest.mark.parametrize(
    ("order", "what"),
    [([1, 0, 2], "顺序"), ([0, 0, 1], "顺序|重复"), ([0, 3, 1], "顺序")],
)
def test_entries_given_in_disorder_do_not_pass_the_reading_back(
    laptop: Laptop, target: Path, order: list[int], what: str
) -> None:
    entries = [*laptop.write(3), *Laptop(2).write(1)]
    with pytest.raises(AnxiError) as refused:
        laptop.bundle(target, entries=[entries[number] for number in order])
    assert refused.value.code == "bundle_not_verified"
    cause = refused.value.__cause__
    assert isinstance(cause, AnxiError)
    assert any(word in str(cause.facts["what"]) for word in what.split("|"))
    assert list(target.parent.iterdir()) == []


def test_a_large_action_does_not_fill_memory(laptop: Laptop, target: Path, photos: Path) -> None:
    text = "隐患描述" * 400

    def endless() -> Iterator[BundleEntry]:
        for number in range(6_000):
            one = laptop.entry(values={"name": f"{number} {text}"})
            yield one._replace(sig=None) if number < 5_999 else one  # one transaction: a group of 30 MB

    large = photos / "large"
    with large.open("wb") as file:
        file.truncate(60_000_000)
    digest = hashlib.sha256(bytes(60_000_000)).hexdigest()
    tracemalloc.start()
    try:
        written = laptop.bundle(
            target,
            entries=endless(),
            attachments=[AttachmentFile(digest, large, 60_000_000)],
            limit=25_000_000,
        )
        with open_bundle(written.files[0]) as bundle:
            assert sum(1 for _ in bundle.entries()) == 6_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(written.files) == 4
    assert peak < 24_000_000


@pytest.mark.parametrize("after", [1, 3, 8, 12])
def test_a_cancelled_export_leaves_nothing(laptop: Laptop, target: Path, photos: Path, after: int) -> None:
    steps = writing(laptop, target, [attachment(photos, bytes(3_000_000))])
    for _ in range(after):
        next(steps)
    steps.close()
    assert list(target.parent.iterdir()) == []


def writing(laptop: Laptop, target: Path, files: list[AttachmentFile]) -> Any:
    return bundle_write.write_bundles(
        target,
        entries=laptop.write(5_000),
        sender=laptop.card,
        sign=laptop.key.sign,
        cards=[],
        known=[],
        wants=[],
        recipients=[],
        trust=None,
        attachments=files,
        limit_bytes=None,
        made_by="1.0.0",
        made_at=MADE_AT,
        new_id=lambda: "0" * 32,
        expected=5_000,
    )


def test_progress_grows_to_its_end(laptop: Laptop, target: Path, photos: Path) -> None:
    steps = writing(laptop, target, [attachment(photos, bytes(3_000_000))])
    shown = list(steps)
    assert [percent for percent, _ in shown] == sorted(percent for percent, _ in shown)
    assert {text.split()[0] for _, text in shown} == {"整理记录", "核对照片", "写入", "读回核对"}
    assert shown[-1][0] <= 99


def test_a_full_disk_leaves_nothing(
    laptop: Laptop, target: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: ZipWriter) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(ZipWriter, "finish", full)
    with pytest.raises(AnxiError) as refused:
        laptop.bundle(target, entries=laptop.write(3))
    assert refused.value.code == "disk_full"
    assert list(target.parent.iterdir()) == []


def test_what_stood_there_stays_when_writing_fails(
    laptop: Laptop, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.write_bytes(b"old")
    real = os.fsync

    def decays(number: int) -> None:
        real(number)
        with os.fdopen(os.dup(number), "r+b") as file:
            file.seek(300)
            file.write(b"?")

    monkeypatch.setattr(bundle_write.os, "fsync", decays)
    with pytest.raises(AnxiError) as refused:
        laptop.bundle(target, entries=laptop.write(3))
    assert (refused.value.code, refused.value.facts["path"]) == ("bundle_not_verified", target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_bytes() == b"old"


def test_a_photo_that_goes_away_in_between_is_told(
    laptop: Laptop, target: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = attachment(photos, b"photo")
    put = ZipWriter.put

    def takes_away(self: ZipWriter, name: str, body: bytes) -> None:
        one.path.unlink(missing_ok=True)
        put(self, name, body)

    monkeypatch.setattr(ZipWriter, "put", takes_away)
    with pytest.raises(AnxiError) as refused:
        laptop.bundle(target, attachments=[one])
    assert refused.value.code == "bundle_source_changed"
    assert list(target.parent.iterdir()) == []


def test_one_action_beyond_any_bundle_is_refused(
    laptop: Laptop, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_entries, "MAX_RAW_BYTES", 20_000)
    written = laptop.bundle(target, entries=laptop.write(100))
    assert len(written.files) > 1  # the bound on inflated bytes cuts as the limit does
    with pytest.raises(AnxiError) as refused:
        laptop.bundle(target, entries=laptop.write(100, signed_each=100))
    assert refused.value.code == "bundle_too_large"


def test_a_newer_programs_bundle_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    base, path = sound(), tmp_path / "a.anxi"
    members = {**base.members, "notes.z": b"something new"}
    path.write_bytes(rebuilt(base.laptop, {**base.manifest, "format": 2, "min_reader": 2}, members))
    assert code_of(path) == "bundle_newer"
    path.write_bytes(rebuilt(base.laptop, {**base.manifest, "format": 2}, members))
    assert code_of(path) == "bundle_damaged"
    path.write_bytes(rebuilt(base.laptop, {**base.manifest, "format": 2, "later": {}}, base.members))
    assert len(entries_of(path)) == 6


def code_of(path: Path) -> str:
    with pytest.raises(AnxiError) as refused, open_bundle(path):
        pass
    return refused.value.code


def test_files_that_are_no_bundle(tmp_path: Path) -> None:
    path = tmp_path / "a.anxi"
    assert code_of(path) == "file_missing"
    assert code_of(tmp_path) == "file_missing"
    for body in (b"", b"PK", "安溪".encode() * 100):
        path.write_bytes(body)
        assert code_of(path) == "bundle_damaged"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("manifest.json", canonical({}))
    assert code_of(path) == "bundle_damaged"


def test_names_of_entries_survive(laptop: Laptop, target: Path) -> None:
    entries = laptop.write(3)
    laptop.bundle(target, entries=entries)
    assert [name_of(one.body) for one in entries_of(target)] == [name_of(one.body) for one in entries]
