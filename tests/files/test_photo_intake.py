"""Pictures as phones and offices have them: kept as they came, shown upright, never half, never invented."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.files import photo_intake
from anxi_desktop.files.photo_intake import (
    TakenPhoto,
    pictures_in,
    small_copy,
    take_in,
    take_in_bytes,
    take_in_many,
)
from anxi_desktop.store.attachments import attachment_path, small_place_of
from anxi_desktop.store.store import Store

DATA = Path(__file__).resolve().parents[1] / "data"


def taken_in(store: Store, path: Path) -> TakenPhoto:
    return finish(take_in(store, path))


def two_colours(width: int = 400, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right: which way up it is can be seen."""
    made = Image.new("RGB", (width, height), (200, 30, 30))
    made.paste((30, 30, 200), (width // 2, 0, width, height))
    return made.convert(mode)


def exif(orientation: int = 1, *, gps: bool = True) -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112] = orientation
    shot = notes.get_ifd(0x8769)
    shot[0x9003] = "2026:11:24 15:04:05"
    shot[0x9011] = "+08:00"
    if gps:
        place = notes.get_ifd(0x8825)
        place[1], place[2] = "N", (25.0, 3.0, 36.0)
        place[3], place[4] = "E", (118.0, 11.0, 6.0)
    return notes


def corners(path: Path) -> tuple[str, str]:
    """Which colour stands at the top left and at the bottom right."""
    with Image.open(path) as image:
        names: list[str] = []
        for at in ((5, 5), (image.width - 6, image.height - 6)):
            red, _, blue = image.convert("RGB").getpixel(at)  # pyright: ignore[reportGeneralTypeIssues]
            names.append("red" if red > blue else "blue")
    return names[0], names[1]


def test_the_original_is_kept_byte_for_byte_and_its_notes_are_read(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "IMG 1 现场：东侧.jpg"
    two_colours(4000, 3000).save(path, exif=exif())
    taken = taken_in(store, path)
    kept = attachment_path(store, taken.digest)
    assert kept is not None
    assert kept.read_bytes() == path.read_bytes()
    assert taken.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (taken.taken_at, taken.position) == ("2026-11-24 15:04:05 +08:00", "25.060000,118.185000")
    assert (taken.width, taken.height) == (4000, 3000)
    with Image.open(small_place_of(store.folder, taken.digest)) as small:
        assert small.size == (1600, 1200)
        assert small.format == "JPEG"
    row = store.connection.execute("SELECT size, have FROM attachment").fetchone()
    assert row == (path.stat().st_size, 1)


@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [
        (1, (400, 200), ("red", "blue")),
        (3, (400, 200), ("blue", "red")),
        (6, (200, 400), ("red", "blue")),
        (8, (200, 400), ("blue", "red")),
    ],
)
def test_a_picture_stands_upright(
    store: Store, tmp_path: Path, orientation: int, size: tuple[int, int], seen: tuple[str, str]
) -> None:
    path = tmp_path / "a.jpg"
    two_colours().save(path, exif=exif(orientation, gps=False))
    taken = taken_in(store, path)
    assert (taken.width, taken.height) == size
    small = small_place_of(store.folder, taken.digest)
    with Image.open(small) as image:
        assert image.size == size
    assert corners(small) == seen


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_every_kind_of_picture_is_taken_and_nothing_is_invented(
    store: Store, tmp_path: Path, kind: str, mode: str
) -> None:
    path = tmp_path / "a.jpg"  # people rename files
    two_colours(mode=mode).save(path, kind)
    taken = taken_in(store, path)
    assert (taken.taken_at, taken.position) == ("", "")
    with Image.open(small_place_of(store.folder, taken.digest)) as small:
        assert small.mode == "RGB"


def test_deep_grey_cmyk_and_clear_pictures_look_like_themselves(store: Store, tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    Image.new("I;16", (60, 60), 40_000).save(grey)
    cmyk = tmp_path / "cmyk.jpg"
    two_colours(mode="CMYK").save(cmyk, "JPEG")
    clear = tmp_path / "clear.png"
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(clear)
    for path, least, most in ((grey, 140, 170), (clear, 250, 255)):
        with Image.open(small_place_of(store.folder, taken_in(store, path).digest)) as small:
            value = small.convert("L").getpixel((30, 30))
            assert least <= value <= most  # pyright: ignore[reportOperatorIssue]
    assert corners(small_place_of(store.folder, taken_in(store, cmyk).digest)) == ("red", "blue")


def test_a_phones_heic_is_read(store: Store) -> None:
    path = DATA / "phone.heic"
    taken = taken_in(store, path)
    assert taken.width > taken.height > 0
    assert corners(small_place_of(store.folder, taken.digest)) == ("red", "blue")


def broken(kind: str) -> bytes:
    whole = io.BytesIO()
    two_colours(1200, 900).save(whole, "JPEG", exif=exif())
    body = whole.getvalue()
    return {
        "nothing": b"",
        "text": "不是照片".encode(),
        "half": body[: len(body) // 2],
        "head": body[:300],
        "heic": b"\x00\x00\x00\x18ftypheic" + bytes(200),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    }[kind]


@pytest.mark.parametrize("kind", ["nothing", "text", "half", "head", "heic", "svg"])
def test_what_is_no_whole_picture_is_refused_and_leaves_nothing(
    store: Store, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(broken(kind))
    with pytest.raises(AnxiError) as caught:
        taken_in(store, path)
    assert caught.value.code == "not_a_picture"
    assert not (store.folder / "attachments").exists()
    assert store.connection.execute("SELECT count(*) FROM attachment").fetchone() == (0,)


def test_broken_notes_are_no_reason_to_refuse(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    two_colours().save(path, exif=exif())
    body = bytearray(path.read_bytes())
    at = body.index(b"Exif\0\0") + 20
    body[at : at + 60] = os.urandom(60)
    path.write_bytes(body)
    assert taken_in(store, path).width == 400
    notes = exif(gps=False)
    notes.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    two_colours().save(path, exif=notes)
    assert taken_in(store, path).taken_at == ""


def test_too_large_is_refused_before_it_is_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    two_colours(3000, 2000).save(path)
    monkeypatch.setattr(photo_intake, "MOST_PIXELS", 5_000_000)
    with pytest.raises(AnxiError) as caught:
        taken_in(store, path)
    assert caught.value.code == "picture_too_large"
    monkeypatch.setattr(photo_intake, "MOST_BYTES", 1000)
    with pytest.raises(AnxiError) as caught:
        taken_in(store, path)
    assert caught.value.code == "attachment_too_large"
    with pytest.raises(AnxiError) as caught:
        taken_in(store, tmp_path / "none.jpg")
    assert caught.value.code == "file_missing"


def test_one_refused_picture_stops_none_of_the_others(store: Store, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.jpg"
    two_colours().save(good)
    bad.write_bytes(b"x")
    told: list[TakenPhoto] = []
    taken, refused = finish(take_in_many(store, [bad, good, good], tell=told.append))
    assert [photo.file_name for photo in taken] == ["good.jpg", "good.jpg"]
    assert told == taken
    assert [error.code for error in refused] == ["not_a_picture"]
    assert len(list((store.folder / "attachments").glob("[0-9a-f][0-9a-f]/*"))) == 1


def test_a_lost_small_copy_is_made_again_and_a_lost_original_is_said(store: Store) -> None:
    body = io.BytesIO()
    two_colours().save(body, "PNG")
    taken = take_in_bytes(store, body.getvalue(), name="剪贴板")
    place = small_place_of(store.folder, taken.digest)
    place.unlink()
    assert small_copy(store, taken.digest) == place
    assert place.is_file()
    place.unlink()
    original = attachment_path(store, taken.digest)
    assert original is not None
    original.unlink()
    assert small_copy(store, taken.digest) is None


def test_a_phones_folder_shows_the_newest_first(tmp_path: Path) -> None:
    deep = tmp_path / "DCIM" / "100ANDRO"
    deep.mkdir(parents=True)
    for number, name in enumerate(["b.jpg", "a.HEIC", "film.mp4", ".trash.jpg", "c.png"]):
        path = deep / name
        path.write_bytes(b"x")
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    assert [path.name for path in pictures_in(tmp_path)] == ["c.png", "a.HEIC", "b.jpg"]
