"""The working calendar: a year at a glance; a press on a day says whether offices work."""

from __future__ import annotations

import calendar
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.library import Library, read_days
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.workdays import DayKind, SpecialDay
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.text import label
from anxi_desktop.views.style import focus_ring

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_CELL = 30
_SATURDAY = 5


class LibraryCalendar(QWidget):
    """Twelve months of one year; each change is saved at once and can be undone."""

    def __init__(self, shell: Shell, library: Library) -> None:
        super().__init__()
        self.shell, self.library = shell, library
        self.year = date.today().year
        self._days: dict[date, SpecialDay] = {}
        self._name = label("", "card")
        self._state = label("", "secondary", wrap=True)
        back, on = (
            icon_button("chevron-left", tip=self.tr("上一年")),
            icon_button("chevron-right", tip=self.tr("下一年")),
        )
        back.clicked.connect(lambda: self.show_year(self.year - 1))
        on.clicked.connect(lambda: self.show_year(self.year + 1))
        bring = button(self.tr("从 Excel 导入…"), icon="import")
        bring.clicked.connect(self._on_import)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (back, self._name, on):
            top.addWidget(widget)
        top.addSpacing(12)
        top.addWidget(self._state, 1)
        top.addWidget(bring)
        self.months: list[MonthTile] = []
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 4, 0, 8)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(14)
        for number in range(12):
            tile = MonthTile(number + 1)
            tile.pressed.connect(self._on_day)
            self.months.append(tile)
            grid.addWidget(tile, number // 4, number % 4)
        hint = self.tr("点一天改：平日可改为放假，周末可改为上班，再点一次恢复。红＝放假，绿＝周末上班。")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(scrolling(inner), 1)
        layout.addWidget(label(hint, "caption", wrap=True))
        self.refresh()

    def show_year(self, year: int) -> None:
        """Show another year."""
        self.year = min(2200, max(1900, year))
        self.refresh()

    def refresh(self) -> None:
        """Read the year again."""
        self._days = {special.day: special for special in self.library.year(self.year)}
        self._name.setText(self.tr("{year} 年").format(year=self.year))
        known = self.year in self.library.known_years()
        off = sum(special.kind is DayKind.OFF for special in self._days.values())
        worked = len(self._days) - off
        self._state.setText(
            self.tr("已填写：放假 {off} 天，周末上班 {worked} 天").format(off=off, worked=worked)
            if known
            else self.tr("还没有填写，按周一到周五上班算")
        )
        for tile in self.months:
            tile.show_month(self.year, {day: special.kind for day, special in self._days.items()})

    def take_file(self, path: Path) -> None:
        """Take up a table; every year it names is replaced."""
        try:
            days = read_days(path)
            years = sorted({special.day.year for special in days})
            self.library.save_days(
                {year: [special for special in days if special.day.year == year] for year in years}
            )
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.year = years[-1]
        self.refresh()
        self.shell.toast(
            self.tr("已导入 {n} 天：{years}").format(n=len(days), years="、".join(map(str, years))), undo=True
        )

    @Slot(object)
    def _on_day(self, day: date) -> None:
        days = dict(self._days)
        if day in days:
            del days[day]
        else:
            weekend = day.weekday() >= _SATURDAY
            kind = DayKind.WORK if weekend else DayKind.OFF
            days[day] = SpecialDay(day, kind, self.tr("上班") if weekend else self.tr("放假"))
        self.library.save_days({self.year: list(days.values())})

    @Slot()
    def _on_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("选择放假安排"), "", "Excel (*.xlsx *.xls *.csv)")
        if name:
            self.take_file(Path(name))


class MonthTile(QWidget):
    """One month. `pressed` gives the day; arrows move, Space presses."""

    pressed = Signal(object)

    def __init__(self, month: int) -> None:
        super().__init__()
        self._month, self._year = month, date.today().year
        self._kinds: dict[date, DayKind] = {}
        self._at = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{month} 月")
        self.setMinimumSize(7 * _CELL, 8 * _CELL)

    def show_month(self, year: int, kinds: dict[date, DayKind]) -> None:
        """Show a year's days."""
        self._year, self._kinds = year, kinds
        self.update()

    def sizeHint(self) -> QSize:
        """A name, the weekdays and six weeks."""
        return QSize(7 * _CELL, 8 * _CELL)

    def place_of(self, day: int) -> QRect:
        """Where a day stands."""
        first = date(self._year, self._month, 1).weekday()
        row, column = divmod(first + day - 1, 7)
        return QRect(column * _CELL, (row + 2) * _CELL, _CELL, _CELL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a day."""
        for day in range(1, self._last() + 1):
            if self.place_of(day).contains(event.position().toPoint()):
                self._at = day
                self.pressed.emit(date(self._year, self._month, day))
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move within the month, Space and Enter press."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}.get(
            Qt.Key(event.key())
        )
        if step is not None:
            self._at = min(self._last(), max(1, self._at + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit(date(self._year, self._month, self._at))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The month's name, the weekdays, the days."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("body", bold=True))
        painter.setPen(theme.color("text"))
        painter.drawText(
            QRect(6, 0, 7 * _CELL, _CELL),
            Qt.AlignmentFlag.AlignVCenter,
            self.tr("{n} 月").format(n=self._month),
        )
        painter.setFont(theme.font("caption"))
        for column, word in enumerate("一二三四五六日"):
            painter.setPen(theme.color("secondary"))
            painter.drawText(QRect(column * _CELL, _CELL, _CELL, _CELL), Qt.AlignmentFlag.AlignCenter, word)
        today = date.today()
        for number in range(1, self._last() + 1):
            day = date(self._year, self._month, number)
            box = self.place_of(number)
            kind = self._kinds.get(day)
            if kind is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("danger_tint" if kind is DayKind.OFF else "ok_tint"))
                painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 4, 4)
            free = kind is DayKind.OFF or (kind is None and day.weekday() >= _SATURDAY)
            color = (
                "danger"
                if kind is DayKind.OFF
                else "ok"
                if kind is DayKind.WORK
                else "secondary"
                if free
                else "text"
            )
            painter.setFont(theme.font("caption", bold=day == today))
            painter.setPen(theme.color(color))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
            if self.hasFocus() and number == self._at:
                focus_ring(painter, box, color=theme.color("accent"))

    def _last(self) -> int:
        return calendar.monthrange(self._year, self._month)[1]
