"""Commands about tables of records: import one, export one, make an empty one."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.commands.values import asked_day, project_id
from anxi_desktop.store.store import Store

if TYPE_CHECKING:
    from anxi_desktop.files.import_plan import CellNote, Plan


def import_file(context: Context, options: argparse.Namespace) -> Outcome:
    """`import KIND FILE`: one undoable action; refused rows are named and wait for a person."""
    from anxi_desktop.files.import_plan import RowOutcome

    with context.store() as store:
        plan = context.run(_import(context, store, options))
    counts = plan.counts
    verb = "将会" if options.dry_run else "已"
    lines = [
        (
            f"读到 {len(plan.rows)} 行：{verb}新增 {counts[RowOutcome.NEW]}，{verb}更新 {counts[RowOutcome.CHANGED]}，"
            f"相同 {counts[RowOutcome.SAME]}，拒收 {counts[RowOutcome.REFUSED]}。"
        )
    ]
    for row in plan.refused:
        lines.extend(f"拒收 {_told(note)}" for note in row.refusals)
    lines.extend(f"提醒 {_told(note)}" for note in plan.warnings)
    if plan.recognised.ignored:
        lines.append(f"没有用到的列：{'、'.join(plan.recognised.ignored)}")
    return Outcome(plan.as_json(), lines, Status.WAITING if plan.refused else Status.DONE)


def _import(
    context: Context, store: Store, options: argparse.Namespace
) -> Generator[tuple[int, str], None, Plan]:
    from anxi_desktop.files.import_apply import apply_steps
    from anxi_desktop.files.import_book import open_book
    from anxi_desktop.files.import_columns import read_and_recognise
    from anxi_desktop.files.import_kinds import kind_of
    from anxi_desktop.files.import_planner import plan_steps

    path, today = Path(options.file), date.today()
    remembered = context.settings().import_columns.get(options.kind, {})
    with open_book(path) as book:
        recognised = yield from read_and_recognise(
            book, kind_of(options.kind), remembered, sheet=options.sheet
        )
    plan = yield from plan_steps(store, recognised, today=today)
    if not options.dry_run:
        yield from apply_steps(store, plan, author=context.author(store), today=today, source=path.name)
    return plan


def _told(note: CellNote) -> str:
    return f"第 {note.row} 行“{note.column}”：{note.reason}（{note.value}）"


def export(context: Context, options: argparse.Namespace) -> Outcome:
    """`export ledger KIND --out FILE`: .xlsx or .pdf."""
    from anxi_desktop.files.ledger_export import Scope, export_ledger

    path = Path(options.out)
    with context.store() as store:
        scope = Scope(
            project_id(store, options.project) if options.project else "",
            _iso(options.first),
            _iso(options.last),
        )
        rows = export_ledger(
            store,
            options.kind,
            path,
            unit=context.settings().unit,
            today=date.today(),
            resources=context.resources,
            scope=scope,
            with_photos=options.photos,
        )
    return Outcome({"rows": rows, "files": [str(path)]}, [f"已导出 {rows} 条：{path}"])


def _iso(text: str | None) -> str:
    """A day in any spelling an import takes, as ISO text; "" for none. Raises WrongUsageError."""
    found = asked_day(text)
    return "" if found is None else found.isoformat()


def template(_context: Context, options: argparse.Namespace) -> Outcome:
    """`template KIND --out FILE`: the empty import workbook with drop-downs and notes. Asks no data folder."""
    from anxi_desktop.files.import_kinds import kind_of
    from anxi_desktop.files.template import write_template

    path = Path(options.out)
    write_template(kind_of(options.kind), path)
    return Outcome({"files": [str(path)]}, [f"已生成模板：{path}"])
