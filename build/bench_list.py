"""The list of projects at 100,000 rows: scroll step, filter, search, sort, counts, refresh after an edit.

The rows are written straight into the typed table (the list reads nothing else), so that filling takes seconds.
The figures are medians of the question alone, and of the question with the painted table where one is shown.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sized
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from anxi_desktop.domain.project_list import DONE, FACETS, MISSING, ProjectQuery, facet_codes, milestone_mask
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.domain.towns import TOWNS
from anxi_desktop.store import record_edit
from anxi_desktop.store.project_list import ProjectList
from anxi_desktop.store.schema import columns
from anxi_desktop.store.store import SPECS, Owner, Store
from anxi_desktop.store.tables import search_text

_FIRST_NAME = "城东片区安置房0号"
_PLACES = (
    "城东",
    "城西",
    "湖头",
    "龙门",
    "官桥",
    "参内",
    "尚卿",
    "金谷",
    "蓬莱",
    "感德",
    "西坪",
    "南翼",
    "鑫海",
)
_KINDS = (
    "安置房",
    "中心小学",
    "卫生院",
    "茶叶仓储中心",
    "商住楼",
    "名城",
    "华庭",
    "物流园",
    "产业园",
    "污水处理厂",
)
_FIRST = ("福建", "泉州", "安溪", "厦门")
_MIDDLE = ("华", "瑞", "宏", "嘉", "恒", "鼎", "盛", "诚", "远", "信", "丰", "安")
_FAMILY = "陈林黄张李王吴刘蔡杨"
_GIVEN = "甲乙丙丁戊己庚辛壬癸"


def run(arguments: list[str]) -> int:
    """Print the medians in milliseconds."""
    parser = argparse.ArgumentParser(prog="dev.py bench list", description=__doc__)
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=9)
    chosen = parser.parse_args(arguments)
    os.environ["ANXI_ANY_FOLDER"] = "1"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        owner = Owner(code="K7", person="王小明", unit="住建局")
        with closing(Store.create(base / "data", profile=base, owner=owner)) as store:
            _fill(store, chosen.projects)
            _questions(store, runs=chosen.runs)
            _window(store, runs=chosen.runs)
    return 0


def _fill(store: Store, count: int) -> None:
    began = time.perf_counter()
    lot = random.Random(1)
    names = columns(SPECS["project"])
    saves = record_edit.add_saves(store, "project", {"name": _FIRST_NAME, "category": "works"})
    store.edit("新建", saves, author="王小明")
    places = ", ".join("?" * len(names))
    store.connection.execute("BEGIN")
    store.connection.executemany(
        f"INSERT INTO project({', '.join(names)}) VALUES ({places})",
        (_row(lot, number, names) for number in range(1, count)),
    )
    store.connection.execute("COMMIT")
    print(
        f"{count:,} projects, {store.path.stat().st_size / 1e6:.0f} MB, {time.perf_counter() - began:.0f} s"
    )


def _row(lot: random.Random, number: int, names: list[str]) -> tuple[object, ...]:
    works = lot.random() < 0.5
    company = f"{lot.choice(_FIRST)}{lot.choice(_MIDDLE)}{lot.choice(_MIDDLE)}{'建设' if works else '物业服务'}有限公司"
    day = date(2023, 1, 1) + timedelta(days=lot.randrange(1300))
    values: dict[str, object] = {
        "id": f"{lot.getrandbits(128):032x}",
        "name": f"{lot.choice(_PLACES)}{lot.choice(_PLACES)}片区{lot.choice(_KINDS)}{number}号",
        "category": "works" if works else "property",
        "contractor" if works else "property_company": company,
        "town": lot.choice(TOWNS),
        "address": f"{lot.choice(_PLACES)}路{number}号",
        "manager": lot.choice(_FAMILY) + lot.choice(_GIVEN) + lot.choice(_GIVEN),
        "grid_member": lot.choice(_FAMILY) + lot.choice(_GIVEN),
        "area_m2": str(lot.randrange(800, 90_000)),
        "start_on": day.isoformat(),
        "unit_type": lot.choice([None, None, "乡镇", "质安中心"]),
        "stamp_": number,
        "milestones_": milestone_mask(item.value for item in MilestoneItem if lot.random() < 0.6),
    }
    for facet in FACETS:
        if facet not in values and facet not in (DONE, MISSING):
            values[facet] = lot.choice([*facet_codes(facet), None])
    values["search_"] = search_text(values)  # pyright: ignore[reportArgumentType]
    values["order_"] = sort_key(str(values["name"]))
    return tuple(values.get(name) for name in names)


def _questions(store: Store, *, runs: int) -> None:
    print("\nquestion alone                          ms   rows")
    # A list of its own for each question, so that no answer is a remembered one.
    for text, query in _QUERIES.items():
        took, found = _median(lambda query=query: ProjectList(store.connection).ids(query), runs)
        print(f"{text:<36}{took:6.1f} {found:6,}")
    listed = ProjectList(store.connection)
    for text, sort in (
        ("施工单位", "contractor"),
        ("建筑面积", "area_m2"),
        ("开工日期", "start_on"),
        ("详细地址", "address"),
    ):
        first, _ = _median(lambda sort=sort: ProjectList(store.connection).ids(ProjectQuery(sort=sort)), 3)
        again, _ = _median(lambda sort=sort: listed.ids(ProjectQuery(sort=sort, descending=True)), runs)
        print(f"{'sort by ' + text:<34}{first:6.1f} (then {again:.1f})")
    query = ProjectQuery(search="城东", filters={"category": frozenset({"works"})})
    each = [_median(lambda facet=facet: listed.counts(query, facet), 3)[0] for facet in FACETS]
    print(f"counts: {len(each)} filters, each {max(each):.1f} at most, {sum(each):.0f} together")
    rows = listed.ids(ProjectQuery())
    names = tuple(SPECS["project"].fields)
    block, _ = _median(lambda: listed.cells(rows[50_000:50_128], names), runs)
    print(f"block of 128 rows, all columns: {block:.1f}")


_QUERIES = {
    "everything": ProjectQuery(),
    "filter 类别": ProjectQuery(filters={"category": frozenset({"works"})}),
    "filter 乡镇 + 风险等级": ProjectQuery(
        filters={"town": frozenset({"湖头镇", "龙门镇"}), "level": frozenset({"red"})}
    ),
    "filter 三张清单齐全, 缺 5S": ProjectQuery(
        filters={DONE: frozenset({"three_lists"}), MISSING: frozenset({"five_s"})}
    ),
    "search cd (2 letters)": ProjectQuery(search="cd"),
    "search 城 (1 character)": ProjectQuery(search="城"),
    "search 城东片区 (4 characters)": ProjectQuery(search="城东片区"),
    "search 城东 + filter": ProjectQuery(search="城东", filters={"category": frozenset({"works"})}),
    "search that finds nothing": ProjectQuery(search="没有这样的"),
}


def _window(store: Store, *, runs: int) -> None:
    """The list in a window of 1440 × 900: each figure ends when the table has been painted again."""
    from PySide6.QtWidgets import QApplication

    from anxi_desktop.app.paths import resources
    from anxi_desktop.app.registry import Registry
    from anxi_desktop.app.session import Session
    from anxi_desktop.store.settings import Settings
    from anxi_desktop.views.project_list_view import ProjectListView
    from anxi_desktop.views.theme import Theme

    app = QApplication([])
    Theme(app, resources=resources()).start(mode="light", compact=False, reduced_motion=True)
    session = Session(store, Settings(person="王小明", code="K7"), resources=resources())
    registry = Registry(session)
    view = ProjectListView(registry)
    session.changed.connect(view.refresh)
    view.resize(1200, 760)
    view.show()
    view.ask(ProjectQuery())
    app.processEvents()
    print("\nin the window, painted                  ms")
    bar = view.table.verticalScrollBar()
    for text, act in _ACTS.items():
        times: list[float] = []
        for number in range(runs):
            view.ask(ProjectQuery())
            _settle(app, view)
            bar.setValue(0)
            began = time.perf_counter()
            act(view, number)
            view.table.viewport().repaint()
            times.append((time.perf_counter() - began) * 1000)
        print(f"{text:<36}{statistics.median(times):6.1f}")
    record = next(str(row["id"]) for row in store.rows("project", {"name": _FIRST_NAME}))
    times = []
    for number in range(runs):
        began = time.perf_counter()
        registry.change(record, {"stage": f"第 {number} 层"})
        view.table.viewport().repaint()
        times.append((time.perf_counter() - began) * 1000)
        _settle(app, view)
    print(f"{'an edit saved and shown':<36}{statistics.median(times):6.1f}")
    view.ask(ProjectQuery(search="城东"))
    began = time.perf_counter()
    _settle(app, view)
    took = (time.perf_counter() - began) * 1000
    print(f"{'all counts, one filter per idle step':<36}{took:6.1f}")
    view.hide()


def _settle(app: Any, view: Any) -> None:
    """Let the counts of idle moments end, so that they are in no other figure."""
    while view.is_counting():
        app.processEvents()


_ACTS: dict[str, Callable[[Any, int], None]] = {
    "scroll by a wheel step": lambda view, number: view.table.verticalScrollBar().setValue(
        view.table.verticalScrollBar().maximum() * number // 20 + 120
    ),
    "filter 类别": lambda view, _: view.ask(_QUERIES["filter 类别"]),
    "filter 乡镇 + 风险等级": lambda view, _: view.ask(_QUERIES["filter 乡镇 + 风险等级"]),
    "search cd (2 letters)": lambda view, _: view.ask(ProjectQuery(search="cd")),
    "search 城 (1 character)": lambda view, _: view.ask(ProjectQuery(search="城")),
    "search 城东片区 (4 characters)": lambda view, _: view.ask(ProjectQuery(search="城东片区")),
    "sort by name, turned round": lambda view, _: view.ask(ProjectQuery(descending=True)),
    "sort by 施工单位, once more": lambda view, _: view.ask(ProjectQuery(sort="contractor")),
    "choose all rows": lambda view, _: view.table.selectAll(),
}


def _median(act: Callable[[], object], runs: int) -> tuple[float, int]:
    """The median in milliseconds, and how many rows the answer has."""
    times: list[float] = []
    found: object = None
    for _ in range(runs):
        began = time.perf_counter()
        found = act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), len(found) if isinstance(found, Sized) else 0
