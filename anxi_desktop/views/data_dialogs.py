"""Dialogs about the data as a whole: what a check has found, what was restored, moved or could not be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from anxi_desktop.app import desktop
from anxi_desktop.app.copies import Moved, Restored
from anxi_desktop.app.upkeep import Health
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.text import label
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.two_line_list import Line, TwoLineList

_WIDTH = 560
_MARGINS = 48


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


def show_restored(window: QWidget, restored: Restored) -> None:
    """Say what a restore has done and where the data of before is."""
    tr = window.tr
    contents, photos = restored.contents, restored.photos
    lines = [
        tr("现在有 {projects} 个项目，{hazards} 条隐患，{photos} 个照片和附件。").format(
            projects=f"{contents.projects:,}", hazards=f"{contents.hazards:,}", photos=f"{contents.photos:,}"
        )
    ]
    if photos is not None:
        words = tr("副本里的 {n} 个照片和附件都在了，其中新写 {written} 个。")
        lines.append(words.format(n=f"{photos.there:,}", written=f"{photos.written:,}"))
    if restored.kept is not None:
        lines.append(tr("恢复之前的数据另存在：{path}").format(path=restored.kept))
    warnings: list[str] = []
    if photos is not None and photos.damaged:
        words = tr("副本里有 {n} 个照片或附件已经损坏，没有拿过来。")
        warnings.append(words.format(n=f"{len(photos.damaged):,}"))
    if contents.missing:
        words = tr("有 {n} 个照片或附件不在这台电脑上，导入有它们的数据包或副本后会补上。")
        warnings.append(words.format(n=f"{contents.missing:,}"))
    kept = restored.kept
    folder = (tr("打开所在文件夹"), partial(desktop.show_in_folder, kept)) if kept is not None else None
    tell(window, tr("已经恢复"), lines, warnings=warnings, action=folder)


def ask_move(window: QWidget, folder: Path, place: Path) -> bool:
    """Ask whether the data shall go from here to there."""
    tr = window.tr
    dialog = Dialog(window, tr("移动数据文件夹"), width=_WIDTH)
    for words in (
        tr("从：{folder}").format(folder=folder),
        tr("到：{place}").format(place=place),
        tr("全部数据、照片、备份和设置会复制过去并核对，然后程序改用新的位置。移动时程序不能用，可以取消。"),
        tr("原来的文件夹留着，一个文件也不删。"),
    ):
        _add_line(dialog, words)
    dialog.add_button(tr("取消"))
    dialog.add_button(tr("移动"), kind="primary", accepts=True)
    dialog.fit()
    return dialog.exec() == Dialog.DialogCode.Accepted


def show_moved(window: QWidget, moved: Moved, *, remembered: bool) -> None:
    """Say where the data is now and that the old folder stands; `remembered` where the next start opens it."""
    tr = window.tr
    lines = [
        tr("程序现在用的是：{place}").format(place=moved.place),
        tr("数据库、{n} 个照片和附件、备份和设置都已复制并核对。").format(n=f"{moved.files:,}"),
        tr("原来的文件夹一个文件也没有删：{folder}。确认没有问题以后可以自己删掉。").format(
            folder=moved.source
        ),
    ]
    warnings: list[str] = []
    if moved.damaged:
        words = tr("有 {n} 个照片或附件早已损坏，没有复制，仍留在原来的文件夹里。")
        warnings.append(words.format(n=f"{len(moved.damaged):,}"))
    if not remembered:
        warnings.append(
            tr(
                "启动程序的快捷方式或环境变量指定了原来的文件夹，请改成新的位置；不改时每次启动会先提示数据已移走。"
            )
        )
    open_it = (tr("打开新的文件夹"), partial(desktop.open_folder, moved.place))
    tell(window, tr("数据已移到新的位置"), lines, warnings=warnings, action=open_it)


def show_failed(window: QWidget, title: str, error: object) -> None:
    """Say why work on the data as a whole did not happen; an error that is none of ours is in the log."""
    if isinstance(error, AnxiError):
        tell(window, title, [], warnings=[sentence(error)], tone="danger")
    else:
        words = window.tr("程序出了差错，没有完成；数据没有受影响。差错已记入日志。")
        log_folder = (window.tr("打开日志文件夹"), desktop.open_log_folder)
        tell(window, title, [], warnings=[words], tone="danger", action=log_folder)


def tell(
    window: QWidget,
    title: str,
    lines: Sequence[str],
    *,
    warnings: Sequence[str] = (),
    tone: str = "warning",
    action: tuple[str, Callable[[], object]] | None = None,
) -> None:
    """A dialog that only says something, with one thing more to do at most."""
    dialog = Dialog(window, title, width=_WIDTH)
    for line in lines:
        _add_line(dialog, line)
    for warning in warnings:
        dialog.body.addWidget(Banner(warning, tone=tone))
    if action is not None:
        press = dialog.add_button(action[0])
        press.clicked.disconnect()
        press.clicked.connect(lambda _checked=False: action[1]())
    dialog.add_button(window.tr("关闭"), kind="primary", accepts=True)
    dialog.fit()
    dialog.open()


def _add_line(dialog: Dialog, text: str) -> None:
    """A line as high as it is at the dialog's width: Qt guesses at a narrower one."""
    made = label(text, wrap=True, selectable=True)
    dialog.body.addWidget(made)
    made.ensurePolished()
    made.setFixedHeight(made.heightForWidth(_WIDTH - _MARGINS))
