"""The inspection: one visit against one edition of a check list, with what was found item by item.

An inspection in work is a draft of this laptop (`store.drafts`); these records are written once, when it is
finished, in one action.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.domain.records import fields as f
from anxi_desktop.domain.records.hazard import HazardSource


class ListKind(Enum):
    """What is done with a list: marks are deducted, items conform or not, or it is looked up."""

    SCORED = "scored"
    CONFORMITY = "conformity"
    DICTIONARY = "dictionary"


class SiteGrade(Enum):
    """The grade of a site: 优良, 合格, 不合格."""

    GOOD = "good"
    PASS = "pass"
    FAIL = "fail"


class InspectionKind(Enum):
    """检查类型. Which are the enterprise's own decides the source of the hazards found."""

    SELF = "self"
    SUPERVISION = "supervision"
    FULL = "full"
    RANDOM = "random"
    SPECIAL = "special"
    REVIEW = "review"
    EVALUATION = "evaluation"
    FIVE_S = "five_s"
    SIX_HAVES = "six_haves"


class InspectionLevel(Enum):
    """Who leads: an office outside the project, or a level of the enterprise (notice 三（一）、三（三）)."""

    COUNTY = "county"
    TOWN = "town"
    PRINCIPAL = "principal"
    DEPUTY = "deputy"
    MANAGER = "manager"
    OFFICER = "officer"
    POST = "post"


OFFICE_LEVELS = frozenset({InspectionLevel.COUNTY, InspectionLevel.TOWN})


class ItemResult(Enum):
    """符合, 不符合, 不适用; the safest to show first."""

    FAILED = "failed"
    PASSED = "passed"
    ABSENT = "absent"


class Signing(Enum):
    """How the record was signed: drawn on screen, on the printed paper, or refused (law art. 68)."""

    DRAWN = "drawn"
    PAPER = "paper"
    REFUSED = "refused"


class PhotoRole(Enum):
    """What a picture shows of the thing it belongs to."""

    SCENE = "scene"
    BEFORE = "before"
    AFTER = "after"
    SIGNATURE_OFFICE = "signature_office"
    SIGNATURE_SITE = "signature_site"
    SCAN = "scan"


def source_of(level: InspectionLevel) -> HazardSource:
    """Whose hazards an inspection finds: an office's are 监督检查, the enterprise's own are 自查."""
    return HazardSource.SUPERVISION if level in OFFICE_LEVELS else HazardSource.SELF


@f.record("check_list", f.Stream.COUNTY)
class CheckListEdition:
    """One edition of a check list as it was kept: `body` is the frozen text of `domain.checklist`.

    `digest` is the SHA-256 of the body. A list that people edit has `retired` set when it is no longer offered.
    """

    id: str
    key: str = f.name(required=True)
    edition: str = f.name(required=True)
    title: str = f.name(required=True)
    kind: ListKind = f.choice(ListKind, required=True)
    digest: str = f.name(required=True)
    body: str = f.body(required=True)
    retired: bool | None = f.flag()


@f.record("inspection", f.Stream.PROJECT, parent="project")
class Inspection:
    """One finished inspection of one project.

    `team` and `certificates` run beside each other ("" for somebody without one). `score` is printed with one
    decimal and `grade` was decided on the unrounded figure; both are blank where the list has no marks.
    """

    id: str
    number: str | None = f.name()
    project: str = f.row("project", required=True)
    kind: InspectionKind = f.choice(InspectionKind, required=True)
    level: InspectionLevel = f.choice(InspectionLevel, required=True)
    done_on: date = f.day(required=True)
    started_at: str | None = f.name()
    ended_at: str | None = f.name()
    place: str | None = f.line()
    enforcement: bool | None = f.flag()
    team: list[str] | None = f.texts()
    certificates: list[str] | None = f.texts()
    site_unit: str | None = f.name()
    site_person: str | None = f.name()
    check_list: str | None = f.row("check_list")
    items: int | None = f.integer("item")
    passed: int | None = f.integer("item")
    failed: int | None = f.integer("item")
    absent: int | None = f.integer("item")
    score: Decimal | None = f.decimal("point")
    grade: SiteGrade | None = f.choice(SiteGrade)
    reviews: str | None = f.row("inspection")
    opinion: str | None = f.note()
    signing: Signing | None = f.choice(Signing)
    refusal: str | None = f.line()
    witness: str | None = f.name()
    note: str | None = f.note()


@f.record("inspection_item", f.Stream.PROJECT, parent="project")
class InspectionItem:
    """What was found at one item of the list; `sheet` tells several tables of one kind apart (1#塔吊).

    `deducted` are the points taken off, `reason` says why; `no_hazard` why a failed item made no hazard.
    """

    id: str
    project: str = f.row("project", required=True)
    inspection: str = f.row("inspection", required=True)
    item: str = f.name(required=True)
    sheet: str | None = f.name()
    result: ItemResult = f.choice(ItemResult, required=True, safer=ItemResult)
    deducted: Decimal | None = f.decimal("point")
    reason: str | None = f.line()
    no_hazard: str | None = f.line()
    note: str | None = f.note()


@f.record("photo", f.Stream.PROJECT, parent="project")
class Photo:
    """One picture, signature or scan; the file stands in the attachments under its SHA-256.

    `taken_at` is the camera's own local time, `position` "latitude,longitude" in degrees; neither is invented.
    `marks` are arrows, circles and words as data over the untouched original (`domain.photo_marks`).
    """

    id: str
    project: str = f.row("project", required=True)
    hazard: str | None = f.row("hazard")
    inspection: str | None = f.row("inspection")
    item: str | None = f.name()
    role: PhotoRole = f.choice(PhotoRole, required=True)
    digest: str = f.name(required=True)
    size: int | None = f.integer("byte")
    file_name: str | None = f.name()
    taken_at: str | None = f.name()
    position: str | None = f.name()
    author: str | None = f.name()
    caption: str | None = f.line()
    marks: str | None = f.note()


@f.record("calendar_year", f.Stream.COUNTY)
class CalendarYear:
    """The days of one year on which the weekday rule does not hold: each text is "YYYY-MM-DD name"."""

    id: str
    year: int = f.integer("year", required=True)
    off: list[str] | None = f.texts()
    worked: list[str] | None = f.texts()
    source: str | None = f.line()
