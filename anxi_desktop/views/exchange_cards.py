"""The three large actions of the page 交换, and the chips with counts under them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label, set_kind
from anxi_desktop.views.style import focus_ring

_SIDE = 32
_WORDS_FROM = 220
_LEAST = 120
_PAD = 12


class ActionCard(QFrame):
    """An icon, a name and a sentence; `pressed` on a click, Enter or Space."""

    pressed = Signal()

    def __init__(self, icon: str, title: str, text: str) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._text = label(text, "caption", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(label(title, "card", wrap=True))
        words.addWidget(self._text)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, _PAD, 14, _PAD)
        row.setSpacing(14)
        row.addWidget(picture(icon, color="accent", side=_SIDE), alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def sizeHint(self) -> QSize:
        """Room for the name and two lines of words, whatever its width."""
        theme = themes.current()
        name, words = QFontMetrics(theme.font("card")), QFontMetrics(theme.font("caption"))
        return QSize(_WORDS_FROM, name.height() + 2 * words.lineSpacing() + 2 * _PAD + 4)

    def minimumSizeHint(self) -> QSize:
        """As high, and narrow enough to stand beside a drawer."""
        return QSize(_LEAST, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a drawer there is room for the name alone."""
        super().resizeEvent(event)
        self._text.setVisible(event.size().width() >= _WORDS_FROM)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse is over it."""
        set_kind(self, "box", "info")
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has gone."""
        set_kind(self, "box", "card")
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and for the keyboard where it is."""
        super().paintEvent(event)
        if self.hasFocus():
            focus_ring(QPainter(self), self.rect(), color=themes.current().color("accent"))


class CountChips(QWidget):
    """One of several lists, each with how much is in it; `picked` gives its code."""

    picked = Signal(str)

    def __init__(self, choices: Iterable[tuple[str, str]], *, value: str) -> None:
        super().__init__()
        self._words = dict(choices)
        self.chips: dict[str, Button] = {}
        layout = FlowLayout(self)
        for code, word in self._words.items():
            chip = Button(text=word, kind="chip")
            chip.setCheckable(True)
            chip.setProperty("code", code)
            chip.clicked.connect(self._on_clicked)
            self.chips[code] = chip
            layout.addWidget(chip)
        self.set_value(value)

    def set_count(self, code: str, count: int) -> None:
        """Say how much there is; nothing says nothing."""
        self.chips[code].setText(f"{self._words[code]} {count:,}" if count else self._words[code])
        self.updateGeometry()

    def set_value(self, code: str) -> None:
        """Mark one."""
        for name, chip in self.chips.items():
            chip.setChecked(name == code)

    def value(self) -> str:
        """The one that is marked."""
        return next((name for name, chip in self.chips.items() if chip.isChecked()), "")

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            code = str(sender.property("code"))
            self.set_value(code)
            self.picked.emit(code)
