"""The self-test: everything the program can do, once, in a temporary folder, also in the frozen program."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORM_4
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store


@dataclass(frozen=True, slots=True)
class _Bench:
    """An open synthetic county in a temporary folder."""

    store: Store
    folder: Path
    context: Context
    settings: Settings


class _FailedError(Exception):
    """A step found something wrong."""


def self_test(context: Context, _options: argparse.Namespace) -> Outcome:
    """`self-test`: names the step that failed; the user's own data is not touched."""
    done: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="anxi-test-") as place:
        folder = Path(place)
        store = Store.create(
            folder / "data", profile=folder / "profile", owner=Owner(code="K1", person="自检", unit="自检")
        )
        try:
            bench = _Bench(store, folder, context, Settings(unit="自检", person="自检", code="K1"))
            for name, step in _STEPS:
                started = time.monotonic()
                try:
                    step(bench)
                except (_FailedError, AnxiError) as error:
                    return Outcome(
                        {"ok": False, "failed": name, "reason": str(error), "steps": done},
                        [f"自检没有通过：{name}（{error}）"],
                        Status.REFUSED,
                    )
                done.append({"step": name, "seconds": round(time.monotonic() - started, 2)})
        finally:
            store.close()
    lines = [f"{step['step']}：正常（{step['seconds']} 秒）" for step in done]
    return Outcome({"ok": True, "steps": done}, [*lines, "自检通过。"])


def _demo(bench: _Bench) -> None:
    from anxi_desktop.files.demo import fill_demo

    counts = bench.context.run(fill_demo(bench.store, projects=40, months=3, seed=1))
    for entity, count in counts.items():
        _demand(sum(1 for _ in bench.store.rows(entity)) == count, f"{entity} ≠ {count}")


def _edit_and_undo(bench: _Bench) -> None:
    from anxi_desktop.store import record_edit

    store = bench.store
    before = store.digest()
    row = str(next(store.rows("project", limit=1))["id"])
    rows = list(store.rows("project"))
    saves = record_edit.edit_saves(
        store, "project", row, {"town": "自检", "level": "red"}, today=date.today()
    )
    done = store.edit("自检", saves, author="自检")
    _demand(store.row("project", row)["town"] == "自检", "修改没有写入")
    store.undo(done.group, title="撤销：自检", author="自检")
    _demand(list(store.rows("project")) == rows, "撤销后内容不同")
    _demand(store.digest() != before, "流水没有增加")


def _figures(bench: _Bench) -> None:
    from anxi_desktop.files.report import month_forms

    for month in (Month(2026, 8), Month(2026, 9), Month(2026, 10)):
        forms = month_forms(
            bench.store,
            month,
            settings=bench.settings,
            resources=bench.context.resources,
            today=month.after.first,
        )
        total = sum(block.number("proj_total") for block in forms[FORM_4].blocks)
        alive = sum(project.alive and project.family == "works" for project in forms[FORM_4].data.projects)
        _demand(total == alive > 0, f"{month}：项目总数 {total}，在建与停工 {alive}")


def _reports(bench: _Bench) -> None:
    from anxi_desktop.files.report import month_forms, write_report

    forms = month_forms(
        bench.store,
        Month(2026, 10),
        settings=bench.settings,
        resources=bench.context.resources,
        today=date(2026, 11, 1),
    )
    folder = bench.folder / "reports"
    written = bench.context.run(
        write_report(bench.store, forms.values(), folder=folder, resources=bench.context.resources)
    )
    for path in written.files:
        _demand(path.stat().st_size > 4000, f"{path.name} 是空的")
    _demand(not written.missing, f"缺字形 {''.join(written.missing)}")


def _ledgers(bench: _Bench) -> None:
    from anxi_desktop.files.ledger_export import export_ledger

    for kind in ("projects", "hazards", "hazard-list", "rectification-list", "risk-points", "enforcement"):
        for suffix in (".xlsx", ".pdf"):
            path = bench.folder / f"{kind}{suffix}"
            rows = export_ledger(
                bench.store,
                kind,
                path,
                unit="自检",
                today=date.today(),
                resources=bench.context.resources,
            )
            _demand(rows > 0 and path.stat().st_size > 2000, f"{path.name} 是空的")


