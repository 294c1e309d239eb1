"""Random histories of 2–6 laptops that meet only through files, and the proof that nobody lost or misread anything."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.request import Request
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.trust import Role
from anxi_desktop.files.exchange_export import ExportOrder, Photos, export_bundles
from anxi_desktop.files.exchange_import import import_bundle
from anxi_desktop.store import trust
from anxi_desktop.store.county_key import CountyKey
from anxi_desktop.store.office import create_office, own_request
from anxi_desktop.store.store import Store
from tests.exchange.forging import forged_bundle
from tests.exchange.laptops import CLOCK, Kind, Laptop, gaps_of, invented_world, names_of
from tests.exchange.persons import Person

YEAR_MS = 365 * 86_400_000
MEMORY = Path("/dev/shm")
"""Histories prove logic, not the disk (kills and power cuts have tests of their own): memory where there is one."""


@dataclass
class Parcel:
    """A file on its way; `to` is the laptop it was made for, None for everybody."""

    path: Path
    to: str | None


@dataclass
class History:
    """The world of one seed.

    `acked` is name → stream of every acknowledged entry, `excused` are those that a restore destroyed.
    """

    seed: int
    base: Path
    steps: int = 45
    chance: Random = field(init=False)
    laptops: list[Laptop] = field(default_factory=list)
    post: list[Parcel] = field(default_factory=list)
    acked: dict[str, str] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    county: CountyKey | None = None
    is_forked: bool = False
    told: list[str] = field(default_factory=list)
    numbers: int = 0

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    # ---- the world ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        count = self.chance.choice([2, 2, 3, 3, 4, 5, 6])
        with_office = self.chance.random() < 0.5
        for number in range(count):
            kind = Kind.PLAIN
            if with_office:
                kind = Kind.OFFICE if number == 0 else Kind.INSPECTOR
                if number >= 2 and self.chance.random() < 0.35:
                    kind = Kind.ENTERPRISE
            self.laptops.append(Laptop.new(self.base, f"K{number + 1}", kind))
            self._acknowledge(self.laptops[-1])
        if with_office:
            self._found_office()
        if self.chance.random() < 0.8:  # all begin with some records in common
            first = self.laptops[0]
            person = Person(self.chance, first)
            for act in (person.begin, person.find, person.find, person.find):
                self._work(first, act)
            for other in self.laptops[1:]:
                self._meet(first, other, whole=other.kind is not Kind.ENTERPRISE)

    def _found_office(self) -> None:
        office = self.laptops[0]
        self.county = CountyKey(Ed25519PrivateKey.from_private_bytes(self.chance.randbytes(32)))
        self._work(office, Person(self.chance, office).begin)
        with office.store.meeting() as meeting:
            create_office(office.store.connection, self.county, self._request(office))
            meeting.judge_again(trust.current_trust(office.store.connection, office.key))
        office.is_member = True
        for laptop in self.laptops[1:]:
            if laptop.kind is Kind.ENTERPRISE or self.chance.random() < 0.8:
                self.enrol(laptop)

    def _request(self, laptop: Laptop) -> Request:
        return own_request(laptop.store.connection, key=laptop.key, age="")

    def enrol(self, laptop: Laptop) -> None:
        """The laptop's owner visits the office and comes back with the list."""
        office = self.laptops[0]
        assert self.county is not None
        with laptop.store.meeting():  # a restored laptop has to announce itself before it can ask
            pass
        role, projects = Role.INSPECTOR, None
        if laptop.kind is Kind.ENTERPRISE:
            role, projects = (
                Role.ENTERPRISE,
                sorted(str(row["id"]) for row in office.store.rows("project"))[:1],
            )
            if not projects:
                return
        try:
            with office.store.meeting() as meeting:
                request = self._request(laptop)
                signed = trust.enrol(office.store.connection, self.county, request, role, projects)
                meeting.judge_again(trust.current_trust(office.store.connection, office.key))
        except AnxiError as error:
            if error.code not in ("member_revoked", "trust_list_missing", "wrong_county"):
                raise
            return  # an office that was restored to a day before it was one
        with laptop.store.meeting() as meeting:
            trust.take_trust(laptop.store.connection, signed, adopt=True)
            meeting.judge_again(trust.current_trust(laptop.store.connection, laptop.key))
        for one in self.laptops:
            one.is_member = one.is_member or one.key == laptop.key

    def revoke(self) -> None:
        office = self.laptops[0]
        others = [
            one for one in self.laptops[1:] if one.is_member and not one.is_revoked and one.key != office.key
        ]
        if self.county is None or not others or sum(one.is_revoked for one in self.laptops):
            return
        chosen = self.chance.choice(others)
        connection = office.store.connection
        try:
            with office.store.meeting() as meeting:
                trust.revoke(connection, self.county, chosen.key, trust.heads_of(connection, chosen.key))
                meeting.judge_again(trust.current_trust(connection, office.key))
        except AnxiError as error:
            if error.code not in ("trust_list_missing", "wrong_county", "not_a_member"):
                raise
            return
        for one in self.laptops:
            one.is_revoked = one.is_revoked or one.key == chosen.key

    # ---- one step -------------------------------------------------------------------------------------------------

    def step(self) -> None:  # noqa: C901 - one case for each act
        laptop = self.chance.choice(self.laptops)
        CLOCK.now += self.chance.randint(0, 12 * 3_600_000)
        acts: dict[str, int] = {
            "work": 30,
            "meet": 8,
            "export": 12,
            "deliver": 22,
            "lose": 2,
            "restart": 2,
            "clock": 2,
            "backup": 2,
            "restore": 1,
            "copy": 1,
            "duplicate": 1,
            "roll back": 1,
            "enrol": 1,
            "revoke": 1,
            "forge": 3,
        }
        chosen = self.chance.choices(list(acts), list(acts.values()))[0]
        self.told.append(f"{laptop.code} {chosen}")
        match chosen:
            case "work":
                for _ in range(self.chance.choice([1, 1, 2, 4])):
                    self._work(laptop, Person(self.chance, laptop).act)
            case "export":
                self.export(laptop)
            case "meet":
                self._meet(laptop, self.chance.choice(self.laptops), whole=self.chance.random() < 0.3)
            case "deliver":
                self.deliver()
            case "lose" if self.post:
                self.post.pop(self.chance.randrange(len(self.post)))
            case "restart":
                laptop.reopen()
            case "clock":
                laptop.ahead = self.chance.choice(
                    [0, 0, self.chance.randint(-50 * YEAR_MS, 79 * YEAR_MS), -3_600_000]
                )
            case "backup":
                laptop.keep_backup()
            case "restore" if laptop.backups:
                self._losing(laptop, lambda: laptop.restore(self.chance.choice(laptop.backups)))
            case "copy" | "duplicate" if len(self.laptops) < 7:
                self._copy(laptop, unseen=chosen == "duplicate")
            case "roll back" if laptop is not self.laptops[0] or self.county is None:
                self._roll_back(laptop)
            case "enrol" if (
                self.county is not None and laptop is not self.laptops[0] and not laptop.is_revoked
            ):
                self.enrol(laptop)
            case "revoke":
                self.revoke()
            case "forge" if self.post:
                self.forge()
            case _:
                pass

    def _work(self, laptop: Laptop, act: Any) -> None:
        CLOCK.ahead = laptop.ahead
        try:
            act()
        finally:
            CLOCK.ahead = 0
        self._acknowledge(laptop)

    def _acknowledge(self, laptop: Laptop) -> None:
        query = (
            "SELECT name, stream FROM entry WHERE site = ?"
            " AND id NOT IN (SELECT id FROM held WHERE why = 'unsigned')"  # forged in its name
        )
        self.acked.update(laptop.store.connection.execute(query, (laptop.site,)))

    def _losing(self, laptop: Laptop, act: Any) -> None:
        """What a restore throws away is nobody's loss where it stands nowhere else."""
        before = set(names_of(laptop.store))
        act()
        elsewhere: set[str] = set()
        for one in self.laptops:
            elsewhere.update(names_of(one.store))
        self.excused |= before - elsewhere
        self._acknowledge(laptop)

    def _copy(self, laptop: Laptop, *, unseen: bool) -> None:
        self.numbers += 1
        if unseen:
            self.is_forked = True
        self.laptops.append(laptop.copied(f"C{self.numbers}", unseen=unseen))

    def _roll_back(self, laptop: Laptop) -> None:
        """A machine is put back to a snapshot of itself, profile and all: it writes its numbers a second time."""
        self.numbers += 1
        self.is_forked = True
        snapshot = laptop.copied(f"S{self.numbers}", unseen=True)
        for _ in range(2):
            self._work(laptop, Person(self.chance, laptop).act)
        if self.chance.random() < 0.7:
            self.export(laptop)
        before = set(names_of(laptop.store))
        laptop.store.close()
        self.laptops[self.laptops.index(laptop)] = snapshot
        elsewhere: set[str] = set()
        for one in self.laptops:
            elsewhere.update(names_of(one.store))
        self.excused |= before - elsewhere
        self._work(snapshot, Person(self.chance, snapshot).act)

    # ---- files ----------------------------------------------------------------------------------------------------

    def export(self, laptop: Laptop) -> None:
        others = [one for one in self.laptops if one is not laptop]
        to = self.chance.choice(others) if self.chance.random() < 0.6 else None
        order = ExportOrder(
            to=to.key if to else None,
            photos=self.chance.choice([Photos.ORIGINAL, Photos.NONE]),
            since=self._some_days_ago() if self.chance.random() < 0.25 else None,
            limit_bytes=self.chance.choice([None, None, None, 5_000, 7_000, 10_000]),
        )
        self.post += [Parcel(path, to.key if to else None) for path in self.exported(laptop, order)]

    def _some_days_ago(self) -> date:
        return date.fromtimestamp(CLOCK.now / 1000) - timedelta(self.chance.randint(0, 4))

    def exported(self, laptop: Laptop, order: ExportOrder) -> Sequence[Path]:
        self.numbers += 1
        path = self.base / f"{self.numbers}.anxi"
        CLOCK.ahead = laptop.ahead
        try:
            return finish(export_bundles(laptop.store, order, path, made_by="测试")).files
        except AnxiError as error:
            if error.code != "bundle_limit_small":
                raise
            return ()
        finally:
            CLOCK.ahead = 0

    def deliver(self) -> None:
        """Some file reaches somebody, mostly the one it was made for; it may come again."""
        if not self.post:
            return
        parcel = self.chance.choice(self.post)
        takers = [one for one in self.laptops if parcel.to in (None, one.key)]
        if self.chance.random() < 0.25 or not takers:
            takers = self.laptops
        takers = [one for one in takers if one.kind is not Kind.ENTERPRISE or parcel.to == one.key]
        if takers:
            self.take(self.chance.choice(takers), parcel.path, pairing=self.chance.random() < 0.9)
        if self.chance.random() < 0.6:
            self.post.remove(parcel)

    def take(self, laptop: Laptop, path: Path, *, pairing: bool) -> None:
        pairing = pairing and trust.county_of(laptop.store.connection) is None
        CLOCK.ahead = laptop.ahead
        try:
            if self.chance.random() < 0.1:
                before = laptop.store.digest()
                finish(import_bundle(laptop.store, path, plan=True, pairing=pairing))
                assert laptop.store.digest() == before, "a plan changed something"
            report = finish(import_bundle(laptop.store, path, pairing=pairing))
        finally:
            CLOCK.ahead = 0
        told = {(gap.stream, gap.first, gap.last) for gap in report.gaps}
        assert told == gaps_of(laptop.store), f"{laptop.code}: other gaps than those told"
        self._acknowledge(laptop)

    def forge(self) -> None:
        """Somebody who relays a bundle tampers with it first."""
        parcel = self.chance.choice(self.post)
        self.numbers += 1
        path = self.base / f"{self.numbers}-forged.anxi"
        if forged_bundle(self.chance, parcel.path, path):
            self.post.append(Parcel(path, parcel.to))
            takers = [one for one in self.laptops if one.kind is not Kind.ENTERPRISE]
            if self.chance.random() < 0.7:
                self.take(self.chance.choice(takers), path, pairing=True)

    # ---- the end --------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Everybody meets a relay until nothing is new: by deltas after a greeting, or whole."""
        hubs = [one for one in self.laptops if one.kind is not Kind.ENTERPRISE]
        if self.county is not None:
            hubs = [self.laptops[0]]
            for one in self.laptops[1:]:
                if (
                    trust.county_of(one.store.connection) is None
                    and not one.is_revoked
                    and self.chance.random() < 0.8
                ):
                    self.enrol(one)
        hub = self.chance.choice(hubs)
        self._pair_all()
        whole = self.chance.random() < 0.2
        for turn in range(4):
            for other in self.laptops:
                if other is not hub:
                    self._meet(other, hub, whole=whole)
                    self._meet(hub, other, whole=whole)
            late = [one for one in self.post if one.to is None]
            if late and turn < 2:
                self.take(hub, self.chance.choice(late).path, pairing=True)

    def _pair_all(self) -> None:
        """Without an office the owners meet and compare their codes."""
        if self.county is not None:
            return
        for one in self.laptops:
            with one.store.meeting() as meeting:
                for other in self.laptops:
                    trust.pair(one.store.connection, other.key)
                meeting.judge_again(trust.current_trust(one.store.connection, one.key))

    def _meet(self, giver: Laptop, taker: Laptop, *, whole: bool) -> None:
        if giver is taker:
            return
        to = None if whole and taker.kind is not Kind.ENTERPRISE else taker.key
        for path in self.exported(giver, ExportOrder(to=to)):
            self.take(taker, path, pairing=True)

    def close(self) -> None:
        for one in self.laptops:
            one.store.close()

    @property
    def stores(self) -> list[Store]:
        return [one.store for one in self.laptops]


def run_history(seed: int, *, steps: int = 45) -> History:
    """Live through one history and prove its end. AssertionError where a promise is broken."""
    from tests.exchange.promises import prove_history

    base = Path(tempfile.mkdtemp(prefix="anxi-history-", dir=MEMORY if MEMORY.is_dir() else None))
    history = History(seed, base, steps)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, base, ignore_errors=True)
        stack.enter_context(invented_world(history.chance))
        stack.callback(history.close)
        history.begin()
        for _ in range(steps):
            history.step()
        history.settle()
        prove_history(history)
    return history
