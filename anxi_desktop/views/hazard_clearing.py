"""定期清零: what every project found, closed and still owes in a period; each figure opens its hazards."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from anxi_desktop.app.hazards import Clearing, Hazards
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.text import label

_NUMBERS = 7


class HazardClearing(QWidget):
    """`project_asked` with the project whose hazards are wanted; `export_asked` for a workbook."""

    project_asked = Signal(str)
    export_asked = Signal()

    def __init__(self, hazards: Hazards) -> None:
        super().__init__()
        self._hazards = hazards
        self.rows: list[Clearing] = []
        self.period = ChoiceChips(
            [
                ("month", self.tr("本月")),
                ("last", self.tr("上月")),
                ("quarter", self.tr("本季度")),
                ("year", self.tr("今年")),
            ],
            required=True,
            value="month",
            wraps=False,
        )
        self.first, self.last = DateBox(), DateBox()
        for box in (self.first, self.last):
            box.setFixedWidth(140)
        self.export = button(self.tr("导出 Excel"), icon="export")
        self._sum = label("", "secondary", wrap=True)
        self.table = QTableWidget(0, _NUMBERS + 1)
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("项目"),
                self.tr("期初未销"),
                self.tr("本期发现"),
                self.tr("本期销号"),
                self.tr("期末未销"),
                self.tr("其中逾期"),
                self.tr("销号率"),
                self.tr("平均天数"),
            ]
        )
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(40)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.period)
        top.addWidget(self.first)
        top.addWidget(label("—", "secondary"))
        top.addWidget(self.last)
        top.addStretch(1)
        top.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._sum)
        layout.addWidget(self.table, 1)
        layout.addWidget(
            label(
                self.tr(
                    "期初未销＋本期发现＝要销的；销号率＝本期销号÷要销的。作废的不算，已报告移送的不算未销。双击一行看这个项目的隐患。"
                ),
                "caption",
                wrap=True,
            )
        )
        self.period.picked.connect(self._on_period)
        self.first.left.connect(self.refresh)
        self.last.left.connect(self.refresh)
        self.export.clicked.connect(self.export_asked)
        self.table.doubleClicked.connect(self._on_row)
        self._on_period("month")

    @Slot(object)
    def _on_period(self, code: object) -> None:
        first, last = span_of(str(code), self._hazards.today)
        self.first.set_value(first)
        self.last.set_value(last)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count again."""
        first, last = self.first.value(), self.last.value()
        if first is None or last is None or last < first:
            return
        self.rows = self._hazards.clearing(first, last)
        self.table.setRowCount(len(self.rows))
        for place, row in enumerate(self.rows):
            for column, text in enumerate(cells_of(row)):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, column, item)
        whole = sum(row.before + row.found for row in self.rows)
        closed = sum(row.closed for row in self.rows)
        cleared = sum(row.open == 0 for row in self.rows)
        rate = f"{100 * closed / whole:.0f}%" if whole else "—"
        self._sum.setText(
            self.tr(
                "{n} 个项目，要销 {whole} 条，本期销号 {closed} 条，销号率 {rate}；已清零 {cleared} 个项目。"
            ).format(n=len(self.rows), whole=whole, closed=closed, rate=rate, cleared=cleared)
        )

    @Slot()
    def _on_row(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self.rows):
            self.project_asked.emit(self.rows[row].project)


def cells_of(row: Clearing) -> tuple[str, ...]:
    """A line as text."""
    rate = "—" if row.rate is None else f"{100 * row.rate:.0f}%"
    days = "—" if row.days is None else f"{row.days:.1f}"
    return (
        row.name,
        str(row.before),
        str(row.found),
        str(row.closed),
        str(row.open),
        str(row.overdue),
        rate,
        days,
    )


def span_of(code: str, today: date) -> tuple[date, date]:
    """The first and last day of 本月, 上月, 本季度, 今年."""
    first = today.replace(day=1)
    if code == "last":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if code == "quarter":
        first = first.replace(month=3 * ((today.month - 1) // 3) + 1)
    elif code == "year":
        first = first.replace(month=1)
    return first, today
