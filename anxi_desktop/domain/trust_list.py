"""The county's trust list: which laptops its office has enrolled, what each may write, and which were revoked.

A list is signed as a text, so it is read strictly: only the one spelling that `TrustList.text` writes is taken.
Source: exchange design, section 4 "Trust".
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import cast

from anxi_desktop.domain.entry import MAX_INTEGER, canonical, is_row_id, is_stream
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import TEXT_LIMIT
from anxi_desktop.domain.strict_json import Shape

Head = tuple[int, str]
"""The seq and name of an entry of a chain."""
Chain = tuple[str, str]
"""Stream and site."""

FORMAT = 1
MOST_BYTES = 16 * 1024 * 1024
MOST_MEMBERS = 5_000
COUNTY = "county"
OFFICE_END = "/office"

_KEY = re.compile(r"[0-9a-f]{64}")
_SITE = re.compile(r"[0-9a-f]{32}")
_AGE = re.compile(r"(age1[a-z0-9]{10,2000})?")
_LIST_KEYS = frozenset({"format", "county", "version", "members", "revoked"})
_MEMBER_KEYS = frozenset({"key", "age", "code", "person", "unit", "role", "projects"})


class Role(Enum):
    """What a laptop may write: everything (and enrol others), everything of its projects, or its own unit's part."""

    OFFICE = "office"
    INSPECTOR = "inspector"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Member:
    """One laptop the county's office has enrolled.

    `key` is its public key (64 hex digits), `age` the recipient that files are encrypted to ("" without one).
    `projects` None is all of them; an enterprise always names its own. `extra` keeps what a newer program added.
    """

    key: str
    age: str
    code: str
    person: str
    unit: str
    role: Role
    projects: tuple[str, ...] | None = None
    extra: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def is_enterprise(self) -> bool:
        """Whether it belongs to a unit that is supervised."""
        return self.role is Role.ENTERPRISE

    def may_enter(self, stream: str) -> bool:
        """Whether anything that this laptop writes in a stream can count."""
        if self.is_enterprise:
            return stream == COUNTY or stream in (self.projects or ())
        place = stream.removesuffix(OFFICE_END)
        return self.role is Role.OFFICE or place == COUNTY or self.projects is None or place in self.projects


@dataclass(frozen=True, slots=True)
class Revoked:
    """A laptop whose entries count only as far as `heads`: {(stream, site): (seq, name)}."""

    key: str
    heads: Mapping[Chain, Head]


@dataclass(frozen=True, slots=True)
class TrustList:
    """What the county's office has decided. `county` is its public key; `version` only grows.

    A revoked laptop stays among the members: what it wrote before is judged by its role.
    """

    county: str
    version: int
    members: tuple[Member, ...]
    revoked: tuple[Revoked, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict[str, object])

    def text(self) -> str:
        """The one spelling of this list: canonical JSON, all that has no order of its own sorted."""
        return canonical(
            {
                **self.extra,
                "format": FORMAT,
                "county": self.county,
                "version": self.version,
                "members": [_member_object(one) for one in sorted(self.members, key=lambda one: one.key)],
                "revoked": [_revoked_object(one) for one in sorted(self.revoked, key=lambda one: one.key)],
            }
        ).decode("utf-8")

    @property
    def digest(self) -> str:
        """SHA-256 of the text, 64 hex digits."""
        return hashlib.sha256(self.text().encode("utf-8")).hexdigest()

    @classmethod
    def read(cls, text: str) -> TrustList:
        """The list in a text that `text` wrote. Raises AnxiError("trust_unreadable") for anything else.

        A list in a format that only a newer program knows raises AnxiError("trust_newer").
        """
        shape = read_shape(text)
        try:
            made = _list(shape)
            is_spelled_so = made.text() == text
        except (AnxiError, ValueError, TypeError, RecursionError) as error:
            if isinstance(error, AnxiError) and error.code == "trust_newer":
                raise
            raise AnxiError("trust_unreadable") from error
        if not is_spelled_so:  # a key twice, other spaces, another order: it could be taken in two ways
            raise AnxiError("trust_unreadable")
        return made

    def member(self, key: str) -> Member | None:
        """The member with this key."""
        return next((one for one in self.members if one.key == key), None)

    def is_revoked(self, key: str) -> bool:
        """Whether a laptop was revoked."""
        return any(one.key == key for one in self.revoked)

    def enrolling(self, member: Member) -> TrustList:
        """The next version, with a member added or put in the place of the one with its key."""
        others = tuple(one for one in self.members if one.key != member.key)
        return replace(self, version=self.version + 1, members=(*others, member))

    def revoking(self, revoked: Revoked) -> TrustList:
        """The next version, with one laptop revoked, or revoked at other heads."""
        others = tuple(one for one in self.revoked if one.key != revoked.key)
        return replace(self, version=self.version + 1, revoked=(*others, revoked))


