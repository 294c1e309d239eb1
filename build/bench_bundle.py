"""Bundles: first imports, a bundle of many saves, the same again, photos; beside a raw insert and geodiff's rebase.

The raw figure writes the same entries, and nothing else, into the bare indexed table of the journal in one
transaction with synchronous FULL. What is left is reading and checking, chains, signatures, verdicts, states and
typed tables. Geodiff (pygeodiff, in an environment of its own) creates the changeset of the same saves from two
copies of a plain table with text keys, and rebases another laptop's copy on it. Aims: 4 times raw for a first
import, 6 times for saves, the same again a tenth, 1.2 MB for 10,000 saves, 300 MB of memory for 500 photos.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bench_store import _hazard, _project

from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.exchange_export import Exported, ExportOrder, export_bundles
from anxi_desktop.files.exchange_import import import_bundle
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.schema import STEPS
from anxi_desktop.store.store import Owner, Store, new_id

T = TypeVar("T")
_GEODIFF = "pygeodiff==2.3.2"
_HOMES = 239
_COLUMNS = ("id", "name", "stream", "site", "seq", "stamp", "body", "sig", "arrived", "group_id", "row")


def run(arguments: list[str]) -> int:
    """Print seconds, ratios and sizes. The options make a run short: `--rows 5000 --edits 500 --photos 10`."""
    parser = argparse.ArgumentParser(prog="dev.py bench bundle", description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="*", default=[100_000, 1_000_000], help="hazards that stand there"
    )
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--photo-mb", type=float, default=3.0)
    parser.add_argument("--photos-only", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--without-geodiff", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.photos_only:
        return _photos(Path(chosen.photos_only), chosen.photos, chosen.photo_mb)
    for rows in chosen.rows:
        with tempfile.TemporaryDirectory(prefix="anxi-bench-") as scratch:
            _hazards(Path(scratch), rows, chosen.edits, with_geodiff=not chosen.without_geodiff)
    if chosen.projects:
        with tempfile.TemporaryDirectory(prefix="anxi-bench-") as scratch:
            _projects(Path(scratch), chosen.projects)
    if chosen.photos:  # a process of its own, whose memory nothing else has filled
        sizes = ["--photos", str(chosen.photos), "--photo-mb", str(chosen.photo_mb)]
        with tempfile.TemporaryDirectory(prefix="anxi-bench-") as scratch:
            for place in ("write", "import"):
                folder = Path(scratch) / place
                command = [sys.executable, str(Path(__file__).with_name("bench.py")), "bundle", *sizes]
                subprocess.run([*command, "--photos-only", str(folder)], check=True)
    return 0


class _Pair:
    """Two laptops and the way between them."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.number = 0
        self.a, self.b = (
            Store.create(
                scratch / code, profile=scratch / f"{code} profile", owner=Owner(code, "王小明", "县住建局")
            )
            for code in ("K1", "K2")
        )
        self.b.backup("import")  # the backup that comes before an import is measured by bench store

    def close(self) -> None:
        """Close both."""
        self.a.close()
        self.b.close()

    def send(self, what: str, *, to_b: bool = False) -> Exported:
        """A bundle of what b lacks, or of everything."""
        self.number += 1
        path = self.scratch / f"{self.number}.anxi"
        seconds, sent = _timed(
            lambda: finish(
                export_bundles(self.a, ExportOrder(to=self._key() if to_b else None), path, made_by="bench")
            )
        )
        size = sum(file.stat().st_size for file in sent.files)
        _say(f"{what}, written", seconds, f"{sent.entries:,} entries, {size / 1e6:.2f} MB")
        return sent

    def take(self, what: str, sent: Exported) -> float:
        """Import at b, beside the raw insert of the same entries."""
        (last,) = self.b.connection.execute("SELECT max(id) FROM entry").fetchone()
        seconds, _ = _timed(lambda: self._import(self.b, sent))
        rows = self.b.connection.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM entry WHERE id > ? ORDER BY id", (last,)
        ).fetchall()
        if not rows:
            _say(what, seconds)
            return seconds
        raw = self._raw(rows)
        _say(
            what,
            seconds,
            f"raw {raw:6.2f} s   {seconds / raw:5.1f}×   {seconds / len(rows) * 1e6:5.0f} µs each",
        )
        return seconds

    def answer(self) -> None:
        """B tells a what it holds."""
        self.number += 1
        path = self.scratch / f"{self.number}.anxi"
        sent = finish(export_bundles(self.b, ExportOrder(), path, made_by="bench"))
        self._import(self.a, sent)

    def _key(self) -> str:
        (key,) = self.a.connection.execute("SELECT device FROM known").fetchone() or ("",)
        return str(key)

    def _import(self, store: Store, sent: Exported) -> None:
        for file in sent.files:
            finish(import_bundle(store, file, pairing=True))

    def _raw(self, rows: list[tuple[object, ...]]) -> float:
        path = self.scratch / f"raw-{new_id()}.db"
        with closing(db.connect(path, create=True)) as raw:
            for statement in STEPS["0001_journal"].split(";")[:4]:
                raw.execute(statement)
            marks = ", ".join("?" * len(_COLUMNS))

            def insert() -> None:
                with db.transaction(raw, path):
                    raw.executemany(f"INSERT INTO entry VALUES ({marks})", rows)

            return _timed(insert)[0]


