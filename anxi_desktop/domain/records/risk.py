"""The risk point with its assessments, the decided level of a project, and the rule tables behind both."""

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


class RuleKind(Enum):
    """What a rule table decides."""

    LEC = "lec"
    LS = "ls"
    RAISE = "raise"
    LEVEL = "level"
    FREQUENCY = "frequency"


@f.record("risk_point", f.Stream.PROJECT, parent="project")
class RiskPoint:
    """One risk point; counted by `level` from `identified_on` (null: from the beginning) to before `removed_on`.

    `level` is what the latest assessment gave; the level of a past day is that of the assessment that held
    then. `dangerous` is the code of a 危大 category, `signs` are names of safety signs.
    """

    id: str
    project: str = f.row("project", required=True)
    unit: str | None = f.name()
    stage: str | None = f.name()
    name: str = f.name(required=True)
    place: str | None = f.line()
    dangerous: str | None = f.name()
    factors: str | None = f.line()
    accidents: str | None = f.line()
    consequences: str | None = f.line()
    method: AssessmentMethod | None = f.choice(AssessmentMethod)
    l_score: Decimal | None = f.decimal("")
    e_score: Decimal | None = f.decimal("")
    c_score: Decimal | None = f.decimal("")
    s_score: Decimal | None = f.decimal("")
    level: RiskLevel | None = f.choice(RiskLevel, safer=RiskLevel)
    measures: str | None = f.note()
    emergency: str | None = f.note()
    reporting: str | None = f.line()
    signs: list[str] | None = f.texts()
    duty_level: str | None = f.name()
    person: str | None = f.name()
    post: str | None = f.name()
    identified_on: date | None = f.day()
    removed_on: date | None = f.day()


@f.record("risk_assessment", f.Stream.PROJECT, parent="project")
class RiskAssessment:
    """One assessment of a point, with all that led to it; it holds from `assessed_on` (null: the beginning).

    `preset` is the key and edition of the rule table, `computed` what it gave, `level` the result after what
    may only raise it (`raised_by`: codes of raising rules).
    """

    id: str
    project: str = f.row("project", required=True)
    risk_point: str = f.row("risk_point", required=True)
    assessed_on: date | None = f.day()
    method: AssessmentMethod | None = f.choice(AssessmentMethod)
    preset: str | None = f.name()
    l_score: Decimal | None = f.decimal("")
    e_score: Decimal | None = f.decimal("")
    c_score: Decimal | None = f.decimal("")
    s_score: Decimal | None = f.decimal("")
    computed: RiskLevel | None = f.choice(RiskLevel)
    raised_by: list[str] | None = f.texts()
    level: RiskLevel | None = f.choice(RiskLevel, safer=RiskLevel)
    reason: str | None = f.line()
    person: str | None = f.name()


@f.record("level_decision", f.Stream.PROJECT, parent="project")
class LevelDecision:
    """What a person decided about a project's overall level, beside what was proposed then and why.

    The level itself is a dated fact of the project; `arithmetic` is the proposal as it was shown, one line a
    factor.
    """

    id: str
    project: str = f.row("project", required=True)
    decided_on: date = f.day(required=True)
    level: RiskLevel = f.choice(RiskLevel, required=True, safer=RiskLevel)
    proposed: RiskLevel | None = f.choice(RiskLevel)
    arithmetic: str | None = f.note()
    reason: str | None = f.note()
    person: str | None = f.name()


@f.record("rule_table", f.Stream.COUNTY)
class RuleTable:
    """One edition of a rule table that people changed: `body` is its text (`domain.risk_rules`)."""

    id: str
    key: str = f.name(required=True)
    edition: str = f.name(required=True)
    kind: RuleKind = f.choice(RuleKind, required=True)
    title: str = f.name(required=True)
    body: str = f.body(required=True)
    retired: bool | None = f.flag()
