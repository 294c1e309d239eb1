"""What lies around the canvas: rulers along two sides, and the small map that says where one is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from anxi_desktop.domain import map_style
from anxi_desktop.views import theme as themes
from anxi_desktop.views.riskmap.scene import MapScene
from anxi_desktop.views.riskmap.view import MapView

RULER = 22
_GAP_PX = 80
_MINIMAP = 168
_MINIMAP_PAUSE_MS = 300


class Ruler(QWidget):
    """Ticks with figures in metres where the scale is known, else in map units."""

    def __init__(self, view: MapView, *, across: bool) -> None:
        super().__init__()
        self._view = view
        self._across = across
        self.mm_per_unit = 0.0
        self._pointer: float | None = None
        if across:
            self.setFixedHeight(RULER)
        else:
            self.setFixedWidth(RULER)
        view.moved.connect(self.update)
        view.pointed.connect(self._on_pointed)

    def set_scale(self, mm_per_unit: float) -> None:
        """Millimetres in a map unit; 0 where unknown."""
        self.mm_per_unit = mm_per_unit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ticks."""
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        pen = QPen(theme.color("line_strong"), 1)
        painter.setPen(pen)
        if self._across:
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        else:
            painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        unit = self.mm_per_unit / 1000 if self.mm_per_unit else 1.0  # metres, or units, in a map unit
        scale = self._view.scale_now / unit
        step = nice_step(_GAP_PX / scale)
        seen = self._view.in_sight()
        begin = (seen.left() if self._across else seen.top()) * unit
        length = self.width() if self._across else self.height()
        painter.setFont(theme.font("caption"))
        at = math.floor(begin / step) * step
        while (place := (at - begin) * scale) < length:
            self._tick(painter, place, 9)
            text = f"{at:g}"
            painter.setPen(theme.color("secondary"))
            if self._across:
                painter.drawText(QPointF(place + 3, 11), text)
            else:
                painter.save()
                painter.translate(11, place + 3)
                painter.rotate(90)
                painter.drawText(QPointF(0, 0), text)
                painter.restore()
            painter.setPen(pen)
            for fifth in range(1, 5):
                self._tick(painter, place + fifth * step * scale / 5, 4)
            at += step
        if self._pointer is not None:
            painter.setPen(QPen(theme.color("accent"), 1))
            self._tick(painter, self._pointer, RULER)

    def _tick(self, painter: QPainter, place: float, length: float) -> None:
        if self._across:
            painter.drawLine(QPointF(place, RULER - length), QPointF(place, RULER))
        else:
            painter.drawLine(QPointF(RULER - length, place), QPointF(RULER, place))

    def _on_pointed(self, spot: object) -> None:
        if isinstance(spot, tuple):
            place = self._view.place_of((int(spot[0]), int(spot[1])))
            self._pointer = place.x() if self._across else place.y()
        else:
            self._pointer = None
        self.update()


def nice_step(least: float) -> float:
    """The smallest of 1, 2, 5 × 10ⁿ that is not below `least`."""
    power = 10 ** math.floor(math.log10(max(least, 1e-6)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * 0.999)


class MiniMap(QWidget):
    """The whole sheet, small, with a frame around what is in sight; a press goes there."""

    asked = Signal(object)
    """The place of the sheet (QPointF, map units) to show in the middle."""

    def __init__(self, view: MapView, scene: MapScene) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self._picture = QPixmap()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_MINIMAP_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("小地图：点一下到那里"))
        view.moved.connect(self.update)
        self.fit_sheet()

    def sizeHint(self) -> QSize:
        """As the sheet."""
        return self.size()

    def fit_sheet(self) -> None:
        """Take the proportions of the sheet."""
        wide, high = self._scene.width_units, self._scene.height_units
        factor = _MINIMAP / max(wide, high)
        self.setFixedSize(max(round(wide * factor), 40), max(round(high * factor), 40))
        self._pause.start()

    def look_again(self) -> None:
        """Something on the map has changed."""
        self._pause.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the frame."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setOpacity(0.94)
        painter.fillRect(self.rect(), theme.color("surface"))
        if not self._picture.isNull():
            painter.drawPixmap(self.rect(), self._picture)
        painter.setOpacity(1)
        factor = self.width() / self._scene.width_units
        seen = self._view.in_sight()
        box = QRectF(
            seen.x() * factor, seen.y() * factor, seen.width() * factor, seen.height() * factor
        ).intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        tint = theme.color("accent")
        tint.setAlpha(36)
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.setBrush(tint)
        painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event)

    def _ask(self, event: QMouseEvent) -> None:
        factor = self._scene.width_units / self.width()
        self.asked.emit(QPointF(event.position().x() * factor, event.position().y() * factor))

    def _draw(self) -> None:
        scale = self.devicePixelRatioF()
        self._picture = QPixmap(round(self.width() * scale), round(self.height() * scale))
        self._picture.fill(map_style.PAPER)
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(0, 0, self._scene.width_units, self._scene.height_units)
        self._scene.render(painter, QRectF(self._picture.rect()), sheet)
        painter.end()
        self._picture.setDevicePixelRatio(scale)
        self.update()
