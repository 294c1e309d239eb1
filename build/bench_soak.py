"""Long runs of the exchange: random histories, kills of imports and exports, hostile bundles; from a seed.

Prints how many histories lost or diverged, how many killed imports were half, how many hostile files were not
refused with a sentence of their own. The aim of every one of these counts is 0.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_HANG_SECONDS = 20
_KILLS_EACH = 100


def run(arguments: list[str]) -> int:
    """Run and print; 1 where any count is not 0."""
    parser = argparse.ArgumentParser(prog="dev.py bench soak", description=__doc__)
    parser.add_argument("--histories", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--hostile", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    sys.path.insert(0, str(_ROOT))  # the tests' own histories
    print(f"seed {chosen.seed}")
    bad = _histories(chosen.seed, chosen.histories, chosen.processes)
    bad += _kills(chosen.seed, chosen.kills)
    bad += _hostile(chosen.seed, chosen.hostile)
    return 1 if bad else 0


def one_history(seed: int) -> tuple[int, str, str]:
    """(seed, what went wrong: "", lost, diverged or unhandled, the words for it)."""
    from tests.exchange.histories import run_history

    try:
        run_history(seed)
    except AssertionError as error:
        words = str(error)
        return seed, "lost" if "lost" in words or "lacks" in words else "diverged", words
    except Exception:  # noqa: BLE001 - whatever nobody has foreseen is counted
        return seed, "unhandled", traceback.format_exc(limit=-2)
    return seed, "", ""


def _histories(seed: int, count: int, processes: int) -> int:
    started = time.perf_counter()
    found: Counter[str] = Counter()
    seeds = range(seed * 1_000_000, seed * 1_000_000 + count)
    with ProcessPoolExecutor(processes) as pool:
        for done, (at, kind, words) in enumerate(pool.map(one_history, seeds, chunksize=5), 1):
            if kind:
                found[kind] += 1
                print(f"  history {at}: {kind}: {words}", flush=True)
            if done % 500 == 0:
                print(f"  {done:,} histories, {sum(found.values())} bad", flush=True)
    _tell(started, f"{count:,} histories", {kind: found[kind] for kind in ("lost", "diverged", "unhandled")})
    return sum(found.values())


def _kills(seed: int, count: int) -> int:
    from tests.exchange.import_kills import run_export_kills, run_import_kills

    started = time.perf_counter()
    totals: Counter[str] = Counter()
    for number, kills in enumerate(_parts(count, _KILLS_EACH)):
        for what, work in (("import", run_import_kills), ("export", run_export_kills)):
            half = kills // 2 if what == "export" else kills - kills // 2
            totals.update(_killed(what, work, half, seed * 1_000 + number))
    _tell(
        started,
        f"{count:,} kills",
        {"imports whole": totals["import"], "bundles whole": totals["export"], "half or lost": totals["bad"]},
    )
    return totals["bad"]


def _killed(
    what: str, work: Callable[[Path, int, int], tuple[int, int]], kills: int, seed: int
) -> Counter[str]:
    base = Path(tempfile.mkdtemp(prefix="anxi-soak-"))
    try:
        whole, _ = work(base, kills, seed)
    except Exception:  # noqa: BLE001 - counted and shown
        print(f"  {what} kills, seed {seed}:\n{traceback.format_exc(limit=-2)}", flush=True)
        return Counter({"bad": 1})
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return Counter({what: whole})


def _hostile(seed: int, count: int) -> int:
    from anxi_desktop.domain.errors import AnxiError
    from tests.files.hostile_bundles import hostile_cases, refusal

    started = time.perf_counter()
    refused: Counter[str] = Counter()
    bad = taken = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="anxi-soak-") as name:
        path = Path(name) / "hostile.anxi"
        for number, case in enumerate(hostile_cases(seed, count)):
            path.write_bytes(case.body)
            began = time.perf_counter()
            try:
                code = refusal(path)
            except (Exception, AnxiError):  # noqa: BLE001 - a refusal is a code, anything else is unhandled
                bad += 1
                print(f"  hostile {number} ({case.what}):\n{traceback.format_exc(limit=-2)}", flush=True)
                continue
            seconds = time.perf_counter() - began
            slowest = max(slowest, seconds)
            if seconds > _HANG_SECONDS or (code is None and case.is_refused):
                bad += 1
                print(f"  hostile {number} ({case.what}): {code}, {seconds:.1f} s", flush=True)
            taken += code is None
            refused[code or ""] += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    _tell(
        started,
        f"{count:,} hostile files",
        {"unhandled": bad, "sound by luck": taken, "slowest ms": round(slowest * 1000), "peak MB": memory},
    )
    print("  " + ", ".join(f"{code} {times}" for code, times in refused.most_common() if code))
    return bad


def _parts(count: int, most: int) -> Iterator[int]:
    while count > 0:
        yield min(count, most)
        count -= most


def _tell(started: float, what: str, counts: dict[str, int]) -> None:
    listed = ", ".join(f"{name} {count}" for name, count in counts.items())
    print(f"{what}: {listed}   ({time.perf_counter() - started:.0f} s)", flush=True)
