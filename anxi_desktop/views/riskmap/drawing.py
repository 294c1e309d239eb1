"""The drawing tools, one small class for each gesture. Every one works with the mouse and with keys alone.

With keys the arrows lead a cross over the sheet, Space sets a corner there, Enter ends, Backspace takes the
last corner back, Esc gives up.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from anxi_desktop.app.map_work import Draft
from anxi_desktop.domain import geometry
from anxi_desktop.domain.geometry import Spot
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.snapping import Snap, SnapKind
from anxi_desktop.domain.zone import ring_of
from anxi_desktop.views import theme as themes
from anxi_desktop.views.riskmap.desk import Desk
from anxi_desktop.views.riskmap.view import Hand

_SLIP_PX = 4
_CLOSE_PX = 9
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Drawing(Hand):
    """What all drawing tools share: the corners so far, the snapped pointer, keys, and the preview."""

    closes = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.corners: list[Spot] = []
        self.pointer: Spot | None = None
        self._snap: Snap | None = None
        self._by_keys = False

    def cursor(self) -> Qt.CursorShape:
        """A cross."""
        return Qt.CursorShape.CrossCursor

    def move(self, event: QMouseEvent) -> None:
        """The next corner would be here."""
        self._by_keys = False
        self._point(self._desk.snapped(event.position(), self.corners))

    def press(self, event: QMouseEvent) -> None:
        """Set a corner; the right button ends."""
        if event.button() is Qt.MouseButton.RightButton:
            self.finish()
        elif event.button() is Qt.MouseButton.LeftButton:
            self._point(self._desk.snapped(event.position(), self.corners))
            assert self.pointer is not None
            self.set_corner(self.pointer)

    def key(self, event: QKeyEvent) -> bool:
        """Lead the cross, set, end, take back, give up."""
        key = event.key()
        if key in _STEPS:
            self._lead(Qt.Key(key), event.modifiers())
        elif key == Qt.Key.Key_Space and self.pointer is not None:
            self.set_corner(self.pointer)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.corners:
            self.corners.pop()
        elif key == Qt.Key.Key_Escape:
            if self.corners:
                self.corners = []
            else:
                self._desk.back_to_arrow()
        else:
            return False
        self._desk.view.repaint_over()
        return True

    def wants(self, event: QKeyEvent) -> bool:
        """Space sets a corner once the cross is led by keys."""
        return self._by_keys and event.key() == Qt.Key.Key_Space

    def set_corner(self, spot: Spot) -> None:
        """A corner was set."""
        raise NotImplementedError

    def finish(self) -> None:
        """Enter, or a double click: what is drawn is whole."""

    def preview(self) -> Sequence[Spot]:
        """The corners as they would be with the pointer's."""
        return [*self.corners, self.pointer] if self.pointer is not None else self.corners

    def _point(self, snap: Snap) -> None:
        self._snap = snap
        self.pointer = snap.spot
        self._desk.view.repaint_over()

    def _lead(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        view = self._desk.view
        dx, dy = _STEPS[key]
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            step = view.ticks(1)
        else:
            step = view.ticks(50 if modifiers & Qt.KeyboardModifier.ShiftModifier else 10)
        begin = self.pointer if self.pointer is not None else self._middle()
        self._by_keys = True
        self._snap = None
        self.pointer = (begin[0] + dx * step, begin[1] + dy * step)
        place, room = view.place_of(self.pointer), view.viewport().rect()
        if not room.contains(place.toPoint()):
            view.pan(-dx * room.width() / 4, -dy * room.height() / 4)

    def _middle(self) -> Spot:
        view = self._desk.view
        return view.spot_at(QPointF(view.viewport().rect().center()))

    # ---- paint --------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """The corners so far, the line to the pointer, what catches it."""
        theme, view = themes.current(), self._desk.view
        accent = theme.color("accent")
        line = [view.place_of(spot) for spot in self.preview()]
        painter.setPen(QPen(accent, 2))
        if self.closes and len(line) > 2:
            tint = theme.color("accent")
            tint.setAlpha(36)
            painter.setBrush(tint)
            painter.drawPolygon(QPolygonF(line))
        elif len(line) > 1:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(line))
        painter.setBrush(theme.color("surface"))
        for spot in self.corners:
            middle = view.place_of(spot)
            painter.drawRect(QRectF(middle.x() - 3.5, middle.y() - 3.5, 7, 7))
        self._paint_pointer(painter)

    def _paint_pointer(self, painter: QPainter) -> None:
        if self.pointer is None:
            return
        theme, view = themes.current(), self._desk.view
        middle = view.place_of(self.pointer)
        color = theme.color("danger" if self._snap is not None and self._snap.kind else "accent")
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        kind = self._snap.kind if self._snap is not None else None
        if kind is SnapKind.CORNER:
            painter.drawRect(QRectF(middle.x() - 6, middle.y() - 6, 12, 12))
        elif kind is SnapKind.EDGE:
            painter.drawEllipse(middle, 6, 6)
        elif kind is SnapKind.RIGHT:
            painter.drawPolyline([middle + QPointF(-9, 0), middle + QPointF(-9, -9), middle + QPointF(0, -9)])
        if self._by_keys:
            painter.drawLine(middle + QPointF(-14, 0), middle + QPointF(14, 0))
            painter.drawLine(middle + QPointF(0, -14), middle + QPointF(0, 14))


