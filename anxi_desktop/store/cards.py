"""The cards this laptop has met: which key a site is of, and whose laptop it is.

A card proves itself (its site is made from its key), so keeping one needs no trust; what its entries are worth is
another question (`store.acceptance`).
"""

from __future__ import annotations

from collections.abc import Iterable

from anxi_desktop.domain.site import Card
from anxi_desktop.store.db import Connection


def keep_cards(connection: Connection, cards: Iterable[Card]) -> None:
    """Keep the sound ones of `cards`. The first stays: its words are not bound, and a relay may have made them up."""
    connection.executemany(
        "INSERT INTO card(site, key, nonce, code, person, unit) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(site)"
        " DO NOTHING",
        [
            (card.site, card.key, card.nonce, card.code, card.person, card.unit)
            for card in cards
            if card.is_sound
        ],
    )


def cards_of(connection: Connection, sites: Iterable[str] | None = None) -> dict[str, Card]:
    """The cards of `sites` (None: all) by site; a site without one is missing."""
    wanted = None if sites is None else set(sites)
    return {
        site: Card(code, person, unit, key, nonce, site)
        for site, key, nonce, code, person, unit in connection.execute(
            "SELECT site, key, nonce, code, person, unit FROM card ORDER BY site"
        )
        if wanted is None or site in wanted
    }
