"""Says that the month's forms are due: the dot beside 月报, a toast, and a notification of the desktop.

Made after the first paint; lives as long as the shell.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QIcon

from anxi_desktop.app.month_reminders import REMINDED_BY, Due, MonthReminders
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.rail import DOT
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.tray_notice import TrayNotice

_PAGE = "month"
_MINUTE_MS = 60_000


class MonthNotices(QObject):
    """`come_forward` brings the window to the front; `today` is asked anew whenever something is counted."""

    def __init__(
        self,
        shell: Shell,
        icon: QIcon,
        *,
        come_forward: Callable[[], object],
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(shell)
        self._shell, self._come_forward, self._today = shell, come_forward, today
        self._reminders = MonthReminders(shell.session)
        self._told_on: date | None = None
        self._first: Due | None = None
        self._tray = TrayNotice(icon, self)
        self._tray.asked.connect(self._on_asked)
        shell.session.changed.connect(self._on_changed)
        shell.session.settings_changed.connect(self.refresh)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.look_again)
        self._minute.start()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show or take away the dot beside 月报."""
        try:
            pressing = [due.words for due in self._reminders.due(self._today()) if due.presses]
        except AnxiError as error:  # of a calendar that cannot be read: said where it is shown
            logging.getLogger("anxi").warning("not known what is due: %s", error)
            pressing = []
        self._shell.rail.set_badge(_PAGE, DOT if pressing else "", words="\n".join(pressing))

    def tell(self) -> None:
        """Remind of what is due, each reminder once."""
        self._told_on = self._today()
        try:
            notices = self._reminders.take_notices(self._told_on)
        except AnxiError as error:
            logging.getLogger("anxi").warning("no reminders: %s", error)
            return
        if not notices:
            return
        for due in notices:
            action = ToastAction(self.tr("去月报"), partial(self._go, due))
            self._shell.toast(due.words, actions=[action], tone="info", stay=True)
        self._first = notices[0]
        self._tray.show(self.tr("月报快到期了"), "\n".join(due.words for due in notices))

    @Slot()
    def look_again(self) -> None:
        """A minute has passed: a command may have handed in, and with a new day others are due."""
        if not self._shell.isVisible():  # closed: its store may be, too
            return
        if self._today() != self._told_on:
            self.tell()
        self.refresh()

    @Slot(object)
    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & REMINDED_BY:
            self.refresh()

    @Slot()
    def _on_asked(self) -> None:
        self._come_forward()
        if self._first is not None:
            self._go(self._first)

    def _go(self, due: Due) -> None:
        self._shell.go(_PAGE, month=str(due.month), family=due.family.value)
