"""What a style sheet cannot draw: check marks, arrows, combo and spin boxes, and popups with round corners.

Everything is painted from the theme's colours as vectors, so it is crisp at every scale and needs no glyph of
a font. Only what is not covered by a rule of the style sheet arrives here.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionSpinBox,
    QWidget,
)

_RADIUS = 6
_BOX = 18

Primitive = QStyle.PrimitiveElement
State = QStyle.StateFlag

_ARROWS = {
    Primitive.PE_IndicatorArrowDown: "down",
    Primitive.PE_IndicatorArrowUp: "up",
    Primitive.PE_IndicatorArrowLeft: "left",
    Primitive.PE_IndicatorArrowRight: "right",
    Primitive.PE_IndicatorSpinUp: "up",
    Primitive.PE_IndicatorSpinDown: "down",
}


class AnxiStyle(QProxyStyle):
    """Fusion's behaviour with our own looks."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._colors: Mapping[str, QColor] = {}

    def set_colors(self, colors: Mapping[str, QColor]) -> None:
        """The colours to paint with from now on, by token name."""
        self._colors = colors

    def polish(self, target: QWidget | QApplication | QPalette) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().polish(target)
        if isinstance(target, QMenu) or (isinstance(target, QWidget) and _is_combo_popup(target)):
            flags = target.windowFlags()
            target.setWindowFlags(
                flags | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
            )
            target.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element in _ARROWS:
            name = "text" if option.state & State.State_Enabled else "disabled"
            if name == "text" and widget is not None and widget.property("kind") == "primary":
                name = "on_accent"  # the arrow of a primary button with a menu
            chevron(painter, QRectF(option.rect), direction=_ARROWS[element], color=self._colors[name])
        elif element == Primitive.PE_IndicatorCheckBox or element == Primitive.PE_IndicatorItemViewItemCheck:
            self._check_box(option, painter)
        elif element == Primitive.PE_IndicatorRadioButton:
            self._radio(option, painter)
        elif element == Primitive.PE_IndicatorHeaderArrow:
            if isinstance(option, QStyleOptionHeader):
                up = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortDown
                direction = "up" if up else "down"
                chevron(painter, QRectF(option.rect), direction=direction, color=self._colors["accent"])
        elif element == Primitive.PE_FrameFocusRect:
            # Our buttons draw their ring themselves, around all of them and not only around their words.
            has_own = widget is not None and widget.property("kind") is not None
            if option.state & State.State_KeyboardFocusChange and not has_own:
                focus_ring(painter, option.rect, color=self._colors["accent"])
        elif element == Primitive.PE_Frame and _is_combo_popup(widget):
            pass  # the list inside draws its own frame
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == QStyle.ControlElement.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            self._combo_label(option, painter)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._editor_frame(option, painter, widget)
            side = QRectF(option.rect)
            side.setLeft(side.right() - 30)
            self._arrow(option, painter, side, "down")
        elif control == QStyle.ComplexControl.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            self._editor_frame(option, painter, widget)
            for part, direction in (
                (QStyle.SubControl.SC_SpinBoxUp, "up"),
                (QStyle.SubControl.SC_SpinBoxDown, "down"),
            ):
                rect = self.subControlRect(control, option, part, widget)  # pyright: ignore[reportArgumentType]
                self._arrow(option, painter, QRectF(rect), direction)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _arrow(self, option: QStyleOption, painter: QPainter, rect: QRectF, direction: str) -> None:
        name = "secondary" if option.state & State.State_Enabled else "disabled"
        chevron(painter, rect, direction=direction, color=self._colors[name])

    def _editor_frame(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        enabled = bool(option.state & State.State_Enabled)
        focus = bool(option.state & State.State_HasFocus)
        wrong = widget is not None and bool(widget.property("error"))
        line = "line_strong" if enabled else "line"
        if option.state & State.State_MouseOver and enabled:
            line = "secondary"
        if wrong:
            line = "danger"
        width = 1.0
        if focus:
            line, width = ("danger" if wrong else "accent"), 2.0
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colors[line], width))
        painter.setBrush(self._colors["surface" if enabled else "window"])
        inset = width / 2
        painter.drawRoundedRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
        painter.restore()

    def _combo_label(self, option: QStyleOptionComboBox, painter: QPainter) -> None:
        if option.editable:
            return
        rect = QRect(option.rect).adjusted(11, 0, -30, 0)
        painter.save()
        if not option.currentIcon.isNull():
            icon = QRect(rect.left(), rect.center().y() - 9, 20, 20)
            option.currentIcon.paint(painter, icon)
            rect.setLeft(icon.right() + 8)
        name = "text" if option.state & State.State_Enabled else "secondary"
        painter.setPen(self._colors[name])
        text = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def _check_box(self, option: QStyleOption, painter: QPainter) -> None:
        on = bool(option.state & State.State_On)
        partly = bool(option.state & State.State_NoChange)
        hover = bool(option.state & State.State_MouseOver)
        check_box(
            painter,
            QRectF(option.rect),
            colors=self._colors,
            checked=on,
            partly=partly,
            enabled=bool(option.state & State.State_Enabled),
            hover=hover,
        )
        if isinstance(option, QStyleOptionButton) and option.state & State.State_HasFocus:
            focus_ring(painter, option.rect.adjusted(-2, -2, 2, 2), color=self._colors["accent"])

    def _radio(self, option: QStyleOption, painter: QPainter) -> None:
        enabled = bool(option.state & State.State_Enabled)
        on = bool(option.state & State.State_On)
        side = min(option.rect.width(), option.rect.height(), _BOX)
        box = QRectF(0, 0, side - 1, side - 1)
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._colors["accent" if enabled else "disabled"]
        hover = option.state & State.State_MouseOver
        line = self._colors["secondary" if hover and enabled else "line_strong"]
        painter.setPen(QPen(accent if on else line, 1.5))
        painter.setBrush(self._colors["surface"])
        painter.drawEllipse(box)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawEllipse(box.center(), side * 0.27, side * 0.27)
        painter.restore()
        if option.state & State.State_HasFocus:
            focus_ring(painter, option.rect.adjusted(-2, -2, 2, 2), color=self._colors["accent"])


