"""Pins, safety signs and marks: small drawings on the map and on the buttons that offer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from anxi_desktop.domain import map_style
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.domain.signs import Sign, SignKind, Signs, read_signs
from anxi_desktop.domain.words import choice_word
from anxi_desktop.domain.zone import Item
from anxi_desktop.views.theme import sheet_font

_BOX = 24.0  # the square glyphs are drawn in


class SymbolArt:
    """The drawings of all signs, read once and kept as paths."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self._paths: dict[str, QPainterPath] = {}

    @classmethod
    def load(cls, resources: Path) -> SymbolArt:
        """The signs that come with the program."""
        return cls(read_signs((resources / "signs" / "signs.json").read_bytes()))

    def glyph(self, name: str) -> QPainterPath:
        """A glyph in its square of 24."""
        path = self._paths.get(name)
        if path is None:
            path = self._paths[name] = _path(self.signs.glyphs.get(name, ()))
        return path

    def paint(self, painter: QPainter, sign: Sign | None, box: QRectF) -> None:
        """Paint a sign into a square."""
        painter.save()
        painter.translate(box.topLeft())
        painter.scale(box.width() / _BOX, box.height() / _BOX)
        painter.setPen(Qt.PenStyle.NoPen)
        kind = sign.kind if sign else SignKind.SIX
        _GROUNDS[kind](painter)
        self._paint_glyph(painter, sign, kind)
        if kind is SignKind.PROHIBITION:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(map_style.SIGN_RED), 2.3))
            painter.drawEllipse(QRectF(1.4, 1.4, 21.2, 21.2))
            painter.drawLine(QPointF(4.6, 4.6), QPointF(19.4, 19.4))
        painter.restore()

    def _paint_glyph(self, painter: QPainter, sign: Sign | None, kind: SignKind) -> None:
        side, middle = _GLYPH_PLACES[kind]
        painter.setBrush(QColor(_INKS[kind]))
        if sign is not None and sign.glyph:
            painter.save()
            painter.translate(_BOX / 2 - side / 2, middle - side / 2)
            painter.scale(side / _BOX, side / _BOX)
            painter.drawPath(self.glyph(sign.glyph))
            painter.restore()
            return
        text = sign.short if sign is not None else "?"
        painter.setFont(sheet_font(5 if kind is SignKind.WARNING else 7, bold=True))
        painter.setPen(QColor(_INKS[kind]))
        box = QRectF(0, middle - 6, _BOX, 12)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


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
            paint_pin(painter, QRectF(-size * 0.38, -size, size * 0.76, size), self._level)
            return
        sign = self._art.signs.by_code.get(self._item.symbol)
        self._art.paint(painter, sign, QRectF(-size / 2, -size / 2, size, size))
        name = self._item.label or (sign.name if sign else "")
        if name and size * 0.2 * option.levelOfDetailFromTransform(painter.worldTransform()) >= 6:
            painter.setFont(sheet_font(size * 0.2))
            painter.setPen(QColor(map_style.INK))
            spot = QRectF(-size, size / 2, 2 * size, size * 0.4)
            painter.drawText(spot, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)


def paint_pin(painter: QPainter, box: QRectF, level: RiskLevel | None) -> None:
    """A drop whose tip stands at the middle of the box's lower edge, with the level's word."""
    color = QColor(map_style.RISK[level] if level else map_style.UNGRADED)
    path = QPainterPath()
    wide = box.width()
    round_box = QRectF(box.left(), box.top(), wide, wide)
    path.moveTo(box.center().x(), box.bottom())
    path.quadTo(box.left() + wide * 0.04, box.top() + wide * 0.95, round_box.left(), round_box.center().y())
    path.arcTo(round_box, 180, -180)
    path.quadTo(box.right() - wide * 0.04, box.top() + wide * 0.95, box.center().x(), box.bottom())
    path.closeSubpath()
    painter.setPen(QPen(QColor(map_style.PAPER), wide * 0.06))
    painter.setBrush(color)
    painter.drawPath(path)
    painter.setFont(sheet_font(wide * 0.52, bold=True))
    painter.setPen(QColor(map_style.INK if level is RiskLevel.YELLOW else map_style.PAPER))
    word = choice_word(RiskLevel, level.value) if level else "?"
    painter.drawText(round_box, Qt.AlignmentFlag.AlignCenter, word)


def _path(commands: tuple[tuple[str, tuple[float, ...]], ...]) -> QPainterPath:
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


def _ring(painter: QPainter) -> None:
    painter.setBrush(QColor(map_style.PAPER))
    painter.drawEllipse(QRectF(0.3, 0.3, 23.4, 23.4))


def _triangle(painter: QPainter) -> None:
    painter.setBrush(QColor(map_style.SIGN_YELLOW))
    rim = QPen(QColor(map_style.INK), 1.4)
    rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(rim)
    painter.drawPolygon(QPolygonF([QPointF(12, 1.6), QPointF(23, 21.4), QPointF(1, 21.4)]))
    painter.setPen(Qt.PenStyle.NoPen)


def _disc(painter: QPainter) -> None:
    painter.setBrush(QColor(map_style.SIGN_BLUE))
    painter.drawEllipse(QRectF(0.3, 0.3, 23.4, 23.4))


def _square(color: str) -> Callable[[QPainter], None]:
    def paint(painter: QPainter) -> None:
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(QRectF(0.5, 0.5, 23, 23), 2, 2)

    return paint


_GROUNDS: Mapping[SignKind, Callable[[QPainter], None]] = {
    SignKind.PROHIBITION: _ring,
    SignKind.WARNING: _triangle,
    SignKind.MANDATORY: _disc,
    SignKind.INFORMATION: _square(map_style.SIGN_GREEN),
    SignKind.SIX: _square(map_style.QUIET),
    SignKind.FIRE: _square(map_style.SIGN_RED),
    SignKind.ESCAPE: _square(map_style.SIGN_GREEN),
}
_GLYPH_PLACES: Mapping[SignKind, tuple[float, float]] = {
    SignKind.PROHIBITION: (14.0, 12.0),
    SignKind.WARNING: (10.5, 14.6),
    SignKind.MANDATORY: (15.0, 12.0),
    SignKind.INFORMATION: (18.0, 12.0),
    SignKind.SIX: (17.0, 12.0),
    SignKind.FIRE: (18.0, 12.0),
    SignKind.ESCAPE: (18.0, 12.0),
}
_INKS: Mapping[SignKind, str] = {
    **dict.fromkeys(SignKind, map_style.PAPER),
    SignKind.PROHIBITION: map_style.INK,
    SignKind.WARNING: map_style.INK,
}
assert set(_GROUNDS) == set(_GLYPH_PLACES) == set(_INKS) == set(SignKind)
