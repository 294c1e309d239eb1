"""All record types. A record type is declared once; everything else reads the declaration."""

from __future__ import annotations

from anxi_desktop.domain.records.fields import RecordSpec, spec_of
from anxi_desktop.domain.records.hazard import CommonHazard, Hazard, HazardStep, Listing
from anxi_desktop.domain.records.inspection import (
    CalendarYear,
    CheckListEdition,
    Inspection,
    InspectionItem,
    Photo,
)
from anxi_desktop.domain.records.month import (
    CountingRule,
    MonthCell,
    MonthText,
    ReportingUnit,
    SelfReport,
    Submission,
    Target,
    UnitForm,
    UnitLetter,
)
from anxi_desktop.domain.records.project import Fact, Milestone, Project
from anxi_desktop.domain.records.registers import Device, Document, Enforcement
from anxi_desktop.domain.records.risk import LevelDecision, RiskAssessment, RiskPoint, RuleTable
from anxi_desktop.domain.records.risk_map import MapItem, RiskMap

RECORD_TYPES: tuple[type, ...] = (
    *(Project, Fact, Milestone),
    *(Inspection, InspectionItem, Hazard, HazardStep, Photo, Listing),
    *(RiskPoint, RiskAssessment, LevelDecision, RiskMap, MapItem),
    *(Enforcement, Document, SelfReport, UnitLetter),
    *(MonthCell, MonthText, Submission, Target, CountingRule, ReportingUnit, UnitForm),
    *(CheckListEdition, CommonHazard, CalendarYear, RuleTable),
    Device,
)

SPECS: dict[str, RecordSpec] = {spec_of(item).entity: spec_of(item) for item in RECORD_TYPES}

__all__ = [
    "RECORD_TYPES",
    "SPECS",
    "CalendarYear",
    "CheckListEdition",
    "CommonHazard",
    "CountingRule",
    "Device",
    "Document",
    "Enforcement",
    "Fact",
    "Hazard",
    "HazardStep",
    "Inspection",
    "InspectionItem",
    "LevelDecision",
    "Listing",
    "MapItem",
    "Milestone",
    "MonthCell",
    "MonthText",
    "Photo",
    "Project",
    "RecordSpec",
    "ReportingUnit",
    "RiskAssessment",
    "RiskMap",
    "RiskPoint",
    "RuleTable",
    "SelfReport",
    "Submission",
    "Target",
    "UnitForm",
    "UnitLetter",
]
