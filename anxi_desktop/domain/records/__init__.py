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
from anxi_desktop.domain.records.project import Fact, Milestone, Project
from anxi_desktop.domain.records.registers import Device, Document, Enforcement
from anxi_desktop.domain.records.risk import LevelDecision, RiskAssessment, RiskPoint, RuleTable
from anxi_desktop.domain.records.risk_map import MapItem, RiskMap

RECORD_TYPES: tuple[type, ...] = (
    *(Project, Fact, Milestone),
    *(Inspection, InspectionItem, Hazard, HazardStep, Photo, Listing),
    *(RiskPoint, RiskAssessment, LevelDecision, RiskMap, MapItem),
    *(Enforcement, Document),
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
    "Photo",
    "Project",
    "RecordSpec",
    "RiskAssessment",
    "RiskMap",
    "RiskPoint",
    "RuleTable",
]
