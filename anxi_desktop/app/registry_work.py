"""Writes to many projects as generators: run to the end at once, or by a job when they are very many.

In a job they open a store of their own, since a store belongs to one thread; the session takes note of what
was done when the job has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Done, Store

Steps = Generator[tuple[int, str], None, "Written"]
Work = Callable[[Store, str], Steps]
"""Writes with an open store in an author's name."""

_STEP = 20
_READ_SHARE = 60  # percent of the work before the one transaction, by experience


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data is and who writes: what a job needs to open a store of its own."""

    folder: Path
    profile: Path
    author: str


@dataclass(frozen=True, slots=True)
class Written:
    """A finished write: its title, how many projects it changed, and None where nothing had to be written."""

    title: str
    done: Done | None
    changed: int


def in_own_store(place: Place, work: Work) -> Steps:
    """Run work (store, author) with a store of its own, as a job has to."""
    with closing(Store.open(place.folder, profile=place.profile)) as store:
        return (yield from work(store, place.author))


def change_many(
    store: Store,
    author: str,
    records: Sequence[str],
    changes: Mapping[str, JournalValue],
    *,
    title: str,
    valid_from: date | None = None,
) -> Steps:
    """Set the same fields of many projects as one undo step. Projects that are gone are left out.

    `title` may hold {count}: the projects changed. Raises AnxiError for a value a form would refuse.
    """

    def saves_of(record: str) -> list[Save]:
        return record_edit.edit_saves(
            store, "project", record, changes, today=date.today(), valid_from=valid_from
        )

    return _write_many(store, author, records, saves_of, title=title)


def delete_many(store: Store, author: str, records: Sequence[str], *, title: str) -> Steps:
    """Delete many projects as one undo step. Projects that are gone are left out."""

    def saves_of(record: str) -> list[Save]:
        return record_edit.delete_saves(store, "project", record)

    return _write_many(store, author, records, saves_of, title=title)


def _write_many(
    store: Store,
    author: str,
    records: Sequence[str],
    saves_of: Callable[[str], list[Save]],
    *,
    title: str,
) -> Steps:
    saves: list[Save] = []
    changed = 0
    for number, record in enumerate(records):
        if number % _STEP == 0:
            yield number * _READ_SHARE // len(records), f"正在准备 {number:,}/{len(records):,}"
        found = _found(saves_of, record)
        saves.extend(found)
        changed += bool(found)
    if not saves:
        return Written(title, None, 0)
    yield _READ_SHARE, f"正在写入 {changed:,} 个项目"
    made = title.format(count=changed)
    return Written(made, store.edit(made, saves, author=author), changed)


def _found(saves_of: Callable[[str], list[Save]], record: str) -> list[Save]:
    try:
        return saves_of(record)
    except AnxiError as error:
        if error.code == "not_found":
            return []
        raise
