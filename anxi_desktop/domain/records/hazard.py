"""The hazard: found, given a due date, rectified, re-inspected, closed."""

from __future__ import annotations

from datetime import date
from enum import Enum

from anxi_desktop.domain.records import fields as f
from anxi_desktop.domain.records.project import Family


class HazardSource(Enum):
    """Who found it. One value only, so that no hazard is counted in two monthly forms."""

    SELF = "self"
    SUPERVISION = "supervision"


class Severity(Enum):
    """隐患等级, the most severe (safest to show) first."""

    MAJOR = "major"
    LARGER = "larger"
    GENERAL = "general"


class ReviewResult(Enum):
    """复查结论. A failed review, or none yet, is the safer value to show: open before closed."""

    FAIL = "fail"
    PASS = "pass"


class HazardState(Enum):
    """How a hazard stands. Overdue is no state: it is derived from the deadline."""

    OPEN = "open"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    REFERRED = "referred"
    VOIDED = "voided"


class HazardStepKind(Enum):
    """What happened to a hazard; the story of its page, each step one record that is only ever added."""

    RECTIFIED = "rectified"
    RETURNED = "returned"
    CLOSED = "closed"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    LISTED = "listed"
    DELISTED = "delisted"
    REFERRED = "referred"
    VOIDED = "voided"
    REOPENED = "reopened"
    REMARK = "remark"


@f.record("hazard", f.Stream.PROJECT, parent="project")
class Hazard:
    """One hazard of one project. It is closed on `reviewed_on` when `review` is pass.

    `requirement`, `person`, `due_on`, `standard` and `means` are the 五定 of its line in the rectification list.
    `severity` is apart from `judged`: whether it is a 重大事故隐患 by an edition of the judgement standard, with
    its category and basis. `referred_on` ends a hazard the property company may only report (已报告移送);
    `voided_on` one that was entered by mistake.
    """

    id: str
    number: str | None = f.name()
    project: str = f.row("project", required=True)
    source: HazardSource = f.choice(HazardSource, required=True)
    found_on: date = f.day(required=True)
    part: str | None = f.line()
    description: str = f.line(required=True)
    kind: str | None = f.name()
    severity: Severity | None = f.choice(Severity, safer=Severity)
    basis: str | None = f.line()
    requirement: str | None = f.line()
    unit: str | None = f.name()
    person: str | None = f.name()
    due_on: date | None = f.day()
    rectified_on: date | None = f.day()
    reviewed_on: date | None = f.day()
    review: ReviewResult | None = f.choice(ReviewResult, safer=(ReviewResult.FAIL, None, ReviewResult.PASS))
    note: str | None = f.note()
    standard: str | None = f.line()
    means: str | None = f.line()
    on_the_spot: bool | None = f.flag()
    judged: bool | None = f.flag()
    judged_edition: str | None = f.name()
    judged_category: str | None = f.name()
    judged_basis: str | None = f.line()
    inspection: str | None = f.row("inspection")
    item: str | None = f.name()
    extension_due: date | None = f.day()
    listed_on: date | None = f.day()
    delisted_on: date | None = f.day()
    referred_on: date | None = f.day()
    referred_to: str | None = f.name()
    voided_on: date | None = f.day()
    void_reason: str | None = f.line()


@f.record("hazard_step", f.Stream.PROJECT, parent="project")
class HazardStep:
    """One step of a hazard's loop, with who did it and what was said. `due_on` is the deadline it asks for or sets."""

    id: str
    project: str = f.row("project", required=True)
    hazard: str = f.row("hazard", required=True)
    kind: HazardStepKind = f.choice(HazardStepKind, required=True)
    done_on: date = f.day(required=True)
    person: str | None = f.name()
    text: str | None = f.note()
    due_on: date | None = f.day()


@f.record("common_hazard", f.Stream.COUNTY)
class CommonHazard:
    """A hazard as it is found again and again, with its measure and legal basis; picked instead of typed."""

    id: str
    description: str = f.line(required=True)
    family: Family | None = f.choice(Family)
    kind: str | None = f.name()
    item: str | None = f.name()
    severity: Severity | None = f.choice(Severity, safer=Severity)
    requirement: str | None = f.line()
    basis: str | None = f.line()
    standard: str | None = f.line()
    retired: bool | None = f.flag()


@f.record("listing", f.Stream.PROJECT_OFFICE, parent="project")
class Listing:
    """挂牌督办 of one hazard by an office, from listing to 摘牌."""

    id: str
    project: str = f.row("project", required=True)
    hazard: str = f.row("hazard", required=True)
    number: str | None = f.name()
    office: str | None = f.name()
    listed_on: date = f.day(required=True)
    due_on: date | None = f.day()
    person: str | None = f.name()
    published_on: date | None = f.day()
    extended_to: date | None = f.day()
    delisted_on: date | None = f.day()
    delisting_published_on: date | None = f.day()
    note: str | None = f.note()
