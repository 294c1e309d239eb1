"""The rail: the pages, with badges that count what waits; under 1200 px it folds to icons."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.icons import paint_icon, picture
from anxi_desktop.views.components.text import label
from anxi_desktop.views.page import PageSpec
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import ICON, RADIUS, RAIL, RAIL_FOLDED

DOT = "●"
"""A badge that only says that something waits."""
_SETTINGS = "settings"


class Rail(QFrame):
    """`asked` with a page's id when it is pressed."""

    asked = Signal(str)

    def __init__(self, specs: Iterable[PageSpec]) -> None:
        super().__init__()
        self.setProperty("box", "rail")
        self.buttons: dict[str, RailButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 12)
        layout.setSpacing(4)
        brand = QHBoxLayout()
        brand.setContentsMargins(8, 16, 4, 16)
        brand.setSpacing(10)
        self._mark = picture("app", side=32)
        self._name = label(self.tr("安溪"), "card")
        brand.addWidget(self._mark)
        brand.addWidget(self._name, 1)
        layout.addLayout(brand)
        listed = list(specs)
        for spec in listed:
            if spec.id == _SETTINGS:
                layout.addStretch(1)
            made = RailButton(spec)
            made.clicked.connect(self._on_clicked)
            self.buttons[spec.id] = made
            layout.addWidget(made)
        if _SETTINGS not in self.buttons:
            layout.addStretch(1)
        self._folded = True
        self.fold(folded=False)

    @property
    def folded(self) -> bool:
        """True when only icons are shown."""
        return self._folded

    def fold(self, *, folded: bool) -> None:
        """Show icons only, or icons and words."""
        if folded == self._folded:
            return
        self._folded = folded
        self.setFixedWidth(RAIL_FOLDED if folded else RAIL)
        self._name.setVisible(not folded)
        for made in self.buttons.values():
            made.fold(folded=folded)

    def show_page(self, page: str) -> None:
        """Mark a page as the one in sight; one without a button marks none."""
        for name, made in self.buttons.items():
            made.setChecked(name == page)

    def set_badge(self, page: str, text: str, *, words: str = "") -> None:
        """Show a short count or the dot beside a page, "" for none; `words` say what waits."""
        if page in self.buttons:
            self.buttons[page].set_badge(text, words=words)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, RailButton):
            sender.setChecked(True)
            self.asked.emit(sender.spec.id)


class RailButton(Button):
    """One page: icon, word, badge, and a bar at its left when it is in sight."""

    def __init__(self, spec: PageSpec) -> None:
        super().__init__(text=spec.title, kind="rail")
        self.spec = spec
        self._badge = self._words = ""
        self._is_folded = False
        self.setCheckable(True)
        self._say()

    def fold(self, *, folded: bool) -> None:
        """Show the icon only; the word becomes the tool tip."""
        self._is_folded = folded
        self._say()

    def set_badge(self, text: str, *, words: str = "") -> None:
        """Show a count or the dot; `words` say what waits, as tool tip and to screen readers."""
        self._badge, self._words = text, words if text else ""
        self._say()

    def badge(self) -> str:
        """The count or dot that is shown, "" for none."""
        return self._badge

    def _say(self) -> None:
        name = self.spec.title
        count = "" if self._badge == DOT else self._badge
        self.setAccessibleName(" ".join(part for part in (name, count) if part))
        self.setAccessibleDescription(self._words)
        self.setToolTip("\n".join(part for part in (name if self._is_folded else "", self._words) if part))
        self.update()

    def sizeHint(self) -> QSize:
        """One row of the rail."""
        return QSize(48, 40)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the icon."""
        return QSize(48, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it all: the word must not show through a folded button."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0, 0, 0, 0)
        here = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if here or self.underMouse():
            painter.setBrush(theme.color("accent_tint" if here else "hover"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if here:
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(0, box.center().y() - 8, 3, 16), 1.5, 1.5)
        ink = "accent" if here else "text"
        side = ICON
        left = (self.width() - side) / 2 if self._is_folded else 14
        spot = QRectF(left, (self.height() - side) / 2, side, side).toRect()
        paint_icon(painter, spot, self.spec.icon, theme, color=ink if here else "secondary")
        if not self._is_folded:
            painter.setFont(theme.font("body", bold=here))
            painter.setPen(theme.color(ink))
            words = box.adjusted(spot.right() + 12, 0, -8, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.spec.title)
        if self._badge:
            self._paint_badge(painter, theme)
        if self.ringed:
            focus_ring(painter, self.rect(), color=theme.color("accent"))

    def _paint_badge(self, painter: QPainter, theme: themes.Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        if self._is_folded or self._badge == DOT:
            painter.drawEllipse(QRectF(self.width() - 16, 8 if self._is_folded else 16, 8, 8))
            return
        font = theme.font("caption", bold=True)
        painter.setFont(font)
        width = max(20, painter.fontMetrics().horizontalAdvance(self._badge) + 12)
        box = QRectF(self.width() - width - 8, self.height() / 2 - 10, width, 20)
        painter.drawRoundedRect(box, 10, 10)
        painter.setPen(theme.color("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)