def _hazards(scratch: Path, count: int, edits: int, *, with_geodiff: bool) -> None:
    print(f"{count:,} hazards in {_HOMES} projects")
    with closing(_Pair(scratch)) as pair:
        homes = [new_id() for _ in range(_HOMES)]
        pair.a.edit("项目", [_project(row, at) for at, row in enumerate(homes)], author="a")
        rows: list[str] = []
        for start in range(0, count, 100_000):
            saves = [_hazard(homes[at % _HOMES], at) for at in range(start, min(count, start + 100_000))]
            pair.a.edit("导入", saves, author="a")
            rows.extend(save.row for save in saves)
        pair.take("first import", pair.send("everything"))
        pair.answer()
        chosen = [rows[at * count // edits % count] for at in range(min(edits, count))]
        changes = [Save("hazard", row, {"part": f"{at} 号楼", **_CHANGE}) for at, row in enumerate(chosen)]
        pair.a.edit("修改", changes, author="a")
        sent = pair.send(f"{len(changes):,} saves × 3 fields in one action", to_b=True)
        once = pair.take("imported", sent)
        again = pair.take("the same bundle again", sent)
        print(f"  {'again / first':<46}{again / once:9.3f}")
        pair.answer()
        single = chosen[:1_000]
        for row in single:
            pair.a.edit("修改", [Save("hazard", row, {"part": "屋面", **_CHANGE})], author="a")
        pair.take("imported", pair.send(f"{len(single):,} saves, each an action of its own", to_b=True))
    if with_geodiff:
        _geodiff(scratch, count, min(edits, count))


_CHANGE = {"severity": "major", "due_on": "2026-12-01"}


def _projects(scratch: Path, count: int) -> None:
    print(f"{count:,} projects with their facts")
    with closing(_Pair(scratch)) as pair:
        saves: list[Save] = []
        for at in range(count):
            values = {"name": f"安溪县城东片区安置房 {at} 号地块", "category": "works", "town": "凤城镇"}
            saves.extend(
                record_edit.add_saves(pair.a, "project", {**values, "level": "yellow", "grade": "pass"})
            )
        pair.a.edit("导入", saves, author="a")
        sent = pair.send("everything")
        pair.take("first import", sent)
        pair.take("the same bundle again", sent)
        pair.answer()
        pair.a.edit("改", [Save("project", saves[0].row, {"note": "一"})], author="a")
        pair.take("imported", pair.send("one save", to_b=True))


def _photos(folder: Path, count: int, megabytes: float) -> int:
    """Write the bundle in `…/write`, take it in in `…/import`; each in a process of its own."""
    base, chance = folder.parent, random.Random(1)
    bundle = base / "photos.anxi"
    store = Store.create(
        folder, profile=base / f"{folder.name} profile", owner=Owner("K1", "王小明", "县住建局")
    )
    with closing(store):
        if folder.name == "write":
            home = new_id()
            store.edit("项目", [_project(home, 1)], author="a")
            for _ in range(count):
                kept = keep_bytes(store, chance.randbytes(int(megabytes * 1e6)))
                values = {"project": home, "role": "scene", "digest": kept.digest, "size": kept.size}
                store.edit("照片", [Save("photo", new_id(), values)], author="a")
            seconds, sent = _timed(
                lambda: finish(export_bundles(store, ExportOrder(), bundle, made_by="bench"))
            )
            size = sum(file.stat().st_size for file in sent.files)
            note = f"{size / 1e6:,.0f} MB, peak memory {_peak()} MB"
            _say(f"a bundle with {count} photos of {megabytes} MB, written", seconds, note)
        else:
            seconds, report = _timed(lambda: finish(import_bundle(store, bundle, pairing=True)))
            _say("and imported", seconds, f"{report.files} files, peak memory {_peak()} MB")
    return 0


def _peak() -> int:
    """The most memory this process has had, in MB; its parent's would count in ru_maxrss. Linux alone tells."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


# ---- geodiff, in an environment of its own ---------------------------------------------------------------------

_PEER = """
import json, os, shutil, sqlite3, sys, time, uuid, random
from pygeodiff import GeoDiff
folder, count, edits = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
place = lambda name: os.path.join(folder, name)
base = place("base.db")
fields = "number project source found_on part description kind severity requirement unit".split()
fields += "due_on rectified_on reviewed_on review".split()
connection = sqlite3.connect(base)
listed = ", ".join(f"{one} TEXT" for one in fields)
connection.execute(f"CREATE TABLE hazard(id TEXT PRIMARY KEY NOT NULL, {listed})")
chance = random.Random(1)
homes = [str(uuid.UUID(bytes=chance.randbytes(16))) for _ in range(239)]
rows = [str(uuid.UUID(bytes=chance.randbytes(16))) for _ in range(count)]
marks = ", ".join("?" * (len(fields) + 1))
connection.executemany(f"INSERT INTO hazard VALUES ({marks})", ((row,
    f"HZ-2026-K7-{at:06d}", homes[at % 239], "self",
    "2026-03-01", f"{at % 30} 号楼", "临边防护缺失，未设置挡脚板", "高处作业", "general", "立即整改并书面回复",
    "福建某某建设工程有限公司", "2026-03-08", "2026-03-06", "2026-03-07", "pass") for at, row in enumerate(rows)))
connection.commit()
connection.close()
chosen = [rows[at * count // edits % count] for at in range(edits)]
def edited(name, note, picked):
    shutil.copyfile(base, place(name))
    connection = sqlite3.connect(place(name))
    connection.executemany("UPDATE hazard SET part = ?, severity = 'major', due_on = '2026-12-01' WHERE id = ?",
        ((f"{at} {note}", row) for at, row in enumerate(picked)))
    connection.commit()
    connection.close()
edited("theirs.db", "theirs", chosen)
edited("mine.db", "mine", rows[1:200:7])
geodiff = GeoDiff()
geodiff.set_maximum_logger_level(0)
start = time.perf_counter()
geodiff.create_changeset(base, place("theirs.db"), place("theirs.diff"))
made = time.perf_counter() - start
start = time.perf_counter()
geodiff.rebase(base, place("theirs.db"), place("mine.db"), place("conflict"))
print(json.dumps({"made": made, "rebased": time.perf_counter() - start, "size": os.path.getsize(place("theirs.diff"))}))
"""


def _geodiff(scratch: Path, count: int, edits: int) -> None:
    """Geodiff's figures, or a line that says why there are none."""
    folder = Path(os.environ.get("ANXI_CACHE") or Path.home() / ".cache" / "anxi-desktop") / "bench-geodiff"
    python, note = folder / "bin" / "python", folder / "installed"
    if not note.exists() or note.read_text(encoding="utf-8") != _GEODIFF:
        venv.create(folder, with_pip=True)
        done = subprocess.run([str(python), "-m", "pip", "install", "-q", _GEODIFF], check=False)
        if done.returncode:
            print("  geodiff cannot be installed here: not compared")
            return
        note.write_text(_GEODIFF, encoding="utf-8")
    place = scratch / "geodiff"
    place.mkdir()
    command = [str(python), "-c", _PEER, str(place), str(count), str(edits)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print("  geodiff did not run: " + done.stderr.strip().rpartition("\n")[2])
        return
    found = json.loads(done.stdout.strip().rpartition("\n")[2])
    _say(
        "geodiff: changeset of the same saves", found["made"], f"{found['size'] / 1e6:.2f} MB, not compressed"
    )
    _say("geodiff: rebased on them", found["rebased"])


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def _say(what: str, seconds: float, more: str = "") -> None:
    print(f"  {what:<46}{seconds:9.2f} s   {more}", flush=True)
