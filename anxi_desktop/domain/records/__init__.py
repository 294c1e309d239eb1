"""All record types. A record type is declared once; everything else reads the declaration."""

from __future__ import annotations

from anxi_desktop.domain.records.fields import RecordSpec, spec_of
from anxi_desktop.domain.records.hazard import Hazard
from anxi_desktop.domain.records.project import Fact, Milestone, Project
from anxi_desktop.domain.records.registers import Device, Document, Enforcement
from anxi_desktop.domain.records.risk import RiskPoint

RECORD_TYPES: tuple[type, ...] = (Project, Fact, Milestone, Hazard, RiskPoint, Enforcement, Document, Device)

SPECS: dict[str, RecordSpec] = {spec_of(item).entity: spec_of(item) for item in RECORD_TYPES}

__all__ = [
    "RECORD_TYPES",
    "SPECS",
    "Device",
    "Document",
    "Enforcement",
    "Fact",
    "Hazard",
    "Milestone",
    "Project",
    "RecordSpec",
    "RiskPoint",
]
