"""Where the figures of a form stand on its pages, and which one lies next to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt

from anxi_desktop.app.reports import CellRole, FormSheet, Paper, PlacedCell, PlacedForm

Place = tuple[int, str]
"""A figure's block (from 0) and key."""

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Key → how far it goes to the right and down."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure on the paper, in points of the whole column of pages."""

    place: Place
    cell: PlacedCell
    rect: QRectF


def find_spots(sheet: FormSheet, form: PlacedForm, blocks: int) -> Iterator[Spot]:
    """The figures of the first `blocks` blocks in reading order, page by page."""
    height = Paper.A4.points[1]
    for number in range(len(sheet.pages)):
        for place in sheet.places(number):
            cell = place.cell
            block = (cell.row - form.header_rows) // form.block_rows
            if cell.role is CellRole.VALUE and cell.key is not None and block < blocks:
                rect = QRectF(place.left, place.top + number * height, place.width, place.height)
                yield Spot((block, cell.key), cell, rect)


def nearest(spots: Iterable[Spot], now: Spot, right: int, down: int) -> Spot | None:
    """The figure one comes to from `now` in a direction, or None at the edge."""
    ahead = (spot for spot in spots if _is_towards(now.rect, spot.rect, right, down))
    return min(ahead, key=lambda spot: _distance(now.rect, spot.rect, right=right), default=None)


def _is_towards(now: QRectF, other: QRectF, right: int, down: int) -> bool:
    if right:
        return other.left() >= now.right() - 1 if right > 0 else other.right() <= now.left() + 1
    return other.top() >= now.bottom() - 1 if down > 0 else other.bottom() <= now.top() + 1


def _distance(now: QRectF, other: QRectF, *, right: int) -> tuple[float, float]:
    """Nearest in the direction gone, but above all in the same row or column; then the one straight ahead."""
    gap_x = max(0.0, other.left() - now.right(), now.left() - other.right())
    gap_y = max(0.0, other.top() - now.bottom(), now.top() - other.bottom())
    across = abs(now.center().x() - other.center().x())
    along = abs(now.center().y() - other.center().y())
    return (gap_x + 8 * gap_y, along) if right else (gap_y + 8 * gap_x, across)
