"""One field in conflict: what both saw, what each wrote, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Choice, Dispute, Side
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.conflict_choice import ChoiceKey
from anxi_desktop.views.field_editors import Editor, editor_for
from anxi_desktop.views.moments import short_moment

_BESIDE = 2
_MOST_WRITERS = 3
_BAR = 3


class DisputeCard(QFrame):
    """One field. `chosen` gives a side, `written` a journal value; `set_error` says why that was refused."""

    chosen = Signal(object)
    written = Signal(object)
    kept = Signal()

    def __init__(self, dispute: Dispute) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.dispute = dispute
        self._is_current = False
        self.keys: list[ChoiceKey] = []
        self.editor: Editor | None = None
        self.other = button(self.tr("写别的"), kind="quiet", icon="edit")
        self.both = button(
            self.tr("两个都留") if len(dispute.choices) == 2 else self.tr("都留下"), kind="quiet"
        )
        self.both.setToolTip(self.tr("用现在显示的，另外的连同是谁、哪天写的记到备注里"))
        self.save = button(self.tr("就用这个"))
        self.cancel = button(self.tr("取消"), kind="quiet")
        self._writing = QWidget()
        self._field: Field | None = None
        self._lay_out()
        self.other.clicked.connect(self.open_editor)
        self.cancel.clicked.connect(self.close_editor)
        self.save.clicked.connect(self._on_save)
        self.both.clicked.connect(self.kept)

    def set_current(self, *, on: bool) -> None:
        """Figure keys answer this field."""
        self._is_current = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and a bar at the left of the one the keys answer."""
        super().paintEvent(event)
        if self._is_current:
            QPainter(self).fillRect(0, 8, _BAR, self.height() - 16, themes.current().color("accent"))

    def choose(self, number: int) -> bool:
        """Take a choice by its number from 0; False where there is none."""
        if not 0 <= number < len(self.keys):
            return False
        self.chosen.emit(self.dispute.choices[number].sides[-1])
        return True

    @property
    def is_writing(self) -> bool:
        """True while another value is being written."""
        return not self._writing.isHidden()

    @Slot()
    def open_editor(self) -> None:
        """Write another value."""
        spec = self.dispute.spec
        if spec is None:
            return
        if self.editor is None:
            self.editor = editor_for(spec)
            shown = self.dispute.conflict.shown
            self.editor.set_value("、".join(shown) if isinstance(shown, list) else shown)
            self._field = Field(self.dispute.label, self.editor.widget)
            row = QVBoxLayout(self._writing)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(self._field)
            ends = QHBoxLayout()
            ends.setSpacing(8)
            ends.addWidget(self.save)
            ends.addWidget(self.cancel)
            ends.addStretch(1)
            row.addLayout(ends)
            if isinstance(self.editor.widget, TextBox):
                self.editor.widget.returnPressed.connect(self._on_save)
        self._writing.show()
        self.other.setEnabled(False)
        self.editor.widget.setFocus()
        if isinstance(self.editor.widget, TextBox):
            self.editor.widget.selectAll()

    @Slot()
    def close_editor(self) -> None:
        """Write nothing."""
        self._writing.hide()
        self.other.setEnabled(True)
        self.other.setFocus()

    def set_error(self, text: str) -> None:
        """Why what was written is not taken."""
        if self._field is not None:
            self._field.set_error(text)

    @Slot()
    def _on_save(self) -> None:
        if self.editor is None or self.dispute.spec is None:
            return
        typed = self.editor.typed()
        if typed.code is not None:
            self.set_error(words.reason(typed.code, limit=self.dispute.spec.limit))
        else:
            self.written.emit(typed.value)

    def _lay_out(self) -> None:
        dispute = self.dispute
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(8)
        column.addWidget(label(dispute.label, "card"))
        if dispute.conflict.field != DELETED:
            before = self.tr("原来的内容还没有到这台电脑")
            if dispute.before is not None:
                who = self.tr("双方") if len(dispute.conflict.sides) == 2 else self.tr("各方")
                before = self.tr("{who}原来都看到：{value}").format(
                    who=who, value=dispute.before or self.tr("空")
                )
            column.addWidget(label(before, "secondary", wrap=True, selectable=True))
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setSpacing(10)
        for number, choice in enumerate(dispute.choices):
            key = ChoiceKey(
                choice.word or self.tr("空"),
                [*self._edited(choice), *writers(choice.sides)],
                key=str(number + 1),
                tag=self.tr("现在显示") if choice.is_shown else "",
            )
            key.clicked.connect(partial(self.choose, number))
            self.keys.append(key)
            grid.addWidget(key, number // _BESIDE, number % _BESIDE)
        column.addLayout(grid)
        ends = QHBoxLayout()
        ends.setSpacing(4)
        ends.addWidget(self.other)
        ends.addWidget(self.both)
        ends.addStretch(1)
        column.addLayout(ends)
        self._writing.hide()
        column.addWidget(self._writing)
        if dispute.spec is None:
            self.other.hide()
        if not dispute.keeps:
            self.both.hide()

    def _edited(self, choice: Choice) -> list[str]:
        return [self.tr("改过：{fields}").format(fields=choice.edited)] if choice.edited else []


def writers(sides: Sequence[Side]) -> list[str]:
    """Who wrote a value, the latest few: 王小明 · K7 · 今天 14:32, and beneath it what they did."""
    now = datetime.now()
    lines: list[str] = []
    for side in sides[-_MOST_WRITERS:]:
        moment = short_moment(side.when, now=now).replace(" ", "\u00a0")
        lines.append(" · ".join(part for part in (side.author, side.device, moment) if part))
        if side.title:
            lines.append(side.title)
    if len(sides) > _MOST_WRITERS:
        text = QCoreApplication.translate("conflict_card", "还有 {n} 次写的也是这个")
        lines.append(text.format(n=len(sides) - _MOST_WRITERS))
    return lines
