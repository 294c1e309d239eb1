"""What an enterprise's laptop may write in its project: its own part, and its answers to what was found there.

Source: exchange design, section 4 "Trust". Rules ask who made a record, so that nobody can take over another's by
writing a second beginning of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from anxi_desktop.domain.checklist import digest_of, edition_row
from anxi_desktop.domain.entry import Entry
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardSource, HazardStepKind, ReviewResult
from anxi_desktop.domain.records.inspection import OFFICE_LEVELS

ANSWERS = frozenset({"rectified_on", "extension_due"})
"""Fields of another's hazard that a reply fills in (files/reply_columns.py, domain/hazard_loop.py)."""
TAKEN_BACK = frozenset({"reviewed_on", "review"})
"""Fields a reply clears: a failed review is history once the hazard is reported rectified again."""
OFFICE_FIELDS = frozenset({"listed_on", "delisted_on"})
"""挂牌 and 摘牌 are an office's decisions, also on a hazard that the enterprise found itself."""
STEPS = frozenset(
    step.value for step in (HazardStepKind.RECTIFIED, HazardStepKind.EXTENSION_ASKED, HazardStepKind.REMARK)
)
OWN_STEPS = STEPS | {
    step.value
    for step in (
        *(HazardStepKind.CLOSED, HazardStepKind.RETURNED, HazardStepKind.REOPENED),
        *(HazardStepKind.EXTENDED, HazardStepKind.EXTENSION_REFUSED),
        *(HazardStepKind.REFERRED, HazardStepKind.VOIDED),
    )
}
"""Steps of a hazard the enterprise found itself: it closes that one too."""

_OFFICE_LEVELS = frozenset(level.value for level in OFFICE_LEVELS)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made a record: a function of the row's first entries (those that saw nothing), see `trust.origin_of`.

    `keys` are the public keys of their authors, `values` what they set, `entity` the record type and `stream` the
    record's home. `by_supervision` tells whether an inspector or the office made it. A row whose first entries
    have not arrived has the Origin without anything.
    """

    keys: frozenset[str] = frozenset()
    values: Mapping[str, JournalValue] = field(default_factory=dict[str, JournalValue])
    entity: str = ""
    stream: str = ""
    by_supervision: bool = False

    def text(self, name: str) -> str | None:
        """What the beginning said in a field that holds text; None for anything else."""
        return _text(self.values.get(name))


@dataclass(frozen=True, slots=True)
class Writing:
    """One entry to be judged. `is_own` tells whether the author's unit made the row, `is_first` whether this did.

    `parent` is the Origin of the row that `parent_of` names, None where that is not known.
    """

    entry: Entry
    origin: Origin
    is_own: bool
    is_first: bool
    parent: Origin | None

    def value(self, name: str) -> JournalValue:
        """What the record says: what the entry sets, else what its beginning said."""
        return self.entry.set.get(name, self.origin.values.get(name))

    def text(self, name: str) -> str | None:
        """The same of a field that holds text; None for anything else a hostile entry may set."""
        return _text(self.value(name))

    def above(self, entity: str) -> Origin | None:
        """The origin of the record this one belongs to; None where it has not arrived or stands elsewhere."""
        found = self.parent
        is_here = found is not None and (found.entity, found.stream) == (entity, self.entry.stream)
        return found if is_here else None


def parent_of(entry: Entry, origin: Origin) -> str | None:
    """The row whose Origin the rules ask for: the hazard of a step, the inspection an item or photo belongs to."""
    name = _PARENTS.get(entry.entity)
    if name is None:
        return None
    return _text(entry.set.get(name, origin.values.get(name)))


def _text(value: JournalValue) -> str | None:
    return value if isinstance(value, str) else None


def may_write(writing: Writing) -> bool:
    """Whether an enterprise may write this entry, in a stream it may enter."""
    entry, origin = writing.entry, writing.origin
    if origin.entity != entry.entity or origin.stream != entry.stream:
        return False  # nobody is known to have made it yet, or it is another record's row
    rules = _IN_COUNTY if entry.stream == "county" else _IN_PROJECT
    rule = rules.get(entry.entity)
    if rule is None:
        return False
    if rules is _IN_PROJECT and {writing.text("project"), origin.text("project")} != {entry.stream}:
        return False
    return rule(writing)


def is_own_card(writing: Writing, key: str) -> bool:
    """Whether a device's card is the author's: nobody writes another's."""
    return key in writing.origin.keys and writing.text("key") == writing.origin.text("key") == key


def _hazard(writing: Writing) -> bool:
    changed = writing.entry.set
    if writing.is_own:
        is_self = {writing.text("source"), writing.origin.text("source")} == {HazardSource.SELF.value}
        return is_self and not OFFICE_FIELDS & changed.keys() and _is_of_no_office(writing, "inspection")
    # An undo of a reply brings a failed review back; a passed one is never the enterprise's to give.
    is_returned = changed.get("review") == ReviewResult.FAIL.value
    return changed.keys() <= ANSWERS | TAKEN_BACK and all(
        value is None or name in ANSWERS or is_returned for name, value in changed.items()
    )


def _step(writing: Writing) -> bool:
    kind = writing.text("kind")
    if not writing.is_own or kind not in OWN_STEPS:
        return False
    if kind in STEPS:
        return True
    hazard = writing.above("hazard")
    return (
        hazard is not None and not hazard.by_supervision and hazard.text("source") == HazardSource.SELF.value
    )


def _inspection(writing: Writing) -> bool:
    levels = {writing.text("level"), writing.origin.text("level")}
    is_own = writing.is_own and None not in levels and not levels & _OFFICE_LEVELS
    return is_own and _is_of_no_office(writing, "reviews")


def _item(writing: Writing) -> bool:
    return writing.is_own and _is_of_own_inspection(writing)


def _photo(writing: Writing) -> bool:
    return writing.is_own and _is_of_no_office(writing, "inspection")


def _is_of_no_office(writing: Writing, name: str) -> bool:
    """Whether a record does not stand among those of an office's inspection: its letter would list it."""
    return writing.value(name) is None or _is_of_own_inspection(writing)


def _is_of_own_inspection(writing: Writing) -> bool:
    found = writing.above("inspection")
    return found is not None and not found.by_supervision and found.text("level") not in _OFFICE_LEVELS


def _self_report(_writing: Writing) -> bool:
    """A month's row has one id on every laptop (`named_id`): whoever began it, the unit's numbers are its own."""
    return True


def _check_list(writing: Writing) -> bool:
    """The edition an own inspection used, kept under its own SHA-256: it can say nothing but what it is."""
    digest, body = writing.text("digest"), writing.text("body")
    if not (writing.is_own and writing.is_first) or digest is None or body is None:
        return False
    is_named = writing.entry.row == edition_row(digest) and digest == digest_of(body.encode("utf-8"))
    return is_named and writing.value("retired") is True


_PARENTS = {
    "hazard": "inspection",
    "hazard_step": "hazard",
    "inspection": "reviews",
    "inspection_item": "inspection",
    "photo": "inspection",
}
_IN_PROJECT: Mapping[str, Callable[[Writing], bool]] = {
    "hazard": _hazard,
    "hazard_step": _step,
    "inspection": _inspection,
    "inspection_item": _item,
    "photo": _photo,
    "self_report": _self_report,
}
_IN_COUNTY: Mapping[str, Callable[[Writing], bool]] = {"check_list": _check_list}
