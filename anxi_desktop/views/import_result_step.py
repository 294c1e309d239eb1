"""Step ④: what was done, the way to take it back, and the way on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from anxi_desktop.app.imports import Imported, RowOutcome
from anxi_desktop.views.components.big_number import BigNumber
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.icons import icon
from anxi_desktop.views.components.text import label
from anxi_desktop.views.import_preview_model import outcome_word

_PICTURE = 56
_CARD_WIDTH = 132


class ResultStep(QWidget):
    """Signals of its buttons; the assistant acts."""

    list_asked = Signal()
    undo_asked = Signal()
    refused_export_asked = Signal()
    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture = QLabel()
        self.head = label("", "title")
        self.text = label("", "secondary", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._cards = {outcome: BigNumber(outcome_word(outcome), "0") for outcome in RowOutcome}
        self.open = button(self.tr("查看列表"), kind="primary", icon="list")
        self.undo = button(self.tr("撤销这次导入"), icon="undo")
        self.export = button(self.tr("导出拒收的行…"), icon="export")
        self.again = button(self.tr("再导入一个文件"), kind="quiet", icon="import")
        self.open.clicked.connect(self.list_asked)
        self.undo.clicked.connect(self.undo_asked)
        self.export.clicked.connect(self.refused_export_asked)
        self.again.clicked.connect(self.again_asked)
        middle = Qt.AlignmentFlag.AlignHCenter
        cards, buttons = QHBoxLayout(), QHBoxLayout()
        for row in (cards, buttons):
            row.setSpacing(12)
            row.addStretch(1)
        for card in self._cards.values():
            card.setFixedWidth(_CARD_WIDTH)
            cards.addWidget(card)
        for press in (self.open, self.undo, self.export, self.again):
            buttons.addWidget(press)
        for row in (cards, buttons):
            row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._picture, alignment=middle)
        layout.addWidget(self.head, alignment=middle)
        layout.addWidget(self.text)
        layout.addSpacing(8)
        layout.addLayout(cards)
        layout.addSpacing(16)
        layout.addLayout(buttons)
        layout.addStretch(3)

    def show_imported(self, imported: Imported, *, source: str) -> None:
        """Show what a finished import did."""
        plan = imported.plan
        self._show(self.tr("导入完成"), "ok")
        words = self.tr("{source}　共 {n} 行。").format(source=source, n=f"{len(plan.rows):,}")
        if plan.refused:
            words += self.tr("拒收的 {n} 行没有导入：导出来改好，再导入一次即可。").format(
                n=f"{len(plan.refused):,}"
            )
        self.text.setText(words)
        for outcome, card in self._cards.items():
            card.set(f"{plan.counts[outcome]:,}")
        self.undo.setVisible(imported.done is not None)
        self.export.setVisible(bool(plan.refused))

    def show_undone(self) -> None:
        """It has been taken back."""
        self._show(self.tr("已撤销这次导入"), "undo")
        self.text.setText(self.tr("数据和导入之前一样。按 Ctrl+Y 可以重做。"))
        self.undo.hide()

    def _show(self, head: str, picture: str) -> None:
        self.head.setText(head)
        color = "ok" if picture == "ok" else "secondary"
        self._picture.setPixmap(
            icon(picture, color=color).pixmap(QSize(_PICTURE, _PICTURE), self.devicePixelRatioF())
        )
