"""Which tables of a list this site has: one press takes a table in or leaves it out; a crane more is a line more."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.domain.checklist import Group
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.dialog import ask_text
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.text import label

_PER_PLACE = frozenset({"five-s", "six-haves"})
"""Lists without marks that are filled in once for every post or zone."""


class TablesBox(QWidget):
    """Chips per table in use or not. `changed` after each press."""

    changed = Signal()

    def __init__(self, work: InspectionWork) -> None:
        super().__init__()
        self.work = work
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._content: QWidget | None = None
        self.chips: dict[str, Button] = {}

    @Slot()
    def show_work(self) -> None:
        """Show what is taken in."""
        held = next((key for key, chip in self.chips.items() if chip.hasFocus()), "")
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.chips = {}
        check_list = self.work.draft.check_list
        titles = {part.key: f"{part.title}（{part.weight} 分）" for part in check_list.sections}
        sections = list(dict.fromkeys(group.section for group in check_list.groups))
        for section in sections:
            groups = [group for group in check_list.groups if group.section == section]
            if len(groups) == 1 and titles.get(section, "").startswith(groups[0].title):
                continue
            if titles.get(section):
                column.addWidget(label(titles[section], "caption"))
            column.addWidget(self._row(groups))
        alone = [
            group
            for group in check_list.groups
            if titles.get(group.section, "").startswith(group.title)
            and sum(other.section == group.section for other in check_list.groups) == 1
        ]
        if alone:
            column.insertWidget(0, self._row(alone))
            column.insertWidget(0, label(self.tr("通用"), "caption"))
        self._column.addWidget(self._content)
        self._content.show()
        if held in self.chips:
            self.chips[held].setFocus()

    def _row(self, groups: list[Group]) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        for group in groups:
            flow.addWidget(self._chip(group))
        return row

    def _chip(self, group: Group) -> QWidget:
        labels = [text for key, text in self.work.draft.sheets if key == group.key]
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        named = "、".join(text for text in labels if text)
        title = f"{group.title}（{named}）" if named else group.title
        chip = button(title, kind="chip")
        chip.setCheckable(True)
        chip.setChecked(bool(labels))
        chip.clicked.connect(partial(self._on_pressed, group))
        self.chips[group.key] = chip
        line.addWidget(chip)
        check_list = self.work.draft.check_list
        if labels and (check_list.kind is ListKind.SCORED or check_list.key in _PER_PLACE):
            more = button(self.tr("＋再加一处"), kind="link")
            more.setToolTip(
                self.tr("例如第二台塔吊：各打各的分，汇总取平均")
                if check_list.kind is ListKind.SCORED
                else self.tr("另一个岗位或区域，各查各的")
            )
            more.clicked.connect(partial(self._on_more, group))
            line.addWidget(more)
        return made

    def _on_pressed(self, group: Group) -> None:
        labels = [text for key, text in self.work.draft.sheets if key == group.key]
        for text in labels:
            self.work.drop_sheet(group.key, text)
        if not labels:
            self.work.add_sheet(group.key, "")
        self._told()

    def _on_more(self, group: Group) -> None:
        text = ask_text(
            self,
            group.title,
            self.tr("这一处叫什么（例如 2#塔吊、3#楼外架、钢筋加工区、电工岗）："),
            yes=self.tr("加上"),
            no=self.tr("取消"),
        )
        if text:
            self.work.add_sheet(group.key, text)
            self._told()

    def _told(self) -> None:
        self.show_work()
        self.changed.emit()
