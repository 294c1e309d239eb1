"""Buttons: one primary on a page, secondary, quiet, danger; icons alone where the icon says it all."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.icons import icon as icon_of
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import ICON

_ICON_GAP = 4
_ICON_COLORS = {
    "primary": "on_accent",
    "danger": "danger",
    "link": "accent",
    "accent": "accent",
    "icon": "secondary",
}
_BY_KEYBOARD = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


class Button(QPushButton):
    """A push button that shows a focus ring to keyboard users, and Enter presses it.

    A form of `ui/` makes it with its parent alone and sets text and kind as properties.
    """

    def __init__(
        self, parent: QWidget | None = None, *, text: str = "", kind: str = "secondary", icon: str = ""
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._ringed = False
        if icon:
            self.set_icon(icon)

    def set_icon(self, name: str, *, color: str = "") -> None:
        """Show an icon of our family before the text."""
        kind = str(self.property("kind"))
        self.setIcon(icon_of(name, color=color or _ICON_COLORS.get(kind, "text")))
        self.setIconSize(QSize(ICON + (_ICON_GAP if self.text() else 0), ICON))

    @property
    def ringed(self) -> bool:
        """True while the keyboard stands here."""
        return self._ringed and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here."""
        self._ringed = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ringed = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button and, for the keyboard, where it is."""
        super().paintEvent(event)
        if self.ringed:
            painter = QPainter(self)
            theme = themes.current()
            primary = self.property("kind") == "primary"
            focus_ring(painter, self.rect(), color=theme.color("text" if primary else "accent"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


def button(text: str, *, kind: str = "secondary", icon: str = "") -> Button:
    """A button of one kind: primary, secondary, quiet, accent (quiet, but meant to be seen), danger, link."""
    return Button(text=text, kind=kind, icon=icon)


def icon_button(icon: str, *, tip: str, small: bool = False) -> Button:
    """A square button that shows an icon; `tip` says in words what it does, for the mouse and screen readers."""
    made = Button(kind="icon")
    if small:
        made.setProperty("small", True)
    made.set_icon(icon)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    return made
