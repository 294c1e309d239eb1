"""Thirty digits that two people compare, whatever they do to the spaces."""

from __future__ import annotations

import re

import pytest

from anxi_desktop.domain.fingerprint import fingerprint, same

KEY, AGE = "0a" * 32, "age1qyqszqgpqyqszqgpqyqszqgp"
CODE = fingerprint(KEY, AGE)


def test_six_groups_of_five_that_never_change() -> None:
    assert CODE == fingerprint(KEY, AGE)
    assert re.fullmatch(r"\d{5}( \d{5}){5}", CODE)
    # a code somebody wrote down last year must still be the same
    assert fingerprint(KEY) == "97095 21440 20252 61178 31761 31928"


def test_every_key_counts() -> None:
    assert len({CODE, fingerprint(KEY), fingerprint("0b" * 32, AGE), fingerprint(KEY, AGE[:-1] + "q")}) == 4


def test_leading_zeros_are_kept() -> None:
    codes = [fingerprint(f"{number:064x}") for number in range(200)]
    assert any(code.startswith("0") for code in codes)
    assert {len(code) for code in codes} == {35}


@pytest.mark.parametrize(
    "spelling",
    [
        CODE.replace(" ", ""),
        CODE.replace(" ", "-"),
        CODE.replace(" ", "－"),
        CODE.replace(" ", "\u3000"),
        f"  {CODE}\n",
        "".join(chr(ord(letter) + 0xFEE0) if letter.isdigit() else letter for letter in CODE),
    ],
)
def test_the_same_digits_however_written(spelling: str) -> None:
    assert same(spelling, CODE)
    assert same(CODE, spelling)


@pytest.mark.parametrize(
    "other",
    ["", " ", CODE[:-1], CODE + "1", fingerprint(KEY), CODE.replace(" ", "x"), "零" * 30, "٣" * 30],
)
def test_anything_else_is_another(other: str) -> None:
    assert not same(other, CODE)
