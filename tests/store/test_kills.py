"""What was shown as saved survives kill -9: real processes, killed at random points of saves and imports.

ANXI_KILLS sets the number of kills, ANXI_SEED another course of them.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from anxi_desktop.store.store import Owner, Store
from tests.store.proofs import prove_all, prove_file, sites_of
from tests.store.writers import CAN_FORK, Said, Writers

KILLS = int(os.environ.get("ANXI_KILLS", "300" if CAN_FORK else "30"))
SEED = int(os.environ.get("ANXI_SEED", "1"))
GROUP = 200
GROUP_KILLS = max(KILLS // 8, 4)
Value = str | None


@dataclass(slots=True)
class Ledger:
    """What was announced and acknowledged: per project its last acknowledged value, and values tried since."""

    acked: dict[str, Value] = field(default_factory=dict[str, Value])
    tried: dict[str, set[Value]] = field(default_factory=dict[str, "set[Value]"])
    acks: int = 0

    def hear(self, said: Said) -> None:
        if said.get("do") == "try":
            self.tried.setdefault(said["row"], set()).add(said["value"])
        elif said.get("do") == "ack":
            self.acked[said["row"]] = said["value"]
            self.tried[said["row"]] = set()
            self.acks += 1

    def prove(self, store: Store) -> None:
        """Every project is as acknowledged, or as the one save that the kill may have caught."""
        found: dict[str, Value] = {str(row["id"]): str(row["note"]) for row in store.rows("project")}
        for row in self.acked.keys() | self.tried.keys() | found.keys():
            allowed = {self.acked.get(row)} | self.tried.get(row, set())
            assert found.get(row) in allowed, f"lost or invented: {found.get(row)!r} for {allowed}"
            self.acked[row], self.tried[row] = found.get(row), set()


@pytest.fixture
def writers(folder: Path, profile: Path, owner: Owner) -> Iterator[Writers]:
    Store.create(folder, profile=profile, owner=owner).close()
    made = Writers(folder, profile)
    yield made
    made.close()


def prove(folder: Path, profile: Path, ledger: Ledger, *, fully: bool) -> None:
    store = Store.open(folder, profile=profile)
    try:
        ledger.prove(store)
        if fully:
            prove_all(store)
        else:
            prove_file(store)
    finally:
        store.close()


def kill_somewhere(writers: Writers, chance: random.Random, ledger: Ledger) -> None:
    """Kill after a few acknowledgements and a moment that falls anywhere in the next save or in the opening."""
    writers.start(mode="saves", seed=chance.getrandbits(32), count=1_000)
    wanted = ledger.acks + chance.choice((0, 0, 1, 2, 4))
    opened = chance.random() < 0.2  # else wait until it is open
    while not (opened and ledger.acks >= wanted):
        said = writers.listen()
        assert said is not None, "the writer ended by itself"
        opened = opened or said.get("do") == "open"
        ledger.hear(said)
    time.sleep(chance.random() * 0.012)  # not to wait for anything: it chooses where the kill falls
    writers.kill()
    for said in writers.rest():
        ledger.hear(said)
    assert writers.ended != 0, "killed after its end"


def test_no_acknowledged_save_is_lost(writers: Writers, folder: Path, profile: Path) -> None:
    chance = random.Random(SEED)
    ledger = Ledger()
    for number in range(1, KILLS + 1):
        kill_somewhere(writers, chance, ledger)
        if number % 5 == 0:
            prove(folder, profile, ledger, fully=number % 50 == 0)
    prove(folder, profile, ledger, fully=True)
    assert ledger.acks > KILLS / 2
    writers.start(mode="append", seed=1, count=1)
    assert [said["do"] for said in writers.rest()] == ["open", "ack"]
    store = Store.open(folder, profile=profile)
    assert len(sites_of(store)) == 1  # a killed process comes back as the same site
    store.close()


def test_an_import_is_whole_or_has_not_happened(writers: Writers, folder: Path, profile: Path) -> None:
    chance = random.Random(SEED + 1)
    acked: set[str] = set()
    whole = 0
    for number in range(GROUP_KILLS):
        writers.start(mode="group", seed=number, count=GROUP)
        # A third dies among the saves, a third around the commit, a third once it is acknowledged.
        last = (chance.randrange(GROUP), GROUP, GROUP + 1)[number % 3]
        heard = -1
        while heard < last:
            said = writers.listen()
            assert said is not None, "the writer ended by itself"
            heard = {"open": 0, "step": said.get("done", 0), "ack": GROUP + 1}[said["do"]]
            if said["do"] == "ack":
                acked.add(said["group"])
        time.sleep(chance.random() * 0.03)  # not to wait for anything: it chooses where the kill falls
        writers.kill()
        acked.update(said["group"] for said in writers.rest() if said["do"] == "ack")
        assert writers.ended != 0, "killed after its end"
    assert len(acked) >= GROUP_KILLS // 3
    store = Store.open(folder, profile=profile)
    try:
        for number in range(GROUP_KILLS):
            group = f"group-{number}"
            query = "SELECT count(*) FROM entry WHERE group_id = ?"
            count = store.connection.execute(query, (group,)).fetchone()[0]
            shown = store.connection.execute(
                "SELECT count(*) FROM project WHERE name GLOB ?", (f"{group} *",)
            ).fetchone()[0]
            assert count == shown
            assert count in ((GROUP,) if group in acked else (0, GROUP))
            whole += count == GROUP
        assert len(acked) <= whole < GROUP_KILLS  # kills fell on both sides of the commit
        prove_all(store)
    finally:
        store.close()


def test_an_acknowledgement_before_the_commit_is_caught(
    writers: Writers, folder: Path, profile: Path
) -> None:
    """The negative control: with a store that says "saved" too early the proof above fails."""
    ledger = Ledger()
    writers.start(mode="lie", seed=0, count=1)
    while ledger.acks == 0:
        said = writers.listen()
        assert said is not None
        ledger.hear(said)
    writers.kill()
    for said in writers.rest():
        ledger.hear(said)
    with pytest.raises(AssertionError, match="lost or invented"):
        prove(folder, profile, ledger, fully=False)
