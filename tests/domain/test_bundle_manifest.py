"""The manifest: the same bytes everywhere, and nothing but those."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from anxi_desktop.domain import bundle_manifest as manifests
from anxi_desktop.domain.bundle_manifest import Head, Manifest, MemberInfo, Parted, signed_bytes, signer_of
from anxi_desktop.domain.bundle_names import attachment_of, part_of, place_in_order
from anxi_desktop.domain.entry import canonical
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card, site_of

KEY, NONCE = "ab" * 32, "01" * 16
CARD = Card(code="K7", person="王小明", unit="住建局", key=KEY, nonce=NONCE, site=site_of(KEY, NONCE))
DIGEST = "d" * 64
MEMBERS = {
    "entries.z": MemberInfo(400, "a" * 64),
    "trust.json": MemberInfo(20, "b" * 64),
    f"attachments/{DIGEST}": MemberInfo(7, DIGEST),
    f"parts/{'c' * 64}-2": MemberInfo(25, "f" * 64),
}
MANIFEST = Manifest(
    id="1" * 32,
    made_by="1.0.0",
    made_at=1_767_225_600_000,
    sender=CARD,
    cards=(CARD,),
    known=(Head("county", CARD.site, 5, "e" * 64),),
    wants=(DIGEST,),
    recipients=(KEY,),
    entry_count=3,
    raw_bytes=1_000,
    parts={"c" * 64: Parted(50, 2)},
    members=MEMBERS,
    part=(2, 3),
)


def refused(body: bytes) -> AnxiError:
    with pytest.raises(AnxiError) as found:
        Manifest.read(body)
    return found.value


def changed(**keys: Any) -> bytes:
    return canonical(json.loads(MANIFEST.to_bytes()) | keys)


def test_it_goes_out_and_comes_back() -> None:
    assert Manifest.read(MANIFEST.to_bytes()) == MANIFEST


def test_its_bytes_are_canonical_json_with_the_members_of_the_format() -> None:
    body = MANIFEST.to_bytes()
    found = json.loads(body)
    assert body == canonical(found)
    assert sorted(found) == sorted(
        "format min_reader id made_by made_at sender cards known wants recipients entries parts members part".split()
    )
    assert (found["entries"], found["part"]) == ({"count": 3, "raw": 1_000}, [2, 3])
    assert found["known"] == [["county", CARD.site, 5, "e" * 64]]


def test_what_a_newer_program_adds_is_left_out() -> None:
    body = changed(later={"a": [1]}, format=2)
    assert Manifest.read(body) == MANIFEST


def test_a_true_break_says_that_a_newer_program_is_needed() -> None:
    # Whatever else has another shape then.
    assert refused(changed(min_reader=2, members=5, known="x")).code == "bundle_newer"
    assert signer_of(changed(min_reader=2, members=5)) == KEY


def test_what_is_signed_goes_by_every_byte() -> None:
    body = MANIFEST.to_bytes()
    assert signed_bytes(body).startswith(b"anxi-bundle")
    assert len(signed_bytes(body)) == 11 + 32
    assert signed_bytes(body) != signed_bytes(replace(MANIFEST, made_at=1).to_bytes())


@pytest.mark.parametrize(
    "key", sorted(json.loads(MANIFEST.to_bytes()).keys() - {"cards", "known", "wants", "recipients"})
)
@pytest.mark.parametrize("value", [None, True, -1, "", "x", [], [1], {}, {"a": 1}, 2**63], ids=repr)
def test_a_value_of_another_kind_is_refused(key: str, value: Any) -> None:
    value = 5 if (key, value) == ("made_by", "x") else value
    assert refused(changed(**{key: value})).code in ("bundle_damaged", "bundle_newer")


@pytest.mark.parametrize("key", ["cards", "known", "wants", "recipients"])
@pytest.mark.parametrize("value", [True, -1, "x", [1], [None], {}, [[]], ["A" * 64], [["county"]]], ids=repr)
def test_a_list_of_something_else_is_refused(key: str, value: Any) -> None:
    assert refused(changed(**{key: value})).code == "bundle_damaged"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"format":1', b'"format":true'),
        (b'"format":1', b'"format":1.0'),
        (b'"format":1', b'"format":NaN'),
        (b'"format":1', b'"format":1,"format":1'),
        (b'"format":1', b'"format": 1'),
        (b'"made_by":"1', b'"made_by":"\\u0031'),
        (b'"made_by":"1', b'"made_by":"\\ud800'),
        (b'"made_by":"1', b'"made_by":"\xff'),
        (b"{", b"\xef\xbb\xbf{"),
        (b'"format":1', b'"deep":' + b"[" * 200_000 + b"]" * 200_000 + b',"format":1'),
        (b'"format":1', b'"format":1' + b"0" * 4_000),
    ],
)
def test_what_can_be_said_in_two_ways_is_refused(old: bytes, new: bytes) -> None:
    body = MANIFEST.to_bytes()
    assert old in body
    assert refused(body.replace(old, new, 1)).code == "bundle_damaged"


def test_memory_is_not_filled_by_empty_objects() -> None:
    body = b'{"a":[' + b"{}," * 5_000_000 + b"{}]}"
    assert len(body) < manifests.MAX_BYTES
    assert refused(body).facts["what"] == "清单太大"


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"trust.json": MemberInfo(1, "a" * 64)},
        MEMBERS | {"manifest.json": MemberInfo(1, "a" * 64)},
        MEMBERS | {"other.bin": MemberInfo(1, "a" * 64)},
        MEMBERS | {"attachments/../x": MemberInfo(1, "a" * 64)},
        MEMBERS | {f"attachments/{DIGEST}": MemberInfo(7, "a" * 64)},
        MEMBERS | {f"parts/{'c' * 64}-3": MemberInfo(7, "a" * 64)},
        MEMBERS | {f"parts/{'c' * 64}-0": MemberInfo(7, "a" * 64)},
        MEMBERS | {f"parts/{'c' * 64}-1": MemberInfo(51, "a" * 64)},
        MEMBERS | {f"parts/{'b' * 64}-1": MemberInfo(7, "a" * 64)},
        MEMBERS | {"entries.z": MemberInfo(10**9, "a" * 64)},
        MEMBERS | {f"attachments/{number:064x}": MemberInfo(1, f"{number:064x}") for number in range(4_000)},
    ],
)
def test_members_that_cannot_be_are_refused(members: dict[str, MemberInfo]) -> None:
    assert refused(replace(MANIFEST, members=members).to_bytes()).code == "bundle_damaged"


def test_parts_of_nothing_are_refused() -> None:
    parts = {**MANIFEST.parts, "b" * 64: Parted(5, 1)}
    assert refused(replace(MANIFEST, parts=parts).to_bytes()).facts["what"] == "清单的 parts"


def test_cards_must_be_sound() -> None:
    forged = replace(CARD, site="0" * 32)
    assert refused(replace(MANIFEST, sender=forged).to_bytes()).facts["what"] == "清单的 sender"
    assert refused(replace(MANIFEST, cards=(CARD, forged)).to_bytes()).facts["what"] == "清单的 cards"


def test_names_of_members() -> None:
    whole, part = f"attachments/{DIGEST}", f"parts/{DIGEST}-12"
    assert (attachment_of(whole), attachment_of(part)) == (DIGEST, None)
    assert (part_of(part), part_of(whole)) == ((DIGEST, 12), None)
    order = ["manifest.json", "manifest.sig", "entries.z", "trust.json", whole, part]
    assert [place_in_order(name) for name in order] == [0, 1, 2, 3, 4, 5]
    for name in ("", "x", "../manifest.json", whole.upper(), part + "-1", f"parts/{DIGEST}-01", whole + "\n"):
        assert place_in_order(name) is None
