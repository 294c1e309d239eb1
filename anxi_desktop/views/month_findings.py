"""What does not fit in the month's forms, under the form: errors, warnings, notes; each leads to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from anxi_desktop.app.reports import count_levels
from anxi_desktop.domain.consistency import LEVEL_WORDS, Finding, Level
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.two_line_list import Line, TwoLineList

TONES = {Level.ERROR: "danger", Level.WARNING: "warning", Level.NOTE: "accent"}
_MOST_SHOWN, _FEWER_SHOWN = 3, 2
_LOW_WINDOW = 820


class FindingsPanel(QFrame):
    """`asked` with a finding that was clicked."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._findings: Sequence[Finding] = ()
        self._tags = QHBoxLayout()
        self._tags.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 6)
        head.setSpacing(12)
        head.addWidget(label(self.tr("核对"), "section"))
        head.addLayout(self._tags)
        head.addStretch(1)
        self.list = TwoLineList(name=self.tr("核对结果"), wraps=True)
        self.list.asked.connect(self._on_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.list)

    def set_findings(self, findings: Sequence[Finding], *, many_blocks: bool) -> None:
        """Show what a form's check found, the gravest first."""
        order = list(Level)
        self._findings = sorted(findings, key=lambda finding: order.index(finding.level))
        while (item := self._tags.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        counts = count_levels(findings)
        for level, count in counts.items():
            if count:
                self._tags.addWidget(
                    Tag(self.tr("{n} {word}").format(n=count, word=LEVEL_WORDS[level]), tone=TONES[level])
                )
        if not findings:
            self._tags.addWidget(Tag(self.tr("各项勾稽关系相符"), tone="ok"))
        self.list.set_lines(
            [
                Line(
                    f"【{finding.unit_type}】{finding.text}" if many_blocks else finding.text,
                    tag=LEVEL_WORDS[finding.level],
                    tone=TONES[finding.level],
                )
                for finding in self._findings
            ]
        )
        self.list.setVisible(bool(findings))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Long findings need more lines in a narrow window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as three findings at most, two in a low window; more are scrolled."""
        count = len(self._findings)
        most = _FEWER_SHOWN if self.window().height() < _LOW_WINDOW else _MOST_SHOWN
        self.list.setFixedHeight(min(count, most) * self.list.row_height())
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.list.setVerticalScrollBarPolicy(
            policy if count > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        self.asked.emit(self._findings[row])
