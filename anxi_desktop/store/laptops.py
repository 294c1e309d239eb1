"""The laptops this one knows of: enrolled, paired, or met only by name; and how a person names one of them."""

from __future__ import annotations

from dataclasses import dataclass

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.domain.site import Card
from anxi_desktop.domain.trust import Role, Trust
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.db import Connection
from anxi_desktop.store.local import get_local
from anxi_desktop.store.trust import current_trust

_SHORTEST = 4  # hex digits that name a key


@dataclass(frozen=True, slots=True)
class Laptop:
    """One laptop by its public key (64 hex digits); code, person and unit in words ("" where unknown).

    `role` and `projects` (None: all) are the county's word, None for one it has not enrolled. `age` is the recipient
    that files are encrypted to for it ("" where not known). `is_trusted` tells whether what it writes can count.
    """

    key: str
    code: str
    person: str
    unit: str
    age: str
    role: Role | None
    projects: tuple[str, ...] | None
    is_own: bool
    is_trusted: bool
    is_revoked: bool

    @property
    def fingerprint(self) -> str:
        """The thirty digits to compare: over all keys of an enrolled laptop, else over the one its card holds."""
        return fingerprint(self.key, self.age)


def own_key(connection: Connection) -> str:
    """The public key of this laptop as its card says it; "" before the first save. Asks for no write lock."""
    site = get_local(connection, "site") or ""
    card = cards_of(connection, [site]).get(site)
    return "" if card is None else card.key


def laptops(connection: Connection) -> list[Laptop]:
    """All of them, the own one first, then by code."""
    own = own_key(connection)
    trust = current_trust(connection, own)
    cards = _cards(connection)
    listed = trust.listed.members if trust.listed is not None else ()
    keys = {*cards, *trust.paired, *(member.key for member in listed)}
    found = [_laptop(trust, key, cards.get(key)) for key in keys]
    return sorted(found, key=lambda one: (not one.is_own, one.code, one.key))


def find_laptop(connection: Connection, text: str) -> Laptop:
    """The laptop a person means by its code or the first digits of its key; one still in use before a revoked one.

    Raises AnxiError: laptop_unknown, laptop_ambiguous.
    """
    asked = text.strip().casefold()
    known = laptops(connection)
    found = [one for one in known if asked and one.code.casefold() == asked]
    found = found or [one for one in known if len(asked) >= _SHORTEST and one.key.startswith(asked)]
    found = [one for one in found if not one.is_revoked] or found
    if not found:
        raise AnxiError("laptop_unknown", id=text)
    if len(found) > 1:
        raise AnxiError("laptop_ambiguous", id=text, keys="、".join(one.key[:12] for one in found))
    return found[0]


def _laptop(trust: Trust, key: str, card: Card | None) -> Laptop:
    """The office has looked at what a list says of a laptop; nobody has at a card that came with a bundle."""
    member = trust.listed.member(key) if trust.listed is not None else None
    words = member or card
    return Laptop(
        key=key,
        code=words.code if words is not None else "",
        person=words.person if words is not None else "",
        unit=words.unit if words is not None else "",
        age=member.age if member is not None else "",
        role=member.role if member is not None else None,
        projects=member.projects if member is not None else None,
        is_own=key == trust.own,
        is_trusted=trust.member(key) is not None and trust.revocation(key) is None,
        is_revoked=trust.listed is not None and trust.listed.is_revoked(key),
    )


def _cards(connection: Connection) -> dict[str, Card]:
    """One card of each key: the one without the letter that a later site of a laptop adds to its code."""
    found: dict[str, Card] = {}
    for card in cards_of(connection).values():
        known = found.get(card.key)
        if known is None or (len(card.code), card.code) < (len(known.code), known.code):
            found[card.key] = card
    return found
