"""One figure of a form: its counting rule in words, what does not fit, a value by hand, and the records it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

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
from anxi_desktop.views.tokens import DRAWER
from anxi_desktop.views.two_line_list import Line, TwoLineList

BANNERS = {Level.ERROR: "danger", Level.WARNING: "warning", Level.NOTE: "info"}
_REASON_LIMIT = 500
_LEAST_TOP, _LEAST_RECORDS = 160, 120


class FigureDrawer(Drawer):
    """`record_asked` with the source row that was clicked.

    `put_asked` with a value and its reason, `explain_asked` with a reason alone, `back_asked` to count again: all
    of the figure `at`. `dropped` with a figure and what was typed for it and not saved when the drawer left it.
    """

    record_asked = Signal(object)
    put_asked = Signal(str, str)
    explain_asked = Signal(str)
    back_asked = Signal()
    dropped = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[SourceRow] = ()
        self._at: FigureAt | None = None
        self._filled: tuple[str, str] | None = None  # what stood in the fields before a person typed
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
        self._area = _Above(body)
        self._layout.addWidget(self._area)
        self.records.setMinimumHeight(_LEAST_RECORDS)
        self._layout.addWidget(self.records, 1)

    def show_figure(self, at: FigureAt, rows: Sequence[SourceRow], findings: Sequence[Finding]) -> None:
        """Show a figure with its records."""
        self._rows = rows
        is_other = self._at is None or self._at.place != at.place
        if is_other:
            self.leave()
        self._at = at
        path, _, name = at.words.label.rpartition("/")
        self.set_title(name)
        month = self.tr("{year}年{month}月").format(year=at.month.year, month=at.month.month)
        tags = [Tag(month), Tag(at.form), Tag(at.unit_type)]
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

    def leave(self) -> None:
        """The figure is left: say what was typed for it and not saved."""
        if self._at is None or not self._is_typed():
            return
        value, reason = self.value.text(), self.reason.text()
        is_value = self._filled is None or value != self._filled[0]
        self._filled = (value, reason)
        self.dropped.emit(self._at, value if is_value else reason)

    def at(self) -> FigureAt | None:
        """The figure that is shown."""
        return self._at

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
        self._show_save()

    def show_error(self, value: str, words: str) -> None:
        """Say beneath the value that was typed why it was not kept."""
        self._open_hand()
        self.value.setText(value)
        self._filled = None
        self._value_field.set_error(words)
        self._show_save()

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
        if is_other or not self._is_typed():
            self._filled = (at.typed, at.figure.reason)
            self.value.setText(at.typed)
            self.reason.setText(at.figure.reason)
            self._form.setVisible(is_open)
            self.open_hand.setVisible(not is_open)

    def _is_typed(self) -> bool:
        return (self.value.text(), self.reason.text()) != self._filled

    def _open_hand(self) -> None:
        self._form.show()
        self.open_hand.hide()

    @Slot()
    def _on_open(self) -> None:
        self._open_hand()
        self.value.setFocus()
        self.value.selectAll()
        self._show_save()

    def _show_save(self) -> None:
        """Bring the fields into sight, when what was just written has its place."""
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.save))

    @Slot()
    def _on_save(self) -> None:
        if self._at is None:
            return
        text, reason = self.value.text().strip(), self.reason.text().strip()
        same = text == self._at.typed and not self._at.figure.is_override
        if self._at.can_override and not same and not reason:
            self.ask_reason(text)
            return
        self._filled = (self.value.text(), self.reason.text())  # saved now, or refused in words
        if self._at.can_override and same:
            self.explain_asked.emit(reason)
        else:
            self.put_asked.emit(text, reason)

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        self.record_asked.emit(self._rows[row])


class _Above(QScrollArea):
    """What stands above the records: as high as it needs, and scrolled where a low window has no room for that."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget turns it on
        self.setMinimumHeight(_LEAST_TOP)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """The height of the content as wide as it is now."""
        return QSize(DRAWER, self._content.heightForWidth(self.viewport().width()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other content needs another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _note(row: SourceRow) -> str:
    return " · ".join(part for part in (row.day, row.what if row.project else "") if part)
