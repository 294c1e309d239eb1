"""Step ②: item by item, one key each; photos and notes beside, the score as it stands at the right."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.domain import words
from anxi_desktop.domain.checklist import Item, Verification
from anxi_desktop.domain.inspection_draft import ItemPlace, deduction_of
from anxi_desktop.domain.records.inspection import ItemResult
from anxi_desktop.views.components.answer_key import AnswerKey
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea, TextBox
from anxi_desktop.views.inspection_item_list import ItemLine, ItemList
from anxi_desktop.views.inspection_photos import WorkPhotos
from anxi_desktop.views.inspection_score import ScorePanel

_LIST, _SCORE = 300, 270
_NARROW = 1180


class ItemsStep(QWidget):
    """Keys: 1 2 3 answer, ↑ ↓ move, N the next unchecked, Space a photo. `changed` after each answer."""

    changed = Signal()
    hazards_asked = Signal()

    def __init__(self, work: InspectionWork, photos: WorkPhotos) -> None:
        super().__init__()
        self.work = work
        self.photos = photos
        self.place: ItemPlace | None = None
        self.list = ItemList()
        self.only_open = button(self.tr("只看未检查"), kind="chip")
        self.only_open.setCheckable(True)
        self.keys = {
            ItemResult.PASSED: AnswerKey(self.tr("符合"), key="1", icon="check", tone="ok"),
            ItemResult.FAILED: AnswerKey(self.tr("不符合"), key="2", icon="close", tone="danger"),
            ItemResult.ABSENT: AnswerKey(self.tr("不适用"), key="3", icon="minus", tone="neutral"),
        }
        self.deducted = TextBox(limit=10, placeholder=self.tr("扣几分"))
        self.reason = TextBox(limit=500, placeholder=self.tr("看到了什么；记隐患时会带过去"))
        self.note = TextArea(lines=2, placeholder=self.tr("备注（可不填）"))
        self.strip = photos.strip()
        self.score = ScorePanel(work)
        self._group = label("", "secondary", wrap=True)
        self._title = label("", "title", wrap=True)
        self._about = label("", "secondary", wrap=True)
        self._basis = label("", "caption", wrap=True)
        self._deduction = Field(self.tr("扣分"), self.deducted)
        self._reason = Field(self.tr("扣分原因／问题"), self.reason)
        self._failed = QWidget()
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_work(self) -> None:
        """Show the list and go to where the person was, else to the first unchecked item."""
        self._show_list()
        draft = self.work.draft
        places = draft.places()
        wanted = draft.at if draft.at in places else next(iter(draft.unchecked()), None)
        if wanted is None and places:
            wanted = places[0]
        self.place = None
        if wanted is not None:
            self.go(wanted)
        self.score.show_work()

    def go(self, place: ItemPlace) -> None:
        """Show an item."""
        self.place = place
        self.list.go(place)
        self._show_item()

    def go_on(self, by: int) -> None:
        """The item before or after."""
        places = [line.place for line in self.list.lines() if line.place is not None]
        if not places:
            return
        at = places.index(self.place) if self.place in places else -1
        self.go(places[min(len(places) - 1, max(0, at + by))])

    def go_unchecked(self) -> bool:
        """The next unchecked item after this one, or the first of all; False where there is none."""
        unchecked = self.work.draft.unchecked()
        if not unchecked:
            return False
        places = self.work.draft.places()
        here = places.index(self.place) if self.place in places else -1
        wanted = set(unchecked)
        self.go(next((place for place in places[here + 1 :] if place in wanted), unchecked[0]))
        return True

    def answer(self, result: ItemResult) -> None:
        """Answer the item in sight; a failed one is explained before going on."""
        if self.place is None:
            return
        if self.work.draft.answer(self.place).result is not result:
            self.work.answer(self.place, result=result)
        self._after_answer()
        if result is ItemResult.FAILED:
            (self.deducted if self.work.draft.is_scored else self.reason).setFocus()
        else:
            self.setFocus()
            self.go_unchecked()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of an inspection, where no text box wants them."""
        key = event.key()
        result = {
            Qt.Key.Key_1: ItemResult.PASSED,
            Qt.Key.Key_2: ItemResult.FAILED,
            Qt.Key.Key_3: ItemResult.ABSENT,
        }.get(Qt.Key(key))
        if event.matches(QKeySequence.StandardKey.Paste) and self.strip.paste():
            return
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif result is not None:
            self.answer(result)
        elif key == Qt.Key.Key_Up:
            self.go_on(-1)
        elif key == Qt.Key.Key_Down:
            self.go_on(1)
        elif key == Qt.Key.Key_N:
            self.go_unchecked()
        elif key == Qt.Key.Key_Space:
            self.strip.choose_files()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps the item large and the score away."""
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= _NARROW - 200)

    # ---- what is shown ------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        draft = self.work.draft
        lines: list[ItemLine] = []
        only_open = self.only_open.isChecked()
        for group, sheet in draft.groups():
            places = [ItemPlace(group.key, sheet, item.key) for item in group.items]
            answered = sum(draft.answer(place).result is not None for place in places)
            shown: list[ItemLine] = []
            for place, item in zip(places, group.items, strict=True):
                answer = draft.answer(place)
                if only_open and answer.result is not None and place != self.place:
                    continue
                note = ""
                if answer.result is ItemResult.FAILED and draft.is_scored:
                    points = deduction_of(answer.deducted)
                    note = f"−{points.normalize():f}" if points else "−?"
                shown.append(ItemLine(item.title, place, answer.result, note, item.is_guarantee))
            if shown:
                title = f"{group.title} {sheet}".strip()
                lines.append(ItemLine(title, note=f"{answered}/{len(places)}"))
                lines.extend(shown)
        self.list.set_lines(lines)

    def _show_item(self) -> None:
        place = self.place
        if place is None:
            return
        draft = self.work.draft
        item, answer = draft.item(place), draft.answer(place)
        group = draft.check_list.group_by_key[place.table]
        self._group.setText(f"{group.number} {group.title} {place.sheet}".strip())
        self._title.setText(item.title)
        self._about.setText("　".join(self._facts(item)))
        self._about.setVisible(bool(self._about.text()))
        basis = item.basis or group.basis
        mark = "" if item.verified is Verification.VERIFIED else self.tr("（惯例，可在清单库修改）")
        self._basis.setText(
            self.tr("依据：{basis}").format(basis=basis) + mark if basis else mark.strip("（）")
        )
        for result, key in self.keys.items():
            key.setChecked(answer.result is result)
        for box, text in ((self.deducted, answer.deducted), (self.reason, answer.reason)):
            if box.text() != text:
                box.setText(text)
        if self.note.toPlainText() != answer.note:
            with QSignalBlocker(self.note):
                self.note.setPlainText(answer.note)
        self._show_failed()
        self.photos.show_place(self.strip, place)

    def _show_failed(self) -> None:
        if self.place is None:
            return
        draft = self.work.draft
        answer = draft.answer(self.place)
        failed = answer.result is ItemResult.FAILED
        self._failed.setVisible(failed)
        self._deduction.setVisible(draft.is_scored)
        self._reason.set_name(self.tr("扣分原因／问题") if draft.is_scored else self.tr("问题"))
        full = draft.item(self.place).full
        wrong = bool(answer.deducted.strip()) and deduction_of(answer.deducted) is None
        points = deduction_of(answer.deducted)
        text = ""
        if wrong:
            text = self.tr("请写数字，最多两位小数")
        elif full and points is not None and points > full:
            text = self.tr("超过应得分，按扣完 {full} 分计").format(full=full)
        self._deduction.set_error(text)

    def _facts(self, item: Item) -> list[str]:
        found: list[str] = []
        if item.full:
            kind = self.tr("保证项目") if item.is_guarantee else self.tr("一般项目")
            found.append(self.tr("{kind} · 应得 {full} 分").format(kind=kind, full=item.full))
        if item.method:
            found.append(self.tr("怎么查：{method}").format(method=item.method))
        if item.level:
            found.append(
                self.tr("责任：{level}").format(level=words.choice_word(type(item.level), item.level.value))
            )
        if item.frequency:
            found.append(words.choice_word(type(item.frequency), item.frequency.value))
        return found

    def _after_answer(self) -> None:
        self._show_list()
        if self.place is not None:
            self.list.go(self.place)
        for result, key in self.keys.items():
            key.setChecked(self.place is not None and self.work.draft.answer(self.place).result is result)
        self._show_failed()
        self.score.show_work()
        self.changed.emit()

    # ---- slots --------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_chosen(self, place: ItemPlace) -> None:
        self.go(place)
        self.setFocus()

    @Slot(str)
    def _on_deducted(self, text: str) -> None:
        if self.place is not None:
            self.work.answer(self.place, deducted=text)
            self._after_answer()

    @Slot(str)
    def _on_reason(self, text: str) -> None:
        if self.place is not None:
            self.work.answer(self.place, reason=text)

    @Slot()
    def _on_note(self) -> None:
        if self.place is not None and self.note.toPlainText() != self.work.draft.answer(self.place).note:
            self.work.answer(self.place, note=self.note.toPlainText())

    @Slot()
    def _on_reason_done(self) -> None:
        """Enter in the reason: this item is told, on to the next."""
        self.setFocus()
        self.go_unchecked()

    @Slot()
    def _on_deducted_done(self) -> None:
        self.reason.setFocus()

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("box", "card")
        left.setFixedWidth(_LIST)
        shelf = QVBoxLayout(left)
        shelf.setContentsMargins(1, 1, 1, 1)
        shelf.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(10, 8, 10, 6)
        top.addWidget(self.only_open)
        top.addStretch(1)
        shelf.addLayout(top)
        shelf.addWidget(self.list, 1)
        middle = QFrame()
        middle.setProperty("box", "card")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for widget in (self._group, self._title, self._about, self._basis):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(10)
        for key in self.keys.values():
            row.addWidget(key)
        column.addSpacing(4)
        column.addLayout(row)
        detail = QHBoxLayout(self._failed)
        detail.setContentsMargins(0, 0, 0, 0)
        detail.setSpacing(12)
        self._deduction.setFixedWidth(120)
        detail.addWidget(self._deduction, 0, Qt.AlignmentFlag.AlignTop)
        detail.addWidget(self._reason, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._failed)
        column.addWidget(self.strip)
        column.addWidget(self.note)
        hint = self.tr("1 符合　2 不符合　3 不适用　↑↓ 换项　N 下一未检查　空格 加照片　Ctrl+Enter 下一步")
        column.addStretch(1)
        column.addWidget(label(hint, "caption", wrap=True))
        around = QVBoxLayout(middle)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scrolling(inner))
        self._side = self.score
        self._side.setFixedWidth(_SCORE)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 4, 24, 12)
        layout.setSpacing(12)
        layout.addWidget(left)
        layout.addWidget(middle, 1)
        layout.addWidget(self._side)

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.only_open.toggled.connect(self._show_list)
        for result, key in self.keys.items():
            key.clicked.connect(self._answering(result))
        self.deducted.textEdited.connect(self._on_deducted)
        self.deducted.returnPressed.connect(self._on_deducted_done)
        self.reason.textEdited.connect(self._on_reason)
        self.reason.returnPressed.connect(self._on_reason_done)
        self.note.textChanged.connect(self._on_note)
        self.score.hazards_asked.connect(self.hazards_asked)
        self.photos.changed.connect(self._on_photos)

    @Slot()
    def _on_photos(self) -> None:
        if self.place is not None:
            self.photos.show_place(self.strip, self.place)

    def _answering(self, result: ItemResult) -> object:
        def answer() -> None:
            self.answer(result)

        return answer
