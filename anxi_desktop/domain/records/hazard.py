"""The hazard: found, given a due date, rectified, re-inspected, closed."""

from __future__ import annotations

from datetime import date
from enum import Enum

from anxi_desktop.domain.records import fields as f


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


@f.record("hazard", f.Stream.PROJECT, parent="project")
class Hazard:
    """One hazard of one project. It is closed on `reviewed_on` when `review` is pass."""

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
