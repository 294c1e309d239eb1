"""Ctrl+K: one box for every project, page and command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from anxi_desktop.app.search import Hit, find_records
from anxi_desktop.app.session import Session
from anxi_desktop.views.components.popup import Popup
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.text import label
from anxi_desktop.views.tokens import GRID
from anxi_desktop.views.two_line_list import Line, TwoLineList

_WIDTH = 560
_ROWS = 7


@dataclass(frozen=True, slots=True)
class Command:
    """A page or an action that can be found by its words."""

    words: str
    kind: str
    act: Callable[[], object]
    keys: str = ""


class GlobalSearch(Popup):
    """Typed words find projects by name, pinyin and company, and commands by their words; Enter goes there."""

    record_asked = Signal(str, str)
    """The page and the record's id."""

    def __init__(self, owner: QWidget, session: Session, commands: Sequence[Command]) -> None:
        super().__init__(owner)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._commands = commands
        self._found: list[Hit | Command] = []
        self.box = SearchBox(self.tr("项目、单位或命令，可用拼音首字母"))
        self.box.setFixedWidth(_WIDTH)
        self.box.text_changed.connect(self._on_text)
        self.list = TwoLineList(name=self.tr("搜索结果"), steady=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.asked.connect(self._on_asked)
        self.foot = label("", "caption")
        self.body.setContentsMargins(GRID, GRID, GRID, GRID)
        self.body.setSpacing(GRID // 2)
        self.body.addWidget(self.box)
        self.body.addWidget(self.list)
        self.body.addWidget(self.foot)
        self.foot.setContentsMargins(12, 4, 12, 4)
        self._on_text("")

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of the window."""
        self.adjustSize()
        corner = window.mapToGlobal(QPoint((window.width() - self.width()) // 2, 56))
        self.move(corner)
        self.show()
        self.box.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move in the list while the cursor stays in the box; Enter goes there."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = max(0, min(len(self._found) - 1, self.list.current_row() + step))
            self.list.setCurrentIndex(self.list.model().index(row, 0))
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._found:
            # Enter may come before the pause after typing has ended; the box has told the text by then.
            self._on_asked(max(0, self.list.current_row()))
            return
        super().keyPressEvent(event)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        hits, total = find_records(self._session.store, text)
        commands = [command for command in self._commands if _matches(command, text)]
        self._found = [*hits, *commands] if text else list(commands)
        self.list.set_lines(
            [
                Line(found.title, found.note, self.tr("项目"), "accent")
                if isinstance(found, Hit)
                else Line(found.words, found.keys, found.kind)
                for found in self._found
            ]
        )
        if self._found:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.scrollToTop()
        self.list.setFixedHeight(self.list.row_height() * min(_ROWS, max(1, len(self._found))))
        self.list.setVisible(bool(self._found))
        self.foot.setText(self._foot_text(text, total=total, shown=len(hits)))
        self.adjustSize()

    def _foot_text(self, text: str, *, total: int, shown: int) -> str:
        if text and not self._found:
            return self.tr("没有找到“{text}”。换几个字，或用拼音首字母再试。").format(text=text)
        if total > shown:
            return self.tr("共 {n} 个项目，只列出前 {shown} 个；多打几个字可以缩小范围").format(
                n=f"{total:,}", shown=shown
            )
        return self.tr("↑↓ 选择 · Enter 打开 · Esc 关闭")

    @Slot(int)
    def _on_asked(self, row: int) -> None:
        found = self._found[row]
        self.close()
        if isinstance(found, Hit):
            self.record_asked.emit(found.page, found.record)
        else:
            found.act()


def _matches(command: Command, text: str) -> bool:
    return all(word in command.words.lower() for word in text.lower().split())
