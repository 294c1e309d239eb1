"""The catalogue of signs: complete, readable, and honest about what was dropped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.signs import SignKind, read_signs

FILE = Path(__file__).parents[2] / "resources" / "signs" / "signs.json"
SIGNS = read_signs(FILE.read_bytes())


def test_every_class_has_what_sites_and_estates_use() -> None:
    least = {
        SignKind.PROHIBITION: 20,
        SignKind.WARNING: 24,
        SignKind.MANDATORY: 16,
        SignKind.INFORMATION: 10,
        SignKind.SIX: 6,
        SignKind.FIRE: 5,
        SignKind.ESCAPE: 5,
    }
    assert {kind: len(SIGNS.of(kind)) >= count for kind, count in least.items()} == dict.fromkeys(least, True)
    assert [sign.name for sign in SIGNS.of(SignKind.SIX)] == [
        "标线",
        "铭牌",
        "警示",
        "指令",
        "流向标",
        "挂牌",
    ]


def test_codes_and_names_are_one_each_and_glyphs_stand_in_their_square() -> None:
    assert len(SIGNS.by_code) == len(SIGNS.signs) == len({(sign.kind, sign.name) for sign in SIGNS.signs})
    for sign in SIGNS.signs:
        if sign.glyph:
            numbers = [number for _code, spots in SIGNS.glyphs[sign.glyph] for number in spots]
            assert numbers
            assert all(-1 <= number <= 25 for number in numbers)
        assert 1 <= len(sign.short) <= 3


def test_a_sign_of_the_old_edition_says_until_when_it_was_valid() -> None:
    old = [sign for sign in SIGNS.signs if sign.valid_to]
    assert [sign.name for sign in old] == ["禁止穿化纤服装"]
    assert old[0].valid_to == date(2026, 2, 28)
    assert "示意" in SIGNS.note


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"signs": 1}', b"\xff"])
def test_a_broken_catalogue_is_refused(body: bytes) -> None:
    with pytest.raises(AnxiError) as caught:
        read_signs(body)
    assert caught.value.code == "content_unreadable"
