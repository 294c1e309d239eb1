"""The layers of a map: shown or hidden, and how many things are on each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.domain import words
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.views.components.buttons import Button, icon_button
from anxi_desktop.views.components.text import label


class Layers(QWidget):
    """`toggled` with a layer and whether it is shown; `chosen` asks to choose all that is on one."""

    toggled = Signal(object, bool)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._counts: dict[Layer, Button] = {}
        self._eyes: dict[Layer, Button] = {}
        for layer in reversed(Layer):
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            word = words.choice_word(Layer, layer.value)
            eye = icon_button("eye", tip=self.tr("显示或隐藏：{name}").format(name=word), small=True)
            eye.setCheckable(True)
            eye.setChecked(True)
            eye.clicked.connect(partial(self._on_eye, layer))
            self._eyes[layer] = eye
            count = Button(text="0", kind="link")
            count.setToolTip(self.tr("选中这一层的全部"))
            count.clicked.connect(partial(self.chosen.emit, layer))
            self._counts[layer] = count
            row.addWidget(eye)
            row.addWidget(label(word), 1)
            row.addWidget(count)
            column.addLayout(row)

    def show_counts(self, counts: dict[Layer, int]) -> None:
        """Say how many things are on each."""
        for layer, made in self._counts.items():
            made.setText(str(counts.get(layer, 0)))
            made.setEnabled(bool(counts.get(layer)))

    def _on_eye(self, layer: Layer) -> None:
        shown = self._eyes[layer].isChecked()
        self._eyes[layer].set_icon("eye" if shown else "eye-off")
        self.toggled.emit(layer, shown)
