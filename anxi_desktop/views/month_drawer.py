"""One figure of a form: its counting rule in words, what does not fit, and the records it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app.reports import FigureAt, SourceRow
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.two_line_list import Line, TwoLineList

BANNERS = {Level.ERROR: "danger", Level.WARNING: "warning", Level.NOTE: "info"}


class FigureDrawer(Drawer):
    """`record_asked` with the project of the record that was clicked."""

    record_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[SourceRow] = ()
        body = QWidget()
        self._inside = QVBoxLayout(body)
        self._inside.setContentsMargins(20, 8, 20, 8)
        self._inside.setSpacing(8)
        self._path = label("", "caption", wrap=True)
        self._number = label("", "number", selectable=True)
        self._rule = label("", wrap=True, selectable=True)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(6)
        self._count = label("", "section")
        self.records = TwoLineList(name=self.tr("这个数字背后的记录"), pad=20)
        self.records.asked.connect(self._on_asked)
        for widget in (self._path, self._number, label(self.tr("口径"), "section"), self._rule):
            self._inside.addWidget(widget)
        self._inside.addLayout(self._banners)
        self._inside.addSpacing(4)
        self._inside.addWidget(self._count)
        self._layout.addWidget(body)
        self._layout.addWidget(self.records, 1)

    def show_figure(self, at: FigureAt, rows: Sequence[SourceRow], findings: Sequence[Finding]) -> None:
        """Show a figure with its records."""
        self._rows = rows
        path, _, name = at.words.label.rpartition("/")
        self.set_title(name)
        self.set_tags(Tag(at.unit_type))
        self._path.setText(path.replace("/", " › "))
        self._path.setVisible(bool(path))
        value = at.figure.value
        self._number.setText("" if value is None else str(value))
        self._rule.setText(at.words.rule)
        while (item := self._banners.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for finding in findings:
            self._banners.addWidget(Banner(finding.text, tone=BANNERS[finding.level]))
        if rows:
            self._count.setText(self.tr("{n} 条记录").format(n=len(rows)))
        else:
            self._count.setText(self.tr("没有记录计入这个数字"))
        self.records.set_lines([Line(row.project, _note(row)) for row in rows])
        self.records.scrollToTop()

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        self.record_asked.emit(self._rows[row].project_id)


def _note(row: SourceRow) -> str:
    return " · ".join(part for part in (row.day, row.what) if part)
