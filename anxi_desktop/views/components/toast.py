"""Toasts: a sentence at the foot of the window for a while, with 撤销 or another way on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label

STAY_MS = 6000
_MARGIN = 20
_MOST = 3
_WIDEST = 460


@dataclass(frozen=True, slots=True)
class ToastAction:
    """A button of a toast: its words and what it does."""

    text: str
    act: Callable[[], object]
    of_stack: bool = False
    """It is about the last action: once another one is the last, the toast is stale and leaves."""


class Toast(QFrame):
    """One sentence. It leaves after a while, not while the mouse is over it."""

    gone = Signal(object)

    def __init__(
        self, text: str, actions: Sequence[ToastAction] = (), *, tone: str = "", stay: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("box", "raised")
        self.text = text
        self.of_stack = any(action.of_stack for action in actions)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        if tone:
            name, color = {"ok": ("ok", "ok"), "danger": ("error", "danger")}.get(tone, ("info", "accent"))
            layout.addWidget(picture(name, color=color))
        words = label(text, wrap=True)
        # A fixed width: beside buttons a wrapping label would be squeezed and lose its second line.
        words.setFixedWidth(min(_WIDEST, words.fontMetrics().horizontalAdvance(text) + 8))
        layout.addWidget(words)
        for action in actions:
            press = button(action.text, kind="accent")
            press.clicked.connect(self._acting(action))
            layout.addWidget(press)
        close = icon_button("close", tip=self.tr("关闭"), small=True)
        close.clicked.connect(self.leave)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAY_MS)
        self._timer.timeout.connect(self.leave)
        if not stay:
            self._timer.start()
        self._stay = stay

    def _acting(self, action: ToastAction) -> Callable[[], None]:
        def act() -> None:
            self.leave()
            action.act()

        return act

    def enterEvent(self, event: QEvent) -> None:
        """Stay while it is being read."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Leave a while after the mouse has left."""
        if not self._stay:
            self._timer.start()

    @Slot()
    def leave(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.gone.emit(self)


class Toasts(QWidget):
    """The toasts of a window, above its lower edge; the newest is lowest."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._shown: list[Toast] = []
        self.bottom = 0
        host.installEventFilter(self)
        self.hide()

    def show_toast(
        self, text: str, actions: Sequence[ToastAction] = (), *, tone: str = "", stay: bool = False
    ) -> Toast:
        """Show one more."""
        made = Toast(text, actions, tone=tone, stay=stay)
        made.gone.connect(self._on_gone)
        self._shown.append(made)
        self._layout.addWidget(made, alignment=Qt.AlignmentFlag.AlignHCenter)
        made.show()  # a hidden child takes no room, and a layout shows its children only later
        while len(self._shown) > _MOST:
            self._shown[0].leave()
        self.show()
        self.place()
        return made

    def texts(self) -> list[str]:
        """What is being said now."""
        return [toast.text for toast in self._shown]

    def clear(self) -> None:
        """Take all away."""
        for toast in list(self._shown):
            toast.leave()

    def drop_stale(self) -> None:
        """Take away what was about the last action: it is the last no more."""
        for toast in [shown for shown in self._shown if shown.of_stack]:
            toast.leave()

    def place(self) -> None:
        """Stand in the middle above the lower edge of the host."""
        self._layout.activate()
        size = self.sizeHint().boundedTo(self._host.size())
        height = max(size.height(), self._layout.heightForWidth(size.width()))
        x = (self._host.width() - size.width()) // 2
        self.setGeometry(x, self._host.height() - height - self.bottom - _MARGIN, size.width(), height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the host's size."""
        if event.type() == QEvent.Type.Resize and self._shown:
            self.place()
        return False

    @Slot(object)
    def _on_gone(self, toast: Toast) -> None:
        if toast not in self._shown:
            return
        self._shown.remove(toast)
        self._layout.removeWidget(toast)
        toast.deleteLater()
        if self._shown:
            self.place()
        else:
            self.hide()
