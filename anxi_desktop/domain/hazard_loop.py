"""The hazard's closed loop: 待整改 → 已整改待复查 → 已销号, and what may be done in each state.

The hazard's own fields say how it stands now and are what the monthly forms count; every act also adds a step,
which is only ever added and tells the story. Sources: notice 三（三）; reference data, sections 2.9 and R20.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState, ReviewResult
from anxi_desktop.domain.records.hazard import HazardStepKind as Step
from anxi_desktop.domain.save import Save

Row = Mapping[str, JournalValue]


UNFINISHED = frozenset({HazardState.OPEN, HazardState.RECTIFIED})


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does to a hazard. `due_on` is the deadline asked for, granted or set; `person` who did it."""

    kind: Step
    done_on: date
    person: str = ""
    text: str = ""
    due_on: date | None = None
    to_whom: str = ""


def state_of(hazard: Row) -> HazardState:
    """The state of a hazard's row. A review without its day closes nothing: no month could count it."""
    if hazard.get("voided_on"):
        return HazardState.VOIDED
    if hazard.get("review") == ReviewResult.PASS.value and hazard.get("reviewed_on"):
        return HazardState.CLOSED
    if hazard.get("referred_on"):
        return HazardState.REFERRED
    if hazard.get("rectified_on") and hazard.get("review") != ReviewResult.FAIL.value:
        return HazardState.RECTIFIED
    return HazardState.OPEN


def is_overdue(hazard: Row, *, today: date) -> bool:
    """True for a hazard still to be rectified after the last day of its deadline."""
    due = _day(hazard, "due_on")
    return state_of(hazard) is HazardState.OPEN and due is not None and due < today


def is_listed(hazard: Row) -> bool:
    """True while 挂牌督办 lasts."""
    return bool(hazard.get("listed_on")) and not hazard.get("delisted_on")


def possible_steps(hazard: Row, *, today: date) -> tuple[Step, ...]:
    """What may be done to a hazard now, the usual act first."""
    state = state_of(hazard)
    listing = Step.DELISTED if is_listed(hazard) else Step.LISTED
    if state is HazardState.OPEN:
        if hazard.get("extension_due"):
            extension = (Step.EXTENDED, Step.EXTENSION_REFUSED)
        else:
            extension = () if is_overdue(hazard, today=today) or not hazard.get("due_on") else _ASK
        return (Step.RECTIFIED, *extension, listing, Step.REFERRED, Step.VOIDED, Step.REMARK)
    if state is HazardState.RECTIFIED:
        return (Step.CLOSED, Step.RETURNED, listing, Step.VOIDED, Step.REMARK)
    reopening = (Step.REOPENED,)
    delisting = (Step.DELISTED,) if is_listed(hazard) else ()
    return (*reopening, *delisting, Step.REMARK)


_ASK = (Step.EXTENSION_ASKED,)


def act_saves(hazard: Row, act: Act, *, today: date, new_id: Callable[[], str]) -> list[Save]:
    """The saves of one act on a hazard's full row (with `id` and `project`): its fields, and the step itself.

    Raises AnxiError: hazard_step_refused, extension_too_late, step_incomplete, step_before.
    """
    if act.kind not in possible_steps(hazard, today=today):
        if act.kind is Step.EXTENSION_ASKED and is_overdue(hazard, today=today):
            raise AnxiError("extension_too_late", due=hazard.get("due_on"))
        raise AnxiError(
            "hazard_step_refused",
            state=words.choice_word(HazardState, state_of(hazard).value),
            step=words.choice_word(Step, act.kind.value),
        )
    _demand_complete(hazard, act)
    changes = _CHANGES[act.kind](hazard, act)
    saves = [Save("hazard", str(hazard["id"]), changes)] if changes else []
    step: dict[str, JournalValue] = {
        "project": hazard["project"],
        "hazard": hazard["id"],
        "kind": act.kind.value,
        "done_on": act.done_on.isoformat(),
        "person": act.person.strip() or None,
        "text": act.text.strip() or None,
        "due_on": None if act.due_on is None else act.due_on.isoformat(),
    }
    saves.append(
        Save("hazard_step", new_id(), {name: value for name, value in step.items() if value is not None})
    )
    return saves


