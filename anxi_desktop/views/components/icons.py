"""Icons: our outline family in `resources/icons`, tinted by a token and crisp at every scale.

An icon asks the theme for its colour each time it is painted, so a change of palette needs no new icons.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.tokens import ICON

_STROKE = b"#000"


def icon(name: str, theme: Theme | None = None, *, color: str = "text") -> QIcon:
    """The icon of `resources/icons/<name>.svg` in the colour of a token (accent when checked, else greyed)."""
    return QIcon(_TintedEngine(name, theme or themes.current(), color))


def paint_icon(painter: QPainter, rect: QRect, name: str, theme: Theme, *, color: str) -> None:
    """Paint an icon in the colour of a token into a square."""
    scale = painter.device().devicePixelRatioF()
    pixmap = _pixmap(theme, name, theme.color(color).name(), rect.size(), scale)
    painter.drawPixmap(rect.topLeft(), pixmap)


class Picture(QWidget):
    """An icon that stands by itself; it follows the palette. Nothing until `set` says which."""

    def __init__(self, parent: QWidget | None = None, *, side: int = ICON) -> None:
        super().__init__(parent)
        self._name, self._color = "", "text"
        self.setFixedSize(side, side)

    def set(self, name: str, *, color: str = "text") -> None:
        """Show an icon in the colour of a token."""
        self._name, self._color = name, color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        if self._name:
            paint_icon(QPainter(self), self.rect(), self._name, themes.current(), color=self._color)


def picture(name: str, *, color: str = "text", side: int = ICON) -> Picture:
    """An icon that stands by itself."""
    made = Picture(side=side)
    made.set(name, color=color)
    return made


class _TintedEngine(QIconEngine):
    def __init__(self, name: str, theme: Theme, color: str) -> None:
        super().__init__()
        self._name = name
        self._theme = theme
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        box = QRect(0, 0, side, side)
        box.moveCenter(rect.center())
        if rect.width() > rect.height():  # a button leaves room between icon and words
            box.moveLeft(rect.left())
        paint_icon(painter, box, self._name, self._theme, color=self._token(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        made = QPixmap(size * scale)
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._theme, self._color)

    def _token(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return "disabled"
        if state is QIcon.State.On and self._color in ("text", "secondary"):
            return "accent"
        return self._color


def _pixmap(theme: Theme, name: str, color: str, size: QSize, scale: float) -> QPixmap:
    """The rendered icon; the few that are in use stay in memory."""
    key = (name, color, size.width(), scale)
    found = theme.drawn.get(key)
    if found is None:
        file = theme.resources / "icons" / f"{name}.svg"
        renderer = QSvgRenderer(QByteArray(file.read_bytes().replace(_STROKE, color.encode())))
        found = QPixmap(size * scale)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
        painter.end()
        found.setDevicePixelRatio(scale)
        theme.drawn[key] = found
    return found
