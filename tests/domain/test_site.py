"""A site follows from its key: nobody can claim another's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card, new_nonce, site_of

KEY, NONCE = "ab" * 32, "01" * 16
CARD = Card(code="K7", person="王小明", unit="", key=KEY, nonce=NONCE, site=site_of(KEY, NONCE))


def test_a_site_is_a_fixed_function_of_key_and_nonce() -> None:
    # SHA-256 of "anxi-site", the key and the nonce, computed with sha256sum.
    assert site_of("00" * 32, "00" * 16) == "52f80f5345b94d1f476a8a172abd8d31"
    assert len({site_of(KEY, NONCE), site_of("ac" * 32, NONCE), site_of(KEY, "02" * 16)}) == 3


def test_nonces_are_new() -> None:
    found = {new_nonce() for _ in range(100)}
    assert len(found) == 100
    assert all(len(one) == 32 and one == one.lower() for one in found)


@pytest.mark.parametrize(
    ("key", "nonce"),
    [
        ("", ""),
        (KEY, NONCE[:-1]),
        (KEY.upper(), NONCE),
        (KEY + "\n", NONCE),
        (KEY, " " + NONCE[1:]),
        ("é" * 64, NONCE),
    ],
)
def test_what_is_no_key_has_no_site(key: str, nonce: str) -> None:
    with pytest.raises(ValueError, match="hex digits"):
        site_of(key, nonce)
    assert not replace(CARD, key=key, nonce=nonce).is_sound


def test_a_card_goes_out_and_comes_back() -> None:
    assert CARD.is_sound
    assert Card.of(CARD.to_object()) == CARD
    assert Card.of({**CARD.to_object(), "later": 1}) == CARD


@pytest.mark.parametrize("change", [{"key": "ac" * 32}, {"nonce": "00" * 16}, {"site": "0" * 32}])
def test_a_card_of_anothers_site_is_not_sound(change: dict[str, str]) -> None:
    assert not replace(CARD, **change).is_sound


def test_texts_prove_nothing() -> None:
    assert replace(CARD, code="K9", person="别人").is_sound


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        "card",
        {},
        *[
            {**CARD.to_object(), key: value}
            for key in CARD.to_object()
            for value in (None, 1, [], "x" * 201, "\ud800")
        ],
        {**CARD.to_object(), "key": KEY.upper()},
        {**CARD.to_object(), "site": CARD.site + "\n"},
    ],
)
def test_other_objects_are_no_card(found: Any) -> None:
    with pytest.raises(AnxiError) as refused:
        Card.of(found)
    assert refused.value.code == "card_unreadable"
