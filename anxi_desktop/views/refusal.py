"""Instead of the pages, when a data folder cannot be opened: the one sentence, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label

_WIDTH = 600

Choice = tuple[str, Callable[[], object]]


class Refusal(QWidget):
    """Calm and whole: the first choice is the most sensible one."""

    def __init__(self, error: AnxiError, folder: Path, choices: Sequence[Choice]) -> None:
        super().__init__()
        inner = QWidget()
        inner.setFixedWidth(_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(picture("warning", color="warning", side=48))
        column.addSpacing(8)
        column.addWidget(label(self.tr("没有打开数据"), "title"))
        column.addWidget(label(sentence(error), wrap=True, selectable=True))
        column.addSpacing(4)
        column.addWidget(
            label(
                self.tr("数据文件夹：{folder}").format(folder=folder), "caption", wrap=True, selectable=True
            )
        )
        column.addSpacing(16)
        row = QWidget()
        flow = FlowLayout(row)
        self.buttons = [
            button(text, kind="primary" if number == 0 else "secondary")
            for number, (text, _) in enumerate(choices)
        ]
        for press, (_, act) in zip(self.buttons, choices, strict=True):
            press.clicked.connect(lambda _checked=False, act=act: act())
            flow.addWidget(press)
        column.addWidget(row)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner, alignment=Qt.AlignmentFlag.AlignTop)
        across.addStretch(1)
        layout.addLayout(across)
        layout.addStretch(3)
