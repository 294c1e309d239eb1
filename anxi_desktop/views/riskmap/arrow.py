"""The arrow: choosing, moving, and changing corners. While a hand drags only the scene moves; release writes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from anxi_desktop.domain import geometry
from anxi_desktop.domain.geometry import TICKS, Ring, Spot
from anxi_desktop.domain.records.risk_map import Shape
from anxi_desktop.domain.zone import Item
from anxi_desktop.views import theme as themes
from anxi_desktop.views.riskmap.desk import Desk
from anxi_desktop.views.riskmap.view import Hand

_HANDLE = 8.0
_REACH_PX = 7
_SLIP_PX = 3
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Arrow(Hand):
    """Chooses and moves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._from: QPointF | None = None
        self._doing = ""
        self._offset: tuple[int, int] = (0, 0)
        self._band: QRectF | None = None
        self._corner = -1
        self._spots: Ring = ()
        self.corner_in_hand = -1
        """The corner that Delete takes away: the one pressed last."""

    # ---- mouse --------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer, or take hold of a corner."""
        place = event.position()
        if event.button() is Qt.MouseButton.RightButton:
            self._choose(place, more=False, keep=True)
            self._desk.show_menu(place)
            return
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._from, self._doing, self._offset = place, "", (0, 0)
        item = self._single()
        corner = self._corner_at(place) if item is not None else -1
        self.corner_in_hand = corner
        if item is not None and corner >= 0:
            self._doing, self._corner, self._spots = "corner", corner, item.spots
            self._desk.view.repaint_over()
            return
        if (
            item is not None
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
            and self._add_corner(place)
        ):
            return
        more = bool(
            event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        )
        self._doing = "move" if self._choose(place, more=more, keep=True) else "band"
        if self._doing == "band":
            if not more:
                self._desk.select([])
            self._band = QRectF(place, place)

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held; else show what a press would take hold of."""
        place = event.position()
        if self._from is None:
            over = self._corner_at(place) >= 0
            self._desk.view.viewport().setCursor(
                Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor
            )
            return
        way = place - self._from
        if abs(way.x()) + abs(way.y()) < _SLIP_PX and self._offset == (0, 0) and self._doing != "corner":
            return
        if self._doing == "move":
            self._drag(place, straight=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif self._doing == "corner":
            self._drag_corner(place)
        elif self._band is not None:
            self._band = QRectF(self._from, place).normalized()
            self._desk.view.repaint_over()

    def release(self, event: QMouseEvent) -> None:
        """Write what was dragged."""
        if event.button() is not Qt.MouseButton.LeftButton or self._from is None:
            return
        doing, self._doing, self._from = self._doing, "", None
        desk = self._desk
        if doing == "move" and self._offset != (0, 0):
            dx, dy = self._offset
            ids = desk.work.with_clusters(desk.selected)
            self._offset = (0, 0)
            if not desk.attempt(lambda: desk.work.move(ids, dx, dy)):
                desk.scene.show_offset(ids, 0, 0)
        elif doing == "corner":
            item = self._single()
            spots, self._spots = self._spots, ()
            if item is not None and spots != item.spots:
                desk.attempt(lambda: desk.work.reshape(item.id, spots))
        elif doing == "band" and self._band is not None:
            band, self._band = self._band, None
            self._choose_within(band)
        desk.view.repaint_over()

    def double(self, event: QMouseEvent) -> None:
        """On an edge: a new corner. On something else: its name."""
        if self._single() is not None and self._add_corner(event.position()):
            return
        found = self._hit(event.position())
        if found:
            self._desk.open_item(found[0].id)

    # ---- keys ---------------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move, Delete deletes (a corner, if one is in hand), Enter names, Esc lets go."""
        desk, key = self._desk, event.key()
        if key in _ARROWS and desk.selected:
            step = desk.view.ticks(10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            dx, dy = _ARROWS[Qt.Key(key)]
            desk.attempt(lambda: desk.work.move(desk.selected, dx * step, dy * step))
            return True
        if key in _ARROWS:
            dx, dy = _ARROWS[Qt.Key(key)]
            desk.view.pan(-60 * dx, -60 * dy)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and desk.selected:
            self._delete()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and desk.selected:
            desk.open_item(desk.selected[0])
            return True
        if key == Qt.Key.Key_Escape and self._from is not None:
            self._give_up()
            return True
        if key == Qt.Key.Key_Escape and desk.selected:
            desk.select([])
            return True
        if key == Qt.Key.Key_Menu:
            desk.show_menu(QPointF(desk.view.viewport().rect().center()))
            return True
        return False

    def tab(self, *, forward: bool) -> bool:
        """The next thing on the map; after the last one the keyboard goes on to the next part of the window."""
        return self._next(1 if forward else -1)

    def _give_up(self) -> None:
        """Let go of what is dragged: it goes back to where it was."""
        desk = self._desk
        if self._doing == "move":
            desk.scene.show_offset(desk.work.with_clusters(desk.selected), 0, 0)
        self._from, self._doing, self._offset, self._spots, self._band = None, "", (0, 0), (), None
        desk.view.repaint_over()

    def _delete(self) -> None:
        desk, item = self._desk, self._single()
        corner = self.corner_in_hand
        if item is not None and 0 <= corner < len(item.spots) and item.shape in (Shape.POLYGON, Shape.LINE):
            self.corner_in_hand = -1
            spots = item.spots[:corner] + item.spots[corner + 1 :]
            desk.attempt(lambda: desk.work.reshape(item.id, spots, "删除顶点"))
            return
        desk.attempt(lambda: desk.work.delete(desk.selected))

    def _next(self, by: int) -> bool:
        desk = self._desk
        shown = [item.id for item in desk.work.in_order() if item.layer not in desk.scene.hidden]
        if not shown:
            return False
        at = shown.index(desk.selected[-1]) if desk.selected and desk.selected[-1] in shown else -1
        if at >= 0 and not 0 <= at + by < len(shown):
            desk.select([])
            return False
        desk.select([shown[(at + by) if at >= 0 else (0 if by > 0 else -1)]])
        return True

    # ---- inside -------------------------------------------------------------------------------------------

    def _single(self) -> Item | None:
        selected = self._desk.selected
        item = self._desk.work.items.get(selected[0]) if len(selected) == 1 else None
        return item if item is not None and not item.locked else None

    def _hit(self, place: QPointF) -> list[Item]:
        desk = self._desk
        spot = desk.view.spot_at(place)
        found = desk.work.hit(spot, reach=desk.view.ticks(_REACH_PX))
        return [item for item in found if item.layer not in desk.scene.hidden]

    def _choose(self, place: QPointF, *, more: bool, keep: bool) -> bool:
        desk = self._desk
        found = self._hit(place)
        if not found:
            return False
        # A locked thing (a functional area, say) lies beneath everything that can be moved.
        record = next((item for item in found if not item.locked), found[0]).id
        if more:
            chosen = [row for row in desk.selected if row != record]
            desk.select(chosen if record in desk.selected else [*desk.selected, record])
        elif not (keep and record in desk.selected):
            desk.select(desk.work.with_clusters([record]))
        return True

    def _choose_within(self, band: QRectF) -> None:
        desk = self._desk
        first, last = desk.view.spot_at(band.topLeft()), desk.view.spot_at(band.bottomRight())
        found: list[str] = []
        for record in desk.work.places.within((*first, *last)):
            item = desk.work.items[record]
            left, top, right, bottom = item.bounds()
            inside = first[0] <= left and first[1] <= top and right <= last[0] and bottom <= last[1]
            if inside and item.layer not in desk.scene.hidden and not item.locked:
                found.append(record)
        desk.select(desk.work.with_clusters([*desk.selected, *found]))

    def _drag(self, place: QPointF, *, straight: bool) -> None:
        desk, begin = self._desk, self._from
        assert begin is not None
        ids = desk.work.with_clusters(desk.selected)
        if not ids or any(desk.work.items[row].locked for row in ids):
            return
        start, now = desk.view.spot_at(begin), desk.view.spot_at(place)
        dx, dy = now[0] - start[0], now[1] - start[1]
        if straight:
            dx, dy = (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
        elif len(ids) < 30:
            dx, dy = self._caught(ids, dx, dy)
        self._offset = (dx, dy)
        desk.scene.show_offset(ids, dx / TICKS, dy / TICKS)
        desk.view.repaint_over()

    def _caught(self, ids: list[str], dx: int, dy: int) -> tuple[int, int]:
        """Where a corner of what is dragged comes near a corner or an edge of something else, it goes there."""
        desk = self._desk
        best: tuple[int, int, int] | None = None
        for row in ids:
            for corner in desk.work.items[row].spots[:40]:
                there = (corner[0] + dx, corner[1] + dy)
                snap = desk.snapped(desk.view.place_of(there), (), ids)
                if snap.kind is None:
                    continue
                by = (snap.spot[0] - there[0], snap.spot[1] - there[1])
                size = abs(by[0]) + abs(by[1])
                if best is None or size < best[0]:
                    best = (size, by[0], by[1])
        return (dx + best[1], dy + best[2]) if best else (dx, dy)

    def _drag_corner(self, place: QPointF) -> None:
        item = self._single()
        if item is None:
            return
        others = [spot for at, spot in enumerate(self._spots) if at != self._corner]
        before = others[self._corner - 1] if item.shape is Shape.POLYGON and others else None
        snap = self._desk.snapped(place, [before] if before else (), [item.id])
        self._spots = with_corner(item, self._corner, snap.spot)
        self._desk.view.repaint_over()

    def _corner_at(self, place: QPointF) -> int:
        item = self._single()
        if item is None or item.shape is Shape.SPOT:
            return -1
        for at, spot in enumerate(handles(item)):
            away = self._desk.view.place_of(spot) - place
            if max(abs(away.x()), abs(away.y())) <= _HANDLE:
                return at
        return -1

    def _add_corner(self, place: QPointF) -> bool:
        item, desk = self._single(), self._desk
        if item is None or item.shape not in (Shape.POLYGON, Shape.LINE):
            return False
        at = desk.view.spot_at(place)
        pieces = list(
            geometry.edges(item.spots) if item.closed else zip(item.spots, item.spots[1:], strict=False)
        )
        number = min(range(len(pieces)), key=lambda n: geometry.distance(*pieces[n], at))
        if geometry.distance(*pieces[number], at) > desk.view.ticks(_REACH_PX):
            return False
        spot = geometry.nearest(*pieces[number], at)
        spots = (*item.spots[: number + 1], spot, *item.spots[number + 1 :])
        if desk.attempt(lambda: desk.work.reshape(item.id, spots, "添加顶点")):
            self.corner_in_hand = number + 1
        return True

    # ---- paint --------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """The frame of what is chosen, its corners, the band."""
        desk, theme = self._desk, themes.current()
        accent = theme.color("accent")
        items = [desk.work.items[row] for row in desk.selected if row in desk.work.items]
        dx, dy = self._offset
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for item in items[:300]:
            pen = QPen(accent, 2)
            if item.locked:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            self._outline(painter, item, dx, dy)
        single = self._single()
        if single is not None and self._doing == "corner" and self._spots:
            painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
            self._outline(painter, replace(single, spots=self._spots), 0, 0)
        if single is not None and single.shape is not Shape.SPOT:
            now = replace(single, spots=self._spots) if self._spots and self._doing == "corner" else single
            for at, spot in enumerate(handles(now)[:400]):
                middle = desk.view.place_of((spot[0] + dx, spot[1] + dy))
                held = at == self.corner_in_hand
                painter.setPen(QPen(accent, 1.5))
                painter.setBrush(accent if held else theme.color("surface"))
                painter.drawRect(QRectF(middle.x() - _HANDLE / 2, middle.y() - _HANDLE / 2, _HANDLE, _HANDLE))
        if self._band is not None and self._doing == "band":
            tint = theme.color("accent")
            tint.setAlpha(30)
            painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine))
            painter.setBrush(tint)
            painter.drawRect(self._band)

    def _outline(self, painter: QPainter, item: Item, dx: int, dy: int) -> None:
        place_of = self._desk.view.place_of
        if item.shape is Shape.SPOT:
            left, top, right, bottom = item.bounds()
            box = QRectF(place_of((left + dx, top + dy)), place_of((right + dx, bottom + dy)))
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4)
            return
        line = QPolygonF([place_of((x + dx, y + dy)) for x, y in item.ring])
        if item.closed:
            painter.drawPolygon(line)
        else:
            painter.drawPolyline(line)


def handles(item: Item) -> list[Spot]:
    """The spots a hand can take hold of: corners, all four of a rectangle, the rim of a circle."""
    if item.shape is Shape.RECTANGLE:
        return list(item.ring)
    if item.shape is Shape.CIRCLE:
        return [item.spots[1]]
    return list(item.spots)


def with_corner(item: Item, number: int, spot: Spot) -> Ring:
    """An item's spots with one of its handles elsewhere."""
    if item.shape is Shape.RECTANGLE:
        opposite = item.ring[(number + 2) % 4]
        return (opposite, spot)
    if item.shape is Shape.CIRCLE:
        return (item.spots[0], spot)
    return (*item.spots[:number], spot, *item.spots[number + 1 :])
