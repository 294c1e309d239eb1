"""Editors for the fields of a record, made from the fields' declarations: one kind of editor per kind of field.

All of them say the same things: what is typed, which journal value it means or why it means none, that it is
being edited, and that it was left, which is when an existing record is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from anxi_desktop.app.offers import Offer
from anxi_desktop.app.registry import typed_number
from anxi_desktop.domain import words
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind
from anxi_desktop.domain.records.project import ProjectState
from anxi_desktop.domain.save import refusal
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.text_box import TextArea, TextBox
from anxi_desktop.views.moments import iso_day


@dataclass(frozen=True, slots=True)
class Typed:
    """What an editor holds: a journal value, or the reason code why it is none."""

    value: JournalValue = None
    code: str | None = None


class Editor(QObject):
    """What every editor can do. `widget` is what stands in the form."""

    edited = Signal()
    """The person is changing it."""
    left = Signal()
    """The person is done with it: focus went, Enter, or a choice was made."""

    def __init__(self, widget: QWidget, spec: FieldSpec) -> None:
        super().__init__(widget)
        self.widget = widget
        self.spec = spec

    def typed(self) -> Typed:
        """The value it stands for, checked against the field's declaration."""
        found = self._read()
        code = found.code or refusal(self.spec, found.value)
        return Typed(None, code) if code else found

    def raw(self) -> str:
        """What is typed, as text for a draft."""
        raise NotImplementedError

    def set_raw(self, text: str) -> None:
        """Take up a draft."""
        raise NotImplementedError

    def set_value(self, value: JournalValue) -> None:
        """Show a stored value, without telling."""
        raise NotImplementedError

    def has_focus(self) -> bool:
        """True while the person is in it."""
        return self.widget.hasFocus()

    def _read(self) -> Typed:
        raise NotImplementedError


class TextEditor(Editor):
    """One line of text, with suggestions where there are any."""

    def __init__(self, spec: FieldSpec, *, offer: Offer | None = None) -> None:
        self.box = TextBox()
        super().__init__(self.box, spec)
        self.box.textEdited.connect(self.edited)
        self.box.editingFinished.connect(self.left)
        if offer is not None:
            Suggestions(self.box, offer.of, listed=bool(offer.listed)).taken.connect(self.edited)

    def raw(self) -> str:
        """The text."""
        return self.box.text()

    def set_raw(self, text: str) -> None:
        """Show a text."""
        if self.box.text() != text:
            self.box.setText(text)
            self.box.setCursorPosition(0)

    def set_value(self, value: JournalValue) -> None:
        """Show a stored text."""
        self.set_raw("" if value is None else str(value))

    def _read(self) -> Typed:
        return Typed(self.box.text().strip() or None)


class NumberEditor(TextEditor):
    """A number as people write it: 12,000, 1.2万, full-width digits."""

    def _read(self) -> Typed:
        value, code = typed_number(self.spec, self.box.text())
        return Typed(value, code)


class NoteEditor(Editor):
    """Several lines."""

    def __init__(self, spec: FieldSpec) -> None:
        self.box = TextArea(lines=4)
        super().__init__(self.box, spec)
        self.box.textChanged.connect(self._on_changed)
        self.box.installEventFilter(self)
        self._showing = False

    def raw(self) -> str:
        """The text."""
        return self.box.toPlainText()

    def set_raw(self, text: str) -> None:
        """Show a text."""
        if self.box.toPlainText() == text:
            return
        self._showing = True
        self.box.setPlainText(text)
        self._showing = False

    def set_value(self, value: JournalValue) -> None:
        """Show a stored text."""
        self.set_raw("" if value is None else str(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the box is the end of the edit."""
        if watched is self.box and event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def _read(self) -> Typed:
        return Typed(self.box.toPlainText().strip() or None)

    @Slot()
    def _on_changed(self) -> None:
        if not self._showing:
            self.edited.emit()


class ChoiceEditor(Editor):
    """Chips: every choice is in sight, a second press takes it back where the field may be blank."""

    def __init__(self, spec: FieldSpec, *, required: bool) -> None:
        assert spec.choices is not None
        known = words.CHOICES[spec.choices]
        offered = [(str(member.value), known[str(member.value)]) for member in spec.choices]
        self.chips = ChoiceChips(offered, required=required)
        super().__init__(self.chips, spec)
        self.chips.picked.connect(self._on_picked)

    def raw(self) -> str:
        """The code."""
        return self.chips.value()

    def set_raw(self, text: str) -> None:
        """Show a code."""
        self.chips.set_value(*([text] if text else []))

    def set_value(self, value: JournalValue) -> None:
        """Show a stored code."""
        self.set_raw("" if value is None else str(value))

    def has_focus(self) -> bool:
        """A choice is made at once, so nothing is ever half typed."""
        return False

    def _read(self) -> Typed:
        return Typed(self.chips.value() or None)

    @Slot()
    def _on_picked(self) -> None:
        self.edited.emit()
        self.left.emit()


class DayEditor(Editor):
    """A day as people write it: 3.10, 今天, +7, 2026-03-10."""

    def __init__(self, spec: FieldSpec) -> None:
        self.box = DateBox()
        super().__init__(self.box, spec)
        self.box.changed.connect(self.edited)
        self.box.left.connect(self.left)

    def raw(self) -> str:
        """What is typed."""
        return self.box.text()

    def set_raw(self, text: str) -> None:
        """Take up a draft."""
        self.box.set_text(text)

    def set_value(self, value: JournalValue) -> None:
        """Show a stored day."""
        self.box.set_value(iso_day(value))

    def _read(self) -> Typed:
        day: date | None = self.box.value()
        if day is None:
            return Typed(code="not_a_date" if self.box.text().strip() else None)
        return Typed(day.isoformat())


def editor_for(spec: FieldSpec, *, offer: Offer | None = None) -> Editor:
    """The editor of a field."""
    if spec.choices is not None:
        return ChoiceEditor(spec, required=spec.required or spec.choices is ProjectState)
    if spec.kind is Kind.DATE:
        return DayEditor(spec)
    if spec.kind is Kind.NOTE:
        return NoteEditor(spec)
    if spec.kind in (Kind.DECIMAL, Kind.INTEGER):
        return NumberEditor(spec)
    return TextEditor(spec, offer=offer)
