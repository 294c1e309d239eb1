"""Bundles that are imported or exported by processes which are killed at random moments; serves suite and soak."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.files.exchange_export import ExportOrder, export_bundles
from anxi_desktop.files.exchange_import import import_bundle
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.outgoing import heads
from anxi_desktop.store.store import Owner, Store, new_id
from tests.store.proofs import prove_file, prove_rebuild
from tests.store.writers import CAN_FORK, Said, Writers

ROWS = 150


class ExchangeWriters(Writers):
    """Starts and kills the processes of exchange_writer.py."""

    def __init__(self, folder: Path, profile: Path) -> None:
        super().__init__(folder, profile)
        script = Path(__file__).with_name("exchange_writer.py")
        self._command = [sys.executable, str(script), str(folder), str(profile)]

    def undisturbed(self, **told: object) -> float:
        """Seconds from the opening to the acknowledgement where nobody kills."""
        self.start(**told)
        assert self.listen() == {"do": "open"}
        started = time.monotonic()
        while (said := self.listen()) is not None and said["do"] != "ack":
            pass
        assert said is not None, "the process did not come to its end"
        seconds = time.monotonic() - started
        self.tell("")
        assert list(self.rest()) == []
        return seconds

    def killed(self, seconds: float, *, after: int = 0, **told: object) -> list[Said]:
        """What it had said when it was killed that long after it came to `after` percent (101: acknowledged)."""
        self.start(**told)
        said: list[Said] = []
        while not said or (after and _percent(said[-1]) < after):
            found = self.listen()
            assert found is not None, "the process ended by itself"
            said.append(found)
        time.sleep(seconds)  # not to wait for anything: it chooses where the kill falls
        self.kill()
        said += self.rest()
        assert self.ended != 0, "killed after its end"
        return said


def _percent(said: Said) -> int:
    return 101 if said["do"] == "ack" else said.get("percent", 0)


@dataclass(frozen=True)
class Sent:
    """A bundle with one action of `ROWS` records and a photo."""

    path: Path
    group: str
    photo: str


class Sender:
    """A laptop that sends one action after another, each in a bundle of its own."""

    def __init__(self, folder: Path, profile: Path, post: Path) -> None:
        self.store = Store.create(folder, profile=profile, owner=Owner("K1", "陈某", "某局"))
        self._post = post
        self._home = new_id()
        self._number = 0
        self.store.edit(
            "项目", [Save("project", self._home, {"name": "甲", "category": "works"})], author="陈某"
        )

    def send(self) -> Sent:
        """The next action; what was sent before is not sent again."""
        known = heads(self.store.connection, lambda _: True) if self._number else []
        self._number += 1
        kept = keep_bytes(self.store, random.Random(self._number).randbytes(60_000))
        saves = [
            Save("project", new_id(), {"name": f"{self._number}-{at}", "category": "works", "note": str(at)})
            for at in range(ROWS)
        ]
        values = {"project": self._home, "role": "scene", "digest": kept.digest, "size": kept.size}
        photo = Save("photo", new_id(), values)
        done = self.store.edit("导入", [*saves, photo], author="陈某")
        with self.store.meeting() as meeting:
            meeting.hear("a" * 64, known, [])
        path = self._post / f"{self._number}.anxi"
        finish(export_bundles(self.store, ExportOrder(to="a" * 64), path, made_by="测试"))
        return Sent(path, done.group, kept.digest)


def prove_whole(store: Store, sent: Sent, *, is_acked: bool) -> bool:
    """All of a bundle counts or nothing of it; True where it does."""
    connection = store.connection
    query = "SELECT count(*) FROM entry WHERE group_id = ?"
    (count,) = connection.execute(query, (sent.group,)).fetchone()
    query = "SELECT count(*) FROM project WHERE name GLOB ?"
    (shown,) = connection.execute(query, (f"{sent.path.stem}-*",)).fetchone()
    (kept,) = connection.execute(
        "SELECT count(*) FROM receipt WHERE body GLOB ?", (f'*"{sent.path.name}"*',)
    ).fetchone()
    assert (count, shown) in ((0, 0), (ROWS + 1, ROWS)), f"half an import: {count} entries, {shown} rows"
    assert bool(kept) is bool(count), "a receipt without its import"
    assert count or not is_acked, "an acknowledged import is lost"
    if count:
        place = store.folder / "attachments" / sent.photo[:2] / sent.photo
        assert any(place.parent.glob(f"{sent.photo}*")), "a record has come without its photo"
    return bool(count)


@contextmanager
def writers_for(folder: Path, profile: Path) -> Generator[ExchangeWriters]:
    made = ExchangeWriters(folder, profile)
    try:
        yield made
    finally:
        made.close()


def run_import_kills(base: Path, kills: int, seed: int) -> tuple[int, int]:
    """(imports that had happened, imports that had not) of `kills` killed ones. AssertionError where one was half."""
    chance = random.Random(seed)
    folder, profile = base / "target", base / "target profile"
    Store.create(folder, profile=profile, owner=Owner("K2", "王某", "某局")).close()
    sender = Sender(base / "source", base / "source profile", base)
    done: list[Sent] = []
    whole = 0
    with writers_for(folder, profile) as writers, closing(sender.store):
        usual = writers.undisturbed(mode="import", path=str(sender.send().path))
        usual = writers.undisturbed(mode="import", path=str(sender.send().path))  # without the first backup
        for number in range(kills):
            sent = sender.send()
            done.append(sent)
            # Half of them fall anywhere, a quarter around the commit, a quarter after the acknowledgement.
            after = (0, 0, 95, 101)[number % 4]
            seconds = chance.random() * (usual if after == 0 else 0.02)
            said = writers.killed(seconds, after=after, mode="import", path=str(sent.path))
            is_acked = any(line["do"] == "ack" for line in said)
            with closing(Store.open(folder, profile=profile)) as store:
                whole += prove_whole(store, sent, is_acked=is_acked)
                prove_file(store)
                if number % 20 == 19:
                    prove_rebuild(store)
        with closing(Store.open(folder, profile=profile)) as store:
            for sent in done:
                finish(import_bundle(store, sent.path, pairing=True))
                assert prove_whole(store, sent, is_acked=True)
            prove_rebuild(store)
            mine = {str(name) for (name,) in sender.store.connection.execute("SELECT name FROM entry")}
            theirs = {str(name) for (name,) in store.connection.execute("SELECT name FROM entry")}
            assert mine <= theirs, "not everything that was sent has come"
    return whole, kills - whole


def run_export_kills(base: Path, kills: int, seed: int) -> tuple[int, int]:
    """(files with a bundle's name, kills): whatever has the name of a bundle is a whole one."""
    chance = random.Random(seed)
    sender = Sender(base / "exporter", base / "exporter profile", base)
    sender.send()
    folder, profile = sender.store.folder, base / "exporter profile"
    digest = sender.store.digest()
    sender.store.close()
    found = 0
    with writers_for(folder, profile) as writers:
        told: dict[str, object] = {"mode": "export", "limit": 40_000}
        usual = writers.undisturbed(path=str(base / "usual.anxi"), **told)
        for number in range(kills):
            place = base / f"out {number}"
            place.mkdir()
            after = (0, 0, 80, 101)[number % 4]
            seconds = chance.random() * (usual if after == 0 else 0.02)
            said = writers.killed(seconds, after=after, path=str(place / "数据.anxi"), **told)
            is_acked = any(line["do"] == "ack" for line in said)
            found += prove_bundles(place, is_acked=is_acked)
    with closing(Store.open(folder, profile=profile)) as store:
        assert store.digest() == digest
        prove_rebuild(store)
    return found, kills


def prove_bundles(place: Path, *, is_acked: bool = False) -> int:
    """Every file with a bundle's name can be read to its end; how many there are."""
    files = [path for path in place.glob("*.anxi") if not path.name.startswith(".")]
    for path in files:
        try:
            with open_bundle(path) as bundle:
                for _ in bundle.check():
                    pass
                for _ in bundle.entries():
                    pass
        except AnxiError as error:
            raise AssertionError("half a bundle") from error
    assert files or not is_acked, "an acknowledged bundle is not there"
    return len(files)


__all__ = [
    "CAN_FORK",
    "ExchangeWriters",
    "Sender",
    "prove_bundles",
    "prove_whole",
    "run_export_kills",
    "run_import_kills",
]
