"""One value to choose: large, with its figure key, and beneath it who wrote it, on which laptop and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.tags import HEIGHT, paint_tag, tag_width
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import GRID, RADIUS

_PAD = 14
_KEY = 24
_LEAST_WIDTH = 150
_LEAST_HEIGHT = 76
_LONG = 48  # letters; a longer value is read as text, not as a word
_MOST_LINES = 14
_ENDLESS = 1 << 16
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_BROKEN = int(Qt.TextFlag.TextWrapAnywhere)
_LONG_WORD = 24


class ChoiceKey(QAbstractButton):
    """`text` is the value, `notes` are smaller lines beneath, `tag` a word at the top right, `key` a figure."""

    def __init__(self, text: str, notes: Sequence[str], *, key: str, tag: str = "") -> None:
        super().__init__()
        self.setText(text)
        self._notes, self._key, self._tag = tuple(notes), key, tag
        self.setMinimumWidth(_LEAST_WIDTH)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(text if len(text) > _LONG else "")
        self.setAccessibleName(f"{key} {text}")
        self.setAccessibleDescription("，".join((*([tag] if tag else []), *notes)))

    def sizeHint(self) -> QSize:
        """Room for two beside each other."""
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        """Narrow where it must be."""
        return QSize(_LEAST_WIDTH, self.heightForWidth(max(self.width(), _LEAST_WIDTH)))

    def hasHeightForWidth(self) -> bool:
        """Long values take more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its lines, within reason."""
        value, notes = self._parts(width)
        return max(_LEAST_HEIGHT, notes.bottom() + 1 + _PAD if self._notes else value.bottom() + 1 + _PAD)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of letters needs other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The figure in its box, the value, who wrote it."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse() or self.isDown()
        painter.setPen(QPen(theme.color("accent" if over else "line_strong"), 1))
        painter.setBrush(theme.color("accent_tint" if self.isDown() else "hover" if over else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        box = QRect(_PAD, _PAD, _KEY, _KEY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_tint"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(theme.font("caption", bold=True))
        painter.setPen(theme.color("accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)
        value, notes = self._parts(self.width())
        painter.setFont(self._font())
        painter.setPen(theme.color("text"))
        painter.setClipRect(value)
        painter.drawText(value, self._wrapping(), self.text())
        painter.setClipping(False)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("secondary"))
        painter.drawText(notes, _WRAPPED, "\n".join(self._notes))
        if self._tag:
            width = tag_width(self._tag, theme)
            place = QRect(self.width() - _PAD - width, _PAD, width, HEIGHT)
            paint_tag(painter, place, self._tag, theme, tone="accent")
        if self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))

    def _font(self) -> QFont:
        is_long = len(self.text()) > _LONG or "\n" in self.text()
        return themes.current().font("body") if is_long else themes.current().font("card", bold=True)

    def _wrapping(self) -> int:
        """Words stay whole; a number without end does not."""
        has_long = any(word.isascii() and len(word) > _LONG_WORD for word in self.text().split())
        return _BROKEN if has_long else _WRAPPED

    def _parts(self, width: int) -> tuple[QRect, QRect]:
        """Where value and notes stand at a width in pixels."""
        theme = themes.current()
        left = _PAD + _KEY + 10
        room = max(1, width - left - _PAD)
        beside = room - (tag_width(self._tag, theme) + GRID if self._tag else 0)
        letters = QFontMetrics(self._font())
        bound = letters.boundingRect(QRect(0, 0, max(1, beside), _ENDLESS), self._wrapping(), self.text())
        height = min(max(bound.height(), _KEY), letters.lineSpacing() * _MOST_LINES)
        value = QRect(left, _PAD, beside, height)
        small = QFontMetrics(theme.font("caption"))
        said = "\n".join(self._notes)
        below = small.boundingRect(QRect(0, 0, room, _ENDLESS), _WRAPPED, said).height() if said else 0
        return value, QRect(left, value.bottom() + 1 + 6, room, below)
