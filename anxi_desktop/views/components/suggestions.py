"""A list under a text box with what could be meant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCompleter, QListView

from anxi_desktop.views.components.text_box import TextBox


class Suggestions(QObject):
    """A list under a text box with what could be meant; arrow keys and Enter take one.

    A field with a list of its own has an arrow that opens the whole of it.
    """

    taken = Signal(str)

    def __init__(self, box: TextBox, words: Callable[[str], list[str]], *, listed: bool = False) -> None:
        """`words` gives what could be meant by the text typed so far; `listed` where "" gives a whole list."""
        super().__init__(box)
        self._box = box
        self._words = words
        self._model = QStringListModel(self)
        self._list = QCompleter(self._model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(8)
        self.popup = QListView()
        self.popup.setProperty("popup", True)
        self._list.setPopup(self.popup)
        self._list.setWidget(box)
        self._list.activated.connect(self._on_activated)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self._on_pause)
        box.textEdited.connect(self._on_edited)
        box.installEventFilter(self)
        if listed:
            arrow = box.add_icon("chevron-down", tip=self.tr("从列表中选"))
            arrow.triggered.connect(self._on_arrow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow down opens the list without typing."""
        if watched is self._box and event.type() == QEvent.Type.KeyPress:
            key = event.key()  # pyright: ignore[reportAttributeAccessIssue]
            if key == Qt.Key.Key_Down and not self.popup.isVisible():
                self._on_pause()
                return True
        return False

    @Slot()
    def _on_edited(self) -> None:
        self._pause.start()

    @Slot()
    def _on_pause(self) -> None:
        if not self._box.isVisible():
            return
        text = self._box.text().strip()
        self._show([value for value in self._words(text) if value != text])

    @Slot()
    def _on_arrow(self) -> None:
        self._box.setFocus()
        self._show(self._words(""))

    def _show(self, found: list[str]) -> None:
        self._model.setStringList(found)
        if found and self._box.hasFocus():
            self._list.complete()
        else:
            self.popup.hide()

    @Slot(str)
    def _on_activated(self, text: str) -> None:
        self._box.setText(text)
        self.popup.hide()
        self.taken.emit(text)