class PolygonTool(Drawing):
    """Corners one by one; a double click, Enter or a press on the first corner closes."""

    closes = True

    def __init__(self, desk: Desk, layer: Layer = Layer.ZONE) -> None:
        super().__init__(desk)
        self.layer = layer

    def set_corner(self, spot: Spot) -> None:
        """Another corner, or the first one again: then it is whole."""
        if len(self.corners) > 2 and self._is_first(spot):
            self.finish()
        elif not self.corners or spot != self.corners[-1]:
            self.corners.append(spot)

    def double(self, event: QMouseEvent) -> None:
        """The second press of a double click set its corner already."""
        self.finish()

    def finish(self) -> None:
        """Draw it, unless it is only a line yet."""
        corners = geometry.tidy(self.corners) if len(self.corners) > 2 else tuple(self.corners)
        if len(self.corners) < 3:
            return
        self.corners = []
        self._desk.draw(Draft(self.layer, Shape.POLYGON, corners))

    def _is_first(self, spot: Spot) -> bool:
        away = self._desk.view.place_of(spot) - self._desk.view.place_of(self.corners[0])
        return max(abs(away.x()), abs(away.y())) <= _CLOSE_PX


class LineTool(Drawing):
    """A line of corners: an escape route, an edge, a pipeline."""

    def __init__(self, desk: Desk, layer: Layer, *, flow: Flow | None = None) -> None:
        super().__init__(desk)
        self.layer, self.flow = layer, flow

    def set_corner(self, spot: Spot) -> None:
        """Another corner."""
        if not self.corners or spot != self.corners[-1]:
            self.corners.append(spot)

    def double(self, event: QMouseEvent) -> None:
        """It is whole."""
        self.finish()

    def finish(self) -> None:
        """Draw it."""
        corners, self.corners = tuple(self.corners), []
        if len(corners) > 1:
            self._desk.draw(Draft(self.layer, Shape.LINE, corners, flow=self.flow))


class BoxTool(Drawing):
    """Two corners, by a drag or by two presses: a rectangle, or a circle from its middle."""

    closes = True

    def __init__(self, desk: Desk, shape: Shape, layer: Layer = Layer.ZONE) -> None:
        super().__init__(desk)
        self.shape, self.layer = shape, layer
        self._pressed: QPointF | None = None

    def press(self, event: QMouseEvent) -> None:
        """The first corner, or the second one."""
        self._pressed = event.position()
        super().press(event)

    def release(self, event: QMouseEvent) -> None:
        """The second corner, where the hand has dragged."""
        pressed, self._pressed = self._pressed, None
        if event.button() is not Qt.MouseButton.LeftButton or pressed is None or not self.corners:
            return
        way = event.position() - pressed
        if abs(way.x()) + abs(way.y()) >= _SLIP_PX:
            self._point(self._desk.snapped(event.position(), self.corners))
            assert self.pointer is not None
            self.set_corner(self.pointer)

    def set_corner(self, spot: Spot) -> None:
        """Two make it whole."""
        self.corners.append(spot)
        if len(self.corners) == 2:
            spots, self.corners = tuple(self.corners), []
            self._desk.draw(Draft(self.layer, self.shape, spots))

    def preview(self) -> Sequence[Spot]:
        """The outline with the pointer as the second corner."""
        if len(self.corners) == 1 and self.pointer is not None and self.pointer != self.corners[0]:
            return ring_of(self.shape, (self.corners[0], self.pointer))
        return self.corners


