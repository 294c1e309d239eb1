"""The manifest of a bundle: what the file holds, who sends it, and what the sender already has.

Its bytes are canonical JSON, signed by the sender's key; every other byte of the file follows from it. Keys
that a newer program adds are let through and left out; a true break is said by `min_reader`, which, with
`sender.key`, keeps its place in every version. Source: sync design, section 4; `docs/bundle-format.md`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, cast

from anxi_desktop.domain.bundle_names import ENTRIES, MANIFEST, SIGNATURE, TRUST, attachment_of, part_of
from anxi_desktop.domain.entry import MAX_INTEGER, canonical, is_stream
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card
from anxi_desktop.domain.strict_json import Shape

FORMAT = 1
READER = 1
"""The format this program writes, and the greatest `min_reader` it can read."""

MAX_BYTES = 16 * 1024 * 1024
MAX_MEMBERS = 4_000
MAX_MEMBER_BYTES = 4_000_000_000
MAX_TRUST_BYTES = 16 * 1024 * 1024
MAX_RAW_BYTES = 512 * 1024 * 1024
MAX_ENTRIES_BYTES = MAX_RAW_BYTES + MAX_RAW_BYTES // 256  # zlib makes nothing much larger
MAX_PARTS = 999_999

# JSON of this size can be made to fill memory with empty objects; an honest manifest has far fewer.
_MAX_BRACKETS = 250_000
_MAX_COMMAS = 1_000_000
_MAX_SET = 100_000  # bundles made in one go

_NAME = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain that the sender holds: `name` is 64 hex digits."""

    stream: str
    site: str
    seq: int
    name: str


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """A member's size in bytes and SHA-256 (64 hex digits)."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Parted:
    """An attachment too large for one bundle: its whole size in bytes, and into how many parts it was cut."""

    size: int
    count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    `made_at` counts milliseconds since 1970; `wants` are SHA-256 of attachments; `recipients` public keys
    (none: for everybody); `entry_count` and `raw_bytes` are of entries.z, inflated; `members` and `parts` go by
    name and by SHA-256; `part` is (i, n): the i-th of n bundles made in one go.
    """

    id: str
    made_by: str
    made_at: int
    sender: Card
    cards: tuple[Card, ...]
    known: tuple[Head, ...]
    wants: tuple[str, ...]
    recipients: tuple[str, ...]
    entry_count: int
    raw_bytes: int
    parts: Mapping[str, Parted]
    members: Mapping[str, MemberInfo]
    part: tuple[int, int]

    def to_bytes(self) -> bytes:
        """Canonical bytes, what is signed."""
        return canonical(
            {
                "format": FORMAT,
                "min_reader": READER,
                "id": self.id,
                "made_by": self.made_by,
                "made_at": self.made_at,
                "sender": self.sender.to_object(),
                "cards": [card.to_object() for card in self.cards],
                "known": [[head.stream, head.site, head.seq, head.name] for head in self.known],
                "wants": self.wants,
                "recipients": self.recipients,
                "entries": {"count": self.entry_count, "raw": self.raw_bytes},
                "parts": {key: {"size": one.size, "count": one.count} for key, one in self.parts.items()},
                "members": {
                    name: {"size": one.size, "sha256": one.sha256} for name, one in self.members.items()
                },
                "part": self.part,
            }
        )

    @classmethod
    def read(cls, body: bytes) -> Manifest:
        """The manifest in canonical bytes. Raises AnxiError("bundle_damaged") or ("bundle_newer")."""
        found = Shape(_parsed(body))
        try:
            if _number(found, "min_reader", least=1) > READER:
                raise AnxiError("bundle_newer")
            return _manifest(found)
        except AnxiError as error:
            if error.code == "bundle_newer":
                raise
            raise damaged(f"清单的 {str(error.facts['place']).partition('.')[0]}") from error


def signer_of(body: bytes) -> str:
    """The sender's key (64 hex digits) in a manifest of any version. Raises AnxiError("bundle_damaged")."""
    try:
        return Shape(_parsed(body)).object("sender").matching("key", _NAME)
    except AnxiError as error:
        if error.code == "bundle_damaged":
            raise
        raise damaged("清单的 sender") from error


def signed_bytes(body: bytes) -> bytes:
    """What the sender signs of a manifest."""
    return b"anxi-bundle" + hashlib.sha256(body).digest()


def damaged(what: str) -> AnxiError:
    """The error for a bundle that breaks its rules; `what` says in Chinese where."""
    return AnxiError("bundle_damaged", what=what)


