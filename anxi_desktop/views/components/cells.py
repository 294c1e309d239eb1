"""How a table's cells are painted. Models say by roles what a column is; nothing here knows what it means."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.tags import paint_risk_tag, paint_tag, tag_width
from anxi_desktop.views.style import check_box

_FIRST = int(Qt.ItemDataRole.UserRole) + 20
KEY_ROLE = _FIRST
"""Header data: the column's code name."""
KIND_ROLE = _FIRST + 1
"""Header data: "text", "name", "number", "tag", "risk" or "link"."""
TONE_ROLE = _FIRST + 2
"""Cell data of a tag column: neutral, accent, ok, warning or danger. Of others: a token for the text, or None."""
LEVEL_ROLE = _FIRST + 3
"""Cell data of a risk column: red, orange, yellow, blue, or None."""
MARK_ROLE = _FIRST + 4
"""Cell data of a name column: a word that warns of the row, or None."""

PAD = 12
CHECK_WIDTH = 40


class Cells(QStyledItemDelegate):
    """Paints every cell of a DataTable; the first column in sight begins with the row's check box."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered = -1
        self.checkable = True

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The theme's row height."""
        return QSize(80, themes.current().row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        theme = themes.current()
        shown: Any = option
        rect: QRect = shown.rect
        state: QStyle.StateFlag = shown.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.color("accent_tint"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        if self._view.horizontalHeader().visualIndex(index.column()) == self._first():
            if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
            if self.checkable:
                box = QRectF(rect.left(), rect.top(), CHECK_WIDTH, rect.height())
                check_box(painter, box, colors=theme.colors, checked=chosen)
                inner.setLeft(rect.left() + CHECK_WIDTH)
        self._content(painter, inner, index, theme)

    def _content(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        theme: themes.Theme,
    ) -> None:
        value = index.data()
        if value is None or value == "":
            return
        text = str(value)
        kind = index.model().headerData(index.column(), Qt.Orientation.Horizontal, KIND_ROLE)
        tone = index.data(TONE_ROLE)
        if kind == "risk":
            level = index.data(LEVEL_ROLE)
            if level:
                paint_risk_tag(painter, rect, text, theme, level=str(level))
                return
        if kind == "tag":
            paint_tag(painter, rect, text, theme, tone=str(tone or "neutral"))
            return
        mark = index.data(MARK_ROLE) if kind == "name" else None
        if mark:
            width = tag_width(str(mark), theme)
            place = QRect(rect.right() + 1 - width, rect.top(), width, rect.height())
            paint_tag(painter, place, str(mark), theme, tone="warning")
            rect = rect.adjusted(0, 0, -width - 8, 0)
        font = theme.font("table", bold=kind == "name")
        painter.setFont(font)
        painter.setPen(theme.color(str(tone) if tone else "accent" if kind == "link" else "text"))
        side = Qt.AlignmentFlag.AlignRight if kind == "number" else Qt.AlignmentFlag.AlignLeft
        line = text.replace("\n", " ")
        shown = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _first(self) -> int:
        """The visual index of the first column in sight."""
        header = self._view.horizontalHeader()
        for visual in range(header.count()):
            if not header.isSectionHidden(header.logicalIndex(visual)):
                return visual
        return 0
