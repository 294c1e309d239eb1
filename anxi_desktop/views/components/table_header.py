"""The head of a table: names, sort arrow, a check box for all rows, and the column chooser on the right button."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.cells import CHECK_WIDTH, KIND_ROLE, PAD
from anxi_desktop.views.style import check_box, chevron
from anxi_desktop.views.tokens import ROW

_ARROW = 16


class TableHeader(QHeaderView):
    """Painted by itself, so that it looks the same on every system."""

    all_pressed = Signal()
    choose_asked = Signal()

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.checkable = True
        self.checked = False
        self.partly = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(64)
        self.setDefaultSectionSize(140)
        self.setFixedHeight(ROW)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_checked(self, *, checked: bool, partly: bool) -> None:
        """Show whether all rows, or some, are chosen."""
        self.checked, self.partly = checked, partly
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Paint one column's head."""
        theme = themes.current()
        painter.save()
        painter.fillRect(rect, theme.color("window"))
        painter.setPen(theme.color("line_strong"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        if self.checkable and self._is_first(logical):
            box = QRectF(rect.left(), rect.top(), CHECK_WIDTH, rect.height())
            check_box(painter, box, colors=theme.colors, checked=self.checked, partly=self.partly)
            inner.setLeft(rect.left() + CHECK_WIDTH)
        text = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        kind = self.model().headerData(logical, Qt.Orientation.Horizontal, KIND_ROLE)
        font = theme.font("body", bold=True)
        painter.setFont(font)
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == logical
        painter.setPen(theme.color("text" if sorted_here else "secondary"))
        room = inner.width() - (_ARROW if sorted_here else 0)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        box = QRect(inner.left(), inner.top(), room, inner.height())
        side = Qt.AlignmentFlag.AlignRight if kind == "number" else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
        if sorted_here:
            end = (
                inner.right()
                if kind == "number"
                else inner.left() + metrics.horizontalAdvance(shown) + _ARROW
            )
            up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            arrow = QRectF(end - _ARROW + 4, rect.top(), _ARROW, rect.height())
            chevron(painter, arrow, direction="up" if up else "down", color=theme.color("accent"))
        if self.logicalIndexAt(self.viewport().mapFromGlobal(self.cursor().pos())) == logical:
            painter.setPen(theme.color("line_strong"))
            painter.drawLine(rect.right(), rect.top() + 10, rect.right(), rect.bottom() - 10)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The check box chooses all; the rest sorts, sizes and moves."""
        if event.button() is Qt.MouseButton.LeftButton and self._on_check_box(event.position().x()):
            self.all_pressed.emit()
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the column chooser."""
        self.choose_asked.emit()

    def _on_check_box(self, x: float) -> bool:
        logical = self.logicalIndexAt(int(x))
        if not self.checkable or logical < 0 or not self._is_first(logical):
            return False
        return x - self.sectionViewportPosition(logical) < CHECK_WIDTH - 8

    def _is_first(self, logical: int) -> bool:
        visual = self.visualIndex(logical)
        return all(self.isSectionHidden(self.logicalIndex(before)) for before in range(visual))
