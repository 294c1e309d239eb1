"""Before and after in one picture: the line between them is dragged, or moved with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import ON_PHOTO, PHOTO_GROUND

_KNOB = 28
_STEP = 0.05


class PhotoPair(QWidget):
    """Two pictures over each other; the left part shows `before`, the right part `after`."""

    def __init__(self) -> None:
        super().__init__()
        self._before, self._after = QImage(), QImage()
        self._share = 0.5
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("整改前后对比"))

    def show_pair(self, before: QImage, after: QImage) -> None:
        """Show two pictures."""
        self._before, self._after = before, after
        self.update()

    @property
    def share(self) -> float:
        """Where the line stands: 0 is all after, 1 all before."""
        return self._share

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(380, 285)

    def hasHeightForWidth(self) -> bool:
        """Pictures keep their shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Four by three."""
        return width * 3 // 4

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the line."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._set(self._share + (_STEP if event.key() == Qt.Key.Key_Right else -_STEP))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The line comes to the mouse."""
        self._set(event.position().x() / max(1, self.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """And follows it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._set(event.position().x() / max(1, self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Both pictures, the line and the words."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(PHOTO_GROUND))
        line = round(self.width() * self._share)
        for image, part in (
            (self._before, QRect(0, 0, line, self.height())),
            (self._after, QRect(line, 0, self.width() - line, self.height())),
        ):
            painter.setClipRect(part)
            if not image.isNull():
                size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
                painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(ON_PHOTO), 2))
        painter.drawLine(line, 0, line, self.height())
        knob = QRect(0, 0, _KNOB, _KNOB)
        knob.moveCenter(self.rect().center())
        knob.moveLeft(line - _KNOB // 2)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(knob)
        painter.setFont(theme.font("caption", bold=True))
        self._word(painter, self.tr("整改前"), left=True, shown=line > 70)
        self._word(painter, self.tr("整改后"), left=False, shown=line < self.width() - 70)
        if self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))

    def _word(self, painter: QPainter, text: str, *, left: bool, shown: bool) -> None:
        if not shown:
            return
        width = painter.fontMetrics().horizontalAdvance(text) + 16
        box = QRect(8 if left else self.width() - width - 8, 8, width, 24)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(PHOTO_GROUND)
        ground.setAlpha(180)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(ON_PHOTO))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _set(self, share: float) -> None:
        self._share = min(1.0, max(0.0, share))
        self.update()
