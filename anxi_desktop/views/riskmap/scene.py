"""The scene of a map: one plain Qt item for each thing drawn, so that Qt alone paints what is in sight.

Shapes are items of Qt's own without a Python `paint`: five thousand of them repaint in the time a frame has.
Only symbols and the background paint themselves. Geometry and what is hit are decided in `domain.zone`; the
scene shows. Scene coordinates are map units.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import (
    QAbstractGraphicsShapeItem,
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsPolygonItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from anxi_desktop.domain import map_style
from anxi_desktop.domain.geometry import TICKS, Ring, Spot
from anxi_desktop.domain.map_style import HATCHES, label_size, label_spot, line_width, text_size
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.zone import LAYER_HEIGHTS, Item, radius
from anxi_desktop.views.riskmap.symbol import Symbol, SymbolArt
from anxi_desktop.views.theme import sheet_font

_LAYER_STEP = 1e8
_LABEL_ABOVE = 0.9 * _LAYER_STEP
_LEAST_LABEL_PX, _LEAST_CROWDED_PX = 7.0, 10.0
"""Words smaller than this on the screen are not painted: nobody reads them, and in a crowd they cost half a frame."""
_HATCH_PX = 24
_CROWDED = 1_000

Levels = Mapping[str, RiskLevel | None]


class MapScene(QGraphicsScene):
    """Shows the items of a map. `width` and `height` are the sheet's, in map units."""

    def __init__(self, width: float, height: float, art: SymbolArt) -> None:
        super().__init__()
        self.width_units, self.height_units = width, height
        self._art = art
        self.items_by_id: dict[str, Item] = {}
        self.graphics: dict[str, QGraphicsItem] = {}
        self._labels: dict[str, QGraphicsSimpleTextItem] = {}
        self.levels: dict[str, RiskLevel | None] = {}
        self.point_levels: Levels = {}
        self.patterns = False
        self.hidden: set[Layer] = set()
        self._labels_shown = True
        self._crowded = False
        self._brushes: dict[tuple[RiskLevel | None, bool], QBrush] = {}
        self.background = Background(width, height)
        self.background.setZValue(-_LAYER_STEP)
        self.addItem(self.background)
        self.setSceneRect(QRectF(-width, -height, 3 * width, 3 * height))

    # ---- what is shown ------------------------------------------------------------------------------------

    def show_items(
        self, items: Iterable[Item], gone: Iterable[str], levels: Levels, point_levels: Levels
    ) -> None:
        """Take in items that are new or changed, drop those that are gone, and recolour what has another level."""
        for record in gone:
            self._drop(record)
        self.point_levels = dict(point_levels)
        before, self.levels = self.levels, dict(levels)
        fresh: set[str] = set()
        listed = list(items)
        self._crowded = len(self.graphics) + len(listed) > _CROWDED
        for item in listed:
            self._drop(item.id)
            self.items_by_id[item.id] = item
            self._add(item)
            fresh.add(item.id)
        for record, level in self.levels.items():
            if record not in fresh and before.get(record) is not level:
                self._restyle(record)
        for record, item in self.items_by_id.items():
            if item.layer is Layer.POINT and record not in fresh:
                self._restyle_pin(record)

    def show_offset(self, ids: Iterable[str], dx: float, dy: float) -> None:
        """Show items elsewhere while they are dragged; nothing is written."""
        for record in ids:
            graphic, words_item = self.graphics.get(record), self._labels.get(record)
            item = self.items_by_id.get(record)
            if graphic is None or item is None:
                continue
            home = _home(item)
            graphic.setPos(home.x() + dx, home.y() + dy)
            if words_item is not None:
                spot = self._label_place(item, words_item)
                words_item.setPos(spot.x() + dx, spot.y() + dy)

    def set_layer_shown(self, layer: Layer, *, shown: bool) -> None:
        """Show or hide a layer."""
        (self.hidden.discard if shown else self.hidden.add)(layer)
        for record, item in self.items_by_id.items():
            if item.layer is layer:
                self.graphics[record].setVisible(shown)
                if record in self._labels:
                    self._labels[record].setVisible(shown and self._labels_shown)

    def set_sheet(self, width: float, height: float) -> None:
        """Another size of sheet."""
        self.width_units, self.height_units = width, height
        self.background.set_sheet(width, height)
        self.setSceneRect(QRectF(-width, -height, 3 * width, 3 * height))

    def set_patterns(self, *, on: bool) -> None:
        """Hatch zones by level, for colour-blind eyes and black-and-white copies."""
        if on != self.patterns:
            self.patterns = on
            for record in self.levels:
                self._restyle(record)

    def show_labels_at(self, scale: float) -> None:
        """Labels are painted where they can be read at this scale (screen pixels in a map unit)."""
        sizes = [item.font().pixelSize() for item in self._labels.values()]
        least = _LEAST_CROWDED_PX if self._crowded else _LEAST_LABEL_PX
        shown = bool(sizes) and median(sizes) * scale >= least
        if shown != self._labels_shown:
            self._labels_shown = shown
            for record, words_item in self._labels.items():
                words_item.setVisible(shown and self.items_by_id[record].layer not in self.hidden)

    # ---- making -------------------------------------------------------------------------------------------

    def _add(self, item: Item) -> None:
        made = self._graphic(item)
        made.setZValue(LAYER_HEIGHTS[item.layer] * _LAYER_STEP + item.place)
        made.setPos(_home(item))
        made.setVisible(item.layer not in self.hidden)
        made.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable, enabled=False)
        self.graphics[item.id] = made
        self.addItem(made)
        self._restyle(item.id)
        if item.label and item.layer in (Layer.ZONE, Layer.AREA, Layer.ROUTE):
            self._add_label(item, made.zValue())

    def _drop(self, record: str) -> None:
        self.items_by_id.pop(record, None)
        for made in (self.graphics.pop(record, None), self._labels.pop(record, None)):
            if made is not None:
                self.removeItem(made)

    def _graphic(self, item: Item) -> QGraphicsItem:
        if item.layer in (Layer.POINT, Layer.MARK) and item.shape is Shape.SPOT:
            return Symbol(item, self._art, self.point_levels.get(item.risk_point))
        if item.layer is Layer.NOTE and item.shape is Shape.SPOT:
            made = QGraphicsSimpleTextItem(item.label)
            made.setFont(sheet_font(item.size or text_size(self.width_units), bold=False))
            made.setBrush(QColor(map_style.INK))
            return made
        if item.shape is Shape.CIRCLE:
            far = radius(item.spots) / TICKS
            return QGraphicsEllipseItem(QRectF(-far, -far, 2 * far, 2 * far))
        if item.closed:
            return QGraphicsPolygonItem(_polygon(item.ring, item.spots[0]))
        return QGraphicsPathItem(line_path(item, line_width(self.width_units)))

    def _add_label(self, item: Item, height: float) -> None:
        left, top, right, bottom = item.bounds()
        box = ((right - left) / TICKS, (bottom - top) / TICKS)
        made = QGraphicsSimpleTextItem(item.label)
        size = label_size(item.label, box, self.width_units) if item.closed else text_size(self.width_units)
        made.setFont(sheet_font(size, bold=item.layer is Layer.ZONE))
        made.setBrush(QColor(map_style.ROUTE if item.layer is Layer.ROUTE else map_style.INK))
        made.setZValue(height + _LABEL_ABOVE)
        made.setPos(self._label_place(item, made))
        made.setVisible(self._labels_shown and item.layer not in self.hidden)
        self._labels[item.id] = made
        self.addItem(made)

    def _label_place(self, item: Item, made: QGraphicsSimpleTextItem) -> QPointF:
        box = made.boundingRect()
        if item.layer is Layer.AREA:
            left, top, _right, _bottom = (side / TICKS for side in item.bounds())
            return QPointF(left + box.height() * 0.4, top + box.height() * 0.3)
        x, y = label_spot(item, box.height())
        return QPointF(x - box.width() / 2, y - box.height() / 2)

    def _restyle(self, record: str) -> None:
        item, made = self.items_by_id.get(record), self.graphics.get(record)
        if item is None or not isinstance(made, QAbstractGraphicsShapeItem):
            return
        if isinstance(made, QGraphicsSimpleTextItem):
            return
        level = self.levels.get(record)
        made.setPen(self._pen(item, level))
        if item.closed:
            made.setBrush(self._brush(item.layer, level))
        elif isinstance(made, QGraphicsPathItem):
            made.setBrush(Qt.BrushStyle.NoBrush)

    def _restyle_pin(self, record: str) -> None:
        made = self.graphics.get(record)
        item = self.items_by_id[record]
        if isinstance(made, Symbol):
            made.set_level(self.point_levels.get(item.risk_point))

    def _pen(self, item: Item, level: RiskLevel | None) -> QPen:
        width = line_width(self.width_units)
        if item.layer is Layer.ROUTE:
            pen = QPen(QColor(map_style.ROUTE), 3 * width, Qt.PenStyle.DashLine)
            pen.setDashPattern([4, 2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            return pen
        if item.layer is Layer.AREA:
            return QPen(QColor(map_style.AREA), 1.5 * width, Qt.PenStyle.DashLine)
        if item.layer is Layer.NOTE:
            return QPen(QColor(map_style.INK), 1.5 * width)
        color = QColor(map_style.RISK[level] if level else map_style.UNGRADED)
        if not item.closed:
            return QPen(
                color, 5 * width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            )
        # A line one pixel wide costs Qt a fifth of a wider one, so a crowded map has thin outlines.
        pen = QPen(
            color.darker(115),
            1 if self._crowded else 2,
            Qt.PenStyle.SolidLine if level else Qt.PenStyle.DashLine,
        )
        pen.setCosmetic(True)
        return pen

    def _brush(self, layer: Layer, level: RiskLevel | None) -> QBrush:
        if layer is not Layer.ZONE:
            color = QColor(map_style.AREA)
            color.setAlphaF(map_style.AREA_OPACITY)
            return QBrush(color)
        key = (level, self.patterns)
        if key not in self._brushes:
            color = QColor(map_style.RISK[level] if level else map_style.UNGRADED)
            color.setAlphaF(map_style.ZONE_OPACITY)
            brush = QBrush(color)
            if self.patterns and level is not None:
                brush = QBrush(_hatching(level, color))
                gap = HATCHES[level].gap * self.width_units * 2
                brush.setTransform(brush.transform().scale(gap / _HATCH_PX, gap / _HATCH_PX))
            self._brushes[key] = brush
        return self._brushes[key]


class Background(QGraphicsItem):
    """The sheet with its grid or picture. Smaller copies of the picture are kept, so that a far view is cheap."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._sheet = QRectF(0, 0, width, height)
        self._copies: list[QPixmap] = []
        self._faded = 0

    def show_pictures(self, copies: Sequence[QImage], *, faded: int) -> None:
        """Put a picture under the map, `faded` percent: it and its smaller copies (`halved`). None shows the grid."""
        self._copies = [QPixmap.fromImage(copy) for copy in copies]
        self._faded = faded
        self.update()

    def set_sheet(self, width: float, height: float) -> None:
        """Another size of sheet."""
        self.prepareGeometryChange()
        self._sheet = QRectF(0, 0, width, height)

    def set_faded(self, faded: int) -> None:
        """Let the picture stand back, in percent."""
        self._faded = faded
        self.update()

    @property
    def has_picture(self) -> bool:
        """True over a picture."""
        return bool(self._copies)

    def boundingRect(self) -> QRectF:
        """The sheet."""
        return self._sheet

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the part that is wanted, from the copy nearest above the scale."""
        shown = option.exposedRect.intersected(self._sheet)
        painter.fillRect(shown, QColor(map_style.PAPER))
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        if self._copies:
            self._paint_picture(painter, shown, scale)
        else:
            self._paint_grid(painter, shown, scale)
        pen = QPen(QColor(map_style.QUIET), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._sheet)

    def _paint_picture(self, painter: QPainter, shown: QRectF, scale: float) -> None:
        whole = self._copies[0]
        ratio = whole.width() / self._sheet.width()
        at = 0
        while at + 1 < len(self._copies) and scale / ratio * 2 ** (at + 1) <= 1.0:
            at += 1
        copy = self._copies[at]
        factor = copy.width() / self._sheet.width()
        source = QRectF(
            shown.x() * factor, shown.y() * factor, shown.width() * factor, shown.height() * factor
        )
        painter.setOpacity(1 - self._faded / 100)
        painter.drawPixmap(shown, copy, source)
        painter.setOpacity(1)

    def _paint_grid(self, painter: QPainter, shown: QRectF, scale: float) -> None:
        step = 100.0
        while step * scale < 12:
            step *= 5
        pen = QPen(QColor(map_style.GRID), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        x = math.floor(shown.left() / step) * step
        while x <= shown.right():
            painter.drawLine(QPointF(x, shown.top()), QPointF(x, shown.bottom()))
            x += step
        y = math.floor(shown.top() / step) * step
        while y <= shown.bottom():
            painter.drawLine(QPointF(shown.left(), y), QPointF(shown.right(), y))
            y += step


def line_path(item: Item, width: float) -> QPainterPath:
    """A line with its arrows, from its first spot; an arrow at every end the flow points to, and in the middle."""
    spots = [_point(spot, item.spots[0]) for spot in item.spots]
    path = QPainterPath(spots[0])
    for spot in spots[1:]:
        path.lineTo(spot)
    forward = item.flow in (Flow.FORWARD, Flow.BOTH) or (item.layer is Layer.ROUTE and item.flow is None)
    backward = item.flow in (Flow.BACKWARD, Flow.BOTH)
    size = 16 * width
    if forward:
        _arrow(path, spots[-2], spots[-1], size)
    if backward:
        _arrow(path, spots[1], spots[0], size)
    if item.layer is not Layer.ROUTE and len(spots) > 2:
        at = len(spots) // 2
        if forward:
            _arrow(path, spots[at - 1], spots[at], size)
        if backward:
            _arrow(path, spots[at], spots[at - 1], size)
    return path


def _arrow(path: QPainterPath, come: QPointF, tip: QPointF, size: float) -> None:
    angle = math.atan2(tip.y() - come.y(), tip.x() - come.x())
    for side in (math.radians(152), -math.radians(152)):
        path.moveTo(tip)
        path.lineTo(tip.x() + size * math.cos(angle + side), tip.y() + size * math.sin(angle + side))


def _home(item: Item) -> QPointF:
    """Where an item's own coordinates begin: its first spot, for words the upper left of their line."""
    x, y = item.spots[0]
    return QPointF(x / TICKS, y / TICKS)


def _point(spot: Spot, origin: Spot) -> QPointF:
    return QPointF((spot[0] - origin[0]) / TICKS, (spot[1] - origin[1]) / TICKS)


def _polygon(ring: Ring, origin: Spot) -> QPolygonF:
    return QPolygonF([_point(spot, origin) for spot in ring])


def _hatching(level: RiskLevel, ground: QColor) -> QPixmap:
    """One tile of a level's pattern."""
    tile = QPixmap(_HATCH_PX, _HATCH_PX)
    tile.fill(ground)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(map_style.INK), 1.4))
    side = float(_HATCH_PX)
    for angle in HATCHES[level].angles:
        if angle in (0, 90):
            for at in (side / 4, 3 * side / 4):
                a, b = QPointF(0, at), QPointF(side, at)
                painter.drawLine(*((a, b) if angle == 0 else (a.transposed(), b.transposed())))
            continue
        for shift in (-side / 2, 0.0, side / 2, side, 1.5 * side):
            start, end = QPointF(shift - side, side), QPointF(shift + side, -side)
            if angle == 135:
                start, end = QPointF(side - start.x(), start.y()), QPointF(side - end.x(), end.y())
            painter.drawLine(start, end)
    painter.end()
    return tile
