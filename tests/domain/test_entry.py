"""The bytes of an entry are a promise to other laptops; what nobody could read is refused before it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.entry import (
    MAX_BYTES,
    Entry,
    canonical,
    from_object,
    name_of,
    parse,
    signed_message,
    stored,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.keys import DeviceKey, is_signed

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "entries.json").read_text(encoding="utf-8"))
GOOD: dict[str, Any] = VECTORS["vectors"][0]["entry"]
A, B = "a" * 64, "b" * 64


@pytest.fixture(params=VECTORS["vectors"], ids=[vector["what"] for vector in VECTORS["vectors"]])
def vector(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_bytes_and_name_of_a_vector(vector: dict[str, Any]) -> None:
    entry = from_object(vector["entry"])
    assert entry.validate() == bytes.fromhex(vector["bytes"])
    assert name_of(entry.to_bytes()) == vector["name"]


def test_a_vector_comes_back_from_its_bytes(vector: dict[str, Any]) -> None:
    body = bytes.fromhex(vector["bytes"])
    assert parse(body) == from_object(vector["entry"]) == stored(body)


def test_signature_of_a_vector(vector: dict[str, Any]) -> None:
    key = DeviceKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["seed"])))
    entry = from_object(vector["entry"])
    message = signed_message(stream=entry.stream, site=entry.site, seq=entry.seq, name=vector["name"])
    assert message == vector["message"].encode()
    assert key.sign(message) == bytes.fromhex(vector["signature"])
    assert key.public == VECTORS["public"]
    assert is_signed(public=key.public, message=message, signature=key.sign(message))
    assert not is_signed(public=key.public, message=message + b" ", signature=key.sign(message))
    assert not is_signed(public="no key", message=message, signature=key.sign(message))


def test_what_a_newer_program_adds_is_kept() -> None:
    newer = VECTORS["vectors"][-1]
    entry = parse(bytes.fromhex(newer["bytes"]))
    assert entry.extra == {"later": {"a": [1, {"b": None}], "c": "保留"}}
    assert entry.to_bytes() == bytes.fromhex(newer["bytes"])


def changed(**keys: object) -> dict[str, Any]:
    return {**GOOD, **keys}


REFUSED_OBJECTS: dict[str, object] = {
    "no object": [],
    "null": None,
    **{f"without {key}": {name: value for name, value in GOOD.items() if name != key} for key in GOOD},
    "version 2": changed(v=2),
    "version true": changed(v=True),
    "version 1.0": changed(v=1.0),
    "stream of no project": changed(stream="project"),
    "stream with a line end": changed(stream=f"{GOOD['stream']}\n"),
    "stream as a path": changed(stream="../office"),
    "site too short": changed(site="00ff"),
    "site in capitals": changed(site=str(GOOD["site"]).upper()),
    "seq zero": changed(seq=0),
    "seq true": changed(seq=True),
    "seq as text": changed(seq="1"),
    "seq beyond 63 bits": changed(seq=2**63),
    "seq a float": changed(seq=1.0),
    "stamp negative": changed(stamp=-1),
    "stamp beyond 63 bits": changed(stamp=2**63),
    "chain no name": changed(chain="abc"),
    "chain null": changed(chain=None),
    "author a number": changed(author=7),
    "author too long": changed(author="王" * 501),
    "title null": changed(title=None),
    "title too long": changed(title="王" * 501),
    "group too long": changed(group="g" * 65),
    "undoes a number": changed(undoes=5),
    "entity with a space": changed(entity="pro ject"),
    "entity in Chinese": changed(entity="项目"),
    "row no id": changed(row="1"),
    "row in capitals": changed(row=str(GOOD["row"]).upper()),
    "set empty": changed(set={}),
    "set a list": changed(set=["name"]),
    "field with a quote": changed(set={'na"me': "x"}),
    "field too long": changed(set={"f" * 65: "x"}),
    "value a float": changed(set={"name": 1.5}),
    "value an object": changed(set={"name": {}}),
    "value beyond 63 bits": changed(set={"name": 2**63}),
    "value far below": changed(set={"name": -(2**63)}),
    "value a list of numbers": changed(set={"name": [1]}),
    "value a list of lists": changed(set={"name": [["x"]]}),
    "seen an object": changed(seen={}),
    "seen no names": changed(seen=["x"]),
    "seen numbers": changed(seen=[1]),
    "seen a name with a line end": changed(seen=[f"{A}\n"]),
    "chain with a line end": changed(chain=f"{A}\n"),
    "seen twice": changed(seen=[A, A]),
    "seen unsorted": changed(seen=[B, A]),
    "seen_for a list": changed(seen_for=[]),
    "seen_for of a strange field": changed(seen_for={"**": [A]}),
    "seen_for a text": changed(seen_for={"name": A}),
    "seen_for unsorted": changed(seen_for={"name": [B, A]}),
    "extra too deep": changed(later=[[[[[[[[1]]]]]]]]),
    "extra beyond 63 bits": changed(later=[2**63]),
}


@pytest.mark.parametrize("found", REFUSED_OBJECTS.values(), ids=REFUSED_OBJECTS)
def test_what_is_no_entry_is_refused_from_a_file(found: object) -> None:
    body = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(AnxiError) as caught:
        parse(body)
    assert caught.value.code == "bad_entry"


@pytest.mark.parametrize("found", REFUSED_OBJECTS.values(), ids=REFUSED_OBJECTS)
def test_what_could_not_be_exported_cannot_be_saved(found: object) -> None:
    with pytest.raises(AnxiError) as caught:
        from_object(found).validate()
    assert caught.value.code == "bad_entry"


def spelled(old: str, new: str) -> bytes:
    text = bytes.fromhex(VECTORS["vectors"][0]["bytes"]).decode()
    assert text.count(old) == 1
    return text.replace(old, new).encode("utf-8", "surrogatepass")


VALUE = '"name":"城东安置房"'
REFUSED_BYTES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "half an entry": lambda: bytes.fromhex(VECTORS["vectors"][0]["bytes"])[:-1],
    "something after it": lambda: bytes.fromhex(VECTORS["vectors"][0]["bytes"]) + b"\n",
    "byte order mark": lambda: b"\xef\xbb\xbf" + bytes.fromhex(VECTORS["vectors"][0]["bytes"]),
    "other order of keys": lambda: json.dumps(GOOD, separators=(",", ":"), ensure_ascii=False).encode(),
    "spaces": lambda: json.dumps(GOOD, sort_keys=True, ensure_ascii=False).encode(),
    "escaped Chinese": lambda: json.dumps(GOOD, sort_keys=True, separators=(",", ":")).encode(),
    "no UTF-8": lambda: spelled(VALUE, '"name":"x"').replace(b'"x"', b'"\xff"'),
    "NaN": lambda: spelled(VALUE, '"name":NaN'),
    "infinity": lambda: spelled(VALUE, '"name":-Infinity'),
    "float": lambda: spelled(VALUE, '"name":1e5'),
    "100 digits": lambda: spelled(VALUE, f'"name":{"9" * 100}'),
    "5,000 digits": lambda: spelled(VALUE, f'"name":{"9" * 5000}'),
    "minus zero": lambda: spelled(VALUE, '"name":-0'),
    "key twice": lambda: spelled(VALUE, f'{VALUE},"name":"b"'),
    "outer key twice": lambda: spelled('"v":1', '"v":1,"v":1'),
    "escaped surrogate": lambda: spelled(VALUE, '"name":"\\ud800"'),
    "raw surrogate": lambda: spelled(VALUE, '"name":"\ud800"'),
    "escaped pair": lambda: spelled(VALUE, '"name":"\\ud83d\\udea7"'),
    "escaped slash": lambda: spelled(VALUE, '"name":"\\/"'),
    "deep nesting": lambda: spelled(VALUE, f'"name":{"[" * 100_000}{"]" * 100_000}'),
    "deep and open": lambda: b"[" * 200_000,
    "deep objects": lambda: b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "too large": lambda: spelled(VALUE, f'"name":"{"x" * MAX_BYTES}"'),
}


@pytest.mark.parametrize("made", REFUSED_BYTES.values(), ids=REFUSED_BYTES)
def test_hostile_bytes_are_refused(made: Callable[[], bytes]) -> None:
    with pytest.raises(AnxiError) as caught:
        parse(made())
    assert caught.value.code == "bad_entry"


def _short(value: object) -> str:
    return repr(value)[:12]  # a name of the test is also an environment variable, which Windows limits


@pytest.mark.parametrize("value", ["\ud800", "x\udfff", ["\udc00"], "x" * MAX_BYTES], ids=_short)
def test_texts_without_bytes_cannot_be_saved(value: Any) -> None:
    with pytest.raises(AnxiError) as caught:
        replace(from_object(GOOD), set={"name": value}).validate()
    assert caught.value.code == "bad_entry"


def test_the_largest_entry_is_taken_and_one_byte_more_is_not() -> None:
    entry = from_object(GOOD)
    rest = MAX_BYTES - len(replace(entry, set={"name": ""}).to_bytes())
    body = replace(entry, set={"name": "x" * rest}).validate()
    assert len(body) == MAX_BYTES
    assert parse(body).set == {"name": "x" * rest}
    with pytest.raises(AnxiError):
        replace(entry, set={"name": "x" * (rest + 1)}).validate()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
codes = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,10}", fullmatch=True)
names = st.lists(st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"), max_size=3, unique=True)
values = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63) + 1, 2**63 - 1), texts, st.lists(texts, max_size=3)
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.builds(
        Entry,
        stream=st.sampled_from(["county", "county/office", GOOD["stream"], f"{GOOD['stream']}/office"]),
        site=st.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}"),
        seq=st.integers(1, 2**63 - 1),
        chain=st.sampled_from(["", A]),
        stamp=st.integers(0, 2**63 - 1),
        author=texts,
        title=texts,
        group=texts,
        undoes=st.one_of(st.none(), texts),
        entity=codes,
        row=st.uuids().map(str),
        set=st.dictionaries(codes, values, min_size=1, max_size=4),
        seen=names.map(sorted).map(tuple),
        seen_for=st.dictionaries(st.one_of(codes, st.just("*")), names.map(sorted).map(tuple), max_size=2),
        extra=st.dictionaries(codes.map(lambda code: f"x_{code}"), texts, max_size=2),
    )
)
def test_every_good_entry_has_one_spelling_and_comes_back(entry: Entry) -> None:
    body = entry.validate()
    again = parse(body)
    assert again == entry
    assert again.to_bytes() == body
    assert json.loads(body)["set"] == entry.set
    assert len(name_of(body)) == 64


def test_two_spellings_of_equal_values_are_one() -> None:
    left = canonical({"b": 1, "a": ["x", None, True]})
    assert left == canonical({"a": ["x", None, True], "b": 1}) == b'{"a":["x",null,true],"b":1}'
