"""A photo as large as the window: zoom, the next one, and marks drawn over it. The original never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.photo_marks_pen import bounds, paint_marks
from anxi_desktop.app.thumbnails import Thumbnails
from anxi_desktop.domain.photo_marks import MOST_LETTERS, MOST_MARKS, Mark, MarkKind
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.tokens import PHOTO_GROUND, PHOTO_TEXT

_LEAST_DRAG = 0.01
_MOST_ZOOM = 8.0


@dataclass(frozen=True, slots=True)
class LargePhoto:
    """One photo to look at; `about` says when, where and by whom it was taken."""

    id: str
    digest: str
    about: str = ""
    caption: str = ""
    marks: tuple[Mark, ...] = ()


class PhotoView(QWidget):
    """Covers its window. ← → go on, the wheel zooms, Esc closes; tools draw marks, which are told at once."""

    marks_changed = Signal(str, list)
    """The id of a photo and its marks."""
    caption_changed = Signal(str, str)
    closed = Signal()

    def __init__(
        self,
        owner: QWidget,
        thumbnails: Thumbnails,
        photos: Sequence[LargePhoto],
        *,
        first: str = "",
        readonly: bool = False,
    ) -> None:
        self._window = owner.window()
        super().__init__(self._window)
        self._thumbnails = thumbnails
        self._photos = list(photos)
        self._readonly = readonly
        self._at = next((place for place, photo in enumerate(photos) if photo.id == first), 0)
        self.canvas = PhotoCanvas(self)
        self.canvas.changed.connect(self._on_marks)
        self._about = ElidedLabel("", "secondary")
        self._count = label("", "secondary")
        self.caption = TextBox(placeholder=self.tr("照片说明，会印在照片下面"), limit=200)
        self.caption.textEdited.connect(self._on_caption)
        self.tools = ChoiceChips(
            [
                ("look", self.tr("看")),
                ("arrow", self.tr("箭头")),
                ("circle", self.tr("圈")),
                ("text", self.tr("文字")),
            ],
            required=True,
            value="look",
            wraps=False,
        )
        self.tools.picked.connect(self._on_tool)
        self.words = TextBox(placeholder=self.tr("要写的字"), limit=MOST_LETTERS)
        self.words.setFixedWidth(180)
        self.words.hide()
        self.words.textEdited.connect(self.canvas.set_words)
        self.take_back = button(self.tr("去掉标注"), kind="quiet")
        self.take_back.clicked.connect(self.canvas.drop)
        self._before = icon_button("chevron-left", tip=self.tr("上一张（←）"))
        self._next = icon_button("chevron-right", tip=self.tr("下一张（→）"))
        self._before.clicked.connect(lambda: self.step(-1))
        self._next.clicked.connect(lambda: self.step(1))
        close = icon_button("close", tip=self.tr("关闭（Esc）"))
        close.clicked.connect(self.leave)
        self._lay_out(close)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window.installEventFilter(self)
        self._show()

    def open(self) -> None:
        """Cover the window."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def photo(self) -> LargePhoto:
        """The photo in sight."""
        return self._photos[self._at]

    def step(self, by: int) -> None:
        """Look at another one."""
        place = self._at + by
        if 0 <= place < len(self._photos):
            self._at = place
            self._show()

    @Slot()
    def leave(self) -> None:
        """Give the window back."""
        self.hide()
        self._window.removeEventFilter(self)
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window while its size changes."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys for looking on, zooming and closing."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
            self.step(-1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space):
            self.step(1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.canvas.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.canvas.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.canvas.fit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.canvas.drop()
        event.accept()  # nothing behind it is meant

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover what is behind."""
        QPainter(self).fillRect(self.rect(), themes.current().color("window"))

    def _show(self) -> None:
        photo = self.photo()
        self._about.setText(photo.about)
        self._count.setText(f"{self._at + 1} / {len(self._photos)}")
        self.caption.setText(photo.caption)
        self._before.setEnabled(self._at > 0)
        self._next.setEnabled(self._at < len(self._photos) - 1)
        self.canvas.show_photo(self._thumbnails.large(photo.digest), photo.marks)

    def _lay_out(self, close: QWidget) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 12, 6)
        top.setSpacing(8)
        if not self._readonly:
            for widget in (self.tools, self.words, self.take_back):
                top.addWidget(widget)
        top.addWidget(self._about, 1)
        for widget in (self._count, self._before, self._next, close):
            top.addWidget(widget)
        below = QHBoxLayout()
        below.setContentsMargins(16, 6, 16, 12)
        below.addWidget(self.caption)
        self.caption.setReadOnly(self._readonly)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(below)

    @Slot(object)
    def _on_tool(self, code: object) -> None:
        tool = next((kind for kind in MarkKind if kind.value == code), None)
        self.words.setVisible(tool is MarkKind.TEXT)
        if tool is MarkKind.TEXT:
            self.words.setFocus()
        else:
            self.setFocus()
        self.canvas.set_tool(tool)

    @Slot(list)
    def _on_marks(self, marks: list[Mark]) -> None:
        photo = replace(self.photo(), marks=tuple(marks))
        self._photos[self._at] = photo
        self.marks_changed.emit(photo.id, marks)

    @Slot(str)
    def _on_caption(self, text: str) -> None:
        self._photos[self._at] = replace(self.photo(), caption=text)
        self.caption_changed.emit(self.photo().id, text)


class PhotoCanvas(QWidget):
    """The picture with its marks; `changed` with all of them after one was drawn, moved or dropped."""

    changed = Signal(list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._marks: list[Mark] = []
        self._zoom = 1.0
        self._shift = QPointF()
        self._tool: MarkKind | None = None
        self._text = ""
        self._chosen = -1
        self._from: QPointF | None = None
        self._moved: Mark | None = None
        self._drawn: Mark | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(200, 160)

    def show_photo(self, image: QImage, marks: Sequence[Mark]) -> None:
        """Another picture, all of it."""
        self._image, self._marks, self._chosen = image, list(marks), -1
        self.fit()

    def set_tool(self, tool: MarkKind | None) -> None:
        """Draw with a tool; None looks and moves."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.CrossCursor if tool else Qt.CursorShape.ArrowCursor)

    def set_words(self, text: str) -> None:
        """What the next words say."""
        self._text = text

    def zoom(self, by: float) -> None:
        """Larger or smaller around the middle."""
        self._zoom = min(_MOST_ZOOM, max(1.0, self._zoom * by))
        if self._zoom == 1.0:
            self._shift = QPointF()
        self.update()

    def fit(self) -> None:
        """All of the picture."""
        self._zoom, self._shift = 1.0, QPointF()
        self.update()

    @Slot()
    def drop(self) -> None:
        """Take the chosen mark away, or the last one."""
        if self._marks:
            del self._marks[self._chosen if 0 <= self._chosen < len(self._marks) else -1]
            self._chosen = -1
            self.changed.emit(list(self._marks))
            self.update()

    def box(self) -> QRectF:
        """Where the picture stands."""
        if self._image.isNull():
            return QRectF(self.rect())
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        width, height = size.width() * self._zoom, size.height() * self._zoom
        left = (self.width() - width) / 2 + self._shift.x()
        top = (self.height() - height) / 2 + self._shift.y()
        return QRectF(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, its marks, and the one being drawn."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PHOTO_GROUND))
        if self._image.isNull():
            painter.setPen(QColor(PHOTO_TEXT))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("照片未到，或者读不出来"))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.box()
        painter.drawImage(box, self._image)
        paint_marks(painter, box, self._marks, chosen=self._chosen)
        if self._drawn is not None:
            paint_marks(painter, box, [self._drawn])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse."""
        before = self._share(event.position())
        self.zoom(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)
        if self._zoom > 1.0:
            box = self.box()
            now = QPointF(box.x() + before.x() * box.width(), box.y() + before.y() * box.height())
            self._shift += event.position() - now
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a mark, choose one, or take hold of the picture."""
        if event.button() != Qt.MouseButton.LeftButton or self._image.isNull():
            return
        at = event.position()
        self._from = at
        if self._tool is None:
            box = self.box()
            found = [
                place
                for place, mark in enumerate(self._marks)
                if bounds(box, mark).adjusted(-8, -8, 8, 8).contains(at)
            ]
            self._chosen = found[-1] if found else -1
            self._moved = self._marks[self._chosen] if found else None
            self.update()
        elif self._tool is MarkKind.TEXT:
            share = self._share(at)
            if self._text.strip():
                self._add(Mark(MarkKind.TEXT, share.x(), share.y(), share.x(), share.y(), self._text.strip()))
            self._from = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, move a mark, or move the picture."""
        if self._from is None:
            return
        at = event.position()
        begin, end = self._share(self._from), self._share(at)
        if self._tool is not None:
            self._drawn = Mark(self._tool, begin.x(), begin.y(), end.x(), end.y())
        elif self._moved is not None:
            dx, dy = end.x() - begin.x(), end.y() - begin.y()
            moved = self._moved
            self._marks[self._chosen] = replace(
                moved, x=moved.x + dx, y=moved.y + dy, to_x=moved.to_x + dx, to_y=moved.to_y + dy
            )
        elif self._zoom > 1.0:
            self._shift += at - self._from
            self._from = at
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The mark is done."""
        drawn, self._drawn = self._drawn, None
        moved, self._moved = self._moved, None
        self._from = None
        if drawn is not None and max(abs(drawn.to_x - drawn.x), abs(drawn.to_y - drawn.y)) > _LEAST_DRAG:
            self._add(drawn)
        elif moved is not None and self._marks[self._chosen] != moved:
            self.changed.emit(list(self._marks))
        self.update()

    def _add(self, mark: Mark) -> None:
        if len(self._marks) < MOST_MARKS:
            self._marks.append(mark)
            self.changed.emit(list(self._marks))
            self.update()

    def _share(self, at: QPointF | QPoint) -> QPointF:
        box = self.box()
        x = (at.x() - box.x()) / max(1.0, box.width())
        y = (at.y() - box.y()) / max(1.0, box.height())
        return QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))
