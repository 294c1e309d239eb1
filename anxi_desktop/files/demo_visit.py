"""Synthetic visits of an office to one project: those that found its supervised hazards, and full inspections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.files.demo_span import DemoSpan, Names, person, seeded_id

_KINDS = ("supervision", "supervision", "special", "random")
_FULL_SHARE = 0.7


def visit_saves(
    random: Random,
    *,
    project: str,
    values: Mapping[str, JournalValue],
    hazards: Sequence[Save],
    span: DemoSpan,
    names: Names,
) -> tuple[list[Save], list[Save]]:
    """The visits, and the hazards with the visit that found them: one visit for all of a day."""
    days = sorted({str(save.set["found_on"]) for save in hazards if save.set["source"] == "supervision"})
    visits = {day: _visit(random, project, values, names, day, random.choice(_KINDS)) for day in days}
    linked = [
        Save(save.entity, save.row, {**save.set, "inspection": visits[str(save.set["found_on"])].row})
        if save.set["source"] == "supervision"
        else save
        for save in hazards
    ]
    full = list(_full(random, project, values, span, names))
    return [*visits.values(), *full], linked


def _full(
    random: Random, project: str, values: Mapping[str, JournalValue], span: DemoSpan, names: Names
) -> Iterator[Save]:
    """Most projects were fully inspected once in these months."""
    if random.random() < _FULL_SHARE:
        day = span.day(random, least=span.first, most=span.last)
        yield _visit(random, project, values, names, day.isoformat(), "full")


def _visit(
    random: Random, project: str, values: Mapping[str, JournalValue], names: Names, day: str, kind: str
) -> Save:
    level = "county" if random.random() < 0.7 else "town"
    made: dict[str, JournalValue] = {
        "number": names.inspection_number(date.fromisoformat(day).year),
        "project": project,
        "kind": kind,
        "level": level,
        "done_on": day,
        "place": "施工现场" if values["category"] == "works" else "小区公共区域",
        "team": [person(random), person(random)],
        "site_unit": values.get("contractor") or values.get("property_company"),
        "site_person": person(random),
        "signing": "paper",
    }
    return Save(
        "inspection", seeded_id(random), {name: value for name, value in made.items() if value is not None}
    )
