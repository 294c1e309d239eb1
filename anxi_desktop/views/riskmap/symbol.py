"""Pins, safety signs and marks on the screen: the marks that are printed, painted by Qt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from anxi_desktop.domain import map_style
from anxi_desktop.domain.map_picture import Area, Glyph, Mark, Stroke, Words, pin, sign_marks
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.domain.signs import Commands, Sign, Signs, read_signs
from anxi_desktop.domain.zone import Item
from anxi_desktop.views.theme import sheet_font

_BOX = 24.0  # the square glyphs are drawn in
_LEAST_NAME_PX = 6


class SymbolArt:
    """The catalogue of signs, and how to paint marks: glyphs are made once and kept."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self._glyphs: dict[int, QPainterPath] = {}

    @classmethod
    def load(cls, resources: Path) -> SymbolArt:
        """The signs that come with the program."""
        return cls(read_signs((resources / "signs" / "signs.json").read_bytes()))

    def paint_sign(self, painter: QPainter, sign: Sign | None, box: QRectF) -> None:
        """Paint a sign into a square."""
        self.paint(painter, sign_marks(self.signs, sign, box.x(), box.y(), box.width()))

    def paint(self, painter: QPainter, marks: Iterable[Mark]) -> None:
        """Paint marks in the painter's own units."""
        for mark in marks:
            if isinstance(mark, Words):
                _paint_words(painter, mark)
            elif isinstance(mark, Glyph):
                self._paint_glyph(painter, mark)
            elif isinstance(mark, Area):
                fill = QColor(mark.fill) if mark.fill else QColor(Qt.GlobalColor.transparent)
                if mark.fill:
                    fill.setAlphaF(mark.opacity)
                painter.setPen(QPen(QColor(mark.stroke), mark.width) if mark.stroke else Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                painter.drawPolygon(_polygon(mark))
            else:
                painter.setPen(QPen(QColor(mark.color), mark.width))
                painter.drawPolyline(_polygon(mark))

    def _paint_glyph(self, painter: QPainter, mark: Glyph) -> None:
        # The catalogue keeps its glyphs for good, so that the place of one in memory is its name.
        path = self._glyphs.get(id(mark.commands))
        if path is None:
            path = self._glyphs[id(mark.commands)] = _path(mark.commands)
        painter.save()
        painter.translate(mark.x, mark.y)
        painter.scale(mark.side / _BOX, mark.side / _BOX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mark.fill))
        painter.drawPath(path)
        painter.restore()


class Symbol(QGraphicsItem):
    """A pin or a mark on the map. Its size is in map units; a pin's tip stands on its spot."""

    def __init__(self, item: Item, art: SymbolArt, level: RiskLevel | None) -> None:
        super().__init__()
        self._item = item
        self._art = art
        self._level = level

    def set_level(self, level: RiskLevel | None) -> None:
        """Colour the pin."""
        if level is not self._level:
            self._level = level
            self.update()

    def boundingRect(self) -> QRectF:
        """The drawing and the words beneath it."""
        size = self._item.size or 1.0
        if self._item.layer is Layer.POINT:
            return QRectF(-size * 0.5, -size * 1.1, size, size * 1.2)
        return QRectF(-size, -size / 2, 2 * size, size * 1.5)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint it."""
        size = self._item.size or 1.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._item.layer is Layer.POINT:
            self._art.paint(painter, pin(0, 0, size, self._level))
            return
        sign = self._art.signs.by_code.get(self._item.symbol)
        self._art.paint_sign(painter, sign, QRectF(-size / 2, -size / 2, size, size))
        name = self._item.label or (sign.name if sign else "")
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        if name and size * 0.2 * scale >= _LEAST_NAME_PX:
            painter.setFont(sheet_font(size * 0.2))
            painter.setPen(QColor(map_style.INK))
            spot = QRectF(-size, size / 2, 2 * size, size * 0.4)
            painter.drawText(spot, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)


def _paint_words(painter: QPainter, mark: Words) -> None:
    """Words around their middle; those of signs and pins are all centred."""
    painter.setFont(sheet_font(mark.size, bold=mark.bold))
    painter.setPen(QColor(mark.color))
    wide = mark.size * 4
    box = QRectF(mark.x - wide / 2, mark.y - mark.size, wide, 2 * mark.size)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)


def _polygon(mark: Area | Stroke) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in mark.points])


def _path(commands: Commands) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for code, numbers in commands:
        if code == "M":
            path.moveTo(*numbers)
        elif code == "L":
            path.lineTo(*numbers)
        elif code == "C":
            path.cubicTo(*numbers)
        else:
            path.closeSubpath()
    return path
