"""Writing what a register's list shows, as work beside the window."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.registers import Row, SelfReported
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records import SPECS


def export_work(
    entity: str, rows: Sequence[Row], path: Path, *, title: str, subtitle: str, resources: Path
) -> Work:
    """Work that writes these records of a register to `path` (.xlsx or .pdf); its result is the path.

    A project is written by the row's `project_name`. Errors: nothing_to_export, those of `write_ledger`.
    """

    def work() -> Generator[tuple[int, str], None, Path]:
        from anxi_desktop.files.ledger_export import record_ledger, write_ledger

        yield 10, path.name
        if not rows:
            raise AnxiError("nothing_to_export")
        names = {str(row["project"]): str(row["project_name"]) for row in rows if row.get("project")}
        fields = [name for name in SPECS[entity].fields if name in rows[0]]
        ledger = record_ledger(entity, rows, fields, title=title, subtitle=subtitle, projects=names)
        write_ledger(path, ledger, resources=resources)
        return path

    return work


def report_rows(reported: Iterable[SelfReported], month: Month) -> list[Row]:
    """The reports of a month as records to export; projects that reported nothing are left out."""
    return [
        {
            "project": item.project,
            "project_name": item.name,
            "month": str(month),
            "found": item.found,
            "closed": item.closed,
        }
        for item in reported
        if item.is_reported
    ]
