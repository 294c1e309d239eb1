"""The risk point: a place or work of a project with its assessed level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.domain.records import fields as f
from anxi_desktop.domain.records.project import RiskLevel


class AssessmentMethod(Enum):
    """评估方法."""

    LEC = "lec"
    LS = "ls"
    JUDGED = "judged"


@f.record("risk_point", f.Stream.PROJECT, parent="project")
class RiskPoint:
    """One risk point; counted by `level` from `identified_on` on (null: from the beginning)."""

    id: str
    project: str = f.row("project", required=True)
    unit: str | None = f.name()
    name: str = f.name(required=True)
    place: str | None = f.line()
    factors: str | None = f.line()
    accidents: str | None = f.line()
    method: AssessmentMethod | None = f.choice(AssessmentMethod)
    l_score: Decimal | None = f.decimal("")
    e_score: Decimal | None = f.decimal("")
    c_score: Decimal | None = f.decimal("")
    s_score: Decimal | None = f.decimal("")
    level: RiskLevel | None = f.choice(RiskLevel, safer=RiskLevel)
    measures: str | None = f.note()
    emergency: str | None = f.note()
    duty_level: str | None = f.name()
    person: str | None = f.name()
    identified_on: date | None = f.day()
