"""Writing what the page 隐患 shows, and the three lists of the notice, as work beside the window."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.app.hazards import Clearing
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.app.stepping import Tell, stepped
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.ledger import Kind as Holds
from anxi_desktop.files.ledger import Ledger, LedgerColumn, LedgerValue
from anxi_desktop.files.ledger_export import Scope, export_ledger, write_ledger
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.store.store import Store

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


@dataclass(frozen=True, slots=True)
class ListOrder:
    """One of the three lists: `kind` is check-list, hazard-list or rectification-list.

    The latter two may be of one project ("" for all) and of hazards found from `first` to `last` (ISO days).
    """

    kind: str
    project: str = ""
    first: str = ""
    last: str = ""
    with_photos: bool = False


def list_name(*parts: str) -> str:
    """What a list's file is called: its title, project and period, as far as there are such."""
    return f"{safe_name(' '.join(part for part in parts if part))}.xlsx"


def list_work(place: PhotoPlace, order: ListOrder, path: Path, *, unit: str, resources: Path) -> Work:
    """Work that writes a list to `path` (.xlsx or .pdf); its result is the path.

    Errors: nothing_to_export, those of `export_ledger`. Stopped, it leaves no file.
    """
    scope = Scope(order.project, order.first, order.last)

    def work() -> Generator[tuple[int, str], None, Path]:
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            total = sum(1 for row in store.rows("hazard") if scope.holds(row))
        if not total and order.kind != "check-list":
            raise AnxiError("nothing_to_export")

        def write(tell: Tell) -> Path:
            # A connection belongs to its thread, so the writer opens its own.
            with closing(Store.open(place.folder, profile=place.profile)) as own:
                export_ledger(
                    own,
                    order.kind,
                    path,
                    unit=unit,
                    today=date.today(),
                    resources=resources,
                    scope=scope,
                    with_photos=order.with_photos,
                    progress=tell,
                )
            return path

        return (yield from stepped(write, total=max(1, total), words=lambda rows: f"已写 {rows:,} 条"))

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
