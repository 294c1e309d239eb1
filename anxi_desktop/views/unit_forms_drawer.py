"""What one unit has handed in for a month: its forms with every figure, and a way to take one out again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.unit_forms import Standing, UnitBlocks, label_of
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.unit_forms_tables import MISSING, NOT_ASKED, day_text, number_text


class UnitDrawer(Drawer):
    """`remove_asked` with the record of a form."""

    remove_asked = Signal(str)

    def __init__(self, line: Standing, forms: tuple[str, ...]) -> None:
        super().__init__(line.unit)
        self.unit = line.unit
        tags = [Tag(line.unit_type)] if line.unit_type else []
        if not line.is_asked:
            tags.append(Tag(self.tr(NOT_ASKED), tone="warning"))
        self.set_tags(*tags)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(6)
        for form in forms:
            self._add(column, form, line.forms.get(form))
            for older in line.older:
                if older.form == form:
                    self._add_older(column, older)
            column.addSpacing(10)
        column.addStretch(1)
        self.set_body(body)

    def _add(self, column: QVBoxLayout, form: str, handed: UnitBlocks | None) -> None:
        column.addWidget(label(form, "section"))
        if handed is None:
            column.addWidget(label(self.tr(MISSING), "danger"))
            return
        self._add_file(column, handed)
        if handed.body is None:
            text = self.tr("这一份是更新版本的程序写的，读不懂，没有计入汇总。")
            column.addWidget(label(text, "warning", wrap=True))
            return
        for cell in handed.body.refused:
            text = self.tr("{place} {label}：“{value}”没有采用，{reason}。").format(
                place=cell.place, label=label_of(form, cell.key), value=cell.value, reason=cell.reason
            )
            column.addWidget(label(text, "danger", wrap=True))
        for block in handed.blocks:
            column.addSpacing(4)
            column.addWidget(label(block.unit_type or self.tr("（没有写类型）"), "strong"))
            for key in FIGURES[form]:
                value = block.cells.get(key)
                if value is None:
                    continue
                row = QHBoxLayout()
                row.setSpacing(12)
                row.addWidget(label(label_of(form, key), "secondary", wrap=True), 1)
                row.addWidget(label(str(number_text(value))))
                column.addLayout(row)

    def _add_older(self, column: QVBoxLayout, older: UnitBlocks) -> None:
        column.addSpacing(4)
        text = self.tr("还有一份写着“{unit}”的，收到得更早，没有计入：").format(unit=older.unit)
        column.addWidget(label(text, "warning", wrap=True))
        self._add_file(column, older)

    def _add_file(self, column: QVBoxLayout, handed: UnitBlocks) -> None:
        head = handed.body.head if handed.body is not None else None
        said = [
            self.tr("{day}收到").format(day=day_text(handed.received_on)),
            handed.file_name,
            self.tr("填表人 {name}").format(name=head.person) if head is not None and head.person else "",
            head.phone if head is not None else "",
        ]
        row = QHBoxLayout()
        row.addWidget(label(" · ".join(filter(None, said)), "secondary", wrap=True, selectable=True), 1)
        remove = button(self.tr("删除这份"), kind="quiet")
        remove.clicked.connect(partial(self.remove_asked.emit, handed.id))
        row.addWidget(remove)
        column.addLayout(row)
