"""The county's key is kept like the laptop's own, and comes back from the paper, slips of the finger included."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.files.bundle_seal import new_identity
from anxi_desktop.store import county_key
from anxi_desktop.store.age_key import load_or_make_age_identity
from anxi_desktop.store.county_key import (
    CountyKey,
    keep_county_key,
    key_of_recovery,
    load_county_key,
    make_county_key,
    recovery_text,
)
from anxi_desktop.store.keys import is_signed, load_key, make_key, private_of


def fixed_key() -> CountyKey:
    private = private_of(bytes(range(32)))
    assert private is not None
    return CountyKey(private)


KEY = fixed_key()
SHEET = recovery_text(KEY)
LINES = [line.strip() for line in SHEET.splitlines() if re.match(r"\s+\d: ", line)]


def test_it_is_kept_beside_the_laptops_own(tmp_path: Path) -> None:
    assert load_county_key(tmp_path) is None
    own, made = make_key(tmp_path), make_county_key()
    keep_county_key(tmp_path, made)
    again, still = load_county_key(tmp_path), load_key(tmp_path)
    assert again is not None
    assert still is not None
    assert (again.public, still.public) == (made.public, own.public)
    assert is_signed(public=made.public, message=b"m", signature=again.sign(b"m"))
    keep_county_key(tmp_path, made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county.key", "device.key"]


def test_another_countys_is_put_aside(tmp_path: Path) -> None:
    first, second = make_county_key(), make_county_key()
    keep_county_key(tmp_path, first)
    keep_county_key(tmp_path, second)
    found = load_county_key(tmp_path)
    assert found is not None
    assert found.public == second.public
    (tmp_path / "county.key").unlink()
    (tmp_path / "county.1.key").rename(tmp_path / "county.key")
    found = load_county_key(tmp_path)
    assert found is not None
    assert found.public == first.public


@pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")
def test_only_this_account_can_read_it(tmp_path: Path) -> None:
    keep_county_key(tmp_path, KEY)
    assert (tmp_path / "county.key").stat().st_mode & 0o777 == 0o600


def test_damage_is_no_key_and_a_held_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "county.key").write_bytes(b"short")
    assert load_county_key(tmp_path) is None

    def held(_path: Path) -> bytes:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "read_bytes", held)
    for act in (lambda: load_county_key(tmp_path), lambda: keep_county_key(tmp_path, KEY)):
        with pytest.raises(AnxiError) as caught:
            act()
        assert caught.value.code == "key_unreadable"


def test_the_sheet_is_one_page_and_holds_the_key() -> None:
    assert key_of_recovery(SHEET).public == KEY.public
    assert len(SHEET.splitlines()) <= 40
    assert max(map(len, SHEET.splitlines())) <= 60
    assert fingerprint(KEY.public) in SHEET
    assert KEY.seed.hex() not in SHEET


def test_sheets_printed_today_are_read_for_ever() -> None:
    assert LINES == [
        "1: 000G 40R4 0M30 FVK8",
        "2: 104G M2RC 1M70 ZYT8",
        "3: 208H 44RM 2MB1 FY3M",
        "4: 30CH M6RW 3MF1 ZY8F",
        "5: 352R K38M 82XH SRGA",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "\n".join(LINES),
        "\n".join(LINES[::-1]),
        "\n".join(line[3:] for line in LINES),
        "\n".join(line.lower().replace("0", "o").replace("1:", "1.") for line in LINES),
        "\r\n".join(f"  {line[:2]}  {line[3:].replace(' ', '-')}" for line in LINES),
        "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in "\n".join(LINES)),
        SHEET.replace("\n", "\r\n"),
        "\ufeff" + SHEET,
    ],
)
def test_it_is_read_however_it_was_typed(typed: str) -> None:
    assert key_of_recovery(typed).public == KEY.public


def code_of(typed: str) -> tuple[str, object]:
    with pytest.raises(AnxiError) as caught:
        key_of_recovery(typed)
    return caught.value.code, caught.value.facts.get("line")


@pytest.mark.parametrize("place", range(5))
def test_a_slip_of_the_finger_is_named(place: int) -> None:
    line = LINES[place]
    letters = county_key._LETTERS
    slips = [
        line[:at] + letter + line[at + 1 :]
        for at in range(3, len(line))
        if line[at] != " "
        for letter in letters
        if letter != line[at]
    ]
    swapped = [line[:at] + line[at + 1] + line[at] + line[at + 2 :] for at in range(3, len(line) - 1)]
    slips += [slip for slip in swapped if slip.replace(" ", "") != line.replace(" ", "")]
    slips += [line[:-1], line + "0", line[:3], line[:3] + "U" * 16, line[:3] + "é" * 16]
    for slip in slips:
        typed = "\n".join((*LINES[:place], slip, *LINES[place + 1 :]))
        assert code_of(typed) == ("recovery_line", place + 1)


def test_missing_and_exchanged_lines_are_named() -> None:
    assert code_of("") == ("recovery_line", 1)
    assert code_of("\n".join(LINES[:3] + LINES[4:])) == ("recovery_line", 4)
    exchanged = [f"1{LINES[1][1:]}", f"2{LINES[0][1:]}", *LINES[2:]]
    assert code_of("\n".join(exchanged)) == ("recovery_line", 1)


def test_lines_of_two_sheets_do_not_make_a_key() -> None:
    other = [
        line.strip() for line in recovery_text(make_county_key()).splitlines() if re.match(r"\s+\d: ", line)
    ]
    for place in range(5):
        mixed = [*LINES[:place], other[place], *LINES[place + 1 :]]
        assert code_of("\n".join(mixed)) == ("recovery_mixed", None)


def test_the_age_identity_is_made_once(tmp_path: Path) -> None:
    made = load_or_make_age_identity(tmp_path, new_identity)
    assert made[0].startswith("AGE-SECRET-KEY-")
    assert made[1].startswith("age1")

    def never() -> tuple[str, str]:
        raise AssertionError

    assert load_or_make_age_identity(tmp_path, never) == made
    (tmp_path / "age.key").write_bytes(b"\xff sealed by somebody else")
    again = load_or_make_age_identity(tmp_path, new_identity)
    assert again != made
    assert (tmp_path / "age.1.key").exists()