def _demand_complete(hazard: Row, act: Act) -> None:
    step = words.choice_word(Step, act.kind.value)
    if act.kind in _REASONED and not act.text.strip():
        raise AnxiError("step_incomplete", step=step, missing="原因")
    if act.kind in (Step.EXTENSION_ASKED, Step.EXTENDED) and _asked(hazard, act) is None:
        raise AnxiError("step_incomplete", step=step, missing="新的期限")
    if act.kind is Step.REFERRED and not act.to_whom.strip():
        raise AnxiError("step_incomplete", step=step, missing="移送单位")
    least, what = _day(hazard, "found_on"), "检查日期"
    if act.kind in (Step.CLOSED, Step.RETURNED):
        least, what = _day(hazard, "rectified_on") or least, "整改完成日期"
    if act.kind is Step.DELISTED:
        least, what = _day(hazard, "listed_on") or least, "挂牌日期"
    if least is not None and act.done_on < least:
        raise AnxiError("step_before", day=act.done_on, what=what, least=least)
    asked, due = _asked(hazard, act), _day(hazard, "due_on")
    if act.kind in (Step.EXTENSION_ASKED, Step.EXTENDED) and asked and due and asked <= due:
        raise AnxiError("step_before", day=asked, what="现在的期限", least=due)


_REASONED = frozenset(
    {Step.RETURNED, Step.EXTENSION_ASKED, Step.EXTENSION_REFUSED, Step.VOIDED, Step.REOPENED, Step.REMARK}
)


def _asked(hazard: Row, act: Act) -> date | None:
    """The deadline an extension is about: the one given, else the one that was asked for."""
    return act.due_on or (_day(hazard, "extension_due") if act.kind is Step.EXTENDED else None)


def _extended(hazard: Row, act: Act) -> dict[str, JournalValue]:
    asked = _asked(hazard, act)
    return {"due_on": None if asked is None else asked.isoformat(), "extension_due": None}


def _returned(_hazard: Row, act: Act) -> dict[str, JournalValue]:
    changes: dict[str, JournalValue] = {
        "reviewed_on": act.done_on.isoformat(),
        "review": ReviewResult.FAIL.value,
    }
    if act.due_on is not None:
        changes["due_on"] = act.due_on.isoformat()
    return changes


def _reopened(hazard: Row, _act: Act) -> dict[str, JournalValue]:
    """As it stood before it was ended; only what ended it is taken back."""
    if hazard.get("voided_on"):
        return {"voided_on": None, "void_reason": None}
    if hazard.get("referred_on") and state_of(hazard) is HazardState.REFERRED:
        return {"referred_on": None, "referred_to": None}
    return {"rectified_on": None, "reviewed_on": None, "review": None}


_CHANGES: dict[Step, Callable[[Row, Act], dict[str, JournalValue]]] = {
    # An extension nobody answered ends with the rectification; a review that failed is now history.
    Step.RECTIFIED: lambda _hazard, act: {
        "rectified_on": act.done_on.isoformat(),
        "reviewed_on": None,
        "review": None,
        "extension_due": None,
    },
    Step.RETURNED: _returned,
    Step.CLOSED: lambda _hazard, act: {
        "reviewed_on": act.done_on.isoformat(),
        "review": ReviewResult.PASS.value,
    },
    Step.EXTENSION_ASKED: lambda _hazard, act: {
        "extension_due": None if act.due_on is None else act.due_on.isoformat()
    },
    Step.EXTENDED: _extended,
    Step.EXTENSION_REFUSED: lambda _hazard, _act: {"extension_due": None},
    Step.LISTED: lambda _hazard, act: {"listed_on": act.done_on.isoformat(), "delisted_on": None},
    Step.DELISTED: lambda _hazard, act: {"delisted_on": act.done_on.isoformat()},
    Step.REFERRED: lambda _hazard, act: {
        "referred_on": act.done_on.isoformat(),
        "referred_to": act.to_whom.strip(),
    },
    Step.VOIDED: lambda _hazard, act: {
        "voided_on": act.done_on.isoformat(),
        "void_reason": act.text.strip(),
    },
    Step.REOPENED: _reopened,
    Step.REMARK: lambda _hazard, _act: {},
}
assert set(_CHANGES) == set(Step)


def _day(row: Row, name: str) -> date | None:
    value = row.get(name)
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
