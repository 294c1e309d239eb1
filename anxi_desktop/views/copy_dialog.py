"""Where the portable copy shall go: the sticks that are plugged in, or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from anxi_desktop.app import copies
from anxi_desktop.app.copies import Drive
from anxi_desktop.app.session import Session
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.text import label
from anxi_desktop.views.moments import short_moment
from anxi_desktop.views.two_line_list import Line, TwoLineList

_ROWS = 4


class CopyDialog(Dialog):
    """Asks for a stick or folder; `place` is the folder of the copy itself."""

    def __init__(self, owner: QWidget, session: Session, drives: Sequence[Drive]) -> None:
        super().__init__(owner, owner.tr("把数据复制到 U 盘"), width=560)
        self._session = session
        self._drives = list(drives)
        self.place: Path | None = None
        files, size = copies.data_size(session.store.folder)
        text = self.tr(
            "整套数据约 {size}：数据库、{files} 个照片和附件、设置。以前的副本还在时只写有变化的部分，"
            "写完逐个读回核对。副本可以在别的电脑上恢复；里面没有本机的签名密钥。"
        )
        self.body.addWidget(label(text.format(size=_size(size), files=f"{files:,}"), wrap=True))
        self.list = TwoLineList(name=self.tr("U 盘"), steady=True)
        self.list.set_lines([self._line(drive) for drive in self._drives])
        self.list.setFixedHeight(self.list.row_height() * min(_ROWS, max(1, len(self._drives))))
        self.body.addWidget(self.list)
        self.list.setVisible(bool(self._drives))
        if not self._drives:
            none = self.tr("没有找到 U 盘。请插好 U 盘再打开这里，或者选一个文件夹。")
            self.body.addWidget(label(none, "secondary", wrap=True))
        other = self.add_button(self.tr("选择文件夹…"))
        other.clicked.disconnect()
        other.clicked.connect(self._on_folder)
        self.add_button(self.tr("取消"))
        yes = self.add_button(self.tr("开始复制"), kind="primary", accepts=True)
        yes.setEnabled(bool(self._drives))
        self.accepted.connect(self._on_accepted)
        if self._drives:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.fit()

    def _line(self, drive: Drive) -> Line:
        _, made_at = copies.copy_place(self._session.store, drive.root)
        if made_at is None:
            there = self.tr("还没有副本")
        else:
            there = self.tr("上次的副本：{when}").format(when=short_moment(made_at, now=datetime.now()))
        free = self.tr("空闲 {size}").format(size=_size(drive.free))
        return Line(drive.name, f"{free} · {there}")

    @Slot()
    def _on_accepted(self) -> None:
        row = self.list.current_row()
        if self.place is None and 0 <= row < len(self._drives):
            self.place, _ = copies.copy_place(self._session.store, self._drives[row].root)

    @Slot()
    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("副本放在哪个文件夹"), str(Path.home()))
        if chosen:
            self.place, _ = copies.copy_place(self._session.store, Path(chosen))
            self.accept()


def _size(size: int) -> str:
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
