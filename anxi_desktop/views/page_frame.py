"""A page with what opens beside it: its drawer, and its panel over the right side."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.page import Page

_SCRIM_ALPHA = 44


class PageFrame(QWidget):
    """Each page keeps its own drawer and panel while another page is in sight."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.drawer: QWidget | None = None
        self.panel: QWidget | None = None
        self._scrim: _Scrim | None = None
        self._motion: QPropertyAnimation | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(page, 1)

    def open_drawer(self, drawer: QWidget) -> None:
        """Show details beside the page; another drawer that was open is closed."""
        if drawer is self.drawer:
            drawer.show()
            return
        self.close_drawer()
        self.drawer = drawer
        self._layout.addWidget(drawer)
        drawer.show()

    def close_drawer(self) -> bool:
        """Close the details; False when none were open."""
        drawer, self.drawer = self.drawer, None
        if drawer is None:
            return False
        had_focus = drawer.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        drawer.hide()
        self._layout.removeWidget(drawer)
        if isinstance(drawer, Drawer):
            drawer.closed.emit()
        drawer.deleteLater()
        if had_focus:
            self.page.setFocus()
        return True

    def open_panel(self, panel: QWidget, *, motion_ms: int) -> None:
        """Show a full-height panel over the right of the page."""
        self.close_panel()
        self._scrim = _Scrim(self)
        self._scrim.setGeometry(self.rect())
        self._scrim.show()
        self.panel = panel
        panel.setParent(self)
        target = self._panel_place(panel)
        panel.setGeometry(target[0].x(), 0, panel.width(), self.height())
        panel.resize(panel.width(), self.height())
        panel.show()
        panel.raise_()
        if motion_ms:
            self._motion = QPropertyAnimation(panel, b"pos", self)
            self._motion.setDuration(motion_ms)
            self._motion.setStartValue(target[0] + QPoint(48, 0))
            self._motion.setEndValue(target[0])
            self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._motion.start()
        panel.setFocus()

    def close_panel(self) -> bool:
        """Close the panel; False when none was open."""
        panel, self.panel = self.panel, None
        if panel is None:
            return False
        if self._motion is not None:
            self._motion.stop()
            self._motion = None
        panel.hide()
        if isinstance(panel, SidePanel):
            panel.closed.emit()
        panel.deleteLater()
        if self._scrim is not None:
            self._scrim.deleteLater()
            self._scrim = None
        self.page.setFocus()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the panel at the right, as high as the page."""
        super().resizeEvent(event)
        if self._scrim is not None:
            self._scrim.setGeometry(self.rect())
        if self.panel is not None:
            self.panel.setGeometry(self._panel_place(self.panel)[0].x(), 0, self.panel.width(), self.height())

    def _panel_place(self, panel: QWidget) -> tuple[QPoint, int]:
        width = max(panel.minimumWidth(), min(panel.sizeHint().width(), self.width()))
        panel.resize(width, self.height())
        # A panel of a fixed width keeps it whatever its content would like.
        return QPoint(self.width() - panel.width(), 0), panel.width()


class _Scrim(QWidget):
    """Dims the page under a panel. A press on it is kept from the page; the panel stays, so no slip costs input."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(
            themes.current().tokens.text if not themes.current().dark else themes.current().tokens.window
        )
        color.setAlpha(_SCRIM_ALPHA)
        QPainter(self).fillRect(self.rect(), color)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
