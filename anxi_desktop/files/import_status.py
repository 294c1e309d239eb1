"""What an import must know of a project's status fields, which are kept as dated facts.

A fact may lie in the past of another one: it is then recorded without becoming the latest. Such a row is the same
when it comes again, though the list goes on showing the later fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import FactKind, ProjectState
from anxi_desktop.domain.status import DatedFact, holding
from anxi_desktop.files.import_identity import Values
from anxi_desktop.store.store import Store

_OVER = frozenset({ProjectState.COMPLETED.value, ProjectState.WITHDRAWN.value})
_GRADED = (FactKind.GRADE.value, FactKind.STANDARD_KIND.value)


def settled(store: Store, values: Mapping[str, JournalValue], now: Values | None) -> Values:
    """A row's values without what could never take effect or has been recorded before.

    `now` is the known project, or None for a new one. A day without a grade says nothing; a grade or a closing
    state of a day that stands in the project's facts is known.
    """
    kept = dict(values)
    graded = kept.get("graded_on")
    if graded is not None and kept.get("grade") is None and (now is None or now.get("grade") is None):
        del kept["graded_on"]
        graded = None
    if now is None:
        return kept
    ended = _end_of(kept, now)
    differs = any(kept.get(name) not in (None, now.get(name)) for name in (*_GRADED, "graded_on", "state"))
    if not differs:
        return kept
    facts = store.facts(str(now["id"]))
    for name in _GRADED:
        if graded is not None and _has(facts, name, kept.get(name), graded):
            del kept[name]
            if name == FactKind.GRADE.value:
                kept.pop("graded_on", None)
    if ended is not None and _has(facts, FactKind.STATE.value, kept.get("state"), ended):
        del kept["state"]
    return kept


def state_day(
    store: Store, project: str, values: Mapping[str, JournalValue], now: Mapping[str, JournalValue]
) -> date | None:
    """The day a closing state in `values` holds from: 竣工日期 where known, past and after the state before."""
    ended = _end_of(values, now)
    if ended is None:
        return None
    before = holding(store.facts(project)).get(FactKind.STATE.value)
    if before is not None and (before.valid_from or "") >= ended:
        return None
    return date.fromisoformat(ended)


def _end_of(values: Mapping[str, JournalValue], now: Mapping[str, JournalValue]) -> str | None:
    if values.get("state") not in _OVER:
        return None
    ended = values.get("end_on") or now.get("end_on")
    return ended if isinstance(ended, str) else None


def _has(facts: list[DatedFact], kind: str, value: JournalValue, day: JournalValue) -> bool:
    return value is not None and any(
        fact.fact == kind and fact.value == value and fact.valid_from == day for fact in facts
    )
