"""Filters of a list: a button for each field opens its choices with counts; active ones say what they let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.check_list import CheckList
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.icons import paint_icon
from anxi_desktop.views.components.text import set_kind
from anxi_desktop.views.style import chevron

_END = 26


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """One filter: the field's code name, its word, and its choices as (code, word)."""

    field: str
    word: str
    choices: tuple[tuple[str, str], ...]


class FilterBar(QWidget):
    """`changed` gives {field: frozenset of codes} with the active fields only."""

    changed = Signal(object)

    def __init__(self, specs: Iterable[FilterSpec] = ()) -> None:
        super().__init__()
        self._layout = FlowLayout(self)
        self._buttons: dict[str, FilterButton] = {}
        self._clear = button(self.tr("清除全部"), kind="link")
        self._clear.setFixedHeight(32)
        self._clear.clicked.connect(self.clear)
        self.set_filters(specs)

    def set_filters(self, specs: Iterable[FilterSpec]) -> None:
        """Offer these filters; values of fields that stay are kept."""
        kept = self.values()
        for old in self._buttons.values():
            self._layout.removeWidget(old)
            old.deleteLater()
        self._layout.removeWidget(self._clear)
        self._buttons = {}
        for spec in specs:
            made = FilterButton(spec)
            made.set_values(kept.get(spec.field, frozenset()))
            made.chosen.connect(self._on_chosen)
            self._buttons[spec.field] = made
            self._layout.addWidget(made)
        self._layout.addWidget(self._clear)
        self._clear.setVisible(bool(self.values()))

    def set_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """How many records each choice would let through, by field and code."""
        for field, numbers in counts.items():
            if field in self._buttons:
                self._buttons[field].counts = dict(numbers)

    def values(self) -> dict[str, frozenset[str]]:
        """The active filters."""
        return {field: made.values for field, made in self._buttons.items() if made.values}

    def set_values(self, values: Mapping[str, Iterable[str]]) -> None:
        """Show these filters as active, without telling."""
        for field, made in self._buttons.items():
            made.set_values(frozenset(values.get(field, ())))
        self._clear.setVisible(bool(self.values()))

    @Slot()
    def clear(self) -> None:
        """Let everything through."""
        self.set_values({})
        self.changed.emit({})

    @Slot()
    def _on_chosen(self) -> None:
        self._clear.setVisible(bool(self.values()))
        self.changed.emit(self.values())


class FilterButton(Button):
    """One filter's button. Active, it says what it lets through and ends in a cross that clears it."""

    chosen = Signal()

    def __init__(self, spec: FilterSpec) -> None:
        super().__init__(text=spec.word, kind="filter")
        self.spec = spec
        self.values: frozenset[str] = frozenset()
        self.counts: dict[str, int] | None = None
        self.clicked.connect(self._on_clicked)

    def set_values(self, values: frozenset[str]) -> None:
        """Show what is let through."""
        self.values = values
        words = [word for code, word in self.spec.choices if code in values]
        text = self.spec.word
        if words:
            more = f" +{len(words) - 1}" if len(words) > 1 else ""
            text = self.tr("{field}：{word}{more}").format(field=self.spec.word, word=words[0], more=more)
        self.setText(text)
        self.setToolTip("、".join(words))
        set_kind(self, "active", bool(words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the arrow or the cross."""
        return super().sizeHint() + QSize(_END - 8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button with its arrow or cross."""
        super().paintEvent(event)
        theme = themes.current()
        painter = QPainter(self)
        end = QRectF(self.width() - _END, 0, _END - 8, self.height())
        if self.values:
            side = 14
            box = QRectF(0, 0, side, side)
            box.moveCenter(end.center())
            paint_icon(painter, box.toRect(), "close", theme, color="accent")
        else:
            chevron(painter, end, direction="down", color=theme.color("secondary"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The cross clears; the rest opens the choices."""
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self.values and event.position().x() >= self.width() - _END:
            self._choose(frozenset())
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete clears."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.values:
            self._choose(frozenset())
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        popup = CheckList(self, self.spec.choices, checked=self.values, counts=self.counts)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.changed.connect(self._choose)
        popup.open_under(self)

    @Slot(object)
    def _choose(self, values: frozenset[str]) -> None:
        self.set_values(values)
        self.chosen.emit()
