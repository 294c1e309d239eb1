"""The office's laptop: how a county's trust begins, and how it goes on after that laptop was lost.

Inside the caller's write transaction, like `store.trust`. The window and the command line do the same things here.
"""

from __future__ import annotations

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.request import Request
from anxi_desktop.domain.trust import Role, SignedTrust, TrustList
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.county_key import CountyKey
from anxi_desktop.store.db import Connection
from anxi_desktop.store.local import get_local, put_local
from anxi_desktop.store.trust import COUNTY, county_of, enrol, member_of, publish, signed_trust


def own_request(connection: Connection, *, key: str, age: str) -> Request:
    """What this laptop asks to be enrolled with; `key` is the public key it holds now.

    Raises AnxiError("card_missing") where it has not announced itself with that key yet: any save does it.
    """
    site = get_local(connection, "site") or ""
    card = cards_of(connection, [site]).get(site)
    if card is None or card.key != key:
        raise AnxiError("card_missing")
    return Request(card, age)


def create_office(connection: Connection, county_key: CountyKey, own: Request) -> SignedTrust:
    """Begin a county's trust: a first list that names the office's own laptop alone.

    Raises AnxiError("county_known") where this laptop already goes by a county.
    """
    if county_of(connection) is not None:
        raise AnxiError("county_known")
    first = TrustList(county_key.public, 1, (member_of(own, Role.OFFICE, None),))
    return publish(connection, county_key, first)


def recover_office(connection: Connection, county_key: CountyKey, own: Request) -> SignedTrust | None:
    """Go on as the office with a recovered county key; the list that now names this laptop as the office's.

    None where no list has arrived here yet: take one from any laptop of the county, then recover again. A list made
    without it would throw everybody out. Raises AnxiError: wrong_county, member_revoked.
    """
    if county_of(connection) not in (None, county_key.public):
        raise AnxiError("wrong_county")
    put_local(connection, COUNTY, county_key.public)
    signed = signed_trust(connection)
    if signed is None or signed.listed().member(own.card.key) == member_of(own, Role.OFFICE, None):
        return signed
    return enrol(connection, county_key, own, Role.OFFICE)
