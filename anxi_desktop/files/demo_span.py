"""The time a synthetic county covers, and what is drawn for everything in it: ids, persons, unique names."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anxi_desktop.domain.month import Month
from anxi_desktop.files.demo_words import SURNAMES


@dataclass(frozen=True, slots=True)
class DemoSpan:
    """The months looked at; nothing in the county is later than the last day of `until`."""

    until: Month
    months: tuple[Month, ...]

    @classmethod
    def of(cls, until: Month, *, months: int) -> DemoSpan:
        """The last `months` months that end with `until`; with 0 nothing happens, there are projects only."""
        found: list[Month] = []
        while len(found) < months:
            found.append(found[-1].before if found else until)
        return cls(until, tuple(reversed(found)))

    @property
    def first(self) -> date:
        """The first day."""
        return self.months[0].first if self.months else self.until.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.until.last

    def day(self, random: Random, *, least: date, most: date) -> date:
        """A day between the two, both inside; `least` where they are the wrong way round."""
        return least + timedelta(days=random.randint(0, max(0, (most - least).days)))


@dataclass(slots=True)
class Names:
    """Keeps project names apart and counts the numbers of hazards and inspections."""

    _used: Counter[str] = field(default_factory=Counter[str])
    _numbers: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])

    def unique(self, name: str) -> str:
        """The name, with a number behind it from the second time on."""
        self._used[name] += 1
        times = self._used[name]
        return name if times == 1 else f"{name}（{times}）"

    def hazard_number(self, year: int) -> str:
        """HZ-2026-K1-013: year, laptop code, counter."""
        return self._number("HZ", year)

    def inspection_number(self, year: int) -> str:
        """JC-2026-K1-013."""
        return self._number("JC", year)

    def _number(self, prefix: str, year: int) -> str:
        self._numbers[prefix, year] += 1
        return f"{prefix}-{year}-K1-{self._numbers[prefix, year]:03d}"


def seeded_id(random: Random) -> str:
    """A record id drawn from the generator: a random UUID in form, the same for the same seed."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def person(random: Random) -> str:
    """Nobody: a family name with 某."""
    return f"{random.choice(SURNAMES)}某"


def phone(random: Random) -> str:
    """A number that cannot be dialled."""
    return f"0595-0000{random.randint(0, 9999):04d}"
