"""Shows one chart, as wide as there is room, in the colours of the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QFontInfo, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from anxi_desktop.app.chart_pen import ChartPen, PlainFaces
from anxi_desktop.app.month_summary import (
    TYPE,
    Chart,
    ChartColors,
    chart_height,
    chart_marks,
    words_of,
)
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.views.theme import Theme

_LEAST_WIDTH = 240


class ChartView(QWidget):
    """One chart; its height follows its width."""

    def __init__(self, theme: Theme, faces: PlainFaces) -> None:
        super().__init__()
        self._theme = theme
        self._measuring = ChartPen(faces)
        self._faces = faces
        self._chart: Chart | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(_LEAST_WIDTH)
        theme.changed.connect(self._on_theme)

    def set_chart(self, chart: Chart) -> None:
        """Show another chart."""
        self._chart = chart
        marks = chart_marks(chart, self.width() / self._scale(), self._measuring.width)
        self.setAccessibleDescription("　".join(words_of(marks)))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """A narrow chart breaks its legend."""
        return True

    def heightForWidth(self, width: int) -> int:
        """In pixels."""
        if self._chart is None:
            return 0
        scale = self._scale()
        return round(chart_height(self._chart, width / scale, self._measuring.width) * scale) + 2

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        width = max(self.width(), _LEAST_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._chart is None:
            return
        scale = self._scale()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.translate(0, 1)
        painter.scale(scale, scale)
        pen = ChartPen(self._faces, painter=painter)
        width = self.width() / scale
        for mark in chart_marks(self._chart, width, self._measuring.width, colors=self._colors()):
            pen.draw(mark)

    def _scale(self) -> float:
        """Pixels for a point of the chart: its words are captions of the window."""
        return QFontInfo(self._theme.font("caption")).pixelSize() / TYPE

    def _colors(self) -> ChartColors:
        tokens = self._theme.tokens
        return ChartColors(
            paper=tokens.surface,
            ink=tokens.text,
            quiet=tokens.secondary,
            grid=tokens.neutral_tint,
            strong=tokens.accent,
            risk={level: tokens.risk[level.value] for level in RiskLevel},
            ungraded=tokens.disabled,
        )

    @Slot()
    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
