"""What every command gets and gives: the data folder, a place for progress, and one outcome to print."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db
from anxi_desktop.store.damage import known_error
from anxi_desktop.store.folder import KEYS
from anxi_desktop.store.settings import Settings, load_settings
from anxi_desktop.store.store import Store

T = TypeVar("T")


class Status(IntEnum):
    """Exit status of a command."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    WAITING = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command says: `data` is the JSON object, `lines` the same for people, in Chinese."""

    data: Mapping[str, object]
    lines: Sequence[str] = field(default_factory=tuple[str, ...])
    status: Status = Status.DONE


class WrongUsageError(Exception):
    """The arguments make no sense together; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Context:
    """The data folder a command works on, this user's own folder, and the program's resources."""

    folder: Path
    profile: Path
    resources: Path

    @contextmanager
    def store(self) -> Generator[Store]:
        """The open store; closed again whatever happens."""
        store = Store.open(self.folder, profile=self.profile)
        try:
            yield store
        except (db.sqlite3.DatabaseError, AnxiError) as error:  # a damaged page shows only when it is read
            known = known_error(error, self.folder)
            if known is None or known is error:
                raise
            raise known from error
        finally:
            store.close()

    def settings(self) -> Settings:
        """The settings of the folder; a damaged file has been put aside and is read as blank."""
        return load_settings(self.folder)[0]

    def author(self, store: Store) -> str:
        """Who signs what a command writes."""
        return self.settings().person or store.owner().person

    def target(self, text: str) -> Path:
        """The file to write to; never one beside the program's own. Raises AnxiError("own_file")."""
        path = Path(text)
        if path.absolute().parent.resolve() in {self.folder.resolve(), (self.folder / KEYS).resolve()}:
            raise AnxiError(
                "own_file", path=path
            )  # the database, its log, the settings and the keys stand there
        return path

    def run(self, steps: Generator[tuple[int, str], None, T]) -> T:
        """Do long work to its end, with a bar on stderr where that is a terminal."""
        bar = _Bar()
        try:
            while True:
                try:
                    percent, text = next(steps)
                except StopIteration as end:
                    return end.value
                bar.show(percent, text)
        finally:
            steps.close()
            bar.clear()


class _Bar:
    """A progress bar that leaves nothing behind; silent where stderr is a file or a pipe."""

    _WIDTH = 24

    def __init__(self) -> None:
        stream: Any = sys.stderr
        self._is_terminal = bool(stream) and stream.isatty()

    def show(self, percent: int, text: str) -> None:
        if self._is_terminal:
            full = self._WIDTH * max(0, min(percent, 100)) // 100
            bar = "█" * full + "░" * (self._WIDTH - full)
            sys.stderr.write(f"\r\x1b[K{bar} {percent:3d}% {text}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._is_terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
