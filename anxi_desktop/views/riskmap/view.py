"""The view of a map: pan, zoom at the pointer, fit, and what a tool paints over the scene.

Edges are smoothed only at rest: while a hand moves, twice as many frames are worth more than smooth lines.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QGraphicsView, QPinchGesture

from anxi_desktop.domain.geometry import TICKS, Spot
from anxi_desktop.views import theme as themes
from anxi_desktop.views.riskmap.scene import MapScene

_REST_MS = 120
_STEP = 1.2
_LEAST_ROOM = 100
_LEAST, _MOST = 0.01, 40.0


class MapView(QGraphicsView):
    """Shows a `MapScene`. A `Hand` (the tool in use) gets what is not panning or zooming."""

    moved = Signal()
    """What is in sight is something else now."""
    pointed = Signal(object)
    """The spot under the pointer, in ticks; None outside."""

    def __init__(self, scene: MapScene) -> None:
        super().__init__(scene)
        self._scene = scene
        self.hand: Hand | None = None
        self.more_keys: Callable[[QKeyEvent], bool] | None = None
        self._drag_from: QPoint | None = None
        self._space = False
        self.is_fitted = True
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        themes.current().changed.connect(self._on_theme)
        self._on_theme()

    # ---- where we are -------------------------------------------------------------------------------------

    @property
    def scale_now(self) -> float:
        """Screen pixels in a map unit."""
        return self.transform().m11()

    def spot_at(self, place: QPointF | QPoint) -> Spot:
        """The spot (in ticks) under a place of the viewport."""
        there = self.viewportTransform().inverted()[0].map(QPointF(place))
        return round(there.x() * TICKS), round(there.y() * TICKS)

    def place_of(self, spot: Spot) -> QPointF:
        """Where a spot stands in the viewport."""
        return self.viewportTransform().map(QPointF(spot[0] / TICKS, spot[1] / TICKS))

    def ticks(self, pixels: float) -> int:
        """How many ticks so many screen pixels are."""
        return max(round(pixels / self.scale_now * TICKS), 1)

    def in_sight(self) -> QRectF:
        """The part of the sheet that is shown, in map units."""
        return self.viewportTransform().inverted()[0].mapRect(QRectF(self.viewport().rect()))

    # ---- going elsewhere ----------------------------------------------------------------------------------

    def fit(self, box: QRectF | None = None) -> None:
        """Show the whole sheet, or a part of it, with a margin."""
        target = box if box is not None and not box.isEmpty() else self._scene.background.boundingRect()
        room = self.viewport().rect()
        margin = 24
        scale = min(
            (room.width() - 2 * margin) / target.width(), (room.height() - 2 * margin) / target.height()
        )
        self._set_scale(max(min(scale, _MOST), _LEAST))
        self.show_at(target.center(), QPointF(room.center()))
        self.is_fitted = box is None

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; what is under `at` (a place of the viewport, else its middle) stays there."""
        place = at if at is not None else QPointF(self.viewport().rect().center())
        there = self.viewportTransform().inverted()[0].map(place)
        scale = max(min(self.scale_now * factor, _MOST), _LEAST)
        if scale == self.scale_now:
            return
        self.is_fitted = False
        self._hurry()
        self._set_scale(scale)
        self.show_at(there, place)

    def show_at(self, there: QPointF, place: QPointF) -> None:
        """Bring a place of the sheet (map units) to a place of the viewport."""
        now = self.viewportTransform().map(there)
        self.pan(place.x() - now.x(), place.y() - now.y())

    def pan(self, dx: float, dy: float) -> None:
        """Move the sheet by screen pixels."""
        for bar, by in ((self.horizontalScrollBar(), dx), (self.verticalScrollBar(), dy)):
            if round(by):
                bar.setValue(bar.value() - round(by))
        self.moved.emit()

    def _set_scale(self, scale: float) -> None:
        self.resetTransform()
        self.scale(scale, scale)
        self._scene.show_labels_at(scale)

    def _hurry(self) -> None:
        self.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._rest.start()

    def _on_rest(self) -> None:
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.viewport().update()

    def _on_theme(self) -> None:
        self.setBackgroundBrush(themes.current().color("neutral_tint"))
        self.viewport().update()

    # ---- events -------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms at the pointer; with Shift it goes sideways, two fingers on a touchpad pan."""
        modifiers = event.modifiers()
        turn = event.angleDelta()
        if event.hasPixelDelta() and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self._hurry()
            self.is_fitted = False
            self.pan(event.pixelDelta().x(), event.pixelDelta().y())
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._hurry()
            self.is_fitted = False
            self.pan((turn.y() or turn.x()) / 2, 0)
        else:
            self.zoom(_STEP ** ((turn.y() or turn.x()) / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The middle button, and the left one with Space, pan; the rest is the tool's."""
        self.setFocus()
        if event.button() is Qt.MouseButton.MiddleButton or (
            self._space and event.button() is Qt.MouseButton.LeftButton
        ):
            self._drag_from = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.hand is not None:
            self.hand.press(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or let the tool follow."""
        if self._drag_from is not None:
            by = event.position().toPoint() - self._drag_from
            self._drag_from = event.position().toPoint()
            self._hurry()
            self.is_fitted = False
            self.pan(by.x(), by.y())
        elif self.hand is not None:
            self.hand.move(event)
        self.pointed.emit(self.spot_at(event.position()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of panning or of the tool's gesture."""
        if self._drag_from is not None:
            self._drag_from = None
            self._show_cursor()
        elif self.hand is not None:
            self.hand.release(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The tool's."""
        if self.hand is not None and event.button() is Qt.MouseButton.LeftButton:
            self.hand.double(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space held pans; the tool gets the rest, what it does not want goes to the window."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and not self._hand_wants(event):
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
            event.accept()
            return
        if self.hand is not None and self.hand.key(event):
            event.accept()
            return
        if self.more_keys is not None and self.more_keys(event):
            event.accept()
            return
        event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own signature
        """Tab goes through what is on the map first."""
        if self.hand is not None and self.hand.tab(forward=next):
            return True
        return super().focusNextPrevChild(next)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The end of Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()
        super().keyReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Two fingers on a screen or a touchpad zoom."""
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom(
                    pinch.scaleFactor(), QPointF(self.viewport().mapFromGlobal(pinch.centerPoint().toPoint()))
                )
                by = pinch.centerPoint() - pinch.lastCenterPoint()
                self.pan(by.x(), by.y())
                return True
        if isinstance(event, QNativeGestureEvent) and (
            event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom(1 + event.value(), event.position())
            return True
        if event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A map that is shown whole stays so until the person goes elsewhere."""
        super().resizeEvent(event)
        if self.is_fitted and self.viewport().width() > _LEAST_ROOM:
            self.fit()
        self.moved.emit()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """What the tool paints, in the viewport's own pixels."""
        if self.hand is None:
            return
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.hand.paint(painter)
        painter.restore()

    def repaint_over(self) -> None:
        """What the tool paints has changed."""
        self.viewport().update()

    def _hand_wants(self, event: QKeyEvent) -> bool:
        return self.hand is not None and self.hand.wants(event)

    def _show_cursor(self) -> None:
        cursor = self.hand.cursor() if self.hand is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if self._space else cursor)

    def set_hand(self, hand: Hand | None) -> None:
        """Put another tool into the hand."""
        self.hand = hand
        self._show_cursor()
        self.repaint_over()


class Hand:
    """What the view asks of the tool in use. Events are the viewport's; all do nothing here."""

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""

    def double(self, event: QMouseEvent) -> None:
        """A double click with the left button."""

    def key(self, event: QKeyEvent) -> bool:
        """A key; True where the tool took it."""
        return False

    def tab(self, *, forward: bool) -> bool:
        """Tab and Shift+Tab; True where the tool went to something else on the map."""
        return False

    def wants(self, event: QKeyEvent) -> bool:
        """True for keys (Space) that are the tool's rather than the view's."""
        return False

    def cursor(self) -> Qt.CursorShape:
        """How the pointer looks."""
        return Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter) -> None:
        """Paint over the scene, in pixels of the viewport."""
