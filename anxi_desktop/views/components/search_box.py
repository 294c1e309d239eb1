"""A search box that waits until typing pauses, so that each letter costs no query."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

from anxi_desktop.views.components.text_box import TextBox

_PAUSE_MS = 120


class SearchBox(TextBox):
    """Typed text, a glass and a clear button. Esc clears it first."""

    text_changed = Signal(str)
    """The text after a pause of 120 ms, and at once on Enter or when it is cleared."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder)
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.add_icon("search", leading=True)
        self._clear = self.add_icon("close", tip=self.tr("清除"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self._on_clear)
        self.textChanged.connect(self._on_typed)
        self.returnPressed.connect(self._tell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the text away before it closes anything."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._on_clear()
            return
        super().keyPressEvent(event)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    @Slot()
    def _on_clear(self) -> None:
        self.clear()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.text_changed.emit(text)
