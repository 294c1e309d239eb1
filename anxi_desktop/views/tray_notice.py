"""A notification of the desktop, for a form that is due while the window is out of sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon


class TrayNotice(QObject):
    """Shows notifications by an icon in the tray, which is there only from the first one until it is clicked."""

    asked = Signal()
    """The person clicked the notification or the icon."""

    def __init__(self, icon: QIcon, parent: QObject) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tray: QSystemTrayIcon | None = None

    def show(self, title: str, text: str) -> bool:
        """Show a notification; False where the desktop has no tray."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon, self)
            self._tray.messageClicked.connect(self._on_asked)
            self._tray.activated.connect(self._on_activated)
        self._tray.setToolTip(title)
        self._tray.show()
        self._tray.showMessage(title, text, self._icon)
        return True

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self._on_asked()

    @Slot()
    def _on_asked(self) -> None:
        if self._tray is not None and self._tray.isVisible():  # the second click of two finds it hidden
            self._tray.hide()
            self.asked.emit()
