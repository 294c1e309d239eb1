"""Gives the room a table has left to the column that is cut off most often, until a person sizes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QTimer, Slot

from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.rows_model import RowsModel


def first_layout(table: DataTable, model: RowsModel) -> None:
    """Widths and sight of columns as they are before a person chooses."""
    for place, column in enumerate(model.columns):
        table.setColumnWidth(place, column.width)
        table.setColumnHidden(place, not column.shown)


class ColumnRoom(QObject):
    """The first of `names` that is in sight and was not sized by hand takes the room, never less than its width."""

    def __init__(self, table: DataTable, model: RowsModel, names: tuple[str, ...]) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._names = names
        self._sized: set[str] = set()
        # After the event: a resized column tells of its layout before it tells that it was resized.
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self.fill)
        table.horizontalHeader().sectionResized.connect(self._on_resized)
        table.layout_changed.connect(self._settle.start)
        table.viewport().installEventFilter(self)

    def forget_sizes(self) -> None:
        """Widths were restored, not given by a person now."""
        self._sized.clear()
        self.fill()

    @Slot()
    def fill(self) -> None:
        """Take what room there is."""
        header = self._table.horizontalHeader()
        for name in self._names:
            column = self._model.column(name)
            if name in self._sized or self._table.isColumnHidden(column):
                continue
            room = self._table.viewport().width() - header.length() + header.sectionSize(column)
            blocker = QSignalBlocker(header)
            header.resizeSection(column, max(self._model.columns[column].width, room))
            blocker.unblock()
            self._table.updateGeometries()
            self._table.viewport().update()
            return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table is wider or narrower now."""
        if event.type() == QEvent.Type.Resize:
            self.fill()
        return False

    @Slot(int)
    def _on_resized(self, column: int) -> None:
        self._sized.add(self._model.columns[column].name)
