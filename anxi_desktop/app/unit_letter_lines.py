"""What is known of a project's 告知书 and 承诺书 in a year, and what is still to be done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.unit_letters import sequence_of

Row = Mapping[str, JournalValue]

COPIES = ("company_on", "wall_on", "town_on", "county_on")
"""The four copies in the order of the notice: company, notice wall, town, county."""
DATES = ("made_on", "evaluate_by", "served_on", "signed_on", *COPIES)
"""The days of a letter that people fill in."""


class Lack(Enum):
    """What is still to be done about a project's letters in a year."""

    NO_NOTICE = "no_notice"
    NO_COMMITMENT = "no_commitment"
    UNSERVED = "unserved"
    UNSIGNED = "unsigned"
    COPIES = "copies"
    SCAN = "scan"
    SAME_NUMBER = "same_number"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as the screens show it. `sequence` is its place among the year's (0: none in its number)."""

    id: str
    kind: LetterKind
    number: str
    sequence: int
    days: Mapping[str, date | None]
    scan: str
    scan_name: str
    note: str
    same_number: bool = False

    @property
    def done_on(self) -> date | None:
        """When a notice was served, a commitment signed."""
        return self.days["served_on" if self.kind is LetterKind.NOTICE else "signed_on"]

    @property
    def copies(self) -> int:
        """How many of its four copies are where they belong."""
        return sum(self.days[name] is not None for name in COPIES)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One live project with the letters of a year."""

    project: str
    name: str
    family: Family
    town: str
    company: str
    letters: Mapping[LetterKind, Letter] = field(default_factory=dict[LetterKind, Letter])

    @property
    def lacks(self) -> frozenset[Lack]:
        """What is missing."""
        found: set[Lack] = set()
        missing = {LetterKind.NOTICE: Lack.NO_NOTICE, LetterKind.COMMITMENT: Lack.NO_COMMITMENT}
        undone = {LetterKind.NOTICE: Lack.UNSERVED, LetterKind.COMMITMENT: Lack.UNSIGNED}
        for kind in LetterKind:
            letter = self.letters.get(kind)
            if letter is None:
                found.add(missing[kind])
                continue
            if letter.done_on is None:
                found.add(undone[kind])
            if letter.copies < len(COPIES):
                found.add(Lack.COPIES)
            if not letter.scan:
                found.add(Lack.SCAN)
            if letter.same_number:
                found.add(Lack.SAME_NUMBER)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a year's letters are: how many projects have what."""

    projects: int
    notices: int
    served: int
    commitments: int
    signed: int
    complete: int
    """Both letters with all their copies."""


def counts_of(lines: Sequence[LetterLine]) -> Counts:
    """Count lines."""

    def having(*lacks: Lack) -> int:
        return sum(not line.lacks & set(lacks) for line in lines)

    return Counts(
        projects=len(lines),
        notices=having(Lack.NO_NOTICE),
        served=having(Lack.NO_NOTICE, Lack.UNSERVED),
        commitments=having(Lack.NO_COMMITMENT),
        signed=having(Lack.NO_COMMITMENT, Lack.UNSIGNED),
        complete=having(Lack.NO_NOTICE, Lack.NO_COMMITMENT, Lack.COPIES),
    )


def letter_of(row: Row, patterns: Mapping[LetterKind, str], *, same_number: bool) -> Letter:
    """A stored letter; `patterns` are those by which numbers are made now."""
    kind, number = LetterKind(str(row["kind"])), str(row["number"] or "")
    return Letter(
        id=str(row["id"]),
        kind=kind,
        number=number,
        sequence=sequence_of(number, pattern=patterns[kind], year=int(str(row["year"]))),
        days=days_of(row),
        scan=str(row["scan"] or ""),
        scan_name=str(row["scan_name"] or ""),
        note=str(row["note"] or ""),
        same_number=same_number,
    )


def days_of(row: Row) -> dict[str, date | None]:
    """The days of a stored letter by DATES; what a bundle brought that is no day counts as none."""
    return {name: _day(row[name]) for name in DATES}


def company_of(project: Row) -> str:
    """施工单位 of works, 物业服务企业 of an estate; the other one where that is blank."""
    names = ("contractor", "property_company")
    if project["category"] == Family.PROPERTY.value:
        names = names[::-1]
    return next((str(project[name]) for name in names if project[name]), "")


def _day(value: JournalValue) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
