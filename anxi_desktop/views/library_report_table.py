"""The table in which numbers of many projects are typed one under the other, as in a workbook.

A press on a number opens its box; Enter and the arrows go down and up, Tab goes on to the next number. Cells of
a project whose hazards are kept one by one are grey and take nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QStyleOptionViewItem, QWidget

from anxi_desktop.app.registers import SelfReported
from anxi_desktop.views import theme as themes
from anxi_desktop.views.column_room import ColumnRoom, first_layout
from anxi_desktop.views.components.cells import LEVEL_ROLE, PAD, Cells
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.list_place import show_in_place
from anxi_desktop.views.risk_tables import ListedRows, Record
from anxi_desktop.views.rows_model import Cell, ListColumn, RowsModel
from anxi_desktop.views.tokens import CONTROL, RADIUS

NUMBERS = ("found", "closed")
OPEN_ROLE = LEVEL_ROLE + 12
"""Cell data of a number: True where it can be typed; None for other columns."""

Index = QModelIndex | QPersistentModelIndex
_LIMIT = 8
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_GO = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ReportTable(DataTable):
    """`refused` gives the id of a project that takes no numbers."""

    refused = Signal(str)

    def __init__(self, take: Callable[[str, str, str], bool]) -> None:
        """`take` is given a project's id, which number and its text; False where it does not take it."""
        super().__init__(checkable=False)
        self._take = take
        self._pressed = QPersistentModelIndex()
        self._cells = NumberCells(self)
        self._cells.checkable = False
        self.setItemDelegate(self._cells)
        self._source = ListedRows()
        columns = (
            ListColumn("name", self.tr("项目"), 220, kind="name"),
            ListColumn("town", self.tr("属地乡镇"), 104),
            ListColumn("found", self.tr("自查隐患数（条）"), 148, kind="number"),
            ListColumn("closed", self.tr("整改隐患数（条）"), 148, kind="number"),
            ListColumn("details", self.tr("说明"), 264, word=self._said, tone=_tone_of_details),
        )
        self.rows_model = ReportModel(self._source, columns, self)
        self.setModel(self.rows_model)
        header = self.horizontalHeader()
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        first_layout(self, self.rows_model)
        self.room: QObject = ColumnRoom(self, self.rows_model, ("name",))
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)

    def show_reports(self, reports: Sequence[SelfReported]) -> None:
        """Show these lines; a number that is being typed stays."""
        self._source.records = [self._record(item) for item in reports]
        show_in_place(self, self.rows_model, array("q", range(len(reports))))

    def project_at(self, place: int) -> str:
        """The project in a row, "" where there is none."""
        found = self._source.records
        return str(found[place]["id"]) if 0 <= place < len(found) else ""

    def place_of(self, project: str) -> int:
        """The row of a project, -1 where it is not shown."""
        ids = [record["id"] for record in self._source.records]
        return ids.index(project) if project in ids else -1

    def is_open(self, place: int) -> bool:
        """True where a row's numbers can be typed."""
        return 0 <= place < len(self._source.records) and bool(self._source.records[place]["open"])

    def take(self, index: Index, text: str) -> bool:
        """Hand over what was typed for a number, where it differs."""
        shown = str(index.data() or "")
        name = self.rows_model.columns[index.column()].name
        return text == shown or self._take(self.project_at(index.row()), name, text)

    def begin(self, place: int, name: str) -> bool:
        """Open the box of a number; False where it takes none."""
        if not self.is_open(place):
            return False
        index = self.rows_model.index(place, self.rows_model.column(name))
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)
        return True

    def go_on(self, index: Index, step: int, *, across: bool = False) -> None:
        """Open the next box: down or up a column, or (across) along the rows."""
        place, name = index.row(), self.rows_model.columns[index.column()].name
        while True:
            if across:
                at = NUMBERS.index(name) + step
                place, name = place + at // len(NUMBERS), NUMBERS[at % len(NUMBERS)]
            else:
                place += step
            if not 0 <= place < self.rows_model.rowCount():
                self.setFocus()
                return
            if self.begin(place, name):
                return

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed: what is left by it may say a sentence that moves the lines."""
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a number opens its box; one on a grey number asks why."""
        super().mouseReleaseEvent(event)
        index = self._pressed
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        name = self.rows_model.columns[index.column()].name
        if name in NUMBERS and not self.begin(index.row(), name):
            self.refused.emit(self.project_at(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A sentence below takes room from the table: the number it is about stays in sight."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the box of the current line; Delete empties it; a figure typed on a grey line asks why."""
        index = self.currentIndex()
        if not index.isValid():
            super().keyPressEvent(event)
            return
        place, name = index.row(), self.rows_model.columns[index.column()].name
        is_enter, is_figure = event.key() in _ENTER, event.text().isdigit()
        if name not in NUMBERS and (is_enter or is_figure):
            name = NUMBERS[0]
            self.setCurrentIndex(self.rows_model.index(place, self.rows_model.column(name)))
        if (is_enter or is_figure) and not self.is_open(place):
            self.refused.emit(self.project_at(place))
        elif is_enter:
            self.begin(place, name)
        elif event.key() in _CLEAR and name in NUMBERS:
            if self.is_open(place):
                self.take(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)

    def _record(self, item: SelfReported) -> Record:
        shown = (item.found, item.closed)
        if item.details and not item.is_reported:
            shown = (item.details_found, item.details_closed)
        return {
            "id": item.project,
            "name": item.name,
            "town": item.town,
            "found": shown[0],
            "closed": shown[1],
            # Negative where numbers are reported all the same: they have to go.
            "details": (-item.details if item.is_reported else item.details) or None,
            "open": int(not item.details or item.is_reported),
        }

    def _said(self, details: Cell, _other: Cell) -> str:
        """What is said of a line's hazards that are kept one by one."""
        count = int(details or 0)
        if count < 0:
            return self.tr("有明细 {n} 条，请清空申报").format(n=-count)
        return self.tr("有明细 {n} 条").format(n=count)


class ReportModel(RowsModel):
    """Lines of a ReportTable, its parent; their numbers are typed in place."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Numbers can be edited where the line is open."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.data(index, OPEN_ROLE) else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; OPEN_ROLE of a number says whether it can be typed."""
        if role != OPEN_ROLE:
            return super().data(index, role)
        if not index.isValid() or self.columns[index.column()].name not in NUMBERS:
            return None
        return cast("ReportTable", self.parent()).is_open(index.row())


class NumberCells(Cells):
    """Numbers stand in boxes, so that it is seen where one can type."""

    _refused = False

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The box in which a number is typed."""
        box = TextBox(limit=_LIMIT)
        box.setParent(parent)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what is stored, unless the person is typing."""
        if isinstance(editor, TextBox) and not editor.isModified():
            editor.setText(str(index.data() or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed."""
        if isinstance(editor, TextBox):
            self._refused = not cast("ReportTable", self._view).take(index, editor.text().strip())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the box that is painted."""
        shown: Any = option
        editor.setGeometry(_box(shown.rect.adjusted(PAD, 0, -PAD, -1)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and the arrows go down and up, Tab goes on; Esc leaves the number as it was."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, TextBox):
            key = Qt.Key(cast("QKeyEvent", event).key())
            if key in _GO:
                self._leave(watched, _GO[key])
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._leave(watched, 1 if key == Qt.Key.Key_Tab else -1, across=True)
                return True
        return super().eventFilter(watched, event)

    def _leave(self, box: TextBox, step: int, *, across: bool = False) -> None:
        table = cast("ReportTable", self._view)
        index = table.currentIndex()
        self.commitData.emit(box)
        if self._refused:  # what is wrong can be mended where it stands
            box.selectAll()
            return
        self.closeEditor.emit(box, QAbstractItemDelegate.EndEditHint.NoHint)
        table.go_on(index, step, across=across)

    def _content(self, painter: QPainter, rect: QRect, index: Index, theme: themes.Theme) -> None:
        is_open = index.data(OPEN_ROLE)
        if is_open is None:
            super()._content(painter, rect, index, theme)
            return
        if is_open:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("line_strong"), 1))
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(QRectF(_box(rect)).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            painter.restore()
        painter.setFont(theme.font("table"))
        painter.setPen(theme.color("text" if is_open else "disabled"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -PAD, 0), int(right), str(index.data() or ""))


def _box(room: QRect) -> QRect:
    """The box of a number in the middle of the room a cell has for its content."""
    height = min(CONTROL, room.height() - 2)
    return QRect(room.left(), room.top() + (room.height() - height) // 2, room.width(), height)


def _tone_of_details(details: Cell) -> str:
    return "warning" if int(details or 0) < 0 else "secondary"
