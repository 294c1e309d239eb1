"""The session: what every page shares. The only writer in the window.

`edit` is one undo step, one transaction and one `changed` signal. Pages connect once and read again what they
show; no page talks to another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.store.backup import backups_in
from anxi_desktop.store.damage import known_error
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.settings import Settings, save_settings
from anxi_desktop.store.store import Done, Store

LONG_ACTION = 3000
"""Entries; from here on an action is reversed by a job, since it takes half a second and more."""
_UNDO, _REDO = "撤销：{title}", "重做：{title}"
BACKUPS = "backups"
"""Where backups stand in a data folder."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be undone: its words and its group in the journal."""

    title: str
    group: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """Taking back, or bringing back, a step that is too long for the window's own thread."""

    folder: Path
    profile: Path
    author: str
    step: Step
    title: str
    undo: bool

    def work(self) -> Generator[tuple[int, str], None, Done | AnxiError]:
        """Do it with a store of its own; the error where everything it did was changed since."""
        with closing(Store.open(self.folder, profile=self.profile)) as store:
            try:
                return (yield from store.undo_steps(self.step.group, title=self.title, author=self.author))
            except AnxiError as error:
                if error.code == "nothing_to_undo":
                    return error
                raise


class Session(QObject):
    """An open store with its settings and this session's undo stack."""

    changed = Signal(object)
    """After a write: frozenset of the record types it touched."""
    settings_changed = Signal(object)
    """After a change of settings: the new Settings."""
    stack_changed = Signal()
    """What can be undone or redone has changed."""

    def __init__(self, store: Store, settings: Settings, *, resources: Path) -> None:
        super().__init__()
        self.store = store
        self.settings = settings
        self.resources = resources
        self.saved_at: datetime | None = None
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._seen = self._data_version()

    @property
    def undo_title(self) -> str:
        """The words of what undo would take back, or ""."""
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        """The words of what redo would bring back, or ""."""
        return self._undone[-1].title if self._undone else ""

    def backed_up_at(self) -> datetime | None:
        """When the newest backup was made, None without any. Looks at the folder, so it is always true."""
        return next((backup.made_at for backup in backups_in(self.store.folder / BACKUPS)), None)

    def has_foreign_changes(self) -> bool:
        """True when another process, or a job, has written since this was asked last."""
        seen, self._seen = self._seen, self._data_version()
        return seen != self._seen

    def _data_version(self) -> int:
        """SQLite's own counter of what other connections have committed."""
        return int(self.store.connection.execute("PRAGMA data_version").fetchone()[0])

    def known(self, error: object) -> AnxiError | None:
        """The known error that something met with this data stands for, None for a bug."""
        return known_error(error, self.store.folder) if isinstance(error, BaseException) else None

    def edit(self, title: str, saves: Iterable[Save] | Callable[[Appender], Iterable[Save]]) -> Done:
        """Write one user action. Raises AnxiError and changes nothing when it is refused."""
        done = self.store.edit(title, saves, author=self.settings.person)
        self.record(title, done)
        return done

    def record(self, title: str, done: Done) -> None:
        """Take note of a finished write, also one a job made with a store of its own."""
        self._done.append(Step(title, done.group))
        self._undone.clear()
        self._announce(done)

    def note_foreign(self, tables: frozenset[str]) -> None:
        """Take note of what a job has brought from other laptops: shown everywhere, and nothing to undo."""
        self._seen = self._data_version()
        self.saved_at = datetime.now()
        self.stack_changed.emit()
        self.changed.emit(tables)

    def undo(self) -> Done:
        """Take back the last action. Raises AnxiError("nothing_to_undo")."""
        if not self._done:
            raise AnxiError("nothing_to_undo")
        return self._reverse(self._done, self._undone, _UNDO)

    def redo(self) -> Done:
        """Bring back what was undone last. Raises AnxiError("nothing_to_redo")."""
        if not self._undone:
            raise AnxiError("nothing_to_redo")
        return self._reverse(self._undone, self._done, _REDO)

    def change_settings(self, **changes: object) -> None:
        """Write changed settings and tell every page. Raises AnxiError where the file cannot be written."""
        self.set_settings(dataclasses.replace(self.settings, **changes))

    def set_settings(self, settings: Settings) -> None:
        """Write new settings and tell every page."""
        save_settings(self.store.folder, settings)
        self.settings = settings
        self.settings_changed.emit(settings)

    def long_reversal(self, *, undo: bool, profile: Path) -> Reversal | None:
        """Work for a job, where taking back (or bringing back) the last action takes a while; else None."""
        stack, words = (self._done, _UNDO) if undo else (self._undone, _REDO)
        if not stack or self._size(stack[-1].group) < LONG_ACTION:
            return None
        title = words.format(title=stack[-1].title)
        return Reversal(self.store.folder, profile, self.settings.person, stack[-1], title, undo)

    def take_reversal(self, reversal: Reversal, outcome: Done | AnxiError) -> None:
        """Take note of what a job has reversed. Raises the error where nothing was left to reverse."""
        source, target = (self._done, self._undone) if reversal.undo else (self._undone, self._done)
        if reversal.step in source:
            source.remove(reversal.step)
        if isinstance(outcome, AnxiError):
            self.stack_changed.emit()
            raise outcome
        target.append(Step(reversal.step.title, outcome.group))
        self._announce(outcome)

    def _reverse(self, source: list[Step], target: list[Step], words: str) -> Done:
        step = source[-1]
        title = words.format(title=step.title)
        try:
            done = self.store.undo(step.group, title=title, author=self.settings.person)
        except AnxiError as error:
            if error.code == "nothing_to_undo":  # everything it did was changed since
                source.pop()
                self.stack_changed.emit()
            raise
        source.pop()
        target.append(Step(step.title, done.group))
        self._announce(done)
        return done

    def _size(self, group: str) -> int:
        """How many entries an action wrote."""
        query = "SELECT count(*) FROM entry WHERE group_id = ?"
        return int(self.store.connection.execute(query, (group,)).fetchone()[0])

    def _announce(self, done: Done) -> None:
        self.saved_at = datetime.now()
        self.stack_changed.emit()
        self.changed.emit(done.tables)
