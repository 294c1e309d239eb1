"""What this laptop goes by: the county's newest trust list or, without an office, the laptops it has paired with.

Everything here runs inside the caller's write transaction. Whoever changes the trust judges the stored entries again
afterwards (`store.intake`). Source: exchange design, section 4 "Trust".
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.request import Request
from anxi_desktop.domain.signed_trust import SignedTrust, newest, trust_message
from anxi_desktop.domain.trust import Chain, Head, Member, Revoked, Role, Trust, TrustList
from anxi_desktop.domain.trust_list import is_key
from anxi_desktop.store.county_key import CountyKey
from anxi_desktop.store.db import Connection
from anxi_desktop.store.keys import is_signed
from anxi_desktop.store.local import get_local, put_local

TRUST = "trust"
COUNTY = "county"


def current_trust(connection: Connection, own_key: str) -> Trust:
    """What this laptop goes by; `own_key` is its public key, whose entries always count."""
    signed = signed_trust(connection)
    if signed is not None:
        return Trust(own_key, signed.listed())
    if county_of(connection) is not None:  # recovered, and no list has arrived yet: nobody's word but our own
        return Trust(own_key)
    rows = connection.execute("SELECT key FROM paired")
    return Trust(own_key, paired=frozenset(str(key) for (key,) in rows))


def signed_trust(connection: Connection) -> SignedTrust | None:
    """The newest trust list this laptop has met, as every bundle carries it on; None without an office."""
    text = get_local(connection, TRUST)
    return None if text is None else SignedTrust.of_text(text)


def county_of(connection: Connection) -> str | None:
    """The county's public key, or None while this laptop knows of no office."""
    return get_local(connection, COUNTY)


def members(connection: Connection) -> tuple[Member, ...]:
    """Everybody the county's office has enrolled, the revoked ones included, by code."""
    signed = signed_trust(connection)
    found = () if signed is None else signed.listed().members
    return tuple(sorted(found, key=lambda one: (one.code, one.key)))


def prove(signed: SignedTrust) -> TrustList:
    """The list, where it is signed by the county key it names itself.

    Raises AnxiError: trust_unreadable, trust_newer, trust_forged.
    """
    listed = signed.listed()
    signature = bytes.fromhex(signed.signature)
    if not is_signed(public=listed.county, message=signed.message, signature=signature):
        raise AnxiError("trust_forged")
    return listed


def take_trust(connection: Connection, signed: SignedTrust, *, adopt: bool = False) -> bool:
    """Go by a list that has arrived, where it is newer than what is known; True where it changes anything.

    Without a known county nothing happens unless a person said to `adopt` this one.
    Raises AnxiError: wrong_county, and those of `prove`.
    """
    listed, county = prove(signed), county_of(connection)
    if county is None and not adopt:
        return False
    if county not in (None, listed.county):
        raise AnxiError("wrong_county")
    known = signed_trust(connection)
    if newest(known, signed) == known:
        return False
    _keep(connection, signed, listed.county)
    return True


def pair(connection: Connection, key: str) -> None:
    """Trust another laptop without an office. Raises AnxiError("county_known") where there is one."""
    if county_of(connection) is not None:
        raise AnxiError("county_known")
    if not is_key(key):
        raise AnxiError("card_unreadable")
    now = time.time_ns() // 1_000_000
    connection.execute("INSERT OR IGNORE INTO paired(key, since) VALUES (?, ?)", (key, now))


def enrol(
    connection: Connection,
    county_key: CountyKey,
    request: Request,
    role: Role,
    projects: Iterable[str] | None = None,
) -> SignedTrust:
    """Enrol a laptop, or give one another role; the signed list with the next version.

    `projects` None is all of them. Raises AnxiError: wrong_county, trust_list_missing, member_revoked,
    projects_missing (an enterprise without its projects).
    """
    listed = _own_list(connection, county_key)
    if listed.is_revoked(request.card.key):
        raise AnxiError("member_revoked", laptop=request.card.code)
    chosen = None if projects is None else tuple(sorted(set(projects)))
    if role is Role.ENTERPRISE and not chosen:
        raise AnxiError("projects_missing", laptop=request.card.code)
    return publish(connection, county_key, listed.enrolling(member_of(request, role, chosen)))


def revoke(
    connection: Connection, county_key: CountyKey, key: str, heads: Mapping[Chain, Head]
) -> SignedTrust:
    """Revoke a laptop: its entries count as far as `heads` (see `heads_of`); the list with the next version.

    Raises AnxiError: wrong_county, trust_list_missing, not_a_member.
    """
    listed = _own_list(connection, county_key)
    if listed.member(key) is None:
        raise AnxiError("not_a_member", id=key)
    return publish(connection, county_key, listed.revoking(Revoked(key, heads)))


def heads_of(connection: Connection, key: str) -> dict[Chain, Head]:
    """The last entries of a laptop that count here: {(stream, site): (seq, name)} over all its sites.

    Of a chain that a copied database has forked, the longer branch counts, of equal ones the one that came first.
    """
    rows = connection.execute(
        "SELECT entry.stream, entry.site, entry.seq, entry.name FROM entry JOIN card ON card.site = entry.site"
        " WHERE card.key = ? AND entry.id NOT IN (SELECT id FROM held) ORDER BY entry.seq, entry.id DESC",
        (key,),
    )
    return {(str(stream), str(site)): (int(seq), str(name)) for stream, site, seq, name in rows}


def publish(connection: Connection, county_key: CountyKey, listed: TrustList) -> SignedTrust:
    """Sign a list, prove that every laptop can read it, and go by it."""
    text = listed.text()
    signed = SignedTrust(text, county_key.sign(trust_message(text)).hex())
    prove(signed)
    _keep(connection, signed, listed.county)
    return signed


def member_of(request: Request, role: Role, projects: tuple[str, ...] | None) -> Member:
    """The member a request becomes; of its words only what can be shown on one line."""
    card = request.card
    return Member(
        key=card.key,
        age=request.age,
        code=_words(card.code),
        person=_words(card.person),
        unit=_words(card.unit),
        role=role,
        projects=projects,
    )


def _own_list(connection: Connection, county_key: CountyKey) -> TrustList:
    if county_of(connection) != county_key.public:
        raise AnxiError("wrong_county")
    signed = signed_trust(connection)
    if signed is None:
        raise AnxiError("trust_list_missing")
    return signed.listed()


def _keep(connection: Connection, signed: SignedTrust, county: str) -> None:
    put_local(connection, TRUST, signed.to_text())
    put_local(connection, COUNTY, county)


def _words(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()
