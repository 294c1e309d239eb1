"""The store: one data folder, one SQLite file, and exactly one way to write to it.

Every write is `edit`, `undo` or `redo`: one user action, one transaction, journalled. A save is acknowledged
only after SQLite has committed with synchronous FULL.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from anxi_desktop.domain import clock
from anxi_desktop.domain.entry import is_row_id
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind, RecordSpec
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.words import ENTITIES
from anxi_desktop.store import backup, db, rebuild, schema, tables
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.folder import BACKUPS, DATABASE
from anxi_desktop.store.journal import Action, Appender
from anxi_desktop.store.local import get_local, put_local
from anxi_desktop.store.meeting import Meeting
from anxi_desktop.store.opening import new_database, open_database, quick_check
from anxi_desktop.store.signer import Name, Signer
from anxi_desktop.store.undo import Kept, undo_saves

_STEP = 200  # entries between two reports of a large undo


@dataclass(frozen=True, slots=True)
class Done:
    """A finished write: the action's group, the record types it touched, and what an undo left alone."""

    group: str
    tables: frozenset[str]
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose laptop this is: its code (K7), the person and the unit."""

    code: str
    person: str
    unit: str


class Store:
    """An open data folder. Belongs to one thread; a job opens its own."""

    def __init__(self, folder: Path, *, profile: Path, connection: db.Connection, path: Path) -> None:
        self.folder = folder
        self.path = path
        self.connection = connection
        self._signer = Signer(connection, folder=folder, profile=profile)

    @classmethod
    def open(cls, folder: Path, *, profile: Path, wait_seconds: float = db.BUSY_SECONDS) -> Store:
        """Open an existing data folder; bring its file up to date first, with a verified backup.

        `profile` is the user's own folder for the witness; `wait_seconds` how long to wait for another's lock.
        A folder this account may not write can be read. Errors: those of `open_database`.
        """
        connection = open_database(folder, wait_seconds=wait_seconds)
        return cls(folder, profile=profile, connection=connection, path=folder / DATABASE)

    @classmethod
    def create(cls, folder: Path, *, profile: Path, owner: Owner) -> Store:
        """Make a data folder whose only record is this laptop's card; it gets its name when it is complete.

        Errors: already_initialised, unsafe_folder, read_only, disk_full.
        """
        with new_database(folder) as making:
            connection = db.connect(making, create=True)
            try:
                with db.transaction(connection, making):
                    schema.make(connection)
                    for key, value in (("code", owner.code), ("person", owner.person), ("unit", owner.unit)):
                        put_local(connection, key, value)
                made = cls(folder, profile=profile, connection=connection, path=making)
                made.edit("建立数据库", [], author=owner.person)
                made.leave()
            finally:
                connection.close()
        return cls.open(folder, profile=profile)

    def close(self) -> None:
        """Close; the next opening knows that this one ended well."""
        try:
            self.leave()
        except AnxiError:
            pass  # nothing is lost: the next opening looks the database over
        finally:
            self.connection.close()

    def leave(self) -> None:
        """Write down that nothing was left undone, where this store has written anything."""
        if self._signer.has_written:
            with db.transaction(self.connection, self.path):
                self._signer.leave()
            self._signer.left()

    def edit(
        self,
        title: str,
        saves: Iterable[Save] | Callable[[Appender], Iterable[Save]],
        *,
        author: str,
        group: str | None = None,
    ) -> Done:
        """Write one user action: all of `saves` or nothing. Returns once it will survive a power cut.

        `saves` may be a function that is called inside the write transaction (to number new records, say).
        Raises AnxiError for a save that a form would refuse, a full disk, a busy or read-only file.
        """
        return finish(self.edit_steps(title, saves, author=author, group=group))

    def edit_steps(
        self,
        title: str,
        saves: Iterable[Save] | Callable[[Appender], Iterable[Save]],
        *,
        author: str,
        group: str | None = None,
    ) -> Generator[int, None, Done]:
        """The same as `edit`, save by save: yields how many are done; closing the generator rolls all back."""
        action = Action(author=author, title=title, group=group or uuid.uuid4().hex)
        with self._writing(action) as appender:
            for done, save in enumerate(saves(appender) if callable(saves) else saves, 1):
                appender.append(save)
                yield done
        return Done(action.group, frozenset(appender.tables))

    def undo(self, group: str, *, title: str, author: str) -> Done:
        """Take an action back with new entries; undoing an undo is the redo. Names what was changed since."""
        return finish(self.undo_steps(group, title=title, author=author))

    def undo_steps(self, group: str, *, title: str, author: str) -> Generator[tuple[int, str], None, Done]:
        """The same as `undo`, for a large action: yields (percent, text); closing the generator rolls all back."""
        action = Action(author=author, title=title, group=uuid.uuid4().hex, undoes=group)
        yield 0, "读取原来的内容"
        kept: list[Kept] = []
        with self._writing(action) as appender:
            saves, kept = undo_saves(appender, appender.entries_of(group))
            if not saves:
                raise AnxiError("nothing_to_undo")
            for place, save in enumerate(saves):
                if place % _STEP == 0:  # the first quarter was reading; the last one is SQLite's
                    yield 25 + 50 * place // len(saves), f"恢复第 {place + 1} 条，共 {len(saves)} 条"
                appender.restore(save)
        return Done(action.group, frozenset(appender.tables), tuple(kept))

    def row(self, entity: str, row: str) -> dict[str, JournalValue]:
        """All fields of one live record by code name, with its `id`. Raises AnxiError("not_found")."""
        found = list(self.rows(entity, {"id": row}, limit=1))
        if not found:
            raise AnxiError("not_found", entity=ENTITIES.get(entity, entity), id=row)
        return found[0]

    def rows(
        self, entity: str, where: Mapping[str, JournalValue] | None = None, *, limit: int | None = None
    ) -> Generator[dict[str, JournalValue]]:
        """Live records as dictionaries by code name, in order of entry; `where` compares fields for equality."""
        spec = _spec(entity)
        names = ["id", *spec.fields]
        for name in where or {}:
            if name not in names:
                known = "、".join(names)
                raise AnxiError("unknown_field", entity=ENTITIES[entity], field=name, names=known)
        tests = " AND ".join(f'"{name}" IS ?' for name in where or {}) or "1"
        listed = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {listed} FROM {entity} WHERE {tests} ORDER BY rowid"
        if limit is not None:
            query += f" LIMIT {int(limit)}"
        lists = [name for name, field in spec.fields.items() if field.kind is Kind.TEXTS]
        flags = [name for name, field in spec.fields.items() if field.kind is Kind.FLAG]
        for found in self.connection.execute(query, tuple(cast("list[str]", list((where or {}).values())))):
            values = cast("dict[str, JournalValue]", dict(zip(names, found, strict=True)))
            for name in lists:
                values[name] = json.loads(str(values[name] or "[]"))
            for name in flags:  # SQLite keeps them as numbers
                values[name] = None if values[name] is None else bool(values[name])
            yield values

    def facts(self, project: str) -> list[tables.status.DatedFact]:
        """All dated facts of one project."""
        return tables.dated_facts(self.connection, project)

    def digest(self) -> str:
        """64 hex digits, equal on two laptops that hold the same accepted entries."""
        return rebuild.digest(self.connection)

    def rebuild(self) -> None:
        """Make state and typed tables again from the journal."""
        with db.transaction(self.connection, self.path):
            rebuild.rebuild(self.connection)

    def quick_check(self) -> None:
        """Raise AnxiError("database_damaged") when SQLite finds the file damaged."""
        quick_check(self.connection, self.path)

    def backup(self, reason: str) -> Path:
        """A verified copy among the backups of this folder. Errors: backup_failed, read_only, disk_full."""
        return backup.write_backup(self.connection, self.folder / BACKUPS, reason=reason)

    def backup_if_older(self, minutes: float, reason: str) -> Path | None:
        """The same where the last backup is older than that; then old ones are thinned out."""
        folder, now = self.folder / BACKUPS, datetime.now()
        if not backup.is_older(folder, minutes=minutes, now=now):
            return None
        made = self.backup(reason)
        backup.thin_out(folder, now=now)
        return made

    def owner(self) -> Owner:
        """Whose laptop this is."""
        values = [get_local(self.connection, key) or "" for key in ("code", "person", "unit")]
        return Owner(*values)

    def is_clock_behind(self) -> bool:
        """True when the wall clock stands before the last save: ask the person to check the date."""
        last = int(get_local(self.connection, "stamp") or 0)
        return clock.is_behind(last=last, wall_ms=time.time_ns() // 1_000_000)

    @contextmanager
    def _writing(self, action: Action) -> Generator[Appender]:
        if not self._signer.has_written and self._signer.ended_unclean():
            self.quick_check()
        with db.transaction(self.connection, self.path):
            name, card = self._signer.name()
            if card is not None:
                self._announce(name, card)
            appender = self._appender(name, action)
            yield appender
            appender.finish()
        self._signer.settle()

    @contextmanager
    def meeting(self) -> Generator[Meeting]:
        """A write transaction in which this laptop meets others: all of it, or nothing where it raises."""
        from anxi_desktop.store.trust import current_trust

        if not self._signer.has_written and self._signer.ended_unclean():
            self.quick_check()
        with db.transaction(self.connection, self.path):
            name, card = self._signer.name()
            if card is not None:
                self._announce(name, card)
            yield Meeting(
                self.connection,
                card=cards_of(self.connection, [name.site])[name.site],
                sign=name.key.sign,
                trust=current_trust(self.connection, name.key.public),
            )
        self._signer.settle()

    def _announce(self, name: Name, card: Save) -> None:
        """Journal this laptop's card as an action of its own, so that no undo ever takes it back."""
        appender = self._appender(name, Action(self.owner().person, "登记本机", uuid.uuid4().hex))
        appender.append(card)
        appender.finish()

    def _appender(self, name: Name, action: Action) -> Appender:
        return Appender(self.connection, site=name.site, key=name.key, action=action)


def _spec(entity: str) -> RecordSpec:
    if entity not in SPECS:
        raise AnxiError("unknown_table", table=entity, names="、".join(SPECS))
    return SPECS[entity]


def new_id() -> str:
    """A random record id."""
    return str(uuid.uuid4())


def check_id(entity: str, row: str) -> str:
    """The id as given, or AnxiError("not_found") for text that cannot be one."""
    if not is_row_id(row):
        raise AnxiError("not_found", entity=ENTITIES.get(entity, entity), id=row)
    return row
