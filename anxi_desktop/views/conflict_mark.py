"""The mark on records in conflict, and the way from it to the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.style import focus_ring

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

PAGE = "exchange"


class ConflictTag(Tag):
    """A tag that is pressed: `asked` on a click, Space or Enter."""

    asked = Signal()

    def __init__(self, count: int) -> None:
        super().__init__(f"{conflict_word(count)} ›", tone="warning")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("几台电脑填得不一样，点这里决定用哪个"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release comes here too."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter press it."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tag, and for the keyboard where it is."""
        super().paintEvent(event)
        if self.hasFocus():
            focus_ring(QPainter(self), self.rect(), color=themes.current().color("accent"))


def conflict_word(count: int) -> str:
    """What a mark says: 有冲突, 3 处冲突."""
    if count == 1:
        return QCoreApplication.translate("conflict_mark", "有冲突")
    return QCoreApplication.translate("conflict_mark", "{n} 处冲突").format(n=count)


def show_conflict(shell: Shell, entity: str, row: str) -> None:
    """Go to the review of a record, where this program has one."""
    if PAGE in shell.specs:
        shell.go(PAGE, conflict=(entity, row))
