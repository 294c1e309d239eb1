"""In whose name this laptop writes: its site and key, proved at the first write of every opening.

A copied, restored or moved database, or one whose key is lost, writes as a new site, so that no number of a
chain is ever used twice and every entry can be checked. Source: exchange design, "Clones and restores".
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.site import Card, new_nonce, site_of
from anxi_desktop.store import db
from anxi_desktop.store.cards import keep_cards
from anxi_desktop.store.db import Connection
from anxi_desktop.store.folder import DATABASE, KEYS
from anxi_desktop.store.keys import DeviceKey, load_key, make_key
from anxi_desktop.store.local import drop_local, get_local, local_under, put_local
from anxi_desktop.store.process import is_mark_alive, own_mark
from anxi_desktop.store.witness import Witness, new_token

_MARK = "writing:"


@dataclass(frozen=True, slots=True)
class Name:
    """The site and key to write with."""

    site: str
    key: DeviceKey


class Signer:
    """Proves the site of one open store. `settle` after the transaction has been committed."""

    def __init__(self, connection: Connection, *, folder: Path, profile: Path) -> None:
        self._connection = connection
        self._keys = folder / KEYS
        self._path = folder / DATABASE
        self._witness = Witness.of(profile=profile, folder=folder)
        self._name: Name | None = None
        self._proved: Name | None = None
        self._token = ""
        self._mark = f"{_MARK}{uuid.uuid4().hex[:8]}"

    @property
    def has_written(self) -> bool:
        """True once this store has written since it was opened."""
        return self._name is not None

    def is_known(self) -> bool:
        """True while the database still is the one this store has proved; a restore makes it another."""
        return self._name is not None and get_local(self._connection, "site") == self._name.site

    def name(self) -> tuple[Name, Save | None]:
        """The name to write in and, for a new site, the card that announces it; inside the write transaction."""
        self._proved = self._name
        if self._name is not None and self.is_known():
            return self._name, None
        site, nonce = get_local(self._connection, "site"), get_local(self._connection, "nonce") or ""
        key = load_key(self._keys)
        is_ours = key is not None and self._witness.confirms(get_local(self._connection, "token") or "")
        if key is None:
            key = make_key(self._keys)
        if site is None or not is_ours or not nonce or site_of(key.public, nonce) != site:
            nonce = new_nonce()
            site = site_of(key.public, nonce)
        put_local(self._connection, "site", site)
        put_local(self._connection, "nonce", nonce)
        self._drop_dead_marks()
        put_local(self._connection, self._mark, own_mark())
        self._renew_token()
        self._proved = Name(site, key)
        return self._proved, self._card(site, key, nonce)

    def settle(self) -> None:
        """Hold what the transaction has made true."""
        is_first = self._name is not self._proved
        self._name = self._proved
        if is_first:
            self._settle_witness()

    def leave(self) -> None:
        """A clean end, inside a write transaction: the token is replaced once more and the mark taken away.

        A copy taken while the store was open is so recognised when it is put back.
        """
        drop_local(self._connection, self._mark)
        self._renew_token()

    def left(self) -> None:
        """The transaction of `leave` has been committed; a further write would prove the site anew."""
        self._name = None
        self._settle_witness()

    def ended_unclean(self) -> bool:
        """True when a process that wrote here was killed: look the database over before writing."""
        marks = local_under(self._connection, _MARK)
        return any(not is_mark_alive(mark) for mark in marks.values())

    def _drop_dead_marks(self) -> None:
        marks = local_under(self._connection, _MARK)
        drop_local(self._connection, *(key for key, mark in marks.items() if not is_mark_alive(mark)))

    def _card(self, site: str, key: DeviceKey, nonce: str) -> Save | None:
        """The card of a new site; a further site of one laptop is K7b, then K7c."""
        rows = self._connection.execute("SELECT site FROM device WHERE key = ?", (key.public,)).fetchall()
        if (site,) in rows:
            return None
        code = (get_local(self._connection, "code") or "") + suffix(len(rows))
        values = {"code": code, "key": key.public, "site": site, "nonce": nonce}
        for field in ("person", "unit"):
            value = get_local(self._connection, field)
            if value:
                values[field] = value
        card = Card(code, values.get("person", ""), values.get("unit", ""), key.public, nonce, site)
        keep_cards(self._connection, [card])
        return Save("device", str(uuid.uuid4()), values)

    def _renew_token(self) -> None:
        token = get_local(self._connection, "token") or ""
        self._token = new_token()
        self._witness.announce(token=token, following=self._token)
        put_local(self._connection, "token", self._token)

    def _settle_witness(self) -> None:
        """Tell the witness under the write lock, where no other process announces a token of its own.

        Where another holds the lock nothing is said: what was announced names this token too.
        """
        wait = self._connection.execute("PRAGMA busy_timeout").fetchone()[0]
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            with db.transaction(self._connection, self._path):
                if get_local(self._connection, "token") == self._token:
                    self._witness.settle(self._token)
        except AnxiError:
            pass  # the write stands all the same
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {wait}")


def suffix(number: int) -> str:
    """What tells the sites of one laptop apart: "", b, c … z, 27 and so on."""
    if number == 0:
        return ""
    return chr(ord("a") + number) if number < 26 else str(number + 1)
