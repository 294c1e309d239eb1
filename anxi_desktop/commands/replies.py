"""Commands about the 整改回复 workbook: out to an enterprise, and back."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.commands.values import project_id

if TYPE_CHECKING:
    from anxi_desktop.files.reply_read import ReplyPlan
    from anxi_desktop.store.store import Store


def write(context: Context, options: argparse.Namespace) -> Outcome:
    """`reply-export PROJECT --out FILE`: the workbook of what a project still has to rectify."""
    from anxi_desktop.files.reply_write import write_reply

    path = Path(options.out)
    with context.store() as store:
        project = project_id(store, options.project)
        rows = write_reply(store, project, path, unit=context.settings().unit, today=date.today())
    return Outcome({"rows": rows, "files": [str(path)]}, [f"已生成整改回复表，{rows} 条隐患：{path}"])


def take_in(context: Context, options: argparse.Namespace) -> Outcome:
    """`reply-import FILE`: one undoable action; refused rows are named and wait for a person."""
    with context.store() as store:
        project = project_id(store, options.project) if options.project else ""
        plan = context.run(_take_in(context, store, options, project))
    verb = "将会" if options.dry_run else "已"
    refused = [row for row in plan.rows if row.refused is not None]
    lines = [
        (
            f"读到 {len(plan.rows)} 行：{verb}记入 {plan.writes}，"
            f"没有变化 {len(plan.rows) - plan.writes - len(refused)}，拒收 {len(refused)}。"
        )
    ]
    lines.extend(
        f"拒收 第 {row.number} 行“{row.refused.column}”：{row.refused.reason}"
        for row in refused
        if row.refused
    )
    return Outcome(plan.as_json(), lines, Status.WAITING if refused else Status.DONE)


def _take_in(
    context: Context, store: Store, options: argparse.Namespace, project: str
) -> Generator[tuple[int, str], None, ReplyPlan]:
    from anxi_desktop.files.reply_read import apply_reply, plan_reply

    plan = yield from plan_reply(store, Path(options.file), today=date.today(), project=project)
    if not options.dry_run:
        yield from apply_reply(store, plan, author=context.author(store), today=date.today())
    return plan
