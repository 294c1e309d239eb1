"""A row of photos: dropped, pasted or chosen, each with what is known of it; Enter or a click shows it large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QVBoxLayout, QWidget

from anxi_desktop.app.thumbnails import Thumbnails
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.icons import paint_icon
from anxi_desktop.views.style import focus_ring
from anxi_desktop.views.tokens import RADIUS

TILE = 104
_CROSS = 24
_DECODE = 240
PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.heic *.heif"


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """One photo of a strip; `badge` is a word over it, `arrived` False where its file is missing."""

    id: str
    digest: str
    caption: str = ""
    badge: str = ""
    arrived: bool = True


class PhotoStrip(QWidget):
    """Photos and a place to add more. It keeps nothing: whoever uses it answers the signals."""

    files_added = Signal(list)
    """Files were dropped or chosen: list of Path."""
    folder_chosen = Signal(object)
    """A folder of a phone: Path."""
    image_pasted = Signal(bytes)
    """A picture from the clipboard as PNG."""
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, thumbnails: Thumbnails, *, add: str = "", readonly: bool = False) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._tiles: dict[str, PhotoTile] = {}
        self._readonly = readonly
        self._flow = FlowLayout(spacing=8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._flow)
        self.add_tile = AddTile(add or self.tr("加照片"))
        self.add_tile.clicked.connect(self.choose_files)
        self.add_tile.menu_asked.connect(self._on_menu)
        if not readonly:
            self._flow.addWidget(self.add_tile)
        self.setAcceptDrops(not readonly)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        thumbnails.ready.connect(self._on_ready)

    def show_photos(self, photos: Sequence[ShownPhoto]) -> None:
        """Show these; tiles that stay keep the focus."""
        wanted = [photo.id for photo in photos]
        for row in [row for row in self._tiles if row not in wanted]:
            tile = self._tiles.pop(row)
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        for place, photo in enumerate(photos):
            tile = self._tiles.get(photo.id)
            if tile is None:
                tile = PhotoTile(self._thumbnails, removable=not self._readonly)
                tile.clicked.connect(partial(self.opened.emit, photo.id))
                tile.remove_asked.connect(partial(self.removed.emit, photo.id))
                tile.setParent(self)
                self._tiles[photo.id] = tile
                self._flow.insert(place, tile)
                tile.show()
            tile.show_photo(photo)
        self.updateGeometry()

    def photos(self) -> list[str]:
        """The ids shown, in order."""
        return list(self._tiles)

    def tile(self, row: str) -> PhotoTile:
        """The tile of a photo."""
        return self._tiles[row]

    @Slot()
    def choose_files(self) -> None:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("选择照片"), "", self.tr("照片 ({patterns})").format(patterns=PICTURES)
        )
        if names:
            self.files_added.emit([Path(name) for name in names])

    @Slot()
    def choose_folder(self) -> None:
        """Ask for the folder of a phone."""
        name = QFileDialog.getExistingDirectory(self, self.tr("选择手机照片文件夹"))
        if name:
            self.folder_chosen.emit(Path(name))

    def paste(self) -> bool:
        """Take what the clipboard holds; False where that is no picture."""
        data = QApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.files_added.emit(paths)
            return True
        if data.hasImage():
            body = png_of(QApplication.clipboard().image())
            if body:
                self.image_pasted.emit(body)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V adds what was copied."""
        if event.matches(QKeySequence.StandardKey.Paste) and not self._readonly and self.paste():
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self.add_tile.set_awaiting(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was dropped."""
        self.add_tile.set_awaiting(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped; a folder is offered like a phone's."""
        self.add_tile.set_awaiting(False)
        data = event.mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        folders = [path for path in paths if path.is_dir()]
        files = [path for path in paths if path not in folders]
        if files:
            self.files_added.emit(files)
        for folder in folders:
            self.folder_chosen.emit(folder)
        if not paths and data.hasImage():
            image = data.imageData()
            body = png_of(image) if isinstance(image, QImage) else b""
            if body:
                self.image_pasted.emit(body)
        event.acceptProposedAction()

    @Slot(QPoint)
    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("选择照片文件…"), self.choose_files)
        menu.addAction(self.tr("从手机文件夹选…"), self.choose_folder)
        menu.addAction(self.tr("粘贴（Ctrl+V）"), self.paste)
        menu.exec(at)

    @Slot(str)
    def _on_ready(self, digest: str) -> None:
        for tile in self._tiles.values():
            if tile.photo is not None and tile.photo.digest == digest:
                tile.update()


