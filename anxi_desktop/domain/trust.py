"""Whose entries count: what a laptop goes by, and its verdict on one entry.

Pure: signatures are verified by the store. An entry is judged by its author's key, never by who carried it; the
verdict is a function of the entries of a row and of the trust, so the order of arrival does not matter.
Source: exchange design, section 4 "Trust".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from anxi_desktop.domain.entry import Entry, name_of
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.signed_trust import SignedTrust, newest
from anxi_desktop.domain.trust_list import (
    Chain,
    Head,
    Member,
    Revoked,
    Role,
    TrustList,
)
from anxi_desktop.domain.trust_roles import Origin, Writing, is_own_card, may_write, parent_of


class Verdict(Enum):
    """What becomes of an entry. All but ACCEPTED are stored, shown in quarantine and without effect."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Trust:
    """What a laptop goes by: its own key, and the county's list or, without one, the keys it has paired with."""

    own: str
    listed: TrustList | None = None
    paired: frozenset[str] = frozenset()
    _members: Mapping[str, Member] = field(init=False, repr=False, compare=False)
    _revoked: Mapping[str, Revoked] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        members = {self.own: _inspector(self.own)}
        if self.listed is None:
            members |= {key: _inspector(key) for key in self.paired}
            revoked: tuple[Revoked, ...] = ()
        else:
            members |= {member.key: member for member in self.listed.members}
            revoked = self.listed.revoked
        object.__setattr__(self, "_members", members)
        object.__setattr__(self, "_revoked", {one.key: one for one in revoked if one.key != self.own})

    def member(self, key: str) -> Member | None:
        """Who a key is. A paired laptop, and the own one where no list names it, is an inspector of all projects."""
        return self._members.get(key)

    def revocation(self, key: str) -> Revoked | None:
        """Where another laptop's entries end, if it was revoked."""
        return self._revoked.get(key)


def _inspector(key: str) -> Member:
    return Member(key, "", "", "", "", Role.INSPECTOR)


def is_first(entry: Entry) -> bool:
    """Whether an entry is a beginning of its record: it saw nothing, and sets what no record is without.

    To fill in a field that was blank sees nothing either, and makes nobody the maker of another's record.
    """
    if entry.seen or any(entry.seen_for.values()):
        return False
    spec = SPECS.get(entry.entity)
    required = {name for name, field in spec.stored.items() if field.required} if spec is not None else None
    return not required or not required.isdisjoint(entry.set)


def origin_of(trust: Trust, firsts: Iterable[tuple[str, Entry]]) -> Origin:
    """Who made a row, from its first entries as (author's key, entry), in any order.

    Give the covered entries whose `standing` is ACCEPTED, of whatever stream. Authors that may not write in an
    entry's stream are passed over. Where supervision made the row, what enterprises say of its beginning is passed
    over too: a second beginning written by one of them takes nothing from anybody. Of several beginnings the
    earliest (stamp, site, seq, name) gives stream, type and values.
    """
    supervision: list[tuple[str, Entry]] = []
    enterprises: list[tuple[str, Entry]] = []
    for key, entry in firsts:
        member = trust.member(key)
        if member is not None and member.may_enter(entry.stream):
            (enterprises if member.is_enterprise else supervision).append((key, entry))
    makers = supervision or enterprises
    if not makers:
        return Origin()
    if len(makers) > 1:
        makers.sort(key=lambda one: (one[1].stamp, one[1].site, one[1].seq, name_of(one[1].to_bytes())))
    home = makers[0][1]
    values: dict[str, JournalValue] = {}
    for _, entry in makers:
        if (entry.stream, entry.entity) == (home.stream, home.entity):
            values = {**entry.set, **values}
    keys = frozenset(key for key, entry in makers if entry.stream == home.stream)
    return Origin(keys, values, home.entity, home.stream, by_supervision=bool(supervision))


def kept_names(revoked: Revoked, chain_of: Callable[[str], str | None]) -> frozenset[str]:
    """The names of a revoked laptop's entries that still count: its heads and all that these follow.

    `chain_of(name)` is the name of the entry before ("" before the first), None where the entry is not here.
    """
    kept: set[str] = set()
    for _, head in revoked.heads.values():
        name: str | None = head
        while name and name not in kept:
            kept.add(name)
            name = chain_of(name)
    return frozenset(kept)


def standing(trust: Trust, key: str, entry: Entry, *, kept: Container[str] = ()) -> Verdict:
    """ACCEPTED, UNKNOWN or REVOKED: the part of the verdict that does not ask what the entry says.

    `kept` are the `kept_names` of the key where it was revoked. Numbers alone would not do: who holds a stolen key
    can write a second entry number 2.
    """
    if trust.member(key) is None:
        return Verdict.UNKNOWN
    revoked = trust.revocation(key)
    if revoked is None:
        return Verdict.ACCEPTED
    is_kept = (entry.stream, entry.site) in revoked.heads and name_of(entry.to_bytes()) in kept
    return Verdict.ACCEPTED if is_kept else Verdict.REVOKED


def needs_origin(trust: Trust, key: str) -> bool:
    """Whether the verdict on this key's entries asks for a `parent`: only that on another's enterprise does."""
    member = trust.member(key)
    return key != trust.own and member is not None and member.is_enterprise


def verdict(
    trust: Trust,
    key: str,
    entry: Entry,
    *,
    creator: Origin,
    parent: Origin | None = None,
    kept: Container[str] = (),
) -> Verdict:
    """Whether an entry counts, whose site belongs to `key`.

    `creator` is the `origin_of` the entry's row, its own first entry included; `parent` that of the row which
    `parent_of` names, asked for where `needs_origin`. An entry outside its record's home stream never counts;
    otherwise the own key's entries always do.
    """
    stands = standing(trust, key, entry, kept=kept)
    if stands is not Verdict.ACCEPTED:
        return stands
    if creator.stream not in ("", entry.stream):
        return Verdict.ROLE
    member = trust.member(key)
    if member is None or key == trust.own or member.role is Role.OFFICE:
        return Verdict.ACCEPTED
    writing = Writing(
        entry, creator, is_own=_is_own(trust, member, creator), is_first=is_first(entry), parent=parent
    )
    if not member.may_enter(entry.stream):
        may = False
    elif entry.entity == "device":
        may = is_own_card(writing, key)
    else:
        may = not member.is_enterprise or may_write(writing)
    return Verdict.ACCEPTED if may else Verdict.ROLE


def _is_own(trust: Trust, member: Member, creator: Origin) -> bool:
    """Whether a laptop of the member's unit made the record: its key may be a new one, and a unit may have two."""
    makers = (trust.member(key) for key in creator.keys)
    return member.key in creator.keys or any(
        maker is not None and maker.is_enterprise and maker.unit == member.unit != "" for maker in makers
    )


__all__ = [
    "Chain",
    "Head",
    "Member",
    "Origin",
    "Revoked",
    "Role",
    "SignedTrust",
    "Trust",
    "TrustList",
    "Verdict",
    "is_first",
    "kept_names",
    "needs_origin",
    "newest",
    "origin_of",
    "parent_of",
    "standing",
    "verdict",
]
