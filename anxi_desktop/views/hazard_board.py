"""The board of hazards: what waits for whom, the most urgent first; a card says all that matters at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from anxi_desktop.app.hazards import HazardQuery, Hazards
from anxi_desktop.app.thumbnails import Thumbnails
from anxi_desktop.domain import words
from anxi_desktop.domain.deadlines import DueBand
from anxi_desktop.domain.records.hazard import HazardState, Severity
from anxi_desktop.domain.workdays import WorkCalendar
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.tags import paint_tag, tag_width
from anxi_desktop.views.components.text import label
from anxi_desktop.views.hazard_columns import SEVERITY_TONES
from anxi_desktop.views.tokens import RADIUS

_MOST = 150
_CARD = 120
_THUMB = 72
_CLOSED_DAYS = 30
_TOP = QModelIndex()
_FIELDS = (
    "id",
    "description",
    "project_name",
    "part",
    "severity",
    "due_on",
    "number",
    "photo",
    "state",
    "reviewed_on",
)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class BoardCard:
    """What a card says. `late` where its deadline has passed."""

    id: str
    title: str
    where: str
    due: str
    severity: Severity | None
    photo: str
    late: bool = False


class HazardBoard(QWidget):
    """Five columns. `opened` gives a record id."""

    opened = Signal(str)

    def __init__(self, hazards: Hazards, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._hazards = hazards
        self._search, self._project = "", ""
        self.columns: dict[str, BoardColumn] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(10)
        for key, title in (
            ("overdue", self.tr("逾期")),
            ("open", self.tr("待整改")),
            ("rectified", self.tr("待复查")),
            ("listed", self.tr("挂牌督办")),
            ("closed", self.tr("已销号（近 30 天）")),
        ):
            column = BoardColumn(title, thumbnails)
            column.list.opened.connect(self.opened)
            self.columns[key] = column
            layout.addWidget(column, 1)

    def ask(self, *, search: str | None = None, project: str | None = None) -> None:
        """Ask for other words, or for one project ("" for all)."""
        self._search = self._search if search is None else search
        self._project = self._project if project is None else project
        self.refresh()

    def refresh(self) -> None:
        """Read what is shown again."""
        bands, calendar = self._hazards.bands(), self._hazards.calendar()
        since = (self._hazards.today - timedelta(days=_CLOSED_DAYS)).isoformat()
        overdue = frozenset({DueBand.OVERDUE.value})
        in_time = frozenset(band.value for band in DueBand) - overdue
        base = HazardQuery(search=self._search, project=self._project)
        questions = {
            "overdue": replace(base, facets={"band": overdue}),
            "open": replace(base, facets={"band": in_time}),
            "rectified": replace(
                base, facets={"state": frozenset({HazardState.RECTIFIED.value})}, order="rectified_on"
            ),
            "listed": replace(base, facets={"listed": frozenset({"1"})}),
            "closed": replace(
                base,
                facets={"state": frozenset({HazardState.CLOSED.value})},
                reviewed_from=since,
                order="-reviewed_on",
            ),
        }
        for key, question in questions.items():
            rows = self._hazards.list.rows(question, bands, limit=_MOST)
            count = len(rows) if len(rows) < _MOST else self._hazards.list.count(question, bands)
            found = self._hazards.list.cells(rows, _FIELDS)
            cards = [self._card(cells, calendar) for cells in found if cells is not None]
            self.columns[key].show_cards(cards, count)

    def _card(self, cells: Sequence[str | int | None], calendar: WorkCalendar) -> BoardCard:
        record, text, project, part, severity, due, number, photo, state, reviewed = cells
        late = bool(due) and str(due) < self._hazards.today.isoformat() and state == HazardState.OPEN.value
        if state == HazardState.OPEN.value:
            told = self._hazards.due_words(str(due), calendar=calendar) if due else self.tr("没有期限")
        elif state == HazardState.CLOSED.value:
            told = self.tr("{day} 销号").format(day=str(reviewed)[5:])
        else:
            told = str(number or "")
        where = " · ".join(str(word) for word in (project, part) if word)
        return BoardCard(
            str(record),
            str(text),
            where,
            told,
            Severity(str(severity)) if severity else None,
            str(photo or ""),
            late,
        )


class BoardColumn(QFrame):
    """A head with a count over its cards."""

    def __init__(self, title: str, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._title = title
        self._head = label(title, "section")
        self._more = label("", "caption")
        self._more.hide()
        self.list = CardList(title, thumbnails)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 12, 1, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.addWidget(self._head, 1)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self._more)
        column.addLayout(foot)

    def show_cards(self, cards: Sequence[BoardCard], count: int) -> None:
        """Show these; `count` is how many there are in all."""
        self.list.set_cards(cards)
        self._head.setText(f"{self._title}　{count:,}")
        self._more.setVisible(count > len(cards))
        self._more.setText(self.tr("还有 {n} 条，在列表里看").format(n=f"{count - len(cards):,}"))


class CardList(QListView):
    """Cards that open by a click or Enter."""

    opened = Signal(str)

    def __init__(self, name: str, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._cards = _Cards(self)
        self.setModel(self._cards)
        self.setItemDelegate(_CardPainter(self, thumbnails))
        self.setProperty("flat", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._on_clicked)
        thumbnails.ready.connect(self._on_ready)
        themes.current().changed.connect(self._on_ready)

    def set_cards(self, cards: Sequence[BoardCard]) -> None:
        """Show these."""
        self._cards.set_cards(cards)

    def cards(self) -> Sequence[BoardCard]:
        """What is shown."""
        return self._cards.cards

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_clicked(self.currentIndex())
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._cards.cards[index.row()].id)

    @Slot()
    def _on_ready(self) -> None:
        self.viewport().update()


class _Cards(QAbstractListModel):
    def __init__(self, parent: CardList) -> None:
        super().__init__(parent)
        self.cards: list[BoardCard] = []

    def set_cards(self, cards: Sequence[BoardCard]) -> None:
        """Show these; nothing moves where nothing has changed."""
        if list(cards) == self.cards:
            return
        self.beginResetModel()
        self.cards = list(cards)
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """All words of a card, for screen readers and as tool tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            card = self.cards[index.row()]
            return f"{card.title}\n{card.where}\n{card.due}"
        return None


