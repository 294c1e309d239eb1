"""The package of a month's forms: names that Windows shows, the same bytes twice, and damage that is told."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.files.month_package import (
    LISTING,
    PackagePart,
    read_package,
    windows_names,
    write_package,
)

MADE = datetime(2026, 10, 30, 9, 15, 7)
TITLE = "安溪县 2026年10月 建筑施工月报"


@pytest.fixture
def parts(folder: Path) -> list[PackagePart]:
    source = folder / "源 文件.xlsx"
    source.write_bytes(os.urandom(3_000_000))
    return [
        PackagePart("附件4 建筑施工月报表（一）.xlsx", source),
        PackagePart("附件4 建筑施工月报表（一）.pdf", b"%PDF-1.7"),
        PackagePart("summary.txt", b""),
    ]


def test_what_is_written_is_told_and_found_again(tmp_path: Path, parts: list[PackagePart]) -> None:
    path = tmp_path / "报送包.zip"
    written = write_package(path, parts, title=TITLE, made_at=MADE)
    assert written.path == path
    assert written.size == path.stat().st_size
    assert written.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert written.names == tuple(part.name for part in parts)
    bodies = [part.source if isinstance(part.source, bytes) else part.source.read_bytes() for part in parts]
    assert [(file.size, file.digest) for file in written.files] == [
        (len(body), hashlib.sha256(body).hexdigest()) for body in bodies
    ]
    assert read_package(path) == written.files
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*written.names, LISTING]
        assert [archive.read(name) for name in written.names] == bodies
        for info in archive.infolist():
            assert bool(info.flag_bits & 0x800) is not info.filename.isascii()
            assert info.date_time == (2026, 10, 30, 9, 15, 6)  # a zip counts in steps of two seconds
    assert [item.name for item in tmp_path.iterdir() if item.suffix != ""] == ["报送包.zip"]


def test_the_flag_stands_before_the_file_and_in_the_directory(tmp_path: Path) -> None:
    """Explorer reads the directory, other programs the header before each file."""
    path = tmp_path / "p.zip"
    write_package(path, [PackagePart("月报.pdf", b"x")], title=TITLE, made_at=MADE)
    body = path.read_bytes()
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = body.index(mark)
        assert int.from_bytes(body[at + place : at + place + 2], "little") & 0x800
        assert "月报.pdf".encode() in body[at : at + 80]


@pytest.mark.parametrize("program", [["unzip", "-q"], ["7z", "x", "-bd"]], ids=lambda words: words[0])
def test_other_programs_unpack_the_names(
    tmp_path: Path, parts: list[PackagePart], program: list[str]
) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not here")
    written = write_package(tmp_path / "p.zip", parts, title=TITLE, made_at=MADE)
    out = tmp_path / "out"
    out.mkdir()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run([*program, tmp_path / "p.zip"], cwd=out, check=True, env=environment)
    assert {item.name for item in out.iterdir()} == {*written.names, LISTING}
    for file in written.files:
        assert hashlib.sha256((out / file.name).read_bytes()).hexdigest() == file.digest


def test_the_listing_is_a_text_notepad_shows(tmp_path: Path, parts: list[PackagePart]) -> None:
    path = tmp_path / "p.zip"
    written = write_package(path, parts, title="两行\r\n标题\x00", made_at=MADE)
    with zipfile.ZipFile(path) as archive:
        body = archive.read(LISTING)
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\n") == body.count(b"\r\n") == 8
    lines = body.decode("utf-8-sig").splitlines()
    assert lines[0] == "两行 标题"
    assert lines[1] == "生成时间：2026-10-30 09:15"
    assert lines[2] == "共 3 个文件，3000008 字节（不含本清单）"
    assert [line.split(maxsplit=2) for line in lines[5:]] == [
        [file.digest, str(file.size), file.name] for file in written.files
    ]


def test_the_same_parts_and_time_give_the_same_bytes(tmp_path: Path, parts: list[PackagePart]) -> None:
    first, second = (
        write_package(tmp_path / name, parts, title=TITLE, made_at=MADE) for name in ("a.zip", "b.zip")
    )
    assert first.digest == second.digest
    later = write_package(tmp_path / "c.zip", parts, title=TITLE, made_at=MADE.replace(hour=10))
    assert later.digest != first.digest


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_wrong_clock_does_not_stop_it(tmp_path: Path, year: int) -> None:
    path = tmp_path / "p.zip"
    write_package(path, [PackagePart("a", b"x")], title=TITLE, made_at=datetime(year, 1, 1))
    assert len(read_package(path)) == 1


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (["月报.xlsx", "月报.xlsx", "月报.XLSX"], ["月报.xlsx", "月报（2）.xlsx", "月报（3）.XLSX"]),
        (["a.pdf", "a（2）.pdf", "A.pdf"], ["a.pdf", "a（2）.pdf", "A（3）.pdf"]),
        (["CON", "con.xlsx", "aux .txt", "lpt1.a.b"], ["_CON", "_con.xlsx", "_aux.txt", "_lpt1.a.b"]),
        (["月报. ", " .月报", "a:b/c\\d?.pdf"], ["月报", "月报（2）", "a_b_c_d_.pdf"]),
        (["", "...", "两\n行.txt"], ["未命名", "未命名（2）", "两 行.txt"]),
        (["../../etc/passwd", "C:\\x"], ["_.._etc_passwd", "C_x"]),
        (["清单.txt"], ["清单（2）.txt"]),
        (["长" * 300 + ".xlsx", "长" * 300 + ".xlsx"], ["长" * 115 + ".xlsx", "长" * 112 + "（2）.xlsx"]),
        (["2026.10月" * 40], [("2026.10月" * 40)[:120]]),
        (["坏\ud800字.pdf"], ["坏字.pdf"]),
    ],
)
def test_names_windows_takes(names: list[str], made: list[str]) -> None:
    assert windows_names(names, taken=(LISTING,)) == made


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    names=st.lists(
        st.text(max_size=130) | st.sampled_from(["a.pdf", "A.PDF", "con", "清单.TXT", "长" * 200]), max_size=8
    )
)
def test_any_names_become_names_of_their_own(names: list[str]) -> None:
    made = windows_names(names, taken=(LISTING,))
    assert len({name.casefold() for name in [*made, LISTING]}) == len(names) + 1
    for name in made:
        assert 0 < len(name) <= 120
        assert name == name.strip(" .")
        assert not set(name) & set('\\/:*?"<>|\r\n\t\x00')
        name.encode()


def test_a_part_that_is_gone_leaves_the_old_package(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(b"old")
    parts = [PackagePart("a", b"x"), PackagePart("b", tmp_path / "没有.xlsx")]
    with pytest.raises(AnxiError) as caught:
        write_package(path, parts, title=TITLE, made_at=MADE)
    assert caught.value.code == "file_missing"
    assert "没有.xlsx" in sentence(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_without_parts_there_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(AnxiError) as caught:
        write_package(tmp_path / "p.zip", [], title=TITLE, made_at=MADE)
    assert caught.value.code == "nothing_to_export"
    assert list(tmp_path.iterdir()) == []


def rewritten(path: Path, change: dict[str, bytes | None]) -> None:
    """The zip again with some members changed, added or (None) left out, sound as a zip."""
    with zipfile.ZipFile(path) as archive:
        bodies: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in {**bodies, **change}.items():
            if body is not None:
                archive.writestr(name, body)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"summary.txt": b"x"}, "summary.txt"),
        ({"附件4 建筑施工月报表（一）.pdf": b"%PDF-1.8"}, "附件4 建筑施工月报表（一）.pdf"),
        ({"summary.txt": None}, "summary.txt"),
        ({"多出来的.exe": b"MZ"}, "多出来的.exe"),
        ({LISTING: None}, LISTING),
        ({LISTING: b"\xff\xfe"}, LISTING),
        ({LISTING: b""}, "summary.txt"),
    ],
    ids=["longer", "changed", "lost", "added", "no listing", "no text", "empty listing"],
)
def test_what_is_not_as_listed_is_told(
    tmp_path: Path, parts: list[PackagePart], change: dict[str, bytes | None], named: str
) -> None:
    path = tmp_path / "p.zip"
    write_package(path, parts, title=TITLE, made_at=MADE)
    rewritten(path, change)
    with pytest.raises(AnxiError) as caught:
        read_package(path)
    assert caught.value.code == "package_damaged"
    assert named in sentence(caught.value)


def test_two_members_of_one_name_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    write_package(path, [PackagePart("a.txt", b"x")], title=TITLE, made_at=MADE)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.txt", b"x")
    with pytest.raises(AnxiError) as caught:
        read_package(path)
    assert caught.value.code == "package_damaged"


def test_flipped_and_missing_bytes_are_a_sentence_or_harmless(tmp_path: Path) -> None:
    """Only bits that carry no content (times, attributes) may pass, and then every file is as listed."""
    path = tmp_path / "p.zip"
    written = write_package(
        path, [PackagePart("月报.pdf", b"abc" * 50), PackagePart("b", b"y")], title=TITLE, made_at=MADE
    )
    sound = path.read_bytes()
    told = 0
    for at in range(len(sound)):
        for bad in (sound[:at] + bytes([sound[at] ^ (1 << at % 8)]) + sound[at + 1 :], sound[:at]):
            path.write_bytes(bad)
            try:
                passed = read_package(path) == written.files
            except AnxiError as error:
                passed = error.code == "package_damaged"
                told += 1
            assert passed, at
    assert told > len(sound) * 1.6


@pytest.mark.parametrize("code", ["file_missing", "file_not_readable", "package_damaged"])
def test_what_is_no_package(tmp_path: Path, code: str) -> None:
    path = tmp_path / "p.zip"
    if code == "file_not_readable":
        path.mkdir()
    elif code == "package_damaged":
        path.write_bytes("不是压缩包".encode())
    with pytest.raises(AnxiError) as caught:
        read_package(path)
    assert caught.value.code == code
