"""Manifests that are validly signed and say what no program should believe."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from anxi_desktop.domain.entry import canonical
from tests.files.bundle_laptop import Laptop
from tests.files.sound_bundle import HostileCase, Sound, Text, replaced, signed, told, zipped


def hostile_manifest(random: Random, base: Sound) -> HostileCase:
    text = canonical(base.manifest | {"members": told(base.members)})
    act = random.randrange(6)
    if act == 0:  # what JSON can say and no program should believe
        what, old, new = random.choice(MANIFEST_TEXTS)
        changed = text.replace(old.encode(), new() if callable(new) else new.encode(), 1)
        return HostileCase(f"manifest {what}", signed(base.laptop, changed, base.members))
    found = json.loads(text)
    if act == 1:  # the members are not what it says
        name = random.choice(sorted(found["members"]))
        members = dict(base.members)
        lie = random.randrange(5)
        if lie == 0:
            members[name] = members[name] + b"x"
        elif lie == 1:
            members[name] = bytes([members[name][0] ^ 1]) + members[name][1:]
        elif lie == 2:
            del members[name]
        elif lie == 3:
            del found["members"][name]
        else:
            extra = "attachments/" + "e" * 64
            found["members"][extra] = {"size": 1, "sha256": "e" * 64}
            members = {**members, extra: b"x"} if random.random() < 0.5 else members
        return HostileCase(
            f"members lie {lie} of {name[:12]}", signed(base.laptop, canonical(found), members)
        )
    if act == 2:
        what, change = random.choice(MANIFEST_CHANGES)
        change(found)
        return HostileCase(f"manifest {what}", signed(base.laptop, canonical(found), base.members))
    if act == 3:  # signed by somebody else, or not at all
        other = Laptop(9)
        body = random.choice(
            (
                signed(other, text, base.members),
                zipped({"manifest.json": text, "manifest.sig": bytes(128), **base.members}),
                zipped({"manifest.json": text, "manifest.sig": b"0" * 128, **base.members}),
                zipped({"manifest.json": text, "manifest.sig": b"", **base.members}),
            )
        )
        return HostileCase("signature", body)
    changed, where = replaced(random, found)
    body = signed(base.laptop, canonical(changed), base.members)
    return HostileCase(f"manifest value {where}", body, is_refused=False)


MANIFEST_TEXTS: tuple[tuple[str, str, Text], ...] = (
    ("NaN", '"format":1', '"format":NaN'),
    ("Infinity", '"format":1', '"format":-Infinity'),
    ("a fraction", '"format":1', '"format":1.0'),
    ("an exponent", '"format":1', '"format":1e0'),
    ("10^4000", '"format":1', lambda: b'"format":1' + b"0" * 4_000),
    ("10^400000", '"format":1', lambda: b'"format":1' + b"0" * 400_000),
    ("deep lists", '"format":1', lambda: b'"deep":' + b"[" * 100_000 + b"]" * 100_000 + b',"format":1'),
    (
        "deep objects",
        '"format":1',
        lambda: b'"deep":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b',"format":1',
    ),
    ("nested 900 deep", '"format":1', lambda: b'"deep":' + b"[" * 900 + b"]" * 900 + b',"format":true'),
    ("many lists", '"format":1', lambda: b'"deep":[' + b"[]," * 300_000 + b'[]],"format":1'),
    ("a lone surrogate", '"made_by":"1.0.0"', '"made_by":"\\ud800"'),
    ("an escape", '"made_by":"1.0.0"', '"made_by":"\\u0031.0.0"'),
    ("broken UTF-8", '"made_by":"1.0.0"', lambda: b'"made_by":"\xed\xa0\x80"'),
    ("a control character", '"made_by":"1.0.0"', '"made_by":"\\u0007"'),
    ("a key twice", '"format":1', '"format":1,"format":1'),
    ("a space", '"format":1', '"format": 1'),
    ("a byte order mark", "{", "\ufeff{"),
    ("a list", "{", "[{"),
    ("minus zero", '"format":1', '"format":-0'),
    ("true for one", '"min_reader":1', '"min_reader":true'),
    ("an unsorted key", "{", '{"zz":1,'),
    ("a huge text", '"made_by":"1.0.0"', lambda: b'"made_by":"' + b"a" * 17_000_000 + b'"'),
)


def _sets(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        place: Any = found
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return change


def _drops(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.pop(key)


MANIFEST_CHANGES: tuple[tuple[str, Callable[[dict[str, Any]], Any]], ...] = (
    ("of a newer program", _sets("min_reader", to=2)),
    ("min_reader 0", _sets("min_reader", to=0)),
    ("negative count", _sets("entries", "count", to=-1)),
    ("wrong count", _sets("entries", "count", to=7)),
    ("more raw", _sets("entries", "raw", to=10**6)),
    ("less raw", _sets("entries", "raw", to=10)),
    ("too much raw", _sets("entries", "raw", to=10**12)),
    ("2^63", _sets("made_at", to=2**63)),
    ("made before time", _sets("made_at", to=-1)),
    ("a card of another's site", _sets("sender", "site", to="a" * 32)),
    ("a card with another nonce", _sets("sender", "nonce", to="a" * 32)),
    ("an unsound author", _sets("cards", 0, "key", to="b" * 64)),
    ("a long name", _sets("sender", "person", to="王" * 201)),
    ("no person", _sets("sender", "person", to=None)),
    ("an upper-case id", _sets("id", to="A" * 32)),
    ("third of two", _sets("part", to=[3, 2])),
    ("zeroth", _sets("part", to=[0, 2])),
    ("part of many", _sets("part", to=[1, 2, 3])),
    ("part true", _sets("part", to=[True, 1])),
    ("a stream of no project", _sets("known", to=[["../county", "a" * 32, 1, "a" * 64]])),
    ("a head too short", _sets("known", to=[["county", "a" * 32, 1]])),
    ("head number 0", _sets("known", to=[["county", "a" * 32, 0, "a" * 64]])),
    ("head number 2^63", _sets("known", to=[["county", "a" * 32, 2**63, "a" * 64]])),
    ("wants a path", _sets("wants", to=["../../etc/passwd"])),
    ("wants a number", _sets("wants", to=[1])),
    ("parts without parts", _sets("parts", to={"f" * 64: {"size": 5, "count": 1}})),
    ("no parts told", _sets("parts", to={})),
    ("a million parts", lambda found: [part.update(count=10**6) for part in found["parts"].values()]),
    (
        "a whole smaller than its part",
        lambda found: [part.update(size=1) for part in found["parts"].values()],
    ),
    ("its own manifest", _sets("members", "manifest.json", to={"size": 1, "sha256": "a" * 64})),
    ("a path as member", _sets("members", "../evil", to={"size": 1, "sha256": "a" * 64})),
    *(
        (f"no {key}", _drops(key))
        for key in ("format", "id", "sender", "entries", "members", "part", "made_at")
    ),
)
