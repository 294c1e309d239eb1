"""Exports of the page 隐患: the three lists, and the clearing statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from anxi_desktop.app.hazard_export import ListOrder, clearing_work, list_name, list_work
from anxi_desktop.app.photo_work import PhotoPlace

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


def export_list(shell: Shell, owner: QWidget, order: ListOrder) -> None:
    """Ask where, and write one of the three lists."""
    names = {
        "check-list": shell.tr("检查清单"),
        "hazard-list": shell.tr("隐患清单"),
        "rectification-list": shell.tr("整改清单"),
    }
    title = names[order.kind]
    project = str(shell.session.store.row("project", order.project)["name"]) if order.project else ""
    period = shell.tr("{first} 至 {last}").format(first=order.first, last=order.last) if order.first else ""
    name = list_name(title, project, period)
    folder = shell.session.settings.export_folder
    path, _ = QFileDialog.getSaveFileName(
        owner,
        shell.tr("导出{title}").format(title=title),
        str(Path(folder) / name) if folder else name,
        "Excel (*.xlsx);;PDF (*.pdf)",
    )
    if path:
        work = list_work(
            PhotoPlace.of(shell.session),
            order,
            Path(path),
            unit=shell.session.settings.unit,
            resources=shell.session.resources,
        )
        shell.run(shell.tr("导出{title}").format(title=title), work, shell.exported)
