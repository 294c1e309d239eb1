"""A list whose rows are a line, a smaller line and a tag; as long as it must be, asked by a click or Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.tags import paint_tag, tag_width
from anxi_desktop.views.tokens import GRID

_INDEX = QModelIndex()
_PAD = 12
_LINE_GAP = 2
_MOST_LINES = 3
_ENDLESS = 1 << 16

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `tone` is the tag's: neutral, accent, ok, warning, danger."""

    title: str
    note: str = ""
    tag: str = ""
    tone: str = "neutral"


class TwoLineList(QListView):
    """Rows of `Line`. `asked` with the row's number on a click or Enter; arrows only move."""

    asked = Signal(int)

    def __init__(self, *, name: str, steady: bool = False, wraps: bool = False, pad: int = _PAD) -> None:
        """`name` says to a screen reader what is listed; `steady` keeps the current row marked.

        With `wraps` a title that is too long takes up to three lines; `pad` is the room at both sides in pixels.
        """
        super().__init__()
        self.steady, self.wraps, self.pad = steady, wraps, pad
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(name)
        self.setProperty("flat", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_clicked)
        themes.current().changed.connect(self._on_theme)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these rows; the current one stays current where it can."""
        row = self.current_row()
        self._lines.set_lines(lines)
        if 0 <= row < len(lines):
            self.setCurrentIndex(self._lines.index(row))

    def lines(self) -> Sequence[Line]:
        """The rows shown."""
        return self._lines.lines

    def current_row(self) -> int:
        """The current row, or -1."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    def row_height(self) -> int:
        """How high every row is in pixels: as many lines as the longest takes, with air."""
        theme = themes.current()
        body, small = QFontMetrics(theme.font("body")), QFontMetrics(theme.font("caption"))
        height = body.height()
        if any(line.note for line in self._lines.lines):
            height += _LINE_GAP + small.height()
        elif self.wraps:
            tallest = max((self.wrapped(line, body) for line in self._lines.lines), default=height)
            height = min(tallest, height + (_MOST_LINES - 1) * body.lineSpacing())
        return max(theme.row, height + 2 * GRID)

    def room(self, line: Line) -> int:
        """How wide the text of a row may be in pixels."""
        tag = tag_width(line.tag, themes.current()) + GRID if line.tag else 0
        return self.viewport().width() - 2 * self.pad - tag

    def wrapped(self, line: Line, letters: QFontMetrics) -> int:
        """How high the title of a row is with its line breaks, in pixels."""
        room = QRect(0, 0, max(1, self.room(line)), _ENDLESS)
        return letters.boundingRect(room, Qt.TextFlag.TextWordWrap, line.title).height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.asked.emit(self.current_row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other heights."""
        super().resizeEvent(event)
        if self.wraps:
            self.scheduleDelayedItemsLayout()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.asked.emit(index.row())

    @Slot()
    def _on_theme(self) -> None:
        self.doItemsLayout()
        self.viewport().update()


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.title, line.note) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(part for part in (line.tag, line.title, line.note) if part)
        return line if role == Qt.ItemDataRole.UserRole else None


class _Rows(QStyledItemDelegate):
    def __init__(self, view: TwoLineList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._view.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = themes.current()
        line = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(line, Line):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = index.row() == self._view.current_row() and (self._view.steady or self._view.hasFocus())
        painter.save()
        if is_current:
            painter.fillRect(rect, theme.color("accent_tint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        inner = rect.adjusted(self._view.pad, 0, -self._view.pad, -1)
        if line.tag:
            width = tag_width(line.tag, theme)
            paint_tag(
                painter,
                QRect(inner.left(), inner.top(), width, inner.height()),
                line.tag,
                theme,
                tone=line.tone,
            )
            inner.setLeft(inner.left() + width + GRID)
        if self._view.wraps and not line.note:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text"))
            letters = painter.fontMetrics()
            place = Qt.AlignmentFlag.AlignVCenter
            if self._view.wrapped(line, letters) > inner.height():  # its first lines; all of it is in the tip
                place = Qt.AlignmentFlag.AlignTop
                inner = QRect(inner.left(), inner.top() + GRID, inner.width(), _whole_lines(inner, letters))
            painter.drawText(inner, place | Qt.TextFlag.TextWordWrap, line.title)
        else:
            _paint_texts(painter, inner, line, theme)
        painter.restore()


def _whole_lines(inner: QRect, letters: QFontMetrics) -> int:
    return (inner.height() - GRID) // letters.lineSpacing() * letters.lineSpacing()


def _paint_texts(painter: QPainter, inner: QRect, line: Line, theme: themes.Theme) -> None:
    body, small = theme.font("body"), theme.font("caption")
    title, note = QFontMetrics(body), QFontMetrics(small)
    height = title.height() + (_LINE_GAP + note.height() if line.note else 0)
    top = inner.top() + (inner.height() - height) // 2
    elide = Qt.TextElideMode.ElideRight
    painter.setFont(body)
    painter.setPen(theme.color("text"))
    painter.drawText(inner.left(), top + title.ascent(), title.elidedText(line.title, elide, inner.width()))
    if line.note:
        painter.setFont(small)
        painter.setPen(theme.color("secondary"))
        below = top + title.height() + _LINE_GAP + note.ascent()
        painter.drawText(inner.left(), below, note.elidedText(line.note, elide, inner.width()))
