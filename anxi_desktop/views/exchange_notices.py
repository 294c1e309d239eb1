"""The badge beside 交换: conflicts to decide, laptops in quarantine, bundles that wait in the inbox or on a stick.

Made after the first paint; lives as long as the shell.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from anxi_desktop.app.drive_watch import DriveWatch
from anxi_desktop.app.exchange import Exchange
from anxi_desktop.app.exchange_overview import Found
from anxi_desktop.views.shell import Shell

_PAGE = "exchange"
_MOST_SHOWN = 99
_SETTLE_MS = 400
_LOOK_MS = 15_000


class ExchangeNotices(QObject):
    """Counts again a moment after every write, and when a stick comes or goes."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._exchange = Exchange(shell.session)
        self._sticks = 0
        self._watch = DriveWatch(self, every_ms=_LOOK_MS)
        self._watch.changed.connect(self._on_drives)
        # Typing saves field by field; once a moment is often enough.
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.refresh)
        shell.session.changed.connect(self._on_changed)
        self._watch.watch(on=True)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count and show."""
        if not self._shell.isVisible():  # closed: its store may be, too
            return
        conflicts, held, inbox = self._exchange.waiting()
        waiting = inbox + self._sticks
        total = conflicts + held + waiting
        said = [
            text.format(n=count)
            for text, count in (
                (self.tr("{n} 条记录有冲突，等您决定"), conflicts),
                (self.tr("{n} 台电脑的内容在隔离区"), held),
                (self.tr("{n} 个数据包等着导入"), waiting),
            )
            if count
        ]
        text = f"{_MOST_SHOWN}+" if total > _MOST_SHOWN else str(total or "")
        self._shell.rail.set_badge(_PAGE, text, words="\n".join(said))

    @Slot(object)
    def _on_changed(self, _tables: object) -> None:
        self._settling.start()

    @Slot()
    def _on_drives(self) -> None:
        self._shell.run_quietly(self._exchange.sticks_work(self._watch.drives), self._on_sticks)

    def _on_sticks(self, found: list[Found]) -> None:
        self._sticks = len(found)
        self.refresh()
