"""An inspection that is typed survives kill -9: at most the keystroke in flight is lost, the rest is restored.

ANXI_DRAFT_KILLS sets the number of kills, ANXI_SEED another course of them.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from anxi_desktop.app.inspection_work import InspectionWork, unfinished
from anxi_desktop.app.session import Session
from anxi_desktop.domain.inspection_draft import DraftStep, InspectionDraft
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store
from tests.store.inspection_writer import RESOURCES
from tests.store.proofs import prove_all
from tests.store.writers import CAN_FORK, Said, Writers

KILLS = int(os.environ.get("ANXI_DRAFT_KILLS", "200" if CAN_FORK else "20"))
FINISH_KILLS = max(KILLS // 10, 6)
SEED = int(os.environ.get("ANXI_SEED", "1"))


# What a field holds before anything was typed, where that is not blank.
_UNTOUCHED = {"step": DraftStep.START.value}


@dataclass(slots=True)
class Typed:
    """Per field what was acknowledged last, and the keystrokes tried since."""

    acked: dict[str, str] = field(default_factory=dict[str, str])
    tried: dict[str, set[str]] = field(default_factory=dict[str, "set[str]"])
    acks: int = 0

    def hear(self, said: Said) -> None:
        if said.get("do") == "try" and "key" in said:
            self.tried.setdefault(said["key"], set()).add(said["value"])
        elif said.get("do") == "ack" and "key" in said:
            self.acked[said["key"]] = said["value"]
            self.tried[said["key"]] = set()
            self.acks += 1

    def prove(self, draft: InspectionDraft) -> None:
        """Every field holds what was acknowledged, or the one keystroke the kill may have caught."""
        caught = 0
        for key in self.acked.keys() | self.tried.keys():
            found = now(draft, key)
            kept = self.acked.get(key, _UNTOUCHED.get(key, ""))
            allowed = {kept} | self.tried.get(key, set())
            assert found in allowed, f"lost: {key} is {found!r}, not one of {allowed}"
            caught += found != kept
            self.acked[key], self.tried[key] = found, set()
        assert caught <= 1


def now(draft: InspectionDraft, key: str) -> str:
    """What a field of the draft holds, in the writer's words."""
    if key == "begin":
        return "1"
    if key == "head.note":
        return draft.head.note
    if key == "step":
        return draft.step.value
    if key == "hazards":
        return str(len(draft.hazards)) if draft.hazards else ""  # as where none was ever acknowledged
    kind, _, name = key.partition(":")
    if kind == "hazard":
        return draft.hazards[name].description
    (place,) = [place for place in draft.places() if place.item == name]
    answer = draft.answer(place)
    return f"{answer.result.value if answer.result else ''}:{answer.reason}" if answer.result else ""


@pytest.fixture
def writers(folder: Path, profile: Path, owner: Owner) -> Iterator[Writers]:
    Store.create(folder, profile=profile, owner=owner).close()
    made = Writers(folder, profile, script="inspection_writer.py")
    yield made
    made.close()


def resumed(folder: Path, profile: Path) -> tuple[Store, list[InspectionWork]]:
    """The unfinished inspections as the program would offer them at its next start."""
    store = Store.open(folder, profile=profile)
    session = Session(store, Settings(person="王小明"), resources=RESOURCES)
    return store, [InspectionWork.resume(session, draft.id) for draft in unfinished(store)]


def kill_somewhere(writers: Writers, chance: random.Random, typed: Typed) -> None:
    writers.start(mode="type", seed=chance.getrandbits(32), count=10_000)
    wanted = typed.acks + chance.choice((1, 2, 5, 9))
    while typed.acks < wanted:
        said = writers.listen()
        assert said is not None, "the writer ended by itself"
        typed.hear(said)
    time.sleep(chance.random() * 0.006)  # not to wait for anything: it chooses where the kill falls
    writers.kill()
    for said in writers.rest():
        typed.hear(said)
    assert writers.ended != 0, "killed after its end"


def test_no_keystroke_but_the_one_in_flight_is_lost(writers: Writers, folder: Path, profile: Path) -> None:
    chance = random.Random(SEED)
    typed = Typed()
    for number in range(1, KILLS + 1):
        kill_somewhere(writers, chance, typed)
        store, works = resumed(folder, profile)
        assert len(works) == 1
        typed.prove(works[0].draft)
        if number % 100 == 0:
            prove_all(store)
        store.close()
    assert typed.acks > KILLS


def test_a_keystroke_acknowledged_too_early_is_caught(writers: Writers, folder: Path, profile: Path) -> None:
    """The negative control: with a draft that says "kept" inside its transaction the proof above fails."""
    typed = Typed()
    writers.start(mode="lie", seed=0, count=0)
    while "head.note" not in typed.acked:
        said = writers.listen()
        assert said is not None
        typed.hear(said)
    writers.kill()
    list(writers.rest())
    store, works = resumed(folder, profile)
    with pytest.raises(AssertionError, match=r"lost: head\.note"):
        typed.prove(works[0].draft)
    store.close()


def test_finishing_is_whole_or_has_not_happened(writers: Writers, folder: Path, profile: Path) -> None:
    chance = random.Random(SEED + 4)
    finished = 0
    for number in range(FINISH_KILLS):
        writers.start(mode="finish", seed=0, count=0)
        said: Said = {}
        while "items" not in said:
            heard = writers.listen()
            assert heard is not None, "the writer ended by itself"
            said = heard
        items, hazards = said["items"], said["hazards"]
        if number % 3:
            time.sleep(chance.random() * 0.03)  # not to wait for anything: it chooses where the kill falls
        else:
            writers.listen()
        writers.kill()
        last = [line for line in writers.rest() if line.get("do") == "ack"]
        is_acked = bool(last) or number % 3 == 0
        store, works = resumed(folder, profile)
        count = store.connection.execute("SELECT count(*) FROM inspection").fetchone()[0]
        assert count - finished + len(works) == 1, "both, or neither, the draft and the inspection"
        assert len(works) == 0 or not is_acked, "an acknowledged inspection is lost"
        if not works:
            newest = store.connection.execute("SELECT id FROM inspection ORDER BY rowid DESC").fetchone()[0]
            assert len(list(store.rows("inspection_item", {"inspection": newest}))) == items
            assert len(list(store.rows("hazard", {"inspection": newest}))) == hazards
        else:
            assert works[0].draft.gaps() == []
        finished = count
        store.close()
    assert finished
    store, _ = resumed(folder, profile)
    numbers = [str(row["number"]) for row in store.rows("hazard")]
    assert len(set(numbers)) == len(numbers)
    prove_all(store)
    store.close()
