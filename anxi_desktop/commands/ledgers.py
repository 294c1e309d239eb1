"""Commands about tables of records: import one, export one, make an empty one."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from anxi_desktop.commands.context import Context, Outcome


def export(context: Context, options: argparse.Namespace) -> Outcome:
    """`export ledger KIND --out FILE`: .xlsx or .pdf."""
    from anxi_desktop.files.ledger_export import export_ledger

    path = Path(options.out)
    with context.store() as store:
        rows = export_ledger(
            store,
            options.kind,
            path,
            unit=context.settings().unit,
            today=date.today(),
            resources=context.resources,
        )
    return Outcome({"rows": rows, "files": [str(path)]}, [f"已导出 {rows} 条：{path}"])
