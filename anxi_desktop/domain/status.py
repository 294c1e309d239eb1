"""Facts in time: what was true of a project at a date, and which facts an edit of its status writes.

A status field of a project (state, grade, level …) is never overwritten. It is the value of the fact with the
greatest valid-from day that is not after the date asked for, so that a past month can be computed again.
Source: command contract, "Facts in time".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue
from anxi_desktop.domain.records.project import FACT_CHOICES, SAFER_FACTS, FactKind, ProjectState
from anxi_desktop.domain.save import Save

STATUS_FIELDS: tuple[str, ...] = tuple(kind.value for kind in FactKind)


# By fact kind: its value field, with the order of values where the kind has one.
_VALUE = SPECS["fact"].fields["value"]
_VALUE_FIELDS: dict[JournalValue, FieldSpec] = {
    kind.value: dataclasses.replace(_VALUE, safer=order) for kind, order in SAFER_FACTS.items()
}
_UNSAFER: dict[str, dict[str | None, int]] = {
    kind.value: {value: -place for place, value in enumerate(order)} for kind, order in SAFER_FACTS.items()
}
_LEAST_SAFE = -99


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact as stored: `value` a code, a whole number as text, or None; `valid_from` ISO day or None.

    Two facts of one day (entered on two laptops) are told apart like any conflict: the safer value, else the
    later `stamp`, else the id.
    """

    id: str
    fact: str
    value: str | None
    valid_from: str | None
    stamp: int

    def order(self) -> tuple[str, int, int, str]:
        """The later of two facts of one kind has the greater order."""
        safety = _UNSAFER[self.fact].get(self.value, _LEAST_SAFE) if self.fact in _UNSAFER else 0
        return (self.valid_from or "", safety, self.stamp, self.id)


def value_field(kind: JournalValue) -> FieldSpec:
    """The `value` field of a fact of this kind: a project's state and level have safer values."""
    return _VALUE_FIELDS.get(kind, _VALUE) if isinstance(kind, str) else _VALUE


def whole_number(text: str | None) -> int | None:
    """The number a fact of a count holds; None for anything else (a bundle may bring any text)."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    return int(text)


def holding(facts: Iterable[DatedFact], *, until: str | None = None) -> dict[str, DatedFact]:
    """Per status field the fact that holds at the ISO day `until` (None: the latest known)."""
    found: dict[str, DatedFact] = {}
    for fact in facts:
        if until is not None and fact.valid_from is not None and fact.valid_from > until:
            continue
        before = found.get(fact.fact)
        if before is None or before.order() < fact.order():
            found[fact.fact] = fact
    return found


def columns(facts: Iterable[DatedFact]) -> dict[str, JournalValue]:
    """The status columns of a project as lists show them: the latest fact of each kind, and `graded_on`.

    The latest known, also where it only holds from a coming day: tables follow from the entries alone, never
    from a clock, and a registry that names a coming day must come back from its list as it went in. A monthly
    form asks for a day and gets what holds then.
    """
    latest = holding(facts)
    shown: dict[str, JournalValue] = {}
    for kind in FactKind:
        fact = latest.get(kind.value)
        value = fact.value if fact else None
        shown[kind.value] = whole_number(value) if FACT_CHOICES[kind] is None else value
    grade = latest.get(FactKind.GRADE.value)
    shown["graded_on"] = grade.valid_from if grade else None
    return shown


def first_facts(project: str, values: Mapping[str, JournalValue], *, new_id: Callable[[], str]) -> list[Save]:
    """The facts of a project's first save: from the beginning, or from the day the record itself names.

    A project holds its state from 开工日期, its grade and standard from 达标日期. A blank state is active.
    """
    started = _day(values.get("start_on"))
    ended = _day(values.get("end_on"))
    graded = _day(values.get("graded_on"))
    state = values.get("state") or ProjectState.ACTIVE.value
    saves: list[Save] = []

    def add(kind: FactKind, value: JournalValue, valid_from: str | None) -> None:
        text = str(value)
        saves.append(_fact(new_id(), project=project, kind=kind, value=text, valid_from=valid_from))

    over = state in (ProjectState.COMPLETED.value, ProjectState.WITHDRAWN.value)
    if over and ended is not None and (started is None or started < ended):
        add(FactKind.STATE, ProjectState.ACTIVE.value, started)
        add(FactKind.STATE, state, ended)
    else:
        add(FactKind.STATE, state, started)
    for kind in FactKind:
        value = values.get(kind.value)
        if kind is not FactKind.STATE and value is not None:
            dated = kind in (FactKind.GRADE, FactKind.STANDARD_KIND)
            add(kind, value, graded if dated else None)
    return saves


def changed_facts(
    project: str,
    facts: Iterable[DatedFact],
    changes: Mapping[str, JournalValue],
    *,
    today: str,
    valid_from: str | None,
    new_id: Callable[[], str],
) -> list[Save]:
    """The facts a later edit writes: a new fact from its day on, or a correction of the fact of that day.

    `changes` maps the project's changed fields to their new values; `valid_from` is the day the person gave
    for all status changes, or None for `today`. `graded_on` dates the grade and the standard; given alone it
    corrects the day of the grade that holds. A corrected `start_on` moves the project's first state with it.
    """
    known = list(facts)
    latest = holding(known)
    graded = _day(changes.get("graded_on"))
    saves: list[Save] = []
    for kind in FactKind:
        if kind.value not in changes:
            continue
        value = changes[kind.value]
        day = valid_from or today
        if kind in (FactKind.GRADE, FactKind.STANDARD_KIND) and graded is not None:
            day = graded
        elif valid_from is None:
            day = _not_before(latest.get(kind.value), today)
        same_day = [fact for fact in known if fact.fact == kind.value and fact.valid_from == day]
        text = None if value is None else str(value)
        if same_day:
            replaced = max(same_day, key=DatedFact.order)
            if replaced.value != text:
                saves.append(Save("fact", replaced.id, {"value": text}))
            continue
        saves.append(_fact(new_id(), project=project, kind=kind, value=text, valid_from=day))
    if "start_on" in changes and FactKind.STATE.value not in changes:
        saves.extend(_moved_start(known, _day(changes["start_on"])))
    grade = latest.get(FactKind.GRADE.value)
    if "graded_on" in changes and FactKind.GRADE.value not in changes and grade is not None:
        saves.append(Save("fact", grade.id, {"valid_from": graded}))
    return saves


def _not_before(latest: DatedFact | None, today: str) -> str:
    """Today, or the day of a fact that only begins later: an edit today must not stay hidden behind it."""
    return latest.valid_from if latest and latest.valid_from and latest.valid_from > today else today


def _moved_start(known: list[DatedFact], started: str | None) -> list[Save]:
    states = sorted((fact for fact in known if fact.fact == FactKind.STATE.value), key=DatedFact.order)
    if not states or states[0].valid_from == started:
        return []
    if len(states) > 1 and started is not None and started >= (states[1].valid_from or ""):
        return []
    return [Save("fact", states[0].id, {"valid_from": started})]


def _fact(row: str, *, project: str, kind: FactKind, value: str | None, valid_from: str | None) -> Save:
    return Save(
        "fact", row, {"project": project, "fact": kind.value, "value": value, "valid_from": valid_from}
    )


def _day(value: JournalValue) -> str | None:
    return value if isinstance(value, str) and value else None
