"""One figure of a form: its counting rule in words, what does not fit, a value by hand, and the records it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.reports import FigureAt, SourceRow, cell_text
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.two_line_list import Line, TwoLineList

BANNERS = {Level.ERROR: "danger", Level.WARNING: "warning", Level.NOTE: "info"}
_REASON_LIMIT = 500


class FigureDrawer(Drawer):
    """`record_asked` with the source row that was clicked.

    `put_asked` with a value and its reason, `explain_asked` with a reason alone, `back_asked` to count again.
    """

    record_asked = Signal(object)
    put_asked = Signal(str, str)
    explain_asked = Signal(str)
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[SourceRow] = ()
        self._at: FigureAt | None = None
        body = QWidget()
        self._inside = QVBoxLayout(body)
        self._inside.setContentsMargins(20, 8, 20, 8)
        self._inside.setSpacing(8)
        self._path = label("", "caption", wrap=True)
        self._number = label("", "number", selectable=True)
        self._parts = label("", "secondary", wrap=True, selectable=True)
        self._rule = label("", wrap=True, selectable=True)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(6)
        self._shown: list[Banner] = []
        self._count = label("", "section")
        self._hand = self._hand_box()
        self.records = TwoLineList(name=self.tr("这个数字背后的记录"), pad=20)
        self.records.asked.connect(self._on_asked)
        for widget in (self._path, self._number, self._parts, label(self.tr("口径"), "section"), self._rule):
            self._inside.addWidget(widget)
        self._inside.addLayout(self._banners)
        self._inside.addWidget(self._hand)
        self._inside.addSpacing(4)
        self._inside.addWidget(self._count)
        self._layout.addWidget(body)
        self._layout.addWidget(self.records, 1)

    def show_figure(self, at: FigureAt, rows: Sequence[SourceRow], findings: Sequence[Finding]) -> None:
        """Show a figure with its records."""
        self._rows = rows
        is_other = self._at is None or (self._at.form, self._at.block, self._at.key) != (
            *(at.form, at.block),
            at.key,
        )
        self._at = at
        path, _, name = at.words.label.rpartition("/")
        self.set_title(name)
        tags = [Tag(at.form), Tag(at.unit_type)]
        if at.figure.is_override:
            tags.append(Tag(self.tr("手工改过"), tone="accent"))
        self.set_tags(*tags)
        self._path.setText(path.replace("/", " › "))
        self._path.setVisible(bool(path))
        self._number.setText(cell_text(at.figure.value) or self.tr("空白"))
        self._parts.setText("\n".join(self._told(at)))
        self._parts.setVisible(bool(self._parts.text()))
        self._rule.setText(at.rule)
        let_go(self._banners, self._shown)
        self._shown = [Banner(finding.text, tone=BANNERS[finding.level]) for finding in findings]
        for banner in self._shown:
            self._banners.addWidget(banner)
        self._show_hand(at, is_other=is_other)
        if rows:
            self._count.setText(self.tr("{n} 条记录").format(n=len(rows)))
        else:
            self._count.setText("" if at.is_target else self.tr("没有记录计入这个数字"))
        self.records.set_lines([Line(row.project or row.what, _note(row)) for row in rows])
        self.records.scrollToTop()

    def show_finding(self, rows: Sequence[SourceRow]) -> None:
        """List the records that a check is about in place of those the figure counts."""
        self._rows = rows
        self._count.setText(self.tr("这条核对涉及 {n} 条记录").format(n=len(rows)))
        self.records.set_lines([Line(row.project or row.what, _note(row)) for row in rows])
        self.records.scrollToTop()

    def ask_reason(self, value: str) -> None:
        """A value was typed over the counted one: it needs a reason before it is kept."""
        self._open_hand()
        self.value.setText(value)
        self.reason.setFocus()
        self._reason_field.set_error(self.tr("写明原因再保存。原因只印在内部的口径表上，不印在报表上。"))

    def show_error(self, words: str) -> None:
        """Say beneath the value why it was not kept."""
        self._open_hand()
        self._value_field.set_error(words)

    def _told(self, at: FigureAt) -> list[str]:
        figure, told = at.figure, list[str]()
        if figure.is_flow:
            told.append(
                self.tr("当月 {month}，本年累计 {year}").format(
                    month=cell_text(figure.month), year=cell_text(figure.year)
                )
            )
        if figure.declared:
            counted = figure.counted if isinstance(figure.counted, int) else 0
            told.append(
                self.tr("明细 {n} ＋ 申报 {m}").format(n=counted - figure.declared, m=figure.declared)
            )
        if figure.is_override:
            told.append(self.tr("按记录算是 {n}").format(n=cell_text(figure.counted)))
        if figure.reason:
            told.append(self.tr("原因：{reason}").format(reason=figure.reason))
        if at.done is not None:
            told.append(self.tr("现在已有 {n}").format(n=cell_text(at.done)))
        return told

    def _hand_box(self) -> QWidget:
        """Changing by hand: closed until it is asked for."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(8)
        self.open_hand = button(self.tr("手工修改…"), kind="link", icon="edit")
        self.open_hand.clicked.connect(self._on_open)
        self._form = QWidget()
        inside = QVBoxLayout(self._form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        self.value = TextBox(limit=30)
        self.reason = TextBox(limit=_REASON_LIMIT)
        self._value_field = Field(self.tr("改为"), self.value)
        self._reason_field = Field(
            self.tr("原因"), self.reason, hint=self.tr("只填原因不改数字，用来说明变化为什么大。")
        )
        inside.addWidget(self._value_field)
        inside.addWidget(self._reason_field)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.save = button(self.tr("保存"), kind="secondary", icon="check")
        self.back = button(self.tr("恢复计算值"), kind="quiet")
        row.addWidget(self.save)
        row.addWidget(self.back)
        row.addStretch(1)
        inside.addLayout(row)
        column.addWidget(self.open_hand)
        column.addWidget(self._form)
        self._form.hide()
        self.save.clicked.connect(self._on_save)
        self.back.clicked.connect(self.back_asked)
        self.value.returnPressed.connect(self._on_save)
        self.reason.returnPressed.connect(self._on_save)
        return box

    def _show_hand(self, at: FigureAt, *, is_other: bool) -> None:
        can = at.can_override or at.is_target
        self._hand.setVisible(can)
        self.back.setVisible(at.figure.is_override or bool(at.figure.reason))
        self._reason_field.setVisible(at.can_override)
        for field in (self._value_field, self._reason_field):
            field.set_error("")
        is_open = at.is_target or at.figure.is_override or bool(at.figure.reason)
        if is_other or is_open:
            self.value.setText(cell_text(at.figure.value))
            self.reason.setText(at.figure.reason)
            self._form.setVisible(is_open)
            self.open_hand.setVisible(not is_open)

    def _open_hand(self) -> None:
        self._form.show()
        self.open_hand.hide()

    @Slot()
    def _on_open(self) -> None:
        self._open_hand()
        self.value.setFocus()
        self.value.selectAll()

    @Slot()
    def _on_save(self) -> None:
        if self._at is None:
            return
        text, reason = self.value.text().strip(), self.reason.text().strip()
        same = text == cell_text(self._at.figure.value) and not self._at.figure.is_override
        if self._at.can_override and same:
            self.explain_asked.emit(reason)
        elif self._at.can_override and not reason:
            self.ask_reason(text)
        else:
            self.put_asked.emit(text, reason)

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        self.record_asked.emit(self._rows[row])


def _note(row: SourceRow) -> str:
    return " · ".join(part for part in (row.day, row.what if row.project else "") if part)
