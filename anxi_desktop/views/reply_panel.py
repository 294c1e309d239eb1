"""A filled-in 整改回复 workbook before it is taken in: what each row would do, and why some are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.app.replies import (
    ReplyOutcome,
    ReplyPlan,
    ReplyRow,
    apply_work,
    plan_work,
    reply_name,
    write_work,
)
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.two_line_list import Line, TwoLineList

if TYPE_CHECKING:
    from anxi_desktop.app.session import Done
    from anxi_desktop.views.shell import Shell

_TONES = {
    ReplyOutcome.RECTIFIED: "ok",
    ReplyOutcome.EXTENSION: "warning",
    ReplyOutcome.SAME: "neutral",
    ReplyOutcome.REFUSED: "danger",
}


class ReplyPanel(SidePanel):
    """`imported` after it was written."""

    imported = Signal()

    def __init__(self, shell: Shell, plan: ReplyPlan) -> None:
        super().__init__(shell.tr("导入整改回复"))
        self.shell, self.plan = shell, plan
        words = {
            ReplyOutcome.RECTIFIED: self.tr("整改完成"),
            ReplyOutcome.EXTENSION: self.tr("申请延期"),
            ReplyOutcome.SAME: self.tr("没有变化"),
            ReplyOutcome.REFUSED: self.tr("拒收"),
        }
        counts = "　".join(f"{words[item]} {plan.count(item)}" for item in ReplyOutcome if plan.count(item))
        self.body.addWidget(label(plan.path.name, "strong", wrap=True))
        self.body.addWidget(label(counts or self.tr("表里没有内容"), "secondary", wrap=True))
        self.list = TwoLineList(name=self.tr("回复的内容"), wraps=True, pad=4)
        self.list.set_lines([self._line(row, words[row.outcome]) for row in plan.rows])
        self.list.setMinimumHeight(min(12, max(1, len(plan.rows))) * self.list.row_height() + 8)
        self.body.addWidget(self.list)
        self.go = button(self.tr("导入 {n} 行").format(n=plan.writes), kind="primary")
        self.go.setEnabled(plan.writes > 0)
        self.go.clicked.connect(self.write)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add_button(cancel)
        self.add_button(self.go)

    @Slot()
    def write(self) -> None:
        """Take it in, as one undoable step."""
        self.go.setEnabled(False)
        session = self.shell.session
        work = apply_work(
            PhotoPlace.of(session), self.plan, author=session.settings.person, today=date.today()
        )
        self.shell.run(self.tr("导入整改回复"), work, self._on_done)

    def _on_done(self, done: Done | None) -> None:
        if done is not None:
            title = self.tr("导入整改回复（{n} 条）").format(n=self.plan.writes)
            self.shell.session.record(title, done)
            self.shell.toast(title, undo=True)
        self.imported.emit()

    def _line(self, row: ReplyRow, word: str) -> Line:
        hazard = row.hazard
        title = self.tr("第 {n} 行").format(n=row.number)
        if hazard is not None:
            title = f"{hazard['number'] or ''} {hazard['description']}".strip()
        if row.refused is not None:
            note = self.tr("第 {n} 行“{column}”：{reason}").format(
                n=row.number, column=row.refused.column, reason=row.refused.reason
            )
        elif row.act is not None:
            parts = [
                row.act.done_on.isoformat() if row.outcome is ReplyOutcome.RECTIFIED else str(row.act.due_on),
                row.act.text,
                self.tr("照片 {n} 张").format(n=len(row.pictures)) if row.pictures else "",
            ]
            note = " · ".join(part for part in parts if part)
        else:
            note = ""
        return Line(title, note, word, _TONES[row.outcome])


def save_reply(shell: Shell, project: str) -> None:
    """Ask where, and write the workbook of a project."""
    row = shell.session.store.row("project", project)
    name = reply_name(str(row["name"]), date.today())
    folder = shell.session.settings.export_folder
    path, _ = QFileDialog.getSaveFileName(
        shell, shell.tr("生成整改回复表"), str(Path(folder) / name) if folder else name, "Excel (*.xlsx)"
    )
    if path:
        work = write_work(
            PhotoPlace.of(shell.session),
            project,
            Path(path),
            unit=shell.session.settings.unit,
            today=date.today(),
        )
        shell.run(shell.tr("生成整改回复表"), work, shell.exported)


def open_reply(shell: Shell) -> None:
    """Ask for a filled-in workbook and show what it would do."""
    path, _ = QFileDialog.getOpenFileName(
        shell, shell.tr("选择填好的整改回复表"), "", "Excel (*.xlsx *.xlsm)"
    )
    if path:
        show_reply(shell, Path(path))


def show_reply(shell: Shell, path: Path) -> None:
    """Look a workbook over beside the window, then show its plan."""

    def show(plan: ReplyPlan) -> None:
        panel = ReplyPanel(shell, plan)
        panel.close_asked.connect(shell.close_panel)
        panel.imported.connect(shell.close_panel)
        shell.open_panel(panel)

    shell.run(
        shell.tr("核对整改回复"), plan_work(PhotoPlace.of(shell.session), path, today=date.today()), show
    )
