"""The records a finished inspection becomes, all in one action.

Sources: notice 三（三）; law arts. 65 and 68 (reference data, section 2.9); a hazard put right on the spot counts as
found and as rectified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from anxi_desktop.domain.checklist import FrozenList, edition_row
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.inspection_draft import (
    HazardDraft,
    InspectionDraft,
    PhotoDraft,
    deduction_of,
)
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardStepKind, ReviewResult
from anxi_desktop.domain.records.inspection import ItemResult, PhotoRole, source_of
from anxi_desktop.domain.save import Save, journal_value
from anxi_desktop.domain.scoring import Rounding, rounded


@dataclass(frozen=True, slots=True)
class Finishing:
    """What finishing needs from outside: ids, numbers taken in the transaction, the moment, the rounding."""

    new_id: Callable[[], str]
    inspection_number: Callable[[int], str]
    hazard_number: Callable[[int], str]
    ended_at: str
    rounding: Rounding
    author: str
    has_edition: bool
    open_hazards: frozenset[str]
    """Ids of the project's hazards that `same_as` may name."""


def finishing_saves(draft: InspectionDraft, frozen: FrozenList, finishing: Finishing) -> list[Save]:
    """The saves of a draft without gaps; the inspection is the first but for its list.

    Raises AnxiError("inspection_unfinished") where something is missing.
    """
    head = draft.head
    gaps = draft.gaps()
    if gaps or head.level is None or head.done_on is None:
        raise AnxiError("inspection_unfinished", count=max(1, len(gaps)))
    inspection = finishing.new_id()
    rows = {row: finishing.new_id() for row in draft.hazards}
    for row, hazard in draft.hazards.items():
        if hazard.same_as in finishing.open_hazards:
            rows[row] = hazard.same_as
    saves: list[Save] = []
    if not finishing.has_edition:
        saves.append(edition_save(frozen, draft))
    saves.append(_inspection(draft, finishing, inspection, edition_row(frozen.digest)))
    saves.extend(_items(draft, finishing, inspection))
    for row, hazard in draft.hazards.items():
        saves.extend(_hazard(draft, hazard, finishing, inspection=inspection, row=rows[row]))
    saves.extend(
        _photo(draft, photo, finishing, inspection=inspection, hazard=rows.get(photo.hazard))
        for photo in draft.photos.values()
    )
    return saves


def edition_save(frozen: FrozenList, draft: InspectionDraft) -> Save:
    """The save that keeps the edition an inspection used."""
    found = draft.check_list
    return Save(
        "check_list",
        edition_row(frozen.digest),
        _kept(
            key=found.key,
            edition=found.edition,
            title=found.title,
            kind=found.kind,
            digest=frozen.digest,
            body=frozen.body.decode("utf-8"),
            retired=True,  # kept for this inspection; what is offered for new ones is decided elsewhere
        ),
    )


def _inspection(draft: InspectionDraft, finishing: Finishing, row: str, check_list: str) -> Save:
    head, progress, points = draft.head, draft.progress(), draft.score()
    assert head.done_on is not None
    team = [
        (name.strip(), number.strip())
        for name, number in zip(head.team, (*head.certificates, *("",) * len(head.team)), strict=False)
        if name.strip()
    ]
    value = None if points is None or points.value is None else rounded(points.value, finishing.rounding)
    return Save(
        "inspection",
        row,
        _kept(
            number=finishing.inspection_number(head.done_on.year),
            project=head.project,
            kind=head.kind,
            level=head.level,
            done_on=head.done_on,
            started_at=head.started_at,
            ended_at=finishing.ended_at,
            place=head.place,
            enforcement=head.enforcement or None,
            team=[name for name, _ in team],
            certificates=[number for _, number in team],
            site_unit=head.site_unit,
            site_person=head.site_person,
            check_list=check_list,
            items=progress.total,
            passed=progress.passed,
            failed=progress.failed,
            absent=progress.absent,
            score=value,
            grade=None if points is None else points.grade,
            reviews=head.reviews,
            opinion=head.opinion,
            signing=head.signing,
            refusal=head.refusal,
            witness=head.witness,
            note=head.note,
        ),
    )


