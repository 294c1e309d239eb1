"""Shows an official form as it will print, and lets a person go over its figures with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from anxi_desktop.app.reports import FormSheet, Paper, PlacedForm
from anxi_desktop.app.screen_pen import FormFaces, ScreenPen
from anxi_desktop.domain.consistency import Level
from anxi_desktop.views.cell_editor import CellEditor
from anxi_desktop.views.form_spots import ARROWS, Place, Spot, find_spots, nearest
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.tokens import GRID

_GAP = 2 * GRID
_LEAST, _MOST = 0.4, 4.0
_STEP = 1.2
_MARK = 9
_TONES = {Level.ERROR: "danger", Level.WARNING: "warning", Level.NOTE: "accent"}


class FormView(QAbstractScrollArea):
    """The pages of one form under each other. Figures can be chosen, and opened by a double click or Enter."""

    chosen = Signal(int, str)
    """Another figure is chosen: its block and key."""
    opened = Signal(int, str)
    """A figure was asked for: its block and key."""
    typed = Signal(int, str, str)
    """A sign was typed over a figure (its block and key), or F2 pressed (then "")."""
    entered = Signal(int, str, str)
    """A value was typed into a cell: its block, its key, the text."""
    left = Signal()
    """Nothing is being typed into a cell any more."""
    zoomed = Signal()
    """The scale changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._faces = FormFaces(theme.resources)
        self._form: PlacedForm | None = None
        self._sheet: FormSheet | None = None
        self._spots: tuple[Spot, ...] = ()
        self._marks: Mapping[Place, Level] = {}
        self._by_hand: Set[Place] = frozenset()
        self._editor: CellEditor | None = None
        self._current: Place | None = None
        self._hovered: Place | None = None
        self._scale = 0.0  # 0: as wide as the window
        self._drawn: dict[tuple[int, float, float], QPixmap] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("月报表"))
        theme.changed.connect(self._on_theme)

    def set_form(
        self,
        form: PlacedForm,
        *,
        blocks: int,
        marks: Mapping[Place, Level],
        by_hand: Set[Place] = frozenset(),
    ) -> None:
        """Show a form whose first `blocks` blocks hold figures; the chosen figure stays chosen where it can.

        `by_hand` are cells with a value that a person put in over the counted one.
        """
        self._finish_editor(
            keep=False
        )  # other figures stand there now; whoever shows them finishes typing before
        self._form = form
        self._marks = marks
        self._by_hand = by_hand
        self._drawn.clear()
        pen = ScreenPen(self._faces, page=Paper.A4.points, ink=QColor())
        self._sheet = FormSheet(pen, form)
        self._spots = tuple(find_spots(self._sheet, form, blocks))
        if self._current not in [spot.place for spot in self._spots]:
            self._current = None
        self._place_bars()
        self.viewport().update()

    def current(self) -> Place | None:
        """The chosen figure."""
        return self._current

    def choose(self, block: int, key: str) -> None:
        """Choose a figure and bring it into sight."""
        spot = next((spot for spot in self._spots if spot.place == (block, key)), None)
        if spot is None:
            return
        is_other = self._current != spot.place
        self._current = spot.place
        self._show_rect(self._to_view(spot.rect))
        self.viewport().update()
        self.setAccessibleDescription(f"{key} {spot.cell.text}")
        if is_other:
            self.chosen.emit(block, key)

    def edit(self, block: int, key: str, text: str, *, typed: str = "") -> None:
        """Let a person type into a cell; `text` stands there, `typed` has been typed already."""
        self.choose(block, key)
        self._finish_editor(keep=True)
        cell = self.rect_of(block, key).toAlignedRect()
        editor = CellEditor(self.viewport(), cell, text, name=self.tr("填写这一格"))
        editor.entered.connect(partial(self.entered.emit, block, key))
        editor.left.connect(self._on_editor_left)
        self._editor = editor
        editor.begin(typed)

    def editor(self) -> CellEditor | None:
        """The editor over a cell, while there is one."""
        return self._editor

    def finish_typing(self) -> None:
        """Take what is being typed as it stands."""
        self._finish_editor(keep=True)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What is being typed belongs to a place that moves away."""
        self._finish_editor(keep=True)
        super().scrollContentsBy(dx, dy)

    def _finish_editor(self, *, keep: bool) -> None:
        if self._editor is not None:
            self._editor.finish(keep=keep)

    @Slot()
    def _on_editor_left(self) -> None:
        had_focus = self._editor is not None and self._editor.hasFocus()
        self._editor = None
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def rect_of(self, block: int, key: str) -> QRectF:
        """Where a figure stands on the viewport now, in pixels; empty where there is none."""
        spot = next((spot for spot in self._spots if spot.place == (block, key)), None)
        return QRectF() if spot is None else self._to_view(spot.rect)

    def scale(self) -> float:
        """Pixels for each point of paper; 1.333 is the size of the paper."""
        return self._scale or self._fit()

    def is_fitted(self) -> bool:
        """True while the form is as wide as the window."""
        return not self._scale

    @Slot()
    def fit(self) -> None:
        """As wide as the window, and following it."""
        self._set_scale(0.0, None)

    @Slot()
    def zoom_in(self) -> None:
        """Larger."""
        self._set_scale(self.scale() * _STEP, None)

    @Slot()
    def zoom_out(self) -> None:
        """Smaller."""
        self._set_scale(self.scale() / _STEP, None)

    def sizeHint(self) -> QSize:
        """A sheet at a readable size."""
        return QSize(980, 560)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in sight and what is chosen on them."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color("window"))
        if self._sheet is None:
            return
        scale = self.scale()
        for number in range(len(self._sheet.pages)):
            corner = self._page_corner(number, scale)
            size = QSize(*(round(side * scale) for side in Paper.A4.points))
            area = QRectF(corner, size)
            if area.intersects(QRectF(event.rect())):
                painter.drawPixmap(corner, self._page(number, scale, size))
                painter.setPen(QPen(self._theme.color("line_strong"), 1))
                painter.drawRect(area.adjusted(-0.5, -0.5, 0, 0))
        self._paint_spots(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pages as wide as the window unless a person chose a scale."""
        self._finish_editor(keep=True)
        super().resizeEvent(event)
        self._place_bars()
        if self.is_fitted():
            self.zoomed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the figure under the mouse."""
        spot = self._spot_at(event.position())
        if spot is not None and event.button() is Qt.MouseButton.LeftButton:
            self.choose(*spot.place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the figure under the mouse."""
        spot = self._spot_at(event.position())
        if spot is not None and event.button() is Qt.MouseButton.LeftButton:
            self.choose(*spot.place)
            self.opened.emit(*spot.place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more happens, here or below."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that figures can be clicked."""
        spot = self._spot_at(event.position())
        hovered = spot.place if spot else None
        if hovered != self._hovered:
            self._hovered = hovered
            shape = Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom around the mouse."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = _STEP if event.angleDelta().y() > 0 else 1 / _STEP
            self._set_scale(self.scale() * factor, event.position().toPoint())
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go over the figures, Enter opens one, Ctrl with + - 0 zooms."""
        key = Qt.Key(event.key())
        with_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            zoom = {
                Qt.Key.Key_Plus: self.zoom_in,
                Qt.Key.Key_Equal: self.zoom_in,
                Qt.Key.Key_Minus: self.zoom_out,
            }
            act = zoom.get(key, self.fit if key == Qt.Key.Key_0 else None)
            if act is not None:
                act()
                return
        elif key in ARROWS and not with_alt:  # Alt and an arrow go back and forth between pages
            self._step(*ARROWS[key])
            return
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(*self._current)
            return
        elif self._current is not None and not with_alt and (key == Qt.Key.Key_F2 or _is_value(event.text())):
            self.typed.emit(*self._current, "" if key == Qt.Key.Key_F2 else event.text())
            return
        super().keyPressEvent(event)

    def _page(self, number: int, scale: float, size: QSize) -> QPixmap:
        """One page as a picture, drawn once for a scale."""
        ratio = self.devicePixelRatioF()
        found = self._drawn.get((number, scale, ratio))
        if found is None and self._form is not None:
            if len(self._drawn) > 8:
                self._drawn.clear()
            found = QPixmap(size * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(self._theme.color("surface"))
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            painter.scale(scale, scale)
            ink = self._theme.color("text")
            pen = ScreenPen(self._faces, page=Paper.A4.points, ink=ink, painter=painter)
            FormSheet(pen, self._form).draw_page(number)
            painter.end()
            self._drawn[number, scale, ratio] = found
        assert found is not None
        return found

    def _paint_spots(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for spot in self._spots:
            rect = self._to_view(spot.rect)
            level = self._marks.get(spot.place)
            if level is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(_TONES[level]))
                corner = rect.topRight() + QPointF(-1, 1)
                painter.drawPolygon(
                    QPolygonF([corner, corner - QPointF(_MARK, 0), corner + QPointF(0, _MARK)])
                )
            if spot.place in self._by_hand:
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.drawLine(rect.bottomLeft() + QPointF(3, -3), rect.bottomRight() + QPointF(-3, -3))
            if spot.place == self._current or spot.place == self._hovered:
                tint = theme.color("accent")
                tint.setAlphaF(0.14 if spot.place == self._current else 0.07)
                painter.fillRect(rect, tint)
            if spot.place == self._current:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _step(self, right: int, down: int) -> None:
        """Choose the nearest figure in a direction; the first one where none is chosen."""
        now = next((spot for spot in self._spots if spot.place == self._current), None)
        found = next(iter(self._spots), None) if now is None else nearest(self._spots, now, right, down)
        if found is not None:
            self.choose(*found.place)

    def _fit(self) -> float:
        room = self.viewport().width() - 2 * _GAP
        return max(_LEAST, min(_MOST, room / Paper.A4.points[0]))

    def _set_scale(self, scale: float, around: QPoint | None) -> None:
        self._finish_editor(keep=True)
        before = self.scale()
        self._scale = max(_LEAST, min(_MOST, scale)) if scale else 0.0
        ratio = self.scale() / before
        self._place_bars()
        centre = around or self.viewport().rect().center()
        for bar, place in (
            (self.horizontalScrollBar(), centre.x()),
            (self.verticalScrollBar(), centre.y()),
        ):
            bar.setValue(round((bar.value() + place) * ratio - place))
        self.viewport().update()
        self.zoomed.emit()

    def _place_bars(self) -> None:
        if self._sheet is None:
            return
        width, height = (side * self.scale() for side in Paper.A4.points)
        whole_width = round(width) + 2 * _GAP
        whole_height = len(self._sheet.pages) * (round(height) + _GAP) + _GAP
        room = self.viewport().size()
        for bar, whole, shown in (
            (self.horizontalScrollBar(), whole_width, room.width()),
            (self.verticalScrollBar(), whole_height, room.height()),
        ):
            bar.setRange(0, max(0, whole - shown))
            bar.setPageStep(shown)
            bar.setSingleStep(4 * GRID)
        self.viewport().update()

    def _page_corner(self, number: int, scale: float) -> QPoint:
        width, height = (round(side * scale) for side in Paper.A4.points)
        left = max(_GAP, (self.viewport().width() - width) // 2)
        return QPoint(
            left - self.horizontalScrollBar().value(),
            _GAP + number * (height + _GAP) - self.verticalScrollBar().value(),
        )

    def _to_view(self, rect: QRectF) -> QRectF:
        """From points of the column of pages to pixels of the viewport."""
        scale, height = self.scale(), Paper.A4.points[1]
        number = int(rect.top() // height)
        corner = self._page_corner(number, scale)
        return QRectF(
            corner.x() + rect.left() * scale,
            corner.y() + (rect.top() - number * height) * scale,
            rect.width() * scale,
            rect.height() * scale,
        )

    def _show_rect(self, rect: QRectF) -> None:
        room = self.viewport().rect()
        for bar, low, high, most in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), room.width()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), room.height()),
        ):
            if low < _GAP:
                bar.setValue(bar.value() + round(low - _GAP))
            elif high > most - _GAP:
                bar.setValue(bar.value() + round(high - most + _GAP))

    def _spot_at(self, position: QPointF) -> Spot | None:
        return next((spot for spot in self._spots if self._to_view(spot.rect).contains(position)), None)

    @Slot()
    def _on_theme(self) -> None:
        self._drawn.clear()
        self.viewport().update()


def _is_value(text: str) -> bool:
    """A sign with which a number begins."""
    return len(text) == 1 and (text.isdigit() or text in "０１２３４５６７８９")
