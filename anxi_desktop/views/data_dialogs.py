"""Dialogs about the data as a whole: which backup to put back, and what a check has found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from anxi_desktop.app.upkeep import Backup, Health
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.text import label
from anxi_desktop.views.moments import short_moment
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.two_line_list import Line, TwoLineList

_ROWS = 6


class RestoreDialog(Dialog):
    """Asks which backup shall be put back; says what goes and what stays."""

    def __init__(self, owner: QWidget, backups: Sequence[Backup], *, folder: Path) -> None:
        super().__init__(owner, owner.tr("从备份恢复"), width=560)
        self._backups = list(backups)
        self._folder = folder
        self._other: Path | None = None
        text = self.tr(
            "现在的数据会换成所选备份那时的样子。换之前先给现在的数据另存一份备份，以后还能从这里换回来。"
        )
        self.body.addWidget(label(text, wrap=True))
        self.list = TwoLineList(name=self.tr("备份"), steady=True)
        self.list.set_lines([self._line(backup) for backup in self._backups])
        self.list.setFixedHeight(self.list.row_height() * min(_ROWS, max(1, len(self._backups))))
        self.list.setVisible(bool(self._backups))
        self.list.asked.connect(self._on_asked)
        self.body.addWidget(self.list)
        self._said = label(
            "" if self._backups else self.tr("备份文件夹里还没有备份。"), "secondary", wrap=True
        )
        self._said.setVisible(not self._backups)
        self.body.addWidget(self._said)
        other = self.add_button(self.tr("选择其他文件…"))
        other.clicked.disconnect()
        other.clicked.connect(self._on_other)
        self.add_button(self.tr("取消"))
        self._yes = self.add_button(self.tr("恢复这份备份"), kind="danger", accepts=True)
        self._yes.setEnabled(bool(self._backups))
        if self._backups:
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def chosen(self) -> Path | None:
        """The backup to put back."""
        if self._other is not None:
            return self._other
        row = self.list.current_row()
        return self._backups[row].path if 0 <= row < len(self._backups) else None

    def _line(self, backup: Backup) -> Line:
        kinds = {
            "daily": self.tr("每天自动"),
            "manual": self.tr("手动"),
            "import": self.tr("导入之前"),
            "migration": self.tr("升级之前"),
            "restore": self.tr("恢复之前"),
        }
        reason = backup.path.stem.rsplit("-", 1)[-1]
        size = QLocale().formattedDataSize(backup.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        moment = short_moment(backup.made_at, now=datetime.now())
        return Line(moment, f"{kinds.get(reason, reason)} · {size} · {backup.path.name}")

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        self._other = None
        self._said.hide()
        self._yes.setEnabled(True)
        self.list.setCurrentIndex(self.list.model().index(row, 0))

    @Slot()
    def _on_other(self) -> None:
        start = str(self._backups[0].path.parent if self._backups else self._folder)
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("选择备份文件"), start, self.tr("备份文件 (*.db)")
        )
        if chosen:
            self._other = Path(chosen)
            self._said.setText(self.tr("将恢复：{path}").format(path=chosen))
            self._said.show()
            self._yes.setEnabled(True)


def show_health(shell: Shell, health: Health) -> None:
    """Say what a check has found: a toast when all is well, else every problem and what can be done."""
    tr = shell.tr
    if not health.problems:
        text = tr("检查完成：{n} 条流水、签名和数据表都没有问题").format(n=f"{health.entries:,}")
        shell.toast(tr("已重新生成数据表；") + text if health.repaired else text)
        return
    dialog = Dialog(shell, tr("检查发现 {n} 个问题").format(n=len(health.problems)), width=620)
    words = tr("数据没有改动。可以先“重建数据表”：它由流水重新生成，不丢任何记录；仍有问题时从备份恢复。")
    dialog.body.addWidget(Banner(words, tone="warning"))
    found = TwoLineList(name=tr("问题"), wraps=True)
    found.set_lines([Line(problem.text) for problem in health.problems])
    found.setMinimumHeight(240)
    dialog.body.addWidget(found)
    dialog.add_button(tr("关闭"))
    if "restore" in shell.acts:
        back = dialog.add_button(tr("从备份恢复…"), accepts=True)
        back.clicked.connect(lambda: shell.act("restore"))
    if "rebuild" in shell.acts and not health.repaired:
        again = dialog.add_button(tr("重建数据表"), kind="primary", accepts=True)
        again.clicked.connect(lambda: shell.act("rebuild"))
    dialog.open()
