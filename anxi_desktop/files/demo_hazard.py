"""Synthetic hazards of one project in one month, in every state a hazard can be in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.save import Save
from anxi_desktop.files.demo_span import DemoSpan, Names, person, seeded_id
from anxi_desktop.files.demo_words import PROPERTY_FLAWS, WORKS_FLAWS

_DAYS_DUE = {Severity.GENERAL: 7, Severity.LARGER: 15, Severity.MAJOR: 30}
_FATES = (("closed", 58), ("rectified", 12), ("failed", 8), ("open", 22))


def hazard_saves(
    random: Random,
    *,
    project: str,
    values: Mapping[str, JournalValue],
    month: Month,
    span: DemoSpan,
    names: Names,
    with_major: bool,
) -> Iterator[Save]:
    """What was found in the month; `with_major` makes the first one a major hazard."""
    is_works = values["category"] == "works"
    flaws = WORKS_FLAWS if is_works else PROPERTY_FLAWS
    count = random.choice((0, 1, 1, 2, 2, 3, 4) if is_works else (0, 0, 1, 1, 2, 3))
    chosen = random.sample(flaws, max(count, int(with_major)))
    for place, flaw in enumerate(chosen):
        found = span.day(random, least=month.first, most=month.last)
        severity = Severity.MAJOR if with_major and place == 0 else _severity(random)
        due = found + timedelta(days=_DAYS_DUE[severity])
        made: dict[str, JournalValue] = {
            "number": names.hazard_number(found.year),
            "project": project,
            "source": "self" if random.random() < 0.55 else "supervision",
            "found_on": found.isoformat(),
            "part": flaw.part,
            "description": flaw.text,
            "kind": flaw.kind,
            "severity": severity.value,
            "requirement": flaw.order,
            "unit": values.get("contractor") or values.get("property_company"),
            "person": person(random),
            "due_on": due.isoformat(),
        }
        made.update(_fate(random, found=found, due=due, last=span.last))
        yield Save(
            "hazard", seeded_id(random), {name: value for name, value in made.items() if value is not None}
        )


def _severity(random: Random) -> Severity:
    return random.choices((Severity.GENERAL, Severity.LARGER, Severity.MAJOR), (76, 20, 4))[0]


def _fate(random: Random, *, found: date, due: date, last: date) -> dict[str, JournalValue]:
    """What happened to it by the last day of the county; nothing lies in its future."""
    fate = random.choices([name for name, _ in _FATES], [weight for _, weight in _FATES])[0]
    rectified = found + timedelta(days=random.randint(0, max(1, (due - found).days + 2)))
    reviewed = rectified + timedelta(days=random.randint(0, 5))
    if fate == "open" or rectified > last:
        return {}
    if fate == "rectified" or reviewed > last:
        return {"rectified_on": rectified.isoformat()}
    return {
        "rectified_on": rectified.isoformat(),
        "reviewed_on": reviewed.isoformat(),
        "review": "fail" if fate == "failed" else "pass",
    }
