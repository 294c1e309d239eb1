"""Where one is in an assistant: numbered steps, the finished ones with a tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.icons import paint_icon

_DOT = 28
_GAP = 10


class StepBar(QWidget):
    """`current` counts from 0. With `pressed` a step is `asked` for by a click."""

    asked = Signal(int)

    def __init__(self, steps: Sequence[str], *, current: int = 0, pressed: bool = False) -> None:
        super().__init__()
        self._pressed = pressed
        self.ends: list[int] = []
        """Where each step ends, in pixels from the left, once painted."""
        if pressed:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.steps = tuple(steps)
        self.current = current
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_current(current)

    def set_current(self, current: int) -> None:
        """Stand at another step."""
        self.current = current
        self.setAccessibleName(
            self.tr("第 {n} 步，共 {all} 步：{name}").format(
                n=current + 1, all=len(self.steps), name=self.steps[current]
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        metrics = QFontMetrics(themes.current().font("body", bold=True))
        width = sum(metrics.horizontalAdvance(step) + _DOT + 2 * _GAP + 40 for step in self.steps)
        return QSize(width, _DOT + 8)

    def minimumSizeHint(self) -> QSize:
        """The same height, as narrow as the numbers."""
        return QSize(len(self.steps) * (_DOT + 20), _DOT + 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a step's number or words."""
        at = event.position().x()
        place = next((number for number, end in enumerate(self.ends) if at < end), None)
        if self._pressed and place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps from the left, a line between each two."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font, bold = theme.font("body"), theme.font("body", bold=True)
        metrics = QFontMetrics(bold)
        widths = [_DOT + _GAP + metrics.horizontalAdvance(step) for step in self.steps]
        gaps = max(1, len(self.steps) - 1)
        line = max(16, min(80, (self.width() - sum(widths)) // gaps - 2 * _GAP))
        x, middle = 0, self.height() / 2
        self.ends = []
        for number, step in enumerate(self.steps):
            self._dot(painter, QRectF(x, middle - _DOT / 2, _DOT, _DOT), number, theme)
            here = number == self.current
            painter.setFont(bold if here else font)
            painter.setPen(theme.color("text" if number <= self.current else "secondary"))
            words = QRect(x + _DOT + _GAP, 0, widths[number], self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, step)
            x += widths[number] + _GAP
            self.ends.append(x)
            if number < len(self.steps) - 1:
                painter.setPen(QPen(theme.color("accent" if number < self.current else "line_strong"), 1.5))
                painter.drawLine(int(x), int(middle), int(x + line), int(middle))
                x += line + _GAP

    def _dot(self, painter: QPainter, box: QRectF, number: int, theme: themes.Theme) -> None:
        reached = number <= self.current
        painter.setPen(QPen(theme.color("accent" if reached else "line_strong"), 1.5))
        painter.setBrush(theme.color("accent" if number == self.current else "surface"))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if number < self.current:
            mark = QRect(0, 0, 16, 16)
            mark.moveCenter(box.center().toPoint())
            paint_icon(painter, mark, "check", theme, color="accent")
            return
        painter.setFont(theme.font("body", bold=True))
        painter.setPen(theme.color("on_accent" if number == self.current else "secondary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number + 1))
