"""All forms of one month over a million hazards, beside one covering-index scan of the same rows in the same run.

The hazards are written into the typed table directly: how they came there is `bench store`'s question.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from anxi_desktop.domain.consistency import findings
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.monthly import FORM_4, FORM_5, FORM_6, FORM_7
from anxi_desktop.domain.save import Save
from anxi_desktop.store import db
from anxi_desktop.store.month_data import month_data
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.month_sources import source_rows
from anxi_desktop.store.store import Owner, Store, new_id

_MONTH = Month(2026, 10)
_FIRST = date(2024, 1, 1)
_DAYS = (date(2026, 12, 31) - _FIRST).days
_RUNS = 7
_LIMIT = 3.0


def run(arguments: list[str]) -> int:
    """Print milliseconds and the ratio to the scan. `--hazards`, `--projects` set the sizes."""
    parser = argparse.ArgumentParser(prog="dev.py bench month", description=__doc__)
    parser.add_argument("--hazards", type=int, default=1_000_000)
    parser.add_argument("--projects", type=int, default=1_000)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        _measure(Path(scratch), hazards=chosen.hazards, projects=chosen.projects)
    return 0


def _measure(scratch: Path, *, hazards: int, projects: int) -> None:
    folder, profile = scratch / "data", scratch / "profile"
    with closing(Store.create(folder, profile=profile, owner=Owner("K7", "王小明", "县住建局"))) as store:
        homes = [new_id() for _ in range(projects)]
        store.edit("项目", [_project(row, at) for at, row in enumerate(homes)], author="王小明")
        with db.transaction(store.connection, store.path):
            store.connection.executemany(
                "INSERT INTO hazard(id, project, source, found_on, description, part, due_on, on_the_spot,"
                " rectified_on, reviewed_on, review, stamp_) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                _hazards(homes, hazards),
            )
        store.connection.execute("ANALYZE")
        print(f"{hazards:,} hazards of {projects:,} projects, {_MONTH}; medians of {_RUNS}")
        connection = store.connection

        def scan() -> object:
            return connection.execute(
                "SELECT count(found_on), count(source), count(project) FROM hazard INDEXED BY hazard_found"
            ).fetchone()

        def forms() -> object:
            return month_forms(month_data(connection, _MONTH, own_unit_type="县级主管部门"))

        base, whole = _interleaved(scan, forms)
        print(f"  {'one covering-index scan':<44}{base * 1000:9.1f} ms")
        print(
            f"  {'all forms of the month':<44}{whole * 1000:9.1f} ms   {whole / base:5.2f} × (aim ≤ {_LIMIT:.0f})"
        )
        report = month_report(connection, _MONTH, own_unit_type="县级主管部门")
        _tell("with the month before and what checks look up", lambda: month_report(
            connection, _MONTH, own_unit_type="县级主管部门"
        ))  # fmt: skip
        _tell("the 24 rules", lambda: findings(report, today=date(2026, 11, 1)))
        for form, key in ((FORM_4, "tl_found"), (FORM_5, "urged"), (FORM_6, "fixed"), (FORM_7, "found")):
            block = report.forms[form][0]
            _tell(
                f"records behind {form} {key} ({block.number(key):,})",
                lambda form=form, block=block, key=key: source_rows(
                    connection, report.data, form, block, key
                ),
            )


def _project(row: str, at: int) -> Save:
    family = "property" if at % 3 == 0 else "works"
    return Save("project", row, {"name": f"安溪县第 {at} 号项目", "category": family, "town": "城厢镇"})


def _hazards(homes: list[str], count: int) -> Iterator[tuple[object, ...]]:
    chance = Random(1)
    for _ in range(count):
        found = _FIRST + timedelta(days=chance.randrange(_DAYS))
        closed = (found + timedelta(days=chance.randrange(20))).isoformat() if chance.random() < 0.9 else None
        supervised = chance.random() < 0.5
        yield (
            str(uuid.UUID(int=chance.getrandbits(128))),
            chance.choice(homes),
            "supervision" if supervised else "self",
            found.isoformat(),
            "三层临边防护栏杆缺失",
            f"{chance.randrange(30)} 号楼",
            found.isoformat() if supervised and chance.random() < 0.9 else None,
            None,
            closed,
            closed,
            "pass" if closed else None,
        )


def _interleaved(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Medians of both, taken in turns: a noisy moment meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_RUNS):
        for act, kept in zip((one, other), times, strict=True):
            kept.append(_seconds(act))
    return statistics.median(times[0]), statistics.median(times[1])


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _tell(what: str, act: Callable[[], object]) -> None:
    print(f"  {what:<44}{statistics.median([_seconds(act) for _ in range(3)]) * 1000:9.1f} ms")
