"""Requests and trust lists travel as files; one that was damaged, altered or made up is refused in one sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.domain.request import Request
from anxi_desktop.domain.signed_trust import SignedTrust, trust_message
from anxi_desktop.domain.site import Card, new_nonce, site_of
from anxi_desktop.domain.trust import Member, Role, TrustList
from anxi_desktop.domain.words import sentence
from anxi_desktop.files.trust_files import (
    REQUEST_SUFFIX,
    TRUST_SUFFIX,
    read_request,
    read_trust,
    write_request,
    write_trust,
)
from anxi_desktop.store.county_key import CountyKey, make_county_key
from anxi_desktop.store.keys import DeviceKey, make_key

AGE = "age1qyqszqgpqyqszqgpqyqszqgp"


def card_of(key: DeviceKey) -> Card:
    nonce = new_nonce()
    return Card("K9", "李小红", "甲建设公司", key.public, nonce, site_of(key.public, nonce))


def signed_list(county: CountyKey) -> SignedTrust:
    members = (Member("a1" * 32, AGE, "K1", "王小明", '县"住建"局', Role.OFFICE),)
    text = TrustList(county.public, 3, members).text()
    return SignedTrust(text, county.sign(trust_message(text)).hex())


@pytest.fixture
def key(tmp_path: Path) -> DeviceKey:
    return make_key(tmp_path / "keys")


@pytest.fixture
def request_file(tmp_path: Path, key: DeviceKey) -> Path:
    path = tmp_path / f"申请{REQUEST_SUFFIX}"
    write_request(path, Request(card_of(key), AGE), key)
    return path


@pytest.fixture
def trust_file(tmp_path: Path) -> Path:
    path = tmp_path / f"名单{TRUST_SUFFIX}"
    write_trust(path, signed_list(make_county_key()))
    return path


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(AnxiError) as caught:
        act()
    assert "…" not in sentence(caught.value)
    return caught.value.code


def test_a_request_comes_back(request_file: Path, key: DeviceKey) -> None:
    found = read_request(request_file)
    assert (found.card.code, found.card.person, found.card.key, found.age) == (
        "K9",
        "李小红",
        key.public,
        AGE,
    )
    assert found.fingerprint == fingerprint(key.public, AGE)


def test_a_laptop_without_an_age_key_asks_too(tmp_path: Path, key: DeviceKey) -> None:
    path = tmp_path / f"a{REQUEST_SUFFIX}"
    write_request(path, Request(card_of(key), ""), key)
    assert read_request(path).fingerprint == fingerprint(key.public)


def test_a_trust_list_comes_back(tmp_path: Path) -> None:
    signed = signed_list(make_county_key())
    path = tmp_path / f"a{TRUST_SUFFIX}"
    write_trust(path, signed)
    assert read_trust(path) == signed


@pytest.mark.parametrize("read", [read_request, read_trust])
def test_no_file_no_folder_no_device(read: Callable[[Path], object], tmp_path: Path) -> None:
    assert refusal(lambda: read(tmp_path / "none")) == "file_missing"
    assert refusal(lambda: read(tmp_path)) == "file_not_readable"
    if os.name != "nt":
        assert refusal(lambda: read(Path("/dev/zero"))) == "file_not_readable"


def test_every_damaged_byte_is_noticed(request_file: Path, trust_file: Path) -> None:
    for path, read, code in (
        (request_file, read_request, "request_unreadable"),
        (trust_file, read_trust, "trust_unreadable"),
    ):
        body = path.read_bytes()
        for place in range(len(body)):
            path.write_bytes(body[:place] + bytes([body[place] ^ 2]) + body[place + 1 :])
            found = refusal(lambda path=path, read=read: read(path))
            assert found in (code, "trust_newer")  # one bit turns format 1 into a later one
        for length in range(0, len(body), 7):
            path.write_bytes(body[:length])
            assert refusal(lambda path=path, read=read: read(path)) == code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 200_000,
        b"\xff\xfe",
        b"9" * 10_000,
        b" " * 200_000,
        b'{"card":' * 5_000,
    ],
)
def test_other_files_are_refused(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(body)
    assert refusal(lambda: read_request(path)) == "request_unreadable"
    assert refusal(lambda: read_trust(path)) == "trust_unreadable"


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(1 << 36)  # 64 GB of nothing
    assert refusal(lambda: read_request(path)) == "request_unreadable"
    assert refusal(lambda: read_trust(path)) == "trust_unreadable"


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["card"].update(person="别人"),
        lambda found: found["card"].update(key="b" * 64),
        lambda found: found["card"].update(site="1" * 32),
        lambda found: found["card"].pop("nonce"),
        lambda found: found["card"].update(code="x" * 201),
        lambda found: found.update(card=[]),
        lambda found: found.update(age="age1zzzzzzzzzzzzzzzz"),
        lambda found: found.update(age=""),
        lambda found: found.update(age=None),
        lambda found: found.update(age="-----BEGIN"),
        lambda found: found.update(signature="0" * 128),
        lambda found: found.update(signature="é" * 128),
        lambda found: found.pop("signature"),
    ],
)
def test_an_altered_request_is_refused(change: Callable[[Any], object], request_file: Path) -> None:
    found = json.loads(request_file.read_text(encoding="utf-8"))
    change(found)
    request_file.write_text(json.dumps(found), encoding="utf-8")
    assert refusal(lambda: read_request(request_file)) == "request_unreadable"


def test_a_request_for_anothers_key_is_refused(tmp_path: Path, key: DeviceKey) -> None:
    other = make_key(tmp_path / "other")
    path = tmp_path / "a"
    write_request(path, Request(card_of(other), AGE), key)
    assert refusal(lambda: read_request(path)) == "request_unreadable"


def test_what_a_newer_program_adds_to_a_request_is_passed_over(request_file: Path) -> None:
    found = json.loads(request_file.read_text(encoding="utf-8"))
    found["later"] = {"x": [1]}
    request_file.write_text(json.dumps(found), encoding="utf-8")
    assert read_request(request_file).age == AGE


def test_a_list_signed_by_another_key_is_refused(tmp_path: Path) -> None:
    ours, theirs = make_county_key(), make_county_key()
    text = signed_list(ours).text
    path = tmp_path / "a"
    write_trust(path, SignedTrust(text, theirs.sign(trust_message(text)).hex()))
    assert refusal(lambda: read_trust(path)) == "trust_unreadable"
