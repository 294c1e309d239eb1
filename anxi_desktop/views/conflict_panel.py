"""One record in conflict: its name, its photos where it is a hazard, and its fields one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Dispute, Disputed, Hidden
from anxi_desktop.domain import words
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.photo_pair import PhotoPair
from anxi_desktop.views.components.photo_strip import PhotoStrip, ShownPhoto
from anxi_desktop.views.components.photo_view import PhotoView
from anxi_desktop.views.components.text import label
from anxi_desktop.views.conflict_card import DisputeCard
from anxi_desktop.views.conflict_choice import ChoiceKey
from anxi_desktop.views.record_photos import large_photo
from anxi_desktop.views.tokens import CONTROL

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

Photo = dict[str, JournalValue]

_PAIR = (280, 210)


class ConflictPanel(QWidget):
    """Signals say what the person decides; whoever shows it does it."""

    chosen = Signal(object, object)
    """A Conflict and one of its sides."""
    written = Signal(object, object)
    """A Conflict and a journal value."""
    kept = Signal(object)
    """A Conflict of which both values are to be kept."""
    all_chosen = Signal(str)
    """The site of the laptop whose values are to hold in the whole record."""
    settled = Signal(bool)
    """A deleted parent: True brings it back."""
    record_asked = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.cards: list[DisputeCard] = []
        self.keys: list[ChoiceKey] = []
        self.laptops: dict[str, Button] = {}
        self.at = 0
        self._area: QScrollArea | None = None
        self._head = QHBoxLayout()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_record(self, disputed: Disputed, disputes: Sequence[Dispute], photos: Sequence[Photo]) -> None:
        """Show one record."""
        column, head = self._begin(disputed.title, disputed.about)
        if disputed.entity in ("hazard", "project"):
            link = button(self.tr("打开这条记录"), kind="link")
            link.clicked.connect(self.record_asked)
            head.addWidget(link, alignment=Qt.AlignmentFlag.AlignLeft)
        if photos:
            self._add_photos(column, photos)
        if len(disputes) > 1:
            self._add_laptops(column, disputes)
        for dispute in disputes:
            card = DisputeCard(dispute)
            card.chosen.connect(partial(self.chosen.emit, dispute.conflict))
            card.written.connect(partial(self.written.emit, dispute.conflict))
            card.kept.connect(partial(self.kept.emit, dispute.conflict))
            self.cards.append(card)
            column.addWidget(card)
        self._end(column)
        self.go(0)

    def show_hidden(self, hidden: Hidden) -> None:
        """Show what hangs on a deleted or missing record."""
        parent = words.ENTITIES[hidden.orphans.entity]
        column, _ = self._begin(hidden.title, self.tr("{parent} · 看不到的记录").format(parent=parent))
        card = Card()
        if hidden.orphans.is_missing:
            text = self.tr(
                "{counted}属于一个还没有到这台电脑的{parent}，暂时不显示。导入后面的数据包以后会自己出现。"
            )
            card.body.addWidget(label(text.format(counted=hidden.counted, parent=parent), wrap=True))
        else:
            text = self.tr("这个{parent}已经删除，别处后来又在它下面写了 {n} 条。现在不显示：{counted}。")
            said = text.format(parent=parent, n=hidden.orphans.later, counted=hidden.counted)
            card.body.addWidget(label(said, wrap=True))
            for number, (word, note, keep) in enumerate(
                (
                    (
                        self.tr("恢复"),
                        self.tr("{parent}和它下面的记录都回到列表里").format(parent=parent),
                        True,
                    ),
                    (self.tr("仍然删除"), self.tr("都不显示，也不再提醒"), False),
                )
            ):
                key = ChoiceKey(word, [note], key=str(number + 1))
                key.clicked.connect(partial(self.settled.emit, keep))
                self.keys.append(key)
                card.body.addWidget(key)
        column.addWidget(card)
        self._end(column)

    def go(self, at: int) -> None:
        """Let the figure keys answer the field at this place."""
        self.at = max(0, min(at, len(self.cards) - 1))
        for place, card in enumerate(self.cards):
            card.set_current(on=place == self.at and len(self.cards) > 1)
        if self._area is not None and self.cards and self.at:
            self._area.ensureWidgetVisible(self.cards[self.at], 0, 24)

    def choose(self, number: int) -> bool:
        """Take a choice of the current field, from 0; False where there is none."""
        if self.cards:
            return self.cards[self.at].choose(number)
        if 0 <= number < len(self.keys):
            self.keys[number].click()
            return True
        return False

    def is_writing(self) -> bool:
        """True while a person writes another value."""
        return any(card.is_writing for card in self.cards)

    def stop_writing(self) -> None:
        """Leave what is being written."""
        for card in self.cards:
            if card.is_writing:
                card.close_editor()

    def _begin(self, title: str, about: str) -> tuple[QVBoxLayout, QVBoxLayout]:
        """A fresh column, and the layout of the words in its head."""
        let_go(self._layout, [self._area])
        self.cards, self.keys, self.laptops, self.at = [], [], {}, 0
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 4, 12, 16)
        column.setSpacing(12)
        self._head = QHBoxLayout()
        self._head.setSpacing(16)
        said = QVBoxLayout()
        said.setSpacing(6)
        said.setAlignment(Qt.AlignmentFlag.AlignTop)
        said.addWidget(label(title, "title", wrap=True, selectable=True))
        said.addWidget(label(about, "secondary", wrap=True, selectable=True))
        self._head.addLayout(said, 1)
        column.addLayout(self._head)
        self._area = scrolling(inner)
        return column, said

    def _end(self, column: QVBoxLayout) -> None:
        column.addStretch(1)
        assert self._area is not None
        self._layout.addWidget(self._area)

    def _add_laptops(self, column: QVBoxLayout, disputes: Sequence[Dispute]) -> None:
        """One press for a laptop that has said something about every field."""
        sites = [{side.site: side for side in dispute.conflict.sides} for dispute in disputes]
        everywhere = set[str].intersection(*(set(found) for found in sites))
        if not everywhere:
            return
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        told = label(self.tr("{n} 处都用：").format(n=len(disputes)), "secondary")
        told.setMinimumHeight(CONTROL)
        flow.addWidget(told)
        for site, side in sites[0].items():
            if site in everywhere:
                press = button(f"{side.author} · {side.device}")
                press.clicked.connect(partial(self.all_chosen.emit, site))
                self.laptops[site] = press
                flow.addWidget(press)
        column.addWidget(row)

    def _add_photos(self, column: QVBoxLayout, photos: Sequence[Photo]) -> None:
        """Before and after side by side; where one of them is missing, what there is."""
        after = [photo for photo in photos if photo["role"] == PhotoRole.AFTER.value]
        before = [photo for photo in photos if photo not in after]
        if before and after:
            pair = PhotoPair()
            pair.setFixedSize(*_PAIR)
            large = self._shell.thumbnails.large
            pair.show_pair(large(str(before[0]["digest"])), large(str(after[-1]["digest"])))
            self._head.addWidget(pair, alignment=Qt.AlignmentFlag.AlignTop)
            return
        strip = PhotoStrip(self._shell.thumbnails, readonly=True)
        strip.show_photos(
            [
                ShownPhoto(
                    str(photo["id"]), str(photo["digest"]), str(photo["caption"] or photo["file_name"] or "")
                )
                for photo in photos
            ]
        )
        strip.opened.connect(partial(self._on_photo, photos))
        column.addWidget(strip)

    def _on_photo(self, photos: Sequence[Photo], record: str) -> None:
        large = [large_photo(photo) for photo in photos]
        PhotoView(self, self._shell.thumbnails, large, first=record, readonly=True).open()
