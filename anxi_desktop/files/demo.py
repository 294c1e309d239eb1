"""A synthetic county to look around in, to teach with and to measure on.

The same arguments make the same records and ids, whatever today is: everything is drawn from generators that
are seeded per project, so that a county of 100,000 projects needs no more memory than one batch of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from datetime import date
from random import Random

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.save import Save
from anxi_desktop.files.demo_project import project_saves
from anxi_desktop.files.demo_span import DemoSpan, Names, seeded_id
from anxi_desktop.files.demo_words import DOCUMENTS
from anxi_desktop.store.store import Store

DEFAULT_UNTIL = Month(2026, 10)
DEMO_PERSON = "演示员"
DEMO_UNIT = "安溪县住房和城乡建设局（演示）"
DEMO_CODE = "K1"
TITLE = "放入演示数据"

_BATCH = 500


def fill_demo(
    store: Store,
    *,
    projects: int,
    months: int,
    seed: int,
    until: Month = DEFAULT_UNTIL,
    author: str = DEMO_PERSON,
) -> Generator[tuple[int, str], None, dict[str, int]]:
    """Fill a store that holds no records with `projects` projects and what happened in `months` months.

    Yields (percent, text); returns how many records of each type were made. Up to 500 projects are one
    undoable action, more are several. Raises AnxiError("not_empty") where anything was ever recorded.
    """
    demand_empty(store)
    span = DemoSpan.of(until, months=months)
    counts: Counter[str] = Counter()
    names = Names()
    for first in range(0, max(projects, 1), _BATCH):
        last = min(first + _BATCH, projects)
        yield 100 * first // max(projects, 1), f"放入演示数据：{last} / {projects} 个项目"
        saves = [] if first else [*_documents(seed, span), *_targets(span, projects)]
        for number in range(first, last):
            saves.extend(project_saves(number, seed=seed, span=span, names=names))
        counts.update(save.entity for save in saves)
        store.edit(TITLE, saves, author=author)
    yield 100, "演示数据已放入"
    return dict(counts)


def demand_empty(store: Store) -> None:
    """Raise AnxiError("not_empty") where the store holds, or ever held, more than laptops' cards."""
    found = store.connection.execute("SELECT count(*) FROM state WHERE entity <> 'device'").fetchone()
    if found[0]:
        raise AnxiError("not_empty", count=found[0])


def _targets(span: DemoSpan, projects: int) -> Iterator[Save]:
    """附件3 of the last month's year, in the proportions the notice of 2023 set for the county."""
    if not span.months:
        return
    year = span.last.year
    works, estates = projects * 3 // 5, projects - projects * 3 // 5
    rows: dict[str, dict[str, JournalValue]] = {
        "works": {"base": works, "bench": 2, "std_good": 2, "std_pass": works // 3, "demo": works},
        "property": {"base": estates, "bench": 3, "std_pass": estates * 9 // 10, "demo": estates // 4},
    }
    for family, values in rows.items():
        yield Save("target", named_id("target", year, family), {"year": year, "family": family, **values})


def _documents(seed: int, span: DemoSpan) -> Iterator[Save]:
    random = Random(f"{seed}/documents")
    for kind, family, title in DOCUMENTS:
        day = span.day(
            random, least=span.first.replace(day=1), most=date(span.first.year, span.first.month, 28)
        )
        yield Save(
            "document",
            seeded_id(random),
            {
                "kind": kind,
                "title": f"{title}（{day.year}年版）",
                "family": family,
                "copies": random.randint(1, 4),
                "issued_on": day.isoformat(),
            },
        )
