"""What was shown as saved survives kill -9: real processes, killed at random points of saves and imports.

ANXI_KILLS sets the number of kills, ANXI_SEED another course of them.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from anxi_desktop.store import db
from anxi_desktop.store.backup import is_sound
from anxi_desktop.store.folder import BACKUPS, DATABASE
from anxi_desktop.store.store import Owner, Store
from tests.store.proofs import prove_all, prove_file, sites_of
from tests.store.writer import STEP
from tests.store.writers import CAN_FORK, Said, Writers

KILLS = int(os.environ.get("ANXI_KILLS", "300" if CAN_FORK else "30"))
SEED = int(os.environ.get("ANXI_SEED", "1"))
GROUP = 200
GROUP_KILLS = max(KILLS // 8, 4)
CARE_KILLS = max(KILLS // 15, 4)
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


def fill(writers: Writers, folder: Path, profile: Path) -> str:
    """Enough records that copying and migrating take a while; the digest."""
    writers.start(mode="group", seed=0, count=1_000)
    while (said := writers.listen()) is not None and said["do"] != "ack":
        pass
    writers.tell("")
    assert list(writers.rest()) == []
    store = Store.open(folder, profile=profile)
    digest = store.digest()
    store.close()
    return digest


def undisturbed(writers: Writers, *, mode: str) -> float:
    """How long a child needs here when nobody kills it, in seconds: kills are spread over that time."""
    writers.start(mode=mode, seed=0, count=1)
    while (said := writers.listen()) is not None and said["do"] != "try":
        pass
    started = time.monotonic()
    said = writers.listen()
    assert said is not None
    assert said["do"] == "ack"
    seconds = time.monotonic() - started
    writers.tell("")
    assert list(writers.rest()) == []
    return seconds


def killed_after(writers: Writers, seconds: float, *, mode: str, count: int = 1) -> list[Said]:
    """What a child had said when it was killed that long after it began, or was killed at its end."""
    writers.start(mode=mode, seed=0, count=count)
    said = [found for found in [writers.listen()] if found]
    while said and said[-1]["do"] not in ("try", "half") and (found := writers.listen()) is not None:
        said.append(found)
    time.sleep(seconds)  # not to wait for anything: it chooses where the kill falls
    writers.kill()
    return [*said, *writers.rest()]


def prove_backups(folder: Path) -> int:
    """Whatever has the name of a backup is whole; how many there are."""
    found = list((folder / BACKUPS).glob("anxi-*.db"))
    assert all(is_sound(path) for path in found), "a backup is half"
    return len(found)


def test_a_backup_is_whole_or_has_no_name(writers: Writers, folder: Path, profile: Path) -> None:
    digest = fill(writers, folder, profile)
    chance = random.Random(SEED + 2)
    usual = undisturbed(writers, mode="backups")
    acked: set[str] = set()
    halves = 0
    for _ in range(CARE_KILLS):
        said = killed_after(writers, chance.random() * 3 * usual, mode="backups", count=50)
        acked.update(line["path"] for line in said if line["do"] == "ack")
        assert writers.ended != 0, "killed after its end"
        halves += len(list((folder / BACKUPS).glob(".anxi-*.tmp")))
        assert prove_backups(folder) >= len(acked)
    if CARE_KILLS >= 10:  # a few kills may all fall on one side
        assert acked
        assert halves  # kills fell into the copying
    assert all(Path(path).is_file() for path in acked)
    store = Store.open(folder, profile=profile)
    assert store.digest() == digest
    prove_file(store)
    store.close()


def test_a_half_backup_under_its_name_is_caught(writers: Writers, folder: Path, profile: Path) -> None:
    fill(writers, folder, profile)
    assert killed_after(writers, 0, mode="lying backup")[-1]["do"] == "half"
    with pytest.raises(AssertionError, match="a backup is half"):
        prove_backups(folder)


def prove_migration(folder: Path) -> bool:
    """The step is recorded and all it made is there, or neither; True where it is. Takes it back."""
    with closing(db.connect(folder / DATABASE)) as connection:
        recorded = connection.execute(
            "SELECT count(*) FROM _sqlite_migrations WHERE name = ?", (STEP,)
        ).fetchone()[0]
        made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name GLOB 'extra*'").fetchone()[0]
        assert (recorded, made) in ((0, 0), (1, 2)), "half a migration"
        if recorded:
            assert (
                connection.execute("SELECT count(*) FROM extra WHERE name NOT GLOB '*x'").fetchone()[0] == 0
            )
            connection.execute("DROP TABLE extra")
            connection.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (STEP,))
        return bool(recorded)


def test_a_migration_is_whole_or_has_not_happened(writers: Writers, folder: Path, profile: Path) -> None:
    digest = fill(writers, folder, profile)
    chance = random.Random(SEED + 3)
    whole = begun = 0
    usual = undisturbed(writers, mode="migration")
    assert prove_migration(folder)
    for _ in range(CARE_KILLS):
        said = killed_after(writers, chance.random() * usual, mode="migration")
        is_acked = any(line["do"] == "ack" for line in said)
        assert writers.ended != 0, "killed after its end"
        begun += prove_backups(folder) > 0
        is_whole = prove_migration(folder)
        assert is_whole or not is_acked
        assert not is_whole or prove_backups(folder), "migrated without a backup"
        whole += is_whole
        for path in (folder / BACKUPS).glob("*.db"):
            path.unlink()
    assert begun > whole or CARE_KILLS < 10  # kills fell behind the backup and before the commit
    store = Store.open(folder, profile=profile)
    assert store.digest() == digest
    prove_all(store)
    store.close()


def test_a_migration_in_pieces_is_caught(writers: Writers, folder: Path, profile: Path) -> None:
    fill(writers, folder, profile)
    assert killed_after(writers, 0, mode="lying migration")[-1]["do"] == "half"
    with pytest.raises(AssertionError, match="half a migration"):
        prove_migration(folder)
