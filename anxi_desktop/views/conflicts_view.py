"""The conflict review: records about which laptops disagree at the left, one record's fields at the right.

Nothing waits for it: a value is always shown, work goes on, and a decision is one undo step like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Conflict, Conflicts, Dispute, Disputed, Hidden, Side
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.text import label
from anxi_desktop.views.conflict_mark import conflict_word
from anxi_desktop.views.conflict_panel import ConflictPanel
from anxi_desktop.views.two_line_list import Line, TwoLineList

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_LIST = 320


class ConflictsView(QWidget):
    """Keys: 1 2 3 choose, ↑ ↓ the next field and record. `counted` tells how many records are in conflict."""

    counted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.conflicts = Conflicts(shell.session)
        self.records: list[Disputed | Hidden] = []
        self.disputes: list[Dispute] = []
        self.at = -1
        self._shown: Disputed | Hidden | None = None
        self._is_own = False
        self._hidden: list[Hidden] = []
        self.list = TwoLineList(name=self.tr("有冲突的记录"), steady=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are this view's
        self.panel = ConflictPanel(shell)
        self.empty = EmptyState(
            self.tr("没有冲突"),
            self.tr("几台电脑把同一条记录的同一栏填得不一样时，列在这里由您决定；决定之前照常工作。"),
            icon="ok",
        )
        self._head = label("", "strong")
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.read()

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: any record may have come into conflict, or out of it."""
        if tables:
            self.read()

    def show_record(self, entity: str, row: str) -> None:
        """Show the conflicts of a record; of a project, where it has none itself, of its facts and milestones."""
        self.read()
        places = [place for place, one in enumerate(self.records) if isinstance(one, Disputed)]
        found = next((place for place in places if self._is(self.records[place], entity, row)), -1)
        if found < 0 and entity == "project":
            below = self.conflicts.below(row)
            found = next((at for at in places if any(self._is(self.records[at], *one) for one in below)), -1)
        if found >= 0:
            self._go(found)
        self.setFocus()

    def read(self) -> None:
        """Read again what is in conflict; what is in sight stays where it can."""
        if not self._is_own:
            self._hidden = self.conflicts.hidden()
        found = self.conflicts.records()
        self.records = [*found, *self._hidden]
        self.list.set_lines([self._line(one) for one in self.records])
        text = self.tr("{n} 条记录有冲突").format(n=len(found)) if found else self.tr("没有冲突")
        self._head.setText(text)
        self._stack.setCurrentIndex(1 if self.records else 0)
        self.counted.emit(len(found))
        if not self.records:
            self.at, self._shown, self.disputes = -1, None, []
            return
        kept = next((at for at, one in enumerate(self.records) if self._same(one, self._shown)), None)
        self._go(min(max(self.at, 0), len(self.records) - 1) if kept is None else kept, anew=False)

    def go_on(self, by: int) -> None:
        """The next field, and after the last one the next record."""
        at = self.panel.at + by
        if 0 <= at < len(self.panel.cards):
            self.panel.go(at)
        elif 0 <= self.at + by < len(self.records):
            self._go(self.at + by)
            if by < 0:
                self.panel.go(len(self.panel.cards) - 1)

    def showEvent(self, event: QShowEvent) -> None:
        """The keys answer at once."""
        super().showEvent(event)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the review, where no text box wants them."""
        key = event.key()
        if self.panel.is_writing():
            if key == Qt.Key.Key_Escape:
                self.panel.stop_writing()
                self.setFocus()
            else:
                super().keyPressEvent(event)
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and self.panel.choose(key - Qt.Key.Key_1):
            self.setFocus()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.go_on(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    # ---- what is shown --------------------------------------------------------------------------------------

    def _go(self, at: int, *, anew: bool = True) -> None:
        self.at = at
        with QSignalBlocker(self.list):
            self.list.setCurrentIndex(self.list.model().index(at, 0))
        self.list.scrollTo(self.list.currentIndex())
        one = self.records[at]
        if isinstance(one, Hidden):
            if anew or one != self._shown:
                self.disputes = []
                self.panel.show_hidden(one)
        else:
            disputes = self.conflicts.disputes(one.row)
            if anew or one != self._shown or disputes != self.disputes:
                field = self.panel.at if self._same(one, self._shown) else 0
                self.disputes = disputes
                photos = self.conflicts.photos(one.row) if one.entity == "hazard" else []
                self.panel.show_record(one, disputes, photos)
                self.panel.go(field)
        self._shown = one

    def _line(self, one: Disputed | Hidden) -> Line:
        if isinstance(one, Disputed):
            return Line(one.title, one.about, conflict_word(one.count), "warning")
        tag = self.tr("未到") if one.orphans.is_missing else self.tr("已删除")
        return Line(one.title, self.tr("看不到：{counted}").format(counted=one.counted), tag)

    def _is(self, one: Disputed | Hidden, entity: str, row: str) -> bool:
        return isinstance(one, Disputed) and (one.entity, one.row) == (entity, row)

    def _same(self, one: Disputed | Hidden, other: Disputed | Hidden | None) -> bool:
        """The same record, whatever is said of it."""
        if isinstance(one, Disputed):
            return isinstance(other, Disputed) and self._is(other, one.entity, one.row)
        mine, its = one.orphans, other.orphans if isinstance(other, Hidden) else None
        return its is not None and (mine.entity, mine.row) == (its.entity, its.row)

    # ---- decisions ------------------------------------------------------------------------------------------

    def _decide(
        self,
        act: Callable[[], object],
        said: str,
        refused: Callable[[AnxiError], bool] = lambda _error: False,
    ) -> None:
        """Do it and say it; where more has arrived meanwhile, show that. `refused` may tell an error itself."""
        self._is_own = True
        try:
            act()
        except AnxiError as error:
            if refused(error):
                return
            self.shell.show_error(error)
            self.read()
        else:
            self.shell.toast(said, undo=True)
        finally:
            self._is_own = False
        self.setFocus()

    def _label(self, conflict: Conflict) -> str:
        return next((one.label for one in self.disputes if one.conflict == conflict), "")

    @Slot(object, object)
    def _on_chosen(self, conflict: Conflict, side: Side) -> None:
        found = (choice for one in self.disputes if one.conflict == conflict for choice in one.choices)
        word = next((choice.word for choice in found if side in choice.sides), "") or self.tr("空")
        text = self.tr("已决定“{label}”：{word}")
        shown = word if len(word) <= 30 else f"{word[:29]}…"
        said = text.format(label=self._label(conflict), word=shown)
        self._decide(lambda: self.conflicts.take(conflict, side), said)

    @Slot(object, object)
    def _on_written(self, conflict: Conflict, value: JournalValue) -> None:
        def refused(error: AnxiError) -> bool:
            card = next((card for card in self.panel.cards if card.dispute.conflict == conflict), None)
            if card is None or error.code != "bad_value":
                return False
            card.set_error(str(error.facts["reason"]))
            return True

        said = self.tr("已改写“{label}”").format(label=self._label(conflict))
        self._decide(lambda: self.conflicts.write(conflict, value), said, refused)

    @Slot(object)
    def _on_kept(self, conflict: Conflict) -> None:
        text = self.tr("“{label}”用现在显示的，另外的已记到备注")
        self._decide(lambda: self.conflicts.keep_both(conflict), text.format(label=self._label(conflict)))

    @Slot(str)
    def _on_all(self, site: str) -> None:
        one = self._shown
        if isinstance(one, Disputed):
            text = self.tr("“{title}”的 {n} 处都已决定").format(title=one.title[:20], n=one.count)
            self._decide(lambda: self.conflicts.take_all(one.row, site), text)

    @Slot(bool)
    def _on_settled(self, keep: bool) -> None:
        one = self._shown
        if isinstance(one, Hidden):
            verb = self.tr("已恢复“{title}”") if keep else self.tr("“{title}”仍然删除")
            self._decide(lambda: self.conflicts.settle(one, keep=keep), verb.format(title=one.title))
            self.read()

    @Slot()
    def _on_record(self) -> None:
        one = self._shown
        if isinstance(one, Disputed):
            facts = {"hazard": one.row} if one.entity == "hazard" else {"record": one.row}
            self.shell.go(one.entity, **facts)

    @Slot(int)
    def _on_asked(self, at: int) -> None:
        self._go(at)
        self.setFocus()

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("box", "card")
        left.setFixedWidth(_LIST)
        shelf = QVBoxLayout(left)
        shelf.setContentsMargins(1, 12, 1, 1)
        shelf.setSpacing(8)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self._head)
        shelf.addLayout(top)
        shelf.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.panel, 1)
        hint = self.tr("1 2 3 选一个　↑↓ 下一处　Ctrl+Z 撤销　决定之前照常工作，程序先显示更安全的或后写的")
        right.addWidget(label(hint, "caption", wrap=True))
        review = QWidget()
        row = QHBoxLayout(review)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(left)
        row.addLayout(right, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(review)

    def _connect(self) -> None:
        self.list.asked.connect(self._on_asked)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.written.connect(self._on_written)
        self.panel.kept.connect(self._on_kept)
        self.panel.all_chosen.connect(self._on_all)
        self.panel.settled.connect(self._on_settled)
        self.panel.record_asked.connect(self._on_record)
