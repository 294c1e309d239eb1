"""What the exchange looks like from here: this laptop, those it has met, and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.domain.trust import Role
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.meeting import Receipt

__all__ = ["Held", "Receipt", "Role"]


class Standing(Enum):
    """What another laptop is here: enrolled by the office, paired by hand, revoked, or nobody's yet."""

    MEMBER = "member"
    PAIRED = "paired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Me:
    """The laptop one sits at.

    `role` is None where the county has not enrolled it; `is_office` is true where it holds the county's key.
    """

    code: str
    person: str
    unit: str
    key: str
    role: Role | None
    has_county: bool
    is_office: bool

    @property
    def digits(self) -> str:
        """The thirty digits another laptop sees of it when they pair."""
        return fingerprint(self.key)


@dataclass(frozen=True, slots=True)
class Laptop:
    """Another laptop.

    `lacks` counts the entries it lacks by what it said last, `missing` those we know of and have not got from it;
    `confirmed_to` is until when it holds everything of ours (None: nothing yet); `age` what can be sealed for it.
    """

    key: str
    code: str
    person: str
    unit: str
    standing: Standing
    role: Role | None
    projects: tuple[str, ...] | None
    age: str
    met_at: datetime | None
    lacks: int
    missing: int
    confirmed_to: datetime | None

    @property
    def digits(self) -> str:
        """The thirty digits over its key."""
        return fingerprint(self.key)

    @property
    def name(self) -> str:
        """K7 王小明."""
        return " ".join(part for part in (self.code, self.person) if part)


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A file that records name and that is not here: its size in bytes, the laptop it comes from, its project."""

    digest: str
    size: int
    code: str
    project: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Entries that have not arrived although later ones have; `where` is the project or another place in words."""

    code: str
    key: str
    where: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Entries of one laptop that are kept without effect, and why."""

    code: str
    key: str
    why: Held
    count: int

    @property
    def digits(self) -> str:
        """The thirty digits over its key, "" where that is not known."""
        return fingerprint(self.key) if self.key else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle that waits to be imported: on a stick (`place` its name) or in the inbox; `code` "" where sealed."""

    path: Path
    place: str
    code: str
    made_at: datetime | None
    size: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page lists. `forked` are the codes of laptops of which two copies have written on."""

    me: Me
    laptops: tuple[Laptop, ...] = ()
    unconfirmed: int = 0
    conflicts: int = 0
    missing_files: tuple[MissingFile, ...] = ()
    gaps: tuple[Missing, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    unsigned: int = 0
    inbox: tuple[Found, ...] = ()
    sticks: tuple[Found, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    forked: tuple[str, ...] = ()

    @property
    def best(self) -> Laptop | None:
        """The laptop that holds most of what was written here."""
        known = [laptop for laptop in self.laptops if laptop.confirmed_to is not None]
        return max(known, key=lambda laptop: (laptop.confirmed_to, laptop.met_at), default=None)

    def laptop(self, key: str) -> Laptop | None:
        """The laptop with this key."""
        return next((laptop for laptop in self.laptops if laptop.key == key), None)
