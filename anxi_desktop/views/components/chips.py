"""Choice chips: a few choices that are all in sight."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.flow import FlowLayout


class ChoiceChips(QWidget):
    """One of the (code, word) pairs, or several with `many`; a chosen one is taken back by pressing it again.

    Without `wraps` they stay in one row.
    """

    picked = Signal(object)
    """The person's choice: a code, or a frozenset of codes with `many`."""

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        *,
        many: bool = False,
        required: bool = False,
        value: str = "",
        wraps: bool = True,
    ) -> None:
        super().__init__()
        self._many = many
        self._required = required
        self._chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        layout = FlowLayout(self) if wraps else QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for code, word in choices:
            chip = Button(text=word, kind="chip")
            chip.setCheckable(True)
            chip.setProperty("code", code)
            self._chips[code] = chip
            self._group.addButton(chip)
            layout.addWidget(chip)
        self._group.buttonClicked.connect(self._on_clicked)
        if value:
            self.set_value(value)

    def value(self) -> str:
        """The chosen code, "" for none."""
        return next(iter(self.values()), "")

    def values(self) -> frozenset[str]:
        """All chosen codes."""
        return frozenset(code for code, chip in self._chips.items() if chip.isChecked())

    def set_value(self, *codes: str) -> None:
        """Show these codes as chosen."""
        for code, chip in self._chips.items():
            chip.setChecked(code in codes)

    @Slot(QAbstractButton)
    def _on_clicked(self, chip: QAbstractButton) -> None:
        code = str(chip.property("code"))
        if not self._many:
            chosen = chip.isChecked() or self._required
            self.set_value(*([code] if chosen else []))
        self.picked.emit(self.values() if self._many else self.value())
