"""An inspection in work: what was typed so far, what it scores, what is missing, and the records it becomes.

Text stands as it was typed: a deduction that is half written is no error until the inspection is finished.
`inspection_parts` is how it is kept, `inspection_finish` what it becomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from anxi_desktop.domain.checklist import CheckList, Group, Item
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    ListKind,
    PhotoRole,
    Signing,
)
from anxi_desktop.domain.scoring import MOST_DEDUCTED, Sheet, SiteScore, score

KIND = "inspection"
"""The kind of these drafts in the store."""


class DraftStep(Enum):
    """The pages of the assistant, ① to ⑤."""

    START = "start"
    ITEMS = "items"
    HAZARDS = "hazards"
    RECTIFICATION = "rectification"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True, order=True)
class ItemPlace:
    """One line to answer: the table's key, the label of its sheet ("" or "1#塔吊") and the item's key."""

    table: str
    sheet: str
    item: str


@dataclass(frozen=True, slots=True)
class Head:
    """Page ① and ⑤. `team` and `certificates` run beside each other."""

    project: str = ""
    kind: InspectionKind | None = None
    level: InspectionLevel | None = None
    done_on: date | None = None
    started_at: str = ""
    place: str = ""
    enforcement: bool = False
    team: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    site_unit: str = ""
    site_person: str = ""
    reviews: str = ""
    opinion: str = ""
    note: str = ""
    signing: Signing | None = None
    refusal: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one item; `deducted` as typed."""

    result: ItemResult | None = None
    deducted: str = ""
    reason: str = ""
    no_hazard: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HazardDraft:
    """A hazard before it has a number. `same_as` names the open hazard it is added to instead of a second record."""

    place: ItemPlace | None = None
    description: str = ""
    part: str = ""
    kind: str = ""
    severity: Severity | None = None
    basis: str = ""
    requirement: str = ""
    unit: str = ""
    person: str = ""
    due_on: date | None = None
    standard: str = ""
    means: str = ""
    on_the_spot: bool = False
    judged: bool = False
    judged_edition: str = ""
    judged_category: str = ""
    judged_basis: str = ""
    same_as: str = ""
    order: int = 0
    """Parts are kept under random ids: this is the order they were made in."""


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A picture that is already kept under its digest."""

    digest: str = ""
    role: PhotoRole | None = None
    size: int = 0
    file_name: str = ""
    taken_at: str = ""
    position: str = ""
    author: str = ""
    caption: str = ""
    marks: str = ""
    place: ItemPlace | None = None
    hazard: str = ""
    order: int = 0


class GapCode(Enum):
    """What must still be done before an inspection can be finished."""

    PROJECT = "project"
    KIND = "kind"
    LEVEL = "level"
    DAY = "day"
    TEAM = "team"
    CERTIFICATES = "certificates"
    SHEETS = "sheets"
    UNCHECKED = "unchecked"
    DEDUCTION = "deduction"
    BAD_DEDUCTION = "bad_deduction"
    NO_HAZARD = "no_hazard"
    DESCRIPTION = "description"
    SEVERITY = "severity"
    REQUIREMENT = "requirement"
    PERSON = "person"
    DUE = "due"
    DUE_BEFORE = "due_before"
    JUDGEMENT = "judgement"
    SIGNING = "signing"
    SIGNATURE = "signature"
    REFUSAL = "refusal"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, and the page and line where it is put right."""

    step: DraftStep
    code: GapCode
    place: ItemPlace | None = None
    hazard: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the list is: counts of items."""

    total: int
    passed: int
    failed: int
    absent: int

    @property
    def done(self) -> int:
        """How many items have an answer."""
        return self.passed + self.failed + self.absent


@dataclass(frozen=True)
class InspectionDraft:
    """All that is known of an inspection in work. A changed draft is a new one (`with_…`)."""

    check_list: CheckList
    digest: str
    head: Head = field(default_factory=Head)
    sheets: tuple[tuple[str, str], ...] = ()
    answers: Mapping[ItemPlace, Answer] = field(default_factory=dict[ItemPlace, Answer])
    hazards: Mapping[str, HazardDraft] = field(default_factory=dict[str, HazardDraft])
    photos: Mapping[str, PhotoDraft] = field(default_factory=dict[str, PhotoDraft])
    step: DraftStep = DraftStep.START
    at: ItemPlace | None = None

    @property
    def is_scored(self) -> bool:
        """True where marks are deducted."""
        return self.check_list.kind is ListKind.SCORED

    def groups(self) -> Iterator[tuple[Group, str]]:
        """The tables to fill in with their labels, in the order of the list; labels of one table in the order added."""
        known = {group.key: place for place, group in enumerate(self.check_list.groups)}
        for key, label in sorted(self.sheets, key=lambda sheet: known.get(sheet[0], len(known))):
            if key in known:
                yield self.check_list.group_by_key[key], label

    def places(self) -> list[ItemPlace]:
        """Every line to answer, in order."""
        return [
            ItemPlace(group.key, label, item.key) for group, label in self.groups() for item in group.items
        ]

    def item(self, place: ItemPlace) -> Item:
        """The item of a place."""
        return self.check_list.item_by_key[place.item]

    def answer(self, place: ItemPlace) -> Answer:
        """The answer so far; an empty one where nothing was said."""
        return self.answers.get(place, _NO_ANSWER)

    def progress(self) -> Progress:
        """How many items of the sheets in use have which answer."""
        places = self.places()
        results = [self.answer(place).result for place in places]
        return Progress(
            total=len(places),
            passed=results.count(ItemResult.PASSED),
            failed=results.count(ItemResult.FAILED),
            absent=results.count(ItemResult.ABSENT),
        )

    def unchecked(self) -> list[ItemPlace]:
        """The lines without an answer, in order."""
        return [place for place in self.places() if self.answer(place).result is None]

    def hazards_of(self, place: ItemPlace) -> list[str]:
        """The ids of the hazards recorded at a line."""
        return [row for row, hazard in self.hazards.items() if hazard.place == place]

    def photos_of(self, *, place: ItemPlace | None = None, hazard: str = "") -> dict[str, PhotoDraft]:
        """The pictures of a hazard, or of a line itself."""
        return {
            row: photo
            for row, photo in self.photos.items()
            if (photo.hazard == hazard if hazard else photo.place == place and not photo.hazard)
        }

    def failed_without_hazard(self) -> list[ItemPlace]:
        """Lines that are 不符合 with neither a hazard nor a reason for none."""
        with_hazard = {hazard.place for hazard in self.hazards.values()}
        return [
            place
            for place in self.places()
            if self.answer(place).result is ItemResult.FAILED
            and place not in with_hazard
            and not self.answer(place).no_hazard.strip()
        ]

    def score(self) -> SiteScore | None:
        """The score of what was answered so far; None for a list without marks."""
        if not self.is_scored:
            return None
        sheets: list[Sheet] = []
        for group, label in self.groups():
            marks: dict[str, tuple[Decimal, ...] | None] = {}
            for item in group.items:
                answer = self.answer(ItemPlace(group.key, label, item.key))
                if answer.result is ItemResult.ABSENT:
                    marks[item.key] = None
                elif answer.result is not None:
                    points = deduction_of(answer.deducted) if answer.result is ItemResult.FAILED else None
                    marks[item.key] = () if points is None else (points,)
            sheets.append(Sheet(group.key, marks, label))
        return score(self.check_list, sheets)

    def gaps(self) -> list[Gap]:
        """What must still be done, page by page; empty when the inspection can be finished."""
        return [*_head_gaps(self.head), *self._item_gaps(), *self._hazard_gaps(), *self._signing_gaps()]

    def _item_gaps(self) -> Iterator[Gap]:
        if not self.sheets:
            yield Gap(DraftStep.ITEMS, GapCode.SHEETS)
        unchecked = self.unchecked()
        if unchecked:
            yield Gap(DraftStep.ITEMS, GapCode.UNCHECKED, place=unchecked[0], count=len(unchecked))
        for place in self.places() if self.is_scored else ():
            answer = self.answer(place)
            if answer.result is ItemResult.FAILED:
                if not answer.deducted.strip():
                    yield Gap(DraftStep.ITEMS, GapCode.DEDUCTION, place=place)
                elif deduction_of(answer.deducted) is None:
                    yield Gap(DraftStep.ITEMS, GapCode.BAD_DEDUCTION, place=place)
        for place in self.failed_without_hazard():
            yield Gap(DraftStep.HAZARDS, GapCode.NO_HAZARD, place=place)

    def _hazard_gaps(self) -> Iterator[Gap]:
        for row, hazard in self.hazards.items():
            if hazard.same_as:
                continue
            if not hazard.description.strip():
                yield Gap(DraftStep.HAZARDS, GapCode.DESCRIPTION, hazard.place, row)
            if hazard.severity is None:
                yield Gap(DraftStep.HAZARDS, GapCode.SEVERITY, hazard.place, row)
            if hazard.judged and not (
                hazard.judged_edition and hazard.judged_category and hazard.judged_basis.strip()
            ):
                yield Gap(DraftStep.HAZARDS, GapCode.JUDGEMENT, hazard.place, row)
            if not hazard.requirement.strip():
                yield Gap(DraftStep.RECTIFICATION, GapCode.REQUIREMENT, hazard.place, row)
            if hazard.on_the_spot:
                continue
            if not hazard.person.strip():
                yield Gap(DraftStep.RECTIFICATION, GapCode.PERSON, hazard.place, row)
            if hazard.due_on is None:
                yield Gap(DraftStep.RECTIFICATION, GapCode.DUE, hazard.place, row)
            elif self.head.done_on is not None and hazard.due_on < self.head.done_on:
                yield Gap(DraftStep.RECTIFICATION, GapCode.DUE_BEFORE, hazard.place, row)

    def _signing_gaps(self) -> Iterator[Gap]:
        head = self.head
        if head.signing is None:
            yield Gap(DraftStep.SIGNING, GapCode.SIGNING)
        roles = {photo.role for photo in self.photos.values()}
        wanted = {
            Signing.DRAWN: {PhotoRole.SIGNATURE_OFFICE, PhotoRole.SIGNATURE_SITE},
            Signing.REFUSED: {PhotoRole.SIGNATURE_OFFICE},
        }.get(head.signing or Signing.PAPER, set())
        if wanted - roles:
            yield Gap(DraftStep.SIGNING, GapCode.SIGNATURE, count=len(wanted - roles))
        if head.signing is Signing.REFUSED:
            if not head.refusal.strip():
                yield Gap(DraftStep.SIGNING, GapCode.REFUSAL)
            if not head.witness.strip():
                yield Gap(DraftStep.SIGNING, GapCode.WITNESS)


_NO_ANSWER = Answer()
CERTIFICATES_NEEDED = 2
"""行政处罚法 art. 42: at least two officers."""


def _head_gaps(head: Head) -> Iterator[Gap]:
    for is_there, code in (
        (head.project, GapCode.PROJECT),
        (head.kind, GapCode.KIND),
        (head.level, GapCode.LEVEL),
        (head.done_on, GapCode.DAY),
        (any(name.strip() for name in head.team), GapCode.TEAM),
    ):
        if not is_there:
            yield Gap(DraftStep.START, code)
    certified = [
        name
        for name, number in zip(head.team, head.certificates, strict=False)
        if name.strip() and number.strip()
    ]
    if head.enforcement and len(certified) < CERTIFICATES_NEEDED:
        yield Gap(DraftStep.START, GapCode.CERTIFICATES, count=CERTIFICATES_NEEDED - len(certified))


def deduction_of(text: str) -> Decimal | None:
    """The points a person typed, or None for what is no number of points (at most two decimals)."""
    try:
        points = Decimal(text.strip().replace("．", ".").replace("。", "."))
    except InvalidOperation:
        return None
    fits = points.is_finite() and 0 <= points <= MOST_DEDUCTED and points == round(points, 2)
    return points if fits else None
