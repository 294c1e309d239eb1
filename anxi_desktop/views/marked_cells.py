"""A table whose single cells can be marked: with a ground of their own, or as changed from one text to another."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.cells import LEVEL_ROLE, Cells
from anxi_desktop.views.components.table import DataTable

GROUND_ROLE = LEVEL_ROLE + 10
"""Cell data: the token of the cell's ground, or None."""
OLD_ROLE = LEVEL_ROLE + 11
"""Cell data: the text before, where the cell shows a change; None elsewhere."""

_EDGE = 2
_ARROW = " → "

Index = QModelIndex | QPersistentModelIndex


class MarkedCells(Cells):
    """Paints marks under and around what every table paints."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell on its ground; on a chosen row the mark is a line at the cell's foot."""
        theme = themes.current()
        shown: Any = option
        rect: QRect = shown.rect
        ground = index.data(GROUND_ROLE)
        if ground:
            painter.fillRect(rect, theme.color(str(ground)))
        super().paint(painter, option, index)
        if ground and str(ground).endswith("_tint"):
            edge = str(ground).removesuffix("_tint")
            if edge in theme.colors:
                foot = QRect(rect.left(), rect.bottom() - _EDGE + 1, rect.width(), _EDGE)
                painter.fillRect(foot, theme.color(edge))

    def _content(self, painter: QPainter, rect: QRect, index: Index, theme: themes.Theme) -> None:
        old = index.data(OLD_ROLE)
        if old is None:
            super()._content(painter, rect, index, theme)
            return
        plain, bold = theme.font("table"), theme.font("table", bold=True)
        left = rect.left()
        for text, font, color in (
            (str(old), plain, "secondary"),
            (_ARROW, plain, "secondary"),
            (str(index.data()), bold, "text"),
        ):
            metrics = QFontMetrics(font)
            room = rect.right() - left + 1
            if room <= 0:
                break
            painter.setFont(font)
            painter.setPen(theme.color(color))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(
                QRect(left, rect.top(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown
            )
            left += metrics.horizontalAdvance(shown)


class MarkedTable(DataTable):
    """A table for looking: one current row, no check boxes, columns that stay where they are."""

    def __init__(self) -> None:
        super().__init__(checkable=False)
        self._cells = MarkedCells(self)
        self._cells.checkable = False
        self.setItemDelegate(self._cells)
        header = self.horizontalHeader()
        header.setSectionsMovable(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        header.setMinimumSectionSize(48)

    def fit_columns(self, *, rows: int = 40, widest: int = 260) -> None:
        """Columns as wide as the head and the first `rows` rows need; the rest is never measured."""
        model = self.model()
        theme = themes.current()
        head, text = QFontMetrics(theme.font("body", bold=True)), QFontMetrics(theme.font("table"))
        for column in range(model.columnCount()):
            width = head.horizontalAdvance(str(model.headerData(column, Qt.Orientation.Horizontal) or ""))
            for row in range(min(rows, model.rowCount())):
                index = model.index(row, column)
                shown = str(index.data() or "")
                old = index.data(OLD_ROLE)
                whole = shown if old is None else f"{old}{_ARROW}{shown}"
                width = max(width, text.horizontalAdvance(whole.replace("\n", " ")))
            self.setColumnWidth(column, min(widest, max(60, width + 34)))