class PhotoTile(QAbstractButton):
    """One photo: cropped to a square, its badge below, a cross where the mouse stands."""

    remove_asked = Signal()

    def __init__(self, thumbnails: Thumbnails, *, removable: bool = True, size: int = TILE) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._removable = removable
        self._size = size
        self._over = False
        self.photo: ShownPhoto | None = None
        self.setFixedSize(size, size)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_photo(self, photo: ShownPhoto) -> None:
        """Show another photo, or the same one with other words."""
        if photo != self.photo:
            self.photo = photo
            words = photo.caption or self.tr("照片")
            self.setAccessibleName(f"{words} {photo.badge}".strip())
            self.setToolTip("\n".join(text for text in (photo.caption, photo.badge) if text))
            self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._removable:
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The cross removes, everything else opens."""
        if self._removable and self._over and self._cross().contains(event.position().toPoint()):
            self.remove_asked.emit()
            return
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the cross."""
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it."""
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture or what stands for it."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), theme.color("neutral_tint"))
        if self.photo is not None:
            self._picture(painter, self.photo)
        painter.restore()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawPath(shape)
        if self._removable and (self._over or self.hasFocus()):
            cross = self._cross()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("raised"))
            painter.drawEllipse(cross)
            paint_icon(painter, cross.adjusted(4, 4, -4, -4), "close", theme, color="text")
        if self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))

    def _picture(self, painter: QPainter, photo: ShownPhoto) -> None:
        theme = themes.current()
        image = self._thumbnails.image(photo.digest, _DECODE) if photo.arrived else None
        if image is not None and not image.isNull():
            side = min(image.width(), image.height())
            source = QRect((image.width() - side) // 2, (image.height() - side) // 2, side, side)
            painter.drawImage(self.rect(), image, source)
        else:
            mark = QRect(0, 0, 24, 24)
            mark.moveCenter(self.rect().center() - QPoint(0, 6))
            paint_icon(painter, mark, "photo", theme, color="secondary")
            if not photo.arrived or image is not None:
                painter.setFont(theme.font("caption"))
                painter.setPen(theme.color("secondary"))
                words = self.rect().adjusted(4, self.height() // 2 + 10, -4, -2)
                painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter), self.tr("照片未到"))
        if photo.badge:
            painter.setFont(theme.font("caption"))
            height = painter.fontMetrics().height() + 4
            band = QRect(0, self.height() - height, self.width(), height)
            ground = theme.color("raised")
            ground.setAlpha(225)
            painter.fillRect(band, ground)
            painter.setPen(theme.color("text"))
            shown = painter.fontMetrics().elidedText(
                photo.badge, Qt.TextElideMode.ElideRight, band.width() - 8
            )
            painter.drawText(band.adjusted(4, 0, -4, 0), int(Qt.AlignmentFlag.AlignCenter), shown)

    def _cross(self) -> QRect:
        return QRect(self.width() - _CROSS - 4, 4, _CROSS, _CROSS)


class AddTile(QAbstractButton):
    """The dashed square that takes photos."""

    menu_asked = Signal(QPoint)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self._awaiting = False
        self.setFixedSize(TILE, TILE)
        self.setAccessibleName(text)
        self.setToolTip(self.tr("点击选文件；也可以拖进来，或按 Ctrl+V 粘贴；右键可选手机文件夹"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_awaiting(self, awaiting: bool) -> None:
        """Something is held over the strip."""
        self._awaiting = awaiting
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses files."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The other ways to add."""
        self.menu_asked.emit(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashes, the icon and the word."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self._awaiting or self.underMouse()
        painter.setPen(QPen(theme.color("accent" if strong else "line_strong"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("accent_tint") if strong else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        mark = QRect(0, 0, 24, 24)
        mark.moveCenter(self.rect().center() - QPoint(0, 10))
        paint_icon(painter, mark, "photo", theme, color="accent" if strong else "secondary")
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text"))
        words = QRect(2, self.height() // 2 + 8, self.width() - 4, 30)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter), self.text())
        if self.hasFocus():
            focus_ring(painter, self.rect(), color=theme.color("accent"))


def png_of(image: QImage) -> bytes:
    """A picture as PNG; b"" for none."""
    if image.isNull():
        return b""
    body = QByteArray()
    buffer = QBuffer(body)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(body.data())
