"""The committed fonts hold what an office writes, and nothing that breaks a search in a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
TEXT_FONTS = ("NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold")


def characters(name: str) -> set[int]:
    with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
        return set(font.getBestCmap() or {})


@pytest.mark.parametrize("name", TEXT_FONTS)
def test_a_text_font_has_gb2312_signs_and_vertical_punctuation(
    name: str, script: Callable[[str], ModuleType]
) -> None:
    found = characters(name)
    assert script("fonts").gb2312() - found - set(range(0x2E80, 0x2FE0)) == set()
    assert [sign for sign in "①⑳㎡℃□︵︶﹁﹂︱“”—…·%12A 堃喆镕" if ord(sign) not in found] == []


@pytest.mark.parametrize("name", [*TEXT_FONTS, "NotoSansSC-Rare"])
def test_no_font_has_radicals(name: str) -> None:
    assert characters(name) & set(range(0x2E80, 0x2FE0)) == set()


def test_rare_characters_stand_in_a_family_of_their_own() -> None:
    rare = characters("NotoSansSC-Rare")
    assert len(rare) > 20_000
    assert rare & characters("NotoSansSC-Regular") == set()
    with TTFont(FONTS / "NotoSansSC-Rare.ttf", lazy=True) as font:
        assert font["name"].getDebugName(1) == "Noto Sans SC Rare"


def test_the_licences_stand_beside_the_fonts() -> None:
    for name in ("NotoSansSC-OFL.txt", "NotoSerifSC-OFL.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / name).read_text(encoding="utf-8")
