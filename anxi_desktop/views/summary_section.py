"""One section of the 工作总结: its words in an editor that grows with them, and the way back to the computed ones."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from anxi_desktop.app.month_summary import Section, SummarySection
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea

_PAUSE_MS = 800
_FRAME = 26  # padding, edge and margin of a text area, both sides together


class GrowingText(TextArea):
    """Several lines of text, as high as they need. `left` when the cursor goes elsewhere."""

    left = Signal()

    def __init__(self, *, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, lines=1)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The text may be finished."""
        super().focusOutEvent(event)
        self.left.emit()

    @Slot()
    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))  # of a plain text in lines
        self.setFixedHeight(math.ceil(QFontMetricsF(self.font()).lineSpacing() * lines) + _FRAME)


class SectionCard(Card):
    """A section. `text_changed` tells what a person wants it to say, "" for the computed words."""

    text_changed = Signal(str)

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.body.setContentsMargins(16, 10, 16, 12)
        self.body.setSpacing(6)
        self._section: SummarySection | None = None
        self._of: tuple[Month, Family] | None = None
        self._settled = ""
        self.heading = label("", "section")
        self.state = label("", "caption")
        self.restore = button(self.tr("恢复自动文字"), kind="link")
        self.editor = GrowingText(placeholder=self._placeholder(section))
        self.computed = label("", "caption", wrap=True, selectable=True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.heading)
        row.addWidget(self.state, 1)
        row.addWidget(self.restore)
        self.body.addLayout(row)
        self.body.addWidget(self.editor)
        self.body.addWidget(self.computed)
        self.restore.hide()
        self.computed.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.editor.textChanged.connect(self._on_changed)
        self.editor.left.connect(self.save_typed)
        self.restore.clicked.connect(self._on_restore)

    def show_section(self, section: SummarySection, month: Month, family: Family) -> None:
        """Show what a section says; what is typed for it and not yet saved (or was refused) stays."""
        is_other = self._of != (month, family)
        self._section, self._of = section, (month, family)
        self.heading.setText(section.heading)
        self.editor.setAccessibleName(section.heading)
        is_own = section.written_in == month
        if section.text is None:
            said = self.tr("自动") if section.computed else self.tr("还没有填写")
        elif is_own or section.written_in is None:
            said = self.tr("已改写")
        else:
            said = self.tr("沿用{year}年{month}月写的，请核对").format(
                year=section.written_in.year, month=section.written_in.month
            )
        self.state.setText(said)
        has_way_back = section.text is not None
        self.restore.setText(self.tr("恢复自动文字") if section.computed else self.tr("清空"))
        self.restore.setVisible(has_way_back)
        self.computed.setText(self.tr("自动文字：{text}").format(text=section.computed))
        self.computed.setVisible(has_way_back and bool(section.computed))
        shown, typed = section.shown.strip(), self._typed()
        if not is_other and typed not in (self._settled, shown):
            return
        self._settled = shown
        if typed != shown:
            self.editor.blockSignals(True)
            self.editor.setPlainText(section.shown)
            self.editor.blockSignals(False)

    @Slot()
    def save_typed(self) -> None:
        """Tell what is typed, where it is not what is shown already."""
        self._pause.stop()
        section = self._section
        if section is None or self._typed() == section.shown.strip():
            return
        typed = self._typed()
        if typed in ("", section.computed.strip()):
            self._go_back()
        else:
            self.text_changed.emit(typed)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing that is typed is lost when another page is shown."""
        self.save_typed()
        super().hideEvent(event)

    def _typed(self) -> str:
        return self.editor.toPlainText().strip()

    def _placeholder(self, section: Section) -> str:
        return {
            Section.MEASURES: self.tr("这个月主要做了什么；下个月会沿用这段文字"),
            Section.PRACTICE: self.tr("值得推广的做法；下个月会沿用这段文字"),
        }.get(section, "")

    @Slot()
    def _on_changed(self) -> None:
        self._pause.start()

    @Slot()
    def _on_pause(self) -> None:
        # Whoever empties an editor is about to write something else: the computed words must not come back yet.
        if self._typed() or not self.editor.hasFocus():
            self.save_typed()

    @Slot()
    def _on_restore(self) -> None:
        self._pause.stop()
        self._go_back()

    def _go_back(self) -> None:
        self._settled = self._typed()
        self.text_changed.emit("")
