"""Writing what the page 隐患 shows, as work beside the window."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from anxi_desktop.app.hazards import Clearing
from anxi_desktop.app.jobs import Work
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.ledger import Kind as Holds
from anxi_desktop.files.ledger import Ledger, LedgerColumn, LedgerValue
from anxi_desktop.files.ledger_export import write_ledger

_COLUMNS = (
    ("序号", 12.0),
    ("项目名称", 60.0),
    ("期初未销", 20.0),
    ("本期发现", 20.0),
    ("本期销号", 20.0),
    ("期末未销", 20.0),
    ("其中逾期", 20.0),
    ("销号率（%）", 22.0),
    ("平均销号天数", 26.0),
)


def clearing_work(path: Path, rows: Sequence[Clearing], *, subtitle: str, resources: Path) -> Work:
    """Work that writes 定期清零 to `path` (.xlsx or .pdf); its result is the path."""

    def work() -> Generator[tuple[int, str], None, Path]:
        yield 10, path.name
        columns = [
            LedgerColumn(
                name,
                width,
                Align.LEFT if place == 1 else Align.RIGHT,
                Holds.TEXT if place == 1 else Holds.NUMBER,
            )
            for place, (name, width) in enumerate(_COLUMNS)
        ]
        write_ledger(path, Ledger("定期清零统计", subtitle, columns, iter(_cells(rows))), resources=resources)
        return path

    return work


def _cells(rows: Sequence[Clearing]) -> list[Sequence[LedgerValue]]:
    return [
        [
            number,
            row.name,
            row.before,
            row.found,
            row.closed,
            row.open,
            row.overdue,
            None if row.rate is None else str(round(100 * row.rate)),
            None if row.days is None else f"{row.days:.1f}",
        ]
        for number, row in enumerate(rows, 1)
    ]
