"""The status line: is the work saved, is it backed up, whose laptop is this. It says what the store says."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from anxi_desktop.views.components.text import label, set_kind
from anxi_desktop.views.moments import short_moment
from anxi_desktop.views.tokens import STATUS


class StatusLine(QFrame):
    """Parts with a dot between; empty parts are not shown."""

    backup_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "foot")
        self.setFixedHeight(STATUS)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 0, 16, 0)
        self._layout.setSpacing(8)
        self._saved = label("", "caption")
        self._backup = label("", "caption")
        self._owner = label("", "caption")
        self._dots = [label("·", "caption"), label("·", "caption")]
        for part in (self._saved, self._dots[0], self._backup, self._dots[1], self._owner):
            self._layout.addWidget(part)
        self._layout.addStretch(1)
        self._version = label("", "caption")
        self._layout.addWidget(self._version)

    def show_saved(self, saved_at: datetime | None) -> None:
        """When the last write was committed; None for no write since the start."""
        words = self.tr("已保存")
        self._saved.setText(f"{words} {saved_at:%H:%M}" if saved_at else self.tr("全部已保存"))

    def show_backup(self, moment: datetime | None, *, now: datetime) -> None:
        """When the newest backup was made; none at all, or one that is old, is a warning."""
        if moment is None:
            self._backup.setText(self.tr("还没有备份"))
        else:
            self._backup.setText(self.tr("已备份 {moment}").format(moment=short_moment(moment, now=now)))
        old = moment is None or (now - moment).days > 7
        set_kind(self._backup, "type", "error" if old and moment is not None else "caption")

    def show_owner(self, *, code: str, person: str, unit: str) -> None:
        """Whose laptop this is."""
        self._owner.setText(self.tr("本机 {code} {person}").format(code=code, person=person))
        self._owner.setToolTip(unit)

    def show_version(self, text: str) -> None:
        """Which program this is, at the right end."""
        self._version.setText(text)

    def text(self) -> str:
        """All that is said."""
        return " · ".join(part.text() for part in (self._saved, self._backup, self._owner) if part.text())