class FreehandTool(Drawing):
    """An outline that follows the hand; it is kept with as few corners as its shape allows."""

    closes = True

    def __init__(self, desk: Desk, layer: Layer = Layer.ZONE) -> None:
        super().__init__(desk)
        self.layer = layer
        self._drawing = False

    def press(self, event: QMouseEvent) -> None:
        """Begin."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._drawing = True
            self.corners = [self._desk.view.spot_at(event.position())]

    def move(self, event: QMouseEvent) -> None:
        """Follow."""
        self.pointer = self._desk.view.spot_at(event.position())
        if self._drawing:
            self.corners.append(self.pointer)
        self._desk.view.repaint_over()

    def release(self, event: QMouseEvent) -> None:
        """The hand was lifted: it is whole."""
        if self._drawing:
            self._drawing = False
            self.finish()

    def set_corner(self, spot: Spot) -> None:
        """With keys it is a polygon."""
        self.corners.append(spot)

    def finish(self) -> None:
        """Draw it."""
        path, self.corners = self.corners, []
        ring = geometry.tidy(geometry.simplified(path, self._desk.view.ticks(2)))
        if len(ring) > 2:
            self._desk.draw(Draft(self.layer, Shape.POLYGON, ring))

    def preview(self) -> Sequence[Spot]:
        """The path so far."""
        return self.corners


class KnifeTool(Drawing):
    """A cut: a line from outside a zone, through it, to outside. It cuts what is chosen, else what it crosses."""

    def set_corner(self, spot: Spot) -> None:
        """Another corner of the cut."""
        if not self.corners or spot != self.corners[-1]:
            self.corners.append(spot)

    def double(self, event: QMouseEvent) -> None:
        """The cut is whole."""
        self.finish()

    def finish(self) -> None:
        """Cut."""
        path, self.corners = list(self.corners), []
        desk = self._desk
        if len(path) < 2:
            return
        crossed = self._crossed(path)
        chosen = [row for row in desk.selected if row in crossed] or crossed
        if not chosen:
            chosen = desk.selected[:1] or list(desk.work.items)[:1]
        if chosen and desk.attempt(lambda: self._cut(chosen[-1], path)):
            desk.back_to_arrow()

    def _cut(self, record: str, path: Sequence[Spot]) -> None:
        parts = self._desk.work.split(record, path)
        self._desk.select(parts)

    def _crossed(self, path: Sequence[Spot]) -> list[str]:
        work = self._desk.work
        found: list[str] = []
        for record in work.places.within(geometry.bounds(path)):
            item = work.items[record]
            if not item.closed or item.locked or item.layer not in (Layer.ZONE, Layer.AREA):
                continue
            pieces = list(itertools.pairwise(path))
            if any(geometry.crossing(piece, edge) for piece in pieces for edge in geometry.edges(item.ring)):
                found.append(record)
        order = [item.id for item in work.in_order()]
        return sorted(found, key=order.index)


class MeasureTool(Drawing):
    """Two spots whose real distance is known: that gives the scale."""

    def set_corner(self, spot: Spot) -> None:
        """Two are enough."""
        self.corners.append(spot)
        if len(self.corners) == 2:
            start, end = self.corners
            self.corners = []
            self._desk.measured(start, end)


class StampTool(Drawing):
    """One press puts what was picked from the palette: a pin, a sign, words."""

    def set_corner(self, spot: Spot) -> None:
        """Put it here."""
        self._desk.put(spot)