def check_box(
    painter: QPainter,
    rect: QRectF,
    *,
    colors: Mapping[str, QColor],
    checked: bool,
    partly: bool = False,
    enabled: bool = True,
    hover: bool = False,
) -> None:
    """A check box of at most 18 px in the middle of `rect`."""
    side = min(rect.width(), rect.height(), _BOX)
    box = QRectF(0, 0, side - 1, side - 1)
    box.moveCenter(rect.center())
    filled = checked or partly
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    accent = colors["accent" if enabled else "disabled"]
    line = colors["secondary" if hover and enabled else "line_strong"]
    painter.setPen(QPen(accent if filled else line, 1.5 if not filled else 1))
    painter.setBrush(accent if filled else colors["surface"])
    painter.drawRoundedRect(box, 4, 4)
    if filled:
        painter.setPen(_round_pen(colors["on_accent"], 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_mark(box, partly=partly))
    painter.restore()


def chevron(painter: QPainter, rect: QRectF, *, direction: str, color: QColor, size: float = 4.5) -> None:
    """An open arrow head in the middle of `rect`."""
    middle = rect.center()
    size = min(size, rect.height() / 2.5, rect.width() / 2.5)
    half = size / 2
    points = {
        "down": ((-size, -half), (0, half), (size, -half)),
        "up": ((-size, half), (0, -half), (size, half)),
        "left": ((half, -size), (-half, 0), (half, size)),
        "right": ((-half, -size), (half, 0), (-half, size)),
    }[direction]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_round_pen(color, 1.5))
    painter.drawPolyline([middle + QPointF(x, y) for x, y in points])
    painter.restore()


def focus_ring(painter: QPainter, rect: QRect, *, color: QColor) -> None:
    """The line that shows where the keyboard is."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 2))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
    painter.restore()


def _is_combo_popup(widget: QWidget | None) -> bool:
    return widget is not None and widget.metaObject().className() == "QComboBoxPrivateContainer"


def _mark(box: QRectF, *, partly: bool) -> QPainterPath:
    path = QPainterPath()
    width, height = box.width(), box.height()
    if partly:
        path.moveTo(box.left() + width * 0.28, box.center().y())
        path.lineTo(box.left() + width * 0.72, box.center().y())
    else:
        path.moveTo(box.left() + width * 0.25, box.top() + height * 0.52)
        path.lineTo(box.left() + width * 0.43, box.top() + height * 0.70)
        path.lineTo(box.left() + width * 0.76, box.top() + height * 0.31)
    return path


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
