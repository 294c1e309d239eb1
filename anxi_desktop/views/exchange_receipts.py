"""One receipt beside the page: what went out or came in, whether the stick may be pulled out, and printing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from anxi_desktop.app import desktop
from anxi_desktop.app.exchange_receipts import Line, receipt_lines
from anxi_desktop.app.exchange_work import Receipt
from anxi_desktop.domain.site import Card
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import line as thin_line
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.text import label
from anxi_desktop.views.exchange_words import tr

_NAME_WIDTH = 116


class ReceiptDrawer(Drawer):
    """`print_asked` with the receipts; `said` are (text, tone) of banners above them."""

    print_asked = Signal(object)
    conflicts_asked = Signal()

    def __init__(
        self,
        title: str,
        shown: Sequence[Receipt],
        cards: Mapping[str, Card],
        *,
        said: Sequence[tuple[str, str]] = (),
        files: Sequence[Path] = (),
        conflicts: int = 0,
    ) -> None:
        super().__init__(title)
        self.shown = list(shown)
        self.banners: list[Banner] = []
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(10)
        for text, tone in said:
            banner = Banner(text, tone=tone)
            self.banners.append(banner)
            column.addWidget(banner)
        for number, receipt in enumerate(self.shown):
            if number:
                column.addWidget(thin_line())
            column.addLayout(_grid(receipt_lines(receipt, cards)))
        column.addSpacing(8)
        self.print = button(self.tr("打印收据…"), icon="print")
        self.print.clicked.connect(self._on_print)
        self.decide = button(self.tr("去决定 {n} 处冲突").format(n=conflicts), kind="primary")
        self.decide.clicked.connect(self.conflicts_asked)
        self.folder = button(self.tr("打开所在文件夹"), kind="quiet", icon="folder")
        column.addWidget(self.decide)
        column.addWidget(self.print)
        column.addWidget(self.folder)
        self.decide.setVisible(bool(conflicts))
        self.print.setVisible(bool(self.shown))
        self.folder.setVisible(bool(files))
        if files:
            self.folder.clicked.connect(partial(_show, files[0]))
        column.addStretch(1)
        self.set_body(body)

    def texts(self) -> list[str]:
        """What the banners say."""
        return [banner.text() for banner in self.banners]

    @Slot()
    def _on_print(self) -> None:
        self.print_asked.emit(self.shown)


def _grid(lines: Sequence[Line]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, _NAME_WIDTH)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(lines):
        head = label(name, "secondary", wrap=True)
        head.setMaximumWidth(_NAME_WIDTH)
        grid.addWidget(head, row, 0)
        grid.addWidget(label(value or tr("（空）"), wrap=True, selectable=True), row, 1)
    return grid


def _show(path: Path, _checked: object = None) -> None:
    desktop.show_in_folder(path)
