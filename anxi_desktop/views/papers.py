"""Which papers to print, as what, and where: asked in one dialog, written beside the window, opened from the toast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QLabel

from anxi_desktop.app import desktop
from anxi_desktop.app.letters import NAMES, PaperKind, PaperOrder, papers_work, usual
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.components.toast import ToastAction

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


def _tr(text: str) -> str:
    return QCoreApplication.translate("papers", text)


class PapersDialog(Dialog):
    """Check boxes for papers and formats, photos or none, and the folder."""

    def __init__(self, shell: Shell, *, inspection: str = "", hazards: Sequence[str] = ()) -> None:
        super().__init__(shell, _tr("打印文书"), _tr("勾选要的文书；已按现在的情况选好。"), width=520)
        self._inspection, self._hazards = inspection, tuple(hazards)
        chosen = usual(shell.session.store, inspection=inspection, hazards=hazards)
        self.kinds: dict[PaperKind, QCheckBox] = {}
        for kind, name in NAMES.items():
            if kind is PaperKind.RECORD and not inspection:
                continue
            box = QCheckBox(name)
            box.setChecked(kind in chosen)
            self.kinds[kind] = box
            self.body.addWidget(box)
        self.body.addWidget(label(_tr("格式"), "strong"))
        row = QHBoxLayout()
        self.pdf, self.docx = QCheckBox("PDF"), QCheckBox(_tr("Word（docx，可改字）"))
        self.pdf.setChecked(True)
        self.photos = QCheckBox(_tr("附照片"))
        self.photos.setChecked(True)
        for box in (self.pdf, self.docx, self.photos):
            row.addWidget(box)
        row.addStretch(1)
        self.body.addLayout(row)
        where = QHBoxLayout()
        self.folder = Path(shell.session.settings.export_folder or desktop.documents_folder())
        self._where: QLabel = ElidedLabel(str(self.folder), "secondary")
        change = button(_tr("换文件夹…"), kind="link")
        change.clicked.connect(self._on_change)
        where.addWidget(label(_tr("存到"), "strong"))
        where.addWidget(self._where, 1)
        where.addWidget(change)
        self.body.addLayout(where)
        self.add_button(_tr("取消"))
        self.go = self.add_button(_tr("生成文书"), kind="primary", accepts=True)
        for box in (*self.kinds.values(), self.pdf, self.docx):
            box.toggled.connect(self._on_toggled)
        self._on_toggled()

    def order(self) -> PaperOrder:
        """What was chosen."""
        formats = tuple(name for name, box in (("pdf", self.pdf), ("docx", self.docx)) if box.isChecked())
        return PaperOrder(
            tuple(kind for kind, box in self.kinds.items() if box.isChecked()),
            inspection=self._inspection,
            hazards=self._hazards,
            formats=formats,
            with_photos=self.photos.isChecked(),
        )

    def _on_toggled(self) -> None:
        order = self.order()
        self.go.setEnabled(bool(order.kinds and order.formats))

    def _on_change(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _tr("选择文件夹"), str(self.folder))
        if name:
            self.folder = Path(name)
            self._where.setText(name)


def ask_for_papers(shell: Shell, *, inspection: str = "", hazards: Sequence[str] = ()) -> None:
    """Ask which papers, and write them."""
    dialog = PapersDialog(shell, inspection=inspection, hazards=hazards)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    write_papers(shell, dialog.order(), dialog.folder)


def write_papers(shell: Shell, order: PaperOrder, folder: Path) -> None:
    """Write them beside the window and remember the folder."""
    settings = shell.session.settings
    if str(folder) != settings.export_folder:
        shell.session.change_settings(export_folder=str(folder))
    work = papers_work(
        PhotoPlace.of(shell.session),
        order,
        folder=folder,
        unit=settings.unit,
        today=date.today(),
        resources=shell.session.resources,
    )

    def done(paths: list[Path]) -> None:
        if len(paths) == 1:
            shell.exported(paths[0])
            return
        actions = [
            ToastAction(_tr("打开第一份"), lambda: desktop.open_file(paths[0])),
            ToastAction(_tr("打开所在文件夹"), lambda: desktop.show_in_folder(paths[0])),
        ]
        shell.toast(_tr("已生成 {n} 份文书").format(n=len(paths)), actions=actions)

    shell.run(_tr("生成文书"), work, done)
