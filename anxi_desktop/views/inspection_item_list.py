"""The items of an inspection at its left: groups, and what was answered so far; the current one is marked."""

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
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from anxi_desktop.domain.inspection_draft import ItemPlace
from anxi_desktop.domain.records.inspection import ItemResult
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.icons import paint_icon

_ROW, _HEAD = 36, 34
_MARK = 18
_TOP = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A group's head (`place` None) or an item with its answer; `note` stands at the right."""

    title: str
    place: ItemPlace | None = None
    result: ItemResult | None = None
    note: str = ""
    is_strong: bool = False


class ItemList(QListView):
    """Heads and items; `chosen` with the place the person went to."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Rows(self))
        self.setProperty("flat", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("检查项"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self._on_clicked)
        themes.current().changed.connect(self._on_theme)

    def set_lines(self, lines: Sequence[ItemLine]) -> None:
        """Show these lines; the current place stays current where it can."""
        place = self.current_place()
        same = [line.place for line in lines] == [line.place for line in self._lines.lines]
        self._lines.set_lines(lines, keep=same)
        if not same and place is not None:
            self.go(place)

    def lines(self) -> Sequence[ItemLine]:
        """What is shown."""
        return self._lines.lines

    def current_place(self) -> ItemPlace | None:
        """Where the person is."""
        row = self.currentIndex().row()
        return self._lines.lines[row].place if 0 <= row < len(self._lines.lines) else None

    def go(self, place: ItemPlace) -> None:
        """Mark a place and bring it into sight."""
        for row, line in enumerate(self._lines.lines):
            if line.place == place:
                index = self._lines.index(row)
                self.setCurrentIndex(index)
                self.scrollTo(index, QListView.ScrollHint.EnsureVisible)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All keys belong to the step around it."""
        event.ignore()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        place = self._lines.lines[index.row()].place
        if place is not None:
            self.chosen.emit(place)

    @Slot()
    def _on_theme(self) -> None:
        self.viewport().update()


class _Lines(QAbstractListModel):
    def __init__(self, parent: ItemList) -> None:
        super().__init__(parent)
        self.lines: list[ItemLine] = []

    def set_lines(self, lines: Sequence[ItemLine], *, keep: bool) -> None:
        """Other lines, or the same ones with other answers."""
        if keep:
            changed = [row for row, line in enumerate(lines) if line != self.lines[row]]
            self.lines = list(lines)
            for row in changed:
                self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title, for screen readers and tool tips."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.lines[index.row()].title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are not chosen."""
        known = super().flags(index)
        head = index.isValid() and self.lines[index.row()].place is None
        return known & ~Qt.ItemFlag.ItemIsSelectable if head else known


class _Rows(QStyledItemDelegate):
    def __init__(self, owner: ItemList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One height for items, another for heads."""
        line = self._owner.lines()[index.row()]
        return QSize(100, _HEAD if line.place is None else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A head, or the answer's mark with the title."""
        theme = themes.current()
        line = self._owner.lines()[index.row()]
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.place is None:
            painter.setFont(theme.font("caption", bold=True))
            painter.setPen(theme.color("secondary"))
            words = box.adjusted(14, 6, -12, 0)
            right = painter.fontMetrics().horizontalAdvance(line.note) + 8 if line.note else 0
            title = painter.fontMetrics().elidedText(
                line.title, Qt.TextElideMode.ElideRight, words.width() - right
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
            painter.drawText(
                words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), line.note
            )
            painter.restore()
            return
        state: QStyle.StateFlag = option.state
        current = index.row() == self._owner.currentIndex().row()
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("accent_tint" if current else "hover"))
        if current:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        mark = QRect(box.left() + 14, box.top() + (box.height() - _MARK) // 2, _MARK, _MARK)
        if line.result is None:
            painter.setPen(QPen(theme.color("line_strong"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(mark.adjusted(2, 2, -2, -2))
        else:
            icon, color = {
                ItemResult.PASSED: ("check", "ok"),
                ItemResult.FAILED: ("close", "danger"),
                ItemResult.ABSENT: ("minus", "secondary"),
            }[line.result]
            paint_icon(painter, mark, icon, theme, color=color)
        painter.setFont(theme.font("body", bold=line.is_strong))
        words = box.adjusted(14 + _MARK + 8, 0, -12, 0)
        if line.note:
            painter.setPen(theme.color("danger" if line.result is ItemResult.FAILED else "secondary"))
            right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(words, right, line.note)
            words = words.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(line.note) - 8, 0)
        painter.setPen(theme.color("secondary" if line.result is ItemResult.ABSENT else "text"))
        title = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()