def _items(draft: InspectionDraft, finishing: Finishing, inspection: str) -> Iterator[Save]:
    for place in draft.places():
        answer = draft.answer(place)
        is_failed = answer.result is ItemResult.FAILED
        yield Save(
            "inspection_item",
            finishing.new_id(),
            _kept(
                project=draft.head.project,
                inspection=inspection,
                item=place.item,
                sheet=place.sheet,
                result=answer.result,
                deducted=deduction_of(answer.deducted) if is_failed and draft.is_scored else None,
                reason=answer.reason if is_failed else "",
                no_hazard=answer.no_hazard if is_failed and not draft.hazards_of(place) else "",
                note=answer.note,
            ),
        )


def _hazard(
    draft: InspectionDraft, hazard: HazardDraft, finishing: Finishing, *, inspection: str, row: str
) -> Iterator[Save]:
    head = draft.head
    assert head.level is not None and head.done_on is not None  # noqa: PT018
    if hazard.same_as == row:
        text = "再次检查仍然存在" + (f"：{hazard.description.strip()}" if hazard.description.strip() else "")
        yield _step(draft, finishing, row, HazardStepKind.REMARK, text)
        return
    done = head.done_on if hazard.on_the_spot else None
    yield Save(
        "hazard",
        row,
        _kept(
            number=finishing.hazard_number(head.done_on.year),
            project=head.project,
            source=source_of(head.level),
            found_on=head.done_on,
            part=hazard.part,
            description=hazard.description,
            kind=hazard.kind,
            severity=hazard.severity,
            basis=hazard.basis,
            requirement=hazard.requirement,
            unit=hazard.unit or head.site_unit,
            person=hazard.person,
            due_on=done or hazard.due_on,
            rectified_on=done,
            reviewed_on=done,
            review=ReviewResult.PASS if done else None,
            standard=hazard.standard,
            means=hazard.means,
            on_the_spot=hazard.on_the_spot or None,
            judged=hazard.judged or None,
            judged_edition=hazard.judged_edition if hazard.judged else "",
            judged_category=hazard.judged_category if hazard.judged else "",
            judged_basis=hazard.judged_basis if hazard.judged else "",
            inspection=inspection,
            item=None if hazard.place is None else hazard.place.item,
        ),
    )
    if done:
        yield _step(draft, finishing, row, HazardStepKind.RECTIFIED, "当场整改")
        yield _step(draft, finishing, row, HazardStepKind.CLOSED, "当场复查")


def _step(draft: InspectionDraft, finishing: Finishing, hazard: str, kind: HazardStepKind, text: str) -> Save:
    values = _kept(
        project=draft.head.project,
        hazard=hazard,
        kind=kind,
        done_on=draft.head.done_on,
        person=finishing.author,
        text=text,
    )
    return Save("hazard_step", finishing.new_id(), values)


def _photo(
    draft: InspectionDraft,
    photo: PhotoDraft,
    finishing: Finishing,
    *,
    inspection: str,
    hazard: str | None,
) -> Save:
    values = _kept(
        project=draft.head.project,
        hazard=hazard,
        inspection=inspection,
        item=None if photo.place is None else photo.place.item,
        role=photo.role or PhotoRole.SCENE,
        digest=photo.digest,
        size=photo.size or None,
        file_name=photo.file_name,
        taken_at=photo.taken_at,
        position=photo.position,
        author=photo.author,
        caption=photo.caption,
        marks=photo.marks,
    )
    return Save("photo", finishing.new_id(), values)


def _kept(**values: object) -> Mapping[str, JournalValue]:
    """Journal values without blanks; text without blanks around it."""
    kept: dict[str, JournalValue] = {}
    for name, value in values.items():
        found = journal_value(value.strip() if isinstance(value, str) else value)
        if found not in (None, "", []):
            kept[name] = found
    return kept
