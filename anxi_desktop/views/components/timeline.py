"""A story in order: when, who, what, with the details folded under each step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.text import label

_RAIL = 24


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step: its title, its small line (time, person, laptop), further lines, and a tone for the dot."""

    title: str
    note: str = ""
    lines: tuple[str, ...] = ()
    tone: str = "accent"


class Timeline(QWidget):
    """Entries from the newest down, a line through their dots."""

    def __init__(self, entries: Iterable[TimelineEntry] = ()) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.set_entries(entries)

    def set_entries(self, entries: Iterable[TimelineEntry]) -> None:
        """Show another story."""
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        made = [_Entry(entry) for entry in entries]
        for number, widget in enumerate(made):
            widget.last = number == len(made) - 1
            self._layout.addWidget(widget)


class _Entry(QWidget):
    def __init__(self, entry: TimelineEntry) -> None:
        super().__init__()
        self._tone = entry.tone
        self.last = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_RAIL, 0, 0, 16)
        layout.setSpacing(2)
        layout.addWidget(label(entry.title, "strong", wrap=True))
        if entry.note:
            layout.addWidget(label(entry.note, "caption", wrap=True))
        for text in entry.lines:
            layout.addWidget(label(text, "secondary", wrap=True, selectable=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dot and the line to the next."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(7, 11)
        if not self.last:
            painter.setPen(QPen(theme.color("line_strong"), 1.5))
            painter.drawLine(QPointF(7, 18), QPointF(7, self.height() + 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._tone))
        painter.drawEllipse(middle, 5, 5)
