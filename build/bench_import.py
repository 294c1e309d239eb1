"""An import of 10,000 projects into a store that knows half of them: read, plan, write, and once more unchanged.

calamine and openpyxl read the same sheet beside it, since reading without error cells and bounds is what they sell.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from anxi_desktop.domain.steps import finish
from anxi_desktop.files.import_apply import apply_plan
from anxi_desktop.files.import_book import open_book
from anxi_desktop.files.import_columns import Recognised, read_and_recognise
from anxi_desktop.files.import_kinds import kind_of
from anxi_desktop.files.import_plan import Plan, RowOutcome
from anxi_desktop.files.import_planner import plan_import
from anxi_desktop.store.store import Owner, Store

T = TypeVar("T")
_TODAY = date(2026, 11, 5)
_HEADER = (
    "序号,属地乡镇,工程名称,建设单位,施工单位,监理单位,负责人,联系电话,建筑面积（㎡）,工程造价（万元）,开工日期,"
    "项目状态,达标类型,达标等级,标杆层级,整体风险等级,示范岗位数（个）"
).split(",")


def run(arguments: list[str]) -> int:
    """Print seconds per step."""
    parser = argparse.ArgumentParser(prog="dev.py bench import", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows: int = parser.parse_args(arguments).rows
    os.environ["ANXI_ANY_FOLDER"] = "1"
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        path = base / "台账.xlsx"
        _write_book(path, rows)
        print(f"{rows:,} rows × {len(_HEADER)} columns, {path.stat().st_size / 1e6:.1f} MB")
        _timed("  read by calamine (no error cells, no bounds)", lambda: _calamine(path))
        _timed("  read by openpyxl, read-only", lambda: _openpyxl(path))
        owner = Owner(code="K7", person="王小明", unit="住建局")
        with closing(Store.create(base / "data", profile=base, owner=owner)) as store:
            half = base / "一半.xlsx"
            _write_book(half, rows // 2)
            apply_plan(store, plan_import(store, _read(half), today=_TODAY), author="王小明", today=_TODAY)
            found = _timed("read and recognise", lambda: _read(path))
            plan = _timed("plan", lambda: plan_import(store, found, today=_TODAY))
            _timed("write", lambda: apply_plan(store, plan, author="王小明", today=_TODAY))
            again = _timed("plan again", lambda: plan_import(store, found, today=_TODAY))
        print(_said("first", plan), _said("again", again), sep="\n")
    return 0


def _read(path: Path) -> Recognised:
    with open_book(path) as book:
        return finish(read_and_recognise(book, kind_of("projects")))


def _timed(words: str, work: Callable[[], T]) -> T:
    began = time.perf_counter()
    made = work()
    print(f"{words}: {time.perf_counter() - began:.2f} s")
    return made


def _said(words: str, plan: Plan) -> str:
    return f"{words}: " + ", ".join(f"{plan.counts[outcome]:,} {outcome.value}" for outcome in RowOutcome)


def _calamine(path: Path) -> int:
    import python_calamine

    return len(python_calamine.load_workbook(path).get_sheet_by_index(0).to_python())


def _openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    sheet: Any = load_workbook(path, read_only=True, data_only=True).active
    return sum(1 for _ in sheet.iter_rows(values_only=True))


def _write_book(path: Path, rows: int) -> None:
    from openpyxl import Workbook

    lot = random.Random(1)
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("在建工程台账")
    sheet.append(["房屋市政工程台账"])
    sheet.append(_HEADER)
    for number in range(1, rows + 1):
        started = date(2025, 1, 1) + timedelta(days=lot.randrange(600))
        area, cost = lot.randrange(1000, 90_000), lot.randrange(300, 40_000)
        sheet.append(
            [
                number,
                lot.choice(("凤城镇", "湖头镇", "龙门镇", "官桥镇")),
                f" 城厢北片区商住楼{number}号工程　",
                f"福建{number % 300}置业有限公司",
                f"福建{number % 500}建设工程有限公司",
                "福建某某工程监理有限公司",
                "王某某",
                19_900_000_000 + number,
                lot.choice((area, f"{area:,}", f"{area}㎡", f"{area / 10_000}万㎡")),
                lot.choice((cost, f"{cost}万元", f"{cost / 10_000}亿元")),
                lot.choice(
                    (started, started.strftime("%Y%m%d"), f"{started.year}年{started.month}月{started.day}日")
                ),
                lot.choice(("在建", "停工")),
                "自评",
                lot.choice(("未达标", "合格")),
                lot.choice(("无", "", "县级")),
                lot.choice("红橙黄蓝"),
                number % 5,
            ]
        )
    book.save(path)
