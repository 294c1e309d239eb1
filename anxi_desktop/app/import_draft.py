"""What a person has settled of an import so far: the file, its header, and the columns sent elsewhere by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from anxi_desktop.app import imports
from anxi_desktop.app.imports import Opened, Recognised
from anxi_desktop.app.session import Session


class ImportDraft:
    """Nothing here reads a file or writes a record; `opened` is None until a file was read."""

    def __init__(self, session: Session, kind: str) -> None:
        self._session = session
        self.kind = kind
        self.opened: Opened | None = None
        self._found: Recognised | None = None
        self._chosen: dict[int, str] = {}

    @property
    def path(self) -> Path | None:
        """The file, or None."""
        return self.opened.path if self.opened is not None else None

    @property
    def recognised(self) -> Recognised | None:
        """The sheet with every column where it goes now."""
        return self.opened.recognised if self.opened is not None else None

    @property
    def is_complete(self) -> bool:
        """True when no required column is missing."""
        return self.recognised is not None and not self.recognised.missing

    def clear(self, kind: str) -> None:
        """Begin anew."""
        self.kind, self.opened, self._found = kind, None, None
        self._chosen.clear()

    def take(self, opened: Opened) -> None:
        """A file was read: begin with what was recognised."""
        self.opened = opened
        self._begin(opened.recognised)

    def set_kind(self, kind: str) -> None:
        """Read the sheet as another kind of file."""
        self.kind = kind
        if self._found is not None:
            self._begin(
                imports.as_kind(self._found, kind, remembered=imports.remembered(self._session, kind))
            )

    def set_header(self, *, first: int, last: int) -> None:
        """Take other rows (from 0) as the header; columns are recognised anew."""
        if self._found is not None:
            memory = imports.remembered(self._session, self.kind)
            self._begin(imports.with_header(self._found, first=first, last=last, remembered=memory))

    def set_family(self, family: str) -> None:
        """One family for all rows that do not say, "" for none."""
        if self._found is not None:
            self._found = imports.with_family(self._found, family)
            self._show()

    def choose(self, column: int, field: str) -> None:
        """Send a column elsewhere ("" = ignored).

        A field belongs to the column it was chosen for last; moved on, it goes back to where it was found.
        """
        if self._found is None:
            return
        self._chosen.pop(column, None)
        if any(item.field != field for item in self._found.columns if item.label.column == column):
            self._chosen[column] = field
        self._show()

    def keep(self) -> None:
        """Remember the file and the chosen columns. Raises AnxiError where the settings cannot be written."""
        if self.opened is None:
            return
        imports.note_recent(self._session, self.opened.path)
        if self._chosen:
            imports.remember(self._session, self.opened.recognised, list(self._chosen))

    def _begin(self, found: Recognised) -> None:
        self._found = found
        self._chosen.clear()
        self._show()

    def _show(self) -> None:
        if self.opened is None or self._found is None:
            return
        made = self._found
        for column, field in self._chosen.items():
            made = made.corrected(column, field)
        self.opened = dataclasses.replace(self.opened, recognised=made)
