"""Shows other rows in a table without losing one's place: chosen rows, current row, and what stands at the top."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.rows_model import RowsModel

_Flags = QItemSelectionModel.SelectionFlag


def show_in_place(table: DataTable, model: RowsModel, rows: array[int]) -> None:
    """Show these rows; what was chosen, current and at the top stays where it is among them."""
    if rows == model.rows:
        model.forget_cells()
        return
    across = table.horizontalScrollBar().value()
    bar = table.verticalScrollBar()
    value, chosen = bar.value(), chosen_rows(table, model)
    current, column = _row_at(model, table.current_row()), max(0, table.currentIndex().column())
    top = _row_at(model, table.rowAt(0))
    offset = table.rowViewportPosition(table.rowAt(0)) if top >= 0 else 0
    model.show_rows(rows)
    table.updateGeometries()  # else the scroll bar still has the range of the rows before
    place = model.place(current)
    if place >= 0:
        table.selectionModel().setCurrentIndex(model.index(place, column), _Flags.NoUpdate)
    choose_rows(table, model, chosen)
    stays = model.place(top)
    bar.setValue(stays * table.rowHeight(0) - offset if stays >= 0 else value)
    table.horizontalScrollBar().setValue(across)


def chosen_rows(table: DataTable, model: RowsModel) -> array[int]:
    """The numbers of the chosen rows in the order shown."""
    rows = array("q")
    for first, last in table.selected_ranges():
        rows.extend(model.rows[first : last + 1])
    return rows


def choose_rows(table: DataTable, model: RowsModel, rows: Iterable[int]) -> None:
    """Choose exactly these rows where they are shown, in as few ranges as possible."""
    chosen = QItemSelection()
    last_column = model.columnCount() - 1
    for first, last in _runs(model.places(rows)):
        chosen.select(model.index(first, 0), model.index(last, last_column))
    table.selectionModel().select(chosen, _Flags.ClearAndSelect)


def _row_at(model: RowsModel, place: int) -> int:
    return model.rows[place] if 0 <= place < len(model.rows) else -1


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Ascending places as (first, last) runs."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
