"""Laptops as a history has them: real stores in folders of their own, persons who work, machines that are copied.

Everything random comes from one `Random`: a seed gives the same history again, down to ids and keys.
"""

from __future__ import annotations

import secrets
import shutil
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from random import Random
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anxi_desktop.files import exchange_import
from anxi_desktop.store import keys, signer
from anxi_desktop.store.keys import DeviceKey
from anxi_desktop.store.local import get_local
from anxi_desktop.store.restore import restore_backup
from anxi_desktop.store.store import Owner, Store
from anxi_desktop.store.witness import Witness

FIRST_MS = 1_790_000_000_000


class Kind(Enum):
    """What a laptop is for; PLAIN laptops pair without an office."""

    PLAIN = "plain"
    OFFICE = "office"
    INSPECTOR = "inspector"
    ENTERPRISE = "enterprise"


@dataclass
class Clock:
    """The time of the machine that is at work: it moves on by itself, and `ahead` is how wrong the machine is."""

    now: int = FIRST_MS
    ahead: int = 0

    def time_ns(self) -> int:
        self.now += 7
        return (self.now + self.ahead) * 1_000_000


CLOCK = Clock()
_ORIGINALS: dict[Path, Path] = {}
"""Whole machines that were duplicated, profile and all: the copy believes that it stands where the original does."""


@contextmanager
def invented_world(chance: Random) -> Generator[None]:
    """Ids, keys and time come from `chance`; the backup before each import is left out (it has tests of its own)."""
    real = Witness.of
    CLOCK.now, CLOCK.ahead = FIRST_MS, 0
    _ORIGINALS.clear()

    def key(folder: Path) -> DeviceKey:
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        keys.keep_secret(folder / "device.key", private.private_bytes_raw())
        return DeviceKey(private)

    def witness(*, profile: Path, folder: Path) -> Witness:
        return real(profile=profile, folder=_ORIGINALS.get(folder, folder))

    with (
        mock.patch.object(uuid, "uuid4", lambda: uuid.UUID(bytes=chance.randbytes(16), version=4)),  # noqa: PT008 - each time another
        mock.patch.object(secrets, "token_hex", lambda size=32: chance.randbytes(size).hex()),
        mock.patch.object(time, "time_ns", CLOCK.time_ns),
        mock.patch.object(signer, "make_key", key),
        mock.patch.object(Witness, "of", witness),
        mock.patch.object(exchange_import, "before_import"),
    ):
        yield


@dataclass
class Laptop:
    """One data folder with its profile. `written` are the names of entries it has acknowledged and not reported yet."""

    code: str
    base: Path
    kind: Kind
    store: Store
    profile: Path
    ahead: int = 0
    done: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)
    is_member: bool = False
    is_revoked: bool = False

    @classmethod
    def new(cls, base: Path, code: str, kind: Kind) -> Laptop:
        profile = base / f"{code} profile"
        unit = f"{code}公司" if kind is Kind.ENTERPRISE else "某局"
        store = Store.create(base / code, profile=profile, owner=Owner(code, f"{code}某", unit))
        return cls(code, base, kind, store, profile)

    @property
    def key(self) -> str:
        found = keys.load_key(self.store.folder / "keys")
        assert found is not None
        return found.public

    @property
    def site(self) -> str:
        return get_local(self.store.connection, "site") or ""

    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.store.folder, profile=self.profile)
        self.done.clear()
        self.undone.clear()

    def keep_backup(self) -> None:
        self.backups.append(self.store.backup("manual"))

    def restore(self, backup: Path) -> None:
        self.store.close()
        restore_backup(self.store.folder, backup, profile=self.profile)
        self.store = Store.open(self.store.folder, profile=self.profile)
        self.done.clear()
        self.undone.clear()

    def copied(self, code: str, *, unseen: bool) -> Laptop:
        """The data folder copied: with the profile as a duplicated machine has it, or alone."""
        self.reopen()
        self.store.close()
        folder, profile = self.base / code, self.base / f"{code} profile"
        shutil.copytree(self.store.folder, folder)
        if unseen:
            if self.profile.exists():  # one that has never written has none
                shutil.copytree(self.profile, profile)
            _ORIGINALS[folder] = _ORIGINALS.get(self.store.folder, self.store.folder)
        self.store = Store.open(self.store.folder, profile=self.profile)
        store = Store.open(folder, profile=profile)
        return Laptop(
            code,
            self.base,
            self.kind,
            store,
            profile,
            self.ahead,
            is_member=self.is_member,
            is_revoked=self.is_revoked,
        )


def names_of(store: Store, *, waiting: bool = False) -> dict[str, str]:
    """Name → stream of the entries here; those that wait for a signature only where asked."""
    why = "" if waiting else " WHERE id NOT IN (SELECT id FROM held WHERE why = 'unsigned')"
    return dict(store.connection.execute(f"SELECT name, stream FROM entry{why}"))


def gaps_of(store: Store) -> set[tuple[str, int, int]]:
    """(stream, first, last) of the numbers that are missing before an entry with a signature behind it."""
    numbers: dict[tuple[str, str], tuple[set[int], set[int]]] = {}
    for stream, site, seq, waits in store.connection.execute(
        "SELECT stream, site, seq, id IN (SELECT id FROM held WHERE why = 'unsigned') FROM entry"
    ):
        here, proved = numbers.setdefault((stream, site), (set(), set()))
        here.add(seq)
        if not waits:
            proved.add(seq)
    found: set[tuple[str, int, int]] = set()
    for (stream, _), (here, proved) in numbers.items():
        missing = [seq for seq in range(1, max(proved, default=0)) if seq not in here]
        for seq in missing:
            if seq - 1 not in missing:
                last = seq
                while last + 1 in missing:
                    last += 1
                found.add((stream, seq, last))
    return found
