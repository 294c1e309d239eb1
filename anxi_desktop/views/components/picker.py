"""A choice of one from a list that is too long for chips."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView

from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.tokens import CONTROL


class Picker(QComboBox):
    """Pairs of (code, word); `value()` is the code, "" for blank. The wheel scrolls the page, not the choice."""

    picked = Signal(str)
    """The person chose another code."""

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        *,
        allow_blank: bool = False,
        blank: str = "",
        value: str = "",
    ) -> None:
        super().__init__()
        self.setView(QListView())
        self.setMaxVisibleItems(12)
        self.setFixedHeight(CONTROL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._allow_blank = allow_blank
        self._blank = blank
        self.set_choices(choices)
        self.set_value(value)
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer other choices; keeps the value where it is still among them."""
        kept = self.value()
        self.clear()
        if self._allow_blank:
            self.addItem(self._blank or self.tr("（空）"), "")
        for code, word in choices:
            self.addItem(word, code)
        self.set_value(kept)

    def value(self) -> str:
        """The chosen code, "" for blank."""
        found = self.currentData()
        return "" if found is None else str(found)

    def set_value(self, code: str) -> None:
        """Show a code; one that is not offered is shown as blank."""
        self.setCurrentIndex(
            self.findData(code) if self.findData(code) >= 0 else 0 if self._allow_blank else -1
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the list is being used."""
        event.ignore()

    @Slot(int)
    def _on_activated(self, _index: int) -> None:
        self.picked.emit(self.value())


class OpenPicker(QComboBox):
    """A list of usual words, and room for one of one's own."""

    def __init__(self, words: Iterable[str], *, value: str = "") -> None:
        super().__init__()
        self.setView(QListView())
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFixedHeight(CONTROL)
        self.setMaxVisibleItems(12)
        self.addItems(list(words))
        self.box = TextBox()
        self.box.setTextMargins(2, 0, 0, 0)
        self.setLineEdit(self.box)
        self.setCompleter(None)  # pyright: ignore[reportArgumentType]
        self.setCurrentText(value)

    def value(self) -> str:
        """The words chosen or typed."""
        return self.currentText().strip()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
