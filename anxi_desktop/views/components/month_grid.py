"""A month as a grid of days, to choose one; ours, because the toolkit's calendar looks like nothing else here."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.text import label
from anxi_desktop.views.tokens import RADIUS

_CELL = 36
_WEEKS = 6
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class MonthGrid(QWidget):
    """`picked` with a day; arrow keys move, Page Up and Down change the month, Enter takes the day."""

    picked = Signal(object)

    def __init__(self, day: date | None, *, today: date) -> None:
        super().__init__()
        self._today = today
        self._days = _Days(day, today=today)
        self._days.picked.connect(self.picked)
        self._days.month_shown.connect(self._on_month)
        self._name = label("", "strong")
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        before = icon_button("chevron-left", tip=self.tr("上个月"), small=True)
        before.clicked.connect(self._on_before)
        after = icon_button("chevron-right", tip=self.tr("下个月"), small=True)
        after.clicked.connect(self._on_after)
        top = QHBoxLayout()
        top.addWidget(before)
        top.addWidget(self._name, 1)
        top.addWidget(after)
        now = button(self.tr("今天"), kind="link")
        now.clicked.connect(self._on_today)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._days)
        layout.addWidget(now, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self._days)
        self._on_month(self._days.shown)

    @Slot(object)
    def _on_month(self, first: date) -> None:
        self._name.setText(self.tr("{year} 年 {month} 月").format(year=first.year, month=first.month))

    @Slot()
    def _on_before(self) -> None:
        self._days.move_months(-1)

    @Slot()
    def _on_after(self) -> None:
        self._days.move_months(1)

    @Slot()
    def _on_today(self) -> None:
        self.picked.emit(self._today)


class _Days(QWidget):
    picked = Signal(object)
    month_shown = Signal(object)

    def __init__(self, day: date | None, *, today: date) -> None:
        super().__init__()
        self._chosen = day
        self._today = today
        self._at = day or today
        self._under: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedSize(QSize(_CELL * 7, _CELL * (_WEEKS + 1)))

    @property
    def shown(self) -> date:
        """The first day of the month shown."""
        return self._at.replace(day=1)

    def move_months(self, months: int) -> None:
        """Go to another month, the same day where it has one."""
        number = self._at.year * 12 + self._at.month - 1 + months
        year, month = divmod(number, 12)
        if not 1900 <= year <= 2199:
            return
        day = min(self._at.day, calendar.monthrange(year, month + 1)[1])
        self._go(date(year, month + 1, day))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the weekdays and six weeks."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        for column, name in enumerate(self.tr("一 二 三 四 五 六 日").split()):
            painter.drawText(QRectF(column * _CELL, 0, _CELL, _CELL), Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(theme.font("body"))
        for number in range(7 * _WEEKS):
            self._paint_day(painter, self._first() + timedelta(days=number), number, theme)

    def _paint_day(self, painter: QPainter, day: date, number: int, theme: themes.Theme) -> None:
        box = QRectF(number % 7 * _CELL, (number // 7 + 1) * _CELL, _CELL, _CELL).adjusted(2, 2, -2, -2)
        ink = "text" if day.month == self._at.month else "disabled"
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self._chosen:
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(box)
            ink = "on_accent"
        elif day == self._under:
            painter.setBrush(theme.color("hover"))
            painter.drawEllipse(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if day == self._today and day != self._chosen:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            ink = "accent"
        if day == self._at and self.hasFocus() and day != self._chosen:
            painter.setPen(QPen(theme.color("secondary"), 1.5))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(theme.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days, weeks and months; Enter takes the day."""
        key = event.key()
        if key in _STEPS:
            self._go(self._at + timedelta(days=_STEPS[Qt.Key(key)]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.move_months(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel changes the month."""
        self.move_months(-1 if event.angleDelta().y() > 0 else 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the day under the mouse."""
        self._under = self._day_at(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No day is under the mouse."""
        self._under = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the day."""
        day = self._day_at(event)
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(day)

    def _day_at(self, event: QMouseEvent) -> date | None:
        column, row = int(event.position().x()) // _CELL, int(event.position().y()) // _CELL - 1
        if not (0 <= column < 7 and 0 <= row < _WEEKS):
            return None
        return self._first() + timedelta(days=row * 7 + column)

    def _first(self) -> date:
        return self.shown - timedelta(days=self.shown.weekday())

    def _go(self, day: date) -> None:
        if not 1900 <= day.year <= 2199:
            return
        self._at = day
        self.month_shown.emit(self.shown)
        self.update()