def _parsed(body: bytes) -> Mapping[str, object]:
    """The object in canonical bytes; what JSON can say in two ways is caught by writing it again."""
    if (
        len(body) > MAX_BYTES
        or body.count(b"[") + body.count(b"{") > _MAX_BRACKETS
        or body.count(b",") > _MAX_COMMAS
    ):
        raise damaged("清单太大")
    try:
        found: object = json.loads(body.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        is_canonical = canonical(found) == body
    except (ValueError, RecursionError, AnxiError) as error:
        raise damaged("清单读不懂") from error
    if not isinstance(found, dict) or not is_canonical:
        raise damaged("清单写法不规范")
    return cast("dict[str, object]", found)


def _refuse(_text: str) -> NoReturn:
    raise ValueError("number without a canonical spelling")


def _manifest(found: Shape) -> Manifest:
    _number(found, "format", least=1)
    entries = found.object("entries")
    parts = {digest: _parted(found.object("parts"), digest) for digest in found.object("parts").names()}
    places = [one for one in found.items("part") if type(one) is int]
    if len(found.items("part")) != 2 or len(places) != 2 or not 1 <= places[0] <= places[1] <= _MAX_SET:
        raise found.refused("part")
    return Manifest(
        id=found.matching("id", _ID),
        made_by=found.text("made_by", limit=100),
        made_at=_number(found, "made_at"),
        sender=_card(found.value("sender"), found, "sender"),
        cards=tuple(_card(one, found, "cards") for one in found.items("cards")),
        known=tuple(_heads(found)),
        wants=tuple(_names(found, "wants")),
        recipients=tuple(_names(found, "recipients")),
        entry_count=_number(entries, "count", most=MAX_RAW_BYTES),
        raw_bytes=_number(entries, "raw", most=MAX_RAW_BYTES),
        parts=parts,
        members=_members(found, parts),
        part=(places[0], places[1]),
    )


def _number(found: Shape, key: str, *, least: int = 0, most: int = MAX_INTEGER - 1) -> int:
    number = found.number(key, least=least, most=most)
    if number is None:
        raise found.refused(key)
    return number


def _card(found: object, whole: Shape, key: str) -> Card:
    try:
        card = Card.of(found)
    except AnxiError as error:
        raise whole.refused(key) from error
    if not card.is_sound:
        raise whole.refused(key)
    return card


def _names(found: Shape, key: str) -> Iterator[str]:
    for name in found.items(key):
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise found.refused(key)
        yield name


def _heads(found: Shape) -> Iterator[Head]:
    for one in found.items("known"):
        if not isinstance(one, list) or len(cast("list[object]", one)) != 4:
            raise found.refused("known")
        stream, site, seq, name = cast("list[object]", one)
        if (
            not (isinstance(stream, str) and is_stream(stream))
            or not (isinstance(site, str) and _ID.fullmatch(site))
            or not (type(seq) is int and 1 <= seq < MAX_INTEGER)
            or not (isinstance(name, str) and _NAME.fullmatch(name))
        ):
            raise found.refused("known")
        yield Head(stream, site, seq, name)


def _parted(parts: Shape, digest: str) -> Parted:
    if not _NAME.fullmatch(digest):
        raise parts.refused(digest[:20])
    one = parts.object(digest)
    return Parted(_number(one, "size", least=1), _number(one, "count", least=1, most=MAX_PARTS))


def _members(found: Shape, parts: Mapping[str, Parted]) -> dict[str, MemberInfo]:
    """All members but the manifest and its signature."""
    shape = found.object("members")
    names = shape.names()
    if ENTRIES not in names or len(names) > MAX_MEMBERS - 2:
        raise found.refused("members")
    members: dict[str, MemberInfo] = {}
    for name in names:
        one = shape.object(name)
        most = {TRUST: MAX_TRUST_BYTES, ENTRIES: MAX_ENTRIES_BYTES}.get(name, MAX_MEMBER_BYTES)
        info = MemberInfo(_number(one, "size", most=most), one.matching("sha256", _NAME))
        if name in (MANIFEST, SIGNATURE) or not _is_consistent(name, info, parts):
            raise shape.refused(name[:90])
        members[name] = info
    held = {part[0] for part in map(part_of, names) if part}
    if set(parts) != held:
        raise found.refused("parts")
    return members


def _is_consistent(name: str, info: MemberInfo, parts: Mapping[str, Parted]) -> bool:
    digest, part = attachment_of(name), part_of(name)
    if digest:
        return digest == info.sha256
    if part:
        whole = parts.get(part[0])
        return whole is not None and part[1] <= whole.count and 1 <= info.size <= whole.size
    return name in (ENTRIES, TRUST)
