"""Writing to the store: a first import, many small edits, undo, rebuild, beside raw inserts of the same bytes.

The raw figure writes the bodies of the same entries, and nothing else, into a bare table with the same
settings of SQLite in the same run: what is left is names, chains, checks, states, typed tables and indexes.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.save import Save
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.month_data import month_data
from anxi_desktop.store.store import Owner, Store, new_id

_AUTHOR = "王小明"
_SEVERITIES = ("general", "general", "general", "larger", "major")
_FIRST_DAY = date(2026, 1, 1)


def run(arguments: list[str]) -> int:
    """Print seconds and the ratio to raw inserts. `--hazards`, `--projects`, `--edits` set the sizes."""
    parser = argparse.ArgumentParser(prog="dev.py bench store", description=__doc__)
    parser.add_argument("--hazards", type=int, default=100_000)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=10_000)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        _hazards(Path(scratch), chosen.hazards, chosen.edits)
        _projects(Path(scratch), chosen.projects)
    return 0


def _hazards(scratch: Path, count: int, edits: int) -> None:
    folder, profile = scratch / "hazards", scratch / "profile"
    with closing(Store.create(folder, profile=profile, owner=Owner("K7", _AUTHOR, "县住建局"))) as store:
        homes = [new_id() for _ in range(239)]
        store.edit("项目", [_project(row, at) for at, row in enumerate(homes)], author=_AUTHOR)
        saves = [_hazard(homes[at % len(homes)], at) for at in range(count)]
        print(f"{count:,} hazards of {len(homes)} projects")
        _beside_raw(store, scratch, "first import, one action", saves)
        changes = [
            Save("hazard", saves[at * count // edits % count].row, {"part": f"{at} 号楼", **_DONE})
            for at in range(min(edits, count))
        ]
        _beside_raw(store, scratch, f"{len(changes):,} saves of 3 fields, one action", changes)
        _tell("undo of these", lambda: store.undo(_last_group(store), title="撤销", author=_AUTHOR))
        single = [Save("hazard", save.row, {"part": "屋面"}) for save in saves[:50]]
        times = [_seconds(lambda save=save: store.edit("改", [save], author=_AUTHOR)) for save in single]
        print(f"  {'one save, median of 50':<42}{statistics.median(times) * 1000:9.1f} ms")
        _tell("digest", store.digest)
        _tell("state and tables made again", store.rebuild)
        data = month_data(store.connection, Month(2026, 10), own_unit_type="县级主管部门")
        _tell("a month read", lambda: month_data(store.connection, data.month, own_unit_type="县级主管部门"))
        _tell("all forms computed", lambda: month_forms(data))
        _tell("backup, checked", lambda: store.backup("bench"))
    _tell("opened", lambda: Store.open(folder, profile=profile).close())


def _projects(scratch: Path, count: int) -> None:
    folder, profile = scratch / "projects", scratch / "profile"
    with closing(Store.create(folder, profile=profile, owner=Owner("K7", _AUTHOR, "县住建局"))) as store:
        saves: list[Save] = []
        for at in range(count):
            values = {
                "name": f"安溪县城东片区安置房 {at} 号地块",
                "category": "works",
                "town": "凤城镇",
                "contractor": f"福建某某建设工程有限公司第 {at % 50} 分公司",
                "start_on": "2026-03-01",
                "standard_kind": "national",
                "grade": "pass",
                "level": "yellow",
            }
            saves.extend(record_edit.add_saves(store, "project", values))
        print(f"{count:,} projects, {len(saves):,} records with their dated facts")
        _beside_raw(store, scratch, "first import, one action", saves)
        _tell("undo of it", lambda: store.undo(_last_group(store), title="撤销", author=_AUTHOR))
        _tell("redo", lambda: store.undo(_last_group(store), title="重做", author=_AUTHOR))
        _tell("state and tables made again", store.rebuild)


_DONE = {"severity": "major", "due_on": "2026-12-01"}


def _project(row: str, at: int) -> Save:
    return Save("project", row, {"name": f"安溪县第 {at} 号项目", "category": "works"})


def _hazard(home: str, at: int) -> Save:
    found = _FIRST_DAY + timedelta(days=at % 300)
    values = {
        "number": f"HZ-2026-K7-{at:06d}",
        "project": home,
        "source": "self" if at % 3 else "supervision",
        "found_on": found.isoformat(),
        "part": f"{at % 30} 号楼",
        "description": "临边防护缺失，未设置挡脚板",
        "kind": "高处作业",
        "severity": _SEVERITIES[at % len(_SEVERITIES)],
        "requirement": "立即整改并书面回复",
        "unit": "福建某某建设工程有限公司",
        "due_on": (found + timedelta(days=7)).isoformat(),
        "rectified_on": (found + timedelta(days=5)).isoformat(),
        "reviewed_on": (found + timedelta(days=6)).isoformat(),
        "review": "pass",
    }
    return Save("hazard", new_id(), values)


def _beside_raw(store: Store, scratch: Path, what: str, saves: list[Save]) -> None:
    """One action of these saves, then its bodies alone into a bare table."""
    last = store.connection.execute("SELECT max(id) FROM entry").fetchone()[0]
    ours = _seconds(lambda: store.edit(what, saves, author=_AUTHOR))
    bodies = store.connection.execute("SELECT id, body FROM entry WHERE id > ?", (last,)).fetchall()
    path = scratch / f"raw-{new_id()}.db"
    with closing(db.connect(path, create=True)) as raw:
        raw.execute("CREATE TABLE raw(id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        bare = _seconds(lambda: _insert(raw, path, bodies))
    each = ours / len(saves) * 1e6
    print(f"  {what:<42}{ours:9.2f} s   raw {bare:6.2f} s   {ours / bare:5.1f}×   {each:5.0f} µs each")


def _insert(raw: db.Connection, path: Path, bodies: list[tuple[int, bytes]]) -> None:
    with db.transaction(raw, path):
        raw.executemany("INSERT INTO raw(id, body) VALUES (?, ?)", bodies)


def _last_group(store: Store) -> str:
    return str(store.connection.execute("SELECT group_id FROM entry ORDER BY id DESC LIMIT 1").fetchone()[0])


def _tell(what: str, work: Callable[[], object]) -> None:
    print(f"  {what:<42}{_seconds(work):9.2f} s", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