def is_key(text: str) -> bool:
    """True for the 64 hex digits of a public key."""
    return _KEY.fullmatch(text) is not None


def is_age(text: str) -> bool:
    """True for the text of an age recipient, or none."""
    return _AGE.fullmatch(text) is not None


def read_shape(text: str) -> Shape:
    """The JSON object in a text of at most 16 MB. Raises AnxiError("trust_unreadable")."""
    if len(text) > MOST_BYTES:
        raise AnxiError("trust_unreadable")
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnxiError("trust_unreadable") from error
    if not isinstance(found, dict):
        raise AnxiError("trust_unreadable")
    return Shape(cast("dict[str, object]", found))


def _list(shape: Shape) -> TrustList:
    if (shape.number("format", least=1, most=MAX_INTEGER - 1) or 0) > FORMAT:
        raise AnxiError("trust_newer")
    version = shape.number("version", least=1, most=MAX_INTEGER - 1)
    members = tuple(_member(one) for one in shape.objects("members"))
    revoked = tuple(_revoked(one) for one in shape.objects("revoked"))
    keys, cut = {one.key for one in members}, {one.key for one in revoked}
    if version is None or len(members) > MOST_MEMBERS or len(keys) != len(members):
        raise shape.refused("members")
    if len(cut) != len(revoked) or not cut <= keys:
        raise shape.refused("revoked")
    return TrustList(shape.matching("county", _KEY), version, members, revoked, _extra(shape, _LIST_KEYS))


def _member(shape: Shape) -> Member:
    role = shape.choice("role", Role)
    projects = None if shape.is_blank("projects") else tuple(_rows(shape, "projects"))
    if role is Role.ENTERPRISE and projects is None:
        raise shape.refused("projects")
    return Member(
        key=shape.matching("key", _KEY),
        age=shape.matching("age", _AGE),
        code=_words(shape, "code"),
        person=_words(shape, "person"),
        unit=_words(shape, "unit"),
        role=role,
        projects=projects,
        extra=_extra(shape, _MEMBER_KEYS),
    )


def _revoked(shape: Shape) -> Revoked:
    shape.only("key", "heads")
    heads: dict[Chain, Head] = {}
    for found in shape.items("heads"):
        parts = cast("list[object]", found) if isinstance(found, list) else []
        if len(parts) != 4 or not all(isinstance(part, str) for part in (*parts[:2], parts[3])):
            raise shape.refused("heads")
        stream, site, name = (str(part) for part in (*parts[:2], parts[3]))
        seq = Shape.whole_number(parts[2], least=1, most=MAX_INTEGER - 1)
        if not (is_stream(stream) and _SITE.fullmatch(site) and _KEY.fullmatch(name)):
            raise shape.refused("heads")
        heads[stream, site] = (seq, name)
    return Revoked(shape.matching("key", _KEY), heads)


def _rows(shape: Shape, key: str) -> Iterator[str]:
    for found in shape.items(key):
        if not isinstance(found, str) or not is_row_id(found):
            raise shape.refused(key)
        yield found


def _words(shape: Shape, key: str) -> str:
    """Text of a card: what cannot be printed is the output's business, its length is ours."""
    found = shape.value(key)
    if not isinstance(found, str) or len(found) > TEXT_LIMIT:
        raise shape.refused(key)
    return found


def _extra(shape: Shape, known: frozenset[str]) -> dict[str, object]:
    return {key: shape.value(key) for key in shape.names() if key not in known}


def _member_object(member: Member) -> dict[str, object]:
    return {
        **member.extra,
        "key": member.key,
        "age": member.age,
        "code": member.code,
        "person": member.person,
        "unit": member.unit,
        "role": member.role.value,
        "projects": None if member.projects is None else sorted(set(member.projects)),
    }


def _revoked_object(revoked: Revoked) -> dict[str, object]:
    heads = sorted([stream, site, seq, name] for (stream, site), (seq, name) in revoked.heads.items())
    return {"key": revoked.key, "heads": heads}
