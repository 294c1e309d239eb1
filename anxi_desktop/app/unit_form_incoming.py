"""Files that units handed in, on their way: read by a job, and what each form in them would become."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.app.jobs import Work
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.form_sum import UnitBlocks
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import family_of
from anxi_desktop.domain.monthly import COUNTY_BLOCK
from anxi_desktop.domain.records.fields import NAME_LIMIT, JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.unit_form_body import FormBlock, FormBody, name_key
from anxi_desktop.files.form_read import MOST_BYTES, ReadForm, read_forms
from anxi_desktop.files.form_spec import FormSpec
from anxi_desktop.files.printable import printable
from anxi_desktop.store.settings import UNIT_TYPES

Steps = Generator[tuple[int, str], None, "list[Reading]"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: the forms in it, or why there are none.

    `digest` is its SHA-256, `modified` when it was written last (seconds since 1970).
    """

    path: Path
    digest: str = ""
    modified: float = 0.0
    forms: tuple[ReadForm, ...] = ()
    error: AnxiError | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What one form of one file would become. `error` says why it cannot be taken in, "" where it can.

    `replaces` is what the unit handed in before for this month and form; `notes` are what a person should know.
    """

    path: Path
    digest: str
    month: Month
    unit: str = ""
    form: str = ""
    is_asked: bool = False
    read: ReadForm | None = None
    replaces: UnitBlocks | None = None
    error: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken in as it stands."""
        return not self.error and bool(self.unit)

    @property
    def is_same(self) -> bool:
        """Whether the unit handed in the same figures before."""
        if self.replaces is None or self.read is None:
            return False
        return [block.cells for block in self.replaces.blocks] == [block.cells for block in self.read.blocks]

    @property
    def id(self) -> str:
        """The record it becomes: one per month, form and unit."""
        return named_id("unit_form", self.month, self.form, self.unit)


def read_work(paths: Sequence[Path], specs: Sequence[FormSpec]) -> Work:
    """Work that reads files; its result is a list of Reading. A file that cannot be read stops no other."""

    def work() -> Steps:
        found: list[Reading] = []
        for number, path in enumerate(paths):
            yield 100 * number // len(paths), path.name
            try:
                digest, modified = _mark(path)
                found.append(Reading(path, digest, modified, read_forms(path, specs)))
            except AnxiError as error:
                found.append(Reading(path, error=error))
        return found

    return work


def outdone(incoming: Sequence[Incoming]) -> dict[int, int]:
    """By the places of those that another of the same unit, form and month replaces at once: the other's place."""
    last = {one.id: at for at, one in enumerate(incoming) if one.is_ready}
    return {at: last[one.id] for at, one in enumerate(incoming) if one.is_ready and last[one.id] != at}


def values_of(one: Incoming, unit_type: str, today: date) -> dict[str, JournalValue]:
    """The record of a form received today; `unit_type` stands for a block that does not say whose it is."""
    assert one.read is not None
    known = {name_key(word): word for word in (COUNTY_BLOCK, *UNIT_TYPES)}
    blank = COUNTY_BLOCK if family_of(one.form) is Family.PROPERTY else unit_type
    blocks = tuple(
        FormBlock(
            known.get(name_key(block.unit_type), block.unit_type) or blank,
            block.cells,
        )
        for block in one.read.blocks
    )
    return {
        "month": str(one.month),
        "form": one.form,
        "unit": one.unit,
        "received_on": today.isoformat(),
        "file_name": printable(one.path.name)[-NAME_LIMIT:],
        "digest": one.digest,
        "body": FormBody(blocks, one.read.refused, one.read.head).text(),
    }


def title_of(incoming: Sequence[Incoming]) -> str:
    """What taking these in is called."""
    if len(incoming) == 1:
        one = incoming[0]
        return f"导入{one.unit}的{one.form} {one.month}"
    return f"导入各单位报来的月报 {len(incoming)} 份"


def _mark(path: Path) -> tuple[str, float]:
    """A file's SHA-256 and when it was written; "" for what reading it will refuse."""
    try:
        about = path.stat()
        if path.is_file() and about.st_size <= MOST_BYTES:
            return hashlib.sha256(path.read_bytes()).hexdigest(), about.st_mtime
    except OSError:
        pass  # reading it says what is wrong
    return "", 0.0