class _CardPainter(QStyledItemDelegate):
    def __init__(self, owner: CardList, thumbnails: Thumbnails) -> None:
        super().__init__(owner)
        self._owner = owner
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All cards are of one height."""
        return QSize(120, _CARD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A card: two lines of text, where, how near, how severe, and a photo where there is one."""
        theme = themes.current()
        card = self._owner.cards()[index.row()]
        box: QRect = option.rect.adjusted(10, 4, -10, -4)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        here = state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(theme.color("accent" if here else "line"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        inside = box.adjusted(12, 10, -12, -10)
        if card.photo:
            place = QRect(inside.right() - _THUMB + 1, inside.top(), _THUMB, _THUMB)
            self._photo(painter, place, card.photo)
            inside.setRight(place.left() - 8)
        painter.setFont(theme.font("body", bold=True))
        painter.setPen(theme.color("text"))
        metrics = painter.fontMetrics()
        top = QRect(inside.left(), inside.top(), inside.width(), metrics.lineSpacing() * 2)
        _two_lines(painter, top, card.title)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        small = painter.fontMetrics()
        line = QRect(inside.left(), top.bottom() + 2, inside.width(), small.lineSpacing())
        painter.drawText(
            line,
            Qt.AlignmentFlag.AlignVCenter,
            small.elidedText(card.where, Qt.TextElideMode.ElideRight, line.width()),
        )
        height = small.lineSpacing()
        foot = QRect(inside.left(), inside.bottom() - height + 2, box.right() - 12 - inside.left(), height)
        left = foot.left()
        if card.severity is not None:
            word = words.choice_word(Severity, card.severity.value)
            tag = QRect(left, foot.center().y() - 11, tag_width(word, theme), 22)
            paint_tag(painter, tag, word, theme, tone=SEVERITY_TONES[card.severity])
            left = tag.right() + 8
        painter.setFont(theme.font("caption", bold=card.late))
        painter.setPen(theme.color("danger" if card.late else "secondary"))
        painter.drawText(foot.adjusted(left - foot.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, card.due)
        painter.restore()

    def _photo(self, painter: QPainter, place: QRect, digest: str) -> None:
        theme = themes.current()
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(place), 4, 4)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(place, theme.color("neutral_tint"))
        image = self._thumbnails.image(digest, 160)
        if image is not None and not image.isNull():
            side = min(image.width(), image.height())
            source = QRect((image.width() - side) // 2, (image.height() - side) // 2, side, side)
            painter.drawImage(place, image, source)
        painter.restore()


def _two_lines(painter: QPainter, box: QRect, text: str) -> None:
    """At most two lines; the second ends in … where more would follow."""
    metrics = painter.fontMetrics()
    first = text
    while first and metrics.horizontalAdvance(first) > box.width():
        first = first[:-1]
    rest = text[len(first) :]
    painter.drawText(box.x(), box.y() + metrics.ascent(), first)
    if rest:
        shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box.x(), box.y() + metrics.lineSpacing() + metrics.ascent(), shown)
