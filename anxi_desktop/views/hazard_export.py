"""Exports of the page 隐患: the clearing statistics as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app.hazard_export import clearing_work

if TYPE_CHECKING:
    from anxi_desktop.views.hazard_clearing import HazardClearing
    from anxi_desktop.views.shell import Shell


def export_clearing(shell: Shell, clearing: HazardClearing) -> None:
    """Ask where, and write."""
    first, last = clearing.first.text(), clearing.last.text()
    name = shell.tr("定期清零 {first} 至 {last}.xlsx").format(first=first, last=last)
    folder = shell.session.settings.export_folder
    path, _ = QFileDialog.getSaveFileName(
        clearing, shell.tr("导出定期清零"), str(Path(folder) / name) if folder else name, "Excel (*.xlsx)"
    )
    if path:
        subtitle = shell.tr("{unit}　{first} 至 {last}").format(
            unit=shell.session.settings.unit, first=first, last=last
        )
        shell.run(
            shell.tr("导出定期清零"),
            clearing_work(Path(path), clearing.rows, subtitle=subtitle, resources=shell.session.resources),
            shell.exported,
        )
