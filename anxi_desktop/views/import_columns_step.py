"""Step ②: which column goes where, beside the sheet itself; what a person corrects is remembered."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from anxi_desktop.app.imports import (
    MappedColumn,
    Recognised,
    column_letter,
    field_choices,
    samples,
    unit_text,
)
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.icons import icon
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.text import ElidedLabel, label, set_kind
from anxi_desktop.views.import_sheet import SHOWN_COLUMNS, SheetPreview
from anxi_desktop.views.tokens import ICON

_LIST_WIDTH = 500
_PICKER_WIDTH = 188
_LETTER_WIDTH = 28
_FAMILY_WIDTH = 216
_HEADER_ROWS = 60


class ColumnsStep(QWidget):
    """`corrected` (column, field), `header_asked` (first, last row from 0), `family_asked` (code or "")."""

    corrected = Signal(int, str)
    header_asked = Signal(int, int)
    family_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.recognised: Recognised | None = None
        self.rows: dict[int, ColumnRow] = {}
        self.banner = Banner()
        self.header_first, self.header_last = Picker([]), Picker([])
        self.header_first.setAccessibleName(self.tr("表头的第一行"))
        self.header_last.setAccessibleName(self.tr("表头的最后一行"))
        self.header_first.picked.connect(self._on_header)
        self.header_last.picked.connect(self._on_header)
        self.family = Picker(
            [("works", self.tr("工程项目")), ("property", self.tr("物业项目"))],
            allow_blank=True,
            blank=self.tr("按每行的单位辨认"),
        )
        self.family.setMinimumWidth(_FAMILY_WIDTH)
        self.family.picked.connect(self.family_asked)
        self.preview = SheetPreview()
        self.preview.row_asked.connect(self._on_row)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(6)
        self._family_row = self._control(self.tr("这些项目是"), self.family)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._head())
        left.addWidget(self._family_row)
        left.addWidget(self._scroll(), 1)
        side = QWidget()
        side.setFixedWidth(_LIST_WIDTH)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(side)
        middle.addWidget(self.preview, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)

    def show_recognised(self, recognised: Recognised) -> None:
        """Show a sheet's columns; the rows are made anew only where the columns are others."""
        before = self.recognised
        self.recognised = recognised
        same = (
            before is not None
            and before.grid is recognised.grid
            and before.header == recognised.header
            and before.kind is recognised.kind
        )
        if not same:
            self._make_rows(recognised)
        for item in recognised.columns:
            if item.label.column in self.rows:
                self.rows[item.label.column].show_field(item)
        self._show_head(recognised)
        self.preview.show_sheet(recognised)

    def _make_rows(self, recognised: Recognised) -> None:
        while self._list.count():
            old = self._list.takeAt(0)
            widget = old.widget() if old is not None else None
            if widget is not None:
                widget.deleteLater()
        self.rows = {}
        choices = field_choices(recognised.kind)
        for item in recognised.columns[:SHOWN_COLUMNS]:
            if not item.label.text and not item.has_content:
                continue
            row = ColumnRow(item, choices, samples(recognised, item))
            row.picked.connect(self.corrected)
            row.looked_at.connect(self._on_looked_at)
            self.rows[item.label.column] = row
            self._list.addWidget(row)
        self._list.addStretch(1)

    def _show_head(self, recognised: Recognised) -> None:
        header = recognised.header
        numbers = [(str(row), str(row + 1)) for row in range(min(_HEADER_ROWS, len(recognised.grid.rows)))]
        for picker, value in ((self.header_first, header.first), (self.header_last, header.last)):
            picker.set_choices(numbers)
            picker.set_value(str(value))
        by_rows = recognised.kind.entity == "project" and "category" not in recognised.by_field
        self._family_row.setVisible(by_rows)
        known = recognised.known_family
        self.family.set_value(known.value if known is not None else "")
        if recognised.missing:
            wanted = "、".join(item.header for item in recognised.missing)
            text = self.tr("还缺必填的列：{wanted}。请在左边给它指定一列，或者改表头所在的行。")
            self.banner.set(text.format(wanted=wanted), tone="danger")
            return
        text = self.tr("{known} 列能对上，{ignored} 列忽略。对不上的请在左边改，下次会记得。")
        ignored = sum(1 for row in self.rows.values() if not row.picker.value())
        self.banner.set(text.format(known=len(recognised.by_field), ignored=ignored), tone="ok")

    def _head(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(self.tr("表头"), "section"))
        row.addStretch(1)
        row.addWidget(label(self.tr("从第"), "secondary"))
        row.addWidget(self.header_first)
        row.addWidget(label(self.tr("行到第"), "secondary"))
        row.addWidget(self.header_last)
        row.addWidget(label(self.tr("行"), "secondary"))
        return made

    def _control(self, name: str, editor: QWidget) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(name, "section"))
        row.addStretch(1)
        editor.setAccessibleName(name)
        row.addWidget(editor)
        return made

    def _scroll(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("box", "plain")
        inner.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    @Slot(str)
    def _on_header(self, _row: str) -> None:
        first, last = int(self.header_first.value()), int(self.header_last.value())
        if self.sender() is self.header_first:
            last = max(first, last)
        self.header_asked.emit(min(first, last), last)

    @Slot(int)
    def _on_row(self, number: int) -> None:
        self.header_asked.emit(number - 1, number - 1)

    @Slot(int)
    def _on_looked_at(self, column: int) -> None:
        for number, row in self.rows.items():
            row.set_marked(marked=number == column)
        self.preview.mark_column(column)


class ColumnRow(QFrame):
    """One column: its letter, its heading, what stands in it, and the field it goes to."""

    picked = Signal(int, str)
    looked_at = Signal(int)

    def __init__(self, item: MappedColumn, choices: Iterable[tuple[str, str]], found: list[str]) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._column = item.label.column
        self._mark = QLabel()
        self.picker = Picker(choices, allow_blank=True, blank=self.tr("忽略"))
        self.picker.setFixedWidth(_PICKER_WIDTH)
        self.picker.setAccessibleName(item.label.shown)
        self.picker.picked.connect(self._on_picked)
        self.picker.installEventFilter(self)
        letter = label(column_letter(self._column), "caption")
        letter.setFixedWidth(_LETTER_WIDTH)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(f"{item.label.shown}{unit_text(item)}", "strong"))
        words.addWidget(ElidedLabel("、".join(found) or self.tr("没有内容"), "caption"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(letter)
        row.addLayout(words, 1)
        row.addWidget(self._mark)
        row.addWidget(self.picker)

    def show_field(self, item: MappedColumn) -> None:
        """Show where the column goes."""
        self.picker.set_value(item.field)
        name, color = ("arrow-right", "accent") if item.field else ("minus", "disabled")
        self._mark.setPixmap(icon(name, color=color).pixmap(QSize(ICON, ICON), self.devicePixelRatioF()))

    def set_marked(self, *, marked: bool) -> None:
        """Show that this is the column marked in the sheet."""
        set_kind(self, "box", "info" if marked else "card")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The column whose choice has the focus is marked in the sheet."""
        if watched is self.picker and event.type() == QEvent.Type.FocusIn:
            self.looked_at.emit(self._column)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the choice marks the column too."""
        self.looked_at.emit(self._column)
        super().mousePressEvent(event)

    @Slot(str)
    def _on_picked(self, field: str) -> None:
        self.picked.emit(self._column, field)