def _import(bench: _Bench) -> None:
    from anxi_desktop.files.import_book import open_book
    from anxi_desktop.files.import_columns import read_and_recognise
    from anxi_desktop.files.import_kinds import kind_of
    from anxi_desktop.files.import_plan import RowOutcome
    from anxi_desktop.files.import_planner import plan_import

    with open_book(bench.folder / "projects.xlsx") as book:
        recognised = bench.context.run(read_and_recognise(book, kind_of("projects")))
    plan = plan_import(bench.store, recognised, today=date.today())
    same = plan.counts[RowOutcome.SAME]
    _demand(same == len(plan.rows) > 0, f"导出的台账再导入，{len(plan.rows)} 行里只有 {same} 行相同")


def _backup(bench: _Bench) -> None:
    from anxi_desktop.store.backup import write_backup
    from anxi_desktop.store.restore import restore_backup

    digest = bench.store.digest()
    path = write_backup(bench.store.connection, bench.folder / "copies", reason="test")
    folder, profile = bench.folder / "restored", bench.folder / "profile"
    restore_backup(folder, path, profile=profile)
    restored = Store.open(folder, profile=profile)
    try:
        _demand(restored.digest() == digest, "恢复的数据不同")
    finally:
        restored.close()


def _bundle(bench: _Bench) -> None:
    """Out with a file, into a second folder, and what that one has to say back: then both hold the same."""
    from anxi_desktop.store import record_edit
    from anxi_desktop.store.attachments import attachment_path, keep_bytes

    kept = keep_bytes(bench.store, bytes(range(256)) * 64)
    project = str(next(bench.store.rows("project", limit=1))["id"])
    values = {"project": project, "role": "scene", "digest": kept.digest, "size": kept.size}
    bench.store.edit("自检", record_edit.add_saves(bench.store, "photo", values), author="自检")
    other = Store.create(_other(bench), profile=bench.folder / "profile", owner=Owner("K2", "自检", "自检"))
    try:
        _carry(bench, bench.store, other)
        _carry(bench, other, bench.store)
        _demand(other.digest() == bench.store.digest(), "往返以后两边的数据不同")
        _demand(attachment_path(other, kept.digest) is not None, "照片没有带过去")
    finally:
        other.close()


def _other(bench: _Bench) -> Path:
    return bench.folder / "other"


def _carry(bench: _Bench, source: Store, target: Store) -> None:
    import anxi_desktop
    from anxi_desktop.files.exchange_export import ExportOrder, export_bundles
    from anxi_desktop.files.exchange_import import import_bundle

    path = bench.folder / f"{source.owner().code}.anxi"
    sent = bench.context.run(export_bundles(source, ExportOrder(), path, made_by=anxi_desktop.__version__))
    for file in sent.files:
        taken = bench.context.run(import_bundle(target, file, pairing=True))
        left = taken.conflicts + taken.waiting + sum(taken.quarantined.values()) + taken.missing_attachments
        _demand(not left, f"{file.name} 没有完整导入")


def _check(bench: _Bench) -> None:
    other = Store.open(_other(bench), profile=bench.folder / "profile")
    try:
        for store in (bench.store, other):
            _demand_sound(bench, store)
    finally:
        other.close()


def _demand_sound(bench: _Bench, store: Store) -> None:
    from anxi_desktop.store import health

    found = bench.context.run(health.check(store))
    _demand(not found.problems, "；".join(problem.text for problem in found.problems))


_STEPS: tuple[tuple[str, Callable[[_Bench], None]], ...] = (
    ("演示数据", _demo),
    ("修改与撤销", _edit_and_undo),
    ("月报数字", _figures),
    ("月报文件", _reports),
    ("台账导出", _ledgers),
    ("台账导入", _import),
    ("备份与恢复", _backup),
    ("数据包往返", _bundle),
    ("数据库检查", _check),
)


def _demand(is_right: bool, what: str) -> None:
    if not is_right:
        raise _FailedError(what)
