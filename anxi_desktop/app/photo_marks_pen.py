"""Draws marks over a picture, the same on the screen and in the editor."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from anxi_desktop.domain.photo_marks import Mark, MarkKind

INK = "#E5231B"
"""The red of a marker pen: it stands on a photo, not on the window."""


def paint_marks(painter: QPainter, box: QRectF, marks: Iterable[Mark], *, chosen: int = -1) -> None:
    """Draw marks over a picture that fills `box`."""
    width = max(2.0, box.width() / 220)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, mark in enumerate(marks):
        begin = place_in(box, mark.x, mark.y)
        end = place_in(box, mark.to_x, mark.to_y)
        halo = QPen(QColor(255, 255, 255, 200), width * 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        ink = QPen(QColor(INK), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark.kind is MarkKind.TEXT:
            _words(painter, box, begin, mark.text)
        else:
            for pen in (halo, ink):
                painter.setPen(pen)
                if mark.kind is MarkKind.CIRCLE:
                    painter.drawEllipse(QRectF(begin, end).normalized())
                else:
                    _arrow(painter, begin, end, head=width * 6)
        if number == chosen:
            painter.setPen(QPen(QColor("#FFFFFF"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bounds(box, mark).adjusted(-6, -6, 6, 6))


def bounds(box: QRectF, mark: Mark) -> QRectF:
    """Where a mark stands in a picture that fills `box`."""
    begin, end = place_in(box, mark.x, mark.y), place_in(box, mark.to_x, mark.to_y)
    if mark.kind is MarkKind.TEXT:
        metrics = QFontMetricsF(letters(box))
        return QRectF(begin, metrics.boundingRect(mark.text).size()).adjusted(0, 0, 12, 6)
    return QRectF(begin, end).normalized()


def place_in(box: QRectF, x: float, y: float) -> QPointF:
    """A share of the picture as a point."""
    return QPointF(box.x() + x * box.width(), box.y() + y * box.height())


def letters(box: QRectF) -> QFont:
    """The type of words on a picture of this size."""
    font = QFont()
    font.setPixelSize(max(12, round(box.width() / 32)))
    font.setBold(True)
    return font


def _words(painter: QPainter, box: QRectF, at: QPointF, text: str) -> None:
    font = letters(box)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    ground = QRectF(at, metrics.boundingRect(text).size()).adjusted(0, 0, 12, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(INK))
    painter.drawRoundedRect(ground, 4, 4)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)


def _arrow(painter: QPainter, begin: QPointF, end: QPointF, *, head: float) -> None:
    painter.drawLine(begin, end)
    angle = math.atan2(end.y() - begin.y(), end.x() - begin.x())
    sides = [
        QPointF(end.x() - head * math.cos(angle + turn), end.y() - head * math.sin(angle + turn))
        for turn in (0.45, -0.45)
    ]
    painter.drawPolyline(QPolygonF([sides[0], end, sides[1]]))
