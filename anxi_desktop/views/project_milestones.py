"""The drawer's tab 一企一策: what a project has put in place and since when; ticking writes at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.domain import words
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.card import line
from anxi_desktop.views.components.text import label

Row = Mapping[str, JournalValue]


class MilestoneList(QWidget):
    """Nine items with check box, day and evidence."""

    ticked = Signal(object, bool)
    """An item and whether it is done now."""
    day_asked = Signal(object, object)
    """An item whose day is to be corrected, and the button that asked."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 24)
        layout.setSpacing(4)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._head = label("", "section")
        layout.addWidget(self._head)
        layout.addWidget(label(self.tr("勾选就保存，日期默认为今天，可以点开更正。"), "caption", wrap=True))
        self.boxes: dict[MilestoneItem, QCheckBox] = {}
        self.days: dict[MilestoneItem, Button] = {}
        for item in MilestoneItem:
            layout.addWidget(line())
            layout.addWidget(self._item(item))

    def show_items(self, rows: Mapping[MilestoneItem, Row]) -> None:
        """Show what is done."""
        done = 0
        for item in MilestoneItem:
            row = rows.get(item)
            day = str(row["done_on"]) if row and row["done_on"] else ""
            done += bool(day)
            box, link = self.boxes[item], self.days[item]
            box.blockSignals(True)
            box.setChecked(bool(day))
            box.blockSignals(False)
            link.setText(day)
            link.setVisible(bool(day))
            evidence = str(row["evidence"] or "") if row else ""
            box.setToolTip(self.tr("证明材料：{text}").format(text=evidence) if evidence else "")
        self._head.setText(self.tr("已完成 {n}/{all}").format(n=done, all=len(MilestoneItem)))

    def _item(self, item: MilestoneItem) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        box = QCheckBox(words.value_word("milestone", "item", item.value))
        box.toggled.connect(self._ticking(item))
        link = button("", kind="link")
        link.setToolTip(self.tr("更正完成日期"))
        link.clicked.connect(self._asking(item, link))
        self.boxes[item], self.days[item] = box, link
        row.addWidget(box, 1)
        row.addWidget(link)
        return made

    def _ticking(self, item: MilestoneItem) -> object:
        def tick(checked: bool) -> None:
            self.ticked.emit(item, checked)

        return tick

    def _asking(self, item: MilestoneItem, link: Button) -> object:
        def ask() -> None:
            self.day_asked.emit(item, link)

        return ask
