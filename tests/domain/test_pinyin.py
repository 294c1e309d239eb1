"""Initials: every common character has its letter, names of several readings are found by each."""

from __future__ import annotations

import importlib.util
import unicodedata

import pytest

from anxi_desktop.domain.pinyin import MOST_VARIANTS, initials
from anxi_desktop.domain.pinyin_letters import COMMON, RARE, SEVERAL


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("城东安置房", ("cdazf",)),
        ("厦门", ("xm", "sm")),
        ("长乐", ("cl", "zl", "cy", "zy")),
        ("重庆行", ("zqx", "cqx", "zqh", "cqh")),
        ("解单", ("jd", "xd", "js", "xs")),
        ("A区12号Ｂ楼", ("aq12hl", "ao12hl")),
        ("，。 ·-", ()),
        ("", ()),
        ("䶮", ("y",)),
    ],
)
def test_spellings_of_a_name(text: str, spellings: tuple[str, ...]) -> None:
    assert set(initials(text)) == set(spellings)
    assert initials(text)[:1] == spellings[:1] or text in ("长乐", "重庆行", "解单")


def test_the_number_of_spellings_is_bounded_and_each_character_is_still_varied() -> None:
    found = initials("长乐重庆厦门行会")
    assert len(found) <= MOST_VARIANTS
    assert found[0] == "clzqxmxh"
    assert {"zlzqxmxh", "cyzqxmxh", "clcqxmxh", "clzqsmxh", "clzqxmhh", "clzqxmxk"} <= set(found)
    assert len(initials("长" * 5_000)) <= MOST_VARIANTS


def test_common_characters_stand_under_the_letter_of_gb_2312() -> None:
    """Rows 16 to 55 of GB 2312 are in the order of pinyin, so their letters never go back."""
    codes = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    common = [text for code in codes if (text := code.decode("gb2312", "ignore"))]
    letters = [initials(character)[0] for character in common]
    assert len(common) == 3755
    assert letters == sorted(letters)
    assert set(letters) == set("abcdefghjklmnopqrstwxyz")


def test_every_character_of_gbk_has_a_letter() -> None:
    lost = [
        chr(code)
        for code in range(0x4E00, 0x9FA6)
        if chr(code).encode("gbk", "ignore") and not initials(chr(code))
    ]
    assert len(lost) <= 10  # without any reading in the dictionary
    assert len(RARE) == 0x4DB5 - 0x3400 + 1
    assert len(COMMON) == 0x9FFF - 0x4E00 + 1


@pytest.mark.skipif(importlib.util.find_spec("pypinyin") is None, reason="the dictionary is not installed")
def test_letters_agree_with_the_dictionary() -> None:
    from pypinyin.pinyin_dict import pinyin_dict

    wrong: list[str] = []
    for code in (*range(0x3400, 0x4DB6), *range(0x4E00, 0xA000)):
        readings = unicodedata.normalize("NFD", pinyin_dict.get(code, "")).split(",")
        known = {next((letter for letter in text if "a" <= letter <= "z"), "") for text in readings} - {""}
        found = set(initials(chr(code)))
        if not found <= known or bool(found) != bool(known):
            wrong.append(chr(code))
    assert wrong == []
    assert all(len(set(letters)) == len(letters) >= 2 for letters in SEVERAL.values())
